"""The loop: a platform that survives with channels off and fails with them on, and a policy that saves it."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from sim import scenario
from sim.records import Channel
from sim.simulation import Simulation

REPLICATIONS = 20
CHANNELS_OFF = tuple(f"contagion.{channel.name.lower()}.strength=0" for channel in Channel)


@cache
def has_failed(policy: str | None, *overrides: str) -> np.ndarray:
    """(replications,) whether the platform failed within the horizon."""
    said = ["population.size=1500", *overrides]
    resolved = scenario.load("loop_demonstration", overrides=said, policy=policy)
    return Simulation.of(resolved.scenario)(range(REPLICATIONS))[0]["failure_day"] > 0


@pytest.mark.slow
def test_without_channels_the_platform_survives() -> None:
    """In each of 20 replications; with a true chance of failure of 1 % the test would fail in 18 % of books."""
    assert not has_failed(None, *CHANNELS_OFF).any()


@pytest.mark.slow
def test_with_channels_it_fails_and_a_policy_saves_it() -> None:
    """17 of 20 or more fail without the policy, 7 or fewer with it; equal chances do so in 1 case of 1,000 at most."""
    assert has_failed(None).mean() >= 0.85
    assert has_failed("keep_funders").mean() <= 0.35

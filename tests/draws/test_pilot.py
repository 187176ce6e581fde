"""The pilot finds where losses come from, says when it is not the economy, and knows what length is best."""

from __future__ import annotations

import json

import numpy as np
import pytest

from sim.draws import PLAIN, Draws, Importance
from sim.draws.paths import mean_direction
from sim.draws.pilot import PILOT_START, Pilot, PilotSizes, best_length, find_shift, worst_runs
from sim.randomness import WARMUP_REPLICATION

SEED, MONTHS, PERSISTENCE, LEVEL = 3, 12, 0.93, 0.999
SIZES = PilotSizes(plain=512, stage=256, stages=2, elite=50.0)
DIRECTION = mean_direction(MONTHS, PERSISTENCE, MONTHS)


def sampled(noise: float, slope: float = 1.0):
    """Values that the economy and luck move, luck keyed by the replication."""

    def sample(draws: Draws, replications: range) -> np.ndarray:
        found = []
        for replication in replications:
            luck = np.random.default_rng(replication).standard_normal()
            normals = draws.drawn(SEED, replication, MONTHS, PERSISTENCE).normals
            found.append(slope * float(DIRECTION @ normals) + noise * luck)
        return np.array(found)

    return sample


def test_it_finds_the_direction_that_moves_losses() -> None:
    pilot = find_shift(sampled(0.0), SEED, MONTHS, PERSISTENCE, LEVEL, SIZES)
    last = pilot.stages[-1]
    assert np.dot(last.shift, DIRECTION) / last.length > 0.97
    assert 2.6 < last.length < 3.8  # 3.09 is the quantile
    assert isinstance(pilot.draws, Importance)
    assert last.gain > 50


def test_luck_shortens_the_shift() -> None:
    """With half of the variance from luck the best length is near 1.75 and worth 5.8 (docs/draws.md)."""
    noisy = find_shift(sampled(1.0), SEED, MONTHS, PERSISTENCE, LEVEL, SIZES).stages[-1]
    clear = find_shift(sampled(0.0), SEED, MONTHS, PERSISTENCE, LEVEL, SIZES).stages[-1]
    assert 0.8 < noisy.length < 2.3 < clear.length
    assert 1.5 < noisy.gain < 12


def test_where_the_economy_does_not_matter_it_says_so() -> None:
    pilot = find_shift(sampled(1.0, slope=0.0), SEED, MONTHS, PERSISTENCE, LEVEL, SIZES)
    assert pilot.fault == "the worst runs of the pilot saw no worse economy than the others"
    assert pilot.draws == PLAIN


def test_it_uses_its_own_replications_in_order() -> None:
    asked: list[range] = []

    def sample(draws: Draws, replications: range) -> np.ndarray:
        asked.append(replications)
        return sampled(0.0)(draws, replications)

    pilot = find_shift(sample, SEED, MONTHS, PERSISTENCE, LEVEL, SIZES)
    flat = [replication for each in asked for replication in each]
    assert flat == list(range(PILOT_START, PILOT_START + pilot.runs))
    assert pilot.runs <= 512 + 2 * 256
    assert flat[-1] < WARMUP_REPLICATION
    assert PILOT_START % 256 == 0


def test_a_pilot_survives_json() -> None:
    pilot = find_shift(sampled(0.5), SEED, MONTHS, PERSISTENCE, LEVEL, SIZES)
    assert Pilot.from_dict(json.loads(json.dumps(pilot.as_dict()))) == pilot


def test_the_worst_runs_are_those_beyond_the_level_or_enough_of_them() -> None:
    values, equal = np.arange(1000.0), np.ones(1000)
    places, is_reached = worst_runs(values, equal, 0.9, 50.0)
    assert (len(places), is_reached, values[places].min()) == (100, True, 900.0)
    places, is_reached = worst_runs(values, equal, 0.99, 50.0)
    assert (len(places), is_reached) == (50, False)
    light = np.where(values >= 990, 0.1, 1.0)  # ten that count for one
    places, is_reached = worst_runs(values, light, 0.99, 10.0)
    assert is_reached
    assert len(places) == 19  # 10 x 0.1 + 9 x 1 = 1 % of 1,000


@pytest.mark.parametrize(("share", "length"), [(1.0, 0.0), (0.0, 0.0)])
def test_without_slope_no_length_is_better(share, length) -> None:
    along = np.zeros(100) if share else -np.ones(100)
    assert best_length(along, np.ones(100), 1000) == (length, 1.0)

"""Who caused it: each replication lived again under the same luck with channels of contagion off, borrower by borrower.

`none` lives it once; `direct` also with all channels off; `channels` also with each one off; `shapley` with every
subset of them. The counting is in `sim.counterfactual`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from math import factorial
from typing import Any, Protocol

import numpy as np

from sim.cascades import cascades_of, fill_cascades
from sim.counterfactual import Fates, compare_fates, fates_of
from sim.draws.plans import Draws
from sim.records import Channel
from sim.scenario.models import Scenario
from sim.simulation import Lived, tables_of

Array = np.ndarray[Any, Any]
Channels = frozenset[Channel]
ATTRIBUTIONS = ("none", "direct", "channels", "shapley")
NO_CHANNELS: Channels = frozenset()


class Driver(Protocol):
    """Lives replications: the compiled loop, or Mesa."""

    @property
    def world(self) -> Array:
        """(1,) parameters."""

    def with_channels(self, kept: Channels) -> Driver:
        """The same with no other channels than these."""

    def with_draws(self, draws: Draws) -> Driver:
        """The same with macro factors drawn by another plan."""

    def lived(self, replication: int) -> Lived:
        """One replication, with the borrowers as they stand at its end."""


def active_channels(scenario: Scenario) -> Channels:
    """The channels of contagion that are on."""
    strengths = {channel: getattr(scenario.contagion, channel.name.lower()).strength for channel in Channel}
    return frozenset(channel for channel, strength in strengths.items() if strength > 0)


def default_attribution(scenario: Scenario) -> str:
    """`direct` where a channel is on, else `none`."""
    return "direct" if active_channels(scenario) else "none"


def worlds_needed(kind: str, active: Channels) -> tuple[Channels, ...]:
    """The worlds to live beside the whole one: those without any channel, without each one, or all subsets."""
    ordered = sorted(active)
    if kind == "shapley":
        sizes: Iterable[int] = range(len(ordered))
    elif kind == "channels":
        sizes = {0, max(0, len(ordered) - 1)}
    else:
        sizes = (0,)
    found = [frozenset(each) for size in sizes for each in combinations(ordered, size)]
    return tuple(world for world in found if world != active)


@dataclass(frozen=True)
class AttributedSimulation:
    """A simulation whose replications say who caused their defaults and losses. Called like the simulation itself."""

    driver: Driver
    scenario: Scenario
    kind: str

    @cached_property
    def active(self) -> Channels:
        """The channels that are on."""
        return active_channels(self.scenario)

    @cached_property
    def others(self) -> dict[Channels, Driver]:
        """The worlds beside the whole one, by the channels left in them."""
        return {kept: self.driver.with_channels(kept) for kept in worlds_needed(self.kind, self.active)}

    def with_draws(self, draws: Draws) -> AttributedSimulation:
        """The same with macro factors drawn by another plan, in all worlds."""
        return replace(self, driver=self.driver.with_draws(draws))

    def replicate(self, replication: int) -> tuple[Array, Array]:
        """One replication: its row and its (months x lenders,) monthly rows, attribution filled in."""
        row, months, borrowers, _ = self.driver.lived(replication)
        fill_cascades(row[0], months, cascades_of(borrowers, self.driver.world))
        horizon = int(self.driver.world[0].loss_horizon_days)
        fates = {self.active: fates_of(borrowers, horizon)}
        del borrowers
        for kept, other in self.others.items():
            fates[kept] = fates_of(other.lived(replication).borrowers, horizon)
        compare_fates(row[0], fates[self.active], fates[NO_CHANNELS])
        if self.kind != "direct":
            fill_channels(row[0], fates, self.active, self.kind)
        return row, months

    def __call__(self, replications: Sequence[int]) -> tuple[Array, Array]:
        """(k,) replication rows and (k x months x lenders,) monthly rows."""
        results = [self.replicate(int(replication)) for replication in replications]
        return tables_of(results)


def fill_channels(row: Any, fates: dict[Channels, Fates], active: Channels, kind: str) -> None:
    """Write what each channel adds to defaults and to the platform's loss; a channel that is off adds 0."""
    share = shapley_share if kind == "shapley" else left_out_share
    for name in ("defaults", "fen"):
        values = {kept: float(getattr(found, f"total_{name}")) for kept, found in fates.items()}
        for channel in Channel:
            row[f"net_{channel.name.lower()}_{name}"] = share(values, active, channel) if channel in active else 0.0


def left_out_share(values: dict[Channels, float], active: Channels, channel: Channel) -> float:
    """The whole world's value less that of the world without the channel."""
    return values[active] - values[active - {channel}]


def shapley_share(values: dict[Channels, float], active: Channels, channel: Channel) -> float:
    """What the channel adds on average over all orders in which channels may come on (Shapley 1953)."""
    players, total = len(active), 0.0
    for kept, value in values.items():
        if channel not in kept:
            weight = factorial(len(kept)) * factorial(players - len(kept) - 1)
            total += weight * (values[kept | {channel}] - value)
    return total / factorial(players)

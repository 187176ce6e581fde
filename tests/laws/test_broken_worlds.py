"""The table of laws finds a world that obeys another law: each wrong by a little, or by one rule read otherwise."""

from dataclasses import dataclass, replace
from typing import Any

import pytest

from sim.compiled import PLAIN
from sim.laws.cascades import ReedFrost, complete_network
from sim.laws.comparison import Law
from sim.laws.debts import ClearedDebts
from sim.laws.ruin import GamblersRuin
from sim.risk.battery import FALSE_ALARM
from sim.scenario.resolved import Resolved

MESH = ((0, 3000, 2000, 5000), (4000, 0, 3000, 2000), (1000, 5001, 0, 3000), (2000, 2000, 4000, 0))


class MoreInfectious(ReedFrost):
    """The engine runs with an infection a tenth more likely than the law is told."""

    def scenario(self) -> Resolved:
        return complete_network("reed_frost", self.size, self.seeds, 1.1 * self.probability, self.months)


class OneGenerationMore(ReedFrost):
    """The engine runs a month longer."""

    def scenario(self) -> Resolved:
        return complete_network("reed_frost", self.size, self.seeds, self.probability, self.months + 1)


class OneUnitRicher(GamblersRuin):
    """The engine starts with a unit more: ruin below 0 instead of at 0."""

    def run(self) -> Any:
        return replace(GamblersRuin(self.gain, self.capital + 1, self.barrier, self.months, self.replications)).run()


@dataclass(frozen=True)
class NothingIsLost(ClearedDebts):
    """The engine recovers all, the law a part."""

    def run(self) -> Any:
        return replace(self.as_told(), recovered_assets=1.0, recovered_claims=1.0).run()

    def as_told(self) -> ClearedDebts:
        return ClearedDebts(self.name, self.owed, self.cash)


def failures(law: Law) -> int:
    return sum(not one.passed for one in law.comparisons(FALSE_ALARM))


def test_clearing_without_loss_is_found_where_the_law_loses() -> None:
    assert failures(NothingIsLost("all with all", MESH, (1000, 2000, 0, 1000), 0.9, 0.7)) > 0


@pytest.mark.slow
@pytest.mark.skipif(PLAIN, reason="thousands of replications need compiled rules")
@pytest.mark.parametrize(
    "law",
    [
        MoreInfectious(size=20, seeds=1, probability=0.05, months=14, replications=8_000),
        OneGenerationMore(size=20, seeds=1, probability=0.05, months=6, replications=8_000),
        OneUnitRicher(gain=0.49, capital=5, barrier=12, months=8, replications=5_000),
    ],
    ids=lambda law: type(law).__name__,
)
def test_a_world_that_is_wrong_by_a_little_is_found(law: Law) -> None:
    assert failures(law) > 0

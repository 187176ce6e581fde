"""The laws hold for other parameters than those of `yuqi validate`, and the table finds an engine that breaks one.

Exact laws at a total false-alarm rate of 1e-6; limits with their allowance on top. Seeds are fixed.
"""

import pytest

from sim.compiled import PLAIN
from sim.laws.cascades import GiantCascades, ReedFrost, SmallCascades
from sim.laws.comparison import Law
from sim.laws.debts import ClearedDebts
from sim.laws.layers import GuaranteeLayer, SeniorNotes
from sim.laws.ruin import CramerLundberg, GamblersRuin
from sim.laws.thresholds import Networks, Rounds, Window

FALSE_ALARM = 1e-6
RING = ((0, 0, 0, 9), (9, 0, 0, 0), (0, 9, 0, 0), (0, 0, 9, 0))
DRAWN = ((0, 111, 222, 333), (7, 0, 7, 7), (90, 80, 0, 70), (1, 1000, 3, 0))
QUICK: tuple[Law, ...] = (
    ReedFrost(size=8, seeds=2, probability=0.2, months=5, replications=30),
    ClearedDebts("a ring without money", RING, (0, 0, 0, 0)),
    ClearedDebts("drawn", DRAWN, (100, 0, 3, 200)),
    ClearedDebts("drawn, lossy", DRAWN, (100, 0, 3, 200), recovered_assets=0.37, recovered_claims=0.61),
    ClearedDebts("nobody has anything", DRAWN, (0, 0, 0, 0), recovered_assets=0.5),
    GamblersRuin(gain=0.5, capital=2, barrier=4, months=1, replications=30),
    GuaranteeLayer(12, 0.2, 0.1, attach=0.1, detach=0.35, replications=20),
    SeniorNotes(12, 0.3, 0.1, attach=0.25, detach=1.0, replications=20),
)
OTHERS: tuple[Law, ...] = (
    ReedFrost(size=30, seeds=1, probability=0.02, months=10, replications=4_000),
    ReedFrost(size=15, seeds=4, probability=0.15, months=20, replications=4_000),
    SmallCascades(offspring=0.6, seeds=2, sizes=(50, 200), months=18, replications=1_500, allowance=40.0),
    GiantCascades(reproduction=2.0, degree=8.0, sizes=(300, 1_200), months=22, networks=3, runs=40, allowance=2.0),
    Window(Networks(3.0, 0.25, (300, 1_200), months=30, networks=3, runs=40), allowance=3.0),
    Window(Networks(5.0, 0.3, (300, 1_200), months=12, networks=3, runs=40), allowance=0.5),
    Rounds(Networks(7.0, 0.18, (300, 1_200), months=5, networks=24, runs=2), seed_share=0.05, allowance=15.0),
    GamblersRuin(gain=0.55, capital=6, barrier=None, months=7, replications=3_000),
    GamblersRuin(gain=0.5, capital=8, barrier=20, months=12, replications=2_000),
    CramerLundberg(loading=0.5, capital=2.0, claim_rates=(0.3, 0.1), months=(6, 14), replications=4_000, allowance=0.3),
    GuaranteeLayer(200, 0.02, 0.2, attach=0.0, detach=0.05, replications=3_000),
    SeniorNotes(150, 0.04, 0.05, attach=0.1, detach=1.0, replications=3_000),
)


def failed(law: Law) -> list[str]:
    """What the law's lines say is wrong."""
    return [f"{one.case}: {one.test}" for one in law.comparisons(FALSE_ALARM) if not one.passed]


@pytest.mark.parametrize("law", QUICK, ids=lambda law: law.title)
def test_the_engine_obeys_a_law_in_few_replications(law: Law) -> None:
    assert failed(law) == []


@pytest.mark.slow
@pytest.mark.skipif(PLAIN, reason="thousands of replications need compiled rules")
@pytest.mark.parametrize("law", OTHERS, ids=lambda law: law.title)
def test_the_engine_obeys_the_law_for_other_parameters(law: Law) -> None:
    assert failed(law) == []

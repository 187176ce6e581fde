"""What moves first payments, early arrears and the power of the score, under the same luck: 99.9 % intervals.

Fixed seeds. Of the six directions here about one in three hundred test suites would err if none were true.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sim.scenario.models import Scenario
from sim.studies.pairs import Outcome, difference, paired_runs
from tests.builders import merged
from tests.levers.product_levers import BASE, policy, segment

CONFIDENCE = 0.999
REPLICATIONS = 40
SETTING = merged(
    segment(employment={"risk_dispersion": 1.2}, borrowing={"loan_demand_monthly": 0.3}),
    policy(score={"insight": 60, "noise": 20}, underwriting={"score_cutoff": 660}),
)
"""Risks that differ, a score that sees it, and much demand for loans."""


def scenario(change: Any) -> Scenario:
    return Scenario.model_validate(merged(merged(BASE, SETTING), change))


@cache
def looser() -> tuple[Outcome, Outcome]:
    return paired_runs(scenario({}), scenario(policy(underwriting={"score_cutoff": 400})), REPLICATIONS)


def rises(pair: tuple[Outcome, Outcome], column: str) -> bool:
    return (difference(*pair, column, CONFIDENCE).ci_low or 0.0) > 0


def test_a_looser_cutoff_raises_first_payment_default() -> None:
    assert rises(looser(), "first_payment_default_7_rate")
    assert rises(looser(), "first_payment_default_30_rate")


def test_a_looser_cutoff_raises_thirty_plus_at_three_months_on_book() -> None:
    assert rises(looser(), "d30_at_3_months_rate")


def test_a_score_that_sees_more_tells_good_from_bad_better() -> None:
    pair = paired_runs(scenario(policy(score={"insight": 0})), scenario(policy(score={"insight": 100})), REPLICATIONS)
    assert rises(pair, "score_gini")
    assert rises(pair, "score_ks")
    assert rises(pair, "score_gini_applicants")

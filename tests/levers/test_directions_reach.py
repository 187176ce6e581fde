"""Whom a choice reaches: a blurred score, graded limits, offers for those who spend, and who is hit hardest.

Directions under the same luck: 99.9 % intervals of paired differences, fixed seeds. Of the seven here one in a hundred
and forty test suites at most would err if none were true.
"""

from __future__ import annotations

from typing import Any

from sim.scenario.models import Scenario
from sim.studies.pairs import difference, paired_runs
from tests.builders import merged
from tests.levers.arrears_world import CONFIDENCE, falls, moves, rises, strained
from tests.levers.product_levers import BASE, FESTIVE, line, policy, segment

UNEQUAL = segment(employment={"risk_dispersion": 1.2}, borrowing={"loan_demand_monthly": 0.3})
SEEN = merged(UNEQUAL, policy(score={"insight": 60, "noise": 20}, underwriting={"score_cutoff": 660}))
LINES = {"population": {"warmup_months": 12, "opening": "lines"}}
REPLICATIONS = 40


def scenario(*changes: dict[str, Any]) -> Scenario:
    made = BASE
    for change in changes:
        made = merged(made, change)
    return Scenario.model_validate(made)


def test_a_score_blurred_by_noise_lets_in_worse_loans() -> None:
    """The same cut-off, and about as many pass; among those who do, more leave their first payment open."""
    blurred = policy(score={"insight": 60, "noise": 150})
    pair = paired_runs(scenario(SEEN), scenario(SEEN, blurred), REPLICATIONS)
    assert rises(pair, "first_payment_default_30_rate"), difference(*pair, "first_payment_default_30_rate", CONFIDENCE)
    assert falls(pair, "score_gini"), difference(*pair, "score_gini", CONFIDENCE)


def test_a_score_that_sees_more_keeps_worse_loans_out() -> None:
    pair = paired_runs(scenario(SEEN, policy(score={"insight": 0})), scenario(SEEN), REPLICATIONS)
    assert falls(pair, "first_payment_default_30_rate"), difference(*pair, "first_payment_default_30_rate", CONFIDENCE)


def test_limits_graded_by_score_cost_less_a_yuan_of_balance() -> None:
    """Who is riskier gets a smaller line; a yuan on lines is lost more seldom."""
    pair = paired_runs(scenario(SEEN, LINES), scenario(SEEN, LINES, line(limit_score_slope=1.0)), REPLICATIONS)
    assert falls(pair, "d90_rate_average"), difference(*pair, "d90_rate_average", CONFIDENCE)


def test_a_plan_that_moves_the_due_day_behind_payday_is_kept_better() -> None:
    asks = {"help": {"asks_for_plan": 1.0}, "income": {"payday": 25, "payday_spread": 0}}
    plans = {"forbearance": {"reach": 1}}
    moved = {"forbearance": {"reach": 1, "due_date_change": 1}}
    pair = moves(strained(plans, asks), strained(moved, asks), 24)
    assert falls(pair, "missed_fen"), difference(*pair, "missed_fen", CONFIDENCE)


def test_an_offer_for_those_who_spend_enough_reaches_fewer() -> None:
    offer = policy(promotions={"limit_multiple": 1.3, "demand": 0.5, "score": 350, "minimum_spend": 0})
    pair = paired_runs(
        scenario(LINES, FESTIVE, offer),
        scenario(LINES, FESTIVE, offer, policy(promotions={"minimum_spend": 3_000})),
        REPLICATIONS,
    )
    assert falls(pair, "promotion_drawn_fen"), difference(*pair, "promotion_drawn_fen", CONFIDENCE)


def test_a_slump_hits_hardest_whose_income_follows_it_most() -> None:
    """The business income of the self-employed moves more than one for one with the index, wages less."""
    slump = {"macro": {"central_path": {"income_index": {0: 1.0, 3: 0.85}}}}
    pair = moves(
        strained({}, {"income": {"index_elasticity": 0.5}}, **slump),
        strained({}, {"income": {"index_elasticity": 1.5}}, **slump),
        24,
    )
    assert rises(pair, "d30_rate_average"), difference(*pair, "d30_rate_average", CONFIDENCE)

"""Experiments of the literature (domain.md 5.3): sign and order of magnitude of what collectors and plans do.

Collectors and plans are tried on a cohort: one loan each and no new credit, so that what is collected of what was
missed can be read off the columns.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.scenario.models import Scenario
from tests.builders import merged
from tests.levers.arrears_world import by_month, moves, strained

HARD = {
    "spending": {"savings_months": 0.5, "reserve_days": 30},
    "paying": {"default_payment": 0.03},
    "employment": {"job_loss_monthly": 0.15, "job_finding_monthly": 0.1},
}
INDEBTED = {
    "help": {"asks_for_plan": 1.0},
    "borrowing": {"loan_size": 4.0, "loan_size_dispersion": 0.3},
    "spending": {"savings_months": 0.3, "reserve_days": 10},
    "employment": {"job_loss_monthly": 0.03, "job_finding_monthly": 0.3, "benefit_share": 0.3},
}
SHORT_OF_WORK = {
    "help": {"asks_for_plan": 1.0},
    "spending": {"savings_months": 0.3, "reserve_days": 10},
    "employment": {"job_loss_monthly": 0.05, "job_finding_monthly": 0.2},
}
AI_CALL = {"ladder": {"ai_call": {"start_day": 1, "effect": 0.3}}}
HUMAN_CALL = {"ladder": {"human_call": {"start_day": 1, "effect": 0.5}}}
AI_THEN_HUMAN = merged(AI_CALL, {"ladder": {"human_call": {"start_day": 6, "effect": 0.5}}})
"""The rungs at their default effects."""


def cohort(policy: dict[str, Any], segment: dict[str, Any], terms: int, months: int) -> Scenario:
    """One loan each with so many instalments, due on the 28th; nothing is lent anew."""
    loan = {"terms": {1: 0, 6: 0, 12: 0} | {terms: 1}, "due_day": 28, "annual_rate": 0.24}
    products = {"line": {"holder_share": 0.0}, "loan": loan}
    return strained(
        policy, segment, horizon_months=months, products=products, population={"book": "run_off", "size": 300}
    )


def collected(policy: dict[str, Any]) -> np.ndarray[Any, Any]:
    """(months,) share collected, by month end, of what was missed on the only due day, the 28th of month 1."""
    outcome, _ = moves(*[cohort(merged(NO_CHARGE_OFF, policy), HARD, 1, 14)] * 2, 6)
    opening = outcome.replications["opening_balance_fen"].sum()
    left = opening - by_month(outcome, "principal_repaid_fen").cumsum(axis=1).sum(axis=0)
    return 1.0 - left / by_month(outcome, "missed_fen")[:, 0].sum()


NO_CHARGE_OFF = {"charge_off": {"days_past_due": 7000}}


def test_ai_collectors_bring_less_than_human_ones_early_and_later() -> None:
    """Choi et al., NBER w33669: AI -9 pp by day 30, -5 pp after a year; AI for five days, then human: -1 %."""
    human, ai, both = (collected(policy) for policy in (HUMAN_CALL, AI_CALL, AI_THEN_HUMAN))
    assert -0.12 < ai[1] - human[1] < -0.06  # 32 days past due; -8.5 points when written
    assert -0.07 < ai[12] - human[12] < -0.02  # after a year; -3.9 points when written
    assert -0.02 < both[12] - human[12] <= 0.0  # -1.2 points when written


def repaid(**dials: float) -> float:
    """Share of a cohort's principal repaid in four years when everybody who is late gets one plan."""
    plan = {"forbearance": {"reach": 1.0, **dials}}
    outcome, _ = moves(*[cohort(plan, SHORT_OF_WORK, 12, 48)] * 2, 12)
    return float(by_month(outcome, "principal_repaid_fen").sum() / outcome.replications["opening_balance_fen"].sum())


def test_a_lower_payment_alone_gains_nothing_and_an_interest_write_down_does() -> None:
    """Dobbie and Song, AER 2020: longer exposure cancels the relief of a longer term; a write-down raises repayment."""
    plain, longer, written_down = repaid(terms=12.0), repaid(terms=24.0), repaid(terms=12.0, rate_cut=1.0)
    assert longer <= plain + 0.002
    assert written_down > plain + 0.002
    assert written_down < plain + 0.1


def test_the_larger_the_cut_of_the_payment_the_fewer_default_again() -> None:
    """OCC Mortgage Metrics Q1-09, its ordering: a rise or no change is worst, a cut beyond a fifth best."""
    rates = []
    for terms in (6, 9, 12, 20):  # a higher instalment, about the same one, a lower one, a much lower one
        plan = {"forbearance": {"reach": 1.0, "to_days_past_due": 59.0, "terms": float(terms)}}
        outcome, _ = moves(*[cohort(plan, INDEBTED, 12, 12)] * 2, 12)
        rates.append(outcome.replications["default_rate"].mean())
    assert rates == sorted(rates, reverse=True)
    assert rates[0] > 1.2 * rates[1] > 1.2 * rates[2]
    assert rates[3] < 0.7 * rates[1]  # 24 against 43 % in all at the OCC


def test_reminders_before_the_due_day_lower_what_is_missed() -> None:
    """Medina 2017: -13 % late fees. Two thirds are reached; most who miss here forget, and have the money."""
    ample = {"spending": {"savings_months": 3.0, "reserve_days": 0}, "employment": {"job_loss_monthly": 0.01}}
    pair = moves(strained({}, ample), strained({"reminders": {"reach": 0.65}}, ample), 24)
    before, after = (outcome.monthly["missed_fen"].sum() for outcome in pair)
    assert -0.18 < after / before - 1.0 < -0.08

"""One dial at a time, with the lever it belongs to at work in both arms: which way each moves what, at 99.9 %."""

from __future__ import annotations

from typing import Any

import pytest

from sim.studies.pairs import difference
from tests.levers.arrears_world import CONFIDENCE, falls, moves, rises, strained

Dials = dict[str, dict[str, Any]]
EARLY: Dials = {"charge_off": {"days_past_due": 120}}
SUED: Dials = {
    **EARLY,
    "litigation": {"from_days_past_due": 130, "minimum_claim": 0, "share": 1, "delay_months": 4},
}
OUTAGES: Dials = {"service": {"outage_rate": 0.3}}
GUARANTEED: Dials = {**EARLY, "guarantee": {"quota": 0.8}}
CALLED: Dials = {"ladder": {"human_call": {"start_day": 3}}, "conduct": {"complaint_rate": 0.1}}
PLANS: Dials = {"forbearance": {"reach": 1}}
SHOWN: Dials = {"registry": {"reporting": 1, "record_months": 1}, "underwriting": {"rejects_marked": 1}}
ASKS = {"help": {"asks_for_plan": 1.0}}
TEMPTED = {"spending": {"overspender_share": 1.0, "line_share": 0.2}}

DIRECTIONS: dict[str, tuple[Dials, Dials, dict[str, Any], str, str]] = {
    "lateness costs score": ({"score": {"late_penalty": 300}}, {}, {}, "granted_fen", ""),
    "a full line costs score": ({"score": {"utilisation_penalty": 300}}, {}, {}, "granted_fen", ""),
    "applications cost score": ({"score": {"application_penalty": 100}}, {}, {}, "granted_fen", ""),
    "a score that remembers falls later": (
        {"score": {"memory": 0.98}}, {"score": {"late_penalty": 300}}, {}, "", "granted_fen",
    ),
    "low scores lose limit": (
        {"limits": {"cut_score": 700}}, {"limits": {"review_months": 1}}, {}, "undrawn_fen", "",
    ),
    "a late freeze leaves lines in use": ({"freeze": {"days_past_due": 25}}, {}, {}, "", "usable_lines"),
    "a longer freeze keeps lines shut": (
        {"freeze": {"lasting_months": 12}}, {"freeze": {"lasting_days_past_due": 5, "lasting_months": 1}}, {},
        "usable_lines", "",
    ),
    "early readmission opens lines again": (
        {"charge_off": {"readmission_months": 1}}, {**EARLY, "freeze": {"lasting_months": 0}}, {}, "", "usable_lines",
    ),
    "a larger share is recovered": ({"collections": {"monthly_recovery": 0.06}}, EARLY, {}, "loss_fen", "recovery_fen"),
    "recoveries that fall faster bring less": (
        {"collections": {"monthly_decay": 0.5}}, EARLY, {}, "recovery_fen", "loss_fen",
    ),
    "arbitration is faster and dearer": (
        {"litigation": {"arbitration_share": 1}}, SUED, {}, "", "litigation_cost_fen recovery_fen",
    ),
    "preserved assets bring more at more cost": (
        {"litigation": {"preservation": 0.5}}, SUED, {}, "loss_fen", "litigation_cost_fen recovery_fen",
    ),
    "plans are kept for good scores": (
        {"forbearance": {"minimum_score": 650}}, PLANS, ASKS, "plans restructured_fen", "",
    ),
    "a reminder on the last day comes late": (
        {"reminders": {"days_before": 0}}, {"reminders": {"reach": 1, "effect": 1}}, {}, "", "missed_fen",
    ),
    "who knows the terms over-spends less": (
        {"education": {"effect": 0.8}}, {}, TEMPTED, "drawn_fen", "service_cost_fen",
    ),
    "without refund outages bring late interest": ({"service": {"refund": 0}}, OUTAGES, {}, "", "late_income_fen"),
    "a slow dispute keeps bills open": ({"service": {"dispute_days": 28}}, OUTAGES, {}, "", "accounts_past_due"),
    "without repair outages cost access": (
        {"service": {"score_repair": 0}}, {"service": {"outage_rate": 0.3, "dispute_days": 28}}, {}, "usable_lines", "",
    ),
    "complaints are fined": ({"conduct": {"fine": 3_000}}, CALLED, {}, "net_income_fen", "fine_fen"),
    "a first loss stays with the lender": (
        {"guarantee": {"first_loss": 0.3}}, GUARANTEED, {}, "guarantee_received_fen", "loss_fen",
    ),
    "a capped guarantee pays less": (
        {"guarantee": {"cap": 0.02}}, GUARANTEED, {}, "guarantee_received_fen", "loss_fen",
    ),
    "a guarantee has its price": (
        {"guarantee": {"premium": 0.03}}, GUARANTEED, {}, "net_income_fen", "premium_fen",
    ),
    "verification has its price": (
        {"underwriting": {"verification_cost": 50}}, {"underwriting": {"verification": 1}}, {}, "net_income_fen",
        "risk_cost_fen",
    ),
    "a long record bars longer": ({"registry": {"record_months": 60}}, SHOWN, {}, "granted_fen", ""),
}  # fmt: skip
"""The dial, what both arms have, the segment of both; columns that must fall, columns that must rise."""


def with_dials(base: Dials, dials: Dials) -> Dials:
    return {block: {**base.get(block, {}), **dials.get(block, {})} for block in {**base, **dials}}


@pytest.mark.parametrize("name", DIRECTIONS)
def test_a_single_dial_moves(name: str) -> None:
    dials, base, segment, lower, higher = DIRECTIONS[name]
    pair = moves(strained(base, segment), strained(with_dials(base, dials), segment), 24)
    for column in lower.split():
        assert falls(pair, column), (column, difference(*pair, column, CONFIDENCE))
    for column in higher.split():
        assert rises(pair, column), (column, difference(*pair, column, CONFIDENCE))


STEADY = {"permanent_deviation": 0.0, "transitory_deviation": 0.0}


@pytest.mark.parametrize(("dial", "deviation"), [("permanent_deviation", 0.6), ("transitory_deviation", 0.8)])
def test_income_that_moves_more_brings_more_arrears(dial: str, deviation: float) -> None:
    moving = {"income": {**STEADY, dial: deviation}}
    pair = moves(strained({}, {"income": STEADY}), strained({}, moving), 24)
    assert rises(pair, "d30_rate_average"), difference(*pair, "d30_rate_average", CONFIDENCE)


def test_bills_due_long_after_payday_are_missed_by_a_few_days() -> None:
    """Who is paid the day before the due day has the cash; who is paid days after it waits for it."""
    before, after = ({"income": {"payday": day, "payday_spread": 0}} for day in (8, 13))
    pair = moves(strained({}, before), strained({}, after), 12)
    assert rises(pair, "missed_fen"), difference(*pair, "missed_fen", CONFIDENCE)

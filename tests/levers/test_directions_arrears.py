"""Which way each lever moves what, under the same luck, at 99.9 % confidence; and the experiments of the literature."""

from __future__ import annotations

from typing import Any

import pytest

from sim.studies.pairs import difference
from tests.builders import merged
from tests.levers.arrears_world import CONFIDENCE, falls, moves, rises, strained

ASKS = {"help": {"asks_for_plan": 1.0}}
EARLY = {"charge_off": {"days_past_due": 120}}
HUMAN = {"ladder": {"human_call": {"start_day": 3.0, "every_days": 3.0, "effect": 0.9}}}
PLANS = {"forbearance": {"reach": 1.0}}


def against(
    policy: dict[str, Any], base: dict[str, Any] | None = None, segment: dict[str, Any] | None = None, n: int = 24
):
    """A policy against the same without it."""
    return moves(strained(base, segment), strained(merged(base or {}, policy), segment), n)


DIRECTIONS: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any], str, str]] = {
    "collectors cure arrears": (HUMAN, {}, {}, "d30_rate_average -", "collection_cost_fen + contacts +"),
    "without capacity they cure less and cost less": (
        {"ladder": {"human_call": {"capacity": 200.0}}}, HUMAN, {}, "collection_cost_fen - contacts -",
        "d30_rate_average +",
    ),
    "a large minimum amount spares the small": (
        {"ladder": {"human_call": {"minimum_amount": 3000.0}}}, HUMAN, {}, "contacts -", "d30_rate_average +",
    ),
    "only low scores are called": (
        {"ladder": {"human_call": {"lowest_risk_score": 600.0}}}, HUMAN, {}, "contacts -", "d30_rate_average +",
    ),
    "an agency costs a share": (
        {"ladder": {"human_call": {"commission": 0.4}}}, HUMAN, {}, "", "collection_cost_fen +",
    ),
    "misconduct brings complaints": (
        {"ladder": {"human_call": {"attempts": 20.0}}}, merged(HUMAN, {"revenue": {"acquisition_cost": 100.0}}), {},
        "reputation -", "complaint_rate + fine_fen + acquisition_cost_fen +",
    ),
    "shame makes the tempted refuse": (
        {"ladder": {"human_call": {"shame": 0.5}}}, HUMAN, {"willingness": {"temptation": 0.5, "standing_value": 2.0}},
        "", "unwilling_defaults +",
    ),
    "suits enforce": (
        {"litigation": {"from_days_past_due": 130.0, "minimum_claim": 0.0, "share": 1.0, "delay_months": 3.0}},
        EARLY,
        {},
        "loss_fen -", "litigation_cost_fen + recovery_fen +",
    ),
    "sales bring cash": (
        {"debt_sale": {"share": 1.0, "months_after": 1.0}}, EARLY, {}, "loss_fen -", "debt_sold_fen + recovery_fen +",
    ),
    "prices fall with volume": (
        {"collections": {"volume_loading": 0.3}}, EARLY, {}, "recovery_fen -", "loss_fen +",
    ),
    "early charge-off empties the last bucket": (EARLY, {}, {}, "d90_rate -", "charge_off_fen +"),
    "plans clear arrears": (PLANS, {}, ASKS, "d90_rate_average -", "service_cost_fen + restructured_fen +"),
    "interest forgiven is booked": (
        {"forbearance": {"interest_forgiven": 1.0}}, PLANS, ASKS, "", "forgiven_fen + default_rate +",
    ),
    "a holiday puts payments off": (
        {"forbearance": {"holiday_months": 6.0}}, PLANS, ASKS, "principal_repaid_fen -", "outstanding_fen +",
    ),
    "repair gives access back": (
        {"repair": {"months": 2.0}}, {"freeze": {"lasting_days_past_due": 1.0}}, {}, "", "usable_lines +",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DIRECTIONS)
def test_a_lever_moves(name: str) -> None:
    policy, base, segment, lower, higher = DIRECTIONS[name]
    pair = against(policy, base, segment)
    for column in lower.replace(" -", "").split():
        assert falls(pair, column), (column, difference(*pair, column, CONFIDENCE))
    for column in higher.replace(" +", "").split():
        assert rises(pair, column), (column, difference(*pair, column, CONFIDENCE))


def test_who_does_not_catch_up_stays_late() -> None:
    pair = moves(strained(), strained({}, {"paying": {"catch_up": 0.0}}), 8)
    assert rises(pair, "d30_rate_average")


def test_a_family_that_helps_lowers_arrears() -> None:
    pair = moves(strained(), strained({}, {"help": {"family_chance": 0.5}}), 8)
    assert falls(pair, "d30_rate_average")

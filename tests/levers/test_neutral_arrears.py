"""A lever at its neutral value does not exist: changing its other dials leaves every bit of a run as it was."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from sim.dials import RUNGS
from sim.studies.pairs import Outcome, paired_runs
from tests.builders import merged
from tests.levers.arrears_world import strained

WORKS = {"ladder": {"human_call": {"start_day": 3.0, "effect": 0.8}}, "charge_off": {"days_past_due": 100}}
"""Collectors call and claims are charged off within the six months, so that every lever would have something to do."""
RUNG = {
    "every_days": 1.0, "attempts": 50.0, "effect": 1.0, "shame": 0.5, "cost": 99.0, "commission": 0.9, "capacity": 1.0,
    "minimum_amount": 5.0, "lowest_risk_score": 100.0,
}  # fmt: skip
PLAN = {
    "from_days_past_due": 5.0, "to_days_past_due": 300.0, "minimum_score": 10.0, "plans_cap": 9.0, "terms": 3.0,
    "holiday_months": 2.0, "rate_cut": 0.5, "interest_forgiven": 0.5, "due_date_change": 1.0, "probation_months": 3.0,
    "cost": 999.0,
}  # fmt: skip
POLICIES: dict[str, dict[str, Any]] = {
    **{f"ladder.{rung}": {"ladder": {rung: RUNG}} for rung in RUNGS if rung != "human_call"},
    "conduct": {
        "conduct": {
            "attempts_allowed": 2.0, "excess_complaint_rate": 0.5, "fine": 9e5, "reputation_loss": 99.0,
            "reputation_memory": 0.1,
        }
    },
    "litigation": {
        "litigation": {
            "minimum_claim": 0.0, "share": 1.0, "arbitration_share": 1.0, "recovery": 1.0, "preservation": 1.0,
            "delay_months": 0.0, "cost": 9999.0,
        }
    },
    "litigation at a share of 0": {
        "litigation": {"from_days_past_due": 30.0, "minimum_claim": 0.0, "share": 0.0, "delay_months": 0.0}
    },
    "forbearance": {"forbearance": PLAN},
    "repair": {"repair": {"score_gain": 500.0}},
    "debt_sale": {"debt_sale": {"months_after": 0.0, "price": 0.9, "price_decay": 0.5}},
}  # fmt: skip
SEGMENTS: dict[str, dict[str, Any]] = {
    "family": {"help": {"family_size": 50.0}},
    "willingness": {"willingness": {"standing_value": 9.0, "standing_recovery": 0.5, "pressure_value": 9.0}},
}


def a_run(policy: dict[str, Any], segment: dict[str, Any]):
    people = merged({"help": {"asks_for_plan": 1.0}}, segment)
    return strained(
        merged(WORKS, policy), people, horizon_months=6, loss_horizon_months=6, population={"warmup_months": 2}
    )


@cache
def outcomes(policy: str = "", segment: str = "") -> tuple[Outcome, Outcome]:
    return paired_runs(a_run({}, {}), a_run(POLICIES.get(policy, {}), SEGMENTS.get(segment, {})), 1)


def assert_equal_bits(pair: tuple[Outcome, Outcome]) -> None:
    assert pair[0].monthly.tobytes() == pair[1].monthly.tobytes()
    assert pair[0].replications.tobytes() == pair[1].replications.tobytes()


@pytest.mark.parametrize("lever", POLICIES)
def test_a_lever_of_the_policy_at_its_neutral_value_changes_nothing(lever: str) -> None:
    assert_equal_bits(outcomes(policy=lever))


@pytest.mark.parametrize("trait", SEGMENTS)
def test_a_trait_at_its_neutral_value_changes_nothing(trait: str) -> None:
    assert_equal_bits(outcomes(segment=trait))


def test_where_nobody_asks_an_offer_of_plans_changes_nothing() -> None:
    quiet = {"help": {"asks_for_plan": 0.0}}
    assert_equal_bits(paired_runs(a_run({}, quiet), a_run({"forbearance": PLAN | {"reach": 1.0}}, quiet), 1))


@pytest.mark.parametrize(
    "policy",
    [
        {"ladder": {"sms": RUNG | {"start_day": 1.0, "lowest_risk_score": 1000.0}}},
        {"litigation": {"from_days_past_due": 60.0, "minimum_claim": 0.0}},
        {"forbearance": PLAN | {"reach": 1.0}},
        {"debt_sale": {"share": 0.5, "months_after": 0.0}},
        {"conduct": {"complaint_rate": 0.1}},
    ],
)
def test_away_from_its_neutral_value_each_of_them_changes_the_run(policy: dict[str, Any]) -> None:
    neutral, other = paired_runs(a_run({}, {}), a_run(policy, {}), 1)
    assert neutral.monthly.tobytes() != other.monthly.tobytes()

"""A mechanism at its neutral value leaves no trace: whatever its other dials say, a run gives the same bits."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from sim.scenario.models import Scenario
from sim.studies.pairs import Outcome, paired_runs
from tests.builders import RUN_SLOTS, merged

REPLICATIONS = 2
SEGMENT: dict[str, Any] = {
    "share": 1,
    "employment": {"job_loss_monthly": 0.06, "benefit_share": 0.1},
    "spending": {"savings_months": 0.5, "line_share": 0.5},
    "attention": {"forget_probability": 0.1},
    "borrowing": {"loan_demand_monthly": 0.2},
}
RUNGS = {"human_call": {"start_day": 4, "shame": 0.05}}
LENDER = {
    "default": {"days_past_due": 40},
    "policy": {
        "underwriting": {"score_cutoff": 500, "debt_to_income_cap": 2.0},
        "charge_off": {"days_past_due": 70, "readmission_months": 1},
        "ladder": RUNGS,
    },
}
BASE: dict[str, Any] = {
    "name": "neutral",
    "seed": 7,
    "horizon_months": 6,
    "loss_horizon_months": 6,
    "macro": {"first_calendar_month": 5},
    "population": {"size": 200, "account_slots": RUN_SLOTS, "warmup_months": 2, "segments": {"people": SEGMENT}},
    "products": {
        "line": {
            "kind": "revolving",
            "lender": "platform",
            "annual_rate": 0.1825,
            "due_day": 9,
            "late_rate_multiple": 1.5,
        },
        "loan": {"kind": "term", "lender": "platform", "annual_rate": 0.146, "due_day": 10, "terms": {3: 1}},
        "card": {"kind": "revolving", "lender": "bank", "annual_rate": 0.18, "due_day": 20},
    },
    "lenders": {"platform": LENDER, "bank": LENDER},
}


def people(**blocks: Any) -> dict[str, Any]:
    return {"population": {"segments": {"people": blocks}}}


def platform(**blocks: Any) -> dict[str, Any]:
    return {"lenders": {"platform": {"policy": blocks}}}


CASES: dict[str, dict[str, Any]] = {
    "nobody lives with a second earner": people(employment={"main_earner_share": 0.1}),
    "no hospital": people(
        health={"hospital_cost": 50, "hospital_cost_dispersion": 2, "hospital_income_loss": 1, "hospital_months": 12}
    ),
    "nobody overspends": people(spending={"overspending": 1.0}),
    "no festival": platform(promotions={"demand": 5, "coupon": 500, "score": 350, "minimum_spend": 0}),
    "nobody is unaware": people(attention={"unaware_days": 80}),
    "nobody is tempted": merged(
        people(
            willingness={
                "temptation_dispersion": 4, "access_value": 0, "score_value": 0, "standing_value": 0,
                "standing_recovery": 1, "pressure_value": 50,
            }
        ),
        platform(registry={"value": 20}),
    ),
    "no family": people(help={"family_size": 50}),
    "no advice": people(help={"advice_effect": 1.0}),
    "no reminder": platform(reminders={"effect": 1.0, "days_before": 1, "cost": 90}),
    "no education": platform(education={"cost": 900}),
    "no outage": platform(service={"dispute_days": 80, "refund": 0, "score_repair": 0, "cost": 900}),
    "no due day is moved": platform(due_day={"days_after_payday": 9}),
    "no reporting": platform(registry={"use_effect": 1.0, "value": 20, "record_months": 1, "from_days_past_due": 60}),
}  # fmt: skip

FORGETFUL = {"forget_dispersion": 3, "autopay_share": 0.5, "unaware_share": 0.5, "unaware_days": 80}


@cache
def base(key: str = "") -> Scenario:
    """The base, or what it is without something."""
    changes: dict[str, dict[str, Any]] = {
        "": {},
        "forgetting": people(attention={"forget_probability": 0}),
        "loans": people(borrowing={"loan_demand_monthly": 0}),
        "bank": {"products": {"card": {"holder_share": 0}}},
    }
    return Scenario.model_validate(merged(BASE, changes[key]))


def changed(scenario: Scenario, changes: dict[str, Any]) -> Scenario:
    return Scenario.model_validate(merged(scenario.model_dump(), changes))


def assert_same_bits(scenario: Scenario, changes: dict[str, Any]) -> None:
    first, second = paired_runs(scenario, changed(scenario, changes), REPLICATIONS)
    assert first.replications.tobytes() == second.replications.tobytes()
    assert first.monthly.tobytes() == second.monthly.tobytes()


def differs(first: Outcome, second: Outcome) -> bool:
    return first.monthly.tobytes() != second.monthly.tobytes()


@pytest.mark.parametrize("case", sorted(CASES))
def test_a_mechanism_that_is_off_leaves_no_trace(case: str) -> None:
    assert_same_bits(base(), CASES[case])


def test_who_never_forgets_is_neither_reminded_nor_told() -> None:
    changes = merged(people(attention=FORGETFUL), platform(reminders={"reach": 1.0, "cost": 0}))
    assert_same_bits(base("forgetting"), changes)


def test_without_demand_for_loans_it_does_not_matter_who_asks_and_how() -> None:
    asking = {"adverse_selection": 3, "interest_first_share": 1, "income_overstatement": 2, "loan_size": 9}
    assert_same_bits(
        base("loans"), people(borrowing=asking | {"distress_multiple": 9}, paying={"early_repayment_monthly": 1})
    )


def test_without_a_card_of_another_lender_nothing_can_go_there() -> None:
    changes = people(paying={"others_first": 1}, spending={"outside_share": 0.7}, borrowing={"borrow_to_repay": 1.0})
    assert_same_bits(base("bank"), changes)


SWITCHED_ON: dict[str, dict[str, Any]] = {
    "dual_earner_share": people(employment={"dual_earner_share": 1}),
    "benefit_months": people(employment={"benefit_months": 1}),
    "finding_decay": people(employment={"finding_decay": 0.2}),
    "hospital_yearly": people(health={"hospital_yearly": 1}),
    "line_share_dispersion": people(spending={"line_share_dispersion": 1}),
    "outside_share": people(spending={"outside_share": 1}),
    "overspender_share": people(spending={"overspender_share": 1}),
    "festival_spending": people(spending={"festival_spending": 1}),
    "catch_up": people(paying={"catch_up": 0}),
    "others_first": people(paying={"others_first": 1}),
    "early_repayment_monthly": people(paying={"early_repayment_monthly": 1}),
    "autopay_share": people(attention={"autopay_share": 1}),
    "unaware_share": people(attention={"unaware_share": 1}),
    "temptation": people(willingness={"temptation": 2}),
    "family_chance": people(help={"family_chance": 1}),
    "advice_chance": people(help={"advice_chance": 1}),
    "adverse_selection": people(borrowing={"adverse_selection": 1}),
    "borrow_to_repay": people(borrowing={"borrow_to_repay": 1}),
    "interest_first_share": people(borrowing={"interest_first_share": 1}),
    "income_overstatement": people(borrowing={"income_overstatement": 1}),
    "reminders": platform(reminders={"reach": 1}),
    "education": platform(education={"effect": 0.5}),
    "outages": platform(service={"outage_rate": 0.2}),
    "due_day": platform(due_day={"aligned_share": 1}),
    "registry": platform(registry={"reporting": 1}),
}


@pytest.mark.parametrize("dial", sorted(SWITCHED_ON))
def test_a_mechanism_that_is_on_can_be_seen_in_the_same_small_run(dial: str) -> None:
    assert differs(*paired_runs(base(), changed(base(), SWITCHED_ON[dial]), REPLICATIONS))

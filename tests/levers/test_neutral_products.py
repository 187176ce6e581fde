"""A lever of products or of granting credit at its neutral value does nothing: its other dials cannot be felt.

Every pair of scenarios gives the same bits in every column of every row.
"""

from functools import cache
from typing import Any

import pytest

from sim.scenario.models import Scenario
from sim.studies.pairs import Outcome, paired_runs
from tests.builders import hard_times, merged

REPLICATIONS = 2
FEES = {3: 0.025, 6: 0.045, 9: 0.065, 12: 0.088}
HARD: dict[str, Any] = {
    "horizon_months": 6,
    "loss_horizon_months": 6,
    "macro": {"first_calendar_month": 6},
    "population": {
        "size": 200,
        "accounts": 200,
        "warmup_months": 1,
        "segments": {
            name: {"spending": {"festival_spending": 0.5, "outside_share": 0.3}} for name in ("salaried", "gig")
        },
    },
}
"""Hard times over the first festival of the year: jobs are lost, bills missed, accounts charged off and readmitted."""


def policy(**blocks: dict[str, float]) -> dict[str, Any]:
    """A change of the platform's policy."""
    return {"lenders": {"platform": {"policy": blocks}}}


def both_segments(**blocks: Any) -> dict[str, Any]:
    """A change of every segment."""
    return {"population": {"segments": {"salaried": blocks, "gig": blocks}}}


def product(name: str, **values: Any) -> dict[str, Any]:
    """A change of a product."""
    return {"products": {name: values}}


OTHER_DIALS: dict[str, dict[str, Any]] = {
    "split bills, nobody wants them": product("line", split_fees=FEES, split_weights={3: 5.0}),
    "split bills, none are offered": both_segments(paying={"split_share": 1.0}),
    "rate cap above every rate": merged(product("line", rate_cap=9.9), product("loan", rate_cap=9.9)),
    "pricing without a slope": policy(pricing={"floor_multiple": 0.1, "cap_multiple": 9.0}),
    "late surcharge by grade, without one": merged(
        product("loan", late_rate_multiple=1.0), policy(pricing={"late_grade_slope": 0.0})
    ),
    "aligned due day of nobody": policy(due_day={"days_after_payday": 7.0}),
    "late charges far below their cap": policy(late_charges={"cap": 900.0}),
    "freeze that cuts nobody's limit": policy(freeze={"cut_share": 0.9}),
    "limits never reviewed": policy(
        limits={"raise_share": 2.0, "raise_utilisation": 0.0, "raise_score": 0.0, "cut_share": 0.9, "income_cap": 99.0}
    ),
    "verification of nobody": policy(underwriting={"verification_cost": 90.0}),
    "marks that nobody sets": policy(underwriting={"rejects_marked": 1.0}),
    "marks that nobody heeds": policy(registry={"reporting": 1.0, "use_effect": 0.0}),
    "a list that nobody is put on": policy(underwriting={"rejects_blacklisted": 1.0}, blacklist={"months": 600.0}),
    "a list that nobody heeds": policy(blacklist={"from_days_past_due": 1.0}),
    "a policy's rate cap above every rate": policy(pricing={"rate_cap": 9.9}),
    "payment options that nobody takes up": policy(reminders={"autopay_cost": 90.0}),
    "suits by history, where nobody is sued": policy(litigation={"minimum_plans": 9.0}),
    "cash on a line that nobody draws": product("line", cash_draw=0),
    "registry that is not reported to": policy(
        registry={
            "from_days_past_due": 30.0,
            "record_months": 3.0,
            "use_effect": 0.9,
            "value": 9.0,
            "amnesty_month": 3.0,
            "amnesty_cap": 1.0,
        }
    ),
    "caps that nobody reaches": policy(
        underwriting={
            "person_cap": 900_000_000.0,
            "other_lenders_cap": 50.0,
            "open_loans_cap": 50.0,
            "growth_cap_monthly": 99.0,
        }
    ),
    "repair that is not offered": policy(repair={"score_gain": 300.0}),
    "promotions that give nothing": policy(promotions={"score": 350.0, "minimum_spend": 0.0}),
    "a static book": {
        "population": {
            "dynamics": {
                "outsider_share": 0.9,
                "arrival_monthly": 0.9,
                "attrition_monthly": 0.9,
                "newcomer_noise": 300.0,
            }
        }
    },
    "over-spenders that do not exist": both_segments(spending={"overspending": 0.9}),
}


def scenario(change: dict[str, Any]) -> Scenario:
    return hard_times(**merged(HARD, change))


@cache
def plain() -> Outcome:
    return paired_runs(scenario({}), scenario({}), REPLICATIONS)[0]


@pytest.mark.parametrize("lever", OTHER_DIALS)
def test_a_lever_at_its_neutral_value_moves_no_bit(lever: str) -> None:
    base = plain()
    change = OTHER_DIALS[lever]
    if lever.startswith("late surcharge"):
        # without a surcharge neither its slope by grade nor its multiple has anything to multiply
        steeper = merged(change, policy(pricing={"late_grade_slope": 2.0}, late_charges={"rate_multiple": 3.0}))
        base, other = paired_runs(scenario(change), scenario(steeper), REPLICATIONS)
    else:
        _, other = paired_runs(scenario({}), scenario(change), REPLICATIONS)
    assert base.replications.tobytes() == other.replications.tobytes()
    assert base.monthly.tobytes() == other.monthly.tobytes()


def test_the_scenario_is_hard_enough_to_feel_levers() -> None:
    base = plain()
    platform = base.monthly[base.monthly["lender"] == 0]
    assert base.replications["defaults"].min() > 0
    assert platform["charge_off_fen"].sum() > 0
    assert platform["missed_fen"].sum() > 0
    assert platform["granted_fen"].sum() > 0

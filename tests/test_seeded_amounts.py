"""Deliberate bugs in amounts that are posted to both sides: every book balances, and the recount must see each."""

from __future__ import annotations

from typing import Any

import pytest

from sim.chart import Movement
from sim.market import Activity
from sim.simulation import Simulation
from tests.builders import rules
from tests.full_world import full_world
from tests.recount import Recount
from tests.test_seeded_bugs import doubled, elsewhere, mistaken, off_by_one, without

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def simulation() -> Simulation:
    return Simulation.of(full_world(population={"size": 30}))


def activity_not_cleared() -> dict[str, Any]:
    def clear_month(lender):
        done = lender.month_activity.copy()
        rules.clear_month(lender)
        lender.month_activity[:] = done

    return {"clear_month": clear_month}


def commissions_not_cleared() -> dict[str, Any]:
    def clear_month(lender):
        commissions = int(lender.month_agency)
        rules.clear_month(lender)
        lender.month_agency = commissions

    return {"clear_month": clear_month}


def flow_not_cleared() -> dict[str, Any]:
    def clear_month(lender):
        fees = int(lender.month_flow[Movement.MERCHANT_FEE])
        rules.clear_month(lender)
        lender.month_flow[Movement.MERCHANT_FEE] = fees

    return {"clear_month": clear_month}


BUGS = {
    "a month's work is counted again in the next": (activity_not_cleared(), "suits"),
    "commissions are paid again in the next month": (commissions_not_cleared(), "collection_cost_fen"),
    "a month's fees are reported again in the next": (flow_not_cleared(), "net_income_fen"),
    "the premium is posted twice": (doubled("settle_guarantee", Movement.PAY_PREMIUM), "premium_fen"),
    "the premium is not posted": (without("settle_guarantee", Movement.PAY_PREMIUM), "premium_fen"),
    "the guarantor pays twice": (doubled("settle_guarantee", Movement.RECEIVE_GUARANTEE), "guarantee_received_fen"),
    "the guarantor bears every loss": (
        {"covered": lambda losses, opening_balance, policy: max(0, int(losses))},
        "guarantee_received_fen",
    ),
    "fines for complaints are not posted": (without("charge_activity", Movement.PAY_FINE), "fine_fen"),
    "complaints come from lawful contacts only": ({"misconduct": lambda rung, policy: 0.0}, "fine_fen"),
    "collectors work without limit": (
        {
            "contacts_made": lambda lender, ledger, index, place: (
                1.0 * rules.count(lender, ledger, index, Activity.CONTACT + place)
            )
        },
        "collection_cost_fen",
    ),
    "collection is posted as litigation": (
        mistaken("charge_activity", Movement.PAY_COLLECTION_COST, Movement.PAY_LITIGATION_COST),
        "litigation_cost_fen",
    ),
    "service is paid by the other lender": (
        elsewhere("charge_activity", Movement.PAY_SERVICE_COST),
        "service_cost_fen",
    ),
    "risk control is a fen short": (off_by_one("charge_activity", Movement.PAY_RISK_COST), "risk_cost_fen"),
    "customers are won twice": (doubled("charge_activity", Movement.PAY_ACQUISITION_COST), "acquisition_cost_fen"),
    "coupons are not posted": (without("charge_activity", Movement.PAY_PROMOTION_COST), "promotion_cost_fen"),
    "the whole profit is paid out": (
        {"dividend": lambda lender: max(0, int(rules.own_funds(lender) - lender.month_funds))},
        "dividend_fen",
    ),
    "a dividend is not posted": (without("act_on_capital", Movement.PAY_DIVIDEND), "dividend_fen"),
    "owners put in twice what is missing": (
        doubled("act_on_capital", Movement.RECAPITALISE),
        "capital_injected_fen",
    ),
}
"""A bug, and a column that must show it."""


SAMPLE = [*BUGS][::6]
"""Every sixth; `make soak` plants them all."""


@pytest.mark.parametrize("bug", SAMPLE)
def test_a_wrong_amount_is_found_by_the_recount(bug: str, simulation: Simulation) -> None:
    replaced, column = BUGS[bug]
    assert column in Recount(replaced, column).run(simulation)


def test_the_unharmed_rule_book_is_found_right(simulation: Simulation) -> None:
    assert Recount({}).run(simulation) == set()

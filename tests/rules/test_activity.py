"""What the lender's own work costs in a month, by hand: contacts, suits, plans, complaints, and its name."""

import pytest

from sim.market import Activity
from tests.builders import a_ledger, a_market, moved, put, rules

AI_CALL, HUMAN_CALL = 1, 2


def a_month(rung: dict[str, float] | None = None, **dials: float):
    """A lender with 20,000 active accounts that made 500 human calls in the month."""
    market, ledger = a_market(**dials), a_ledger()
    lender = market.lenders[0]
    for policy in lender.policies:
        put(policy.ladder[HUMAN_CALL], {"cost": 300.0} | (rung or {}))
    lender.month_activity[Activity.CONTACT + HUMAN_CALL] = 500
    ledger.active_accounts[0] = 20_000
    return lender, ledger


def test_contacts_and_commissions_are_the_cost_of_collection() -> None:
    lender, ledger = a_month()
    lender.month_agency = 7_000
    assert rules.collection_cost(lender, ledger, 0) == 7_000 + 500 * 300


def test_no_more_contacts_are_made_and_paid_for_than_capacity_allows() -> None:
    lender, ledger = a_month({"capacity": 100.0})
    assert rules.contacts_made(lender, ledger, 0, HUMAN_CALL) == 200.0  # 100 per 10,000 accounts
    assert rules.collection_cost(lender, ledger, 0) == 200 * 300
    rules.watch_standing(ledger, lender, 0)
    assert (lender.served[HUMAN_CALL], lender.served[AI_CALL]) == (200 / 500, 1.0)


@pytest.mark.parametrize(("contacts", "capacity", "served"), [(500, 250.0, 1.0), (500, 0.0, 0.0), (0, 0.0, 1.0)])
def test_the_share_of_cases_served(contacts: int, capacity: float, served: float) -> None:
    assert rules.served_share(contacts, capacity, 20_000) == served


def test_complaints_come_with_contacts_and_with_attempts_beyond_what_is_allowed() -> None:
    dials = {"conduct_attempts_allowed": 6.0, "conduct_excess_complaint_rate": 0.01, "conduct_complaint_rate": 0.002}
    allowed, ledger = a_month({"attempts": 6.0}, **dials)
    pressed, _ = a_month({"attempts": 9.0}, **dials)
    assert rules.complaints(allowed, ledger, 0) == pytest.approx(500 * 0.002)
    assert rules.complaints(pressed, ledger, 0) == pytest.approx(500 * (0.002 + 3 * 0.01))


def test_complaints_cost_fines_a_name_and_dearer_customers() -> None:
    dials = {"conduct_complaint_rate": 0.2, "conduct_fine": 30_000.0, "conduct_reputation_loss": 40.0}
    lender, ledger = a_month(None, **dials, conduct_reputation_memory=0.9, revenue_acquisition_cost=1_000.0)
    lender.month_activity[Activity.ADMISSION] = 10
    assert rules.acquisition_cost(lender, ledger, 0) == 10_000
    rules.charge_activity(ledger, lender, 0)
    assert moved(ledger)["PAY_FINE"] == 100 * 30_000
    rules.watch_standing(ledger, lender, 0)
    # 100 complaints on 20,000 accounts: 0.005 x 40 = 0.2 off a name that was whole
    assert lender.reputation == pytest.approx(0.8)
    assert rules.acquisition_cost(lender, ledger, 0) == 12_500
    rules.watch_standing(ledger, lender, 0)
    assert lender.reputation == pytest.approx(0.9 * 0.8 + 0.1 - 0.2)


@pytest.mark.parametrize("memory", [0.0, 0.1, 0.3, 0.7, 0.9, 1.0])
def test_without_complaints_a_whole_name_stays_exactly_whole(memory: float) -> None:
    lender, ledger = a_month(None, conduct_reputation_memory=memory)
    rules.watch_standing(ledger, lender, 0)
    assert lender.reputation == 1.0


def test_suits_cost_twice_in_arbitration_and_more_with_preservation() -> None:
    lender, ledger = a_month(litigation_cost=25_000.0, litigation_arbitration_share=0.5, litigation_preservation=0.2)
    lender.month_activity[Activity.SUIT] = 4
    assert rules.litigation_cost(lender, ledger, 0) == 4 * 25_000 * 1.7


def test_plans_cost_their_handling() -> None:
    lender, ledger = a_month(forbearance_cost=2_000.0)
    lender.month_activity[Activity.PLAN] = 3
    assert rules.service_cost(lender, ledger, 0) == 6_000

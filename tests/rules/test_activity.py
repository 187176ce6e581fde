"""What work costs, by hand; complaints, the name, and what collectors can reach."""

import numpy as np
import pytest

from sim.dials import RUNGS
from sim.market import Activity
from sim.outputs import MONTHLY_DTYPE
from tests.builders import a_ledger, a_market, moved, put, rules

CALL = RUNGS.index("human_call")


def a_lender(done=None, contacts=None, **dials):
    """A lender whose month held these activities, and these contacts by rung."""
    lender = a_market(**dials).lenders[0]
    for activity, times in (done or {}).items():
        lender.month_activity[activity] = times
    for rung, times in (contacts or {}).items():
        lender.month_activity[Activity.CONTACT + rung] = times
    return lender


def ladder(lender, rung, **values):
    for policy in lender.policies:
        put(policy.ladder[rung], values)


def charged(lender, active=1000):
    ledger = a_ledger()
    ledger.active_accounts[0] = active
    rules.charge_activity(ledger, lender, 0)
    return moved(ledger)


def test_contacts_cost_by_rung_and_agencies_their_commission() -> None:
    lender = a_lender(contacts={0: 100, CALL: 10})
    ladder(lender, 0, cost=4.5)
    ladder(lender, CALL, cost=300.0)
    lender.month_agency = 7_000
    assert charged(lender)["PAY_COLLECTION_COST"] == 450 + 3_000 + 7_000


def test_contacts_beyond_capacity_are_not_made_and_cost_nothing() -> None:
    lender = a_lender(contacts={CALL: 80}, conduct_complaint_rate=0.1)
    ladder(lender, CALL, cost=300.0, capacity=500.0)
    ledger = a_ledger()
    ledger.active_accounts[0] = 1000  # 500 contacts on 10,000 accounts are 50 here
    assert rules.contacts_made(lender, ledger, 0, CALL) == 50
    assert rules.collection_cost(lender, ledger, 0) == 15_000
    assert rules.complaints(lender, ledger, 0) == 5.0


def test_capacity_serves_a_share_of_the_cases_next_month() -> None:
    lender = a_lender(contacts={CALL: 80})
    ladder(lender, CALL, capacity=500.0)
    ledger = a_ledger()
    ledger.active_accounts[0] = 1000
    rules.watch_standing(ledger, lender, 0)
    assert lender.served.tolist() == [1.0 if rung != CALL else 50 / 80 for rung in range(len(RUNGS))]


def test_at_neutral_capacity_all_are_served_even_where_no_account_is_left() -> None:
    lender = a_lender(contacts={CALL: 80})
    rules.watch_standing(a_ledger(), lender, 0)
    assert (lender.served == 1.0).all()


def test_suits_cost_more_by_arbitration_and_preservation() -> None:
    lender = a_lender({Activity.SUIT: 4}, litigation_cost=25_000.0, litigation_arbitration_share=0.5)
    assert charged(lender)["PAY_LITIGATION_COST"] == 150_000
    lender = a_lender({Activity.SUIT: 4}, litigation_cost=25_000.0, litigation_preservation=0.25)
    assert charged(lender)["PAY_LITIGATION_COST"] == 125_000


def test_service_is_reminders_disputes_plans_and_education() -> None:
    work = {Activity.REMINDER: 1000, Activity.DISPUTE: 3, Activity.PLAN: 2}
    dials = {"reminders_reach": 0.5, "reminders_cost": 4.0, "service_cost": 1_000.0, "forbearance_cost": 2_000.0}
    assert charged(a_lender(work, **dials))["PAY_SERVICE_COST"] == 2_000 + 3_000 + 4_000
    debits = a_lender(work | {Activity.DEBIT: 30}, **dials, reminders_autopay_cost=10.0)
    assert charged(debits)["PAY_SERVICE_COST"] == 9_000 + 300
    taught = a_lender(work, **dials, education_effect=0.2, education_cost=20.0)
    assert charged(taught)["PAY_SERVICE_COST"] == 9_000 + 20_000


def test_risk_cost_is_applications_and_verifications() -> None:
    work = {Activity.APPLICATION: 50, Activity.VERIFICATION: 10}
    lender = a_lender(work, revenue_risk_cost=100.0, underwriting_verification_cost=500.0)
    assert charged(lender)["PAY_RISK_COST"] == 5_000 + 5_000


def test_customers_are_dearer_when_the_name_has_suffered() -> None:
    lender = a_lender({Activity.ADMISSION: 10}, revenue_acquisition_cost=1_000.0)
    assert charged(lender)["PAY_ACQUISITION_COST"] == 10_000
    lender.reputation = 0.5
    assert charged(lender)["PAY_ACQUISITION_COST"] == 20_000


def test_coupons_are_paid_for() -> None:
    assert charged(a_lender({Activity.COUPON: 7}, promotions_coupon=1_500.0))["PAY_PROMOTION_COST"] == 10_500


def test_complaints_come_with_contacts_and_more_with_excess_attempts() -> None:
    lender = a_lender(contacts={CALL: 1000}, conduct_complaint_rate=0.001, conduct_excess_complaint_rate=0.01)
    put(lender.policies[0], {"conduct_attempts_allowed": 6.0, "conduct_fine": 30_000.0})
    ladder(lender, CALL, attempts=6.0)
    assert rules.complaints(lender, a_ledger(), 0) == pytest.approx(1.0)
    ladder(lender, CALL, attempts=8.0)
    assert rules.complaints(lender, a_ledger(), 0) == pytest.approx(21.0)
    assert charged(lender)["PAY_FINE"] == 630_000


def test_at_neutral_nothing_is_charged() -> None:
    lender = a_lender(contacts={CALL: 0})
    assert charged(lender) == {}


def test_the_name_falls_with_complaints_and_recovers_by_its_memory() -> None:
    lender = a_lender(contacts={CALL: 100}, conduct_complaint_rate=0.1, conduct_reputation_loss=2.0)
    put(lender.policies[0], {"conduct_reputation_memory": 0.9})
    ledger = a_ledger()
    ledger.active_accounts[0] = 1000
    rules.watch_standing(ledger, lender, 0)
    assert lender.complaint_rate == pytest.approx(0.01)
    assert lender.reputation == pytest.approx(0.98)
    lender.month_activity[:] = 0
    rules.watch_standing(ledger, lender, 0)
    assert lender.reputation == pytest.approx(0.9 * 0.98 + 0.1)


def test_a_name_without_complaints_stays_exactly_whole_at_any_memory() -> None:
    lender = a_lender()
    for memory in (0.0, 0.1, 0.3, 0.7, 0.9, 1.0):
        lender.policies[0].conduct_reputation_memory = memory
        rules.watch_standing(a_ledger(), lender, 0)
        assert lender.reputation == 1.0


def test_the_name_has_a_floor() -> None:
    lender = a_lender(contacts={CALL: 1000}, conduct_complaint_rate=1.0, conduct_reputation_loss=100.0)
    ledger = a_ledger()
    ledger.active_accounts[0] = 10
    rules.watch_standing(ledger, lender, 0)
    assert lender.reputation == 0.05


def test_a_usable_line_is_worth_its_value_and_nothing_is_booked() -> None:
    lender = a_lender(revenue_ecosystem_value=300.0)
    ledger = a_ledger()
    ledger.users[0] = 1000
    rules.watch_standing(ledger, lender, 0)
    assert lender.ecosystem_value == 300_000
    assert moved(ledger) == {}


def test_the_month_tells_each_cost_in_its_column() -> None:
    lender = a_lender({Activity.COUPON: 7, Activity.SUIT: 1}, promotions_coupon=1_500.0, litigation_cost=25_000.0)
    ledger = a_ledger()
    rules.charge_activity(ledger, lender, 0)
    lender.month_flow[:] = ledger.flow[0]
    row = np.zeros(1, dtype=np.dtype((np.record, MONTHLY_DTYPE)))[0]
    rules.report_work(row, lender)
    assert (row.promotion_cost_fen, row.litigation_cost_fen, row.fine_fen) == (10_500, 25_000, 0)
    assert lender.activity_cost == 35_500

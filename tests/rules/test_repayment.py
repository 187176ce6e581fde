"""Paying: who forgets, what is meant, what cash allows, where a payment goes."""

import pytest

from sim.records import Kind, PayerType, State
from sim.units import NEVER
from tests.builders import (
    a_borrower,
    a_ledger,
    a_market,
    a_stream,
    a_world,
    moved,
    open_line,
    open_loan,
    overdue,
    put,
    rules,
)


def bill(borrower, **values):
    """A bill of 10,000 with 300 interest that falls due on day 9."""
    return open_line(borrower, principal=10_000, billed=10_000, interest=300, next_due_day=9, accrued_until=9, **values)


def settle(borrower, day: int = 9, slot: int = 0, world=None):
    """One account's day with everyone else neutral; the ledger."""
    ledger = a_ledger()
    rules.settle_account(borrower, slot, day, a_market(), world or a_world(), a_stream(), ledger)
    return ledger


@pytest.mark.parametrize(
    ("payer", "wanted"), [(PayerType.TRANSACTOR, 10_300), (PayerType.MINIMUM, 1_300), (PayerType.PARTIAL, 5_800)]
)
def test_each_payer_type_means_to_pay_its_part_of_a_bill(payer: PayerType, wanted: int) -> None:
    segment = put(a_world().segment[0], {"partial_payment": 0.5})
    account = overdue(bill(a_borrower()), 1_300, 9)
    assert rules.payment_wanted(account, payer, segment, Kind.REVOLVING) == wanted


def test_of_a_loan_everyone_means_to_pay_what_is_past_due_and_claims() -> None:
    loan = overdue(open_loan(a_borrower(), principal=9_000, claim=70), 300, 10)
    assert rules.payment_wanted(loan, PayerType.TRANSACTOR, a_world().segment[0], Kind.TERM) == 370


def test_arrears_above_the_bill_are_meant_to_be_paid_whole() -> None:
    account = overdue(open_line(a_borrower(), billed=100), 250, 9)
    assert rules.payment_wanted(account, PayerType.TRANSACTOR, a_world().segment[0], Kind.REVOLVING) == 250
    assert rules.payment_wanted(account, PayerType.PARTIAL, a_world().segment[0], Kind.REVOLVING) == 250


@pytest.mark.parametrize(("cash", "free"), [(10_000, 4_000), (6_000, 0), (100, 0)])
def test_days_of_essential_spending_are_kept_back(cash: int, free: int) -> None:
    assert rules.free_cash(a_borrower(cash=cash, essential_daily=2_000), 3.0) == free


def test_towards_a_default_a_share_of_income_is_paid_at_most() -> None:
    borrower, segment = a_borrower(cash=90_000, income=100_000), a_world().segment[0]
    account = open_line(borrower)
    segment.default_payment = 0.25
    assert rules.payment_possible(borrower, account, 10, segment, 0.0) == 90_000
    account.default_day = 3
    assert rules.payment_possible(borrower, account, borrower.payday, segment, 0.0) == 25_000
    assert rules.payment_possible(borrower, account, borrower.payday + 1, segment, 0.0) == 0
    segment.default_payment = 100.0
    assert rules.payment_possible(borrower, account, borrower.payday + 1, segment, 0.0) == 90_000


def test_a_transactor_with_cash_pays_the_bill_and_carries_nothing() -> None:
    borrower = a_borrower(cash=50_000, weight=2)
    account = bill(borrower)
    ledger = settle(borrower)
    assert (borrower.cash, account.principal, account.interest, account.carried) == (39_700, 0, 0, 0)
    assert (account.oldest_due_day, ledger.due[0], ledger.missed[0]) == (NEVER, 2_600, 0)
    assert moved(ledger) == {"REPAY_INTEREST": 600, "REPAY_PRINCIPAL": 20_000}


def test_a_minimum_payer_carries_the_rest() -> None:
    borrower = a_borrower(cash=50_000, payer_type=PayerType.MINIMUM)
    account = bill(borrower)
    settle(borrower)
    assert (account.principal, account.interest, account.billed, account.carried) == (9_000, 0, 9_000, 9_000)


def test_who_has_too_little_cash_pays_it_and_misses_the_rest() -> None:
    borrower = a_borrower(cash=500, weight=2)
    account = bill(borrower)
    ledger = settle(borrower)
    assert (borrower.cash, account.interest, account.principal) == (0, 0, 9_800)
    assert (rules.past_due(account), account.oldest_due_day, ledger.missed[0]) == (800, 9, 1_600)
    assert rules.days_past_due(account, 10, a_world()) == 1


def test_a_forgotten_payment_is_missed_today_and_remembered_within_three_days() -> None:
    borrower = a_borrower(cash=50_000, forgetfulness=1.0)
    account = bill(borrower)
    ledger = settle(borrower)
    assert (borrower.cash, ledger.missed[0]) == (50_000, 1_300)
    assert account.retry_day in (10, 11, 12)
    for day in range(10, account.retry_day):
        settle(borrower, day)
        assert borrower.cash == 50_000
    settle(borrower, int(account.retry_day))
    assert account.oldest_due_day == NEVER


def test_each_of_the_three_lapses_is_equally_likely_and_who_never_forgets_does_not() -> None:
    counts = {1: 0, 2: 0, 3: 0}
    policy, segment, stream = a_market().lenders[0].policies[0], a_world().segment[0], a_stream()
    for agent in range(3000):
        borrower = a_borrower(agent=agent, forgetfulness=1.0)
        rules.forget(borrower, 0, 9, policy, segment, stream)
        counts[int(borrower.accounts[0].retry_day) - 9] += 1
    # chi-square with 2 degrees of freedom at 1e-6: 27.63
    assert sum((count - 1000) ** 2 / 1000 for count in counts.values()) < 27.63
    careful = a_borrower()
    rules.forget(careful, 0, 9, policy, segment, stream)
    assert careful.accounts[0].retry_day < 0


def test_a_payment_goes_to_interest_then_principal_then_claims() -> None:
    borrower, ledger = a_borrower(cash=1_000, weight=2), a_ledger()
    account = open_line(borrower, principal=500, billed=400, carried=400, interest=30, claim=900)
    rules.allocate_payment(borrower, account, 730, ledger, 0)
    assert (account.interest, account.principal, account.claim, borrower.cash) == (0, 0, 700, 270)
    assert (account.billed, account.carried) == (0, 0)
    assert moved(ledger) == {"REPAY_INTEREST": 60, "REPAY_PRINCIPAL": 1_000, "REPAY_CLAIM": 400}


def test_a_small_payment_stops_at_interest() -> None:
    borrower, ledger = a_borrower(cash=1_000), a_ledger()
    account = open_line(borrower, principal=500, billed=400, interest=30)
    rules.allocate_payment(borrower, account, 20, ledger, 0)
    assert (account.interest, account.principal, account.billed) == (10, 500, 400)
    assert moved(ledger) == {"REPAY_INTEREST": 20}


def test_the_last_payment_of_a_loan_frees_its_slot() -> None:
    borrower = a_borrower(cash=5_000)
    loan = overdue(open_loan(borrower, principal=1_000, interest=5, accrued_until=40), 1_005, 40)
    rules.make_payment(borrower, loan, 1_005, 40, a_market(), a_world(), a_ledger())
    assert (loan.state, borrower.cash) == (State.EMPTY, 3_995)


def test_a_default_made_good_begins_its_probation() -> None:
    borrower, ledger = a_borrower(cash=5_000, weight=2), a_ledger()
    loan = overdue(open_loan(borrower, principal=1_000, daily_rate=0.0, accrued_until=100, remaining_term=2), 400, 10)
    loan.default_day = 100
    rules.make_payment(borrower, loan, 400, 100, a_market(), a_world(), ledger)
    assert ledger.loss[0] == -2 * 400
    assert (loan.default_day, loan.sound_since, loan.principal) == (100, 100, 600)


def test_a_matured_loan_stays_in_arrears_until_all_is_paid() -> None:
    borrower = a_borrower(cash=5_000)
    loan = overdue(open_loan(borrower, principal=1_000, interest=30, accrued_until=40, remaining_term=0), 1_010, 10)
    assert rules.payment_wanted(loan, PayerType.MINIMUM, a_world().segment[0], Kind.TERM) == 1_030
    rules.make_payment(borrower, loan, 1_010, 40, a_market(), a_world(), a_ledger())
    assert (loan.state, rules.past_due(loan), rules.owed(loan)) == (State.OPEN, 20, 20)
    rules.make_payment(borrower, loan, 20, 40, a_market(), a_world(), a_ledger())
    assert loan.state == State.EMPTY


def test_interest_falls_due_once() -> None:
    line = open_line(a_borrower(), principal=10_000, billed=10_000, interest=500)
    assert rules.minimum_due(line, 0.1) == 1_500
    line.interest_due = 500
    overdue(line, 1_500, 10)
    line.interest = 700
    assert rules.minimum_due(line, 0.1) == 1_200


def test_a_recovery_counts_at_its_value_on_the_day_of_default() -> None:
    borrower, ledger = a_borrower(weight=2), a_ledger()
    loan = open_loan(borrower, daily_rate=0.001, default_day=10)
    rules.credit_recovery(borrower, loan, 1_000_000, 40, a_world(), ledger)
    # 1,000,000 / 1.001^30 = 970,460.1
    assert ledger.loss[0] == -2 * 970_460
    loan.default_day = 361
    rules.credit_recovery(borrower, loan, 1_000_000, 391, a_world(), ledger)
    assert ledger.loss[0] == -2 * 970_460


def test_everything_owed_is_principal_interest_and_claims() -> None:
    assert rules.owed(open_line(a_borrower(), principal=5, interest=3, claim=2)) == 10


def test_bills_are_paid_in_the_order_of_the_slots() -> None:
    borrower, ledger = a_borrower(cash=1_000), a_ledger()
    first = overdue(open_loan(borrower, 0, principal=5_000, accrued_until=20), 800, 10)
    second = overdue(open_loan(borrower, 1, principal=5_000, accrued_until=20), 700, 10)
    rules.pay_bills(borrower, 20, a_market(), a_world(), a_stream(), ledger)
    assert (rules.past_due(first), rules.past_due(second)) == (0, 500)


def test_an_account_with_nothing_due_is_left_alone() -> None:
    borrower = a_borrower(cash=1_000)
    open_loan(borrower, principal=5_000, next_due_day=40)
    ledger = a_ledger()
    rules.pay_bills(borrower, 20, a_market(), a_world(), a_stream(), ledger)
    assert moved(ledger) == {}

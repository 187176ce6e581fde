"""Acceleration on default: which loans fall due as a whole with the default of another account, or with a suit."""

import pytest

from sim.units import NEVER
from tests.builders import a_borrower, a_ledger, a_market, a_stream, a_world, open_line, open_loan, overdue, rules


@pytest.fixture
def world():
    """Loans are accelerated at 90 days past due."""
    record = a_world()
    record.product[1].acceleration_days = 90
    return record


@pytest.fixture
def borrower():
    """A line past due since day 10, and a loan that is current: 4,000 and 10 days of 0.04 % interest."""
    record = a_borrower()
    overdue(open_line(record, 0, principal=9_000, daily_rate=0.0), 1_000, 10)
    open_loan(record, 1, principal=100_000, accrued_until=90, next_due_day=110)
    return record


def aged(borrower, world):
    rules.age_delinquency(borrower, 100, a_market(), world, a_ledger())
    return borrower.accounts[1]


def test_a_loan_taken_along_by_a_default_is_called_in(borrower, world) -> None:
    loan = aged(borrower, world)
    assert (loan.default_day, loan.oldest_due_day, rules.past_due(loan)) == (100, 100, 100_400)
    assert (loan.remaining_term, loan.next_due_day, loan.sound_since) == (0, NEVER, NEVER)


def test_without_acceleration_it_keeps_its_instalments(borrower) -> None:
    loan = aged(borrower, a_world())
    assert (loan.default_day, loan.oldest_due_day, loan.remaining_term) == (100, NEVER, 3)
    assert (loan.next_due_day, loan.sound_since) == (110, 100)


def test_a_loan_in_a_plan_keeps_its_instalments(borrower, world) -> None:
    borrower.accounts[1].plan_day = 60
    assert (aged(borrower, world).remaining_term, rules.past_due(borrower.accounts[1])) == (3, 0)


def test_a_suit_calls_a_loan_in(borrower, world) -> None:
    loan = overdue(borrower.accounts[1], 30_000, 70)
    dials = {"litigation_from_days_past_due": 30.0, "litigation_minimum_claim": 0.0, "litigation_share": 1.0}
    rules.sue(borrower, 1, 100, a_market(**dials), world, a_stream(), a_ledger())
    assert (loan.default_day, loan.oldest_due_day, rules.past_due(loan)) == (100, 70, 100_460)  # 60 of late interest


def test_a_plan_that_is_a_default_calls_nothing_in(borrower, world) -> None:
    market = a_market(forbearance_reach=1.0, forbearance_terms=24.0, forbearance_rate_cut=1.0)
    borrower.accounts[0].daily_rate = 0.0005
    rules.grant_plan(borrower, 0, 100, market, world, a_ledger())
    assert [account.default_day for account in borrower.accounts[:2]] == [100, 100]
    assert (borrower.accounts[1].remaining_term, rules.past_due(borrower.accounts[1])) == (3, 0)

"""Help: what the family gives to whom, and what it pays."""

import pytest

from sim.randomness import Decision
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


def in_need(**values):
    """300,000 past due on a line and 200,000 on a loan, with no cash; income 800,000."""
    borrower = a_borrower(income=800_000, **values)
    overdue(open_line(borrower, principal=500_000, accrued_until=60, daily_rate=0.0), 300_000, 39)
    overdue(open_loan(borrower, principal=900_000, accrued_until=60, daily_rate=0.0), 200_000, 40)
    return borrower


def helped(borrower, **dials: float):
    world, ledger = a_world(), a_ledger()
    put(world.segment[0], {"family_chance": 1.0, "family_size": 0.5} | dials)
    rules.get_family_help(borrower, 60, a_market(), world, a_stream(), ledger)
    return ledger


def test_the_family_pays_what_is_past_due_as_far_as_it_gives() -> None:
    # half of 800,000: 300,000 to the line, 100,000 to the loan
    borrower = in_need(weight=2)
    ledger = helped(borrower)
    line, loan = borrower.accounts[0], borrower.accounts[1]
    assert (line.principal, line.oldest_due_day) == (200_000, NEVER)
    assert (loan.principal, rules.past_due(loan), borrower.cash) == (800_000, 100_000, 0)
    assert moved(ledger) == {"FAMILY_HELP": 800_000, "REPAY_PRINCIPAL": 800_000}


def test_what_is_not_needed_is_not_given() -> None:
    assert moved(helped(in_need(), family_size=50.0))["FAMILY_HELP"] == 500_000


def test_who_has_the_cash_gets_nothing() -> None:
    # the line's 300,000 are covered by own cash that was kept back or forgotten
    assert moved(helped(in_need(cash=300_000))) == {}


@pytest.mark.parametrize("trait", [{"refusing": 1}, {"agent": 6}])
def test_no_help_for_who_refuses_or_is_not_lucky(trait: dict[str, int]) -> None:
    draw = rules.uniform(a_stream(), 6, 0, 60, Decision.FAMILY_HELP)
    assert moved(helped(in_need(**trait), family_chance=draw)) == {}


def test_without_a_chance_nothing_is_given_however_much_there_is() -> None:
    assert moved(helped(in_need(), family_chance=0.0, family_size=60.0)) == {}


def test_an_account_in_default_is_beyond_the_familys_help() -> None:
    borrower = in_need()
    borrower.accounts[0].default_day = 50
    assert moved(helped(borrower)) == {"FAMILY_HELP": 200_000, "REPAY_PRINCIPAL": 200_000}


def test_nothing_past_due_nothing_given() -> None:
    borrower = a_borrower(income=800_000)
    open_line(borrower, principal=500_000)
    assert moved(helped(borrower)) == {}

"""Credit repair by hand: months in a row with a payment while access is closed, and what they bring back."""

import pytest

from sim.records import State
from tests.builders import a_borrower, a_market, a_world, open_line, rules


@pytest.fixture
def borrower():
    """A line closed until day 400; a score of 500; paid in month 4."""
    record = a_borrower(score=500.0, paid_month=4)
    open_line(record, blocked_until=400)
    return record


def repaired(borrower, day: int, months: float = 2.0) -> int:
    rules.repair_credit(borrower, day, a_market(repair_months=months, repair_score_gain=40.0), a_world())
    return int(borrower.repair_months)


def test_months_with_a_payment_are_counted_and_one_without_begins_anew(borrower) -> None:
    assert repaired(borrower, 120, 3.0) == 1
    assert repaired(borrower, 150, 3.0) == 0


def test_after_enough_months_access_and_score_return(borrower) -> None:
    repaired(borrower, 120)
    assert (borrower.accounts[0].blocked_until, borrower.score) == (400, 500.0)
    borrower.paid_month = 5
    assert repaired(borrower, 150) == 0
    assert (borrower.accounts[0].blocked_until, borrower.score) == (150, 540.0)


def test_without_the_lever_nothing_is_counted(borrower) -> None:
    assert repaired(borrower, 120, 0.0) == 0


def test_access_that_is_open_needs_no_repair(borrower) -> None:
    borrower.accounts[0].blocked_until = 100
    assert repaired(borrower, 120) == 0


@pytest.mark.parametrize("field", ["default", "charged off"])
def test_what_is_in_default_or_charged_off_stays_closed(borrower, field: str) -> None:
    other = open_line(borrower, 1, blocked_until=900)
    if field == "default":
        other.default_day = 50
    else:
        other.state = State.CHARGED_OFF
    repaired(borrower, 120, 1.0)
    assert (borrower.accounts[0].blocked_until, other.blocked_until) == (120, 900)


def test_access_at_another_lender_is_not_the_platforms_to_restore(borrower) -> None:
    world = a_world(lenders=2)
    world.product[0].lender = 1
    rules.repair_credit(borrower, 120, a_market(2, repair_months=1.0), world)
    assert borrower.accounts[0].blocked_until == 400

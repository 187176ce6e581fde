"""Credit repair: months in a row with a payment restore access and score."""

import pytest

from sim.records import State
from tests.builders import a_borrower, a_ledger, a_market, a_world, open_line, open_loan, rules

DAYS = (30, 60, 90, 120)


def repaired(paid: tuple[int, ...], borrower=None, **dials: float):
    """Live through month ends, with payments in these months."""
    borrower = borrower or blocked()
    market = a_market(**({"repair_months": 3.0, "repair_score_gain": 40.0} | dials))
    for day in DAYS:
        if day // 30 in paid:
            borrower.paid_month = day // 30
        rules.repair_credit(borrower, day, market, a_world())
    return borrower


def blocked(until: int = 500):
    borrower = a_borrower(score=500.0)
    open_line(borrower, 0, blocked_until=until)
    open_loan(borrower, 1, principal=900)
    return borrower


def test_three_months_with_a_payment_restore_access_and_score() -> None:
    borrower = repaired((1, 2, 3))
    assert (borrower.accounts[0].blocked_until, borrower.score) == (90, 540.0)
    assert not rules.is_barred(borrower, 0, 91, a_market(), a_world())


def test_a_month_without_a_payment_begins_the_count_anew() -> None:
    borrower = repaired((1, 2, 4))
    assert (borrower.accounts[0].blocked_until, borrower.score, borrower.repair_months) == (500, 500.0, 1)


def test_without_the_lever_and_without_a_loss_of_access_nothing_is_counted() -> None:
    assert repaired((1, 2, 3, 4), repair_months=0.0).accounts[0].blocked_until == 500
    assert repaired((1, 2, 3, 4), blocked(20)).repair_months == 0


@pytest.mark.parametrize("values", [{"default_day": 5}, {"state": State.CHARGED_OFF}])
def test_a_default_or_a_charge_off_is_not_repaired(values) -> None:
    borrower = blocked()
    open_line(borrower, 2, blocked_until=500, **values)
    repaired((1, 2, 3), borrower)
    assert [borrower.accounts[slot].blocked_until for slot in (0, 2)] == [90, 500]


@pytest.mark.parametrize(("term", "is_open"), [(12, False), (0, True)])
def test_what_a_running_plan_closes_stays_closed_until_it_ends(term: int, is_open: bool) -> None:
    borrower = blocked()
    plan = open_line(borrower, 2, blocked_until=500, plan_day=0, term=term, remaining_term=term)
    repaired((1, 2, 3), borrower)
    assert (borrower.accounts[0].blocked_until, plan.blocked_until < 500) == (90, is_open)
    alone = a_borrower(score=500.0)
    open_loan(alone, 0, blocked_until=500, plan_day=0)
    assert repaired((1, 2, 3), alone).score == 500.0


def test_the_score_stays_inside_its_scale() -> None:
    assert repaired((1, 2, 3), repair_score_gain=1000.0).score == 950.0


def test_a_payment_to_the_platform_is_what_counts() -> None:
    world, borrower = a_world(lenders=2), a_borrower(cash=1_000)
    world.product[1].lender = 1
    line, card = open_line(borrower, 0, principal=100), open_loan(borrower, 1, principal=100)
    rules.make_payment(borrower, card, 50, 61, a_market(2), world, a_ledger())
    assert borrower.paid_month != 3
    rules.make_payment(borrower, line, 50, 61, a_market(2), world, a_ledger())
    assert borrower.paid_month == 3

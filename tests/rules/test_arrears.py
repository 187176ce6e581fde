"""Arrears by due date: what is past due, since when, and what a payment takes off first."""

import pytest

from sim.units import NEVER
from tests.builders import a_borrower, a_world, open_line, overdue, rules


@pytest.fixture
def account():
    return open_line(a_borrower())


def test_nothing_past_due_is_zero_days(account) -> None:
    assert rules.days_past_due(account, 500, a_world()) == 0
    assert rules.past_due(account) == 0


def test_days_past_due_count_from_the_oldest_unpaid_due_date(account) -> None:
    rules.add_arrears(account, 700, 9)
    assert [rules.days_past_due(account, day, a_world()) for day in (9, 10, 39)] == [0, 1, 30]


def test_dues_a_month_apart_are_kept_apart_and_the_fourth_joins_the_newest(account) -> None:
    for day, amount in ((9, 100), (39, 200), (69, 300), (99, 400)):
        rules.add_arrears(account, amount, day)
    assert list(account.arrears) == [100, 200, 700]
    assert account.oldest_due_day == 9


def test_nothing_due_opens_no_arrears(account) -> None:
    rules.add_arrears(account, 0, 9)
    assert account.oldest_due_day == NEVER


def test_a_payment_goes_to_the_oldest_due_first(account) -> None:
    for day, amount in ((9, 100), (39, 200), (69, 300)):
        rules.add_arrears(account, amount, day)
    rules.pay_arrears(account, 60)
    assert (list(account.arrears), account.oldest_due_day) == ([40, 200, 300], 9)
    rules.pay_arrears(account, 40)
    assert (list(account.arrears), account.oldest_due_day) == ([200, 300, 0], 39)


def test_a_payment_runs_over_into_the_next_due(account) -> None:
    for day, amount in ((9, 100), (39, 200), (69, 300)):
        rules.add_arrears(account, amount, day)
    rules.pay_arrears(account, 350)
    assert (list(account.arrears), account.oldest_due_day) == ([250, 0, 0], 69)


def test_a_month_without_a_due_is_passed_over(account) -> None:
    rules.add_arrears(account, 100, 9)
    rules.add_arrears(account, 300, 69)
    assert list(account.arrears) == [100, 0, 300]
    rules.pay_arrears(account, 100)
    assert (rules.past_due(account), account.oldest_due_day) == (300, 69)


def test_arrears_paid_in_full_leave_nothing_past_due(account) -> None:
    for day, amount in ((9, 100), (39, 200), (69, 300)):
        rules.add_arrears(account, amount, day)
    rules.pay_arrears(account, 600)
    assert (list(account.arrears), account.oldest_due_day) == ([0, 0, 0], NEVER)


def test_a_payment_above_the_arrears_takes_no_more_than_they_are(account) -> None:
    overdue(account, 100, 9)
    rules.pay_arrears(account, 500)
    assert (rules.past_due(account), account.oldest_due_day) == (0, NEVER)


def test_cleared_arrears_are_gone(account) -> None:
    overdue(account, 100, 9)
    account.arrears[2] = 5
    rules.clear_arrears(account)
    assert (rules.past_due(account), account.oldest_due_day) == (0, NEVER)


def test_arrears_up_to_the_materiality_threshold_do_not_count(account) -> None:
    world = a_world()
    world.product[account.product].materiality = 700
    rules.add_arrears(account, 700, 9)
    assert rules.days_past_due(account, 39, world) == 0
    rules.add_arrears(account, 1, 39)
    assert rules.days_past_due(account, 39, world) == 30

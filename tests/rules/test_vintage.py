"""First payments, early arrears and the defaults of a vintage, by hand."""

import math

import numpy as np
import pytest

from sim.outputs import MONTHLY_DTYPE, NULL_INTEGER
from sim.records import History, State
from sim.units import NEVER
from tests.builders import (
    a_borrower,
    a_ledger,
    a_market,
    a_stream,
    a_world,
    an_economy,
    open_line,
    open_loan,
    overdue,
    put,
    rules,
)

FIRST_DUE = 40
"""The tenth of month 2."""


def late_borrower(**values):
    """A borrower of weight 3 with a loan opened on day 15, whose first instalment, due on day 40, is unpaid."""
    borrower = a_borrower(weight=3, cash=1_000_000)
    history = {"opened_day": 15, "first_due_day": FIRST_DUE, "accrued_until": 200, "limit": 500}
    overdue(open_loan(borrower, 0, principal=400, **(history | values)), 100, FIRST_DUE)
    return borrower


def aged(borrower, day: int, ledger=None, **dials: float):
    ledger = a_ledger() if ledger is None else ledger
    rules.age_delinquency(borrower, day, a_market(**dials), a_world(), ledger)
    return ledger


def test_seven_days_late_on_the_first_payment_are_counted_on_the_seventh_day_and_once() -> None:
    borrower, ledger = late_borrower(), a_ledger()
    aged(borrower, FIRST_DUE + 6, ledger)
    assert ledger.first_late_7[0].tolist() == [0, 0]
    aged(borrower, FIRST_DUE + 7, ledger)
    aged(borrower, FIRST_DUE + 8, ledger)
    assert (ledger.first_late_7[0].tolist(), ledger.first_late_30[0]) == ([3, 0], 0)


def test_thirty_days_late_are_counted_on_the_thirtieth_day_in_the_month_after() -> None:
    borrower, ledger = late_borrower(), a_ledger()
    aged(borrower, FIRST_DUE + 29, ledger)
    assert (ledger.first_late_7[0].tolist(), ledger.first_late_30[0]) == ([0, 3], 0)
    for day in (FIRST_DUE + 30, FIRST_DUE + 31):
        aged(borrower, day, ledger)
    assert (ledger.first_late_7[0].tolist(), ledger.first_late_30[0]) == ([0, 3], 3)


@pytest.mark.parametrize(("paid_on", "late_7"), [(47, 0), (48, 3), (60, 3)])
def test_a_payment_between_two_looks_shows_how_late_it_was(paid_on: int, late_7: int) -> None:
    borrower, ledger = late_borrower(), a_ledger()
    rules.make_payment(borrower, borrower.accounts[0], 100, paid_on, a_market(), a_world(), ledger)
    assert borrower.accounts[0].oldest_due_day == NEVER
    assert ledger.first_late_7[0].sum() == late_7


def test_a_later_payment_that_is_late_is_no_first_payment_default() -> None:
    borrower = late_borrower(first_due_day=10)
    ledger = aged(borrower, FIRST_DUE + 8)
    assert (ledger.first_late_7[0].sum(), ledger.first_late_30[0]) == (0, 0)


def test_an_account_of_a_tape_has_no_first_payment_and_no_vintage() -> None:
    borrower = late_borrower(first_due_day=-NEVER, opened_day=-NEVER)
    ledger = aged(borrower, FIRST_DUE + 95)
    assert (ledger.first_late_7[0].sum(), ledger.first_late_30[0]) == (0, 0)
    assert (ledger.defaults[0], ledger.vintage_defaults[0].sum()) == (1, 0)
    assert rules.months_on_book(borrower.accounts[0], 700) > 10_000


def test_the_first_amount_that_falls_due_is_noted_once_and_a_bill_of_nothing_is_none() -> None:
    borrower, world, market, ledger = a_borrower(weight=3), a_world(), a_market(), a_ledger()
    line = open_line(borrower, 0, first_due_day=NEVER)
    rules.fall_due(borrower, line, 9, market, world, ledger)
    assert (line.first_due_day, ledger.first_due[0]) == (NEVER, 0)
    for day in (39, 69):
        put(line, {"principal": 1_000, "billed": 1_000})
        rules.fall_due(borrower, line, day, market, world, ledger)
    assert (line.first_due_day, ledger.first_due[0]) == (39, 3)


def test_a_new_loan_in_a_used_slot_begins_anew() -> None:
    borrower = a_borrower(weight=2)
    account = open_loan(borrower, 0, state=State.EMPTY, first_due_day=40, counted=7, opened_day=3)
    put(account, {"daily_rate": 0.0004, "remaining_term": 3})
    ledger = a_ledger()
    rules.pay_out(borrower, 0, 9_000, 71, a_world(), a_stream(), ledger)
    assert (account.opened_day, account.first_due_day, account.counted, account.limit) == (71, NEVER, 0, 9_000)
    assert ledger.opened_fen[0] == 18_000


def test_a_default_is_counted_by_months_on_book_once_with_the_amount_of_a_loan() -> None:
    borrower = late_borrower()
    open_line(borrower, 1, opened_day=100, accrued_until=200, limit=5_000)
    ledger = aged(borrower, FIRST_DUE + 90)
    # month 5 of a loan of month 1 and of a line of month 4, which default together
    assert {age: int(count) for age, count in enumerate(ledger.vintage_defaults[0]) if count} == {4: 3, 1: 3}
    assert {age: int(count) for age, count in enumerate(ledger.vintage_default_fen[0]) if count} == {4: 1_500}
    assert borrower.accounts[1].counted == History.DEFAULT
    borrower.accounts[0].default_day = borrower.accounts[1].default_day = NEVER
    again = aged(borrower, FIRST_DUE + 100)
    assert (again.defaults[0], again.vintage_defaults[0].sum()) == (1, 0)


@pytest.mark.parametrize(("opened", "counted"), [(0, 0), (1, 3)])
def test_what_was_opened_before_the_run_has_no_vintage(opened: int, counted: int) -> None:
    assert aged(late_borrower(opened_day=opened), FIRST_DUE + 90).vintage_defaults[0].sum() == counted


def test_a_default_after_more_than_two_years_on_book_is_not_kept() -> None:
    ledger = a_ledger()
    for day, age in ((750, 24), (751, 25)):
        borrower = late_borrower(opened_day=30)
        rules.count_vintage_default(borrower, borrower.accounts[0], day, a_world(), ledger)
        assert rules.months_on_book(borrower.accounts[0], day) == age
    assert (ledger.vintage_defaults[0].sum(), ledger.vintage_defaults[0, 24]) == (3, 3)


@pytest.mark.parametrize(
    ("day", "since", "late"), [(90, FIRST_DUE, 0), (120, FIRST_DUE, 3), (120, 90, 3), (120, 91, 0), (150, FIRST_DUE, 0)]
)
def test_early_arrears_are_thirty_days_at_three_months_on_book(day: int, since: int, late: int) -> None:
    borrower, ledger = late_borrower(), a_ledger()
    borrower.accounts[0].oldest_due_day = since
    rules.measure_account(borrower, 0, day, a_market(), a_world(), ledger)
    assert ledger.late_at_three[0] == late


def test_a_plan_does_not_hide_early_arrears_and_a_write_off_counts() -> None:
    borrower, ledger = late_borrower(plan_day=100, plan_bucket=2, holiday_until=100, probation_until=190), a_ledger()
    rules.clear_arrears(borrower.accounts[0])
    market = a_market()
    rules.measure_account(borrower, 0, 120, market, a_world(), ledger)
    assert ledger.late_at_three[0] == 3
    put(borrower.accounts[0], {"state": State.CHARGED_OFF, "claim": 400, "default_day": 90, "blocked_until": 900})
    rules.close_claim(borrower, 0, 120, an_economy(), market, a_world(), a_stream(), ledger)
    assert ledger.late_at_three[0] == 6


def test_a_vintage_is_followed_from_month_to_month_and_is_null_until_it_is_known() -> None:
    lender = a_market().lenders[0]
    rows = np.zeros(4, dtype=np.dtype((np.record, MONTHLY_DTYPE)))
    rows["opened_accounts"] = [10, 20, 30, 40]
    happened = (
        {"month_opened_fen": 700, "month_first_due": 8},
        {"month_first_due": 9, "month_first_late_7": (2, 1), "month_first_late_30": 1},
        {"month_first_late_7": (0, 2), "month_first_late_30": 3},
        {},
    )
    for place, sums in enumerate(happened):
        put(lender, sums)
        lender.month_vintage_defaults[min(place, 2)] = place  # by ages 0, 1, 2, 2
        lender.month_vintage_default_fen[min(place, 2)] = 100 * place
        ledger = a_ledger()
        ledger.late_at_three[0] = 5
        for age in range(place + 1):
            rules.follow_vintage(rows[place - age], ledger, lender, 0, age)
        rules.clear_vintages(lender)
    assert rows["opened_fen"].tolist() == [700, 0, 0, 0]
    assert rows["first_due_accounts"].tolist() == [8, 9, 0, 0]
    assert rows["first_payment_default_7"].tolist() == [1, 4, 0, NULL_INTEGER]
    assert rows["first_payment_default_30"].tolist() == [1, 3, 0, NULL_INTEGER]
    assert rows["d30_at_3_months"].tolist() == [5, NULL_INTEGER, NULL_INTEGER, NULL_INTEGER]
    assert rows["vintage_defaults"].tolist() == [1 + 2, 3, 0, 0]
    assert rows["vintage_defaults_3"].tolist() == [3, NULL_INTEGER, NULL_INTEGER, NULL_INTEGER]
    assert rows["vintage_default_fen_3"].tolist() == [300, NULL_INTEGER, NULL_INTEGER, NULL_INTEGER]
    assert set(rows["vintage_defaults_6"]) == {NULL_INTEGER}
    assert (lender.first_due_sum, lender.first_late_7_sum, lender.first_late_30_sum) == (17, 5, 4)
    assert (lender.three_months_sum, lender.late_at_three_sum) == (10, 5)


@pytest.mark.parametrize("age", [3, 6, 9, 12, 18, 24])
def test_each_age_is_kept_in_its_own_column(age: int) -> None:
    lender, row = a_market().lenders[0], np.zeros(1, dtype=np.dtype((np.record, MONTHLY_DTYPE)))[0]
    rules.open_vintage(row, lender)
    put(row, {"vintage_defaults": 7, "vintage_default_fen": 900})
    rules.follow_vintage(row, a_ledger(), lender, 0, age)
    for name in row.dtype.names:
        if name.startswith("vintage_default") and name[-1].isdigit():
            kept = 7 if name.startswith("vintage_defaults") else 900
            assert row[name] == (kept if name.endswith(f"_{age}") else NULL_INTEGER), name


def test_the_flow_is_the_product_of_three_roll_rates_and_null_without_a_base() -> None:
    lender, ledger = a_market().lenders[0], a_ledger()
    put(lender, {"last_current": 1_000, "last_first_arrears": 100, "last_early_arrears": 50})
    ledger.balance[0] = (900, 50, 30, 20, 5)
    # 50 / 1,000 x 30 / 100 x 20 / 50
    assert rules.flow_to_60_89(ledger, lender, 0) == pytest.approx(0.006)
    for name in ("last_current", "last_first_arrears", "last_early_arrears"):
        kept, lender[name] = int(lender[name]), 0
        assert math.isnan(rules.flow_to_60_89(ledger, lender, 0))
        lender[name] = kept


def test_the_mean_flow_leaves_out_the_months_without_one() -> None:
    lender = a_market().lenders[0]
    for flow in (0.006, math.nan, 0.002):
        lender.current_to_60_89 = flow
        rules.watch_flow(lender)
    assert (lender.flow_sum, lender.flow_months) == (pytest.approx(0.008), 2)

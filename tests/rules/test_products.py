"""Interest, statements, instalments: by hand, and against exact annuities to the fen."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.records import State
from sim.units import NEVER
from tests.builders import (
    LINE,
    LOAN,
    a_borrower,
    a_ledger,
    a_market,
    a_world,
    moved,
    open_line,
    open_loan,
    overdue,
    put,
    rules,
)

REFERENCE = Path(__file__).resolve().parents[3] / "shared" / "reference_values.json"
HAND_CASES = [
    {
        "params": {"principal_fen": 1_000_000, "monthly_rate": 0.01, "n": 12},
        "expected": {
            "instalment_fen": 88_849, "last_instalment_fen": 88_847, "total_interest_fen": 66_186,
            "balance_after_half_fen": 514_920, "sum_principal_fen": 1_000_000,
            "first_rows": [[1, 88_849, 10_000, 78_849, 921_151], [2, 88_849, 9_212, 79_637, 841_514]],
        },
    },
    {
        "params": {"principal_fen": 2_000_000, "monthly_rate": 0.0075, "n": 36},
        "expected": {
            "instalment_fen": 63_599, "last_instalment_fen": 63_617, "total_interest_fen": 289_582,
            "balance_after_half_fen": 1_067_156, "sum_principal_fen": 2_000_000,
            "first_rows": [[1, 63_599, 15_000, 48_599, 1_951_401]],
        },
    },
]  # fmt: skip


def reference_cases():
    """The annuity cases of the reference values, skipped where their file is absent."""
    if not REFERENCE.exists():
        return [pytest.param(None, marks=pytest.mark.skip(reason="the reference values are not beside this clone"))]
    cases = json.loads(REFERENCE.read_text(encoding="utf-8"))["cases"]
    return [pytest.param(case, id=case["id"]) for case in cases if case["family"] == "annuity"]


def schedule(principal: int, monthly_rate: float, payments: int) -> list[tuple[int, int, int, int]]:
    """Run a loan month by month, every instalment paid on its day: (paid, interest, principal, balance) in fen."""
    borrower, world, market = a_borrower(cash=10 * principal), a_world(), a_market()
    product = world.product[LOAN]
    account = put(borrower.accounts[0], {"product": LOAN, "remaining_term": payments, "daily_rate": monthly_rate / 30})
    rules.start_loan(account, principal, 10, product, False)
    rows = []
    for month in range(1, payments + 1):
        day, before = 10 + 30 * month, int(account.principal)
        assert account.next_due_day == day
        paid = int(rules.fall_due(borrower, account, day, market, world, a_ledger()))
        rules.make_payment(borrower, account, paid, day, market, world, a_ledger())
        repaid = before - int(account.principal)
        rows.append((paid, paid - repaid, repaid, int(account.principal)))
    assert account.state == State.EMPTY
    return rows


@pytest.mark.parametrize("case", [*HAND_CASES, *reference_cases()])
def test_an_instalment_schedule_equals_the_annuity_to_the_fen(case) -> None:
    params, expected = case["params"], case["expected"]
    rows = schedule(params["principal_fen"], params["monthly_rate"], params["n"])
    assert rows[0][0] == expected["instalment_fen"]
    assert rows[-1][0] == expected["last_instalment_fen"]
    assert sum(row[1] for row in rows) == expected["total_interest_fen"]
    assert sum(row[2] for row in rows) == expected["sum_principal_fen"]
    assert rows[params["n"] // 2 - 1][3] == expected["balance_after_half_fen"]
    assert [[place + 1, *rows[place]] for place in range(len(expected["first_rows"]))] == expected["first_rows"]


def test_without_interest_instalments_are_equal_parts() -> None:
    assert rules.annuity(1_000, 0.0, 3) == 333
    assert schedule(1_000, 0.0, 3) == [(333, 0, 333, 667), (333, 0, 333, 334), (334, 0, 334, 0)]


def test_a_loan_bears_interest_whole_and_a_line_what_was_carried() -> None:
    borrower = a_borrower()
    line, loan = open_line(borrower, principal=900, carried=400), open_loan(borrower, principal=700, carried=1)
    assert rules.interest_bearing(line, a_world().product[LINE]) == 400
    assert rules.interest_bearing(loan, a_world().product[LOAN]) == 700


def test_thirty_days_of_interest_on_a_loan() -> None:
    borrower, ledger = a_borrower(weight=2), a_ledger()
    loan = open_loan(borrower, principal=1_000_000)
    rules.accrue(borrower, loan, 30, a_market(), a_world(), ledger)
    assert (loan.interest, loan.accrued_until) == (12_000, 30)
    assert moved(ledger) == {"CHARGE_INTEREST": 24_000}


@given(
    principal=st.integers(1, 10_000_000),
    rate=st.floats(0.0, 0.005),
    days=st.lists(st.integers(1, 12), min_size=1, max_size=8),
)
def test_splitting_a_period_gives_the_same_interest_but_for_one_fen_of_float(principal, rate, days) -> None:
    whole, parts, world = a_borrower(), a_borrower(), a_world()
    for borrower in (whole, parts):
        open_loan(borrower, principal=principal, daily_rate=rate)
    rules.accrue(whole, whole.accounts[1], sum(days), a_market(), world, a_ledger())
    for end in range(1, len(days) + 1):
        rules.accrue(parts, parts.accounts[1], sum(days[:end]), a_market(), world, a_ledger())
    once, often = whole.accounts[1], parts.accounts[1]
    assert once.interest + once.residue == pytest.approx(often.interest + often.residue, rel=1e-12, abs=1e-6)
    assert abs(int(once.interest) - int(often.interest)) <= 1
    assert abs(once.residue) <= 0.5 + 1e-9


def test_the_fraction_of_a_fen_is_kept_until_the_due_day() -> None:
    borrower, world = a_borrower(), a_world()
    loan = open_loan(borrower, principal=1_000, next_due_day=30)
    rules.accrue(borrower, loan, 1, a_market(), world, a_ledger())
    assert (loan.interest, loan.residue) == (0, pytest.approx(0.4))
    rules.accrue(borrower, loan, 2, a_market(), world, a_ledger())
    assert (loan.interest, loan.residue) == (1, pytest.approx(-0.2))
    rules.fall_due(borrower, loan, 30, a_market(), world, a_ledger())
    assert (loan.interest, loan.residue) == (0 + 12, 0.0)


def test_the_overdue_part_bears_the_late_rate() -> None:
    borrower, ledger = a_borrower(weight=2), a_ledger()
    loan = overdue(open_loan(borrower, principal=1_000_000), 400_000, 0)
    rules.accrue(borrower, loan, 10, a_market(), a_world(), ledger)
    # 600,000 x 0.04 % x 10 = 2,400; 400,000 x 0.06 % x 10 = 2,400
    assert loan.interest == 4_800
    assert moved(ledger) == {"CHARGE_INTEREST": 4_800, "CHARGE_LATE_INTEREST": 4_800}


def test_arrears_above_the_bearing_principal_bear_no_more_than_it() -> None:
    borrower, ledger = a_borrower(), a_ledger()
    loan = overdue(open_loan(borrower, principal=1_000_000), 1_200_000, 0)
    rules.accrue(borrower, loan, 10, a_market(), a_world(), ledger)
    assert moved(ledger) == {"CHARGE_LATE_INTEREST": 6_000}


def test_interest_in_default_is_owed_off_the_books() -> None:
    borrower, ledger = a_borrower(weight=2), a_ledger()
    loan = open_loan(borrower, principal=1_000_000, default_day=0)
    rules.accrue(borrower, loan, 10, a_market(), a_world(), ledger)
    assert (loan.interest, loan.claim) == (0, 4_000)
    assert moved(ledger) == {"SUSPEND_INTEREST": 8_000}


def test_accruing_twice_on_a_day_charges_once() -> None:
    borrower, ledger = a_borrower(), a_ledger()
    loan = open_loan(borrower, principal=1_000_000)
    for _ in range(2):
        rules.accrue(borrower, loan, 10, a_market(), a_world(), ledger)
    assert loan.interest == 4_000


def test_a_statement_bills_the_whole_balance_for_the_due_day() -> None:
    borrower = a_borrower()
    line = open_line(borrower, principal=12_345)
    rules.issue_statement(borrower, line, 31, a_world().product[LINE], a_market().lenders[0].policies[0])
    assert (line.billed, line.next_due_day) == (12_345, 39)


@pytest.mark.parametrize(
    ("billed", "interest", "arrears", "due"),
    [
        (10_000, 0, 0, 1_000),
        (10_000, 300, 0, 1_300),
        (10_000, 300, 200, 1_300),
        (500, 0, 480, 20),
        (500, 0, 600, 0),
        (0, 70, 0, 70),
        (0, 0, 0, 0),
    ],
)
def test_the_minimum_is_a_tenth_of_the_bill_and_all_interest_at_most_what_is_owed(
    billed: int, interest: int, arrears: int, due: int
) -> None:
    line = overdue(open_line(a_borrower(), billed=billed, interest=interest), arrears, 9)
    assert rules.minimum_due(line, 0.1) == due


@pytest.mark.parametrize(
    ("remaining", "principal", "arrears", "due"),
    [(3, 1_000, 0, 350), (3, 300, 0, 310), (3, 700, 350, 350), (1, 700, 350, 360)],
)
def test_an_instalment_falls_due_and_on_the_last_date_all_that_is_left(
    remaining: int, principal: int, arrears: int, due: int
) -> None:
    loan = overdue(open_loan(a_borrower(), principal=principal, interest=10), arrears, 9)
    loan.instalment, loan.remaining_term = 350, remaining
    assert rules.instalment_due(loan) == due


def test_what_falls_due_joins_the_arrears_and_the_next_due_day_is_set() -> None:
    borrower, ledger = a_borrower(weight=2), a_ledger()
    loan = open_loan(borrower, principal=1_000, instalment=350, daily_rate=0.0, remaining_term=2, next_due_day=40)
    assert rules.fall_due(borrower, loan, 40, a_market(), a_world(), ledger) == 350
    assert (rules.past_due(loan), loan.oldest_due_day, loan.remaining_term, loan.next_due_day) == (350, 40, 1, 70)
    assert ledger.due[0] == 700
    assert rules.fall_due(borrower, loan, 70, a_market(), a_world(), ledger) == 650
    assert loan.next_due_day == NEVER


def test_a_bill_falls_due_once() -> None:
    borrower = a_borrower()
    line = open_line(borrower, principal=10_000, billed=10_000, next_due_day=9)
    assert rules.fall_due(borrower, line, 9, a_market(), a_world(), a_ledger()) == 1_000
    assert line.next_due_day == NEVER


@pytest.mark.parametrize(
    ("day", "due_month", "first"), [(40, 1, 70), (31, 1, 70), (60, 1, 70), (60, 0, 40), (0, 1, 10)]
)
def test_the_first_due_day_is_the_products_due_day_so_many_months_on(day: int, due_month: int, first: int) -> None:
    assert rules.first_due_day(day, due_month, 10) == first


def test_an_emptied_slot_owes_and_schedules_nothing() -> None:
    loan = open_loan(a_borrower(), next_due_day=40, default_day=3, sound_since=5, residue=0.3)
    rules.empty_slot(loan)
    assert (loan.state, loan.next_due_day, loan.default_day, loan.sound_since, loan.residue) == (
        State.EMPTY,
        NEVER,
        NEVER,
        NEVER,
        0.0,
    )
    assert loan.remaining_term == 0


@pytest.mark.parametrize(
    ("grace", "refund", "excused_until", "days"),
    [
        (0, 0.0, -NEVER, 20),  # 20 days since the due day, all of the 30 since the last accrual that are late
        (3, 0.0, -NEVER, 17),
        (0, 0.0, 25, 20),  # excused, but nothing is refunded
        (0, 1.0, 25, 15),  # excused for the first five
        (3, 1.0, 22, 17),  # the later of grace and excuse, not both
        (0, 1.0, 45, 0),
    ],
)
def test_late_days_begin_after_grace_and_after_what_is_refunded(
    grace: int, refund: float, excused_until: int, days: int
) -> None:
    account = overdue(open_line(a_borrower(), principal=1_000), 100, since=20)
    account.excused_until = excused_until
    policy = a_market(grace_days=grace, service_refund=refund).lenders[0].policies[0]
    assert rules.late_days(account, 40, 30, policy) == days

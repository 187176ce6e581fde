"""Buckets as reported: by days past due, and that a plan does not lower them before its probation is over."""

import pytest

from sim.units import NEVER
from tests.builders import (
    a_borrower,
    a_ledger,
    a_market,
    a_stream,
    a_world,
    open_line,
    open_loan,
    overdue,
    put,
    rules,
)  # fmt: skip


@pytest.mark.parametrize(
    ("age", "bucket"), [(0, 0), (1, 1), (29, 1), (30, 2), (59, 2), (60, 3), (89, 3), (90, 4), (500, 4)]
)
def test_buckets_by_days_past_due(age: int, bucket: int) -> None:
    assert rules.bucket_of(age) == bucket


def in_plan(borrower, bucket: int, since: int = 60, holiday: int = 0):
    """A line of 1,000 fen in a plan since a day, with a probation of a year after its holiday (days)."""
    plan = {"plan_day": since, "plan_bucket": bucket}
    return open_line(
        borrower, principal=1_000, holiday_until=since + holiday, probation_until=since + holiday + 360, **plan
    )


@pytest.mark.parametrize(("day", "bucket"), [(60, 3), (419, 3), (420, 0)])
def test_a_plan_keeps_its_bucket_through_its_probation(day: int, bucket: int) -> None:
    assert rules.reported_bucket(in_plan(a_borrower(), 3), day, a_world()) == bucket


def test_a_plan_that_is_missed_gets_worse_all_the_same() -> None:
    assert rules.reported_bucket(overdue(in_plan(a_borrower(), 1), 50, 70), 130, a_world()) == 3


def test_a_second_plan_does_not_lower_the_bucket_of_the_first() -> None:
    account = overdue(in_plan(a_borrower(), 3), 50, 110)
    rules.begin_plan(account, 120, a_market().lenders[0].policies[0], a_world())
    assert (account.plan_bucket, account.plan_day) == (3, 120)


def test_the_holiday_and_probation_of_a_plan_are_those_of_its_day() -> None:
    policy = a_market(forbearance_holiday_months=2.0, forbearance_probation_months=12.0).lenders[0].policies[0]
    account = open_line(a_borrower(), principal=100)
    rules.begin_plan(account, 60, policy, a_world())
    put(policy, {"forbearance_holiday_months": 6.0, "forbearance_probation_months": 0.0})  # a lever, later
    assert (account.holiday_until, account.probation_until) == (60 + 60, 60 + 60 + 360)
    assert [rules.is_on_holiday(account, day) for day in (119, 120)] == [True, False]
    assert rules.probation_of(account, a_market().lenders[0]) == 360


@pytest.mark.parametrize(("holiday", "last_day"), [(0, 419), (720, 419 + 720)])
def test_a_plan_counts_as_restructured_for_a_year_of_payments(holiday: int, last_day: int) -> None:
    account = in_plan(a_borrower(), 3, holiday=holiday)
    assert [rules.is_restructured(account, day) for day in (60, last_day, last_day + 1)] == [True, True, False]


@pytest.mark.parametrize(
    ("day", "values", "is_over"),
    [
        (419, {}, False),  # the year is not over
        (420, {}, True),
        (420, {"probation_until": 421}, False),
        (420, {"term": 6}, False),  # parts are still to come
        (420, {"oldest_due_day": 400}, False),
        (420, {"default_day": 60}, False),
        (420, {"plan_day": -NEVER}, False),  # there was none
    ],
)
def test_a_lines_plan_is_over_when_it_is_served_sound_and_not_reported_any_more(day, values, is_over: bool) -> None:
    assert rules.is_plan_over(put(in_plan(a_borrower(), 3), values), day) == is_over


def test_a_line_whose_plan_is_over_splits_bills_again_and_a_loan_keeps_its_plan() -> None:
    record = a_borrower()
    line = in_plan(record, 3)
    loan = open_loan(record, 1, principal=100, plan_day=60, term=0)
    for slot in (0, 1):
        rules.close_open_account(record, slot, 510, a_market(), a_world(), a_stream(), a_ledger())
    assert (line.plan_day, loan.plan_day) == (-NEVER, 60)
    world = a_world()
    world.product[0].split_terms[0] = 3
    line.billed = 1_000
    assert rules.can_split(record, line, world.product[0])


def test_the_economic_rate_counts_what_plans_and_write_offs_take_out_of_the_reported_one() -> None:
    ledger, lender = a_ledger(), a_market().lenders[0]
    ledger.balance[0] = (9_000, 300, 200, 100, 400)
    ledger.restructured[0] = 1_000
    lender.gone[3], lender.gone[11] = 150, 350
    assert rules.gone_in_year(lender) == 500
    # (400 + 1,000 + 500) / (10,000 + 500)
    assert rules.economic_rate(ledger, lender, 0) == pytest.approx(1_900 / 10_500)


def test_a_restructured_balance_in_the_last_bucket_is_counted_once() -> None:
    record, ledger = a_borrower(weight=2), a_ledger()
    account = in_plan(record, 3)
    rules.measure_balance(record, account, 90, a_world(), ledger)
    assert (ledger.balance[0, 3], ledger.restructured[0]) == (2_000, 2_000)
    account.plan_bucket = 4
    worse = a_ledger()
    rules.measure_balance(record, account, 90, a_world(), worse)
    assert (worse.balance[0, 4], worse.restructured[0]) == (2_000, 0)

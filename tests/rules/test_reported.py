"""Buckets as reported: by days past due, and that a plan does not lower them before its probation is over."""

import pytest

from tests.builders import a_borrower, a_ledger, a_market, a_stream, a_world, open_line, open_loan, overdue, rules


@pytest.mark.parametrize(
    ("age", "bucket"), [(0, 0), (1, 1), (29, 1), (30, 2), (59, 2), (60, 3), (89, 3), (90, 4), (500, 4)]
)
def test_buckets_by_days_past_due(age: int, bucket: int) -> None:
    assert rules.bucket_of(age) == bucket


def a_policy(**dials: float):
    return a_market(**({"forbearance_probation_months": 12.0} | dials)).lenders[0].policies[0]


@pytest.mark.parametrize(("day", "bucket"), [(60, 3), (419, 3), (420, 0)])
def test_a_plan_keeps_its_bucket_through_its_probation(day: int, bucket: int) -> None:
    account = open_line(a_borrower(), principal=100, plan_day=60, plan_bucket=3)
    assert rules.reported_bucket(account, day, a_policy(), a_world()) == bucket


def test_a_plan_that_is_missed_gets_worse_all_the_same() -> None:
    account = overdue(open_line(a_borrower(), principal=100, plan_day=60, plan_bucket=1), 50, 70)
    assert rules.reported_bucket(account, 130, a_policy(), a_world()) == 3


def test_a_second_plan_does_not_lower_the_bucket_of_the_first() -> None:
    account = overdue(open_line(a_borrower(), principal=100, plan_day=60, plan_bucket=3), 50, 110)
    rules.begin_plan(account, 120, a_policy(), a_world())
    assert (account.plan_bucket, account.plan_day) == (3, 120)


@pytest.mark.parametrize(("holiday", "last_day"), [(0.0, 419), (24.0, 419 + 720)])
def test_a_plan_counts_as_restructured_for_a_year_of_payments(holiday: float, last_day: int) -> None:
    account, policy = open_line(a_borrower(), plan_day=60), a_policy(forbearance_holiday_months=holiday)
    assert [rules.is_restructured(account, day, policy) for day in (60, last_day, last_day + 1)] == [True, True, False]


def test_the_economic_rate_counts_what_plans_and_write_offs_take_out_of_the_reported_one() -> None:
    ledger, lender = a_ledger(), a_market().lenders[0]
    ledger.balance[0] = (9_000, 300, 200, 100, 400)
    ledger.restructured[0] = 1_000
    lender.gone[3], lender.gone[11] = 150, 350
    assert rules.gone_in_year(lender) == 500
    # (400 + 1,000 + 500) / (10,000 + 500)
    assert rules.economic_rate(ledger, lender, 0) == pytest.approx(1_900 / 10_500)


def test_a_restructured_balance_in_the_last_bucket_is_counted_once() -> None:
    record, ledger, policy = a_borrower(weight=2), a_ledger(), a_policy()
    account = open_line(record, principal=1_000, plan_day=60, plan_bucket=3)
    rules.measure_balance(record, account, 90, policy, a_world(), ledger)
    assert (ledger.balance[0, 3], ledger.restructured[0]) == (2_000, 2_000)
    account.plan_bucket = 4
    worse = a_ledger()
    rules.measure_balance(record, account, 90, policy, a_world(), worse)
    assert (worse.balance[0, 4], worse.restructured[0]) == (2_000, 0)


@pytest.mark.parametrize(
    ("change", "day", "is_over"),
    [
        ({}, 419, False),  # within the year for which it is reported
        ({}, 420, True),
        ({"term": 12}, 420, False),
        ({"default_day": 100}, 420, False),
        ({"probation": 18.0}, 420, False),
        ({"probation": 18.0}, 600, True),
        ({"holiday": 2.0}, 479, False),
        ({"holiday": 2.0}, 480, True),
    ],
)
def test_a_lines_plan_is_over_when_parts_probation_and_the_year_of_reporting_are(change, day, is_over) -> None:
    dials = {f"forbearance_{name}_months": change.pop(name) for name in ("probation", "holiday") if name in change}
    account = open_line(a_borrower(), principal=100, **({"plan_day": 60, "plan_bucket": 3} | change))
    assert rules.is_plan_over(account, day, a_policy(**dials)) == is_over


def test_a_line_whose_plan_is_over_may_be_split_again_and_a_loan_keeps_its_plan() -> None:
    borrower, world, market = a_borrower(), a_world(), a_market(forbearance_probation_months=12.0)
    world.product[0].split_terms[0] = 3
    line = open_line(borrower, 0, billed=100, principal=100, plan_day=60, accrued_until=420)
    loan = open_loan(borrower, 1, principal=100, plan_day=60, accrued_until=420)
    assert not rules.can_split(borrower, line, world.product[0])
    for slot in (0, 1):
        rules.close_open_account(borrower, slot, 420, market, world, a_stream(), a_ledger())
    assert rules.can_split(borrower, line, world.product[0])
    assert loan.plan_day == 60

"""Plans by hand: their instalments, what they are worth, when they are a default, and that they pay off exactly."""

import pytest

from sim.market import Activity
from sim.records import State
from sim.units import NEVER
from tests.builders import (
    LOAN,
    a_borrower,
    a_ledger,
    a_market,
    a_stream,
    a_world,
    moved,
    open_line,
    open_loan,
    overdue,
    rules,
)  # fmt: skip

MILD = {"forbearance_reach": 1.0, "forbearance_terms": 6.0, "forbearance_probation_months": 12.0}


def a_policy(**dials: float):
    return a_market(**(MILD | dials)).lenders[0].policies[0]


def granted(borrower, slot: int, day: int, **dials: float):
    ledger = a_ledger()
    rules.grant_plan(borrower, slot, day, a_market(**(MILD | dials)), a_world(), ledger)
    return ledger


@pytest.fixture
def late_loan():
    """A loan of 3,000 yuan with 100 yuan of interest, 40 days past due on day 60; weight 2; 1.2 % a month."""
    record = a_borrower(weight=2, cash=10_000_000)
    loan = open_loan(record, principal=300_000, interest=10_000, instalment=80_000, accrued_until=60, next_due_day=70)
    overdue(loan, 160_000, 20)
    return record


@pytest.fixture
def late_line():
    """A line of 1,000 yuan and 1 fen with 30 yuan of interest fallen due, 40 days past due; pays the minimum."""
    record = a_borrower(weight=2, cash=10_000_000, payer_type=1)
    line = open_line(record, principal=100_001, interest=3_000, interest_due=3_000, carried=100_001, accrued_until=60)
    overdue(line, 13_000, 20)
    return record


@pytest.mark.parametrize(("age", "is_open"), [(0, False), (1, True), (89, True), (90, False)])
def test_a_plan_is_open_at_some_ages(age: int, is_open: bool) -> None:
    assert rules.is_eligible_for_plan(a_borrower(), age, a_policy()) == is_open


def test_a_plan_is_open_to_some_scores_and_so_many_times() -> None:
    assert not rules.is_eligible_for_plan(a_borrower(score=599.0), 30, a_policy(forbearance_minimum_score=600.0))
    assert not rules.is_eligible_for_plan(a_borrower(plans=1), 30, a_policy())
    assert rules.is_eligible_for_plan(a_borrower(plans=1), 30, a_policy(forbearance_plans_cap=2.0))
    assert not rules.is_eligible_for_plan(a_borrower(), 30, a_policy(forbearance_reach=0.0))


def test_a_loans_plan_spreads_all_that_is_owed(late_loan) -> None:
    loan = late_loan.accounts[1]
    granted(late_loan, 1, 60)
    rate = 0.0004 * 30
    assert loan.instalment == round(310_000 * rate / (1 - (1 + rate) ** -6.0))
    assert (loan.remaining_term, loan.next_due_day, loan.oldest_due_day) == (6, 70, NEVER)
    assert (loan.plan_day, loan.plan_bucket, late_loan.plans, loan.blocked_until) == (60, 2, 1, 60 + 180)


def served(borrower, slot: int, day: int, months: int):
    """Run a plan to its end; returns what was paid on each due day (fen)."""
    world, market, paid = a_world(), a_market(**MILD), []
    account = borrower.accounts[slot]
    for today in range(day + 1, day + 30 * months + 1):
        if today % 30 == 1 and world.product[account.product].kind == 0:
            policy = market.lenders[0].policies[0]
            rules.issue_statement(borrower, account, today, world.product[account.product], policy)
        before = int(borrower.cash)
        if account.state == State.OPEN:
            rules.pay_bills(borrower, today, market, world, a_stream(), a_ledger())
        if borrower.cash != before:
            paid.append(before - int(borrower.cash))
    return paid


def test_a_loans_plan_pays_off_exactly_in_level_instalments(late_loan) -> None:
    granted(late_loan, 1, 60)
    level = int(late_loan.accounts[1].instalment)
    paid = served(late_loan, 1, 60, 7)
    assert late_loan.accounts[1].state == State.EMPTY
    assert paid[:-1] == [level] * 5
    assert 0.95 * level < paid[-1] <= level  # the first period is shorter than a month, and interest bears none
    assert paid[0] == level


def test_a_loans_plan_in_default_pays_off_the_same_instalments(late_loan) -> None:
    loan = late_loan.accounts[1]
    loan.default_day, loan.claim = 50, 5_000
    granted(late_loan, 1, 60)
    level = int(loan.instalment)
    rate = 0.0004 * 30
    assert level == round(315_000 * rate / (1 - (1 + rate) ** -6.0))
    paid = served(late_loan, 1, 60, 7)
    assert loan.state == State.EMPTY
    assert paid[:-1] == [level] * 5
    # In default interest is owed off the books and the principal is paid first: 6 x level less the rest is interest.
    assert 315_000 < sum(paid) < 6 * level


def test_a_lines_plan_pays_off_exactly_in_equal_parts_with_interest(late_line) -> None:
    line = late_line.accounts[0]
    granted(late_line, 0, 60)
    assert line.instalment == 16_667  # 100,001 / 6 rounded up
    paid = served(late_line, 0, 60, 7)
    # Due on day 69: the first part, 30 yuan owed so far, and 9 days of 0.05 % on all of it.
    assert paid[0] == (100_001 - 5 * 16_667) + 3_000 + round(100_001 * 0.0005 * 9)
    # Then the part and a month on what is left.
    assert paid[1] == 16_667 + round(5 * 16_667 * 0.0005 * 30)
    assert paid[5] == 16_667 + round(16_667 * 0.0005 * 30)
    assert len(paid) == 6
    assert (line.principal, line.interest, line.term, line.oldest_due_day) == (0, 0, 0, NEVER)


def test_a_holiday_puts_the_first_instalment_off_and_its_interest_into_the_plan(late_loan) -> None:
    loan = late_loan.accounts[1]
    granted(late_loan, 1, 60, forbearance_holiday_months=2.0)
    rate = 0.0004 * 30
    assert loan.next_due_day == 130
    assert loan.instalment == round((310_000 + 7_200) * rate / (1 - (1 + rate) ** -6.0))  # 2 x 1.2 % of 300,000


def test_a_line_on_holiday_gets_no_bill(late_line) -> None:
    line = late_line.accounts[0]
    granted(late_line, 0, 60, forbearance_holiday_months=2.0)
    policy, product = a_policy(), a_world().product[0]
    for day, billed, due_day in ((61, 0, NEVER), (91, 0, NEVER), (121, 16_666, 129)):
        rules.issue_statement(late_line, line, day, product, policy)
        assert (line.billed, line.next_due_day) == (billed, due_day)


def test_the_due_date_moves_behind_payday(late_loan) -> None:
    late_loan.payday = 15
    granted(late_loan, 1, 60, forbearance_due_date_change=1.0, due_day_days_after_payday=2.0)
    assert (late_loan.accounts[1].due_day, late_loan.accounts[1].next_due_day) == (17, 77)


def test_a_plan_at_the_old_rate_is_worth_what_is_owed(late_loan, late_line) -> None:
    assert rules.loan_plan_value(310_000, 0.0004, 0.0004, 24, 0) == pytest.approx(310_000, abs=12)
    assert rules.line_plan_value(100_000, 0, 0.0005, 0.0005, 24, 0) == pytest.approx(100_000, abs=1e-6)
    for record, slot in ((late_loan, 1), (late_line, 0)):
        granted(record, slot, 60, forbearance_terms=24.0)
        assert record.accounts[slot].default_day == NEVER


def test_the_value_of_a_loans_plan_is_the_hand_sum(late_loan) -> None:
    # Half the rate: 0.6 % a month. Owed 310,000 + 1,800 of the holiday; discounted at 1.2 %, months 2 to 4.
    assert rules.planned_debt(late_loan.accounts[1], 0, 0.0002, 1) == 311_800
    instalment = round(311_800 * 0.006 / (1 - 1.006**-3.0))
    by_hand = instalment * (1.012**-2 + 1.012**-3 + 1.012**-4)
    assert rules.loan_plan_value(311_800, 0.0004, 0.0002, 3, 1) == pytest.approx(by_hand, rel=1e-12)


def test_the_value_of_a_lines_plan_is_the_hand_sum() -> None:
    # 100,000 at 0 % for two months after one: half and half at 1.5 % a month, with 3,000 owed so far.
    by_hand = 53_000 * 1.015**-2 + 50_000 * 1.015**-3
    assert rules.line_plan_value(100_000, 3_000, 0.0005, 0.0, 2, 1) == pytest.approx(by_hand, rel=1e-12)


@pytest.mark.parametrize(
    ("dials", "is_default"),
    [
        ({}, False),
        ({"forbearance_rate_cut": 0.2}, False),  # six instalments, mean time 3.5 months: 0.2 x 1.2 % x 3.5 = 0.84 %
        ({"forbearance_rate_cut": 0.3}, True),  # 1.26 %
        ({"forbearance_interest_forgiven": 0.3}, False),  # 3,000 of 310,000 = 0.97 %
        ({"forbearance_interest_forgiven": 0.4}, True),  # 1.3 %
        ({"forbearance_holiday_months": 6.0}, False),
    ],
)
def test_more_than_one_percent_of_value_lost_is_a_default(late_loan, dials, is_default: bool) -> None:
    ledger = granted(late_loan, 1, 60, **dials)
    assert (late_loan.accounts[1].default_day == 60) == is_default
    assert ledger.defaults[0] == int(is_default)


def test_a_default_by_restructuring_is_counted_once(late_loan) -> None:
    ledger = granted(late_loan, 1, 60, forbearance_rate_cut=1.0)
    assert (ledger.defaults[0], ledger.first_defaults, ledger.loss[0]) == (1, 1, 2 * 310_000)
    overdue(late_loan.accounts[1], 50_000, 70)
    later = a_ledger()
    rules.age_delinquency(late_loan, 160, a_market(**MILD), a_world(), later)
    assert (later.defaults[0], later.loss[0]) == (0, 0)
    assert granted(late_loan, 1, 180, forbearance_rate_cut=0.5).defaults[0] == 0


def test_forgiven_interest_is_booked_and_is_part_of_the_loss(late_loan) -> None:
    ledger = granted(late_loan, 1, 60, forbearance_interest_forgiven=0.5)
    assert moved(ledger) == {"FORGIVE_INTEREST": 2 * 5_000}
    assert ledger.exposure_at_default[0] == 2 * 310_000
    assert late_loan.accounts[1].interest == 5_000


def test_small_cuts_in_a_row_add_up_to_a_default(late_loan) -> None:
    dials = {"forbearance_rate_cut": 0.2, "forbearance_plans_cap": 9.0}
    assert granted(late_loan, 1, 60, **dials).defaults[0] == 0
    assert late_loan.accounts[1].daily_rate == pytest.approx(0.0004 * 0.8)
    # A second cut of a fifth: 1 - 0.64 = 0.36 of the first rate given up in all, 0.36 x 1.2 % x 3.5 months = 1.5 %.
    assert granted(late_loan, 1, 60, **dials).defaults[0] == 1


def test_payments_under_a_cut_rate_are_discounted_at_the_first_one(late_loan) -> None:
    granted(late_loan, 1, 60, forbearance_rate_cut=1.0)
    loan, ledger = late_loan.accounts[1], a_ledger()
    assert (loan.daily_rate, rules.effective_rate(loan)) == (0.0, 0.0004)
    rules.credit_recovery(late_loan, loan, 100_000, 160, a_world(), ledger)
    assert ledger.loss[0] == -2 * round(100_000 * 1.0004**-100.0)


def test_a_lines_rate_returns_when_its_plan_is_served(late_line) -> None:
    granted(late_line, 0, 60, forbearance_rate_cut=0.5)
    assert late_line.accounts[0].daily_rate == 0.00025
    served(late_line, 0, 60, 7)
    assert late_line.accounts[0].daily_rate == pytest.approx(0.0005, rel=1e-12)
    assert late_line.accounts[0].forgone_rate == 0.0


def test_a_plan_that_is_kept_is_paid_from_free_cash_and_a_broken_one_is_not(late_loan) -> None:
    world, loan = a_world(), late_loan.accounts[1]
    world.segment[0].default_payment = 0.01
    late_loan.income = 1_000_000
    granted(late_loan, 1, 60, forbearance_rate_cut=1.0)
    overdue(loan, 50_000, 70)
    possible = [rules.payment_possible(late_loan, loan, day, world.segment[0], 0.0, 1) for day in (70, 159, 160, 190)]
    assert possible == [10_000_000, 10_000_000, 10_000, 10_000]


def test_a_plan_in_default_is_cured_after_its_probation_of_paid_instalments(late_loan) -> None:
    market, world, loan = a_market(**MILD), a_world(), late_loan.accounts[1]
    market.lenders[0].probation_days = 90
    ledger = a_ledger()
    rules.grant_plan(
        late_loan, 1, 60, a_market(**(MILD | {"forbearance_terms": 24.0, "forbearance_rate_cut": 1.0})), world, ledger
    )
    for day in range(61, 60 + 361):
        rules.pay_bills(late_loan, day, market, world, a_stream(), ledger)
        if day % 30 == 0:
            rules.end_defaults(late_loan, day, market, world, ledger)
            assert (loan.default_day == NEVER) == (day >= 60 + 360)


def test_a_missed_instalment_begins_the_probation_anew(late_loan) -> None:
    loan, world = late_loan.accounts[1], a_world()
    granted(late_loan, 1, 60, forbearance_rate_cut=1.0)
    assert loan.sound_since == 60
    late_loan.cash = 0
    rules.pay_bills(late_loan, 70, a_market(**MILD), world, a_stream(), a_ledger())
    assert loan.sound_since == NEVER
    late_loan.cash = 10_000_000
    rules.pay_bills(late_loan, 75, a_market(**MILD), world, a_stream(), a_ledger())
    assert loan.sound_since == 75


def test_who_asks_gets_a_plan_and_it_is_counted() -> None:
    record, world, ledger = a_borrower(weight=2), a_world(), a_ledger()
    overdue(open_loan(record, 1, product=LOAN, principal=300_000, accrued_until=60), 100_000, 20)
    market = a_market(**MILD)
    rules.ask_for_plan(record, 60, market, world, a_stream(), ledger)
    assert record.plans == 0  # nobody asks
    world.segment[0].asks_for_plan = 1.0
    record.refusing = 1
    rules.ask_for_plan(record, 60, market, world, a_stream(), ledger)
    assert record.plans == 0
    record.refusing = 0
    rules.ask_for_plan(record, 60, market, world, a_stream(), ledger)
    assert (record.plans, ledger.activity[0, Activity.PLAN]) == (1, 2)

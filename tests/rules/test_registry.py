"""The registry: who is marked and for how long, who is barred by it, the amnesty."""

import pytest

from sim.records import State
from tests.builders import a_borrower, a_market, a_world, open_line, open_loan, overdue, rules

DAY = 60
FIVE_YEARS = 60 * 30


def marked_until(age: int, **dials: float) -> int:
    borrower = a_borrower()
    overdue(open_line(borrower), 100, DAY - age)
    rules.report_lateness(borrower, DAY, a_market(**({"registry_reporting": 1.0} | dials)), a_world())
    return int(borrower.marked_until)


def test_lateness_shows_for_five_years() -> None:
    assert marked_until(1) == DAY + FIVE_YEARS
    assert marked_until(5, registry_record_months=24.0) == DAY + 720


def test_without_reporting_nothing_is_recorded() -> None:
    assert marked_until(80, registry_reporting=0.0) <= 0


def test_small_lateness_and_grace_are_not_reported() -> None:
    assert marked_until(9, registry_from_days_past_due=10.0) <= 0
    assert marked_until(10, registry_from_days_past_due=10.0) == DAY + FIVE_YEARS
    assert marked_until(3, grace_days=3.0) <= 0
    assert marked_until(4, grace_days=3.0) == DAY + FIVE_YEARS


def test_an_excused_day_is_not_reported() -> None:
    borrower = a_borrower()
    overdue(open_line(borrower, excused_until=DAY + 1), 100, DAY - 3)
    rules.report_lateness(borrower, DAY, a_market(registry_reporting=1.0), a_world())
    assert borrower.marked_until <= 0


def test_what_is_charged_off_keeps_its_record_until_five_years_after_it_is_settled() -> None:
    borrower = a_borrower(marked_until=DAY + 100)
    open_loan(borrower, state=State.CHARGED_OFF)
    rules.report_lateness(borrower, DAY, a_market(registry_reporting=1.0), a_world())
    assert borrower.marked_until == DAY + FIVE_YEARS


@pytest.mark.parametrize(("rejects", "until", "eligible"), [(1.0, 61, False), (1.0, 60, True), (0.0, 61, True)])
def test_the_marked_are_rejected_where_the_policy_says_so(rejects: float, until: int, eligible: bool) -> None:
    policy = a_market(underwriting_rejects_marked=rejects).lenders[0].policies[0]
    assert rules.is_eligible(a_borrower(marked_until=until), 0, DAY, policy, a_world()) == eligible


def after_amnesty(month: int = 3, warming: int = 0, overdue: int = 50_000, **account) -> int:
    """A month of an amnesty for overdue amounts up to 10,000 yuan; whole debts are larger."""
    borrower = a_borrower(marked_until=5_000, reported_overdue=overdue)
    open_line(borrower, principal=3_000_000, **account)
    market = a_market(registry_amnesty_month=float(month), registry_amnesty_cap=1_000_000.0)
    rules.grant_amnesty(borrower, 61, market, a_world(warming=warming))
    return int(borrower.marked_until)


def test_an_amnesty_clears_settled_records_of_small_overdue_amounts_in_its_month() -> None:
    assert after_amnesty() == 61
    assert after_amnesty(month=2) == 5_000
    assert after_amnesty(month=0) == 5_000
    assert after_amnesty(warming=1) == 5_000
    assert after_amnesty(overdue=1_000_000) == 61
    assert after_amnesty(overdue=1_000_001) == 5_000
    assert after_amnesty(oldest_due_day=50) == 5_000
    assert after_amnesty(state=State.CHARGED_OFF) == 5_000


def test_the_record_keeps_the_largest_single_overdue_amount_until_it_runs_out() -> None:
    borrower, world, market = a_borrower(), a_world(), a_market(registry_reporting=1.0, registry_record_months=2.0)
    line, loan = overdue(open_line(borrower), 700, 50), overdue(open_loan(borrower), 900, 50)
    rules.report_lateness(borrower, 60, market, world)
    assert (borrower.reported_overdue, borrower.marked_until) == (900, 120)
    rules.clear_arrears(loan)
    rules.report_lateness(borrower, 90, market, world)
    assert (borrower.reported_overdue, borrower.marked_until) == (900, 150)
    line.state, line.claim = State.CHARGED_OFF, 1_200
    rules.report_lateness(borrower, 120, market, world)
    assert borrower.reported_overdue == 1_200
    line.claim = 300
    rules.report_lateness(borrower, 180, market, world)
    assert (borrower.reported_overdue, borrower.marked_until) == (300, 240)


@pytest.mark.parametrize(("age", "until"), [(59, -1), (60, 60 + 360)])
def test_the_industrys_list_is_apart_from_the_registry(age: int, until: int) -> None:
    borrower, world = a_borrower(), a_world()
    overdue(open_line(borrower), 100, DAY - age)
    market = a_market(blacklist_from_days_past_due=60.0, blacklist_months=12.0)
    rules.report_lateness(borrower, DAY, market, world)
    rules.blacklist_borrower(borrower, DAY, market, world)
    assert max(-1, int(borrower.blacklisted_until)) == until
    assert borrower.marked_until <= 0


@pytest.mark.parametrize(("first", "is_listed"), [(10_000.0, False), (300.0, True)])
def test_what_is_charged_off_is_on_the_list_if_there_is_one(first: float, is_listed: bool) -> None:
    borrower = a_borrower()
    open_loan(borrower, state=State.CHARGED_OFF)
    rules.blacklist_borrower(borrower, DAY, a_market(blacklist_from_days_past_due=first), a_world())
    assert (borrower.blacklisted_until > DAY) == is_listed


@pytest.mark.parametrize(("rejects", "until", "eligible"), [(1.0, 61, False), (1.0, 60, True), (0.0, 61, True)])
def test_the_blacklisted_are_rejected_where_the_policy_says_so(rejects: float, until: int, eligible: bool) -> None:
    policy = a_market(underwriting_rejects_blacklisted=rejects).lenders[0].policies[0]
    assert rules.is_eligible(a_borrower(blacklisted_until=until), 0, DAY, policy, a_world()) == eligible


def test_who_knows_of_reporting_spends_fourteen_percent_less_over_the_line() -> None:
    borrower = a_borrower(line_share=0.5)
    assert rules.line_share_now(borrower, a_market(registry_reporting=1.0)) == pytest.approx(0.43)
    assert rules.line_share_now(borrower, a_market()) == 0.5

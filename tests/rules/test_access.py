"""Access to credit: freeze, linkage, lasting freeze, headroom."""

import pytest

from sim.records import State
from tests.builders import a_borrower, a_ledger, a_market, a_world, open_line, open_loan, overdue, rules


@pytest.fixture
def borrower():
    record = a_borrower()
    open_line(record, 0, principal=400_000)
    open_loan(record, 1, principal=90_000)
    return record


def headroom(borrower, day: int = 20, world=None, **dials: float) -> int:
    return int(rules.headroom(borrower, 0, day, a_market(2, **dials), world or a_world()))


def test_headroom_is_the_limit_less_what_is_drawn(borrower) -> None:
    assert headroom(borrower) == 600_000


def test_the_cap_for_a_person_binds_the_line_too(borrower) -> None:
    # 4,000 yuan on the line, 900 on the loan, and a claim of 300
    assert headroom(borrower, underwriting_person_cap=700_000.0) == 210_000
    assert headroom(borrower, underwriting_person_cap=400_000.0) == 0
    open_loan(borrower, 2, state=State.CHARGED_OFF, claim=30_000)
    assert (
        rules.person_room(borrower, 0, a_market(underwriting_person_cap=700_000.0).lenders[0].policies[0], a_world())
        == 180_000
    )


@pytest.mark.parametrize(("drawn", "blocked_until", "lines"), [(0, -1, 2), (1_000_000, -1, 2), (0, 21, 0)])
def test_a_line_counts_as_usable_until_it_is_closed_drawn_in_full_or_not(
    drawn: int, blocked_until: int, lines: int
) -> None:
    borrower, ledger = a_borrower(weight=2), a_ledger()
    open_line(borrower, 0, principal=drawn, blocked_until=blocked_until)
    rules.measure_account(borrower, 0, 20, a_market(), a_world(), ledger)
    assert ledger.users[0] == lines


def test_a_limit_multiple_cuts_the_limit_and_headroom_is_never_negative(borrower) -> None:
    assert headroom(borrower, limits_multiple=0.7) == 300_000
    assert headroom(borrower, limits_multiple=0.3) == 0


def test_own_arrears_freeze_a_line_from_the_first_day(borrower) -> None:
    overdue(borrower.accounts[0], 50, 19)
    assert headroom(borrower, 19) == 600_000
    assert headroom(borrower, 20) == 0
    assert headroom(borrower, 20, freeze_days_past_due=10.0) == 600_000


def test_linkage_closes_the_line_for_arrears_on_the_loan(borrower) -> None:
    overdue(borrower.accounts[1], 50, 10)
    assert headroom(borrower, freeze_linkage=1.0) == 0
    assert headroom(borrower, freeze_linkage=0.0) == 600_000


def test_linkage_stops_at_the_lender(borrower) -> None:
    world = a_world(lenders=2)
    world.product[1].lender = 1
    overdue(borrower.accounts[1], 50, 10)
    assert headroom(borrower, world=world) == 600_000
    assert rules.worst_serious_delay(borrower, 1, 20, a_market().lenders[0].policies[0], world) == 10
    assert rules.worst_serious_delay(borrower, 0, 20, a_market().lenders[0].policies[0], world) == 0


def test_a_default_or_a_run_off_closes_a_line(borrower) -> None:
    assert headroom(borrower, world=a_world(run_off=1)) == 0
    borrower.accounts[0].default_day = 3
    assert headroom(borrower) == 0


def test_the_worst_of_all_accounts_counts(borrower) -> None:
    overdue(borrower.accounts[0], 50, 15)
    overdue(borrower.accounts[1], 50, 3)
    assert rules.worst_serious_delay(borrower, 0, 20, a_market().lenders[0].policies[0], a_world()) == 17


@pytest.mark.parametrize("reason", ["arrears", "blocked", "charged off", "default", "none"])
def test_who_is_barred(borrower, reason: str) -> None:
    account = borrower.accounts[1]
    if reason == "arrears":
        overdue(account, 50, 19)
    elif reason == "blocked":
        account.blocked_until = 21
    elif reason == "charged off":
        account.state = State.CHARGED_OFF
    elif reason == "default":
        account.default_day = 5
    assert rules.is_barred(borrower, 0, 20, a_market(), a_world()) == (reason != "none")


def test_a_lasting_freeze_outlives_the_loan_that_brought_it(borrower) -> None:
    account = borrower.accounts[1]
    account.blocked_until = 40
    rules.empty_slot(account)
    assert rules.is_barred(borrower, 0, 39, a_market(), a_world())
    assert not rules.is_barred(borrower, 0, 40, a_market(), a_world())


def test_a_bar_ends_on_its_day(borrower) -> None:
    borrower.accounts[0].blocked_until = 20
    assert headroom(borrower, 19) == 0
    assert headroom(borrower, 20) == 600_000


def test_paying_arrears_that_grew_old_closes_access_for_a_year(borrower) -> None:
    policy, account = a_market().lenders[0].policies[0], overdue(borrower.accounts[0], 50, 10)
    rules.freeze_for_long(account, 99, policy, a_world())
    assert account.blocked_until < 0
    rules.freeze_for_long(account, 100, policy, a_world())
    assert account.blocked_until == 460


@pytest.mark.parametrize(("linkage", "barred"), [(1.0, True), (0.0, False)])
def test_arrears_on_the_line_bar_loans_only_where_products_are_linked(borrower, linkage: float, barred: bool) -> None:
    overdue(borrower.accounts[0], 50, 10)
    rules.empty_slot(borrower.accounts[1])
    market = a_market()
    market.lenders[0].policies[0].freeze_linkage = linkage
    assert rules.is_barred(borrower, 1, 20, market, a_world()) == barred
    assert rules.is_barred(borrower, 0, 20, market, a_world())


@pytest.mark.parametrize(("months", "until"), [(0.0, 100), (1.0, 130), (12.0, 460), (2.5, 175)])
def test_a_lasting_freeze_lasts_its_months(months: float, until: int) -> None:
    account = overdue(open_line(a_borrower()), 100, since=10)
    policy = a_market(freeze_lasting_days_past_due=90.0, freeze_lasting_months=months).lenders[0].policies[0]
    rules.freeze_for_long(account, 99, policy, a_world())
    assert account.blocked_until < 0
    rules.freeze_for_long(account, 100, policy, a_world())
    assert account.blocked_until == until

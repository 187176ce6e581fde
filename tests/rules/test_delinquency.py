"""Default and charge-off: on which day, of what, and what is booked."""

import pytest

from sim.records import State
from sim.units import NEVER
from tests.builders import a_borrower, a_ledger, a_market, a_world, moved, open_line, open_loan, overdue, rules


@pytest.fixture
def borrower():
    """A line 1,000 past due since day 10, and a loan that is current; weight 2."""
    record = a_borrower(weight=2)
    overdue(open_line(record, 0, principal=9_000, interest=50, accrued_until=100, daily_rate=0.0), 1_000, 10)
    open_loan(record, 1, principal=4_000, accrued_until=100, daily_rate=0.0)
    return record


def aged(borrower, day: int, takes_all: int = 1, world=None, **dials: float):
    market, ledger = a_market(2, **dials), a_ledger()
    market.lenders["default_takes_all"] = takes_all
    rules.age_delinquency(borrower, day, market, world or a_world(), ledger)
    return ledger


def test_default_comes_on_day_ninety_and_not_before(borrower) -> None:
    assert aged(borrower, 99).defaults[0] == 0
    ledger = aged(borrower, 100)
    assert ledger.defaults[0] == 1
    assert borrower.accounts[0].default_day == 100
    assert aged(borrower, 101).defaults[0] == 0


def test_by_borrower_all_accounts_at_the_lender_default_together(borrower) -> None:
    ledger = aged(borrower, 100, takes_all=1)
    assert borrower.accounts[1].default_day == 100
    assert ledger.exposure_at_default[0] == 2 * (9_050 + 4_000)
    assert ledger.loss[0] == ledger.exposure_at_default[0]


def test_by_account_only_the_account_past_due_defaults(borrower) -> None:
    ledger = aged(borrower, 100, takes_all=0)
    assert borrower.accounts[1].default_day == NEVER
    assert ledger.loss[0] == 2 * 9_050


def test_accounts_at_another_lender_are_not_taken_along(borrower) -> None:
    world = a_world(lenders=2)
    world.product[1].lender = 1
    ledger = aged(borrower, 100, world=world)
    assert borrower.accounts[1].default_day == NEVER
    assert (ledger.loss[0], ledger.loss[1]) == (2 * 9_050, 0)


def test_the_first_default_of_a_performing_borrower_counts_once(borrower) -> None:
    ledger = aged(borrower, 100)
    assert (ledger.first_defaults, ledger.first_defaults_weight, borrower.default_day) == (1, 2, 100)
    borrower.accounts[0].default_day = NEVER
    again = aged(borrower, 130)
    assert (again.defaults[0], again.first_defaults, borrower.default_day) == (1, 0, 100)


def test_who_was_not_performing_at_the_start_counts_only_for_the_lender(borrower) -> None:
    borrower.performing = 0
    ledger = aged(borrower, 100)
    assert (ledger.defaults[0], ledger.first_defaults, borrower.default_day) == (1, 0, NEVER)


def test_a_default_at_another_lender_is_none_at_the_platform(borrower) -> None:
    world = a_world(lenders=2)
    world.product[:]["lender"] = 1
    ledger = aged(borrower, 100, world=world)
    assert (ledger.defaults[1], ledger.first_defaults) == (1, 0)


@pytest.mark.parametrize(("day", "counted"), [(360, True), (361, False)])
def test_losses_count_up_to_the_loss_horizon(day: int, counted: bool) -> None:
    record = a_borrower()
    overdue(open_loan(record, principal=500, accrued_until=day), 500, day - 90)
    ledger = aged(record, day)
    assert (ledger.loss[0] > 0, ledger.first_defaults == 1) == (counted, counted)


def test_nothing_counts_while_the_book_is_aged(borrower) -> None:
    ledger = aged(borrower, 100, world=a_world(warming=1))
    assert (ledger.loss[0], ledger.first_defaults, ledger.defaults[0]) == (0, 0, 1)


def test_charge_off_comes_on_its_day_and_moves_the_balance_off_the_books(borrower) -> None:
    account = borrower.accounts[0]
    account.default_day, account.claim = 100, 7
    aged(borrower, 189)
    assert account.state == State.OPEN
    ledger = aged(borrower, 190)
    assert (account.state, account.principal, account.interest, account.claim) == (State.CHARGED_OFF, 0, 0, 9_057)
    assert (rules.past_due(account), account.oldest_due_day, account.accrued_until) == (0, 10, 190)
    assert (account.next_due_day, account.blocked_until) == (190 + 720, 190 + 720)
    assert moved(ledger) == {"CHARGE_OFF_PRINCIPAL": 18_000, "CHARGE_OFF_INTEREST": 100}


def test_a_charge_off_before_default_is_a_default_too(borrower) -> None:
    ledger = aged(borrower, 100, charge_off_days_past_due=90.0)
    assert (ledger.defaults[0], borrower.accounts[0].state) == (1, State.CHARGED_OFF)


@pytest.fixture
def sound():
    """A line and a loan in default since day 100; nothing has been past due on the line since day 120."""
    record = a_borrower()
    line = open_line(record, principal=700, default_day=100)
    line.sound_since = 120
    open_loan(record, principal=500, default_day=100, accrued_until=210)
    return record


def ended(record, day: int, **lender: int):
    market, ledger = a_market(), a_ledger()
    market.lenders[0].probation_days = 90
    for name, value in lender.items():
        market.lenders[0][name] = value
    rules.end_defaults(record, day, market, a_world(), ledger)
    return ledger


@pytest.mark.parametrize(("day", "is_cured"), [(209, False), (210, True)])
def test_a_default_is_cured_after_its_probation(sound, day: int, is_cured: bool) -> None:
    ledger = ended(sound, day, default_takes_all=0)
    assert (sound.accounts[0].default_day == NEVER) == is_cured
    assert (ledger.loss[0] < 0) == is_cured


def test_a_borrowers_default_ends_only_when_all_its_accounts_are_sound(sound) -> None:
    overdue(sound.accounts[1], 50, 10)
    ended(sound, 300, default_takes_all=1)
    assert sound.accounts[0].default_day == 100
    rules.clear_arrears(sound.accounts[1])
    sound.accounts[1].sound_since = 200
    ended(sound, 300, default_takes_all=1)
    assert [account.default_day for account in sound.accounts[:2]] == [NEVER, NEVER]

"""Losses by account: the day of opening finds its place, and a slot that is used again keeps nothing back."""

import pytest

from sim.sizes import VINTAGES
from sim.units import NEVER
from tests.builders import a_borrower, a_ledger, a_market, open_line, open_loan, rules

LAST = VINTAGES - 1


BEFORE = [(-NEVER, 0), (-2_000, 1), (-360, 1), (-359, 2), (-90, 4), (-89, 5), (0, 5)]
AFTER = [(1, 6), (90, 6), (91, 7), (720, LAST - 1), (721, LAST), (20_000, LAST)]


@pytest.mark.parametrize(("opened_day", "place"), [*BEFORE, *AFTER])
def test_a_day_of_opening_has_its_place(opened_day: int, place: int) -> None:
    assert rules.vintage_place(opened_day) == place


def test_losses_of_one_slot_stay_with_the_accounts_that_made_them() -> None:
    borrower, ledger, market = a_borrower(weight=3), a_ledger(), a_market()
    loan = open_loan(borrower, 1, opened_day=-10)
    rules.change_loss(borrower, loan, 0, 900, ledger)
    rules.gather_account_losses(ledger, market)
    loan.opened_day = 100  # the slot is free again, and the next loan moves in
    rules.change_loss(borrower, loan, 0, 50, ledger)
    rules.change_loss(borrower, open_line(borrower, 0, opened_day=-NEVER), 0, 7, ledger)
    assert ledger.account_losses == 3
    rules.gather_account_losses(ledger, market)
    assert market.account_loss[loan.product, 5] == 2 * 900
    assert market.account_loss[loan.product, 7] == 50
    assert market.account_loss[borrower.accounts[0].product, 0] == 7
    assert market.account_loss.sum() == 2 * 900 + 50 + 7


def test_a_day_whose_losses_cancel_is_gathered_too() -> None:
    borrower, ledger, market = a_borrower(), a_ledger(), a_market()
    rules.change_loss(borrower, open_line(borrower, 0, opened_day=1), 0, 40, ledger)
    rules.change_loss(borrower, open_line(borrower, 0, opened_day=100), 0, -40, ledger)
    rules.gather_account_losses(ledger, market)
    assert market.account_loss[0, 6:8].tolist() == [40, -40]

"""The audit: each fault made by hand, and found."""

import pytest

from sim.chart import LENDER_ACCOUNTS, Account, Movement
from sim.rules.audit import Fault
from sim.units import LARGEST_BALANCE
from tests.builders import a_ledger, a_market, put, rules

DAY = 17


def a_balanced_market():
    """Funding of 1,500, a loan of 1,000 paid out to households, 30 of interest on it, a claim of 9."""
    market, ledger = a_market(), a_ledger()
    for kind, amount in (
        (Movement.DRAW_FUNDING, 1_500), (Movement.DISBURSE, 1_000), (Movement.CHARGE_INTEREST, 30),
        (Movement.SUSPEND_INTEREST, 9),
    ):  # fmt: skip
        rules.post(ledger, 0, kind, amount)
    rules.settle(ledger, market, 0)
    market.lenders[0].control[:] = (1_000, 30, 9)
    put(market.lenders[0], {"funder_count": 1})
    market.lenders[0].funders[0].drawn = 1_500
    market.control_cash = 1_000
    return market


def audited(market, month_end: bool = False, ledger=None):
    rules.audit(ledger or a_ledger(), market, DAY, 1, month_end)
    return Fault(int(market.fault)).name, int(market.fault_lender), int(market.fault_fen)


def shift(market, account: Account, amount: int) -> None:
    """Change one balance without the other side."""
    if account < LENDER_ACCOUNTS:
        market.lenders[0].book[account] += amount
    else:
        market.public[account - LENDER_ACCOUNTS] += amount


def test_books_that_balance_pass() -> None:
    assert audited(a_balanced_market()) == ("NONE", 0, 0)


@pytest.mark.parametrize(
    ("changes", "control", "fault"),
    [
        ({"EQUITY": 5}, {}, ("LENDER_BOOK", 0, 5)),
        ({"OUTSIDE_EQUITY": 5}, {}, ("PUBLIC_BOOK", -1, 5)),
        ({"CASH": 5, "EQUITY": -5}, {}, ("CASH", -1, 5)),
        ({"FUNDING": -5, "EQUITY": 5}, {}, ("FUNDERS", 0, 5)),
        ({"PRINCIPAL": 5, "CASH": -5}, {}, ("PRINCIPAL", 0, 5)),
        ({"INTEREST": 5, "CASH": -5}, {}, ("INTEREST", 0, 5)),
        ({"CLAIMS": 5, "CLAIMS_CONTRA": -5}, {}, ("CLAIMS", 0, 5)),
        ({"HOUSEHOLD_PRINCIPAL": 5, "WORTH": -5}, {}, ("PRINCIPAL", -1, 5)),
        ({"HOUSEHOLD_INTEREST": 5, "WORTH": -5}, {}, ("INTEREST", -1, 5)),
        ({"HOUSEHOLD_CLAIMS": 5, "WORTH": -5}, {}, ("CLAIMS", -1, 5)),
        ({"HOUSEHOLD_CASH": 5, "OUTSIDE_CASH": -5}, {}, ("HOUSEHOLD_CASH", -1, 5)),
        ({}, {0: 5}, ("PRINCIPAL", 0, -5)),
        ({}, {1: 5}, ("INTEREST", 0, -5)),
        ({}, {2: 5}, ("CLAIMS", 0, -5)),
    ],
)
def test_each_difference_is_found_and_named(changes, control, fault) -> None:
    market = a_balanced_market()
    for name, amount in changes.items():
        shift(market, Account[name], amount)
    for place, amount in control.items():
        market.lenders[0].control[place] += amount
    assert audited(market) == fault
    assert market.fault_day == DAY


def test_cash_of_the_records_must_equal_the_publics() -> None:
    market = a_balanced_market()
    market.control_cash -= 3
    assert audited(market) == ("HOUSEHOLD_CASH", -1, 3)


def test_balances_too_large_for_sixty_four_bits_are_a_fault() -> None:
    market = a_balanced_market()
    huge = LARGEST_BALANCE
    for account, sign in (("PRINCIPAL", 1), ("FUNDING", -1), ("HOUSEHOLD_PRINCIPAL", -1), ("OUTSIDE_FUNDING", 1)):
        shift(market, Account[account], sign * huge)
    market.lenders[0].control[0] += huge
    market.lenders[0].funders[0].drawn += huge
    assert audited(market)[:2] == ("OVERFLOW", 0)


def test_month_ends_count_every_record_anew() -> None:
    ledger, market = a_ledger(), a_balanced_market()
    ledger.balance[0, 0], ledger.balance[0, 3], ledger.cash = 1_000, 30, 1_000
    assert audited(market, True, ledger) == ("NONE", 0, 0)
    ledger.balance[0, 3] = 29
    assert audited(market, True, ledger) == ("MONTH_END_BALANCE", 0, 1)
    market = a_balanced_market()
    ledger.balance[0, 3], ledger.cash = 30, 998
    assert audited(market, True, ledger) == ("MONTH_END_CASH", -1, 2)


def test_the_first_fault_is_kept() -> None:
    market = a_balanced_market()
    rules.report_fault(market, Fault.CASH, 3, -1, 8)
    rules.report_fault(market, Fault.CLAIMS, 4, 0, 9)
    assert (market.fault, market.fault_day, market.fault_fen) == (Fault.CASH, 3, 8)

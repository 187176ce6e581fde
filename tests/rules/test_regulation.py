"""Limits of regulation by hand numbers: room to borrow, leverage ratio, capital ratio, notes, and when they bind."""

from sim.chart import Account
from sim.units import LARGEST_BALANCE
from tests.builders import a_market, put, rules

TERMS = {"capital_floor": 0.1, "retail_weight": 0.75}


def a_lender(**limits):
    """Own funds 100, borrowed 60, cash 30, receivables 600 less an allowance of 20 (fen)."""
    lender = put(a_market().lenders[0], TERMS | {"last_own": 600} | limits)
    for account, balance in (("CASH", 30), ("PRINCIPAL", 600), ("ALLOWANCE", -20), ("EQUITY", -100), ("FUNDING", -60)):
        lender.book[Account[account]] = balance
    lender.policies[0].underwriting_growth_cap_monthly = 100.0
    return lender


def test_without_limits_there_is_room_without_end() -> None:
    assert rules.lending_room(a_lender()) == rules.notes_allowed(a_lender()) == LARGEST_BALANCE


def test_borrowing_is_limited_to_a_multiple_of_net_assets() -> None:
    assert rules.room_to_borrow(a_lender(leverage_own=1.0)) == 70  # cash 30, and 100 - 60
    assert rules.room_to_borrow(a_lender(leverage_own=0.25)) == 0


def test_assets_are_limited_by_the_leverage_ratio() -> None:
    # assets are 610; 100 / 0.125 = 800
    assert rules.room_by_leverage_ratio(a_lender(leverage_ratio_floor=0.125)) == 190
    assert rules.room_by_leverage_ratio(a_lender(leverage_ratio_floor=0.2)) == 0


def test_growth_is_limited_by_the_capital_ratio() -> None:
    # 100 / 0.1 - 850 = 150 of risk-weighted assets are 200 of loans; 80 have been lent since the month end
    lender = a_lender(capital_floor_binds=1, risk_weighted_assets=850, last_own=520)
    assert rules.room_by_capital_ratio(lender) == 120
    assert rules.room_by_capital_ratio(a_lender(capital_floor_binds=1)) == LARGEST_BALANCE


def test_notes_are_limited_to_a_multiple_of_net_assets() -> None:
    lender = a_lender(leverage_bonds=4.0)
    lender.book[Account.NOTES] = -150
    assert rules.notes_allowed(lender) == 250


def test_new_loans_are_rationed_to_the_tightest_limit_for_the_own_part_and_the_month_counts() -> None:
    lender = a_lender(leverage_own=1.0, leverage_ratio_floor=0.125, window_filed=280)
    assert rules.lawful_ration(lender) == 0.25
    assert lender.limit_bound == 1
    rules.close_limits(lender)
    assert (lender.months_limit_binding, lender.last_own) == (1, 600)
    shared = a_lender(leverage_own=1.0, window_filed=280, own_share=0.25)
    assert (rules.lawful_ration(shared), shared.limit_bound) == (1.0, 0)


def test_a_limit_that_liquidity_undercuts_does_not_bind() -> None:
    lender = a_lender(leverage_own=1.0, shortage=0.9, window_filed=280)
    assert (rules.lawful_ration(lender), lender.limit_bound) == (0.25, 0)

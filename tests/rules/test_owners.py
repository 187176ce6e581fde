"""Dividends while the capital ratio allows them, fresh capital when it falls; the cap on growth."""

import pytest

from sim.chart import Account, Movement
from tests.builders import a_ledger, a_market, moved, put, rules

OWNERS = {
    "capital_actions_dividend_share": 0.0, "capital_actions_dividend_ratio": 0.12,
    "capital_actions_recapitalise_below": 0.0, "capital_actions_recapitalise_to": 0.12,
    "capital_actions_recapitalise_cap": 0.02,
}  # fmt: skip


def a_lender(own_funds=130_000, profit=10_000, assets=1_000_000, opening=1_000_000, **dials):
    """A lender with these own funds (fen), of them this month's profit, and risk-weighted assets."""
    lender = a_market(**(OWNERS | {f"capital_actions_{name}": value for name, value in dials.items()})).lenders[0]
    lender.book[Account.EQUITY] = -own_funds
    put(lender, {"month_funds": own_funds - profit, "risk_weighted_assets": assets, "opening_balance": opening})
    lender.capital_ratio = own_funds / assets if assets else 0.0
    return lender


def acted(lender):
    ledger = a_ledger()
    has_moved = rules.act_on_capital(ledger, lender, 0)
    assert has_moved == bool(moved(ledger))
    return moved(ledger)


def test_a_dividend_is_a_share_of_the_months_profit() -> None:
    assert acted(a_lender(dividend_share=0.4)) == {"PAY_DIVIDEND": 4_000}


def test_a_dividend_leaves_the_ratio_whole() -> None:
    assert acted(a_lender(own_funds=121_000, dividend_share=0.4)) == {"PAY_DIVIDEND": 1_000}
    assert acted(a_lender(own_funds=119_000, dividend_share=0.4)) == {}


def test_a_loss_pays_no_dividend() -> None:
    assert acted(a_lender(profit=-5_000, dividend_share=0.4)) == {}


def test_fresh_capital_fills_up_to_the_target() -> None:
    assert acted(a_lender(own_funds=110_000, recapitalise_below=0.115)) == {"RECAPITALISE": 10_000}


def test_fresh_capital_has_a_cap_a_month() -> None:
    assert acted(a_lender(own_funds=50_000, recapitalise_below=0.115)) == {"RECAPITALISE": 20_000}


def test_at_or_above_the_mark_nothing_is_put_in() -> None:
    assert acted(a_lender(own_funds=115_000, recapitalise_below=0.115)) == {}


@pytest.mark.parametrize("own_funds", [-50_000, 0, 50_000])
def test_at_neutral_owners_do_nothing_not_even_below_zero(own_funds: int) -> None:
    assert acted(a_lender(own_funds=own_funds, recapitalise_to=0.5, recapitalise_cap=1.0)) == {}


def test_without_assets_there_is_no_ratio_to_act_on() -> None:
    assert acted(a_lender(own_funds=0, assets=0, recapitalise_below=0.1)) == {}


def growing(cap, purchase=0, disbursed=0, repaid=0, drawn=0, balance=1_000_000):
    lender = a_market(underwriting_growth_cap_monthly=cap).lenders[0]
    lender.last_balance = balance
    lender.month_flow[Movement.PURCHASE] = purchase
    lender.month_flow[Movement.DISBURSE] = disbursed
    lender.month_flow[Movement.REPAY_PRINCIPAL] = repaid
    lender.month_flow[Movement.DRAW_CASH] = drawn
    return rules.growth_allowed(lender)


def test_the_cap_on_growth_leaves_what_has_not_grown_yet() -> None:
    assert growing(0.02) == 20_000
    assert growing(0.02, purchase=5_000, disbursed=9_000, repaid=4_000) == 10_000
    assert growing(0.02, disbursed=50_000) == 0
    assert growing(0.02, drawn=5_000) == 15_000
    assert growing(0.0, repaid=7_000) == 7_000


def test_a_cap_of_100_is_none() -> None:
    assert growing(100.0, disbursed=10**15) == 2**62


def test_the_cap_rations_new_credit_pro_rata() -> None:
    assert rules.ration_of(40_000, growing(0.02)) == 0.5

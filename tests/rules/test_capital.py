"""A lender's month end by hand: allowance, risk-weighted assets, capital ratio."""

import numpy as np
import pytest

from sim.chart import Account
from tests.builders import a_ledger, a_market, moved, put, rules

BALANCES = (10_000, 1_000, 400, 200, 100)


@pytest.fixture
def ledger():
    row = a_ledger()
    row.balance[0] = BALANCES
    row.undrawn[0] = 4_000
    row.active_accounts[0] = 12
    return row


@pytest.fixture
def lender():
    row = a_market().lenders[0]
    row.provision_rate[:] = (0.015, 0.1, 0.35, 0.6, 0.85)
    put(row, {"retail_weight": 0.75, "past_due_weight": 1.0, "undrawn_conversion": 0.1, "capital_floor": 0.105})
    put(row, {"account_cost_fen": 50.0, "balance_cost": 0.012})
    row.book[Account.EQUITY] = -1_000
    return row


def test_the_outstanding_balance_is_the_sum_of_its_buckets(ledger) -> None:
    assert rules.outstanding(ledger, 0) == 11_700
    assert [rules.balance_from(ledger, 0, first) for first in range(5)] == [11_700, 1_700, 700, 300, 100]


def test_the_allowance_follows_days_past_due(ledger, lender) -> None:
    # 150 + 100 + 140 + 120 + 85
    assert rules.allowance_target(ledger, lender, 0) == 595


def test_cost_is_by_account_and_a_twelfth_of_the_yearly_share_of_balance(ledger, lender) -> None:
    # 12 x 50 + 0.012 x 11,700 / 12 = 611.7
    assert rules.operating_cost(ledger, lender, 0) == 612


def test_the_months_charge_brings_the_allowance_to_its_target(ledger, lender) -> None:
    lender.book[Account.ALLOWANCE] = -200
    rules.charge_month(ledger, lender, 0)
    assert moved(ledger) == {"PAY_OPERATING_COST": 612, "PROVIDE": 395}


def test_an_allowance_above_its_target_is_released(ledger, lender) -> None:
    lender.book[Account.ALLOWANCE] = -700
    rules.charge_month(ledger, lender, 0)
    assert moved(ledger)["PROVIDE"] == -105


def test_risk_weighted_assets_are_net_of_allowance_and_count_undrawn_lines(ledger, lender) -> None:
    # 0.75 x (9,850 + 900 + 260 + 80) + 1 x 15 + 0.75 x 0.1 x 4,000
    assert rules.risk_weighted_assets(ledger, lender, 0) == round(8_317.5 + 15 + 300)


def test_rates_and_the_capital_ratio_of_a_month_end(ledger, lender) -> None:
    put(lender, {"month_due": 400, "month_missed": 30})
    put(ledger, {"earners": 200, "jobless": 11})
    rules.measure_lender(ledger, lender, 0, 1)
    assert lender.d30_rate == 700 / 11_700
    assert lender.d90_rate == 100 / 11_700
    assert lender.missed_rate == 0.075
    assert lender.unemployment == 0.055
    assert lender.capital_ratio == 1_000 / 8_632


def test_a_rate_of_nothing_is_zero() -> None:
    assert rules.share_of(5, 0) == 0.0
    assert rules.share_of(5, 20) == 0.25


def test_own_funds_are_equity_and_the_profit_so_far(lender) -> None:
    lender.book[Account.INTEREST_INCOME] = -300
    lender.book[Account.PROVISION_EXPENSE] = 120
    assert rules.own_funds(lender) == 1_180


def test_shortfalls_and_lows_of_the_run_are_kept_and_the_first_breach(lender) -> None:
    put(lender, {"min_capital": 10**9, "capital_shortfall": -(10**9), "min_capital_ratio": np.inf})
    seen = []
    for month, funds, assets in ((1, 1_000, 5_000), (2, 500, 6_000), (3, 700, 8_000), (4, 2_000, 8_000)):
        lender.book[Account.EQUITY] = -funds
        lender.risk_weighted_assets, lender.capital_ratio = assets, funds / assets
        rules.watch_capital(lender, month)
        seen.append(int(lender.breach_month))
    # floor 10.5 %: 525 - 1,000; 630 - 500; 840 - 700; 840 - 2,000
    assert seen == [0, 2, 2, 2]
    assert (lender.min_capital, lender.capital_shortfall, lender.min_capital_ratio) == (500, 140, 500 / 6_000)


def test_without_assets_there_is_no_capital_ratio_to_keep(lender) -> None:
    rules.watch_capital(lender, 1)
    assert lender.min_capital_ratio == np.inf


def test_delinquency_is_summed_and_its_peak_kept(lender) -> None:
    for rate in (0.01, 0.04, 0.02):
        put(lender, {"d30_rate": rate, "d90_rate": rate / 2})
        rules.watch_delinquency(lender)
    assert (lender.d30_sum, lender.d30_peak) == (pytest.approx(0.07), 0.04)
    assert (lender.d90_sum, lender.d90_peak) == (pytest.approx(0.035), 0.02)

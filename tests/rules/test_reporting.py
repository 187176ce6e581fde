"""The rows a run reports, and what is null in them."""

import math

import numpy as np
import pytest

from sim.chart import Account, Movement
from sim.outputs import MONTHLY_DTYPE, NULL_INTEGER, empty_replication
from tests.builders import a_ledger, a_market, a_stream, a_world, an_economy, put, rules


def replication_row(market, world=None, months: int = 24):
    row = empty_replication()[0]
    rules.report_replication(row, market, world or a_world(), a_stream(replication=7), months)
    return row


def month_row(market, ledger):
    row = np.zeros(1, dtype=np.dtype((np.record, MONTHLY_DTYPE)))[0]
    rules.report_month(row, ledger, market, an_economy(month=5, factor=0.5), a_stream(replication=7), 0)
    return row


def test_attribution_that_was_not_made_is_null() -> None:
    row = replication_row(a_market())
    for name in ("direct_defaults", "amplified_defaults", "averted_defaults", "largest_cascade"):
        assert row[name] == NULL_INTEGER
    assert math.isnan(row["net_peers_fen"])


def test_a_run_without_breach_has_no_breach_month_and_one_without_assets_no_ratio() -> None:
    row = replication_row(a_market())
    assert row.breach_month == NULL_INTEGER
    assert math.isnan(row.min_capital_ratio)
    market = a_market()
    put(market.lenders[0], {"breach_month": 3, "min_capital_ratio": 0.08})
    row = replication_row(market)
    assert (row.breach_month, row.min_capital_ratio) == (3, 0.08)


def test_the_default_rate_is_by_weight_and_zero_without_performing() -> None:
    market = a_market()
    assert replication_row(market).default_rate == 0.0
    put(market, {"performing": 10, "performing_weight": 200, "defaults": 2, "defaulted_weight": 30})
    row = replication_row(market)
    assert (row.performing, row.defaults, row.default_rate, row.replication, row.weight) == (10, 2, 0.15, 7, 1.0)


def test_book_loss_is_the_sum_over_lenders() -> None:
    market, world = a_market(3), a_world(lenders=3)
    market.lenders["loss"][:3] = (100, 20, 3)
    row = replication_row(market, world)
    assert (row.loss_fen, row.book_loss_fen) == (100, 123)


def test_averages_are_over_the_months_and_the_factor_over_the_loss_horizon() -> None:
    market = a_market()
    put(market, {"factor_sum": 6.0})
    put(market.lenders[0], {"d30_sum": 0.48, "d30_peak": 0.05, "d30_rate": 0.01, "d90_sum": 0.24})
    row = replication_row(market)
    assert row.d30_rate_average == pytest.approx(0.02)
    assert row.d90_rate_average == pytest.approx(0.01)
    assert (row.d30_rate, row.d30_rate_peak, row.factor_mean) == (0.01, 0.05, 0.5)


def test_net_income_is_the_change_of_own_funds() -> None:
    market = a_market()
    lender = market.lenders[0]
    put(lender, {"net_income": 150, "month_funds": 1_150})
    lender.book[Account.EQUITY], lender.book[Account.INTEREST_INCOME] = -1_000, -200
    assert month_row(market, a_ledger()).net_income_fen == 50
    assert replication_row(market).net_income_fen == 200


def test_what_owners_take_or_bring_is_no_income() -> None:
    market = a_market()
    lender = market.lenders[0]
    lender.book[Account.EQUITY] = -1_000
    lender.month_funds = 970
    lender.month_flow[Movement.PAY_DIVIDEND], lender.month_flow[Movement.RECAPITALISE] = 20, 40
    row = month_row(market, a_ledger())
    assert (row.dividend_fen, row.capital_injected_fen, row.net_income_fen) == (20, 40, 10)


def mark(place: int) -> int:
    """An amount that tells its movement even within a sum."""
    return int(1.8**place) + place


def test_a_months_row_holds_stocks_and_flows() -> None:
    market, ledger = a_market(), a_ledger()
    lender = market.lenders[0]
    ledger.balance[0] = (10, 20, 30, 40, 50)
    put(lender, {"unemployment": 0.055, "month_due": 9, "month_missed": 2, "month_asked": 8, "month_defaults": 3})
    lender.month_redefaults = 1
    for place, kind in enumerate(Movement):
        lender.month_flow[kind] = mark(place)
    row = month_row(market, ledger)
    assert (row.outstanding_fen, row.current_fen, row.dpd_90_plus_fen) == (150, 10, 50)
    assert (row.month, row.lender, row.replication, row.factor) == (5, 0, 7, 0.5)
    assert row.unemployment_rate == 0.055
    assert (row.due_fen, row.missed_fen, row.asked_fen, row.defaults, row.redefaults) == (9, 2, 8, 3, 1)
    assert row.drawn_fen == sum(mark(kind) for kind in (Movement.PURCHASE, Movement.DISBURSE, Movement.DRAW_CASH))
    assert row.granted_fen == mark(Movement.DISBURSE)
    assert row.recovery_fen == sum(
        mark(kind) for kind in (Movement.REPAY_CLAIM, Movement.COLLECT_CLAIM, Movement.SELL_CLAIM)
    )
    assert row.charge_off_fen == (mark(Movement.CHARGE_OFF_PRINCIPAL)) + (mark(Movement.CHARGE_OFF_INTEREST))
    assert (row.interest_income_fen, row.late_income_fen) == (
        (mark(Movement.CHARGE_INTEREST)) + (mark(Movement.RESUME_INTEREST)),
        mark(Movement.CHARGE_LATE_INTEREST),
    )
    assert (lender.charge_off, lender.recovery) == (row.charge_off_fen, row.recovery_fen)


def test_the_capital_ratio_of_a_month_without_assets_is_null() -> None:
    market = a_market()
    assert math.isnan(month_row(market, a_ledger()).capital_ratio)
    put(market.lenders[0], {"risk_weighted_assets": 100, "capital_ratio": 0.2})
    assert month_row(market, a_ledger()).capital_ratio == 0.2


def test_a_new_month_begins_with_nothing() -> None:
    lender = a_market().lenders[0]
    lender.month_flow[:] = 5
    put(lender, {"month_due": 1, "month_missed": 1, "month_asked": 1, "month_defaults": 1, "month_redefaults": 1})
    lender.book[Account.EQUITY] = -70
    rules.clear_month(lender)
    assert not lender.month_flow.any()
    assert (lender.month_due, lender.month_missed, lender.month_asked, lender.month_defaults) == (0, 0, 0, 0)
    assert (lender.month_redefaults, lender.month_funds) == (0, 70)


def test_orders_in_force_are_the_supervisors_levers_at_work_in_the_month() -> None:
    market = a_market()
    lender = market.lenders[0]
    lender.lever_count = 5
    for place, (is_order, metric, triggered, last) in enumerate(
        [(1, -1, 0, 600), (1, 3, 1, 600), (1, 3, 0, 600), (1, -1, 0, 4), (0, -1, 0, 600)]
    ):
        values = {"is_order": is_order, "metric": metric, "triggered": triggered, "start_month": 1, "end_month": last}
        put(lender.levers[place], values)
    # in month 5: the first, always; the second, triggered. Not: untriggered, over, the lender's own
    assert month_row(market, a_ledger()).orders_in_force == 2


def test_a_months_promotions_are_reported_and_the_next_month_begins_without() -> None:
    market, ledger = a_market(), a_ledger()
    ledger.promotion_drawn[0], ledger.fee_waived[0] = 700, 30
    rules.add_control(ledger, market, 0)
    rules.add_control(ledger, market, 0)
    row = month_row(market, ledger)
    assert (row.promotion_drawn_fen, row.promotion_fee_waived_fen) == (1_400, 60)
    rules.clear_month(market.lenders[0])
    assert month_row(market, ledger).promotion_drawn_fen == 0


def test_a_replication_tells_growth_revenue_and_cost() -> None:
    market = a_market()
    lender = market.lenders[0]
    lender.last_balance = 9_000
    for granted in (100, 20):
        lender.month_flow[Movement.DISBURSE] = granted
        month_row(market, a_ledger())
    income = {"INTEREST_INCOME": -500, "LATE_INCOME": -40, "FEE_INCOME": -60}
    for account, amount in (income | {"FUNDING_COST": 90, "OPERATING_COST": 70, "PROVISION_EXPENSE": 200}).items():
        lender.book[Account[account]] = amount
    row = replication_row(market)
    assert (row.closing_balance_fen, row.granted_fen) == (9_000, 120)
    assert (row.interest_income_fen, row.late_income_fen, row.fees_fen) == (500, 40, 60)
    assert (row.funding_cost_fen, row.operating_cost_fen, row.provision_expense_fen) == (90, 70, 200)

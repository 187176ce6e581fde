"""Liquidity: what there is, how well it covers the outflow, how long the opening liquidity lasts."""

import math
from typing import Any

import pytest

from sim.chart import Account, Movement
from tests.builders import a_ledger, a_market, put, rules


def a_lender(cash: int, undrawn: int = 0, **values: Any) -> Any:
    lender = a_market().lenders[0]
    put(lender, {"funder_count": 1} | values)
    lender.funders[0].committed = undrawn
    lender.book[Account.CASH] = cash
    return lender


def test_a_receivers_advance_counts_against_liquidity() -> None:
    assert rules.liquidity(a_lender(70, 30)) == 100
    assert rules.liquidity(a_lender(0, 0, advance=40)) == -40


def a_month(lender: Any, **flows: int) -> Any:
    for name, amount in flows.items():
        lender.month_flow[Movement[name]] = amount
    return lender


@pytest.mark.parametrize(
    ("flows", "coverage"),
    [
        ({"PURCHASE": 400, "REPAY_PRINCIPAL": 100}, 0.5),  # 150 / (400 - 100)
        ({"PURCHASE": 400, "REPAY_PRINCIPAL": 900}, 1.5),  # inflow counts up to 75 % of 400
        ({"DISBURSE": 300, "DRAW_CASH": 100, "REPAY_PRINCIPAL": 60, "REPAY_INTEREST": 40}, 0.5),
        ({"PURCHASE": 300, "PAY_OPERATING_COST": 60, "PAY_FINE": 40, "COLLECT_CLAIM": 100}, 0.5),
        ({"PURCHASE": 400, "REPAY_PRINCIPAL": 100, "PAY_DIVIDEND": 999}, 0.5),  # nobody is obliged to pay one
        ({"PURCHASE": 400, "REPAY_PRINCIPAL": 100, "REPAY_FUNDING": 50, "DRAW_FUNDING": 70}, 0.5),
    ],
)
def test_coverage_is_liquidity_over_the_net_outflow_of_a_month(flows: dict[str, int], coverage: float) -> None:
    assert rules.liquidity_coverage(a_month(a_lender(100, 50), **flows), 30) == pytest.approx(coverage)


def test_funding_that_falls_due_is_an_outflow_to_cover() -> None:
    lender = a_month(a_lender(100), PURCHASE=100)
    put(lender.funders[0], {"drawn": 300, "is_callable": 1, "run_day": 30, "run_daily": 1.0})
    assert rules.liquidity_coverage(lender, 30) == pytest.approx(100 / (100 + 300))


def test_without_outflow_there_is_no_coverage_and_without_liquidity_it_is_0() -> None:
    assert math.isnan(rules.liquidity_coverage(a_lender(100), 30))
    assert rules.liquidity_coverage(a_month(a_lender(-20), PURCHASE=100), 30) == 0.0


def test_the_lowest_coverage_of_the_run_is_kept() -> None:
    lender = a_lender(150, min_coverage=math.inf)
    for purchases in (100, 300, 0, 200):
        rules.measure_coverage(a_month(lender, PURCHASE=purchases), 30)
    assert (lender.min_coverage, lender.coverage) == (0.5, 0.75)


def test_the_survival_horizon_is_the_first_day_on_which_the_outflow_passes_the_opening_liquidity() -> None:
    lender = a_lender(0, opening_liquidity=100)
    for day, out in ((4, 60), (5, 40), (6, 1), (7, 500)):
        ledger = a_ledger()
        rules.post(ledger, 0, Movement.PURCHASE, out)
        rules.watch_outflow(ledger, lender, 0, day)
        assert lender.survival_day == (6 if day >= 6 else 0)

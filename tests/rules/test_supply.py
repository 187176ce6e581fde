"""Credit supply: tightness, ration, standing, and what of it is felt."""

import math
from typing import Any

import pytest

from sim.chart import Account
from sim.market import Standing
from sim.records import Channel
from tests.builders import a_market, a_world, put, rules


def a_lender(**values: Any) -> Any:
    """A lender with 100 in cash, 900 undrawn and receivables of 5,000, of which 1 % is kept for cost."""
    lender = a_market().lenders[0]
    put(lender, {"funder_count": 1, "cost_reserve": 0.01, "line_days": 5, "coverage": math.nan} | values)
    lender.funders[0].committed = 900
    lender.book[Account.CASH], lender.book[Account.PRINCIPAL] = 100, 5_000
    return lender


def a_world_with(credit_supply: float) -> Any:
    world = a_world()
    world.channel[Channel.CREDIT_SUPPLY] = credit_supply
    return world


@pytest.mark.parametrize(
    ("value", "tightness"), [(0.2, 0.0), (0.13, 0.0), (0.12, 0.5), (0.11, 1.0), (0.05, 1.0), (-1.0, 1.0)]
)
def test_tightness_rises_from_0_to_1_over_the_distance_to_the_floor(value: float, tightness: float) -> None:
    assert rules.closeness(value, 0.11, 0.02) == pytest.approx(tightness)


def test_without_a_distance_only_what_lies_below_the_floor_is_tight() -> None:
    assert [rules.closeness(value, 0.1, 0.0) for value in (0.0999, 0.1)] == [1.0, 0.0]
    assert rules.closeness(0.0, 0.0, 0.0) == 0.0


@pytest.mark.parametrize(
    ("capital", "coverage", "tightness"),
    [(0.2, math.nan, 0.0), (0.12, math.nan, 0.5), (0.2, 0.25, 0.75), (0.12, 0.9, 0.5)],
)
def test_a_lender_is_as_tight_as_its_scarcer_resource(capital: float, coverage: float, tightness: float) -> None:
    lender = a_lender(
        capital_ratio=capital, coverage=coverage, risk_weighted_assets=1, capital_floor=0.11, tightening_capital=0.02,
        tightening_coverage=1.0,
    )  # fmt: skip
    assert rules.tightness_of(lender) == pytest.approx(tightness)


def test_a_lender_without_assets_is_not_short_of_capital() -> None:
    assert rules.tightness_of(a_lender(capital_floor=0.1)) == 0.0


def test_the_use_of_lines_is_the_larger_of_the_last_months_mean_and_this_ones() -> None:
    lender = a_lender(last_line_asked=3_000, month_line_asked=1_000)
    assert rules.line_use_daily(lender, 32) == 500
    assert rules.line_use_daily(lender, 50) == 100


@pytest.mark.parametrize(
    ("filed", "last_line_asked", "ration"),
    [(900, 0, 1.0), (950, 0, 1.0), (1_900, 0, 0.5), (900, 6_000, 0.5), (0, 11_400, 0.5), (0, 5_700, 1.0)],
)
def test_loans_and_lines_share_what_liquidity_leaves_beyond_the_reserve(
    filed: int, last_line_asked: int, ration: float
) -> None:
    # 1,000 less 1 % of 5,000 is 950; five days' use of lines is a sixth of the last month's
    lender = a_lender(window_filed=filed, last_line_asked=last_line_asked)
    rules.ration_credit(lender, 60, a_world_with(1.0))
    assert 1.0 - lender.shortage == pytest.approx(ration)
    assert (lender.ration, lender.felt_line_cut) == (pytest.approx(ration), pytest.approx(1.0 - ration))
    assert lender.standing == (Standing.NORMAL if ration == 1.0 else Standing.RATIONED)
    assert lender.window_filed == 0


def test_money_that_is_called_is_kept_from_new_credit() -> None:
    lender = a_lender(window_filed=450, line_days=0)
    put(lender.funders[0], {"drawn": 500, "run_day": 30, "is_callable": 1, "run_daily": 1.0})
    # nothing is lent any more: 100 of cash, 50 for cost, and 500 fall due tomorrow
    assert rules.spendable(lender, 60, 1) == 100 - 50 - 500
    rules.ration_credit(lender, 60, a_world_with(1.0))
    assert lender.ration == 0.0


@pytest.mark.parametrize(
    ("state", "standing"),
    [
        ({}, Standing.NORMAL),
        ({"tightness": 0.1}, Standing.TIGHTENED),
        ({"tightness": 0.1, "shortage": 0.1}, Standing.RATIONED),
        ({"standing": Standing.FAILED}, Standing.FAILED),
    ],
)
def test_the_standing_is_the_worst_that_holds_and_failure_is_for_good(state: dict[str, Any], standing: int) -> None:
    assert rules.standing_now(a_lender(**state)) == standing


CUTS = ("felt_loan_cut", "felt_line_cut", "felt_limit_cut", "felt_approval_cut")


@pytest.mark.parametrize(
    ("strength", "standing", "cuts"),
    [
        (1.0, Standing.RATIONED, [0.4, 0.4, 0.1, 0.2]),
        (0.5, Standing.RATIONED, [0.2, 0.2, 0.05, 0.1]),
        (0.0, Standing.RATIONED, [0.0] * 4),
        (1.0, Standing.FAILED, [1.0, 0.0, 1.0, 1.0]),
        (0.3, Standing.FAILED, [0.3, 0.0, 0.3, 0.3]),
        (0.0, Standing.FAILED, [0.0] * 4),
    ],
)
def test_the_channels_share_of_the_trouble_is_felt(strength: float, standing: int, cuts: list[float]) -> None:
    lender = a_lender(standing=standing, shortage=0.4, tightness=0.5, limit_cut=0.2, approval_cut=0.4)
    rules.pass_on_trouble(lender, strength)
    assert [float(lender[name]) for name in CUTS] == pytest.approx(cuts)
    assert lender.ration == pytest.approx(1.0 - cuts[0])


def test_with_the_channel_off_a_lender_without_liquidity_pays_every_loan_out() -> None:
    lender = a_lender(window_filed=10**9)
    rules.ration_credit(lender, 60, a_world_with(0.0))
    assert (lender.shortage > 0.99, lender.ration) == (True, 1.0)


def test_a_cap_on_growth_rations_loans_whatever_the_channel() -> None:
    lender = a_lender(window_filed=200, last_balance=1_000)
    for policy in lender.policies:
        policy.underwriting_growth_cap_monthly = 0.1
    rules.ration_credit(lender, 60, a_world_with(0.0))
    assert (lender.ration, lender.shortage, lender.standing) == (0.5, 0.0, Standing.NORMAL)


def test_while_the_opening_book_is_aged_no_lender_tightens() -> None:
    lender, world = a_lender(risk_weighted_assets=1, capital_floor=0.1, limit_cut=0.2), a_world_with(1.0)
    world.warming = 1
    rules.tighten(lender, world)
    assert (lender.tightness, lender.felt_limit_cut) == (0.0, 0.0)
    world.warming = 0
    rules.tighten(lender, world)
    assert (lender.tightness, lender.felt_limit_cut) == (1.0, pytest.approx(0.2))

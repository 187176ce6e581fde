"""Failure: when a lender fails, and what a receiver does with what comes in."""

from typing import Any

import numpy as np
import pytest

from sim.chart import Account
from sim.market import Standing
from sim.outputs import MONTHLY_DTYPE, NULL_INTEGER, REPLICATION_DTYPE
from sim.records import Channel
from sim.units import NEVER
from tests.builders import a_ledger, a_market, a_world, an_economy, moved, put, rules


def a_failing_lender(cash: int, drawn: tuple[int, ...] = (600, 300), **values: Any) -> Any:
    """A market whose lender has this cash, these lines drawn, and 100 more committed by the first."""
    market = a_market()
    lender = market.lenders[0]
    put(
        lender, {"funder_count": len(drawn), "fails_illiquid": 1, "failed_day": NEVER, "closed_below": -1000.0} | values
    )
    for place, amount in enumerate(drawn):
        put(lender.funders[place], {"drawn": amount, "committed": amount + (100 if place == 0 else 0)})
    lender.book[Account.CASH], lender.book[Account.FUNDING] = cash, -sum(drawn) - int(lender.advance)
    lender.book[Account.EQUITY] = -lender.book[Account.CASH] - lender.book[Account.FUNDING]
    return market


def a_world_with(credit_supply: float, **values: Any) -> Any:
    world = a_world(**values)
    world.channel[Channel.CREDIT_SUPPLY] = credit_supply
    return world


def drawn(lender: Any) -> list[int]:
    return [int(funder.drawn) for funder in lender.funders[: lender.funder_count]]


@pytest.mark.parametrize(("cash", "failed_day"), [(-100, NEVER), (-101, 17)])
def test_a_lender_fails_when_cash_and_all_that_is_still_lent_do_not_meet_its_obligations(
    cash: int, failed_day: int
) -> None:
    lender = a_failing_lender(cash).lenders[0]
    rules.watch_failure(lender, 17, a_world_with(1.0))
    assert lender.failed_day == failed_day
    assert lender.standing == (Standing.FAILED if failed_day == 17 else Standing.NORMAL)


def test_a_lender_fails_once_and_not_while_the_opening_book_is_aged() -> None:
    lender = a_failing_lender(-500).lenders[0]
    rules.watch_failure(lender, 3, a_world_with(1.0, warming=1))
    assert lender.failed_day == NEVER
    rules.watch_failure(lender, 17, a_world_with(1.0))
    rules.watch_failure(lender, 18, a_world_with(1.0))
    assert lender.failed_day == 17


def test_where_illiquidity_is_no_failure_cash_is_an_overdraft() -> None:
    lender = a_failing_lender(-500, fails_illiquid=0).lenders[0]
    rules.watch_failure(lender, 17, a_world_with(1.0))
    assert (lender.failed_day, lender.standing) == (NEVER, Standing.NORMAL)


@pytest.mark.parametrize(("ratio", "assets", "failed_day"), [(0.02, 100, NEVER), (0.019, 100, 30), (0.0, 0, NEVER)])
def test_the_supervisor_closes_a_lender_whose_capital_ratio_is_too_low(
    ratio: float, assets: int, failed_day: int
) -> None:
    lender = a_failing_lender(50, closed_below=0.02, capital_ratio=ratio, risk_weighted_assets=assets).lenders[0]
    rules.watch_closure(lender, 30, a_world_with(1.0))
    assert lender.failed_day == failed_day


def test_a_failure_that_is_not_felt_is_recorded_and_changes_nothing_else() -> None:
    lender = a_failing_lender(-500).lenders[0]
    before = lender.copy()
    rules.watch_failure(lender, 17, a_world_with(0.0))
    before.standing, before.failed_day = Standing.FAILED, 17
    assert lender.tobytes() == before.tobytes()


def test_a_failure_that_is_felt_brings_a_receiver_and_ends_all_commitments() -> None:
    lender = a_failing_lender(-500).lenders[0]
    rules.watch_failure(lender, 17, a_world_with(0.2))
    assert (lender.administered, rules.undrawn_funding(lender)) == (1, 0)


def test_the_receiver_advances_what_cash_lacks() -> None:
    lender, ledger = a_failing_lender(-70, administered=1, advance=30).lenders[0], a_ledger()
    rules.administer(ledger, lender, 0)
    assert (moved(ledger), lender.advance, drawn(lender)) == ({"ADVANCE_CASH": 70}, 100, [600, 300])


@pytest.mark.parametrize(
    ("cash", "advance", "left"),
    [(40, 100, [600, 300]), (100, 100, [600, 300]), (190, 100, [540, 270]), (101, 0, [533, 266]), (2_000, 50, [0, 0])],
)
def test_the_receiver_is_repaid_first_and_then_funders_pro_rata(cash: int, advance: int, left: list[int]) -> None:
    lender, ledger = a_failing_lender(cash, administered=1, advance=advance).lenders[0], a_ledger()
    rules.administer(ledger, lender, 0)
    back, repaid = min(cash, advance), 900 - sum(left)
    assert (drawn(lender), lender.advance) == (left, advance - back)
    assert moved(ledger) == {
        name: amount for name, amount in (("REPAY_ADVANCE", back), ("REPAY_FUNDING", repaid)) if amount
    }
    assert repaid == min(cash - back, 900)


@pytest.mark.parametrize("amount", [1, 2, 3, 100, 299, 300, 301])
def test_a_distribution_pays_every_fen_of_it_and_nobody_more_than_is_owed(amount: int) -> None:
    lender = a_failing_lender(amount, (100, 0, 1, 200)).lenders[0]
    rules.distribute(a_ledger(), lender, 0, amount)
    left = drawn(lender)
    assert sum(left) == 301 - amount
    assert all(0 <= rest <= owed for rest, owed in zip(left, (100, 0, 1, 200), strict=True))


def test_a_day_under_the_receiver_pays_no_interest_and_keeps_the_books_at_zero() -> None:
    market = a_failing_lender(-70, administered=1, standing=Standing.FAILED)
    ledger, lender = a_ledger(), market.lenders[0]
    lender.funders["rate"], lender.funders["committed"] = 0.36, 0
    put(market, {"public": [0, 0, 0, 0, 70, 900, -70 - 900, 0, 0, 0, 0]})
    rules.close_lender_day(ledger, market, an_economy(), 0, 7, a_world_with(1.0))
    assert (lender.book[Account.CASH], lender.advance, lender.min_liquidity) == (0, 70, -70)
    assert (rules.book_total(market, 0), rules.funding_drawn(lender)) == (0, 900)


def test_under_a_receiver_owners_neither_take_nor_give() -> None:
    market = a_failing_lender(500, administered=1, risk_weighted_assets=1_000, capital_ratio=0.4)
    lender, ledger = market.lenders[0], a_ledger()
    for policy in lender.policies:
        put(policy, {"capital_actions_dividend_share": 1.0, "capital_actions_recapitalise_below": 0.9})
    put(lender, {"month_funds": -10_000, "opening_balance": 10_000})
    assert not rules.act_on_capital(ledger, lender, 0)
    lender.administered = 0
    assert rules.act_on_capital(ledger, lender, 0)


@pytest.mark.parametrize(
    ("failed_day", "breach_month", "months"),
    [(75, 2, 1), (75, 3, 0), (75, 4, NULL_INTEGER), (75, 0, NULL_INTEGER), (NEVER, 3, NULL_INTEGER)],
)
def test_the_time_from_breach_to_failure_needs_both_in_this_order(
    failed_day: int, breach_month: int, months: int
) -> None:
    lender = a_failing_lender(0, breach_month=breach_month).lenders[0]
    lender.failed_day = failed_day
    assert rules.months_to_failure(lender) == months


def test_a_replication_reports_who_failed_and_what_the_platforms_liquidity_did() -> None:
    market, row = a_market(3), np.zeros(1, dtype=np.dtype((np.record, REPLICATION_DTYPE)))[0]
    for index, day in enumerate((NEVER, 40, 61)):
        put(market.lenders[index], {"failed_day": day, "min_coverage": np.inf})
    rules.report_failures(row, market, a_world(lenders=3))
    assert (row.failed_lenders, row.failure_day, row.survival_days) == (2, NULL_INTEGER, NULL_INTEGER)
    assert np.isnan(row.min_liquidity_coverage)
    put(market.lenders[0], {"failed_day": 12, "survival_day": 9, "min_coverage": 0.8})
    rules.report_failures(row, market, a_world(lenders=3))
    assert (row.failed_lenders, row.failure_day, row.survival_days) == (3, 12, 9)
    assert row.min_liquidity_coverage == 0.8


def test_a_months_row_reports_standing_funders_and_the_receiver() -> None:
    lender = a_failing_lender(0, advance=40, month_called=7, coverage=1.5, standing=Standing.RATIONED).lenders[0]
    lender.funders[0].spread = 0.03
    row = np.zeros(1, dtype=np.dtype((np.record, MONTHLY_DTYPE)))[0]
    rules.report_trouble(row, lender)
    assert (row.standing, row.funding_spread, row.undrawn_commitment_fen) == (2, pytest.approx(0.02), 100)
    assert (row.called_funding_fen, row.liquidity_coverage_ratio, row.receiver_advance_fen) == (7, 1.5, 40)
    rules.clear_month(lender)
    assert lender.month_called == 0


def test_the_use_of_lines_of_a_month_is_kept_for_the_next() -> None:
    lender = a_failing_lender(0, month_line_asked=300).lenders[0]
    rules.clear_month(lender)
    assert (lender.last_line_asked, lender.month_line_asked) == (300, 0)

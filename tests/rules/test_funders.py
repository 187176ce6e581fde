"""Funders: what each lends, in which order it is drawn and repaid, what it costs, and what falls due."""

from typing import Any

import pytest

from sim.chart import Account
from sim.funders import Lending
from tests.builders import a_ledger, a_market, moved, put, put_funder, rules


def funded(*funders: dict[str, Any], **values: Any) -> Any:
    """A lender with these funders (lines of 1,000 at 3 % unless said otherwise) and an account to match."""
    lender = a_market().lenders[0]
    put(lender, {"funder_count": len(funders)} | values)
    for place, funder in enumerate(funders):
        put_funder(lender.funders[place], {"committed": 1_000, "rate": 0.03} | funder)
        lender.book[Account.FUNDING] -= lender.funders[place].drawn
    return lender


def drawn(lender: Any) -> list[int]:
    return [int(funder.drawn) for funder in lender.funders[: lender.funder_count]]


def test_the_cheapest_funder_is_drawn_first_and_the_next_when_it_is_used_up() -> None:
    lender, ledger = funded({"rate": 0.05}, {"rate": 0.02, "drawn": 600}, {"rate": 0.04}), a_ledger()
    rules.draw_funding(ledger, lender, 0, 1_500)
    assert drawn(lender) == [100, 1_000, 1_000]
    assert moved(ledger) == {"DRAW_FUNDING": 1_500}


def test_the_dearest_funder_is_repaid_first_and_a_term_not_at_all() -> None:
    term = {"rate": 0.09, "drawn": 700, "kind": Lending.TERM}
    lender, ledger = funded({"rate": 0.02, "drawn": 500}, {"rate": 0.05, "drawn": 300}, term), a_ledger()
    assert rules.repayable_funding(lender) == 800
    rules.repay_funding(ledger, lender, 0, 450)
    assert drawn(lender) == [350, 0, 700]
    assert moved(ledger) == {"REPAY_FUNDING": 450}


def test_a_spread_can_make_the_cheapest_funder_the_dearest() -> None:
    lender = funded({"rate": 0.02, "spread": 0.04, "drawn": 500}, {"rate": 0.05, "drawn": 300})
    assert (rules.cheapest_line(lender), rules.dearest_line(lender)) == (1, 0)


def test_of_two_funders_alike_the_first_by_name_is_drawn_and_repaid() -> None:
    lender = funded({"drawn": 10}, {"drawn": 10})
    assert (rules.cheapest_line(lender), rules.dearest_line(lender)) == (0, 0)


@pytest.mark.parametrize(
    ("funder", "left"),
    [
        ({"drawn": 400}, 600),
        ({"drawn": 400, "withdrawn": 0.25}, 350),
        ({"drawn": 400, "withdrawn": 0.75}, 0),
        ({"drawn": 400, "run_day": 30}, 0),
        ({"drawn": 400, "kind": Lending.TERM}, 0),
        ({"drawn": 400, "haircut": 0.1, "pledged": 0.5}, 0),
        ({"drawn": 300, "haircut": 0.1, "pledged": 0.5}, 60),
        ({"drawn": 300, "haircut": 0.0, "pledged": 0.5}, 700),
    ],
)
def test_what_a_funder_still_lends(funder: dict[str, Any], left: int) -> None:
    lender = funded(funder, d30_rate=0.2)
    lender.book[Account.PRINCIPAL], lender.book[Account.INTEREST] = 990, 10
    # secured: (1 - 0.1) x 0.5 x 1,000 x (1 - 0.2) = 360
    assert rules.undrawn_funding(lender) == left


def test_interest_is_that_of_each_funder_and_is_rounded_once() -> None:
    lender = funded({"drawn": 3_600_000, "rate": 0.04}, {"drawn": 1_800_000, "rate": 0.05, "spread": 0.02})
    # 3.6 m x (4 % + 1 %) / 360 = 500; 1.8 m x (5 % + 1 % + 2 %) / 360 = 400
    assert rules.funding_cost(lender, 0.01) == 900
    lender.administered = 1
    assert rules.funding_cost(lender, 0.01) == 0


def test_the_mean_spread_is_weighted_by_what_is_lent() -> None:
    lender = funded({"drawn": 300, "spread": 0.04}, {"drawn": 100}, {"spread": 0.5})
    assert rules.mean_spread(lender) == pytest.approx(0.03)
    assert rules.mean_spread(funded({"spread": 0.5})) == 0.0


RUNNING = {"drawn": 1_000, "is_callable": 1, "run_day": 30, "notice_days": 10, "run_daily": 0.1}


@pytest.mark.parametrize(
    ("changes", "day", "due"),
    [({}, 39, 0), ({}, 40, 100), ({}, 55, 100), ({"run_day": 0}, 40, 0), ({"is_callable": 0}, 40, 0)],
)
def test_called_money_falls_due_day_by_day_once_notice_is_over(changes: dict[str, Any], day: int, due: int) -> None:
    lender, ledger = funded(RUNNING | changes), a_ledger()
    rules.pay_called(ledger, lender, 0, day)
    assert drawn(lender) == [1_000 - due]
    assert lender.month_called == due
    assert moved(ledger) == ({"REPAY_FUNDING": due} if due else {})


TERM = {"drawn": 1_000, "kind": Lending.TERM, "maturity_month": 2, "term_months": 6, "price": 0.05, "stress": 0.4}


@pytest.mark.parametrize(
    ("changes", "left"), [({}, 1_000), ({"withdrawn": 0.3}, 700), ({"withdrawn": 0.3, "run_day": 30}, 0)]
)
def test_a_term_is_refinanced_at_maturity_by_who_still_lends(changes: dict[str, Any], left: int) -> None:
    lender, ledger = funded(TERM | changes), a_ledger()
    rules.pay_called(ledger, lender, 0, 59)
    assert (drawn(lender), lender.funders[0].spread) == ([1_000], 0.0)
    rules.pay_called(ledger, lender, 0, 60)
    assert drawn(lender) == [left]
    assert (lender.funders[0].maturity_month, lender.funders[0].spread) == (8, pytest.approx(0.02))


@pytest.mark.parametrize(
    ("funder", "day", "days", "due"),
    [
        (RUNNING, 39, 1, 100),  # the first payment is on day 40
        (RUNNING, 38, 1, 0),
        (RUNNING, 38, 3, 190),  # days 40 and 41: 1,000 x (1 - 0.9 x 0.9)
        (RUNNING, 50, 2, 190),
        (RUNNING | {"is_callable": 0}, 50, 2, 0),
        (TERM | {"withdrawn": 0.3}, 30, 30, 300),
        (TERM | {"withdrawn": 0.3}, 29, 30, 0),
        (TERM | {"withdrawn": 0.3}, 60, 30, 0),
        ({"drawn": 1_000}, 1, 360, 0),
    ],
)
def test_what_falls_due_soon_is_known(funder: dict[str, Any], day: int, days: int, due: int) -> None:
    assert rules.falling_due(funded(funder), day, days) == due

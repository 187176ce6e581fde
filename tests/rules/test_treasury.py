"""A lender's day: funding cost, the sweep, the ration, the outflow."""

import pytest

from sim.chart import Account, Movement
from sim.records import Channel
from tests.builders import a_ledger, a_market, a_world, an_economy, moved, put, rules


def a_lender(cash: int, principal: int, funding: int, **values):
    """A market whose lender has these books; cash target 10 % of receivables, committed funding 1,000."""
    market = a_market()
    lender = market.lenders[0]
    put(lender, {"cash_share": 0.1, "funder_count": 1} | values)
    put(lender.funders[0], {"committed": 1_000, "drawn": funding})
    lender.book[Account.CASH], lender.book[Account.PRINCIPAL], lender.book[Account.FUNDING] = cash, principal, -funding
    lender.book[Account.EQUITY] = funding - cash - principal
    return market


@pytest.mark.parametrize(
    ("cash", "funding", "change"),
    [(100, 500, 0), (40, 500, 60), (-600, 500, 500), (300, 500, -200), (800, 500, -500), (0, 1_200, 0)],
)
def test_cash_is_swept_to_its_target_within_what_is_committed_and_drawn(cash: int, funding: int, change: int) -> None:
    market = a_lender(cash, 1_000, funding)
    assert rules.funding_change(market.lenders[0]) == change
    ledger = a_ledger()
    rules.fund(ledger, market, 0)
    name = "DRAW_FUNDING" if change > 0 else "REPAY_FUNDING"
    assert moved(ledger) == ({name: abs(change)} if change else {})


def test_receivables_are_principal_and_interest() -> None:
    lender = a_lender(5, 1_000, 0).lenders[0]
    lender.book[Account.INTEREST] = 30
    assert rules.receivables(lender) == 1_030


def test_liquidity_is_cash_and_what_is_committed_but_undrawn() -> None:
    assert rules.liquidity(a_lender(70, 0, 400).lenders[0]) == 670
    assert rules.liquidity(a_lender(70, 0, 1_400).lenders[0]) == 70


def test_funding_costs_a_360th_of_its_rate_and_spread_a_day() -> None:
    lender = a_lender(0, 0, 3_600_000).lenders[0]
    lender.funders[0].rate = 0.04
    assert rules.funding_cost(lender, 0.01) == 500


@pytest.mark.parametrize(
    ("asked", "available", "ration"), [(0, 0, 1.0), (100, 100, 1.0), (100, 25, 0.25), (100, -5, 0.0)]
)
def test_what_is_asked_for_beyond_liquidity_is_rationed(asked: int, available: int, ration: float) -> None:
    assert rules.ration_of(asked, available) == ration


def test_the_largest_cumulative_outflow_is_kept() -> None:
    market, lender_flows = a_market(), [(100, 20), (50, 0), (0, 300), (10, 0)]
    for out, back in lender_flows:
        ledger = a_ledger()
        rules.post(ledger, 0, Movement.PURCHASE, out)
        rules.post(ledger, 0, Movement.REPAY_PRINCIPAL, back)
        rules.watch_outflow(ledger, market.lenders[0], 0, 1)
    assert (market.lenders[0].max_outflow, market.lenders[0].net_outflow) == (130, -160)


@pytest.mark.parametrize(
    ("kind", "sign"),
    [
        ("REPAY_INTEREST", 1), ("REPAY_CLAIM", 1), ("COLLECT_CLAIM", 1), ("DISBURSE", -1), ("PAY_FUNDING_COST", -1),
        ("PAY_OPERATING_COST", -1), ("INCOME", 0), ("DRAW_FUNDING", 0), ("CHARGE_INTEREST", 0),
    ],
)  # fmt: skip
def test_the_net_flow_is_business_cash_without_funding(kind: str, sign: int) -> None:
    ledger = a_ledger()
    rules.post(ledger, 0, Movement[kind], 10)
    assert rules.net_flow(ledger, 0) == 10 * sign


def test_a_close_enters_business_pays_funding_refills_cash_and_rations() -> None:
    market, ledger, world = a_lender(100, 1_000, 500), a_ledger(), a_world()
    lender = market.lenders[0]
    lender.funders[0].rate = 0.72
    world.channel[Channel.CREDIT_SUPPLY] = 1.0
    lender.min_liquidity = 10_000
    rules.post(ledger, 0, Movement.PURCHASE, 200)
    put(ledger, {"asked": [4_000, 0, 0, 0], "filed": [1_000, 0, 0, 0]})
    put(ledger, {"due": [7, 0, 0, 0], "missed": [3, 0, 0, 0], "defaults": [1, 0, 0, 0]})
    ledger.control[0] = (200, 0, 0)
    rules.close_lender_day(ledger, market, an_economy(), 0, 7, world)
    # funding cost 500 x 0.72 / 360 = 1; cash 100 - 200 - 1 = -101, target 120: 221 are drawn, 279 stay committed
    assert lender.book[Account.CASH] == 120
    assert lender.book[Account.FUNDING] == -721
    assert lender.min_liquidity == 120 + 279
    assert lender.ration == pytest.approx(0.399)
    assert (lender.month_asked, lender.month_due, lender.month_missed, lender.month_defaults) == (4_000, 7, 3, 1)
    assert lender.control[0] == 200
    assert (lender.month_flow[Movement.PURCHASE], lender.month_flow[Movement.DRAW_FUNDING]) == (200, 221)
    assert moved(ledger) == {}
    assert (rules.book_total(market, 0), rules.public_total(market)) == (0, 0)

"""Funders' reactions: trouble, lag, inertia; price, then volume, then run."""

from typing import Any

import pytest

from sim.chart import Account
from sim.funders import Lending
from sim.records import Channel
from sim.units import NEVER
from tests.builders import a_market, a_world, put, put_funder, rules

WATCHFUL = {"by_delinquency": 10.0, "by_losses": 1.0, "by_name": 0.5, "by_failures": 0.25}


def a_world_with(funding: float, reputation: float, lenders: int = 1) -> Any:
    world = a_world(lenders=lenders)
    world.channel[Channel.FUNDING], world.channel[Channel.REPUTATION] = funding, reputation
    return world


def a_troubled_market(lenders: int = 1, **funder: Any) -> Any:
    """30+ rate up by 0.02, a quarter of own funds lost, a fifth of the name lost; one funder that watches it all."""
    market = a_market(lenders)
    for index in range(lenders):
        market.lenders[index].failed_day = NEVER
    lender = market.lenders[0]
    put(lender, {"d30_rate": 0.05, "opening_d30_rate": 0.03, "opening_funds": 400, "reputation": 0.8})
    put(lender, {"funder_count": 1})
    lender.book[Account.EQUITY] = -300
    put_funder(lender.funders[0], WATCHFUL | funder)
    return market


@pytest.mark.parametrize(
    ("funding", "reputation", "failures", "trouble"),
    [
        (1.0, 0.0, 2, 0.45),  # 10 x 0.02 + 1 x 0.25
        (1.0, 1.0, 2, 1.05),  # and 0.5 x 0.2 + 0.25 x 2
        (1.0, 0.5, 2, 0.75),
        (2.0, 0.0, 0, 0.9),
        (0.0, 1.0, 2, 0.0),
    ],
)
def test_trouble_is_delinquency_losses_a_lost_name_and_other_failures(
    funding: float, reputation: float, failures: int, trouble: float
) -> None:
    lender = a_troubled_market().lenders[0]
    world = a_world_with(funding, reputation)
    assert rules.trouble_seen(lender.funders[0].opinion, lender, failures, world) == pytest.approx(trouble)


def test_better_times_than_at_the_opening_are_no_trouble() -> None:
    lender = a_troubled_market().lenders[0]
    put(lender, {"d30_rate": 0.01, "opening_funds": 200, "reputation": 1.0})
    assert rules.trouble_seen(lender.funders[0].opinion, lender, 0, a_world_with(1.0, 1.0)) == 0.0


def test_without_own_funds_at_the_opening_none_can_be_lost() -> None:
    lender = a_troubled_market().lenders[0]
    lender.opening_funds = 0
    assert rules.lost_funds(lender) == 0.0
    put(lender, {"opening_funds": 400})
    lender.book[Account.EQUITY] = 900
    assert rules.lost_funds(lender) == 1.0


def test_failures_of_others_count_from_the_day_after() -> None:
    market = a_market(3)
    for index, day in enumerate((12, 40, NEVER)):
        market.lenders[index].failed_day = day
    assert [rules.failures_elsewhere(market, 3, 2, day) for day in (12, 13, 40, 41)] == [0, 1, 1, 2]
    assert rules.failures_elsewhere(market, 3, 0, 41) == 1


def test_news_come_after_their_lag_and_are_believed_by_and_by() -> None:
    funder = a_troubled_market(lag_months=2, inertia=0.5).lenders[0].funders[0]
    opinions = []
    for month, trouble in enumerate((0.8, 0.4, 0.0, 0.0, 0.0), start=1):
        rules.hear_of_trouble(funder.opinion, trouble, month)
        opinions.append(float(funder.opinion.stress))
    assert opinions == pytest.approx([0.0, 0.0, 0.4, 0.4, 0.2])


REACTING = {"price": 0.05, "volume_from": 0.3, "volume": 1.5, "run_from": 0.8, "run_daily": 0.05}


@pytest.mark.parametrize(
    ("stress", "spread", "withdrawn", "run_day"),
    [(0.0, 0.0, 0.0, 0), (0.2, 0.01, 0.0, 0), (0.5, 0.025, 0.3, 0), (0.8, 0.04, 0.75, 0), (1.2, 0.06, 1.0, 60)],
)
def test_price_comes_first_then_volume_then_the_run(
    stress: float, spread: float, withdrawn: float, run_day: int
) -> None:
    funder = a_troubled_market(stress=stress, **REACTING).lenders[0].funders[0]
    rules.react(funder, 60)
    assert (funder.spread, funder.withdrawn, funder.run_day) == (
        pytest.approx(spread), pytest.approx(withdrawn), run_day,
    )  # fmt: skip


def test_a_run_keeps_its_day_of_notice_and_ends_when_the_stress_is_over() -> None:
    funder = a_troubled_market(stress=1.2, **REACTING).lenders[0].funders[0]
    rules.react(funder, 60)
    rules.react(funder, 90)
    assert funder.run_day == 60
    funder.opinion.stress = 0.8
    rules.react(funder, 120)
    assert funder.run_day == 0


def test_the_price_of_a_term_stands_until_it_is_refinanced() -> None:
    funder = a_troubled_market(stress=0.5, kind=Lending.TERM, spread=0.01, **REACTING).lenders[0].funders[0]
    rules.react(funder, 60)
    assert (funder.spread, funder.withdrawn) == (0.01, pytest.approx(0.3))


def test_with_the_channel_off_no_funder_ever_moves() -> None:
    market = a_troubled_market(**REACTING)
    funder = market.lenders[0].funders[0]
    for month in range(1, 20):
        rules.move_funders(market, a_world_with(0.0, 1.0), 0, month, 30 * month)
    assert (funder.opinion.stress, funder.spread, funder.withdrawn, funder.run_day) == (0.0, 0.0, 0.0, 0)


def test_under_a_receiver_no_funder_moves() -> None:
    market = a_troubled_market(**REACTING)
    market.lenders[0].administered = 1
    rules.move_funders(market, a_world_with(1.0, 1.0), 0, 1, 30)
    assert market.lenders[0].funders[0].opinion.stress == 0.0
    market.lenders[0].administered = 0
    rules.move_funders(market, a_world_with(1.0, 1.0), 0, 1, 30)
    assert market.lenders[0].funders[0].opinion.stress == pytest.approx(0.55)


def a_market_with_a_partner(**opinion: Any) -> Any:
    """The troubled market, whose lender has a partner that watches it and takes half of new lending."""
    market = a_troubled_market()
    lender = market.lenders[0]
    lender.partner_count = 1
    put(lender.partner[0], {"share": 0.5, "service_fee": 0.2, "exit_month": 601})
    put(
        lender.partner[0].opinion,
        WATCHFUL | {"price": 0.1, "volume_from": 0.3, "volume": 1.5, "run_from": 0.8} | opinion,
    )
    return market


def test_a_partner_hears_of_trouble_as_funders_do() -> None:
    market = a_market_with_a_partner()
    rules.move_funders(market, a_world_with(1.0, 0.0), 0, 1, 30)
    assert market.lenders[0].partner[0].opinion.stress == pytest.approx(0.45)
    calm = a_market_with_a_partner()
    rules.move_funders(calm, a_world_with(0.0, 1.0), 0, 1, 30)
    assert calm.lenders[0].partner[0].opinion.stress == 0.0


@pytest.mark.parametrize(
    ("stress", "fee", "share"),
    [(0.0, 0.2, 0.5), (0.2, 0.18, 0.5), (0.5, 0.15, 0.35), (0.8, 0.12, 0.125), (0.81, 0.119, 0.0), (3.0, 0.0, 0.0)],
)
def test_a_partner_pays_less_then_takes_less_then_nothing_and_recalls_nothing(
    stress: float, fee: float, share: float
) -> None:
    lender = a_market_with_a_partner(stress=stress).lenders[0]
    lender.partner[0].principal = 7_000
    rules.set_partner_terms(lender, 1)
    partner = lender.partner[0]
    assert (partner.fee_now, partner.share_now) == (pytest.approx(fee), pytest.approx(share))
    assert lender.own_share == pytest.approx(1.0 - share)
    assert partner.principal == 7_000

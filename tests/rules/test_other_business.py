"""Income and claims outside lending: what a day brings, when the business rests, and that nothing moves at 0."""

import math

import numpy as np
import pytest

from sim.chart import Account
from sim.market import ClaimLaw, Standing
from sim.units import NEVER
from tests.builders import a_ledger, a_market, a_stream, a_world, moved, put, rules


def a_business(**values):
    """A market whose lender earns 100 fen a day and pays 250 fen on every day with a claim."""
    market = a_market()
    terms = {"other_income_fen": 100, "other_claim_fen": 250.0, "other_claim_rate": 0.4}
    put(market.lenders[0], terms | values)
    return market


def a_day(market, day: int = 1, **world) -> dict[str, int]:
    ledger = a_ledger()
    rules.do_other_business(ledger, market, a_world(**world), a_stream(), 0, day)
    return moved(ledger)


def test_a_day_brings_the_income_and_perhaps_one_claim() -> None:
    days = [a_day(a_business(), day) for day in range(1, 201)]
    assert all(day["EARN_OTHER_INCOME"] == 100 for day in days)
    assert {day.get("PAY_OTHER_CLAIM", 0) for day in days} == {0, 250}


def test_claims_come_as_often_as_their_rate_says() -> None:
    # 4,000 days, fixed seed: 4.89 standard errors, a false alarm in a million
    claims = sum("PAY_OTHER_CLAIM" in a_day(a_business(), day) for day in range(1, 4001))
    assert abs(claims - 1600) < 4.89 * math.sqrt(4000 * 0.4 * 0.6)


def test_a_claim_is_the_mean_or_exponential_by_its_draw() -> None:
    lender = a_business().lenders[0]
    assert rules.claim_size(lender, 0.3) == 250
    lender.other_claim_law = ClaimLaw.EXPONENTIAL
    assert rules.claim_size(lender, math.exp(-2.0)) == 500
    assert rules.claim_size(lender, 1.0 - 2.0**-53) == 0


def test_exponential_claims_have_their_mean() -> None:
    lender = put(a_business().lenders[0], {"other_claim_law": ClaimLaw.EXPONENTIAL, "other_claim_fen": 1e6})
    places = (np.arange(10_000) + 0.5) / 10_000
    assert np.mean([rules.claim_size(lender, place) for place in places]) == pytest.approx(1e6, rel=1e-3)


@pytest.mark.parametrize("rest", [{"standing": Standing.FAILED}, {"other_stop_day": 7}])
def test_a_failed_or_stopped_business_earns_and_pays_nothing(rest) -> None:
    assert a_day(a_business(**rest)) == {}


def test_the_business_rests_while_the_opening_book_is_aged() -> None:
    assert a_day(a_business(), warming=1) == {}


def test_without_income_and_claims_nothing_moves() -> None:
    assert a_day(a_market()) == {}


@pytest.mark.parametrize(("cash", "stop_day"), [(999, NEVER), (1000, 5), (1001, 5)])
def test_owners_stop_for_good_once_liquidity_is_enough(cash: int, stop_day: int) -> None:
    market = a_business(other_stop_fen=1000)
    market.lenders[0].book[Account.CASH] = cash
    rules.stop_other_business(market.lenders[0], a_world(), 5)
    assert market.lenders[0].other_stop_day == stop_day
    rules.stop_other_business(market.lenders[0], a_world(), 6)
    assert market.lenders[0].other_stop_day == stop_day

"""Debts among lenders: the clearing vector against an oracle and reference cases, postings to the fen, who fails."""

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sim.chart import Account
from sim.market import Standing
from sim.risk.clearing import clear
from sim.sizes import MAX_LENDERS
from sim.units import NEVER
from tests.builders import a_ledger, a_market, a_world, put, rules
from tests.risk.reference import reference_cases


def a_desk(owed: np.ndarray, estates: np.ndarray) -> Any:
    """A market of any size with these debts and estates, as plain arrays."""
    count = len(estates)
    lenders = []
    for index in range(count):
        book = np.zeros(len(Account), dtype=np.float64)
        book[Account.INTERBANK_DEBTS], book[Account.INTERBANK_CLAIMS] = -owed[index].sum(), owed[:, index].sum()
        book[Account.EQUITY] = -(estates[index] + owed[:, index].sum() - owed[index].sum())
        lenders.append(SimpleNamespace(book=book, owes=owed[index]))
    desk = SimpleNamespace(
        due=np.zeros(count),
        estate=np.zeros(count),
        paid=np.zeros(count),
        is_default=np.zeros(count, dtype=np.int64),
        system=np.zeros((count, count)),
    )
    return SimpleNamespace(lenders=lenders, clearing=desk)


def found_payments(owed: np.ndarray, estates: np.ndarray, alpha: float, beta: float) -> Any:
    market = a_desk(owed, estates)
    terms = SimpleNamespace(recovered_assets=alpha, recovered_claims=beta)
    rules.find_payments(market, market.clearing, terms, len(estates))
    return market.clearing


@pytest.mark.parametrize("case", reference_cases("clearing"))
def test_payments_equal_the_reference(case: dict[str, Any]) -> None:
    parameters, expected = case["params"], case["expected"]
    owed = np.array(parameters["L"], dtype=np.float64)
    estates = np.array([float(Fraction(value)) for value in parameters["external"]])
    desk = found_payments(owed, estates, float(Fraction(parameters["alpha"])), float(Fraction(parameters["beta"])))
    assert desk.paid == pytest.approx([float(Fraction(value)) for value in expected["clearing"]], rel=1e-12)
    assert np.flatnonzero(desk.is_default).tolist() == expected["defaulters"]


@pytest.mark.parametrize(("alpha", "beta"), [(1.0, 1.0), (0.9, 0.7), (0.5, 1.0), (1.0, 0.2)])
def test_payments_equal_the_oracle_for_drawn_debts(alpha: float, beta: float) -> None:
    generator = np.random.default_rng(17)
    for _ in range(200):
        count = int(generator.integers(2, 7))
        owed = np.where(generator.random((count, count)) < 0.6, generator.integers(1, 10**9, (count, count)), 0.0)
        np.fill_diagonal(owed, 0.0)
        estates = generator.integers(0, 10**9, count).astype(np.float64)
        desk, oracle = found_payments(owed, estates, alpha, beta), clear(owed, estates, alpha, beta)
        assert desk.paid == pytest.approx(oracle.payments, rel=1e-12, abs=1e-3)
        assert desk.is_default.tolist() == oracle.is_default.astype(int).tolist()


def lenders_that_owe(owed: list[list[int]], cash: list[int]) -> Any:
    """A market of lenders with cash, debts among them, and own funds of what is left."""
    market = a_market(MAX_LENDERS)
    for index, amount in enumerate(cash):
        lender = market.lenders[index]
        lender.owes[: len(cash)] = owed[index]
        debts, claims = sum(owed[index]), sum(row[index] for row in owed)
        book = {"CASH": amount, "INTERBANK_CLAIMS": claims, "INTERBANK_DEBTS": -debts}
        for name, value in (book | {"EQUITY": -(amount + claims - debts)}).items():
            lender.book[Account[name]] = value
        lender.failed_day, lender.other_stop_day = NEVER, NEVER
    return market


def cleared(market: Any, lenders: int, day: int = 30, **terms: float) -> Any:
    neutral = {"lenders": lenders, "clearing_day": 30, "recovered_assets": 1.0, "recovered_claims": 1.0}
    rules.clear_lenders(a_ledger(), market, a_world(**(neutral | terms)), day)
    for index in range(lenders):
        assert rules.book_total(market, index) == 0
    assert rules.public_total(market) == 0
    return market


CHAIN = [[0, 1000, 0], [0, 0, 1200], [0, 0, 0]]


def test_a_chain_passes_the_shortfall_on_to_the_fen() -> None:
    market = cleared(lenders_that_owe(CHAIN, [400, 500, 0]), 3)
    assert [int(market.lenders[index].book[Account.CASH]) for index in range(3)] == [0, 0, 900]
    assert [rules.own_funds(market.lenders[index]) for index in range(3)] == [0, 0, 900]
    assert [int(market.lenders[index].standing) for index in range(3)] == [Standing.FAILED, Standing.FAILED, 0]
    assert [int(market.lenders[index].failed_day) for index in range(3)] == [30, 30, NEVER]
    assert not any(market.lenders[index].book[Account.INTERBANK_DEBTS] for index in range(3))
    assert not any(market.lenders[index].book[Account.INTERBANK_CLAIMS] for index in range(3))


def test_what_failure_costs_leaves_the_lenders() -> None:
    market = cleared(lenders_that_owe(CHAIN, [400, 500, 0]), 3, recovered_assets=0.5, recovered_claims=0.5)
    # 0 pays 200 of 400; 1 pays half of 500 and half of 200
    assert [int(market.lenders[index].book[Account.CASH]) for index in range(3)] == [0, 0, 350]
    assert [rules.own_funds(market.lenders[index]) for index in range(3)] == [0, 0, 350]


def test_lenders_that_can_pay_do_and_nobody_fails() -> None:
    market = cleared(lenders_that_owe(CHAIN, [1000, 200, 0]), 3)
    assert [int(market.lenders[index].book[Account.CASH]) for index in range(3)] == [0, 0, 1200]
    assert not any(market.lenders[index].standing for index in range(3))


def test_a_ring_without_money_pays_itself() -> None:
    market = cleared(lenders_that_owe([[0, 7, 0], [0, 0, 7], [7, 0, 0]], [0, 0, 0]), 3)
    assert not any(market.lenders[index].standing for index in range(3))
    assert not any(market.lenders[index].book.any() for index in range(3))


def test_creditors_get_their_part_to_one_fen_and_the_total_is_exact() -> None:
    generator = np.random.default_rng(23)
    for _ in range(100):
        owed = generator.integers(0, 10**6, (4, 4))
        np.fill_diagonal(owed, 0)
        cash = generator.integers(0, 4 * 10**5, 4)
        market = lenders_that_owe(owed.tolist(), cash.tolist())
        exact = clear(owed.astype(np.float64), cash.astype(np.float64), 0.8, 0.9)
        shares = owed / owed.sum(axis=1)[:, None]
        cleared(market, 4, recovered_assets=0.8, recovered_claims=0.9)
        received = (shares * exact.payments[:, None]).sum(axis=0)
        paid, got = market.clearing.posted
        assert np.abs(got - received).max() <= 1.0
        assert np.abs(paid - exact.payments).max() <= 1.0
        assert int(paid.sum()) == int(got.sum())


def test_one_debtors_creditors_get_their_part_to_one_fen() -> None:
    owed = [[0, 333, 334, 334], [0] * 4, [0] * 4, [0] * 4]
    market = cleared(lenders_that_owe(owed, [500, 0, 0, 0]), 4)
    received = [int(market.lenders[index].book[Account.CASH]) for index in range(1, 4)]
    assert sum(received) == 500
    assert received == pytest.approx([500 * part / 1001 for part in (333, 334, 334)], abs=1.0)


def test_nothing_is_cleared_before_its_day_while_everybody_stands() -> None:
    market = cleared(lenders_that_owe(CHAIN, [400, 500, 0]), 3, day=29)
    assert int(market.lenders[0].book[Account.INTERBANK_DEBTS]) == -1000


@pytest.mark.parametrize("failed", [0, 2])
def test_the_failure_of_a_party_brings_all_debts_forward(failed: int) -> None:
    market = lenders_that_owe(CHAIN, [400, 500, 0])
    put(market.lenders[failed], {"standing": Standing.FAILED, "failed_day": 3})
    cleared(market, 3, day=3)
    assert int(market.lenders[2].book[Account.CASH]) == 900


def test_the_failure_of_a_stranger_brings_nothing_forward() -> None:
    market = lenders_that_owe([*[[*row, 0] for row in CHAIN], [0] * 4], [400, 500, 0, 0])
    market.lenders[3].standing = Standing.FAILED
    cleared(market, 4, day=3)
    assert int(market.lenders[0].book[Account.CASH]) == 400


def test_without_debts_nothing_moves() -> None:
    market = lenders_that_owe([[0, 0], [0, 0]], [5, 6])
    before = market.copy()
    cleared(market, 2)
    assert market == before

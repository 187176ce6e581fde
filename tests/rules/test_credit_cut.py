"""What a borrower meets of a lender's trouble: uses of lines that are cut, loans refused or not paid out."""

from typing import Any

import pytest

from sim.chart import Movement
from sim.records import State
from sim.units import NEVER
from tests.builders import (
    LOAN,
    a_borrower,
    a_ledger,
    a_market,
    a_stream,
    a_world,
    moved,
    open_line,
    put,
    rules,
)

DAY = 70
UNTOUCHED = {"cut_day": NEVER, "cut_by": -1, "denied_day": NEVER, "denied_by": -1}


def a_customer(**line: Any) -> Any:
    """Weight 3, a line of 10,000 yuan, of which 4,000 are drawn."""
    borrower = a_borrower(weight=3, cash=0, **UNTOUCHED)
    open_line(borrower, principal=400_000, **line)
    return borrower


@pytest.mark.parametrize(
    ("cuts", "wanted", "granted", "asked", "is_cut"),
    [
        ({}, 100_000, 100_000, 100_000, False),
        ({}, 900_000, 600_000, 600_000, False),
        ({"felt_line_cut": 0.25}, 100_000, 75_000, 100_000, True),
        ({"felt_line_cut": 0.25}, 900_000, 450_000, 600_000, True),
        ({"felt_limit_cut": 0.2}, 100_000, 100_000, 100_000, False),
        ({"felt_limit_cut": 0.2}, 500_000, 400_000, 500_000, True),
        ({"felt_limit_cut": 0.7}, 100_000, 0, 100_000, True),
        ({"felt_limit_cut": 1.0}, 100_000, 0, 100_000, True),
        ({"felt_limit_cut": 0.2, "felt_line_cut": 0.5}, 500_000, 200_000, 500_000, True),
    ],
)
def test_a_line_grants_what_the_lenders_trouble_leaves(
    cuts: dict[str, float], wanted: int, granted: int, asked: int, is_cut: bool
) -> None:
    market, ledger, borrower = a_market(), a_ledger(), a_customer()
    put(market.lenders[0], cuts)
    assert rules.granted_use(borrower, 0, wanted, DAY, market, a_world(), ledger) == granted
    assert ledger.line_asked[0] == 3 * asked
    assert (borrower.cut_day, borrower.cut_by) == ((DAY, 0) if is_cut else (NEVER, -1))


def test_a_purchase_is_cut_and_the_rest_is_not_bought() -> None:
    market, ledger, borrower = a_market(), a_ledger(), a_customer()
    market.lenders[0].felt_line_cut = 0.5
    rules.buy(borrower, DAY, 10_000, 1.0, market, a_world(), ledger)
    assert moved(ledger) == {"PURCHASE": 15_000}
    assert borrower.cut_day == DAY


def test_a_failed_lenders_line_offers_nothing() -> None:
    market, borrower = a_market(), a_customer(limit=10_000_000)
    market.lenders[0].felt_limit_cut = 1.0
    assert rules.headroom(borrower, 0, DAY, market, a_world()) == 0
    assert rules.line_room(borrower, 0, DAY, market, a_world(), 0.0) == 9_600_000


def waiting_for_a_loan() -> Any:
    """A loan of 6,000 yuan that passed and is paid out today."""
    borrower = a_borrower(**UNTOUCHED)
    values = {"state": State.PENDING, "product": LOAN, "limit": 600_000, "remaining_term": 3, "next_due_day": DAY}
    put(borrower.accounts[1], values)
    return borrower


@pytest.mark.parametrize(
    ("state", "paid", "is_denied"),
    [
        ({"ration": 1.0}, 600_000, False),
        ({"ration": 0.25, "felt_loan_cut": 0.75}, 150_000, True),
        ({"ration": 0.0, "felt_loan_cut": 1.0}, 0, True),
        ({"ration": 0.25}, 150_000, False),  # the cap on growth
        ({"ration": 0.25, "felt_loan_cut": 0.5}, 150_000, False),  # the cap cuts deeper than the trouble
    ],
)
def test_a_loan_that_trouble_cuts_is_noted_and_one_that_a_cap_cuts_is_not(
    state: dict[str, float], paid: int, is_denied: bool
) -> None:
    market, ledger, borrower = a_market(), a_ledger(), waiting_for_a_loan()
    put(market.lenders[0], state)
    rules.receive_loans(borrower, DAY, market, a_world(), a_stream(), ledger)
    assert ledger.flow[0, Movement.DISBURSE] == paid
    assert (borrower.denied_day, borrower.denied_by) == ((DAY, 0) if is_denied else (NEVER, -1))


def test_an_approval_cut_refuses_some_of_those_who_would_have_been_approved() -> None:
    market = a_market(underwriting_approval_rate=0.8)
    lender, policy, stream = market.lenders[0], market.lenders[0].policies[0], a_stream()

    def approved(cut: float) -> set[int]:
        lender.felt_approval_cut = cut
        people = (a_borrower(agent=agent) for agent in range(400))
        return {
            int(one.agent)
            for one in people
            if rules.is_approved(one, LOAN, DAY, policy, stream)
            and rules.is_still_approved(one, LOAN, DAY, lender, policy, stream)
        }

    calm, half, none = approved(0.0), approved(0.5), approved(1.0)
    assert none == set() < half < calm
    # 400 draws: 4.9 deviations of the count on each side, a false alarm in 1e-6
    assert abs(len(calm) - 320) < 4.9 * 8
    assert abs(len(half) - 160) < 4.9 * 9.8


def test_a_refusal_by_the_approval_cut_is_noted() -> None:
    borrower, market, ledger = a_borrower(cash=10**7, income=10**6, **UNTOUCHED), a_market(), a_ledger()
    world = a_world()
    world.segment[0].loan_demand_monthly, world.segment[0].loan_size = 1.0, 1.0
    market.lenders[0].felt_approval_cut = 1.0
    rules.ask_for_loan(borrower, LOAN, DAY, market, world, a_stream(), ledger)
    assert (borrower.denied_day, borrower.denied_by, ledger.filed[0]) == (DAY, 0, 0)
    market.lenders[0].felt_approval_cut = 0.0
    rules.ask_for_loan(borrower, LOAN, DAY, market, world, a_stream(), ledger)
    assert ledger.filed[0] == 10**6


def test_somebody_outside_is_refused_by_the_approval_cut() -> None:
    borrower = a_borrower(admitted_day=NEVER, income=10**6, **UNTOUCHED)
    market, world = a_market(), a_world(is_dynamic=1, arrival_monthly=1.0)
    put(borrower.accounts[0], {"state": State.CLOSED, "product": 0})
    market.lenders[0].felt_approval_cut = 1.0
    rules.come_in(borrower, DAY, market, world, a_stream(), a_ledger())
    assert (borrower.denied_day, borrower.accounts[0].state) == (DAY, State.CLOSED)
    market.lenders[0].felt_approval_cut = 0.0
    rules.come_in(borrower, DAY, market, world, a_stream(), a_ledger())
    assert borrower.accounts[0].state == State.PENDING

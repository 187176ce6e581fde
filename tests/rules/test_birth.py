"""A synthetic borrower is born."""

import math

import numpy as np
import pytest

from sim.records import State, borrower_dtype
from sim.units import NEVER
from tests.builders import LINE, LOAN, SLOTS, a_borrower, a_stream, a_world, rules


def born(agent: int, world=None, seed: int = 1):
    record = np.zeros(1, dtype=borrower_dtype(SLOTS))[0]
    record.agent, record.weight = agent, 1
    rules.be_born(record, 0, world or a_world(), a_stream(seed))
    return record


def test_segments_by_cumulative_shares() -> None:
    world = a_world(segments=3)
    for index, share in enumerate((0.5, 0.8, 1.0)):
        world.segment[index].cumulative_share = share
    assert [rules.segment_of(draw, world) for draw in (0.1, 0.5, 0.79, 0.8, 1.0)] == [0, 1, 1, 2, 2]


def test_a_trait_has_its_median_and_dispersion() -> None:
    assert rules.spread(100.0, 0.3, 0.5) == pytest.approx(100.0)
    assert rules.spread(100.0, 0.3, 0.8413447460685429) == pytest.approx(100.0 * math.exp(0.3))


@pytest.mark.parametrize(
    ("spread", "draw", "payday"), [(0, 0.9, 10), (4, 0.0, 6), (4, 0.999, 14), (15, 0.0, 1), (15, 0.99, 25)]
)
def test_paydays_are_uniform_around_the_segments_and_inside_the_month(spread: int, draw: float, payday: int) -> None:
    segment = a_world().segment[0]
    segment.payday_spread = spread
    assert rules.payday_of(segment, draw) == payday


@pytest.mark.parametrize(("income", "limit"), [(10_000, 50_000), (70_000, 140_000), (900_000, 1_000_000)])
def test_a_limit_follows_income_between_floor_and_cap(income: int, limit: int) -> None:
    product = a_world().product[LINE]
    product.limit_income, product.limit_floor, product.limit_cap = 2.0, 50_000, 1_000_000
    assert rules.line_limit(income, 650.0, product, 650.0) == limit


def test_the_opening_score_falls_with_risk() -> None:
    world = a_world(score_insight=40.0)
    assert rules.opening_score(1.0, world, 0.5) == 650.0
    assert rules.opening_score(math.e, world, 0.5) == pytest.approx(610.0)
    assert rules.opening_score(1e9, world, 0.5) == 350.0


def test_without_dispersion_everyone_is_the_median() -> None:
    world = a_world()
    world.segment[0].essential_share = 0.6
    world.segment[0].savings_months = 2.0
    borrower = born(7, world)
    assert (borrower.income, borrower.cash, borrower.essential_daily) == (800_000, 1_600_000, 16_000)
    assert (borrower.job_risk, borrower.payday, borrower.employed, borrower.score) == (1.0, 10, 1, 650.0)
    assert (borrower.next_day, borrower.spent_until, borrower.default_day) == (1, 0, NEVER)


def test_a_borrower_opens_with_an_unused_line_and_empty_slots() -> None:
    accounts = born(7).accounts
    assert list(accounts["state"]) == [State.OPEN, State.EMPTY, State.EMPTY]
    assert (accounts[0].limit, accounts[0].principal, accounts[0].next_due_day) == (800_000, 0, NEVER)
    assert list(accounts["product"]) == [LINE, -1, -1]


def test_a_borrower_may_open_with_a_loan() -> None:
    world = a_world(opens_with_loans=1)
    world.segment[0].loan_size = 0.5
    loan = born(7, world).accounts[1]
    assert (loan.product, loan.principal, loan.remaining_term, loan.next_due_day) == (LOAN, 400_000, 3, 10)


def test_a_borrower_depends_on_its_number_and_the_seed_only() -> None:
    world = a_world()
    world.segment[0].income_dispersion = 0.5
    assert born(7, world) == born(7, world)
    assert born(7, world).income != born(8, world).income
    assert born(7, world).income != born(7, world, seed=2).income


def test_a_cleared_slot_holds_no_day() -> None:
    account = a_borrower().accounts[0]
    assert (account.product, account.state, account.default_day, account.oldest_due_day) == (
        -1,
        State.EMPTY,
        NEVER,
        NEVER,
    )


@pytest.mark.parametrize(
    ("elasticity", "income", "risk"), [(0.0, 200, 1.0), (1.0, 200, 0.5), (0.5, 400, 0.5), (1.0, 50, 2.0), (1.0, 0, 1.0)]
)
def test_higher_incomes_lose_work_less_often(elasticity: float, income: int, risk: float) -> None:
    segment = a_world().segment[0]
    segment.income_median_fen, segment.risk_income_elasticity = 100, elasticity
    assert rules.personal_risk(a_borrower(income=income), segment, 0.5) == pytest.approx(risk)


def test_forgetfulness_spreads_around_its_mean_and_is_a_probability() -> None:
    world, stream = a_world(), a_stream()
    segment = world.segment[0]
    segment.forget_probability, segment.forget_dispersion = 0.1, 0.5
    seen = []
    for agent in range(2_000):
        borrower = a_borrower(agent=agent)
        rules.give_habits(borrower, segment, stream)
        seen.append(borrower.forgetfulness)
    logs = np.log(seen)
    # Log deviation 0.5 of 2,000 draws has a standard error of 0.008, the mean 0.1 one of 0.0012: five each way.
    assert logs.std() == pytest.approx(0.5, abs=0.04)
    assert np.mean(seen) == pytest.approx(0.1, abs=0.006)
    segment.forget_dispersion = 3.0
    rules.give_habits(borrower, segment, stream)
    assert borrower.forgetfulness <= 1.0

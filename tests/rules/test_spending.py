"""Spending: in cash, over the line, and not at all."""

import pytest

from sim.randomness import Decision
from tests.builders import a_borrower, a_ledger, a_market, a_stream, a_world, moved, open_line, rules


def spent(borrower, day: int, line_share: float = 0.0):
    """Spend up to a day; the ledger."""
    borrower.line_share, ledger = line_share, a_ledger()
    rules.spend(borrower, day, a_market(), a_world(), ledger)
    return ledger


@pytest.mark.parametrize(("cash", "multiple"), [(100, 1.0), (150, 1.25), (50, 0.75), (1000, 2.0), (-500, 0.0)])
def test_savings_against_their_target_move_other_spending(cash: int, multiple: float) -> None:
    assert rules.spending_multiple(cash, 100.0, 0.5) == multiple


def test_without_a_savings_target_spending_is_normal() -> None:
    assert rules.spending_multiple(0, 0.0, 0.5) == 1.0


def test_planned_spending_is_a_share_of_income_a_day() -> None:
    world, borrower = a_world(), a_borrower(income=900_000)
    world.segment[0].discretionary_share = 0.3
    rules.plan_spending(borrower, 1, a_market(), world, a_stream())
    assert borrower.discretionary_daily == 9_000


def test_the_jobless_plan_a_share_of_it() -> None:
    world, borrower = a_world(), a_borrower(income=900_000, employed=0)
    world.segment[0].discretionary_share = 0.3
    world.segment[0].jobless_share = 0.4
    rules.plan_spending(borrower, 1, a_market(), world, a_stream())
    assert borrower.discretionary_daily == 3_600


def test_a_shock_of_the_month_multiplies_the_plan() -> None:
    world, borrower, stream = a_world(), a_borrower(income=900_000), a_stream()
    world.segment[0].discretionary_share = 0.3
    world.segment[0].discretionary_deviation = 0.2
    rules.plan_spending(borrower, 31, a_market(), world, stream)
    draw = rules.uniform(stream, 5, 0, 31, Decision.DISCRETIONARY_SPENDING)
    assert borrower.discretionary_daily == round(9_000 * rules.lognormal_multiple(0.2, draw))


def test_days_since_the_last_event_are_spent_at_once() -> None:
    borrower = a_borrower(cash=100_000, essential_daily=1_000, discretionary_daily=500, spent_until=3, weight=2)
    ledger = spent(borrower, 10)
    assert (borrower.cash, borrower.spent_until) == (100_000 - 7 * 1_500, 10)
    assert moved(ledger) == {"SPENDING": 21_000}


def test_a_share_goes_over_the_line() -> None:
    borrower = a_borrower(cash=100_000, essential_daily=1_000, spent_until=0, weight=2)
    account = open_line(borrower)
    ledger = spent(borrower, 10, line_share=0.4)
    assert (borrower.cash, account.principal) == (94_000, 4_000)
    assert moved(ledger) == {"SPENDING": 12_000, "PURCHASE": 8_000}


def test_what_cash_lacks_goes_over_the_line_too() -> None:
    borrower = a_borrower(cash=2_500, essential_daily=1_000)
    account = open_line(borrower)
    spent(borrower, 10, line_share=0.4)
    assert (borrower.cash, account.principal) == (0, 7_500)


def test_what_the_line_cannot_take_is_paid_in_cash() -> None:
    borrower = a_borrower(cash=100_000, essential_daily=1_000)
    account = open_line(borrower, limit=1_500)
    spent(borrower, 10, line_share=0.4)
    assert (borrower.cash, account.principal) == (91_500, 1_500)


def test_what_neither_can_pay_is_not_bought() -> None:
    borrower = a_borrower(cash=2_000, essential_daily=1_000)
    account = open_line(borrower, limit=1_500)
    ledger = spent(borrower, 10, line_share=0.4)
    assert (borrower.cash, account.principal) == (0, 1_500)
    assert moved(ledger) == {"SPENDING": 2_000, "PURCHASE": 1_500}


def test_a_second_line_takes_what_the_first_cannot() -> None:
    borrower = a_borrower(essential_daily=1_000)
    first, second = open_line(borrower, 0, limit=4_000), open_line(borrower, 1, limit=9_000)
    spent(borrower, 10)
    assert (first.principal, second.principal) == (4_000, 6_000)


def test_no_time_no_spending() -> None:
    borrower = a_borrower(cash=500, essential_daily=1_000, spent_until=10)
    assert moved(spent(borrower, 10)) == {}


def two_lenders():
    """A world in which the second product is a line of another lender."""
    world = a_world(lenders=2)
    world.product[1] = world.product[0]
    world.product[1].lender = 1
    return world


def plan(borrower, world, **dials: float) -> int:
    rules.plan_spending(borrower, 31, a_market(**dials), world, a_stream())
    return int(borrower.discretionary_daily)


def test_an_overspender_takes_a_share_of_open_credit_beyond_plans() -> None:
    # 900,000 x 0.3 / 30 = 9,000 a day, and 15 % of 600,000 still open: 90,000 / 30 = 3,000; education halves them
    world, borrower = a_world(), a_borrower(income=900_000, overspending=0.15)
    world.segment[0].discretionary_share = 0.3
    open_line(borrower, principal=400_000)
    assert plan(borrower, world) == 12_000
    assert plan(borrower, world, education_effect=0.5) == 10_500
    borrower.overspending = 0.0
    assert plan(borrower, world, education_effect=0.5) == 9_000


def test_advice_cuts_other_spending_of_who_is_past_due() -> None:
    world, borrower = a_world(), a_borrower(income=900_000)
    for name, value in {"discretionary_share": 0.3, "advice_chance": 1.0, "advice_effect": 0.4}.items():
        world.segment[0][name] = value
    line = open_line(borrower, principal=400_000)
    assert plan(borrower, world) == 9_000
    line.arrears[0], line.oldest_due_day = 500, 20
    assert plan(borrower, world) == 5_400
    world.segment[0].advice_chance = 0.0
    assert plan(borrower, world) == 9_000


@pytest.mark.parametrize(("limit", "outside", "own"), [(50_000, 3_000, 7_000), (1_000, 1_000, 9_000)])
def test_a_part_of_spending_over_lines_goes_to_other_lenders_first(limit: int, outside: int, own: int) -> None:
    world, borrower, ledger = two_lenders(), a_borrower(cash=20_000, weight=2), a_ledger()
    world.segment[0].outside_share = 0.3
    line, card = open_line(borrower, 0), open_line(borrower, 1, product=1, limit=limit)
    rules.buy(borrower, 10, 10_000, 1.0, a_market(2), world, ledger)
    assert (line.principal, card.principal, borrower.cash) == (own, outside, 20_000)
    assert (moved(ledger, 0), moved(ledger, 1)) == ({"PURCHASE": 2 * own}, {"PURCHASE": 2 * outside})


def test_people_use_a_line_less_where_its_use_is_reported() -> None:
    # 0.5 (1 - 0.14) = 0.43
    borrower = a_borrower(line_share=0.5)
    assert rules.line_share_now(borrower, a_market(registry_reporting=1.0, registry_use_effect=0.14)) == 0.43
    assert rules.line_share_now(borrower, a_market(registry_reporting=0.0, registry_use_effect=0.14)) == 0.5

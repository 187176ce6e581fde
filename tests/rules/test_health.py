"""Health shocks: how often, what they cost, who pays, how long income is lower."""

import math

from sim.randomness import Decision
from sim.units import NEVER
from tests.builders import a_borrower, a_ledger, a_market, a_stream, a_world, moved, open_line, put, rules


def a_segment(**dials: float):
    return put(a_world().segment[0], dials)


def test_a_shock_falls_on_a_day_of_the_month_by_its_yearly_chance() -> None:
    borrower, stream = a_borrower(), a_stream()
    rules.draw_health_shock(borrower, 31, a_segment(hospital_yearly=12.0), stream)
    draw = rules.uniform(stream, 5, 0, 31, Decision.HEALTH_SHOCK)
    assert borrower.health_day == 31 + int(30 * draw)
    rules.draw_health_shock(borrower, 31, a_segment(hospital_yearly=0.0), stream)
    assert borrower.health_day == NEVER


def test_a_twelfth_of_the_yearly_chance_falls_into_a_month() -> None:
    people = [a_borrower(agent=agent) for agent in range(2000)]
    for borrower in people:
        rules.draw_health_shock(borrower, 31, a_segment(hospital_yearly=0.6), a_stream())
    # binomial(2000, 0.05): mean 100, standard deviation 9.7; 4.89 of them (1 in 10^6) is 48
    assert abs(sum(borrower.health_day != NEVER for borrower in people) - 100) < 49


def test_the_bill_is_months_of_income_times_a_multiple_of_mean_one() -> None:
    borrower, stream = a_borrower(income=800_000), a_stream()
    assert rules.hospital_bill(borrower, 40, a_segment(hospital_cost=0.7), stream) == 560_000
    draw = rules.uniform(stream, 5, 0, 40, Decision.HEALTH_COST)
    expected = round(560_000 * math.exp(0.9 * rules.normal_quantile(draw) - 0.405))
    spread = a_segment(hospital_cost=0.7, hospital_cost_dispersion=0.9)
    assert abs(rules.hospital_bill(borrower, 40, spread, stream) - expected) <= 1


def test_the_bill_is_paid_from_cash_then_over_lines_and_others_bear_the_rest() -> None:
    # 560,000 = 400,000 cash + 100,000 line + 60,000 that nobody here pays
    world, ledger = a_world(), a_ledger()
    put(world.segment[0], {"hospital_cost": 0.7, "hospital_months": 2.5, "line_share": 0.9})
    borrower = a_borrower(income=800_000, cash=400_000, weight=2, health_day=40)
    line = open_line(borrower, limit=100_000)
    rules.fall_ill(borrower, 40, a_market(), world, a_stream(), ledger)
    assert (borrower.cash, line.principal) == (0, 100_000)
    assert (borrower.health_day, borrower.ill_until) == (NEVER, 40 + 75)
    assert moved(ledger) == {"SPENDING": 800_000, "PURCHASE": 200_000}


def test_the_day_of_a_shock_is_a_day_with_something_due() -> None:
    borrower = a_borrower(health_day=44)
    assert rules.next_event_day(borrower, 41, a_market(), a_world()) == 44

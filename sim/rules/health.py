"""Health shocks: a spell in hospital that costs money out of pocket and takes income for some months."""

from sim.compiled import rare, rule
from sim.randomness import Decision, uniform
from sim.rules.calendar import days_of_months
from sim.rules.income import day_of_event, lognormal_multiple
from sim.rules.spending import buy
from sim.units import MONTHS_PER_YEAR, NEVER, fen


@rule
def draw_health_shock(borrower, day, segment, stream):
    """Decide once a month whether and when the borrower falls ill."""
    borrower.health_day = NEVER
    probability = segment.hospital_yearly / MONTHS_PER_YEAR
    if probability > 0.0:
        draw = uniform(stream, borrower.agent, 0, day, Decision.HEALTH_SHOCK)
        if draw < probability:
            borrower.health_day = day_of_event(day, draw, probability)


@rule
def hospital_bill(borrower, day, segment, stream):
    """Out-of-pocket cost (fen)."""
    draw = uniform(stream, borrower.agent, 0, day, Decision.HEALTH_COST)
    return fen(borrower.income * segment.hospital_cost * lognormal_multiple(segment.hospital_cost_dispersion, draw))


@rare
def fall_ill(borrower, day, market, world, stream, ledger):
    """Pay the hospital from cash, then over lines (others bear the rest), and lose income for a time."""
    segment = world.segment[borrower.segment]
    borrower.health_day = NEVER
    borrower.ill_until = day + days_of_months(segment.hospital_months)
    buy(borrower, day, hospital_bill(borrower, day, segment, stream), 0.0, market, world, ledger)

"""A lender's liquidity: cash kept at its target, what could still be drawn, and how long and how far it reaches."""

import math

from sim.chart import CASH_EFFECT, MOVEMENTS, Account, Movement
from sim.compiled import rare, rule
from sim.rules.funders import (
    draw_funding,
    falling_due,
    repay_funding,
    repayable_funding,
    undrawn_funding,
)
from sim.rules.settlement import own_receivables
from sim.units import DAYS_PER_MONTH, fen

MOST_INFLOW = 0.75
"""Share of the outflow that expected inflow may cover (Basel III, liquidity coverage ratio, paragraph 69)."""


@rule
def liquidity(lender):
    """Cash plus undrawn committed funding, less what a receiver has advanced (fen)."""
    return lender.book[Account.CASH + 0] + undrawn_funding(lender) - lender.advance


@rule
def funding_change(lender):
    """Funding to draw (positive) or repay (negative) so that cash returns to its target (fen)."""
    missing = fen(lender.cash_share * own_receivables(lender)) - lender.book[Account.CASH + 0]
    if missing >= 0:
        return min(missing, undrawn_funding(lender))
    return max(missing, -repayable_funding(lender))


@rule
def fund(ledger, market, index):
    """Move cash back to its target by drawing or repaying funding."""
    lender = market.lenders[index]
    change = funding_change(lender)
    if change > 0:
        draw_funding(ledger, lender, index, change)
    elif change < 0:
        repay_funding(ledger, lender, index, -change)


@rule
def net_flow(ledger, index):
    """Cash in less cash out of the day before funding (fen)."""
    net = 0
    for movement in range(MOVEMENTS):
        net += CASH_EFFECT[movement] * ledger.flow[index, movement]
    return net


@rule
def watch_outflow(ledger, lender, index, day):
    """Keep the largest cumulative outflow before funding, and the day on which it is more than the opening liquidity.

    That day is the survival horizon: with funding as committed at the opening, and nobody reacting.
    """
    lender.net_outflow -= net_flow(ledger, index)
    lender.max_outflow = max(lender.max_outflow, lender.net_outflow)
    if lender.survival_day == 0 and lender.net_outflow > lender.opening_liquidity:
        lender.survival_day = day


@rule
def watch_liquidity(lender):
    """Keep the lowest liquidity."""
    lender.min_liquidity = min(lender.min_liquidity, liquidity(lender))


@rule
def month_inflow(lender):
    """Cash that came in over the month before funding and owners (fen)."""
    total = 0
    for movement in range(MOVEMENTS):
        if CASH_EFFECT[movement] > 0:
            total += lender.month_flow[movement]
    return total


@rule
def month_outflow(lender):
    """Cash that went out over the month before funding (fen), dividends apart: nobody is obliged to pay one."""
    total = 0
    for movement in range(MOVEMENTS):
        if CASH_EFFECT[movement] < 0 and movement != Movement.PAY_DIVIDEND:
            total += lender.month_flow[movement]
    return total


@rule
def liquidity_coverage(lender, day):
    """Liquid assets / net outflow of the next 30 days; NaN without outflow.

    Outflow is that of the month again, and funding that falls due; inflow that of the month again, up to 75 % of it.
    """
    outflow = month_outflow(lender) + falling_due(lender, day, DAYS_PER_MONTH)
    if outflow <= 0:
        return math.nan
    net = outflow - min(1.0 * month_inflow(lender), MOST_INFLOW * outflow)
    return max(0, liquidity(lender)) / net


@rare
def measure_coverage(lender, day):
    """The coverage of the month end, and the lowest of the run."""
    lender.coverage = liquidity_coverage(lender, day)
    if not math.isnan(lender.coverage):
        lender.min_coverage = min(lender.min_coverage, lender.coverage)

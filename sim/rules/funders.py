"""Who lends to a lender: what each has committed and lent, in which order it is drawn and repaid, and what it costs."""

import math

from sim.chart import Account, Movement
from sim.compiled import rare, rule
from sim.funders import Lending
from sim.ledger import post
from sim.rules.opinion import spread_asked
from sim.units import DAYS_PER_MONTH, DAYS_PER_YEAR, fen

NO_FUNDER = -1


@rule
def receivables(lender):
    """Principal and interest on the books (fen)."""
    return lender.book[Account.PRINCIPAL + 0] + lender.book[Account.INTEREST + 0]


@rule
def funding_drawn(lender):
    """Borrowed funds but for the receiver's advance (fen)."""
    return -lender.book[Account.FUNDING + 0] - lender.advance


@rule
def collateral(funder, lender):
    """What a secured funder accepts (fen): its part of the receivables less than 30 days past due, less the haircut."""
    sound = receivables(lender) * (1.0 - lender.d30_rate)
    return fen((1.0 - funder.haircut) * funder.pledged * sound)


@rule
def available_commitment(funder, lender):
    """What a funder stands ready to lend, drawn and undrawn (fen); one that runs lends nothing new."""
    if funder.kind == Lending.TERM or funder.run_day > 0:
        return funder.drawn
    left = funder.committed - fen(funder.committed * funder.withdrawn)
    if funder.haircut > 0.0:
        left = min(left, collateral(funder, lender))
    return left


@rule
def undrawn_of(funder, lender):
    """What a funder still lends (fen)."""
    return max(0, available_commitment(funder, lender) - funder.drawn)


@rule
def undrawn_funding(lender):
    """Committed funding not yet drawn (fen)."""
    total = 0
    for place in range(lender.funder_count):
        total += undrawn_of(lender.funders[place], lender)
    return total


@rule
def repayable_funding(lender):
    """Funding that can be repaid at will (fen): all but terms."""
    total = 0
    for place in range(lender.funder_count):
        if lender.funders[place].kind == Lending.LINE:
            total += lender.funders[place].drawn
    return total


@rule
def price_of(funder):
    """What a funder charges today (per year)."""
    return funder.rate + funder.spread


@rule
def cheapest_line(lender):
    """The cheapest funder with something undrawn; of two alike the first by name."""
    best = NO_FUNDER
    for place in range(lender.funder_count):
        funder = lender.funders[place]
        if undrawn_of(funder, lender) > 0 and (best < 0 or price_of(funder) < price_of(lender.funders[best])):
            best = place
    return best


@rule
def dearest_line(lender):
    """The dearest funder with something to repay at will; of two alike the first by name."""
    best = NO_FUNDER
    for place in range(lender.funder_count):
        funder = lender.funders[place]
        is_repayable = funder.kind == Lending.LINE and funder.drawn > 0
        if is_repayable and (best < 0 or price_of(funder) > price_of(lender.funders[best])):
            best = place
    return best


@rare
def draw_funding(ledger, lender, index, amount):
    """Draw an amount (fen, at most what is undrawn), the cheapest first."""
    left = amount
    while left > 0:
        funder = lender.funders[cheapest_line(lender)]
        drawn = min(left, undrawn_of(funder, lender))
        funder.drawn += drawn
        left -= drawn
    post(ledger, index, Movement.DRAW_FUNDING, amount)


@rare
def repay_funding(ledger, lender, index, amount):
    """Repay an amount (fen, at most what is repayable), the dearest first."""
    left = amount
    while left > 0:
        funder = lender.funders[dearest_line(lender)]
        repaid = min(left, funder.drawn)
        funder.drawn -= repaid
        left -= repaid
    post(ledger, index, Movement.REPAY_FUNDING, amount)


@rule
def funding_cost(lender, path_spread):
    """Interest on funding for a day (fen). Under a receiver it no longer runs (Enterprise Bankruptcy Law, art. 46)."""
    if lender.administered == 1:
        return 0
    total = 0.0
    for place in range(lender.funder_count):
        funder = lender.funders[place]
        total += funder.drawn * (funder.rate + path_spread + funder.spread) / DAYS_PER_YEAR
    return fen(total)


@rule
def mean_spread(lender):
    """What funders charge on top of their rates (per year), weighted by what they lend; 0 where nothing is lent."""
    total = 0.0
    drawn = 0
    for place in range(lender.funder_count):
        funder = lender.funders[place]
        total += funder.spread * funder.drawn
        drawn += funder.drawn
    return total / drawn if drawn > 0 else 0.0


@rule
def called_today(funder, day):
    """What falls due today of called money (fen): a share of what is lent, once notice is over."""
    if funder.run_day == 0 or funder.is_callable == 0 or day < funder.run_day + funder.notice_days:
        return 0
    return fen(funder.run_daily * funder.drawn)


@rule
def is_maturity(funder, day):
    """Whether a term ends at this close."""
    return funder.kind == Lending.TERM and day == funder.maturity_month * DAYS_PER_MONTH


@rule
def not_refinanced(funder):
    """What a funder would not lend again at maturity (fen): what it withdraws, and all if it runs."""
    if funder.run_day > 0:
        return funder.drawn
    return fen(funder.withdrawn * funder.drawn)


@rule
def refinance(funder):
    """A new term, at the price of the day."""
    funder.maturity_month += funder.term_months
    funder.spread = spread_asked(funder.opinion)


@rare
def pay_called(ledger, lender, index, day):
    """Pay what funders called and what they do not refinance; the lender has no choice, whatever its cash."""
    total = 0
    for place in range(lender.funder_count):
        funder = lender.funders[place]
        due = called_today(funder, day)
        if is_maturity(funder, day):
            due = not_refinanced(funder)
            refinance(funder)
        funder.drawn -= due
        total += due
    lender.month_called += total
    post(ledger, index, Movement.REPAY_FUNDING, total)


@rule
def called_within(funder, day, days):
    """What falls due of called money within so many days after this close (fen), as things stand."""
    if funder.run_day == 0 or funder.is_callable == 0:
        return 0
    payments = min(days, day + days - max(day, funder.run_day + funder.notice_days - 1))
    if payments <= 0:
        return 0
    return fen(funder.drawn * (1.0 - math.pow(1.0 - funder.run_daily, 1.0 * payments)))


@rule
def falling_due(lender, day, days):
    """Funding that falls due within so many days after this close (fen): called, or at maturity not refinanced."""
    total = 0
    for place in range(lender.funder_count):
        funder = lender.funders[place]
        total += called_within(funder, day, days)
        maturity = funder.maturity_month * DAYS_PER_MONTH
        if funder.kind == Lending.TERM and day < maturity <= day + days:
            total += not_refinanced(funder)
    return total

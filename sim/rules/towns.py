"""Towns: lost spending costs local jobs. Channel `employment`."""

from sim.compiled import rule
from sim.records import Channel
from sim.units import DAYS_PER_MONTH


@rule
def town_of(number, towns):
    """The town in which the borrower of this number lives: the same as its block in a network of blocks."""
    return number % towns


@rule
def has_local_jobs(world):
    """Whether jobs follow local spending."""
    return world.channel[Channel.EMPLOYMENT + 0] > 0.0 and world.warming == 0


@rule
def planned_month(borrower):
    """Spending planned for a month (fen)."""
    return DAYS_PER_MONTH * (borrower.essential_daily + borrower.discretionary_daily)


@rule
def count_spending(borrower, world, ledger):
    """At a month end: add what was planned for the month to the town's."""
    if has_local_jobs(world):
        ledger.town_spending[borrower.town] += borrower.weight * planned_month(borrower)


@rule
def lost_share(opening, now):
    """Share of the opening level of spending that is missing; 0 where none is, or there was none."""
    return max(0.0, 1.0 - now / opening) if opening > 0 else 0.0


@rule
def watch_towns(ledger, market, world, month):
    """At a month end: what every town's spending lacks of that of month 1, which was planned as the run opened."""
    if not has_local_jobs(world):
        return
    for town in range(world.towns):
        if month == 1:
            market.town_opening[town] = ledger.town_spending[town]
        market.town_lost[town] = lost_share(market.town_opening[town], ledger.town_spending[town])


@rule
def open_towns(economy, market, world):
    """On the first of a month: the rise of the job-loss hazard by town, as of the close before."""
    for town in range(world.towns):
        economy.slump[town] = world.channel[Channel.EMPLOYMENT + 0] * market.town_lost[town]


@rule
def raised_hazard(probability, rise):
    """The chance to lose work this month after a rise by a share of it."""
    return min(1.0, probability * (1.0 + rise))

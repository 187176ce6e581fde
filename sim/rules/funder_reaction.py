"""What funders and partners make of a lender's trouble: they hear of it late, believe it slowly, and act.

Price comes first, then volume, then the run. A partner that runs takes no part in new lending; it recalls nothing.
Channel `funding`; what they think of the lender's name and of other failures goes by `reputation` too. At strength 0
nobody hears of anything, and nothing changes.
"""

from sim.compiled import rare, rule
from sim.funders import Lending
from sim.ledger import own_funds
from sim.records import Channel
from sim.rules.opinion import is_running, spread_asked, withdrawn_share
from sim.sizes import LONGEST_LAG


@rule
def risen_delinquency(lender):
    """Rise of the 30+ rate over that of the opening book (share of balance); a fall counts for nothing."""
    return max(0.0, lender.d30_rate - lender.opening_d30_rate)


@rule
def lost_funds(lender):
    """Own funds lost since the opening (share of them, at most 1); 0 where there were none."""
    if lender.opening_funds <= 0:
        return 0.0
    return min(1.0, max(0.0, 1.0 - own_funds(lender) / lender.opening_funds))


@rule
def failures_elsewhere(market, lenders, index, day):
    """Other lenders that failed before this day."""
    count = 0
    for other in range(lenders):
        if other != index and market.lenders[other].failed_day < day:
            count += 1
    return count


@rule
def trouble_seen(opinion, lender, failures, world):
    """A lender's trouble in the eyes of a funder, before lag and inertia."""
    business = opinion.by_delinquency * risen_delinquency(lender) + opinion.by_losses * lost_funds(lender)
    name = opinion.by_name * (1.0 - lender.reputation) + opinion.by_failures * failures
    return world.channel[Channel.FUNDING + 0] * (business + world.channel[Channel.REPUTATION + 0] * name)


@rule
def hear_of_trouble(opinion, trouble, month):
    """Take in what happened `lag_months` ago: the old opinion keeps the weight `inertia`."""
    opinion.heard[month % (LONGEST_LAG + 1)] = trouble
    news = opinion.heard[(month - opinion.lag_months) % (LONGEST_LAG + 1)]
    opinion.stress = opinion.inertia * opinion.stress + (1.0 - opinion.inertia) * news


@rule
def react(funder, day):
    """Price, then volume, then run. The price of a term changes when it is refinanced."""
    opinion = funder.opinion
    if funder.kind == Lending.LINE:
        funder.spread = spread_asked(opinion)
    funder.withdrawn = withdrawn_share(opinion)
    if funder.run_daily <= 0.0 or not is_running(opinion):
        funder.run_day = 0
    elif funder.run_day == 0:
        funder.run_day = day


@rare
def move_funders(market, world, index, month, day):
    """At a month's close: every funder hears and reacts, every partner hears; under a receiver nobody can."""
    lender = market.lenders[index]
    if lender.administered == 1:
        return
    failures = failures_elsewhere(market, world.lenders, index, day)
    for place in range(lender.funder_count):
        funder = lender.funders[place]
        hear_of_trouble(funder.opinion, trouble_seen(funder.opinion, lender, failures, world), month)
        react(funder, day)
    for place in range(lender.partner_count):
        opinion = lender.partner[place].opinion
        hear_of_trouble(opinion, trouble_seen(opinion, lender, failures, world), month)

"""A lender fails: when, and how a receiver runs its book off.

A failure is recorded whatever the channels are. What follows from it is channel `credit_supply`: at strength 0 the
lender goes on with an overdraft. Else a receiver collects what comes in, pays cost by an advance that ranks first, and
repays funders pro rata. Interest on their claims no longer runs, and nothing is called.
"""

from sim.chart import Account, Movement
from sim.compiled import rare, rule
from sim.ledger import post
from sim.market import Standing
from sim.records import Channel
from sim.rules.liquidity import liquidity
from sim.units import fen


@rule
def is_illiquid(lender):
    """Whether obligations cannot be met: cash is below 0 with all that funders still lend; else it is an overdraft."""
    return lender.fails_illiquid == 1 and liquidity(lender) < 0


@rule
def is_closed_down(lender):
    """Whether the supervisor closes the lender at a month end: own funds are below a share of risk-weighted assets."""
    return lender.risk_weighted_assets > 0 and lender.capital_ratio < lender.closed_below


@rare
def fail(lender, day, world):
    """The lender has failed. Where that is felt a receiver takes over, and no funder lends any more."""
    lender.standing = Standing.FAILED + 0
    lender.failed_day = day
    if world.channel[Channel.CREDIT_SUPPLY + 0] > 0.0:
        lender.administered = 1
        for place in range(lender.funder_count):
            lender.funders[place].committed = 0


@rule
def can_fail(lender, world):
    """Whether the lender can fail now: not while the opening book is aged, and not twice."""
    return world.warming == 0 and lender.standing != Standing.FAILED


@rule
def watch_failure(lender, day, world):
    """The close of a day: obligations met or not."""
    if can_fail(lender, world) and is_illiquid(lender):
        fail(lender, day, world)


@rule
def watch_closure(lender, day, world):
    """The close of a month: obligations met or not, and own funds enough for the supervisor or not."""
    if can_fail(lender, world) and (is_illiquid(lender) or is_closed_down(lender)):
        fail(lender, day, world)


@rule
def advance_cash(ledger, lender, index, amount):
    """The receiver pays what cash lacks (fen)."""
    lender.advance += amount
    post(ledger, index, Movement.ADVANCE_CASH, amount)


@rule
def repay_advance(ledger, lender, index, amount):
    """The receiver is repaid (fen), before all others."""
    lender.advance -= amount
    post(ledger, index, Movement.REPAY_ADVANCE, amount)


@rule
def claims_of_funders(lender):
    """What all funders have lent (fen)."""
    total = 0
    for place in range(lender.funder_count):
        total += lender.funders[place].drawn
    return total


@rare
def distribute(ledger, lender, index, amount):
    """Repay funders pro rata to what they have lent (fen); shares are rounded as they add up, so that all is paid."""
    whole = claims_of_funders(lender)
    paid = 0
    passed = 0
    for place in range(lender.funder_count):
        funder = lender.funders[place]
        passed += funder.drawn
        part = fen(amount * (passed / whole)) - paid
        part = max(0, min(part, funder.drawn))
        funder.drawn -= part
        paid += part
    post(ledger, index, Movement.REPAY_FUNDING, paid)


@rare
def administer(ledger, lender, index):
    """A day under the receiver: an advance where cash lacks; else the advance is repaid, then funders."""
    cash = lender.book[Account.CASH + 0]
    if cash < 0:
        advance_cash(ledger, lender, index, -cash)
        return
    back = min(cash, lender.advance)
    repay_advance(ledger, lender, index, back)
    left = min(cash - back, claims_of_funders(lender))
    if left > 0:
        distribute(ledger, lender, index, left)

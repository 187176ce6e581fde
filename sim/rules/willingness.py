"""Willingness to pay: what paying is worth to a borrower against what is owed. Refusing is not being unable.

Worth and debt are in months of income. Nobody refuses where the segment's temptation is 0.
"""

from sim.compiled import rule
from sim.records import Channel, Kind, State
from sim.rules.access import headroom
from sim.rules.good_name import access_left, resented_debt
from sim.rules.ladder import pressure
from sim.rules.peers import is_refusing_with_peers
from sim.units import fen

LOWEST_SCORE_VALUED = 350.0
SCORE_SPAN = 600.0


@rule
def debt_of(borrower):
    """Everything owed on open accounts (fen)."""
    total = 0
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if account.state == State.OPEN:
            total += account.principal + account.interest + account.claim
    return total


@rule
def access_worth(borrower, slot, day, market, world):
    """What an account still offers (fen): the open part of a line, worth less at a lender that lost its name."""
    account = borrower.accounts[slot]
    if account.state != State.OPEN or world.product[account.product].kind != Kind.REVOLVING:
        return 0
    left = headroom(borrower, slot, day, market, world)
    if world.channel[Channel.REPUTATION + 0] <= 0.0:
        return left
    return fen(left * access_left(market.lenders[world.product[account.product].lender], world))


@rule
def strongest_pressure(borrower, day, market, world):
    """The strongest pressure on any account."""
    strongest = 0.0
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if account.state == State.OPEN:
            lender = market.lenders[world.product[account.product].lender]
            strongest = max(strongest, pressure(borrower, account, day, lender, world))
    return strongest


@rule
def record_worth(borrower, day, policy):
    """Worth of a clean record in the registry (months of income): none to who has a bad one already."""
    if int(borrower.marked_until) > day:
        return 0.0
    return policy.registry_reporting * policy.registry_value


@rule
def value_of_paying(borrower, day, market, world):
    """What paying is worth (months of income): access, score, a clean record, a good name, and peace."""
    segment = world.segment[borrower.segment]
    policy = market.lenders[0].policies[borrower.segment]
    access = 0
    for slot in range(len(borrower.accounts)):
        access += access_worth(borrower, slot, day, market, world)
    value = segment.access_value * access / max(1, borrower.income)
    value = value + segment.score_value * (borrower.score - LOWEST_SCORE_VALUED) / SCORE_SPAN
    value = value + segment.standing_value * borrower.standing + record_worth(borrower, day, policy)
    return value + segment.pressure_value * strongest_pressure(borrower, day, market, world)


@rule
def burden_of_debt(borrower, market, world):
    """Temptation times the debt (months of income); debt to a lender that lost its name weighs more."""
    burden = borrower.temptation * debt_of(borrower) / max(1, borrower.income)
    resented = resented_debt(borrower, market, world)
    if resented > 0.0:
        burden += borrower.temptation * resented / max(1, borrower.income)
    return burden


@rule
def weigh_paying(borrower, day, economy, market, world):
    """Once a month: refuse to pay while it is worth less than temptation times the debt; a lost name comes back.

    Who stopped paying for good refuses whatever it is worth.
    """
    borrower.standing += (1.0 - borrower.standing) * world.segment[borrower.segment].standing_recovery
    borrower.refusing = 1 if int(borrower.strike_day) <= day else 0
    if borrower.temptation > 0.0 and borrower.refusing == 0:
        burden = economy.temptation_index * burden_of_debt(borrower, market, world)
        if burden > 0.0:
            worth = value_of_paying(borrower, day, market, world)
            borrower.refusing = 1 if is_refusing_with_peers(borrower, worth, burden, world) else 0


@rule
def is_unwilling(borrower, account):
    """Whether a default is unwilling: the borrower refuses the payment that would avert it, and has the cash.

    Paying the oldest due averts it. All that is past due by then may be more than there is, because of the refusal.
    """
    return borrower.refusing == 1 and borrower.cash >= account.arrears[0]

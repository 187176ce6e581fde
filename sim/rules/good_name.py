"""What a lender's lost name does to its users: channel `reputation`. Its funders read the same name elsewhere."""

from sim.compiled import rule
from sim.market import Standing
from sim.records import Channel, State


@rule
def name_of(lender):
    """A lender's name among users: 1 whole; 0 once it has failed."""
    return 0.0 if lender.standing == Standing.FAILED else 1.0 * lender.reputation


@rule
def lost_name(lender, world):
    """How much of a lender's name is lost to users, times the channel's strength; 0: nothing."""
    strength = world.channel[Channel.REPUTATION + 0]
    if strength <= 0.0 or world.warming == 1:
        return 0.0
    return strength * (1.0 - name_of(lender))


@rule
def access_left(lender, world):
    """Share of the worth of access that a lender's lost name leaves."""
    return max(0.0, 1.0 - lost_name(lender, world))


@rule
def resented_debt(borrower, market, world):
    """What debt weighs more because it is owed to lenders who lost their name (fen, not rounded)."""
    total = 0.0
    if world.channel[Channel.REPUTATION + 0] <= 0.0:
        return total
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if account.state == State.OPEN:
            lender = market.lenders[world.product[account.product].lender]
            total += (account.principal + account.interest + account.claim) * lost_name(lender, world)
    return total


@rule
def attrition(lender, world):
    """Chance that a customer who owes nothing leaves this month: more where the lender's name is lost."""
    return min(1.0, world.attrition_monthly * (1.0 + lost_name(lender, world)))

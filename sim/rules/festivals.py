"""The shopping festivals of 18 June and 11 November: who buys how much, and who gets a coupon."""

from sim.chart import Movement
from sim.compiled import rare, rule
from sim.market import PLATFORM, Activity
from sim.records import Kind, State
from sim.rules.access import is_favoured
from sim.rules.calendar import festival_day
from sim.rules.spending import buy, normal_spending
from sim.units import fen


@rule
def is_festival(day, world):
    """Whether today is a shopping festival."""
    return day == festival_day(day, world)


@rule
def has_offer(borrower, day, policy, world):
    """Whether the platform makes this borrower an offer: it is eligible with one of its lines."""
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if account.state == State.OPEN:
            product = world.product[account.product]
            is_own_line = product.kind == Kind.REVOLVING and product.lender == PLATFORM
            if is_own_line and is_favoured(borrower, account, day, policy, world):
                return True
    return False


@rule
def has_promotion(policy):
    """Whether the platform offers anything at a festival."""
    is_given = policy.promotions_coupon > 0.0 or policy.promotions_fee_waiver > 0.0
    return is_given or policy.promotions_demand > 0.0 or policy.promotions_limit_multiple > 1.0


@rare
def shop_festival(borrower, day, market, world, ledger):
    """Shop, all over the lines as far as they reach; more with an offer, and what it brings the platform is noted."""
    segment = world.segment[borrower.segment]
    if segment.festival_spending <= 0.0:
        return
    amount = normal_spending(borrower, segment) * segment.festival_spending
    policy = market.lenders[PLATFORM].policies[borrower.segment]
    is_favourite = has_promotion(policy) and has_offer(borrower, day, policy, world)
    if is_favourite:
        amount = amount * (1.0 + policy.promotions_demand)
        ledger.activity[PLATFORM, Activity.COUPON + 0] += borrower.weight
    wanted = fen(amount)
    if wanted > 0:
        before = ledger.flow[PLATFORM, Movement.PURCHASE + 0]
        buy(borrower, day, wanted, 1.0, market, world, ledger)
        if is_favourite:
            ledger.promotion_drawn[PLATFORM] += ledger.flow[PLATFORM, Movement.PURCHASE + 0] - before

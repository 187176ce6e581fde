"""Credit repair: small regular payments that restore access and score."""

from sim.compiled import rare, rule
from sim.market import PLATFORM
from sim.records import Kind, State
from sim.rules.scoring import bounded_score
from sim.units import NEVER, month_of


@rule
def is_repairable(account, world):
    """Whether payments can open an account of the platform: not what is charged off, nor a plan that is running."""
    if account.product < 0 or account.state == State.CHARGED_OFF:
        return False
    product = world.product[account.product]
    has_ended = product.kind == Kind.REVOLVING and account.term == 0
    return product.lender == PLATFORM and (account.plan_day == -NEVER or has_ended)


@rule
def has_lost_access(borrower, day, world):
    """Whether access to the platform is closed for a time."""
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if is_repairable(account, world) and int(account.blocked_until) > day:
            return True
    return False


@rule
def restore_access(borrower, day, world):
    """Open what was closed at the platform, but for accounts in default, in a plan, and what is charged off."""
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if is_repairable(account, world) and account.default_day == NEVER:
            account.blocked_until = min(int(account.blocked_until), day)


@rare
def repair_credit(borrower, day, market, world):
    """At a month end: count months in a row with a payment while access is closed; after enough, restore it."""
    policy = market.lenders[PLATFORM].policies[borrower.segment]
    if policy.repair_months <= 0.0 or not has_lost_access(borrower, day, world):
        borrower.repair_months = 0
        return
    borrower.repair_months = borrower.repair_months + 1 if borrower.paid_month == month_of(day) else 0
    if borrower.repair_months >= policy.repair_months:
        restore_access(borrower, day, world)
        borrower.score = bounded_score(borrower.score + policy.repair_score_gain)
        borrower.repair_months = 0

"""Credit repair: small regular payments that restore access and score."""

from sim.compiled import rare, rule
from sim.market import PLATFORM
from sim.records import State
from sim.rules.scoring import bounded_score
from sim.units import NEVER, month_of


@rule
def has_lost_access(borrower, day, world):
    """Whether access to the platform is closed for a time."""
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        is_own = account.product >= 0 and world.product[account.product].lender == PLATFORM
        if is_own and account.state != State.CHARGED_OFF and int(account.blocked_until) > day:
            return True
    return False


@rule
def restore_access(borrower, day, world):
    """Open what was closed at the platform, but for accounts in default and what is charged off."""
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        is_own = account.product >= 0 and world.product[account.product].lender == PLATFORM
        if is_own and account.state != State.CHARGED_OFF and account.default_day == NEVER:
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

"""Access to credit: when a line or a new loan is closed to a borrower, and how much of a line is left."""

from sim.compiled import rule
from sim.records import State
from sim.rules.arrears import days_past_due
from sim.units import DAYS_PER_MONTH, NEVER, fen


@rule
def worst_days_past_due(borrower, lender, day, world):
    """Most days past due on any account at a lender."""
    worst = 0
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if account.state == State.OPEN and world.product[account.product].lender == lender:
            worst = max(worst, days_past_due(account, day, world))
    return worst


@rule
def is_shut(account, day, policy, world):
    """Whether an account bars new credit: by arrears, default, or a lasting freeze, which outlives the account."""
    if account.blocked_until > day or account.state == State.CHARGED_OFF or account.default_day != NEVER:
        return True
    return account.state == State.OPEN and days_past_due(account, day, world) >= policy.freeze_days_past_due


@rule
def is_barred(borrower, product_index, day, market, world):
    """Whether new credit of a product is closed: by its accounts, and if products are linked by all of the lender."""
    lender = world.product[product_index].lender
    policy = market.lenders[lender].policy
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if account.product < 0:
            continue
        is_linked = policy.linkage > 0.0 and world.product[account.product].lender == lender
        if (is_linked or account.product == product_index) and is_shut(account, day, policy, world):
            return True
    return False


@rule
def is_line_closed(borrower, slot, day, market, world):
    """Whether a line cannot be used."""
    return world.run_off == 1 or is_barred(borrower, borrower.accounts[slot].product, day, market, world)


@rule
def headroom(borrower, slot, day, market, world):
    """What can still be charged to a line (fen)."""
    account = borrower.accounts[slot]
    if is_line_closed(borrower, slot, day, market, world):
        return 0
    policy = market.lenders[world.product[account.product].lender].policy
    return max(0, fen(account.limit * policy.limit_multiple) - account.principal)


@rule
def freeze_for_long(account, day, policy, world):
    """Close access for a time if the arrears that are being paid had grown old."""
    if days_past_due(account, day, world) >= policy.lasting_freeze_days_past_due:
        account.blocked_until = day + int(policy.lasting_freeze_months * DAYS_PER_MONTH)

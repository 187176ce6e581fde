"""Access to credit: when a line or a new loan is closed to a borrower, and how much of a line is left."""

from sim.compiled import rule
from sim.records import Kind, State
from sim.rules.arrears import days_past_due, serious_days_past_due
from sim.rules.calendar import days_of_months, is_festival_month
from sim.units import NEVER, fen


@rule
def is_shut(account, day, policy, world):
    """Whether an account bars new credit: by arrears, default, or a lasting freeze, which outlives the account."""
    if account.blocked_until > day or account.state == State.CHARGED_OFF or account.default_day != NEVER:
        return True
    return (
        account.state == State.OPEN
        and serious_days_past_due(account, day, policy, world) >= policy.freeze_days_past_due
    )


@rule
def is_barred(borrower, product_index, day, market, world):
    """Whether new credit of a product is closed: by its accounts, and if products are linked by all of the lender."""
    lender = world.product[product_index].lender
    policy = market.lenders[lender].policies[borrower.segment]
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if account.product < 0:
            continue
        is_linked = policy.freeze_linkage > 0.0 and world.product[account.product].lender == lender
        if (is_linked or account.product == product_index) and is_shut(account, day, policy, world):
            return True
    return False


@rule
def is_line_closed(borrower, slot, day, market, world):
    """Whether a line cannot be used."""
    return world.run_off == 1 or is_barred(borrower, borrower.accounts[slot].product, day, market, world)


@rule
def open_loans(borrower, lender, world):
    """Loans of a lender that are open."""
    count = 0
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if account.state == State.OPEN and account.product >= 0:
            product = world.product[account.product]
            if product.kind == Kind.TERM and product.lender == lender:
                count += 1
    return count


@rule
def is_loan_asked(account, world):
    """Whether a slot holds a loan that was approved and waits to be paid out."""
    return account.state == State.PENDING and world.product[account.product].kind == Kind.TERM


@rule
def owed_to(borrower, lender, world):
    """What is owed at a lender (fen), loans on their way and claims that were charged off included."""
    total = 0
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if account.product >= 0 and world.product[account.product].lender == lender:
            if account.state == State.OPEN:
                total += account.principal + account.interest
            elif account.state == State.CHARGED_OFF:
                total += account.claim
            elif is_loan_asked(account, world):
                total += account.limit
    return total


@rule
def person_room(borrower, lender, policy, world):
    """What a person may still come to owe a lender under the cap for each person (fen)."""
    return max(0, fen(policy.underwriting_person_cap) - owed_to(borrower, lender, world))


@rule
def is_favoured(borrower, account, day, policy, world):
    """Whether a borrower is eligible for a festival's offers: a good score, enough owed on the line, nothing past due.

    What is owed, not what is left of the bill: who pays in full owes nothing of the bill by then.
    """
    has_spent = account.principal >= policy.promotions_minimum_spend
    return has_spent and borrower.score >= policy.promotions_score and days_past_due(account, day, world) == 0


@rule
def usable_limit(borrower, account, day, policy, world):
    """A line's limit as it can be used today (fen): cut by policy and by loans in use, raised for a festival."""
    limit = account.limit * policy.limits_multiple
    if policy.limits_loan_use_cut > 0.0:
        further = max(0, open_loans(borrower, world.product[account.product].lender, world) - 1)
        limit = limit * max(0.0, 1.0 - policy.limits_loan_use_cut * further)
    is_raised = policy.promotions_limit_multiple > 1.0 and is_festival_month(day, world)
    if is_raised and is_favoured(borrower, account, day, policy, world):
        limit = limit * policy.promotions_limit_multiple
    return fen(limit)


@rule
def line_room(borrower, slot, day, market, world, limit_cut):
    """What can still be charged to a line (fen): within its limit less a cut, and within the cap for each person."""
    account = borrower.accounts[slot]
    if is_line_closed(borrower, slot, day, market, world):
        return 0
    lender = world.product[account.product].lender
    policy = market.lenders[lender].policies[borrower.segment]
    limit = usable_limit(borrower, account, day, policy, world)
    if limit_cut > 0.0:
        limit = fen(limit * (1.0 - limit_cut))
    return max(0, min(limit - account.principal, person_room(borrower, lender, policy, world)))


@rule
def headroom(borrower, slot, day, market, world):
    """What a line still offers (fen): its limit is cut by what is felt of its lender's trouble."""
    lender = market.lenders[world.product[borrower.accounts[slot].product].lender]
    return line_room(borrower, slot, day, market, world, lender.felt_limit_cut)


@rule
def open_credit(borrower, day, market, world):
    """What all lines still offer (fen)."""
    total = 0
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if account.state == State.OPEN and world.product[account.product].kind == Kind.REVOLVING:
            total += headroom(borrower, slot, day, market, world)
    return total


@rule
def freeze_for_long(account, day, policy, world):
    """Close access for a time if the arrears that are being paid had grown old."""
    if serious_days_past_due(account, day, policy, world) >= policy.freeze_lasting_days_past_due:
        account.blocked_until = max(int(account.blocked_until), day + days_of_months(policy.freeze_lasting_months))

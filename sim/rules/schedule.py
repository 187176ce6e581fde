"""The next day on which a borrower has something due: idle days are skipped."""

from sim.compiled import rare, rule
from sim.records import State
from sim.rules.calendar import festival_day
from sim.units import DAYS_PER_MONTH, NEVER, day_of_month


@rule
def sooner(best, candidate, day):
    """The earlier of two days that lie after today."""
    return candidate if day < candidate < best else best


@rare
def next_arrears_day(account, product, day, best, lender, policy):
    """The next day on which arrears bring something: a remembered payment, a rung, a cut, default, charge-off."""
    since = int(account.oldest_due_day)
    best = sooner(best, int(account.retry_day), day)
    best = sooner(best, since + int(lender.default_days_past_due), day)
    best = sooner(best, since + int(policy.charge_off_days_past_due), day)
    best = sooner(best, since + int(policy.freeze_cut_days_past_due), day)
    best = sooner(best, since + int(policy.freeze_close_days_past_due), day)
    best = sooner(best, since + int(product.acceleration_days), day)
    for rung in range(len(policy.ladder)):
        best = sooner(best, since + int(policy.ladder[rung].start_day), day)
    return best


@rule
def next_account_day(account, day, best, borrower, market, world):
    """The next day of an account: due day, payout, what arrears bring."""
    best = sooner(best, int(account.next_due_day), day)
    if account.oldest_due_day != NEVER:
        product = world.product[account.product]
        lender = market.lenders[product.lender]
        best = next_arrears_day(account, product, day, best, lender, lender.policies[borrower.segment])
    return best


@rule
def next_event_day(borrower, day, market, world):
    """The next day with something due; at the latest the next first or last day of a month."""
    today = day_of_month(day)
    if today == DAYS_PER_MONTH:
        best = day + 1
    else:
        best = day + DAYS_PER_MONTH - today
    best = sooner(best, day - today + int(borrower.payday), day)
    best = sooner(best, int(borrower.job_change_day), day)
    best = sooner(best, int(borrower.health_day), day)
    if world.segment[borrower.segment].festival_spending > 0.0:
        best = sooner(best, festival_day(day, world), day)
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if account.state == State.OPEN or account.state == State.PENDING:
            best = next_account_day(account, day, best, borrower, market, world)
    return best

"""The next day on which a borrower has something due: idle days are skipped."""

from sim.compiled import rule
from sim.records import State
from sim.units import DAYS_PER_MONTH, NEVER, day_of_month


@rule
def sooner(best, candidate, day):
    """The earlier of two days that lie after today."""
    return candidate if day < candidate < best else best


@rule
def next_account_day(account, day, best, default_days, charge_off_days):
    """The next day of an account: due day, remembered payment, default, charge-off, payout."""
    best = sooner(best, int(account.next_due_day), day)
    if account.oldest_due_day != NEVER:
        best = sooner(best, int(account.retry_day), day)
        best = sooner(best, int(account.oldest_due_day) + default_days, day)
        best = sooner(best, int(account.oldest_due_day) + charge_off_days, day)
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
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if account.state == State.OPEN or account.state == State.PENDING:
            lender = market.lenders[world.product[account.product].lender]
            charge_off_days = int(lender.policy.charge_off_days_past_due)
            best = next_account_day(account, day, best, int(lender.default_days_past_due), charge_off_days)
    return best

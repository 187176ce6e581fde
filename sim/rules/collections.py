"""Claims after charge-off: what is collected from month to month, what they are worth, and when they are dropped."""

import math

from sim.compiled import rule
from sim.ledger import Movement, post
from sim.records import Kind, State
from sim.rules.products import empty_slot
from sim.rules.repayment import credit_recovery, is_counted, owed
from sim.units import DAYS_PER_MONTH, NEVER, fen


@rule
def recovery_rate(months, first_rate, decay, multiple):
    """Share of a claim collected in a month, so many months after default: falls with age, moves with the economy."""
    return min(1.0, first_rate * math.pow(decay, 1.0 * months) * multiple)


@rule
def months_since_default(account, day):
    """Whole months since default."""
    return (day - int(account.default_day)) // DAYS_PER_MONTH


@rule
def collect(borrower, account, day, economy, market, world, ledger):
    """Collect on a charged-off claim (from relatives and new loans elsewhere: from outside the household)."""
    lender = world.product[account.product].lender
    policy = market.lenders[lender].policy
    months = months_since_default(account, day)
    rate = recovery_rate(months, policy.monthly_recovery, policy.recovery_decay, economy.recovery_multiple)
    amount = min(account.claim, fen(account.claim * rate))
    if amount > 0:
        credit_recovery(borrower, account, amount, day, world, ledger)
        account.claim -= amount
        post(ledger, lender, Movement.COLLECT_CLAIM, borrower.weight * amount)


@rule
def readmit(borrower, account, day, world, ledger):
    """Drop an old claim and let the borrower begin anew."""
    lender = world.product[account.product].lender
    post(ledger, lender, Movement.DROP_CLAIM, borrower.weight * account.claim)
    account.claim = 0
    empty_slot(account)
    account.accrued_until = day
    if world.product[account.product].kind == Kind.REVOLVING:
        account.state = State.OPEN + 0


@rule
def collection_start(account, day, policy):
    """The day from which a claim is collected: today once it is charged off, else the day on which it will be."""
    if account.state == State.CHARGED_OFF:
        return day
    since = day if account.oldest_due_day == NEVER else int(account.oldest_due_day)
    return max(day, since + int(policy.charge_off_days_past_due))


@rule
def collection_end(account, start, policy):
    """The day on which the rest of a claim will be dropped."""
    if account.state == State.CHARGED_OFF:
        return int(account.blocked_until)
    return start + int(policy.readmission_months * DAYS_PER_MONTH)


@rule
def future_recoveries(account, day, policy, multiple):
    """Present value (fen) on the day of default of what will be collected at the month ends to come."""
    start = collection_start(account, day, policy)
    end = collection_end(account, start, policy)
    left = float(owed(account))
    value = 0.0
    month_end = day + DAYS_PER_MONTH
    while month_end < end + DAYS_PER_MONTH:
        if month_end >= start:
            months = months_since_default(account, month_end)
            collected = left * recovery_rate(months, policy.monthly_recovery, policy.recovery_decay, multiple)
            left -= collected
            value += collected * math.pow(1.0 + account.daily_rate, -1.0 * (month_end - int(account.default_day)))
        month_end += DAYS_PER_MONTH
    return fen(value)


@rule
def value_claims(borrower, day, economy, market, world, ledger):
    """At the end of the horizon: take what later collections are worth off the loss."""
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if account.state != State.EMPTY and is_counted(account.default_day, world):
            lender = world.product[account.product].lender
            value = future_recoveries(account, day, market.lenders[lender].policy, economy.recovery_multiple)
            ledger.loss[lender] -= borrower.weight * value

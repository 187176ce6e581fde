"""Claims after charge-off: what is collected from month to month, what they are worth, and when they are dropped."""

import math

from sim.compiled import rule
from sim.ledger import Movement, post
from sim.records import Kind, State
from sim.rules.products import empty_slot
from sim.rules.repayment import credit_recovery, discounted, owed
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
        credit_recovery(borrower, account, amount, day, ledger, lender)
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
def future_recovery_share(months, policy, multiple):
    """Share of a claim still to be collected after so many months: 1 - exp(-sum of the monthly rates to come)."""
    rates_to_come = recovery_rate(months + 1, policy.monthly_recovery, policy.recovery_decay, multiple)
    return 1.0 - math.exp(-rates_to_come / (1.0 - policy.recovery_decay))


@rule
def value_claims(borrower, day, economy, market, world, ledger):
    """At the end of the horizon: take what later collections are worth off the loss."""
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if account.counted == 1 and account.default_day != NEVER:
            lender = world.product[account.product].lender
            months = months_since_default(account, day)
            share = future_recovery_share(months, market.lenders[lender].policy, economy.recovery_multiple)
            value = discounted(owed(account) * share, account.daily_rate, day - int(account.default_day))
            ledger.loss[lender] -= borrower.weight * value

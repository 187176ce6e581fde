"""Claims after charge-off: what is collected from month to month, what they are worth, and when they are dropped."""

import math

from sim.compiled import rare, rule
from sim.ledger import Movement, post
from sim.randomness import Decision, uniform
from sim.records import Kind, State
from sim.rules.calendar import days_of_months
from sim.rules.litigation import enforced_share, is_judged
from sim.rules.products import empty_slot
from sim.rules.repayment import credit_recovery, is_counted, owed
from sim.units import DAYS_PER_MONTH, MONTHS_PER_YEAR, NEVER, fen

MONTHS_PAST_DUE_AT_DEFAULT = 3
"""Prices of debt go by age past due; ages here by months since default."""


@rule
def recovery_rate(months, first_rate, decay, multiple):
    """Share of a claim collected in a month, so many months after default: falls with age, moves with the economy."""
    return min(1.0, first_rate * math.pow(decay, 1.0 * months) * multiple)


@rule
def months_since_default(account, day):
    """Whole months since default."""
    return (day - int(account.default_day)) // DAYS_PER_MONTH


@rule
def price_multiple(economy, lender, policy):
    """Recoveries and prices of debt relative to normal: they fall with the economy and with the volume of bad debt."""
    if policy.collections_volume_loading <= 0.0:
        return economy.recovery_multiple
    points = max(0.0, lender.d90_rate - lender.opening_d90_rate) * 100.0
    return economy.recovery_multiple * math.exp(-policy.collections_volume_loading * points)


@rule
def receive_on_claim(borrower, account, amount, day, world, ledger):
    """Take in what is collected on a claim, from relatives, employers, new loans elsewhere: outside the household."""
    if amount > 0:
        credit_recovery(borrower, account, amount, day, world, ledger)
        account.claim -= amount
        post(ledger, world.product[account.product].lender, Movement.COLLECT_CLAIM, borrower.weight * amount)


@rule
def collect(borrower, account, day, economy, market, world, ledger):
    """Collect on a charged-off claim."""
    lender = market.lenders[world.product[account.product].lender]
    policy = lender.policies[borrower.segment]
    months = months_since_default(account, day)
    multiple = price_multiple(economy, lender, policy)
    rate = recovery_rate(months, policy.collections_monthly_recovery, policy.collections_monthly_decay, multiple)
    receive_on_claim(borrower, account, min(account.claim, fen(account.claim * rate)), day, world, ledger)


@rule
def charge_off_day(account, policy):
    """The day on which a claim was charged off."""
    return int(account.blocked_until) - days_of_months(policy.charge_off_readmission_months)


@rule
def sale_price(months, policy, multiple):
    """Price of a claim as a share of it, so many months after default: as stated at a year past due, less with age."""
    age = months + MONTHS_PAST_DUE_AT_DEFAULT - MONTHS_PER_YEAR
    return min(1.0, policy.debt_sale_price * math.pow(policy.debt_sale_price_decay, 1.0 * age) * multiple)


@rule
def sell_debt(borrower, slot, day, economy, market, world, stream, ledger):
    """In the month for it: perhaps sell a claim; it leaves the books, and the borrower owes it to somebody else."""
    account = borrower.accounts[slot]
    index = world.product[account.product].lender
    lender = market.lenders[index]
    policy = lender.policies[borrower.segment]
    months = (day - charge_off_day(account, policy)) // DAYS_PER_MONTH
    if policy.debt_sale_share <= 0.0 or months != int(policy.debt_sale_months_after) or account.claim <= 0:
        return
    if uniform(stream, borrower.agent, slot, day, Decision.DEBT_SALE) < policy.debt_sale_share:
        price = sale_price(months_since_default(account, day), policy, price_multiple(economy, lender, policy))
        amount = fen(account.claim * price)
        credit_recovery(borrower, account, amount, day, world, ledger)
        post(ledger, index, Movement.SELL_CLAIM, borrower.weight * amount)
        post(ledger, index, Movement.DROP_CLAIM, borrower.weight * account.claim)
        account.claim = 0


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
    return start + int(policy.charge_off_readmission_months * DAYS_PER_MONTH)


@rule
def expected_collection(account, months, month_end, start, policy, multiple):
    """Share of what is left that a later month end brings: collections, and a sale in its month."""
    share = recovery_rate(months, policy.collections_monthly_recovery, policy.collections_monthly_decay, multiple)
    months_in_default = (month_end - start) // DAYS_PER_MONTH
    if policy.debt_sale_share > 0.0 and months_in_default == int(policy.debt_sale_months_after):
        share += policy.debt_sale_share * sale_price(months, policy, multiple) * (1.0 - share)
    return share


@rule
def gone_after(month_end, start, policy):
    """Share of a claim that is sold at a later month end."""
    is_sale = (month_end - start) // DAYS_PER_MONTH == int(policy.debt_sale_months_after)
    return policy.debt_sale_share if is_sale else 0.0


@rule
def future_recoveries(account, day, policy, multiple):
    """Present value (fen) on the day of default of what will be collected at the month ends to come, suits included."""
    start = collection_start(account, day, policy)
    end = collection_end(account, start, policy)
    left = float(owed(account))
    value = 0.0
    is_pending = True
    month_end = day + DAYS_PER_MONTH
    while month_end < end + DAYS_PER_MONTH:
        if month_end >= start:
            months = months_since_default(account, month_end)
            first = charge_off_day(account, policy) if account.state == State.CHARGED_OFF else start
            collected = left * expected_collection(account, months, month_end, first, policy, multiple)
            if is_pending and is_judged(account, month_end, policy):
                is_pending = False
                collected += (left - collected) * enforced_share(policy, multiple)
            left = (left - collected) * (1.0 - gone_after(month_end, first, policy))
            value += collected * math.pow(1.0 + account.daily_rate, -1.0 * (month_end - int(account.default_day)))
        month_end += DAYS_PER_MONTH
    return fen(value)


@rare
def value_claims(borrower, day, economy, market, world, ledger):
    """At the end of the horizon: take what later collections are worth off the loss."""
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if account.state != State.EMPTY and is_counted(account.default_day, world):
            lender = world.product[account.product].lender
            policy = market.lenders[lender].policies[borrower.segment]
            multiple = price_multiple(economy, market.lenders[lender], policy)
            value = future_recoveries(account, day, policy, multiple)
            ledger.loss[lender] -= borrower.weight * value

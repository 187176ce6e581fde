"""Claims after charge-off: what is collected from month to month, what they are worth, and when they are dropped."""

import math

from sim.chart import Movement
from sim.compiled import rare, rule
from sim.ledger import post
from sim.randomness import Decision, uniform
from sim.records import Kind, State
from sim.rules.arrears import age_of_case, charge_off_day, clear_arrears
from sim.rules.calendar import days_of_months
from sim.rules.ladder import commission, strongest_effect
from sim.rules.litigation import enforced_share, has_history, is_time_to_sue, judgment_day
from sim.rules.partners import add_loss, share_recovery
from sim.rules.products import effective_rate, empty_slot
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
def monthly_rate(borrower, account, claim, day, lender, multiple):
    """Share of a claim (fen) collected at a month end: raised by the collectors who work on a case of its age."""
    policy = lender.policies[borrower.segment]
    effort = 1.0 + strongest_effect(borrower, claim, age_of_case(account, day), lender)
    first_rate = policy.collections_monthly_recovery * effort
    return recovery_rate(months_since_default(account, day), first_rate, policy.collections_monthly_decay, multiple)


@rule
def receive_on_claim(borrower, account, amount, day, world, ledger):
    """Take in what is collected on a claim, from relatives, employers, new loans: outside the household."""
    if amount > 0:
        credit_recovery(borrower, account, amount, day, world, ledger)
        lender = world.product[account.product].lender
        account.claim -= amount
        post(ledger, lender, Movement.COLLECT_CLAIM, borrower.weight * amount)
        share_recovery(borrower, account, amount, ledger, lender)


@rule
def collect(borrower, account, day, economy, market, world, ledger):
    """Collect on a charged-off claim; an agency that works on it takes its commission."""
    index = world.product[account.product].lender
    lender = market.lenders[index]
    multiple = price_multiple(economy, lender, lender.policies[borrower.segment])
    rate = monthly_rate(borrower, account, account.claim, day, lender, multiple)
    amount = min(account.claim, fen(account.claim * rate))
    earned = commission(borrower, account, amount, age_of_case(account, day), lender)
    ledger.agency[index] += borrower.weight * earned
    receive_on_claim(borrower, account, amount, day, world, ledger)


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
    if account.claim <= 0 or not is_sale_month(day, charge_off_day(account), policy):
        return
    if uniform(stream, borrower.agent, slot, day, Decision.DEBT_SALE) < policy.debt_sale_share:
        price = sale_price(months_since_default(account, day), policy, price_multiple(economy, lender, policy))
        amount = fen(account.claim * price)
        credit_recovery(borrower, account, amount, day, world, ledger)
        post(ledger, index, Movement.SELL_CLAIM, borrower.weight * amount)
        share_recovery(borrower, account, amount, ledger, index)
        post(ledger, index, Movement.DROP_CLAIM, borrower.weight * account.claim)
        account.claim = 0


@rule
def readmit(borrower, account, day, world, ledger):
    """Drop an old claim and let the borrower begin anew."""
    lender = world.product[account.product].lender
    post(ledger, lender, Movement.DROP_CLAIM, borrower.weight * account.claim)
    account.claim = 0
    empty_slot(account)
    clear_arrears(account)
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
        return int(account.next_due_day)
    return start + days_of_months(policy.charge_off_readmission_months)


@rule
def is_sale_month(month_end, first, policy):
    """Whether claims charged off on a day are offered for sale at this month end."""
    months = (month_end - first) // DAYS_PER_MONTH
    return policy.debt_sale_share > 0.0 and months == int(policy.debt_sale_months_after)


@rule
def suit_to_come(borrower, account, month_end, left, policy):
    """The day of judgment if a case that is not in court yet is sued at a later month end; else NEVER."""
    is_new = account.judgment_day == NEVER and has_history(borrower, policy)
    if is_new and is_time_to_sue(age_of_case(account, month_end), left, policy):
        return judgment_day(month_end, policy)
    return NEVER


@rule
def future_recoveries(borrower, account, day, lender, multiple):
    """Expected present value (fen) on the day of default of what later month ends bring: collections, suits, a sale.

    In the order of a month end: a suit is filed, the claim collected, a judgment enforced, the claim perhaps sold.
    """
    policy = lender.policies[borrower.segment]
    start = collection_start(account, day, policy)
    first = charge_off_day(account) if account.state == State.CHARGED_OFF else start
    end = collection_end(account, start, policy)
    is_sued = account.judgment_day != NEVER and account.judgment_day > -NEVER
    judged = int(account.judgment_day) if is_sued else NEVER
    left = float(owed(account))
    kept = 1.0
    value = 0.0
    month_end = day + DAYS_PER_MONTH
    while month_end < end + DAYS_PER_MONTH:
        judged = min(judged, suit_to_come(borrower, account, month_end, left, policy))
        if month_end >= start:
            brought = left * monthly_rate(borrower, account, left, month_end, lender, multiple)
            if judged <= month_end:
                chance = 1.0 if is_sued else policy.litigation_share
                brought += (left - brought) * chance * enforced_share(policy, multiple)
                judged = NEVER
            left -= brought
            sold = policy.debt_sale_share if is_sale_month(month_end, first, policy) else 0.0
            brought += sold * left * sale_price(months_since_default(account, month_end), policy, multiple)
            value += kept * brought * math.pow(1.0 + effective_rate(account), -1.0 * (month_end - account.default_day))
            kept *= 1.0 - sold
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
            value = future_recoveries(borrower, account, day, market.lenders[lender], multiple)
            add_loss(borrower, account, -value, ledger, lender)

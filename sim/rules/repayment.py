"""Paying: who forgets, what a payer type wants to pay, what cash allows, and where a payment goes."""

import math

from sim.compiled import rule
from sim.ledger import Movement, post
from sim.randomness import Decision, uniform
from sim.records import Kind, PayerType, State
from sim.rules.access import freeze_for_long
from sim.rules.arrears import past_due, pay_arrears
from sim.rules.products import accrue, empty_slot, fall_due
from sim.units import NEVER, day_of_month, fen

LONGEST_LAPSE_DAYS = 3
"""A forgotten payment is remembered after one to three days."""
NO_BOUND = 100.0
"""From this share of a month's income on, payments towards a default are not bounded."""


@rule
def forget(borrower, slot, day, stream):
    """Perhaps forget the payment that falls due today."""
    if borrower.forgetfulness > 0.0:
        draw = uniform(stream, borrower.agent, slot, day, Decision.FORGETTING)
        if draw < borrower.forgetfulness:
            lapse = int(LONGEST_LAPSE_DAYS * (draw / borrower.forgetfulness))
            borrower.accounts[slot].retry_day = day + 1 + min(lapse, LONGEST_LAPSE_DAYS - 1)


@rule
def has_matured(account, kind):
    """Whether the last instalment of a loan has fallen due: everything owed is then in arrears."""
    return kind == Kind.TERM and account.remaining_term <= 0


@rule
def payment_wanted(account, payer_type, partial_payment, kind):
    """What the borrower means to pay (fen): arrears and claims; of a bill all, the minimum, or something between."""
    if has_matured(account, kind):
        return owed(account)
    least = past_due(account) + account.claim
    if kind == Kind.TERM or payer_type == PayerType.MINIMUM:
        return least
    whole = account.billed + account.interest + account.claim
    if payer_type == PayerType.TRANSACTOR:
        return max(least, whole)
    return least + fen(partial_payment * max(0, whole - least))


@rule
def free_cash(borrower, reserve_days):
    """Cash above the days of essential spending kept back (fen)."""
    return max(0, borrower.cash - fen(borrower.essential_daily * reserve_days))


@rule
def payment_possible(borrower, account, day, segment):
    """What can and will be paid today (fen): free cash; towards a default, on payday, a share of income at most."""
    free = free_cash(borrower, segment.reserve_days)
    if account.default_day == NEVER or segment.default_payment >= NO_BOUND:
        return free
    if day_of_month(day) != borrower.payday:
        return 0
    return min(free, fen(borrower.income * segment.default_payment))


@rule
def discounted(amount, daily_rate, days):
    """Present value (fen) at the effective rate of a payment this many days after default."""
    return fen(amount * math.pow(1.0 + daily_rate, -1.0 * days))


@rule
def is_counted(day, world):
    """Whether a default on this day belongs to the loss of the run."""
    return world.warming == 0 and 1 <= day <= world.loss_horizon_days


@rule
def credit_recovery(borrower, account, amount, day, world, ledger):
    """Take what was received on a default off the loss, at its present value on the day of default."""
    if is_counted(account.default_day, world):
        value = discounted(amount, account.daily_rate, day - int(account.default_day))
        ledger.loss[world.product[account.product].lender] -= borrower.weight * value


@rule
def allocate_payment(borrower, account, amount, ledger, lender):
    """Post a payment: interest first, then principal, then claims off the books."""
    to_interest = min(amount, account.interest)
    to_principal = min(amount - to_interest, account.principal)
    to_claim = min(amount - to_interest - to_principal, account.claim)
    account.interest -= to_interest
    account.interest_due = max(0, account.interest_due - to_interest)
    account.principal -= to_principal
    account.claim -= to_claim
    account.billed = max(0, account.billed - to_principal)
    account.carried = min(account.carried, account.billed)
    borrower.cash -= to_interest + to_principal + to_claim
    post(ledger, lender, Movement.REPAY_INTEREST, borrower.weight * to_interest)
    post(ledger, lender, Movement.REPAY_PRINCIPAL, borrower.weight * to_principal)
    post(ledger, lender, Movement.REPAY_CLAIM, borrower.weight * to_claim)


@rule
def off_arrears(account, amount, kind):
    """What a payment takes off the arrears (fen): all of it; of a matured loan, so that all owed stays in arrears."""
    if has_matured(account, kind):
        return max(0, past_due(account) - owed(account))
    return amount


@rule
def make_payment(borrower, account, amount, day, market, world, ledger):
    """Pay an amount: post it, take it off the arrears; a sound default begins its probation, a paid loan ends."""
    product = world.product[account.product]
    freeze_for_long(account, day, market.lenders[product.lender].policy, world)
    credit_recovery(borrower, account, amount, day, world, ledger)
    allocate_payment(borrower, account, amount, ledger, product.lender)
    pay_arrears(account, off_arrears(account, amount, product.kind))
    if account.oldest_due_day == NEVER:
        if account.default_day != NEVER and account.sound_since == NEVER:
            account.sound_since = day
        if product.kind == Kind.TERM and owed(account) == 0:
            empty_slot(account)


@rule
def owed(account):
    """Everything owed on an account (fen), on and off the lender's books."""
    return account.principal + account.interest + account.claim


@rule
def settle_account(borrower, slot, day, market, world, stream, ledger):
    """One account's day: what falls due, what is remembered, what is paid, what is missed."""
    account = borrower.accounts[slot]
    product = world.product[account.product]
    is_due_day = account.next_due_day == day
    due = 0
    if is_due_day:
        due = fall_due(borrower, account, day, world, ledger)
        forget(borrower, slot, day, stream)
    if day >= account.retry_day and (is_due_day or account.oldest_due_day != NEVER):
        accrue(borrower, account, day, world, ledger)
        segment = world.segment[borrower.segment]
        wanted = payment_wanted(account, borrower.payer_type, segment.partial_payment, product.kind)
        payment = min(wanted, payment_possible(borrower, account, day, segment))
        if payment > 0:
            make_payment(borrower, account, payment, day, market, world, ledger)
    if is_due_day:
        ledger.missed[product.lender] += borrower.weight * min(due, past_due(account))
        if product.kind == Kind.REVOLVING:
            account.carried = account.billed


@rule
def pay_bills(borrower, day, market, world, stream, ledger):
    """Settle the accounts in their order; the first is paid first."""
    for slot in range(len(borrower.accounts)):
        if borrower.accounts[slot].state == State.OPEN:
            account = borrower.accounts[slot]
            if account.next_due_day == day or account.oldest_due_day != NEVER:
                settle_account(borrower, slot, day, market, world, stream, ledger)

"""Paying: what a payer type wants to pay, what cash allows, and where a payment goes."""

import math

from sim.chart import Movement
from sim.compiled import rare, rule
from sim.ledger import post
from sim.market import PLATFORM, Activity
from sim.randomness import Decision, uniform
from sim.records import Kind, PayerType, State
from sim.rules.access import freeze_for_long
from sim.rules.arrears import days_past_due, keeps_plan, past_due, pay_arrears
from sim.rules.attention import fail_payment, forget
from sim.rules.credit_cut import granted_use
from sim.rules.income import lognormal_multiple
from sim.rules.ladder import commission, count_contacts, pressure
from sim.rules.partners import add_loss, share_new_money, share_payment
from sim.rules.products import accrue, effective_rate, empty_slot, fall_due
from sim.rules.splitting import split_bill
from sim.rules.vintage import count_first_lateness, is_first_payment_late
from sim.sizes import MAX_LENDERS
from sim.units import DAYS_PER_MONTH, NEVER, day_of_month, fen, first_day_of, month_of

NO_BOUND = 100.0
"""From this share of a month's income on, payments towards a default are not bounded."""


@rule
def has_matured(account, kind):
    """Whether the last instalment of a loan has fallen due: everything owed is then in arrears."""
    return kind == Kind.TERM and account.remaining_term <= 0


@rule
def arrears_to_pay(account, catch_up):
    """What a borrower means to pay of arrears (fen): the oldest, and a share of what is newer."""
    oldest = int(account.arrears[0])
    return oldest + fen(catch_up * (past_due(account) - oldest))


@rule
def payment_wanted(account, payer_type, partial, segment, kind):
    """What the borrower means to pay (fen): arrears and claims; of a bill all, the minimum, or something between.

    `partial` is the share of what lies between them that a partial payer pays. What a loan in a plan owes off the
    books is part of its instalments.
    """
    if has_matured(account, kind):
        return owed(account)
    least = arrears_to_pay(account, segment.catch_up)
    if kind == Kind.REVOLVING or account.plan_day == -NEVER:
        least += account.claim
    if kind == Kind.TERM or payer_type == PayerType.MINIMUM:
        return least
    whole = account.billed + account.interest + account.claim
    if payer_type == PayerType.TRANSACTOR:
        return max(least, whole)
    return least + fen(partial * max(0, whole - least))


@rule
def partial_share(borrower, slot, day, segment, stream):
    """Share of a bill beyond the minimum that a partial payer pays this month."""
    if segment.partial_dispersion <= 0.0 or borrower.paying_as != PayerType.PARTIAL:
        return 1.0 * segment.partial_payment
    draw = uniform(stream, borrower.agent, slot, first_day_of(month_of(day)), Decision.PARTIAL_PAYMENT)
    return min(1.0, segment.partial_payment * lognormal_multiple(segment.partial_dispersion, draw))


@rule
def free_cash(borrower, reserve_days):
    """Cash above the days of essential spending kept back (fen)."""
    return max(0, borrower.cash - fen(borrower.essential_daily * reserve_days))


@rule
def payment_possible(borrower, account, day, segment, pressure, kind):
    """What can and will be paid today (fen): free cash; towards a default without a plan that is kept, on payday, a
    share of income at most.

    Pressure (0..1) lowers what is kept back, and raises what is paid towards a default.
    """
    free = free_cash(borrower, segment.reserve_days * (1.0 - pressure))
    if account.default_day == NEVER or segment.default_payment >= NO_BOUND or keeps_plan(account, day, kind):
        return free
    if day_of_month(day) != borrower.payday:
        return 0
    return min(free, fen(borrower.income * segment.default_payment * (1.0 + pressure)))


@rule
def discounted(amount, daily_rate, days):
    """Present value (fen) at the effective rate of a payment this many days after default."""
    return fen(amount * math.pow(1.0 + daily_rate, -1.0 * days))


@rule
def is_counted(day, world):
    """Whether a default on this day belongs to the loss of the run."""
    return world.warming == 0 and 1 <= day <= world.loss_horizon_days


@rule
def discounted_loss(account, amount, day, world):
    """What an amount (fen) moved today is to the loss of the run: its value on the day of a counted default, or 0."""
    if is_counted(account.default_day, world):
        return discounted(amount, effective_rate(account), day - int(account.default_day))
    return 0


@rule
def credit_recovery(borrower, account, amount, day, world, ledger):
    """Take what was received on a default off the loss, at its present value on the day of default."""
    value = discounted_loss(account, amount, day, world)
    if value != 0:
        add_loss(borrower, account, -value, ledger, world.product[account.product].lender)


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
    share_payment(borrower, account, to_interest, to_principal, to_claim, ledger, lender)
    post(ledger, lender, Movement.REPAY_INTEREST, borrower.weight * to_interest)
    post(ledger, lender, Movement.REPAY_PRINCIPAL, borrower.weight * to_principal)
    post(ledger, lender, Movement.REPAY_CLAIM, borrower.weight * to_claim)


@rule
def off_arrears(account, amount, kind):
    """What a payment takes off the arrears (fen): all of it; of a matured loan, so that all owed stays in arrears."""
    if has_matured(account, kind):
        return max(0, past_due(account) - owed(account))
    return amount


@rare
def note_late_payment(borrower, account, amount, day, market, world, ledger):
    """Before a payment on arrears: the contacts so far, an agency's commission, how long access stays closed.

    Where it is a first payment, its lateness as of yesterday's close.
    """
    index = world.product[account.product].lender
    policy = market.lenders[index].policies[borrower.segment]
    count_contacts(borrower, account, day, market, world, ledger)
    days = days_past_due(account, day, world)
    collected = min(amount, past_due(account))
    ledger.agency[index] += borrower.weight * commission(borrower, account, collected, days, market.lenders[index])
    freeze_for_long(account, day, policy, world)
    if is_first_payment_late(account):
        count_first_lateness(borrower, account, day - 1, world, ledger)


@rare
def make_payment(borrower, account, amount, day, market, world, ledger):
    """Pay an amount: post it, take it off the arrears; a sound default begins its probation, a paid loan ends."""
    product = world.product[account.product]
    if account.oldest_due_day != NEVER:
        note_late_payment(borrower, account, amount, day, market, world, ledger)
    if product.lender == PLATFORM:
        borrower.paid_month = month_of(day)
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
def pay_account(borrower, slot, day, market, world, stream, ledger):
    """Pay what is wanted and possible on one account; what is short may be borrowed from another lender."""
    account = borrower.accounts[slot]
    product = world.product[account.product]
    segment = world.segment[borrower.segment]
    accrue(borrower, account, day, market, world, ledger)
    partial = partial_share(borrower, slot, day, segment, stream)
    wanted = payment_wanted(account, borrower.paying_as, partial, segment, product.kind)
    force = pressure(borrower, account, day, market.lenders[product.lender], world)
    possible = payment_possible(borrower, account, day, segment, force, product.kind)
    least = min(wanted, past_due(account))
    if possible < least and segment.borrow_to_repay > 0.0 and account.default_day == NEVER:
        short = fen(segment.borrow_to_repay * (least - possible))
        possible += draw_elsewhere(borrower, product.lender, short, day, market, world, ledger)
    payment = min(wanted, possible)
    if payment > 0:
        make_payment(borrower, account, payment, day, market, world, ledger)
        if payment == wanted and account.oldest_due_day != NEVER:
            wait_for_next_bill(account)


@rule
def wait_for_next_bill(account):
    """All that was meant to be paid of arrears is paid: the rest waits until the next is due (see `catch_up`)."""
    account.retry_day = max(int(account.retry_day), int(account.oldest_due_day) + DAYS_PER_MONTH)


@rare
def draw_elsewhere(borrower, lender, amount, day, market, world, ledger):
    """Draw cash on the lines of other lenders that allow it, in their order. Returns the sum (fen).

    It joins the bill at once, and so bears interest from today.
    """
    left = amount
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if left > 0 and account.state == State.OPEN:
            product = world.product[account.product]
            if product.kind == Kind.REVOLVING and product.lender != lender and product.cash_draw == 1:
                drawn = granted_use(borrower, slot, left, day, market, world, ledger)
                if drawn > 0:
                    accrue(borrower, account, day, market, world, ledger)
                    share_new_money(account, market.lenders[product.lender], drawn)
                    account.principal += drawn
                    account.billed += drawn
                    account.carried += drawn
                    borrower.cash += drawn
                    post(ledger, product.lender, Movement.DRAW_CASH, borrower.weight * drawn)
                    left -= drawn
    return amount - left


@rule
def settle_account(borrower, slot, day, market, world, stream, ledger):
    """One account's day: what falls due, what is forgotten or fails, what is paid, what is missed."""
    account = borrower.accounts[slot]
    product = world.product[account.product]
    is_due_day = account.next_due_day == day
    due = 0
    if is_due_day:
        due = meet_due_day(borrower, slot, day, market, world, stream, ledger)
    if day >= account.retry_day and borrower.refusing == 0 and (is_due_day or account.oldest_due_day != NEVER):
        pay_account(borrower, slot, day, market, world, stream, ledger)
    if is_due_day:
        ledger.missed[product.lender] += borrower.weight * min(due, past_due(account))
        if account.oldest_due_day != NEVER:
            account.sound_since = NEVER
        if product.kind == Kind.REVOLVING:
            is_in_plan = account.plan_day > -NEVER and account.term > 0
            account.carried = account.principal if is_in_plan else account.billed


@rule
def meet_due_day(borrower, slot, day, market, world, stream, ledger):
    """A due day: perhaps the bill is split; it falls due, may be forgotten. Returns what is due (fen)."""
    account = borrower.accounts[slot]
    product = world.product[account.product]
    lender = market.lenders[product.lender]
    policy = lender.policies[borrower.segment]
    if product.kind == Kind.REVOLVING:
        split_bill(borrower, slot, day, policy, world, stream, ledger)
    due = fall_due(borrower, account, day, market, world, ledger)
    if due > 0:
        ledger.activity[product.lender, Activity.REMINDER + 0] += borrower.weight
        forget(borrower, slot, day, product.lender, lender, world.segment[borrower.segment], stream, ledger)
        fail_payment(borrower, slot, day, product.lender, policy, stream, ledger)
    return due


@rule
def settle_accounts(borrower, day, first_lender, last_lender, market, world, stream, ledger):
    """Settle the accounts at these lenders in their order; the first is paid first."""
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if account.state == State.OPEN and (account.next_due_day == day or account.oldest_due_day != NEVER):
            lender = world.product[account.product].lender
            if first_lender <= lender and lender <= last_lender:
                settle_account(borrower, slot, day, market, world, stream, ledger)


@rule
def pay_bills(borrower, day, market, world, stream, ledger):
    """Settle all accounts; where the segment pays others first, the platform's come last."""
    if world.segment[borrower.segment].others_first > 0.0:
        settle_accounts(borrower, day, PLATFORM + 1, MAX_LENDERS, market, world, stream, ledger)
        settle_accounts(borrower, day, PLATFORM, PLATFORM, market, world, stream, ledger)
    else:
        settle_accounts(borrower, day, PLATFORM, MAX_LENDERS, market, world, stream, ledger)


@rule
def can_repay_early(borrower, account, segment):
    """Whether savings allow to repay a loan at once: what is left reaches their target."""
    target = fen(borrower.savings_months * borrower.income)
    is_sound = account.oldest_due_day == NEVER and account.default_day == NEVER
    return is_sound and account.principal > 0 and borrower.cash - owed(account) >= target


@rare
def repay_early(borrower, day, market, world, stream, ledger):
    """On payday: perhaps repay a loan before its time, with interest for the days used."""
    segment = world.segment[borrower.segment]
    if segment.early_repayment_monthly <= 0.0 or borrower.refusing == 1:
        return
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if account.state == State.OPEN and world.product[account.product].kind == Kind.TERM:
            draw = uniform(stream, borrower.agent, slot, day, Decision.EARLY_REPAYMENT)
            if draw < segment.early_repayment_monthly:
                accrue(borrower, account, day, market, world, ledger)
                if can_repay_early(borrower, account, segment):
                    make_payment(borrower, account, owed(account), day, market, world, ledger)

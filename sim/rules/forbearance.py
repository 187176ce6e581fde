"""Forbearance: what is owed becomes a plan of instalments, after a holiday, at less interest, on another due day.

A plan keeps the bucket it was agreed in for reporting. If it is worth more than 1 % less to the lender than what was
owed, it is a distressed restructuring, and that is a default (definitions.md).
"""

import math

from sim.compiled import rare, rule
from sim.ledger import Movement, post
from sim.records import Kind
from sim.rules.arrears import clear_arrears, days_past_due
from sim.rules.delinquency import default_borrower
from sim.rules.products import accrue, annuity, day_after_payday, end_split, first_due_day
from sim.rules.reported import bucket_of
from sim.units import DAYS_PER_MONTH, NEVER, fen

DISTRESS = 0.01
"""A loss of value beyond this share makes a restructuring distressed."""


@rule
def is_eligible_for_plan(borrower, age, policy):
    """Whether a plan is open to a borrower with an account so many days past due."""
    if policy.forbearance_reach <= 0.0 or borrower.plans >= policy.forbearance_plans_cap:
        return False
    is_old_enough = policy.forbearance_from_days_past_due <= age and age <= policy.forbearance_to_days_past_due
    return is_old_enough and borrower.score >= policy.forbearance_minimum_score


@rule
def plan_value(principal, old_rate, new_rate, terms, holiday):
    """Present value at the old daily rate of a plan's level instalments at the new one, per month; no rounding.

    Interest goes on through the holiday (months) and is paid with the first instalment.
    """
    instalment = 1.0 * annuity(principal, new_rate * DAYS_PER_MONTH, terms)
    discount = 1.0 / (1.0 + old_rate * DAYS_PER_MONTH)
    value = principal * new_rate * DAYS_PER_MONTH * holiday * math.pow(discount, 1.0 * (holiday + 1))
    for payment in range(terms):
        value += instalment * math.pow(discount, 1.0 * (holiday + 1 + payment))
    return value


@rule
def is_distressed(owed_before, principal, interest, old_rate, policy):
    """Whether a plan loses more than 1 % of what was owed."""
    terms = int(policy.forbearance_terms)
    new_rate = old_rate * (1.0 - policy.forbearance_rate_cut)
    value = interest + plan_value(principal, old_rate, new_rate, terms, int(policy.forbearance_holiday_months))
    return value < owed_before * (1.0 - DISTRESS)


@rule
def forgive_interest(borrower, account, policy, ledger, lender):
    """Forgive a share of the interest on the books."""
    forgiven = fen(policy.forbearance_interest_forgiven * account.interest)
    account.interest -= forgiven
    account.interest_due = min(account.interest_due, account.interest)
    post(ledger, lender, Movement.FORGIVE_INTEREST, borrower.weight * forgiven)


@rule
def plan_loan(borrower, account, day, product, policy):
    """A loan's plan: level instalments over the new term, after the holiday."""
    terms = int(policy.forbearance_terms)
    account.remaining_term = terms
    account.instalment = annuity(account.principal, account.daily_rate * DAYS_PER_MONTH, terms)
    if policy.forbearance_due_date_change > 0.0:
        account.due_day = day_after_payday(borrower, policy)
    due_day = int(account.due_day) if account.due_day > 0 else int(product.due_day)
    account.next_due_day = first_due_day(day, 1 + int(policy.forbearance_holiday_months), due_day)


@rule
def plan_line(borrower, account, policy):
    """A line's plan: its balance in equal parts with the monthly bills; interest goes on."""
    terms = int(policy.forbearance_terms)
    end_split(account)
    account.term = terms
    account.remaining_term = terms
    account.instalment = account.principal // terms
    account.billed = 0
    account.carried = account.principal
    account.next_due_day = NEVER
    if policy.forbearance_due_date_change > 0.0:
        account.due_day = day_after_payday(borrower, policy)


@rare
def grant_plan(borrower, slot, day, market, world, ledger):
    """Agree on a plan: interest forgiven and cut, arrears cleared, instalments set; no new use until it is served."""
    account = borrower.accounts[slot]
    product = world.product[account.product]
    policy = market.lenders[product.lender].policies[borrower.segment]
    accrue(borrower, account, day, market, world, ledger)
    owed_before = account.principal + account.interest
    account.plan_bucket = bucket_of(days_past_due(account, day, world))
    account.plan_day = day
    forgive_interest(borrower, account, policy, ledger, product.lender)
    is_loss = is_distressed(owed_before, account.principal, account.interest, account.daily_rate, policy)
    if is_loss and account.default_day == NEVER:
        default_borrower(borrower, slot, day, market, world, ledger)
    account.daily_rate = account.daily_rate * (1.0 - policy.forbearance_rate_cut)
    clear_arrears(account)
    if product.kind == Kind.TERM:
        plan_loan(borrower, account, day, product, policy)
    else:
        plan_line(borrower, account, policy)
    if account.default_day != NEVER:
        account.sound_since = day
    months = int(policy.forbearance_terms) + int(policy.forbearance_holiday_months)
    account.blocked_until = max(int(account.blocked_until), day + months * DAYS_PER_MONTH)
    borrower.plans += 1

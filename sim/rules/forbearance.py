"""Forbearance: what is owed becomes instalments, perhaps after a holiday, at less interest, on another due day.

A plan keeps the bucket it was agreed in for reporting. If it is worth more than 1 % less to the lender than what was
owed, it is a distressed restructuring, and that is a default (definitions.md).
"""

from sim.chart import Movement
from sim.compiled import rare, rule
from sim.ledger import post
from sim.records import Kind
from sim.rules.arrears import clear_arrears
from sim.rules.calendar import days_of_months
from sim.rules.delinquency import default_borrower
from sim.rules.peers import tell_relief
from sim.rules.plan_value import planned_debt, value_in_plan
from sim.rules.products import accrue, annuity, day_after_payday, effective_rate, end_split, first_due_day
from sim.rules.repayment import owed
from sim.rules.reported import reported_bucket
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
def is_distressed(account, forgiven, new_rate, kind, policy):
    """Whether a plan loses more than 1 % of what is owed."""
    terms, holiday = int(policy.forbearance_terms), int(policy.forbearance_holiday_months)
    value = value_in_plan(account, forgiven, new_rate, kind, terms, holiday)
    return value < owed(account) * (1.0 - DISTRESS)


@rule
def forgive_interest(borrower, account, forgiven, ledger, lender):
    """Forgive an amount of the interest on the books."""
    account.interest -= forgiven
    post(ledger, lender, Movement.FORGIVE_INTEREST, borrower.weight * forgiven)


@rule
def cut_rate(account, new_rate):
    """Lower the rate for the time of the plan."""
    account.forgone_rate = effective_rate(account) - new_rate
    account.daily_rate = new_rate


@rule
def plan_loan(borrower, account, day, product, policy):
    """A loan's plan: level instalments on all that is owed over the new term, after the holiday."""
    terms = int(policy.forbearance_terms)
    account.remaining_term = terms
    debt = planned_debt(account, 0, account.daily_rate, int(policy.forbearance_holiday_months))
    account.instalment = annuity(debt, account.daily_rate * DAYS_PER_MONTH, terms)
    if policy.forbearance_due_date_change > 0.0:
        account.due_day = day_after_payday(borrower, policy)
    due_day = int(account.due_day) if account.due_day > 0 else int(product.due_day)
    account.next_due_day = first_due_day(day, 1 + int(policy.forbearance_holiday_months), due_day)


@rule
def plan_line(borrower, account, policy):
    """A line's plan: its balance in equal parts with the monthly bills, the first the smallest; interest goes on."""
    terms = int(policy.forbearance_terms)
    end_split(account)
    account.term = terms
    account.remaining_term = terms
    account.instalment = (account.principal + terms - 1) // terms
    account.billed = 0
    account.carried = account.principal
    account.interest_due = 0
    account.next_due_day = NEVER
    if policy.forbearance_due_date_change > 0.0:
        account.due_day = day_after_payday(borrower, policy)


@rule
def begin_plan(account, day, policy, world):
    """Note when and in which bucket a plan is agreed on, and how long its holiday and probation are.

    Later changes of policy do not change it; a further plan does not lower the bucket of the first.
    """
    account.plan_bucket = reported_bucket(account, day, world)
    account.plan_day = day
    account.holiday_until = day + days_of_months(policy.forbearance_holiday_months)
    account.probation_until = account.holiday_until + days_of_months(policy.forbearance_probation_months)


@rule
def set_instalments(borrower, account, day, product, policy):
    """Clear the arrears, set the instalments, and close access until they are served."""
    clear_arrears(account)
    if product.kind == Kind.TERM:
        plan_loan(borrower, account, day, product, policy)
    else:
        plan_line(borrower, account, policy)
    if account.default_day != NEVER:
        account.sound_since = day
    months = int(policy.forbearance_terms) + int(policy.forbearance_holiday_months)
    account.blocked_until = max(int(account.blocked_until), day + months * DAYS_PER_MONTH)
    account.rescued = 1
    borrower.plans += 1


@rare
def grant_plan(borrower, slot, day, market, world, ledger):
    """Agree on a plan: a default if it is distressed; then interest is forgiven and cut, and instalments are set.

    What is forgiven belongs to the exposure at default, so it is part of the loss.
    """
    account = borrower.accounts[slot]
    product = world.product[account.product]
    policy = market.lenders[product.lender].policies[borrower.segment]
    accrue(borrower, account, day, market, world, ledger)
    begin_plan(account, day, policy, world)
    forgiven = fen(policy.forbearance_interest_forgiven * account.interest)
    new_rate = account.daily_rate * (1.0 - policy.forbearance_rate_cut)
    if account.default_day == NEVER and is_distressed(account, forgiven, new_rate, product.kind, policy):
        default_borrower(borrower, slot, day, market, world, ledger)
    forgive_interest(borrower, account, forgiven, ledger, product.lender)
    cut_rate(account, new_rate)
    set_instalments(borrower, account, day, product, policy)
    tell_relief(borrower, day, world)

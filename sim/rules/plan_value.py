"""What plans are worth: the present value of their instalments at the rate agreed on before any plan."""

import math

from sim.compiled import rule
from sim.records import Kind
from sim.rules.products import annuity, effective_rate
from sim.rules.repayment import owed
from sim.units import DAYS_PER_MONTH, fen


@rule
def planned_debt(account, forgiven, new_rate, holiday):
    """What the level instalments of a loan's plan pay off (fen): all that is owed, and the interest of the holiday.

    A holiday is given in months, here and below.
    """
    waiting = account.principal * new_rate * DAYS_PER_MONTH * holiday
    return owed(account) - forgiven + fen(waiting)


@rule
def loan_plan_value(debt, old_rate, new_rate, terms, holiday):
    """Present value at the old daily rate of a loan's plan: level instalments at the new one, after the holiday."""
    discount = 1.0 / (1.0 + old_rate * DAYS_PER_MONTH)
    instalment = 1.0 * annuity(debt, new_rate * DAYS_PER_MONTH, terms)
    value = 0.0
    for payment in range(terms):
        value += instalment * math.pow(discount, 1.0 * (holiday + 1 + payment))
    return value


@rule
def line_plan_value(principal, interest, old_rate, new_rate, terms, holiday):
    """Present value at the old daily rate of a line's plan: equal parts with interest at the new one.

    The first brings the interest owed so far and that of the holiday.
    """
    discount = 1.0 / (1.0 + old_rate * DAYS_PER_MONTH)
    monthly = principal * new_rate * DAYS_PER_MONTH
    value = (interest + monthly * holiday) * math.pow(discount, 1.0 * (holiday + 1))
    for payment in range(terms):
        part = principal / terms + monthly * (terms - payment) / terms
        value += part * math.pow(discount, 1.0 * (holiday + 1 + payment))
    return value


@rule
def value_in_plan(account, forgiven, new_rate, kind, terms, holiday):
    """Present value (fen, not rounded) of what is owed when it is paid in so many instalments at a new daily rate."""
    old_rate = effective_rate(account)
    if kind == Kind.TERM:
        debt = planned_debt(account, forgiven, new_rate, holiday)
        return loan_plan_value(debt, old_rate, new_rate, terms, holiday)
    interest = account.interest + account.claim - forgiven
    return line_plan_value(account.principal, interest, old_rate, new_rate, terms, holiday)


@rule
def value_still_owed(account, day, kind):
    """What is still owed (fen); under a plan at a cut rate, what its remaining instalments are worth."""
    if account.forgone_rate <= 0.0:
        return owed(account)
    terms = max(1, int(account.remaining_term))
    holiday = max(0, int(account.holiday_until) - day) // DAYS_PER_MONTH
    return fen(value_in_plan(account, 0, account.daily_rate, kind, terms, holiday))

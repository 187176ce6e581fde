"""Products: interest, statements, instalments, what falls due when."""

import math

from sim.compiled import rule
from sim.ledger import Movement, post
from sim.records import Kind, State
from sim.rules.arrears import add_arrears, past_due
from sim.units import DAYS_PER_MONTH, NEVER, day_of_month, fen


@rule
def annuity(principal, rate, payments):
    """Level instalment (fen) of a loan at a rate per period: P r / (1 - (1 + r)^-n), rounded once."""
    discount = math.pow(1.0 + rate, -1.0 * payments)
    if discount >= 1.0:
        return fen(principal / payments)
    return fen(principal * rate / (1.0 - discount))


@rule
def interest_bearing(account, kind):
    """Principal that bears interest (fen): all of a loan, of a line what was carried past its due day."""
    return account.principal if kind == Kind.TERM else account.carried


@rule
def accrue(borrower, account, day, world, ledger):
    """Charge interest since the last accrual; the overdue part at the late rate. In default it is owed off the books.

    Contract interest keeps its fraction of a fen until the next due day, so that more events give the same sum.
    """
    days = day - int(account.accrued_until)
    account.accrued_until = day
    product = world.product[account.product]
    bearing = interest_bearing(account, product.kind)
    if days <= 0 or bearing <= 0:
        return
    overdue = min(past_due(account), bearing)
    exact = (bearing - overdue) * account.daily_rate * days + account.residue
    regular = fen(exact)
    account.residue = exact - regular
    late = fen(overdue * account.daily_rate * product.late_multiple * days)
    if account.default_day != NEVER:
        account.claim += regular + late
        post(ledger, product.lender, Movement.SUSPEND_INTEREST, borrower.weight * (regular + late))
    else:
        account.interest += regular + late
        post(ledger, product.lender, Movement.CHARGE_INTEREST, borrower.weight * regular)
        post(ledger, product.lender, Movement.CHARGE_LATE_INTEREST, borrower.weight * late)


@rule
def issue_statement(account, day, product):
    """The statement of the month: the whole balance is billed and falls due on the product's due day."""
    account.billed = account.principal
    account.next_due_day = day + product.due_day - 1


@rule
def minimum_due(account, minimum_share):
    """What falls due on a bill (fen), arrears apart: the minimum share and new interest, at most the whole debt."""
    arrears = past_due(account)
    minimum = fen(minimum_share * account.billed) + account.interest - account.interest_due
    return max(0, min(account.billed + account.interest, minimum + arrears) - arrears)


@rule
def instalment_due(account):
    """What falls due on a loan (fen), arrears apart: the instalment; on the last date all that is left."""
    arrears = past_due(account)
    owed = account.principal + account.interest
    if account.remaining_term <= 1:
        return max(0, owed - arrears)
    return max(0, min(owed, account.instalment + arrears) - arrears)


@rule
def fall_due(borrower, account, day, world, ledger):
    """The due day: accrue, add what falls due to the arrears of today, schedule the next. Returns the amount (fen)."""
    accrue(borrower, account, day, world, ledger)
    account.residue = 0.0
    product = world.product[account.product]
    if product.kind == Kind.TERM:
        amount = instalment_due(account)
        account.remaining_term -= 1
        account.next_due_day = day + DAYS_PER_MONTH if account.remaining_term > 0 else NEVER
    else:
        amount = minimum_due(account, product.minimum_share)
        account.interest_due = account.interest
        account.next_due_day = NEVER
    add_arrears(account, amount, day)
    ledger.due[product.lender] += borrower.weight * amount
    return amount


@rule
def first_due_day(day, due_month, due_day):
    """First due day of a loan paid out today: a stated number of months on, on the product's due day."""
    return day - day_of_month(day) + due_month * DAYS_PER_MONTH + due_day


@rule
def start_loan(account, amount, day, product):
    """Turn a slot into a loan of this amount (fen), paid out today; the term stands in the slot already."""
    account.state = State.OPEN + 0
    account.principal = amount
    account.limit = 0
    account.daily_rate = product.daily_rate
    account.instalment = annuity(amount, product.daily_rate * DAYS_PER_MONTH, account.remaining_term)
    account.accrued_until = day
    account.next_due_day = first_due_day(day, product.due_month, product.due_day)


@rule
def empty_slot(account):
    """Nothing is owed: free the slot."""
    account.state = State.EMPTY + 0
    account.next_due_day = NEVER
    account.default_day = NEVER
    account.sound_since = NEVER
    account.residue = 0.0
    account.remaining_term = 0

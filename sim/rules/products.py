"""Products: interest, statements, instalments, what falls due when."""

import math

from sim.chart import Movement
from sim.compiled import rule
from sim.ledger import post
from sim.records import Kind, State
from sim.rules.arrears import add_arrears, past_due
from sim.rules.partners import clear_shares
from sim.rules.pricing import highest_rate, tiers
from sim.rules.vintage import begin_history, note_first_due
from sim.units import DAYS_PER_MONTH, NEVER, day_of_month, fen

GOLDEN_SECTION = 0.6180339887498949
LAST_DUE_DAY = 28
FIRST_CHOSEN_DUE_DAY = 4
"""Of a line: a bill is issued on the first of the month, and leaves three days to pay it."""


@rule
def annuity(principal, rate, payments):
    """Level instalment (fen) of a loan at a rate per period: P r / (1 - (1 + r)^-n), rounded once."""
    discount = math.pow(1.0 + rate, -1.0 * payments)
    if discount >= 1.0:
        return fen(principal / payments)
    return fen(principal * rate / (1.0 - discount))


@rule
def interest_bearing(account, product):
    """Principal that bears interest (fen): all of a loan; of a line what was carried past its due day.

    Without interest-free days it is all of a line but the later parts of a split bill.
    """
    if product.kind == Kind.TERM:
        return account.principal
    if product.interest_free > 0:
        return account.carried
    return max(account.carried, account.principal - account.instalment * account.remaining_term)


@rule
def late_rate(borrower, account, product, policy, centre):
    """Daily rate on what is past due: the product's surcharge, moved by policy and the borrower's grade, capped by law.

    A contract older than a cap keeps its own rate, and bears no surcharge beyond it.
    """
    graded = max(0.0, 1.0 + policy.pricing_late_grade_slope * tiers(borrower, centre))
    surcharge = (product.late_multiple - 1.0) * policy.late_charges_rate_multiple * graded
    return min(account.daily_rate * (1.0 + surcharge), max(highest_rate(product, policy), account.daily_rate))


@rule
def late_days(account, day, days, policy):
    """Of the days since the last accrual, those at the late rate: past grace, not excused where that is refunded."""
    first = int(account.oldest_due_day) + int(policy.grace_days)
    if policy.service_refund > 0.0:
        first = max(first, int(account.excused_until))
    return max(0, min(days, day - first))


@rule
def late_room(account, policy):
    """What late interest and charges may still come to (fen): a share of the principal less all unpaid interest."""
    return max(0, fen(policy.late_charges_cap * account.principal) - account.interest - account.claim)


@rule
def charge(borrower, account, amount, movement, ledger, lender):
    """Charge interest or a fee; in default it is owed off the books."""
    if account.default_day != NEVER:
        account.claim += amount
        post(ledger, lender, Movement.SUSPEND_INTEREST, borrower.weight * amount)
    else:
        account.interest += amount
        post(ledger, lender, movement, borrower.weight * amount)


@rule
def accrue(borrower, account, day, market, world, ledger):
    """Charge interest since the last accrual; the overdue part at the late rate.

    Contract interest keeps its fraction of a fen until the next due day, so that more events give the same sum.
    """
    days = day - int(account.accrued_until)
    account.accrued_until = day
    product = world.product[account.product]
    bearing = interest_bearing(account, product)
    if days <= 0 or bearing <= 0:
        return
    policy = market.lenders[product.lender].policies[borrower.segment]
    overdue = min(past_due(account), bearing)
    late = 0
    late_for = 0
    if overdue > 0:
        late_for = late_days(account, day, days, policy)
        rate = late_rate(borrower, account, product, policy, world.score_centre)
        late = min(fen(overdue * rate * late_for), late_room(account, policy))
    exact = ((bearing - overdue) * days + overdue * (days - late_for)) * account.daily_rate + account.residue
    regular = fen(exact)
    account.residue = exact - regular
    charge(borrower, account, regular, Movement.CHARGE_INTEREST, ledger, product.lender)
    charge(borrower, account, late, Movement.CHARGE_LATE_INTEREST, ledger, product.lender)


@rule
def is_on_holiday(account, day):
    """Whether a plan gives the borrower a holiday from payments."""
    return account.plan_day > -NEVER and day < int(account.holiday_until)


@rule
def issue_statement(borrower, account, day, product, policy):
    """The statement of the month: the balance but for the later parts of a split bill; it falls due on the due day."""
    if is_on_holiday(account, day):
        account.billed = 0
        return
    if account.term > 0 and account.remaining_term > 0:
        account.remaining_term -= 1
    later = min(account.instalment * account.remaining_term, account.principal)
    account.billed = account.principal - later
    account.next_due_day = day + due_day_of(borrower, account, product, policy) - 1


@rule
def is_among(number, share):
    """Whether this borrower is among a share of all: numbers are spread evenly by the golden section."""
    place = number * GOLDEN_SECTION
    return place - math.floor(place) < share


@rule
def due_day_of(borrower, account, product, policy):
    """The day of the month on which a line falls due: behind payday for who chose so, else the product's.

    A chosen day leaves some days between the bill and its due day.
    """
    share = policy.due_day_aligned_share
    if account.due_day == 0 and share > 0.0 and is_among(borrower.agent, share):
        account.due_day = day_after_payday(borrower, policy)
    return max(int(account.due_day), FIRST_CHOSEN_DUE_DAY) if account.due_day > 0 else int(product.due_day)


@rule
def day_after_payday(borrower, policy):
    """A due day some days after payday; what would lie after the 28th lies on the first days of the next month."""
    shifted = int(borrower.payday) + int(policy.due_day_days_after_payday)
    return shifted if shifted <= LAST_DUE_DAY else max(1, shifted - DAYS_PER_MONTH)


@rule
def minimum_due(account, minimum_share):
    """What falls due on a bill (fen), arrears apart: a split bill's part, the minimum share of the rest, new interest.

    At most the whole debt.
    """
    arrears = past_due(account)
    part = min(account.instalment, account.billed) if account.term > 0 else 0
    minimum = part + fen(minimum_share * (account.billed - part)) + account.interest - account.interest_due
    return max(0, min(account.billed + account.interest, minimum + arrears) - arrears)


@rule
def instalment_due(account):
    """What falls due on a loan (fen), arrears apart: the instalment, or interest first; on the last date all the rest.

    A plan and the last date cover what is owed off the books too.
    """
    arrears = past_due(account)
    owed = account.principal + account.interest
    if account.plan_day > -NEVER or account.remaining_term <= 1:
        owed += account.claim
    if account.instalment == 0 and account.remaining_term > 1:
        return max(0, account.interest - arrears)
    if account.remaining_term <= 1:
        return max(0, owed - arrears)
    return max(0, min(owed, account.instalment + arrears) - arrears)


@rule
def line_falls_due(borrower, account, product, ledger):
    """What falls due on a line (fen); the fee of a split bill falls due with its parts, and the last part ends it."""
    if account.term > 0 and account.remaining_term < account.term:
        fee = fen(account.fee / (account.remaining_term + 1))
        account.fee -= fee
        charge(borrower, account, fee, Movement.CHARGE_FEE, ledger, product.lender)
    amount = minimum_due(account, product.minimum_share)
    account.interest_due = account.interest
    account.next_due_day = NEVER
    if account.term > 0 and account.remaining_term == 0:
        end_split(account)
        restore_rate(account)
    return amount


@rule
def end_split(account):
    """A split bill ends: nothing of it falls due later."""
    account.term = 0
    account.remaining_term = 0
    account.instalment = 0
    account.fee = 0


@rule
def effective_rate(account):
    """The daily rate agreed on before any plan: what is received later is discounted with it."""
    return account.daily_rate + account.forgone_rate


@rule
def restore_rate(account):
    """A plan is over: the rate returns to what it was."""
    account.daily_rate = effective_rate(account)
    account.forgone_rate = 0.0


@rule
def fall_due(borrower, account, day, market, world, ledger):
    """The due day: accrue, add what falls due to the arrears of today, schedule the next. Returns the amount (fen)."""
    accrue(borrower, account, day, market, world, ledger)
    account.residue = 0.0
    product = world.product[account.product]
    if product.kind == Kind.TERM:
        amount = instalment_due(account)
        account.remaining_term -= 1
        account.next_due_day = day + DAYS_PER_MONTH if account.remaining_term > 0 else NEVER
    else:
        amount = line_falls_due(borrower, account, product, ledger)
    add_arrears(account, amount, day)
    if account.first_due_day == NEVER and amount > 0:
        note_first_due(borrower, account, day, product.lender, ledger)
    ledger.due[product.lender] += borrower.weight * amount
    return amount


@rule
def first_due_day(day, due_month, due_day):
    """First due day of a loan paid out today: a stated number of months on, on the product's due day."""
    return day - day_of_month(day) + due_month * DAYS_PER_MONTH + due_day


@rule
def start_loan(account, amount, day, product, is_interest_first):
    """Turn a slot into a loan of this amount (fen), paid out today; term, rate and due day stand there already."""
    account.state = State.OPEN + 0
    account.principal = amount
    account.limit = amount
    account.instalment = 0
    if not is_interest_first:
        account.instalment = annuity(amount, account.daily_rate * DAYS_PER_MONTH, account.remaining_term)
    account.accrued_until = day
    begin_history(account, day)
    due_day = int(account.due_day) if account.due_day > 0 else int(product.due_day)
    account.next_due_day = first_due_day(day, product.due_month, due_day)


@rule
def empty_slot(account):
    """Nothing is owed: free the slot."""
    account.state = State.EMPTY + 0
    account.next_due_day = NEVER
    account.default_day = NEVER
    account.sound_since = NEVER
    account.judgment_day = NEVER
    account.plan_day = -NEVER
    account.rescued = 0
    account.due_day = 0
    account.residue = 0.0
    clear_shares(account)
    end_split(account)
    restore_rate(account)

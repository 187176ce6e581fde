"""Vintages: first payments, 30+ at three months on book, and defaults by the month in which an account was opened.

Accounts are counted at events and at month ends, weighted, each once. What is known of a vintage is written into the
row of its month of opening; first payments into the row of the month in which a first amount fell due. Accounts of a
tape have no known past and are never counted; loans and lines of the warm-up have first payments, but no vintage.
"""

from sim.compiled import rare, rule
from sim.market import MONTHS_ON_BOOK
from sim.outputs import NULL_INTEGER
from sim.records import History, Kind
from sim.rules.arrears import days_past_due
from sim.units import NEVER, month_of

LATE_DAYS = 7
SERIOUS_DAYS = 30
"""First payment default 7+ and 30+."""
EARLY_MONTHS = 3
"""Months on book at which early arrears of a vintage are judged."""


@rule
def begin_history(account, day):
    """An account is opened today."""
    account.opened_day = day
    account.first_due_day = NEVER
    account.counted = 0


@rule
def months_on_book(account, day):
    """Months since the month of opening; far more where the opening is not known."""
    return month_of(day) - month_of(int(account.opened_day))


@rule
def note_first_due(borrower, account, day, lender, ledger):
    """A first amount of an account falls due today."""
    account.first_due_day = day
    ledger.first_due[lender] += borrower.weight


@rare
def count_first_lateness(borrower, account, day, world, ledger):
    """Count an account whose first due amount is unpaid at the close of a day: once at 7+, once at 30+ days past due.

    It is asked whenever the account is looked at past due and before every payment, so nothing is overlooked: arrears
    do not move in between, and every record is looked at on the last day of a month.
    """
    since = month_of(day) - month_of(int(account.first_due_day))
    age = days_past_due(account, day, world)
    if since > 1 or age < LATE_DAYS:
        return
    lender = world.product[account.product].lender
    if account.counted & (History.LATE_7 + 0) == 0:
        account.counted += History.LATE_7 + 0
        ledger.first_late_7[lender, since] += borrower.weight
    if age >= SERIOUS_DAYS and account.counted & (History.LATE_30 + 0) == 0:
        account.counted += History.LATE_30 + 0
        ledger.first_late_30[lender] += borrower.weight


@rule
def is_first_payment_late(account):
    """Whether what is past due longest is the first amount that ever fell due."""
    return account.oldest_due_day == account.first_due_day and account.first_due_day != NEVER


@rule
def count_vintage_default(borrower, account, day, world, ledger):
    """Count the first default of an account opened in the run, by its months on book."""
    if account.counted & (History.DEFAULT + 0) > 0:
        return
    account.counted += History.DEFAULT + 0
    age = months_on_book(account, day)
    if account.opened_day >= 1 and age < MONTHS_ON_BOOK:
        product = world.product[account.product]
        ledger.vintage_defaults[product.lender, age] += borrower.weight
        if product.kind == Kind.TERM:
            ledger.vintage_default_fen[product.lender, age] += borrower.weight * account.limit


@rule
def count_early_arrears(borrower, account, day, lender, ledger):
    """At a month end: an account 30 and more days past due, or written off, counts at three months on book."""
    if months_on_book(account, day) == EARLY_MONTHS:
        ledger.late_at_three[lender] += borrower.weight


@rule
def gather_vintages(ledger, lender, index):
    """Add a day's events to those of the month."""
    lender.month_opened_fen += ledger.opened_fen[index]
    lender.month_first_due += ledger.first_due[index]
    lender.month_first_late_7[0] += ledger.first_late_7[index, 0]
    lender.month_first_late_7[1] += ledger.first_late_7[index, 1]
    lender.month_first_late_30 += ledger.first_late_30[index]
    if ledger.defaults[index] > 0:
        for age in range(MONTHS_ON_BOOK):
            lender.month_vintage_defaults[age] += ledger.vintage_defaults[index, age]
            lender.month_vintage_default_fen[age] += ledger.vintage_default_fen[index, age]


@rule
def open_vintage(row, lender):
    """The row of the month that closes: what was opened and first due in it; what comes later is null until then."""
    row.opened_fen = lender.month_opened_fen
    row.first_due_accounts = lender.month_first_due
    row.first_payment_default_7 = NULL_INTEGER
    row.first_payment_default_30 = NULL_INTEGER
    row.d30_at_3_months = NULL_INTEGER
    row.vintage_defaults_3 = NULL_INTEGER
    row.vintage_defaults_6 = NULL_INTEGER
    row.vintage_defaults_9 = NULL_INTEGER
    row.vintage_defaults_12 = NULL_INTEGER
    row.vintage_defaults_18 = NULL_INTEGER
    row.vintage_defaults_24 = NULL_INTEGER
    row.vintage_default_fen_3 = NULL_INTEGER
    row.vintage_default_fen_6 = NULL_INTEGER
    row.vintage_default_fen_9 = NULL_INTEGER
    row.vintage_default_fen_12 = NULL_INTEGER
    row.vintage_default_fen_18 = NULL_INTEGER
    row.vintage_default_fen_24 = NULL_INTEGER


@rule
def judge_first_payments(row, lender):
    """The row of the month before: of what was first due in it, all that is 7+ and 30+ days late is known now."""
    row.first_payment_default_7 = lender.last_first_late_7 + lender.month_first_late_7[1]
    row.first_payment_default_30 = lender.month_first_late_30
    lender.first_due_sum += row.first_due_accounts
    lender.first_late_7_sum += row.first_payment_default_7
    lender.first_late_30_sum += row.first_payment_default_30


@rule
def judge_early_arrears(row, ledger, lender, index):
    """The row of the month that lies three months back: how many of its accounts are 30+ days past due."""
    row.d30_at_3_months = ledger.late_at_three[index]
    lender.three_months_sum += row.opened_accounts
    lender.late_at_three_sum += row.d30_at_3_months


@rule
def mark_age(row, age):
    """Keep what a vintage has come to at certain months on book."""
    if age == 3:
        row.vintage_defaults_3 = row.vintage_defaults
        row.vintage_default_fen_3 = row.vintage_default_fen
    elif age == 6:
        row.vintage_defaults_6 = row.vintage_defaults
        row.vintage_default_fen_6 = row.vintage_default_fen
    elif age == 9:
        row.vintage_defaults_9 = row.vintage_defaults
        row.vintage_default_fen_9 = row.vintage_default_fen
    elif age == 12:
        row.vintage_defaults_12 = row.vintage_defaults
        row.vintage_default_fen_12 = row.vintage_default_fen
    elif age == 18:
        row.vintage_defaults_18 = row.vintage_defaults
        row.vintage_default_fen_18 = row.vintage_default_fen
    elif age == 24:
        row.vintage_defaults_24 = row.vintage_defaults
        row.vintage_default_fen_24 = row.vintage_default_fen


@rare
def follow_vintage(row, ledger, lender, index, age):
    """At a month end: what the month brought for the vintage opened so many months ago, into the row of that month."""
    if age == 0:
        open_vintage(row, lender)
    elif age == 1:
        judge_first_payments(row, lender)
    elif age == EARLY_MONTHS:
        judge_early_arrears(row, ledger, lender, index)
    row.vintage_defaults += lender.month_vintage_defaults[age]
    row.vintage_default_fen += lender.month_vintage_default_fen[age]
    mark_age(row, age)


@rare
def clear_vintages(lender):
    """Begin a new month's sums."""
    lender.last_first_late_7 = lender.month_first_late_7[0]
    lender.month_opened_fen = 0
    lender.month_first_due = 0
    lender.month_first_late_7[0] = 0
    lender.month_first_late_7[1] = 0
    lender.month_first_late_30 = 0
    for age in range(MONTHS_ON_BOOK):
        lender.month_vintage_defaults[age] = 0
        lender.month_vintage_default_fen[age] = 0

"""Default and charge-off: what happens when arrears grow old."""

from sim.compiled import rule
from sim.ledger import Movement, post
from sim.records import State
from sim.rules.arrears import clear_arrears, days_past_due
from sim.rules.products import accrue
from sim.units import DAYS_PER_MONTH, NEVER

PLATFORM = 0
"""The lender called platform is always the first."""


@rule
def is_counted(day, world):
    """Whether a default on this day belongs to the loss of the run."""
    return world.warming == 0 and day <= world.loss_horizon_days


@rule
def default_account(borrower, account, day, world, ledger):
    """Mark one account as defaulted and book its exposure into the loss."""
    accrue(borrower, account, day, world, ledger)
    account.default_day = day
    if is_counted(day, world):
        lender = world.product[account.product].lender
        exposure = borrower.weight * (account.principal + account.interest)
        account.counted = 1
        ledger.exposure_at_default[lender] += exposure
        ledger.loss[lender] += exposure


@rule
def count_default(borrower, lender, day, world, ledger):
    """Count the event: every one for its lender, the first of a performing borrower for the default rate."""
    ledger.defaults[lender] += 1
    if lender == PLATFORM and borrower.performing == 1 and borrower.default_day == NEVER:
        borrower.default_day = day
        if is_counted(day, world):
            ledger.first_defaults += 1
            ledger.first_defaults_weight += borrower.weight


@rule
def default_borrower(borrower, slot, day, market, world, ledger):
    """A default: of this account, and where the rule is by borrower, of all accounts at the same lender."""
    lender = world.product[borrower.accounts[slot].product].lender
    count_default(borrower, lender, day, world, ledger)
    for other in range(len(borrower.accounts)):
        account = borrower.accounts[other]
        if account.state == State.OPEN and account.default_day == NEVER:
            is_taken_along = (
                market.lenders[lender].default_takes_all == 1 and world.product[account.product].lender == lender
            )
            if other == slot or is_taken_along:
                default_account(borrower, account, day, world, ledger)


@rule
def charge_off(borrower, account, day, market, world, ledger):
    """Write the balance off: it leaves the books against the allowance and stays owed as a claim."""
    lender = world.product[account.product].lender
    accrue(borrower, account, day, world, ledger)
    post(ledger, lender, Movement.CHARGE_OFF_PRINCIPAL, borrower.weight * account.principal)
    post(ledger, lender, Movement.CHARGE_OFF_INTEREST, borrower.weight * account.interest)
    account.claim += account.principal + account.interest
    account.principal = 0
    account.interest = 0
    account.billed = 0
    account.carried = 0
    account.remaining_term = 0
    account.next_due_day = NEVER
    account.state = State.CHARGED_OFF + 0
    account.blocked_until = day + int(market.lenders[lender].policy.readmission_months * DAYS_PER_MONTH)
    clear_arrears(account)


@rule
def age_delinquency(borrower, day, market, world, ledger):
    """Default and charge off what has been past due for long enough."""
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if account.state == State.OPEN and account.oldest_due_day != NEVER:
            lender = world.product[account.product].lender
            age = days_past_due(account, day, world)
            is_written_off = age >= market.lenders[lender].policy.charge_off_days_past_due
            is_old = age >= market.lenders[lender].default_days_past_due
            if account.default_day == NEVER and (is_old or is_written_off):
                default_borrower(borrower, slot, day, market, world, ledger)
            if is_written_off:
                charge_off(borrower, account, day, market, world, ledger)

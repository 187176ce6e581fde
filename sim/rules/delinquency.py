"""Default and charge-off: what happens when arrears grow old."""

from sim.chart import Movement
from sim.compiled import rare, rule
from sim.ledger import post
from sim.market import PLATFORM
from sim.records import Kind, State
from sim.rules.arrears import add_arrears, days_past_due, drop_amounts, past_due, serious_days_past_due
from sim.rules.calendar import days_of_months
from sim.rules.causes import count_generation, note_first_default
from sim.rules.compensation import compensate_partners
from sim.rules.discrimination import note_failure
from sim.rules.ladder import count_contacts
from sim.rules.partners import add_loss, share_charge_off
from sim.rules.peers import tell_default
from sim.rules.plan_value import value_still_owed
from sim.rules.products import accrue, end_split
from sim.rules.repayment import credit_recovery, has_matured, is_counted, owed
from sim.rules.shared_borrowers import cut_lines_elsewhere
from sim.rules.trail import note_loss_day
from sim.rules.vintage import count_first_lateness, count_vintage_default, is_first_payment_late
from sim.rules.willingness import is_unwilling
from sim.units import NEVER, fen

NO_ACCELERATION = 10_000
"""Where loans fall due at so many days past due, they are never accelerated."""


@rule
def accelerate(account, day):
    """All of a loan falls due today."""
    account.remaining_term = 0
    account.next_due_day = NEVER
    add_arrears(account, account.principal + account.interest - past_due(account), day)


@rule
def is_called_in(account, product):
    """Whether a default makes all of a loan fall due: where old arrears do so too, and no plan sets other dates."""
    is_accelerable = product.acceleration_days < NO_ACCELERATION and account.plan_day == -NEVER
    return product.kind == Kind.TERM and is_accelerable and account.remaining_term > 0


@rule
def call_in(borrower, account, day, market, world, ledger):
    """All of a loan falls due with its default."""
    if is_called_in(account, world.product[account.product]):
        accrue(borrower, account, day, market, world, ledger)
        accelerate(account, day)


@rule
def default_account(borrower, account, day, market, world, ledger):
    """Mark one account as defaulted and book its exposure into the loss."""
    accrue(borrower, account, day, market, world, ledger)
    account.default_day = day
    product = world.product[account.product]
    if product.kind == Kind.REVOLVING and account.plan_day == -NEVER:
        end_split(account)
    account.sound_since = day if account.oldest_due_day == NEVER else NEVER
    count_vintage_default(borrower, account, day, world, ledger)
    if is_counted(day, world):
        exposure = account.principal + account.interest
        ledger.exposure_at_default[product.lender] += borrower.weight * exposure
        add_loss(borrower, account, exposure, ledger, product.lender)
        note_loss_day(borrower, product.lender, day)


@rule
def count_default(borrower, account, lender, day, world, ledger):
    """Count the event: every one for its lender, the first of a performing borrower for the default rate."""
    ledger.defaults[lender] += 1
    note_failure(borrower, day)
    ledger.redefaults[lender] += int(account.rescued)
    unwilling = is_unwilling(borrower, account)
    if unwilling:
        ledger.unwilling[lender] += 1
    if lender == PLATFORM and borrower.performing == 1 and borrower.default_day == NEVER:
        borrower.default_day = day
        if is_counted(day, world):
            ledger.first_defaults += 1
            ledger.first_defaults_weight += borrower.weight
            if unwilling:
                ledger.first_unwilling += 1


@rare
def default_borrower(borrower, slot, day, market, world, ledger):
    """A default: of this account, and where the rule is by borrower, of all accounts at the same lender.

    A lender that has agreed on a plan today, the default being its loss of value, calls in nothing.
    """
    is_by_plan = borrower.accounts[slot].plan_day == day
    lender = world.product[borrower.accounts[slot].product].lender
    if borrower.first_day == NEVER:
        note_first_default(borrower, slot, day, market, world)
        tell_default(borrower, world)
    count_generation(borrower, lender, ledger)
    count_default(borrower, borrower.accounts[slot], lender, day, world, ledger)
    cut_lines_elsewhere(borrower, lender, day, world)
    for other in range(len(borrower.accounts)):
        account = borrower.accounts[other]
        if account.state == State.OPEN and account.default_day == NEVER:
            is_taken_along = (
                market.lenders[lender].default_takes_all == 1 and world.product[account.product].lender == lender
            )
            if other == slot or is_taken_along:
                if not is_by_plan:
                    call_in(borrower, account, day, market, world, ledger)
                default_account(borrower, account, day, market, world, ledger)


@rare
def charge_off(borrower, account, day, market, world, ledger):
    """Write the balance off: it leaves the books against the allowance and stays owed as a claim."""
    lender = world.product[account.product].lender
    count_contacts(borrower, account, day, market, world, ledger)
    accrue(borrower, account, day, market, world, ledger)
    share_charge_off(borrower, account, ledger, lender)
    post(ledger, lender, Movement.CHARGE_OFF_PRINCIPAL, borrower.weight * account.principal)
    post(ledger, lender, Movement.CHARGE_OFF_INTEREST, borrower.weight * account.interest)
    account.claim += account.principal + account.interest
    account.principal = 0
    account.interest = 0
    account.interest_due = 0
    account.billed = 0
    account.carried = 0
    end_split(account)
    account.state = State.CHARGED_OFF + 0
    policy = market.lenders[lender].policies[borrower.segment]
    account.next_due_day = day + days_of_months(policy.charge_off_readmission_months)
    account.blocked_until = max(int(account.blocked_until), int(account.next_due_day))
    drop_amounts(account)


@rule
def cut_access(account, age, policy):
    """From a day past due on a limit is cut, once until nothing is past due, or a line closed for good."""
    if account.limit_cut == 0 and age >= policy.freeze_cut_days_past_due:
        account.limit = fen(account.limit * (1.0 - policy.freeze_cut_share))
        account.limit_cut = 1
    if age >= policy.freeze_close_days_past_due:
        account.blocked_until = NEVER


@rule
def age_account(borrower, slot, day, market, world, ledger):
    """What the age of arrears brings: acceleration, cut and closed lines, default, charge-off."""
    account = borrower.accounts[slot]
    product = world.product[account.product]
    lender = market.lenders[product.lender]
    policy = lender.policies[borrower.segment]
    age = days_past_due(account, day, world)
    if product.kind == Kind.REVOLVING:
        cut_access(account, serious_days_past_due(account, day, policy, world), policy)
    elif age >= product.acceleration_days and account.remaining_term > 0:
        accelerate(account, day)
    if is_first_payment_late(account):
        count_first_lateness(borrower, account, day, world, ledger)
    if age >= lender.compensation_day:
        compensate_partners(borrower, account, age, day, market, world, ledger)
    is_written_off = age >= policy.charge_off_days_past_due
    if account.default_day == NEVER and (age >= lender.default_days_past_due or is_written_off):
        default_borrower(borrower, slot, day, market, world, ledger)
    if is_written_off:
        charge_off(borrower, account, day, market, world, ledger)


@rule
def age_delinquency(borrower, day, market, world, ledger):
    """Let the arrears of all accounts age."""
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if account.state == State.OPEN and account.oldest_due_day != NEVER:
            age_account(borrower, slot, day, market, world, ledger)


@rule
def has_served_probation(account, day, probation_days):
    """Whether an account has had nothing past due for long enough."""
    return account.oldest_due_day == NEVER and day - int(account.sound_since) >= probation_days


@rule
def probation_of(account, lender):
    """Days that a default must be sound before it ends: longer after a plan."""
    if account.plan_day == -NEVER:
        return lender.probation_days
    return max(lender.probation_days, account.probation_until - account.holiday_until)


@rule
def is_sound(borrower, slot, day, market, world):
    """Whether the default of an account can end: it has served its probation, and so have those taken along."""
    product = world.product[borrower.accounts[slot].product]
    lender = market.lenders[product.lender]
    for other in range(len(borrower.accounts)):
        account = borrower.accounts[other]
        if account.state != State.EMPTY and account.default_day != NEVER:
            is_alike = lender.default_takes_all == 1 and world.product[account.product].lender == product.lender
            if (other == slot or is_alike) and not has_served_probation(account, day, probation_of(account, lender)):
                return False
    return True


@rule
def cure(borrower, account, day, world, ledger):
    """A default ends: what is still owed counts as recovered, and suspended interest is on the books again.

    On a loan whose last date has passed it falls due today.
    """
    product = world.product[account.product]
    credit_recovery(borrower, account, value_still_owed(account, day, product.kind), day, world, ledger)
    post(ledger, product.lender, Movement.RESUME_INTEREST, borrower.weight * account.claim)
    account.interest += account.claim
    account.claim = 0
    if has_matured(account, product.kind):
        add_arrears(account, owed(account) - past_due(account), day)
    account.default_day = NEVER
    account.sound_since = NEVER
    account.judgment_day = NEVER
    account.rescued = 1


@rule
def end_defaults(borrower, day, market, world, ledger):
    """At a month end: cure the defaults that are made good."""
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        is_in_order = account.state == State.OPEN and account.oldest_due_day == NEVER
        if is_in_order and account.default_day != NEVER and is_sound(borrower, slot, day, market, world):
            cure(borrower, account, day, world, ledger)

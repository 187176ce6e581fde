"""Arrears by due date: what is past due, since when, and payments to the oldest due first."""

from sim.compiled import rule
from sim.records import ARREARS_BUCKETS, Kind
from sim.units import DAYS_PER_MONTH, NEVER

PLAN_BROKEN_AFTER = 90
"""A plan is kept while nothing of it is so many days past due."""


@rule
def days_past_due(account, day, world):
    """Days since the oldest unpaid due date; 0 if nothing, or no more than the materiality threshold, is past due."""
    days = day - int(account.oldest_due_day)
    if days <= 0 or past_due(account) <= world.product[account.product].materiality:
        return 0
    return days


@rule
def serious_days_past_due(account, day, policy, world):
    """Days past due that count against the borrower: none within grace, none excused by a fault of the lender's own."""
    days = days_past_due(account, day, world)
    is_excused = policy.service_score_repair > 0.0 and int(account.excused_until) > day
    return 0 if days <= policy.grace_days or is_excused else days


@rule
def past_due(account):
    """Amount due and unpaid (fen)."""
    total = 0
    for bucket in range(ARREARS_BUCKETS):
        total += account.arrears[bucket]
    return total


@rule
def add_arrears(account, amount, day):
    """An amount falls due today. Due dates lie a month apart; beyond three, dues join the newest bucket.

    The probation of a default goes on: only what is still unpaid at the close of its due day ends it.
    """
    if amount <= 0:
        return
    if account.oldest_due_day == NEVER:
        account.oldest_due_day = day
    bucket = min((day - int(account.oldest_due_day)) // DAYS_PER_MONTH, ARREARS_BUCKETS - 1)
    account.arrears[bucket] += amount


@rule
def drop_oldest(account):
    """The oldest due date is paid: the next becomes the oldest."""
    for bucket in range(ARREARS_BUCKETS - 1):
        account.arrears[bucket] = account.arrears[bucket + 1]
    account.arrears[ARREARS_BUCKETS - 1] = 0
    account.oldest_due_day += DAYS_PER_MONTH


@rule
def end_spell(account):
    """The oldest amount past due was the last: a new spell of arrears may begin."""
    account.oldest_due_day = NEVER
    account.limit_cut = 0


@rule
def pay_arrears(account, amount):
    """Take a payment off the arrears, oldest first."""
    for _ in range(ARREARS_BUCKETS):
        paid = min(amount, account.arrears[0])
        account.arrears[0] -= paid
        amount -= paid
        if account.arrears[0] == 0 and past_due(account) > 0:
            drop_oldest(account)
    if past_due(account) == 0:
        end_spell(account)


@rule
def drop_amounts(account):
    """No amount is past due any more; since when the oldest was stays known."""
    for bucket in range(ARREARS_BUCKETS):
        account.arrears[bucket] = 0


@rule
def clear_arrears(account):
    """Nothing is past due any more."""
    drop_amounts(account)
    end_spell(account)


@rule
def keeps_plan(account, day, kind):
    """Whether a plan is running and kept: instalments to come, and none of them long past due."""
    if account.plan_day == -NEVER or (kind == Kind.REVOLVING and account.term == 0):
        return False
    return day - int(account.oldest_due_day) < PLAN_BROKEN_AFTER


@rule
def charge_off_day(account):
    """The day on which a claim was charged off: interest was accrued until then."""
    return int(account.accrued_until)


@rule
def age_of_case(account, day):
    """Days past due of a case: also after its charge-off, when amounts past due are no longer kept."""
    return max(0, day - int(account.oldest_due_day))

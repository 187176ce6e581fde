"""Delinquency buckets: by days past due, and as reported, where a plan keeps its old bucket through its probation."""

from sim.compiled import rule
from sim.rules.arrears import days_past_due
from sim.units import DAYS_PER_YEAR, NEVER

LAST_BUCKET = 4
"""90 and more days past due."""


@rule
def bucket_of(age):
    """Delinquency bucket: current, 1-29, 30-59, 60-89, 90 and more days past due."""
    if age <= 0:
        return 0
    return min(age // 30 + 1, LAST_BUCKET)


@rule
def reported_bucket(account, day, world):
    """Bucket as reported: of a plan on holiday or probation at least the bucket before the plan."""
    bucket = bucket_of(days_past_due(account, day, world))
    is_on_probation = account.plan_day > -NEVER and day < int(account.probation_until)
    return max(bucket, int(account.plan_bucket)) if is_on_probation else bucket


@rule
def is_restructured(account, day):
    """Whether a plan was agreed on, or its holiday ended, within the year: a long holiday hides nothing."""
    return account.plan_day > -NEVER and day - int(account.holiday_until) < DAYS_PER_YEAR


@rule
def is_plan_over(account, day):
    """Whether a line's plan leaves no trace: served and sound, its probation and its year as restructured over."""
    is_sound = account.oldest_due_day == NEVER and account.default_day == NEVER
    is_served = account.plan_day > -NEVER and account.term == 0 and is_sound
    return is_served and day >= int(account.probation_until) and not is_restructured(account, day)

"""Delinquency buckets: by days past due, and as reported, where a plan keeps its old bucket through its probation."""

from sim.compiled import rule
from sim.rules.arrears import days_past_due
from sim.rules.calendar import days_of_months
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
def end_of_holiday(account, policy):
    """The day on which a plan's holiday is over and its payments begin."""
    return int(account.plan_day) + days_of_months(policy.forbearance_holiday_months)


@rule
def reported_bucket(account, day, policy, world):
    """Bucket as reported: of a plan on holiday or probation at least the bucket before the plan."""
    bucket = bucket_of(days_past_due(account, day, world))
    if account.plan_day == -NEVER:
        return bucket
    probation = days_of_months(policy.forbearance_probation_months)
    return max(bucket, int(account.plan_bucket)) if day < end_of_holiday(account, policy) + probation else bucket


@rule
def is_plan_over(account, day, policy):
    """Whether nothing is left of a line's plan: its parts, its probation, the year it is reported, any default."""
    if account.term > 0 or account.default_day != NEVER or is_restructured(account, day, policy):
        return False
    return day >= end_of_holiday(account, policy) + days_of_months(policy.forbearance_probation_months)


@rule
def is_restructured(account, day, policy):
    """Whether a plan was agreed on, or its holiday ended, within the year: a long holiday hides nothing."""
    return account.plan_day > -NEVER and day - end_of_holiday(account, policy) < DAYS_PER_YEAR

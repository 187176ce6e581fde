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
def reported_bucket(account, day, policy, world):
    """Bucket as reported: of a plan on probation at least the bucket before the plan."""
    bucket = bucket_of(days_past_due(account, day, world))
    if account.plan_day > -NEVER and day < int(account.plan_day) + days_of_months(policy.forbearance_probation_months):
        return max(bucket, int(account.plan_bucket))
    return bucket


@rule
def is_restructured(account, day):
    """Whether a plan was agreed on within the year."""
    return account.plan_day > -NEVER and day - int(account.plan_day) < DAYS_PER_YEAR

"""Early warning on trial: when alarms came, how long before what they announced, and how many were false.

An alarm is the start of any of the lender's own triggered levers; while one is on trial, others say nothing new. It
comes true if the share 90 and more days past due rises by a tenth of itself within half a year.
"""

from sim.compiled import rare, rule
from sim.rules.levers import NO_TRIGGER

CONFIRMING_RISE = 1.1
CONFIRMING_MONTHS = 6


@rule
def has_new_alarm(lender):
    """Whether a triggered lever started at this close."""
    for index in range(lender.lever_count):
        lever = lender.levers[index]
        is_new = lever.triggered == 1 and lever.months_active == 0.0
        if lever.is_warning == 1 and lever.metric != NO_TRIGGER and is_new:
            return True
    return False


@rule
def judge_alarm(lender, month):
    """Confirm or refute an alarm that is pending."""
    waited = month - lender.pending_month
    if lender.d90_rate >= CONFIRMING_RISE * lender.pending_level and lender.d90_rate > 0.0:
        lender.confirmed_alarms += 1
        lender.lead_months += waited
        lender.pending_month = 0
    elif waited >= CONFIRMING_MONTHS:
        lender.false_alarms += 1
        lender.pending_month = 0


@rare
def watch_alarms(lender, month):
    """At a month's close, after the levers moved: judge the pending alarm; note a new one where none is pending."""
    if lender.pending_month > 0:
        judge_alarm(lender, month)
    if lender.pending_month == 0 and has_new_alarm(lender):
        lender.alarms += 1
        lender.pending_month = month
        lender.pending_level = lender.d90_rate
        if lender.alarm_month == 0:
            lender.alarm_month = month

"""Early warning on trial: when alarms came, how long before what they announced, and how many were false.

An alarm is the start of any of the lender's own triggered levers; while one is on trial, others say nothing new. It
comes true if the share 90 and more days past due rises by a tenth of itself within half a year. Such a rise while no
alarm is on trial is a missed alarm.
"""

from sim.compiled import rare, rule
from sim.market import CONFIRMING_MONTHS
from sim.rules.levers import starts

CONFIRMING_RISE = 1.1


@rule
def has_new_alarm(lender, month):
    """Whether a triggered lever starts with this close."""
    for index in range(lender.lever_count):
        lever = lender.levers[index]
        if lever.is_warning == 1 and starts(lever, month):
            return True
    return False


@rule
def has_risen(lender, level):
    """Whether the 90+ rate stands a tenth above a level."""
    return lender.d90_rate >= CONFIRMING_RISE * level and lender.d90_rate > 0.0


@rule
def lowest_recent(lender):
    """The lowest 90+ rate of the last half year's closes, since the last rise or verdict."""
    lowest = lender.recent_d90_rate[0]
    for place in range(1, CONFIRMING_MONTHS):
        lowest = min(lowest, lender.recent_d90_rate[place])
    return lowest


@rule
def look_anew(lender):
    """Rises are measured from the level of this close on."""
    for place in range(CONFIRMING_MONTHS):
        lender.recent_d90_rate[place] = lender.d90_rate


@rule
def note_rise(lender, month):
    """With no alarm on trial: count a rise that nothing announced."""
    if has_risen(lender, lowest_recent(lender)):
        lender.missed_alarms += 1
        look_anew(lender)
    lender.recent_d90_rate[month % CONFIRMING_MONTHS] = lender.d90_rate


@rule
def judge_alarm(lender, month):
    """Confirm or refute an alarm that is pending."""
    waited = month - lender.pending_month
    if has_risen(lender, lender.pending_level):
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
        look_anew(lender)
    else:
        note_rise(lender, month)
    if lender.pending_month == 0 and has_new_alarm(lender, month):
        lender.alarms += 1
        lender.pending_month = month
        lender.pending_level = lender.d90_rate
        if lender.alarm_month == 0:
            lender.alarm_month = month

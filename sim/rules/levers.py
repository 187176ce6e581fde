"""Levers: changes of dials for some months, for a segment, while a trigger holds; the lender's and the supervisor's.

A trigger starts a lever when its metric passes a mark, after a wait, and ends it when the metric is back, after a hold.
"""

from enum import IntEnum

from sim.compiled import rare, rule
from sim.dials import POLICY_WORDS
from sim.sizes import MAX_SEGMENTS


class Metric(IntEnum):
    """What a trigger watches."""

    D30_RATE = 0
    D90_RATE = 1
    MISSED_RATE = 2
    CAPITAL_RATIO = 3
    UNEMPLOYMENT = 4
    FACTOR = 5
    ECONOMIC_RATE = 6
    ROLL_RATE = 7
    SEGMENT_D30_RATE = 8
    COMPLAINT_RATE = 9
    GROWTH = 10


class Operation(IntEnum):
    """How a lever changes a dial."""

    ADD = 0
    MULTIPLY = 1
    SET = 2


NO_TRIGGER = -1
ALL_SEGMENTS = -1


@rule
def book_metric(metric, lender, segment):
    """A watched value of the lender's own book as of this close."""
    if metric == Metric.D30_RATE:
        return lender.d30_rate
    if metric == Metric.D90_RATE:
        return lender.d90_rate
    if metric == Metric.MISSED_RATE:
        return lender.missed_rate
    if metric == Metric.ECONOMIC_RATE:
        return lender.economic_rate
    if metric == Metric.ROLL_RATE:
        return lender.roll_rate
    if metric == Metric.SEGMENT_D30_RATE:
        return lender.segment_d30_rate[max(0, segment)]
    if metric == Metric.COMPLAINT_RATE:
        return lender.complaint_rate
    if metric == Metric.GROWTH:
        return lender.growth
    return lender.capital_ratio


@rule
def metric_value(metric, lender, economy, segment):
    """The watched value as of this close."""
    if metric == Metric.UNEMPLOYMENT:
        return lender.unemployment
    if metric == Metric.FACTOR:
        return economy.factor
    return book_metric(metric, lender, segment)


@rule
def is_beyond(value, on, off):
    """Whether the metric is on the bad side of `on`; on < off watches for low values (a capital ratio)."""
    return value >= on if on >= off else value <= on


@rule
def is_back(value, on, off):
    """Whether the metric is back on the good side of `off`."""
    return value <= off if on >= off else value >= off


@rule
def update_trigger(lever, value):
    """Start or end a lever by its metric, its wait and its shortest hold (months)."""
    lever.months_beyond = lever.months_beyond + 1.0 if is_beyond(value, lever.on, lever.off) else 0.0
    if lever.triggered == 1:
        lever.months_active += 1.0
        if lever.months_active >= lever.hold and is_back(value, lever.on, lever.off):
            lever.triggered = 0
    elif lever.months_beyond > lever.wait:
        lever.triggered = 1
        lever.months_active = 0.0


@rule
def is_at_its_time(lever, month):
    """Whether a lever is at work in a month: inside its months, and triggered if it has a trigger."""
    is_open = lever.start_month <= month and month <= lever.end_month
    return is_open and (lever.metric == NO_TRIGGER or lever.triggered == 1)


@rule
def orders_in_force(lender, month):
    """Levers of the supervisor at work in a month."""
    count = 0
    for index in range(lender.lever_count):
        lever = lender.levers[index]
        if lever.is_order == 1 and is_at_its_time(lever, month):
            count += 1
    return count


@rule
def starts(lever, month):
    """Whether a triggered lever starts with the close of a month: at work in the next one, by its trigger or months."""
    is_new = lever.months_active == 0.0 or month < lever.start_month
    return lever.triggered == 1 and is_new and is_at_its_time(lever, month + 1)


@rule
def moved(dial, operation, value):
    """A dial's value after a lever."""
    if operation == Operation.ADD:
        return dial + value
    if operation == Operation.MULTIPLY:
        return dial * value
    return value


@rule
def bounded(value, lever):
    """A dial's value inside its range; a lever without bounds leaves it."""
    if lever.highest <= lever.lowest:
        return value
    return min(max(value, lever.lowest), lever.highest)


@rare
def set_policies(lender, month):
    """The policy in force in a month: the chosen one, moved by the levers at work in their order."""
    for segment in range(MAX_SEGMENTS):
        for dial in range(POLICY_WORDS):
            lender.dials[segment, dial] = lender.chosen[segment, dial]
        for index in range(lender.lever_count):
            lever = lender.levers[index]
            if (lever.segment == ALL_SEGMENTS or lever.segment == segment) and is_at_its_time(lever, month):
                value = moved(lender.dials[segment, lever.dial], lever.operation, lever.value)
                lender.dials[segment, lever.dial] = bounded(value, lever)


@rare
def move_levers(lender, economy):
    """At a month's close: look at the triggers, and set the policy of the next month."""
    for index in range(lender.lever_count):
        lever = lender.levers[index]
        if lever.metric != NO_TRIGGER:
            update_trigger(lever, metric_value(lever.metric, lender, economy, lever.segment))
    if lender.lever_count > 0:
        set_policies(lender, economy.month + 1)

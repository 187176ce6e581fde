"""Levers that the platform moves by itself: a metric passes a mark, after a wait a dial moves, until it is back."""

from enum import IntEnum

from sim.compiled import rule


class Metric(IntEnum):
    """What a reaction watches."""

    D30_RATE = 0
    D90_RATE = 1
    MISSED_RATE = 2
    CAPITAL_RATIO = 3
    UNEMPLOYMENT = 4
    FACTOR = 5


class Operation(IntEnum):
    """How a reaction changes a dial."""

    ADD = 0
    MULTIPLY = 1
    SET = 2


@rule
def metric_value(metric, lender, economy):
    """The watched value as of this close."""
    if metric == Metric.D30_RATE:
        return lender.d30_rate
    if metric == Metric.D90_RATE:
        return lender.d90_rate
    if metric == Metric.MISSED_RATE:
        return lender.missed_rate
    if metric == Metric.CAPITAL_RATIO:
        return lender.capital_ratio
    if metric == Metric.UNEMPLOYMENT:
        return economy.unemployment
    return economy.factor


@rule
def is_beyond(value, on, off):
    """Whether the metric is on the bad side of `on`; on < off watches for low values (a capital ratio)."""
    return value >= on if on >= off else value <= on


@rule
def is_back(value, on, off):
    """Whether the metric is back on the good side of `off`."""
    return value <= off if on >= off else value >= off


@rule
def update_reaction(reaction, value):
    """Start or end a reaction by its metric, its wait and its shortest hold (months)."""
    reaction.months_beyond = reaction.months_beyond + 1.0 if is_beyond(value, reaction.on, reaction.off) else 0.0
    if reaction.active == 1:
        reaction.months_active += 1.0
        if reaction.months_active >= reaction.hold and is_back(value, reaction.on, reaction.off):
            reaction.active = 0
    elif reaction.months_beyond > reaction.wait:
        reaction.active = 1
        reaction.months_active = 0.0


@rule
def moved(dial, operation, value):
    """A dial's value after a reaction."""
    if operation == Operation.ADD:
        return dial + value
    if operation == Operation.MULTIPLY:
        return dial * value
    return value


@rule
def react(lender, economy):
    """Set the policy in force: the chosen one, moved by the active reactions in their order."""
    for dial in range(len(lender.chosen)):
        lender.dials[dial] = lender.chosen[dial]
    for index in range(lender.reaction_count):
        reaction = lender.reactions[index]
        update_reaction(reaction, metric_value(reaction.metric, lender, economy))
        if reaction.active == 1:
            lender.dials[reaction.dial] = moved(lender.dials[reaction.dial], reaction.operation, reaction.value)

"""Rolls of the lines of a tape from month to month: as its columns of status show them, and as the simulation gives.

A tape tells the months before its date, a simulation begins at that date: the two are never the same months. What is
fitted is therefore a rate, taken to hold over both. Two states are told apart, current and late, since tapes agree on
no more: `entry` is the share of current lines that are late a month on, `cure` that of late lines that are current.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from sim.population.tape import Tape
from sim.population.tape_book import tape_books
from sim.population.tape_convert import Cells
from sim.population.tape_errors import FaultList
from sim.population.tape_files import read_table, tape_bytes
from sim.population.tape_history import months_late
from sim.risk.samples import NumberArray
from sim.scenario.resolved import Resolved
from sim.simulation import Simulation
from sim.studies.fitting.settings import RollSizes
from sim.studies.levels.observe import observe
from sim.studies.levels.rolls import Sums
from sim.studies.levels.shapes import GONE, Lines, statuses
from sim.studies.levels.sizes import in_threads

ROLLS = ("entry", "cure")


def month_columns(tape: Tape) -> tuple[str, ...]:
    """The tape's columns of monthly status, oldest first; none where it has none."""
    history = tape.mapping.mapping.status_history
    return () if history is None else tuple(reversed(history.columns))


def observed_lateness(tape: Tape) -> NumberArray:
    """(months, accounts) months late by the tape's columns of status, oldest month first."""
    mapping = tape.mapping.mapping
    assert mapping.status_history is not None  # noqa: S101 - asked before
    table = read_table(tape.path, tape_bytes(tape.path), mapping.delimiter)
    late, _ = months_late(Cells(table, mapping, FaultList(tape.path)), mapping.status_history)
    return late.T[::-1]


def observed_roll(late: NumberArray, weight: NumberArray, roll: str) -> tuple[float, float]:
    """A roll over (months, accounts) of lateness: pooled over the steps between months, and its standard error.

    The error holds counting (binomial) and, from two steps on, how much the rate changes from month to month. NaN where
    nothing could roll.
    """
    steps = [roll_sums(late[month : month + 2], weight) for month in range(len(late) - 1)]
    bases, moved = (np.array([each[name] for each in steps]) for name in (f"{roll}_base", roll))
    if not bases.sum():
        return math.nan, math.nan
    rate = float(moved.sum() / bases.sum())
    counted = rate * (1.0 - rate) / float(bases.sum())
    monthly = moved[bases > 0] / bases[bases > 0]
    drift = float(monthly.var(ddof=1)) / len(monthly) if len(monthly) > 1 else 0.0
    return rate, math.sqrt(counted + drift)


def roll_sums(late: NumberArray, weight: NumberArray) -> Sums:
    """Lines that could enter or cure, and those that did, over (months, lines) months late; below 0: not seen."""
    before, after = late[:-1], late[1:]
    seen = (before >= 0) & (after >= 0)
    sums: Sums = {}
    for roll, inside, moved in (("entry", before == 0, after > 0), ("cure", before > 0, after == 0)):
        sums[f"{roll}_base"] = float(((seen & inside) * weight).sum())
        sums[roll] = float(((seen & inside & moved) * weight).sum())
    return sums


def simulated_rolls(scenario: Resolved, tape: Tape, sizes: RollSizes) -> list[Sums]:
    """By replication: the rolls of the platform's lines over the month ends after the tape's date.

    A line that is written off is seen no more. Replication r starts from imputation r modulo their number.
    """
    changes = {"window_days": 1, "horizon_months": sizes.months, "loss_horizon_months": sizes.months}
    changed = scenario.with_(changes).scenario
    simulation = Simulation(changed, tape_books(changed, tape))
    _ = simulation.markets, simulation.links  # built before threads ask for them

    def one(replication: int) -> Sums:
        lines = Lines.of(observe(simulation, replication))
        status = statuses(lines)
        return roll_sums(np.where(status == GONE, -1, np.maximum(status, 0)), lines.weight)

    return in_threads(one, sizes.replications)


def roll_rate(roll: str, sums: Mapping[str, float]) -> float:
    """A roll of summed sums; NaN where nothing could roll."""
    return sums[roll] / sums[f"{roll}_base"] if sums[f"{roll}_base"] else math.nan

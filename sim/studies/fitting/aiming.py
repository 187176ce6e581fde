"""From the targets of a study to numbers: values, weights, errors. Wrong targets are refused before anything runs."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.population.tape import Tape
from sim.risk.samples import FloatArray, NumberArray
from sim.scenario.errors import Fault, ScenarioError
from sim.scenario.resolved import Resolved
from sim.scenario_tape import read_scenario_tape
from sim.studies.fitting.measuring import LEVELS
from sim.studies.fitting.moments import check_target
from sim.studies.fitting.search import Aim
from sim.studies.fitting.settings import FitStudy, FitTarget
from sim.studies.fitting.tape_rolls import month_columns, observed_lateness, observed_roll

BAND_ERRORS = 4.0
"""Standard errors in a band of docs/calibration.md, which is taken for an interval of about 95 %."""


@dataclass(frozen=True)
class Aims:
    """The targets of a study as numbers, in their order."""

    names: tuple[str, ...]
    values: FloatArray
    """(figures,)"""
    errors: FloatArray
    """(figures, figures) covariance of the errors of the values"""
    roots: FloatArray
    """(figures,) root of the weight of each, also of those held out"""
    held_out: tuple[bool, ...]

    @property
    def aim(self) -> Aim:
        """What the search is after."""
        return Aim(self.values, np.where(self.held_out, 0.0, self.roots))


def aims_of(study: FitStudy, scenario: Resolved) -> Aims:
    """The targets as numbers. Raises ScenarioError with the faults of all."""
    has_rolls = any(target.roll for target in study.targets.values())
    tape = read_scenario_tape(scenario.scenario) if has_rolls else None
    faults = [
        Fault("E121", "the study", None, None, f"targets.{name}", problem)
        for name, target in study.targets.items()
        if (problem := _problem(target, scenario, tape)) is not None
    ]
    if faults:
        raise ScenarioError(faults)
    names = tuple(study.targets)
    late = None if tape is None else observed_lateness(tape)
    known = [_known(target, tape, late) for target in study.targets.values()]
    values, deviations = np.array([value for value, _ in known]), np.array([error for _, error in known])
    errors = np.outer(deviations, deviations) * _correlations(study, names)
    if np.linalg.eigvalsh(_correlations(study, names)).min() < -1e-9:
        problem = "the correlations contradict each other: no errors can have them all"
        raise ScenarioError([Fault("E121", "the study", None, None, "targets", problem)])
    weights = [target.weight for target in study.targets.values()]
    roots = [
        1.0 / error if weight is None else math.sqrt(weight) / abs(value)
        for weight, value, error in zip(weights, values, deviations, strict=True)
    ]
    return Aims(names, values, errors, np.array(roots), tuple(target.hold_out for target in study.targets.values()))


def _problem(target: FitTarget, scenario: Resolved, tape: Tape | None) -> str | None:
    if target.roll is not None:
        return _roll_problem(target, tape)
    if target.level is None:
        lenders = scenario.scenario.lenders
        if target.lender not in lenders:
            return f"lender: {target.lender} is none of {', '.join(lenders)}"
        if target.month is not None and target.month > scenario.scenario.horizon_months:
            return f"month: {target.month} lies beyond the scenario's {scenario.scenario.horizon_months} months"
        return check_target(target)
    if target.level not in LEVELS:
        return f"level: {target.level} is none of {', '.join(LEVELS)}"
    if scenario.scenario.population.tape is not None:
        return "level: levels are measured on a synthetic book, and this scenario starts from a tape"
    if target.value is None and LEVELS[target.level].point is None:
        return f"value: {target.level} has only a band; give the value to fit"
    return None


def _roll_problem(target: FitTarget, tape: Tape | None) -> str | None:
    if tape is None:
        return "roll: rolls are those of a tape's lines; name the tape with --tape"
    columns = month_columns(tape)
    if len(columns) < 2:
        return "roll: the tape's mapping has no status_history of two months or more"
    for key, column in (("since", target.since), ("until", target.until)):
        if column is not None and column not in columns:
            return f"{key}: {column} is none of the tape's months, oldest first: {', '.join(columns)}"
    first, last = _window(target, columns)
    return None if first < last else f"until: {columns[last]} does not lie after {columns[first]}"


def _window(target: FitTarget, columns: tuple[str, ...]) -> tuple[int, int]:
    """Places of the first and last month of a roll."""
    first = 0 if target.since is None else columns.index(target.since)
    return first, len(columns) - 1 if target.until is None else columns.index(target.until)


def _known(target: FitTarget, tape: Tape | None, late: NumberArray | None) -> tuple[float, float]:
    """Value and standard error of a target; 0 where the value counts as known exactly."""
    value, error = target.value, target.standard_error
    if target.level is not None:
        level = LEVELS[target.level]
        value = level.point if value is None else value
        if error is None and target.weight is None:
            error = (level.band[1] - level.band[0]) / BAND_ERRORS
    if target.roll is not None and tape is not None and late is not None:
        first, last = _window(target, month_columns(tape))
        seen, deviation = observed_roll(late[first : last + 1], tape.weight, target.roll)
        value = seen if value is None else value
        error = deviation if error is None and target.weight is None else error
    assert value is not None  # noqa: S101 - refused before
    return value, 0.0 if error is None else error


def _correlations(study: FitStudy, names: tuple[str, ...]) -> FloatArray:
    """(figures, figures) correlations of the errors."""
    found: FloatArray = np.eye(len(names))
    for name, target in study.targets.items():
        for other, share in target.correlations.items():
            row, column = names.index(name), names.index(other)
            found[row, column] = found[column, row] = share
    return found

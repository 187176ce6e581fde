"""A calibration in words: two tables, and what they say of the fit, of what is left open and of what was held out."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sim.risk.estimate import Estimate
from sim.risk.samples import FloatArray
from sim.studies.fitting.inference import KNOWN_NOTHING, TOUCHED, Direction
from sim.studies.fitting.result import Calibration, FittedTarget

PARAMETER_HEADS = ("Parameter", "Start", "Fitted", "95 % interval", "Range", "Note")
TARGET_HEADS = ("Target", "Use", "Should be", "Found", "95 % interval", "Miss, errors")
NUMBERS = (1, 2)
TARGET_NUMBERS = (2, 3, 5)
FAR = 2.0
"""Standard errors from which a miss is told."""
UNLIKELY = 0.05
"""p-value below which the targets are said to contradict the scenario."""


@dataclass(frozen=True)
class Told:
    """A calibration as it is printed."""

    title: str
    answers: tuple[str, ...]
    parameters: tuple[tuple[str, ...], ...]
    targets: tuple[tuple[str, ...], ...]
    remarks: tuple[str, ...]


def told(found: Calibration) -> Told:
    """The words and tables."""
    scenario = found.scenario
    name = found.study.title or f"{scenario.name} fitted to targets"
    return Told(
        f"{name}: {scenario.name}, {found.found.points} points of {_sizes(found)}",
        tuple(_answers(found)),
        tuple(_parameter_row(found, number) for number in range(len(found.knobs))),
        tuple(_target_row(target) for target in found.targets),
        tuple(_remarks(found)),
    )


def _sizes(found: Calibration) -> str:
    """What is simulated at a point."""
    study, targets = found.study, list(found.study.targets.values())
    sizes = []
    if any(target.headline or target.column for target in targets):
        sizes.append(f"{found.scenario.scenario.replications:,} replications")
    if any(target.level for target in targets):
        sizes.append(
            f"{study.levels.pairs} pairs of {study.levels.borrowers:,} borrowers and {study.levels.months} months"
        )
    if any(target.roll for target in targets):
        sizes.append(f"{study.rolls.replications} replications of {study.rolls.months} months from the tape")
    return " and ".join(sizes)


def _parameter_row(found: Calibration, number: int) -> tuple[str, ...]:
    knob = found.knobs[number]
    estimate = found.parameters[knob.name]
    notes = ["times the scenario's value"] if found.study.parameters[knob.name].multiple else []
    notes += [estimate.note] if estimate.note else []
    range_ = f"{_number(knob.low)} to {_number(knob.high)}"
    return knob.name, _number(knob.start), _number(estimate.estimate), _ends(estimate), range_, "; ".join(notes)


def _target_row(target: FittedTarget) -> tuple[str, ...]:
    use = "held out" if target.is_held_out else "fitted"
    score = "-" if target.score is None else f"{target.score:+.1f}"
    return (
        target.name, use, _number(target.value), _number(target.found.estimate), _ends(target.found), score
    )  # fmt: skip


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.4g}" if abs(value) < 1e5 else f"{value:,.0f}"


def _ends(estimate: Estimate) -> str:
    if estimate.ci_low is None or estimate.ci_high is None:
        return "-"
    return f"{_number(estimate.ci_low)} to {_number(estimate.ci_high)}"


def _answers(found: Calibration) -> Iterator[str]:
    yield _how_it_ended(found)
    yield from _misfit(found)
    for direction in found.inference.unidentified:
        yield _open(found, direction)
    held = [target for target in found.targets if target.is_held_out]
    if held:
        yield _held_out(held)


def _how_it_ended(found: Calibration) -> str:
    known = [name for number, name in enumerate(found.parameters) if found.inference.is_identified(number)]
    count = f"{len(known)} of {len(found.knobs)} parameters are identified by the targets."
    if found.found.converged:
        return f"The search ended by itself after {found.found.points} points: no step promises less. {count}"
    return (
        f"The search stopped at its budget of {found.study.search.budget} points and may not be at its end: raise "
        f"search.budget and run it again, what was measured is kept. {count}"
    )


def _misfit(found: Calibration) -> Iterator[str]:
    fitted = [target for target in found.targets if not target.is_held_out]
    misfit = found.inference.misfit
    if misfit is None:
        known = sum(found.inference.is_identified(number) for number in range(len(found.knobs)))
        if len(fitted) <= known:
            yield "There are no more fitted targets than parameters: that they are met says nothing of the scenario."
        return
    value, degrees = misfit
    spare = f"chi-square with {degrees} {'degree' if degrees == 1 else 'degrees'} of freedom"
    if value < UNLIKELY:
        yield f"No parameters within the ranges meet all targets within their errors (p {value:.2g}, {spare})."
        return
    yield f"The fitted targets agree with the scenario within their errors (p {value:.2g}, {spare})."


def _open(found: Calibration, direction: Direction) -> str:
    words = in_words([knob.name for knob in found.knobs], direction.shares)
    if math.isinf(direction.error):
        return f"Not identified: {words}. It moves no target at all."
    return (
        f"Not identified: {words}. Along it the targets leave a standard error of {direction.error:.1f} of the range; "
        f"knowing only the range leaves {KNOWN_NOTHING:.1f}."
    )


def in_words(names: Sequence[str], shares: FloatArray) -> str:
    """A direction in words: what is raised together with what is lowered."""
    large = [number for number in np.argsort(-np.abs(shares), kind="stable") if abs(shares[number]) >= TOUCHED]
    if len(large) == 1:
        return names[large[0]]
    moved = [(f"{names[number]} by {100 * abs(shares[number]):.0f} % of its range", shares[number]) for number in large]
    raised, lowered = [text for text, share in moved if share > 0], [text for text, share in moved if share < 0]
    parts = [f"raising {' and '.join(raised)}"] if raised else []
    parts += [f"lowering {' and '.join(lowered)}"] if lowered else []
    return " while ".join(parts)


def _held_out(held: Sequence[FittedTarget]) -> str:
    scored = [target for target in held if target.score is not None]
    near = [target for target in scored if abs(target.score or 0.0) <= FAR]
    far = [f"{target.name} ({target.score:+.1f})" for target in scored if target not in near]
    if not scored:
        return "The targets held out cannot be scored: neither they nor their values have an error."
    count = f"Of the targets held out, {len(near)} of {len(scored)} lie within {FAR:g} standard errors"
    return f"{count}; outside: {', '.join(far)}." if far else f"{count}."


def _remarks(found: Calibration) -> Iterator[str]:
    yield "Intervals hold the errors of the targets and the noise of the simulation, not doubts about the scenario."
    if any(target.error is None for target in found.targets if not target.is_held_out):
        yield "Targets with a weight count as known exactly, so that intervals hold only the noise of the simulation."
    yield "Miss, errors: found less target, over the error that the fit leaves it; - where the fit takes up all of it."

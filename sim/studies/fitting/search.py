"""Gauss-Newton in a trust region, without derivatives: what moves what is told by differences under the same luck.

The figures are linearised around the best point by central differences, kept up to date by Broyden's rank-one formula
(1965, Mathematics of Computation 19, 577-593), and the box-bounded linear least-squares problem gives the next point,
as in Cartis and Roberts (2019, Mathematical Programming Computation 11, 631-674). Places are those of the unit cube.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import lsq_linear
from scipy.stats import qmc

from sim.risk.samples import FloatArray
from sim.studies.fitting.settings import Search

BoolArray = NDArray[np.bool_]
Evaluate = Callable[[FloatArray], FloatArray]
"""(parameters,) place to (figures,) values, NaN where one does not exist."""
DAMPING = 1e-3
"""Share of the steepest direction below which a direction is left where it is."""
TIGHT = 1e-12
DECIMALS = 9
"""To which places are rounded, so that a point met again is known."""
ACCEPTED, EXCELLENT = 0.1, 0.7
"""Share of the promised gain from which a step is taken, and from which the next may be longer."""


class BudgetSpent(Exception):
    """No further point may be simulated."""


@dataclass(frozen=True)
class Found:
    """Where the search ended."""

    place: FloatArray
    """(parameters,)"""
    jacobian: FloatArray
    """(figures, parameters) change of each figure over the whole range of each parameter, at `place`"""
    points: int
    """points looked at, those met again not counted"""
    converged: bool
    """whether it ended by itself and not by the budget"""


@dataclass(frozen=True)
class Aim:
    """What the figures should be: targets, and roots of their weights, 0 for what is not fitted; (figures,) each."""

    targets: FloatArray
    roots: FloatArray

    @property
    def fitted(self) -> BoolArray:
        """(figures,) which are fitted."""
        return np.asarray(self.roots > 0.0)

    def misses(self, values: FloatArray) -> FloatArray:
        """(fitted figures,) weighted misses."""
        fitted = self.fitted
        found: FloatArray = self.roots[fitted] * (values[fitted] - self.targets[fitted])
        return found

    def badness(self, values: FloatArray) -> float:
        """Sum of the squared misses; infinite where a fitted figure does not exist."""
        found = float((self.misses(values) ** 2).sum())
        return found if np.isfinite(found) else np.inf


class _Points:
    """The points looked at, within the budget; some are kept back for the differences around the end."""

    def __init__(self, evaluate: Evaluate, budget: int, spare: int) -> None:
        self._evaluate, self._budget, self._spare = evaluate, budget, spare
        self.seen: dict[bytes, FloatArray] = {}

    def values(self, place: FloatArray) -> FloatArray:
        """(figures,) at a place. Raises BudgetSpent."""
        key = place.tobytes()
        if key not in self.seen:
            if len(self.seen) >= self._budget - self._spare:
                raise BudgetSpent
            self.seen[key] = self._evaluate(place)
        return self.seen[key]

    def release(self) -> None:
        """Let what was kept back be spent."""
        self._spare = 0

    def differences(self, place: FloatArray, step: float) -> FloatArray:
        """(figures, parameters) slopes: central, one-sided at an end of a range. Raises BudgetSpent."""
        columns = []
        for number in range(len(place)):
            low, high = place.copy(), place.copy()
            low[number] = round(max(0.0, place[number] - step), DECIMALS)
            high[number] = round(min(1.0, place[number] + step), DECIMALS)
            columns.append((self.values(high) - self.values(low)) / (high[number] - low[number]))
        return np.column_stack(columns)


def search(evaluate: Evaluate, start: FloatArray, aim: Aim, settings: Search, seed: int) -> Found:
    """The place whose figures miss the targets least; `seed` is that of the Latin hypercube looked at first."""
    points = _Points(evaluate, settings.budget, spare=2 * len(start))
    at = _Here(_beginning(points, np.round(start, DECIMALS), aim, settings.explore, seed), None, settings.radius)
    converged = False
    try:
        while not converged:
            if at.jacobian is None:
                at = _Here(at.place, points.differences(at.place, settings.step), at.radius, is_fresh=True)
            step, promised = _step(aim, points.values(at.place), at)
            if np.abs(step).max() >= settings.tolerance and promised > 0.0:
                at = _tried(points, aim, at, step, promised)
            elif at.is_fresh:
                converged = True
            else:
                at = _Here(at.place, None, max(at.radius, settings.step))
    except BudgetSpent:
        pass
    points.release()
    jacobian = at.jacobian if at.is_fresh else points.differences(at.place, settings.step)
    assert jacobian is not None  # noqa: S101 - for the type checker
    return Found(at.place, jacobian, len(points.seen), converged)


@dataclass(frozen=True)
class _Here:
    """The best point so far: its place, slopes (None: to be found), how far the next step may go."""

    place: FloatArray
    jacobian: FloatArray | None
    radius: float
    is_fresh: bool = False
    """whether the slopes are differences around this very place"""


def _beginning(points: _Points, start: FloatArray, aim: Aim, explore: int, seed: int) -> FloatArray:
    """The start, or a point of a Latin hypercube that misses less."""
    places = [start]
    if explore:
        cube = qmc.LatinHypercube(len(start), rng=np.random.default_rng(seed)).random(explore)
        places += list(np.round(cube, DECIMALS))
    best, least = start, np.inf
    for place in places:
        badness = aim.badness(points.values(place))
        if badness < least:
            best, least = place, badness
    return best


def _step(aim: Aim, values: FloatArray, at: _Here) -> tuple[FloatArray, float]:
    """(parameters,) the step that the slopes promise most of, within the radius and the ranges; and that gain."""
    assert at.jacobian is not None  # noqa: S101 - for the type checker
    misses, slopes = aim.misses(values), aim.roots[aim.fitted, np.newaxis] * at.jacobian[aim.fitted]
    damping = DAMPING * np.linalg.norm(slopes, 2) * np.eye(len(at.place))
    low = np.maximum(-at.radius, -at.place)
    high = np.minimum(at.radius, 1.0 - at.place)
    low, high = np.minimum(low, -TIGHT), np.maximum(high, TIGHT)  # a bound may not be empty
    solved = lsq_linear(np.vstack([slopes, damping]), np.concatenate([-misses, np.zeros(len(at.place))]), (low, high))
    place = np.round(np.clip(at.place + solved.x, 0.0, 1.0), DECIMALS)
    step: FloatArray = place - at.place
    return step, float((misses**2).sum() - ((misses + slopes @ step) ** 2).sum())


def _tried(points: _Points, aim: Aim, at: _Here, step: FloatArray, promised: float) -> _Here:
    """Where to go on after a step: there, with slopes brought up to date, or here, with a shorter step."""
    assert at.jacobian is not None  # noqa: S101 - for the type checker
    place = np.round(at.place + step, DECIMALS)
    before, after = points.values(at.place), points.values(place)
    share = (aim.badness(before) - aim.badness(after)) / promised
    if not share > ACCEPTED:
        shorter = float(np.abs(step).max()) / 4.0
        return _Here(at.place, at.jacobian if at.is_fresh else None, shorter, is_fresh=at.is_fresh)
    surprise = after - before - at.jacobian @ step
    jacobian = at.jacobian + np.outer(surprise, step) / (step @ step)
    return _Here(place, jacobian, min(1.0, 2.0 * at.radius) if share > EXCELLENT else at.radius)

"""How well the fitted parameters are known: the sandwich of the errors of the figures and of the slopes.

With slopes J (figures by parameters), weights W and errors S (Monte Carlo noise plus errors of the targets), fitted
parameters move by -G with an error of the figures, G = (J'WJ)^-1 J'W, so that their covariance is G S G' (Hansen 1982,
Econometrica 50, 1029-1054; with simulated figures McFadden 1989, Econometrica 57, 995-1026). All in shares of the
ranges. A direction along which even the best use of the targets leaves an error as large as that of not knowing
anything in the range (1 / sqrt 12 of it) is not identified, and is left out of G.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import stats

from sim.risk.intervals import student_factor
from sim.risk.samples import FloatArray
from sim.studies.fitting.search import Aim

CONFIDENCE = 0.95
KNOWN_NOTHING = 1.0 / math.sqrt(12.0)
"""Standard deviation of a place of which nothing but the range is known."""
TOUCHED = 0.3
"""Share in a direction from which a parameter is counted to it."""
FLOOR = 1e-9
"""Least eigenvalue that a matrix of correlations is given."""


@dataclass(frozen=True)
class Direction:
    """A way of moving parameters together that the targets do not tell apart."""

    shares: FloatArray
    """(parameters,) of unit length, in shares of the ranges"""
    error: float
    """standard error along it, in ranges; infinite where the figures do not move at all"""


@dataclass(frozen=True)
class Inference:
    """What is known of the parameters at the place found, in shares of their ranges."""

    covariance: FloatArray
    """(parameters, parameters) without the directions that are not identified"""
    unidentified: tuple[Direction, ...]
    factor: float
    """half an interval over the standard error: Student's, with one degree of freedom less than groups"""
    scores: FloatArray
    """(figures,) miss over its standard error, given the fit; NaN where the fit leaves no error"""
    misfit: tuple[float, int] | None
    """p-value and degrees of freedom of the fitted targets together; None without any to spare, or without errors"""

    @property
    def errors(self) -> FloatArray:
        """(parameters,) standard errors."""
        return np.sqrt(np.diag(self.covariance))

    def is_identified(self, parameter: int) -> bool:
        """Whether no unidentified direction moves the parameter to speak of."""
        return all(abs(each.shares[parameter]) < TOUCHED for each in self.unidentified)


def inferred(
    values: FloatArray, jacobian: FloatArray, aim: Aim, noise: FloatArray, target_errors: FloatArray, groups: int
) -> Inference:
    """What the figures at the place found, their slopes and errors say of the parameters.

    `noise` and `target_errors` are (figures, figures) covariances of the Monte Carlo noise and of the targets.
    """
    fitted, errors = aim.fitted, noise + target_errors
    own = np.ix_(fitted, fitted)
    slopes, weights = jacobian[fitted], aim.roots[fitted] ** 2
    known, unknown = _directions(slopes, errors[own])
    reduced = slopes @ known
    gain = known @ np.linalg.pinv(reduced.T @ (weights[:, np.newaxis] * reduced)) @ (reduced.T * weights)
    covariance = gain @ errors[own] @ gain.T
    left = np.eye(len(values))
    left[:, fitted] -= jacobian @ gain
    return Inference(
        covariance,
        unknown,
        student_factor(groups - 1, CONFIDENCE),
        _scores(values - aim.targets, left @ np.where(np.isfinite(errors), errors, 0.0) @ left.T, errors),
        _misfit((values - aim.targets)[fitted], errors[own], left[own], known.shape[1], target_errors[own]),
    )


def _directions(slopes: FloatArray, errors: FloatArray) -> tuple[FloatArray, tuple[Direction, ...]]:
    """(parameters, known) directions that are identified, and those that are not, worst first."""
    whitened = _inverse_root(errors) @ slopes
    _, sizes, rows = np.linalg.svd(whitened, full_matrices=True)
    sizes = np.concatenate([sizes, np.zeros(len(rows) - len(sizes))])
    is_known = sizes * KNOWN_NOTHING > 1.0
    lost = [
        Direction(row * np.sign(row[np.abs(row).argmax()]), 1.0 / size if size > 0.0 else math.inf)
        for row, size in zip(rows[~is_known], sizes[~is_known], strict=True)
    ]
    return rows[is_known].T, tuple(reversed(lost))


def _inverse_root(errors: FloatArray) -> FloatArray:
    """(figures, figures) R with R'R the inverse of the errors; what correlates fully is held a little apart."""
    scale = np.sqrt(np.diag(errors))
    sizes, vectors = np.linalg.eigh(errors / np.outer(scale, scale))
    held = np.sqrt(np.maximum(sizes, FLOOR))
    found: FloatArray = (vectors / held).T / scale
    return found


def _scores(misses: FloatArray, left: FloatArray, errors: FloatArray) -> FloatArray:
    """(figures,) misses over their standard errors; NaN where the fit takes up all of the error."""
    before, after = np.diag(errors), np.diag(left)
    usable = np.isfinite(misses) & (after > 1e-6 * before) & (before > 0.0)
    found: FloatArray = np.where(usable, misses / np.sqrt(np.where(usable, after, 1.0)), np.nan)
    return found


def _misfit(
    misses: FloatArray, errors: FloatArray, left: FloatArray, known: int, target_errors: FloatArray
) -> tuple[float, int] | None:
    """p-value of all fitted misses together, a chi-square, and its degrees of freedom."""
    spare = len(misses) - known
    if spare < 1 or not (np.diag(target_errors) > 0.0).all():
        return None
    scale = np.sqrt(np.diag(errors))
    after = (left @ errors @ left.T) / np.outer(scale, scale)
    size = float((misses / scale) @ np.linalg.pinv(after, rcond=1e-9, hermitian=True) @ (misses / scale))
    return float(stats.chi2.sf(size, spare)), spare

"""How uncertain a figure is because parameters are, beside how uncertain the simulation leaves it.

Points of a Latin hypercube stand for what is not known of the parameters; the same luck at every point keeps the
simulation's own error out of their differences as far as it can.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats
from scipy.stats import qmc

from sim.risk.estimate import Estimate
from sim.risk.samples import FloatArray, RiskInputError

SPREAD = 0.95
"""The central share of points between the ends that are reported."""


class TooFewPoints(RiskInputError):
    """Fewer points than there can be a spread of, or a figure that does not exist at a point."""


@dataclass(frozen=True)
class Uncertainty:
    """A figure over points of the parameters; all in the unit of the figure."""

    mean: float
    low: float
    """lower end of the central 95 % of points"""
    high: float
    deviation: float
    """standard deviation over the points, as found"""
    parameter_deviation: float
    """the same less the simulation's error: sqrt(max(0, deviation^2 - error^2))"""
    simulation_error: float | None
    """standard error of the figure at one point, root mean square over points; None where no point has an interval"""
    correlations: FloatArray
    """(parameters,) rank correlation of each parameter with the figure"""

    @property
    def ratio(self) -> float | None:
        """Deviation by parameters / error of the simulation; None without such an error."""
        return self.parameter_deviation / self.simulation_error if self.simulation_error else None


def hypercube(points: int, parameters: int, seed: int) -> FloatArray:
    """(points, parameters) shares in 0..1, each parameter once in every one of `points` equal parts.

    McKay, Beckman and Conover 1979, Technometrics 21, 239-245. Raises TooFewPoints.
    """
    if points < 2 or parameters < 1:
        raise TooFewPoints(f"{points} points of {parameters} parameters; at least 2 of 1 are needed")
    shares: FloatArray = qmc.LatinHypercube(parameters, rng=np.random.default_rng(seed)).random(points)
    return shares


def uncertainty(figures: Sequence[Estimate], shares: FloatArray) -> Uncertainty:
    """From the figure at each point and its (points, parameters) place. Raises TooFewPoints.

    The error of the simulation is half the width of a point's interval over the normal factor of its confidence. With
    the same luck at all points it is mostly common to them, so taking it off understates what parameters do.
    """
    if len(figures) < 2 or any(each.estimate is None for each in figures):
        raise TooFewPoints("the figure must exist at two points or more")
    values = np.array([float(each.estimate or 0.0) for each in figures])
    errors = np.array([_error(each) for each in figures])
    known = errors[np.isfinite(errors)]
    error = math.sqrt(float((known**2).mean())) if known.size else None
    deviation = float(values.std(ddof=1))
    low, high = np.quantile(values, [(1.0 - SPREAD) / 2.0, (1.0 + SPREAD) / 2.0])
    ranked = [_rank_correlation(column, values) for column in shares.T]
    inner = math.sqrt(max(0.0, deviation**2 - (error or 0.0) ** 2))
    return Uncertainty(float(values.mean()), float(low), float(high), deviation, inner, error, np.array(ranked))


def _error(found: Estimate) -> float:
    """Standard error by the width of the interval; NaN where an end is missing."""
    if found.ci_low is None or found.ci_high is None:
        return math.nan
    factor = float(stats.norm.isf((1.0 - found.confidence) / 2.0))
    return float(found.ci_high - found.ci_low) / 2.0 / factor


def _rank_correlation(places: FloatArray, values: FloatArray) -> float:
    """Spearman's; 0 where the figure does not vary."""
    if values.min() == values.max():
        return 0.0
    return float(stats.spearmanr(places, values).statistic)

"""How severe a scenario's path is: as a quantile of the macro factor that the economic family draws.

Only the path of unemployment is measured: the factor that would bring the same job losses, month by month, averaged
over the loss horizon, against the law of such an average.
"""

from __future__ import annotations

import math

import numpy as np
from scipy import optimize, special

from sim.risk.analytic import conditional_probability
from sim.scenario.models import Scenario
from sim.setup import central_economies, segment_names

LARGEST_FACTOR = 12.0
"""Standard deviations; a path beyond is taken as this."""


def severity(scenario: Scenario) -> float | None:
    """Probability that the unconditional factor is milder than the path, share; None for a path without job losses.

    A path that leaves the hazard of losing work alone stands a little above 1/2: at the mean of a skewed law.
    """
    months = min(scenario.loss_horizon_months, scenario.horizon_months)
    multiples = central_economies(scenario, 1, months)["job_loss_multiple"]
    segments = [scenario.population.segments[name] for name in segment_names(scenario)]
    shares = np.array([segment.share for segment in segments])
    hazards = np.array([segment.employment.job_loss_monthly for segment in segments])
    correlations = np.array([segment.employment.asset_correlation for segment in segments])
    losing = (hazards > 0.0) & (hazards < 1.0) & (correlations > 0.0)
    if not losing.any():
        return None
    pool = (shares[losing], hazards[losing], correlations[losing])
    mean = float(np.mean([equivalent_factor(float(multiple), *pool) for multiple in multiples]))
    return float(special.ndtr(mean / deviation_of_mean(months, scenario.macro.persistence)))


def equivalent_factor(
    multiple: float, shares: np.ndarray, hazards: np.ndarray, correlations: np.ndarray
) -> float:  # fmt: skip
    """The factor at which (segments,) monthly hazards, weighted by shares, are on average so many times their own."""
    wanted = float(shares @ np.minimum(multiple * hazards, 1.0))

    def gap(factor: float) -> float:
        given = [
            float(conditional_probability(np.array(factor), float(hazard), float(correlation)))
            for hazard, correlation in zip(hazards, correlations, strict=True)
        ]
        return float(shares @ np.array(given)) - wanted

    if gap(LARGEST_FACTOR) <= 0.0:
        return LARGEST_FACTOR
    if gap(-LARGEST_FACTOR) >= 0.0:
        return -LARGEST_FACTOR
    return float(optimize.brentq(gap, -LARGEST_FACTOR, LARGEST_FACTOR))


def deviation_of_mean(months: int, persistence: float) -> float:
    """Standard deviation of the mean of so many months of the AR(1) factor with unit variance."""
    lags = np.abs(np.subtract.outer(np.arange(months), np.arange(months)))
    return math.sqrt(float(np.power(persistence, lags).sum())) / months

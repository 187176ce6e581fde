"""Each figure of a drawn column by the estimator that fits its draws: exact for plain ones, by sections for others.

A column without values gives an absent estimate, so does every quantile of one replication.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.risk.capital import (
    ECONOMIC_CAPITAL_METHOD,
    SECTION_CAPITAL_METHOD,
    economic_capital,
    median_band,
    section_band,
    section_capital,
)
from sim.risk.dispersion import (
    CORRELATION_METHOD,
    DEVIATION_METHOD,
    SECTION_CORRELATION_METHOD,
    implied_correlation,
    section_correlation,
    standard_deviation_interval,
)
from sim.risk.drawn import Drawn
from sim.risk.estimate import Estimate, absent, joined
from sim.risk.intervals import (
    CLOPPER_PEARSON_METHOD,
    ORDER_STATISTIC_METHOD,
    STUDENT_METHOD,
    mean_interval,
    probability_interval,
    quantile_interval,
    without_values,
)
from sim.risk.sectioned import (
    SECTION_MEAN_METHOD,
    SECTION_QUANTILE_METHOD,
    SECTION_SHARE_METHOD,
    SECTION_SHORTFALL_METHOD,
    section_deviation,
    section_mean,
    section_probability,
    section_quantile,
    section_shortfall,
)
from sim.risk.shortfall import SHORTFALL_METHOD, expected_shortfall


def mean_of(drawn: Drawn, confidence: float) -> Estimate:
    """Mean, in the unit of the values."""
    if not drawn.size:
        return without_values(STUDENT_METHOD if drawn.plain else SECTION_MEAN_METHOD, confidence)
    return mean_interval(drawn.values, confidence) if drawn.plain else section_mean(drawn, confidence)


def share_of(drawn: Drawn, confidence: float) -> Estimate:
    """Mean of shares; its interval ends at 0 and 1, of which Student's knows nothing."""
    rate = mean_of(drawn, confidence)
    low, high = (None if end is None else min(max(end, 0.0), 1.0) for end in (rate.ci_low, rate.ci_high))
    if (low, high) == (rate.ci_low, rate.ci_high):
        return rate
    return replace(rate, ci_low=low, ci_high=high, note=joined(rate.note, "interval cut at 0 and 1"))


def quantile_of(drawn: Drawn, level: float, confidence: float) -> Estimate:
    """Quantile, in the unit of the values."""
    lacking = _no_tail(drawn, ORDER_STATISTIC_METHOD if drawn.plain else SECTION_QUANTILE_METHOD, confidence)
    if lacking is not None:
        return lacking
    if drawn.plain:
        return quantile_interval(drawn.values, level, confidence)
    return section_quantile(drawn, level, confidence)


def shortfall_of(drawn: Drawn, level: float, confidence: float) -> Estimate:
    """Expected shortfall, in the unit of the values."""
    lacking = _no_tail(drawn, SHORTFALL_METHOD if drawn.plain else SECTION_SHORTFALL_METHOD, confidence)
    if lacking is not None:
        return lacking
    if drawn.plain:
        return expected_shortfall(drawn.values, level, confidence)
    return section_shortfall(drawn, level, confidence)


def capital_of(drawn: Drawn, level: float, confidence: float) -> Estimate:
    """Quantile less mean, in the unit of the values."""
    lacking = _no_tail(drawn, ECONOMIC_CAPITAL_METHOD if drawn.plain else SECTION_CAPITAL_METHOD, confidence)
    if lacking is not None:
        return lacking
    if drawn.plain:
        return economic_capital(drawn.values, level, confidence)
    return section_capital(drawn, level, confidence)


def probability_of(drawn: Drawn, confidence: float) -> Estimate:
    """Probability of what has the value 1 where it happened and 0 where not, as a share."""
    if not drawn.size:
        return without_values(CLOPPER_PEARSON_METHOD if drawn.plain else SECTION_SHARE_METHOD, confidence)
    if drawn.plain:
        return probability_interval(int(np.count_nonzero(drawn.values)), drawn.size, confidence)
    return section_probability(drawn, confidence)


def deviation_of(drawn: Drawn, confidence: float) -> Estimate:
    """Standard deviation, in the unit of the values."""
    if not drawn.size:
        return without_values(DEVIATION_METHOD if drawn.plain else SECTION_MEAN_METHOD, confidence)
    if drawn.plain:
        return standard_deviation_interval(drawn.values, confidence)
    return section_deviation(drawn, confidence)


def correlation_of(drawn: Drawn, concentration: float, confidence: float) -> Estimate:
    """One-factor asset correlation implied by default rates, as a share."""
    if not drawn.size:
        return without_values(CORRELATION_METHOD if drawn.plain else SECTION_CORRELATION_METHOD, confidence)
    if drawn.plain:
        return implied_correlation(drawn.values, concentration, confidence)
    return section_correlation(drawn, concentration, confidence)


def band_of(drawn: Drawn, band: float) -> Estimate:
    """Median with the band of the replications, in the unit of the values."""
    return median_band(drawn.values, band) if drawn.plain or drawn.size < 2 else section_band(drawn, band)


def _no_tail(drawn: Drawn, method: str, confidence: float) -> Estimate | None:
    """The absent estimate where there are too few values for any quantile, none or one; None where there are enough."""
    if not drawn.size:
        return without_values(method, confidence)
    return absent(confidence, method, 1, "no quantile from one replication") if drawn.size == 1 else None

"""Economic capital with an interval for a difference of two estimates, and the median-with-band of a ratio.

Capital and liquidity buffers are plain quantiles (`intervals.quantile_interval`) and need nothing of their own.
"""

from __future__ import annotations

import math

import numpy as np

from sim.risk.drawn import Drawn
from sim.risk.estimate import Estimate, Number, absent, joined
from sim.risk.intervals import mean_interval, order_statistic_indices, quantile_interval, smallest_sample_two_sided
from sim.risk.samples import NumberArray, Sample, checked_level, checked_sample, order_index
from sim.risk.sectioned import section_mean, section_quantile
from sim.risk.weights import weighted_quantile

ECONOMIC_CAPITAL_METHOD = "order statistics less Student t, Bonferroni"
SECTION_CAPITAL_METHOD = "order statistics less Student t over sections, combined (MOVER)"
BAND_METHOD = "median; the ends are the band of replications, not a confidence interval"
MEAN_SHARE = 0.1
"""Share of the allowed error spent on the mean, which is known far better than the quantile."""


def economic_capital(losses: NumberArray, level: float = 0.999, confidence: float = 0.95) -> Estimate:
    """Value at risk less expected loss, in the unit of the losses, with a Bonferroni interval.

    The quantile's exact interval takes nine tenths of the allowed error, the mean's Student interval one tenth; the
    ends are VaR low - mean high and VaR high - mean low. So both errors, dependent as they are, are covered together.
    """
    checked_level(confidence, "confidence")
    if losses.size == 0:
        return absent(confidence, ECONOMIC_CAPITAL_METHOD, 0, "no replication has a value")
    miss = 1.0 - confidence
    quantile_confidence = 1.0 - miss * (1.0 - MEAN_SHARE)
    quantile = quantile_interval(losses, level, quantile_confidence)
    mean = mean_interval(losses, 1.0 - miss * MEAN_SHARE)
    note = _missing(quantile, mean, level, quantile_confidence)
    return Estimate(
        estimate=_difference(quantile.estimate, mean.estimate),
        ci_low=_difference(quantile.ci_low, mean.ci_high),
        ci_high=_difference(quantile.ci_high, mean.ci_low),
        confidence=confidence,
        method=ECONOMIC_CAPITAL_METHOD,
        n=losses.size,
        note=note,
    )


def section_capital(drawn: Drawn, level: float, confidence: float) -> Estimate:
    """The same from draws that are not plain: both parts from sections, their distances combined by square-and-add.

    Under importance draws the two errors are alike in size, and Bonferroni's interval covers 99.8 %; the rule MOVER
    (Zou and Donner 2008, Statistics in Medicine 27, 1693-1702) takes them as independent.
    """
    quantile, mean = section_quantile(drawn, level, confidence), section_mean(drawn, confidence)
    point = _difference(quantile.estimate, mean.estimate)
    low, high = _reach(quantile.estimate, quantile.ci_low, mean), _reach(quantile.estimate, quantile.ci_high, mean)
    return Estimate(
        estimate=point,
        ci_low=None if low is None or point is None else point - low,
        ci_high=None if high is None or point is None else point + high,
        confidence=confidence,
        method=SECTION_CAPITAL_METHOD,
        n=drawn.size,
        note=quantile.note if mean.ci_low is not None else mean.note,
    )


def _reach(quantile: Number, end: Number, mean: Estimate) -> float | None:
    """Root of the squared distance of an end of the quantile's interval plus that of the mean's ends; unit of both."""
    if quantile is None or end is None or mean.ci_low is None or mean.ci_high is None:
        return None
    return math.hypot(float(end - quantile), 0.5 * float(mean.ci_high - mean.ci_low))


def _difference(first: float | int | None, second: float | int | None) -> float | None:
    """First less second; None if either does not exist."""
    return None if first is None or second is None else float(first - second)


def _missing(quantile: Estimate, mean: Estimate, level: float, confidence: float) -> str:
    """In words, why ends of the interval are missing."""
    if mean.ci_low is None:
        return mean.note
    low = f"no lower end below {smallest_sample_two_sided(1.0 - level, confidence):,} replications"
    high = f"no finite upper end below {smallest_sample_two_sided(level, confidence):,} replications"
    return joined(low if quantile.ci_low is None else "", high if quantile.ci_high is None else "")


def median_band(values: Sample, band: float = 0.95) -> Estimate:
    """Median with the central band of the replications (band 0.95: order statistics at 2.5 % and 97.5 %), same unit.

    The band says how far replications differ, not how well the median is known; the median's exact interval is in the
    note where it exists.
    """
    sample = np.sort(np.asarray(values))
    if sample.size == 0:
        return absent(band, BAND_METHOD, 0, "no replication has a value")
    ordered = checked_sample(sample)
    size = ordered.size
    median = ordered[order_index(size, 0.5) - 1]
    if size < 2:
        return Estimate(median, None, None, band, BAND_METHOD, size, "no band from one replication")
    tail = (1.0 - checked_level(band, "band")) / 2.0
    low, high = ordered[order_index(size, round(tail, 12)) - 1], ordered[order_index(size, round(1.0 - tail, 12)) - 1]
    lower, upper = order_statistic_indices(size, 0.5, band)
    known = lower >= 1 and upper <= size
    note = (
        f"{100 * band:g} % interval of the median {ordered[lower - 1]:.6g} to {ordered[upper - 1]:.6g}" if known else ""
    )
    return Estimate(median, low, high, band, BAND_METHOD, size, note)


def section_band(drawn: Drawn, band: float = 0.95) -> Estimate:
    """The same from draws that are not plain, by weighted quantiles; the median's interval is that of the sections."""
    tail = (1.0 - checked_level(band, "band")) / 2.0
    low, median, high = (
        weighted_quantile(drawn.values, drawn.shares, level) for level in (round(tail, 12), 0.5, round(1.0 - tail, 12))
    )
    known = section_quantile(drawn, 0.5, band)
    note = known.note
    if known.ci_low is not None and known.ci_high is not None:
        note = f"{100 * band:g} % interval of the median {known.ci_low:.6g} to {known.ci_high:.6g}"
    return Estimate(median, low, high, band, BAND_METHOD, drawn.size, note)

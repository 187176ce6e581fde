"""Whether weighted replications may be trusted: do they say the same as plain ones, and do enough of them count?

Importance draws miss a loss that is driven by something else than what they shift. Their weights look well then, and
only plain runs show it; so the check is not optional. Nothing is decided here about what is done if it fails.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import special

from sim.risk.estimate import joined
from sim.risk.samples import Sample, checked_level, checked_sample
from sim.risk.sections import SECTION, complete_rows, few_sections, regressed, spread_over_sections
from sim.risk.weights import (
    calibrated_weights,
    checked_weights,
    effective_sample_size,
    largest_weight_share,
    weighted_quantile,
)

FALSE_ALARM = 1e-6
ALLOWED_ERRORS = float(special.ndtri(1.0 - FALSE_ALARM / 2.0))
"""4.89 standard errors: two-sided, one false alarm in a million checks."""
FEWEST_IN_THE_TAIL = 200.0
LARGEST_SHARE = 0.05
TAIL_LEVEL = 0.999


@dataclass(frozen=True)
class Agreement:
    """Verdict on weighted replications, with what it rests on.

    `plain_quantile` and `weighted_quantile` are the quantiles at the common level, in the unit of the values;
    `plain_share` is the share of plain runs above the weighted quantile, `expected_share` 1 - level; `distance` is how
    far apart these two are, in standard errors. `tail_size` is the effective sample size of the weights above the
    quantile at the tail level, `tail_share` the share of the largest of these weights in their sum.
    """

    agrees: bool
    words: str
    plain_quantile: float
    weighted_quantile: float
    plain_share: float
    expected_share: float
    distance: float
    tail_size: float
    tail_share: float


def agreement(
    plain_values: Sample,
    weighted_values: Sample,
    weights: Sample,
    level: float = 0.99,
    tail_level: float = TAIL_LEVEL,
) -> Agreement:
    """Compare weighted with plain replications at the common quantile, and count what carries the tail.

    `weighted_values` and `weights` have shape (replications,) in the order of the replications, so that sections of
    256 can be told; there must be at least 8 complete ones. `plain_values` come from other replications. Of m plain
    runs the number above the weighted quantile follows the binomial law, its probability uncertain by the error of the
    sections (beta-binomial); the distance is the normal equivalent of its two-sided probability. They agree below 4.89
    standard errors, with an effective tail size of 200 at least and no weight with 5 % of the tail.
    Raises EmptySample, NonFiniteSample, InvalidLevel, InvalidWeights, MismatchedPairs.
    """
    plain, weighted = checked_sample(plain_values), checked_sample(weighted_values)
    ratios = checked_weights(weights, weighted.size)
    threshold = weighted_quantile(weighted, calibrated_weights(ratios), level)
    beyond = int(np.count_nonzero(plain > threshold))
    sections = np.arange(weighted.size) // SECTION
    complete = complete_rows(sections)
    few = few_sections(sections, complete)
    error = 0.0 if few else spread_over_sections(regressed(weighted > threshold, ratios), sections, complete).error
    expected = 1.0 - checked_level(level)
    distance = _distance(beyond, plain.size, expected, error)
    above = weighted > weighted_quantile(weighted, calibrated_weights(ratios), tail_level)
    tail_size, tail_share = effective_sample_size(ratios[above]), largest_weight_share(ratios[above])
    faults = [few, _disagreement(distance, beyond / plain.size, expected), *_thin_tail(tail_size, tail_share)]
    why = joined(*faults)
    return Agreement(
        agrees=not why,
        words=why or _agreed(distance, tail_size, tail_share),
        plain_quantile=float(weighted_quantile(plain, np.ones(plain.size), level)),
        weighted_quantile=float(threshold),
        plain_share=beyond / plain.size,
        expected_share=expected,
        distance=distance,
        tail_size=tail_size,
        tail_share=tail_share,
    )


def _distance(beyond: int, runs: int, expected: float, error: float) -> float:
    """How improbable `beyond` of `runs` is, as a number of standard errors with its sign."""
    from scipy import stats  # takes half a second, and only runs by importance draws come here

    if error > 0.0:
        size = max(expected * (1.0 - expected) / error**2 - 1.0, 1.0)
        law = stats.betabinom(runs, expected * size, (1.0 - expected) * size)
    else:
        law = stats.binom(runs, expected)
    fewer, more = float(law.cdf(beyond)), float(law.sf(beyond - 1))
    tail = min(2.0 * min(fewer, more), 1.0)
    reach = -float(special.ndtri(max(tail / 2.0, 1e-300)))
    return math.copysign(reach, 1.0 if more < fewer else -1.0) if tail < 1.0 else 0.0


def _disagreement(distance: float, found: float, expected: float) -> str:
    if abs(distance) < ALLOWED_ERRORS:
        return ""
    words = f"{100 * found:.3g} % of plain runs lie above the weighted {100 * (1 - expected):g} % quantile"
    return f"{words}, {abs(distance):.1f} standard errors from {100 * expected:.3g} % (allowed: {ALLOWED_ERRORS:.2f})"


def _thin_tail(size: float, share: float) -> tuple[str, str]:
    few = f"the tail counts as {size:,.0f} replications (needed: {FEWEST_IN_THE_TAIL:.0f})"
    heavy = f"one replication carries {100 * share:.3g} % of the tail (allowed: {100 * LARGEST_SHARE:g} %)"
    return few if size < FEWEST_IN_THE_TAIL else "", heavy if share >= LARGEST_SHARE else ""


def _agreed(distance: float, size: float, share: float) -> str:
    return (
        f"plain and weighted runs agree within {abs(distance):.1f} standard errors; the tail counts as {size:,.0f} "
        f"replications, the largest carries {100 * share:.2g} % of it"
    )

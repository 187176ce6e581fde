"""Errors of estimates from draws that are not independent: sections of 256 replications, each a sample of its own.

Within a section replications are balanced against each other (pairs, strata, nets) or share a shift; between sections
they are independent. So an estimate that is a mean has its error from the spread of the sections.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.risk.samples import FloatArray, NumberArray
from sim.risk.weights import ROUNDING

SECTION = 256
"""Replications of a section: replication r is in section r // 256."""
FEWEST_SECTIONS = 8
Sections = NDArray[np.int64]


class SectionError(NamedTuple):
    """A weighted mean, its standard error over the sections, and the degrees of freedom of that error."""

    mean: float
    error: float
    freedom: int


def complete_rows(sections: Sections) -> NDArray[np.bool_]:
    """Which rows belong to a section with all its 256 replications; shape of `sections`, the section of each row."""
    numbers, place, counts = np.unique(sections, return_inverse=True, return_counts=True)
    complete: NDArray[np.bool_] = (counts == SECTION)[place] if numbers.size else np.zeros(0, dtype=bool)
    return complete


def few_sections(sections: Sections, complete: NDArray[np.bool_]) -> str:
    """In words, that there are too few complete sections for an interval; empty if there are enough."""
    if np.unique(sections[complete]).size >= FEWEST_SECTIONS:
        return ""
    return f"no interval below {FEWEST_SECTIONS * SECTION:,} replications"


def spread_over_sections(influence: FloatArray, sections: Sections, complete: NDArray[np.bool_]) -> SectionError:
    """Mean of the influences of all rows and its error, from the totals of the complete sections.

    All have shape (rows,). With rows left out sections differ in length: hence totals of influence - mean, whose sum
    over all rows is 0 (a ratio estimator; Cochran 1977, Sampling Techniques, 9A.1). At least two complete sections.
    """
    mean = float(influence.mean())
    numbers, place = np.unique(sections[complete], return_inverse=True)
    totals = np.bincount(place, weights=influence[complete] - mean)
    rows = int(complete.sum())
    error = math.sqrt(numbers.size) * float(totals.std(ddof=1)) / rows
    return SectionError(mean, error, int(numbers.size) - 1)


def regressed(values: NumberArray, weights: FloatArray) -> FloatArray:
    """Influence w y - b (w - 1) of each replication, b the slope of w y on w; its mean is the regression estimator.

    `weights` has shape (n,) and is known to have expectation 1: see `weights.calibrated_weights`, which has this mean.
    """
    spread = float(weights.var())
    if spread <= (ROUNDING * float(weights.mean())) ** 2:
        return values.astype(np.float64)
    weighted = weights * values
    slope = float((weighted - weighted.mean()) @ (weights - weights.mean())) / weights.size / spread
    found: FloatArray = weighted - slope * (weights - 1.0)
    return found


def normalised(values: NumberArray, weights: FloatArray) -> FloatArray:
    """Influence of each replication on sum w y / sum w, where the expectation of the weights is not known."""
    scaled = weights / float(weights.mean())
    mean = float(scaled @ values) / values.size
    found: FloatArray = mean + scaled * (values - mean)
    return found

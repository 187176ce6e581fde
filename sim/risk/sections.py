"""Errors of estimates from draws that are not independent: sections of 256 replications, each a sample of its own.

Within a section replications are balanced against each other (pairs, strata, nets) or share a shift; between sections
they are independent. So an estimate that is a mean has its error from the spread of the sections.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.risk.samples import FloatArray
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
    if not sections.size:
        return np.zeros(0, dtype=bool)
    counts = np.bincount(sections)
    complete: NDArray[np.bool_] = (counts == SECTION)[sections]
    return complete


def few_sections(sections: Sections) -> str:
    """In words, that there are too few complete sections for an interval; empty if there are enough."""
    complete = int(complete_rows(sections).sum()) // SECTION
    if complete >= FEWEST_SECTIONS:
        return ""
    return f"no interval below {FEWEST_SECTIONS * SECTION:,} replications"


def section_error(values: FloatArray, weights: FloatArray, sections: Sections) -> SectionError:
    """Weighted mean of all values with its error from the complete sections, in the unit of the values.

    All three have shape (replications,); weights are likelihood ratios as drawn. The mean is the regression estimator
    of `weights.calibrated_weights`, its error the spread of the section means of w y - b (w - 1), b the slope.
    """
    influence = regressed(values, weights)
    mean = float(influence.mean())
    rows = complete_rows(sections)
    numbers, place = np.unique(sections[rows], return_inverse=True)
    means = np.bincount(place, weights=influence[rows]) / SECTION
    error = float(means.std(ddof=1)) / math.sqrt(numbers.size)
    return SectionError(mean, error, int(numbers.size) - 1)


def regressed(values: FloatArray, weights: FloatArray) -> FloatArray:
    """The values w y - b (w - 1) of each replication, b the slope of w y on w; its mean is the regression estimator."""
    spread = float(weights.var())
    if spread <= (ROUNDING * float(weights.mean())) ** 2:
        return values.astype(np.float64)
    weighted = weights * values
    slope = float((weighted - weighted.mean()) @ (weights - weights.mean())) / weights.size / spread
    found: FloatArray = weighted - slope * (weights - 1.0)
    return found

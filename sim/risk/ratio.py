"""A share as the ratio of two means over replications, such as amplified defaults / defaults, with its interval."""

from __future__ import annotations

import math

import numpy as np

from sim.risk.drawn import Drawn
from sim.risk.estimate import Estimate, absent
from sim.risk.intervals import student_factor
from sim.risk.sectioned import section_spread
from sim.risk.sections import few_sections

RATIO_METHOD = "ratio of means, linearised, Student t"
SECTION_RATIO_METHOD = f"{RATIO_METHOD} over sections"


def share_of_means(parts: Drawn, wholes: Drawn, confidence: float) -> Estimate:
    """Weighted mean of the parts / that of the wholes, both of the same replications, as a share, cut at 0 and 1.

    The error is that of part - ratio x whole (Cochran 1977, Sampling Techniques, 2.11).
    """
    size, method = parts.size, RATIO_METHOD if parts.plain else SECTION_RATIO_METHOD
    total = float(parts.shares @ wholes.values)
    if not size or total <= 0.0:
        why = "nothing to divide by" if size else "no replication has a value"
        return absent(confidence, method, size, why)
    ratio = float(parts.shares @ parts.values) / total
    residuals = parts.values - ratio * wholes.values
    why = "no interval: no spread" if float(np.ptp(residuals)) == 0.0 else ""
    if not parts.plain:
        why = why or few_sections(parts.sections, parts.complete)
    if why:
        return Estimate(ratio, None, None, confidence, method, size, why)
    if parts.plain:
        half = student_factor(size - 1, confidence) * float(np.std(residuals, ddof=1)) / math.sqrt(size)
    else:
        spread = section_spread(parts, residuals)
        half = student_factor(spread.freedom, confidence) * spread.error
    half *= size / total
    return Estimate(ratio, max(0.0, ratio - half), min(1.0, ratio + half), confidence, method, size)

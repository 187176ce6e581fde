"""A share as the ratio of two means over replications, such as amplified defaults / defaults, with its interval."""

from __future__ import annotations

import math

import numpy as np

from sim.risk.estimate import Estimate, absent
from sim.risk.intervals import student_factor
from sim.risk.samples import FloatArray

RATIO_METHOD = "ratio of means, linearised, Student t"


def share_of_means(parts: FloatArray, wholes: FloatArray, confidence: float) -> Estimate:
    """Mean of the parts / mean of the wholes, both (replications,), as a share, its interval cut at 0 and 1.

    The error is that of part - ratio x whole (Cochran 1977, Sampling Techniques, 2.11).
    """
    size = parts.size
    if not size or wholes.sum() <= 0.0:
        why = "nothing to divide by" if size else "no replication has a value"
        return absent(confidence, RATIO_METHOD, size, why)
    ratio = float(parts.sum() / wholes.sum())
    spread = float(np.std(parts - ratio * wholes, ddof=1)) if size > 1 else 0.0
    if spread == 0.0:
        return Estimate(ratio, None, None, confidence, RATIO_METHOD, size, "no interval: no spread")
    half = student_factor(size - 1, confidence) * spread / (float(wholes.mean()) * math.sqrt(size))
    return Estimate(ratio, max(0.0, ratio - half), min(1.0, ratio + half), confidence, RATIO_METHOD, size)

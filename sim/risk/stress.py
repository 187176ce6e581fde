"""The stress family: how far the capital ratio falls along a path: start, low point, its month. Income is included.

Never in a row with the economic family (value at risk, economic capital), which nets no income and has no path.
"""

from __future__ import annotations

import numpy as np

from sim.risk.estimate import Estimate
from sim.risk.platform_months import PlatformMonths
from sim.risk.samples import FloatArray


def depletion(months: PlatformMonths) -> tuple[FloatArray, FloatArray, FloatArray]:
    """(replications,) capital ratio at the end of month 1, its lowest month end, both shares, and that month from 1.

    NaN where a replication has no ratio at the end of month 1, or at any.
    """
    ratios = months["capital_ratio"]
    known = np.where(np.isnan(ratios), np.inf, ratios)
    place = known.argmin(axis=1)
    low = np.take_along_axis(ratios, place[:, None], axis=1)[:, 0]
    month = np.where(np.isnan(low), np.nan, place + 1.0)
    return ratios[:, 0], low, month


def stress_headlines(months: PlatformMonths, confidence: float, condition: str) -> dict[str, Estimate]:
    """Start, low point, fall and month of the capital ratio: medians with the central band of replications.

    `condition` says what the figures are conditional on; empty without a path.
    """
    start, low, month = depletion(months)
    words = {
        "stress_start": (start, "share", "capital ratio at the end of month 1"),
        "stress_low": (low, "share", "lowest capital ratio at a month end"),
        "stress_depletion": (start - low, "share of risk-weighted assets", "start less low point"),
        "stress_low_month": (month, "month from 1", "month of the low point"),
    }
    return {
        name: months.band(values, confidence).noted(unit, meaning, condition)
        for name, (values, unit, meaning) in words.items()
    }

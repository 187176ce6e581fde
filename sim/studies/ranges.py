"""Ranges of parameters that are not known exactly, and the points within them as changes of a scenario.

The ranges that stand here are those in which the targets of docs/calibration.md stay inside their bands, one parameter
a target, judged by proportion.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any, NamedTuple

import numpy as np

from sim.scenario.resolved import Resolved


class Range(NamedTuple):
    """A parameter by its key, `.*.` standing for every segment, and its range: multiples of its value, or values."""

    key: str
    low: float
    high: float
    is_multiple: bool
    why: str


SEGMENTS = "population.segments.*"
RANGES = (
    Range(f"{SEGMENTS}.employment.job_loss_monthly", 0.75, 1.25, True, "defaults within a year, L21"),
    Range(f"{SEGMENTS}.employment.asset_correlation", 0.5, 2.0, True, "implied correlation 0.5 to 4 %, X1"),
    Range(f"{SEGMENTS}.income.factor_loading", 0.33, 2.0, True, "spread of annual default rates, X2; assumed"),
    Range(f"{SEGMENTS}.spending.savings_months", 0.75, 1.25, True, "level of arrears, L1 and L2"),
    Range(f"{SEGMENTS}.paying.default_payment", 0.79, 1.32, True, "cash after 90 days, R1"),
    Range("macro.persistence", 0.84, 0.99, False, "autocorrelation of unemployment, X5"),
    Range("macro.recovery_loading", 0.0, 0.3, False, "recovery in bad times; assumed"),
    Range("lenders.platform.costs.balance_annual", 0.97, 1.03, True, "profit a year, B4"),
)


def changes_at(scenario: Resolved, ranges: Sequence[Range], shares: np.ndarray) -> dict[str, float]:
    """Keys and values of a point, from (parameters,) shares of the ranges."""
    plain = scenario.as_plain()
    found = {}
    for span, share in zip(ranges, shares, strict=True):
        given = span.low + (span.high - span.low) * float(share)
        for key in keys_of(scenario, span.key):
            found[key] = given * float(value_of(plain, key)) if span.is_multiple else given
    return found


def keys_of(scenario: Resolved, key: str) -> list[str]:
    """The keys that a key with `.*.` stands for."""
    return [key.replace(".*.", f".{name}.", 1) for name in scenario.scenario.population.segments if ".*." in key] or [
        key
    ]


def value_of(plain: dict[str, Any], key: str) -> Any:
    """The value at a dotted key."""
    return reduce(lambda inner, name: inner[name], key.split("."), plain)

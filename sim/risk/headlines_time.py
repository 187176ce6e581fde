"""Headlines of time: how long the platform keeps its capital floor, and how long its liquidity lasts."""

from __future__ import annotations

import pandas as pd

from sim.risk.drawn import PLAIN
from sim.risk.estimate import Estimate
from sim.risk.survival import event_times, time_survived

LEVELS = {"99": 0.99, "99_9": 0.999}
TIMES = {
    "time_to_breach": ("breach_month", "month", "first month end below the capital floor"),
    "survival_horizon": (
        "survival_days", "days", "until the outflow before funding passes cash and committed funding of the opening",
    ),
    "time_to_failure": ("failure_day", "days", "until the platform fails, with calls and reactions as simulated"),
}  # fmt: skip
"""Column, unit and meaning of each time."""


def time_headlines(replications: pd.DataFrame, confidence: float, draws: str = PLAIN) -> dict[str, Estimate]:
    """Each time that 99 % and 99.9 % of the replications last; null where it lies beyond the horizon.

    Raises MissingColumn.
    """
    found = {}
    for figure, (column, unit, meaning) in TIMES.items():
        times = event_times(replications, column, draws)
        for name, level in LEVELS.items():
            words = f"survived by {100 * level:g} % of replications"
            found[f"{figure}_{name}"] = time_survived(times, level, confidence).noted(unit, meaning, words)
    return found

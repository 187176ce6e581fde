"""How long the platform lasts: survival curve by month, and the time that all but a stated share of replications last.

All replications are watched to the same horizon, so the Kaplan-Meier estimate (Kaplan and Meier 1958, Journal of the
American Statistical Association 53, 457-481) is the share without an event so far, and its pointwise interval that of a
probability.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from sim.risk.columns import has_value
from sim.risk.drawn import PLAIN, Drawn, drawn_rows
from sim.risk.estimate import Estimate, Number, joined
from sim.risk.estimators import probability_of, quantile_of
from sim.risk.samples import checked_level

NEVER = 2**31
"""Stands for an event after the horizon: later than any, in months or days."""


def event_times(replications: pd.DataFrame, name: str, draws: str = PLAIN) -> Drawn:
    """Times of a column of first events, NEVER where there is none; shape (replications,). Raises MissingColumn."""
    happened = has_value(replications, name)
    times = np.full(len(replications), NEVER, dtype=np.int64)
    times[happened] = replications.loc[happened, name].to_numpy(dtype=np.int64)
    return drawn_rows(replications, np.ones(len(replications), dtype=bool), draws).of(times)


def survival_curve(times: Drawn, horizon: int, confidence: float = 0.95) -> list[Estimate]:
    """Probability of no event up to and including each of the periods 1..horizon, with its pointwise interval."""
    curve = []
    for period in range(1, horizon + 1):
        lasting = probability_of(times.of(times.values > period), confidence)
        curve.append(lasting.noted(f"share without an event up to {period}"))
    return curve


def survival_table(replications: pd.DataFrame, horizon: int, draws: str = PLAIN) -> pd.DataFrame:
    """A row per month 1..horizon: `month`, and `survival`, `ci_low`, `ci_high` (95 %) of the capital floor.

    The event is the first month end below the floor (`breach_month`). Raises MissingColumn.
    """
    curve = survival_curve(event_times(replications, "breach_month", draws), horizon)
    rows = [(month, one.estimate, one.ci_low, one.ci_high) for month, one in enumerate(curve, start=1)]
    return pd.DataFrame(rows, columns=["month", "survival", "ci_low", "ci_high"])


def time_survived(times: Drawn, level: float, confidence: float = 0.95) -> Estimate:
    """Latest time before which at most 1 - level of the replications have the event, in the unit of the times.

    The level-quantile of minus the time, turned round. Null where it lies beyond the horizon; so is an end of the
    interval that does.
    """
    turned = quantile_of(times.of(-times.values), checked_level(level), confidence)
    point, low, high = (_within(end) for end in (turned.estimate, turned.ci_high, turned.ci_low))
    beyond = "beyond the horizon" if turned.estimate is not None and point is None else ""
    open_end = "no upper end within the horizon" if point is not None and high is None else ""
    unknown = "no lower end" if turned.estimate is not None and turned.ci_high is None else ""
    note = joined(beyond, open_end, unknown)
    return replace(turned, estimate=point, ci_low=low, ci_high=high, note=note or turned.note)


def _within(end: Number) -> Number:
    """Time of a turned one; None if it lies beyond the horizon."""
    return None if end is None or -end >= NEVER else -end

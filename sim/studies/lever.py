"""What a lever's capital costs: the change of the capital buffer per yuan spent on it, and per borrower it saves.

Spent is what the platform's accounts show: the cost of its work and what it gives up by its own decision. Interest that
a plan with a lower rate never charges is in no account, and not counted.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas

from sim.montecarlo.result import Result
from sim.risk.columns import has_value
from sim.risk.contrasts import aligned, pairs
from sim.risk.estimate import Estimate
from sim.risk.intervals import smallest_sample_two_sided
from sim.risk.paired import mean_difference, quantile_difference
from sim.risk.paired_ratio import quantile_per_mean
from sim.risk.samples import NumberArray
from sim.setup import PLATFORM_NAME
from sim.studies.people.changes import helped

SPENT = {
    "collection": "collection_cost_fen",
    "litigation": "litigation_cost_fen",
    "service": "service_cost_fen",
    "risk control": "risk_cost_fen",
    "acquisition": "acquisition_cost_fen",
    "promotion": "promotion_cost_fen",
    "fines": "fine_fen",
    "guarantee premium": "premium_fen",
    "interest forgiven": "forgiven_fen",
    "fees waived": "promotion_fee_waived_fen",
}
"""What counts as spent on a lever, by column of `monthly.parquet`."""
LEVELS = (0.999, 0.99, 0.95)
"""Confidence of the buffer: the highest that the replications reach."""
YUAN = "yuan spent"
SHORTFALL = "capital_shortfall_fen"


class Price(NamedTuple):
    """The change of the buffer by what was changed with it."""

    per: str
    """"yuan spent", "borrower saved" or "borrower saved on balance" """
    change: Estimate
    """arm less base, a replication: fen, or real borrowers"""
    ratio: Estimate
    """change of the buffer for each: yuan a yuan, or fen a borrower; no value where the change is not above zero"""


class Lever(NamedTuple):
    """Marginal capital of what an arm does otherwise than the base."""

    level: float
    buffer: Estimate
    """change of the capital buffer at the level, fen"""
    spent: dict[str, Estimate]
    """change of each kind of spending over the horizon, fen; kinds that no arm has are left out"""
    prices: tuple[Price, ...]


def lever(
    base: Result, other: Result, arm: str, tallies: pandas.DataFrame | None, confidence: float = 0.95
) -> Lever | None:
    """The marginal capital of an arm; per borrower only where they were followed. None where no buffer is known.

    Raises what `aligned` raises.
    """
    first, second = aligned(base.replications, other.replications)
    both = has_value(first, SHORTFALL) & has_value(second, SHORTFALL)
    if not both.any():
        return None
    numbers = first["replication"].to_numpy()[both]
    buffers = pairs(first, second, SHORTFALL)
    level = reached(buffers[0].size, confidence)
    parts = [_spent(run, numbers) for run in (base, other)]
    spent = {
        kind: mean_difference(parts[0][kind], parts[1][kind], confidence).noted("fen")
        for kind in SPENT
        if parts[0][kind].any() or parts[1][kind].any()
    }
    totals = [np.sum(list(each.values()), axis=0) for each in parts]
    changes: dict[str, NumberArray] = {YUAN: totals[1] - totals[0]}
    if tallies is not None:
        changes |= helped(tallies, arm, numbers)
    prices = tuple(_price(per, buffers, change, level, confidence) for per, change in changes.items())
    return Lever(level, quantile_difference(*buffers, level, confidence).noted("fen"), spent, prices)


def reached(size: int, confidence: float = 0.95) -> float:
    """The highest of LEVELS whose quantile has an interval from so many replications, or the lowest."""
    enough = [level for level in LEVELS if size >= smallest_sample_two_sided(level, confidence)]
    return enough[0] if enough else LEVELS[-1]


def _spent(run: Result, numbers: NumberArray) -> dict[str, NumberArray]:
    """Kind of spending to (replications,) fen over the horizon."""
    months = run.months(list(SPENT.values()))
    sums = months[months["lender"] == PLATFORM_NAME].groupby("replication")[list(SPENT.values())].sum().loc[numbers]
    return {kind: sums[column].to_numpy(dtype=np.float64) for kind, column in SPENT.items()}


def _price(
    per: str, buffers: tuple[NumberArray, NumberArray], change: NumberArray, level: float, confidence: float
) -> Price:
    known = change[~np.isnan(change)]
    unit = "fen" if per == YUAN else "borrowers"
    difference = mean_difference(np.zeros(known.size), known, confidence).noted(unit)
    ratio = quantile_per_mean(*buffers, change, level, confidence)
    return Price(per, difference, ratio.noted("yuan per yuan spent" if per == YUAN else f"fen per {per}"))

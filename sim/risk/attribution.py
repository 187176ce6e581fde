"""Headlines of who caused it: direct, amplified and averted, by channel and by cause, on average and in the tail.

The tail is that of the full model: the replications whose `loss_fen` is at or above the value at risk at 99 %. What was
not computed is null.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from sim.records import Cause, Channel
from sim.risk.columns import has_value, left_out, observed
from sim.risk.estimate import Estimate, absent
from sim.risk.intervals import STUDENT_METHOD, mean_interval
from sim.risk.quantiles import empirical_quantile
from sim.risk.ratio import share_of_means
from sim.risk.samples import FloatArray

TAIL_LEVEL = 0.99
CHANNEL_NAMES = tuple(channel.name.lower() for channel in Channel)
CAUSE_NAMES = tuple(cause.name.lower() for cause in Cause)
NET_LOSS = {"intensity": 1, "amplified": 1, "averted": -1, "composition": 1}
"""Terms of the loss with channels less that without, each with its sign."""

Columns = Mapping[str, int]
"""Columns that are added up, each with its sign."""


def attribution_headlines(replications: pd.DataFrame, confidence: float) -> dict[str, Estimate]:
    """Means over replications, and over those of the tail under names that begin with `tail_`; money in fen.

    Raises MissingColumn.
    """
    found = _terms(replications, confidence)
    tail = in_tail(replications)
    words = f"of the {len(tail):,} replications with a loss at or above the value at risk at {100 * TAIL_LEVEL:g} %"
    found |= {f"tail_{name}": each.noted(words) for name, each in _terms(tail, confidence).items()}
    for name, unit in (
        ("largest_cascade", "records"), ("cascades", "cascades"), ("reproduction_number", "defaults per default"),
        ("mean_generation", "generations"),
    ):  # fmt: skip
        found[name] = _mean(replications, {name: 1}, unit, confidence)
    for cause in CAUSE_NAMES:
        found[f"cause_{cause}_share"] = _ratio(replications, f"cause_{cause}", "first_defaults", confidence)
    return found


def in_tail(replications: pd.DataFrame) -> pd.DataFrame:
    """The replications whose loss is at or above the value at risk at the level of the tail."""
    losses = observed(replications, "loss_fen")
    if not losses.size:
        return replications.iloc[:0]
    rows = replications[has_value(replications, "loss_fen")]
    return rows[(losses >= empirical_quantile(losses, TAIL_LEVEL))]


def _terms(replications: pd.DataFrame, confidence: float) -> dict[str, Estimate]:
    """Defaults in records and losses in fen by term and by channel, and the share of defaults that channels made."""
    defaults: dict[str, Columns] = {name: {f"{name}_defaults": 1} for name in ("direct", "amplified", "averted")}
    defaults["net"] = {"amplified_defaults": 1, "averted_defaults": -1}
    losses: dict[str, Columns] = {name: {f"{name}_loss_fen": 1} for name in ("direct", *NET_LOSS)}
    losses["net"] = {f"{name}_loss_fen": sign for name, sign in NET_LOSS.items()}
    for channel in CHANNEL_NAMES:
        defaults[f"net_{channel}"] = {f"net_{channel}_defaults": 1}
        losses[f"net_{channel}"] = {f"net_{channel}_fen": 1}
    found = {f"{name}_defaults": _mean(replications, each, "records", confidence) for name, each in defaults.items()}
    found |= {f"{name}_loss": _mean(replications, each, "fen", confidence) for name, each in losses.items()}
    found["amplified_share"] = _ratio(replications, "amplified_default_rate", "default_rate", confidence)
    return found


def _values(replications: pd.DataFrame, columns: Columns) -> FloatArray:
    """(at most replications,) sums of the columns with their signs, where all of them exist."""
    exist = np.logical_and.reduce([has_value(replications, name) for name in columns])
    rows = replications[exist]
    total = np.zeros(len(rows))
    for name, sign in columns.items():
        total += sign * rows[name].to_numpy(dtype=np.float64)
    return total


def _mean(replications: pd.DataFrame, columns: Columns, unit: str, confidence: float) -> Estimate:
    values = _values(replications, columns)
    if not values.size:
        return absent(confidence, STUDENT_METHOD, 0, "no replication has a value").noted(unit)
    return mean_interval(values, confidence).noted(unit, left_out(replications, values.size))


def _ratio(replications: pd.DataFrame, part: str, whole: str, confidence: float) -> Estimate:
    """Mean of one column / mean of another, as a share."""
    rows = replications[has_value(replications, part) & has_value(replications, whole)]
    return share_of_means(_values(rows, {part: 1}), _values(rows, {whole: 1}), confidence).noted("share")

"""Headlines of who caused it: direct, amplified and averted, by channel and by cause, on average and in the tail.

The tail is that of the full model: the replications whose `loss_fen` is at or above the value at risk at 99 %. What was
not computed is null.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.records import Cause, Channel
from sim.risk.columns import has_value
from sim.risk.drawn import PLAIN, Drawn, drawn, drawn_rows
from sim.risk.estimate import Estimate
from sim.risk.estimators import mean_of
from sim.risk.ratio import share_of_means
from sim.risk.weights import weighted_quantile

TAIL_LEVEL = 0.99
CHANNEL_NAMES = tuple(channel.name.lower() for channel in Channel)
CAUSE_NAMES = tuple(cause.name.lower() for cause in Cause)
NET_LOSS = {"intensity": 1, "amplified": 1, "averted": -1, "composition": 1}
"""Terms of the loss with channels less that without, each with its sign."""

Columns = Mapping[str, int]
"""Columns that are added up, each with its sign."""


class Rows(NamedTuple):
    """Replications to tell about: the whole table, which of its rows, the draw plan, and the confidence (share)."""

    replications: pd.DataFrame
    picked: NDArray[np.bool_]
    draws: str
    confidence: float


def attribution_headlines(replications: pd.DataFrame, confidence: float, draws: str = PLAIN) -> dict[str, Estimate]:
    """Means over replications, and over those of the tail under names that begin with `tail_`; money in fen.

    `draws` names the draw plan. Raises MissingColumn.
    """
    every = Rows(replications, np.ones(len(replications), dtype=bool), draws, confidence)
    tail = every._replace(picked=in_tail(replications, draws))
    words = (
        f"of the {int(tail.picked.sum()):,} replications with a loss at or above the value at risk at "
        f"{100 * TAIL_LEVEL:g} %"
    )
    found = _terms(every)
    found |= {f"tail_{name}": each.noted(words) for name, each in _terms(tail).items()}
    for name, unit in (
        ("largest_cascade", "records"), ("cascades", "cascades"), ("reproduction_number", "defaults per default"),
        ("mean_generation", "generations"),
    ):  # fmt: skip
        found[name] = _mean(every, {name: 1}, unit)
    for cause in CAUSE_NAMES:
        found[f"cause_{cause}_share"] = _ratio(every, f"cause_{cause}", "first_defaults")
    return found


def in_tail(replications: pd.DataFrame, draws: str = PLAIN) -> NDArray[np.bool_]:
    """Which replications, shape (replications,), have a loss at or above the value at risk at the level of the tail."""
    losses = drawn(replications, "loss_fen", draws)
    found = has_value(replications, "loss_fen").copy()
    if losses.size:
        found[found] = losses.values >= weighted_quantile(losses.values, losses.shares, TAIL_LEVEL)
    return found


def _terms(rows: Rows) -> dict[str, Estimate]:
    """Defaults in records and losses in fen by term and by channel, and the share of defaults that channels made."""
    defaults: dict[str, Columns] = {name: {f"{name}_defaults": 1} for name in ("direct", "amplified", "averted")}
    defaults["net"] = {"amplified_defaults": 1, "averted_defaults": -1}
    losses: dict[str, Columns] = {name: {f"{name}_loss_fen": 1} for name in ("direct", *NET_LOSS)}
    losses["net"] = {f"{name}_loss_fen": sign for name, sign in NET_LOSS.items()}
    for channel in CHANNEL_NAMES:
        defaults[f"net_{channel}"] = {f"net_{channel}_defaults": 1}
        losses[f"net_{channel}"] = {f"net_{channel}_fen": 1}
    found = {f"{name}_defaults": _mean(rows, each, "records") for name, each in defaults.items()}
    found |= {f"{name}_loss": _mean(rows, each, "fen") for name, each in losses.items()}
    found["amplified_share"] = _ratio(rows, "amplified_default_rate", "default_rate")
    return found


def _sums(rows: Rows, columns: Columns, beside: tuple[str, ...] = ()) -> Drawn:
    """Sums of the columns with their signs, where all of them, and those beside, exist."""
    exist = np.logical_and.reduce([has_value(rows.replications, name) for name in (*columns, *beside)]) & rows.picked
    total = np.zeros(int(exist.sum()))
    for name, sign in columns.items():
        total += sign * rows.replications[name][exist].to_numpy(dtype=np.float64)
    return drawn_rows(rows.replications, exist, rows.draws).of(total)


def _mean(rows: Rows, columns: Columns, unit: str) -> Estimate:
    values = _sums(rows, columns)
    missing = int(rows.picked.sum()) - values.size
    left_out = f"{missing:,} replications without a value are left out" if missing and values.size else ""
    return mean_of(values, rows.confidence).noted(unit, left_out)


def _ratio(rows: Rows, part: str, whole: str) -> Estimate:
    """Mean of one column / mean of another, as a share."""
    parts, wholes = _sums(rows, {part: 1}, (whole,)), _sums(rows, {whole: 1}, (part,))
    return share_of_means(parts, wholes, rows.confidence).noted("share")

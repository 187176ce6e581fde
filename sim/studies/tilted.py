"""A finished run reweighted until a column has another mean, and its headlines under the new weights."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.errors import UsageError
from sim.montecarlo.result import Result
from sim.outputs import REPLICATION_COLUMNS
from sim.risk.columns import has_value, observed
from sim.risk.reweighting import Reweighting, reweighted
from sim.studies.breach import Breach

SHOWN = ("default_rate", "loss_fen", "net_income_fen", "min_capital_ratio", "d30_rate", "d90_rate", "factor_mean")
"""Columns whose means are told, beside the one that was moved and the probabilities of a breach."""


class Moved(NamedTuple):
    """A figure before and after, in its unit."""

    figure: str
    unit: str
    before: float
    after: float


class Tilted(NamedTuple):
    """A reweighted run."""

    column: str
    target: float
    reweighting: Reweighting
    figures: tuple[Moved, ...]


def tilted(run: Result, asked: str) -> Tilted:
    """The run under the nearest weights with which a column has the mean asked for, as "default_rate=0.05".

    Raises UsageError for a text or column that will not do, OutOfReach for a mean that no replications show.
    """
    column, _, text = asked.partition("=")
    units = {one.name: one.unit for one in REPLICATION_COLUMNS}
    try:
        target = float(text)
    except ValueError:
        raise UsageError(f"--tilt {asked} is not of the form COLUMN=MEAN, for instance default_rate=0.05") from None
    if column not in units:
        raise UsageError(f"{column} is no column of replications.parquet")
    rows = run.replications
    rows = rows[has_value(rows, column)]
    old = rows["weight"].to_numpy(dtype=np.float64)
    found = reweighted(observed(rows, column), target, old)
    figures = []
    for name in dict.fromkeys((column, *SHOWN)):
        exists = has_value(rows, name)
        if exists.any():
            values = observed(rows[exists], name).astype(np.float64)
            figures.append(_moved(name, units[name], values, old[exists], found.weights[exists]))
    for kind in ("capital", "liquidity"):
        breach = Breach.of(kind, None, None, None)
        exists = has_value(rows, breach.column)
        flags = (breach.margins(rows) > 0.0).astype(np.float64)
        figures.append(_moved(f"{kind} breached", "share", flags, old[exists], found.weights[exists]))
    return Tilted(column, target, found, tuple(figures))


def _moved(name: str, unit: str, values: np.ndarray, old: np.ndarray, new: np.ndarray) -> Moved:
    """The mean under both weights."""
    return Moved(name, unit, float(values @ old / old.sum()), float(values @ new / new.sum()))

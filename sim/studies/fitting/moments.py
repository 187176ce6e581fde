"""Figures of a run that can be fitted, each with what it is when a group of replications is left out.

The groups (replication modulo their number) tell the Monte Carlo noise of all figures together by a jackknife that
leaves out one group at a time (Efron and Stein 1981, Annals of Statistics 9, 586-596).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas

from sim.outputs import MONTHLY_COLUMNS, REPLICATION_COLUMNS
from sim.risk.headlines import EARLY_RATES, RATES, SCORE_MEASURES
from sim.risk.samples import FloatArray
from sim.studies.fitting.settings import FitTarget


class Recipe(NamedTuple):
    """How a figure comes from columns: a statistic of one, or of one and what it is divided by."""

    column: str
    over: str | None
    statistic: str
    """mean; deviation; ratio, of two means; share, mean of the ratios; positive, share of values above 0"""


def _means(columns: Sequence[str]) -> dict[str, Recipe]:
    return {name: Recipe(name, None, "mean") for name in columns}


HEADLINES = {
    "expected_loss": Recipe("loss_fen", None, "mean"),
    "expected_loss_rate": Recipe("loss_fen", "opening_balance_fen", "share"),
    "default_rate_standard_deviation": Recipe("default_rate", None, "deviation"),
    "breach_probability": Recipe("capital_shortfall_fen", None, "positive"),
    "failure_probability": Recipe("failed_lenders", None, "positive"),
    **_means((*RATES, *EARLY_RATES, *SCORE_MEASURES)),
}
"""Headlines that are smooth in the replications, so that their noise is known by leaving groups out."""


@dataclass(frozen=True)
class Measured:
    """Figures at one point, and the same with each group of replications left out.

    NaN stands for a figure that does not exist. Figures from different runs have no groups in common.
    """

    values: FloatArray
    """(figures,)"""
    left_out: tuple[FloatArray, ...]
    """by kind of run: (groups, figures), NaN in the columns of figures of other runs"""

    @property
    def exists(self) -> bool:
        """Whether every figure exists."""
        return bool(np.isfinite(self.values).all())

    @property
    def groups(self) -> int:
        """The fewest groups of any kind of run."""
        return min(len(each) for each in self.left_out)

    def covariance(self) -> FloatArray:
        """(figures, figures) covariance of the Monte Carlo noise; NaN where a figure lacks in a group."""
        whole: FloatArray = np.zeros((len(self.values), len(self.values)))
        for each in self.left_out:
            own = np.flatnonzero(~np.isnan(each).all(axis=0))
            away = each[:, own] - each[:, own].mean(axis=0)
            whole[np.ix_(own, own)] += (len(each) - 1) / len(each) * away.T @ away
        return whole


def joined(parts: Sequence[tuple[Sequence[int], Measured]], figures: int) -> Measured:
    """Figures measured on different runs as one, each part with the places of its figures."""
    values: FloatArray = np.full(figures, np.nan)
    left_out = []
    for places, part in parts:
        values[list(places)] = part.values
        for each in part.left_out:
            wide: FloatArray = np.full((len(each), figures), np.nan)
            wide[:, list(places)] = each
            left_out.append(wide)
    return Measured(values, tuple(left_out))


def check_target(target: FitTarget) -> str | None:
    """What is wrong with a target that names a headline or columns; None where nothing is."""
    if target.headline is not None and target.headline not in HEADLINES:
        return f"headline: {target.headline} cannot be fitted; those that can: {', '.join(HEADLINES)}"
    columns = REPLICATION_COLUMNS if target.month is None else MONTHLY_COLUMNS
    table = "replications.parquet" if target.month is None else "monthly.parquet"
    names = {column.name for column in columns}
    for key in ("column", "over"):
        name = getattr(target, key)
        if name is not None and name not in names:
            return f"{key}: {table} has no column {name}"
    return None


def measured(
    targets: Sequence[FitTarget], replications: pandas.DataFrame, monthly: pandas.DataFrame, groups: int
) -> Measured:
    """Headlines and columns of a run; as many groups as asked for, but never more than replications."""
    pairs = [_pair(target, replications, monthly) for target in targets]
    count = len(replications)
    number = np.arange(count) % min(groups, count)
    values = np.array([_value(first, second, kind) for first, second, kind in pairs])
    left_out = np.array(
        [
            [_value(first[kept], None if second is None else second[kept], kind) for first, second, kind in pairs]
            for kept in (number != group for group in range(min(groups, count)))
        ]
    )
    return Measured(values, (left_out,))


def recipe_of(target: FitTarget) -> Recipe:
    """The recipe of a target that is a headline or a column."""
    if target.headline is not None:
        return HEADLINES[target.headline]
    assert target.column is not None  # noqa: S101 - for the type checker
    return Recipe(target.column, target.over, target.statistic if target.over is None else "ratio")


def _pair(
    target: FitTarget, replications: pandas.DataFrame, monthly: pandas.DataFrame
) -> tuple[FloatArray, FloatArray | None, str]:
    """(replications,) numbers, those they are divided by or None, and the statistic taken of them."""
    recipe = recipe_of(target)
    frame = replications
    if target.month is not None:
        frame = monthly[(monthly["month"] == target.month) & (monthly["lender"] == target.lender)]
    over = None if recipe.over is None else _numbers(frame[recipe.over])
    return _numbers(frame[recipe.column]), over, recipe.statistic


def _numbers(column: Any) -> FloatArray:
    found: FloatArray = column.to_numpy(dtype="float64", na_value=math.nan)
    return found


def _value(first: FloatArray, second: FloatArray | None, statistic: str) -> float:
    """The figure of some replications; NaN where it does not exist."""
    there = ~np.isnan(first) if second is None else ~np.isnan(first) & (second > 0)
    values = first[there]
    if len(values) < (2 if statistic == "deviation" else 1):
        return math.nan
    if statistic == "deviation":
        return float(values.std(ddof=1))
    if statistic == "positive":
        return float((values > 0).mean())
    if second is None:
        return float(values.mean())
    return float((values / second[there]).mean()) if statistic == "share" else float(values.sum() / second[there].sum())

"""Two replication tables side by side, figure by figure: every numeric column, and the headlines of the tails.

The tables are paired by replication: both arms met the same luck in it. Names are those of summary.json where there is
one (`expected_loss` is the mean of `loss_fen`), the column's own elsewhere. Money in fen, rates as shares.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from sim.outputs import REPLICATION_COLUMNS
from sim.risk.capital import economic_capital
from sim.risk.columns import has_value, observed_in
from sim.risk.drawn import PLAIN, UnsupportedWeights, check_draws
from sim.risk.estimate import Estimate, Number
from sim.risk.headlines import QUANTILES, SHORTFALLS
from sim.risk.paired import (
    CAPITAL_METHOD,
    QUANTILES_METHOD,
    SHARES_METHOD,
    SHORTFALLS_METHOD,
    Pairing,
    capital_difference,
    mean_difference,
    pairing,
    quantile_difference,
    share_difference,
    shortfall_difference,
    without_pairs,
)
from sim.risk.quantiles import empirical_quantile
from sim.risk.samples import EmptySample, NumberArray
from sim.risk.shortfall import expected_shortfall_point

KEYS = ("replication", "weight")
"""Columns that are no figure."""
HEADLINE_NAMES = {"loss_fen": "expected_loss"}
"""Columns whose mean summary.json calls by another name."""
LOWER_IS_BETTER = frozenset(
    [
        "expected_loss",
        "expected_loss_rate",
        "book_loss_fen",
        "defaults",
        "default_rate",
        "direct_defaults",
        "amplified_defaults",
        "largest_cascade",
        "direct_default_rate",
        "amplified_default_rate",
        "direct_loss_fen",
        "amplified_loss_fen",
        "loss_without_channels_fen",
        "first_defaults",
        "cascades",
        "reproduction_number",
        "capital_shortfall_fen",
        "max_outflow_fen",
        "failed_lenders",
        "d30_rate",
        "d30_rate_average",
        "d30_rate_peak",
        "d90_rate",
        "d90_rate_average",
        "d90_rate_peak",
        "exposure_at_default_fen",
        "charge_off_fen",
        "first_payment_default_7_rate",
        "first_payment_default_30_rate",
        "d30_at_3_months_rate",
        "current_to_60_89_rate",
        "provision_expense_fen",
        "missed_alarms",
        "var_99",
        "var_99_9",
        "es_97_5",
        "es_99_9",
        "economic_capital_99_9",
        "capital_buffer_99",
        "capital_buffer_99_9",
        "liquidity_buffer_99_9",
        "breach_probability",
        "failure_probability",
    ]
)
HIGHER_IS_BETTER = frozenset(
    [
        "min_capital_fen",
        "min_capital_ratio",
        "min_liquidity_fen",
        "net_income_fen",
        "breach_month",
        "closing_balance_fen",
        "granted_fen",
    ]
)

Estimator = Callable[[NumberArray, NumberArray], Estimate]
Point = Callable[[NumberArray], Number]


@dataclass(frozen=True)
class Contrast:
    """One figure in two arms: its value in each, other - base with interval, and what the same luck was worth.

    `better` is "lower", "higher", or None where neither is; `pairing` is None for figures of the whole distribution.
    """

    figure: str
    unit: str
    better: str | None
    base: Number
    other: Number
    difference: Estimate
    pairing: Pairing | None

    @property
    def better_share(self) -> float | None:
        """Share of replications in which the other arm is better; None where that cannot be said."""
        if self.pairing is None or self.better is None:
            return None
        return self.pairing.lower if self.better == "lower" else self.pairing.higher

    @property
    def verdict(self) -> str:
        """The other arm is "better", "worse", "unclear" (the interval holds 0), or "unknown" (no interval or sense)."""
        low, high = self.difference.ci_low, self.difference.ci_high
        if self.better is None or low is None or high is None:
            return "unknown"
        if low <= 0 <= high:
            return "unclear"
        return "better" if (high < 0) == (self.better == "lower") else "worse"


def contrasts(base: pd.DataFrame, other: pd.DataFrame, confidence: float = 0.95) -> dict[str, Contrast]:
    """All figures by name, from two tables with the columns of `sim.outputs.REPLICATION_COLUMNS`.

    Replications that only one table has are left out; so is a column without a value in both arms of any pair.
    Raises EmptySample where the tables share no replication, UnsupportedWeights, MissingColumn, NonFiniteSample.
    """
    first, second = aligned(base, other)
    found = [*_columns(first, second, confidence), _loss_rate(first, second, confidence)]
    found += [*_probabilities(first, second, confidence), *_tails(first, second, confidence)]
    return {one.figure: one for one in found if one is not None}


def aligned(base: pd.DataFrame, other: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of the replications that both tables have, sorted alike."""
    for table in (base, other):
        _check_plain(table)
    shared = np.intersect1d(base["replication"].to_numpy(), other["replication"].to_numpy())
    if shared.size == 0:
        raise EmptySample("the two tables share no replication, at least one is needed")
    picked = [table.set_index("replication").loc[shared].reset_index() for table in (base, other)]
    return picked[0], picked[1]


def _check_plain(table: pd.DataFrame) -> None:
    """Raises UnsupportedWeights, with what to do, where replications do not all count alike."""
    try:
        check_draws(table, PLAIN)
    except UnsupportedWeights as fault:
        raise UnsupportedWeights(
            f"{fault}: a replication drawn by importance has no equal in the other arm; compare arms of plain draws, "
            "which `yuqi compare` runs itself, and use --draws importance for the tail of one run alone"
        ) from None


def pairs(base: pd.DataFrame, other: pd.DataFrame, column: str) -> tuple[NumberArray, NumberArray]:
    """Values of a column in the pairs in which both arms have one, shape (at most replications,) each."""
    both = has_value(base, column) & has_value(other, column)
    return observed_in(base, column, both), observed_in(other, column, both)


def sense(figure: str) -> str | None:
    """Whether "lower" or "higher" is better; None where neither is."""
    if figure in LOWER_IS_BETTER:
        return "lower"
    return "higher" if figure in HIGHER_IS_BETTER else None


def _columns(first: pd.DataFrame, second: pd.DataFrame, confidence: float) -> list[Contrast]:
    """The paired mean difference of every column that has a value in some pair."""
    found = []
    for column in REPLICATION_COLUMNS:
        values = pairs(first, second, column.name)
        if column.name in KEYS or not values[0].size:
            continue
        figure = HEADLINE_NAMES.get(column.name, column.name)
        found.append(_mean(figure, column.unit, values, len(first), confidence))
    return found


def _loss_rate(first: pd.DataFrame, second: pd.DataFrame, confidence: float) -> Contrast | None:
    """Loss / opening balance, each arm by its own balance; None where no pair has both."""
    rates = [table["loss_fen"].astype(float) / table["opening_balance_fen"].astype(float) for table in (first, second)]
    usable = [has_value(table, "loss_fen") & has_value(table, "opening_balance_fen") for table in (first, second)]
    both = usable[0] & usable[1]
    both &= (first["opening_balance_fen"] > 0).to_numpy(dtype=bool, na_value=False)
    both &= (second["opening_balance_fen"] > 0).to_numpy(dtype=bool, na_value=False)
    if not both.any():
        return None
    values = (rates[0][both].to_numpy(dtype=float), rates[1][both].to_numpy(dtype=float))
    return _mean("expected_loss_rate", "share of the opening balance", values, len(first), confidence)


def _mean(figure: str, unit: str, values: tuple[NumberArray, NumberArray], asked: int, confidence: float) -> Contrast:
    lacking = asked - values[0].size
    left_out = f"{lacking:,} replications without a value in both arms are left out" if lacking else ""
    difference = mean_difference(*values, confidence).noted(unit, left_out)
    means = (float(values[0].mean()), float(values[1].mean()))
    return Contrast(figure, unit, sense(figure), *means, difference, pairing(*values))


def _probabilities(first: pd.DataFrame, second: pd.DataFrame, confidence: float) -> list[Contrast]:
    """Shares of replications with a breach of the capital floor, and with a failed lender."""
    found = []
    for figure, column in (("breach_probability", "capital_shortfall_fen"), ("failure_probability", "failed_lenders")):
        flags = [(values > 0).astype(np.int64) for values in pairs(first, second, column)]
        if not flags[0].size:
            difference = without_pairs(SHARES_METHOD, confidence)
            found.append(Contrast(figure, "share", sense(figure), None, None, difference, None))
            continue
        difference = share_difference(flags[0], flags[1], confidence).noted("share")
        shares = (float(flags[0].mean()), float(flags[1].mean()))
        found.append(Contrast(figure, "share", sense(figure), *shares, difference, pairing(*flags)))
    return found


def _tails(first: pd.DataFrame, second: pd.DataFrame, confidence: float) -> list[Contrast]:
    """Quantiles, expected shortfalls, economic capital and buffers, in fen."""
    losses = pairs(first, second, "loss_fen")
    shortfalls = pairs(first, second, "capital_shortfall_fen")
    liquidity = pairs(first, second, "min_liquidity_fen")
    lacks = (-liquidity[0], -liquidity[1])
    found = []
    for name, level in QUANTILES.items():
        found.append(_quantile(f"var_{name}", losses, level, confidence))
        found.append(_quantile(f"capital_buffer_{name}", shortfalls, level, confidence))
    for name, level in SHORTFALLS.items():
        point: Point = partial(expected_shortfall_point, level=level)
        differ = partial(shortfall_difference, level=level, confidence=confidence)
        found.append(_tail(f"es_{name}", losses, differ, point, SHORTFALLS_METHOD, confidence))
    capital = partial(capital_difference, level=0.999, confidence=confidence)
    found.append(_tail("economic_capital_99_9", losses, capital, _economic_capital, CAPITAL_METHOD, confidence))
    found.append(_quantile("liquidity_buffer_99_9", lacks, 0.999, confidence))
    return found


def _economic_capital(losses: NumberArray) -> Number:
    return economic_capital(losses, 0.999).estimate


def _quantile(figure: str, values: tuple[NumberArray, NumberArray], level: float, confidence: float) -> Contrast:
    differ = partial(quantile_difference, level=level, confidence=confidence)
    return _tail(figure, values, differ, partial(empirical_quantile, level=level), QUANTILES_METHOD, confidence)


def _tail(
    figure: str,
    values: tuple[NumberArray, NumberArray],
    differ: Estimator,
    point: Point,
    method: str,
    confidence: float,
) -> Contrast:
    if values[0].size < 2:
        difference = without_pairs(method, confidence, values[0].size)
        return Contrast(figure, "fen", sense(figure), None, None, difference, None)
    ends = (point(values[0]), point(values[1]))
    return Contrast(figure, "fen", sense(figure), *ends, differ(*values).noted("fen"), None)

"""The platform's months as arrays, one row a replication: what figures of capital and provisions are made from.

Replications may carry weights; means are ratios of weighted sums, so that any draw plan is served. Quantile headlines
are made elsewhere.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.risk.capital import BAND_METHOD, median_band
from sim.risk.columns import MissingColumn
from sim.risk.estimate import Estimate, absent
from sim.risk.intervals import probability_interval, student_factor
from sim.risk.ratio import RATIO_METHOD, share_of_means
from sim.risk.samples import FloatArray, RiskInputError

PLATFORM = "platform"
NEEDED = (
    "own_outstanding_fen", "outstanding_fen", "current_fen", "dpd_1_29_fen", "dpd_30_59_fen", "dpd_60_89_fen",
    "dpd_90_plus_fen", "d90_rate_own", "restructured_fen", "undrawn_fen", "allowance_fen", "provision_expense_fen",
    "charge_off_fen", "recovery_fen", "net_income_fen", "dividend_fen", "capital_injected_fen", "equity_fen",
    "risk_weighted_assets_fen", "capital_ratio", "cash_fen", "funding_fen", "notes_fen", "guarantee_deposit_fen",
    "trapped_cash_fen", "interbank_claims_fen", "unemployment_rate",
)  # fmt: skip
"""Columns of the monthly table that are read."""


class UnevenMonths(RiskInputError):
    """A monthly table in which replications have different months, or other replications than those given."""


@dataclass(frozen=True)
class PlatformMonths:
    """(replications, months) figures of the platform by column, fen or shares, and (replications,) weights."""

    columns: dict[str, FloatArray]
    weights: FloatArray

    @classmethod
    def of(cls, replications: pd.DataFrame, monthly: pd.DataFrame) -> PlatformMonths:
        """From the two tables of a run. Raises MissingColumn, UnevenMonths.

        Money is exact as float64: a balance is far below 2^53 fen.
        """
        missing = [name for name in NEEDED if name not in monthly]
        if missing:
            raise MissingColumn(f"columns of the monthly table are missing: {', '.join(missing)}")
        rows = monthly[monthly["lender"] == PLATFORM].sort_values(["replication", "month"])
        numbers = np.sort(replications["replication"].to_numpy())
        found = rows["replication"].to_numpy()
        months = len(rows) // max(1, numbers.size)
        if not months or not np.array_equal(found, np.repeat(numbers, months)):
            raise UnevenMonths(f"{len(rows):,} months of the platform do not belong to {numbers.size:,} replications")
        shape = (numbers.size, months)
        columns = {
            name: rows[name].to_numpy(dtype=np.float64, na_value=np.nan).reshape(shape) for name in NEEDED
        }  # fmt: skip
        weights = replications.sort_values("replication")["weight"].to_numpy(dtype=np.float64)
        return cls(columns, weights)

    def __getitem__(self, name: str) -> FloatArray:
        """(replications, months) one column."""
        return self.columns[name]

    @property
    def own_funds_at_start(self) -> FloatArray:
        """(replications,) fen: own funds of month 1 less what the month brought, so those of the evening before."""
        moved = self["net_income_fen"] - self["dividend_fen"] + self["capital_injected_fen"]
        start: FloatArray = (self["equity_fen"] - moved)[:, 0]
        return start

    @property
    def is_plain(self) -> bool:
        """Whether every replication counts alike."""
        return bool((self.weights == 1.0).all())

    def mean(self, values: FloatArray, confidence: float) -> Estimate:
        """Weighted mean of the (replications,) values that exist, with a Student interval of the ratio of sums
        (Cochran 1977, Sampling Techniques, 2.11).
        """
        exists = np.isfinite(values)
        kept, weights = values[exists], self.weights[exists]
        size = kept.size
        if not size:
            return absent(confidence, RATIO_METHOD, 0, "no replication has a value")
        mean = float(weights @ kept) / float(weights.sum())
        spread = float(np.std(weights * (kept - mean), ddof=1)) if size > 1 else 0.0
        if spread == 0.0:
            return Estimate(mean, None, None, confidence, RATIO_METHOD, size, "no interval: no spread")
        half = student_factor(size - 1, confidence) * spread / (float(weights.mean()) * math.sqrt(size))
        return Estimate(mean, mean - half, mean + half, confidence, RATIO_METHOD, size)

    def band(self, values: FloatArray, confidence: float) -> Estimate:
        """Median and central band of the (replications,) values that exist, same unit; weighted by the weights."""
        exists = np.isfinite(values)
        if self.is_plain or not exists.any():
            return median_band(values[exists], confidence)
        kept, weights = values[exists], self.weights[exists]
        order = np.argsort(kept)
        cumulative = np.cumsum(weights[order]) / weights.sum()
        tail = (1.0 - confidence) / 2.0
        low, middle, high = (
            float(kept[order][min(int(np.searchsorted(cumulative, level)), kept.size - 1)])
            for level in (tail, 0.5, 1.0 - tail)
        )
        return Estimate(middle, low, high, confidence, BAND_METHOD, kept.size, "weighted")

    def probability(self, happens: np.ndarray, confidence: float) -> Estimate:
        """Probability of an event from (replications,) flags: Clopper-Pearson, or a ratio of weighted sums."""
        if self.is_plain:
            return probability_interval(int(happens.sum()), happens.size, confidence)
        return share_of_means(self.weights * happens, self.weights, confidence)

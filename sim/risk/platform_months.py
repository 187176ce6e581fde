"""The platform's months as arrays, one row a replication: what figures of capital and provisions are made from.

Any draw plan is served. Quantile headlines are made elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.risk.columns import MissingColumn
from sim.risk.drawn import PLAIN, Drawn, drawn_rows
from sim.risk.estimate import Estimate
from sim.risk.estimators import band_of, mean_of, probability_of
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
    """(replications, months) figures of the platform by column, fen or shares; weights and plan of the draws."""

    columns: dict[str, FloatArray]
    replications: pd.DataFrame
    draws: str

    @classmethod
    def of(cls, replications: pd.DataFrame, monthly: pd.DataFrame, draws: str = PLAIN) -> PlatformMonths:
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
        known = [name for name in ("replication", "weight") if name in replications]
        return cls(columns, replications.sort_values("replication")[known].reset_index(drop=True), draws)

    def __len__(self) -> int:
        """Number of replications."""
        return len(self.replications)

    def __getitem__(self, name: str) -> FloatArray:
        """(replications, months) one column."""
        return self.columns[name]

    @property
    def own_funds_at_start(self) -> FloatArray:
        """(replications,) fen: own funds of month 1 less what the month brought, so those of the evening before."""
        moved = self["net_income_fen"] - self["dividend_fen"] + self["capital_injected_fen"]
        start: FloatArray = (self["equity_fen"] - moved)[:, 0]
        return start

    def drawn(self, values: FloatArray) -> Drawn:
        """The (replications,) values that exist, as they were drawn."""
        exists = np.isfinite(values)
        return drawn_rows(self.replications, exists, self.draws).of(values[exists])

    def mean(self, values: FloatArray, confidence: float) -> Estimate:
        """Mean of the (replications,) values that exist, with the interval that fits the draws."""
        return mean_of(self.drawn(values), confidence)

    def band(self, values: FloatArray, confidence: float) -> Estimate:
        """Median and central band of the (replications,) values that exist, same unit."""
        return band_of(self.drawn(values), confidence)

    def probability(self, happens: np.ndarray, confidence: float) -> Estimate:
        """Probability of an event from (replications,) flags."""
        return probability_of(self.drawn(happens.astype(np.float64)), confidence)

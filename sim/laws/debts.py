"""Clearing of debts among lenders by the full engine, against an oracle that reaches the vector another way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.laws.comparison import Comparison, at_most, exactly
from sim.laws.running import replicate
from sim.market import Standing
from sim.risk.clearing import clear
from sim.scenario.resolve import load
from sim.setup import lender_names

FEN_PER_YUAN = 100
RECOVERED = "contagion.clearing"


@dataclass(frozen=True)
class ClearedDebts:
    """Debts in yuan, row owes column, and cash in yuan, of the four lenders by name; recovered shares."""

    name: str
    owed: tuple[tuple[int, ...], ...]
    cash: tuple[int, ...]
    recovered_assets: float = 1.0
    recovered_claims: float = 1.0
    replications: int = 1

    @property
    def title(self) -> str:
        """The case in a few words."""
        return f"clearing, {self.name}"

    def comparisons(self, false_alarm: float) -> Iterator[Comparison]:
        """Losses of creditors and payments of debtors to one fen, who fails, and own funds adding up."""
        _, monthly = self.run()
        owed = FEN_PER_YUAN * np.array(self.owed, dtype=np.float64)
        found = clear(
            owed, FEN_PER_YUAN * np.array(self.cash, dtype=np.float64), self.recovered_assets, self.recovered_claims
        )
        received = (shares_of(owed) * found.payments[:, None]).sum(axis=0)
        lost = np.abs(monthly["interbank_loss_fen"] - (owed.sum(axis=0) - received)).max()
        dropped = np.abs(monthly["interbank_release_fen"] - (owed.sum(axis=1) - found.payments)).max()
        yield at_most(self.title, "fen by which a creditor's loss differs", 1, float(lost))
        yield at_most(self.title, "fen by which a debtor's payment differs", 1, float(dropped))
        failed = int((monthly["standing"] == Standing.FAILED).sum())
        yield exactly(self.title, "lenders that fail", int(found.is_default.sum()), failed)
        kept = int(monthly["equity_fen"].sum() + monthly["insolvency_cost_fen"].sum())
        yield exactly(self.title, "own funds and cost of failure, fen", FEN_PER_YUAN * sum(self.cash), kept)

    def run(self) -> tuple[Any, Any]:
        """The row, and the (lenders,) rows of month 1."""
        resolved = load("clearing")
        names = lender_names(resolved.scenario)
        changes: dict[str, Any] = {
            f"{RECOVERED}.recovered_assets": self.recovered_assets,
            f"{RECOVERED}.recovered_claims": self.recovered_claims,
        }
        for index, name in enumerate(names):
            changes[f"lenders.{name}.other_business.opening_cash"] = float(self.cash[index])
            for other, creditor in enumerate(names):
                if other != index:
                    changes[f"lenders.{name}.owes.{creditor}"] = float(self.owed[index][other])
        return replicate(resolved.with_(changes), 1)


def shares_of(owed: Any) -> Any:
    """(n, n) part of each debtor's debts that it owes to each creditor."""
    due = owed.sum(axis=1)[:, None]
    return np.divide(owed, due, out=np.zeros_like(owed), where=due > 0)

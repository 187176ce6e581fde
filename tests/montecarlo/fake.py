"""A stand-in for the engine: every column a pure function of the replication, some of them null."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas

from sim.errors import LedgerImbalance
from sim.montecarlo.plan import RunPlan
from sim.outputs import MONTHLY_DTYPE, NULL_INTEGER, REPLICATION_DTYPE

LENDERS = ("platform", "bank")  # not in the order of the alphabet, on purpose
MONTHS = 3
FINGERPRINT = "ab" * 32


@dataclass(frozen=True)
class FakeEngine:
    """Seconds are slept per replication; the replication `bad` misbehaves in the way `fault` names."""

    seconds: float = 0.0
    bad: int = -1
    fault: str = "raise"
    marker: Path | None = None

    def __call__(self, replications: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
        for replication in replications:
            time.sleep(self.seconds)
            if replication == self.bad or self.fault == "raise always":
                self._misbehave()
        return rows_of(replications), months_of(replications)

    def _misbehave(self) -> None:
        if self.fault.startswith("raise"):
            raise ZeroDivisionError("no income")
        if self.fault == "ledger":
            raise LedgerImbalance("day 7: 3 fen too many")
        if self.fault == "exit":
            raise SystemExit(0)
        if self.fault == "memory":
            raise MemoryError
        if self.fault == "die" or (self.fault == "die once" and self.marker and not self.marker.exists()):
            if self.marker:
                self.marker.touch()
            os.kill(os.getpid(), signal.SIGKILL)


def rows_of(replications: Sequence[int]) -> np.ndarray:
    """(k,) rows whose numbers depend on the replication alone."""
    ids = np.array(list(replications), dtype=np.int64)
    rows = np.zeros(len(ids), dtype=REPLICATION_DTYPE)
    for position, name in enumerate(REPLICATION_DTYPE.names or ()):
        rows[name] = (ids * 7919 + position * 104729) % 1_000_003
    rows["replication"] = ids
    rows["breach_month"] = np.where(ids % 2 == 0, NULL_INTEGER, ids % 12 + 1)
    rows["min_capital_ratio"] = np.where(ids % 3 == 0, np.nan, np.sqrt(ids + 1.0))
    return rows


def months_of(replications: Sequence[int]) -> np.ndarray:
    """(k x months x lenders,) rows, sorted by replication, month and lender index."""
    ids, month, lender = np.meshgrid(
        np.array(list(replications)), np.arange(1, MONTHS + 1), np.arange(len(LENDERS)), indexing="ij"
    )
    rows = np.zeros(ids.size, dtype=MONTHLY_DTYPE)
    mixed = ids.ravel() * 31 + month.ravel() * 7 + lender.ravel()
    for position, name in enumerate(MONTHLY_DTYPE.names or ()):
        rows[name] = (mixed * 7919 + position * 104729) % 1_000_003
    rows["replication"], rows["month"], rows["lender"] = ids.ravel(), month.ravel(), lender.ravel()
    rows["capital_ratio"] = np.where(mixed % 5 == 0, np.nan, mixed / 7.0)
    return rows


def summarise(replications: pandas.DataFrame, monthly: pandas.DataFrame) -> dict[str, object]:
    """One headline, with an end that does not exist."""
    loss = {"estimate": replications["loss_fen"].mean(), "ci_high": float("nan"), "n": np.int64(len(replications))}
    return {"expected_loss": loss, "months": len(monthly)}


def plan_of(replications: int = 12, **changes: object) -> RunPlan:
    """A plan of so many replications, with what a test changes."""
    fields: dict[str, object] = {
        "name": "fake",
        "fingerprint": FINGERPRINT,
        "scenario_yaml": "population:\n  size: 1000\nmacro:\n  shock: 0.5\n",
        "seed": 7,
        "replications": replications,
        "lender_names": LENDERS,
        "model_version": 1,
        "settings": {"attribution": "none", "draws": "plain"},
        "command": ["yuqi", "run", "fake", "--out", "a folder"],
    }
    return RunPlan(**{**fields, **changes})  # type: ignore[arg-type]

"""Runs whose numbers are invented, so that a report can be made without the engine: plausible, and known in advance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from sim.headline import summariser
from sim.montecarlo.plan import RunPlan
from sim.montecarlo.result import Result
from sim.montecarlo.runs import run
from sim.outputs import ATTRIBUTED, MONTHLY_DTYPE, NULL_INTEGER, REPLICATION_COLUMNS, REPLICATION_DTYPE
from sim.scenario.resolve import load
from sim.scenario.resolved import Resolved

LENDERS = ("platform", "others")
YUAN = 100
OPENING = 5_000_000 * YUAN
BUCKETS = ("current_fen", "dpd_1_29_fen", "dpd_30_59_fen", "dpd_60_89_fen", "dpd_90_plus_fen")


@cache
def loaded(scenario: str | Path) -> Resolved:
    """A scenario, read once."""
    return load(scenario)


@dataclass(frozen=True)
class Invented:
    """An engine of invented numbers over so many months; `bad` is a replication that cannot be run, for the
    `reason`."""

    months: int = 24
    attribution: bool = True
    bad: int = -1
    reason: str = "no income"
    weighted: bool = False

    def __call__(self, replications: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
        if self.bad in replications:
            raise ZeroDivisionError(self.reason)
        return (
            np.concatenate([self._row(number) for number in replications]),
            np.concatenate([self._months(number) for number in replications]),
        )

    def _row(self, number: int) -> np.ndarray:
        """(1,) the replication's row: the loss grows with the factor, every seventh replication breaches."""
        draws = np.random.default_rng(number)
        factor, luck = draws.normal(size=2)
        row = np.zeros(1, dtype=REPLICATION_DTYPE)
        loss = int(OPENING * 0.03 * np.exp(0.35 * factor + 0.1 * luck))
        row["replication"], row["weight"] = number, np.exp(0.3 * luck - 0.045) if self.weighted else 1.0
        row["loss_fen"], row["book_loss_fen"], row["performing"], row["defaults"] = loss, loss, 1000, 30 + number % 11
        row["default_rate"], row["factor_mean"], row["unwilling_defaults"] = (30 + number % 11) / 1000, factor, 5
        row["opening_balance_fen"], row["exposure_at_default_fen"] = OPENING, 2 * loss
        is_breach = number % 7 == 0
        row["breach_month"] = 5 + number % 12 if is_breach else NULL_INTEGER
        row["capital_shortfall_fen"] = loss - int(0.05 * OPENING) if is_breach else -loss
        row["min_capital_ratio"], row["min_capital_fen"] = (0.09 if is_breach else 0.13), OPENING // 12
        row["min_liquidity_fen"], row["survival_days"] = 100_000 * YUAN - loss // 4, NULL_INTEGER
        row["failure_day"], row["failed_lenders"] = (400 + number % 90, 1) if number % 21 == 0 else (NULL_INTEGER, 0)
        row["alarms"], row["first_alarm_month"], row["alarm_lead_months"] = 2, 7, 1.5
        for name in ("d30_rate", "d90_rate", "economic_rate"):
            row[name] = 0.04 + 0.01 * (factor > 0)
        self._fill_attribution(row, number)
        return row

    def _fill_attribution(self, row: np.ndarray, number: int) -> None:
        codes = {column.name: column.code for column in REPLICATION_COLUMNS}
        for name in ATTRIBUTED:
            row[name] = NULL_INTEGER if codes[name] == "i8" else np.nan
        if not self.attribution:
            return
        known = {
            "direct_defaults": 20, "amplified_defaults": 12 + number % 5, "averted_defaults": 2,
            "largest_cascade": 3 + number % 8,
            "direct_default_rate": 0.02, "amplified_default_rate": 0.012, "averted_default_rate": 0.002,
            "direct_loss_fen": OPENING // 50, "intensity_loss_fen": 1000, "amplified_loss_fen": OPENING // 100,
            "averted_loss_fen": 500, "composition_loss_fen": 0, "loss_without_channels_fen": OPENING // 50,
            "first_defaults": 40 + number % 3, "cause_income": 30, "cause_peer": 10 + number % 3, "cascades": 5,
            "reproduction_number": 0.35, "mean_generation": 0.4, "net_peers_defaults": 7.0, "net_peers_fen": 3.0e6,
        }  # fmt: skip
        for name, value in known.items():
            row[name] = value
        for name in ATTRIBUTED:
            if name.startswith("cause_") and name not in known:
                row[name] = 0

    def _months(self, number: int) -> np.ndarray:
        """(months x lenders,) balances that worsen month by month, more so under a bad factor."""
        factor = np.random.default_rng(number).normal()
        rows = np.zeros(self.months * len(LENDERS), dtype=MONTHLY_DTYPE)
        rows["reproduction_number"] = np.nan
        rows["replication"] = number
        rows["month"] = np.repeat(np.arange(1, self.months + 1), len(LENDERS))
        rows["lender"] = np.tile(np.arange(len(LENDERS)), self.months)
        month = rows["month"]
        late = 0.01 + 0.0006 * month * (1.0 + 0.3 * np.tanh(factor))
        shares = np.stack([1.0 - 2.5 * late, late, 0.6 * late, 0.5 * late, 0.4 * late])
        for name, share in zip(BUCKETS, shares, strict=True):
            rows[name] = np.rint(OPENING * share)
        rows["outstanding_fen"] = sum(rows[name] for name in BUCKETS)
        rows["own_outstanding_fen"], rows["risk_weighted_assets_fen"] = rows["outstanding_fen"], OPENING
        rows["capital_ratio"] = 0.13 - 0.0015 * month * (1.0 + np.tanh(factor))
        rows["equity_fen"] = np.rint(rows["capital_ratio"] * OPENING)
        rows["liquidity_fen"], rows["cash_fen"] = 600_000 * YUAN - 10_000 * YUAN * month, 300_000 * YUAN
        rows["economic_rate"], rows["d90_rate_own"] = 0.6 * late, 0.4 * late
        rows["evergreening_index"] = 0.2 * late
        rows["charge_off_fen"], rows["allowance_fen"] = OPENING // 400, OPENING // 25
        rows["opened_accounts"] = 100
        for place, age in enumerate((3, 6, 9, 12, 18, 24), 1):
            rows[f"vintage_defaults_{age}"] = np.where(month + age <= self.months, place, NULL_INTEGER)
        rows["score_cutoff"], rows["limit_multiple"] = 600.0, 1.0
        rows["collection_cost_fen"], rows["litigation_cost_fen"] = 5000 * YUAN, 300 * YUAN
        rows["unemployment_rate"] = 0.05
        return rows


def invented(
    folder: Path | None,
    replications: int = 40,
    *,
    scenario: str | Path = "baseline",
    changes: dict[str, Any] | None = None,
    engine: Invented | None = None,
    draws: str = "plain",
    chunk: int | None = None,
    **plan: Any,
) -> Result:
    """A run of invented numbers under a shipped scenario, or a file, with changed settings."""
    resolved = loaded(scenario).with_({"replications": replications, **(changes or {})})
    whole = {
        "name": resolved.name, "fingerprint": "ab" * 32, "scenario_yaml": resolved.as_yaml(),
        "seed": resolved.scenario.seed,
        "replications": replications, "lender_names": LENDERS, "model_version": 1,
        "settings": {"attribution": "direct", "draws": draws}, "command": ["yuqi", "run", resolved.name],
    }  # fmt: skip
    summarise = summariser(resolved.scenario, draws)
    made = engine or Invented(resolved.scenario.horizon_months)
    return run(RunPlan(**{**whole, **plan}), made, summarise, folder, jobs=1, chunk=chunk or replications)

"""Reference cases by family, skipped with a reason where their file is absent; simulated pools and tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from sim.outputs import NULL_INTEGER, REPLICATION_DTYPE
from sim.risk.analytic import conditional_probability

REFERENCE_FILE = Path(__file__).resolve().parents[2].parent / "shared" / "reference_values.json"
ABSENT = pytest.param(None, marks=pytest.mark.skip(reason="the reference values are not beside this clone"))


def reference_cases(family: str, *keys: str) -> list[Any]:
    """Test parameters, one a case of the family that has all the parameter keys."""
    if not REFERENCE_FILE.exists():
        return [ABSENT]
    cases = json.loads(REFERENCE_FILE.read_text(encoding="utf-8"))["cases"]
    chosen = [case for case in cases if case["family"] == family and set(keys) <= set(case["params"])]
    return [pytest.param(case, id=case["id"]) for case in chosen]


def expected_by(case: dict[str, Any], prefix: str) -> dict[str, float]:
    """Expected values whose name starts with the prefix, by the rest of the name."""
    return {key.removeprefix(prefix): value for key, value in case["expected"].items() if key.startswith(prefix)}


def simulated_counts(seed: int, replications: int, size: int, probability: float, correlation: float) -> NDArray[Any]:
    """Default counts of a one-factor pool, drawn directly; shape (replications,)."""
    generator = np.random.default_rng(seed)
    factor = generator.standard_normal(replications)
    return generator.binomial(size, conditional_probability(factor, probability, correlation))


def replication_table(rates: NDArray[np.float64]) -> pd.DataFrame:
    """A replication table of a platform with 10,000,000 fen and 100 borrowers, from default rates, shape (n,)."""
    table = np.zeros(rates.size, dtype=REPLICATION_DTYPE)
    table["replication"] = np.arange(rates.size)
    table["weight"] = 1.0
    table["performing"] = 100
    table["opening_balance_fen"] = 10_000_000
    table["loss_fen"] = np.rint(rates * 10_000_000)
    table["capital_shortfall_fen"] = np.rint(rates * 10_000_000) - 900_000
    table["min_liquidity_fen"] = 5_000_000 - np.rint(rates * 10_000_000)
    table["min_capital_ratio"] = 0.2 - rates
    for name in ("default_rate", "d30_rate", "d30_rate_average", "d30_rate_peak"):
        table[name] = rates
    for name in ("d90_rate", "d90_rate_average", "d90_rate_peak"):
        table[name] = rates / 2
    for name in ("survival_days", "failure_day"):
        table[name] = NULL_INTEGER
    for name in ("breach_month", "direct_defaults", "amplified_defaults", "averted_defaults", "largest_cascade"):
        table[name] = NULL_INTEGER
    return pd.DataFrame(table)

"""Tables of a platform's months for tests: columns by name, everything else 0."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from sim.outputs import MONTHLY_DTYPE, REPLICATION_DTYPE
from sim.risk.platform_months import PlatformMonths


def monthly_table(**columns: Any) -> pd.DataFrame:
    """A monthly table of the platform and an idle other lender from (replications, months) columns."""
    shape = np.shape(next(iter(columns.values())))
    table = np.zeros(shape, dtype=MONTHLY_DTYPE)
    table["replication"], table["month"] = np.indices(shape)
    table["month"] += 1
    for name, values in columns.items():
        table[name] = values
    platform = pd.DataFrame(table.ravel()).assign(lender="platform")
    other = pd.DataFrame(np.zeros_like(table).ravel()).assign(lender="other")
    other[["replication", "month"]] = platform[["replication", "month"]]
    return pd.concat([other, platform], ignore_index=True)


def replications_table(count: int, **columns: Any) -> pd.DataFrame:
    """A replication table with weights of 1 and these columns, scalars or (count,)."""
    table = np.zeros(count, dtype=REPLICATION_DTYPE)
    table["replication"], table["weight"] = np.arange(count), 1.0
    for name, values in columns.items():
        table[name] = values
    return pd.DataFrame(table)


def months_of(weights: Any = None, **columns: Any) -> PlatformMonths:
    """The months of the platform from (replications, months) columns; with weights those of importance draws."""
    count = len(next(iter(columns.values())))
    replications = replications_table(count, weight=1.0 if weights is None else weights)
    return PlatformMonths.of(replications, monthly_table(**columns), "plain" if weights is None else "importance")

"""The columns a run writes: name, type, unit and meaning, one list per table, and the rows made of them.

The engine fills NumPy structured arrays of these columns; the store writes the same columns to Parquet. Nothing here
computes or writes. An integer that does not exist is `NULL_INTEGER`, a rate that does not exist is NaN; both become
null in Parquet and JSON.
"""

from __future__ import annotations

import numpy as np

from sim.column import NULL_INTEGER, Column
from sim.outputs_attribution import ATTRIBUTION_COLUMNS
from sim.outputs_monthly import MONTHLY_COLUMNS, VINTAGE_AGES
from sim.outputs_replication import REPLICATION_COLUMNS

__all__ = [
    "MONTHLY_COLUMNS", "MONTHLY_DTYPE", "NULL_INTEGER", "REPLICATION_COLUMNS", "REPLICATION_DTYPE", "VINTAGE_AGES",
    "Column", "empty_months", "empty_replication",
]  # fmt: skip

REPLICATION_DTYPE = np.dtype([(column.name, column.code) for column in REPLICATION_COLUMNS])
MONTHLY_DTYPE = np.dtype([(column.name, column.code) for column in MONTHLY_COLUMNS])

ATTRIBUTED = (
    *("direct_defaults", "amplified_defaults", "averted_defaults", "largest_cascade"),
    *(column.name for column in ATTRIBUTION_COLUMNS),
)
"""Columns of a replication that only attribution fills."""


def empty_replication() -> np.ndarray:
    """(1,) a replication's row before it is filled; what only attribution fills is null."""
    row = np.zeros(1, dtype=np.dtype((np.record, REPLICATION_DTYPE)))
    codes = {column.name: column.code for column in REPLICATION_COLUMNS}
    for name in ATTRIBUTED:
        row[name] = NULL_INTEGER if codes[name] == "i8" else np.nan
    return row


def empty_months(rows: int) -> np.ndarray:
    """(rows,) monthly rows before they are filled; what only attribution fills is null."""
    months = np.zeros(rows, dtype=np.dtype((np.record, MONTHLY_DTYPE)))
    months["reproduction_number"] = np.nan
    return months

"""Reading one column of the replication table as a sample: what does not exist is left out, and counted."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.outputs import NULL_INTEGER, REPLICATION_COLUMNS
from sim.risk.samples import NumberArray, RiskInputError

WHOLE_COLUMNS = frozenset(column.name for column in REPLICATION_COLUMNS if column.code == "i8")


class MissingColumn(RiskInputError):
    """A column that the replication table must have."""


def has_value(replications: pd.DataFrame, name: str) -> NDArray[np.bool_]:
    """Which rows have a value in the column: not null, not NaN, not NULL_INTEGER; shape (replications,).

    Raises MissingColumn.
    """
    if name not in replications:
        raise MissingColumn(f"column {name} is missing, found {', '.join(map(str, replications.columns))}")
    column = replications[name]
    exists: NDArray[np.bool_] = (column.notna() & (column.fillna(0) != NULL_INTEGER)).to_numpy(dtype=bool)
    return exists


def observed(replications: pd.DataFrame, name: str) -> NumberArray:
    """The values of a column that exist, shape (at most replications,): int64 for whole columns, float64 for others.

    Raises MissingColumn.
    """
    return observed_in(replications, name, has_value(replications, name))


def observed_in(replications: pd.DataFrame, name: str, rows: NDArray[np.bool_]) -> NumberArray:
    """The values of a column in chosen rows, all of which have one; as `observed` gives them."""
    # The column first: chosen rows of the whole table would be copied for each of its hundred columns.
    values: NumberArray = replications[name][rows].to_numpy(dtype=np.int64 if name in WHOLE_COLUMNS else np.float64)
    return values


def left_out(replications: pd.DataFrame, kept: int) -> str:
    """In words, how many replications have no value; empty if all have one."""
    missing = len(replications) - kept
    return f"{missing:,} replications without a value are left out" if missing else ""

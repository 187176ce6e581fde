"""Vintage curves read from the monthly table: who of the accounts opened in a month has ever been in default."""

from __future__ import annotations

import pandas

from sim.outputs import VINTAGE_AGES

CURVE_COLUMNS = (
    "opened_accounts",
    "opened_fen",
    *(f"vintage_{what}_{age}" for age in VINTAGE_AGES for what in ("defaults", "default_fen")),
)
"""Columns of the monthly table that curves are read from."""


def vintage_curves(monthly: pandas.DataFrame) -> pandas.DataFrame:
    """A row per replication, vintage (month of opening), lender and months on book that the run has reached.

    `monthly` has the columns of `sim.outputs.MONTHLY_COLUMNS`. Counts are accounts, weighted; amounts fen, of loans.
    `default_rate` and `default_rate_fen` are cumulative shares, missing where nothing was opened.
    """
    ages = [_at_age(monthly, age) for age in VINTAGE_AGES]
    curves = pandas.concat(ages).dropna(subset=["defaults"])
    curves["default_rate"] = _share(curves["defaults"], curves["opened_accounts"])
    curves["default_rate_fen"] = _share(curves["default_fen"], curves["opened_fen"])
    return curves.sort_values(["replication", "vintage", "lender", "months_on_book"], ignore_index=True)


def _at_age(monthly: pandas.DataFrame, age: int) -> pandas.DataFrame:
    """What every vintage has come to at one age."""
    names = {
        "replication": "replication",
        "month": "vintage",
        "lender": "lender",
        "opened_accounts": "opened_accounts",
        "opened_fen": "opened_fen",
        f"vintage_defaults_{age}": "defaults",
        f"vintage_default_fen_{age}": "default_fen",
    }
    found = monthly[list(names)].rename(columns=names)
    found.insert(3, "months_on_book", age)
    return found


def _share(part: pandas.Series, whole: pandas.Series) -> pandas.Series:
    """A share, missing where there is nothing to divide by."""
    return (part / whole.where(whole > 0)).astype("Float64")

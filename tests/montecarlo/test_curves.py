"""Vintage curves from the monthly table."""

import numpy as np
import pandas
import pytest

from sim.montecarlo.curves import vintage_curves
from sim.outputs import MONTHLY_DTYPE, NULL_INTEGER
from sim.tables import monthly_table, to_pandas


@pytest.fixture
def curves() -> pandas.DataFrame:
    """Of 8 and 0 accounts opened in months 1 and 2 of a run of seven months."""
    rows = np.zeros(2, dtype=MONTHLY_DTYPE)
    for name in MONTHLY_DTYPE.names or ():
        if name.startswith("vintage_default") and name[-1].isdigit():
            rows[name] = NULL_INTEGER
    rows["month"], rows["opened_accounts"], rows["opened_fen"] = (1, 2), (8, 0), (1_000, 0)
    rows["vintage_defaults_3"], rows["vintage_default_fen_3"] = (1, 0), (200, 0)
    rows["vintage_defaults_6"][0], rows["vintage_default_fen_6"][0] = 2, 500
    return vintage_curves(to_pandas(monthly_table(rows, ["platform"])))


def test_a_curve_has_a_point_for_every_age_that_the_run_has_reached(curves: pandas.DataFrame) -> None:
    assert curves[["vintage", "months_on_book"]].to_numpy().tolist() == [[1, 3], [1, 6], [2, 3]]
    assert set(curves["lender"]) == {"platform"}


def test_shares_are_of_what_was_opened_and_missing_where_nothing_was(curves: pandas.DataFrame) -> None:
    assert curves["default_rate"][:2].tolist() == [0.125, 0.25]
    assert curves["default_rate_fen"][:2].tolist() == [0.2, 0.5]
    assert curves["default_rate"].isna().tolist() == curves["default_rate_fen"].isna().tolist() == [False, False, True]

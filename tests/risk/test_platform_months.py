import numpy as np
import pytest

from sim.risk.columns import MissingColumn
from sim.risk.intervals import mean_interval
from sim.risk.platform_months import PlatformMonths, UnevenMonths
from tests.risk.months import monthly_table, months_of, replications_table

FUNDS = [[100, 110, 90], [200, 190, 195]]


def test_only_the_platform_is_read_in_order():
    table = monthly_table(equity_fen=FUNDS).sample(frac=1.0, random_state=1)
    assert PlatformMonths.of(replications_table(2), table)["equity_fen"].tolist() == FUNDS


def test_own_funds_at_the_start_are_those_before_the_first_month():
    months = months_of(
        equity_fen=FUNDS, net_income_fen=[[7, 0, 0], [-5, 0, 0]], dividend_fen=[[2, 0, 0]] * 2,
        capital_injected_fen=[[0, 0, 0], [10, 0, 0]],
    )  # fmt: skip
    assert months.own_funds_at_start.tolist() == [95.0, 197.0]


def test_a_table_of_other_replications_is_refused():
    with pytest.raises(UnevenMonths, match="6 months"):
        PlatformMonths.of(replications_table(3), monthly_table(equity_fen=FUNDS))


def test_a_missing_column_is_named():
    with pytest.raises(MissingColumn, match="cash_fen"):
        PlatformMonths.of(replications_table(2), monthly_table(equity_fen=FUNDS).drop(columns="cash_fen"))


def test_a_plain_mean_is_students():
    values = np.array([3.0, -5.0, 10.0, 4.5])
    months = months_of(equity_fen=np.ones((4, 1)))
    found, known = months.mean(values, 0.95), mean_interval(values, 0.95)
    assert found.estimate == pytest.approx(known.estimate)
    assert (found.ci_low, found.ci_high) == pytest.approx((known.ci_low, known.ci_high))


def test_a_weighted_mean_band_and_probability_count_weights():
    months = months_of(weights=[2.0, 0.5, 0.5], equity_fen=np.ones((3, 1)))
    assert months.mean(np.array([1.0, 5.0, 9.0]), 0.95).estimate == pytest.approx((2 + 2.5 + 4.5) / 3)
    assert months.band(np.array([1.0, 5.0, 9.0]), 0.5).as_dict() | {"note": "", "method": ""} == {
        "estimate": 1.0, "ci_low": 1.0, "ci_high": 5.0, "confidence": 0.5, "n": 3, "note": "", "method": "",
    }  # fmt: skip
    assert months.probability(np.array([True, False, False]), 0.95).estimate == pytest.approx(2 / 3)


def test_what_does_not_exist_is_left_out():
    months = months_of(equity_fen=np.ones((3, 1)))
    assert months.mean(np.array([1.0, np.nan, 3.0]), 0.95).estimate == pytest.approx(2.0)
    assert months.mean(np.full(3, np.nan), 0.95).estimate is None
    assert months.mean(np.full(3, 4.0), 0.95).estimate == 4.0

import numpy as np

from sim.risk.stress import depletion, stress_headlines
from tests.risk.months import months_of

RATIOS = [[0.12, 0.10, 0.11], [0.10, 0.11, 0.12], [np.nan, 0.2, 0.1], [np.nan, np.nan, np.nan]]


def test_start_low_point_and_its_month_by_hand():
    start, low, month = depletion(months_of(capital_ratio=RATIOS))
    np.testing.assert_allclose(start, [0.12, 0.10, np.nan, np.nan])
    np.testing.assert_allclose(low, [0.10, 0.10, 0.1, np.nan])
    np.testing.assert_allclose(month, [2, 1, 3, np.nan])


def test_headlines_are_medians_with_their_condition():
    found = stress_headlines(months_of(capital_ratio=RATIOS[:2] + RATIOS[:1]), 0.95, "conditional on winter")
    assert found["stress_low_month"].estimate == 2.0
    assert abs(found["stress_depletion"].estimate - 0.02) < 1e-12
    assert all("conditional on winter" in each.note for each in found.values())

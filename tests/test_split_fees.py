"""Fees of split bills: the annual rates of the true cost table, and the cap."""

import pytest

from sim.split_fees import annual_rate, capped_fee

TRUE_COST = {3: (0.025, 0.1494), 6: (0.045, 0.1527), 9: (0.065, 0.1534), 12: (0.088, 0.1586)}
"""Months: fee on the amount, nominal annual rate of twelve months (domain.md 1.1)."""


@pytest.mark.parametrize("months", TRUE_COST)
def test_the_annual_rate_of_a_fee_is_the_true_cost_on_365_days(months: int) -> None:
    fee, twelve_months = TRUE_COST[months]
    # the table counts twelve months; a disclosed rate counts 365 days of which a month has 30
    assert annual_rate(fee, months) == pytest.approx(twelve_months * 365 / 360, abs=0.0001)


@pytest.mark.parametrize("months", TRUE_COST)
def test_the_annual_rate_pays_back_the_bill(months: int) -> None:
    fee, _ = TRUE_COST[months]
    rate = annual_rate(fee, months) * 30 / 365
    owed = 1.0
    for _ in range(months):
        owed = owed * (1 + rate) - (1 + fee) / months
    assert owed == pytest.approx(0.0, abs=1e-12)


def test_a_fee_below_the_cap_stays_and_one_above_comes_down_to_it() -> None:
    assert capped_fee(0.025, 3, 0.24) == 0.025
    fee = capped_fee(0.10, 3, 0.24)
    assert annual_rate(fee, 3) == pytest.approx(0.24, abs=1e-9)
    # 24 % x 30 / 365 = 1.9726 % a month; level payment of 1: 0.346570; three of them: 1.039709
    assert fee == pytest.approx(0.039709, abs=1e-6)


def test_no_fee_costs_nothing() -> None:
    assert annual_rate(0.0, 6) == pytest.approx(0.0, abs=1e-12)

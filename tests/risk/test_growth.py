"""The age-weighted bad-loan ratio, by hand."""

import numpy as np
import pytest

from sim.risk.growth import bad_loan_ratio, hidden_by_growth, originations


def test_originations_grow_to_the_yearly_multiple_in_twelve_months() -> None:
    assert originations(25, 3.0)[[0, 6, 12, 24]] == pytest.approx([1.0, 2.0, 4.0, 16.0])
    assert originations(5, 0.0).tolist() == [1.0] * 5


def test_the_ratio_weighs_ages_by_what_was_opened_then() -> None:
    # 10 accounts of age 1 owe 80 each, 5 of it bad; 30 of age 0 owe 100: 50 / (800 + 3,000)
    assert bad_loan_ratio(np.array([10, 30]), np.array([100.0, 80.0]), np.array([0.0, 5.0])) == 50 / 3_800


def test_growth_hides_what_only_old_loans_show() -> None:
    # loans of age 12 owe 50, 10 of it bad; younger ones owe 100 and none is bad
    balance, bad = np.full(13, 100.0), np.zeros(13)
    balance[12], bad[12] = 50.0, 10.0
    younger = sum(4.0 ** (month / 12) for month in range(1, 13))
    flat, grown = 10 / (50 + 1_200), 10 / (50 + 100 * younger)
    assert hidden_by_growth(balance, bad, 3.0) == pytest.approx(flat / grown)


def test_without_growth_or_without_ageing_nothing_is_hidden() -> None:
    balance, bad = np.array([100.0, 90.0, 80.0]), np.array([0.0, 1.0, 4.0])
    assert hidden_by_growth(balance, bad, 0.0) == 1.0
    assert hidden_by_growth(balance, 0.02 * balance, 3.0) == pytest.approx(1.0)


def test_a_shrinking_book_looks_worse_than_it_is() -> None:
    assert hidden_by_growth(np.ones(24), np.arange(24) / 100, -0.5) < 1.0

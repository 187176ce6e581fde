"""Payer types, late months, payment ratios and utilisation from monthly histories, by hand numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.population.mapping import PaymentHistory
from sim.population.tape_convert import UNKNOWN
from sim.population.tape_history import average_payment_ratio, late_months, payer_types

NOT_BILLED = math.nan
TRANSACTOR, MINIMUM, PARTIAL = 0, 1, 2


def history(**changes: object) -> PaymentHistory:
    columns = {"bills": ["B1", "B2", "B3", "B4", "B5"], "payments": ["P1", "P2", "P3", "P4", "P5"]}
    return PaymentHistory.model_validate(columns | changes)


@pytest.mark.parametrize(
    ("ratios", "expected"),
    [
        ([1.0, 1.0, 1.0, 1.0, 1.0], TRANSACTOR),
        ([1.0, 1.0, 1.0, 0.04, 0.04], TRANSACTOR),
        ([1.0, 1.0, 0.04, 0.04, 0.04], MINIMUM),
        ([1.0, 1.0, 0.04, 0.30, 0.30], PARTIAL),
        ([0.05, 0.05, 0.05, 0.05, 0.05], MINIMUM),
        ([0.05, 0.05, 0.06, 0.06, 0.06], PARTIAL),
        ([0.05, 0.05, 0.20, 0.20, 0.0], MINIMUM),
        ([0.0, 0.0, 0.0, 1.0, 1.0], TRANSACTOR),
        ([0.0, 0.0, 0.0, 0.0, 0.5], PARTIAL),
        ([0.99, NOT_BILLED, NOT_BILLED, NOT_BILLED, NOT_BILLED], TRANSACTOR),
        ([1.2, 1.2, 0.98, 0.98, 0.98], PARTIAL),
    ],
)
def test_the_payer_type_follows_the_months_with_a_payment(ratios: list[float], expected: int) -> None:
    assert payer_types(np.array([ratios]), history()).tolist() == [expected]


def test_without_a_rule_what_cannot_be_seen_is_unknown() -> None:
    ratios = np.array([[NOT_BILLED] * 5, [0.0, 0.0, NOT_BILLED, 0.0, 0.0]])
    assert payer_types(ratios, history()).tolist() == [UNKNOWN, UNKNOWN]


def test_a_rule_names_the_type_of_the_inactive_and_of_those_who_never_paid() -> None:
    ratios = np.array([[NOT_BILLED] * 5, [0.0, 0.0, NOT_BILLED, 0.0, 0.0]])
    rule = history(when_no_bill="transactor", when_never_paid="minimum")
    assert payer_types(ratios, rule).tolist() == [TRANSACTOR, MINIMUM]


def test_the_average_payment_ratio_counts_missed_bills_and_caps_overpayments() -> None:
    ratios = np.array([[1.5, 0.0, 0.5, NOT_BILLED, NOT_BILLED], [NOT_BILLED] * 5])
    np.testing.assert_array_equal(average_payment_ratio(ratios), [0.5, NOT_BILLED])


def test_late_months_count_the_newest_six() -> None:
    late = np.array([[0, 1, 2, 3, 0, 0, 1], [0] * 7])
    assert late_months(late).tolist() == [3, 0]


def test_late_months_need_six_months() -> None:
    assert late_months(np.array([[1, 1, 1, 1, 1]])).tolist() == [UNKNOWN]

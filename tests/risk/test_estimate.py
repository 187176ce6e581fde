"""Estimates: plain numbers only, nothing that JSON cannot say."""

import json
import math

import numpy as np
import pytest

from sim.risk.estimate import Estimate, InvalidEstimate


def test_numpy_numbers_become_plain_ones() -> None:
    found = Estimate(np.int64(3), np.float64(2.5), None, 0.95, "method", np.int64(7)).as_dict()
    assert json.loads(json.dumps(found, allow_nan=False)) == {
        "estimate": 3,
        "ci_low": 2.5,
        "ci_high": None,
        "confidence": 0.95,
        "method": "method",
        "n": 7,
        "note": "",
    }
    assert type(found["estimate"]) is int
    assert type(found["ci_low"]) is float


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_not_finite_is_refused(value: float) -> None:
    with pytest.raises(InvalidEstimate, match="estimate"):
        Estimate(value, None, None, 0.95, "method", 1)


def test_ends_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(InvalidEstimate, match="lies above"):
        Estimate(1, 2, 1, 0.95, "method", 1)


def test_words_go_before_the_note_and_empty_ones_are_left_out() -> None:
    assert Estimate(1, None, None, 0.95, "method", 1, "why").noted("fen", "").note == "fen; why"

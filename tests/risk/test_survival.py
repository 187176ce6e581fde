"""Survival by month and the time that most replications last: hand numbers, nulls, intervals of a probability."""

import numpy as np
import pandas as pd
import pytest

from sim.outputs import NULL_INTEGER
from sim.risk.headlines_time import time_headlines
from sim.risk.intervals import probability_interval
from sim.risk.survival import event_times, survival_curve, survival_table, time_survived
from tests.risk.reference import replication_table


def with_breaches(months: list[int], replications: int = 1000) -> pd.DataFrame:
    """A table in which the first replications breach in these months, the others never."""
    column = np.full(replications, NULL_INTEGER)
    column[: len(months)] = months
    return replication_table(np.full(replications, 0.01)).assign(breach_month=column)


def test_survival_by_hand() -> None:
    found = survival_table(with_breaches([2, 2, 4], 10), horizon=5)
    assert found["month"].tolist() == [1, 2, 3, 4, 5]
    assert found["survival"].tolist() == pytest.approx([1.0, 0.8, 0.8, 0.7, 0.7])
    exact = probability_interval(7, 10)
    assert (found["ci_low"][4], found["ci_high"][4]) == pytest.approx((exact.ci_low, exact.ci_high))


def test_the_curve_never_rises() -> None:
    times = event_times(with_breaches([3, 1, 9, 9, 20]), "breach_month")
    shares = [one.estimate for one in survival_curve(times, 24)]
    assert shares == sorted(shares, reverse=True)
    assert shares[-1] == 0.995


def test_the_time_that_most_replications_last() -> None:
    """Of 1,000 runs ten breach, in months 1..10: fewer than 1 % before month 10, no more than 0.1 % before month 2."""
    times = event_times(with_breaches(list(range(1, 11))), "breach_month")
    assert time_survived(times, 0.999).estimate == 2
    assert time_survived(times, 0.995).estimate == 6
    beyond = time_survived(times, 0.99)
    assert beyond.estimate is None
    assert "beyond the horizon" in beyond.note
    assert beyond.ci_low is not None
    assert beyond.ci_low < 10


def test_without_a_breach_every_time_is_beyond_the_horizon() -> None:
    found = time_headlines(with_breaches([], 4000), 0.95)
    assert {one.estimate for one in found.values()} == {None}
    assert all("beyond the horizon" in one.note for one in found.values())


def test_few_replications_have_no_lower_end() -> None:
    times = event_times(with_breaches([1], 100), "breach_month")
    found = time_survived(times, 0.999)
    assert (found.estimate, found.ci_low) == (1, None)
    assert "no lower end" in found.note

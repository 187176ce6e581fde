"""Paired differences: hand numbers, identities, and what the intervals cover."""

import math
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from scipy import stats

from sim.outputs import REPLICATION_COLUMNS
from sim.risk.contrasts import HIGHER_IS_BETTER, LOWER_IS_BETTER, contrasts
from sim.risk.drawn import UnsupportedWeights
from sim.risk.estimate import Estimate
from sim.risk.paired import (
    capital_difference,
    mean_difference,
    pairing,
    quantile_difference,
    share_difference,
    shortfall_difference,
)
from sim.risk.samples import EmptySample, MismatchedPairs

Pair = tuple[NDArray[np.float64], NDArray[np.float64]]


def normal_pair(generator: np.random.Generator, size: int, correlation: float) -> Pair:
    """Base N(0, 1), other N(0.5, 1.2^2), with the correlation."""
    shared, own = generator.standard_normal((2, size))
    return shared, 0.5 + 1.2 * (correlation * shared + math.sqrt(1.0 - correlation**2) * own)


def test_the_mean_difference_is_other_less_base_by_hand() -> None:
    found = mean_difference([1.0, 5.0], [2.0, 8.0])  # differences 1 and 3: s = sqrt 2, standard error 1
    assert found.estimate == 2.0
    assert found.ci_low == pytest.approx(2.0 - 12.706204736432095, rel=1e-9)
    assert found.ci_high == pytest.approx(2.0 + 12.706204736432095, rel=1e-9)


def test_the_worth_of_the_same_luck_by_hand() -> None:
    found = pairing([0.0, 2.0, 4.0], [1.0, 3.0, 8.0])  # variances 4 and 13, of the difference (1, 1, 4) 3
    assert found.replications_factor == pytest.approx(17.0 / 3.0)
    assert found.correlation == pytest.approx(7.0 / math.sqrt(52.0))
    assert (found.lower, found.higher) == (0.0, 1.0)


def test_independent_arms_save_nothing() -> None:
    first, second = np.random.default_rng(3).standard_normal((2, 20_000))
    assert pairing(first, second).replications_factor == pytest.approx(1.0, abs=0.05)  # standard error 0.007


def test_where_nothing_varies_there_is_no_worth() -> None:
    found = pairing([1, 1, 1], [2, 2, 2])
    assert (found.correlation, found.replications_factor, found.higher) == (None, None, 1.0)
    assert pairing([1], [2]).correlation is None


def test_the_difference_of_shares_by_hand() -> None:
    base, other = [0] * 8 + [1] * 2, [0] * 5 + [1] * 5  # three gained, none lost, of ten
    found = share_difference(base, other)
    more, fewer = 4 / 12, 1 / 12
    half = stats.norm.isf(0.025) * math.sqrt((more + fewer - (more - fewer) ** 2) / 12)
    assert found.estimate == pytest.approx(0.3)
    assert found.ci_low == pytest.approx(0.25 - half)
    assert found.ci_high == pytest.approx(0.25 + half)


def test_the_points_of_the_tails_by_hand() -> None:
    base, other = np.arange(1.0, 11.0), 2.0 * np.arange(1.0, 11.0)
    assert quantile_difference(base, other, 0.8).estimate == 8.0
    assert shortfall_difference(base, other, 0.8).estimate == pytest.approx(9.5)
    assert capital_difference(base, other, 0.8).estimate == pytest.approx(8.0 - 5.5)


@pytest.mark.parametrize("differ", [quantile_difference, shortfall_difference, capital_difference])
def test_below_the_needed_replications_a_tail_has_no_interval(differ: Callable[..., Estimate]) -> None:
    base, other = normal_pair(np.random.default_rng(1), 3_000, 0.9)
    found = differ(base, other, 0.999)
    assert (found.ci_low, found.ci_high) == (None, None)
    assert "no finite upper end below 3," in found.note


@pytest.mark.parametrize("differ", [mean_difference, share_difference, quantile_difference, shortfall_difference])
def test_an_arm_against_itself_differs_by_exactly_nothing(differ: Callable[..., Estimate]) -> None:
    values = np.random.default_rng(2).integers(0, 2, 500)
    level = () if differ in (mean_difference, share_difference) else (0.95,)
    assert differ(values, values, *level).estimate == 0


def test_the_same_pairs_always_give_the_same_interval() -> None:
    base, other = normal_pair(np.random.default_rng(4), 1_000, 0.9)
    assert quantile_difference(base, other, 0.99) == quantile_difference(base, other, 0.99)


def test_a_shift_of_a_quantile_has_no_interval_for_no_resample_moves_it() -> None:
    base = np.random.default_rng(5).integers(0, 1000, 1_000)
    found = quantile_difference(base, base + 7, 0.99)
    assert (found.estimate, found.ci_low, found.note) == (7.0, None, "no interval: all resamples are equal")


def test_pairs_make_the_interval_of_a_quantile_narrow() -> None:
    width = []
    for correlation in (0.0, 0.99):
        found = quantile_difference(*normal_pair(np.random.default_rng(6), 2_000, correlation), 0.99)
        assert found.ci_low is not None
        assert found.ci_high is not None
        width.append(found.ci_high - found.ci_low)
    assert width[1] < 0.6 * width[0]


def coverage(differ: Callable[..., Estimate], level: float, size: int, correlation: float, trials: int) -> float:
    generator = np.random.default_rng(7)
    factor = stats.norm.ppf(level)
    if differ is shortfall_difference:
        factor = stats.norm.pdf(factor) / (1.0 - level)
    truth, hits = 0.5 + 0.2 * factor, 0
    for _ in range(trials):
        found = differ(*normal_pair(generator, size, correlation), level)
        assert found.ci_low is not None
        assert found.ci_high is not None
        hits += found.ci_low <= truth <= found.ci_high
    return hits / trials


@pytest.mark.slow
@pytest.mark.parametrize("correlation", [0.0, 0.9])
@pytest.mark.parametrize("differ", [quantile_difference, shortfall_difference])
def test_the_intervals_of_tails_cover(differ: Callable[..., Estimate], correlation: float) -> None:
    """150 trials: 93 % coverage or more falls below 85 % with probability under 1e-3."""
    assert coverage(differ, 0.99, 1_000, correlation, 150) >= 0.85


def test_the_interval_of_a_difference_of_shares_covers() -> None:
    """2,000 trials at 95 % (standard error 0.5 points): below 92.5 % with probability under 1e-6."""
    generator, hits = np.random.default_rng(8), 0
    for _ in range(2_000):
        luck = generator.random(60)
        found = share_difference((luck < 0.1).astype(int), ((luck > 0.05) & (luck < 0.25)).astype(int))
        assert found.ci_low is not None
        assert found.ci_high is not None
        hits += found.ci_low <= 0.1 <= found.ci_high
    assert hits / 2_000 >= 0.925


def test_pairs_of_two_lengths_are_refused() -> None:
    with pytest.raises(MismatchedPairs):
        pairing([1.0], [1.0, 2.0])


def frame(**columns: object) -> pd.DataFrame:
    """A replication table in which only the named columns have values; None is null."""
    size = len(next(iter(columns.values())))  # type: ignore[call-overload]
    table = pd.DataFrame({"replication": range(size), "weight": np.ones(size)})
    for column in REPLICATION_COLUMNS[2:]:
        values = columns.get(column.name, [None] * size)
        table[column.name] = pd.array(values, dtype="Int64" if column.code == "i8" else "Float64")  # type: ignore[call-overload]
    return table.assign(**{name: columns[name] for name in ("weight",) if name in columns})


def test_every_column_with_values_is_compared_and_null_columns_are_skipped() -> None:
    base = frame(loss_fen=[100, 300], default_rate=[0.1, 0.2])
    other = frame(loss_fen=[50, 150], default_rate=[0.1, 0.3])
    found = contrasts(base, other)
    assert found["expected_loss"].difference.estimate == -100.0
    assert (found["expected_loss"].base, found["expected_loss"].other) == (200.0, 100.0)
    assert found["expected_loss"].better_share == 1.0
    assert found["default_rate"].difference.estimate == pytest.approx(0.05)
    assert not {"direct_defaults", "replication", "weight", "loss_fen"} & set(found)


def test_a_value_that_one_arm_lacks_leaves_the_pair_out() -> None:
    base, other = (
        frame(loss_fen=[1, 2, 3], breach_month=[4, None, 6]),
        frame(loss_fen=[1, 2, 3], breach_month=[5, 5, 8]),
    )
    found = contrasts(base, other)["breach_month"].difference
    assert (found.estimate, found.n) == (1.5, 2)
    assert "1 replications without a value in both arms" in found.note


def test_replications_are_paired_by_number_not_by_place() -> None:
    base, other = frame(loss_fen=[10, 20, 30]), frame(loss_fen=[10, 20])
    found = contrasts(base, other.iloc[::-1])["expected_loss"]
    assert (found.difference.estimate, found.difference.n) == (0.0, 2)


def test_one_pair_has_no_tail_and_a_breach_is_a_shortfall_above_zero() -> None:
    found = contrasts(frame(loss_fen=[1], capital_shortfall_fen=[5]), frame(loss_fen=[2], capital_shortfall_fen=[-5]))
    assert found["var_99_9"].difference.estimate is None
    assert found["breach_probability"].difference.estimate == -1.0
    assert found["failure_probability"].difference.estimate is None


def test_the_verdict_follows_interval_and_sense() -> None:
    steps = np.arange(20)
    base = frame(loss_fen=100 + steps, net_income_fen=100 + steps, recovery_fen=100 + steps)
    other = frame(loss_fen=90 + 2 * steps // 3, net_income_fen=90 + 2 * steps // 3, recovery_fen=90 + 2 * steps // 3)
    found = contrasts(base, other)
    assert [found[name].verdict for name in ("expected_loss", "net_income_fen", "recovery_fen")] == [
        "better",
        "worse",
        "unknown",
    ]
    assert found["recovery_fen"].better_share is None


def test_no_figure_is_better_both_ways() -> None:
    assert not LOWER_IS_BETTER & HIGHER_IS_BETTER


def test_tables_that_cannot_be_paired_are_refused() -> None:
    with pytest.raises(EmptySample, match="share no replication"):
        contrasts(frame(loss_fen=[1, 2]).iloc[:1], frame(loss_fen=[1, 2]).iloc[1:])
    with pytest.raises(UnsupportedWeights, match="compare arms of plain draws"):
        contrasts(frame(loss_fen=[1, 2]), frame(loss_fen=[1, 2], weight=[1.0, 2.0]))

import numpy as np
import pytest

from sim.risk.backtest import Backtest, TooFewBooks, by_book


def test_bias_and_interval_by_hand():
    found = Backtest(np.array([10.0, 10.0, 10.0]), np.array([11.0, 13.0, 15.0]), fit_books=6)
    assert found.deviation == 2.0
    bias = found.bias(0.95)
    half = 4.302653 * 2.0 * (1 / 3 + 1 / 6) ** 0.5  # Student t of 2 degrees of freedom at 97.5 %
    assert (bias.estimate, bias.n) == (3.0, 3)
    assert bias.ci_high == pytest.approx(3.0 + half, rel=1e-6)
    one = found.one_book(100.0, 0.95)
    assert one.estimate == 100.0
    assert one.ci_low == pytest.approx(100.0 - 4.302653 * 2.0 * (7 / 6) ** 0.5, rel=1e-6)


def test_a_loss_cannot_be_negative():
    assert Backtest(np.zeros(2), np.array([0.0, 50.0]), 2).one_book(1.0, 0.95).ci_low == 0.0


def test_the_intervals_cover_what_they_say():
    """4,000 repetitions of a fit on 12 books and a check with 12 at 95 %: within 4.9 standard errors, 1e-6 each."""
    generator = np.random.default_rng(20_261_129)
    repetitions, books = 4_000, 12
    unbiased, inside = 0, 0
    for _ in range(repetitions):
        level = generator.normal(100.0, 30.0, books).mean()
        realised = generator.normal(100.0, 30.0, books)
        found = Backtest(np.full(books, level), realised, books)
        bias, one = found.bias(0.95), found.one_book(level, 0.95)
        unbiased += bias.ci_low <= 0.0 <= bias.ci_high
        inside += one.ci_low <= generator.normal(100.0, 30.0) <= one.ci_high
    allowed = 4.9 * (0.95 * 0.05 / repetitions) ** 0.5
    assert unbiased / repetitions == pytest.approx(0.95, abs=allowed)
    assert inside / repetitions == pytest.approx(0.95, abs=allowed)


def test_means_by_book():
    assert by_book(np.array([1.0, 10.0, 3.0, 20.0]), np.array([0, 1, 0, 1])).tolist() == [2.0, 15.0]


def test_one_book_tells_no_spread():
    with pytest.raises(TooFewBooks, match="1 books"):
        Backtest(np.ones(1), np.ones(1), 3)

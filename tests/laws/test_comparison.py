"""Lines of the table of laws: what passes, what fails, and at which rate."""

import numpy as np
import pytest

from sim.laws.cascades import mean_of
from sim.laws.comparison import Measured, at_most, exactly, limit_line, order_line, share_line


def test_an_exact_figure_leaves_no_room() -> None:
    assert exactly("case", "test", 3, 3).passed
    assert not exactly("case", "test", 3, 4).passed
    assert at_most("case", "test", 1, 1.0).passed
    assert not at_most("case", "test", 1, 1.1).passed


def test_a_share_is_judged_by_the_exact_binomial() -> None:
    # P(X >= 20) of Binomial(20, 1/2) is 2^-20; doubled, 1.9e-6
    line = share_line("case", "test", 0.5, 20, 20, 1e-6)
    assert line.p_value == pytest.approx(2.0**-19)
    assert line.passed
    assert not share_line("case", "test", 0.5, 20, 20, 1e-5).passed


def test_a_limit_is_judged_beyond_its_allowance() -> None:
    assert limit_line("case", "test", 1.0, Measured(1.3, 0.0), 0.3 + 1e-12, 1e-6).passed
    assert not limit_line("case", "test", 1.0, Measured(1.3, 0.0), 0.2, 1e-6).passed
    assert limit_line("case", "test", 1.0, Measured(1.3, 0.025), 0.2, 1e-6).passed
    assert not limit_line("case", "test", 1.0, Measured(1.3, 0.02), 0.2, 1e-6).passed


def test_an_error_that_does_not_shrink_is_found() -> None:
    assert order_line("case", Measured(0.4, 0.01), Measured(0.1, 0.01), 4.0, 0.0, 1e-6).passed
    assert not order_line("case", Measured(0.4, 0.01), Measured(0.4, 0.01), 4.0, 0.0, 1e-6).passed


def test_a_mean_has_its_standard_error() -> None:
    found = mean_of(np.array([1.0, 2.0, 3.0, 6.0]))
    assert found == (3.0, pytest.approx(np.std([1, 2, 3, 6], ddof=1) / 2), 3)

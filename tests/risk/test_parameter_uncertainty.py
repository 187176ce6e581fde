import numpy as np
import pytest

from sim.risk.estimate import Estimate
from sim.risk.parameter_uncertainty import TooFewPoints, hypercube, uncertainty


def points(values, half: float | None) -> list[Estimate]:
    ends = [(None, None) if half is None else (value - half, value + half) for value in values]
    return [Estimate(value, *end, 0.95, "", 10) for value, end in zip(values, ends, strict=True)]


def test_every_parameter_is_once_in_every_part():
    shares = hypercube(12, 3, seed=5)
    assert shares.shape == (12, 3)
    assert (np.sort(np.floor(12 * shares), axis=0) == np.arange(12)[:, None]).all()
    assert (shares == hypercube(12, 3, seed=5)).all()
    assert (shares != hypercube(12, 3, seed=6)).any()


def test_a_linear_figure_has_the_deviation_of_its_parameters():
    # a figure 30 u + 40 v of two uniform shares: variance (900 + 1600) / 12
    shares = hypercube(4_000, 2, seed=1)
    found = uncertainty(points(shares @ [30.0, 40.0], half=1.96), shares)
    assert found.simulation_error == pytest.approx(1.0, rel=1e-4)
    assert found.deviation == pytest.approx(np.sqrt(2500 / 12), rel=0.02)
    assert found.parameter_deviation == pytest.approx(np.sqrt(found.deviation**2 - 1.0))
    assert found.ratio == pytest.approx(found.parameter_deviation, rel=1e-4)
    # Spearman's coefficient of u with 30 u + 40 v lies near Pearson's, 3/5
    assert found.correlations == pytest.approx([0.6, 0.8], abs=0.05)
    assert found.low < found.mean < found.high


def test_noise_alone_leaves_nothing_to_parameters():
    shares = hypercube(50, 1, seed=2)
    values = np.random.default_rng(3).normal(0.0, 1.0, 50)
    assert uncertainty(points(values, half=1.96 * 2.0), shares).parameter_deviation == 0.0


def test_without_intervals_there_is_no_ratio():
    found = uncertainty(points([1.0, 1.0], None), hypercube(2, 1, seed=1))
    assert (found.ratio, found.simulation_error) == (None, None)
    assert found.correlations.tolist() == [0.0]


def test_too_few_points_are_refused():
    with pytest.raises(TooFewPoints, match="1 points"):
        hypercube(1, 3, seed=1)
    with pytest.raises(TooFewPoints, match="exist"):
        uncertainty([*points([1.0], 1.0), Estimate(None, None, None, 0.95, "", 0)], np.zeros((2, 1)))

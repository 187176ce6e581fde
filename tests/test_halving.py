"""With twice the records and half the weights, loss rate, reproduction number and amplified share stay as they are."""

import numpy as np
import pytest

from tests.halving import CRITICAL_Z, MEASURES, disagreement, seeds_of

WORLD = ("contagion.networks.friends.degree=6", "horizon_months=12")


def test_disagreement_is_the_largest_distance_in_standard_errors() -> None:
    # means 2 and 5, variances 2 and 8 over two seeds: |3| / sqrt(1 + 4)
    found = [np.array([[1.0], [3.0]]), np.array([[3.0], [7.0]])]
    assert disagreement(found) == pytest.approx([3 / 5**0.5])


@pytest.mark.slow
def test_twice_the_records_and_half_the_weights_tell_the_same() -> None:
    """Eight seeds of eight replications each, 600 and 1,200 records for 12,000 people; 1e-6 a measure."""
    found = [seeds_of("p2p_run_2018", size, 12_000, range(1, 9), 8, *WORLD) for size in (600, 1_200)]
    worst = disagreement(found)
    assert dict(zip(MEASURES, (worst < CRITICAL_Z).tolist(), strict=True)) == dict.fromkeys(MEASURES, True)
    assert found[0][:, 2].mean() > 0.05, "there must be something amplified to compare"

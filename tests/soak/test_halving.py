"""The same at the sizes of the specification: 5, 10, 20 and 40 thousand records for 40,000 people."""

import pytest

from tests.halving import CRITICAL_Z, MEASURES, disagreement, seeds_of

pytestmark = pytest.mark.soak
SIZES = (5_000, 10_000, 20_000, 40_000)


def test_a_population_in_more_records_tells_the_same() -> None:
    """Eight seeds of 10 replications each; 1e-6 a measure and pair of sizes."""
    found = [seeds_of("p2p_run_2018", size, 40_000, range(1, 9), 10, "horizon_months=12") for size in SIZES]
    for size, each in zip(SIZES, found, strict=True):
        print(size, dict(zip(MEASURES, each.mean(axis=0).round(4).tolist(), strict=True)))
    worst = disagreement(found)
    assert dict(zip(MEASURES, (worst < CRITICAL_Z).tolist(), strict=True)) == dict.fromkeys(MEASURES, True)

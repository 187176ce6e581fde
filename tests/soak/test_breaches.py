"""The buffer is what it claims, by the engine: 95, 99 and 99.9 %, twenty repetitions of many fresh runs."""

import pytest

from tests.studies.buffer_world import p_values

LEVELS = (0.95, 0.99, 0.999)


@pytest.mark.soak
def test_breaches_of_fresh_runs_follow_the_law() -> None:
    """Each repetition: 1,500 replications for the buffer, 1,000 fresh ones. 1e-6 for the three levels together."""
    found = p_values(LEVELS, 20, 1_500, 1_000)
    print("\n".join(f"{100 * level:g} %: p-value {value:.3g}" for level, value in found.items()))
    assert min(found.values()) > 1e-6 / len(LEVELS)

"""Coverage of every interval, measured: nominal 95 %, 1,000 runs of a small pool of unequal exposures.

The pool is that of `tests/risk/test_coverage.py`, which also shows that the engine's losses follow its law. Each run
prints a table for docs/validation/statistics.md.
"""

import math

import pytest

from tests.risk.unequal_pool import coverage, heavy_pool

REPETITIONS = 1_000
ERROR = math.sqrt(0.95 * 0.05 / REPETITIONS)
LEAST, MOST = 0.95 - 3.0 * ERROR, 0.99


@pytest.mark.soak
@pytest.mark.parametrize(
    ("plan", "size"), [("plain", 20_000), ("importance", 20_480), ("stratified", 8_192), ("antithetic", 8_192)]
)
def test_intervals_cover(plan: str, size: int) -> None:
    """At least 95 % less three standard errors; at most 99 % for plain and importance draws.

    Balanced draws whose tail is too thin for sections take the interval of plain draws, which is then too wide.
    """
    pool = heavy_pool()
    found = coverage(pool, plan, size, REPETITIONS, seed=20261129)
    print(f"\n{plan}, {size:,} replications, {REPETITIONS:,} runs\n\n| figure | coverage | half width | bias |")
    print("|---|---|---|---|")
    for cover in found:
        print(cover.row(pool.value_at_risk(0.999)))
    assert all(cover.share >= LEAST for cover in found)
    assert plan not in ("plain", "importance") or all(cover.share <= MOST for cover in found)

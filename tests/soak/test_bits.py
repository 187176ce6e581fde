"""The whole matrix: {1, 2, 3, 7 workers} x {threads, processes, dask} x {chunk 1, 17, 100} x {fresh, resumed}."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.montecarlo.conftest import Runner, files_of, start, undisturbed  # noqa: F401 (fixtures)
from tests.montecarlo.test_bits import REPLICATIONS, check_bytes

pytestmark = pytest.mark.soak
WORKERS, CHUNKS, WAYS = (1, 2, 3, 7), (1, 17, 100), ("fresh", "resumed")
BUDGET_SECONDS = 600
"""Of each backend, which needs three minutes or less; what was compared within it is printed."""
LIMIT_SECONDS = 900


@pytest.mark.parametrize("backend", ["threads", "processes", "dask"])
def test_bytes_are_equal(
    start: Runner, undisturbed: Callable[[int], dict[str, bytes]], tmp_path: Path, backend: str  # noqa: F811
) -> None:  # fmt: skip
    if backend == "dask" and find_spec("distributed") is None:
        pytest.skip("the extra `cluster` is not installed")
    cases = list(itertools.product(WORKERS, CHUNKS, WAYS))
    start_of_all = time.monotonic()
    done = equal = 0
    for jobs, chunk, how in cases:
        if time.monotonic() - start_of_all > BUDGET_SECONDS:
            break
        check_bytes(start, tmp_path / str(done), backend, jobs, chunk, how)
        equal += files_of(tmp_path / str(done)) == undisturbed(REPLICATIONS)
        done += 1
    seconds = time.monotonic() - start_of_all
    print(f"\n| {backend} | {done} of {len(cases)} combinations | {equal} equal | {seconds:.0f} s |")
    assert equal == done

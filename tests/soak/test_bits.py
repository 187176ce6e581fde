"""The whole matrix: {1, 2, 3, 7 workers} x {threads, processes, dask} x {chunk 1, 17, 100} x {fresh, resumed}."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.montecarlo.conftest import Runner, files_of, start, undisturbed  # noqa: F401 (fixtures)
from tests.montecarlo.test_bits import REPLICATIONS, check_bytes

pytestmark = pytest.mark.soak
WORKERS, CHUNKS, WAYS = (1, 2, 3, 7), (1, 17, 100), ("fresh", "resumed")


@pytest.mark.parametrize("backend", ["threads", "processes", "dask"])
def test_bytes_are_equal(
    start: Runner, undisturbed: Callable[[int], dict[str, bytes]], tmp_path: Path, backend: str  # noqa: F811
) -> None:  # fmt: skip
    if backend == "dask" and find_spec("distributed") is None:
        pytest.skip("the extra `cluster` is not installed")
    cases = list(itertools.product(WORKERS, CHUNKS, WAYS))
    equal = 0
    for number, (jobs, chunk, how) in enumerate(cases):
        check_bytes(start, tmp_path / str(number), backend, jobs, chunk, how)
        equal += files_of(tmp_path / str(number)) == undisturbed(REPLICATIONS)
    print(f"\n| {backend} | {len(cases)} combinations | {equal} equal |")
    assert equal == len(cases)

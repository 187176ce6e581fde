"""The same bytes whatever the workers, the backend, the chunks, and interruptions: each pair of settings once."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

from sim.errors import WorkerFailure
from tests.montecarlo.conftest import Runner, files_of
from tests.montecarlo.fake import FakeEngine

REPLICATIONS = 24
FAILING = 17
# Ordered so that neighbours find the same workers: to start one takes seconds.
PAIRWISE = [
    ("threads", 1, 1, "fresh"),
    ("threads", 2, 17, "resumed"),
    ("threads", 3, 100, "fresh"),
    ("threads", 7, 1, "resumed"),
    ("threads", 7, 17, "fresh"),
    ("processes", 1, 17, "resumed"),
    ("processes", 2, 100, "fresh"),
    ("processes", 2, 1, "resumed"),
    ("processes", 3, 17, "fresh"),
    ("dask", 1, 100, "resumed"),
    ("dask", 2, 1, "fresh"),
    ("dask", 2, 17, "resumed"),
]
needs_dask = pytest.mark.skipif(find_spec("distributed") is None, reason="the extra `cluster` is not installed")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("backend", "jobs", "chunk", "how"),
    [pytest.param(*case, marks=needs_dask if case[0] == "dask" else ()) for case in PAIRWISE],
)
def test_bytes_are_equal(
    start: Runner, undisturbed: Callable[[int], dict[str, bytes]], tmp_path: Path,
    backend: str, jobs: int, chunk: int, how: str,
) -> None:  # fmt: skip
    check_bytes(start, tmp_path / "run", backend, jobs, chunk, how)
    assert files_of(tmp_path / "run") == undisturbed(REPLICATIONS)


def check_bytes(start: Runner, folder: Path, backend: str, jobs: int, chunk: int, how: str) -> None:
    """Run under these settings; `resumed` loses a replication on the first try, in memory of other workers."""
    options = {"backend": backend, "jobs": jobs, "chunk": chunk, "out": folder}
    if how == "resumed":
        with pytest.raises(WorkerFailure, match=f"{REPLICATIONS - 1} of {REPLICATIONS} replications kept"):
            start(REPLICATIONS, engine=FakeEngine(bad=FAILING), **{**options, "backend": "threads", "jobs": 2})
    start(REPLICATIONS, resume=True, **options)

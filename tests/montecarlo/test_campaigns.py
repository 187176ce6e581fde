"""A sample of the kill campaigns: ten kills. `make soak` sends two hundred."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.montecarlo.campaigns import PARENTS_REPLICATIONS, WORKERS_REPLICATIONS, kill_parents, kill_workers
from tests.montecarlo.conftest import files_of

pytestmark = pytest.mark.slow
SOON = 10.0
"""Seconds until nothing is left of a killed run: two where nothing else runs, and tests share their machine."""


def test_killed_workers_are_replaced(tmp_path: Path, undisturbed: Callable[[int], dict[str, bytes]]) -> None:
    found = kill_workers(tmp_path, 4, 4, 1, lambda folder: files_of(folder) == undisturbed(WORKERS_REPLICATIONS))
    assert (found.codes, found.equal) == ((0,), found.runs)
    assert found.slowest_end < SOON


def test_killed_runs_are_continued(tmp_path: Path, undisturbed: Callable[[int], dict[str, bytes]]) -> None:
    found = kill_parents(tmp_path, 6, 2, lambda folder: files_of(folder) == undisturbed(PARENTS_REPLICATIONS))
    assert (found.kills, found.codes, found.equal) == (6, (0,), found.runs)
    assert found.slowest_end < SOON

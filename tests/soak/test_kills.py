"""A hundred SIGKILLs to workers and a hundred to the run, on threads and processes; a table row for each campaign."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.montecarlo.campaigns import (
    HANG_SECONDS,
    ORPHAN_SECONDS,
    PARENTS_REPLICATIONS,
    WORKERS_REPLICATIONS,
    Outcome,
    kill_parents,
    kill_workers,
)
from tests.montecarlo.conftest import files_of, undisturbed  # noqa: F401 (a fixture)
from tests.soak.share import SHARE

pytestmark = pytest.mark.soak
KILLS = round(100 * SHARE)
BUDGET_SECONDS = 900 * SHARE
"""Of each of the two campaigns; what was sent within it is printed."""
LIMIT_SECONDS = 1_500


def check(what: str, found: Outcome, start: float) -> None:
    """Print the row of the table, and require what must hold."""
    print(
        f"\n| {what} | {found.kills} of {KILLS} kills in {found.runs} runs | exit codes {found.codes} | "
        f"{found.equal} of {found.runs} equal | "
        f"{found.named} named a replication | last process gone after {found.slowest_end:.2f} s | "
        f"next part after {found.slowest_step:.1f} s | {time.monotonic() - start:.0f} s |"
    )
    assert found.kills > 0
    assert (found.codes, found.equal) == ((0,), found.runs)
    assert found.slowest_end < ORPHAN_SECONDS
    assert found.slowest_step < HANG_SECONDS


def test_workers(tmp_path: Path, undisturbed: Callable[[int], dict[str, bytes]]) -> None:  # noqa: F811
    def is_equal(folder: Path) -> bool:
        return files_of(folder) == undisturbed(WORKERS_REPLICATIONS)

    start = time.monotonic()
    check("SIGKILL to a worker", kill_workers(tmp_path, KILLS, 5, 11, is_equal, budget=BUDGET_SECONDS), start)


def test_parents(tmp_path: Path, undisturbed: Callable[[int], dict[str, bytes]]) -> None:  # noqa: F811
    def is_equal(folder: Path) -> bool:
        return files_of(folder) == undisturbed(PARENTS_REPLICATIONS)

    start = time.monotonic()
    check("SIGKILL to the run", kill_parents(tmp_path, KILLS, 12, is_equal, budget=BUDGET_SECONDS), start)

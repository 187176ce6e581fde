"""A hundred SIGKILLs to workers and a hundred to the run, on threads and processes; a table row for each campaign."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.montecarlo.campaigns import ORPHAN_SECONDS, Outcome, kill_parents, kill_workers
from tests.montecarlo.conftest import files_of, undisturbed  # noqa: F401 (a fixture)
from tests.soak.share import SHARE

pytestmark = pytest.mark.soak
KILLS = round(100 * SHARE)


def told(what: str, found: Outcome, seconds: float) -> None:
    print(
        f"\n| {what} | {found.kills} kills in {found.runs} runs | exit codes {found.codes} | "
        f"{found.equal} of {found.runs} equal | slowest end {found.slowest_end:.2f} s | {seconds:.0f} s |"
    )


def test_workers(tmp_path: Path, undisturbed: Callable[[int], dict[str, bytes]]) -> None:  # noqa: F811
    start = time.monotonic()
    found = kill_workers(tmp_path, KILLS, 5, 11, lambda folder: files_of(folder) == undisturbed(60))
    told("SIGKILL to a worker", found, time.monotonic() - start)
    assert (found.kills, found.codes, found.equal) == (KILLS, (0,), found.runs)
    assert found.slowest_end < ORPHAN_SECONDS


def test_parents(tmp_path: Path, undisturbed: Callable[[int], dict[str, bytes]]) -> None:  # noqa: F811
    start = time.monotonic()
    found = kill_parents(tmp_path, KILLS, 12, lambda folder: files_of(folder) == undisturbed(40))
    told("SIGKILL to the run", found, time.monotonic() - start)
    assert (found.kills, found.codes, found.equal) == (KILLS, (0,), found.runs)
    assert found.slowest_end < ORPHAN_SECONDS

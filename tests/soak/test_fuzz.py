"""A hundred thousand scenario files and ten thousand tapes, each read or refused in process."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fuzzing import Fuzzed, fuzz_scenarios, fuzz_tapes
from tests.soak.share import SHARE

pytestmark = pytest.mark.soak


@pytest.mark.parametrize(
    ("what", "count", "fuzz"), [("scenario files", 100_000, fuzz_scenarios), ("tapes", 10_000, fuzz_tapes)]
)
def test_any_input_is_read_or_refused(
    tmp_path: Path, what: str, count: int, fuzz: Callable[[int, int, Path], Fuzzed]
) -> None:
    start = time.monotonic()
    found = fuzz(int(SHARE * count), 7, tmp_path)
    print(
        f"\n| {int(SHARE * count):,} fuzzed {what} | {found.read:,} read, {found.refused:,} refused | "
        f"slowest {found.slowest:.2f} s | {time.monotonic() - start:.0f} s |"
    )

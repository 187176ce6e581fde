"""A hundred thousand scenario files and ten thousand tapes, each read or refused in process."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fuzzing import Fuzzed, fuzz_scenarios, fuzz_tapes
from tests.soak.share import SHARE

pytestmark = pytest.mark.soak
SEED = int(os.environ.get("SOAK_SEED", "7"))
"""Another one makes other inputs."""
BUDGET_SECONDS = 1_200 * SHARE
"""Of each kind of input; how many were made within it is printed."""
LIMIT_SECONDS = 1_500


@pytest.mark.parametrize(
    ("what", "count", "fuzz"), [("scenario files", 100_000, fuzz_scenarios), ("tapes", 10_000, fuzz_tapes)]
)
def test_any_input_is_read_or_refused(
    tmp_path: Path, what: str, count: int, fuzz: Callable[[int, int, Path, float], Fuzzed]
) -> None:
    start = time.monotonic()
    found = fuzz(int(SHARE * count), SEED, tmp_path, BUDGET_SECONDS)
    print(
        f"\n| fuzzed {what}, seed {SEED} | {found.read + found.refused:,} of {int(SHARE * count):,} | "
        f"{found.read:,} read, {found.refused:,} refused | slowest {found.slowest:.2f} s | "
        f"{time.monotonic() - start:.0f} s |"
    )
    assert found.read > 0
    assert found.refused > 0

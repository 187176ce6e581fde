"""No test of `make soak` goes on for ever: each has a limit in seconds, its module's or the one named here."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from types import FrameType

import pytest

LIMIT_SECONDS = 3_600
"""Of a test whose module states no LIMIT_SECONDS of its own."""


@pytest.fixture(autouse=True)
def bounded(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that reaches its limit."""
    limit = getattr(request.module, "LIMIT_SECONDS", LIMIT_SECONDS)

    def end(number: int, frame: FrameType | None) -> None:
        pytest.fail(f"the limit of {limit:,} seconds is reached")

    before = signal.signal(signal.SIGALRM, end)
    signal.alarm(limit)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)

"""How far a run is: a bar with time left on a terminal, lines elsewhere, or nothing; never on standard output."""

from __future__ import annotations

import time
from typing import Protocol, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

SECONDS_BETWEEN_LINES = 10.0


class ProgressReport(Protocol):
    """Told how many replications are done; a run calls begin, then advance any number of times, then end."""

    def begin(self, done: int, total: int) -> None:
        """The run starts, with so many replications there from before."""
        ...

    def advance(self, replications: int) -> None:
        """So many more are finished and kept."""
        ...

    def end(self) -> None:
        """The run is over, however it ended."""
        ...


class Silence:
    """Reports nothing."""

    def begin(self, done: int, total: int) -> None:
        """Nothing."""

    def advance(self, replications: int) -> None:
        """Nothing."""

    def end(self) -> None:
        """Nothing."""


class AfterBuilding:
    """Progress whose clock starts when the engine is built: to compile says nothing of how long a replication takes."""

    def __init__(self, report: ProgressReport) -> None:
        self._report = report
        self._asked: tuple[int, int] | None = None
        self._is_ready = False

    def begin(self, done: int, total: int) -> None:
        """Remember; `ready` shows it. A later stage of the run shows at once."""
        self._asked = (done, total)
        if self._is_ready:
            self._report.begin(done, total)

    def ready(self) -> None:
        """The engine is built."""
        if self._asked is not None and not self._is_ready:
            self._report.begin(*self._asked)
        self._is_ready = True

    def advance(self, replications: int) -> None:
        """So many more are finished."""
        self._report.advance(replications)

    def end(self) -> None:
        """The run, or a stage of it, is over; what was never begun need not be ended."""
        if self._is_ready and self._asked is not None:
            self._report.end()
        self._asked = None


class Bar:
    """A bar with replications done, their rate and the time left, redrawn in place."""

    def __init__(self, stream: TextIO) -> None:
        self._progress = Progress(
            TextColumn("replications"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            TextColumn("left"),
            console=Console(file=stream),
            transient=True,
        )
        self._task: TaskID | None = None
        self._new = 0
        self._start = 0.0

    def begin(self, done: int, total: int) -> None:
        """Draw the bar."""
        self._start = time.monotonic()
        self._task = self._progress.add_task("", total=total, completed=done, rate="")
        self._progress.start()

    def advance(self, replications: int) -> None:
        """Move the bar; the rate counts this run only, not what was there before."""
        if self._task is None:
            return
        self._new += replications
        rate = f"{self._new / max(time.monotonic() - self._start, 1e-3):,.1f}/s"
        self._progress.update(self._task, advance=replications, rate=rate)

    def end(self) -> None:
        """Take the bar away."""
        self._progress.stop()


class Lines:
    """A line every ten seconds, for logs."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._done = self._total = self._new = 0
        self._start = self._last = 0.0

    def begin(self, done: int, total: int) -> None:
        """Say nothing yet: a short run has no news."""
        self._done, self._total, self._new = done, total, 0
        self._start = self._last = time.monotonic()

    def advance(self, replications: int) -> None:
        """Count, and write a line when it is time."""
        self._done += replications
        self._new += replications
        now = time.monotonic()
        if now - self._last >= SECONDS_BETWEEN_LINES:
            self._last = now
            rate = self._new / (now - self._start)
            left = (self._total - self._done) / rate
            self._stream.write(f"{self._done:,} of {self._total:,} replications, {rate:,.1f}/s, {left:,.0f} s left\n")
            self._stream.flush()

    def end(self) -> None:
        """Nothing to take away."""


def progress_on(stream: TextIO) -> ProgressReport:
    """A bar where a person looks at the stream, lines elsewhere; pass standard error."""
    return Bar(stream) if stream.isatty() else Lines(stream)

"""How far a run is: a bar with time left on a terminal, lines elsewhere, or nothing; never on standard output."""

from __future__ import annotations

import os
import time
from typing import Protocol, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

SECONDS_BETWEEN_LINES = 10.0
LONG_SECONDS = 600.0
"""A run that takes longer says so as soon as its speed is known."""
SECONDS_MEASURED = 2.0
"""How long replications are watched before their speed is believed; and at least two a processor."""


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


class _Forewarning:
    """Says once, as soon as the speed is known, that a run will take long."""

    def __init__(self) -> None:
        self._is_judged = False

    def sentence(self, done: int, left: int, seconds: float) -> str:
        """The news when so many replications took so many seconds and so many are left; empty where there is none."""
        if self._is_judged or seconds < SECONDS_MEASURED or done < 2 * (os.cpu_count() or 1):
            return ""
        self._is_judged = True
        expected = left * seconds / done
        if expected < LONG_SECONDS:
            return ""
        return (
            f"about {duration(expected)} to go, at the speed of the first {done:,} replications; "
            "Ctrl-C stops, and a run with a folder goes on with --resume"
        )


def duration(seconds: float) -> str:
    """A time as people say it: `40 s`, `12 min`, `2 h 10 min`, `3 days 4 h`."""
    if seconds < 120:
        return f"{seconds:,.0f} s"
    minutes = round(seconds / 60)
    hours, minutes = divmod(minutes, 60)
    days, hours_of_day = divmod(hours, 24)
    if days:
        return f"{days:,} days {hours_of_day} h" if days > 1 else f"{seconds / 3600:.0f} h"
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


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
        self._left = self._new = 0
        self._start = 0.0
        self._forewarning = _Forewarning()

    def begin(self, done: int, total: int) -> None:
        """Draw the bar."""
        self._start = time.monotonic()
        self._left = total - done
        self._task = self._progress.add_task("", total=total, completed=done, rate="")
        self._progress.start()

    def advance(self, replications: int) -> None:
        """Move the bar; the rate counts this run only, not what was there before."""
        if self._task is None:
            return
        self._new += replications
        self._left -= replications
        seconds = max(time.monotonic() - self._start, 1e-3)
        self._progress.update(self._task, advance=replications, rate=f"{self._new / seconds:,.1f}/s")
        news = self._forewarning.sentence(self._new, self._left, seconds)
        if news:
            self._progress.console.print(f"yuqi: {news}", highlight=False, markup=False)

    def end(self) -> None:
        """Take the bar away."""
        self._progress.stop()


class Lines:
    """A line every ten seconds, for logs."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._done = self._total = self._new = 0
        self._start = self._last = 0.0
        self._forewarning = _Forewarning()

    def begin(self, done: int, total: int) -> None:
        """Say nothing yet: a short run has no news."""
        self._done, self._total, self._new = done, total, 0
        self._start = self._last = time.monotonic()

    def advance(self, replications: int) -> None:
        """Count, and write a line when it is time."""
        self._done += replications
        self._new += replications
        now = time.monotonic()
        left = self._total - self._done
        news = self._forewarning.sentence(self._new, left, now - self._start)
        if news:
            self._say(f"yuqi: {news}")
        if now - self._last >= SECONDS_BETWEEN_LINES:
            self._last = now
            rate = self._new / (now - self._start)
            self._say(f"{self._done:,} of {self._total:,} replications, {rate:,.1f}/s, {duration(left / rate)} left")

    def _say(self, text: str) -> None:
        self._stream.write(text + "\n")
        self._stream.flush()

    def end(self) -> None:
        """Nothing to take away."""


def progress_on(stream: TextIO) -> ProgressReport:
    """A bar where a person looks at the stream, lines elsewhere; pass standard error."""
    return Bar(stream) if stream.isatty() else Lines(stream)

from __future__ import annotations

import io

import pytest

from sim.montecarlo import progress
from sim.montecarlo.progress import Bar, Lines, ProgressReport, Silence, progress_on
from tests.montecarlo.conftest import Runner


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Counter(Silence):
    def __init__(self) -> None:
        self.seen: list[int] = []
        self.ended = False

    def begin(self, done: int, total: int) -> None:
        self.seen += [done, total]

    def advance(self, replications: int) -> None:
        self.seen.append(replications)

    def end(self) -> None:
        self.ended = True


def drive(report: ProgressReport) -> None:
    report.begin(10, 40)
    report.advance(5)
    report.end()


def test_a_terminal_gets_a_bar_and_a_log_gets_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    terminal, log = Terminal(), io.StringIO()
    assert isinstance(progress_on(terminal), Bar)
    assert isinstance(progress_on(log), Lines)
    drive(progress_on(terminal))
    assert "15/40" in terminal.getvalue()
    drive(progress_on(log))
    assert log.getvalue() == ""
    monkeypatch.setattr(progress, "SECONDS_BETWEEN_LINES", 0.0)
    drive(progress_on(log))
    assert "15 of 40 replications" in log.getvalue()


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.mark.parametrize("stream", [Terminal(), io.StringIO()], ids=["terminal", "log"])
def test_a_run_that_takes_long_says_so_once_as_soon_as_its_speed_is_known(
    stream: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(progress.time, "monotonic", clock.monotonic)
    monkeypatch.setattr(progress.os, "cpu_count", lambda: 2)
    report = progress_on(stream)
    report.begin(0, 1004)
    clock.now = 5.0
    report.advance(1)
    assert "to go" not in stream.getvalue()
    clock.now = 40.0
    report.advance(3)
    assert "yuqi: about 2 h 47 min to go, at the speed of the first 4 replications" in stream.getvalue().replace(
        "\n", " "
    )
    clock.now = 80.0
    report.advance(4)
    report.end()
    assert stream.getvalue().count("to go") == 1


@pytest.mark.parametrize("speed", [2.0, 0.5])
def test_a_run_of_ten_minutes_is_long_and_a_shorter_one_is_not(speed: float, monkeypatch: pytest.MonkeyPatch) -> None:
    clock, log = Clock(), io.StringIO()
    monkeypatch.setattr(progress.time, "monotonic", clock.monotonic)
    report = Lines(log)
    report.begin(0, 1100)
    clock.now = 100 / speed
    report.advance(100)
    assert ("to go" in log.getvalue()) is (1000 / speed > 600)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (40, "40 s"),
        (720, "12 min"),
        (7800, "2 h 10 min"),
        (7199, "2 h 0 min"),
        (100_000, "28 h"),
        (270_000, "3 days 3 h"),
    ],
)
def test_a_time_is_told_as_people_say_it(seconds: float, words: str) -> None:
    assert progress.duration(seconds) == words


def test_a_run_reports_what_it_keeps_and_prints_nothing(start: Runner, capfd: pytest.CaptureFixture[str]) -> None:
    counter = Counter()
    start(12, progress=counter)
    assert counter.seen[:2] == [0, 12]
    assert sum(counter.seen[2:]) == 12
    assert counter.ended
    later = Counter()
    start(20, resume=True, progress=later)
    assert later.seen[:2] == [12, 20]
    assert capfd.readouterr() == ("", "")

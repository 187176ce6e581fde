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

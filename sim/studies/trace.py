"""`sim.trace`: one borrower's life in one replication, as dated events with balances. It explains a default.

The replication runs compiled; the borrower's days are lived again in plain Python and must end in the same bytes.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any

from sim.errors import UsageError
from sim.job import Job, keep_quiet, prepare
from sim.scenario.resolve import load
from sim.scenario.resolved import Resolved
from sim.simulation import Simulation
from sim.studies.life.event import Event, Header, Standing
from sim.studies.life.facts import AccountNames, Facts, ending, header_lines
from sim.studies.life.fates import find
from sim.studies.life.recorder import Recorder
from sim.studies.life.replay import Replay, live, windows
from sim.studies.life.telling import condensed, table_lines
from sim.units import DAYS_PER_MONTH

if TYPE_CHECKING:
    import pandas as pd

Days = tuple[int, int]
"""First and last day, counted from 1."""
Tell = Callable[[str], None]
WIDTH = 100
"""Characters of a line of prose."""


@dataclass(frozen=True)
class Trace:
    """A borrower's life: `events` holds everything, `str` tells it as a table, `frame` gives a table for pandas."""

    header: Header
    events: tuple[Event, ...] = field(repr=False)
    ending: str

    @property
    def frame(self) -> pd.DataFrame:
        """A row per event; what is owed has a column for each account (fen; missing where there is no account)."""
        import pandas as pd

        names = dict.fromkeys(name for event in self.events for name in event.owed_fen)
        rows = []
        for event in self.events:
            row = asdict(event)
            owed = row.pop("owed_fen")
            rows.append(row | {f"owed_{name}_fen": owed.get(name) for name in names})
        frame = pd.DataFrame(rows, columns=None if rows else [name for name in Event.__dataclass_fields__])
        whole = ["amount_fen", *(f"owed_{name}_fen" for name in names)]
        return frame.astype({name: "Int64" for name in whole})

    def text(self, *, everything: bool = False) -> str:
        """Header, table and ending; `everything` leaves nothing out."""
        events = self.events if everything else condensed(self.events)
        table = table_lines(events) if events else ["nothing happened"]
        return "\n".join([*header_lines(self.header), "", *table, "", fill(self.ending, WIDTH)])

    def __str__(self) -> str:
        return self.text()

    def as_plain(self) -> dict[str, Any]:
        """All of it as plain data, for JSON."""
        return {**asdict(self.header), "events": [asdict(event) for event in self.events], "ending": self.ending}


def trace(
    scenario: Resolved | str | Path,
    borrower: int,
    replication: int = 0,
    *,
    days: Days | None = None,
    seed: int | None = None,
    tape: str | Path | None = None,
    mapping: str | Path | None = None,
) -> Trace:
    """One borrower's life in a replication, from the first of `days` to the last; by default to the horizon.

    Where lenders close windows of several days, whole windows are told.

    `trace.events` holds every event, `trace.frame` is a pandas table, `str(trace)` a page to read. Raises `UsageError`
    where there is no such borrower, replication or day, and the errors of `sim.run`.
    """
    resolved = scenario if isinstance(scenario, Resolved) else load(scenario)
    given = {
        "seed": seed,
        "population.tape": None if tape is None else os.path.abspath(tape),
        "population.mapping": None if mapping is None else str(mapping),
    }
    changes = {key: value for key, value in given.items() if value is not None}
    return trace_job(job_of(resolved.with_(changes) if changes else resolved, replication), borrower, days)


def job_of(resolved: Resolved, replication: int, tell: Tell = keep_quiet) -> Job:
    """What is needed to run one replication; `tell` hears what takes long."""
    return prepare(resolved, replication=replication, jobs=1, attribution="none", tell=tell)


def trace_job(job: Job, borrower: int, days: Days | None = None) -> Trace:
    """Trace a borrower in the replication that a job is for; what cannot be is refused before anything runs."""
    scenario = job.resolved.scenario
    size = scenario.population.size if job.tape is None else job.tape.borrowers
    check_place(borrower, size, days or (1, 1), scenario.horizon_months * DAYS_PER_MONTH)
    return trace_of(_simulation(job), borrower, job.plan.wanted[0], days)


def find_job(job: Job, fate: str) -> list[int]:
    """The borrowers with a fate in the replication that a job is for."""
    return find(_simulation(job), job.plan.wanted[0], fate)


def _simulation(job: Job) -> Simulation:
    simulation: Any = job.simulator.built()
    return simulation  # type: ignore[no-any-return]


def check_place(borrower: int, size: int, days: Days, horizon: int) -> None:
    """Refuse a borrower or days that do not exist.

    Raises:
        UsageError: with what is allowed.
    """
    if not 0 <= borrower < size:
        raise UsageError(f"--borrower {borrower} does not exist; borrowers are 0 to {size - 1}")
    if not 1 <= days[0] <= days[1] <= horizon:
        raise UsageError(f"--days {days[0]}:{days[1]} cannot be traced; days are 1 to {horizon}, the first one first")


def trace_of(simulation: Simulation, borrower: int, replication: int, days: Days | None = None) -> Trace:
    """Trace a borrower of a simulation.

    Raises:
        UsageError: no such borrower or days. InternalError: the replay differs from the run.
    """
    scenario, run = simulation.scenario, simulation.start(replication)
    horizon = len(run.economies) * DAYS_PER_MONTH
    first_day, last_day = days or (1, horizon)
    check_place(borrower, len(run.borrowers), (first_day, last_day), horizon)
    first_day, last_day = _whole_windows(first_day, last_day, scenario.window_days)
    names, world = AccountNames(scenario), run.world[0]
    recorder = Recorder(names, world)
    facts = Facts(scenario, names, recorder.rules, world)
    before = _live(simulation, Replay(run, borrower, recorder.rules["run_block"]), facts, first_day, last_day)
    row = run.borrowers[borrower]
    where = {"replication": replication, "borrower": borrower, "first_day": first_day, "last_day": last_day}
    header = facts.header(row, before, facts.standing(row, last_day), **where)
    events = tuple(recorder.events)
    return Trace(header, events, ending(header, events))


def _live(simulation: Simulation, replay: Replay, facts: Facts, first_day: int, last_day: int) -> Standing:
    """Run to the last day, from the first one on with the replay; returns how the borrower stood before it."""
    before = None
    for window in windows(simulation, replay.run, last_day):
        if window.last_day < first_day:
            live(replay.run, window, window.last_day)
            continue
        before = before or facts.standing(replay.run.borrowers[replay.borrower], first_day - 1)
        replay.live(window)
    assert before is not None  # noqa: S101 - for the type checker: there is at least one day
    return before


def _whole_windows(first_day: int, last_day: int, length: int) -> Days:
    """The days, with the others of their windows: records are known at the close of a window."""
    return first_day - (first_day - 1) % length, last_day + -last_day % length

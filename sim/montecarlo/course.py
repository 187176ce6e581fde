"""The course of a run: its pilot, the replications up to each look, the check, where it stops.

The same for a folder and for memory; both are a `Keeper`. Everything that decides is a function of finished prefixes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
import pandas

from sim.draws.pilot import Pilot
from sim.draws.plans import PLAIN, Draws
from sim.errors import InternalError
from sim.montecarlo.importance import CHECKED, Tilted
from sim.montecarlo.plan import Simulator
from sim.montecarlo.precision import LOOKS_IN_A_ROW, Precision
from sim.tables import replication_table, to_pandas

Array = np.ndarray[Any, Any]
Keep = Callable[[range, Array, Array], None]
Simulate = Callable[[Simulator, list[range], Keep, int], None]
"""Simulates missing ones of so many replications and hands over each finished chunk: which, rows, months."""
Judge = Callable[[pandas.DataFrame, str], Mapping[str, Mapping[str, Any]]]
"""Headlines of a table of replications that were run under the draws so named."""
Summarise = Callable[[pandas.DataFrame, pandas.DataFrame], dict[str, Any]]
"""The summary of replication and monthly rows."""


def _say_nothing(words: str) -> None:
    """Tells nobody."""


@dataclass(frozen=True)
class Course:
    """How a run goes where it does not just run its replications.

    `judge` is for `precision`; `summarise_plain` for importance draws that fall back to plain ones, and `tilted` is
    there under these. `tell` takes a line of news.
    """

    judge: Judge
    summarise_plain: Summarise
    draws: str = "plain"
    precision: Precision | None = None
    tilted: Tilted | None = None
    tell: Callable[[str], None] = _say_nothing

    def used(self, notes: Mapping[str, Any]) -> str:
        """The draws under which replications were run in the end, by the notes of the course."""
        return "plain" if notes.get("fallback") else self.draws


class Keeper(Protocol):
    """Where finished replications stay."""

    @property
    def notes(self) -> dict[str, Any]:
        """What has been noted of the course, in the manifest where there is one."""

    def note(self, **notes: Any) -> None:
        """Note more, before anything that rests on it is kept; None takes a note back."""

    def missing_below(self, stop: int) -> list[range]:
        """Of the replications before `stop`, those that are not kept."""

    def keep(self, replications: range, rows: Array, months: Array) -> None:
        """Keep finished replications."""

    def rows_below(self, stop: int) -> pandas.DataFrame:
        """Replications 0 to `stop` - 1, sorted."""

    def discard(self) -> None:
        """Forget all replications."""

    def keep_pilot(self, rows: Array) -> None:
        """Keep the pilot's replications, (k,) rows sorted."""

    def pilot_runs(self) -> pandas.DataFrame | None:
        """The pilot's replications; None where they are not kept, or damaged."""


def follow(course: Course, keeper: Keeper, simulator: Simulator, most: int, simulate: Simulate) -> int:
    """Run replications 0 to `most` - 1, or as many as are enough; returns how many count."""

    def run(engine: Simulator, stop: int) -> None:
        simulate(engine, keeper.missing_below(stop), keeper.keep, stop)

    if course.tilted is not None:
        simulator = _tilted(course, course.tilted, keeper, run, simulate)
    if course.precision is None:
        keeper.note(stopping=None)
        run(simulator, most)
        return most
    return _to_precision(course, course.precision, keeper, most, lambda stop: run(simulator, stop))


def _tilted(
    course: Course, tilted: Tilted, keeper: Keeper, run: Callable[[Simulator, int], None], simulate: Simulate
) -> Simulator:
    """The engine for a run by importance draws: under the pilot's shift where that stands the check, else plain."""
    plain = tilted.redrawn(PLAIN, True)
    if keeper.notes.get("fallback"):
        return plain
    pilot = _pilot(course, tilted, keeper, simulate)
    if pilot.fault:
        return _fall_back(course, keeper, pilot.fault, plain)
    shifted = tilted.redrawn(pilot.draws, True)
    if "check" in keeper.notes:
        return shifted
    run(shifted, CHECKED)
    plain_runs = keeper.pilot_runs()
    if plain_runs is None:
        raise InternalError("the pilot's replications are gone before the check")
    check = tilted.check(tilted.plain_runs(plain_runs), keeper.rows_below(CHECKED))
    if not check["agrees"]:
        return _fall_back(course, keeper, f"importance draws failed the check; {check['words']}", plain, check)
    course.tell(
        f"importance draws agree with {check['plain_runs']:,} plain runs at the 99 % quantile "
        f"({abs(check['distance']):.1f} standard errors apart)"
    )
    keeper.note(check=check)
    return shifted


def _fall_back(
    course: Course, keeper: Keeper, why: str, plain: Simulator, check: Mapping[str, Any] | None = None
) -> Simulator:
    """From now on plain: what was run under the shift is forgotten first, so that a folder never holds both."""
    course.tell(f"falling back to plain draws: {why}")
    keeper.discard()
    keeper.note(fallback=why, check=check)
    return plain


def _pilot(course: Course, tilted: Tilted, keeper: Keeper, simulate: Simulate) -> Pilot:
    """The pilot as noted, or run now; kept and noted before the first replication of the run."""
    if "pilot" in keeper.notes and keeper.pilot_runs() is not None:
        return Pilot.from_dict(keeper.notes["pilot"])
    runs: list[Array] = []

    def sample(draws: Draws, replications: range) -> Array:
        kind = "plain" if draws == PLAIN else "shifted"
        course.tell(f"pilot of the importance draws: {len(replications):,} {kind} runs")
        rows = _rows(tilted.redrawn(draws, False), replications, simulate)
        runs.append(rows)
        return tilted.target.values(to_pandas(replication_table(rows)))

    pilot = tilted.pilot(sample)
    keeper.keep_pilot(np.concatenate(runs))
    keeper.note(pilot=pilot.as_dict())
    if not pilot.fault:
        last = pilot.stages[-1]
        course.tell(
            f"the pilot shifts the economy by {last.length:.2f} standard deviations; "
            f"in the tail a shifted run is worth about {last.gain:.1f} plain ones"
        )
    return pilot


def _rows(simulator: Simulator, replications: range, simulate: Simulate) -> Array:
    """(k,) rows of replications that are not kept, sorted."""
    found: list[Array] = []
    simulate(simulator, [replications], lambda _, rows, months: found.append(rows), len(replications))
    rows = np.concatenate(found)
    return rows[np.argsort(rows["replication"])]


def _to_precision(course: Course, precision: Precision, keeper: Keeper, most: int, run: Callable[[int], None]) -> int:
    """Run from look to look until the headline is narrow enough twice in a row."""
    content = 0
    reached = None
    stop = most
    draws = course.used(keeper.notes)
    for stop in replace(precision, draws=draws).looks(most):
        run(stop)
        reached = precision.reached(course.judge(keeper.rows_below(stop), draws))
        content = content + 1 if precision.is_met(reached) else 0
        if content == LOOKS_IN_A_ROW:
            break
    is_met = content == LOOKS_IN_A_ROW or (stop == most and precision.is_met(reached))
    keeper.note(stopping={**precision.as_dict(), "most": most, "stopped_at": stop, "reached": reached, "met": is_met})
    return stop

"""Scenarios or policies under the same luck: run the arms, pair their replications, tell the differences to the first.

`compare` is what a notebook and the command line call. How a comparison is worded is in `sim.studies.telling`, how it
is kept in `sim.studies.kept`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas

from sim.errors import UsageError
from sim.headline import CONFIDENCE
from sim.montecarlo.files import write_whole
from sim.montecarlo.plan import FINGERPRINT_SHOWN
from sim.montecarlo.result import Result
from sim.montecarlo.runs import absolute, how_to_resume
from sim.risk.contrasts import contrasts
from sim.scenario.resolved import Resolved
from sim.studies.arms import Arm, Ready, checked, fingerprint, named, prepared, run_arms
from sim.studies.comparison import Comparison
from sim.studies.kept import comparison_folder
from sim.studies.lever import lever
from sim.studies.one_book import on_one_book
from sim.studies.people.changes import people_of
from sim.studies.people.follow import FOLLOWED, Means, Rows, check_books, check_losses, follow
from sim.studies.people.groups import Groups
from sim.studies.people.kept import NAME as FATES_NAME
from sim.studies.people.kept import file_bytes, frame_of, kept_frame, missing_of, with_more

if TYPE_CHECKING:
    from sim.job import Tell
    from sim.montecarlo.progress import ProgressReport


def compare(  # noqa: PLR0913 - what a user may choose, by keyword
    scenarios: Mapping[str, Resolved | str | Path] | Iterable[Resolved | str | Path],
    replications: int | None = None,
    *,
    seed: int | None = None,
    out: str | Path | None = None,
    resume: bool = False,
    jobs: int | None = None,
    backend: str = "threads",
    scheduler: str | None = None,
    fates: int | None = None,
    own_books: bool = False,
    progress: bool = False,
) -> Comparison:
    """Run scenarios under the same luck and compare each with the first; without `out` nothing is written.

    `scenarios` are loaded ones, names or paths; a mapping names the arms.
    `result.differences["strict"]["expected_loss"]` is an estimate with interval, `result.table` a pandas table of all,
    `result.arms["strict"]` the run of an arm, `result.people["strict"].table` for whom defaults and losses change,
    `result.people["strict"].fates` how many are saved, `result.levers["strict"]` the marginal capital of the change.
    All arms set out from the opening book that the first one's policies have aged, or, with `own_books`, each from its
    own. `fates` says in how many replications, lived again, every borrower is followed: by default at most 200, 0 for
    none.
    Raises the errors of `sim.errors`: ArmsDiffer where seeds or numbers of replications differ.
    """
    from sim.job import keep_quiet
    from sim.montecarlo.progress import Silence, progress_on

    changes = {key: value for key, value in (("seed", seed), ("replications", replications)) if value is not None}
    arms = [Arm(name, scenario.with_(changes) if changes else scenario) for name, scenario in named(scenarios).items()]
    return compare_arms(
        checked(arms),
        None if out is None else Path(out),
        resume=resume,
        jobs=jobs,
        backend=backend,
        scheduler=scheduler,
        fates=fates,
        own_books=own_books,
        tell=keep_quiet,
        progress=lambda: progress_on(sys.stderr) if progress else Silence(),
    )


def compare_arms(  # noqa: PLR0913 - what a user may choose, by keyword
    arms: Sequence[Arm],
    out: Path | None,
    *,
    default_out: bool = False,
    resume: bool = False,
    jobs: int | None = None,
    backend: str = "threads",
    scheduler: str | None = None,
    fates: int | None = None,
    own_books: bool = False,
    command: Sequence[str] = (),
    tell: Tell,
    progress: Callable[[], ProgressReport],
) -> Comparison:
    """Run checked arms in the folder `out`, or in `results/compare-<fingerprint>` with `default_out`, and compare."""
    arms = arms if own_books else on_one_book(arms)
    ready = prepared(arms, jobs, backend, command, tell, progress, scheduler)
    followed = _checked_fates(fates, ready, jobs, backend)
    mark = fingerprint(ready)
    if out is None and default_out:
        out = Path("results") / f"compare-{mark[:FINGERPRINT_SHOWN]}"
    path = None if out is None else absolute(out)
    plans = {arm.name: arm.job.plan for arm in ready}
    means = Means(jobs, backend, scheduler, tell, progress)
    with comparison_folder(path, mark, plans, resume) as folder:
        runs = run_arms(
            ready, path, resume=resume, jobs=jobs, backend=backend, scheduler=scheduler, tell=tell
        )  # fmt: skip
        tallies, strangers = _followed(arms, runs, path, followed, means, how_to_resume(next(iter(plans.values()))))
        found = _comparison(path, mark, arms, runs, tallies, strangers)
        if folder is not None:
            folder.keep(found)
    return found


def _checked_fates(fates: int | None, ready: Sequence[Ready], jobs: int | None, backend: str) -> int:
    """In how many replications borrowers are followed. Raises UsageError, TooLarge."""
    if fates is not None and fates < 0:
        raise UsageError(f"--fates {fates} is not allowed; it is a number of replications, 0 for none")
    followed = min(FOLLOWED if fates is None else fates, ready[0].job.plan.replications)
    if followed:
        check_books([arm.job for arm in ready], followed, jobs, backend)
    return followed


def _followed(
    arms: Sequence[Arm], runs: Mapping[str, Result], path: Path | None, wanted: int, means: Means, how_to_resume: str
) -> tuple[pandas.DataFrame | None, str]:
    """The table of fates of at least the first `wanted` replications, or why there is none, in words."""
    if not wanted:
        return None, "none were asked for"
    names = [arm.name for arm in arms]
    kept = kept_frame(path, names)
    missing = missing_of(kept, wanted)
    frames = [] if kept is None else [kept]

    def keep(rows: Rows, groups: Groups) -> None:
        frames[:] = [with_more(kept, frame_of(rows, groups, names))]
        if path is not None:
            write_whole(path / FATES_NAME, file_bytes(frames[0]))

    if missing:
        why = follow({arm.name: arm.resolved for arm in arms}, missing, wanted, means, keep, how_to_resume)
        if why:
            return None, why
    check_losses(frames[0], runs)
    return frames[0][frames[0]["replication"] < wanted], ""


def _comparison(
    path: Path | None,
    mark: str,
    arms: Sequence[Arm],
    runs: Mapping[str, Result],
    tallies: pandas.DataFrame | None,
    strangers: str,
) -> Comparison:
    """What the runs say about each other."""
    base, *others = runs
    first = runs[base]
    figures = {name: contrasts(first.replications, runs[name].replications, CONFIDENCE) for name in others}
    people = {} if tallies is None else {name: people_of(tallies, name, CONFIDENCE) for name in others}
    levers = {name: lever(first, runs[name], name, tallies, CONFIDENCE) for name in others}
    known = {name: one for name, one in levers.items() if one is not None}
    return Comparison(path, mark, {arm.name: arm for arm in arms}, runs, figures, people, strangers, known, tallies)

"""Scenarios or policies under the same luck: run the arms, pair their replications, tell the differences to the first.

`compare` is what a notebook and the command line call. How a comparison is worded is in `sim.studies.telling`, how it
is kept in `sim.studies.kept`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.headline import CONFIDENCE
from sim.montecarlo.plan import FINGERPRINT_SHOWN
from sim.montecarlo.result import Result
from sim.montecarlo.runs import absolute
from sim.risk.contrasts import Contrast, contrasts
from sim.scenario.resolved import Resolved
from sim.studies.arms import Arm, checked, fingerprint, named, prepared, run_arms
from sim.studies.comparison import Comparison
from sim.studies.kept import comparison_folder

if TYPE_CHECKING:
    from sim.job import Tell
    from sim.montecarlo.progress import ProgressReport


def compare(
    scenarios: Mapping[str, Resolved | str | Path] | Iterable[Resolved | str | Path],
    replications: int | None = None,
    *,
    seed: int | None = None,
    out: str | Path | None = None,
    resume: bool = False,
    jobs: int | None = None,
    backend: str = "threads",
    progress: bool = False,
) -> Comparison:
    """Run scenarios under the same luck and compare each with the first; without `out` nothing is written.

    `scenarios` are loaded ones, names or paths; a mapping names the arms.
    `result.differences["strict"]["expected_loss"]` is an estimate with interval, `result.table` a pandas table of all,
    `result.arms["strict"]` the run of an arm.
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
    command: Sequence[str] = (),
    tell: Tell,
    progress: Callable[[], ProgressReport],
) -> Comparison:
    """Run checked arms in the folder `out`, or in `results/compare-<fingerprint>` with `default_out`, and compare."""
    ready = prepared(arms, jobs, backend, command, tell, progress)
    mark = fingerprint(ready)
    if out is None and default_out:
        out = Path("results") / f"compare-{mark[:FINGERPRINT_SHOWN]}"
    path = None if out is None else absolute(out)
    plans = {arm.name: arm.job.plan for arm in ready}
    with comparison_folder(path, mark, plans, resume) as folder:
        runs = run_arms(ready, path, resume=resume, jobs=jobs, backend=backend, tell=tell)
        found = Comparison(path, mark, {arm.name: arm for arm in arms}, runs, _contrasts(runs))
        if folder is not None:
            folder.keep(found)
    return found


def _contrasts(runs: Mapping[str, Result]) -> dict[str, dict[str, Contrast]]:
    base, *others = runs
    first = runs[base].replications
    return {name: contrasts(first, runs[name].replications, CONFIDENCE) for name in others}

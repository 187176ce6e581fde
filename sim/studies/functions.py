"""The studies as functions, for notebooks: `sim.sweep`, `sim.reverse`, `sim.frontier`, `sim.sensitivity`.

Each does what the command of its name does. `compare` and `calibrate` have modules of their own.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from sim.job import keep_quiet
from sim.montecarlo.progress import Silence, progress_on
from sim.studies.frontier import Frontier, frontier_test, run_frontier
from sim.studies.points import Means
from sim.studies.reverse import Reverse, reverse_test, run_reverse
from sim.studies.sensitivity import Sensitivity, run_sensitivity, sensitivity_test
from sim.studies.study_file import Options, StudySource
from sim.studies.sweep import Sweep, run_sweep, sweep_design


def sweep(  # noqa: PLR0913 - one argument for each option of the command line
    study: StudySource,
    replications: int | None = None,
    *,
    policy: str | None = None,
    overrides: Iterable[str] = (),
    tape: str | Path | None = None,
    mapping: str | Path | None = None,
    seed: int | None = None,
    out: str | Path | None = None,
    resume: bool = False,
    jobs: int | None = None,
    backend: str = "threads",
    progress: bool = False,
) -> Sweep:
    """Run a scenario at the points of a design; without `out` nothing is written.

    `study` is a study file, or what one says as a mapping: `{"scenario": "baseline", "vary": {"cutoff": {"key":
    "lenders.platform.policy.underwriting.score_cutoff", "values": [560, 620]}}}`. `overrides` are changes as `--set`
    takes them. `result.table` is tidy, a row for each point and headline; `result.plot()` draws what the study shows.
    Raises the errors of `sim.errors`; ScenarioError with every fault of the study.
    """
    options = Options(tuple(overrides), policy, tape, mapping, seed, replications)
    return run_sweep(sweep_design(study, options), _path(out), _means(jobs, backend, resume, progress))


def reverse(  # noqa: PLR0913 - one argument for each option of the command line
    study: StudySource,
    replications: int | None = None,
    *,
    policy: str | None = None,
    overrides: Iterable[str] = (),
    tape: str | Path | None = None,
    mapping: str | Path | None = None,
    seed: int | None = None,
    out: str | Path | None = None,
    resume: bool = False,
    jobs: int | None = None,
    backend: str = "threads",
    progress: bool = False,
) -> Reverse:
    """Find the mildest shock that breaches capital, liquidity or another limit; without `out` nothing is written.

    `study` is a study file, or what one says as a mapping: `{"scenario": "baseline", "towards": "severe_recession"}`.
    `result.search.crossings` are the severities from 0 to 1 at which the breach is as likely as asked, each with its
    interval; `result.table` has a row for each severity that was run, `result.plot()` draws it, and
    `result.plausible` is the economy of the mildest breach.
    Raises the errors of `sim.errors`; ScenarioError with every fault of the study.
    """
    options = Options(tuple(overrides), policy, tape, mapping, seed, replications)
    return run_reverse(reverse_test(study, options), _path(out), _means(jobs, backend, resume, progress))


def frontier(  # noqa: PLR0913 - one argument for each option of the command line
    study: StudySource,
    replications: int | None = None,
    *,
    overrides: Iterable[str] = (),
    tape: str | Path | None = None,
    mapping: str | Path | None = None,
    seed: int | None = None,
    out: str | Path | None = None,
    resume: bool = False,
    jobs: int | None = None,
    backend: str = "threads",
    progress: bool = False,
) -> Frontier:
    """Compare policies on profit, breach probability and borrowers' harm; without `out` nothing is written.

    `study` is a study file, or what one says as a mapping: `{"scenario": "baseline", "policies": ["standard",
    "strict"]}`. `result.pareto` says which policies no other one beats in all three, and how surely; `result.table`
    has a row for each policy and figure, `result.plot()` draws them.
    Raises the errors of `sim.errors`; ScenarioError with every fault of the study.
    """
    options = Options(tuple(overrides), None, tape, mapping, seed, replications)
    return run_frontier(frontier_test(study, options), _path(out), _means(jobs, backend, resume, progress))


def sensitivity(  # noqa: PLR0913 - one argument for each option of the command line
    study: StudySource,
    replications: int | None = None,
    *,
    policy: str | None = None,
    overrides: Iterable[str] = (),
    tape: str | Path | None = None,
    mapping: str | Path | None = None,
    seed: int | None = None,
    out: str | Path | None = None,
    resume: bool = False,
    jobs: int | None = None,
    backend: str = "threads",
    progress: bool = False,
) -> Sensitivity:
    """Find which parameters a figure depends on, the simulation's noise taken off; without `out` nothing is written.

    `study` is a study file, or what one says as a mapping: `{"scenario": "baseline", "method": "morris", "vary":
    {"persistence": {"key": "macro.persistence", "low": 0.84, "high": 0.99}}}`. `result.table` has a row for each
    parameter with Morris' effects and Sobol's indices, `result.plot()` draws them.
    Raises the errors of `sim.errors`; ScenarioError with every fault of the study.
    """
    options = Options(tuple(overrides), policy, tape, mapping, seed, replications)
    return run_sensitivity(sensitivity_test(study, options), _path(out), _means(jobs, backend, resume, progress))


def _path(out: str | Path | None) -> Path | None:
    return None if out is None else Path(out)


def _means(jobs: int | None, backend: str, resume: bool, progress: bool) -> Means:
    """With what a study of Python runs: silent, or telling on standard error how far it is."""
    if not progress:
        return Means(keep_quiet, Silence, jobs, backend, resume)
    return Means(_told, lambda: progress_on(sys.stderr), jobs, backend, resume)


def _told(message: str) -> None:
    sys.stderr.write(f"{message}\n")

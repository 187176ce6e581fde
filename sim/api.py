"""What a notebook does: load a scenario, run it, open the results of an earlier run."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.scenario.resolve import load
from sim.scenario.resolved import Resolved

if TYPE_CHECKING:
    from sim.montecarlo.result import Result

__all__ = ["load", "open", "run"]


def run(  # noqa: PLR0913 - one argument for each option of the command line
    scenario: Resolved | str | Path,
    replications: int | None = None,
    *,
    seed: int | None = None,
    tape: str | Path | None = None,
    mapping: str | Path | None = None,
    replication: int | None = None,
    out: str | Path | None = None,
    resume: bool = False,
    jobs: int | None = None,
    backend: str = "threads",
    scheduler: str | None = None,
    engine: str = "compiled",
    attribution: str | None = None,
    policy_code: str | Path | type[Any] | None = None,
    draws: str = "plain",
    precision: float | None = None,
    of: str | None = None,
    progress: bool = False,
) -> Result:
    """Run a scenario, given as loaded or by its name or path; without `out` nothing is written.

    `result.summary` holds every headline with its interval, `result.replications` and `result.monthly` are pandas
    tables, `result.vintages` the vintage curves, `result.to_xarray()` the monthly table with named axes. `policy_code`
    is a class with a method `month(self, book)`, or `FILE.py:Class`. `progress` shows how far it is on standard error.
    `backend` is threads, processes or dask, `scheduler` the address of a Dask cluster (by default one of this machine).
    `attribution` is none, direct, channels or shapley; by default direct where a channel of contagion is on. `draws`
    says how economies are drawn: plain, antithetic, sobol, stratified or importance. With `precision` the run stops
    when half the interval of the headline `of` (by default var_99_9) is at most that share of it.
    Raises the errors of `sim.errors`; `ScenarioError` and `TapeError` name everything that is wrong.
    """
    from sim.headline import MONTHLY_COLUMNS_READ, summariser
    from sim.job import prepare
    from sim.montecarlo.progress import progress_on
    from sim.montecarlo.runs import run as run_plan
    from sim.policy_code import policy_code_of

    changes = {
        "replications": replications,
        "seed": seed,
        "population.tape": None if tape is None else os.path.abspath(tape),
        "population.mapping": None if mapping is None else str(mapping),
    }
    given: dict[str, Any] = {key: value for key, value in changes.items() if value is not None}
    loaded = scenario if isinstance(scenario, Resolved) else load(scenario)
    job = prepare(
        loaded.with_(given) if given else loaded, replication=replication, jobs=jobs, backend=backend,
        scheduler=scheduler, engine=engine, attribution=attribution,
        policy_code=None if policy_code is None else policy_code_of(policy_code),
        draws=draws, precision=precision, of=of, in_folder=out is not None,
    )  # fmt: skip
    return run_plan(
        job.plan,
        job.simulator,
        summariser(job.resolved.scenario, draws),
        None if out is None else Path(out),
        resume=resume,
        jobs=jobs,
        backend=backend,
        scheduler=scheduler,
        monthly_columns=MONTHLY_COLUMNS_READ,
        progress=progress_on(sys.stderr) if progress else None,
        course=job.course,
    )


def open(folder: str | Path) -> Result:
    """The results in a folder, complete or not; nothing is written.

    Raises UsageError where the folder holds no run, Conflict where its files are damaged.
    """
    from sim.montecarlo.result import open_run

    return open_run(Path(folder))

"""`yuqi run`: from a scenario to a folder of results and a summary."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from sim.cli import options as option
from sim.cli import output
from sim.errors import UsageError

if TYPE_CHECKING:
    from sim.job import Job
    from sim.montecarlo.progress import ProgressReport
    from sim.montecarlo.result import Result

HELP = """Run a scenario and print its summary.

\b
Examples:
  yuqi run baseline --replications 200 --set population.size=5000
  yuqi run severe_recession --tape book.csv --mapping book.yaml --out results/book
  yuqi run baseline --replications 5000 --resume
  yuqi run baseline --replication 7 --json
  yuqi run severe_recession --draws importance --replications 4096
  yuqi run severe_recession --precision 0.05 --of expected_loss --replications 20000
"""


def add_to(app: typer.Typer) -> None:
    """Enter the command."""
    app.command("run", help=HELP, short_help="Run a scenario and print its summary.")(run)


def run(  # noqa: PLR0913 - the contract's options
    scenario: option.ScenarioName,
    policy: option.Policy = None,
    tape: option.TapeFile = None,
    mapping: option.MappingFile = None,
    replications: option.Replications = None,
    replication: option.Replication = None,
    seed: option.Seed = None,
    out: option.Out = None,
    resume: option.Resume = False,
    jobs: option.Jobs = None,
    backend: option.Backend = "threads",
    engine: option.Engine = "compiled",
    overrides: option.Overrides = None,
    json: option.AsJson = False,
    attribution: option.Attribution = None,
    draws: option.Draws = "plain",
    precision: option.Precision = None,
    of: option.Of = None,
    scheduler: option.Scheduler = None,
    policy_code: option.PolicyCode = None,
) -> None:
    """Check the options, run, and print."""
    _check_counts(replications, replication)
    from sim.scenario.resolve import load

    resolved = load(scenario, overrides or (), policy, tape, mapping, seed, replications)
    from sim.job import prepare
    from sim.montecarlo.progress import AfterBuilding, progress_on
    from sim.policy_code import read_policy_code

    progress = AfterBuilding(progress_on(sys.stderr))
    job = prepare(
        resolved, replication=replication, jobs=jobs, backend=backend, scheduler=scheduler, engine=engine,
        attribution=attribution, policy_code=None if policy_code is None else read_policy_code(policy_code),
        draws=draws, precision=precision, of=of,
        in_folder=True, command=["yuqi", *sys.argv[1:]], tell=output.news, ready=progress.ready,
    )  # fmt: skip
    result = _run(job, out, progress, resume=resume, jobs=jobs, backend=backend, scheduler=scheduler)
    if json:
        output.as_json(as_plain(result))
    else:
        _print(job, result)


def _check_counts(replications: int | None, replication: int | None) -> None:
    if replications is not None and replication is not None:
        raise UsageError("--replications and --replication exclude each other; a replication is run alone")


def _run(
    job: Job,
    out: Path | None,
    progress: ProgressReport,
    *,
    resume: bool,
    jobs: int | None,
    backend: str,
    scheduler: str | None,
) -> Result:
    from sim.headline import MONTHLY_COLUMNS_READ, summariser
    from sim.montecarlo.plan import default_folder
    from sim.montecarlo.runs import run as run_plan

    return run_plan(
        job.plan,
        job.simulator,
        summariser(job.resolved.scenario, str(job.plan.settings["draws"])),
        default_folder(job.plan) if out is None else out,
        resume=resume,
        jobs=jobs,
        backend=backend,
        scheduler=scheduler,
        progress=progress,
        warn=lambda message: output.news(f"warning: {message}"),
        course=job.course,
        monthly_columns=MONTHLY_COLUMNS_READ,
    )


def _print(job: Job, result: Result) -> None:
    from sim.summary import summary_of
    from sim.summary_attribution import attribution_of
    from sim.summary_capital import capital_sections
    from sim.summary_draws import with_draws

    if job.tape is not None:
        from sim.population.tape import summary_lines

        for line in summary_lines(job.tape):
            output.line(line)
        output.line()
    manifest = result.manifest
    found = summary_of(
        job.resolved.scenario, result.summary, job.plan.fingerprint, manifest["replications_asked"],
        job.plan.replication, manifest["settings"],
    )  # fmt: skip
    output.summary(with_draws(found, manifest, result.summary))
    output.sections(capital_sections(job.resolved.scenario, result.summary))
    output.attribution(attribution_of(result.summary))
    output.line()
    output.line(f"Results: {shown_folder(result.folder)}")


def shown_folder(folder: Path | None) -> str:
    """A folder as it is shown: relative where it lies below the current one."""
    if folder is None:
        return "not kept"
    try:
        return str(folder.relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(folder)


def as_plain(result: Result) -> dict[str, Any]:
    """A run as `--json` prints it."""
    manifest = result.manifest
    return {
        "folder": None if result.folder is None else str(result.folder),
        **{name: manifest[name] for name in RUN_FIELDS},
        "draws": manifest["settings"]["draws"],
        "course": manifest.get("course", {}),
        "summary": result.summary,
    }


RUN_FIELDS = ("name", "fingerprint", "complete", "seed", "replications_asked", "replications_done", "replication")
"""What of a manifest is printed with the summary."""

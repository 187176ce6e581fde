"""`yuqi sweep`: a scenario at the points of a design."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.cli import options as option
from sim.cli import output, studying

HELP = """Run a scenario at the points of a design and print its headlines at each.

\b
Examples:
  yuqi sweep study.yaml --dry-run
  yuqi sweep study.yaml --set population.size=5000 --out results/mine
  yuqi sweep study.yaml --replications 1000 --resume

\b
Example of a study's file:
  scenario: baseline
  replications: 200
  design: grid          # or zip, latin_hypercube, sobol
  vary:
    job_loss: {key: population.segments.*.employment.job_loss_monthly, low: 0.8, high: 1.6, steps: 3, multiple: true}
    policy: {key: policy, values: [standard, strict]}
"""


def add_to(app: typer.Typer) -> None:
    """Enter the command."""
    app.command("sweep", help=HELP, short_help="Run a scenario at the points of a design.")(sweep)


def sweep(  # noqa: PLR0913 - the contract's options
    file: studying.StudyFile,
    policy: option.Policy = None,
    tape: option.TapeFile = None,
    mapping: option.MappingFile = None,
    replications: option.Replications = None,
    seed: option.Seed = None,
    out: studying.StudyOut = None,
    resume: option.Resume = False,
    jobs: option.Jobs = None,
    backend: option.Backend = "threads",
    overrides: option.Overrides = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the design and end.")] = False,
    json: option.AsJson = False,
) -> None:
    """Check all points, tell the design, run it, and print."""
    from sim.studies.study_file import Options
    from sim.studies.sweep import sweep_design

    design = sweep_design(file, Options(overrides or (), policy, tape, mapping, seed, replications))
    from sim.montecarlo.parallel import check_jobs
    from sim.studies.sweep_words import design_words

    lines = design_words(design, check_jobs(jobs))
    if dry_run:
        for line in lines:
            output.line(line)
        return
    for line in lines:
        output.news(line)
    from sim.studies.sweep import document, run_sweep

    found = run_sweep(design, out, studying.means_of(jobs, backend, resume), default_out=True)
    if json:
        studying.as_json(found.folder, document(found))
        return
    from sim.studies.sweep_words import paragraph, points_table

    title = f"{len(design.points)} points of {design.base.name}, under the same luck"
    remarks = [
        "Amounts in yuan; each estimate has its interval in sweep.parquet. Points share their luck, so differences "
        "between points are surer than the intervals of each suggest."
    ]
    studying.told(title, paragraph(found), [points_table(found)], remarks)
    studying.told_folder(found.folder)

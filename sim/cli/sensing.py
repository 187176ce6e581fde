"""`yuqi sensitivity`: which parameters a figure depends on."""

from __future__ import annotations

import typer

from sim.cli import options as option
from sim.cli import studying

HELP = """Find which parameters a figure depends on: Morris' effects, then Sobol's indices of those that matter.

The simulation's own noise is told from what parameters do, and taken off.

\b
Examples:
  yuqi sensitivity study.yaml --set population.size=2000
  yuqi sensitivity study.yaml --replications 200 --resume

\b
Example of a study's file:
  scenario: baseline
  replications: 50
  column: loss_fen
  method: morris_then_sobol     # or morris, sobol
  vary:
    job_loss: {key: population.segments.*.employment.job_loss_monthly, low: 0.75, high: 1.25, multiple: true}
    persistence: {key: macro.persistence, low: 0.84, high: 0.99}
"""


def add_to(app: typer.Typer) -> None:
    """Enter the command."""
    app.command("sensitivity", help=HELP, short_help="Which parameters a figure depends on.")(sensitivity)


def sensitivity(  # noqa: PLR0913 - the contract's options
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
    json: option.AsJson = False,
) -> None:
    """Check the ranges, run both designs, and print."""
    from sim.errors import UsageError
    from sim.risk.samples import RiskInputError
    from sim.studies.sensitivity import document, run_sensitivity, sensitivity_test
    from sim.studies.study_file import Options

    test = sensitivity_test(file, Options(overrides or (), policy, tape, mapping, seed, replications))
    try:
        found = run_sensitivity(test, out, studying.means_of(jobs, backend, resume), default_out=True)
    except RiskInputError as fault:
        raise UsageError(str(fault)) from fault
    if json:
        studying.as_json(found.folder, document(found))
        return
    from sim.studies.sensitivity_words import REMARKS, answer, parameters_table

    title = f"Sensitivity of {test.study.column} in {test.base.name}, {len(test.parameters)} parameters"
    studying.told(title, answer(found), [parameters_table(found)], REMARKS)
    studying.told_folder(found.folder)

"""`yuqi calibrate`: parameters of a scenario from targets, with intervals and what the targets leave open."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import options as option
from sim.cli import output
from sim.cli.running import shown_folder

if TYPE_CHECKING:
    from sim.studies.fitting.result import Calibration

HELP = """Fit parameters of a scenario to targets by simulated moments.

The study file names a scenario, parameters with ranges, and targets with errors or weights; docs/calibrate.md shows
one. The fitted scenario is written beside the results, and an interrupted study goes on with --resume.

\b
Examples:
  yuqi calibrate study.yaml
  yuqi calibrate rolls.yaml --tape book.csv
  yuqi calibrate study.yaml --replications 2000 --out results/fit --resume
  yuqi run results/fit/calibrated.yaml
"""
StudyFile = Annotated[Path, typer.Argument(metavar="FILE", help="The study file; docs/calibrate.md explains it.")]
CalibrationOut = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Folder of the results.", show_default="results/calibrate-FINGERPRINT"),
]


def add_to(app: typer.Typer) -> None:
    """Enter the command."""
    app.command("calibrate", help=HELP, short_help="Fit parameters to targets.")(calibrate)


def calibrate(  # noqa: PLR0913 - the contract's options
    file: StudyFile,
    policy: option.Policy = None,
    tape: option.TapeFile = None,
    mapping: option.MappingFile = None,
    replications: option.Replications = None,
    seed: option.Seed = None,
    out: CalibrationOut = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with an interrupted calibration.")] = False,
    jobs: option.Jobs = None,
    backend: option.Backend = "threads",
    overrides: option.Overrides = None,
    json: option.AsJson = False,
) -> None:
    """Read the study, fit, and print."""
    from sim.studies.calibrate import calibrate as fit

    found = fit(
        file, policy=policy, overrides=overrides or (), tape=tape, mapping=mapping, seed=seed,
        replications=replications, out=out, default_out=True, resume=resume, jobs=jobs, backend=backend,
        tell=output.news,
    )  # fmt: skip
    if json:
        output.as_json({"folder": str(found.folder), **found.as_plain()})
    else:
        _print(found)


def _print(found: Calibration) -> None:
    from sim.studies.fitting.telling import NUMBERS, PARAMETER_HEADS, TARGET_HEADS, TARGET_NUMBERS, told

    words = told(found)
    output.line(words.title)
    output.line()
    for sentence in words.answers:
        output.paragraph(sentence)
    output.line()
    output.table(PARAMETER_HEADS, words.parameters, NUMBERS)
    output.line()
    output.table(TARGET_HEADS, words.targets, TARGET_NUMBERS)
    output.line()
    for remark in words.remarks:
        output.paragraph(remark)
    output.line()
    output.line(f"Results: {shown_folder(found.folder)}")
    if found.folder is not None:
        output.line(f"Run the fitted scenario with: yuqi run {shown_folder(found.folder / 'calibrated.yaml')}")

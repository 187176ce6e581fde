"""`yuqi reverse`: the mildest shock that breaches a limit; or what a finished run says of its own breaches."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli import options as option
from sim.cli import output, studying
from sim.errors import UsageError

HELP = """Find the mildest shock that breaches capital, liquidity or another limit, with its interval.

FILE is a study. The folder of a finished run will do too: then its breaches are looked at, and --tilt COLUMN=MEAN
reweights its replications, with the least change of information, until a column has another mean.

Instead of drivers, a study may say `towards: severe_recession`, along the line to another scenario.

\b
Examples:
  yuqi reverse study.yaml --set population.size=5000
  yuqi run severe_recession --replications 200 --set population.size=5000 --out results/severe
  yuqi reverse results/severe
  yuqi reverse results/severe --tilt default_rate=0.03

\b
Example of a study's file:
  scenario: baseline
  replications: 400
  drivers:
    job_loss: {key: population.segments.*.employment.job_loss_monthly, calm: 1, severe: 6, multiple: true}
  breach: capital       # or liquidity, or column with column: and above:
  probability: 0.05
"""


def add_to(app: typer.Typer) -> None:
    """Enter the command."""
    app.command("reverse", help=HELP, short_help="Find the mildest shock that breaches a limit.")(reverse)


def reverse(  # noqa: PLR0913 - the contract's options
    file: Annotated[str, typer.Argument(metavar="FILE|DIR", help="The study, or the folder of a finished run.")],
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
    tilt: Annotated[
        str | None, typer.Option("--tilt", metavar="COLUMN=MEAN", help="Of a finished run: the mean to reweight to.")
    ] = None,
    json: option.AsJson = False,
) -> None:
    """Search, or look at a finished run."""
    if Path(file).is_dir():
        from sim.cli.tilting import look_at_run

        look_at_run(Path(file), tilt, json)
        return
    if tilt is not None:
        raise UsageError("--tilt reweights a finished run; give the run's folder instead of a study")
    from sim.studies.reverse import document, reverse_test, run_reverse
    from sim.studies.study_file import Options

    test = reverse_test(file, Options(overrides or (), policy, tape, mapping, seed, replications))
    count = test.base.scenario.replications
    output.news(f"looking for the mildest shock at which {test.breach.asked}; {count:,} replications at each severity")
    found = run_reverse(test, out, studying.means_of(jobs, backend, resume), default_out=True)
    if json:
        studying.as_json(found.folder, document(found))
        return
    from sim.studies.reverse_words import answer, economy, places_table

    title = f"Reverse stress test of {test.base.name}, under the same luck at every severity"
    remarks = [
        "The interval is of the simulation: severities at which the probability cannot be told from the one asked for. "
        "It says nothing of whether the parameters are right."
    ]
    paragraphs = [*answer(found), *economy(found.plausible, test.breach)]
    studying.told(title, paragraphs, [places_table(found)], remarks)
    studying.told_folder(found.folder)

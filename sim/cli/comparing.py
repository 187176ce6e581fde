"""`yuqi compare`: several arms under the same luck, and what they differ in."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import completing, output
from sim.cli import options as option
from sim.cli.running import shown_folder

if TYPE_CHECKING:
    from sim.studies.comparison import Comparison

HELP = """Run scenarios or policies under the same luck and print the differences to the first.

\b
Examples:
  yuqi compare baseline severe_recession --replications 200
  yuqi compare baseline --policy standard --policy strict --set population.size=5000
  yuqi compare baseline --policy standard --policy strict --replications 4000 --resume
  yuqi compare baseline my_recession.yaml --replications 200 --out results/mine --json
"""
Scenarios = Annotated[
    list[str],
    typer.Argument(
        metavar="SCENARIO...",
        help="Names or paths; the first arm is the base.",
        autocompletion=completing.scenarios,
    ),
]
Policies = Annotated[
    list[str] | None,
    typer.Option(
        "--policy",
        metavar="NAME",
        help="Run every scenario with this policy; may be given again.",
        autocompletion=completing.policies,
    ),
]
Fates = Annotated[
    int | None,
    typer.Option(
        "--fates",
        metavar="N",
        help="Live N replications of all arms again to tell for whom it changes and whose fate changed; 0 for none.",
        show_default="at most 200",
    ),
]

OwnBooks = Annotated[
    bool,
    typer.Option("--own-books", help="Let each arm age an opening book under its own policies, not the first arm's."),
]


def add_to(app: typer.Typer) -> None:
    """Enter the command."""
    app.command("compare", help=HELP, short_help="Compare scenarios or policies under the same luck.")(compare)


def compare(  # noqa: PLR0913 - the contract's options
    scenarios: Scenarios,
    policies: Policies = None,
    tape: option.TapeFile = None,
    mapping: option.MappingFile = None,
    replications: option.Replications = None,
    seed: option.Seed = None,
    out: option.ComparisonOut = None,
    resume: option.Resume = False,
    jobs: option.Jobs = None,
    backend: option.Backend = "threads",
    scheduler: option.Scheduler = None,
    fates: Fates = None,
    own_books: OwnBooks = False,
    overrides: option.Overrides = None,
    json: option.AsJson = False,
) -> None:
    """Check all arms, run them, and print."""
    from sim.studies.arms import arms_of

    arms = arms_of(
        scenarios, policies or (), overrides or (), tape=tape, mapping=mapping, seed=seed, replications=replications
    )
    from sim.montecarlo.progress import progress_on
    from sim.studies.compare import compare_arms

    found = compare_arms(
        arms,
        out,
        default_out=True,
        resume=resume,
        jobs=jobs,
        backend=backend,
        scheduler=scheduler,
        fates=fates,
        own_books=own_books,
        command=["yuqi", *sys.argv[1:]],
        tell=output.news,
        progress=lambda: progress_on(sys.stderr),
    )
    if json:
        _print_json(found)
    else:
        _print(found)


def _print_json(found: Comparison) -> None:
    import json

    from sim.montecarlo.store import summary_text
    from sim.studies.kept import document

    output.as_json({"folder": str(found.folder), **json.loads(summary_text(document(found)))})


def _print(found: Comparison) -> None:
    from sim.studies.telling import NUMBERS, telling

    told = telling(found, shown_folder(found.folder))
    output.line(told.title)
    output.line()
    for section in told.sections:
        for sentence in section.answers:
            output.paragraph(sentence)
        output.line()
    output.facts(told.facts)
    for section in told.sections:
        for table in (section.risk, section.business):
            output.line()
            output.table(table.heads, table.rows, NUMBERS)
        for table in section.further:
            output.line()
            output.table(table.heads, table.rows, tuple(range(1, len(table.heads))))
        output.lines(section.commands)
    output.line()
    for remark in told.remarks:
        output.paragraph(remark)
    output.line()
    output.line(f"Results: {shown_folder(found.folder)}")

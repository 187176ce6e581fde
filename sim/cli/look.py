"""Commands that look and write nothing: check, show, schema, list, validate."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from sim.cli import completing, listing, output
from sim.cli.options import AsJson
from sim.errors import UsageError, YuqiError

VALIDATION_FAILED = 1
"""Exit code of `yuqi validate` when a comparison fails."""

CHECK_HELP = """Check scenario files: all faults at once, with file, line, key and a likely correction.

\b
Example:
  yuqi check my_recession.yaml baseline
"""
SHOW_HELP = """Show a scenario with all its parameters, or a run with its summary.

\b
Examples:
  yuqi show baseline
  yuqi show baseline --json
  yuqi run baseline --replications 200 --set population.size=5000 --out results/calm
  yuqi show results/calm
"""
SCHEMA_HELP = """Print the JSON schema of scenario files, for editors.

\b
Example:
  yuqi schema > schema.json
"""
LIST_HELP = """List what there is: scenarios and policies that can be named, and the runs in ./results.

\b
Examples:
  yuqi list
  yuqi list runs --json
"""
VALIDATE_HELP = """Compare the engine with laws that are known exactly. Ends with 1 if a comparison fails.

\b
Example:
  yuqi validate --json
"""


def add_to(app: typer.Typer) -> None:
    """Enter the commands."""
    app.command("check", help=CHECK_HELP, short_help="Check scenario files.")(check)
    app.command("show", help=SHOW_HELP, short_help="Show a scenario, or a run.")(show)
    app.command("schema", help=SCHEMA_HELP, short_help="Print the JSON schema of scenario files.")(schema)
    app.command("list", help=LIST_HELP, short_help="List scenarios, policies and runs.")(list_all)
    app.command("validate", help=VALIDATE_HELP, short_help="Compare the engine with exact laws.")(validate)


def check(
    scenarios: Annotated[
        list[str],
        typer.Argument(metavar="SCENARIO...", help="Names or paths.", autocompletion=completing.scenarios),
    ],
    json: AsJson = False,
) -> None:
    """Check each scenario, and the tape it names."""
    from sim.scenario.checking import check as check_all

    found = [(one, list(one.faults), _tape_fault(one.resolved)) for one in check_all(scenarios)]
    if json:
        output.as_json(
            [
                {
                    "scenario": one.reference,
                    "ok": not faults and tape is None,
                    "faults": [asdict(fault) for fault in faults] + ([{"problem": str(tape)}] if tape else []),
                }
                for one, faults, tape in found
            ]
        )
    for one, faults, tape in found:
        if not faults and tape is None and not json:
            output.line(f"{one.reference}: nothing is wrong")
        for fault in faults:
            output.news(str(fault))
        if tape is not None:
            output.news(str(tape))
    if any(faults or tape for _, faults, tape in found):
        raise typer.Exit(3)


def _tape_fault(resolved: Any) -> YuqiError | None:
    """What is wrong with the tape a sound scenario names."""
    if resolved is None or (resolved.scenario.population.tape is None and resolved.scenario.population.mapping is None):
        return None
    from sim.scenario_tape import read_scenario_tape

    try:
        read_scenario_tape(resolved.scenario)
    except YuqiError as fault:
        return fault
    return None


def show(
    scenario: Annotated[
        str,
        typer.Argument(
            metavar="SCENARIO|DIR",
            help="Name or path of a scenario, or the folder of a run.",
            autocompletion=completing.scenarios_and_runs,
        ),
    ],
    json: AsJson = False,
) -> None:
    """Show a scenario, or a run and the scenario it ran."""
    from sim.scenario.library import is_path, names
    from sim.scenario.resolve import load
    from sim.scenario.show import describe, text

    if Path(scenario).is_dir() and (is_path(scenario) or scenario not in names()):
        from sim.cli.stored import show_run

        show_run(Path(scenario), json=json)
        return
    resolved = load(scenario)
    if json:
        output.as_json(describe(resolved))
    else:
        output.line(text(resolved))


def schema() -> None:
    """Print the schema."""
    from sim.scenario.schema import schema_text

    output.line(schema_text().rstrip("\n"))


def list_all(
    kind: Annotated[
        str | None,
        typer.Argument(
            metavar="[scenarios|policies|runs]",
            help="What to list.",
            autocompletion=completing.among(*completing.KINDS),
        ),
    ] = None,
    json: AsJson = False,
) -> None:
    """List one kind, or all."""
    if kind is not None and kind not in completing.KINDS:
        raise UsageError(f"`yuqi list {kind}` is not known; allowed are {', '.join(completing.KINDS)}")
    kinds = completing.KINDS if kind is None else (kind,)
    found = {one: listing.found(one) for one in kinds}
    if json:
        output.as_json(found if kind is None else found[kind])
        return
    for place, one in enumerate(kinds):
        if len(kinds) > 1:
            output.line(("\n" if place else "") + one)
        listing.show(one, found[one])


def validate(json: AsJson = False) -> None:
    """Run every comparison and print the table."""
    from sim.cli.validation import show_validation

    if not show_validation(json=json):
        raise typer.Exit(VALIDATION_FAILED)

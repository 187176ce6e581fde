"""The commands, put together. Each is imported with its options; the engine only when a command needs it."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.cli import (
    calibrating,
    comparing,
    completing,
    fronting,
    look,
    reporting,
    reversing,
    running,
    sensing,
    starting,
    sweeping,
    tracing,
)
from sim.cli.ending import DEBUG, Commands

HELP = """Agent-based Monte Carlo stress tests for consumer credit.

\b
Examples:
  yuqi list scenarios
  yuqi run severe_recession --replications 200 --set population.size=5000 --out results/severe
  yuqi report results/severe
  yuqi new my_recession.yaml --extends severe_recession
  yuqi compare baseline my_recession.yaml --replications 200

Each command has a --help with examples.

Exit codes: 0 done, 2 unknown option, 3 scenario or tape, 4 conflict, 5 cannot write, 6 worker failed, 7 too large,
70 internal error, 130 or 143 interrupted.
"""

app = typer.Typer(
    cls=Commands,
    help=HELP,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _version(wanted: bool) -> None:
    if wanted:
        from sim.version import package_version

        typer.echo(f"yuqi {package_version()}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and end.")
    ] = False,
    debug: Annotated[bool, typer.Option(DEBUG, hidden=True)] = False,
) -> None:
    """What stands before a command."""


starting.add_to(app)
running.add_to(app)
comparing.add_to(app)
sweeping.add_to(app)
reversing.add_to(app)
fronting.add_to(app)
sensing.add_to(app)
calibrating.add_to(app)
look.add_to(app)
tracing.add_to(app)
reporting.add_to(app)
completing.add_to(app)

"""`yuqi report`: a run's folder as one page to read, to print, or to send on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli import output
from sim.cli.running import shown_folder

HELP = """Write a run as one self-contained page into its folder: report.html, or report.zh.html in Chinese.

\b
Examples:
  yuqi report results/baseline-0123456789
  yuqi report results/baseline-0123456789 --lang zh
  yuqi report results/with_levers --against results/without_levers
"""


def add_to(app: typer.Typer) -> None:
    """Enter the command."""
    app.command("report", help=HELP, short_help="Write a run as one page to read.")(report)


def report(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a run, finished or not.")],
    lang: Annotated[str, typer.Option("--lang", metavar="LANG", help="en or zh.")] = "en",
    against: Annotated[
        Path | None,
        typer.Option("--against", metavar="DIR", help="Folder of a run to show beside it.", show_default=False),
    ] = None,
) -> None:
    """Make the page and say where it lies."""
    from sim.report import report as write

    path = write(folder, lang, against, lambda message: output.news(f"warning: {message}"))
    output.line(f"Report: {shown_folder(path)}")

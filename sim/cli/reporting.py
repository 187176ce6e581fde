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
  yuqi run severe_recession --replications 200 --set population.size=5000 --out results/severe
  yuqi report results/severe
  yuqi report results/severe --lang zh --segments
  yuqi run severe_recession --replications 200 --set population.size=5000 --policy passive --out results/passive
  yuqi report results/severe --against results/passive
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
    segments: Annotated[
        bool,
        typer.Option("--segments", help="First live the tail again, to show who adds to it."),
    ] = False,
) -> None:
    """Make the page and say where it lies."""
    from sim.report import report as write

    if segments:
        _keep_segments(folder)
    path = write(folder, lang, against, lambda message: output.news(f"warning: {message}"))
    output.line(f"Report: {shown_folder(path)}")


def _keep_segments(folder: Path) -> None:
    """What segments, products, vintages and holders add to the tail, into the run's folder, where the page finds it."""
    from sim.report import CONTRIBUTIONS_NAME
    from sim.studies.contributions import LEVEL, contributions, write_table

    output.news("living the replications of the tail again, for what segments add to it")
    write_table(folder / CONTRIBUTIONS_NAME, contributions(folder, LEVEL), LEVEL)

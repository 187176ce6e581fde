"""What the commands of studies share: their options, and how their tables and words are printed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli import output
from sim.cli.running import shown_folder

if TYPE_CHECKING:
    from sim.studies.points import Means
    from sim.studies.shapes import Table

StudyFile = Annotated[str, typer.Argument(metavar="FILE", help="The study: a YAML file.")]
StudyOut = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Folder of the results.", show_default="results/KIND-FINGERPRINT"),
]


def means_of(jobs: int | None, backend: str, resume: bool) -> Means:
    """With what a study of the command line runs."""
    from sim.montecarlo.progress import progress_on
    from sim.studies.points import Means

    return Means(output.news, lambda: progress_on(sys.stderr), jobs, backend, resume, command=("yuqi", *sys.argv[1:]))


def as_json(folder: Path | None, document: Any) -> None:
    """A study as `--json` prints it."""
    import json

    from sim.montecarlo.store import summary_text

    output.as_json({"folder": None if folder is None else str(folder), **json.loads(summary_text(document))})


def told(title: str, paragraphs: Sequence[str], tables: Sequence[Table], remarks: Sequence[str]) -> None:
    """A study on the terminal: the answer first, then its tables, then what they do not say."""
    output.line(title)
    output.line()
    for words in paragraphs:
        output.paragraph(words)
    for one in tables:
        output.line()
        output.table(one.heads, one.rows, tuple(range(1, len(one.heads))))
    if remarks:
        output.line()
    for words in remarks:
        output.paragraph(words)


def told_folder(folder: Path | None) -> None:
    """Where the results lie."""
    output.line()
    output.line(f"Results: {shown_folder(folder)}")

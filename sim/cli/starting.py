"""`yuqi new`: writes a scenario file to start from, which checks clean and changes nothing yet."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from sim.cli import completing, output
from sim.errors import CannotWrite, Conflict, UsageError

HELP = """Write a scenario file to start from: commented, sound, and equal to what it extends until you change a number.

\b
Examples:
  yuqi new my_recession.yaml
  yuqi new my_recession.yaml --extends severe_recession
"""

NewFile = Annotated[str, typer.Argument(metavar="FILE", help="The file to write; its name becomes the scenario's.")]
Extends = Annotated[
    str,
    typer.Option(metavar="SCENARIO", help="What it starts from: a name or path.", autocompletion=completing.scenarios),
]


def add_to(app: typer.Typer) -> None:
    """Enter the command."""
    app.command("new", help=HELP, short_help="Write a scenario file to start from.")(new)


def new(file: NewFile, extends: Extends = "baseline") -> None:
    """Write the file and say what to do next."""
    path = Path(file if file.endswith((".yaml", ".yml")) else f"{file}.yaml")
    _check(path)
    from sim.scenario.resolve import load
    from sim.scenario.template import template

    base = load(extends)
    text = template(base, path.stem, _seen_from(path.parent, extends), str(path), extends)
    try:
        with path.open("x", encoding="utf-8") as sink:
            sink.write(text)
    except OSError as fault:
        raise CannotWrite(f"{path} cannot be written: {(fault.strerror or str(fault)).lower()}") from fault
    output.line(f"{path} extends {extends} and changes nothing yet.")
    output.line(f"Edit it, then: yuqi check {path}, and yuqi run {path} --replications 200")


def _check(path: Path) -> None:
    from sim.scenario.structure import is_name

    if not path.parent.is_dir():
        raise CannotWrite(f"{path} cannot be written: there is no folder {path.parent}; make it first")
    if path.exists():
        raise Conflict(f"{path} is there already; give another name, or remove it first")
    if not is_name(path.stem):
        raise UsageError(
            f"{path.stem} cannot be the name of a scenario; allowed are letters, digits, . _ and -, "
            "at most 64, beginning with a letter or digit"
        )


def _seen_from(folder: Path, reference: str) -> str:
    """A path as a file in that folder has to write it; a name stays a name."""
    from sim.scenario.library import is_path

    if not is_path(reference) or os.path.isabs(reference):
        return reference
    return Path(os.path.relpath(reference, folder)).as_posix()

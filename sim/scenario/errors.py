"""The faults of scenario files: one record a fault, one exception for all of them, and how a found value is shown."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.errors import YuqiError

MOST_CHARACTERS_SHOWN = 60
"""Characters of a found value that a message repeats."""

MOST_FAULTS_SHOWN = 50
"""Faults written out in a message; `ScenarioError.faults` holds all of them."""

WITH_COLUMN = ("E101", "E102")
"""Faults of the file itself, for which the column helps; elsewhere the key says more."""


@dataclass(frozen=True)
class Fault:
    """One thing wrong: where (file, line and column from 1, key), what was found, what is allowed, what was meant.

    `problem` is the sentence for people; `line` and `column` are None where no line of a file is to blame.
    """

    code: str
    file: str
    line: int | None
    column: int | None
    key: str
    problem: str
    found: str = ""
    allowed: str = ""
    suggestion: str = ""

    def __str__(self) -> str:
        """The fault in one line: `scenarios/x.yaml:12: population.size: 0 lies outside 1..1000000000 [E114]`."""
        place = self.file
        if self.line is not None:
            place += f":{self.line}"
            if self.code in WITH_COLUMN and self.column is not None:
                place += f":{self.column}"
        key = f"{self.key}: " if self.key else ""
        meant = f"; did you mean {self.suggestion}?" if self.suggestion else ""
        return f"{place}: {key}{self.problem} [{self.code}]{meant}"


class ScenarioError(YuqiError):
    """Anything wrong with a scenario, `extends`, `--set` or a policy; all faults at once; exit code 3."""

    exit_code = 3

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        lines = [str(fault) for fault in self.faults[:MOST_FAULTS_SHOWN]]
        if len(self.faults) > MOST_FAULTS_SHOWN:
            lines.append(f"and {len(self.faults) - MOST_FAULTS_SHOWN} more faults")
        super().__init__("\n".join(lines))

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[tuple[Fault, ...]]]:
        """Crosses between processes with its faults."""
        return type(self), (self.faults,)


def printable(text: str, most: int = MOST_CHARACTERS_SHOWN) -> str:
    """Text that any terminal can show: control, bidirectional and broken characters as escapes, long text cut."""
    cut = text if len(text) <= most else text[:most] + "..."
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode("ascii") for one in cut)


def shown(value: Any) -> str:
    """A found value as a scenario file would write it; text in quotes, groups by their kind."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{printable(value)}"'
    if isinstance(value, dict):
        return "a group of keys"
    if isinstance(value, list):
        return "a list"
    return printable(repr(value))


def shown_path(path: Path | str) -> str:
    """A path as messages name it: relative where it lies below the current folder, always printable."""
    text = os.fspath(path)
    try:
        relative = os.path.relpath(text)
    except (ValueError, OSError):  # another drive, a NUL, or no current folder
        relative = text
    best = text if relative.startswith(os.pardir) else relative
    return printable(best, len(best))

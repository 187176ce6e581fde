"""The faults of a loan tape or of its mapping file: one record a fault, one exception for all of them.

Every fault says where it is, what was found and what is allowed. Nothing here reads a file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from sim.errors import YuqiError

MOST_FAULTS_SHOWN = 20
"""Faults written out in a message; the others are counted."""

MOST_CHARACTERS_SHOWN = 60
"""Characters of a found text that a message repeats."""


@dataclass(frozen=True)
class TapeFault:
    """One thing wrong: `row` is the line of the file counted from 1 with the header, 0 where no row is to blame.

    `column` is a column of a tape or, where `in_mapping`, a key of a mapping file.
    """

    row: int
    column: str
    found: str
    allowed: str
    in_mapping: bool = False

    def __str__(self) -> str:
        place = f"row {self.row}" if self.row else ""
        if self.column:
            name = f"{'key' if self.in_mapping else 'column'} {self.column}"
            place = f"{place}, {name}" if place else name
        said = f"found {self.found}, " if self.found else ""
        return f"{place}: {said}{self.allowed}" if place else f"{said}{self.allowed}"


class TapeError(YuqiError):
    """A tape or mapping that cannot be used: the file, and its faults in the order of the rows; exit code 3."""

    exit_code = 3

    def __init__(self, path: Path | str, faults: list[TapeFault]) -> None:
        self.path = str(path)
        self.faults = tuple(faults)
        super().__init__(fault_message(self.path, faults))

    def __reduce__(self) -> tuple[type[TapeError], tuple[str, list[TapeFault]]]:
        return type(self), (self.path, list(self.faults))


class MappingError(TapeError):
    """A mapping file that cannot be used, or a header that no mapping or several mappings fit; exit code 3."""


def fault_message(path: str, faults: list[TapeFault]) -> str:
    """The text of a `TapeError`: the file, each of the first twenty faults on its line, the number of others."""
    number = len(faults)
    lines = [f"{path}: {number} {'fault' if number == 1 else 'faults'}"]
    lines += [f"  {fault}" for fault in faults[:MOST_FAULTS_SHOWN]]
    if number > MOST_FAULTS_SHOWN:
        lines.append(f"  and {number - MOST_FAULTS_SHOWN:,} more")
    return "\n".join(lines)


def quoted(text: object) -> str:
    """What was found, as a message repeats it: in quotes, cut to 60 characters, control characters made visible."""
    shown = str(text)
    if len(shown) > MOST_CHARACTERS_SHOWN:
        shown = shown[:MOST_CHARACTERS_SHOWN] + "..."
    return repr(shown)


@dataclass
class FaultList:
    """Gathers the faults of one file, so that all of them are told at once, each cell at most once."""

    path: Path
    faults: dict[tuple[int, str], TapeFault] = field(default_factory=dict)

    def add(self, row: int, column: str, found: str, allowed: str) -> None:
        """Notes one fault; `found` is already in the form of the message."""
        self.faults.setdefault((row, column), TapeFault(row, column, found, allowed))

    def raise_if_any(self) -> None:
        """Raises `TapeError` with the faults in the order of rows, if there are any."""
        if self.faults:
            raise TapeError(self.path, sorted(self.faults.values(), key=lambda fault: fault.row))

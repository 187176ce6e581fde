"""Reads a CSV or Parquet file into columns of text, and nothing else.

No cell is interpreted here: numbers, codes and missing values are judged later, where the fault can name what is
allowed. Files that are no table at all (a folder, another encoding, ragged rows) are refused here.
"""

from __future__ import annotations

import csv
import hashlib
import io
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.population.tape_errors import FaultList, TapeError, TapeFault, quoted

PARQUET_MARK = b"PAR1"
DELIMITERS = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a bar"}
MOST_CHARACTERS_IN_A_CELL = 1_000_000


@dataclass(frozen=True)
class TextTable:
    """A file as text: `columns` maps a name of `header` to its cells in file order; `rows` are line numbers from 1."""

    path: Path
    header: tuple[str, ...]
    columns: dict[str, list[str]]
    rows: list[int]


def tape_bytes(path: Path | str) -> bytes:
    """The bytes of a tape or mapping file, as they enter the fingerprint.

    Raises `TapeError` where there is no such file, it is a folder or a device, or it cannot be read.
    """
    path = Path(path)
    try:
        if stat.S_ISREG(path.stat().st_mode):
            return path.read_bytes()
        found = "a folder" if path.is_dir() else "something that is no plain file"
    except FileNotFoundError:
        found = "no such file"
    except (OSError, ValueError) as error:
        found = f"a file that cannot be read ({getattr(error, 'strerror', None) or error})"
    raise TapeError(path, [TapeFault(0, "", found, "a readable file is needed")])


def tape_sha256(path: Path | str) -> str:
    """The SHA-256 of the bytes of a tape or mapping file, in hexadecimal; raises as `tape_bytes`."""
    return hashlib.sha256(tape_bytes(path)).hexdigest()


def header_cells(path: Path, content: bytes, delimiter: str) -> tuple[str, ...]:
    """The column names of a tape, read with one delimiter; raises `TapeError` where the file is no table."""
    if is_parquet(path, content):
        return tuple(str(name) for name in parquet_frame(path, content).columns)
    reader = csv.reader(io.StringIO(csv_text(path, content), newline=""), delimiter=delimiter)
    try:
        return tuple(cell.strip() for cell in next(record for record in reader if record))
    except csv.Error as error:
        raise TapeError(path, [TapeFault(1, "", "", f"the header cannot be read ({error})")]) from error


def read_table(path: Path, content: bytes, delimiter: str) -> TextTable:
    """The whole file as text; raises `TapeError` with all ragged or blank rows, or because there is no row."""
    if is_parquet(path, content):
        return parquet_table(path, content)
    return csv_table(path, csv_text(path, content), delimiter)


def is_parquet(path: Path, content: bytes) -> bool:
    """Whether the content says it is Parquet; raises `TapeError` where only the name says so."""
    if content.startswith(PARQUET_MARK):
        return True
    if path.suffix.lower() in {".parquet", ".pq"}:
        raise TapeError(path, [TapeFault(0, "", "a name of a Parquet file but other content", "Parquet is needed")])
    return False


def csv_text(path: Path, content: bytes) -> str:
    """The text of a CSV file; raises `TapeError` for an empty file, NUL bytes, or an encoding that is not UTF-8."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        found = f"the byte 0x{content[error.start]:02x}"
        raise TapeError(path, [TapeFault(row, "", found, "the file must be UTF-8 text or Parquet")]) from error
    if not text.strip():
        raise TapeError(path, [TapeFault(0, "", "an empty file", "a header and at least one row are needed")])
    if "\x00" in text:
        row = text[: text.index("\x00")].count("\n") + 1
        raise TapeError(path, [TapeFault(row, "", "a NUL byte", "the file must be UTF-8 text or Parquet")])
    return text


def csv_table(path: Path, text: str, delimiter: str) -> TextTable:
    """A CSV text as columns; raises `TapeError` for broken quotes, repeated names, ragged or blank rows, no rows."""
    records, rows = csv_records(path, text, delimiter)
    faults = FaultList(path)
    header = tuple(cell.strip() for cell in records[0])
    check_header(header, rows[0], faults)
    body, body_rows = records[1:], rows[1:]
    for record, row in zip(body, body_rows, strict=True):
        if not record:
            faults.add(row, "", "a blank line", "only the end of the file may be blank")
        elif len(record) != len(header):
            faults.add(
                row, "", f"{len(record)} cells", f"the header has {len(header)}, divided by {DELIMITERS[delimiter]}"
            )
    if not body:
        faults.add(0, "", "a header but no rows", "at least one row is needed")
    faults.raise_if_any()
    columns = {name: list(cells) for name, cells in zip(header, zip(*body, strict=True), strict=True)}
    return TextTable(path, header, columns, body_rows)


def csv_records(path: Path, text: str, delimiter: str) -> tuple[list[list[str]], list[int]]:
    """All records of a CSV text with the line each begins on; blank lines at the start and the end are left out."""
    csv.field_size_limit(MOST_CHARACTERS_IN_A_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    records: list[list[str]] = []
    rows: list[int] = []
    line = 1
    try:
        for record in reader:
            if record or records:
                records.append(record)
                rows.append(line)
            line = reader.line_num + 1
    except csv.Error as error:
        raise TapeError(path, [TapeFault(line, "", "", f"the row cannot be read ({error})")]) from error
    while not records[-1]:
        records.pop()
        rows.pop()
    return records, rows


def check_header(header: Sequence[str], row: int, faults: FaultList) -> None:
    """Notes column names that stand twice in a header."""
    for name in dict.fromkeys(name for name in header if header.count(name) > 1):
        faults.add(row, name, f"{header.count(name)} columns of this name", "a column name may stand once")


def parquet_frame(path: Path, content: bytes) -> Any:
    """A Parquet file as a pandas frame of nullable columns; raises `TapeError` where it is damaged."""
    import pandas  # late: a CSV tape does without it

    try:
        return pandas.read_parquet(io.BytesIO(content), dtype_backend="numpy_nullable")
    except (ValueError, OSError, NotImplementedError, TypeError, KeyError) as error:
        found = f"Parquet that cannot be read ({str(error).splitlines()[0] if str(error) else type(error).__name__})"
        raise TapeError(path, [TapeFault(0, "", found, "a whole Parquet file is needed")]) from error


def parquet_table(path: Path, content: bytes) -> TextTable:
    """A Parquet file as columns of text, null as the empty text; rows count from 1, since there is no header line."""
    frame = parquet_frame(path, content)
    faults = FaultList(path)
    header = tuple(str(name) for name in frame.columns)
    check_header(header, 0, faults)
    if not len(frame):
        faults.add(0, "", "no rows", "at least one row is needed")
    faults.raise_if_any()
    columns = {name: cells_as_text(frame.iloc[:, position]) for position, name in enumerate(header)}
    return TextTable(path, header, columns, list(range(1, len(frame) + 1)))


def cells_as_text(series: Any) -> list[str]:
    """The cells of a Parquet column as text; null is the empty text, NaN and infinity keep their names."""
    return ["" if missing else cell_as_text(cell) for cell, missing in zip(series, series.isna(), strict=True)]


def cell_as_text(cell: object) -> str:
    """One cell as text; bytes that are UTF-8 are decoded."""
    if isinstance(cell, bytes):
        return cell.decode("utf-8", errors="backslashreplace")
    return str(cell)


def missing_columns(table: TextTable, needed: Sequence[str], delimiter: str) -> list[TapeFault]:
    """A fault for each needed column that the header lacks, with a hint where another delimiter was used."""
    absent = [name for name in dict.fromkeys(needed) if name not in table.columns]
    hint = f"columns found: {quoted(', '.join(table.header))}"
    if absent and len(table.header) == 1:
        other = [words for mark, words in DELIMITERS.items() if mark != delimiter and mark in table.header[0]]
        if other:
            hint = f"the header is one column: it is divided by {other[0]}, where {DELIMITERS[delimiter]} is expected"
    return [TapeFault(0, name, "no such column", hint) for name in absent]

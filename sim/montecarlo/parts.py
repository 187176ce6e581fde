"""One file of finished replications: both tables, who they belong to, and a checksum over every byte.

The layout is a line that names the format, a line of JSON, the rows of the two tables, packed column by column, and the
SHA-256 of all before it. A part that was cut, flipped or belongs to another run never reads as good. Parquet, in which
the tables end up, would take ten times the space and time for one replication: it describes every column anew.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from sim.outputs import MONTHLY_DTYPE, REPLICATION_DTYPE
from sim.tables import SCHEMA_VERSION, Table, monthly_table, packed, replication_table, unpacked

FAMILY = b"yuqi part "
MAGIC = FAMILY + b"2\n"
CHECKSUM_BYTES = 32
NAME = re.compile(r"^(\d{9,})-(\d{9,})\.part$")

TableName = Literal["replications", "monthly"]


class DamagedPart(Exception):
    """A part file whose bytes are not the ones that were written, or that belongs to another run."""


@dataclass(frozen=True, order=True)
class PartName:
    """Which replications a part file holds: first..last, both included."""

    first: int
    last: int

    def __str__(self) -> str:
        return f"{self.first:09d}-{self.last:09d}.part"

    @property
    def words(self) -> str:
        """The replications in the part, for a sentence."""
        if self.first == self.last:
            return f"replication {self.first} runs"
        return f"replications {self.first}-{self.last} run"

    @property
    def replications(self) -> range:
        """The replications in the part."""
        return range(self.first, self.last + 1)


def parse_name(name: str) -> PartName | None:
    """The replications that a file's name promises; None for a file that is no part."""
    found = NAME.match(name)
    return PartName(int(found[1]), int(found[2])) if found else None


def encode(name: PartName, fingerprint: str, lenders: tuple[str, ...], rows: np.ndarray, months: np.ndarray) -> bytes:
    """A part's bytes from (k,) array of REPLICATION_DTYPE and (k x months x lenders,) array of MONTHLY_DTYPE."""
    tables = [packed(rows), packed(months)]
    header = {
        "fingerprint": fingerprint,
        "schema_version": SCHEMA_VERSION,
        "first": name.first,
        "last": name.last,
        "lenders": lenders,
        "rows": [len(rows), len(months)],
        "bytes": [len(table) for table in tables],
    }
    body = b"".join([MAGIC, json.dumps(header).encode(), b"\n", *tables])
    return body + hashlib.sha256(body).digest()


def check(content: bytes, name: PartName, fingerprint: str) -> dict[str, Any]:
    """The header of a part whose checksum, place and run are right; DamagedPart with the reason otherwise."""
    body, checksum = content[:-CHECKSUM_BYTES], content[-CHECKSUM_BYTES:]
    if body.startswith(FAMILY) and not body.startswith(MAGIC):
        raise DamagedPart("it was written by another version of this program")
    if not body.startswith(MAGIC) or hashlib.sha256(body).digest() != checksum:
        raise DamagedPart("its checksum does not match")
    try:
        header: dict[str, Any] = json.loads(body[len(MAGIC) : body.index(b"\n", len(MAGIC))])
        belongs = header["fingerprint"] == fingerprint and header["schema_version"] == SCHEMA_VERSION
        held = (int(header["first"]), int(header["last"]))
    except (ValueError, KeyError, TypeError):
        raise DamagedPart("its header is not one of this program") from None
    if not belongs:
        raise DamagedPart("it belongs to another run")
    if held != (name.first, name.last):
        raise DamagedPart(f"it holds replications {held[0]}-{held[1]}")
    return header


def read_table(path: Path, name: PartName, fingerprint: str, table: TableName) -> Table:
    """One table of a part, its checksum checked again: the disk had time since the folder was opened."""
    content = path.read_bytes()
    header = check(content, name, fingerprint)
    start = content.index(b"\n", len(MAGIC)) + 1
    middle = start + header["bytes"][0]
    if table == "replications":
        return replication_table(unpacked(content[start:middle], REPLICATION_DTYPE, header["rows"][0]))
    months = unpacked(content[middle : middle + header["bytes"][1]], MONTHLY_DTYPE, header["rows"][1])
    return monthly_table(months, header["lenders"])

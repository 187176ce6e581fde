"""What following borrowers gave, as a table: from rows to pandas, to `fates.parquet` and back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas

from sim.errors import InternalError
from sim.outputs import NULL_INTEGER
from sim.studies.people.groups import Groups
from sim.studies.people.tally import COLUMNS
from sim.tables import frame_bytes, read_frame

NAME = "fates.parquet"
TEXTS = ("arm", "dimension", "group")


def frame_of(rows: np.ndarray[Any, Any], groups: Groups, arms: Sequence[str]) -> pandas.DataFrame:
    """Rows of TALLY as a table of COLUMNS; `arms` are all names, the base first."""
    dimensions = list(groups.names)
    words = {
        "arm": [arms[place] for place in rows["arm"]],
        "dimension": [dimensions[place] for place in rows["dimension"]],
        "group": [
            groups.names[dimensions[dimension]][place]
            for dimension, place in zip(rows["dimension"], rows["group"], strict=True)
        ],
    }
    values = {column.name: words.get(column.name, pandas.array(rows[column.name], dtype="Int64")) for column in COLUMNS}
    frame = pandas.DataFrame(values)
    numbers = [column.name for column in COLUMNS if column.name not in TEXTS]
    frame[numbers] = frame[numbers].mask(frame[numbers] == NULL_INTEGER)
    return frame.astype({"replication": "int64"})


def with_more(kept: pandas.DataFrame | None, more: pandas.DataFrame) -> pandas.DataFrame:
    """Both tables as one, in the order of replications."""
    whole = more if kept is None else pandas.concat([kept, more], ignore_index=True)
    return whole.sort_values("replication", kind="stable", ignore_index=True)


def file_bytes(frame: pandas.DataFrame) -> bytes:
    """The table as a Parquet file."""
    return frame_bytes(frame, "fates", COLUMNS)


def kept_frame(folder: Path | None, arms: Sequence[str]) -> pandas.DataFrame | None:
    """The table in a comparison's folder; None where there is none that can be read, or of other arms."""
    if folder is None or not (folder / NAME).is_file():
        return None
    try:
        frame = read_frame(folder / NAME, "fates", COLUMNS)
    except (OSError, ValueError, InternalError):
        return None
    return frame if set(frame["arm"]) == set(arms[1:]) else None


def missing_of(frame: pandas.DataFrame | None, wanted: int) -> list[range]:
    """Which of the first `wanted` replications the table lacks, as runs of consecutive ones."""
    there = set() if frame is None else set(frame["replication"])
    lacking = [one for one in range(wanted) if one not in there]
    runs: list[range] = []
    for one in lacking:
        if runs and runs[-1].stop == one:
            runs[-1] = range(runs[-1].start, one + 1)
        else:
            runs.append(range(one, one + 1))
    return runs

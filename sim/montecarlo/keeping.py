"""A run's folder as the course of a run sees it: finished replications, the pilot's beside them, and notes.

The pilot's replications lie in a file of their own. It is no part of the result, and shows where the shift comes from.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas

from sim.montecarlo.files import write_whole
from sim.montecarlo.manifest import sha256_of
from sim.montecarlo.store import RunFolder
from sim.tables import REPLICATION_SCHEMA, join, parquet_bytes, read_parquet, replication_table, to_pandas

Array = np.ndarray[Any, Any]
PILOT_NAME = "pilot.parquet"


class FolderKeeper:
    """Keeps replications as parts of a folder, which is open for writing."""

    def __init__(self, folder: RunFolder) -> None:
        self._folder = folder

    @property
    def notes(self) -> dict[str, Any]:
        """What the manifest says of the run's course."""
        return self._folder.notes

    def note(self, **notes: Any) -> None:
        """Note more in the manifest; None takes a note back."""
        self._folder.note(**notes)

    def missing_below(self, stop: int) -> list[range]:
        """Of the replications asked for before `stop`, those that no part holds."""
        return [range(gap.start, min(gap.stop, stop)) for gap in self._folder.missing if gap.start < stop]

    def keep(self, replications: range, rows: Array, months: Array) -> None:
        """Write finished replications as a part."""
        self._folder.write_part(replications, rows, months)

    def rows_below(self, stop: int) -> pandas.DataFrame:
        """Rows of the replications before `stop` that are kept, sorted."""
        return to_pandas(join(list(self._folder.tables("replications", range(stop))), REPLICATION_SCHEMA))

    def discard(self) -> None:
        """Remove all parts."""
        self._folder.discard()

    def keep_pilot(self, rows: Array) -> None:
        """Write the pilot's replications, (k,) rows sorted, and note what the file must be like."""
        path = self._folder.path / PILOT_NAME
        write_whole(path, parquet_bytes(replication_table(rows)))
        self.note(pilot_sha256=sha256_of(path))

    def pilot_runs(self) -> pandas.DataFrame | None:
        """The pilot's replications; None where the file is not there, or not as it was written."""
        path = self._folder.path / PILOT_NAME
        if "pilot_sha256" not in self.notes or sha256_of(path) != self.notes["pilot_sha256"]:
            return None
        return to_pandas(read_parquet(path, REPLICATION_SCHEMA))

"""Finished replications in memory, for a run without a folder: the same columns as a folder holds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas

from sim.montecarlo.chunks import without
from sim.montecarlo.parts import TableName
from sim.montecarlo.plan import RunPlan
from sim.montecarlo.store import SCHEMAS
from sim.tables import (
    REPLICATION_SCHEMA,
    Table,
    join,
    monthly_table,
    replication_table,
    select_replications,
    to_pandas,
)

Array = np.ndarray[Any, Any]


class Memory:
    """Keeps the replications of a plan, every row of both tables."""

    def __init__(self, plan: RunPlan) -> None:
        self.notes: dict[str, Any] = {}
        self._plan = plan
        self._kept: list[tuple[range, dict[TableName, Table]]] = []
        self._pilot: pandas.DataFrame | None = None

    def note(self, **notes: Any) -> None:
        """Note what has come of the run's course; None takes a note back."""
        self.notes = {name: value for name, value in {**self.notes, **notes}.items() if value is not None}

    def missing_below(self, stop: int) -> list[range]:
        """Of the replications asked for before `stop`, those that are not kept."""
        left = [range(self._plan.wanted.start, min(stop, self._plan.wanted.stop))]
        for replications, _ in self._kept:
            left = without(left, replications)
        return left

    def keep(self, replications: range, rows: Array, months: Array) -> None:
        """Keep finished replications."""
        lenders = self._plan.lender_names
        tables: dict[TableName, Table] = {
            "replications": replication_table(rows),
            "monthly": monthly_table(months, lenders),
        }
        self._kept.append((replications, tables))
        self._kept.sort(key=lambda found: found[0].start)

    def rows_below(self, stop: int) -> pandas.DataFrame:
        """Rows of the replications before `stop`, sorted."""
        return to_pandas(select_replications(self.table("replications"), range(stop)))

    def discard(self) -> None:
        """Forget all replications."""
        self._kept = []

    def keep_pilot(self, rows: Array) -> None:
        """Keep the pilot's replications, (k,) rows sorted."""
        self._pilot = to_pandas(join([replication_table(rows)], REPLICATION_SCHEMA))

    def pilot_runs(self) -> pandas.DataFrame | None:
        """The pilot's replications; None before there are any."""
        return self._pilot

    def table(self, name: TableName) -> Table:
        """One of the tables, of all that is kept."""
        return join([tables[name] for _, tables in self._kept], SCHEMAS[name])

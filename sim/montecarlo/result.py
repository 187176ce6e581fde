"""A run as people use it: summary, pandas tables, xarray. Tables are read when they are asked for."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas

from sim.errors import Conflict, UsageError
from sim.montecarlo import parts
from sim.montecarlo.curves import vintage_curves
from sim.montecarlo.manifest import MANIFEST_NAME, Manifest, read_manifest
from sim.montecarlo.parts import DamagedPart, TableName
from sim.montecarlo.store import SCHEMAS, SUMMARY_NAME, TABLE_FILES, Warn, damaged_files, listed_parts
from sim.outputs import MONTHLY_COLUMNS
from sim.tables import SCHEMA_VERSION, Table, join, read_parquet, to_pandas

if TYPE_CHECKING:
    import xarray

KEYS = ("replication", "month", "lender")


@dataclass(frozen=True)
class Result:
    """What a run gave. An incomplete one holds the replications that are finished and an empty summary."""

    folder: Path | None
    manifest: Manifest
    summary: dict[str, Any]
    load: Callable[[TableName], Table]

    @property
    def complete(self) -> bool:
        """Whether every replication asked for is there."""
        return bool(self.manifest["complete"])

    @cached_property
    def replications(self) -> pandas.DataFrame:
        """A row per replication; columns, units and meanings as in `sim.outputs.REPLICATION_COLUMNS`."""
        return to_pandas(self.load("replications"))

    @cached_property
    def monthly(self) -> pandas.DataFrame:
        """A row per replication, month and lender (a name), sorted so; as in `sim.outputs.MONTHLY_COLUMNS`."""
        return to_pandas(self.load("monthly"))

    @cached_property
    def vintages(self) -> pandas.DataFrame:
        """Vintage curves: defaults by month of opening and months on book, as `sim.montecarlo.curves` says."""
        return vintage_curves(self.monthly)

    @cached_property
    def survival(self) -> pandas.DataFrame:
        """Share of the replications whose capital has not fallen below its floor, by month, with 95 % interval.

        Columns and method as in `sim.risk.survival.survival_table`.
        """
        from sim.risk.survival import survival_table

        horizon = int(self.monthly["month"].max())
        return survival_table(self.replications, horizon, self.manifest["settings"]["draws"])

    def to_xarray(self) -> xarray.Dataset:
        """The monthly table with dimensions (replication, month, lender), unit and meaning on every variable.

        Integers without nulls stay int64; with nulls they become float64 and the nulls NaN.
        """
        import xarray

        frame = self.monthly
        axes = {key: frame[key].unique() for key in KEYS}
        shape = tuple(len(axis) for axis in axes.values())
        variables = {
            column.name: (
                KEYS,
                _numbers(frame[column.name]).reshape(shape),
                {"units": column.unit, "long_name": column.meaning},
            )
            for column in MONTHLY_COLUMNS
            if column.name not in KEYS
        }
        coordinates = {key: axis.astype(object) if key == "lender" else axis for key, axis in axes.items()}
        return xarray.Dataset(variables, coords=coordinates)


def _numbers(column: pandas.Series) -> Any:
    """The column as a NumPy array of int64 or float64."""
    if pandas.api.types.is_integer_dtype(column) and not column.isna().any():
        return column.to_numpy(dtype="int64")
    return column.to_numpy(dtype="float64", na_value=float("nan"))


def open_run(folder: Path, warn: Warn = lambda message: None) -> Result:
    """The run in a folder, complete or not; nothing is written. A damaged part is left out, and said."""
    manifest = read_manifest(folder) if folder.is_dir() else None
    if manifest is None:
        raise UsageError(f"{folder} holds no run (no {MANIFEST_NAME}); `yuqi list runs` names those there are")
    if manifest["schema_version"] != SCHEMA_VERSION:
        found = manifest["schema_version"]
        raise Conflict(f"{folder} has tables of version {found}, this program reads {SCHEMA_VERSION}; run it again")
    if not manifest["complete"]:
        manifest["replications_done"] = sum(len(name.replications) for _, name in listed_parts(folder))
        return Result(folder, manifest, {}, lambda table: _from_parts(folder, manifest, table, warn))
    damaged = damaged_files(folder, manifest)
    if damaged:
        raise Conflict(f"{folder} has damaged files ({', '.join(damaged)}); --resume rebuilds them from the parts")
    summary = json.loads((folder / SUMMARY_NAME).read_text("utf-8"))
    return Result(folder, manifest, summary, lambda table: read_parquet(folder / TABLE_FILES[table], SCHEMAS[table]))


def _from_parts(folder: Path, manifest: Manifest, table: TableName, warn: Warn) -> Table:
    """The finished replications of a run that is not complete."""
    found = []
    for path, name in listed_parts(folder):
        try:
            found.append(parts.read_table(path, name, manifest["fingerprint"], table))
        except (DamagedPart, OSError) as fault:
            warn(f"{path}: {fault}; left out")
    return join(found, SCHEMAS[table])

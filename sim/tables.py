"""Columns as Arrow tables: fixed schemas, nulls, and Parquet whose bytes depend on the values alone.

The only module that knows pyarrow. It turns the structured arrays of `sim.outputs` into tables and back; which file
they go to, and when, is not decided here.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO

import numpy as np
import pandas
import pyarrow as pa
import pyarrow.parquet as pq

from sim.errors import InfiniteValue, InternalError
from sim.outputs import MONTHLY_COLUMNS, MONTHLY_DTYPE, NULL_INTEGER, REPLICATION_COLUMNS, REPLICATION_DTYPE, Column

Table = pa.Table
"""The type by which other modules speak of a table without knowing pyarrow."""

SCHEMA_VERSION = 4
"""Raised by hand whenever a column is added, removed or changes its meaning."""

KEYS = ("replication", "month", "lender")
"""The columns that name a row; they are never null."""

ROWS_PER_GROUP = 65_536
"""Rows in a Parquet row group: fixed, so that a file's bytes do not show how its rows arrived."""

PARQUET_OPTIONS = {
    "compression": "zstd",
    "compression_level": 3,
    "version": "2.6",
    "data_page_version": "1.0",
    "use_dictionary": True,
    "write_statistics": True,
    "store_schema": True,
}

PACKING = pa.Codec("zstd", 3)
"""For rows on their way to a table."""


def _field(column: Column) -> pa.Field:
    """One column as an Arrow field that carries its unit and meaning."""
    kinds = {"i8": pa.int64(), "f8": pa.float64(), "text": pa.string()}
    kind = pa.string() if column.name == "lender" else kinds[column.code]
    unit = "name" if column.name == "lender" else column.unit
    metadata = {"unit": unit, "meaning": column.meaning}
    return pa.field(column.name, kind, nullable=column.name not in KEYS, metadata=metadata)


def _schema(table: str, columns: Sequence[Column]) -> pa.Schema:
    metadata = {"yuqi.table": table, "yuqi.schema_version": str(SCHEMA_VERSION)}
    return pa.schema([_field(column) for column in columns], metadata=metadata)


REPLICATION_SCHEMA = _schema("replications", REPLICATION_COLUMNS)
MONTHLY_SCHEMA = _schema("monthly", MONTHLY_COLUMNS)


def _array(values: np.ndarray, field: pa.Field) -> pa.Array:
    """(n,) numbers as an Arrow array; NULL_INTEGER and NaN become null, an infinity is refused."""
    if pa.types.is_integer(field.type):
        missing = values == NULL_INTEGER
    else:
        if np.isinf(values).any():
            raise InfiniteValue(f"column {field.name} holds an infinity in row {int(np.argmax(np.isinf(values)))}")
        missing = np.isnan(values)
    if missing.any() and not field.nullable:
        raise InternalError(f"column {field.name} names a row and cannot be null")
    return pa.array(np.ascontiguousarray(values), type=field.type, mask=missing)


def _check(rows: np.ndarray, wanted: np.dtype) -> None:
    if rows.ndim != 1 or rows.dtype != wanted:
        raise InternalError(
            f"a table needs rows of {len(wanted.names or ())} columns in one dimension, found {rows.dtype}"
        )


def replication_table(rows: np.ndarray) -> pa.Table:
    """(replications,) array of REPLICATION_DTYPE as a table, in the order given."""
    _check(rows, REPLICATION_DTYPE)
    return pa.table([_array(rows[field.name], field) for field in REPLICATION_SCHEMA], schema=REPLICATION_SCHEMA)


def monthly_table(rows: np.ndarray, lender_names: Sequence[str]) -> pa.Table:
    """(replications x months x lenders,) array of MONTHLY_DTYPE as a table, sorted by (replication, month, name)."""
    _check(rows, MONTHLY_DTYPE)
    lender = rows["lender"]
    if ((lender < 0) | (lender >= len(lender_names))).any():
        raise InternalError(f"column lender holds an index outside 0..{len(lender_names) - 1}")
    rank = np.argsort(np.argsort(np.array(lender_names, dtype=object)))
    ordered = rows[np.lexsort((rank[lender], rows["month"], rows["replication"]))]
    arrays = [
        pa.array([lender_names[i] for i in ordered["lender"]], type=pa.string())
        if field.name == "lender"
        else _array(ordered[field.name], field)
        for field in MONTHLY_SCHEMA
    ]
    return pa.table(arrays, schema=MONTHLY_SCHEMA)


def _rows(table: pa.Table, wanted: np.dtype, lender_names: Sequence[str]) -> np.ndarray:
    rows = np.empty(table.num_rows, dtype=wanted)
    index = {name: position for position, name in enumerate(lender_names)}
    for name in wanted.names or ():
        column = table.column(name)
        if name == "lender":
            rows[name] = [index[lender] for lender in column.to_pylist()]
        else:
            missing = NULL_INTEGER if pa.types.is_integer(column.type) else float("nan")
            rows[name] = column.fill_null(missing).to_numpy()
    return rows


def replication_rows(table: pa.Table) -> np.ndarray:
    """The table as a (replications,) array of REPLICATION_DTYPE."""
    return _rows(table, REPLICATION_DTYPE, ())


def monthly_rows(table: pa.Table, lender_names: Sequence[str]) -> np.ndarray:
    """The table as an array of MONTHLY_DTYPE, sorted by (replication, month, lender index) as the engine fills it."""
    rows = _rows(table, MONTHLY_DTYPE, lender_names)
    return rows[np.lexsort((rows["lender"], rows["month"], rows["replication"]))]


def to_pandas(table: pa.Table) -> pandas.DataFrame:
    """The table in pandas, its types independent of the data: keys int64, other integers nullable Int64, rates float64.

    A rate that does not exist is NaN in pandas, an integer that does not exist is NA.
    """
    frame = table.to_pandas(types_mapper={pa.int64(): pandas.Int64Dtype()}.get)
    return frame.astype({name: "int64" for name in KEYS if name in frame.columns and name != "lender"})


def packed(rows: np.ndarray) -> bytes:
    """(n,) structured rows of 8-byte fields, column by column and compressed: small, quick, and without a schema."""
    columns = [rows[name].view(np.int64) for name in rows.dtype.names or ()]
    return bytes(PACKING.compress(np.concatenate(columns).tobytes()))


def unpacked(content: bytes, wanted: np.dtype, count: int) -> np.ndarray:
    """(count,) rows of this type as `packed` was given them."""
    names = wanted.names or ()
    values = np.frombuffer(PACKING.decompress(content, 8 * count * len(names)), np.int64).reshape(len(names), count)
    rows = np.empty(count, wanted)
    for name, column in zip(names, values, strict=True):
        rows[name] = column.view(wanted[name])
    return rows


def parquet_bytes(table: pa.Table) -> bytes:
    """The table as a whole Parquet file; equal tables give equal bytes."""
    sink = io.BytesIO()
    write_parquet([table], table.schema, sink)
    return sink.getvalue()


def frame_bytes(frame: pandas.DataFrame, name: str, columns: Sequence[Column]) -> bytes:
    """A pandas table of a study as a whole Parquet file with these columns ("text" is a code too); NaN becomes null."""
    return parquet_bytes(pa.Table.from_pandas(frame, schema=_schema(name, columns), preserve_index=False))


def read_frame(source: Path, name: str, columns: Sequence[Column]) -> pandas.DataFrame:
    """A Parquet file of `frame_bytes` in pandas, types as `to_pandas` has them; other columns are an InternalError."""
    return to_pandas(read_parquet(source, _schema(name, columns)))


def write_parquet(tables: Iterable[pa.Table], schema: pa.Schema, sink: IO[bytes]) -> int:
    """Write tables one behind the other as one Parquet file and return its rows; at most a row group is kept in memory.

    Rows are cut anew into groups of ROWS_PER_GROUP, so the bytes do not depend on how the rows are spread over tables.
    """
    rows = 0
    waiting = schema.empty_table()
    with pq.ParquetWriter(sink, schema, **PARQUET_OPTIONS) as writer:
        for table in tables:
            rows += table.num_rows
            waiting = pa.concat_tables([waiting, table])
            while waiting.num_rows >= ROWS_PER_GROUP:
                writer.write_table(waiting.slice(0, ROWS_PER_GROUP).combine_chunks(), ROWS_PER_GROUP)
                waiting = waiting.slice(ROWS_PER_GROUP)
        if waiting.num_rows:
            writer.write_table(waiting.combine_chunks(), ROWS_PER_GROUP)
    return rows


def read_parquet(source: Path | bytes, schema: pa.Schema, columns: Sequence[str] | None = None) -> pa.Table:
    """The table of a Parquet file of this program, or some columns of it; another schema is an InternalError."""
    with pq.ParquetFile(io.BytesIO(source) if isinstance(source, bytes) else source) as file:
        if not file.schema_arrow.equals(schema):
            raise InternalError(f"a {schema.metadata[b'yuqi.table'].decode()} file has other columns than this version")
        return file.read(None if columns is None else list(columns))


def empty_table(schema: pa.Schema) -> pa.Table:
    """A table of no rows."""
    return schema.empty_table()


def join(tables: Sequence[pa.Table], schema: pa.Schema) -> pa.Table:
    """Tables one behind the other, as one."""
    return pa.concat_tables([schema.empty_table(), *tables])


def select_replications(table: pa.Table, wanted: range) -> pa.Table:
    """The rows of a run of consecutive replications, from a table sorted by replication."""
    replication = table.column("replication").to_numpy()
    first, last = np.searchsorted(replication, [wanted.start, wanted.stop])
    return table.slice(int(first), int(last - first))

from __future__ import annotations

import itertools
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim import tables
from sim.errors import InfiniteValue, InternalError
from sim.outputs import MONTHLY_COLUMNS, NULL_INTEGER, REPLICATION_COLUMNS
from tests.montecarlo.fake import LENDERS, months_of, rows_of


def test_every_column_has_its_type_unit_and_meaning() -> None:
    kinds = {"i8": "int64", "f8": "double"}
    for schema, columns in ((tables.REPLICATION_SCHEMA, REPLICATION_COLUMNS), (tables.MONTHLY_SCHEMA, MONTHLY_COLUMNS)):
        assert schema.names == [column.name for column in columns]
        for column in columns:
            field = schema.field(column.name)
            assert str(field.type) == ("string" if column.name == "lender" else kinds[column.code])
            assert field.metadata[b"meaning"].decode() == column.meaning
            assert field.metadata[b"unit"]


def test_units_survive_a_file() -> None:
    table = tables.read_parquet(tables.parquet_bytes(tables.replication_table(rows_of([0]))), tables.REPLICATION_SCHEMA)
    assert table.schema.field("loss_fen").metadata[b"unit"] == b"fen"


def test_what_does_not_exist_is_null() -> None:
    rows = rows_of([0, 1])
    rows["breach_month"] = [NULL_INTEGER, 3]
    rows["default_rate"] = [np.nan, 0.5]
    table = tables.replication_table(rows)
    assert table.column("breach_month").to_pylist() == [None, 3]
    assert table.column("default_rate").to_pylist() == [None, 0.5]


def test_pandas_types_do_not_depend_on_nulls() -> None:
    without, with_nulls = rows_of([1]), rows_of([0])
    frames = [tables.to_pandas(tables.replication_table(rows)) for rows in (without, with_nulls)]
    assert frames[0].dtypes.equals(frames[1].dtypes)
    assert frames[0]["replication"].dtype == np.int64


@pytest.mark.parametrize("value", [np.inf, -np.inf])
def test_an_infinity_is_refused_by_name(value: float) -> None:
    rows = rows_of([0, 1])
    rows["default_rate"][1] = value
    with pytest.raises(InfiniteValue, match=r"default_rate .* row 1"):
        tables.replication_table(rows)


def test_a_key_cannot_be_null() -> None:
    rows = rows_of([0])
    rows["replication"] = NULL_INTEGER
    with pytest.raises(InternalError, match="replication"):
        tables.replication_table(rows)


@pytest.mark.parametrize("lender", [-1, 2, NULL_INTEGER])
def test_a_lender_without_a_name_is_refused(lender: int) -> None:
    months = months_of([0])
    months["lender"][0] = lender
    with pytest.raises(InternalError, match="lender"):
        tables.monthly_table(months, LENDERS)


def test_other_columns_are_refused() -> None:
    with pytest.raises(InternalError):
        tables.replication_table(months_of([0]))
    with pytest.raises(InternalError, match="other columns"):
        tables.read_parquet(tables.parquet_bytes(tables.replication_table(rows_of([0]))), tables.MONTHLY_SCHEMA)


def test_months_are_sorted_by_the_name_of_the_lender() -> None:
    table = tables.monthly_table(months_of([4, 5]), LENDERS)
    keys = list(zip(*(table.column(key).to_pylist() for key in tables.KEYS), strict=True))
    assert keys == sorted(set(keys))
    assert keys[0] == (4, 1, "bank")


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=20, unique=True))
@settings(max_examples=25, deadline=None)
def test_rows_come_back_as_they_went(replications: list[int]) -> None:
    ids = sorted(replications)
    rows, months = rows_of(ids), months_of(ids)
    replication_file = tables.parquet_bytes(tables.replication_table(rows))
    month_file = tables.parquet_bytes(tables.monthly_table(months, LENDERS))
    back = tables.replication_rows(tables.read_parquet(replication_file, tables.REPLICATION_SCHEMA))
    months_back = tables.monthly_rows(tables.read_parquet(month_file, tables.MONTHLY_SCHEMA), LENDERS)
    assert back.tobytes() == rows.tobytes()
    assert months_back.tobytes() == months.tobytes()


@given(st.lists(st.integers(1, 40), min_size=1, max_size=8))
@settings(max_examples=25, deadline=None)
def test_a_file_does_not_show_how_its_rows_arrived(sizes: list[int]) -> None:
    ends = np.cumsum([0, *sizes])
    pieces = [tables.replication_table(rows_of(range(a, b))) for a, b in itertools.pairwise(ends)]
    whole = tables.replication_table(rows_of(range(int(ends[-1]))))
    group, tables.ROWS_PER_GROUP = tables.ROWS_PER_GROUP, 16
    try:
        joined = tables.join(pieces, tables.REPLICATION_SCHEMA)
        assert tables.parquet_bytes(joined) == tables.parquet_bytes(whole)
    finally:
        tables.ROWS_PER_GROUP = group


def test_a_run_of_replications_is_selected() -> None:
    table = tables.replication_table(rows_of(range(10, 20)))
    assert tables.select_replications(table, range(15)).column("replication").to_pylist() == [10, 11, 12, 13, 14]


def test_the_schema_is_what_its_version_says() -> None:
    """A column added, removed or renamed must raise SCHEMA_VERSION, which this test then repeats."""
    columns = [len(REPLICATION_COLUMNS), len(MONTHLY_COLUMNS)]
    metadata = tables.REPLICATION_SCHEMA.metadata
    assert json.loads(metadata[b"yuqi.schema_version"]) == tables.SCHEMA_VERSION
    assert (tables.SCHEMA_VERSION, columns) == (4, [114, 124])

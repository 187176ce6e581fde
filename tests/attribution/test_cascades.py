"""The forest of who infected whom, its sizes, and offspring per default, on records made by hand."""

import math
from typing import Any

import numpy as np
import pytest

from sim.cascades import Cascades, cascades_of, fill_cascades
from sim.outputs import empty_months, empty_replication
from sim.records import WORLD, Cause, borrower_dtype
from sim.units import NEVER

pytestmark = pytest.mark.plain


def borrowers(*rows: dict[str, Any]) -> np.ndarray:
    """Records with first defaults; a row says what differs from a default by own causes on product 0."""
    records = np.zeros(len(rows), dtype=borrower_dtype(1))
    for number, row in enumerate(rows):
        neutral = {
            "agent": 10 + number, "weight": 1, "infector": -1, "cause": Cause.OTHER, "first_product": 0,
            "cut_by": -1, "denied_by": -1, "cut_day": NEVER, "denied_day": NEVER, "slump_day": NEVER,
        }  # fmt: skip
        for name, value in (neutral | row).items():
            records[number][name] = value
    return records


def found(*rows: dict[str, Any]) -> Cascades:
    world = np.zeros(1, dtype=WORLD)
    world[0].product["lender"][1] = 1
    return cascades_of(borrowers(*rows), world)


ROOT = {"first_day": 5}
CHAIN = (
    {"first_day": 70, "infector": 12, "cause": Cause.PEER, "generation": 2},
    {"first_day": NEVER},
    {"first_day": 40, "infector": 14, "cause": Cause.PEER, "generation": 1},
    {"first_day": 41, "infector": 14, "cause": Cause.PEER, "generation": 1},
    ROOT,
    {"first_day": 6},
)
"""Borrower 14 infects 12 and 13, 12 infects 10; 15 defaults alone, 11 not at all."""


def test_defaults_stand_in_the_order_of_their_days() -> None:
    cascade = found(*CHAIN)
    assert cascade.records["agent"].tolist() == [14, 15, 12, 13, 10]
    assert cascade.parent.tolist() == [-1, -1, 0, 0, 2]
    assert cascade.root.tolist() == [0, 1, 0, 0, 0]


def test_a_tree_is_as_large_as_the_defaults_below_its_root() -> None:
    assert found(*CHAIN).sizes.tolist() == [4, 1]


def test_offspring_of_a_month_are_those_its_defaulters_made() -> None:
    cascade = found(*CHAIN)
    assert cascade.offspring.tolist() == [2, 0, 1, 0, 0]
    assert cascade.month.tolist() == [1, 1, 2, 2, 3]
    assert [cascade.reproduction(cascade.month == month) for month in (1, 2, 3)] == [1.0, 0.5, 0.0]
    assert cascade.reproduction() == 3 / 5


def test_a_record_counts_by_its_weight() -> None:
    heavy = found({"first_day": 1, "weight": 2}, {"first_day": 40, "infector": 10, "weight": 3})
    assert heavy.reproduction() == 3 / 5
    assert heavy.reproduction(heavy.month == 1) == 3 / 2


def test_a_lenders_trouble_is_a_tree_of_its_own() -> None:
    made = {"first_day": 100, "infector": -3, "cause": Cause.LINE_CUT, "cut_day": 50, "cut_by": 1}
    cascade = found(made, {**made, "first_day": 101}, {"first_day": 130, "infector": 10})
    assert cascade.sizes.tolist() == [3]


def test_two_lenders_are_two_trees() -> None:
    at_platform = {"cause": Cause.LINE_CUT, "cut_day": 50, "infector": -2, "cut_by": 0}
    at_bank = at_platform | {"infector": -3, "cut_by": 1}
    cascade = found({**at_platform, "first_day": 100}, {**at_bank, "first_day": 101}, {**at_bank, "first_day": 102})
    assert cascade.sizes.tolist() == [2, 1]
    assert cascade.root.tolist() == [3, 4, 4]


def test_a_default_on_the_day_that_a_lender_struck_had_no_part_in_it() -> None:
    cascade = found(
        {"first_day": 10}, {"first_day": 11},
        {"first_day": 99, "infector": -2, "cause": Cause.LINE_CUT, "cut_day": 11, "cut_by": 0},
    )  # fmt: skip
    assert cascade.offspring.tolist() == [1, 0, 0]


def test_what_a_lender_made_is_spread_over_the_defaults_at_it_before_it_struck() -> None:
    at_bank = {"first_product": 1}
    made = {"first_day": 100, "infector": -3, "cause": Cause.LINE_CUT, "cut_by": 1}
    cascade = found(
        {"first_day": 10, **at_bank}, {"first_day": 20, **at_bank}, {"first_day": 30}, {"first_day": 60, **at_bank},
        {**made, "cut_day": 50}, {**made, "cut_day": 15},
    )  # fmt: skip
    assert cascade.offspring.tolist() == [1.5, 0.5, 0, 0, 0, 0]
    assert cascade.lender.tolist() == [1, 1, 0, 1, 0, 0]


def test_what_the_slump_made_is_spread_over_all_defaults_before_it() -> None:
    cascade = found(
        {"first_day": 10}, {"first_day": 20}, {"first_day": 300, "cause": Cause.SLUMP, "slump_day": 30, "generation": 1}
    )
    assert cascade.offspring.tolist() == [0.5, 0.5, 0]
    assert cascade.sizes.tolist() == [1, 1, 1]


def test_who_was_struck_before_any_default_is_nobodys_offspring() -> None:
    cascade = found({"first_day": 100, "infector": -2, "cause": Cause.LENDER_FAILED, "cut_day": 5, "cut_by": 0})
    assert cascade.offspring.tolist() == [0]


def test_the_measures_reach_the_rows() -> None:
    row, months = empty_replication(), empty_months(4)
    months["month"], months["lender"] = [1, 1, 2, 2], [0, 1, 0, 1]
    fill_cascades(row[0], months, found(*CHAIN))
    assert {name: row[name][0] for name in ("largest_cascade", "cascades", "first_defaults")} == {
        "largest_cascade": 4, "cascades": 1, "first_defaults": 5,
    }  # fmt: skip
    assert (row["cause_peer"][0], row["cause_other"][0], row["cause_income"][0]) == (3, 2, 0)
    assert (row["reproduction_number"][0], row["mean_generation"][0]) == (0.6, 0.8)
    assert months["reproduction_number"][[0, 2]].tolist() == [1.0, 0.5]
    assert np.isnan(months["reproduction_number"][[1, 3]]).all()


def test_a_replication_without_defaults_has_no_cascade_and_no_rates() -> None:
    row, months = empty_replication(), empty_months(1)
    months["month"] = 1
    fill_cascades(row[0], months, found({"first_day": NEVER}))
    assert (row["largest_cascade"][0], row["cascades"][0], row["first_defaults"][0]) == (0, 0, 0)
    assert math.isnan(row["reproduction_number"][0])
    assert math.isnan(row["mean_generation"][0])


def test_a_long_chain_is_one_tree() -> None:
    length = 1_000
    rows = [{"first_day": 1}, *({"first_day": 1 + k, "infector": 9 + k} for k in range(1, length))]
    assert found(*rows).sizes.tolist() == [length]

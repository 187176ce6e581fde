"""Hand numbers for the shapes of lines, and the same functions on the Taiwan tape against the tables of domain.md 8."""

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.studies.levels import shapes
from sim.studies.levels.measure import correlation
from sim.studies.levels.shapes import GONE, Lines

Array = np.ndarray[Any, Any]
TAIWAN = Path(__file__).parents[3] / "shared" / "data" / "taiwan_credit_cards_2005.csv"
MONTHS = ("6", "5", "4", "3", "2", "0")
"""Suffixes of the tape's statuses, April to September."""


def lines(bill: Any, left: Any, **values: Any) -> Lines:
    """Open lines with a limit of 10,000 fen and a minimum of 10 %; (months, lines) arrays."""
    bills = np.array(bill, dtype=float)
    neutral: dict[str, Any] = {
        "weight": np.ones(bills.shape[1]), "minimum": np.full(bills.shape[1], 0.1), "bill": bills,
        "limit": np.full(bills.shape, 10_000.0), "left": np.array(left, dtype=float),
        "age": np.full(bills.shape, -1), "is_open": np.ones(bills.shape, dtype=bool),
    }  # fmt: skip
    return Lines(**(neutral | values))


def test_statuses_are_those_of_the_tape() -> None:
    age = np.array([[-1, -1, -1, 21, 51, -1]])
    is_open = np.array([[True, True, True, True, True, False]])
    made = lines([[0, 5000, 5000, 5000, 5000, 5000]], [[0, 50, 4500, 5000, 5000, 0]], age=age, is_open=is_open)
    assert shapes.statuses(made).tolist() == [[-2, -1, 0, 1, 2, GONE]]


def test_payment_ratios_are_shares_of_the_billed_principal() -> None:
    ratio = shapes.payment_ratios(lines([[5000, 5000, 1000]], [[4500, 0, 0]]))
    assert ratio[0, :2].tolist() == pytest.approx([0.1, 1.0])
    assert np.isnan(ratio[0, 2])


def test_payment_classes_by_multiples_of_the_minimum() -> None:
    ratio = np.array([[0.0, 0.05, 0.1, 0.17, 0.19, 0.5, 0.99, np.nan]])
    assert shapes.payment_classes(ratio, np.full(8, 0.1)).tolist() == [[0, 2, 1, 1, 2, 4, 3, -1]]


def test_bills_by_class_and_classes_that_persist() -> None:
    sums = shapes.payment_sums(np.array([[1, 3, 1, 3], [1, 3, 3, -1]]), np.ones(4))
    assert (sums["bills"], sums["paid_minimum"], sums["paid_full"]) == (7.0, 3.0, 4.0)
    assert (sums["payer_minimum"], sums["payer_minimum_stays"]) == (2.0, 1.0)
    assert (sums["payer_full"], sums["payer_full_stays"]) == (1.0, 1.0)


def test_status_transitions_leave_out_what_is_gone() -> None:
    sums = shapes.transition_sums(np.array([[0, 0, 0, -1], [0, 1, GONE, -1]]), np.ones(4))
    assert (sums["status_revolving"], sums["status_revolving_stays"]) == (2.0, 1.0)
    assert (sums["status_full"], sums["status_full_stays"]) == (1.0, 1.0)


def test_spells_count_from_a_beginning_that_was_seen() -> None:
    status = np.array([[0, 1, 0], [1, 1, 1], [2, 0, 0], [0, 0, 0]])
    sums = shapes.spell_sums(status, np.ones(3))
    assert (sums["spell_1"], sums["spell_1_cured"]) == (2.0, 1.0)
    assert (sums["spell_2"], sums["spell_2_cured"]) == (1.0, 1.0)


def test_reentry_is_told_from_first_entry_within_a_window() -> None:
    status = np.array([[0, 0], [1, 0], [0, 0], [1, 0], [0, 1]])
    sums = shapes.reentry_sums(status, np.ones(2))
    assert (sums["first_at_risk"], sums["first_entered"]) == (5.0, 2.0)
    assert (sums["again_at_risk"], sums["again_entered"]) == (1.0, 1.0)


def test_utilisation_sums() -> None:
    made = lines([[100, 5000, 9500], [100, 6000, 9500]], [[0] * 3] * 2)
    sums = shapes.use_sums(made.bill / made.limit, made)
    assert (sums["use_below_5"], sums["use_20_80"], sums["use_from_90"]) == (2.0, 2.0, 2.0)
    assert (sums["use_billed"], sums["use_limit"]) == (30_200.0, 60_000.0)
    assert sums["pairs_change"] == pytest.approx(0.1)
    first, second = made.bill / 10_000
    assert correlation(sums) == pytest.approx(np.corrcoef(first, second)[0, 1])


def test_entry_hazard_by_utilisation_counts_current_lines_with_a_bill() -> None:
    status = np.array([[0, 0, -1, 1, -2], [1, 0, 1, 1, 0]])
    use = np.array([[0.8, 0.9, 0.1, 0.9, 0.0]] * 2)
    sums = shapes.entry_by_use(status, use, np.ones(5))
    assert sums == {"high_use": 2.0, "high_use_late": 1.0, "low_use": 1.0, "low_use_late": 1.0}


def test_staying_late_by_number_and_by_balance() -> None:
    sums = shapes.late_by_balance(np.array([[1, 1, 0], [GONE, 0, 1]]), lines([[300, 100, 50]] * 2, [[0] * 3] * 2))
    assert (sums["late_accounts"], sums["late_accounts_stay"]) == (2.0, 1.0)
    assert (sums["late_balance"], sums["late_balance_stays"]) == (400.0, 300.0)


# The Taiwan tape: the functions give the tables from which the targets are taken.


@pytest.fixture(scope="module")
def tape() -> dict[str, Array]:
    if not TAIWAN.is_file():
        pytest.skip("../shared/data has no Taiwan card tape on this machine")
    with TAIWAN.open(newline="") as file:
        rows = list(csv.DictReader(file))

    def columns(*names: str) -> Array:
        return np.array([[float(row[name]) for row in rows] for name in names])

    return {
        "status": columns(*(f"PAY_{month}" for month in MONTHS)),
        "bill": columns(*(f"BILL_AMT{number}" for number in range(6, 0, -1))),
        "paid": columns(*(f"PAY_AMT{number}" for number in range(5, 0, -1))),
        "limit": columns(*["LIMIT_BAL"] * 6),
    }


def ratio_of(sums: dict[str, float], part: str, whole: str) -> float:
    return sums[part] / sums[whole]


@pytest.mark.data
def test_the_tape_gives_the_tables_of_statuses_and_spells(tape: dict[str, Array]) -> None:
    status = tape["status"][:5]
    one = np.ones(status.shape[1])
    stays = shapes.transition_sums(status, one)
    assert ratio_of(stays, "status_revolving_stays", "status_revolving") == pytest.approx(0.884, abs=5e-4)
    assert ratio_of(stays, "status_full_stays", "status_full") == pytest.approx(0.754, abs=5e-4)
    spells = shapes.spell_sums(status, one)
    for month, hazard in ((1, 0.474), (2, 0.280), (3, 0.220)):
        assert ratio_of(spells, f"spell_{month}_cured", f"spell_{month}") == pytest.approx(hazard, abs=5e-4)
    entries = shapes.reentry_sums(status, one)
    assert ratio_of(entries, "again_entered", "again_at_risk") == pytest.approx(0.125, abs=5e-4)


@pytest.mark.data
def test_the_tape_gives_the_tables_of_utilisation(tape: dict[str, Array]) -> None:
    made = lines(tape["bill"], tape["bill"], limit=tape["limit"])
    use = made.bill / made.limit
    september = shapes.use_sums(use[5:], lines(tape["bill"][5:], tape["bill"][5:], limit=tape["limit"][5:]))
    assert ratio_of(september, "use_below_5", "use_known") == pytest.approx(0.316, abs=1e-3)
    assert ratio_of(september, "use_from_90", "use_known") == pytest.approx(0.202, abs=1e-3)
    assert ratio_of(september, "use_sum", "use_known") == pytest.approx(0.424, abs=1e-3)
    assert ratio_of(september, "use_billed", "use_limit") == pytest.approx(0.306, abs=1e-3)
    months = shapes.use_sums(use, made)
    assert 0.89 < correlation(months) < 0.93
    assert 0.051 < ratio_of(months, "pairs_change", "pairs") < 0.071
    by_use = shapes.entry_by_use(tape["status"][:5], use[:5], np.ones(use.shape[1]))
    high, low = ratio_of(by_use, "high_use_late", "high_use"), ratio_of(by_use, "low_use_late", "low_use")
    assert high / low == pytest.approx(2.0, abs=0.1)


@pytest.mark.data
def test_the_tape_gives_the_table_of_payments(tape: dict[str, Array]) -> None:
    bill = tape["bill"][:5]
    ratio = np.where(bill > 100, tape["paid"] / np.maximum(bill, 1), np.nan)
    sums = shapes.payment_sums(shapes.payment_classes(ratio, np.full(bill.shape[1], 1 / 30)), np.ones(bill.shape[1]))
    assert sums["bills"] == 130_196
    for name, share in (("nothing", 0.085), ("minimum", 0.356), ("full", 0.251), ("valley", 0.078)):
        assert ratio_of(sums, f"paid_{name}", "bills") == pytest.approx(share, abs=1e-3)
    assert ratio_of(sums, "payer_full_stays", "payer_full") == pytest.approx(0.83, abs=5e-3)
    assert ratio_of(sums, "payer_minimum_stays", "payer_minimum") == pytest.approx(0.74, abs=1e-2)

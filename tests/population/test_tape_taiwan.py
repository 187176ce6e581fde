"""The Taiwan card tape: 30,000 real card holders are read by the stated rules, and the counts are those published."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import numpy as np
import pytest

from sim.population.tape import Flag, Tape, read_tape, summary_lines
from sim.population.tape_checks import ProductKind
from sim.population.tape_errors import TapeError

TAIWAN = Path(__file__).parents[3] / "shared" / "data" / "taiwan_credit_cards_2005.csv"
PRODUCTS: dict[str, ProductKind] = {"huabei": "revolving"}
MOST_SECONDS = 10.0
"""A generous bound, so that a slow machine passes; 0.6 s were measured."""

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not TAIWAN.is_file(), reason="../shared/data has no Taiwan card tape on this machine"),
]


@pytest.fixture(scope="module")
def tape() -> Tape:
    return read_tape(TAIWAN, PRODUCTS)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_row_is_kept_and_the_mapping_is_found_by_the_header(tape: Tape) -> None:
    assert len(tape) == tape.borrowers == 30_000
    assert tape.mapping.mapping.name == "taiwan_credit_cards"
    assert set(tape.product) == {"huabei"}


@pytest.mark.parametrize(
    ("flag", "count"),
    [
        (Flag.CREDIT_BALANCE, 590),
        (Flag.OVER_LIMIT, 2_115),
        (Flag.ODD_CODE, 345),
        (Flag.EQUAL_BUT_FOR_BORROWER, 35),
        (Flag.STATUS_OVERRULED, 1_689),
        (Flag.NO_BILL_HISTORY, 1_434),
        (Flag.NEVER_PAID, 230),
    ],
)
def test_peculiar_rows_are_flagged_and_counted(tape: Tape, flag: Flag, count: int) -> None:
    assert tape.report.flags[flag] == int(np.count_nonzero(tape.flagged(flag))) == count


def test_balances_and_overpayments_add_up_to_the_bills(tape: Tape) -> None:
    bills = [int(row["BILL_AMT1"]) for row in rows_of(TAIWAN)]
    expected = np.array([round(bill * 2550 / 100) for bill in bills])
    exact = np.array(bills) * 25.5
    assert np.abs(tape.principal_fen - tape.credit_balance_fen - exact).max() <= 0.5
    assert (tape.principal_fen - tape.credit_balance_fen == expected).all()
    assert tape.limit_fen[:2].tolist() == [510_000, 3_060_000]


def test_days_past_due_are_thirty_for_each_month_late(tape: Tape) -> None:
    assert np.bincount(tape.days_past_due // 30).tolist() == [24_871, 1_999, 2_667, 322, 76, 26, 11, 9, 19]
    assert (tape.principal_fen[tape.days_past_due > 0] > 0).all()


def test_payer_types_are_minimum_or_full_rather_than_between(tape: Tape) -> None:
    assert np.bincount(tape.payer_type).tolist() == [9_806, 12_582, 7_612]


def test_late_months_separate_the_next_months_defaults(tape: Tape) -> None:
    outcome = tape.holdout["default_next_month"]
    rates = [outcome[tape.late_months_6 == months].mean() for months in range(7)]
    assert rates[0] < 0.15
    assert rates[1] > 2 * rates[0]
    assert rates[6] > 0.6


def test_utilisation_is_that_of_the_published_table(tape: Tape) -> None:
    assert tape.utilisation_history.shape == (30_000, 6)
    september, april = tape.utilisation_history[:, 0], tape.utilisation_history[:, 5]
    assert np.median(september) == pytest.approx(0.314, abs=0.0005)
    assert np.median(april) == pytest.approx(0.185, abs=0.0005)
    assert np.count_nonzero(september > 1) == 2_115


def test_the_outcome_is_a_hold_out_and_never_part_of_the_position(tape: Tape, tmp_path: Path) -> None:
    assert tape.holdout["default_next_month"].mean() == pytest.approx(0.2212)
    rows = rows_of(TAIWAN)[:500]
    for row in rows:
        row["default.payment.next.month"] = str(1 - int(row["default.payment.next.month"]))
    path = tmp_path / "turned.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    turned = read_tape(path, PRODUCTS)
    for name in (
        "principal_fen",
        "limit_fen",
        "days_past_due",
        "payer_type",
        "late_months_6",
        "average_payment_ratio",
        "utilisation_history",
        "age_years",
    ):
        np.testing.assert_array_equal(getattr(turned, name), getattr(tape, name)[:500])
    assert (turned.holdout["default_next_month"] == 1 - tape.holdout["default_next_month"][:500]).all()


def test_what_the_tape_does_not_hold_is_unknown(tape: Tape) -> None:
    assert (tape.income_fen_monthly == -1).all()
    assert (tape.months_on_book == -1).all()
    assert np.isnan(tape.annual_rate).all()
    assert (tape.past_due_fen[tape.days_past_due > 0] == -1).all()
    assert (tape.unbilled_fen == 0).all()


def test_the_summary_names_the_conversion_and_the_counts(tape: Tape) -> None:
    text = "\n".join(summary_lines(tape))
    assert "30,000 accounts of 30,000 borrowers" in text
    assert "amounts converted from TWD at 0.2550 yuan a unit" in text
    assert "2,115 rows: a balance above the limit" in text
    assert "EDUCATION: 345 codes outside those documented" in text
    assert "columns not read: SEX, MARRIAGE, PAY_AMT6" in text


def test_thirty_thousand_rows_are_read_within_bounds() -> None:
    start = time.process_time()
    read_tape(TAIWAN, PRODUCTS)
    assert time.process_time() - start < MOST_SECONDS


def test_a_product_that_the_scenario_lacks_is_one_fault_of_the_mapping() -> None:
    with pytest.raises(TapeError) as caught:
        read_tape(TAIWAN, {"jiebei": "term"})
    (fault,) = caught.value.faults
    assert fault.column == "product"
    assert "in the mapping" in fault.found


@pytest.mark.parametrize(
    ("column", "text", "allowed"),
    [
        ("PAY_0", "17", "allowed: -2, -1, 0, 1"),
        ("BILL_AMT1", "n/a", "a number is needed"),
        ("BILL_AMT3", "", "must not be empty"),
        ("PAY_AMT1", "-5", "at least 0 is needed"),
        ("AGE", "9", "from 14 to 120"),
        ("LIMIT_BAL", "-20000", "must not be negative"),
    ],
)
def test_one_bad_cell_is_one_fault(tmp_path: Path, column: str, text: str, allowed: str) -> None:
    rows = rows_of(TAIWAN)[:5]
    rows[2][column] = text
    lines = [",".join(rows[0]), *(",".join(row.values()) for row in rows)]
    path = tmp_path / "bad.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(TapeError) as caught:
        read_tape(path, PRODUCTS)
    (fault,) = caught.value.faults
    assert (fault.row, fault.column, fault.found) == (4, column, repr(text))
    assert allowed in fault.allowed

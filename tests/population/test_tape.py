"""The native tape: what a good file becomes, and what a summary says of it."""

from __future__ import annotations

import hashlib
import pickle
import re
from pathlib import Path

import numpy as np
import pandas
import pytest

from sim.population.tape import UNKNOWN, Flag, Tape, read_tape, summary_lines, tape_bytes, tape_sha256
from sim.population.tape_checks import ProductKind
from sim.population.tape_errors import TapeError

PRODUCTS: dict[str, ProductKind] = {"huabei": "revolving", "jiebei": "term"}
DOCUMENT = Path(__file__).parents[2] / "docs" / "tape.md"
HEADER = "borrower,product,limit,balance,days_past_due"


def documented_sample() -> str:
    """The sample tape of docs/tape.md."""
    found = re.search(r"```csv\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return found.group(1)


def written(folder: Path, text: str, name: str = "tape.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def sample(tmp_path: Path) -> Tape:
    return read_tape(written(tmp_path, documented_sample()), PRODUCTS)


def test_the_documented_sample_is_read_in_file_order(sample: Tape) -> None:
    assert len(sample) == 6
    assert sample.borrowers == 4
    assert sample.borrower == ("A-001", "A-002", "A-002", "A-003", "A-004", "A-004")
    assert sample.borrower_index.tolist() == [0, 1, 1, 2, 3, 3]
    assert sample.product == ("huabei", "huabei", "jiebei", "huabei", "jiebei", "jiebei")


def test_amounts_become_whole_fen(sample: Tape) -> None:
    assert sample.limit_fen.tolist() == [800_000, 1_200_000, 2_000_000, 300_000, 1_000_000, 500_000]
    assert sample.principal_fen.tolist() == [125_050, 1_184_000, 1_333_333, 0, 416_667, 500_000]
    assert sample.principal_fen.dtype == np.int64


def test_a_negative_balance_is_a_credit_balance(sample: Tape) -> None:
    assert sample.credit_balance_fen.tolist() == [0, 0, 0, 2_000, 0, 0]
    assert sample.flagged(Flag.CREDIT_BALANCE).tolist() == [False, False, False, True, False, False]


def test_an_untold_statement_is_all_of_a_line_and_nothing_of_a_loan(sample: Tape) -> None:
    assert sample.statement_fen.tolist() == [125_050, 1_184_000, 0, 0, 0, 0]
    assert (sample.statement_fen + sample.unbilled_fen == sample.principal_fen).all()


def test_the_amount_past_due_is_nothing_where_current_and_unknown_where_late(sample: Tape) -> None:
    assert sample.days_past_due.tolist() == [0, 35, 0, 0, 64, 0]
    assert sample.past_due_fen.tolist() == [0, UNKNOWN, 0, 0, UNKNOWN, 0]


def test_traits_of_a_borrower_hold_for_all_of_the_borrowers_rows(sample: Tape) -> None:
    assert sample.income_fen_monthly.tolist() == [720_000, 510_000, 510_000, UNKNOWN, 630_000, 630_000]
    assert sample.age_years.tolist() == [27, 34, 34, 22, 41, 41]


def test_untold_quantities_are_unknown(sample: Tape) -> None:
    assert sample.payer_type.tolist() == [0, 1, UNKNOWN, UNKNOWN, 2, UNKNOWN]
    assert sample.months_on_book.tolist() == [UNKNOWN] * 6
    assert np.isnan(sample.annual_rate).tolist() == [True, False, False, True, False, False]
    assert np.isnan(sample.utilisation_history).all()
    assert sample.remaining_term_months.tolist() == [0, 0, 8, 0, 5, 12]
    assert sample.weight.tolist() == [1] * 6


def test_arrays_are_read_only(sample: Tape) -> None:
    with pytest.raises(ValueError, match="read-only"):
        sample.principal_fen[0] = 1


def test_parquet_and_csv_give_the_same_tape(tmp_path: Path, sample: Tape) -> None:
    path = tmp_path / "tape.parquet"
    pandas.read_csv(tmp_path / "tape.csv").to_parquet(path)
    other = read_tape(path, PRODUCTS)
    for name in (
        "limit_fen",
        "principal_fen",
        "credit_balance_fen",
        "days_past_due",
        "annual_rate",
        "age_years",
        "remaining_term_months",
        "income_fen_monthly",
        "payer_type",
        "weight",
        "flags",
    ):
        np.testing.assert_array_equal(getattr(other, name), getattr(sample, name))
    assert other.borrower == sample.borrower


def test_large_identities_keep_every_digit_in_parquet(tmp_path: Path) -> None:
    frame = pandas.DataFrame(
        {"borrower": [2**53 + 1], "product": ["huabei"], "limit": [1], "balance": [0], "days_past_due": [0]}
    )
    frame.to_parquet(tmp_path / "tape.parquet")
    assert read_tape(tmp_path / "tape.parquet", PRODUCTS).borrower == (str(2**53 + 1),)


def test_a_byte_order_mark_windows_line_ends_and_blank_last_lines_are_legal(tmp_path: Path) -> None:
    path = tmp_path / "tape.csv"
    path.write_bytes(b"\xef\xbb\xbf" + documented_sample().replace("\n", "\r\n").encode() + b"\r\n\r\n")
    assert len(read_tape(path, PRODUCTS)) == 6


def test_amounts_are_rounded_once_half_to_even(tmp_path: Path) -> None:
    text = f"{HEADER}\nA,huabei,0.125,0.005,0\nB,huabei,0.135,0.015,0\nC,huabei,1e2,0.29,0\n"
    tape = read_tape(written(tmp_path, text), PRODUCTS)
    assert tape.limit_fen.tolist() == [12, 14, 10_000]
    assert tape.principal_fen.tolist() == [0, 2, 29]


def test_a_balance_above_the_limit_is_flagged_and_the_limit_kept(tmp_path: Path) -> None:
    tape = read_tape(written(tmp_path, f"{HEADER}\nA,huabei,100,100.01,0\nB,huabei,100,100,0\n"), PRODUCTS)
    assert tape.flagged(Flag.OVER_LIMIT).tolist() == [True, False]
    assert tape.limit_fen.tolist() == [10_000, 10_000]


def test_a_term_loan_without_a_limit_takes_its_balance(tmp_path: Path) -> None:
    tape = read_tape(written(tmp_path, f"{HEADER},remaining_term\nA,jiebei,,500,0,3\n"), PRODUCTS)
    assert tape.limit_fen.tolist() == [50_000]
    assert tape.flagged(Flag.LIMIT_FROM_BALANCE).all()


def test_utilisation_below_zero_counts_as_zero_and_above_one_is_legal(tmp_path: Path) -> None:
    text = f"{HEADER},utilisation_1,utilisation_2\nA,huabei,100,5,0,-0.2,1.3\n"
    tape = read_tape(written(tmp_path, text), PRODUCTS)
    np.testing.assert_array_equal(tape.utilisation_history[0], [0.0, 1.3] + [np.nan] * 4)


def test_the_hash_is_that_of_the_files_bytes(sample: Tape) -> None:
    content = tape_bytes(sample.path)
    assert sample.sha256 == tape_sha256(sample.path) == hashlib.sha256(content).hexdigest()


def test_a_summary_says_size_balances_and_flags_in_words(sample: Tape) -> None:
    text = "\n".join(summary_lines(sample))
    assert "6 accounts of 4 borrowers" in text
    assert "outstanding 35,590 yuan" in text
    assert "of it 16,007 yuan in 2 accounts past due" in text
    assert "1 row: a negative balance" in text
    assert "accounts past the charge-off age open as charged off" in text


def test_a_summary_of_a_tape_in_time_says_nothing_of_charge_off(tmp_path: Path) -> None:
    tape = read_tape(written(tmp_path, f"{HEADER}\nA,huabei,100,5,0\n"), PRODUCTS)
    assert "charged off" not in "\n".join(summary_lines(tape))


def test_a_summary_names_the_columns_it_did_not_read(tmp_path: Path) -> None:
    tape = read_tape(written(tmp_path, f"{HEADER},colour\nA,huabei,100,5,0,red\n"), PRODUCTS)
    assert tape.report.columns_not_read == ("colour",)
    assert "columns not read: colour" in summary_lines(tape)


def test_a_fault_crosses_processes(tmp_path: Path) -> None:
    with pytest.raises(TapeError) as caught:
        read_tape(tmp_path / "absent.csv", PRODUCTS)
    other = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - bytes made here
    assert str(other) == str(caught.value)
    assert other.exit_code == 3

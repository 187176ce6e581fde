"""Bad tapes: each is refused with row, column, what was found and what is allowed, and exit code 3."""

from __future__ import annotations

from pathlib import Path

import pandas
import pytest

from sim.population.tape import read_tape
from sim.population.tape_checks import ProductKind
from sim.population.tape_errors import TapeError

PRODUCTS: dict[str, ProductKind] = {"huabei": "revolving", "jiebei": "term"}
HEADER = "borrower,product,limit,balance,days_past_due"
GOOD = "A,huabei,1000,200,0"


def refusal(path: Path) -> TapeError:
    with pytest.raises(TapeError) as caught:
        read_tape(path, PRODUCTS)
    assert caught.value.exit_code == 3
    assert "Traceback" not in str(caught.value)
    return caught.value


def refused(folder: Path, content: str | bytes, name: str = "tape.csv") -> TapeError:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return refusal(path)


BAD_CELLS = [
    ("B,huabei,-1,0,0", "limit", "'-1'", "must not be negative"),
    ("B,huabei,many,0,0", "limit", "'many'", "a number is needed"),
    ("B,huabei,'1000',0,0", "limit", "\"'1000'\"", "a number is needed"),
    ("B,huabei,1_000,0,0", "limit", "'1_000'", "a number is needed"),
    ("B,huabei,٣٠,0,0", "limit", "'٣٠'", "a number is needed"),
    ("B,huabei,0x10,0,0", "limit", "'0x10'", "a number is needed"),
    ("B,huabei,nan,0,0", "limit", "'nan'", "a finite number"),
    ("B,huabei,1000,-inf,0", "balance", "'-inf'", "a finite number"),
    ("B,huabei,1000,1e99,0", "balance", "'1e99'", "at most 2^62 fen"),
    ("B,huabei,1000,1e999999999,0", "balance", "'1e999999999'", "a number is needed"),
    ("B,huabei,1000,-1e18,0", "balance", "'-1e18'", "at most 2^62 fen"),
    ("B,huabei,1000,,0", "balance", "''", "must not be empty"),
    ("B,huabei,1000,1,-5", "days_past_due", "'-5'", "from 0 to 36000"),
    ("B,huabei,1000,1,2.5", "days_past_due", "'2.5'", "a whole number"),
    ("B,huabei,1000,1,40000", "days_past_due", "'40000'", "from 0 to 36000"),
    ("B,huabei,1000,0,30", "days_past_due", "30 days past due", "nothing is owed"),
    ("B,huabei,1000,-9,30", "days_past_due", "30 days past due", "nothing is owed"),
    ("B,baitiao,1000,0,0", "product", "'baitiao'", "huabei, jiebei"),
    (",huabei,1000,0,0", "borrower", "''", "must not be empty"),
    ("A,huabei,1000,0,0", "borrower", "'A'", "row 2 is already this borrower's account at huabei"),
    ("B,huabei,,0,0", "limit", "no limit", "a revolving line needs one"),
    ("B,jiebei,1000,5,0", "remaining_term", "no remaining term", "at least 1 month"),
]


@pytest.mark.parametrize(("row", "column", "found", "allowed"), BAD_CELLS)
def test_a_bad_cell_is_named_with_its_row(tmp_path: Path, row: str, column: str, found: str, allowed: str) -> None:
    error = refused(tmp_path, f"{HEADER}\n{GOOD}\n{row}\n")
    (fault,) = error.faults
    assert (fault.row, fault.column, fault.found) == (3, column, found)
    assert allowed in fault.allowed
    assert f"row 3, column {column}: found {found}" in str(error)


BAD_OPTIONS = [
    ("statement", "201", "must not be above the balance"),
    ("past_due", "5", "nothing can be past due"),
    ("annual_rate", "11", "from 0 to 10"),
    ("annual_rate", "18.25%", "a number is needed"),
    ("remaining_term", "6", "a revolving line has no term"),
    ("instalment", "-1", "must not be negative"),
    ("income_monthly", "-1", "must not be negative"),
    ("age", "7", "from 14 to 120"),
    ("late_months_6", "7", "from 0 to 6"),
    ("payer_type", "sometimes", "transactor, minimum, partial"),
    ("average_payment_ratio", "1.5", "from 0 to 1"),
    ("utilisation_1", "high", "a number is needed"),
    ("weight", "0", "from 1 to"),
]


@pytest.mark.parametrize(("column", "found", "allowed"), BAD_OPTIONS)
def test_a_bad_optional_cell_is_named(tmp_path: Path, column: str, found: str, allowed: str) -> None:
    (fault,) = refused(tmp_path, f"{HEADER},{column}\n{GOOD},{found}\n").faults
    assert (fault.row, fault.column) == (2, column)
    assert allowed in fault.allowed


@pytest.mark.parametrize(("past_due", "allowed"), [("201", "above the balance"), ("0", "must be past due")])
def test_a_late_account_has_a_fitting_amount_past_due(tmp_path: Path, past_due: str, allowed: str) -> None:
    (fault,) = refused(tmp_path, f"{HEADER},past_due\nA,huabei,1000,200,30,{past_due}\n").faults
    assert allowed in fault.allowed


def test_a_term_loan_has_no_statement(tmp_path: Path) -> None:
    (fault,) = refused(tmp_path, f"{HEADER},remaining_term,statement\nA,jiebei,1000,200,0,3,50\n").faults
    assert (fault.column, fault.found) == ("statement", "50.00 yuan")


def test_two_incomes_of_one_borrower_are_refused(tmp_path: Path) -> None:
    text = f"{HEADER},remaining_term,income_monthly\nA,huabei,1000,200,0,,5000\nA,jiebei,1000,200,0,3,6000\n"
    (fault,) = refused(tmp_path, text).faults
    assert (fault.row, fault.column) == (3, "income_monthly")


def test_a_book_too_large_to_add_up_is_refused(tmp_path: Path) -> None:
    text = f"{HEADER},weight\nA,huabei,1e12,0,0,1000000\n"
    assert "2^62" in str(refused(tmp_path, text))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "an empty file"),
        ("\n \n", "an empty file"),
        (b"\xef\xbb\xbf", "an empty file"),
        (f"{HEADER}\n", "a header but no rows"),
        ("borrower,product,limit,days_past_due\nA,huabei,1,0\n", "yuqi also needs the columns balance"),
        (f"{HEADER}\n{GOOD}\n".replace(",", ";"), "divided by a semicolon"),
        (f"{HEADER}\n{GOOD},1\n", "row 2: found 6 cells, the header has 5"),
        (f"{HEADER}\n{GOOD}\n\n{GOOD}\n", "row 3: found a blank line"),
        (f"{HEADER},limit\n{GOOD},1\n", "column limit: found 2 columns of this name"),
        (f"{HEADER}\n{GOOD}\n".encode("utf-16"), "must be UTF-8"),
        (f"{HEADER}\n李,huabei,1,0,0\n".encode("gb18030"), "row 2: found the byte"),
        (f"{HEADER}\n{GOOD}\nB\x00,huabei,1,0,0\n", "row 3: found a NUL byte"),
        (f'{HEADER}\n"A,huabei,1,0,0\n', "cannot be read"),
        (b"PAR1 and nothing more", "Parquet that cannot be read"),
        (b"PK\x03\x04\x14\x00\x00\x00", "a NUL byte"),
    ],
)
def test_a_file_that_is_no_tape_is_refused(tmp_path: Path, content: str | bytes, words: str) -> None:
    assert words in str(refused(tmp_path, content))


def test_a_missing_file_a_folder_and_a_device_are_refused(tmp_path: Path) -> None:
    assert "no such file" in str(refusal(tmp_path / "absent.csv"))
    assert "a folder" in str(refusal(tmp_path))
    assert "no plain file" in str(refusal(Path("/dev/null")))


def test_a_csv_called_parquet_is_refused(tmp_path: Path) -> None:
    assert "Parquet is needed" in str(refused(tmp_path, f"{HEADER}\n{GOOD}\n", "tape.parquet"))


def test_a_parquet_row_counts_from_one(tmp_path: Path) -> None:
    frame = pandas.DataFrame(
        {"borrower": ["A", "B"], "product": "huabei", "limit": [1.0, None], "balance": [0, 0], "days_past_due": [0, -1]}
    )
    frame.to_parquet(tmp_path / "tape.parquet")
    error = refusal(tmp_path / "tape.parquet")
    assert [(fault.row, fault.column) for fault in error.faults] == [(2, "limit"), (2, "days_past_due")]


def test_the_line_number_counts_lines_inside_quotes(tmp_path: Path) -> None:
    error = refused(tmp_path, f'{HEADER}\n"A\nB",huabei,1000,200,0\nC,huabei,x,200,0\n')
    assert error.faults[0].row == 4


def test_all_faults_are_told_at_once_up_to_twenty(tmp_path: Path) -> None:
    rows = "".join(f"B{number},huabei,-1,many,0\n" for number in range(15))
    error = refused(tmp_path, f"{HEADER}\n{rows}")
    assert len(error.faults) == 30
    text = str(error)
    assert text.count("row ") == 20
    assert text.endswith("and 10 more")
    assert [fault.row for fault in error.faults] == sorted(fault.row for fault in error.faults)


def test_a_long_cell_is_cut_in_the_message(tmp_path: Path) -> None:
    assert len(str(refused(tmp_path, f"{HEADER}\nA,huabei,{'9' * 5000},0,0\n"))) < 400

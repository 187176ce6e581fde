"""Mapping files: what they may say, how a header finds its mapping, and how a bad one is refused."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from sim.population.mapping import TapeMapping, scale_fraction
from sim.population.mapping_files import find_mapping, load_mapping, read_mapping, shipped_mappings
from sim.population.tape import read_tape
from sim.population.tape_checks import ProductKind
from sim.population.tape_errors import MappingError, TapeError
from sim.population.tape_files import tape_sha256

PRODUCTS: dict[str, ProductKind] = {"huabei": "revolving", "jiebei": "term"}
MAPPING = """
name: wan_bank
title: a bank that reports in ten thousands
source: made up for this test
recognise: [cust, line]
delimiter: ";"
missing: ["", NA]
currency: {code: CNY, yuan_per_unit: 1, scale: 10000, source: the tape is in ten thousand yuan}
borrower: {column: cust}
product: {column: kind, values: {card: huabei, cash: jiebei}}
limit: {column: line}
balance: {column: owed}
days_past_due: {column: late}
remaining_term: {column: months, required: false, default: 0}
income_monthly: {column: yearly_income, scale: 1/12, required: false}
annual_rate: {column: percent, scale: 1/100, required: false}
payer_type: {column: habit, required: false, values: {F: transactor, M: minimum, P: partial}}
holdout: {next_year: bad}
"""
TAPE = """cust;kind;line;owed;late;months;yearly_income;percent;habit;bad
1;card;2.5;0.33335;0;NA;12;18.25;F;0
2;cash;1;1;31;6;NA;NA;NA;1
"""


def written(folder: Path, text: str, name: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def refusal(folder: Path, old: str, new: str) -> str:
    assert old in MAPPING
    with pytest.raises(MappingError) as caught:
        read_mapping(written(folder, MAPPING.replace(old, new), "bad.yaml"))
    assert caught.value.exit_code == 3
    return str(caught.value)


def test_a_foreign_tape_is_converted_by_its_mapping(tmp_path: Path) -> None:
    mapping = load_mapping(written(tmp_path, MAPPING, "wan.yaml"))
    tape = read_tape(written(tmp_path, TAPE, "wan.csv"), PRODUCTS, mapping)
    assert tape.product == ("huabei", "jiebei")
    assert tape.limit_fen.tolist() == [2_500_000, 1_000_000]
    assert tape.principal_fen.tolist() == [333_350, 1_000_000]
    assert tape.income_fen_monthly.tolist() == [1_000_000, -1]
    assert tape.annual_rate[0] == pytest.approx(0.1825)
    assert tape.remaining_term_months.tolist() == [0, 6]
    assert tape.payer_type.tolist() == [0, -1]
    assert tape.holdout["next_year"].tolist() == [0, 1]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("limit: {column: line}", "limit: {constant: 1.0e300}", "column constant: found '1e+300' in the mapping"),
        ("limit: {column: line}", "limit: {constant: 5e15}", "at most 2^62 fen"),
        ("limit: {column: line}", "limit: {column: line}\nage: {constant: 5}", "from 14 to 120"),
        ("required: false, default: 0}", "required: false, default: 5000}", "default of months: found '5000'"),
    ],
)
def test_a_constant_of_a_mapping_is_judged_like_a_cell(tmp_path: Path, old: str, new: str, words: str) -> None:
    mapping = load_mapping(written(tmp_path, MAPPING.replace(old, new), "wan.yaml"))
    with pytest.raises(TapeError) as caught:
        read_tape(written(tmp_path, TAPE, "wan.csv"), PRODUCTS, mapping)
    assert words in str(caught.value)


def test_the_mapping_carries_the_hash_of_its_file(tmp_path: Path) -> None:
    path = written(tmp_path, MAPPING, "wan.yaml")
    assert load_mapping(path).sha256 == tape_sha256(path)


def test_the_shipped_mappings_are_sound_and_have_their_files_names() -> None:
    names = [loaded.mapping.name for loaded in shipped_mappings()]
    assert names == ["taiwan_credit_cards", "yuqi"]
    assert [loaded.path.stem for loaded in shipped_mappings()] == names


def test_a_shipped_mapping_is_found_by_name() -> None:
    assert load_mapping("yuqi").mapping.name == "yuqi"


def test_a_mapping_that_is_nowhere_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(MappingError, match="shipped mappings: taiwan_credit_cards, yuqi"):
        load_mapping("taiwan")


def test_a_name_that_no_file_can_have_is_refused() -> None:
    with pytest.raises(MappingError, match="no such file"):
        load_mapping("x" * 5000)


def test_a_folder_is_no_mapping(tmp_path: Path) -> None:
    with pytest.raises(TapeError, match="a folder"):
        load_mapping(tmp_path)


def test_a_header_that_several_mappings_fit_asks_for_a_choice(tmp_path: Path) -> None:
    one = read_mapping(written(tmp_path, MAPPING, "one.yaml"))
    two = read_mapping(written(tmp_path, MAPPING.replace("wan_bank", "other_bank"), "two.yaml"))
    with pytest.raises(MappingError, match="fits wan_bank, other_bank, choose one with --mapping"):
        find_mapping(tmp_path / "wan.csv", TAPE.encode(), [one, two])


def test_a_header_is_divided_as_each_mapping_says(tmp_path: Path) -> None:
    one = read_mapping(written(tmp_path, MAPPING, "one.yaml"))
    found = find_mapping(tmp_path / "wan.csv", TAPE.encode(), [*shipped_mappings(), one])
    assert found.mapping.name == "wan_bank"


def test_a_header_that_nothing_fits_lists_the_mappings(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match=r"no mapping fits .* taiwan_credit_cards, yuqi"):
        find_mapping(tmp_path / "other.csv", b"a,b\n1,2\n")


def test_a_mapping_of_another_delimiter_says_so(tmp_path: Path) -> None:
    mapping = read_mapping(written(tmp_path, MAPPING.replace('delimiter: ";"', 'delimiter: ","'), "one.yaml"))
    with pytest.raises(TapeError, match="divided by a semicolon, where a comma is expected"):
        read_tape(written(tmp_path, TAPE, "wan.csv"), PRODUCTS, mapping)


def test_a_column_the_mapping_needs_and_the_tape_lacks_is_named(tmp_path: Path) -> None:
    mapping = read_mapping(written(tmp_path, MAPPING, "one.yaml"))
    with pytest.raises(TapeError, match="column bad: found no such column"):
        read_tape(written(tmp_path, TAPE.replace(";bad", ";worse"), "wan.csv"), PRODUCTS, mapping)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("holdout: {next_year: bad}", "holdout: {next_year: owed}", "which the position also reads"),
        ("limit: {column: line}", "limit: {column: line, constant: 5}", "exactly one of 'column' and 'constant'"),
        ("limit: {column: line}", "limit: {}", "exactly one of 'column' and 'constant'"),
        ("limit: {column: line}", "limit: {column: line, default: 5}", "'default' needs 'required: false'"),
        ("limit: {column: line}", "limit: {constant: -5}", "greater than or equal to 0"),
        ("limit: {column: line}", "limit: {column: line, formula: 2*x}", "key limit.formula: found '2*x'"),
        ("balance: {column: owed}", "balance: {column: owed, required: false}", "'balance' must be known"),
        ("borrower: {column: cust}", "borrower: {constant: me}", "'borrower' needs a column"),
        ("days_past_due: {column: late}", "", "exactly one of 'days_past_due' and 'status_history'"),
        ("balance: {column: owed}", "", "key balance: Field required"),
        ("scale: 10000", "scale: ten", "a scale is a decimal number or a fraction"),
        ("scale: 10000", "scale: 0", "a scale must be above 0"),
        ("scale: 1/12", "scale: 1/0", "a scale is a decimal number or a fraction"),
        ("scale: 10000", "scale: .inf", "key currency.scale: "),
        ("habit, required: false, values: {F: transactor", "habit, required: false, values: {F: payer", "'transactor'"),
        ('delimiter: ";"', "delimiter: x", "key delimiter: found 'x'"),
        ("name: wan_bank", "name: [", "not valid YAML"),
        ("recognise: [cust, line]", "recognise: []", "key recognise"),
    ],
)
def test_a_bad_mapping_is_refused_with_its_key(tmp_path: Path, old: str, new: str, words: str) -> None:
    assert words in refusal(tmp_path, old, new)


def test_all_faults_of_a_mapping_are_told_at_once(tmp_path: Path) -> None:
    text = refusal(tmp_path, "limit: {column: line}", "limit: {column: 5}\nage: {constant: old}\ncolour: red")
    assert "key limit.column" in text
    assert "key age.constant" in text
    assert "key colour" in text


@pytest.mark.parametrize("text", ["", "just words", "[1, 2]"])
def test_a_file_that_is_no_mapping_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(MappingError):
        read_mapping(written(tmp_path, text, "bad.yaml"))


def history_fault(**parts: object) -> str:
    loaded = load_mapping("taiwan_credit_cards").mapping.model_dump(exclude_none=True)
    with pytest.raises(ValueError, match=r".") as caught:
        TapeMapping.model_validate(loaded | parts)
    return str(caught.value)


def test_histories_must_pair_month_by_month() -> None:
    assert "do not pair" in history_fault(payment_history={"bills": ["A", "B"], "payments": ["C"]})
    status = {"columns": ["A", "B"], "bills": ["C"], "months_late": {"0": 0, "1": 1}, "current_without_bill": ["1"]}
    assert "as many 'bills' as 'columns'" in history_fault(status_history=status)
    assert "has no use" in history_fault(status_history=status | {"current_without_bill": []})
    lacking = status | {"bills": ["C", "D"], "current_without_bill": ["7"]}
    assert "codes that 'months_late' lacks: 7" in history_fault(status_history=lacking)


def test_a_quantity_that_a_history_gives_is_not_given_twice() -> None:
    assert "follow from 'payment_history'" in history_fault(payer_type={"constant": "minimum"})
    assert "follows from 'status_history'" in history_fault(late_months_6={"constant": 0})
    assert "exactly one of 'days_past_due'" in history_fault(days_past_due={"constant": 0})


def test_a_scale_is_exact() -> None:
    assert scale_fraction("0.2550") == Fraction(51, 200)
    assert scale_fraction("0.5/12") == Fraction(1, 24)

"""What the strict reader takes, refuses, and where it says things stand."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from sim.scenario.errors import ScenarioError
from sim.scenario.reader import Position, parse, read_yaml
from sim.scenario.resolve import load


def value_of(text: str) -> object:
    document = parse(f"a: {text}\n", "x.yaml")
    assert not document.faults
    return document.value["a"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("1e-3", 0.001),
        ("010", 10),
        ("12:30", "12:30"),
        ("1_000", "1_000"),
        ("2024-01-01", "2024-01-01"),
        ("5%", "5%"),
        ("0o17", 15),
        ("0xff", 255),
        ("+1", 1),
        (".5", 0.5),
        ("5.", 5.0),
        ("-1.5E+3", -1500.0),
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
        ("null", None),
        ("'null'", "null"),
        ("'1'", "1"),
        ('"a\\tb"', "a\tb"),
        ("18446744073709551615", 2**64 - 1),
        ("０", "０"),
        ("[1, {b: 2.0}]", [1, {"b": 2.0}]),
    ],
)
def test_scalars_follow_the_core_schema_of_yaml_1_2(text: str, value: object) -> None:
    read = value_of(text)
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (".nan", "E113"),
        (".NaN", "E113"),
        (".inf", "E113"),
        ("-.Inf", "E113"),
        ("1e400", "E113"),
        ("-0", "E113"),
        ("-0.0", "E113"),
        ("1e-400", "E113"),
        ("1e-310", "E113"),
        ("18446744073709551616", "E122"),
        ("9" * 5000, "E122"),
        ("0x" + "f" * 5000, "E122"),
        ('"\\0"', "E102"),
        ('"\\ud800"', "E102"),
        ('"\\e[31m"', "E102"),
    ],
)
def test_values_no_computation_may_meet_are_named_with_their_line(text: str, code: str) -> None:
    document = parse(f"\nb: {{a: {text}}}\n", "x.yaml")
    (fault,) = document.faults
    assert (fault.code, fault.line, fault.column, fault.key) == (code, 2, 8, "b.a")
    assert str(fault).isprintable()


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("a: 1\nb: &x 2\n", 2, 4, "anchor &x"),
        ("b: *x\n", 1, 4, "alias *x"),
        ("a: !!int 3\n", 1, 4, "tag !!int"),
        ("a: !!python/object:os.system {}\n", 1, 4, "tag"),
        ("a: ! 3\n", 1, 4, "tag !"),
        ("a: 1\n<<: {b: 1}\n", 2, 1, "merge keys"),
        ("a: 1\n---\nb: 2\n", 2, 1, "second document"),
        ("%YAML 1.1\n---\na: 1\n", 2, 1, "directives"),
        ("true: 1\n", 1, 1, "not allowed as a key"),
        ("1.5: 1\n", 1, 1, "not allowed as a key"),
        ("~: 1\n", 1, 1, "not allowed as a key"),
        ("? [a]\n: 1\n", 1, 3, "a key must be one word"),
        ("a:\n\tb: 1\n", 2, 1, "a tab"),
        ("a:\n  \tb: 1\n", 2, 3, "a tab"),
        ("a: [1\nb: 2\n", 2, 2, "not valid YAML"),
        ("a: b: c\n", 1, 5, "not valid YAML"),
        ("a: @x\n", 1, 4, "not valid YAML"),
        ("a: 1\nb: \x01\n", 2, 4, "U+0001"),
        ('a: 1\nb: "\\U99999999"\n', 2, 1, "not valid YAML"),
        ("[" * 3000, 1, 21, "more than 20 levels"),
        ("a:\n " + "- " * 3000, 2, 40, "more than 20 levels"),
        ("a: " + "x" * 20_000, 1, 10_000, "characters"),
        ("- 1\n" * 30_000, 20_000, 3, "more than 20000"),
    ],
)
def test_syntax_is_refused_with_line_and_column(text: str, line: int, column: int, words: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        parse(text, "x.yaml")
    (fault,) = caught.value.faults
    assert (fault.code, fault.line, fault.column) == ("E102", line, column)
    assert words in str(fault)
    assert str(fault).startswith(f"x.yaml:{line}:{column}: ")


@pytest.mark.parametrize(
    ("text", "places", "words"),
    [
        ("a: 1\nb: 2\na: 3\n", [(3, 1)], "stands twice (first in line 1)"),
        ("a: {b: 1, b: 2}\n", [(1, 11)], "stands twice"),
        ("3: a\n'3': b\n", [(2, 1)], "stands twice"),
        ("a: 1\na: 2\na: {b: 1, b: .nan}\n", [(2, 1), (3, 1), (3, 11), (3, 14)], "first in line 1"),
    ],
)
def test_every_key_that_stands_twice_is_told(write, text: str, places: list[tuple[int, int]], words: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        read_yaml(write(text))
    assert [(fault.line, fault.column) for fault in caught.value.faults] == places
    assert words in str(caught.value.faults[0])
    assert "[E102]" in str(caught.value.faults[0])


def test_an_alias_bomb_is_refused_before_it_grows(write) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    with pytest.raises(ScenarioError, match="anchor &a0"):
        read_yaml(write("\n".join(lines)))


@pytest.mark.parametrize(
    "text",
    [
        "!" * 1_000_000,
        "&" + "a" * 1_000_000,
        "[" * 1_000_000,
        "a: [" + "[]," * 300_000 + "]",
        '"' * 1_000_000,
        "? " * 500_000,
    ],
    ids=["tags", "anchor", "brackets", "lists", "quotes", "keys"],
)
def test_a_megabyte_of_malice_is_refused_within_five_seconds(text: str) -> None:
    begin = time.process_time()
    with pytest.raises(ScenarioError):
        parse(text, "x.yaml")
    assert time.process_time() - begin < 5


def test_a_whole_number_key_stays_a_number_and_a_quoted_one_text() -> None:
    assert parse("{3: a, '4': b, 007: c}", "x").value == {3: "a", "4": "b", 7: "c"}


def test_every_key_path_knows_its_line_and_column() -> None:
    document = parse("# c\na:\n  b: 1\n  3: [x, {c: 2}]\n", "x.yaml")
    assert document.positions == {
        (): Position(2, 1),
        ("a",): Position(2, 1),
        ("a", "b"): Position(3, 3),
        ("a", "3"): Position(4, 3),
        ("a", "3", "0"): Position(4, 7),
        ("a", "3", "1"): Position(4, 10),
        ("a", "3", "1", "c"): Position(4, 11),
    }
    assert document.position(("a", "zz", "y")) == Position(2, 1)


def test_carriage_returns_and_document_marks_are_read(write) -> None:
    assert read_yaml(write(b"---\r\na: 1\r\nb:\r\n  c: 2\r\n...\r\n")).value == {"a": 1, "b": {"c": 2}}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "it is empty"),
        (b" \n\n", "it is empty"),
        (b"# only\n", "only comments"),
        (b"\xef\xbb\xbfa: 1\n", "byte-order mark"),
        ("a: 1\n".encode("utf-16"), "UTF-16"),
        (b"a: 1\0\n", "NUL"),
        (b"a: 1\nb: \xff\n", "not UTF-8 text (byte 8 in line 2)"),
        (bytes(range(256)), "NUL"),
    ],
)
def test_what_is_no_text_cannot_be_read(write, content: bytes, words: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        read_yaml(write(content))
    assert caught.value.faults[0].code == "E101"
    assert words in str(caught.value)


def test_a_file_over_one_mebibyte_is_refused(write) -> None:
    with pytest.raises(ScenarioError, match=r"larger than 1 MiB \[E102\]"):
        read_yaml(write("a: 1\n" + "# x\n" * 300_000))


def test_a_file_must_hold_a_mapping(write) -> None:
    with pytest.raises(ScenarioError, match=r"expected a mapping of keys to values \[E112\]"):
        read_yaml(write("- a\n"))
    with pytest.raises(ScenarioError, match="holds null"):
        read_yaml(write("---\n"))


def test_places_that_are_no_files_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo.yaml")
    cases = {
        tmp_path: "a directory",
        tmp_path / "fifo.yaml": "not a regular file",
        Path("/dev/zero"): "not a regular file",
        tmp_path / "missing.yaml": "no such file",
        tmp_path / ("x" * 5000): "too long",
        Path("a\0b"): "NUL",
    }
    for path, words in cases.items():
        with pytest.raises(ScenarioError, match=words) as caught:
            read_yaml(path)
        assert caught.value.faults[0].code == "E101"
        assert str(caught.value).isprintable()


def test_an_unreadable_file_is_refused(write, monkeypatch) -> None:
    def refuses(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("sim.scenario.files.open", refuses, raising=False)
    with pytest.raises(ScenarioError, match=r"cannot be read: Permission denied \[E101\]"):
        read_yaml(write("a: 1\n"))


def test_a_key_that_turns_the_line_around_is_escaped_beside_a_number_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("a\u202e: .nan\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as fault:
        load(path)
    assert [one.key for one in fault.value.faults if one.code == "E113"] == ["a\\u202e"]
    assert str(fault.value).replace("\n", "").isprintable()

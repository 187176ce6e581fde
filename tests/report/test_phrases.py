from __future__ import annotations

import re
import string

import pytest

from sim.errors import UsageError
from sim.phrases import Money, phrases_of
from sim.risk import intervals, sectioned, shortfall

EN, ZH = phrases_of("en"), phrases_of("zh")
NO_BREAK = "\N{NO-BREAK SPACE}"


def fields(phrase: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(phrase) if name is not None}


def test_both_languages_have_the_same_keys() -> None:
    assert EN.table.keys() == ZH.table.keys()


def test_what_is_filled_in_is_the_same_in_both() -> None:
    assert {key for key in EN.table if fields(EN.table[key]) != fields(ZH.table[key])} == set()


def test_no_phrase_is_empty_but_the_space_between_chinese_sentences() -> None:
    assert [key for words in (EN, ZH) for key, phrase in words.table.items() if not phrase.strip()] == [
        "space",
        "space",
    ]


def test_no_chinese_phrase_is_left_in_english() -> None:
    said = {key: re.sub(r"\{\w+\}", "", phrase) for key, phrase in ZH.table.items()}
    latin = [key for key, words in said.items() if re.search("[a-zA-Z]", words) and not re.search("[一-鿿]", words)]
    assert latin == []


def test_methods_of_the_diagnostics_are_told_in_both_languages() -> None:
    methods = [
        intervals.STUDENT_METHOD, intervals.ORDER_STATISTIC_METHOD, intervals.CLOPPER_PEARSON_METHOD,
        shortfall.SHORTFALL_METHOD, sectioned.SECTION_MEAN_METHOD, sectioned.SECTION_SHARE_METHOD,
        sectioned.SECTION_QUANTILE_METHOD, sectioned.SECTION_SHORTFALL_METHOD,
    ]  # fmt: skip
    assert [EN.method(one) for one in methods] == methods
    assert [one for one in methods if not re.search("[一-鿿]", ZH.method(one))] == []
    assert ZH.method("another") == "another"


def test_what_is_filled_in_is_not_read_as_a_phrase() -> None:
    assert EN("settings.there", name="{unit}") == "{unit}"


def test_a_language_that_is_not_there_is_refused_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="--lang fr is not known; allowed are en, zh"):
        phrases_of("fr")


@pytest.mark.parametrize(
    ("share", "english", "chinese"),
    [(0.0782, "7.82", "7.82%"), (0.00012, "0.012", "0.012%"), (-2.5, "−250.00", "−250.00%"), (0.0, "0.00", "0.00%")],
)
def test_shares_are_written_as_per_cent(share: float, english: str, chinese: str) -> None:
    assert (EN.percent(share), ZH.percent(share)) == (f"{english}{NO_BREAK}%", chinese)


@pytest.mark.parametrize(
    ("yuan", "english", "chinese"),
    [
        (900, "900 yuan", "900 元"),
        (2_763_675, "2,763.7 thousand yuan", "276.37 万元"),
        (5_000_000_000, "5,000.0 million yuan", "500,000 万元"),
    ],
)
def test_money_has_a_unit_that_fits_the_book(yuan: int, english: str, chinese: str) -> None:
    found = [Money.fitting(words, 100 * yuan) for words in (EN, ZH)]
    assert [f"{money(100 * yuan)} {money.unit}" for money in found] == [english, chinese]


def test_what_does_not_exist_is_unknown() -> None:
    assert Money.fitting(EN, 1e9)(None) == EN.percent(None) == EN.number(None) == "unknown"


def test_what_is_rounded_to_nothing_has_no_sign():
    words = phrases_of("en")
    assert (words.number(-0.04, 1), words.number(-1234.5, 1), words.number(-0.06, 1)) == ("0.0", "−1,234.5", "−0.1")
    assert words.percent(-0.0) == words.percent(0.0)

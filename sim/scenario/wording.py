"""The sentences of value faults: what was found, what is allowed in the trade's units, and what was probably meant."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from sim.scenario.errors import printable, shown
from sim.scenario.merge import closest
from sim.scenario.structure import Shape, bounds, choices, extra, is_number

MOST_NAMES_SHOWN = 16
WORDS_OF_TRUTH = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}
PERCENT = re.compile(r"\s*([-+]?[0-9]*\.?[0-9]+)\s*(%|percent|pct)\s*\Z", re.IGNORECASE)
GROUPED = re.compile(r"\s*[-+]?[0-9]{1,3}([_, ]?[0-9]{3})*(\.[0-9]+)?([eE][-+]?[0-9]{1,3})?\s*\Z")


class Words(NamedTuple):
    """A fault's code, sentence, found value, allowed values and suggestion."""

    code: str
    problem: str
    found: str = ""
    allowed: str = ""
    suggestion: str = ""


def unknown_key(key: str, shape: Shape) -> Words:
    """The words for a key that a group does not have."""
    known = list(shape.children())
    allowed = ", ".join(known[:MOST_NAMES_SHOWN]) + (", ..." if len(known) > MOST_NAMES_SHOWN else "")
    problem = f"unknown key; allowed here: {allowed}" if known else "unknown key; no keys are allowed here"
    return Words("E110", problem, printable(key), allowed, closest(key, known))


def missing(shape: Shape) -> Words:
    """The words for a key that must be said and is not."""
    allowed = expectation(shape)
    return Words("E111", f"is missing; expected {allowed}", "", allowed)


def null(shape: Shape) -> Words:
    """The words for null where a value is needed."""
    allowed = expectation(shape)
    return Words("E111", f"is null; expected {allowed} (leave the key out for the default)", "null", allowed)


def wrong_type(value: Any, shape: Shape) -> Words:
    """The words for a value of the wrong type."""
    allowed = expectation(shape)
    words = choices(shape)
    meant = str(suggested_word(value, words)) if words else suggested_value(value, shape)
    if words:
        return Words("E112", f"{shown(value)} is not one of {', '.join(map(str, words))}", shown(value), allowed, meant)
    return Words("E112", f"{kind_of(value)}; expected {allowed}", shown(value), allowed, meant)


def out_of_range(value: Any, shape: Shape) -> Words:
    """The words for a number outside its range, or a group with too many or too few entries."""
    allowed = range_text(shape)
    unit = extra(shape, "unit")
    problem = f"{shown(value)} lies outside {allowed}" + (f" ({unit})" if unit else "")
    return Words("E114", problem, shown(value), allowed, suggested_in_range(value, shape))


def expectation(shape: Shape) -> str:
    """What may stand at a place, in words."""
    if shape.kind == "group":
        return f"a group of keys ({', '.join(list(shape.children())[:MOST_NAMES_SHOWN]) or 'none'})"
    if shape.kind == "collection":
        return "entries keyed by whole numbers" if shape.whole_keys else "entries keyed by name"
    if shape.kind == "list":
        return "a list"
    if choices(shape):
        return f"one of {', '.join(map(str, choices(shape)))}"
    if bool in shape.types:
        return "true or false"
    if is_number(shape):
        kind = "a number" if float in shape.types else "a whole number"
        unit = extra(shape, "unit")
        within = range_text(shape)
        return kind + (f" in {within}" if within else "") + (f" ({unit})" if unit else "")
    return "text"


def range_text(shape: Shape) -> str:
    """The allowed range as `0..1`, `at least 0`, `at most 1`, or nothing; of a collection its number of entries."""
    low, high = bounds(shape)
    if low is None and high is None:
        return ""
    if high is None:
        return f"at least {number_text(low)}"
    return f"at most {number_text(high)}" if low is None else f"{number_text(low)}..{number_text(high)}"


def number_text(value: Any) -> str:
    """A bound as people write it: 1000000000 and 0.105, not 1e+09 and 0.10500."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def kind_of(value: Any) -> str:
    """What a found value is, in words."""
    if isinstance(value, bool):
        return f"{shown(value)} is a truth value"
    if isinstance(value, str):
        return f"{shown(value)} is text"
    if isinstance(value, float):
        return f"{shown(value)} is not a whole number"
    if isinstance(value, int):
        return f"{shown(value)} is a number"
    return f"{shown(value)} is given" if isinstance(value, (dict, list)) else f"{shown(value)} is not allowed"


def suggested_word(value: Any, words: list[Any]) -> str:
    """The allowed word that is closest to what was found, or nothing."""
    return closest(value, words) if isinstance(value, str) else ""


def suggested_value(value: Any, shape: Shape) -> str:
    """What was probably meant by a value of the wrong type, or nothing."""
    if bool in shape.types and isinstance(value, str):
        return WORDS_OF_TRUTH.get(value.strip().lower(), "")
    if is_number(shape):
        return _number_meant(value, shape)
    if shape.kind == "value" and str in shape.types and isinstance(value, (int, float)):
        return f'"{shown(value)}"'
    return ""


def _number_meant(value: Any, shape: Shape) -> str:
    if isinstance(value, float):
        return number_text(value) if value.is_integer() else str(round(value))
    if not isinstance(value, str) or len(value) > MOST_NAMES_SHOWN * 2:
        return ""
    percent = PERCENT.match(value)
    if percent:
        number = float(percent.group(1))
        return _first_within([number / 100, number], shape)
    if GROUPED.match(value):
        number = float(re.sub(r"[_, ]", "", value.strip()))
        return _first_within([number, number / 100], shape)
    return ""


def suggested_in_range(value: Any, shape: Shape) -> str:
    """A number within the range that differs by a percent sign or a minus sign only, or nothing."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or shape.kind != "value":
        return ""
    share = bounds(shape)[1] is not None and value > 0
    return _first_within([value / 100] if share else [abs(value)], shape)


def _first_within(numbers: list[float], shape: Shape) -> str:
    low, high = bounds(shape)
    for number in numbers:
        if float not in shape.types and not float(number).is_integer():
            continue
        if (low is None or number >= low) and (high is None or number <= high):
            return number_text(float(f"{number:.12g}"))
    return ""

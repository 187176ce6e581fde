"""Merged values through the models, and every complaint of pydantic as a fault with file, line and key."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ValidationError

from sim.scenario.errors import Fault, ScenarioError, printable
from sim.scenario.merge import Merged
from sim.scenario.reader import KeyPath
from sim.scenario.structure import Shape, bounds, choices, root_shape
from sim.scenario.wording import Words, missing, null, out_of_range, unknown_key, wrong_type

RANGE_ERRORS = frozenset({"greater_than", "greater_than_equal", "less_than", "less_than_equal", "multiple_of"})
SIZE_ERRORS = frozenset({"too_long", "too_short", "string_too_long", "string_too_short"})
CODE = re.compile(r"(E1[0-9]{2}):? ")
NAMED = re.compile(r"([A-Za-z_][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*): (.*)\Z", re.DOTALL)


def validated(merged: Merged, model: type[BaseModel], value_faults: list[Fault]) -> BaseModel:
    """The model of merged values; raises `ScenarioError` with the faults of reading, merging and validation together.

    `value_faults` are scalars the reader refused; what pydantic says of the same key is left out.
    """
    earlier = [*value_faults, *merged.faults]
    told = {(fault.file, fault.key) for fault in earlier}
    # Through JSON, so that strict models may hold tuples, enums and whole-number keys, which YAML does not tell apart.
    text = json.dumps(merged.value, allow_nan=False)
    try:
        model_value = model.model_validate_json(text)
    except ValidationError as error:
        shape = root_shape(model)
        found = [fault for detail in error.errors(include_url=False) for fault in _faults(dict(detail), merged, shape)]
        earlier += [fault for fault in dict.fromkeys(found) if (fault.file, fault.key) not in told]
        raise ScenarioError(sorted(earlier, key=_place)) from error
    if earlier:
        raise ScenarioError(sorted(earlier, key=_place))
    return model_value


def _place(fault: Fault) -> tuple[str, int, str]:
    return fault.file, fault.line or 0, fault.key


def _faults(detail: dict[str, Any], merged: Merged, root: Shape) -> Iterator[Fault]:
    kind = str(detail["type"])
    if kind in ("value_error", "assertion_error") or CODE.match(f"{kind} "):
        yield from _rule_faults(detail, merged)
        return
    path, shape, value, parent = _locate(detail, merged, root)
    if str(detail["loc"][-1:]) == "('[key]',)":
        words = _key_words(kind, detail, path)
    else:
        words = _words(kind, str(detail["msg"]), path, shape, value, parent)
    at = path[:-1] if kind == "missing" else path
    yield _fault(words, path, at, merged)


def _key_words(kind: str, detail: dict[str, Any], path: KeyPath) -> Words:
    found, rule = printable(path[-1]), str(detail["msg"]).replace("Input should be", "it must be")
    return Words("E114" if kind in RANGE_ERRORS else "E112", f"the key {found} is not allowed: {rule}", found)


def _fault(words: Words, path: KeyPath, at: KeyPath, merged: Merged) -> Fault:
    origin = merged.origin(at)
    key = ".".join(printable(one) for one in path)
    return Fault(words.code, origin.file, origin.line, origin.column, key, *words[1:])


def _locate(detail: dict[str, Any], merged: Merged, root: Shape) -> tuple[KeyPath, Shape | None, Any, Shape | None]:
    """The key path pydantic means (without its marks for unions and keys), its shape, its value, the parent's shape."""
    path: list[str] = []
    shape: Shape | None = root
    parent: Shape | None = None
    value: Any = merged.value
    marks = [str(mark) for mark in detail["loc"]]
    for index, mark in enumerate(marks):
        wanted = detail["type"] == "missing" and index == len(marks) - 1
        if isinstance(value, dict) and (mark in value or wanted):
            value = value.get(mark)
        elif isinstance(value, list) and mark.isdigit() and int(mark) < len(value):
            value = value[int(mark)]
        else:
            continue
        path.append(mark)
        parent, shape = shape, shape.child(mark) if shape else None
    return tuple(path), shape, value, parent


def _words(kind: str, message: str, path: KeyPath, shape: Shape | None, value: Any, parent: Shape | None) -> Words:
    if shape is None:
        if kind == "extra_forbidden" and parent is not None:
            return unknown_key(path[-1] if path else "", parent)
        return Words("E112", printable(message), "", "")
    if kind == "missing":
        return missing(shape)
    if value is None:
        return null(shape)
    if kind in RANGE_ERRORS or kind in SIZE_ERRORS:
        return _size_words(kind, message, value, shape)
    if kind == "finite_number":
        return Words("E113", f"{printable(str(value))} is not a finite number")
    return wrong_type(value, shape)


def _size_words(kind: str, message: str, value: Any, shape: Shape) -> Words:
    key_bounds = shape.kind != "value" or bounds(shape) == (None, None) or choices(shape)
    if kind in SIZE_ERRORS or key_bounds:
        sentence = printable(message.replace("Dictionary", "the group").replace(" after validation", ""))
        return Words("E114", sentence)
    return out_of_range(value, shape)


def _rule_faults(detail: dict[str, Any], merged: Merged) -> Iterator[Fault]:
    """Faults of rules between keys: `key.path: sentence`, divided by `; `, each optionally after its code."""
    text = str(detail["msg"]).removeprefix("Value error, ").removeprefix("Assertion failed, ")
    base = tuple(str(mark) for mark in detail["loc"])
    default = str(detail["type"]) if CODE.match(f"{detail['type']} ") else "E121"
    for sentence in _sentences(text):
        code = CODE.match(sentence)
        rest = sentence[code.end() :] if code else sentence
        named = NAMED.match(rest)
        path = (*base, *named.group(1).split(".")) if named else base
        words = Words(code.group(1) if code else default, named.group(2) if named else rest)
        yield _fault(words, path, path, merged)


def _sentences(text: str) -> list[str]:
    """Divides at `; ` only where another key path begins, so that a sentence may hold a semicolon."""
    parts: list[str] = []
    for part in text.split("; "):
        if parts and not (NAMED.match(part) or CODE.match(part)):
            parts[-1] += f"; {part}"
        else:
            parts.append(part)
    return parts

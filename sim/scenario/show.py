"""Shows a scenario: run settings as plain values, and every parameter with unit, range, default, source and meaning."""

from __future__ import annotations

from typing import Any

from sim.scenario.errors import printable, shown
from sim.scenario.resolved import Resolved
from sim.scenario.structure import Shape, bounds, choices, default_of, extra, root_shape
from sim.scenario.wording import number_text

PARAMETER_KEYS = frozenset({"value", "unit", "range", "default", "source", "meaning"})
WIDEST_NAME = 72
WIDEST_VALUE = 24


def describe(resolved: Resolved) -> dict[str, Any]:
    """What `yuqi show --json` prints.

    Settings of the run are plain values. Everything in a block is nested as in the scenario, each parameter as value,
    unit, range ([low, high] with null for an open end, or the list of choices, or null for text), default (null where
    the scenario must say it), source and meaning.
    """
    root = root_shape(type(resolved.scenario))
    values = resolved.as_plain()
    described: dict[str, Any] = {}
    for name in root.children():
        shape = root.child(name)
        if shape is None or name == "extends":
            described[name] = resolved.extends
        elif shape.kind == "value":
            described[name] = values[name]
        else:
            described[name] = _described(values[name], shape, default_of(shape.field) if shape.field else None)
    return described


def _described(value: Any, shape: Shape, default: Any) -> Any:
    """A group or collection as its entries, anything else as one parameter; `default` has the form of the value."""
    if isinstance(value, dict) and shape.kind in ("group", "collection"):
        return {key: _described_below(entry, key, shape, default) for key, entry in value.items()}
    return {
        "value": value,
        "unit": extra(shape, "unit") or "text",
        "range": allowed_range(shape),
        "default": default,
        "source": extra(shape, "source") or "the scenario",
        "meaning": (shape.field.description if shape.field else None) or "",
    }


def _described_below(value: Any, key: str, shape: Shape, default: Any) -> Any:
    below = shape.child(key)
    assert below is not None  # noqa: S101 - the value was made by these models
    if shape.kind == "collection" and below.kind == "group":
        return _described(value, below, None)  # an entry's defaults are those of its fields
    if shape.kind == "collection":
        return _described(value, below, default.get(key) if isinstance(default, dict) else None)
    inherited = default_of(below.field) if below.field else None
    return _described(value, below, inherited)


def allowed_range(shape: Shape) -> list[Any] | None:
    """The range as data: [low, high], the choices, or None where any text will do."""
    words = choices(shape)
    if words:
        return words
    if bool in shape.types:
        return [False, True]
    if int in shape.types or float in shape.types:
        return list(bounds(shape))
    return None


def is_parameter(described: Any) -> bool:
    """Whether a part of `describe` is one parameter and not a group."""
    return isinstance(described, dict) and described.keys() == PARAMETER_KEYS


def text(resolved: Resolved) -> str:
    """The same for people: one aligned line a parameter, ending in its meaning and source."""
    rows = list(_rows(describe(resolved), ""))
    name_width = min(max(len(row[0]) for row in rows), WIDEST_NAME)
    value_width = min(max(len(row[1]) for row in rows), WIDEST_VALUE)
    return "\n".join(f"{name:<{name_width}}  {value:<{value_width}}  {rest}".rstrip() for name, value, rest in rows)


def _rows(described: dict[str, Any], prefix: str) -> list[tuple[str, str, str]]:
    rows: list[tuple[str, str, str]] = []
    for key, part in described.items():
        name = f"{prefix}{key}"
        if is_parameter(part):
            rows.append((name, value_text(part["value"]), _remark(part)))
        elif isinstance(part, dict):
            rows += _rows(part, f"{name}.") if part else [(name, "-", "no entries")]
        else:
            rows.append((name, value_text(part), ""))
    return rows


def value_text(value: Any) -> str:
    """A value as one text; lists parted by commas."""
    if isinstance(value, str):
        return printable(value, len(value)) if value else "-"
    if isinstance(value, list):
        return ", ".join(value_text(one) for one in value) or "-"
    return number_text(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else shown(value)


def _remark(part: dict[str, Any]) -> str:
    within = range_text(part["range"])
    changed = part["default"] is not None and part["default"] != part["value"]
    default = f"; default {value_text(part['default'])}" if changed else ""
    limits = f", {within}" if within else ""
    return f"[{part['unit']}{limits}{default}] {part['meaning']} ({part['source']})"


def range_text(allowed: list[Any] | None) -> str:
    """The allowed range as one text, empty where anything will do."""
    if allowed is None:
        return ""
    pair = len(allowed) == 2 and all(one is None or isinstance(one, (int, float)) for one in allowed)
    return _range_words(allowed) if pair else " | ".join(value_text(one) for one in allowed)


def _range_words(allowed: list[Any]) -> str:
    low, high = ("" if one is None else value_text(one) for one in allowed)
    return f"{low}..{high}" if low or high else ""

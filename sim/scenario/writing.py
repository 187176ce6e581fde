"""Plain data as YAML that this package's strict reader reads back unchanged, and that people read without effort."""

from __future__ import annotations

import json
import re
from typing import Any

from sim.scenario.scalars import plain_scalar
from sim.scenario.structure import Shape

BARE = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*\Z")
WHOLE_NUMBER_KEY = re.compile(r"(0|-?[1-9][0-9]{0,18})\Z", re.ASCII)
MISREAD = frozenset({"y", "n", "yes", "no", "on", "off"})
"""Words that other YAML readers take for true or false."""
ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def in_order(value: Any, shape: Shape | None) -> Any:
    """The same data with the entries of every collection sorted (by number, then by name); groups keep their order."""
    if not isinstance(value, dict):
        return value
    keys = list(value)
    if shape is not None and shape.kind == "collection":
        keys.sort(key=lambda key: (0, int(key), "") if shape.whole_keys else (1, 0, key))
    return {key: in_order(value[key], shape.child(key) if shape else None) for key in keys}


def written(values: dict[str, Any]) -> str:
    """A mapping as a YAML file, two spaces a level, lists on one line."""
    return "\n".join(_lines(values, "") or ["{}"]) + "\n"


def _lines(values: dict[str, Any], indent: str) -> list[str]:
    lines: list[str] = []
    for key, value in values.items():
        name = key if WHOLE_NUMBER_KEY.match(key) else scalar_text(key)
        if isinstance(value, dict) and value:
            lines.append(f"{indent}{name}:")
            lines += _lines(value, indent + "  ")
        else:
            lines.append(f"{indent}{name}: {flow_text(value)}")
    return lines


def flow_text(value: Any) -> str:
    """Any value as YAML on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar_text(key)}: {flow_text(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow_text(entry) for entry in value) + "]"
    return scalar_text(value)


def scalar_text(value: Any) -> str:
    """One value as YAML; a float in its shortest form that reads back to the same bits."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    text = str(value)
    if BARE.match(text) and isinstance(plain_scalar(text), str) and text.lower() not in MISREAD:
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return ESCAPED.sub(lambda found: f"\\u{ord(found.group()):04x}", quoted)

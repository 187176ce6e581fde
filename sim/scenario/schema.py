"""The JSON schema of scenario files, for editors: names, types, ranges, units and meanings while one types.

It describes one file, which may say only what differs from the scenario it extends: nothing is required, and null
removes an entry of a collection. What the schema lets through is still checked by `yuqi check`.
"""

from __future__ import annotations

import ast
import inspect
import json
from functools import cache
from typing import Any

from sim.scenario.models import Scenario
from sim.scenario.parameter import Block

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, Any]:
    """The schema (draft 2020-12) as plain data."""
    whole = Scenario.model_json_schema(mode="validation")
    for name, group in {Scenario.__name__: whole, **whole.get("$defs", {})}.items():
        group.pop("required", None)
        _describe_groups(group, name)
        for field in group.get("properties", {}).values():
            field.pop("title", None)
            if isinstance(field.get("default"), dict):
                del field["default"]  # the fields of the group say theirs
            _say_unit(field)
            _let_null_remove(field)
    return {"$schema": DIALECT, **whole, "title": "yuqi scenario"}


def schema_text() -> str:
    """The schema as the file `scenarios/schema.json` holds it."""
    return json.dumps(schema(), indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"


def _describe_groups(group: dict[str, Any], model: str) -> None:
    """Gives the blocks of a group the sentence that stands below them in the source."""
    for name, sentence in _sentences(_models()[model]).items():
        group["properties"][name].setdefault("description", sentence)


@cache
def _models() -> dict[str, type[Block]]:
    """The models of scenario files, by the names the schema calls them."""
    found: dict[str, type[Block]] = {}
    waiting: list[type[Block]] = [Block]
    while waiting:
        below = waiting.pop().__subclasses__()
        found |= {model.__name__: model for model in below}
        waiting += below
    return found


def _sentences(model: type[Block]) -> dict[str, str]:
    """The string below each attribute of a class. Read here alone: to read it as classes are made costs every start."""
    body = ast.parse(inspect.getsource(model)).body[0]
    assert isinstance(body, ast.ClassDef)  # noqa: S101 - for the type checker
    found: dict[str, str] = {}
    for field, below in zip(body.body, body.body[1:], strict=False):
        if not (isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)):
            continue
        if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant):
            found[field.target.id] = inspect.cleandoc(str(below.value.value))
    return found


def _say_unit(field: dict[str, Any]) -> None:
    """Moves unit and source, which editors do not show, into the description."""
    unit, source = field.pop("unit", ""), field.pop("source", "")
    parts = [field.get("description", ""), f"unit: {unit}" if unit else "", f"source: {source}" if source else ""]
    said = "; ".join(part for part in parts if part)
    if said:
        field["description"] = said


def _let_null_remove(field: dict[str, Any]) -> None:
    for name in ("additionalProperties", "patternProperties"):
        entries = field.get(name)
        if name == "additionalProperties" and isinstance(entries, dict):
            field[name] = {"anyOf": [entries, {"type": "null"}]}
        elif isinstance(entries, dict):
            field[name] = {key: {"anyOf": [entry, {"type": "null"}]} for key, entry in entries.items()}

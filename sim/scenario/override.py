"""One `--set a.b=c` of the command line, or one change made in Python, as a layer over the files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.scenario.errors import Fault, ScenarioError, printable, shown
from sim.scenario.merge import Layer, Merged, closest, default_entries, option_layer
from sim.scenario.reader import MOST_DEPTH, KeyPath, parse
from sim.scenario.scalars import unprintable_character
from sim.scenario.structure import Shape

MOST_NAMES_SHOWN = 16


def set_layer(text: str, merged: Merged) -> Layer:
    """The layer of `a.b=c`; raises `ScenarioError` where the path is unknown or the value is not YAML."""
    name, equals, written = text.partition("=")
    option = f"--set {printable(text)}"
    path = tuple(part.strip() for part in name.split("."))
    if not equals or not all(path):
        problem = "is not of the form a.b=c, for instance population.size=1000"
        raise ScenarioError([Fault("E102", option, None, None, "", problem, printable(text), "a.b=c")])
    document = parse(written if written.strip() else "null", option)
    faults = [
        Fault(one.code, option, None, None, ".".join(path + ((one.key,) if one.key else ())), one.problem, one.found)
        for one in document.faults
    ]
    if faults:
        raise ScenarioError(faults)
    check_path(path, document.value, merged, option)
    return option_layer(path, document.value, option, Path())


def check_path(path: KeyPath, value: Any, merged: Merged, option: str) -> None:
    """Raises `ScenarioError` (E110) where the models, or the entries present, know no such key."""
    shape: Shape = merged.shape
    holder: Any = merged.value
    for index, key in enumerate(path):
        entries = _entries(holder, shape)
        below = shape.child(key)
        last = index == len(path) - 1
        if below is None:
            raise _unknown(path, index, list(shape.children()), option)
        # A new entry comes whole: half a product or lender, set key by key, is more often a typing error.
        whole = last and (below.kind != "group" or isinstance(value, dict))
        if shape.kind == "collection" and key not in entries and not whole:
            raise _unknown(path, index, sorted(entries), option)
        holder, shape = entries.get(key), below
    if path[0] in ("extends",):
        raise ScenarioError([Fault("E110", option, None, None, "extends", "extends can only be said in a file")])


def _entries(holder: Any, shape: Shape) -> dict[str, Any]:
    return holder if isinstance(holder, dict) else default_entries(shape)


def _unknown(path: KeyPath, index: int, known: list[str], option: str) -> ScenarioError:
    key = ".".join(printable(one) for one in path[: index + 1])
    names = ", ".join(known[:MOST_NAMES_SHOWN]) or "none"
    close = closest(path[index], known)
    meant = ".".join([*path[:index], close, *path[index + 1 :]]) if close else ""
    where = f"{'.'.join(path[:index])} has" if index else "a scenario has"
    problem = f"unknown key; {where}: {names}"
    return ScenarioError([Fault("E110", option, None, None, key, problem, printable(path[index]), names, meant)])


def change_layers(changes: Mapping[str, Any], merged: Merged) -> list[Layer]:
    """The layers of changes made in Python, keyed by dotted paths or nested; raises `ScenarioError`."""
    layers: list[Layer] = []
    for name, value in changes.items():
        option = f"with_({printable(str(name))})"
        path = tuple(str(name).split("."))
        taken = plain_value(value, option)
        check_path(path, taken, merged, option)
        layers.append(option_layer(path, taken, option, Path()))
    return layers


def plain_value(value: Any, option: str, depth: int = 0) -> Any:
    """A value given in Python as plain data (numbers of NumPy included); raises `ScenarioError` (E112, E113)."""
    if depth > MOST_DEPTH:
        raise ScenarioError([Fault("E102", option, None, None, "", f"nested more than {MOST_DEPTH} levels deep")])
    if isinstance(value, Mapping):
        return {str(key): plain_value(entry, option, depth + 1) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain_value(entry, option, depth + 1) for entry in value]
    if isinstance(value, Path):
        value = str(value)
    elif not isinstance(value, (str, bool, int, float)) and hasattr(value, "item"):
        value = value.item()
    if value is not None and not isinstance(value, (str, bool, int, float)):
        problem = f"{printable(type(value).__name__)} is not a value a scenario can hold"
        raise ScenarioError([Fault("E112", option, None, None, "", problem, printable(repr(value)), "plain data")])
    if isinstance(value, float) and value - value != 0.0:
        raise ScenarioError([Fault("E113", option, None, None, "", f"{value} is not a finite number", str(value))])
    if isinstance(value, str) and unprintable_character(value):
        problem = f"{shown(value)} holds the control character {unprintable_character(value)}"
        raise ScenarioError([Fault("E112", option, None, None, "", problem, shown(value))])
    return value

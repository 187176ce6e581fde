"""The named parameters of a study as changes of its scenario.

A parameter is a key of the scenario; `*` in it stands for every entry of a collection. Its values are the key's own, or
multiples of what the scenario says. Whole numbers are rounded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from sim.scenario.errors import Fault, ScenarioError
from sim.scenario.merge import closest
from sim.scenario.models import Scenario
from sim.scenario.resolved import Resolved
from sim.scenario.structure import Shape, extra, root_shape
from sim.studies.study_file import POLICY_KEY, Value, Varied

Bases = Callable[[str | None], Resolved]
"""The scenario of a study under a policy, or under its own."""


@dataclass(frozen=True)
class Parameter:
    """One parameter: its name in tables, its key, the full keys that it moves, unit, and whether it is whole."""

    name: str
    varied: Varied
    keys: tuple[str, ...]
    unit: str
    is_whole: bool
    is_number: bool

    @property
    def said_unit(self) -> str:
        """The unit of its values."""
        return f"multiple of the scenario's {self.unit}" if self.varied.multiple else self.unit

    @property
    def is_policy(self) -> bool:
        """Whether its values are policies."""
        return self.varied.key == POLICY_KEY


def parameters_of(scenario: Resolved, varied: Mapping[str, Varied], block: str, file: str) -> tuple[Parameter, ...]:
    """The parameters of a study's block, checked against the scenario. Raises ScenarioError with all faults."""
    found, faults = [], []
    plain = scenario.as_plain()
    for name, one in varied.items():
        keys = tuple(_keys(plain, one.key.split("."))) if one.key != POLICY_KEY else ()
        problem = _problem(plain, one, keys)
        if problem:
            faults.append(Fault("E110", file, None, None, f"{block}.{name}.key", *problem))
            continue
        shape = None if one.key == POLICY_KEY else _shape(keys[0])
        types = () if shape is None else shape.types
        unit = "name" if shape is None else extra(shape, "unit") or "text"
        is_number = (int in types or float in types) and bool not in types
        found.append(Parameter(name, one, keys, unit, int in types and float not in types, is_number))
    if sum(one.is_policy for one in found) > 1:
        faults.append(Fault("E121", file, None, None, block, "only one parameter can be the policy"))
    if faults:
        raise ScenarioError(faults)
    return tuple(found)


def _problem(plain: Mapping[str, Any], one: Varied, keys: Sequence[str]) -> tuple[str, str, str, str] | None:
    """Sentence, found, allowed and suggestion where a key will not do."""
    if one.key == POLICY_KEY:
        if one.values is None or not all(isinstance(value, str) for value in one.values) or one.multiple:
            return "policies are given by name or path, under values", "", "names or paths", ""
        return None
    if not keys:
        return f"the scenario has no key {one.key}", one.key, "", _meant(plain, one.key)
    value = value_of(plain, keys[0])
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if (one.multiple or one.values is None) and not is_number:
        return f"{keys[0]} holds no number here, so it can have no range and no multiples", "", "values", ""
    return None


def _meant(plain: Mapping[str, Any], key: str) -> str:
    """The key that was probably meant, or nothing."""
    holder: Any = plain
    path: list[str] = []
    for part in key.split("."):
        if not isinstance(holder, dict):
            return ""
        word = part if part in holder else closest(part, holder)
        if not word:
            return ""
        path.append(word)
        holder = holder[word]
    return ".".join(path)


def _keys(holder: Any, parts: Sequence[str]) -> Iterator[str]:
    """The full keys below a holder that a key with `*` stands for."""
    if not parts:
        yield ""
        return
    if not isinstance(holder, dict):
        return
    for name in holder if parts[0] == "*" else [parts[0]] if parts[0] in holder else []:
        for rest in _keys(holder[name], parts[1:]):
            yield f"{name}.{rest}" if rest else name


def _shape(key: str) -> Shape | None:
    shape: Shape | None = root_shape(Scenario)
    for part in key.split("."):
        shape = None if shape is None else shape.child(part)
    return shape


def value_of(plain: Mapping[str, Any], key: str) -> Any:
    """The value at a dotted key of plain data."""
    return reduce(lambda inner, name: inner[name], key.split("."), plain)


def changed(base: Bases, parameters: Sequence[Parameter], values: Sequence[Value]) -> Resolved:
    """The scenario with every parameter at its value. Raises ScenarioError where a value is not allowed."""
    policies = [str(value) for one, value in zip(parameters, values, strict=True) if one.is_policy]
    scenario = base(policies[0] if policies else None)
    plain = scenario.as_plain()
    changes: dict[str, Any] = {}
    for parameter, value in zip(parameters, values, strict=True):
        for key in parameter.keys:
            given = float(value) * float(value_of(plain, key)) if parameter.varied.multiple else value
            changes[key] = round(float(given)) if parameter.is_whole and isinstance(given, float) else given
    return scenario.with_(changes) if changes else scenario

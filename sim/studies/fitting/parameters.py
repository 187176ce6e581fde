"""Parameters as places in a unit cube: 0 is the lower end of a range, 1 the upper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.risk.samples import FloatArray
from sim.scenario.errors import Fault, ScenarioError
from sim.scenario.resolved import Resolved
from sim.studies.fitting.settings import FitParameter


@dataclass(frozen=True)
class Knob:
    """A parameter to fit, with the keys it stands for and what each is at 1 (its own value, or 1)."""

    name: str
    low: float
    high: float
    start: float
    units: Mapping[str, float]
    """By key: what it is multiplied with, 1 where the range is in values"""

    def value(self, place: float) -> float:
        """The value, or multiple, at a place of the unit cube."""
        return self.low + (self.high - self.low) * place

    def changes(self, place: float) -> dict[str, float]:
        """Keys and values at a place."""
        return {key: self.value(place) * unit for key, unit in self.units.items()}

    @property
    def begins(self) -> float:
        """The place where the search begins."""
        return (self.start - self.low) / (self.high - self.low)


def knobs_of(scenario: Resolved, parameters: Mapping[str, FitParameter]) -> list[Knob]:
    """The parameters of a study in their order.

    Raises ScenarioError with all faults: a key that is no number, twice the same key, an end that is not allowed.
    """
    plain, faults, found, seen = scenario.as_plain(), [], [], dict[str, str]()
    for name, parameter in parameters.items():
        try:
            knob = _knob(scenario, plain, name, parameter)
        except ValueError as problem:
            faults.append(_fault(scenario, f"parameters.{name}", str(problem)))
            continue
        twice = [key for key in knob.units if key in seen]
        if twice:
            faults.append(
                _fault(scenario, f"parameters.{name}.key", f"{twice[0]} is moved by {seen[twice[0]]} already")
            )
        seen |= dict.fromkeys(knob.units, name)
        found.append(knob)
    if faults:
        raise ScenarioError(faults)
    for place in (0.0, 1.0):
        scenario.with_({key: value for knob in found for key, value in knob.changes(place).items()})
    return found


def _fault(scenario: Resolved, key: str, problem: str) -> Fault:
    return Fault("E121", scenario.name, None, None, key, problem)


def _knob(scenario: Resolved, plain: dict[str, Any], name: str, parameter: FitParameter) -> Knob:
    segments = scenario.scenario.population.segments
    keys = (
        [parameter.key.replace(".*.", f".{segment}.", 1) for segment in segments]
        if ".*." in parameter.key
        else [parameter.key]
    )
    own = {key: _number(plain, key) for key in keys}
    units = own if parameter.multiple else dict.fromkeys(keys, 1.0)
    if parameter.multiple and not any(own.values()):
        raise ValueError(f"key: {parameter.key} is 0 in the scenario, so that multiples of it move nothing")
    return Knob(name, parameter.low, parameter.high, _start(parameter, own), units)


def _start(parameter: FitParameter, own: Mapping[str, float]) -> float:
    """Where the search begins: as said, else as the scenario has it, else the middle of the range."""
    if parameter.start is not None:
        return parameter.start
    values = {1.0} if parameter.multiple else set(own.values())
    inside = [value for value in values if parameter.low <= value <= parameter.high]
    return inside[0] if len(values) == 1 and inside else (parameter.low + parameter.high) / 2.0


def _number(plain: dict[str, Any], key: str) -> float:
    value: Any = plain
    for part in key.split("."):
        if not isinstance(value, dict) or part not in value:
            raise ValueError(f"key: the scenario has no {key}")
        value = value[part]
    if not isinstance(value, float):
        raise ValueError(f"key: {key} is {value!r}; only numbers that may have decimals can be fitted")
    return value


def changes_at(knobs: list[Knob], places: FloatArray) -> dict[str, float]:
    """Keys and values at (parameters,) places of the unit cube."""
    return {
        key: value
        for knob, place in zip(knobs, places, strict=True)
        for key, value in knob.changes(float(place)).items()
    }

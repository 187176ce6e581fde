"""How hard a scenario is hit: settings, or a whole scenario, moved from where they are to where they are severe.

Severity 0 is the scenario of the study, 1 the severe end; between them every number moves along a straight line, and
values at month knots along the line between the two paths.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from sim.errors import UsageError
from sim.scenario.parameter import Block, parameter, required
from sim.scenario.resolved import Resolved
from sim.studies.parameters import Parameter, changed
from sim.studies.study_file import Varied

NOT_COMPARED = ("name", "title", "seed", "replications")

Hit = Callable[[float], Resolved]
"""The scenario at a severity."""


class Driver(Block):
    """A setting that a shock moves."""

    key: str = required("key", "key of the scenario, `*` standing for every entry of a collection")
    calm: float = required("as the key", "its value at severity 0")
    severe: float = required("as the key", "its value at severity 1; above or below the calm one")
    multiple: bool = parameter(False, "flag", "whether the values are multiples of the scenario's own", "the study")

    def varied(self) -> Varied:
        """The same as a parameter of a study."""
        return Varied(key=self.key, values=(self.calm, self.severe), multiple=self.multiple)

    def at(self, severity: float) -> float:
        """Its value at a severity."""
        return self.calm + severity * (self.severe - self.calm)


def by_drivers(base: Resolved, drivers: Mapping[str, Driver], parameters: Sequence[Parameter]) -> Hit:
    """All drivers together, each along its own line."""

    def hit(severity: float) -> Resolved:
        return changed(lambda _: base, parameters, [driver.at(severity) for driver in drivers.values()])

    return hit


def towards(base: Resolved, severe: Resolved) -> Hit:
    """From one scenario to another. Raises UsageError where they differ in anything but numbers."""
    first, second = base.as_plain(), severe.as_plain()
    paths = sorted(set(_differing(first, second, ())))
    if not paths:
        raise UsageError(f"{severe.name} does not differ from {base.name}; there is no line between them")

    def hit(severity: float) -> Resolved:
        if severity == 0.0:
            return base
        return base.with_({".".join(path): _between(first, second, path, severity) for path in paths})

    hit(1.0)
    return hit


def _differing(first: Any, second: Any, at: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The paths of the numbers, and of the paths over months, in which two scenarios differ."""
    for key in first:
        here = (*at, key)
        one, other = first[key], second.get(key)
        if one == other or (not at and key in NOT_COMPARED):
            continue
        if _is_path(one) and _is_path(other):
            yield here
        elif isinstance(one, dict) and isinstance(other, dict):
            yield from _differing(one, other, here)
        elif _is_number(one) and _is_number(other):
            yield here
        else:
            raise _not_a_number(here)
    for key in second:
        if key not in first:
            raise _not_a_number((*at, key))


def _not_a_number(path: tuple[str, ...]) -> UsageError:
    name = ".".join(path)
    return UsageError(f"the scenarios differ in {name}, which is no number in both; there is no line between them")


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_path(value: Any) -> bool:
    """Whether it is numbers at month knots."""
    return isinstance(value, dict) and bool(value) and all(str(key).isdigit() for key in value)


def _between(first: Any, second: Any, path: tuple[str, ...], severity: float) -> Any:
    for key in path:
        first, second = first[key], second[key]
    if not isinstance(first, dict):
        moved = first + severity * (second - first)
        return round(moved) if isinstance(first, int) and isinstance(second, int) else moved
    months = sorted({int(month) for one in (first, second) for month in one})
    calm, severe = (_values(one, months) for one in (first, second))
    moved = calm + severity * (severe - calm)
    return {str(month): float(value) for month, value in zip(months, moved, strict=True)}


def _values(knots: Mapping[str, float], months: Sequence[int]) -> Any:
    """(months,) values between knots on straight lines, flat beyond them, as the simulator reads them."""
    ordered = sorted((int(month), value) for month, value in knots.items())
    return np.interp(months, [month for month, _ in ordered], [value for _, value in ordered])

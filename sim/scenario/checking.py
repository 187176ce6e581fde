"""Checks many scenario files and tells of all of them, where loading would stop at the first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sim.scenario.errors import Fault, ScenarioError
from sim.scenario.resolve import load
from sim.scenario.resolved import Resolved


@dataclass(frozen=True)
class Checked:
    """One scenario that was checked: as it was asked for, the scenario if it is sound, the faults if it is not."""

    reference: str
    resolved: Resolved | None
    faults: tuple[Fault, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


def check(references: Iterable[str | Path]) -> list[Checked]:
    """Checks each scenario by name or path, in the order given; nothing is raised and nothing written."""
    return [_checked(reference) for reference in references]


def _checked(reference: str | Path) -> Checked:
    try:
        return Checked(str(reference), load(reference), ())
    except ScenarioError as error:
        return Checked(str(reference), None, error.faults)

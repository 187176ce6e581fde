"""What a person says about the calibration: which parameters were moved and why, and why a target is missed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sim.scenario.resolved import Resolved


@dataclass(frozen=True)
class Moved:
    """A parameter that was moved from its neutral or first value: its path in the scenario, from, to, why, source."""

    name: str
    before: float | str
    after: float | str
    reason: str
    source: str


MOVED: tuple[Moved, ...] = ()
"""Filled by whoever tunes; `stale_moves` tells where the scenario says something else."""

EXPLANATIONS: dict[str, str] = {}
"""By id of a target: why it is missed. Printed only while it is."""


def value_at(plain: dict[str, Any], name: str) -> Any:
    """The value at a dotted path of a scenario; None where there is none."""
    value: Any = plain
    for key in name.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value


def stale_moves(base: Resolved, moved: tuple[Moved, ...] = MOVED) -> list[str]:
    """Names of moved parameters whose value in the scenario is not the one the table gives."""
    plain = base.as_plain()
    return [move.name for move in moved if value_at(plain, move.name) != move.after]

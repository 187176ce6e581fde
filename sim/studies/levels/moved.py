"""Which parameters the calibration moved, from what to what and why; and whether the baseline still says so."""

from __future__ import annotations

from typing import Any

from sim.scenario.resolved import Resolved
from sim.studies.levels.move import Moved
from sim.studies.levels.moved_contagion import MOVED_CONTAGION
from sim.studies.levels.moved_credit import MOVED_CREDIT
from sim.studies.levels.moved_people import MOVED_PEOPLE

MOVED = (*MOVED_PEOPLE, *MOVED_CREDIT, *MOVED_CONTAGION)
"""`stale_moves` tells where the baseline says something else."""


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

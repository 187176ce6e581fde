"""What a lender does with a borrower (reminders, calls, plans ...), as the day's ledger row counts it by kind.

Any count of the ledger row whose kinds are an enum that rules know (`activity`, `Activity`) is told, whatever it holds.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any

import numpy as np

from sim.compiled import RULES
from sim.studies.life.event import words_of
from sim.studies.life.wording import Words


def enum_of(field: str) -> type[IntEnum] | None:
    """The enum that rules know by a field's name, if any."""
    for function in RULES.values():
        kind = function.__globals__.get(field.capitalize())  # type: ignore[attr-defined]
        if isinstance(kind, type) and issubclass(kind, IntEnum):
            return kind
    return None


class Tallies:
    """The counts of a day's ledger row and what they were at the last look."""

    def __init__(self) -> None:
        self._ledger: Any = None
        self._seen: dict[str, np.ndarray[Any, Any]] = {}
        self._kinds: dict[str, type[IntEnum]] | None = None

    def begin(self, ledger: Any) -> None:
        """A day begins."""
        if self._kinds is None:
            kinds = {name: enum_of(name) for name in ledger.dtype.names}
            self._kinds = {name: kind for name, kind in kinds.items() if kind is not None}
        self._ledger = ledger
        self._seen = {name: ledger[name].copy() for name in self._kinds}

    def changes(self, weight: int) -> list[Words]:
        """What was counted since the last look, for a borrower of this weight."""
        found: list[Words] = []
        for name, kind in (self._kinds or {}).items():
            counted = self._ledger[name] - self._seen[name]
            self._seen[name] = self._ledger[name].copy()
            places = np.argwhere(counted)
            found += [_words(kind, int(place[-1]), int(counted[tuple(place)]) // weight) for place in places]
        return found


def _words(kind: type[IntEnum], place: int, times: int) -> Words:
    """A kind that stands for several places is numbered from its first."""
    member = max((each for each in kind if each <= place), default=None)
    name = "other" if member is None else member.name
    number = f" {place - member + 1}" if member is not None and member == max(kind) and place > member else ""
    return Words(name.lower(), f"{words_of(name)}{number}" + (f", {times} times" if times != 1 else ""))

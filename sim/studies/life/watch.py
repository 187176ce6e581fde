"""Compares a borrower's record with what it was at the last look, and finds the account that a rule was called for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from sim.studies.life.wording import Change

WATCHED_AMOUNTS = ("income", "limit")
"""Of the amounts only these; the others move with the postings."""
BALANCES = ("principal", "interest", "claim")
SCORE_STEP = 1.0
"""A score is told when it has moved by so many points since it was last told."""


class Watch:
    """The borrower's record and a copy of it as of the last look."""

    def __init__(self) -> None:
        self._row: Any = None
        self._seen: Any = None
        self._score: float | None = None

    def begin(self, borrower: Any) -> None:
        """A day of this borrower begins."""
        self._row, self._seen = borrower, borrower.copy()
        if self._score is None:
            self._score = float(borrower.score)

    def changes(self, day: int) -> list[tuple[int | None, Change]]:
        """What has changed since the last look: the account's slot, None for the borrower, and the change."""
        if self._row.tobytes() == self._seen.tobytes():
            return []
        row, seen, self._seen = self._row, self._seen, self._row.copy()
        found: list[tuple[int | None, Change]] = [
            (None, Change(name, before, after, day)) for name, before, after in _differences(seen, row)
        ]
        found += [(None, change) for change in self._score_change(day)]
        for slot in range(len(row.accounts)):
            account, before = row.accounts[slot], seen.accounts[slot]
            pairs = _differences(before, account)
            found += [(slot, Change(name, old, new, day, account, before)) for name, old, new in pairs]
        return found

    def _score_change(self, day: int) -> Iterator[Change]:
        score, told = float(self._row.score), self._score
        if told is not None and abs(score - told) >= SCORE_STEP:
            self._score = score
            yield Change("score", told, score, day)

    def slots_moved(self) -> list[int]:
        """The accounts whose balance differs from what it was at the last look."""
        pairs = zip(self._row.accounts, self._seen.accounts, strict=True)
        return [slot for slot, pair in enumerate(pairs) if any(pair[0][name] != pair[1][name] for name in BALANCES)]

    def slot_of(self, given: Mapping[str, Any]) -> int:
        """The slot that a rule's arguments name, or that their account lies in."""
        if "slot" in given:
            return int(given["slot"])
        accounts = self._row.accounts
        return (_address(given["account"]) - _address(accounts)) // int(accounts.dtype.itemsize)


def _address(records: Any) -> int:
    return int(records.__array_interface__["data"][0])


def _differences(before: Any, after: Any) -> Iterator[tuple[str, Any, Any]]:
    """Name and values of the whole numbers that differ: all 32-bit ones, and the amounts that are watched."""
    for name, (kind, *_) in after.dtype.fields.items():
        if (kind == np.int32 or name in WATCHED_AMOUNTS) and before[name] != after[name]:
            yield name, before[name], after[name]

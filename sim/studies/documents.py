"""Whom a comparison reaches and what a lever's capital costs, as plain data for `compare.json` and `--json`.

Every estimate has the seven fields of summary.json; money is in fen, rates are shares.
"""

from __future__ import annotations

from typing import Any

from sim.studies.lever import Lever
from sim.studies.people.changes import FateChange, GroupChange, People


def people_document(found: People) -> dict[str, Any]:
    """One arm borrower by borrower: `groups` by dimension and name, `fates` by name, and examples to trace."""
    groups: dict[str, dict[str, Any]] = {}
    for one in found.groups:
        groups.setdefault(one.dimension, {})[one.group] = _group(one)
    return {
        "replications": found.replications,
        "groups": groups,
        "fates": {one.fate: _fate(one) for one in (*found.fates, found.saved_on_balance)},
        "examples": [one._asdict() for one in found.examples],
    }


def _group(one: GroupChange) -> dict[str, Any]:
    return {
        "base_default_rate": one.base_rate,
        "default_rate": one.rate,
        "default_rate_difference": one.rate_difference.as_dict(),
        "base_loss_fen": one.base_loss,
        "loss_fen": one.loss,
        "loss_difference": one.loss_difference.as_dict(),
    }


def _fate(one: FateChange) -> dict[str, Any]:
    return {
        "records": one.records.as_dict(),
        "per_1000": one.per_1000.as_dict(),
        "base_loss_fen": one.base_loss,
        "loss_fen": one.loss,
        "loss_difference": one.loss_difference.as_dict(),
    }


def lever_document(found: Lever) -> dict[str, Any]:
    """Change of the buffer, of spending by kind, and the buffer's change `per` each thing it is divided by."""
    return {
        "level": found.level,
        "buffer": found.buffer.as_dict(),
        "spent": {kind: one.as_dict() for kind, one in found.spent.items()},
        "per": {one.per: {"change": one.change.as_dict(), "ratio": one.ratio.as_dict()} for one in found.prices},
    }

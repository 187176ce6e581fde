"""Two worlds under the same luck, borrower by borrower: direct, amplified and averted defaults, and the money of each.

Counts are of the event that `default_rate` counts; money is the platform's loss on its own part of the loans, before
guarantees received and given.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray[Any, Any]


class Fates(NamedTuple):
    """What became of the borrowers in one world; every array has the shape (borrowers,)."""

    defaulted: Array
    """whether the borrower's default counts in `default_rate`"""
    lost: Array
    """whether an account at the platform defaulted within the loss horizon"""
    loss: Array
    """fen of the platform's loss, weighted"""
    joined: Array
    """whether the borrower has been a customer of the platform"""
    performing: Array
    """whether it was performing at the start"""
    weight: Array
    """real borrowers behind each record"""

    @property
    def total_defaults(self) -> int:
        """Records whose default counts."""
        return int(self.defaulted.sum())

    @property
    def total_fen(self) -> int:
        """The platform's loss, fen."""
        return int(self.loss.sum())


def fates_of(borrowers: Array, loss_horizon_days: int) -> Fates:
    """Fates of the (borrowers,) records at the end of a replication."""
    performing = borrowers["performing"] == 1
    lost = borrowers["loss_day"] <= loss_horizon_days
    return Fates(
        performing & (borrowers["default_day"] <= loss_horizon_days),
        lost,
        borrowers["loss"].copy(),
        (borrowers["joined"] == 1) | lost,
        performing,
        borrowers["weight"].copy(),
    )


def compare_fates(row: Any, on: Fates, off: Fates) -> None:
    """Write what channels made and averted into a replication's row: `on` is the world with them, `off` without."""
    both, only_on, only_off = _apart(on.defaulted, off.defaulted)
    base = float(on.weight[on.performing].sum())
    for name, chosen in (("direct", both), ("amplified", only_on), ("averted", only_off)):
        row[f"{name}_defaults"] = int(chosen.sum())
        row[f"{name}_default_rate"] = float(on.weight[chosen].sum()) / base if base > 0 else np.nan
    for name, amount in _money(on, off).items():
        row[f"{name}_fen"] = amount
    row["loss_without_channels_fen"] = off.total_fen


def _apart(on: Array, off: Array) -> tuple[Array, Array, Array]:
    """(borrowers,) flags: in both worlds, only with channels, only without."""
    return on & off, on & ~off, off & ~on


def _money(on: Fates, off: Fates) -> dict[str, int]:
    """Terms of the loss: total with channels - total without = intensity + amplified - averted + composition."""
    everywhere = on.joined & off.joined
    both, only_on, only_off = (everywhere & chosen for chosen in _apart(on.lost, off.lost))
    direct = int(off.loss[both].sum())
    return {
        "direct_loss": direct,
        "intensity_loss": int(on.loss[both].sum()) - direct,
        "amplified_loss": int(on.loss[only_on].sum()),
        "averted_loss": int(off.loss[only_off].sum()),
        "composition_loss": int(on.loss[~off.joined].sum()) - int(off.loss[~on.joined].sum()),
    }

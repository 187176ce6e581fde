"""From sums per replication to estimates: for whom defaults and losses change, and how many fates, with intervals.

Every difference is arm less base, replication by replication under the same luck, with Student's t.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas

from sim.risk.estimate import Estimate, Number
from sim.risk.intervals import mean_interval
from sim.risk.paired import mean_difference, without_pairs
from sim.studies.people.groups import FATE, FATES, PRODUCT
from sim.studies.people.tally import BOTH, NEW, NO_DEFAULT, SAVED

PER = 1_000
PAIRED = tuple(FATES[place] for place in (NO_DEFAULT, BOTH, SAVED, NEW))
"""Fates of those who perform at the start in both arms."""
EXAMPLES = 3
METHOD = "Student t on paired differences"


class GroupChange(NamedTuple):
    """A group in both arms: rates as shares, losses in fen a replication."""

    dimension: str
    group: str
    base_rate: Number
    """default rate of the group in the base; None where nobody performs at the start"""
    rate: Number
    rate_difference: Estimate
    base_loss: float
    loss: float
    loss_difference: Estimate


class FateChange(NamedTuple):
    """A fate: how many have it, and what they lose."""

    fate: str
    records: Estimate
    """records with it, in a replication"""
    per_1000: Estimate
    """real borrowers with it for each 1,000 performing at the start in both arms"""
    base_loss: float
    loss: float
    loss_difference: Estimate


class Example(NamedTuple):
    """A borrower whose fate changed."""

    fate: str
    replication: int
    borrower: int
    """number of the record, as `yuqi trace --borrower` takes it"""


@dataclass(frozen=True)
class People:
    """One arm against the base, borrower by borrower."""

    replications: int
    """how many were followed: the first ones"""
    groups: tuple[GroupChange, ...]
    fates: tuple[FateChange, ...]
    saved_on_balance: FateChange
    """saved less newly in default"""
    examples: tuple[Example, ...]

    @property
    def table(self) -> pandas.DataFrame:
        """A row a group: rates and losses in both arms, differences with their intervals."""
        return pandas.DataFrame([group_row(one) for one in self.groups])


def group_row(one: GroupChange) -> dict[str, Any]:
    """A group as one flat row, money in fen."""
    row: dict[str, Any] = {"dimension": one.dimension, "group": one.group}
    for name, values in (
        ("rate", (one.base_rate, one.rate, one.rate_difference)),
        ("loss", (one.base_loss, one.loss, one.loss_difference)),
    ):
        base, other, found = values
        unit = "_fen" if name == "loss" else ""
        row |= {f"base_{name}{unit}": base, f"{name}{unit}": other, f"{name}_difference{unit}": found.estimate}
        row |= {f"{name}_low{unit}": found.ci_low, f"{name}_high{unit}": found.ci_high}
    return row


def people_of(tallies: pandas.DataFrame, arm: str, confidence: float = 0.95) -> People:
    """The estimates of one arm from the table of `sim.studies.people.tally.COLUMNS`."""
    mine = tallies[tallies["arm"] == arm]
    by_fate = mine[mine["dimension"] == FATE]
    whole = by_fate[by_fate["group"].isin(PAIRED)].groupby("replication")["borrowers"].sum()
    numbers = whole.to_numpy(dtype=float)
    return People(
        replications=mine["replication"].nunique(),
        groups=tuple(_groups(mine[mine["dimension"] != FATE], confidence)),
        fates=tuple(
            _fate(name, one, numbers if name in PAIRED else None, confidence)
            for name, one in by_fate.groupby("group", sort=False)
        ),
        saved_on_balance=_on_balance(by_fate, numbers, confidence),
        examples=tuple(_examples(by_fate)),
    )


def _groups(mine: pandas.DataFrame, confidence: float) -> list[GroupChange]:
    """Every group with anything in it; by product, rates are of all who perform at the start."""
    found = []
    for (dimension, group), one in mine.groupby(["dimension", "group"], sort=False):
        columns = {name: one[name].to_numpy(dtype=float) for name in _SUMS}
        if not any(values.any() for values in columns.values()) or (dimension == PRODUCT and not _any_fate(columns)):
            continue
        rates = _rates(columns)
        losses = columns["base_loss_fen"], columns["loss_fen"]
        found.append(
            GroupChange(
                dimension, group, _mean(rates[0]), _mean(rates[1]), _apart(*rates, "share", confidence),
                float(losses[0].mean()), float(losses[1].mean()), _apart(*losses, "fen", confidence),
            )
        )  # fmt: skip
    return found


_SUMS = ("base_performing", "performing", "base_defaulted", "defaulted", "base_loss_fen", "loss_fen")


def _any_fate(columns: dict[str, Any]) -> bool:
    """Whether a product brought any default or loss."""
    return any(columns[name].any() for name in _SUMS[2:])


def _rates(columns: dict[str, Any]) -> tuple[Any, Any]:
    """Default rates of the replications in which both arms have borrowers of the group performing at the start."""
    exist = (columns["base_performing"] > 0) & (columns["performing"] > 0)
    first = columns["base_defaulted"][exist] / columns["base_performing"][exist]
    return first, columns["defaulted"][exist] / columns["performing"][exist]


def _mean(values: Any) -> float | None:
    return float(values.mean()) if values.size else None


def _apart(base: Any, other: Any, unit: str, confidence: float) -> Estimate:
    if not base.size:
        return without_pairs(METHOD, confidence).noted(unit)
    return mean_difference(base, other, confidence).noted(unit)


def _fate(name: str, one: pandas.DataFrame, whole: Any, confidence: float) -> FateChange:
    """A fate; `whole` (replications,) borrowers for whom the share is told, None where that has no meaning."""
    records, borrowers = (one[column].to_numpy(dtype=float) for column in ("records", "borrowers"))
    losses = one["base_loss_fen"].to_numpy(dtype=float), one["loss_fen"].to_numpy(dtype=float)
    return FateChange(
        name, _count(records, "records", confidence), _share(borrowers, whole, confidence),
        float(losses[0].mean()), float(losses[1].mean()), _apart(*losses, "fen", confidence),
    )  # fmt: skip


def _on_balance(by_fate: pandas.DataFrame, whole: Any, confidence: float) -> FateChange:
    """Those saved less those newly in default."""
    saved, new = (by_fate[by_fate["group"] == FATES[place]] for place in (SAVED, NEW))
    records, borrowers = (
        saved[name].to_numpy(dtype=float) - new[name].to_numpy(dtype=float) for name in ("records", "borrowers")
    )
    base, other = (
        saved[name].to_numpy(dtype=float) + new[name].to_numpy(dtype=float) for name in ("base_loss_fen", "loss_fen")
    )
    return FateChange(
        "saved on balance", _count(records, "records", confidence), _share(borrowers, whole, confidence),
        float(base.mean()), float(other.mean()), _apart(base, other, "fen", confidence),
    )  # fmt: skip


def _count(values: Any, unit: str, confidence: float) -> Estimate:
    return mean_interval(values, confidence).noted(unit)


def _share(borrowers: Any, whole: Any, confidence: float) -> Estimate:
    unit = f"per {PER:,} borrowers performing at the start in both arms"
    if whole is None or not (whole > 0).any():
        return without_pairs(METHOD, confidence).noted(unit)
    exist = whole > 0
    return mean_interval(PER * borrowers[exist] / whole[exist], confidence).noted(unit)


def _examples(by_fate: pandas.DataFrame) -> list[Example]:
    """Of the saved and of those newly in default, some whose loss differs most, one a replication."""
    found = []
    for place in (SAVED, NEW):
        one = by_fate[(by_fate["group"] == FATES[place]) & by_fate["borrower"].notna()]
        moved = (one["loss_fen"] - one["base_loss_fen"]).abs().to_numpy(dtype=float)
        chosen = one.iloc[np.argsort(-moved, kind="stable")[:EXAMPLES]]
        found += [
            Example(FATES[place], int(each["replication"]), int(each["borrower"])) for _, each in chosen.iterrows()
        ]
    return found


def helped(tallies: pandas.DataFrame, arm: str, replications: Any) -> dict[str, np.ndarray[Any, Any]]:
    """(replications,) real borrowers saved, and saved on balance, in each one numbered; NaN where not followed."""
    mine = tallies[(tallies["arm"] == arm) & (tallies["dimension"] == FATE)]
    saved, new = (
        mine[mine["group"] == FATES[place]]
        .set_index("replication")["borrowers"]
        .reindex(replications)
        .to_numpy(dtype=float, na_value=np.nan)
        for place in (SAVED, NEW)
    )
    return {"borrower saved": saved, "borrower saved on balance": saved - new}

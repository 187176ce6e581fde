"""One replication of two arms borrower by borrower, summed by group: defaults and losses of the same people in both.

The default counted is that of `default_rate`. A borrower performing at the start in both arms has one of four fates: no
default, default in both, saved (only in the base) or newly in default (only in the arm). Who performs at the start in
one arm only, because the policy shaped its opening book, or in neither, such as who is admitted later, has no such fate
and stands apart. Losses by any dimension sum to `loss_fen` of each arm, to the fen.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from sim.column import Column
from sim.counterfactual import Fates, fates_of
from sim.outputs import NULL_INTEGER
from sim.simulation import Lived
from sim.studies.people.groups import FATE, FATES, PRODUCT, STANDING, Groups

Array = np.ndarray[Any, Any]
COLUMNS = (
    Column("replication", "i8", "number from 0", "which replication"),
    Column("arm", "text", "name", "which arm, compared with the base"),
    Column("dimension", "text", "name", "by what borrowers are grouped: segment, income, score, first_product or fate"),
    Column("group", "text", "name", "which group"),
    Column("records", "i8", "records", "records in the group; null by first_product"),
    Column("borrowers", "i8", "borrowers, weighted", "real borrowers they stand for; null by first_product"),
    Column("base_performing", "i8", "borrowers, weighted", "of them performing at the start in the base"),
    Column("performing", "i8", "borrowers, weighted", "of them performing at the start in the arm"),
    Column("base_defaults", "i8", "records", "of these, records that default within the loss horizon in the base"),
    Column("defaults", "i8", "records", "the same in the arm"),
    Column("base_defaulted", "i8", "borrowers, weighted", "real borrowers behind base_defaults"),
    Column("defaulted", "i8", "borrowers, weighted", "real borrowers behind defaults"),
    Column("base_loss_fen", "i8", "fen", "the platform's loss on the group in the base"),
    Column("loss_fen", "i8", "fen", "the same in the arm"),
    Column("borrower", "i8", "number from 0", "by fate: the borrower in it whose loss differs most; null elsewhere"),
)
"""Columns of `fates.parquet`. By first_product the performing are those of all groups."""
TALLY = np.dtype([(column.name, "i8") for column in COLUMNS])
"""The same with arm, dimension and group as places."""
NO_DEFAULT, BOTH, SAVED, NEW, BASE_ONLY, ARM_ONLY, NOT_AT_START = range(len(FATES))


class World(NamedTuple):
    """What a replication of one arm came to."""

    fates: Fates
    product: Array
    """(borrowers,) place, among the names of products, of the first default's; that of NOWHERE without one"""
    between: int
    """fen of the loss that no borrower caused"""


def world_of(lived: Lived, loss_horizon_days: int, groups: Groups, arm: int) -> World:
    """The few arrays that are kept of a replication's borrowers."""
    borrowers = lived.borrowers
    first, nowhere = borrowers["first_product"], len(groups.names[PRODUCT]) - 2
    fates = fates_of(borrowers, loss_horizon_days)
    product = np.where(first < 0, nowhere, groups.products[arm][np.maximum(first, 0)])
    return World(fates, product, int(lived.row["loss_fen"][0]) - fates.total_fen)


def fate_places(base: Fates, arm: Fates) -> Array:
    """(borrowers,) place of each borrower's fate in FATES."""
    in_both = base.performing & arm.performing
    told = [
        in_both & ~base.defaulted & ~arm.defaulted,
        in_both & base.defaulted & arm.defaulted,
        in_both & base.defaulted & ~arm.defaulted,
        in_both & ~base.defaulted & arm.defaulted,
        base.performing & ~arm.performing,
        arm.performing & ~base.performing,
    ]
    return np.select(told, range(len(told)), NOT_AT_START)


def tally(replication: int, arm: int, base: World, other: World, groups: Groups) -> Array:
    """(groups of all dimensions,) rows of TALLY for one replication of an arm, by its place, against the base."""
    places = groups.places[replication % len(groups.places)]
    fate = fate_places(base.fates, other.fates)
    paired = {name: (places[name], places[name]) for name in STANDING}
    paired |= {PRODUCT: (base.product, other.product), FATE: (fate, fate)}
    found = []
    for dimension, (name, both) in enumerate(paired.items()):
        rows = _grouped(base, other, both, len(groups.names[name]))
        rows["replication"], rows["arm"], rows["dimension"] = replication, arm, dimension
        if name == PRODUCT:
            rows["records"] = rows["borrowers"] = NULL_INTEGER
            for total in ("base_performing", "performing"):
                rows[total] = rows[total].sum()
        if name == FATE:
            rows["borrower"] = list(_most_moved(base.fates, other.fates, fate, len(rows)))
        found.append(rows)
    return np.concatenate(found)


def _grouped(base: World, other: World, places: tuple[Array, Array], count: int) -> Array:
    """(count,) rows with the sums of each group; the last group holds what lies between holders."""
    rows = np.zeros(count, dtype=TALLY)
    rows["group"], rows["borrower"] = np.arange(count), NULL_INTEGER
    one = np.ones(len(places[0]), dtype=np.int64)
    rows["records"], rows["borrowers"] = (_summed(places[0], each, count) for each in (one, base.fates.weight))
    for prefix, world, place in (("base_", base, places[0]), ("", other, places[1])):
        fates = world.fates
        rows[f"{prefix}performing"] = _summed(place, fates.weight * fates.performing, count)
        rows[f"{prefix}defaults"] = _summed(place, one * fates.defaulted, count)
        rows[f"{prefix}defaulted"] = _summed(place, fates.weight * fates.defaulted, count)
        rows[f"{prefix}loss_fen"] = _summed(place, fates.loss, count)
        rows[f"{prefix}loss_fen"][-1] = world.between
    return rows


def _summed(places: Array, values: Array, count: int) -> Array:
    """(count,) sums of (borrowers,) whole numbers by place, exact."""
    found = np.zeros(count, dtype=np.int64)
    np.add.at(found, places, values)
    return found


def _most_moved(base: Fates, other: Fates, fate: Array, count: int) -> Iterator[int]:
    """For each fate the borrower whose loss differs most between the worlds, the first of equals."""
    moved = np.abs(other.loss - base.loss)
    for place in range(count):
        members = np.flatnonzero(fate == place)
        yield int(members[np.argmax(moved[members])]) if members.size else NULL_INTEGER

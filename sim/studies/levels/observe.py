"""One replication, watched: the platform's accounts at statements, due days, days after them and month ends.

The compiled engine runs from close to close and the arrays are read in between, so the rules know nothing of it and
the bits of the run stay what they are. Other lenders' accounts are left out. Nothing is estimated here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim import engine
from sim.arrays import Run
from sim.records import Kind, State
from sim.simulation import Simulation
from sim.units import DAYS_PER_MONTH

Array = np.ndarray[Any, Any]
PLATFORM = 0
"""Number of the lender that is measured."""
NOT_LATE = -1
"""Age of an account with nothing past due; 0 is what was missed today."""
AFTER_DAYS = (3, 7)
"""Days after a due day on which it is looked at again."""
FIELDS = {
    "bill": ("limit", "billed"),
    "due": ("state", "default_day", "age", "balance", "claim", "oldest_arrears"),
    "after_3": ("age", "oldest_arrears"),
    "after_7": ("age", "oldest_arrears"),
    "end": ("state", "default_day", "age", "balance", "claim", "billed"),
}
"""What is kept of each look; money in fen, days as dates or, for `age`, days past due."""


@dataclass(frozen=True)
class View:
    """A look at all account slots in one month, each product on its own day of that month."""

    day: Array
    """(borrowers, slots) day of the close at which the slot was read; -1: no account of the platform"""
    product: Array
    """(borrowers, slots) product; -1 where `day` is"""
    values: dict[str, Array]
    """(borrowers, slots) each: the fields named in FIELDS"""

    @classmethod
    def empty(cls, kind: str, shape: tuple[int, int]) -> View:
        """A look at nothing yet."""
        values: dict[str, Array] = {name: np.zeros(shape) for name in FIELDS[kind]}
        for name in ("state", "default_day", "age"):
            if name in values:
                values[name] = np.full(shape, NOT_LATE if name == "age" else 0, dtype=np.int32)
        return cls(np.full(shape, -1, dtype=np.int32), np.full(shape, -1, dtype=np.int32), values)

    def __getitem__(self, name: str) -> Array:
        """(borrowers, slots) a field."""
        return self.values[name]

    def fill(self, accounts: Array, world: Any, day: int, products: Iterable[int]) -> None:
        """Read the slots that hold an account of these products at the close of a day."""
        product = accounts["product"].copy()
        held = (product[:, :, np.newaxis] == np.array(list(products))).any(axis=2)
        np.copyto(self.day, day, where=held)
        np.copyto(self.product, product, where=held)
        for name, stored in self.values.items():
            np.copyto(stored, _field(name, accounts, world, day), where=held)


def _field(name: str, accounts: Array, world: Any, day: int) -> Array:
    """(borrowers, slots) a field of FIELDS."""
    if name == "age":
        materiality = world.product["materiality"][np.maximum(accounts["product"], 0)]
        is_late = (accounts["state"] == State.OPEN) & (_past_due(accounts) > materiality)
        return np.where(is_late, day - accounts["oldest_due_day"], NOT_LATE)
    if name == "balance":
        return np.where(accounts["state"] == State.OPEN, accounts["principal"] + accounts["interest"], 0)
    if name == "oldest_arrears":
        return np.asarray(accounts["arrears"][..., 0])
    return np.asarray(accounts[name])


def _past_due(accounts: Array) -> Array:
    """(borrowers, slots) amount due and unpaid, fen."""
    arrears = accounts["arrears"]
    past_due = arrears[..., 0].copy()
    for place in range(1, arrears.shape[-1]):
        past_due += arrears[..., place]
    return np.asarray(past_due)


@dataclass(frozen=True)
class Observation:
    """A replication as it was watched; every list of views has one view a month."""

    views: dict[str, list[View]]
    """By the kinds of FIELDS"""
    world: Any
    weight: Array
    """(borrowers,) real borrowers each record stands for"""
    performing: Array
    """(borrowers,) whether it was performing at the start"""
    default_day: Array
    """(borrowers,) first default at the platform since the start"""
    row: Array
    """() the replication's row of `sim.outputs`"""
    monthly: Array
    """(months,) the platform's monthly rows"""

    @property
    def months(self) -> int:
        """Months watched."""
        return len(self.monthly)

    def is_line(self, product: Array) -> Array:
        """Of the shape of `product`: whether it is a revolving line of the platform."""
        kinds, lenders = self.world.product["kind"], self.world.product["lender"]
        place = np.maximum(product, 0)
        return (product >= 0) & (kinds[place] == Kind.REVOLVING) & (lenders[place] == PLATFORM)


def observe(simulation: Simulation, replication: int, mirrored: bool = False) -> Observation:
    """Run a replication and watch it; mirrored: with the macro factor's sign turned, which is as likely.

    Raises LedgerImbalance as any run does. The scenario's window must be one day, so that every day has a close.
    """
    run = simulation.start(replication)
    if mirrored:
        run.economies["factor"] *= -1.0
    months, world = len(run.economies), run.world[0]
    shape = run.borrowers["accounts"].shape
    views = {kind: [View.empty(kind, shape) for _ in range(months)] for kind in FIELDS}
    ran = 0
    for day, looks in sorted(_looks(world, months).items()):
        advance(run, ran + 1, day)
        ran = day
        for kind, month, products in looks:
            views[kind][month].fill(run.borrowers["accounts"], world, day, products)
    row = simulation.finish(run)
    borrowers = run.borrowers
    return Observation(
        views,
        world,
        borrowers["weight"].astype(np.float64),
        borrowers["performing"] == 1,
        borrowers["default_day"].copy(),
        row[0],
        run.rows[PLATFORM :: int(world.lenders)],
    )


def advance(run: Run, first_day: int, last_day: int) -> None:
    """Run these days, which may begin and end inside a month."""
    records = (run.economies, run.market, run.world, run.stream, run.ledgers, run.words, run.rows, run.network)
    engine.run_days(run.borrowers, run.due, first_day, last_day, *records)


Look = tuple[str, int, tuple[int, ...]]


def _looks(world: Any, months: int) -> dict[int, list[Look]]:
    """By day: the looks to be taken at its close, each a kind, a month from 0 and products."""
    looks: dict[int, list[Look]] = {}
    for month in range(months):
        for day, kind, products in _looks_of_month(world):
            date = month * DAYS_PER_MONTH + day
            if date <= months * DAYS_PER_MONTH:
                looks.setdefault(date, []).append((kind, month, products))
    return looks


def _looks_of_month(world: Any) -> Iterator[tuple[int, str, tuple[int, ...]]]:
    """Day of the month (beyond 30: of the next), kind and products of each look."""
    own = tuple(p for p in range(int(world.products)) if world.product[p].lender == PLATFORM)
    yield 1, "bill", own
    yield DAYS_PER_MONTH, "end", own
    for product in own:
        due_day = int(world.product[product].due_day)
        yield due_day, "due", (product,)
        for days in AFTER_DAYS:
            yield due_day + days, f"after_{days}", (product,)

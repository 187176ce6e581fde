"""`sim.cascade`: the first defaults of one replication, why and by whom, as a table and as a tree to print."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.cascades import NO_PARENT, Cascades, cascades_of
from sim.job import Job
from sim.records import Cause
from sim.rules.causes import FIRST_LENDER
from sim.scenario.resolve import load
from sim.scenario.resolved import Resolved
from sim.setup import lender_names, product_names
from sim.studies.trace import job_of
from sim.units import DAYS_PER_MONTH

if TYPE_CHECKING:
    import pandas as pd

LINES_SHOWN = 60
"""Defaults of a tree that are printed; the others are counted."""


class Default(NamedTuple):
    """A borrower's first default anywhere in the run."""

    borrower: int
    day: int
    month: int
    lender: str
    product: str
    cause: str
    generation: int
    infector: int | None
    """the borrower that infected this one"""
    infecting_lender: str | None
    """the lender whose trouble made the default"""
    co_causes: tuple[str, ...]
    real_borrowers: int
    tree: int
    """number of the tree, 0 the largest"""


@dataclass(frozen=True)
class Cascade:
    """The first defaults of a replication: `events` for pandas, `str` prints the largest tree."""

    scenario: str
    replication: int
    defaults: tuple[Default, ...] = field(repr=False)
    """in order of day and borrower"""
    sizes: tuple[int, ...] = field(repr=False)
    """defaults in each tree, the largest first"""
    reproduction_number: float | None

    @property
    def events(self) -> pd.DataFrame:
        """A row per first default, in order of day and borrower; co-causes parted by commas."""
        import pandas as pd

        rows = [each._replace(co_causes=", ".join(each.co_causes)) for each in self.defaults]  # type: ignore[arg-type]
        return pd.DataFrame(rows, columns=list(Default._fields)).astype({"infector": "Int64"})

    def tree(self, number: int = 0, lines: int = LINES_SHOWN) -> str:
        """A tree of who infected whom, the largest by default; at most so many defaults, the rest is counted."""
        members = [each for each in self.defaults if each.tree == number]
        shown = _branches(members)
        hidden = len(shown) - lines
        return "\n".join(shown[:lines] + ([f"... and {hidden:,} more"] if hidden > 0 else []))

    def __str__(self) -> str:
        if not self.defaults:
            return f"{self.scenario}, replication {self.replication}: nobody defaulted"
        trees = sum(size > 1 for size in self.sizes)
        head = (
            f"{self.scenario}, replication {self.replication}: {len(self.defaults):,} first defaults, "
            f"{self.reproduction_number:.2f} made by each on average, {trees:,} cascades"
        )
        return f"{head}\nthe largest tree: {self.sizes[0]:,} of them\n\n{self.tree()}"

    def as_plain(self) -> dict[str, Any]:
        """All of it as plain data, for JSON."""
        return {
            "scenario": self.scenario,
            "replication": self.replication,
            "sizes": list(self.sizes),
            "reproduction_number": self.reproduction_number,
            "defaults": [each._asdict() for each in self.defaults],
        }


def cascade(scenario: Resolved | str | Path, replication: int = 0, *, seed: int | None = None) -> Cascade:
    """The cascades of a replication. Raises the errors of `sim.run`."""
    resolved = scenario if isinstance(scenario, Resolved) else load(scenario)
    return cascade_job(job_of(resolved if seed is None else resolved.with_(seed=seed), replication))


def cascade_job(job: Job) -> Cascade:
    """The cascades of the replication that a job is for."""
    simulation: Any = job.simulator.built()
    replication = job.plan.wanted[0]
    lived = simulation.lived(replication)
    found = cascades_of(lived.borrowers, simulation.world)
    rate = found.reproduction()
    return Cascade(
        scenario=job.resolved.name,
        replication=replication,
        defaults=_defaults(found, lender_names(simulation.scenario), product_names(simulation.scenario)),
        sizes=tuple(int(size) for size in found.sizes) if len(found) else (),
        reproduction_number=rate if len(found) else None,
    )


def _defaults(found: Cascades, lenders: tuple[str, ...], products: tuple[str, ...]) -> tuple[Default, ...]:
    """The defaults in words; trees numbered by size, then by their first default."""
    roots = found.root.tolist()
    counts = Counter(roots)
    numbers = {root: place for place, root in enumerate(sorted(counts, key=lambda root: -counts[root]))}
    rows = []
    for place, record in enumerate(found.records):
        infector = int(record["infector"])
        rows.append(
            Default(
                borrower=int(record["agent"]),
                day=int(record["first_day"]),
                month=int(found.month[place]),
                lender=lenders[found.lender[place]],
                product=products[int(record["first_product"])],
                cause=_words(Cause(int(record["cause"]))),
                generation=int(record["generation"]),
                infector=infector if found.parent[place] != NO_PARENT else None,
                infecting_lender=lenders[FIRST_LENDER - infector] if infector <= FIRST_LENDER else None,
                co_causes=tuple(_words(cause) for cause in Cause if int(record["co_causes"]) >> cause & 1),
                real_borrowers=int(record["weight"]),
                tree=numbers[roots[place]],
            )
        )
    return tuple(rows)


def _words(cause: Cause) -> str:
    return cause.name.lower().replace("_", " ")


def _branches(members: list[Default]) -> list[str]:
    """A tree's lines, each default below the one that infected it."""
    children: dict[int | None, list[Default]] = {}
    for each in members:
        children.setdefault(each.infector, []).append(each)
    lenders = sorted({each.infecting_lender for each in members if each.infecting_lender is not None})
    lines = [f"{name} in trouble" for name in lenders]
    roots = children.get(None, [])
    waiting = [(each, "", place == len(roots) - 1, bool(lenders)) for place, each in enumerate(roots)][::-1]
    while waiting:
        each, indent, is_last, is_below = waiting.pop()
        lines.append(indent + (("└─ " if is_last else "├─ ") if is_below else "") + _line(each))
        below = indent + (("   " if is_last else "│  ") if is_below else "")
        brood = children.get(each.borrower, [])
        waiting += [(child, below, place == len(brood) - 1, True) for place, child in enumerate(brood)][::-1]
    return lines


def _line(each: Default) -> str:
    day = (each.day - 1) % DAYS_PER_MONTH + 1
    also = f", also {' and '.join(each.co_causes)}" if each.co_causes else ""
    return (
        f"borrower {each.borrower}, month {each.month} day {day}, {each.product} at {each.lender}: {each.cause}{also}"
    )

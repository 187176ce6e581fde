"""Replications of a scenario: the object that the Monte Carlo layer calls with replication numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from sim import engine
from sim.arrays import Run, copied, joined, network_arrays
from sim.draws import paths
from sim.draws.plans import PLAIN, Draws, Plain
from sim.errors import InternalError
from sim.opening import ledger_rows, opening_market, raise_fault, stream_record, synthetic_book
from sim.outputs import MONTHLY_DTYPE, REPLICATION_DTYPE, empty_months, empty_replication
from sim.policy_code import PolicyCode
from sim.policy_driver import run_under
from sim.population.network import Links, links_of
from sim.records import Channel
from sim.scenario.models import Scenario
from sim.seeds import sow
from sim.setup import central_economies, factor_scale, world_record
from sim.threaded import run_in_threads
from sim.units import DAYS_PER_MONTH

Array = np.ndarray[Any, Any]
EMPTY_ROW = empty_replication()
"""(1,) a replication's row before it is filled: made once, since a copy of its bytes takes a tenth of the time."""


class Lived(NamedTuple):
    """A replication after its last day."""

    row: Array
    """(1,) the replication's row"""
    months: Array
    """(months x lenders,) monthly rows"""
    borrowers: Array
    """(borrowers,) records"""
    market: Array
    """(1,) institutions"""


def factor_path(scenario: Scenario, replication: int, draws: Draws = PLAIN) -> Array:
    """(months,) macro factor of a replication; positive is bad."""
    macro, months = scenario.macro, scenario.horizon_months
    scale = factor_scale(macro)
    if scale == 0.0:
        return np.zeros(months)
    if not isinstance(draws, Plain):
        drawn = draws.drawn(scenario.seed, replication, months, macro.persistence)
        return paths.factor_path(drawn.normals, macro.persistence) * scale
    factors = np.zeros(months)  # the same to the bit, in the time that a small replication takes
    engine.draw_factors(factors, 1, macro.persistence, stream_record(scenario.seed, replication))
    return factors * scale


def tables_of(results: Sequence[tuple[Array, Array]]) -> tuple[Array, Array]:
    """(k,) replication rows and (k x months x lenders,) monthly rows of replications one by one."""
    rows = joined([row for row, _ in results], REPLICATION_DTYPE)
    return rows, joined([months for _, months in results], MONTHLY_DTYPE)


@dataclass(frozen=True)
class Simulation:
    """A scenario with its opening books, ready to run any replication. Calling it releases the interpreter lock."""

    scenario: Scenario
    books: tuple[Array, ...] = field(repr=False)
    """Borrowers of the opening books, one per imputation; replication r uses book r modulo their number."""
    threads: int = 1
    """Threads over the borrowers of one replication; the bits do not depend on it."""
    single_use: bool = False
    """Run the opening book itself instead of a copy: half the memory, for one replication only."""
    policy_code: PolicyCode | None = None
    """A policy in Python, asked at each month's close."""
    written_off: Array | None = field(default=None, repr=False, compare=False)
    """(lenders, months of a year) fen written off in the year before the start; None: not known, as of a tape."""
    used: list[int] = field(default_factory=list, repr=False, compare=False)
    draws: Draws = PLAIN
    """How macro factors are drawn."""

    @classmethod
    def of(cls, scenario: Scenario) -> Simulation:
        """Draw and age the synthetic opening book."""
        book = synthetic_book(scenario)
        return cls(scenario, (book.borrowers,), written_off=book.written_off)

    @cached_property
    def world(self) -> Array:
        """(1,) parameters."""
        return world_record(self.scenario)

    @cached_property
    def markets(self) -> tuple[Array, ...]:
        """Opening balance sheets, one per book."""
        return tuple(opening_market(book, self.scenario, self.world, self.written_off) for book in self.books)

    @cached_property
    def links(self) -> tuple[Links, ...]:
        """Who is whose neighbour in each book; one where all number their borrowers alike."""
        first = links_of(self.scenario, self.books[0]["agent"])
        return tuple(
            first if np.array_equal(book["agent"], self.books[0]["agent"]) else links_of(self.scenario, book["agent"])
            for book in self.books
        )

    @cached_property
    def central(self) -> Array:
        """(months,) economies of the central path."""
        return central_economies(self.scenario, 1, self.scenario.horizon_months)

    def start(self, replication: int) -> Run:
        """A replication on the evening before day 1.

        Raises:
            InternalError: a second replication from a book that serves only once.
        """
        number = replication % len(self.books)
        if self.single_use:
            if self.used:
                raise InternalError("the opening book was given away to an earlier replication")
            self.used.append(replication)
        borrowers = self.books[number] if self.single_use else copied(self.books[number])
        economies = copied(self.central)
        economies["factor"] = factor_path(self.scenario, replication, self.draws)
        rows = empty_months(len(economies) * len(self.scenario.lenders))
        stream, due = stream_record(self.scenario.seed, replication), borrowers["next_day"].copy()
        books = ledger_rows(self.threads, self.scenario.window_days)
        links = self.links[number]
        borrowers["neighbours"] = np.diff(links.starts)
        sow(self.scenario.contagion.seeds, borrowers, stream)
        network = network_arrays(links.starts, links.neighbours, self.threads)
        return Run(borrowers, due, economies, copied(self.markets[number]), self.world, stream, *books, rows, network)

    def finish(self, run: Run) -> Array:
        """(1,) the replication's row, after the last day."""
        raise_fault(run.market, self.scenario)
        row = copied(EMPTY_ROW)
        months = len(run.economies)
        records = (run.market, run.world, run.stream, run.ledgers, run.words)
        engine.finish(run.borrowers, months * DAYS_PER_MONTH, run.economies, months - 1, *records, row)
        self.weigh(row, run)
        return row

    def weigh(self, row: Array, run: Run) -> None:
        """Write into a replication's row, shape (1,), for how many plain ones it counts: 1 but under importance."""
        if not isinstance(self.draws, Plain):
            months, persistence = self.scenario.horizon_months, self.scenario.macro.persistence
            drawn = self.draws.drawn(self.scenario.seed, int(run.stream[0].replication), months, persistence)
            row["weight"] = drawn.weight

    def with_channels(self, kept: frozenset[Channel]) -> Simulation:
        """The same simulation, opening books and luck, with no other channels of contagion than these."""
        world = self.world.copy()
        for channel in set(Channel) - kept:
            world[0].channel[channel] = 0.0
        return self._like(replace(self), world)

    def with_draws(self, draws: Draws) -> Simulation:
        """The same simulation and opening books, with macro factors drawn by another plan."""
        return self._like(replace(self, draws=draws), self.world)

    def _like(self, other: Simulation, world: Array) -> Simulation:
        """Give another simulation what this one has worked out already."""
        other.__dict__.update(markets=self.markets, central=self.central, links=self.links, world=world)
        return other

    def lived(self, replication: int) -> Lived:
        """One replication by the compiled loop, with the borrowers as they stand at its end."""
        run = self.start(replication)
        if self.policy_code is not None:
            run_under(self.policy_code, run, self.scenario, self.threads)
        elif self.threads > 1:
            run_in_threads(run, self.threads, 1, len(run.economies) * DAYS_PER_MONTH)
        else:
            records = (run.economies, run.market, run.world, run.stream, run.ledgers, run.words, run.rows, run.network)
            engine.run_days(run.borrowers, run.due, 1, len(run.economies) * DAYS_PER_MONTH, *records)
        return Lived(self.finish(run), run.rows, run.borrowers, run.market)

    def replicate(self, replication: int) -> tuple[Array, Array]:
        """One replication: its row and its (months x lenders,) monthly rows."""
        found = self.lived(replication)
        return found.row, found.months

    def __call__(self, replications: Sequence[int]) -> tuple[Array, Array]:
        """(k,) replication rows and (k x months x lenders,) monthly rows."""
        results = [self.replicate(int(replication)) for replication in replications]
        return tables_of(results)

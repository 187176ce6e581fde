"""A credit world as a Mesa model: each step is one window of days, run by the compiled engine. No rule stands here.

Inside a step that a subclass of `Borrower` overrides, `day`, `economy` and `ledger` are those of the borrower's day.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from sim.agents.agent_set import Agents
from sim.agents.books import Book, Rules, choices, compiles, make_book, standard_book
from sim.agents.borrower import Borrower
from sim.agents.casting import Cast, behaviours, classes_of
from sim.agents.errors import HorizonReached
from sim.agents.framework import Model
from sim.agents.institution import Institution, Platform
from sim.agents.plain import plain_rules
from sim.agents.stage import on_stage
from sim.arrays import Run
from sim.compiled import ENTRIES
from sim.opening import raise_fault
from sim.outputs import MONTHLY_DTYPE, REPLICATION_DTYPE, empty_replication
from sim.scenario.models import Scenario
from sim.setup import lender_names, segment_names
from sim.simulation import Simulation
from sim.steps import STEPS
from sim.units import DAYS_PER_MONTH

Array = np.ndarray[Any, Any]


class CreditModel(Model):  # type: ignore[misc]
    """One replication to step, look into and change. `step()` runs a window of days, `run_model()` all to the horizon.

    Args:
        scenario: a scenario, a name or path of one, or a `Simulation`, whose opening books are then shared.
        replication: which luck.
        borrower: a subclass of `Borrower` for all, or a mapping from segment names or predicates to subclasses.
        book: (size,) opening borrowers; by default the scenario's synthetic book.
        rules: functions to put in the place of rules, by name. Their result must not depend on anything that changes.
    """

    def __init__(
        self,
        scenario: Any,
        *,
        replication: int = 0,
        borrower: Cast = Borrower,
        book: Array | None = None,
        rules: Rules | None = None,
    ) -> None:
        self.simulation = _simulation_of(scenario, book)
        super().__init__(rng=[self.scenario.seed, replication])
        self.running: bool = True
        self.replication = replication
        self.run: Run = self.simulation.start(replication)
        self.segment_names = segment_names(self.scenario)
        self.horizon_days = len(self.run.economies) * DAYS_PER_MONTH
        self._closed_day, self._opening_day = 0, 1
        self._living: int | None = None
        self._views: dict[int, Borrower] = {}
        self._rows: dict[int, int] | None = None
        self._results: tuple[Array, Array] | None = None
        self.borrower_classes = classes_of(borrower)
        self.run.borrowers["behaviour"] = self._behaviours(borrower)
        names = enumerate(lender_names(self.scenario))
        self.lenders = tuple((Institution if index else Platform)(self, index, name) for index, name in names)
        self._book = self._choose_book(rules or {})
        self._counted_step, self.step = self.step, self._checked_step  # type: ignore[method-assign]

    def _behaviours(self, cast: Cast) -> Array:
        rows = self.run.borrowers
        views = [Borrower(self, row) for row in range(len(rows))] if any(map(callable, _keys(cast))) else []
        return behaviours(cast, views, rows["segment"], self.segment_names)

    def _choose_book(self, rules: Rules) -> Book:
        """The shared book where nothing is changed, else a compiled twin, else, where numba refuses, a plain one."""
        chosen = choices(self.borrower_classes)
        if not chosen and not rules:
            return standard_book()
        book = make_book(chosen, rules, compiled=True)
        arguments = self._entries(1, 1) | {"finish": self._closing_arguments(empty_replication())}
        entered = {name: values for name, values in arguments.items() if book.rules[name] is not ENTRIES[name]}
        return book if compiles(book, entered) else make_book(chosen, rules, compiled=False)

    @property
    def is_compiled(self) -> bool:
        """False where numba refused a replaced rule, so that all rules run in plain Python."""
        return self._book.is_compiled

    @property
    def scenario(self) -> Scenario:
        """The scenario that is run."""
        return self.simulation.scenario

    @scenario.setter
    def scenario(self, value: Any) -> None:
        self._mesa_scenario = value  # Mesa 3.5 has scenarios of its own, which this model does not use

    # Stepping

    def step(self) -> None:
        """Run one window: borrowers live its days, institutions close them.

        Raises:
            HorizonReached: after the last day, or after a step that failed.
            LedgerImbalance: the books do not balance.
        """
        self._check_running()
        self.running = False
        self._opening_day = self._closed_day + 1
        last_day = self._closed_day + self.scenario.window_days
        with on_stage(self):
            for name, arguments in self._entries(self._opening_day, last_day).items():
                self._book.rules[name](*arguments)
        raise_fault(self.run.market, self.scenario)
        self._closed_day = last_day
        self._opening_day = last_day + 1
        self.running = last_day < self.horizon_days

    def _checked_step(self) -> None:
        """Mesa's step, which counts; Mesa 3.5 would pass over a step that follows one that failed."""
        self._check_running()
        self._counted_step()

    def _check_running(self) -> None:
        if not self.running:
            raise HorizonReached(f"the model stopped on day {self._closed_day}; make a new one to run again")

    def _entries(self, first_day: int, last_day: int) -> dict[str, tuple[Any, ...]]:
        """The functions of the engine that make a window, in their order, each with its arguments."""
        run, place = self.run, _month_of(first_day) - 1
        shared = (run.economies, place, run.market, run.world)
        borrowers = (run.borrowers, run.due, 0, len(run.borrowers))
        return {
            "open_window": (first_day, *shared),
            "run_block": (*borrowers, first_day, last_day, *shared, run.stream, run.ledgers, run.network, 0),
            "close_window": (first_day, last_day, *shared, run.stream, run.ledgers, run.words, run.rows),
            "spread_news": (run.borrowers, first_day, last_day, run.world, run.stream, run.network),
        }

    @property
    def results(self) -> tuple[Array, Array]:
        """(1,) the replication's row and (months x lenders,) its monthly rows; there once the horizon is reached."""
        if self._closed_day < self.horizon_days:
            raise HorizonReached(f"day {self.horizon_days} is the last; the model is at day {self._closed_day}")
        if self._results is None:
            row = empty_replication()
            self._book.rules["finish"](*self._closing_arguments(row))
            self.simulation.weigh(row, self.run)
            self._results = row.view(REPLICATION_DTYPE), self.run.rows.view(MONTHLY_DTYPE)
        return self._results

    def _closing_arguments(self, row: Array) -> tuple[Any, ...]:
        run, place = self.run, len(self.run.economies) - 1
        shared = (run.economies, place, run.market, run.world, run.stream, run.ledgers, run.words)
        return (run.borrowers, self.horizon_days, *shared, row)

    # What rules get, as of now

    @property
    def day(self) -> int:
        """The last day closed, 0 before the start; in a borrower's step the day that it lives."""
        return self._closed_day if self._living is None else int(self.run.due[self._living])

    @property
    def month(self) -> int:
        """The month of the day; 0 before the start."""
        return _month_of(self.day)

    @property
    def economy(self) -> Any:
        """The economy of the month."""
        return self.run.economies[max(0, self.month - 1)]

    @property
    def market(self) -> Any:
        """The lenders and the public."""
        return self.run.market[0]

    @property
    def world(self) -> Any:
        """The parameters."""
        return self.run.world[0]

    @property
    def stream(self) -> Any:
        """The address of the replication's draws."""
        return self.run.stream[0]

    @property
    def ledger(self) -> Any:
        """The row to post to: of the day that a borrower lives, else of the next day to be closed."""
        return self.run.ledgers[0, max(self.day, self._opening_day) - self._opening_day]

    def post(self, lender: int, movement: int, amount: int) -> None:
        """Enter a movement (fen) in the books of the next close."""
        plain_rules()["post"](self.ledger, lender, movement, amount)

    # Steps in Python

    def live(self, step: str, agent: int) -> None:
        """Run a step of the borrower of this number in Python; the engine calls it."""
        self._living = self._row_of(agent)
        try:
            getattr(self.agent(self._living), step)()
        finally:
            self._living = None

    def is_living(self, row: int) -> bool:
        """Whether the engine is in this borrower's day."""
        return self._living == row

    def run_step(self, name: str, row: int) -> None:
        """Run the standard step on a row."""
        run, place = self.run, self.month - 1
        shared = (run.economies, place, run.market, run.world, run.stream, run.ledgers)
        self._book.standard["run_step"](STEPS.index(name), run.borrowers, run.due, row, self._opening_day, *shared)

    def _row_of(self, agent: int) -> int:
        if self._rows is None:
            self._rows = {number: row for row, number in enumerate(self.run.borrowers["agent"].tolist())}
        return self._rows[agent]

    # Agents

    def agent(self, member: int) -> Any:
        """The agent behind a member of a set: a row's borrower, or from -1 down an institution."""
        if member < 0:
            return self.lenders[-1 - member]
        kind = self.borrower_classes[self.run.borrowers["behaviour"][member]]
        if kind is Borrower:
            return Borrower(self, member)
        if member not in self._views:
            self._views[member] = kind(self, member)
        return self._views[member]

    @property
    def borrowers(self) -> Agents:
        """All borrowers."""
        return Agents(self, np.arange(len(self.run.borrowers)))

    @property
    def institutions(self) -> Agents:
        """All lenders."""
        return Agents(self, -1 - np.arange(len(self.lenders)))

    @property
    def platform(self) -> Platform:
        """The lender called platform."""
        return self.lenders[0]

    @property
    def agents(self) -> Agents:
        """Borrowers, then lenders."""
        return Agents(self, np.concatenate([self.borrowers.members, self.institutions.members]))

    @property
    def agents_by_type(self) -> dict[type[Any], Agents]:
        """A set for each class that has agents."""
        return dict(self.agents.groupby(type))

    @property
    def agent_types(self) -> list[type[Any]]:
        """Every class that has agents."""
        return list(dict.fromkeys(self.agents.types()))


def _simulation_of(scenario: Any, book: Array | None) -> Simulation:
    """A simulation of whatever names a scenario."""
    if isinstance(scenario, str | Path):
        from sim.scenario import load

        scenario = load(scenario)
    plain = scenario if isinstance(scenario, Scenario) else scenario.scenario
    if book is not None:
        return Simulation(plain, (book,))
    return scenario if isinstance(scenario, Simulation) else Simulation.of(plain)


def _keys(cast: Cast) -> list[Any]:
    return [] if isinstance(cast, type) else list(cast)


def _month_of(day: int) -> int:
    return int(plain_rules()["month_of"](day))

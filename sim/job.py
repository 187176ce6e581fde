"""From a checked scenario to something that can be run: the tape read, the fingerprint taken, the engine made ready.

Nothing is written here. What can be refused is refused before anything is simulated.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.attribution import ATTRIBUTIONS, AttributedSimulation, default_attribution
from sim.compiled import is_compiled_cold
from sim.drawing import Drawing, check_drawing
from sim.draws import PLAIN, Draws
from sim.errors import UsageError
from sim.memory import check_memory, disk_bytes, record_bytes, table_bytes
from sim.montecarlo.course import Course
from sim.montecarlo.parallel import check_backend, check_jobs
from sim.montecarlo.plan import RunPlan
from sim.opening import synthetic_book
from sim.policy_book import Book
from sim.policy_code import PolicyCode
from sim.population.network import hashes_of_lists
from sim.randomness import WARMUP_REPLICATION
from sim.scenario.errors import Fault, ScenarioError
from sim.scenario.models import Scenario
from sim.scenario.resolved import Resolved
from sim.scenario_tape import read_scenario_tape
from sim.setup import lender_names
from sim.simulation import Simulation
from sim.version import MODEL_VERSION

if TYPE_CHECKING:
    from sim.population.tape import Tape

ENGINES = ("compiled", "mesa")

Tell = Callable[[str], None]
"""Takes a line of news for the user."""


def keep_quiet(message: str = "") -> None:
    """Tells nobody."""


class LazySimulator:
    """The engine of a scenario, built when its first replication is asked for: after the folder is known to be free.

    Threads wait for the first of them to build it; on its way to another process it is built before it leaves.
    """

    threads = 1
    """Threads over the borrowers of one replication: more than one where there are fewer replications than workers."""
    single_use = False
    """Whether one replication is all that will be asked for, so that it may have the opening book itself."""
    policy_code: PolicyCode | None = None
    """A policy in Python."""
    attribution = "none"
    """Which worlds are lived beside the whole one: see `sim.attribution`."""
    draws: Draws = PLAIN
    """How macro factors are drawn."""

    def __init__(
        self, resolved: Resolved, tape: Tape | None, engine: str, tell: Tell, ready: Callable[[], None]
    ) -> None:
        self._resolved, self._tape, self._engine, self._tell, self._ready = resolved, tape, engine, tell, ready
        self._lock = threading.Lock()
        self._built: Callable[[Sequence[int]], tuple[Any, Any]] | None = None

    def __call__(self, replications: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
        """Replication rows and monthly rows, as `sim.montecarlo.plan.Simulator` says."""
        return self.built()(replications)

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        """Travels as what it builds."""
        return _itself, (self.built(),)

    def built(self) -> Callable[[Sequence[int]], tuple[Any, Any]]:
        """The engine with its opening books."""
        with self._lock:
            if self._built is None:
                self._built = self._build()
                self._ready()
            return self._built

    def _build(self) -> Callable[[Sequence[int]], tuple[Any, Any]]:
        scenario = self._resolved.scenario
        if is_compiled_cold():
            self._tell("compiling once for this version (about a minute)")
        _compile(scenario)
        try:
            books, written_off = self._books(scenario)
            simulation = Simulation(
                scenario, books, self.threads, self.single_use, self.policy_code, written_off, draws=self.draws
            )
            _ = simulation.markets, simulation.links
        except OverflowError as error:
            fault = Fault("E122", self._resolved.name, None, None, "population.accounts", str(error))
            raise ScenarioError([fault]) from error
        driver: Any = simulation
        if self._engine == "mesa":
            from sim.agents import MesaSimulation

            driver = MesaSimulation(simulation)
        return driver if self.attribution == "none" else self._attributed(driver, scenario)

    def _attributed(self, driver: Any, scenario: Scenario) -> AttributedSimulation:
        """The driver with the worlds that it is compared with; says what they cost where it is much."""
        found = AttributedSimulation(driver, scenario, self.attribution)
        worlds = 1 + len(found.others)
        if self.attribution in ("channels", "shapley"):
            self._tell(f"--attribution {self.attribution} lives every replication {worlds} times")
        return found

    def _books(self, scenario: Scenario) -> tuple[tuple[np.ndarray, ...], np.ndarray | None]:
        """Opening books of the tape, one per imputation, or the synthetic one; what was written off, where known."""
        if self._tape is None:
            book = synthetic_book(scenario)
            return (book.borrowers,), book.written_off
        from sim.population.tape_book import tape_books

        return tape_books(scenario, self._tape), None


class Redrawn:
    """The engine of a lazy simulator under other draws, with attribution or without."""

    def __init__(self, lazy: LazySimulator, draws: Draws, is_attributed: bool) -> None:
        self._lazy, self._draws, self._is_attributed = lazy, draws, is_attributed

    def __call__(self, replications: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
        """Replication rows and monthly rows, as `sim.montecarlo.plan.Simulator` says."""
        return self.built(replications)

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        """Travels as what it builds."""
        return _itself, (self.built,)

    @cached_property
    def built(self) -> Callable[[Sequence[int]], tuple[Any, Any]]:
        """The engine with its opening books."""
        whole: Any = self._lazy.built()
        if isinstance(whole, AttributedSimulation) and not self._is_attributed:
            whole = whole.driver
        engine: Callable[[Sequence[int]], tuple[Any, Any]] = whole.with_draws(self._draws)
        return engine


def _itself(simulator: Callable[..., Any]) -> Callable[..., Any]:
    return simulator


def _compile(scenario: Scenario) -> None:
    """Run one borrower for a month of the same record width, so that all rules are compiled before workers start."""
    changes = {"size": 1, "accounts": None, "warmup_months": 0, "tape": None, "mapping": None}
    population = scenario.population.model_copy(update=changes)
    contagion = scenario.contagion.without_networks()
    tiny = scenario.model_copy(update={"horizon_months": 1, "population": population, "contagion": contagion})
    simulation = Simulation.of(tiny)
    simulation.replicate(0)
    _ = Book(simulation.start(0), tiny, 1).principal_fen


@dataclass(frozen=True)
class Job:
    """A run that is ready to start."""

    resolved: Resolved
    plan: RunPlan
    tape: Tape | None
    simulator: LazySimulator
    course: Course | None = None
    """How the run goes where it does not just run its replications."""


def prepare(  # noqa: PLR0913 - what a user may choose, by keyword
    resolved: Resolved,
    *,
    replication: int | None = None,
    jobs: int | None = None,
    backend: str = "threads",
    scheduler: str | None = None,
    engine: str = "compiled",
    attribution: str | None = None,
    policy_code: PolicyCode | None = None,
    draws: str = "plain",
    precision: float | None = None,
    of: str | None = None,
    in_folder: bool = False,
    command: Sequence[str] = (),
    tell: Tell = keep_quiet,
    ready: Callable[[], None] = keep_quiet,
) -> Job:
    """Read the tape, take the fingerprint, and refuse what cannot be run on this machine.

    `in_folder` says that results go to a folder, so that they need not fit into memory.
    `attribution` is by default `direct` where a channel of contagion is on, else `none`. `draws`, `precision` and `of`
    are explained in `sim.drawing`.
    `tell` hears what takes long, `ready` is called when the engine is built and replications begin.

    Raises:
        UsageError: exit 2. TapeError, MappingError, ScenarioError: exit 3. TooLarge: exit 7.
    """
    kind = default_attribution(resolved.scenario) if attribution is None else attribution
    _check_names(engine, kind)
    if replication is not None and not 0 <= replication < WARMUP_REPLICATION:
        raise UsageError(f"--replication {replication} is not allowed; replications count from 0")
    check_backend(backend, scheduler)
    _check_policy_code(policy_code, engine, backend)
    tape = read_scenario_tape(resolved.scenario)
    scenario = resolved.scenario
    borrowers = scenario.population.size if tape is None else tape.borrowers
    drawing = check_drawing(scenario, replication, draws, precision, of)
    hashes = hashes_of_lists(scenario, borrowers)
    plan = _plan(resolved, tape, hashes, replication, command, policy_code, kind, drawing)
    workers = min(check_jobs(jobs), len(plan.wanted))
    books = 1 if tape is None else scenario.population.imputations
    tables = table_bytes(scenario, len(plan.wanted), in_folder)
    needed = record_bytes(scenario, borrowers, books, workers, backend) + tables
    check_memory(needed, borrowers, workers)
    simulator = LazySimulator(resolved, tape, engine, tell, ready)
    simulator.policy_code, simulator.attribution, simulator.draws = policy_code, kind, drawing.fixed
    if backend == "threads" and engine == "compiled":
        spare = check_jobs(jobs) // max(1, len(plan.wanted))
        simulator.threads = max(1, min(spare, os.cpu_count() or 1))
        simulator.single_use = len(plan.wanted) == 1 and kind == "none"
    course = drawing.course(scenario, lambda changed, is_attributed: Redrawn(simulator, changed, is_attributed), tell)
    return Job(resolved, plan, tape, simulator, course)


def _check_names(engine: str, attribution: str) -> None:
    for option, given, known in (("engine", engine, ENGINES), ("attribution", attribution, ATTRIBUTIONS)):
        if given not in known:
            raise UsageError(f"--{option} {given} is not known; allowed are {', '.join(known)}")


def _check_policy_code(policy_code: PolicyCode | None, engine: str, backend: str) -> None:
    if policy_code is None:
        return
    if engine == "mesa":
        raise UsageError("--policy-code works with --engine compiled; a Mesa model is stepped by your own code already")
    if backend != "threads" and not policy_code.travels:
        message = f"--backend {backend} finds a policy by its file; put class {policy_code} into one, or use threads"
        raise UsageError(message)


def _plan(
    resolved: Resolved,
    tape: Tape | None,
    link_hashes: Mapping[str, str],
    replication: int | None,
    command: Sequence[str],
    policy_code: PolicyCode | None,
    attribution: str,
    drawing: Drawing,
) -> RunPlan:
    code = None if policy_code is None else policy_code.identity
    return RunPlan(
        name=resolved.name,
        fingerprint=resolved.fingerprint(
            None if tape is None else tape.sha256,
            None if tape is None else tape.mapping.sha256,
            attribution,
            drawing.identity,
            model_version=MODEL_VERSION,
            policy_code=code,
            link_hashes=link_hashes,
        ),
        scenario_yaml=resolved.as_yaml(),
        seed=resolved.scenario.seed,
        replications=resolved.scenario.replications,
        lender_names=lender_names(resolved.scenario),
        model_version=MODEL_VERSION,
        settings={"attribution": attribution, **drawing.settings, **({} if code is None else {"policy_code": code})},
        command=tuple(command),
        replication=replication,
        stopping=drawing.stopping,
        bytes_each=disk_bytes(resolved.scenario),
    )

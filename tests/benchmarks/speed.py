"""The measurements behind the table of `make bench`: each function gives the lines of one part."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import numba

from sim import engine
from sim.opening import stream_record
from sim.randomness import normal_quantile, uniform
from sim.rules.income import lognormal_multiple
from sim.scenario.resolve import load
from sim.simulation import Simulation
from sim.units import DAYS_PER_MONTH, NEVER
from tests.benchmarks.agreement import LARGEST_Z, PLAIN_WORLD, compare
from tests.benchmarks.clocks import Seconds, measure
from tests.benchmarks.levers import costs
from tests.benchmarks.plain_mesa import PlainModel
from tests.benchmarks.table import Line

ROOT = Path(__file__).resolve().parents[2]
BORROWERS, MONTHS = 10_000, 24
BORROWER_MONTHS = BORROWERS * MONTHS
PLAIN_BORROWERS, PLAIN_MONTHS = 500, 3
REPEATS = 12
DRAWS = 1_000_000


@cache
def baseline(borrowers: int, months: int, scenario: str = "baseline") -> Simulation:
    """A scenario with its opening book, everything compiled."""
    changes = {"population.size": borrowers, "horizon_months": months}
    simulation = Simulation.of(load(scenario).with_(changes).scenario)
    simulation.replicate(0)
    return simulation


@cache
def standard() -> Seconds:
    """Seconds of processor time of the standard case: 10,000 borrowers x 24 months on one core."""
    simulation = baseline(BORROWERS, MONTHS)
    return measure(lambda: simulation.replicate(1), REPEATS)


def one_core() -> list[Line]:
    """Borrower-months a second on one core, everything on."""
    taken = standard()
    value = f"{BORROWER_MONTHS / taken.median / 1e6:.2f} M/s; best {BORROWER_MONTHS / taken.best / 1e6:.2f} M/s"
    how = f"{BORROWERS:,} × {MONTHS} months, median of {REPEATS}, processor time"
    return [Line("borrower-months a second, one core", value, "2 M/s", how)]


def two_threads() -> list[Line]:
    """Two threads against one, over replications."""
    simulation = baseline(BORROWERS, MONTHS)
    ratios = []
    for _ in range(5):
        alone = measure(lambda: [simulation.replicate(number) for number in range(8)], 1, time.perf_counter).best
        with ThreadPoolExecutor(2) as pool:
            together = measure(lambda: list(pool.map(simulation.replicate, range(8))), 1, time.perf_counter).best
        ratios.append(alone / together)
    value = f"{statistics.median(ratios):.2f}; best {max(ratios):.2f}"
    return [Line("two threads against one", value, "1.7", "8 replications, wall time, median of 5 pairs")]


def small_runs() -> list[Line]:
    """What a replication costs beyond its borrowers."""
    simulation = baseline(100, 2)
    taken = measure(lambda: simulation.replicate(1), 200)
    return [Line("100 borrowers × 2 months", f"{taken.median * 1e6:.0f} µs", "", "a whole replication, median of 200")]


def compiling() -> list[Line]:
    """Compiling for the first time, and loading what was compiled."""
    script = (
        "import time; t = time.perf_counter();"
        "from sim.scenario.resolve import load; from sim.simulation import Simulation;"
        "s = Simulation.of(load('baseline').with_({'population.size': 10, 'horizon_months': 1}).scenario);"
        "s.replicate(0); print(time.perf_counter() - t)"
    )
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "XDG_CACHE_HOME": folder}
        command = [sys.executable, "-c", script]
        cold, cached = (
            float(subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
            for _ in range(2)
        )
    return [
        Line("first start, compiling", f"{cold:.1f} s", "", "wall time, a fresh process and an empty cache"),
        Line("later starts", f"{cached:.1f} s", "", "the same, machine code from the cache"),
    ]


def plain_world() -> list[Line]:
    """Borrower-months a second with one lender, two products and every other mechanism at rest."""
    simulation = baseline(BORROWERS, MONTHS, PLAIN_WORLD)
    taken = measure(lambda: simulation.replicate(1), REPEATS)
    value = f"{BORROWER_MONTHS / taken.median / 1e6:.2f} M/s; best {BORROWER_MONTHS / taken.best / 1e6:.2f} M/s"
    return [Line("the same with a line and a loan only", value, "", "the world of plain Mesa, the same machine code")]


def levers() -> list[Line]:
    """What each lever and habit costs."""
    return costs(baseline(BORROWERS, MONTHS), BORROWER_MONTHS)


def plain_mesa(replications: int) -> list[Line]:
    """Plain Mesa: its speed, and its default rate beside the engine's."""
    book = baseline(PLAIN_BORROWERS, PLAIN_MONTHS, PLAIN_WORLD)
    simulation = baseline(BORROWERS, MONTHS, PLAIN_WORLD)
    lines = []
    for skip, name in ((False, "plain Mesa"), (True, "plain Mesa that sleeps over idle days")):
        pairs = []
        for seed in range(1, 6):
            model = PlainModel(book.scenario, book.books[0], seed, skip_idle_days=skip)
            plain = measure(lambda: model.run(PLAIN_MONTHS), 1).best / (PLAIN_BORROWERS * PLAIN_MONTHS)  # noqa: B023
            compiled = measure(lambda: simulation.replicate(1), 3).median / BORROWER_MONTHS
            pairs.append((plain / compiled, plain))
        ratio, each = (statistics.median(values) for values in zip(*pairs, strict=True))
        how = f"{PLAIN_BORROWERS} × {PLAIN_MONTHS} months, {each * 1e6:.0f} µs a borrower-month, median of 5 pairs"
        lines.append(Line(f"times faster than {name}", f"{ratio:.0f}", "" if skip else "150", how))
    for found in compare(replications=replications):
        value = f"{found.engine:.4f} ± {found.engine_error:.4f} / {found.mesa:.4f} ± {found.mesa_error:.4f}"
        goal = f"|z| < {LARGEST_Z:.2f}"
        lines.append(
            Line(
                f"engine / plain Mesa: {found.name}",
                value,
                goal,
                f"z = {found.z:.2f}, 12 months, {replications} replications",
            )
        )
    return lines


def one_large_replication(size: int) -> list[Line]:
    """One replication of a million borrowers over 36 months on two threads."""
    command = [sys.executable, "-m", "tests.benchmarks.large", str(size), "36", "12", "2"]
    result = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    found = json.loads(result.stdout)
    what = f"{size:,} borrowers × 36 months"
    return [
        Line(what, f"{found['run_seconds']:.0f} s", "60 s", "one replication, its borrowers on two threads, wall time"),
        Line("its opening book", f"{found['build_seconds']:.0f} s", "", "12 months of warm-up on one thread"),
        Line(
            "peak memory a borrower",
            f"{found['bytes_per_borrower']:.0f} B",
            "600 B",
            "three account slots; resident set",
        ),
    ]


DAY_NAMES = {
    1: "day 1: work, plans, score, statement",
    9: "day 9: the line's due day",
    10: "day 10: the loan's due day",
    30: "day 30: accrue, measure",
}


def days() -> list[Line]:
    """Where a month goes: processor time by day of the month, and what an idle month costs."""
    simulation = baseline(BORROWERS, MONTHS)
    runs = []
    for _ in range(3):
        spent: dict[str, float] = defaultdict(float)
        run = simulation.start(1)
        for day in range(1, MONTHS * DAYS_PER_MONTH + 1):
            place = (day - 1) // DAYS_PER_MONTH
            engine.open_window(day, run.economies, place, run.market, run.world)
            started = time.thread_time()
            engine.run_block(
                run.borrowers, run.due, 0, BORROWERS, day, day, run.economies, place, run.market, run.world,
                run.stream, run.ledgers, run.network, 0,
            )  # fmt: skip
            lived = time.thread_time()
            engine.close_window(
                day, day, run.economies, place, run.market, run.world, run.stream, run.ledgers, run.words, run.rows
            )
            engine.spread_news(run.borrowers, day, day, run.world, run.stream, run.network)
            spent[DAY_NAMES.get((day - 1) % DAYS_PER_MONTH + 1, "26 other days: paydays, arrears")] += lived - started
            spent["institutions and audit, 30 closes"] += time.thread_time() - lived
        runs.append(dict(spent))
    lines = []
    for name in (*DAY_NAMES.values(), "26 other days: paydays, arrears", "institutions and audit, 30 closes"):
        each = min(run[name] for run in runs) / BORROWER_MONTHS
        lines.append(Line(name, f"{each * 1e9:.0f} ns", "", "a borrower-month, best of 3"))
    run = simulation.start(1)
    run.due[:] = NEVER

    def idle_month() -> None:
        for day in range(1, DAYS_PER_MONTH + 1):
            engine.run_block(
                run.borrowers, run.due, 0, BORROWERS, day, day, run.economies, 0, run.market, run.world, run.stream,
                run.ledgers, run.network, 0,
            )  # fmt: skip

    idle = measure(idle_month, 20).best / BORROWERS
    lines.append(
        Line(
            "of all these: 30 looks at who is due",
            f"{idle * 1e9:.0f} ns",
            "",
            "a borrower-month in which nothing is due",
        )
    )
    return lines


@numba.njit
def _draw(streams, count):  # type: ignore[no-untyped-def]
    total = 0.0
    for agent in range(count):
        total += uniform(streams[0], agent, 0, 1, 4)
    return total


@numba.njit
def _draw_normals(streams, count):  # type: ignore[no-untyped-def]
    total = 0.0
    for agent in range(count):
        total += normal_quantile(uniform(streams[0], agent, 0, 1, 4))
    return total


@numba.njit
def _draw_multiples(streams, count):  # type: ignore[no-untyped-def]
    total = 0.0
    for agent in range(count):
        total += lognormal_multiple(0.1, uniform(streams[0], agent, 0, 1, 4))
    return total


def draws() -> list[Line]:
    """What a draw costs."""
    streams = stream_record(1, 0)
    lines = []
    for name, kernel in (("uniform", _draw), ("normal", _draw_normals), ("log-normal multiple", _draw_multiples)):
        kernel(streams, 1)
        each = measure(lambda: kernel(streams, DRAWS), 7).best / DRAWS  # noqa: B023
        lines.append(Line(f"one {name} draw", f"{each * 1e9:.1f} ns", "", "in a loop of its own, best of 7"))
    return lines

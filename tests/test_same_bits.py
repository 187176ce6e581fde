"""Same bits: every column of both tables, whatever the driver, the compiler, the blocks, the order, or the company."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim import engine
from sim.agents import MesaSimulation
from sim.arrays import Run
from sim.compiled import twin
from sim.errors import InternalError
from sim.scenario.models import Scenario
from sim.simulation import Simulation
from sim.units import DAYS_PER_MONTH
from tests.builders import on_book, run_book
from tests.full_world import full_world

ROOT = Path(__file__).resolve().parents[1]
Array = np.ndarray[Any, Any]
FULL = full_world(window_days=1)
FEWER = full_world(window_days=1, population={"size": 30}, horizon_months=3, loss_horizon_months=3)
PLAIN = """
import sys
import numba
from pathlib import Path
from sim.scenario.models import Scenario
from sim.simulation import Simulation
assert numba.config.DISABLE_JIT
row, months = Simulation.of(Scenario.model_validate_json(Path(sys.argv[1]).read_text()))([2])
Path(sys.argv[2]).write_bytes(row.tobytes() + months.tobytes())
"""


def assert_same(found: tuple[Array, Array], wanted: tuple[Array, Array]) -> None:
    """Column by column, so that a difference has a name; by bytes, so that NaN equals NaN."""
    for one, other in zip(found, wanted, strict=True):
        assert one.dtype == other.dtype
        names = one.dtype.names or ()
        assert [name for name in names if one[name].tobytes() != other[name].tobytes()] == []


def bits(row: Array, months: Array) -> bytes:
    return bytes(row.tobytes() + months.tobytes())


def run_blocks(run: Run, blocks: int) -> Run:
    """Run day by day with the borrowers split into blocks that post to rows of their own, the last block first."""
    edges = np.linspace(0, len(run.borrowers), blocks + 1).astype(int)
    for day in range(1, len(run.economies) * DAYS_PER_MONTH + 1):
        place = (day - 1) // DAYS_PER_MONTH
        shared = (run.economies, place, run.market, run.world)
        engine.open_window(day, *shared)
        for block in reversed(range(blocks)):
            start, stop = int(edges[block]), int(edges[block + 1])
            rows = (run.borrowers, run.due, start, stop)
            engine.run_block(*rows, day, day, *shared, run.stream, run.ledgers, run.network, block)
        engine.close_window(day, day, *shared, run.stream, run.ledgers, run.words, run.rows)
        engine.spread_news(run.borrowers, day, day, run.world, run.stream, run.network)
    return run


@pytest.fixture(scope="module")
def full() -> Simulation:
    return Simulation.of(FULL)


def test_mesa_and_the_compiled_loop_agree_on_a_thousand_borrowers() -> None:
    simulation = Simulation.of(full_world(population={"size": 1_000, "accounts": 1_000}))
    assert_same(MesaSimulation(simulation)([0, 1]), simulation([0, 1]))


@pytest.fixture(scope="module")
def fewer() -> Simulation:
    """For plain Python, which takes a hundred times as long."""
    return Simulation.of(FEWER)


def test_plain_python_in_another_process_agrees(fewer: Simulation, tmp_path: Path) -> None:
    scenario, output = tmp_path / "scenario.json", tmp_path / "output"
    scenario.write_text(FEWER.model_dump_json(), encoding="utf-8")
    command = [sys.executable, "-c", PLAIN, str(scenario), str(output)]
    subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, "NUMBA_DISABLE_JIT": "1"}, timeout=900)
    assert output.read_bytes() == bits(*fewer([2]))


def test_the_plain_twin_in_this_process_agrees(fewer: Simulation) -> None:
    rules = twin({}, compiled=False)
    plain = run_book(rules["run_days"], fewer.start(4))
    compiled = run_book(engine.run_days, fewer.start(4))
    assert plain.rows.tobytes() == compiled.rows.tobytes()
    assert plain.borrowers.tobytes() == compiled.borrowers.tobytes()
    assert plain.market.tobytes() == compiled.market.tobytes()


def test_a_replication_is_the_same_alone_and_among_fifty(full: Simulation) -> None:
    rows, months = full(range(50))
    each = len(months) // 50
    assert_same((rows[7:8], months[7 * each : 8 * each]), full([7]))


@pytest.mark.parametrize("blocks", [2, 3, 7])
def test_borrowers_split_into_blocks_give_the_same_bits(full: Simulation, blocks: int) -> None:
    run = run_blocks(replace(full, threads=blocks).start(1), blocks)
    row = full.finish(run)
    whole, months = full.replicate(1)
    assert row.tobytes() == whole.tobytes()
    assert run.rows.tobytes() == months.tobytes()


def test_threads_within_a_replication_give_the_same_bits(full: Simulation) -> None:
    assert_same(replace(full, threads=2)([1]), full([1]))


def test_a_book_given_away_serves_only_once() -> None:
    simulation = Simulation.of(FULL)
    expected = simulation([1])
    once = replace(simulation, single_use=True)
    assert_same(once([1]), expected)
    with pytest.raises(InternalError, match="given away"):
        once([1])


def test_the_order_of_borrowers_changes_nothing(full: Simulation) -> None:
    order = np.random.default_rng(5).permutation(len(full.books[0]))
    shuffled = on_book(FULL, full.books[0][order].copy())
    assert_same(shuffled([0, 3]), full([0, 3]))
    assert_same(MesaSimulation(shuffled)([3]), full([3]))


def a_world(size: int) -> Scenario:
    return full_world(population={"size": size, "accounts": size, "warmup_months": 3}, window_days=5)


def test_the_first_thousand_borrowers_of_five_thousand_are_the_world_of_a_thousand() -> None:
    few, many = (Simulation.of(a_world(size)).books[0] for size in (1_000, 5_000))
    assert few.tobytes() == many[:1_000].tobytes()


def test_what_runs_before_leaves_no_trace(full: Simulation) -> None:
    before = full([6])
    MesaSimulation(full)([5])
    full([1, 2])
    assert_same(full([6]), before)

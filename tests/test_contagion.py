"""Contagion among borrowers by the whole engine: one generation a month, in any order, and nothing where it is off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim import engine
from sim.agents import MesaSimulation
from sim.arrays import Run
from sim.engine import run_days
from sim.rules.audit import Fault
from sim.rules.trail import NOBODY
from sim.scenario.models_contagion import Contagion
from sim.simulation import Simulation
from sim.studies.life.replay import Replay, windows
from sim.threaded import run_in_threads
from sim.units import DAYS_PER_MONTH, NEVER
from tests.builders import hard_times, merged, on_book, rules, run_book
from tests.contagion_worlds import catching, sound_world

pytestmark = pytest.mark.plain
Array = np.ndarray[Any, Any]


def run_of(simulation: Simulation, replication: int = 0) -> Run:
    run = run_book(run_days, simulation.start(replication))
    assert run.market[0].fault == Fault.NONE
    return run


def generations(run: Run) -> list[list[int]]:
    """The numbers of who defaulted, month by month; everybody on the day after the due date."""
    days = run.borrowers["first_day"]
    assert set(days[days != NEVER] % DAYS_PER_MONTH) <= {11}
    return [np.flatnonzero(days // DAYS_PER_MONTH == month).tolist() for month in range(len(run.economies))]


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Twelve borrowers in a line."""
    path = tmp_path_factory.mktemp("links") / "chain.csv"
    path.write_text("".join(f"{one},{one + 1}\n" for one in range(11)), encoding="utf-8")
    return str(path)


def test_nobody_defaults_without_a_seed() -> None:
    run = run_of(Simulation.of(sound_world(contagion=catching(1.0, 0, {"degree": 11}))))
    assert generations(run) == [[], [], [], []]


def test_a_default_travels_along_a_chain_one_link_a_month(chain: str) -> None:
    run = run_of(Simulation.of(sound_world(contagion=catching(1.0, 1, {"kind": "file", "file": chain}))))
    seed, *_ = generations(run)[0]
    for month, found in enumerate(generations(run)):
        assert found == sorted({one for one in (seed - month, seed + month) if 0 <= one < 12})
    rows = run.borrowers
    moved = rows[(rows["heard_day"] != NEVER) & (rows["first_day"] != NEVER)]
    assert (np.abs(moved["heard_from"] - seed) == np.abs(moved["agent"] - seed) - 1).all()
    assert (moved["strike_day"] == moved["heard_day"] + 1).all()
    assert (moved["first_day"] == moved["heard_day"] + 30).all()
    assert (rows["heard_from"][seed], rows["refusing"][seed]) == (NOBODY, 1)


def test_the_whole_of_a_complete_graph_follows_where_every_default_is_caught() -> None:
    run = run_of(Simulation.of(sound_world(contagion=catching(1.0, 2, {"degree": 11}))))
    assert [len(found) for found in generations(run)] == [2, 10, 0, 0]
    assert run.market[0].unwilling == 12


@pytest.mark.parametrize(("threshold", "sizes"), [(3 / 11, [3, 9, 0, 0]), (3.01 / 11, [3, 0, 0, 0])])
def test_the_threshold_is_a_share_of_neighbours(threshold: float, sizes: list[int]) -> None:
    run = run_of(Simulation.of(sound_world(contagion=catching(0.0, 3, {"degree": 11}, threshold=threshold))))
    assert [len(found) for found in generations(run)] == sizes


def test_defaults_stop_counting_after_their_months() -> None:
    for months, counted in ((1, 0), (2, 0), (3, 2)):
        changes = catching(0.0, 2, {"degree": 11}, duration_months=months)
        run = run_of(Simulation.of(sound_world(horizon_months=3, contagion=changes)))
        is_seed = run.borrowers["first_day"] != NEVER
        assert set(run.borrowers["neighbours_in_default"][~is_seed]) == {counted}


def caught_by_hand(seed: int, chance: float, people: int, stream: Any) -> list[list[int]]:
    """Generations of Reed and Frost on a complete graph, from the draws of its links."""
    found, susceptible = [[seed]], set(range(people)) - {seed}
    for month in (1, 2, 3):
        day = 30 * (month - 1) + 11
        caught = {
            one
            for one in susceptible
            if any(rules.transmission_draw(stream, one, teller, day) < chance for teller in found[-1])
        }
        found.append(sorted(caught))
        susceptible -= caught
    return found


def test_generations_are_those_of_reed_and_frost_draw_by_draw() -> None:
    simulation = Simulation.of(sound_world(contagion=catching(0.2, 1, {"degree": 11})))
    sizes = set()
    for replication in (0, 1, 2):
        run = run_of(simulation, replication)
        found = generations(run)
        assert found == caught_by_hand(found[0][0], 0.2, 12, run.stream[0])
        sizes.add(tuple(len(one) for one in found))
    assert len(sizes) == 3


def test_seeds_are_drawn_anew_in_every_replication_and_more_seeds_keep_the_first() -> None:
    few, more = (Simulation.of(sound_world(contagion={"seeds": {"count": count, "month": 2}})) for count in (2, 5))
    chosen = []
    for replication in range(6):
        small, large = (np.flatnonzero(one.start(replication).borrowers["strike_day"] == 31) for one in (few, more))
        assert set(small) < set(large)
        assert (len(small), len(large)) == (2, 5)
        chosen.append(tuple(small))
    assert len(set(chosen)) > 3
    assert generations(run_of(few, 0)) == [[], list(chosen[0]), [], []]


def test_only_who_is_performing_is_a_seed() -> None:
    simulation = Simulation.of(sound_world(contagion={"seeds": {"count": 12}}))
    simulation.books[0]["performing"][:9] = 0
    assert np.flatnonzero(simulation.start(0).borrowers["strike_day"] == 1).tolist() == [9, 10, 11]


WILD: dict[str, Any] = {
    "peers": {
        "strength": 1.5, "transmission": 0.3, "threshold": 0.7, "willingness": 2.0, "forgiveness": -1.0,
        "duration_months": 2, "help": 0.5,
    },
    "networks": {"friends": {"kind": "blocks", "degree": 3, "outside": 2, "blocks": 4}},
    "employment": {"strength": 50.0, "network": "friends"},
    "lenders": {"strength": 0.5},
    "reputation": {"strength": 2.0},
    "seeds": {"count": 2, "month": 2},
}  # fmt: skip
TEMPTED = {
    "willingness": {"temptation": 0.3, "temptation_dispersion": 1.0},
    "help": {"asks_for_plan": 0.8},
}
LENIENT = {
    "policy": {
        "forbearance": {"reach": 1, "from_days_past_due": 1, "to_days_past_due": 90, "minimum_score": 0, "terms": 3},
        "ladder": {"sms": {"start_day": 1, "capacity": 1e9}},
        "conduct": {"complaint_rate": 0.5, "reputation_loss": 0.5, "reputation_memory": 1},
    }
}


def wild(**changes: Any) -> Any:
    """Hard times in which everything in this branch of contagion happens."""
    base = {
        "contagion": WILD,
        "population": {
            "size": 30,
            "accounts": 111,
            "warmup_months": 1,
            "segments": {"salaried": TEMPTED, "gig": TEMPTED},
        },
        "lenders": {"platform": LENIENT, "bank": LENIENT},
    }
    return hard_times(**merged(base, changes))


@pytest.fixture(scope="module")
def simulation() -> Simulation:
    return Simulation.of(wild())


@pytest.fixture(scope="module")
def alone(simulation: Simulation) -> Run:
    return run_of(simulation, 1)


def test_in_the_wild_world_every_channel_leaves_its_mark(alone: Run) -> None:
    rows = alone.borrowers
    assert (rows["heard_from"] != NOBODY).any()
    assert (rows["slump_day"] != NEVER).any()
    assert (rows["cut_day"] != NEVER).any()
    assert (rows["relieved_day"] != NEVER).any()
    assert (rows["neighbours_in_default"] > 0).any()
    assert (alone.economies["slump"] > 0).any()


def in_blocks(run: Run, blocks: int) -> Run:
    """Run window by window with the borrowers in blocks, the last first."""
    edges = np.linspace(0, len(run.borrowers), blocks + 1).astype(int)
    window = int(run.world[0].window_days)
    for first in range(1, len(run.economies) * DAYS_PER_MONTH + 1, window):
        place, last = (first - 1) // DAYS_PER_MONTH, first + window - 1
        shared = (run.economies, place, run.market, run.world)
        engine.open_window(first, *shared)
        for block in reversed(range(blocks)):
            rows = (run.borrowers, run.due, int(edges[block]), int(edges[block + 1]), first, last)
            engine.run_block(*rows, *shared, run.stream, run.ledgers, run.network, block)
        engine.close_window(first, last, *shared, run.stream, run.ledgers, run.words, run.rows)
        engine.spread_news(run.borrowers, first, last, run.world, run.stream, run.network)
    return run


def in_threads(run: Run, threads: int) -> Run:
    run_in_threads(run, threads, 1, len(run.economies) * DAYS_PER_MONTH)
    return run


@pytest.mark.parametrize("driver", [in_blocks, in_threads])
@pytest.mark.parametrize("blocks", [2, 7])
def test_blocks_and_threads_change_nothing(
    simulation: Simulation, alone: Run, driver: Callable[[Run, int], Run], blocks: int
) -> None:
    run = driver(replace(simulation, threads=blocks).start(1), blocks)
    assert run.borrowers.tobytes() == alone.borrowers.tobytes()
    assert run.rows.tobytes() == alone.rows.tobytes()
    assert run.market.tobytes() == alone.market.tobytes()


def test_the_order_of_the_borrowers_changes_nothing(simulation: Simulation, alone: Run) -> None:
    order = np.random.default_rng(5).permutation(len(simulation.books[0]))
    run = run_of(on_book(simulation.scenario, simulation.books[0][order]), 1)
    assert run.borrowers[np.argsort(order)].tobytes() == alone.borrowers.tobytes()
    assert run.rows.tobytes() == alone.rows.tobytes()


@pytest.mark.parametrize("window_days", [1, 15])
def test_mesa_agrees_whatever_the_window(window_days: int) -> None:
    both = Simulation.of(wild(window_days=window_days))
    for one, other in zip(MesaSimulation(both)([0]), both([0]), strict=True):
        assert one.tobytes() == other.tobytes()


CHANNELS = ("peers", "employment", "lenders", "reputation")
OFF = {name: {"strength": 0.0} for name in CHANNELS} | {"seeds": {"count": 0}}


@pytest.fixture(scope="module")
def quiet(simulation: Simulation) -> Run:
    """The wild world with its networks and dials, and no strength anywhere."""
    return run_of(on_book(wild(contagion=OFF), simulation.books[0]), 1)


def test_channels_of_no_strength_are_no_channels(simulation: Simulation, quiet: Run) -> None:
    scenario = wild()
    unknown = scenario.model_copy(update={"contagion": Contagion()})
    run = run_of(on_book(unknown, simulation.books[0]), 1)
    assert run.borrowers.tobytes() == quiet.borrowers.tobytes()
    assert run.rows.tobytes() == quiet.rows.tobytes()
    assert run.market.tobytes() == quiet.market.tobytes()


def test_with_channels_on_and_off_a_run_starts_from_the_same_book(simulation: Simulation) -> None:
    other = Simulation.of(wild(contagion=OFF))
    assert other.books[0].tobytes() == simulation.books[0].tobytes()


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_channel_alone_changes_something(simulation: Simulation, quiet: Run, channel: str) -> None:
    scenario = wild(contagion=merged(OFF, {channel: WILD[channel]}))
    assert run_of(on_book(scenario, simulation.books[0]), 1).rows.tobytes() != quiet.rows.tobytes()


def test_a_borrower_without_neighbours_can_be_removed_and_nobody_notices(tmp_path: Path) -> None:
    """Taken out of the book: the others keep their numbers, so their draws and their links."""
    path = tmp_path / "links.csv"
    path.write_text("".join(f"{one},{one + 2}\n" for one in range(20)), encoding="utf-8")
    peers = merged(WILD["peers"], {"network": "friends"})
    contagion = {
        "peers": peers,
        "networks": {"friends": {"kind": "file", "file": str(path)}},
        "employment": {"strength": 0.0, "network": None},
        "reputation": {"strength": 0.0},
        "seeds": {"count": 0},
    }
    scenario = wild(contagion=contagion)
    book = Simulation.of(scenario).books[0]
    removed = 26
    whole, rest = (run_of(on_book(scenario, rows), 2) for rows in (book, np.delete(book, removed)))
    assert whole.borrowers["neighbours"][removed] == 0
    assert whole.borrowers[removed].tobytes() != book[removed].tobytes()
    assert np.delete(whole.borrowers, removed).tobytes() == rest.borrowers.tobytes()
    assert (rest.borrowers["heard_from"] != NOBODY).any()


def test_a_trace_lives_a_borrowers_days_again_and_leaves_the_run_as_it_is(simulation: Simulation, alone: Run) -> None:
    run = simulation.start(1)
    hit = int(np.flatnonzero(alone.borrowers["heard_from"] != NOBODY)[0])
    replay = Replay(run, hit, rules.run_block)
    for window in windows(simulation, run, len(run.economies) * DAYS_PER_MONTH):
        replay.live(window)
    assert run.borrowers.tobytes() == alone.borrowers.tobytes()
    assert run.rows.tobytes() == alone.rows.tobytes()

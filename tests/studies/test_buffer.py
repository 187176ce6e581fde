"""The buffer is what it claims, by the engine; one that the policy sees is found with all its crossings."""

import numpy as np
import pytest

from sim.errors import UsageError
from sim.scenario.resolve import load
from sim.studies.buffer.__main__ import main, rerun_text, visible_text
from sim.studies.buffer.rerun import reruns
from sim.studies.buffer.shortfalls import Shortfalls
from sim.studies.buffer.visible import visible_buffer
from tests.studies.buffer_world import p_values, unequal_borrowers

FALSE_ALARM = 1e-6


@pytest.fixture(scope="module")
def source() -> Shortfalls:
    return Shortfalls(unequal_borrowers())


def test_breaches_of_fresh_runs_follow_the_law() -> None:
    """Twenty repetitions of 100 and 100 replications at 95 and 99 %, 1e-6 for both together."""
    assert min(p_values((0.95, 0.99), 20, 100, 100).values()) > FALSE_ALARM / 2


def test_a_buffer_moves_the_shortfall_by_itself_where_nothing_reacts(source: Shortfalls) -> None:
    plain = source.without_buffer(range(50))
    held = source.with_buffer(12_345, range(50))
    assert np.abs(held - (plain - 12_345)).max() <= 62  # half a per cent: cash follows receivables, and saves interest
    assert np.abs(source.with_buffer(0, range(50)) - plain).max() <= 1


def test_a_buffer_that_is_seen_equals_the_quantile_where_nothing_reacts(source: Shortfalls) -> None:
    found = visible_buffer(source, 0.99, 100)
    quantile = int(np.sort(source.without_buffer(range(100)))[98])
    assert quantile > 0
    assert len(found.crossings) == 1
    assert found.buffer_fen is not None
    assert 0 <= found.buffer_fen - quantile <= 0.01 * quantile
    assert "The buffer is" in visible_text(found)


class Reacting(Shortfalls):
    """A platform that lends so much more on a larger buffer that its shortfall rises again."""

    def __init__(self) -> None:
        self.assets_fen = 100_000

    def with_buffer(self, buffer_fen: int, replications: range) -> np.ndarray:
        left = (buffer_fen - 2_000) * (buffer_fen - 5_000) * (buffer_fen - 8_000) // -10_000_000
        return np.full(len(replications), left)


def test_every_crossing_is_told_and_the_last_one_is_the_buffer() -> None:
    found = visible_buffer(Reacting(), 0.99, 10)
    assert found.crossings == pytest.approx((2_000, 5_000, 8_000), abs=0.002 * found.tried[-1][0] + 1)
    assert found.buffer_fen == found.crossings[-1]
    assert "The sign changes at" in visible_text(found)


def test_a_surplus_needs_no_buffer_and_a_bottomless_need_has_none() -> None:
    class Surplus(Reacting):
        def with_buffer(self, buffer_fen: int, replications: range) -> np.ndarray:
            return np.full(len(replications), -1)

    class Bottomless(Reacting):
        def with_buffer(self, buffer_fen: int, replications: range) -> np.ndarray:
            return np.full(len(replications), 1)

    assert visible_buffer(Surplus(), 0.99, 10).buffer_fen == 0
    assert visible_buffer(Bottomless(), 0.99, 10).buffer_fen is None


def test_a_rerun_says_what_it_found(source: Shortfalls) -> None:
    text = rerun_text(reruns(source, 200, 100))
    assert "Capital buffer from 200 runs" in text
    assert len(text.splitlines()) == 5


def test_a_tape_is_refused() -> None:
    with pytest.raises(UsageError, match="starts from a tape"):
        Shortfalls(load("baseline").with_({"population.tape": "somewhere.csv"}))


def test_a_scenario_that_is_not_there_ends_with_its_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["no_such_scenario"]) == 3
    assert "no_such_scenario" in capsys.readouterr().err

"""Every seeded bug, where `make test` plants every sixth: the audit and the recount see each."""

import pytest

from sim.simulation import Simulation
from tests import test_seeded_amounts as amounts
from tests import test_seeded_bugs as bugs
from tests.full_world import full_world
from tests.recount import Recount

pytestmark = pytest.mark.soak


@pytest.fixture(scope="module")
def by_day() -> Simulation:
    return Simulation.of(full_world(window_days=1, population={"size": 30}))


@pytest.fixture(scope="module")
def by_window() -> Simulation:
    return Simulation.of(full_world(population={"size": 30}))


@pytest.mark.parametrize("bug", bugs.BUGS)
def test_a_seeded_ledger_bug_is_caught(bug: str, by_day: Simulation) -> None:
    bugs.assert_caught(bug, by_day)


@pytest.mark.parametrize("bug", amounts.BUGS)
def test_a_wrong_amount_is_found_by_the_recount(bug: str, by_window: Simulation) -> None:
    replaced, column = amounts.BUGS[bug]
    assert column in Recount(replaced, column).run(by_window)

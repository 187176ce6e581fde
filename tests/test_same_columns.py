"""Same columns of a whole run, through the public interface: workers, backends, engines, and a replication alone."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from ruamel.yaml import YAML

import sim
from tests.full_world import WORLD, full_world

REPLICATIONS = 9
SELDOM = (
    "charge_off_fen", "recovery_fen", "debt_sold_fen", "litigation_cost_fen", "suits", "forgiven_fen",
    "promotion_cost_fen", "premium_fen", "guarantee_received_fen", "dividend_fen", "capital_injected_fen",
    "unwilling_defaults", "plans", "fine_fen", "late_income_fen", "dpd_90_plus_fen",
)  # fmt: skip
"""Columns of what a mild world does not do: equal zeros would show nothing."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Any:
    file = tmp_path_factory.mktemp("full") / "full_world.yaml"
    writer = YAML()
    writer.representer.ignore_aliases = lambda data: True
    writer.dump(WORLD, file)
    loaded = sim.load(file)
    assert loaded.scenario == full_world()
    return loaded


@pytest.fixture(scope="module")
def reference(world: Any) -> Any:
    return sim.run(world, replications=REPLICATIONS, jobs=1)


def test_much_happens_in_the_reference(reference: Any) -> None:
    assert [name for name in SELDOM if not reference.monthly[name].any()] == []


@pytest.mark.parametrize(("jobs", "backend"), [(2, "threads"), (3, "threads"), (2, "processes"), (3, "processes")])
def test_workers_and_backends_change_no_column(world: Any, reference: Any, jobs: int, backend: str) -> None:
    found = sim.run(world, replications=REPLICATIONS, jobs=jobs, backend=backend)
    pd.testing.assert_frame_equal(found.replications, reference.replications, check_exact=True)
    pd.testing.assert_frame_equal(found.monthly, reference.monthly, check_exact=True)


def test_the_mesa_engine_changes_no_column(world: Any, reference: Any) -> None:
    found = sim.run(world, replications=3, jobs=1, engine="mesa")
    rows = 3 * len(reference.monthly) // REPLICATIONS
    pd.testing.assert_frame_equal(found.replications, reference.replications.head(3), check_exact=True)
    pd.testing.assert_frame_equal(found.monthly, reference.monthly.head(rows), check_exact=True)


def test_a_replication_alone_is_the_one_among_many(world: Any, reference: Any) -> None:
    alone = sim.run(world, replication=7, jobs=2)
    among = reference.replications
    wanted = among[among["replication"] == 7].reset_index(drop=True)
    pd.testing.assert_frame_equal(alone.replications.reset_index(drop=True), wanted, check_exact=True)


def test_more_replications_begin_with_the_same_ones(world: Any, reference: Any) -> None:
    fewer = sim.run(world, replications=4, jobs=2)
    pd.testing.assert_frame_equal(fewer.replications, reference.replications.head(4), check_exact=True)

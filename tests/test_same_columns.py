"""Same columns of a whole run, through the public interface: workers, backends, engines, and a replication alone."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd
import pytest

import sim

REPLICATIONS = 9


@cache
def world() -> Any:
    changes = {"population.size": 150, "horizon_months": 4, "population.warmup_months": 6}
    return sim.load("severe_recession").with_(changes)


@cache
def reference() -> Any:
    return sim.run(world(), replications=REPLICATIONS, jobs=1)


@pytest.mark.parametrize(("jobs", "backend"), [(2, "threads"), (3, "threads"), (2, "processes"), (3, "processes")])
def test_workers_and_backends_change_no_column(jobs: int, backend: str) -> None:
    found = sim.run(world(), replications=REPLICATIONS, jobs=jobs, backend=backend)
    pd.testing.assert_frame_equal(found.replications, reference().replications, check_exact=True)
    pd.testing.assert_frame_equal(found.monthly, reference().monthly, check_exact=True)


def test_the_mesa_engine_changes_no_column() -> None:
    found = sim.run(world(), replications=3, jobs=1, engine="mesa")
    pd.testing.assert_frame_equal(found.replications, reference().replications.head(3), check_exact=True)
    pd.testing.assert_frame_equal(found.monthly, reference().monthly.head(24), check_exact=True)


def test_a_replication_alone_is_the_one_among_many() -> None:
    alone = sim.run(world(), replication=7, jobs=2)
    among = reference().replications
    wanted = among[among["replication"] == 7].reset_index(drop=True)
    pd.testing.assert_frame_equal(alone.replications.reset_index(drop=True), wanted, check_exact=True)


def test_more_replications_begin_with_the_same_ones() -> None:
    fewer = sim.run(world(), replications=4, jobs=2)
    pd.testing.assert_frame_equal(fewer.replications, reference().replications.head(4), check_exact=True)

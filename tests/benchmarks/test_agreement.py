"""Run by name: `python -m pytest tests/benchmarks -o addopts=--import-mode=importlib`. Plain Mesa takes minutes."""

import numpy as np
import pytest

from sim.scenario.resolve import load
from sim.simulation import Simulation
from tests.benchmarks.agreement import LARGEST_Z, compare
from tests.benchmarks.threaded import replicate_threaded


@pytest.mark.parametrize("skip_idle_days", [False, True])
def test_plain_mesa_has_the_default_rate_and_the_arrears_of_the_engine(skip_idle_days: bool) -> None:
    found = compare(skip_idle_days=skip_idle_days)
    assert {item.name: item.z for item in found if abs(item.z) > LARGEST_Z} == {}
    assert all(item.engine > 0 for item in found)


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_a_replication_on_several_threads_has_the_same_bits(threads: int) -> None:
    scenario = load("baseline").with_({"population.size": 1000, "horizon_months": 6}).scenario
    simulation = Simulation.of(scenario)
    row, months = simulation.replicate(5)
    row_threaded, months_threaded = replicate_threaded(simulation, 5, threads)
    assert np.asarray(row).tobytes() == np.asarray(row_threaded).tobytes()
    assert np.asarray(months).tobytes() == np.asarray(months_threaded).tobytes()

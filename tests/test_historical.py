"""The historical scenarios: each loads, says its source, and moves a book the way its history went."""

from __future__ import annotations

import re

import numpy as np
import pytest

from sim import scenario
from sim.scenario.library import find_scenario, scenario_files, scenarios_folder
from sim.simulation import Simulation

FOLDER = scenarios_folder() / "historical"
NAMES = [
    "abs_stop", "andhra_pradesh_2010", "bad_loans_plus_100", "bad_loans_plus_200", "bad_loans_plus_400",
    "cash_loan_rule_2017", "cn_early_2020", "fed_2025_severely_adverse", "kr_cards_2003", "overlent_platform",
    "p2p_run_2018", "registry_introduction", "us_2008_10",
]  # fmt: skip
TINY = ("population.size=12", "population.warmup_months=2", "horizon_months=3")


def small_run(name: str, *overrides: str) -> tuple[np.ndarray, np.ndarray]:
    return Simulation.of(scenario.load(name, overrides=list(overrides)).scenario)([0])


def test_the_folder_holds_these_and_they_are_listed_by_name() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.yaml")) == NAMES
    assert set(NAMES) <= set(scenario_files())


@pytest.mark.parametrize("name", NAMES)
def test_each_loads_by_its_name_and_with_its_folder(name: str) -> None:
    assert find_scenario(f"historical/{name}") == find_scenario(name) == FOLDER / f"{name}.yaml"
    assert scenario.load(name).scenario.title


@pytest.mark.parametrize("name", NAMES)
def test_each_says_its_source(name: str) -> None:
    text = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    assert re.search(r"domain\.md [T\d]", text)


@pytest.mark.plain
@pytest.mark.parametrize("name", NAMES)
def test_each_runs(name: str) -> None:
    rows, monthly = small_run(name, *TINY)
    assert rows["closing_balance_fen"][0] > 0
    assert monthly["month"].max() == 3

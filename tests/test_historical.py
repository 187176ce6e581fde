"""The historical scenarios: each loads, says its source, and moves a book the way its history went."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pytest

from sim import scenario
from sim.scenario.library import find_scenario, scenario_files, scenarios_folder
from sim.setup import lender_names
from sim.simulation import Simulation

FOLDER = scenarios_folder() / "historical"
NAMES = [
    "abs_stop", "andhra_pradesh_2010", "bad_loans_plus_100", "bad_loans_plus_200", "bad_loans_plus_400",
    "cash_loan_rule_2017", "cn_early_2020", "fed_2025_severely_adverse", "kr_cards_2003", "overlent_platform",
    "p2p_run_2018", "registry_introduction", "us_2008_10",
]  # fmt: skip
REPLICATIONS = 40
CRITICAL_Z = 4.7534
"""One-sided normal quantile at a false-alarm rate of 1e-6."""
LEVERS_OFF = {
    "kr_cards_2003": [
        f"lenders.{lender}.policy.levers.{lever}=null"
        for lender in ("platform", "others")
        for lever in ("a_tighter_lines", "b_advances_stop", "c_fewer_loans", "d_hardly_a_loan")
    ],
    "cash_loan_rule_2017": [
        f"lenders.cash_lender.policy.levers.{lever}=null" for lever in ("rate_cap", "no_licence_no_lending")
    ],
    "registry_introduction": [
        f"lenders.platform.policy.levers.{lever}=null" for lever in ("reports", "looks_at_records")
    ],
}
"""The same world without what happened in it, where its people or products are not the baseline's."""
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


@cache
def rows(name: str, *overrides: str) -> np.ndarray:
    small = ["population.size=1000", "horizon_months=18", *overrides]
    return Simulation.of(scenario.load(name, overrides=small).scenario)(range(REPLICATIONS))[0]


def z_score(difference: np.ndarray) -> float:
    return float(difference.mean() / (difference.std(ddof=1) / np.sqrt(len(difference))))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "column", "sign"),
    [
        ("abs_stop", "granted_fen", -1),
        ("andhra_pradesh_2010", "unwilling_defaults", 1),
        ("bad_loans_plus_100", "d90_rate_average", 1),
        ("cn_early_2020", "default_rate", 1),
        ("fed_2025_severely_adverse", "default_rate", 1),
        ("kr_cards_2003", "d90_rate_average", 1),
        ("p2p_run_2018", "unwilling_defaults", 1),
        ("registry_introduction", "granted_fen", -1),
        ("us_2008_10", "charge_off_fen", 1),
    ],
)
def test_each_moves_the_book_as_its_history_went(name: str, column: str, sign: int) -> None:
    """Against the same world without it, under the same luck; 40 pairs, false-alarm rate 1e-6 each."""
    calm = rows(name, *LEVERS_OFF[name]) if name in LEVERS_OFF else rows("baseline")
    assert z_score(sign * (rows(name)[column] - calm[column])) > CRITICAL_Z


@pytest.mark.slow
def test_korea_was_a_crisis_of_credit_not_of_work() -> None:
    """Without what lenders did, the mild economy costs less than half of it."""
    whole, economy = rows("kr_cards_2003"), rows("kr_cards_2003", *LEVERS_OFF["kr_cards_2003"])
    flat = rows(
        "kr_cards_2003", *LEVERS_OFF["kr_cards_2003"], "macro.central_path.unemployment.12=0.051",
        "macro.central_path.unemployment.24=0.051",
    )  # fmt: skip
    rise = whole["d30_rate"].mean() - flat["d30_rate"].mean()
    assert economy["d30_rate"].mean() - flat["d30_rate"].mean() < 0.5 * rise


@pytest.mark.slow
def test_who_over_lent_runs_dry_and_the_baseline_hardly_ever_does() -> None:
    """The baseline fails in 1 of 40 replications of 1,000 borrowers; of 10,000 in none of 24."""
    assert (rows("overlent_platform")["failure_day"] > 0).mean() >= 0.5
    assert (rows("baseline")["failure_day"] > 0).mean() <= 0.05


@pytest.mark.slow
def test_after_the_cash_loan_rule_nothing_is_lent_without_a_licence() -> None:
    small = ["population.size=500", "horizon_months=6"]
    resolved = scenario.load("cash_loan_rule_2017", overrides=small).scenario
    place = lender_names(resolved).index("cash_lender")
    _, monthly = Simulation.of(resolved)([0])
    granted = monthly["granted_fen"][monthly["lender"] == place]
    assert granted[:2].min() > 0
    assert granted[2:].max() == 0


@pytest.mark.slow
@pytest.mark.parametrize(("name", "multiple"), [("100", 2.0), ("200", 3.0), ("400", 5.0)])
def test_bad_loans_rise_within_a_year_by_what_the_name_says(name: str, multiple: float) -> None:
    """Mean over 40 replications of D90+ at month 12, to a quarter of the multiple; a few per cent of it are luck."""
    small = ["population.size=1000", "horizon_months=12"]
    means = [
        Simulation.of(scenario.load(each, overrides=small).scenario)(range(REPLICATIONS))[0]["d90_rate"].mean()
        for each in (f"bad_loans_plus_{name}", "baseline")
    ]
    assert means[0] / means[1] == pytest.approx(multiple, rel=0.25)

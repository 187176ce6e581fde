"""The shipped scenarios against each other, replication by replication under the same luck."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from sim import scenario
from sim.records import Kind, State
from sim.simulation import Simulation
from sim.units import NEVER

REPLICATIONS = 50
CRITICAL_Z = 4.7534
"""One-sided normal quantile at a false-alarm rate of 1e-6."""
LEVERS_OFF = (
    "lenders.platform.policy.levers.tighten_underwriting=null",
    "lenders.platform.policy.levers.cut_limits=null",
)


@cache
def rows(name: str, *overrides: str) -> np.ndarray:
    resolved = scenario.load(name, overrides=["population.size=1500", "horizon_months=14", *overrides])
    return Simulation.of(resolved.scenario)(range(REPLICATIONS))[0]


@pytest.mark.slow
@pytest.mark.parametrize(("worse", "better"), [("severe_recession", "mild_recession"), ("mild_recession", "baseline")])
def test_a_worse_economy_loses_more_on_the_mean(worse: str, better: str) -> None:
    difference = rows(worse)["loss_fen"] - rows(better)["loss_fen"]
    assert difference.mean() / (difference.std(ddof=1) / np.sqrt(REPLICATIONS)) > CRITICAL_Z


@pytest.mark.slow
def test_without_levers_a_severe_recession_never_helps_the_opening_cohort() -> None:
    severe, calm = rows("severe_recession", *LEVERS_OFF), rows("baseline", *LEVERS_OFF)
    assert (severe["defaults"] >= calm["defaults"]).mean() >= 0.99


def test_the_levers_move_the_dials_they_name() -> None:
    small = [
        "population.size=1000",
        "horizon_months=12",
        "lenders.platform.policy.levers.tighten_underwriting.when.on=0",
    ]
    small += ["lenders.platform.policy.levers.tighten_underwriting.when.off=0"]
    _, monthly = Simulation.of(scenario.load("baseline", overrides=small).scenario)([0])
    cutoff = monthly["score_cutoff"][monthly["lender"] == 0]
    assert cutoff[0] == 600.0
    assert cutoff[-1] == 640.0


def test_tighter_underwriting_lends_less() -> None:
    small = ["population.size=1000", "horizon_months=6"]
    _, open_door = Simulation.of(scenario.load("baseline", overrides=small).scenario)([0])
    small.append("lenders.platform.policy.underwriting.score_cutoff=700")
    _, narrow_door = Simulation.of(scenario.load("baseline", overrides=small).scenario)([0])
    assert narrow_door["granted_fen"].sum() < open_door["granted_fen"].sum()


def test_a_running_off_book_is_never_drawn() -> None:
    small = ["population.size=500", "horizon_months=6", "population.book=run_off"]
    _, monthly = Simulation.of(scenario.load("baseline", overrides=small).scenario)([0])
    assert monthly["outstanding_fen"][0] > 0
    assert monthly["drawn_fen"].sum() == 0


def test_in_run_off_what_was_asked_for_before_is_not_paid_out() -> None:
    small = ["population.size=800", "horizon_months=1", "window_days=30", "population.book=run_off"]
    _, monthly = Simulation.of(scenario.load("baseline", overrides=small).scenario)([0])
    assert monthly["drawn_fen"].sum() == 0


def test_a_longer_window_rations_all_that_was_asked_for_in_it() -> None:
    dry = ["population.size=800", "horizon_months=3", "lenders.platform.funding.committed_multiple=1.0"]
    dry += ["lenders.platform.balance_sheet.cash_share=0.0", "contagion.credit_supply.strength=1.0"]
    granted = []
    for window in (1, 30):
        overrides = [*dry, f"window_days={window}"]
        _, monthly = Simulation.of(scenario.load("baseline", overrides=overrides).scenario)([0])
        assert monthly["granted_fen"].sum() < monthly["asked_fen"].sum()
        granted.append(monthly["granted_fen"].sum() / monthly["asked_fen"].sum())
    assert granted[1] < 2 * granted[0] + 0.2


def test_running_cost_is_part_of_the_largest_outflow() -> None:
    dear = ["population.size=500", "horizon_months=3", "lenders.platform.costs.account_monthly=100000"]
    rows, monthly = Simulation.of(scenario.load("baseline", overrides=dear).scenario)([0])
    assert rows["max_outflow_fen"][0] > 0.9 * monthly["operating_cost_fen"].sum()
    assert rows["min_liquidity_fen"][0] <= monthly["liquidity_fen"].min()


def test_no_loan_lingers_after_its_last_due_day() -> None:
    simulation = Simulation.of(scenario.load("baseline", overrides=["population.size=2000"]).scenario)
    accounts = simulation.books[0]["accounts"]
    is_loan = (accounts["product"] >= 0) & (simulation.world[0].product["kind"][accounts["product"]] == Kind.TERM)
    is_matured = is_loan & (accounts["state"] == State.OPEN) & (accounts["remaining_term"] <= 0)
    assert is_loan.any()
    assert (accounts["oldest_due_day"][is_matured] < NEVER).all()

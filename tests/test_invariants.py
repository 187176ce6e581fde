"""What must hold in every world: conservation, bounds, and changes that change nothing, or all in proportion."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine import run_days
from sim.outputs import MONTHLY_COLUMNS, NULL_INTEGER, REPLICATION_COLUMNS
from sim.records import State
from sim.rules.audit import Fault
from sim.simulation import Simulation
from sim.units import NEVER
from tests.builders import hard_times, on_book, rules, run_book

BUCKETS = ("current_fen", "dpd_1_29_fen", "dpd_30_59_fen", "dpd_60_89_fen", "dpd_90_plus_fen")
UP_TO_THE_END = ("vintage_defaults", "vintage_default_fen")
KNOWN_LATER = ("vintage_default", "first_payment_default", "d30_at_3_months")
"""What becomes of a month's accounts: a longer run knows more of it."""
SHARES = (
    "default_rate",
    "d30_rate",
    "d30_rate_average",
    "d30_rate_peak",
    "d90_rate",
    "d90_rate_average",
    "d90_rate_peak",
)
RATIOS = ("capital_ratio", "min_capital_ratio", "liquidity_coverage_ratio", "min_liquidity_coverage")
"""Of sums that lenders round themselves."""
INSTITUTIONAL = {
    "operating_cost_fen", "funding_cost_fen", "provision_expense_fen", "net_income_fen", "allowance_fen", "cash_fen",
    "funding_fen", "liquidity_fen", "equity_fen", "risk_weighted_assets_fen", "min_capital_fen",
    "capital_shortfall_fen",
    "min_liquidity_fen", "max_outflow_fen", "undrawn_commitment_fen", "called_funding_fen", "receiver_advance_fen",
}  # fmt: skip
"""Columns that hold amounts a lender rounds to whole fen itself; all others are sums over borrowers."""

SHARE = st.floats(0, 1).map(lambda share: round(share, 3))


@st.composite
def lenders(draw) -> dict[str, Any]:
    """Terms of default, charge-off and access, the same for both lenders."""
    terms = {
        "default": {"days_past_due": draw(st.integers(1, 40)), "level": draw(st.sampled_from(["borrower", "account"]))},
        "funding": {"committed_multiple": draw(st.sampled_from([0.5, 1.25, 100]))},
        "policy": {
            "underwriting": {"score_cutoff": draw(st.sampled_from([0, 600, 660])), "debt_to_income_cap": 2.0},
            "charge_off": {"days_past_due": draw(st.integers(10, 60)), "readmission_months": draw(st.integers(1, 3))},
            "freeze": {
                "days_past_due": draw(st.integers(1, 40)),
                "lasting_days_past_due": draw(st.integers(1, 40)),
                "linkage": draw(st.integers(0, 1)),
            },
            "collections": {"monthly_recovery": draw(SHARE)},
        },
    }
    return {"platform": terms, "bank": terms}


@st.composite
def worlds(draw) -> dict[str, Any]:
    """Changes to the scenario of hard times."""
    salaried = {
        "employment": {"job_loss_monthly": draw(SHARE), "asset_correlation": draw(st.floats(0, 0.9))},
        "spending": {"line_share": draw(SHARE), "reserve_days": draw(st.integers(0, 10))},
        "paying": {"transactor_share": draw(SHARE), "minimum_payer_share": 0},
        "attention": {"forget_probability": draw(SHARE)},
        "borrowing": {"loan_demand_monthly": draw(SHARE), "loan_size": draw(st.floats(0.05, 3))},
    }
    size = draw(st.integers(1, 40))
    population = {
        "size": size,
        "accounts": size * draw(st.integers(1, 1000)) + draw(st.integers(0, 9)),
        "warmup_months": draw(st.integers(0, 2)),
        "opening": draw(st.sampled_from(["lines", "loans"])),
        "book": draw(st.sampled_from(["static", "run_off"])),
        "segments": {"salaried": salaried},
    }
    return {
        "seed": draw(st.integers(0, 2**63 - 1)),
        "horizon_months": draw(st.integers(1, 6)),
        "loss_horizon_months": draw(st.integers(1, 6)),
        "window_days": draw(st.sampled_from([1, 2, 5, 10, 15, 30])),
        "population": population,
        "lenders": draw(lenders()),
    }


def assert_vintages_are_possible(rows: Any) -> None:
    """No more are late than had something due, none default that were not opened, and defaults only add up."""
    late_7, late_30 = rows["first_payment_default_7"], rows["first_payment_default_30"]
    assert ((late_7 == NULL_INTEGER) == (late_30 == NULL_INTEGER)).all()
    assert (late_30 <= late_7).all()
    assert (late_7 <= rows["first_due_accounts"]).all()
    assert (rows["d30_at_3_months"] <= rows["opened_accounts"]).all()
    assert (rows["vintage_defaults"] <= rows["opened_accounts"]).all()
    assert (rows["vintage_default_fen"] <= rows["opened_fen"]).all()
    for name, whole in (("vintage_defaults", "opened_accounts"), ("vintage_default_fen", "opened_fen")):
        known = rows[[f"{name}_{age}" for age in (3, 6)]]
        assert (known[f"{name}_3"] >= 0).sum() >= (known[f"{name}_6"] >= 0).sum()
        both = known[f"{name}_6"] != NULL_INTEGER
        assert (known[f"{name}_3"][both] <= known[f"{name}_6"][both]).all()
        assert (rows[whole] >= 0).all()


@settings(max_examples=60)
@given(worlds())
def test_in_any_world_the_books_balance_and_every_figure_is_possible(changes: dict[str, Any]) -> None:
    simulation = Simulation.of(hard_times(**changes))
    run = run_book(run_days, simulation.start(0))
    assert run.market[0].fault == Fault.NONE
    row = simulation.finish(run)[0]
    assert 0 <= row.defaults <= row.performing <= len(run.borrowers)
    assert all(0.0 <= row[name] <= 1.0 for name in SHARES)
    assert row.loss_fen <= row.exposure_at_default_fen
    assert (sum(run.rows[name] for name in BUCKETS) == run.rows["outstanding_fen"]).all()
    assert (run.rows["missed_fen"] <= run.rows["due_fen"]).all()
    assert (run.rows["unemployment_rate"] <= 1).all()
    assert_vintages_are_possible(run.rows)
    accounts = run.borrowers["accounts"]
    for name in ("principal", "interest", "claim", "billed", "carried", "arrears"):
        assert (accounts[name] >= 0).all()
    assert (run.borrowers["cash"] >= 0).all()
    is_kept = accounts["state"] != State.CHARGED_OFF  # a claim keeps the day from which its age counts
    assert ((accounts["oldest_due_day"] == NEVER) == (accounts["arrears"].sum(axis=2) == 0))[is_kept].all()
    assert (accounts["carried"] <= accounts["billed"]).all()
    owed = accounts["principal"] + accounts["interest"]
    assert (owed[accounts["state"] != State.OPEN] == 0).all()
    assert (accounts["arrears"].sum(axis=2) <= owed + accounts["claim"]).all()


@pytest.fixture(scope="module")
def simulation() -> Simulation:
    return Simulation.of(hard_times(population={"warmup_months": 1}))


def same_tables(first: Simulation, second: Simulation, replication: int = 1) -> None:
    """Assert that two simulations give the same replication row and monthly rows, bit for bit."""
    for one, other in zip(first.replicate(replication), second.replicate(replication), strict=True):
        assert one.tobytes() == other.tobytes()


@settings(max_examples=20)
@given(st.permutations(range(40)))
def test_the_order_of_the_borrowers_changes_nothing(simulation: Simulation, order: list[int]) -> None:
    same_tables(simulation, on_book(simulation.scenario, simulation.books[0][np.array(order)]))


def test_one_more_borrower_without_exposure_changes_nobody_else(simulation: Simulation) -> None:
    scenario = hard_times(
        population={"warmup_months": 1, "segments": {"gig": {"borrowing": {"loan_demand_monthly": 0}}}},
    )
    book = Simulation.of(scenario).books[0]
    newcomer = book[:1].copy()
    newcomer["agent"], newcomer["weight"], newcomer["performing"] = 40, 3, 0
    # segments are numbered by name: gig, which asks for no loans here, is number 0
    newcomer["segment"] = 0
    for slot in range(newcomer["accounts"].shape[1]):
        rules.clear_account(newcomer[0].accounts[slot], 0)
        newcomer[0].accounts[slot].principal = newcomer[0].accounts[slot].interest = newcomer[0].accounts[
            slot
        ].claim = 0
        newcomer[0].accounts[slot].arrears[:] = 0
    without, larger = on_book(scenario, book), on_book(scenario, np.concatenate([book, newcomer]))
    alone, together = (run_book(run_days, each.start(1)) for each in (without, larger))
    assert together.market[0].fault == Fault.NONE
    assert together.borrowers[:-1].tobytes() == alone.borrowers.tobytes()
    assert together.borrowers[-1].cash != newcomer[0].cash
    for name in alone.rows.dtype.names:
        if name not in ("unemployment_rate", "customers"):
            np.testing.assert_array_equal(together.rows[name], alone.rows[name])


@pytest.mark.parametrize("months", [1, 2])
def test_a_short_horizon_is_the_beginning_of_a_longer_one(simulation: Simulation, months: int) -> None:
    scenario = hard_times(
        population={"warmup_months": 1},
        horizon_months=months,
        loss_horizon_months=simulation.scenario.loss_horizon_months,
    )
    _, short = on_book(scenario, simulation.books[0]).replicate(1)
    _, long = simulation.replicate(1)
    assert len(short) == 2 * months
    for name in short.dtype.names or ():
        found, whole = short[name], long[: len(short)][name]
        if name in UP_TO_THE_END:
            assert (found <= whole).all(), name
        elif name.startswith(KNOWN_LATER):
            assert ((found == NULL_INTEGER) | (found == whole)).all(), name
        else:
            assert found.tobytes() == whole.tobytes(), name


def test_a_replication_does_not_know_which_ran_before_it(simulation: Simulation) -> None:
    rows, monthly = simulation([0, 3, 1])
    alone, its_months = simulation([1])
    assert rows[2:].tobytes() == alone.tobytes()
    assert monthly[-len(its_months) :].tobytes() == its_months.tobytes()
    assert rows[0]["loss_fen"] != rows[1]["loss_fen"]


def test_doubled_weights_double_every_sum_over_borrowers_exactly(simulation: Simulation) -> None:
    """What a lender rounds itself (cost, allowance, funding) doubles to within a fen a posting."""
    twice = simulation.books[0].copy()
    twice["weight"] *= 2
    (row, rows), (row_twice, rows_twice) = simulation.replicate(1), on_book(simulation.scenario, twice).replicate(1)
    tolerance = 4 * 32 * simulation.scenario.horizon_months
    for columns, once, doubled in ((REPLICATION_COLUMNS, row, row_twice), (MONTHLY_COLUMNS, rows, rows_twice)):
        for column in columns:
            factor = 2 if column.unit == "fen" or "weighted" in column.unit else 1
            if column.code == "i8":
                factor = np.where(once[column.name] == NULL_INTEGER, 1, factor)
            if column.name in INSTITUTIONAL:
                assert (np.abs(doubled[column.name] - 2 * once[column.name]) <= tolerance).all(), column.name
            elif column.name in RATIOS:
                np.testing.assert_allclose(doubled[column.name], once[column.name], rtol=1e-5)
            else:
                np.testing.assert_array_equal(doubled[column.name], factor * once[column.name], err_msg=column.name)

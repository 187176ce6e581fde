"""Whole runs with funders, a failure and a receiver: books at 0 fen, bits equal where a channel is off, credit gone."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from sim.arrays import Run
from sim.engine import run_days
from sim.market import Standing
from sim.rules.audit import Fault
from sim.scenario.models import Scenario
from sim.setup_funding import open_funders
from sim.simulation import Simulation
from tests.builders import a_market, hard_times, run_book

pytestmark = pytest.mark.plain

FUNDERS: dict[str, Any] = {
    "bank": {"share": 0.5, "committed_multiple": 0.6, "notice_days": 5, "annual_rate": 0.03},
    "bond": {"share": 0.3, "kind": "term", "maturity_month": 2},
    "trust": {"share": 0.2, "committed_multiple": 0.3, "haircut": 0.1, "annual_rate": 0.05, "callable": False},
}
CLOSED = {"failure": {"capital_below": 10}}
"""The supervisor closes the lender at the first month end."""


def with_channels(strength: float, platform: dict[str, Any], months: int = 2) -> Scenario:
    """Hard times of 30 borrowers, three channels at a strength."""
    channels = {name: {"strength": strength} for name in ("credit_supply", "funding", "reputation")}
    return hard_times(
        horizon_months=months, loss_horizon_months=months, population={"size": 30}, contagion=channels,
        lenders={"platform": platform},
    )  # fmt: skip


@cache
def told(strength: float, funders: bool, closed: bool) -> Run:
    platform = {"funding": {"funders": FUNDERS}} if funders else {}
    run = run_book(run_days, Simulation.of(with_channels(strength, platform | (CLOSED if closed else {}))).start(0))
    assert run.market[0].fault == Fault.NONE
    return run


def rows_of(run: Run, lender: int = 0) -> Any:
    return run.rows[lender :: run.world[0].lenders]


def test_with_channels_off_neither_funders_nor_a_failure_reach_any_borrower() -> None:
    calm = told(0.0, funders=False, closed=False)
    for run in (told(0.0, funders=True, closed=False), told(0.0, funders=True, closed=True)):
        assert run.borrowers.tobytes() == calm.borrowers.tobytes()
    assert rows_of(told(0.0, funders=True, closed=True))["standing"].tolist() == [Standing.FAILED] * 2


def test_a_failure_that_is_not_felt_changes_no_account_of_the_lender() -> None:
    open_, shut = told(0.0, funders=True, closed=False), told(0.0, funders=True, closed=True)
    assert shut.market[0].lenders[0].book.tolist() == open_.market[0].lenders[0].book.tolist()
    assert open_.market[0].lenders[0].failed_day > shut.market[0].lenders[0].failed_day == 30


def test_one_funder_that_never_reacts_is_the_committed_line() -> None:
    alone = {"line": {"share": 1.0, "committed_multiple": 100, "callable": False}}
    run = run_book(run_days, Simulation.of(with_channels(0.0, {"funding": {"funders": alone}})).start(0))
    line = told(0.0, funders=False, closed=False)
    assert run.rows.tobytes() == line.rows.tobytes()


def test_a_failed_lender_lends_no_more_and_its_book_runs_off() -> None:
    run, calm = told(1.0, funders=True, closed=True), told(0.0, funders=True, closed=False)
    failed, alive = rows_of(run), rows_of(calm)
    assert (failed["drawn_fen"][1], failed["undrawn_fen"][1], failed["undrawn_commitment_fen"][1]) == (0, 0, 0)
    assert alive["drawn_fen"][1] > 0
    assert failed["outstanding_fen"][1] < failed["outstanding_fen"][0]
    assert failed["principal_repaid_fen"][1] > 0
    assert (failed["funding_cost_fen"][1], failed["dividend_fen"][1]) == (0, 0)


def test_what_is_collected_repays_funders_and_the_receiver_alone() -> None:
    run = told(1.0, funders=True, closed=True)
    rows, lender = rows_of(run), run.market[0].lenders[0]
    assert rows["cash_fen"].tolist() == [0, 0]
    assert int(rows["funding_fen"][1]) == int(lender.funders["drawn"].sum()) < rows["funding_fen"][0]
    assert int(rows["receiver_advance_fen"][1]) == int(lender.advance)


def test_who_wanted_credit_of_a_failed_lender_has_it_on_record() -> None:
    book = told(1.0, funders=True, closed=True).borrowers
    cut, denied = book["cut_day"][book["cut_by"] == 0], book["denied_day"][book["denied_by"] == 0]
    assert np.any(cut > 30)
    assert np.any(denied > 30)
    calm = told(0.0, funders=True, closed=True).borrowers
    assert set(calm["cut_by"]) == set(calm["denied_by"]) == {-1}


def test_the_other_lender_goes_on() -> None:
    run = told(1.0, funders=True, closed=True)
    assert run.market[0].lenders[1].standing != Standing.FAILED
    assert rows_of(run, 1)["drawn_fen"][1] > 0


def test_a_run_brings_down_a_lender_that_stands_with_channels_off() -> None:
    hasty = {"lag_months": 0, "inertia": 0, "run_from": 0.4, "run_daily": 0.5}
    bank = {"share": 1.0, "committed_multiple": 1.3, "notice_days": 0, "reaction": hasty}
    ends = []
    for strength in (0.0, 1.0):
        scenario = with_channels(strength, {"funding": {"funders": {"bank": bank}}}, months=3)
        run = run_book(run_days, Simulation.of(scenario).start(0))
        ends.append(
            (run.market[0].fault, int(rows_of(run)["standing"][-1]), int(rows_of(run)["called_funding_fen"].sum()))
        )
    calm, hit = ends
    assert (calm[0], hit[0]) == (Fault.NONE, Fault.NONE)
    assert (calm[1], hit[1]) == (Standing.TIGHTENED, Standing.FAILED)
    assert calm[2] == 0 < hit[2]


@pytest.mark.parametrize("drawn", [0, 1, 7, 1_000, 999_999_999_999])
def test_funders_open_with_their_shares_and_every_fen_is_lent_by_somebody(drawn: int) -> None:
    funding = with_channels(0.0, {"funding": {"funders": FUNDERS}}).lenders["platform"].funding
    row = a_market().lenders[0]
    open_funders(row, funding, drawn, drawn)
    lent = row.funders["drawn"][:3]
    assert lent.sum() == drawn
    assert np.all(np.abs(lent - drawn * np.array([0.5, 0.3, 0.2])) <= 1)
    assert row.funders["committed"][:3].tolist() == [round(0.6 * drawn), round(0.25 * drawn), round(0.3 * drawn)]


def test_shares_of_funding_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match=r"lenders\.platform\.funding\.funders: the shares add up to 0\.5, not to 1"):
        with_channels(0.0, {"funding": {"funders": {"bank": FUNDERS["bank"]}}})

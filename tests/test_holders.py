"""Worlds in which others hold part of the loans: books at 0 fen, losses that add up, parts recounted by account."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.chart import Account
from sim.compiled import RULES, twin
from sim.engine import run_days
from sim.records import State
from sim.rules.audit import Fault
from sim.scenario import load
from sim.simulation import Simulation
from tests.builders import hard_times, run_book

pytestmark = pytest.mark.plain
PARTNERS = {
    "bank": {"share": 0.3, "opening_share": 0.25, "service_fee": 0.2},
    "city_bank": {
        "share": 0.4, "opening_share": 0.5, "risk": "guarantee", "compensation_day": 7, "deposit_share": 0.02,
        "exit_month": 2, "service_fee": 0.3,
    },
    "trust": {"share": 0.1, "opening_share": 0.1, "risk": "first_loss", "first_loss": 0.02},
}  # fmt: skip
SMALL = {"size": 20}
HOLDERS = (
    "loss_fen", "other_lenders_loss_fen", "guarantor_loss_fen", "pro_rata_partner_loss_fen",
    "guaranteed_partner_loss_fen", "first_loss_partner_loss_fen",
)  # fmt: skip


def held(**lender: Any) -> Any:
    """Hard times in which the platform's loans are shared."""
    return hard_times(population=SMALL, lenders={"platform": {"partners": PARTNERS, **lender}})


@pytest.fixture(scope="module")
def simulation() -> Simulation:
    return Simulation.of(held())


def test_the_losses_of_all_holders_add_up_to_the_book_loss_to_the_fen(simulation: Simulation) -> None:
    row, _ = simulation(range(4))
    assert (sum(row[name] for name in HOLDERS) == row["book_loss_fen"]).all()
    assert (row["partner_loss_fen"] > 0).any()
    assert (row["loss_fen"] > 0).any()


def test_whoever_holds_the_loans_borrowers_and_the_book_loss_are_the_same(simulation: Simulation) -> None:
    alone, _ = Simulation.of(hard_times(population=SMALL))(range(2))
    row, _ = simulation(range(2))
    for name in ("book_loss_fen", "defaults", "d30_rate", "charge_off_fen", "recovery_fen", "late_income_fen"):
        assert row[name].tolist() == alone[name].tolist(), name


def test_what_partners_hold_is_their_share_of_every_account_at_the_end(simulation: Simulation) -> None:
    run = run_book(run_days, simulation.start(1))
    assert run.market[0].fault == Fault.NONE
    principal, interest = np.zeros(3, dtype=np.int64), np.zeros(3, dtype=np.int64)
    for borrower in run.borrowers:
        for account in borrower.accounts:
            if account.state != State.EMPTY:
                shares = np.concatenate([[0.0], np.cumsum(account.partner_share)])
                principal += borrower.weight * np.diff(np.rint(shares * account.principal).astype(np.int64))
                interest += borrower.weight * np.diff(np.rint(shares * account.interest).astype(np.int64))
    partners = run.market[0].lenders[0].partner
    assert [int(partner.principal) for partner in partners] == principal.tolist()
    assert [int(partner.interest) for partner in partners] == interest.tolist()
    assert -run.market[0].lenders[0].book[Account.PARTNER_PRINCIPAL] == principal.sum()


POOLS = {
    "standing": {"share": 0.5, "senior_share": 0.9, "revolving_months": 1, "clean_up_months": 1, "coupon": 0.05},
    "new": {"share": 0.3, "issue_month": 1, "default_trigger": 0.001, "trap_spread": 10.0, "implicit_support": 0.3},
}


@pytest.fixture(scope="module")
def pooled() -> Simulation:
    return Simulation.of(held(securitisations=POOLS, balance_sheet={"equity_share": 0.3}))


def test_with_partners_and_pools_the_books_balance_and_losses_add_up_to_the_fen(pooled: Simulation) -> None:
    row, months = pooled(range(4))
    assert (sum(row[name] for name in (*HOLDERS, "investor_loss_fen")) == row["book_loss_fen"]).all()
    for column in ("notes_issued_fen", "notes_repaid_fen", "notes_written_down_fen", "coupon_fen", "bought_back_fen"):
        assert months[column].any(), column


def test_notes_outstanding_are_those_issued_less_repaid_and_written_down(pooled: Simulation) -> None:
    _, months = pooled(range(2))
    platform = months[months["lender"] == 0].reshape(2, -1)
    moved = platform["notes_issued_fen"] - platform["notes_repaid_fen"] - platform["notes_written_down_fen"]
    opening = pooled.markets[0][0].lenders[0].pool["senior"].sum()
    assert opening > 0
    assert (platform["notes_fen"] == opening + moved.cumsum(axis=1)).all()


def test_pools_without_a_share_and_limits_out_of_reach_leave_every_bit_as_it_was() -> None:
    limits = {"leverage_own": 999.0, "leverage_bonds": 999.0, "leverage_ratio_floor": 1e-9}
    idle = {"securitisations": {"one": {"issue_month": 1}, "two": {"trap_spread": 1.0}}, "regulation": limits}
    rich = {"balance_sheet": {"equity_share": 0.9}}
    changed = Simulation.of(hard_times(population=SMALL, lenders={"platform": rich | idle}))(range(2))
    without = Simulation.of(hard_times(population=SMALL, lenders={"platform": rich}))(range(2))
    for mine, plain in zip(changed, without, strict=True):
        assert mine.tobytes() == plain.tobytes()


def test_after_an_exit_a_partner_holds_less_month_by_month(simulation: Simulation) -> None:
    run = run_book(run_days, simulation.start(0))
    left = run.market[0].lenders[0].partner[1]
    assert left.share_now == 0.0
    assert left.principal < simulation.markets[0][0].lenders[0].partner[1].principal


def test_partners_without_a_share_leave_every_bit_as_it_was() -> None:
    nothing = hard_times(
        population=SMALL, lenders={"platform": {"partners": {name: {"service_fee": 0.3} for name in PARTNERS}}}
    )
    for mine, plain in zip(
        Simulation.of(nothing)(range(2)), Simulation.of(hard_times(population=SMALL))(range(2)), strict=True
    ):
        assert mine.tobytes() == plain.tobytes()


@pytest.mark.parametrize(
    "bug",
    [
        {"count_parts": lambda account, lender, signed_weight, ledger: None},
        {"measure_parts": lambda borrower, account, lender, bucket, ledger: None},
        {"settle_part": lambda ledger, partner, index, place: None},
        {"add_part": lambda ledger, partner, index, place: None},
    ],
    ids=lambda bug: next(iter(bug)),
)
def test_a_partners_part_that_is_not_counted_stops_the_run(bug: dict[str, Any]) -> None:
    assert set(bug) <= set(RULES)
    simulation = Simulation.of(held())
    run = run_book(twin(bug, compiled=False)["run_days"], simulation.start(0))
    assert run.market[0].fault in {Fault.PARTNER_PRINCIPAL, Fault.PARTNER_INTEREST, Fault.MONTH_END_PARTS}


@pytest.mark.parametrize(("kind", "shares"), [("partners", {"share": 0.6}), ("partners", {"opening_share": 0.7}),
                                              ("securitisations", {"share": 0.6})])  # fmt: skip
def test_holders_who_would_hold_more_than_all_are_refused_by_name(kind: str, shares: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=rf"lenders.platform.{kind}: their {next(iter(shares))} adds up to 1.[24]"):
        hard_times(lenders={"platform": {kind: {"a": shares, "b": shares}}})


def test_the_regimes_hold_what_their_sources_say() -> None:
    ant, cfc = (load(name, ["population.size=20"]).scenario.lenders["platform"] for name in ("ant_2019", "cfc_2024"))
    on_the_books = 1 - ant.partners["banks"].share
    assert on_the_books * (1 - ant.securitisations["revolving_notes"].share) == pytest.approx(0.02, abs=0.001)
    assert not cfc.partners
    assert not cfc.securitisations
    assert cfc.regulation.leverage_ratio_floor == 0.04


def test_the_regime_of_2019_runs_with_its_losses_at_the_banks() -> None:
    small = ["population.size=20", "population.warmup_months=2", "horizon_months=2", "loss_horizon_months=2"]
    row, months = Simulation.of(load("ant_2019", small).scenario)([0])
    platform = months[months["lender"] == 0]
    assert platform["own_outstanding_fen"] == pytest.approx(0.12 * platform["outstanding_fen"], rel=1e-3)
    assert (platform["notes_fen"] > 0).all()
    assert (platform["service_fee_fen"] > 0).all()
    assert row["book_loss_fen"] == sum(row[name] for name in (*HOLDERS, "investor_loss_fen"))

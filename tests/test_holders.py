"""Worlds in which others hold part of the loans: books at 0 fen, losses that add up, parts recounted by account."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.compiled import RULES, twin
from sim.engine import run_days
from sim.ledger import Account
from sim.records import State
from sim.rules.audit import Fault
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

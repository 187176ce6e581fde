"""Other business and debts among lenders in a whole run: books to the fen, and nothing moved where both rest."""

from typing import Any

import pytest

from sim.engine import run_days
from sim.market import Standing
from sim.rules.audit import Fault
from sim.simulation import Simulation
from tests.builders import hard_times, run_book

pytestmark = pytest.mark.plain

RUINOUS = {"opening_cash": 1000, "income_daily": 2e3, "claim_rate": 0.5, "claim_mean": 5e6, "claim_law": "exponential"}


def finished(**changes: Any) -> Any:
    """A replication run to its end."""
    return run_book(run_days, Simulation.of(hard_times(**changes)).start(0))


def lenders(platform: dict[str, Any], bank: dict[str, Any]) -> dict[str, Any]:
    return {"lenders": {"platform": platform, "bank": bank}}


def test_a_run_with_ruin_debts_and_clearing_balances_every_day() -> None:
    dry = {"funding": {"committed_multiple": 1.0}, "other_business": RUINOUS, "owes": {"bank": 70_000}}
    run = finished(**lenders(dry, {"owes": {"platform": 1_000.01}}), contagion={"credit_supply": {"strength": 1}})
    platform = run.market[0].lenders[0]
    assert run.market[0].fault == Fault.NONE
    assert platform.standing == Standing.FAILED
    assert not run.market[0].lenders["owes"].any()
    assert run.rows["interbank_loss_fen"].sum() == run.rows["interbank_release_fen"].sum() > 0
    months = run.rows[run.rows["lender"] == 0]
    assert months["other_income_fen"].sum() == 200_000 * int(platform.failed_day)


def test_after_the_failure_nothing_is_owed_and_the_business_is_shut() -> None:
    dry = {"funding": {"committed_multiple": 1.0}, "other_business": RUINOUS, "owes": {"bank": 70_000}}
    run = finished(**lenders(dry, {}), horizon_months=2)
    month = run.rows[(run.rows["lender"] == 0) & (run.rows["month"] == 2)][0]
    assert (month["interbank_debts_fen"], month["other_income_fen"]) == (0, 0)


def test_terms_without_debts_and_a_business_without_income_and_claims_change_no_bit() -> None:
    quiet = {"other_business": {"claim_mean": 9e9, "claim_law": "exponential", "stop_above": 0}}
    clearing = {"month": 1, "recovered_assets": 0.1, "recovered_claims": 0.1}
    base = finished()
    changed = finished(**lenders(quiet, quiet), contagion={"clearing": clearing})
    assert base.borrowers.tobytes() == changed.borrowers.tobytes()
    assert base.rows.tobytes() == changed.rows.tobytes()

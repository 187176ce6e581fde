"""The chart of accounts: every movement balances in the lender's book and in the public's, every day of every run."""

from __future__ import annotations

import numpy as np
import pytest

from sim.chart import (
    CHART,
    CHART_ACCOUNTS,
    CHART_SIGNS,
    ENTRIES,
    FIRST_PROFIT_ACCOUNT,
    LAST_PROFIT_ACCOUNT,
    LENDER_ACCOUNTS,
    MOVEMENTS,
    PUBLIC_ACCOUNTS,
    Account,
    Movement,
)
from sim.compiled import PLAIN, twin
from sim.engine import run_days
from sim.rules.audit import Fault
from sim.scenario.library import names
from sim.scenario.resolve import load
from sim.simulation import Simulation
from tests.builders import RUN_SLOTS, a_ledger, a_market, hard_times, moved, rules, run_book

pytestmark = pytest.mark.plain

CASH = {"CASH", "HOUSEHOLD_CASH", "OUTSIDE_CASH"}


def sides(movement: Movement) -> dict[str, int]:
    """Signed entries of a movement by account."""
    return {entry[:-1]: 1 if entry[-1] == "+" else -1 for entry in CHART[movement]}


@pytest.mark.parametrize("movement", Movement, ids=lambda movement: movement.name)
def test_a_movement_balances_in_both_books_and_moves_no_cash_from_nowhere(movement: Movement) -> None:
    entries = sides(movement)
    assert len(entries) == len(CHART[movement])
    assert sum(sign for name, sign in entries.items() if Account[name] < LENDER_ACCOUNTS) == 0
    assert sum(sign for name, sign in entries.items() if Account[name] >= LENDER_ACCOUNTS) == 0
    assert sum(sign for name, sign in entries.items() if name in CASH) == 0


@pytest.mark.parametrize("movement", Movement, ids=lambda movement: movement.name)
@pytest.mark.parametrize(
    ("asset", "debt"),
    [
        ("PRINCIPAL", "HOUSEHOLD_PRINCIPAL"),
        ("INTEREST", "HOUSEHOLD_INTEREST"),
        ("CLAIMS", "HOUSEHOLD_CLAIMS"),
        ("FUNDING", "OUTSIDE_FUNDING"),
    ],
)
def test_what_one_side_owns_the_other_owes(movement: Movement, asset: str, debt: str) -> None:
    entries = sides(movement)
    assert entries.get(asset, 0) + entries.get(debt, 0) == 0


@pytest.mark.parametrize("movement", Movement, ids=lambda movement: movement.name)
def test_a_settled_movement_changes_the_books_by_the_chart_and_both_stay_at_zero(movement: Movement) -> None:
    ledger, market = a_ledger(), a_market(2)
    rules.post(ledger, 1, movement, 30)
    rules.post(ledger, 1, movement, 12)
    assert moved(ledger, 1) == {movement.name: 42}
    rules.settle(ledger, market, 1)
    for account in Account:
        is_lenders = account < LENDER_ACCOUNTS
        held = market.lenders[1].book[account] if is_lenders else market.public[account - LENDER_ACCOUNTS]
        assert held == 42 * sides(movement).get(account.name, 0)
    assert (rules.book_total(market, 1), rules.public_total(market)) == (0, 0)
    assert not market.lenders[0].book.any()


def test_the_charts_arrays_are_the_chart() -> None:
    assert set(CHART) == set(Movement)
    assert (len(Movement), len(Account)) == (MOVEMENTS, LENDER_ACCOUNTS + PUBLIC_ACCOUNTS)
    assert max(len(entries) for entries in CHART.values()) == ENTRIES
    for movement in Movement:
        places = np.flatnonzero(CHART_SIGNS[movement])
        found = {Account(CHART_ACCOUNTS[movement, p]).name: CHART_SIGNS[movement, p] for p in places}
        assert found == sides(movement)


def test_accounts_and_movements_keep_their_numbers() -> None:
    assert [account.value for account in Account] == list(range(len(Account)))
    assert [movement.value for movement in Movement] == list(range(len(Movement)))
    profit = {account.name for account in Account if FIRST_PROFIT_ACCOUNT <= account <= LAST_PROFIT_ACCOUNT}
    assert profit == {
        "INTEREST_INCOME", "LATE_INCOME", "FEE_INCOME", "RECOVERY_INCOME", "FUNDING_COST", "OPERATING_COST",
        "ACTIVITY_COST", "FORGIVENESS", "GUARANTEE", "PROVISION_EXPENSE",
    }  # fmt: skip


PROFIT = {
    "CHARGE_INTEREST": 1, "CHARGE_LATE_INTEREST": 1, "REPAY_CLAIM": 1, "COLLECT_CLAIM": 1, "PAY_FUNDING_COST": -1,
    "PAY_OPERATING_COST": -1, "PROVIDE": -1, "MERCHANT_FEE": 1, "CHARGE_FEE": 1, "FORGIVE_INTEREST": -1,
    "SELL_CLAIM": 1, "PAY_COLLECTION_COST": -1, "PAY_LITIGATION_COST": -1, "PAY_SERVICE_COST": -1,
    "PAY_RISK_COST": -1, "PAY_ACQUISITION_COST": -1, "PAY_PROMOTION_COST": -1, "PAY_FINE": -1, "PAY_PREMIUM": -1,
    "RECEIVE_GUARANTEE": 1, "RESUME_INTEREST": 1, "SHARE_INTEREST": -1, "PAY_PARTNER_RECOVERY": -1,
    "RECEIVE_SERVICE_FEE": 1, "EARN_OTHER_INCOME": 1, "PAY_OTHER_CLAIM": -1, "DROP_DEBT_TO_LENDER": 1,
    "LOSE_CLAIM_ON_LENDER": -1, "PAY_INSOLVENCY_COST": -1, "PAY_COUPON": -1, "WRITE_DOWN_NOTES": 1,
}  # fmt: skip
OWNERS = {"PAY_DIVIDEND": -1, "RECAPITALISE": 1}


@pytest.mark.parametrize("movement", Movement, ids=lambda movement: movement.name)
def test_own_funds_move_with_income_cost_and_owners_only(movement: Movement) -> None:
    ledger, market = a_ledger(), a_market()
    rules.post(ledger, 0, movement, 100)
    rules.settle(ledger, market, 0)
    assert rules.own_funds(market.lenders[0]) == 100 * (PROFIT | OWNERS).get(movement.name, 0)


@pytest.mark.parametrize("name", names())
def test_every_day_of_a_small_run_of_each_shipped_scenario_balances(name: str) -> None:
    size, months = (20, 2) if PLAIN else (300, 12)
    changes = {"size": size, "warmup_months": 1, "account_slots": RUN_SLOTS}
    changed = [f"population.{key}={value}" for key, value in changes.items()]
    networks = load(name).scenario.contagion.networks
    changed += [f"contagion.networks.{network}.degree=4" for network in networks]
    loaded = load(name, [*changed, f"horizon_months={months}", f"loss_horizon_months={months}"])
    simulation = Simulation.of(loaded.scenario)
    run = run_book(run_days, simulation.start(0))
    assert run.market[0].fault == Fault.NONE
    simulation.finish(run)


def test_the_entries_of_the_last_month_end_are_audited_too() -> None:
    """Cost and allowance are entered after the day was audited; on the last day no later audit sees them."""
    signs = CHART_SIGNS.copy()
    signs[Movement.PROVIDE] = 0
    signs[Movement.PROVIDE, 0] = 1
    book = twin({}, compiled=False)
    book["settle"].__globals__["CHART_SIGNS"] = signs
    simulation = Simulation.of(hard_times(horizon_months=1, loss_horizon_months=1))
    run = run_book(book["run_days"], simulation.start(0))
    assert rules.book_total(run.market[0], 0) != 0
    assert run.market[0].fault != Fault.NONE

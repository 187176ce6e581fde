"""Small worlds for tests: records with neutral values, the rules as plain Python, and a scenario of hard times.

One borrower record has three account slots. The standard world has one lender (number 0) and two products: a revolving
line (0) and a term loan (1). Rates, dials and shares that are not named are 0 or neutral: a test says what it needs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

import sim.rules.imputation  # noqa: F401  # the engine does not reach it; its rules belong to the book too
from sim.arrays import Run
from sim.chart import Movement
from sim.compiled import twin
from sim.funders import OPINION
from sim.market import MARKET
from sim.opening import ledger_rows, stream_record
from sim.records import ECONOMY, WORLD, Kind, State, borrower_dtype
from sim.scenario.models import Scenario
from sim.scenario.models_lending import Policy
from sim.setup import policy_row
from sim.simulation import Simulation
from sim.units import DAYS_PER_MONTH, LARGEST_BALANCE, NEVER

SLOTS = 3
RUN_SLOTS = 4
"""Accounts a borrower can hold in worlds that are run: the baseline's number, because each is compiled by itself."""
LINE, LOAN = 0, 1
"""Products of the standard world."""

rules = SimpleNamespace(**twin({}, compiled=False))
"""Every rule as plain Python: compiling each for a call with hand-made records would take minutes."""


def put(record: Any, values: Mapping[str, Any]) -> Any:
    """Set named fields of a record; an unknown name is an error."""
    for name, value in values.items():
        record[name] = value
    return record


def a_borrower(**values: Any) -> Any:
    """A borrower with three empty slots, employed, paid on day 10, of weight 1."""
    record = np.zeros(1, dtype=borrower_dtype(SLOTS))[0]
    for slot in range(SLOTS):
        rules.clear_account(record.accounts[slot], 0)
    rules.forget_history(record)
    rules.begin_trail(record)
    neutral = {
        "weight": 1, "agent": 5, "payday": 10, "employed": 1, "job_change_day": NEVER, "default_day": NEVER,
        "job_risk": 1.0, "performing": 1, "score": 650.0, "score_base": 650.0, "next_day": 1,
    }  # fmt: skip
    return put(record, neutral | {"paying_as": values.get("payer_type", 0)} | values)


def open_line(borrower: Any, slot: int = 0, **values: Any) -> Any:
    """An open line in a slot: limit 10,000 yuan, 0.05 % a day, nothing drawn."""
    neutral = {"product": LINE, "state": State.OPEN, "limit": 1_000_000, "daily_rate": 0.0005}
    return put(borrower.accounts[slot], neutral | values)


def open_loan(borrower: Any, slot: int = 1, **values: Any) -> Any:
    """An open loan in a slot, 0.04 % a day, nothing owed yet."""
    neutral = {"product": LOAN, "state": State.OPEN, "daily_rate": 0.0004, "remaining_term": 3}
    return put(borrower.accounts[slot], neutral | values)


def put_funder(funder: Any, values: dict[str, Any]) -> None:
    """Set fields of a funder and of its opinion by name."""
    put(funder.opinion, {name: value for name, value in values.items() if name in OPINION.names})
    put(funder, {name: value for name, value in values.items() if name not in OPINION.names})


def overdue(account: Any, amount: int, since: int) -> Any:
    """Give an account one amount past due since a day."""
    account.arrears[0] = amount
    account.oldest_due_day = since
    return account


def a_world(**values: Any) -> Any:
    """One lender, one segment, a line and a loan product."""
    record = np.zeros(1, dtype=WORLD)[0]
    neutral = {
        "horizon_days": 720, "loss_horizon_days": 360, "window_days": 1, "lenders": 1, "products": 2, "segments": 1,
        "score_centre": 650.0, "factor_scale": 1.0, "towns": 1, "peers_threshold": 2.0, "peers_duration_months": 12,
    }  # fmt: skip
    put(record, neutral | values)
    segment = {
        "cumulative_share": 1.0,
        "payday": 10,
        "income_median_fen": 800_000,
        "benefit_share": 0.25,
        "benefit_months": 1200.0,
        "finding_decay": 1.0,
        "main_earner_share": 1.0,
        "default_payment": 1.0,
        "catch_up": 1.0,
    }
    put(record.segment[0], segment)
    line = {"kind": Kind.REVOLVING, "due_day": 9, "due_month": 0, "daily_rate": 0.0005, "late_multiple": 1.5}
    put(record.product[LINE], line | {"minimum_share": 0.1, "limit_income": 1.0, "limit_cap": 5_000_000})
    loan = {"kind": Kind.TERM, "due_day": 10, "due_month": 1, "daily_rate": 0.0004, "late_multiple": 1.5}
    put(record.product[LOAN], loan | {"limit_floor": 100_000, "limit_cap": 20_000_000})
    for product in record.product[:2]:
        put(product, {"rate_ceiling": 1.0, "holder_share": 1.0, "interest_free": 1, "acceleration_days": 10_000})
        product.cash_draw = 1
        product.terms[0] = 3
        product.term_shares[:] = 1.0
    return record


def a_market(lenders: int = 1, **dials: float) -> Any:
    """Lenders with empty books and a mild policy; dials by name (`block_dial`, money in fen) change all of them."""
    record = np.zeros(1, dtype=MARKET)[0]
    policy = {
        "underwriting_score_cutoff": 600.0, "underwriting_debt_to_income_cap": 0.6,
        "underwriting_loan_income_cap": 3.0, "freeze_lasting_days_past_due": 90.0, "freeze_lasting_months": 12.0,
        "score_late_penalty": 80.0, "score_utilisation_penalty": 60.0, "score_memory": 0.8,
        "charge_off_days_past_due": 180.0, "charge_off_readmission_months": 24.0,
        "collections_monthly_recovery": 0.02, "collections_monthly_decay": 0.9,
    }  # fmt: skip
    for index in range(lenders):
        lender = record.lenders[index]
        lender.dials[:] = policy_row(Policy())
        for segment in lender.policies:
            put(segment, policy | dials)
        lender.chosen[:] = lender.dials
        lender.served[:] = 1.0
        state = {
            "other_stop_day": NEVER,
            "other_stop_fen": LARGEST_BALANCE,
            "ration": 1.0,
            "reputation": 1.0,
            "min_capital_ratio": np.inf,
            "own_share": 1.0,
        }
        terms = {"default_days_past_due": 90, "default_takes_all": 1, "compensation_day": NEVER}
        limits = {"leverage_own": 1000.0, "leverage_bonds": 1000.0}
        put(lender, terms | limits | state)
    return record


def a_ledger() -> Any:
    """A day's ledger row without entries."""
    return ledger_rows(1, 1)[0][0, 0]


def an_economy(**values: Any) -> Any:
    """A month of a calm economy."""
    record = np.zeros(1, dtype=ECONOMY)[0]
    neutral = {"month": 1, "income_index": 1.0, "recovery_index": 1.0, "recovery_multiple": 1.0}
    put(record, neutral | {"job_loss_multiple": 1.0, "job_finding_multiple": 1.0})
    record.income_level[:] = record.temptation_index = 1.0
    return put(record, values)


def a_stream(seed: int = 20_260_101, replication: int = 0) -> Any:
    """The address of a replication's draws."""
    return stream_record(seed, replication)[0]


def moved(ledger: Any, lender: int = 0) -> dict[str, int]:
    """What was posted for a lender, by kind; kinds without an amount are left out."""
    flow = ledger.flow[lender]
    return {kind.name: int(flow[kind]) for kind in Movement if flow[kind] != 0}


HARD_TIMES: dict[str, Any] = {
    "name": "hard_times",
    "seed": 11,
    "horizon_months": 3,
    "loss_horizon_months": 3,
    "macro": {"dispersion": "full"},
    "population": {
        "size": 40,
        "accounts": 291,
        "account_slots": RUN_SLOTS,
        "warmup_months": 0,
        "opening": "loans",
        "segments": {
            "salaried": {
                "share": 0.7,
                "employment": {"job_loss_monthly": 0.15, "job_finding_monthly": 0.6, "benefit_share": 0.1},
                "spending": {"savings_months": 0.4, "line_share": 0.5},
                "paying": {"switch_yearly": 0.9, "default_payment": 1.5},
                "attention": {"forget_probability": 0.2},
                "borrowing": {"loan_demand_monthly": 0.3},
            },
            "gig": {
                "share": 0.3,
                "income": {"payday": 20, "transitory_deviation": 0.3},
                "employment": {"job_loss_monthly": 0.3, "job_finding_monthly": 0.6},
                "spending": {"savings_months": 0.1, "line_share": 0.8},
                "paying": {"default_payment": 100},
                "borrowing": {"loan_demand_monthly": 0.6},
            },
        },
    },
    "products": {
        "card": {"kind": "revolving", "lender": "bank", "annual_rate": 0.2, "due_day": 12},
        "line": {"kind": "revolving", "lender": "platform", "annual_rate": 0.1825, "due_day": 9},
        "loan": {
            "kind": "term",
            "lender": "platform",
            "annual_rate": 0.146,
            "late_rate_multiple": 1.5,
            "due_day": 10,
            "limit_cap": 200_000,
            "terms": {1: 1, 2: 1},
        },
    },
    "lenders": {
        name: {
            "funding": {"committed_multiple": 100},
            "default": {"days_past_due": 10},
            "policy": {
                "underwriting": {"score_cutoff": 500, "debt_to_income_cap": 2.0},
                "charge_off": {"days_past_due": 30, "readmission_months": 1},
                "collections": {"monthly_recovery": 0.2},
            },
        }
        for name in ("platform", "bank")
    },
}
"""Within three months jobs are lost, bills missed, accounts charged off, collected on and readmitted."""


def merged(base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """A mapping with changes laid over it, block by block."""
    result = dict(base)
    for key, value in changes.items():
        inner = result.get(key)
        both = isinstance(value, Mapping) and isinstance(inner, Mapping)
        result[key] = merged(inner, value) if both else value
    return result


def hard_times(**changes: Any) -> Scenario:
    """The scenario of hard times with changes laid over it."""
    return Scenario.model_validate(merged(HARD_TIMES, changes))


def on_book(scenario: Scenario, book: np.ndarray[Any, Any]) -> Simulation:
    """A simulation of a scenario from a given opening book."""
    return Simulation(scenario, (book,))


def run_book(run_days: Callable[..., None], run: Run) -> Run:
    """Run all months of a started replication with a driver, to the end or to the first fault."""
    last_day = len(run.economies) * DAYS_PER_MONTH
    arrays = (run.economies, run.market, run.world, run.stream, run.ledgers, run.words, run.rows, run.network)
    run_days(run.borrowers, run.due, 1, last_day, *arrays)
    return run

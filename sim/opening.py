"""The opening position: a synthetic book drawn and aged, and the balance sheets that tie to a book."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sim import engine
from sim.arrays import lonely
from sim.chart import LENDER_ACCOUNTS, Account
from sim.day_sums import LEDGER, LEDGER_WORDS
from sim.errors import LedgerImbalance
from sim.market import MARKET, YEAR
from sim.opening_holders import open_parts, open_pools, opening_allowance, opening_deposit
from sim.outputs import MONTHLY_DTYPE
from sim.randomness import WARMUP_REPLICATION
from sim.records import STREAM, borrower_dtype
from sim.rules.audit import Fault
from sim.rules.regulation import NO_LIMIT
from sim.rules.supply import NO_CAP
from sim.scenario.models import Scenario
from sim.setup import central_economies, lender_names, lender_records, world_record
from sim.setup_funding import give_one_line, open_funders
from sim.setup_other import open_other_business
from sim.units import LARGEST_BALANCE, NEVER, first_day_of

Array = np.ndarray[Any, Any]
UNLIMITED_FUNDING = 2**61
"""Committed funding while the opening book is aged, fen."""
HEADROOM = 256
"""A book may grow this much over a run before a sum of money could leave its bounds."""


def stream_record(seed: int, replication: int) -> Array:
    """(1,) address of a replication's draws."""
    stream = np.zeros(1, dtype=STREAM)
    stream[0].seed, stream[0].replication = seed, replication
    return stream


def ledger_rows(blocks: int, window_days: int) -> tuple[Array, Array]:
    """(blocks, days) ledger rows, and the same memory as (blocks, days, words) integers."""
    ledgers = np.zeros((blocks, window_days), dtype=LEDGER)
    return ledgers, ledgers.view(np.int64).reshape(blocks, window_days, LEDGER_WORDS)


def account_weights(size: int, accounts: int | None) -> Array:
    """(size,) real borrowers behind each record: equal shares, the first records get the remainder."""
    total = size if accounts is None else accounts
    weights = np.full(size, total // size, dtype=np.int64)
    weights[: total % size] += 1
    return weights


def grow_arrivals(borrowers: Array, months: int, growth: float) -> None:
    """Raise the weights of outsiders who come in turn over `months`, so that arrivals grow by `growth` a year.

    A record that comes m months after the first stands for (1 + growth)^(m/12) times as many people, at least one. All
    records of a month stand for equally many, so that vintages are the same at any growth.
    """
    if months == 0 or growth == 0.0:
        return
    outside = borrowers["admitted_day"] == NEVER
    grown = borrowers["weight"] * np.power(1.0 + growth, (borrowers["agent"] % months) / YEAR)
    borrowers["weight"][outside] = np.maximum(1, np.rint(grown[outside])).astype(np.int64)


class OpeningBook(NamedTuple):
    """An opening book: (size,) borrowers at the close of day 0, and what lenders wrote off in the year before."""

    borrowers: Array
    written_off: Array
    """(lenders, months of a year) fen, by calendar place of the month; 0 where it is not known."""


def nothing_written_off(scenario: Scenario) -> Array:
    """(lenders, months of a year) zeros: of a tape nobody knows what was written off before."""
    return np.zeros((len(scenario.lenders), YEAR), dtype=np.int64)


def under_opening_policies(scenario: Scenario) -> Scenario:
    """The scenario as it was before the start: every lender under the policy that has aged its book."""
    lenders = {
        name: lender if lender.opening_policy is None else lender.model_copy(update={"policy": lender.opening_policy})
        for name, lender in scenario.lenders.items()
    }
    return scenario.model_copy(update={"lenders": lenders})


def synthetic_book(chosen: Scenario) -> OpeningBook:
    """A book born before the warm-up and aged through it, without contagion: the same whatever channels are on."""
    scenario = under_opening_policies(chosen)
    population = scenario.population
    borrowers = np.zeros(population.size, dtype=borrower_dtype(population.account_slots))
    borrowers["agent"] = np.arange(population.size)
    borrowers["weight"] = account_weights(population.size, population.accounts)
    world, stream = world_record(scenario), stream_record(scenario.seed, WARMUP_REPLICATION)
    world[0].warming, world[0].run_off, world[0].factor_scale = 1, 0, 0.0
    world[0].channel[:] = 0.0  # as if nothing spread: with channels on and off a run starts from the same book
    first_day = first_day_of(1 - population.warmup_months)
    engine.give_birth(borrowers, first_day - 1, world, stream)
    grow_arrivals(borrowers, population.arrivals.months, population.arrivals.growth)
    written_off = nothing_written_off(scenario)
    if population.warmup_months > 0:
        rows = age_book(borrowers, scenario, world, stream, first_day)
        written_off = year_written_off(rows.reshape(-1, len(scenario.lenders)))
    engine.begin_run(borrowers, world)
    return OpeningBook(borrowers, written_off)


def year_written_off(rows: Array) -> Array:
    """(lenders, months of a year) fen charged off in the last year of (months, lenders) rows that end before month 1.

    By calendar place, as the close of a month keeps it: month 1 has place 0, the month before it the last.
    """
    found = np.zeros((rows.shape[1], YEAR), dtype=np.int64)
    for back in range(1, min(YEAR, len(rows)) + 1):
        found[:, -back] = rows[-back]["charge_off_fen"]
    return found


def age_book(borrowers: Array, scenario: Scenario, world: Array, stream: Array, first_day: int) -> Array:
    """Run the warm-up in place: macro at its centre, levers frozen, funding without limit.

    Returns the (months x lenders,) monthly rows.
    """
    months = scenario.population.warmup_months
    economies = central_economies(scenario, 0, 1).repeat(months)
    market = warmup_market(borrowers, scenario, world)
    ledgers, words = ledger_rows(1, scenario.window_days)
    rows = np.zeros(months * len(scenario.lenders), dtype=np.dtype((np.record, MONTHLY_DTYPE)))
    due = borrowers["next_day"].copy()
    arrays = (economies, market, world, stream, ledgers, words, rows, lonely(len(borrowers)))
    engine.run_days(borrowers, due, first_day, 0, *arrays)
    raise_fault(market, scenario)
    return rows


def warmup_market(borrowers: Array, scenario: Scenario, world: Array) -> Array:
    """(1,) market whose books tie to the book, whose lenders cannot run dry, whose levers, holders and limits rest."""
    market = opening_market(borrowers, scenario, world)
    lenders = market[0].lenders
    for lender in lenders[: len(scenario.lenders)]:
        give_one_line(lender, UNLIMITED_FUNDING)
    lenders["dials"] = lenders["chosen"]
    lenders["policies"]["underwriting_growth_cap_monthly"] = NO_CAP
    lenders["partner_count"], lenders["pool_count"], lenders["own_share"] = 0, 0, 1.0
    lenders["leverage_own"], lenders["leverage_ratio_floor"], lenders["capital_floor_binds"] = NO_LIMIT, 0.0, 0
    lenders["partner"]["share"] = 0.0
    return market


def opening_market(borrowers: Array, scenario: Scenario, world: Array, written_off: Array | None = None) -> Array:
    """(1,) market with balance sheets by shares of the book, so that they tie to any book or tape.

    `written_off`: (lenders, months of a year) fen of the year before, by calendar place; None is not known.
    """
    check_size(borrowers)
    market = np.zeros(1, dtype=MARKET)
    row = market[0]
    row.lenders[: len(scenario.lenders)] = lender_records(scenario)
    ledgers, _ = ledger_rows(1, 1)
    engine.count_book(borrowers, 0, market, world, ledgers)
    total = ledgers[0, 0]
    for index, name in enumerate(lender_names(scenario)):
        _open_lender(row.lenders[index], total, index, scenario.lenders[name])
    open_other_business(row.lenders, [scenario.lenders[name] for name in lender_names(scenario)])
    if written_off is not None:
        row.lenders["gone"][: len(written_off)] = written_off
    _open_public(row, total)
    engine.begin_policies(market, len(scenario.lenders), 1)
    performing = borrowers["performing"] == 1
    row.performing = int(performing.sum())
    row.performing_weight = int(borrowers["weight"][performing].sum())
    return market


def _open_lender(row: Any, total: Any, index: int, lender: Any) -> None:
    principal, interest, claims = (int(amount) for amount in total.control[index])
    receivables = principal + interest
    open_parts(row, total, index)
    parts = int(row.partner["principal"].sum()), int(row.partner["interest"].sum())
    own = receivables - sum(parts)
    allowance, deposit = opening_allowance(row, total, index), opening_deposit(row)
    cash = round(lender.balance_sheet.cash_share * own)
    assets = cash + own + deposit - allowance
    equity = round(lender.balance_sheet.equity_share * assets)
    notes = open_pools(row, own, assets - equity)
    book = row.book
    book[Account.CASH], book[Account.PRINCIPAL], book[Account.INTEREST] = cash, principal, interest
    book[Account.ALLOWANCE], book[Account.EQUITY] = -allowance, -equity
    book[Account.NOTES], book[Account.FUNDING] = -notes, equity + notes - assets
    book[Account.CLAIMS], book[Account.CLAIMS_CONTRA] = claims, -claims
    book[Account.PARTNER_PRINCIPAL], book[Account.PARTNER_INTEREST] = -parts[0], -parts[1]
    book[Account.GUARANTEE_DEPOSIT] = deposit
    row.control[:] = (principal, interest, claims)
    to_fund = assets - equity - notes if receivables > 0 else int(total.undrawn[index])
    open_funders(row, lender.funding, assets - equity - notes, to_fund)
    row.ration = row.reputation = 1.0
    row.served[:] = 1.0
    row.failed_day = NEVER
    row.last_balance = receivables
    row.last_current, row.last_first_arrears, row.last_early_arrears = (
        int(balance) for balance in total.balance[index][:3]
    )
    row.opening_d30_rate = float(total.balance[index][2:].sum()) / receivables if receivables > 0 else 0.0
    row.opening_d90_rate = float(total.balance[index][4]) / receivables if receivables > 0 else 0.0
    row.recent_d90_rate[:] = row.opening_d90_rate
    row.opening_balance, row.opening_funds, row.month_funds = receivables, equity, equity
    row.opening_own = row.last_own = own
    row.min_capital, row.capital_shortfall = LARGEST_BALANCE, -LARGEST_BALANCE
    row.min_capital_ratio, row.min_liquidity, row.min_coverage = np.inf, LARGEST_BALANCE, np.inf
    row.coverage = np.nan


def check_size(borrowers: Array) -> None:
    """Refuse a book whose weighted sums could leave 64-bit fen.

    Raises:
        OverflowError: before anything is added up in integers.
    """
    accounts = borrowers["accounts"]
    held = borrowers["cash"].astype(np.float64) + borrowers["income"]
    for column in ("limit", "principal", "interest", "claim"):
        held += accounts[column].sum(axis=1, dtype=np.float64)
    total = float((held * borrowers["weight"]).sum())
    if total > LARGEST_BALANCE / HEADROOM:
        raise OverflowError(
            f"the book adds up to {total:.3g} fen, more than 64-bit integers hold safely: lower population.accounts"
        )


def _open_public(row: Any, total: Any) -> None:
    """Households and the outside world: the mirror of the lenders; cash of all holders adds up to 0."""
    book = row.lenders["book"].sum(axis=0)
    public = np.zeros(len(row.public), dtype=np.int64)
    household_cash = int(total.control_cash)
    entries = {
        Account.HOUSEHOLD_CASH: household_cash,
        Account.HOUSEHOLD_PRINCIPAL: -int(book[Account.PRINCIPAL]),
        Account.HOUSEHOLD_INTEREST: -int(book[Account.INTEREST]),
        Account.HOUSEHOLD_CLAIMS: -int(book[Account.CLAIMS]),
        Account.OUTSIDE_CASH: -household_cash - int(book[Account.CASH]),
        Account.OUTSIDE_PARTNERS: -int(book[Account.PARTNER_PRINCIPAL]) - int(book[Account.PARTNER_INTEREST]),
        Account.OUTSIDE_DEPOSITS: -int(book[Account.GUARANTEE_DEPOSIT]),
        Account.OUTSIDE_FUNDING: -int(book[Account.FUNDING]),
        Account.OUTSIDE_NOTES: -int(book[Account.NOTES]),
        Account.OUTSIDE_EQUITY: -int(book[Account.EQUITY]),
    }
    for account, amount in entries.items():
        public[account - LENDER_ACCOUNTS] = amount
    public[Account.WORTH - LENDER_ACCOUNTS] = -public.sum()
    row.public[:] = public
    row.control_cash = household_cash


def raise_fault(market: Array, scenario: Scenario) -> None:
    """Raise what the audit found, if anything.

    Raises:
        LedgerImbalance: day, holder, what does not balance, and by how much.
    """
    row = market[0]
    if row.fault != 0:
        holder = "households and outside" if row.fault_lender < 0 else lender_names(scenario)[int(row.fault_lender)]
        what = Fault(int(row.fault)).name.lower().replace("_", " ")
        raise LedgerImbalance(
            f"the ledger does not balance on day {row.fault_day}: {what} of {holder} differs by {row.fault_fen} fen"
        )

"""Opening books from a loan tape: the position at the close of day 0, never aged, one book per imputation.

Borrowers are numbered by the order of their identities, not by their place in the file, so that rows may be permuted
freely. Accounts are derived in `tape_accounts.py`, traits that the tape lacks are drawn in `imputation.py`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.population.imputation import borrower_evidence, imputed_books, income_level, total
from sim.population.tape import Tape
from sim.population.tape_accounts import Terms, fill_accounts, is_account, terms_of
from sim.population.tape_convert import Integers
from sim.population.tape_errors import TapeError, TapeFault, quoted
from sim.records import ACCOUNT, State, borrower_dtype
from sim.rules.birth import clear_accounts as clear_slots
from sim.scenario.models import Scenario
from sim.setup import lender_records, product_names, world_record
from sim.units import NEVER

Array = np.ndarray[Any, Any]


def tape_books(scenario: Scenario, tape: Tape) -> tuple[Array, ...]:
    """The opening books of a tape, one per imputation; replication r uses book r modulo their number.

    Each is (borrowers,) records as of the close of day 0. The tape fixes their number: `population.size` and
    `population.warmup_months` are for synthetic books.

    Raises:
        TapeError: products that the scenario lacks, too many accounts for a borrower's slots, too few `accounts`.
    """
    check_products(scenario, tape)
    lenders = lender_records(scenario)
    terms = terms_of(tape, product_names(scenario), world_record(scenario)[0], lenders)
    number = borrower_numbers(tape)
    order = account_order(tape, number, terms)
    book = accounts_book(scenario, tape, terms, number, order)
    book["weight"] = borrower_weights(scenario, tape, number)
    take_along(book, terms_lender(scenario), lenders)
    level = income_level(scenario, tape, total(tape.limit_fen, number, len(book)))
    return imputed_books(scenario, book, borrower_evidence(tape, number, order, terms.is_line), level)


def terms_lender(scenario: Scenario) -> Integers:
    """(products + 1,) index of the lender of each product; the last, reached by -1, is none."""
    world = world_record(scenario)[0]
    return np.array([*world.product["lender"][: world.products], -1], dtype=np.int64)


def check_products(scenario: Scenario, tape: Tape) -> None:
    """Refuses a tape with products that the scenario does not have."""
    absent = sorted(set(tape.product) - set(scenario.products))
    if absent:
        allowed = f"products of {scenario.name}: {', '.join(product_names(scenario))}"
        raise TapeError(tape.path, [TapeFault(0, "product", quoted(name), allowed) for name in absent])


def borrower_numbers(tape: Tape) -> Integers:
    """(rows,) number of each row's borrower: the rank of his identity, shorter ones first, then by text.

    Whole numbers are so in their own order, and borrowers added behind the last leave the others' numbers as they are.
    """
    identities = sorted(set(tape.borrower), key=lambda name: (len(name), name))
    rank = {name: number for number, name in enumerate(identities)}
    return np.array([rank[name] for name in tape.borrower], dtype=np.int64)


def account_order(tape: Tape, number: Integers, terms: Terms) -> Integers:
    """(rows,) rows by borrower, product (lines first), then content: their order in the file has no influence."""
    content = (
        tape.payer_type,
        np.nan_to_num(tape.annual_rate, nan=-1.0),
        tape.past_due_fen,
        tape.instalment_fen,
        tape.limit_fen,
        tape.remaining_term_months,
        tape.principal_fen,
        -tape.days_past_due,
    )
    return np.lexsort((*content, terms.product, number))


def accounts_book(scenario: Scenario, tape: Tape, terms: Terms, number: Integers, order: Integers) -> Array:
    """(borrowers,) records with numbers and accounts; traits and weights are still 0."""
    slots = scenario.population.account_slots
    kept = order[is_account(tape, terms)[order]]
    slot = places_in_runs(number[kept])
    check_slots(tape, kept[slot >= slots], number, slots)
    rows = np.zeros(len(tape), dtype=ACCOUNT)
    clear_accounts(rows)
    fill_accounts(rows, tape, terms)
    book = np.zeros(tape.borrowers, dtype=borrower_dtype(slots))
    book["agent"] = np.arange(len(book))
    clear_accounts(book["accounts"])
    book["accounts"][number[kept], slot] = rows[kept]
    return book


def clear_accounts(accounts: Array) -> None:
    """Make account records empty slots at the close of day 0, by the rule for newborn borrowers."""
    empty = np.zeros(1, dtype=ACCOUNT)
    clear_slots(empty, 0)
    accounts[...] = empty[0]


def places_in_runs(values: Integers) -> Integers:
    """(n,) place of each value within its run of equal values, from 0."""
    starts = np.flatnonzero(np.r_[True, values[1:] != values[:-1]]) if len(values) else np.zeros(0, dtype=np.int64)
    lengths = np.diff(np.r_[starts, len(values)])
    return np.arange(len(values)) - np.repeat(starts, lengths)


def check_slots(tape: Tape, beyond: Integers, number: Integers, slots: int) -> None:
    """Refuses borrowers with more accounts than the scenario gives them slots."""
    faults = []
    for borrower in np.unique(number[beyond]):
        name = tape.borrower[int(np.argmax(number == borrower))]
        needed = slots + int(np.count_nonzero(number[beyond] == borrower))
        allowed = f"population.account_slots is {slots}: raise it to {needed}"
        faults.append(TapeFault(0, "", f"{needed} accounts of borrower {quoted(name)}", allowed))
    if faults:
        raise TapeError(tape.path, faults)


def take_along(book: Array, lender_of: Integers, lenders: Array) -> None:
    """Where default is by borrower, one account in default takes his open accounts at the same lender along."""
    accounts = book["accounts"]
    owner = lender_of[accounts["product"]]
    for lender in np.flatnonzero(lenders["default_takes_all"] == 1):
        here = (owner == lender) & (accounts["state"] != State.EMPTY)
        first = np.where(here, accounts["default_day"], NEVER).min(axis=1, keepdims=True)
        taken = here & (accounts["state"] == State.OPEN) & (accounts["default_day"] == NEVER)
        accounts["default_day"] = np.where(taken, first, accounts["default_day"])


def borrower_weights(scenario: Scenario, tape: Tape, number: Integers) -> Integers:
    """(borrowers,) real borrowers behind each: the tape's weights, or `population.accounts` in their proportion."""
    weights = np.zeros(tape.borrowers, dtype=np.int64)
    weights[number] = tape.weight
    accounts = scenario.population.accounts
    if accounts is None:
        return weights
    if accounts < len(weights):
        found = f"{len(weights):,} borrowers for population.accounts {accounts:,}"
        raise TapeError(tape.path, [TapeFault(0, "", found, "each stands for at least one: raise population.accounts")])
    return np.array(proportional(weights.tolist(), accounts), dtype=np.int64)


def proportional(weights: list[int], whole: int) -> list[int]:
    """Whole numbers that add up to `whole`, in proportion to weights by largest remainder, each at least 1.

    In whole numbers throughout: products of weights pass 64 bits. Equal remainders: the earlier comes first.
    """
    least = [False] * len(weights)
    while True:
        rest = whole - sum(least)
        mass = sum(weight for weight, is_least in zip(weights, least, strict=True) if not is_least)
        below = [not is_least and weight * rest < mass for weight, is_least in zip(weights, least, strict=True)]
        if not any(below):
            break
        least = [old or new for old, new in zip(least, below, strict=True)]
    parts = [1 if is_least else weight * rest // mass for weight, is_least in zip(weights, least, strict=True)]
    by_remainder = sorted(
        (place for place, is_least in enumerate(least) if not is_least),
        key=lambda place: (-(weights[place] * rest % mass), place),
    )
    for place in by_remainder[: whole - sum(parts)]:
        parts[place] += 1
    return parts

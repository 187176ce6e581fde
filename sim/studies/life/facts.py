"""Who a borrower is: names of the accounts, and the facts that head a trace."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sim.records import State
from sim.scenario.models import Scenario
from sim.setup import lender_names, product_names, segment_names
from sim.studies.life.event import AccountFacts, Header, yuan
from sim.studies.life.wording import payer_words, state_words


class AccountNames:
    """Accounts are called by their product; a second one of it by product and number."""

    def __init__(self, scenario: Scenario) -> None:
        self._products = product_names(scenario)
        self._slots: dict[int, list[int]] = {}

    def __call__(self, slot: int, product: int) -> str:
        """The name of the account in a slot, the same whenever it is asked for."""
        slots = self._slots.setdefault(product, [])
        if slot not in slots:
            slots.append(slot)
        number = slots.index(slot)
        return self._products[product] + (f" {number + 1}" if number else "")


def header_of(
    row: Any, scenario: Scenario, names: AccountNames, rules: dict[str, Any], world: Any, **where: int
) -> Header:
    """The facts of a borrower's record; `where` says replication, borrower, first and last day."""
    evening = where["first_day"] - 1
    return Header(
        scenario=scenario.name,
        **where,
        real_borrowers=int(row.weight),
        segment=segment_names(scenario)[int(row.segment)],
        employed=bool(row.employed),
        income_fen=int(row.income),
        payday=int(row.payday),
        payer_type=payer_words(int(row.payer_type)),
        cash_fen=int(row.cash),
        score=float(row.score),
        accounts=tuple(
            _account(account, slot, names, scenario, evening, rules, world)
            for slot, account in enumerate(row.accounts)
            if account.state != State.EMPTY
        ),
    )


def _account(
    account: Any, slot: int, names: AccountNames, scenario: Scenario, evening: int, rules: dict[str, Any], world: Any
) -> AccountFacts:
    product = int(account.product)
    return AccountFacts(
        name=names(slot, product),
        lender=lender_names(scenario)[int(world.product[product].lender)],
        state=state_words(int(account.state)),
        limit_fen=int(account.limit),
        owed_fen=int(rules["owed"](account)),
        days_past_due=int(rules["days_past_due"](account, evening, world)),
    )


def header_lines(header: Header) -> list[str]:
    """The header in words."""
    many = f"; its record stands for {header.real_borrowers:,} of them" if header.real_borrowers > 1 else ""
    work = "in work" if header.employed else "out of work"
    lines = [
        f"Borrower {header.borrower} of {header.scenario}, replication {header.replication}{many}",
        f"  {header.segment}, {work}, income {yuan(header.income_fen)} yuan a month, paid on day {header.payday}",
        f"  pays bills as {header.payer_type}; score {header.score:.0f}; {yuan(header.cash_fen)} yuan in cash",
    ]
    return lines + [f"  {_account_words(account)}" for account in header.accounts]


def _account_words(account: AccountFacts) -> str:
    """`line at platform: open, limit 10,000.00, owes 1,200.00`."""
    parts = [account.state]
    if account.limit_fen > 0:
        parts.append(f"limit {yuan(account.limit_fen)}")
    parts.append(f"owes {yuan(account.owed_fen)}")
    if account.days_past_due > 0:
        parts.append(f"{account.days_past_due} days past due")
    return f"{account.name} at {account.lender}: {', '.join(parts)}"


def plain_header(header: Header) -> dict[str, Any]:
    """A header as plain data."""
    return asdict(header)

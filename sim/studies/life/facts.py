"""Who a borrower is, how it stands on an evening, and the words that open and close a trace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.records import Kind, State
from sim.scenario.models import Scenario
from sim.setup import lender_names, product_names, segment_names
from sim.studies.life.event import AccountFacts, Event, Header, Standing, date_of, yuan
from sim.studies.life.wording import payer_words, paying_words, state_words
from sim.units import NEVER

COUNTED = (
    ("missed", "missed {} payment", "missed {} payments"),
    ("default", "defaulted on {} account", "defaulted {} times on its accounts"),
    ("cured", "was cured of a default", "was cured of {} defaults"),
    ("charged_off", "had {} account charged off", "had {} accounts charged off"),
)
"""What the last sentence counts: kind, words for one, words for several."""


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


class Facts:
    """Reads a borrower's record."""

    def __init__(self, scenario: Scenario, names: AccountNames, rules: dict[str, Any], world: Any) -> None:
        self._scenario, self._names, self._rules, self._world = scenario, names, rules, world

    def standing(self, row: Any, day: int) -> Standing:
        """How the borrower stands on the evening of a day."""
        return Standing(
            employed=bool(row.employed),
            income_fen=int(row.income),
            payer_type=payer_words(int(row.payer_type)),
            cash_fen=int(row.cash),
            score=float(row.score),
            accounts=tuple(
                self._account(account, slot, day)
                for slot, account in enumerate(row.accounts)
                if account.state != State.EMPTY
            ),
        )

    def _account(self, account: Any, slot: int, day: int) -> AccountFacts:
        product = int(account.product)
        is_loan = self._world.product[product].kind == Kind.TERM
        return AccountFacts(
            name=self._names(slot, product),
            lender=lender_names(self._scenario)[int(self._world.product[product].lender)],
            state=state_words(int(account.state)),
            limit_fen=0 if is_loan and account.state == State.OPEN else int(account.limit),
            owed_fen=int(self._rules["owed"](account)),
            days_past_due=int(self._rules["days_past_due"](account, day, self._world)),
            is_in_default=bool(account.default_day != NEVER),
        )

    def header(self, row: Any, before: Standing, after: Standing, **where: int) -> Header:
        """Who is traced; `where` says replication, borrower, first and last day."""
        return Header(
            scenario=self._scenario.name,
            **where,
            real_borrowers=int(row.weight),
            segment=segment_names(self._scenario)[int(row.segment)],
            payday=int(row.payday),
            before=before,
            after=after,
        )


def header_lines(header: Header) -> list[str]:
    """Who is traced and how it began, in words."""
    many = f"; its record stands for {header.real_borrowers:,} of them" if header.real_borrowers > 1 else ""
    before = header.before
    pay = f"income {yuan(before.income_fen)} yuan a month, paid on day {header.payday}"
    return [
        f"Borrower {header.borrower} of {header.scenario}, replication {header.replication}{many}",
        f"On the evening before {date_of(header.first_day)}:",
        f"  {header.segment}, {_work(before)}, {pay}",
        f"  {paying_words(before.payer_type)}; score {before.score:.0f}; {yuan(before.cash_fen)} yuan in cash",
        *(f"  {_account_words(account)}" for account in before.accounts),
    ]


def _work(standing: Standing) -> str:
    return "in work" if standing.employed else "out of work"


def _account_words(account: AccountFacts) -> str:
    """`line at platform: open, limit 10,000.00, owes 1,200.00`."""
    limit = f", limit {yuan(account.limit_fen)}" if account.limit_fen > 0 else ""
    owes = f"owes {yuan(account.owed_fen)}{_trouble(account)}"
    return f"{account.name} at {account.lender}: {account.state}{limit}, {owes}"


def _trouble(account: AccountFacts) -> str:
    late = f", {account.days_past_due} days past due" if account.days_past_due > 0 else ""
    return f"{late}, in default" if account.is_in_default else late


def ending(header: Header, events: Sequence[Event]) -> str:
    """The last sentence: what became of the borrower."""
    counts = {kind: sum(event.kind == kind for event in events) for kind, *_ in COUNTED}
    told = [(one if counts[kind] == 1 else many).format(counts[kind]) for kind, one, many in COUNTED if counts[kind]]
    did = _listed(told) if told else "missed no payment"
    after = header.after
    debts = [f"{yuan(each.owed_fen)} on the {_debt_words(each)}" for each in after.accounts if each.owed_fen > 0]
    owes = f"owes {_listed(debts)}" if debts else "owes nothing"
    return (
        f"Up to the evening of {date_of(header.last_day)}, borrower {header.borrower} {did}. "
        f"It is {_work(after)}, has {yuan(after.cash_fen)} yuan in cash and {owes}."
    )


def _debt_words(account: AccountFacts) -> str:
    if account.state != state_words(State.OPEN):
        return f"{account.name} ({account.state})"
    trouble = _trouble(account).removeprefix(", ")
    return f"{account.name} ({trouble})" if trouble else account.name


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"

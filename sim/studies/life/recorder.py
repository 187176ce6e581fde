"""Listens to the plain rule book while one borrower's days are lived, and writes down what happens.

Every posting is an event, and so is every change of the record that matters. A wrapper only looks: it hands the rule
its arguments and returns its result.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sim.chart import Movement
from sim.compiled import RULES, twin
from sim.records import State
from sim.studies.life.balances import Balances, cash_sign, is_of_account
from sim.studies.life.event import Event, date_of
from sim.studies.life.tallies import Tallies
from sim.studies.life.watch import Watch
from sim.studies.life.wording import Words, change_words, movement_words

Given = dict[str, Any]
"""The arguments of a rule by their names."""
REFUSALS = {
    "is_barred": (True, "credit is closed"),
    "granted_by_rule": (0, "the score or the caps do not allow it"),
    "is_affordable": (False, "debt service would be too high"),
}
"""What a rule answers when it turns an application down, and what that means."""


class Recorder:
    """The events of one borrower, in the order in which they happen. `names` says how an account is called."""

    def __init__(self, names: Callable[[int, int], str], world: Any) -> None:
        self.events: list[Event] = []
        self._names, self._world = names, world
        self._day = self._missed_before = self._told_before_payment = 0
        self._borrower: Any = None
        self._watch, self._tallies, self._balances = Watch(), Tallies(), Balances()
        self._slots: list[int] = []
        self._refusal: str | None = None
        self._after: dict[str, Callable[[Given, Any], None]] = {
            "borrower_day": self._close_day,
            "issue_statement": self._billed,
            "fall_due": self._fallen_due,
            "settle_account": self._settled,
            "make_payment": self._paid,
            "ask_for_loan": self._asked,
            "file_application": self._filed,
            **{name: self._judge(*answer) for name, answer in REFUSALS.items()},
        }
        self._before: dict[str, Callable[[Given], None]] = {
            "borrower_day": self._wake,
            "post": self._posted,
            "settle_account": self._settling,
            "make_payment": self._paying,
            "ask_for_loan": self._asking,
        }
        self.rules = self._recorded_book()

    # The rule book with ears

    def _recorded_book(self) -> dict[str, Any]:
        """The plain rule book, in which the rules that are listened to are called through a wrapper."""
        book = twin({}, compiled=False)
        wrapped = {name: self._wrapper(name, book[name]) for name in RULES if self._is_heard(name)}
        for function in book.values():
            space = function.__globals__
            space.update({name: wrapper for name, wrapper in wrapped.items() if space.get(name) is book[name]})
        return book | wrapped

    def _is_heard(self, name: str) -> bool:
        return name in self._after or name in self._before or _posts_for_account(_parameters(RULES[name]))

    def _wrapper(self, name: str, rule: Callable[..., Any]) -> Callable[..., Any]:
        names, before, after = _parameters(rule), self._before.get(name), self._after.get(name)
        posts = _posts_for_account(names)

        def recorded(*values: Any) -> Any:
            given = dict(zip(names, values, strict=True))
            if before is not None:
                before(given)
            if posts:
                self._slots.append(self._watch.slot_of(given))
            result = rule(*values)
            if after is not None:
                after(given, result)
            if posts:
                self._slots.pop()
            return result

        return recorded

    # What happens

    def _wake(self, given: Given) -> None:
        """A day begins."""
        self._day, self._borrower = int(given["day"]), given["borrower"]
        self._watch.begin(self._borrower)
        self._tallies.begin(given["ledger"])
        self._balances.begin(self._borrower, self.rules["owed"])

    def _close_day(self, _: Given, __: Any) -> None:
        self._look()
        self._balances.check(self._borrower, self._day)

    def _look(self) -> None:
        """Tell what has changed in the record and in the day's counts since the last look."""
        for slot, change in self._watch.changes(self._day):
            words = change_words(change)
            if words is not None:
                self._tell(words, slot)
        for words in self._tallies.changes(self._weight):
            self._tell(words)

    def _posted(self, given: Given) -> None:
        movement = Movement(int(given["movement"]))
        slot = self._slot_posted_for(movement, int(given["lender"]))
        self._look()
        amount = int(given["amount"]) // self._weight
        if amount != 0:
            self._balances.move(movement, amount, slot)
            self._tell(movement_words(movement)._replace(amount_fen=amount), slot, cash_sign(movement) * amount)

    def _slot_posted_for(self, movement: Movement, lender: int) -> int | None:
        """The account whose balance has just moved, else the one that the rule at work was called for."""
        if not is_of_account(movement):
            return None
        moved = self._watch.slots_moved()
        candidates = [*(moved if len(moved) == 1 else ()), *reversed(self._slots)]
        fitting = (slot for slot in candidates if self._world.product[self._product_of(slot)].lender == lender)
        return next(fitting, None)

    def _billed(self, given: Given, _: Any) -> None:
        account = given["account"]
        if account.billed > 0:
            text = f"bill, due on {date_of(int(account.next_due_day))}"
            self._tell(Words("bill", text, int(account.billed)), self._watch.slot_of(given))

    def _fallen_due(self, given: Given, due: Any) -> None:
        if due > 0:
            self._tell(Words("due", "falls due", int(due)), self._watch.slot_of(given))

    def _settling(self, given: Given) -> None:
        self._missed_before = int(given["ledger"].missed.sum())

    def _settled(self, given: Given, _: Any) -> None:
        missed = (int(given["ledger"].missed.sum()) - self._missed_before) // self._weight
        if missed > 0:
            self._look()
            self._tell(Words("missed", "misses what falls due today", missed), int(given["slot"]))

    def _paying(self, _: Given) -> None:
        self._told_before_payment = len(self.events)

    def _paid(self, _: Given, __: Any) -> None:
        """Only now is the payment off the arrears."""
        late, first = self._days_past_due(), self._told_before_payment
        self.events[first:] = [replace(event, days_past_due=late) for event in self.events[first:]]

    def _asking(self, _: Given) -> None:
        self._refusal = None

    def _judge(self, answer: Any, meaning: str) -> Callable[[Given, Any], None]:
        def judged(_: Given, result: Any) -> None:
            if result == answer:
                self._refusal = meaning

        return judged

    def _filed(self, _: Given, __: Any) -> None:
        self._refusal = None

    def _asked(self, _: Given, __: Any) -> None:
        if self._refusal is not None:
            self._tell(Words("refused", f"asks for a loan and is refused: {self._refusal}"))

    # How it stands

    @property
    def _weight(self) -> int:
        return int(self._borrower.weight)

    def _product_of(self, slot: int) -> int:
        return int(self._borrower.accounts[slot].product)

    def _tell(self, words: Words, slot: int | None = None, cash_change: int = 0) -> None:
        account = None if slot is None else self._names(slot, self._product_of(slot))
        self.events.append(
            Event(
                day=self._day, date=date_of(self._day), kind=words.kind, account=account,
                amount_fen=None if words.amount_fen is None else int(words.amount_fen),
                cash_change_fen=cash_change, text=words.text, cash_fen=self._balances.cash, owed_fen=self._owed(),
                days_past_due=self._days_past_due(), is_detail=words.is_detail,
            )
        )  # fmt: skip

    def _owed(self) -> dict[str, int]:
        """What is owed (fen) by account: those that are open or owe something."""
        pairs = enumerate(zip(self._borrower.accounts, self._balances.owed, strict=True))
        return {
            self._names(slot, int(account.product)): debt
            for slot, (account, debt) in pairs
            if debt != 0 or account.state == State.OPEN
        }

    def _days_past_due(self) -> int:
        """The most on any account."""
        count, accounts = self.rules["days_past_due"], self._borrower.accounts
        return max(int(count(each, self._day, self._world)) if each.product >= 0 else 0 for each in accounts)


def _parameters(rule: Callable[..., Any]) -> tuple[str, ...]:
    code = rule.__code__  # type: ignore[attr-defined]
    return code.co_varnames[: code.co_argcount]  # type: ignore[no-any-return]


def _posts_for_account(names: tuple[str, ...]) -> bool:
    """Whether a rule with these parameters may post, and is called for one account."""
    return "ledger" in names and ("slot" in names or "account" in names)

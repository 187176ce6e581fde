"""A borrower as an agent: a view over one row. What is set through it is set in the row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.agents.errors import OutsideItsDay
from sim.agents.framework import Agent
from sim.agents.plain import plain_rules
from sim.chart import Movement
from sim.records import PayerType, State, borrower_dtype
from sim.steps import STEPS

if TYPE_CHECKING:
    from sim.agents.model import CreditModel

_OWN_MEANING = {"agent", "segment", "payer_type", "behaviour", "next_day", "accounts"}
FIELDS = tuple(name for name in borrower_dtype(1).names or () if name not in _OWN_MEANING)
"""Fields of the record that are properties of the same name and meaning."""


class Borrower(Agent):  # type: ignore[misc]
    """A view over one borrower's row. Two views of the same row are equal.

    Subclass it to change a named step: `super().spend()` is the standard step. Views of a subclass last as long as
    their model and may hold attributes of their own. Steps run only on days on which something is due.
    """

    def __init__(self, model: CreditModel, row: int) -> None:
        self.model = model
        self.row = row
        self.pos = None

    @property
    def unique_id(self) -> int:
        """The borrower's number, which addresses its draws."""
        return int(self.record.agent)

    @property
    def record(self) -> Any:
        """The row itself, as rules get it."""
        return self.model.run.borrowers[self.row]

    @property
    def accounts(self) -> Any:
        """The account slots, as records: `borrower.accounts[0].principal`."""
        return self.record.accounts

    @property
    def segment(self) -> str:
        """Name of the segment."""
        return self.model.segment_names[int(self.record.segment)]

    @property
    def payer_type(self) -> PayerType:
        """How the borrower pays a bill."""
        return PayerType(int(self.record.payer_type))

    @payer_type.setter
    def payer_type(self, value: int) -> None:
        self.record.payer_type = PayerType(value)

    @property
    def next_day(self) -> int:
        """The next day with something due; set it to be called on an earlier one."""
        return int(self.record.next_day)

    @next_day.setter
    def next_day(self, day: int) -> None:
        if day <= self.model.day:
            raise ValueError(f"the next day must lie after day {self.model.day}, not on day {day}")
        self.record.next_day = day
        self.model.run.due[self.row] = day

    @property
    def days_past_due(self) -> int:
        """Most days past due on an open account; 0 if nothing is."""
        age, day, world = plain_rules()["days_past_due"], self.model.day, self.model.run.world[0]
        return max(
            (int(age(account, day, world)) for account in self.accounts if account.state == State.OPEN), default=0
        )

    @property
    def debt(self) -> int:
        """Everything owed, on and off the books (fen)."""
        return sum(int(account.principal + account.interest + account.claim) for account in self.accounts)

    def post(self, movement: Movement, amount: int, lender: int = 0) -> None:
        """Enter a movement of this many fen by one real borrower in the books; the record is changed by other means."""
        self.model.post(lender, movement, int(self.record.weight) * int(amount))

    def pay(self, amount: int) -> int:
        """Spend on the outside world, as far as cash goes. Returns what was spent (fen)."""
        paid = min(_checked(amount), self.cash)
        self._move_cash(Movement.SPENDING, paid, -paid)
        return paid

    def receive(self, amount: int) -> None:
        """Get cash from the outside world (fen)."""
        self._move_cash(Movement.INCOME, _checked(amount), amount)

    def _move_cash(self, movement: Movement, amount: int, change: int) -> None:
        self.record.cash += change
        self.post(movement, amount)
        if not self.model.is_living(self.row):  # the engine's own count of cash runs only inside a borrower's day
            self.model.ledger.control_cash += int(self.record.weight) * change

    def remove(self) -> None:
        """Not possible: the engine's rows stay."""
        raise TypeError("a borrower cannot be removed from a model")

    def __setattr__(self, name: str, value: Any) -> None:
        if type(self) is Borrower and name not in ("model", "row", "pos") and not hasattr(type(self), name):
            raise AttributeError(f"a borrower has no {name!r}; a subclass of Borrower may have attributes of its own")
        super().__setattr__(name, value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Borrower) and self.model is other.model and self.row == other.row

    def __hash__(self) -> int:
        return hash((id(self.model), self.row))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.unique_id}>"


def _checked(amount: int) -> int:
    if amount < 0:
        raise ValueError(f"an amount of money moved is 0 fen or more, not {amount}")
    return int(amount)


def _field(name: str) -> property:
    """A property over a field of the record, as a Python number."""

    def get(self: Borrower) -> Any:
        return self.record[name].item()

    def put(self: Borrower, value: Any) -> None:
        self.record[name] = value

    return property(get, put, doc=f"The record's `{name}`.")


def _step(name: str) -> Any:
    """The standard step on this borrower's row."""

    def step(self: Borrower) -> None:
        if not self.model.is_living(self.row):
            raise OutsideItsDay(f"{name} is a step of a borrower's day: model.step() runs it")
        self.model.run_step(name, self.row)

    step.__name__ = name
    step.__doc__ = f"The step `{name}` of the borrower's day."
    return step


for _name in FIELDS:
    setattr(Borrower, _name, _field(_name))
for _name in STEPS:
    setattr(Borrower, _name, _step(_name))

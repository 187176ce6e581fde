"""Which rule book a model runs: the compiled one, or a twin in which rules are replaced and steps ask Python."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sim.agents.borrower import Borrower
from sim.agents.stage import asking
from sim.compiled import ENTRIES, PLAIN, RULES, branch, is_refused, twin
from sim.steps import STEPS

Rules = Mapping[str, Callable[..., Any]]


@dataclass(frozen=True)
class Book:
    """A rule book, the standard steps that a subclass calls by `super()`, and whether it is machine code."""

    rules: Mapping[str, Any]
    standard: Mapping[str, Any]
    is_compiled: bool


def standard_book() -> Book:
    """The book that everybody shares."""
    return Book(ENTRIES, ENTRIES, not PLAIN)


def overridden_steps(borrower: type[Borrower]) -> list[str]:
    """The steps that a subclass runs in Python."""
    return [step for step in STEPS if getattr(borrower, step) is not getattr(Borrower, step)]


def choices(classes: Sequence[type[Borrower]]) -> dict[str, int]:
    """For each overridden step, a number whose bits are the classes that override it."""
    chosen: dict[str, int] = {}
    for number, borrower in enumerate(classes):
        for step in overridden_steps(borrower):
            chosen[step] = chosen.get(step, 0) | 1 << number
    return chosen


def make_book(chosen: Mapping[str, int], replaced: Rules, *, compiled: bool) -> Book:
    """A twin with replaced rules, over which the chosen steps ask Python."""
    _check_signatures(replaced)
    return _make_book(tuple(sorted(chosen.items())), tuple(replaced.items()), compiled)


@lru_cache(maxsize=16)
def _make_book(chosen: tuple[tuple[str, int], ...], replaced: tuple[tuple[str, Any], ...], compiled: bool) -> Book:
    """Kept for the next model like it: its rules compile only once."""
    base = ENTRIES if compiled and not replaced else twin(dict(replaced), compiled=compiled)
    steps = {step: branch(base[step], asking(step), bits, compiled=compiled) for step, bits in chosen}
    rules = twin(steps, compiled=compiled, base=base) if steps else base
    return Book(rules, base, compiled and not PLAIN)


def _check_signatures(replaced: Rules) -> None:
    for name, function in replaced.items():
        if name not in RULES:
            raise KeyError(f"not in the rule book: {name}")
        wanted, found = (list(inspect.signature(each).parameters) for each in (RULES[name], function))
        if len(wanted) != len(found):
            raise TypeError(f"{name} takes ({', '.join(wanted)}), its replacement ({', '.join(found)})")


def compiles(book: Book, arguments: Mapping[str, Sequence[Any]]) -> bool:
    """Whether numba takes every function by which Python enters the book; `arguments` are theirs, by name."""
    return not any(is_refused(book.rules[name], values) for name, values in arguments.items())

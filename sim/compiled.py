"""The rule book: every rule by name, compiled or as plain Python, and how a twin of the book is made.

With `NUMBA_DISABLE_JIT=1` the same functions run as plain Python over `np.record` rows and give the same bits.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import FunctionType
from typing import Any, TypeVar

from sim.machine_code.rule import PLAIN, VERSION, compile_asking, compile_rule, is_refused
from sim.machine_code.store import Folder

__all__ = [
    "CACHE_FOLDER", "ENTRIES", "PLAIN", "RULES", "branch", "is_compiled_cold", "is_refused", "rare", "rule", "twin",
]  # fmt: skip

Function = TypeVar("Function", bound=Callable[..., Any])

RULES: dict[str, Callable[..., Any]] = {}
"""Every rule by name, as plain Python. Names are unique over all modules, so that a twin can replace one by name."""
ENTRIES: dict[str, Any] = {}
"""Every rule by name, as the modules call it: compiled, or plain Python without the compiler."""

APART: set[str] = set()
"""Names of the rules that are not joined with their callers."""

RULE_MODULES = (
    "chart", "column", "compiled", "day", "day_sums", "dials", "engine", "funders", "holding", "ledger", "market",
    "outputs", "outputs_attribution", "outputs_monthly", "outputs_replication", "randomness", "records",
    "records_trail", "sizes", "steps", "units",
)  # fmt: skip
"""Modules outside `sim.rules` that hold rules or constants that rules read."""


def _sources_digest() -> str:
    """A hash of the sources of all rules: numba's own cache does not notice a change in a called module."""
    digest = hashlib.sha256(VERSION.encode())
    package = Path(__file__).parent
    folders = (path for folder in ("machine_code", "rules") for path in package.glob(f"{folder}/*.py"))
    for path in sorted([*folders, *(package / f"{module}.py" for module in RULE_MODULES)]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _cache_folder() -> Path | None:
    """A private, writable folder for machine code, or None where there is none."""
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    for root in (Path(home), Path(tempfile.gettempdir()) / f"yuqi-{os.getuid()}"):
        folder = root / "yuqi" / _sources_digest()
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if os.access(folder, os.W_OK) and folder.stat().st_uid == os.getuid():
                return folder
        except OSError:
            continue
    return None


CACHE_FOLDER = Folder.path = None if PLAIN else _cache_folder()


def rule(function: Function) -> Function:
    """Enter a function into the rule book and compile it when first called, joined with its callers."""
    name = function.__name__
    if name in RULES:
        raise ValueError(f"two rules are called {name}")
    RULES[name] = ENTRIES[name] = function
    if PLAIN:
        return function
    compiled: Any = compile_rule(function, is_joined=name not in APART)
    compiled.keep()
    ENTRIES[name] = compiled
    return compiled  # type: ignore[no-any-return]


def rare(function: Function) -> Function:
    """A rule that stays a call of its own: seldom run, or entered from Python too, and too large to compile twice."""
    APART.add(function.__name__)
    return rule(function)


def is_compiled_cold() -> bool:
    """True where no machine code of this version is stored yet for this Python, so that the first run compiles."""
    if PLAIN or CACHE_FOLDER is None:
        return not PLAIN
    return not any(CACHE_FOLDER.glob(f"entry-*.py{sys.version_info[0]}{sys.version_info[1]}*.nbc"))


def twin(
    replacements: Mapping[str, Callable[..., Any]], *, compiled: bool, base: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """A second rule book in which the named rules, and all that lead to them, are made anew. It holds rules only.

    The others are shared with `base`, by default the book the modules know. What is made anew is never disk-cached: a
    shared cache would ignore the replacement silently. `compiled=False` gives plain Python throughout.

    Raises:
        KeyError: a name that is not in the rule book.
    """
    unknown = sorted(set(replacements) - set(RULES))
    if unknown:
        raise KeyError(f"not in the rule book: {', '.join(unknown)}")
    if base is None:
        base = ENTRIES if compiled else {}
    renewed = (_callers_of(replacements) if base else set(RULES)) - set(replacements)
    book = dict(base)
    spaces = {name: dict(_globals_of(name)) for name in renewed}
    for name in renewed:
        copy = FunctionType(RULES[name].__code__, spaces[name], name, RULES[name].__defaults__)  # type: ignore[attr-defined]
        book[name] = compile_rule(copy, is_joined=name not in APART) if compiled else copy
    for name, replacement in replacements.items():
        book[name] = _as_entry(replacement, compiled)
    for name, space in spaces.items():
        space.update({called: book[called] for called in _calls_of(name)})
    return book


def _globals_of(name: str) -> dict[str, Any]:
    return RULES[name].__globals__  # type: ignore[attr-defined, no-any-return]


def _calls_of(name: str) -> set[str]:
    """The rules that a rule names. An attribute called like a rule does no harm: a rule is made anew for nothing."""
    space = _globals_of(name)
    words = RULES[name].__code__.co_names  # type: ignore[attr-defined]
    return {word for word in words if word in ENTRIES and space.get(word) is ENTRIES[word]}


def _callers_of(names: Iterable[str]) -> set[str]:
    """The named rules and every rule from which they are reached."""
    calls = {name: _calls_of(name) for name in RULES}
    reached: set[str] = set()
    waiting = set(names)
    while waiting:
        reached |= waiting
        waiting = {name for name, called in calls.items() if called & waiting} - reached
    return reached


def _as_entry(function: Any, compiled: bool) -> Any:
    """A replacement as its book calls it; a function that is compiled already is taken as it is, or taken apart."""
    if hasattr(function, "py_func"):
        return function if compiled else function.py_func
    return compile_rule(function, is_joined=True) if compiled else function


def branch(standard: Any, callback: Callable[[int], None], chosen: int, *, compiled: bool) -> Any:
    """A step that asks Python for some borrowers: `callback(agent)` where their behaviour's bit is set in `chosen`.

    The callback gets the borrower's number and not its record, because numba would hand it a copy.
    """
    space = {"standard": standard, "callback": callback, "chosen": chosen}
    if not compiled or PLAIN:
        return FunctionType(_plain_branch.__code__, space, "branch")
    return compile_asking(_compiled_branch, space, "branch")  # type: ignore[arg-type]


def _compiled_branch(*arguments):  # type: ignore[no-untyped-def]
    borrower = arguments[0]
    if (chosen >> borrower.behaviour) & 1:  # type: ignore[name-defined] # noqa: F821
        agent = borrower.agent
        with objmode():  # type: ignore[name-defined] # noqa: F821
            callback(agent)  # type: ignore[name-defined] # noqa: F821
    else:
        standard(*arguments)  # type: ignore[name-defined] # noqa: F821


def _plain_branch(*arguments):  # type: ignore[no-untyped-def]
    borrower = arguments[0]
    if (chosen >> int(borrower.behaviour)) & 1:  # type: ignore[name-defined] # noqa: F821
        callback(int(borrower.agent))  # type: ignore[name-defined] # noqa: F821
    else:
        standard(*arguments)  # type: ignore[name-defined] # noqa: F821

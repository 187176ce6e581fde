"""The only door to numba: how a rule is compiled, where its machine code lies, how a twin of the rule book is made.

With `NUMBA_DISABLE_JIT=1` the same functions run as plain Python over `np.record` rows and give the same bits.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import FunctionType
from typing import Any, TypeVar

import numba

Function = TypeVar("Function", bound=Callable[..., Any])

RULES: dict[str, Callable[..., Any]] = {}
"""Every rule by name, as plain Python. Names are unique over all modules, so that a twin can replace one by name."""
ENTRIES: dict[str, Any] = {}
"""Every rule by name, as the modules call it: compiled, or plain Python without the compiler."""

APART: set[str] = set()
"""Names of the rules that are not joined with their callers."""

OPTIONS = {"nogil": True, "error_model": "numpy", "forceinline": True}
"""`forceinline`: left alone, LLVM stops joining the rules of a day early, and a fifth of the time goes into calls."""
RULE_MODULES = (
    "column", "compiled", "day", "day_sums", "dials", "engine", "funders", "holding", "ledger", "market", "outputs",
    "randomness", "records", "records_trail", "sizes", "steps", "units",
)  # fmt: skip
"""Modules outside `sim.rules` that hold rules or constants that rules read."""
PLAIN = bool(numba.config.DISABLE_JIT)


def _sources_digest() -> str:
    """A hash of the sources of all rules: numba's own cache does not notice a change in a called module."""
    digest = hashlib.sha256(numba.__version__.encode())
    package = Path(__file__).parent
    for path in sorted([*package.glob("rules/*.py"), *(package / f"{module}.py" for module in RULE_MODULES)]):
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


CACHE_FOLDER = None if PLAIN else _cache_folder()
numba.config.DISABLE_INTEL_SVML = 1
"""Vector mathematics would differ from plain Python in the last bit."""


def rule(function: Function) -> Function:
    """Enter a function into the rule book and compile it when first called, joined with its callers."""
    name = function.__name__
    if name in RULES:
        raise ValueError(f"two rules are called {name}")
    RULES[name] = ENTRIES[name] = function
    if PLAIN:
        return function
    compiled: Function = numba.njit(function, cache=CACHE_FOLDER is not None, **_options(name))
    ENTRIES[name] = compiled
    return compiled


def rare(function: Function) -> Function:
    """A rule that stays a call of its own: seldom run, and large enough that joining it would only slow compilation."""
    APART.add(function.__name__)
    return rule(function)


def _keep_apart() -> None:
    """Tell LLVM too: left alone it joins whatever has one caller, and optimises the whole again for every caller.

    numba has a word for "always join" but none for "never", so the attribute is set where functions are declared.
    """
    context = numba.core.cpu.CPUContext
    declare = context.declare_function

    def declare_function(self: Any, module: Any, description: Any) -> Any:
        function = declare(self, module, description)
        if description.qualname.rsplit(".", 1)[-1] in APART and not description.inline:
            function.attributes.add("noinline")
        return function

    context.declare_function = declare_function


if not PLAIN:
    _keep_apart()


class SharedCode:
    """Where the machine code of a rule lies: by its sources alone.

    numba goes by the path and the time of the file, and would compile again for every copy of the same sources: a
    fresh clone, an installed wheel, another environment.
    """

    @classmethod
    def from_function(cls, function: Any, file: str) -> SharedCode | None:
        """A place for a rule; whatever else is compiled here keeps numba's own."""
        is_rule = CACHE_FOLDER is not None and RULES.get(function.__name__) is function
        return cls() if is_rule else None

    def get_cache_path(self) -> str:
        """The folder, whose name is the digest of all rules; names of rules are unique."""
        return str(CACHE_FOLDER)

    def ensure_cache_path(self) -> None:
        """Make the folder again, should it have been removed."""
        os.makedirs(self.get_cache_path(), mode=0o700, exist_ok=True)

    def get_source_stamp(self) -> str:
        """What makes stored code stale: nothing but another digest, and that is another folder."""
        return Path(self.get_cache_path()).name

    def get_disambiguator(self) -> str:
        """Nothing is left to tell apart."""
        return ""


def _share_code() -> None:
    caching = numba.core.caching
    implementation = getattr(caching, "CacheImpl", None) or caching._CacheImpl  # its name before numba 0.62
    implementation._locator_classes = [SharedCode, *implementation._locator_classes]


if not PLAIN:
    _share_code()


def _options(name: str) -> dict[str, Any]:
    return OPTIONS | {"forceinline": name not in APART}  # said aloud: what is not said, a callee inherits


def is_compiled_cold() -> bool:
    """True where no machine code of this version is stored yet, so that the first run compiles."""
    return not PLAIN and (CACHE_FOLDER is None or not any(CACHE_FOLDER.rglob("*.nbc")))


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
        book[name] = numba.njit(copy, **_options(name)) if compiled else copy
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


def _njit(function: Callable[..., Any], **options: Any) -> Any:
    return numba.njit(function, **{**OPTIONS, **options})


def _as_entry(function: Any, compiled: bool) -> Any:
    """A replacement as its book calls it; a function that is compiled already is taken as it is, or taken apart."""
    if hasattr(function, "py_func"):
        return function if compiled else function.py_func
    return _njit(function) if compiled else function


def branch(standard: Any, callback: Callable[[int], None], chosen: int, *, compiled: bool) -> Any:
    """A step that asks Python for some borrowers: `callback(agent)` where their behaviour's bit is set in `chosen`.

    The callback gets the borrower's number and not its record, because numba would hand it a copy.
    """
    space = {"standard": standard, "callback": callback, "chosen": chosen, "objmode": numba.objmode}
    if not compiled or PLAIN:
        return FunctionType(_plain_branch.__code__, space, "branch")
    # Without `nogil`, which object mode warns about; the loop around it lets go of the lock all the same.
    return _njit(FunctionType(_compiled_branch.__code__, space, "branch"), nogil=False)


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


def is_refused(function: Any, arguments: Iterable[Any]) -> bool:
    """Whether numba refuses to compile a function for such arguments; else it is compiled now."""
    if not hasattr(function, "compile"):
        return False
    try:
        function.compile(tuple(numba.typeof(argument) for argument in arguments))
    except (numba.core.errors.NumbaError, NotImplementedError):
        return True
    return False

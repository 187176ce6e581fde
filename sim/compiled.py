"""The only door to numba: how a rule is compiled, where its machine code is kept, and how a twin of the rule book is made.

With `NUMBA_DISABLE_JIT=1` the same functions run as plain Python over `np.record` rows and give the same bits.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, TypeVar

import numba

Function = TypeVar("Function", bound=Callable[..., Any])

RULES: dict[str, Callable[..., Any]] = {}
"""Every rule by name, as plain Python. Names are unique over all modules, so that a twin can replace one by name."""

OPTIONS = {"nogil": True, "error_model": "numpy"}
PLAIN = bool(numba.config.DISABLE_JIT)


def _sources_digest() -> str:
    """A hash of the package's sources: numba's own cache does not notice a change in a called module."""
    digest = hashlib.sha256(numba.__version__.encode())
    for path in sorted(Path(__file__).parent.rglob("*.py")):
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
if CACHE_FOLDER is not None:
    numba.config.CACHE_DIR = str(CACHE_FOLDER)
numba.config.DISABLE_INTEL_SVML = 1
"""Vector mathematics would differ from plain Python in the last bit."""


def rule(function: Function) -> Function:
    """Enter a function into the rule book and compile it when first called."""
    name = function.__name__
    if name in RULES:
        raise ValueError(f"two rules are called {name}")
    RULES[name] = function
    if PLAIN:
        return function
    compiled: Function = numba.njit(function, cache=CACHE_FOLDER is not None, **OPTIONS)
    return compiled


def is_compiled_cold() -> bool:
    """True where no machine code of this version is stored yet, so that the first run compiles."""
    return not PLAIN and (CACHE_FOLDER is None or not any(CACHE_FOLDER.rglob("*.nbc")))


def twin(replacements: Mapping[str, Callable[..., Any]], *, compiled: bool) -> dict[str, Any]:
    """A second rule book in which the named rules are replaced.

    Never disk-cached: a shared cache would ignore the replacement silently. `compiled=False` gives plain Python.

    Raises:
        KeyError: a name that is not in the rule book.
    """
    unknown = sorted(set(replacements) - set(RULES))
    if unknown:
        raise KeyError(f"not in the rule book: {', '.join(unknown)}")
    book: dict[str, Any] = {"__builtins__": __builtins__}
    for function in RULES.values():
        book.update(_plain_globals(function, book))
    for name, function in RULES.items():
        chosen = replacements.get(name, function)
        copy = _rebound(chosen, book) if chosen is function else chosen
        book[name] = numba.njit(copy, **OPTIONS) if compiled and not _is_dispatcher(copy) else copy
    return book


def originals(names: Iterable[str]) -> dict[str, Callable[..., Any]]:
    """The plain Python functions of the named rules."""
    return {name: RULES[name] for name in names}


def _plain_globals(function: Callable[..., Any], book: Mapping[str, Any]) -> dict[str, Any]:
    """The constants and modules a rule reads; the rules among them are entered separately."""
    values: dict[str, Any] = function.__globals__  # type: ignore[attr-defined]
    wanted = {
        name: value
        for name, value in values.items()
        if name not in RULES and not name.startswith("__") and (isinstance(value, ModuleType) or not callable(value) or isinstance(value, type))
    }
    return {name: value for name, value in wanted.items() if name not in book}


def _rebound(function: Callable[..., Any], book: dict[str, Any]) -> Callable[..., Any]:
    """The same code reading its globals from another rule book."""
    assert isinstance(function, FunctionType)
    return FunctionType(function.__code__, book, function.__name__, function.__defaults__)


def _is_dispatcher(function: Any) -> bool:
    return hasattr(function, "py_func")

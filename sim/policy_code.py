"""A user's own policy: a Python class from a file, found, checked and named by its bytes. What it is asked stands in
`sim.policy_driver`, what it sees in `sim.policy_book`.

A class never travels to another process: its file does, by path, and must still have the same bytes there.
"""

from __future__ import annotations

import ast
import difflib
import hashlib
import importlib.util
import inspect
import linecache
import sys
import threading
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from sim.errors import PolicyCodeError, UsageError

METHOD = "month"
_IMPORTING = threading.RLock()


@dataclass(frozen=True)
class PolicyCode:
    """A policy written in Python. `path` is None for a class of a notebook, which has no file to send elsewhere."""

    path: Path | None
    class_name: str
    sha256: str
    """Of the file's bytes; of the class's source where there is no file."""
    kind: type[Any] | None = field(default=None, compare=False, repr=False)

    @property
    def identity(self) -> dict[str, str]:
        """What of it enters the fingerprint and the manifest."""
        return {"class": self.class_name, "sha256": self.sha256}

    def make(self) -> Any:
        """A fresh instance, for one replication."""
        return (self.kind or self._imported())()

    def _imported(self) -> type[Any]:
        """The class in a process that was sent only its file's path."""
        assert self.path is not None  # noqa: S101 - `travels` was asked before a process was started
        found = read_policy_code(f"{self.path}:{self.class_name}")
        if found.sha256 != self.sha256:
            raise PolicyCodeError(f"{self.path} was changed while it was in use; start again")
        assert found.kind is not None  # noqa: S101 - it was just imported
        return found.kind

    @property
    def travels(self) -> bool:
        """Whether another process can find the class by its file."""
        return self.path is not None and "." not in self.class_name

    def place_of(self, error: BaseException) -> str:
        """`mine.py line 12` for the last line of the user's file that led to an error, else nothing."""
        lines = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(self.path)]
        return f" (line {lines[-1].lineno})" if lines else ""

    def __str__(self) -> str:
        return f"{self.class_name} of {self.path.name}" if self.path is not None else self.class_name

    def __reduce__(self) -> tuple[Any, ...]:
        return PolicyCode, (self.path, self.class_name, self.sha256)


def policy_code_of(given: str | Path | type[Any]) -> PolicyCode:
    """A policy given as `FILE.py:Class` or as a class.

    Raises:
        PolicyCodeError: exit 3, with what is there. UsageError: it is neither of these.
    """
    if isinstance(given, str | Path):
        return read_policy_code(str(given))
    if isinstance(given, type):
        return _of_class(given)
    raise UsageError(f"policy_code: a class or 'FILE.py:Class' is wanted, not {given!r}")


def read_policy_code(reference: str) -> PolicyCode:
    """The class of `FILE.py:Class`, imported from its file; raises PolicyCodeError (exit 3) with what is there."""
    name, _, class_name = reference.rpartition(":")
    if not name or not class_name.isidentifier():
        name, class_name = reference.removesuffix(":"), ""
    path = Path(name).absolute()
    source = _read(path, name)
    sha256 = hashlib.sha256(source).hexdigest()
    module = _import(path, source, sha256)
    kind = vars(module).get(class_name)
    if not _is_policy(kind):
        raise PolicyCodeError(_what_is_there(name, module, class_name, kind))
    return PolicyCode(path, class_name, sha256, kind)


def _read(path: Path, name: str) -> bytes:
    try:
        return path.read_bytes()
    except (OSError, ValueError) as fault:
        problem = getattr(fault, "strerror", None) or str(fault)
        folder = path.parent
        near = sorted(file.name for file in folder.glob("*.py")) if folder.is_dir() else []
        there = f"; Python files there: {', '.join(near[:10])}" if near else "; there is no Python file in that folder"
        raise PolicyCodeError(f"--policy-code {name}: {problem.lower()}{there}") from fault


def _import(path: Path, source: bytes, sha256: str) -> ModuleType:
    """The file as a module of its own name, executed once for the same bytes of the same path."""
    module_name = f"yuqi_policy_{hashlib.sha256(f'{path}{sha256}'.encode()).hexdigest()[:16]}"
    with _IMPORTING:
        if module_name in sys.modules:
            return sys.modules[module_name]
        spec = importlib.util.spec_from_loader(module_name, loader=None, origin=str(path))
        assert spec is not None  # noqa: S101 - there is a name
        module = importlib.util.module_from_spec(spec)
        module.__file__ = str(path)
        sys.modules[module_name] = module
        linecache.checkcache(str(path))
        try:
            exec(compile(source, str(path), "exec"), vars(module))  # noqa: S102 - the user asked for this file to be run
        except (Exception, SystemExit) as fault:
            del sys.modules[module_name]
            line = fault.lineno if isinstance(fault, SyntaxError) else _last_line(fault, path)
            where = f", line {line}" if line else ""
            what = fault.msg if isinstance(fault, SyntaxError) else fault
            raise PolicyCodeError(f"{path}{where}: {type(fault).__name__}: {what}") from fault
    return module


def _last_line(fault: BaseException, path: Path) -> int | None:
    lines = [frame.lineno for frame in traceback.extract_tb(fault.__traceback__) if frame.filename == str(path)]
    return lines[-1] if lines else None


def _is_policy(kind: object) -> bool:
    return isinstance(kind, type) and callable(getattr(kind, METHOD, None))


def _what_is_there(name: str, module: ModuleType, class_name: str, found: object) -> str:
    own = {key: kind for key, kind in vars(module).items() if getattr(kind, "__module__", "") == module.__name__}
    classes = sorted(key for key, kind in own.items() if _is_policy(kind))
    there = f"classes with it there: {', '.join(classes)}" if classes else "no class there has one"
    if isinstance(found, type):
        return f"--policy-code {name}: class {class_name} has no method `{METHOD}(self, book)`; {there}"
    close = difflib.get_close_matches(class_name, classes, 1)
    meant = f", perhaps {close[0]}" if close else ""
    problem = f"there is no class {class_name}{meant}" if class_name else "say which class, as FILE.py:Class"
    return f"--policy-code {name}: {problem}; a policy has a method `{METHOD}(self, book)`, {there}"


def _of_class(kind: type[Any]) -> PolicyCode:
    if not _is_policy(kind):
        raise PolicyCodeError(f"policy_code: class {kind.__name__} has no method `{METHOD}(self, book)`")
    name = kind.__qualname__.replace(".<locals>", "")
    try:
        file = inspect.getsourcefile(kind)
        path = Path(file).absolute() if file is not None else None
        if path is not None and path.is_file():
            return PolicyCode(path, name, hashlib.sha256(path.read_bytes()).hexdigest(), kind)
        source = inspect.getsource(kind)
    except (OSError, TypeError) as fault:
        source = _source_in_cell(kind)
        if not source:
            message = (
                f"policy_code: the source of class {name} cannot be read, so no run could name it; put it in a file"
            )
            raise UsageError(message) from fault
    return PolicyCode(None, name, hashlib.sha256(source.encode()).hexdigest(), kind)


def _source_in_cell(kind: type[Any]) -> str:
    """The source of a class in a cell of a notebook, which Python itself finds for functions only; else nothing."""
    code = getattr(getattr(kind, METHOD), "__code__", None)
    if code is None:
        return ""
    text = "".join(linecache.getlines(code.co_filename))
    try:
        classes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ClassDef)]
    except SyntaxError:
        return ""
    for node in classes:
        if node.name == kind.__name__ and node.lineno <= code.co_firstlineno <= (node.end_lineno or 0):
            return ast.get_source_segment(text, node) or ""
    return ""

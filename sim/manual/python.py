"""The reference of Python as a page: the names of `sim`, their signatures and docstrings, the errors, the modules."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import sim
from sim import errors

HEAD = """\
# Python

Made from the docstrings by `make manual`; `help(sim.run)` prints the same. `import sim` costs nothing: every name is
imported when it is first used. Amounts are whole fen, rates are per year unless a docstring says otherwise, and
`replication` and `borrower` count from 0.

"""
WIDTH = 110
ROOT = Path(sim.__file__).parent


def python_page() -> str:
    """The whole page, in Markdown."""
    names = [name for name in sim.__all__ if name != "__version__"]
    functions = [name for name in names if inspect.isfunction(getattr(sim, name))]
    classes = [name for name in names if name not in functions]
    sections = [*map(_function_section, functions), *map(_class_section, classes)]
    return HEAD + "\n\n".join("\n".join(one) for one in [*sections, _error_section(), _module_section()]) + "\n"


def _function_section(name: str) -> Iterator[str]:
    found = getattr(sim, name)
    yield f"## sim.{name}"
    yield from _code(_signature(f"sim.{name}", found))
    yield _doc(found)


def _class_section(name: str) -> Iterator[str]:
    found = getattr(sim, name)
    yield f"## sim.{name}"
    yield ""
    yield _doc(found)
    rows = [*_field_rows(found), *_member_rows(found)]
    if rows:
        yield ""
        yield "| name | what it is |"
        yield "|---|---|"
        yield from rows


def _field_rows(found: type[Any]) -> Iterator[str]:
    """The fields of a dataclass, with the sentence below each in the source."""
    if not is_dataclass(found):
        return
    said = _below_fields(found)
    for field in fields(found):
        kind = field.type if isinstance(field.type, str) else getattr(field.type, "__name__", "")
        yield _row(f"`{field.name}`", said.get(field.name) or f"`{kind}`")


def _below_fields(found: type[Any]) -> dict[str, str]:
    body = ast.parse(inspect.cleandoc(inspect.getsource(found))).body[0]
    assert isinstance(body, ast.ClassDef)  # noqa: S101 - for the type checker
    said: dict[str, str] = {}
    for field, below in zip(body.body, body.body[1:], strict=False):
        if not (isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)):
            continue
        if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant):
            said[field.target.id] = _first(str(below.value.value))
    return said


def _member_rows(found: type[Any]) -> Iterator[str]:
    """Properties and methods that our own classes define, the fields of a record in one row."""
    of_record: list[str] = []
    members: dict[str, Any] = {}
    for one in reversed(found.__mro__):
        members |= vars(one) if one.__module__.startswith("sim.") else {}
    for name, member in members.items():
        if name.startswith("_"):
            continue
        if isinstance(member, (property, cached_property)):
            said = inspect.getdoc(member) or ""
            if said == f"The record's `{name}`.":
                of_record.append(f"`{name}`")
            else:
                yield _row(f"`{name}`", _first(said))
        elif inspect.isfunction(member):
            yield _row(f"`{_signature(name, member)}`", _first(inspect.getdoc(member) or ""))
    if of_record:
        yield _row(f"{len(of_record)} fields of the record, to read and to set", ", ".join(of_record))


def _error_section() -> Iterator[str]:
    yield "## Errors"
    yield ""
    yield "All derive from `sim.errors.YuqiError` and carry the exit code of the command line."
    yield ""
    yield "| error | exit code | when |"
    yield "|---|---|---|"
    for name, found in vars(errors).items():
        if isinstance(found, type) and issubclass(found, errors.YuqiError) and found is not errors.YuqiError:
            yield f"| `sim.errors.{name}` | {found.exit_code} | {_first(inspect.getdoc(found) or '')} |"


def _module_section() -> Iterator[str]:
    """Where everything is: each module with the first sentence of its docstring."""
    yield "## Modules"
    yield ""
    yield "Where to look in the source. What is not named above may change between releases."
    yield ""
    yield "| module | what is in it |"
    yield "|---|---|"
    for path in sorted(ROOT.rglob("*.py")):
        if path.name == "__main__.py":
            continue
        name = ".".join(path.relative_to(ROOT.parent).with_suffix("").parts).removesuffix(".__init__")
        yield _row(f"`{name}`", _first(ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""))


def _signature(name: str, found: Any) -> str:
    """A call as people read it; one argument a line where it is long."""
    signature = inspect.signature(found)
    shown = [_argument(one) for one in signature.parameters.values() if one.name != "self"]
    places = list(signature.parameters.values())
    keyword = next((place for place, one in enumerate(places) if one.kind is one.KEYWORD_ONLY), None)
    if keyword is not None:
        shown.insert(keyword - (places[0].name == "self"), "*")
    returned = signature.return_annotation
    ending = "" if returned is signature.empty else f" -> {str(returned).strip(chr(39))}"
    line = f"{name}({', '.join(shown)}){ending}"
    if len(line) <= WIDTH:
        return line
    return f"{name}(\n" + "".join(f"    {one},\n" for one in shown) + f"){ending}"


def _argument(one: inspect.Parameter) -> str:
    """A parameter with its annotation as it is written in the source, and its default; a function by its name."""
    annotation = "" if one.annotation is one.empty else f": {one.annotation}"
    value = getattr(one.default, "__name__", repr(one.default))
    default = "" if one.default is one.empty else f" = {value}" if annotation else f"={value}"
    return f"{one.name}{annotation}{default}"


def _code(text: str) -> Iterator[str]:
    yield ""
    yield "```python"
    yield text
    yield "```"
    yield ""


def _doc(found: Any) -> str:
    return inspect.getdoc(found) or ""


def _first(text: str) -> str:
    """The first sentence of a docstring, on one line."""
    paragraph = " ".join(text.split("\n\n", maxsplit=1)[0].split())
    return re.split(r"(?<=[.!?]) (?=[A-Z`])", paragraph, maxsplit=1)[0]


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"

"""A strict reader of YAML 1.2: plain values, and the line and column of every key.

ruamel.yaml finds the events; what they mean is decided here, without recursion, so that nothing is coerced and no
nesting can break the reader. Duplicate keys, anchors, aliases, tags, merge keys, directives and second documents are
refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from sim.scenario.errors import Fault, ScenarioError, printable, shown, shown_path
from sim.scenario.files import read_text
from sim.scenario.scalars import Refusal, plain_scalar, unprintable_character

MOST_DEPTH = 20
MOST_NODES = 20_000
"""Keys and values of a file, thirty times a long scenario; ruamel.yaml reads about as many a second."""
MOST_LINE = 10_000
"""Characters of a line: some scans of ruamel.yaml take time in the square of a line's length."""

MOST_WORDS = 200
"""Characters of a message of ruamel.yaml that are passed on."""

TAB = re.compile(r"^ *\t[ \t]*[^\s#]", re.MULTILINE)
LINE_BREAK = re.compile(r"\r\n|[\r\n]")

# ruamel.yaml lets some malformed escapes escape as these instead of as a YAMLError.
BROKEN = (YAMLError, ValueError, OverflowError, IndexError, AttributeError, TypeError, KeyError, AssertionError)

KeyPath = tuple[str, ...]


class Position(NamedTuple):
    """A place in a file, counted from 1."""

    line: int
    column: int


@dataclass
class Document:
    """The content of one file: plain values, and where each key path stands.

    A path holds keys and list indices as text. An unquoted integer key stays an integer in `value`. `faults` are
    scalars that were refused (E113, E122, E102), whose text stands in `value`, and keys that stand twice (E102), of
    which the last counts.
    """

    file: str
    value: Any = None
    positions: dict[KeyPath, Position] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def position(self, path: KeyPath) -> Position:
        """Where a key path stands, or the nearest path above it that is in the file."""
        while path and path not in self.positions:
            path = path[:-1]
        return self.positions.get(path, Position(1, 1))


def read_yaml(path: Path) -> Document:
    """Reads a file that holds a mapping.

    Raises `ScenarioError`: E101 the file cannot be read, E102 syntax, E112 no mapping, E113 and E122 refused numbers.
    """
    document = parse_mapping(read_text(path), shown_path(path))
    if document.faults:
        raise ScenarioError(document.faults)
    return document


def parse_mapping(text: str, file: str) -> Document:
    """Reads text that holds a mapping; refused numbers are left in `faults`. Raises `ScenarioError`."""
    document = parse(text, file)
    if not isinstance(document.value, dict):
        line, column = document.position(())
        found = shown(document.value)
        problem = f"the file holds {found}; expected a mapping of keys to values"
        raise ScenarioError([Fault("E112", file, line, column, "", problem, found, "a mapping")])
    return document


def parse(text: str, file: str) -> Document:
    """Reads any YAML value from text; refused numbers are left in `faults`. Raises `ScenarioError` on syntax (E102)."""
    _check_lines(text, file)
    composer = _Composer(Document(file))
    for event in _events(text, file):
        composer.take(event)
    if not composer.documents:
        raise ScenarioError([Fault("E101", file, None, None, "", "the file cannot be read: it holds only comments")])
    return composer.document


def _events(text: str, file: str) -> Iterator[Event]:
    last: Any = None
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            last = event.start_mark
            yield event
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        words = " ".join(str(part) for part in (error.context, error.problem) if part) or "malformed YAML"
        _refuse(file, mark, f"not valid YAML: {_one_line(words)}")
    except BROKEN as error:
        at = getattr(error, "position", None)
        if isinstance(at, int):  # a character that no YAML file may hold
            problem = f"the character U+{ord(text[at]):04X} is not allowed"
            _refuse(file, Position(text.count("\n", 0, at), at - text.rfind("\n", 0, at) - 1), problem)
        _refuse(file, last, "not valid YAML: malformed text after this place")


def _one_line(text: str) -> str:
    words = " ".join(text.split()).replace("'<stream end>'", "the end of the file")
    return printable(words, MOST_WORDS)


def _check_lines(text: str, file: str) -> None:
    tab = TAB.search(text)
    if tab:
        line = text.count("\n", 0, tab.start()) + 1
        column = tab.group().index("\t") + 1
        raise ScenarioError([Fault("E102", file, line, column, "", "a tab stands in the indentation; use spaces")])
    for number, line_text in enumerate(LINE_BREAK.split(text), 1):
        if len(line_text) > MOST_LINE:
            problem = f"the line has {len(line_text)} characters, allowed are {MOST_LINE}"
            raise ScenarioError([Fault("E102", file, number, MOST_LINE, "", problem, allowed=str(MOST_LINE))])


def _refuse(file: str, mark: Any, problem: str, suggestion: str = "") -> NoReturn:
    line, column = (None, None) if mark is None else (mark.line + 1, mark.column + 1)
    raise ScenarioError([Fault("E102", file, line, column, "", problem, suggestion=suggestion)])


@dataclass
class _Open:
    """A mapping or list whose end has not come: the container, its path, and the key that waits for its value."""

    container: dict[Any, Any] | list[Any]
    path: KeyPath
    key: Any = None
    has_key: bool = False
    seen: dict[str, int] = field(default_factory=dict)
    """The keys so far and the line of each one's first."""


@dataclass
class _Composer:
    """Builds plain values from events, with a stack of its own."""

    document: Document
    stack: list[_Open] = field(default_factory=list)
    documents: int = 0
    nodes: int = 0

    def take(self, event: Event) -> None:
        """Takes one event; raises `ScenarioError` (E102) where it is not allowed."""
        if isinstance(event, DocumentStartEvent):
            self._start_document(event)
        elif isinstance(event, AliasEvent):
            self._stop(event, f"the alias *{printable(str(event.anchor))} is not allowed; write the value out")
        elif isinstance(event, (ScalarEvent, MappingStartEvent, SequenceStartEvent)):
            self._check_node(event)
            if isinstance(event, ScalarEvent):
                self._scalar(event)
            else:
                self._open(event, {} if isinstance(event, MappingStartEvent) else [])
        elif isinstance(event, (MappingEndEvent, SequenceEndEvent)):
            self.stack.pop()

    def _stop(self, event: Event, problem: str, suggestion: str = "") -> NoReturn:
        _refuse(self.document.file, event.start_mark, problem, suggestion)

    def _start_document(self, event: DocumentStartEvent) -> None:
        if event.version or event.tags:
            self._stop(event, "directives (%YAML, %TAG) are not allowed; the file is read as YAML 1.2")
        self.documents += 1
        if self.documents > 1:
            self._stop(event, "a second document begins here; a file holds one")

    def _check_node(self, event: Any) -> None:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            self._stop(event, f"the file holds more than {MOST_NODES} keys and values")
        if event.anchor is not None:
            self._stop(event, f"the anchor &{printable(str(event.anchor))} is not allowed; write the value out")
        if event.tag is not None:
            tag = str(event.tag).replace("tag:yaml.org,2002:", "!!")
            self._stop(event, f"the tag {printable(tag)} is not allowed; the value's form says its type")

    def _open(self, event: Event, container: dict[Any, Any] | list[Any]) -> None:
        if len(self.stack) >= MOST_DEPTH:
            self._stop(event, f"nested more than {MOST_DEPTH} levels deep")
        path = self._place(event, container)
        self.stack.append(_Open(container, path))

    def _scalar(self, event: ScalarEvent) -> None:
        top = self.stack[-1] if self.stack else None
        if top and isinstance(top.container, dict) and not top.has_key:
            self._key(event, top)
            return
        path = self._place(event, None)
        value = self._value(event, path)
        if top is None:
            self.document.value = value
        elif isinstance(top.container, dict):
            top.container[top.key] = value
        else:
            top.container[-1] = value

    def _key(self, event: ScalarEvent, top: _Open) -> None:
        key = event.value if event.style else plain_scalar(event.value)
        if event.value == "<<":
            self._stop(event, "merge keys (<<) are not allowed; use extends")
        if isinstance(key, (bool, float, Refusal)) or key is None:
            name = printable(event.value)
            self._stop(
                event, f"{name or 'nothing'} is not allowed as a key; a key is text or a whole number", f'"{name}"'
            )
        if unprintable_character(str(key)):
            self._stop(event, f"a key holds the control character {unprintable_character(str(key))}")
        if str(key) in top.seen:
            self._repeated(event, str(key), top.seen[str(key)])
        top.seen.setdefault(str(key), _position(event).line)
        top.key, top.has_key = key, True
        self.document.positions[(*top.path, str(key))] = _position(event)

    def _repeated(self, event: Event, key: str, first: int) -> None:
        """Keeps the fault and goes on with the later value, so that the other faults are told as well."""
        problem = f"the key {printable(key)} stands twice (first in line {first})"
        line, column = _position(event)
        self.document.faults.append(Fault("E102", self.document.file, line, column, "", problem))

    def _place(self, event: Event, value: Any) -> KeyPath:
        """Puts a value where it belongs (a scalar's value follows) and returns its path."""
        if not self.stack:
            self.document.value = value
            self.document.positions[()] = _position(event)
            return ()
        top = self.stack[-1]
        if isinstance(top.container, list):
            top.container.append(value)
            path = (*top.path, str(len(top.container) - 1))
            self.document.positions[path] = _position(event)
            return path
        if not top.has_key:
            self._stop(event, "a key must be one word or text, not a mapping or list")
        top.container[top.key] = value
        top.has_key = False
        return (*top.path, str(top.key))

    def _value(self, event: ScalarEvent, path: KeyPath) -> Any:
        value = event.value if event.style else plain_scalar(event.value)
        if isinstance(value, str) and unprintable_character(value):
            value = Refusal("E102", f"holds the control character {unprintable_character(value)}")
        if not isinstance(value, Refusal):
            return value
        found = printable(event.value)
        line, column = _position(event)
        problem = f"{found} {value.problem}"
        self.document.faults.append(
            Fault(
                value.code,
                self.document.file,
                line,
                column,
                printable(".".join(path)),
                problem,
                found,
                "a finite number",
            )
        )
        return found


def _position(event: Event) -> Position:
    return Position(event.start_mark.line + 1, event.start_mark.column + 1)

"""Lays one file over another: groups and collections merge deeply, other values are replaced, null removes an entry.

Every key path remembers the file and line that said it last, so that a fault in the whole names the file to mend.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from sim.scenario.errors import Fault, printable
from sim.scenario.reader import Document, KeyPath
from sim.scenario.structure import ENTRY, WHOLE_NUMBER, Shape, default_of

MOST_CANDIDATES = 200
"""Names among which the one that was meant is looked for: the search takes time for each."""


class Origin(NamedTuple):
    """Who said a value: the file as messages name it, line and column (None for an option), the folder of its paths."""

    file: str
    line: int | None
    column: int | None
    folder: Path


@dataclass
class Layer:
    """One source of values: what it says, and where. `says` gives the origin of a key path."""

    value: Any
    says: Callable[[KeyPath], Origin]
    is_override: bool = False


def file_layer(document: Document, folder: Path, prefix: KeyPath = (), content: dict[Any, Any] | None = None) -> Layer:
    """The layer of a file, or of the part of it that `content` holds; `prefix` is the key path it belongs under."""

    def says(path: KeyPath) -> Origin:
        return Origin(document.file, *document.position(path[len(prefix) :]), folder)

    value: Any = document.value if content is None else content
    for key in reversed(prefix):
        value = {key: value}
    return Layer(value, says)


def option_layer(path: KeyPath, value: Any, option: str, folder: Path) -> Layer:
    """The layer of one option of the command line, or of one change made in Python."""
    for key in reversed(path):
        value = {key: value}
    return Layer(value, lambda _: Origin(option, None, None, folder), is_override=True)


@dataclass
class Merged:
    """The values so far, keyed by text all the way down, the origin of every key path, and the faults of merging."""

    shape: Shape
    value: dict[str, Any] = field(default_factory=dict)
    origins: dict[KeyPath, Origin] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def origin(self, path: KeyPath) -> Origin:
        """Who said a key path, or the nearest path above it."""
        while path and path not in self.origins:
            path = path[:-1]
        return self.origins.get(path, Origin("scenario", None, None, Path()))

    def lay(self, layer: Layer) -> None:
        """Lays one layer over the values so far; faults are kept, not raised."""
        if not layer.is_override:
            self.origins[()] = layer.says(())
        self._lay_group(self.value, layer.value, self.shape, (), layer)

    def replace(self, path: KeyPath, layer: Layer) -> None:
        """Lays a layer whose value at `path` replaces what stood there instead of merging with it."""
        holder, shape = self.value, self.shape
        for key in path[:-1]:
            below = shape.child(key)
            if below is None:
                break
            if not isinstance(holder.get(key), dict):
                holder[key] = default_entries(below)
            holder, shape = holder[key], below
        holder.pop(path[-1], None)
        self.lay(layer)

    def _lay_group(
        self, base: dict[str, Any], change: dict[Any, Any], shape: Shape | None, at: KeyPath, layer: Layer
    ) -> None:
        for key, value in change.items():
            path = (*at, str(key))
            if shape is not None and shape.kind == "collection":
                if value is None:
                    self._remove(base, path, layer)
                    continue
                self._check_entry(path, shape, layer)
            self._lay_value(base, path, value, shape.child(str(key)) if shape else None, layer)

    def _lay_value(self, base: dict[str, Any], path: KeyPath, value: Any, shape: Shape | None, layer: Layer) -> None:
        key = path[-1]
        if isinstance(value, dict):
            if not isinstance(base.get(key), dict):
                # A file that names a collection says all of it; an override changes the entries it has by default.
                base[key] = default_entries(shape) if layer.is_override and key not in base else {}
            self._lay_group(base[key], value, shape, path, layer)
        else:
            base[key] = _keyed_by_text(value)
        self.origins[path] = layer.says(path)

    def _remove(self, base: dict[str, Any], path: KeyPath, layer: Layer) -> None:
        if path[-1] in base:
            del base[path[-1]]
            return
        present = (
            printable(", ".join(sorted(base)) or "none") if len(base) <= MOST_CANDIDATES else f"{len(base)} entries"
        )
        problem = f"null removes an entry, but there is no entry of this name; present: {present}"
        self._fault("E110", path, layer, problem, "null", present, closest(path[-1], base))

    def _check_entry(self, path: KeyPath, shape: Shape, layer: Layer) -> None:
        key = path[-1]
        if shape.whole_keys:
            if not WHOLE_NUMBER.match(key):
                self._fault("E112", path, layer, "the key must be a whole number", printable(key), "a whole number")
        elif not ENTRY.match(key):
            allowed = "letters, digits, _ and -, at most 64, not beginning with -"
            self._fault("E150", path, layer, f"the name is not allowed; a name has {allowed}", printable(key), allowed)

    def _fault(
        self, code: str, path: KeyPath, layer: Layer, problem: str, found: str, allowed: str, suggestion: str = ""
    ) -> None:
        origin = layer.says(path)
        key = printable(".".join(path))
        place = (origin.file, origin.line, origin.column, key)
        self.faults.append(Fault(code, *place, problem, found, allowed, suggestion))


def default_entries(shape: Shape | None) -> dict[str, Any]:
    """The entries a collection has before any file names it; of anything else nothing."""
    if shape is None or shape.field is None or shape.kind != "collection":
        return {}
    default = default_of(shape.field)
    return default if isinstance(default, dict) else {}


def closest(word: str, candidates: Collection[Any]) -> str:
    """The candidate that was probably meant, or nothing."""
    if len(candidates) > MOST_CANDIDATES:
        return ""
    by_lower = {str(one).lower(): str(one) for one in candidates}
    wanted = word.lower().replace("-", "_").replace(" ", "_")
    close = difflib.get_close_matches(wanted, by_lower, 1, 0.6)
    return by_lower[close[0]] if close else ""


def _keyed_by_text(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _keyed_by_text(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_keyed_by_text(entry) for entry in value]
    return value

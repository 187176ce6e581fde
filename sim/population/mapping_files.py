"""Finds and reads mapping files: those shipped with the package, one named by the user, or the one a header fits."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim.population.mapping import TapeMapping
from sim.population.tape_errors import MappingError, TapeFault, quoted
from sim.population.tape_files import DELIMITERS, header_cells, tape_bytes
from sim.scenario.errors import Fault, ScenarioError
from sim.scenario.reader import read_yaml


@dataclass(frozen=True)
class LoadedMapping:
    """A mapping, the file it came from, and the SHA-256 of that file's bytes for the fingerprint."""

    mapping: TapeMapping
    path: Path
    sha256: str


def load_mapping(reference: Path | str) -> LoadedMapping:
    """Reads a mapping by path, or by the name of a shipped one.

    Raises `MappingError` with every fault, or `TapeError` where the file cannot be read.
    """
    path = Path(reference)
    shipped = {loaded.mapping.name: loaded for loaded in shipped_mappings()}
    if str(reference) in shipped and not os.path.isfile(path):
        return shipped[str(reference)]
    if not os.path.exists(path):
        allowed = f"a mapping file, or one of the shipped mappings: {', '.join(sorted(shipped))}"
        raise MappingError(path, [TapeFault(0, "", "no such file", allowed)])
    return read_mapping(path)


def read_mapping(path: Path) -> LoadedMapping:
    """Reads one mapping file; raises `MappingError` with every fault, each with its key."""
    content = tape_bytes(path)
    plain = plain_yaml(path)
    try:
        mapping = TapeMapping.model_validate(plain)
    except ValidationError as error:
        raise MappingError(path, mapping_faults(error)) from error
    return LoadedMapping(mapping, path, hashlib.sha256(content).hexdigest())


def plain_yaml(path: Path) -> Any:
    """The content of a YAML file as plain Python values; raises `MappingError` where it is no YAML.

    The one place of the population floor that knows how YAML is read.
    """
    try:
        return read_yaml(path).value
    except ScenarioError as error:
        raise MappingError(path, [yaml_fault(fault) for fault in error.faults]) from error


def yaml_fault(fault: Fault) -> TapeFault:
    """A fault of the strict YAML reader as one of a mapping file."""
    place = f"line {fault.line}, " if fault.line else ""
    key = f"key {fault.key}: " if fault.key else ""
    return TapeFault(0, "", "", f"{place}{key}{fault.problem}")


def mapping_faults(error: ValidationError) -> list[TapeFault]:
    """The faults of a mapping as pydantic found them, each with its key, what was found and what is allowed."""
    faults = []
    for detail in error.errors(include_url=False):
        key = ".".join(str(part) for part in detail["loc"])
        found = "" if detail["type"] in {"missing", "value_error"} else quoted(detail["input"])
        faults.append(TapeFault(0, key, found, detail["msg"].removeprefix("Value error, "), in_mapping=True))
    return faults


def mappings_folder() -> Path:
    """The folder of shipped mappings: inside the installed wheel, or beside `sim` in a checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "_scenarios" / "tapes"
    return installed if installed.is_dir() else package.parent / "scenarios" / "tapes"


@cache
def shipped_mappings() -> tuple[LoadedMapping, ...]:
    """All mappings that travel with the package, sorted by name."""
    loaded = [read_mapping(path) for path in mappings_folder().glob("*.yaml")]
    return tuple(sorted(loaded, key=lambda one: one.mapping.name))


def find_mapping(path: Path, content: bytes, mappings: Sequence[LoadedMapping] | None = None) -> LoadedMapping:
    """The one mapping that fits the header of a tape: all its `recognise` columns are there.

    `mappings` are the candidates, by default the shipped ones. Raises `MappingError` where none or several fit.
    """
    candidates = shipped_mappings() if mappings is None else tuple(mappings)
    fitting = [loaded for loaded in candidates if fits(loaded.mapping, path, content)]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        names = ", ".join(loaded.mapping.name for loaded in fitting)
        raise MappingError(path, [TapeFault(0, "", f"a header that fits {names}", "choose one with --mapping")])
    raise MappingError(path, [nothing_fits(candidates, header_cells(path, content, ","))])


def nothing_fits(candidates: Sequence[LoadedMapping], header: tuple[str, ...]) -> TapeFault:
    """The fault of a header that no mapping fits: what the nearest mapping misses, and what to do."""
    found = f"a header that no mapping fits ({quoted(', '.join(header))})"
    names = ", ".join(one.mapping.name for one in candidates) or "none"
    advice = f"give a mapping file with --mapping (shipped: {names})"
    lacking = [[name for name in one.mapping.recognise if name not in header] for one in candidates]
    divided = [words for mark, words in DELIMITERS.items() if len(header) == 1 and mark in header[0]]
    if divided:
        return TapeFault(1, "", found, f"its cells are divided by {divided[0]}, not by a comma; {advice}")
    least = min(range(len(candidates)), key=lambda at: len(lacking[at]), default=None)
    if least is None or len(lacking[least]) == len(candidates[least].mapping.recognise):
        return TapeFault(1, "", found, advice)
    nearest = candidates[least].mapping.name
    return TapeFault(1, "", found, f"{nearest} also needs the columns {', '.join(lacking[least])}; {advice}")


def fits(mapping: TapeMapping, path: Path, content: bytes) -> bool:
    """Whether a tape's header, divided as the mapping says, holds all columns the mapping is recognised by."""
    return set(mapping.recognise) <= set(header_cells(path, content, mapping.delimiter))

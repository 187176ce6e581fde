"""A scenario's file and the files it extends, from the root down. `extends` is read here and nowhere else."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.scenario.errors import Fault, ScenarioError, shown, shown_path
from sim.scenario.files import read_text
from sim.scenario.library import find_policy, find_scenario
from sim.scenario.reader import Document, parse_mapping

MOST_LINKS = 10
"""Files a chain may have."""
OWN_KEYS = ("name", "title", "extends")
"""Keys that belong to the file that says them and are not inherited."""


@dataclass(frozen=True)
class Link:
    """One file of a chain."""

    path: Path
    document: Document

    @property
    def folder(self) -> Path:
        """Where the file's relative paths count from."""
        return Path(os.path.abspath(self.path.parent))


def scenario_chain(reference: str | Path) -> list[Link]:
    """The files of a scenario, the one extended by all others first.

    Raises `ScenarioError`: E101 and E102 from a file, E112 `extends` is no text, E121 a circle or too long a chain.
    """
    return _chain(find_scenario(reference), find_scenario)


def written_link(text: str) -> Link:
    """A text as the only file of a chain: a complete scenario, which extends nothing."""
    return Link(Path("scenario.yaml"), parse_mapping(text, "the scenario of the run"))


def policy_chain(reference: str | Path) -> list[Link]:
    """The files of a policy, likewise; a policy may extend a policy."""
    return _chain(find_policy(reference), find_policy)


def _chain(path: Path, find: Any) -> list[Link]:
    links: list[Link] = []
    seen: list[str] = []
    while True:
        links.insert(0, Link(path, parse_mapping(read_text(path), shown_path(path))))
        seen.append(os.path.realpath(path))
        reference = _extended(links[0].document)
        if reference is None:
            return links
        path = _found(reference, links[0], find)
        if os.path.realpath(path) in seen:
            circle = " -> ".join([*(shown_path(link.path) for link in reversed(links)), shown_path(path)])
            raise _refused(links[0].document, "E121", f"extends goes in a circle: {circle}")
        if len(links) >= MOST_LINKS:
            raise _refused(links[0].document, "E121", f"extends goes over more than {MOST_LINKS} files")


def _extended(document: Document) -> str | None:
    reference = document.value.get("extends")
    if reference is None or isinstance(reference, str):
        return reference
    raise _refused(document, "E112", f"{shown(reference)} is not a name or path", shown(reference))


def _found(reference: str, link: Link, find: Any) -> Path:
    try:
        path: Path = find(reference, link.folder)
        if not path.exists():
            raise _refused(link.document, "E101", f"there is no such file: {shown_path(path)}", shown(reference))
        return path
    except ScenarioError as error:
        fault = error.faults[0]
        if fault.key == "extends":
            raise
        problem = f"{shown(reference)}: {fault.problem}"
        raise _refused(link.document, fault.code, problem, fault.found, fault.allowed, fault.suggestion) from error
    except (OSError, ValueError) as error:
        raise _refused(link.document, "E101", f"{shown(reference)} is not a usable path", shown(reference)) from error


def _refused(
    document: Document, code: str, problem: str, found: str = "", allowed: str = "a name or path", suggestion: str = ""
) -> ScenarioError:
    line, column = document.position(("extends",))
    return ScenarioError([Fault(code, document.file, line, column, "extends", problem, found, allowed, suggestion)])

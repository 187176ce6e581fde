"""What `yuqi list` finds: shipped scenarios and policies, and the runs below ./results. Only small files are read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.cli import output

RESULTS = Path("results")
FOUND_RUN = ("name", "fingerprint", "seed", "replications_done", "replications_asked", "complete")

GROUPS = {
    "": "Economies and platforms",
    "historical": "Historical episodes and supervisors' stresses",
    "verification": "Worlds whose laws are known exactly, to check the engine with",
}
"""The folders below that of the shipped scenarios, in the order in which they are listed, with what they hold."""

Entry = dict[str, Any]


def found(kind: str) -> list[Entry]:
    """The entries of a kind, sorted by name."""
    return runs() if kind == "runs" else shipped(kind)


def shipped(kind: str) -> list[Entry]:
    """Scenarios or policies that can be called by name, with what they extend and their title."""
    from sim.scenario.library import policy_files, scenario_files, scenarios_folder

    if kind == "policies":
        return [{"name": name, **_head(path), "path": str(path)} for name, path in policy_files().items()]
    return [
        {"name": name, **_head(path), "path": str(path), "group": path.relative_to(scenarios_folder()).parent.name}
        for name, path in scenario_files().items()
    ]


def _head(path: Path) -> Entry:
    from sim.scenario.errors import ScenarioError
    from sim.scenario.reader import read_yaml

    try:
        said: Mapping[Any, Any] = read_yaml(path).value
    except ScenarioError as fault:
        return {"extends": None, "title": f"cannot be read: {fault.faults[0].problem}"}
    return {"extends": said.get("extends"), "title": str(said.get("title", ""))}


def runs() -> list[Entry]:
    """The runs in the folder `results` of the current one, and those that are arms of a study there."""
    manifests = [*RESULTS.glob("*/manifest.json"), *RESULTS.glob("*/*/manifest.json")]
    folders = sorted(path.parent for path in manifests)
    return [{"folder": str(folder), **_manifest(folder)} for folder in folders]


def _manifest(folder: Path) -> Entry:
    try:
        said = json.loads((folder / "manifest.json").read_text("utf-8"))
        entry = {name: said[name] for name in FOUND_RUN}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {**dict.fromkeys(FOUND_RUN), "complete": False}
    if entry["complete"] is not True:
        entry["replications_done"] = _kept(folder)
    return entry


def _kept(folder: Path) -> int:
    """Replications that the parts of a run in the making hold, by their names."""
    from sim.montecarlo.store import listed_parts

    return sum(len(name.replications) for _, name in listed_parts(folder))


def show(kind: str, entries: list[Entry]) -> None:
    """Entries for people."""
    if not entries:
        output.line({"runs": f"no runs in ./{RESULTS}"}.get(kind, f"no {kind} are shipped"))
    elif kind == "runs":
        rows = [
            (entry["folder"], _count(entry), str(entry["seed"] if entry["seed"] is not None else ""))
            for entry in entries
        ]
        output.table(("folder", "replications", "seed"), rows)
    elif kind == "policies":
        _table(entries)
    else:
        for place, (group, words) in enumerate(GROUPS.items()):
            if place:
                output.line()
            output.line(words)
            _table([entry for entry in entries if entry["group"] == group])


def _table(entries: list[Entry]) -> None:
    rows = [(entry["name"], entry["extends"] or "", entry["title"]) for entry in entries]
    output.table(("name", "extends", "title"), rows)


def _count(entry: Entry) -> str:
    if entry["replications_asked"] is None:
        return "the manifest cannot be read"
    if entry["complete"]:
        return f"{entry['replications_asked']:,}"
    return f"partial: {entry['replications_done']:,} of {entry['replications_asked']:,}"

"""manifest.json: what a folder holds, and how two descriptions of a run differ.

Written first with `"complete": false` and replaced last, so a complete manifest stands beside complete files.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

from sim.errors import Conflict
from sim.montecarlo.files import write_whole
from sim.montecarlo.plan import RunPlan
from sim.tables import SCHEMA_VERSION

MANIFEST_NAME = "manifest.json"
SCENARIO_NAME = "scenario.yaml"

VERSIONED = ("yuqi", "numpy", "numba", "scipy", "pandas", "pyarrow", "mesa", "joblib")

IDENTITY = ("fingerprint", "schema_version", "model_version", "seed", "settings", "lender_names", "replication")
"""The fields that must agree for a folder to be continued."""

TOLD_ELSEWHERE = ("seed", "name", "title", "extends", "replications")
"""Keys of a scenario that are no difference of their own: the seed is in the identity, the others are not."""

Manifest = dict[str, Any]


def versions() -> dict[str, str | None]:
    """Of Python and the parts a result may depend on; null where one is not installed."""
    found: dict[str, str | None] = {"python": platform.python_version()}
    for part in VERSIONED:
        try:
            found[part] = metadata.version(part)
        except metadata.PackageNotFoundError:
            found[part] = None
    return found


def describe(
    plan: RunPlan,
    done: int,
    files: Mapping[str, str] | None = None,
    failed: Mapping[int, str] | None = None,
    course: Mapping[str, Any] | None = None,
) -> Manifest:
    """The manifest of a run of which `done` replications are kept; `files` (name: SHA-256) makes it complete.

    `failed` names replications that could not be run, and why. `course` holds what was noted on the way: pilot, check,
    fall-back to plain draws, where it stopped.
    """
    return {
        "complete": files is not None,
        "name": plan.name,
        "fingerprint": plan.fingerprint,
        "schema_version": SCHEMA_VERSION,
        "model_version": plan.model_version,
        "seed": plan.seed,
        "replications_asked": len(plan.wanted),
        "replications_done": done,
        "replications_failed": {str(replication): why for replication, why in sorted((failed or {}).items())},
        "replication": plan.replication,
        "lender_names": list(plan.lender_names),
        "settings": json.loads(json.dumps(dict(plan.settings))),
        "command": list(plan.command),
        "versions": versions(),
        "files": dict(files or {}),
        "course": dict(course or {}),
    }


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Replace the manifest as a whole."""
    text = json.dumps(manifest, indent=2, ensure_ascii=False, allow_nan=False)
    write_whole(folder / MANIFEST_NAME, f"{text}\n".encode())


def read_manifest(folder: Path) -> Manifest | None:
    """The folder's manifest, None without one; a damaged one is a Conflict, for it cannot say what the folder is."""
    path = folder / MANIFEST_NAME
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as fault:
        raise Conflict(
            f"{path} cannot be read: {(fault.strerror or str(fault)).lower()}; choose another folder with --out"
        ) from fault
    try:
        manifest = json.loads(text)
    except (ValueError, RecursionError):
        raise Conflict(f"{path} is damaged; remove the folder or choose another with --out") from None
    if not _is_manifest(manifest):
        raise Conflict(f"{path} is not the manifest of a run; choose another folder with --out")
    return dict(manifest)


def _is_manifest(found: object) -> bool:
    """Whether every field is there and of its type, so that nobody need ask again."""
    kinds: dict[str, type | tuple[type, ...]] = {
        "complete": bool, "name": str, "fingerprint": str, "schema_version": int, "model_version": int, "seed": int,
        "replications_asked": int, "replications_done": int, "replication": (int, type(None)), "lender_names": list,
        "settings": dict, "command": list, "versions": dict, "files": dict,
    }  # fmt: skip
    return isinstance(found, dict) and all(
        name in found and isinstance(found[name], kind) for name, kind in kinds.items()
    )


def differences(stored: Manifest, asked: Manifest, stored_scenario: str, asked_scenario: str) -> list[str]:
    """`field: stored there, asked here` for every field of the identity and line of the scenario that differs."""
    found = [
        f"{name}: {_show(stored[name])} there, {_show(asked[name])} here"
        for name in IDENTITY
        if stored[name] != asked[name]
    ]
    if "fingerprint: " not in "".join(found):
        return found
    found += scenario_differences(stored_scenario, asked_scenario)
    if len(found) == 1 and _leaves(asked_scenario).get("population.tape", "null") != "null":
        found.append("the content of the tape or mapping differs")
    return found


def is_enough(manifest: Manifest, plan: RunPlan) -> bool:
    """Whether a complete run holds what is asked: as many replications, or those at which the same rule stopped it."""
    most = len(plan.wanted)
    if manifest["replications_asked"] >= most:
        return True
    stopping = manifest.get("course", {}).get("stopping")
    if stopping is None or plan.stopping is None or not stopping["met"]:
        return False
    is_same_rule = all(stopping[name] == value for name, value in plan.stopping.items())
    return is_same_rule and (stopping["stopped_at"] < stopping["most"] or stopping["most"] == most)


def _show(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def scenario_differences(stored: str, asked: str) -> list[str]:
    """Key by key where both texts are plain indented mappings, which is what a resolved scenario is."""
    there, here = _leaves(stored), _leaves(asked)
    keys = [*there, *(key for key in here if key not in there)]
    return [
        f"{key}: {there.get(key, 'nothing')} there, {here.get(key, 'nothing')} here"
        for key in keys
        if there.get(key) != here.get(key) and key not in TOLD_ELSEWHERE
    ]


def _leaves(text: str) -> dict[str, str]:
    """Dotted key: text of the value, read from indentation alone: a damaged file must not raise here."""
    found: dict[str, str] = {}
    path: list[tuple[int, str]] = []
    for line in text.splitlines():
        key, colon, value = line.strip().partition(":")
        if not key or key.startswith("#"):
            continue
        depth = len(line) - len(line.lstrip())
        while path and path[-1][0] >= depth:
            path.pop()
        dotted = ".".join([*(part for _, part in path), key])
        if colon and not value.strip():
            path.append((depth, key))
        else:
            found[dotted] = value.strip() or "(listed)"
    return found


def sha256_of(path: Path) -> str | None:
    """The SHA-256 of a file's bytes, read piece by piece; None where it cannot be read."""
    try:
        with open(path, "rb") as source:
            return hashlib.file_digest(source, "sha256").hexdigest()
    except OSError:
        return None

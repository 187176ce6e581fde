"""The shipped scenarios and policies, found by name from any folder. What a file says is read elsewhere."""

from __future__ import annotations

import difflib
import re
from pathlib import Path

from sim.scenario.errors import Fault, ScenarioError, printable

SUFFIXES = (".yaml", ".yml")
SCENARIO_FOLDERS = ("", "historical", "verification")
POLICY_FOLDERS = ("policies",)


def scenarios_folder() -> Path:
    """The shipped files: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "_scenarios"
    return installed if installed.is_dir() else package.parent / "scenarios"


def scenario_files() -> dict[str, Path]:
    """Shipped scenarios, name to file, sorted by name."""
    return _files(SCENARIO_FOLDERS)


def policy_files() -> dict[str, Path]:
    """Shipped policies, name to file, sorted by name."""
    return _files(POLICY_FOLDERS)


def names() -> list[str]:
    """Names of the shipped scenarios, sorted."""
    return list(scenario_files())


def policies() -> list[str]:
    """Names of the shipped policies, sorted."""
    return list(policy_files())


def _files(folders: tuple[str, ...]) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for folder in folders:
        for path in sorted((scenarios_folder() / folder).glob("*.yaml")):
            found.setdefault(path.stem, path)
    return dict(sorted(found.items()))


def find_scenario(reference: str | Path, folder: Path | None = None) -> Path:
    """The file of a scenario given as name or path.

    A relative path counts from `folder` (the file that says it), by default from the current folder. Raises
    `ScenarioError` (E101) with what was probably meant.
    """
    return _find(str(reference), folder, scenario_files(), "scenario")


def find_policy(reference: str | Path, folder: Path | None = None) -> Path:
    """The file of a policy given as name or path; raises `ScenarioError` (E101)."""
    return _find(str(reference), folder, policy_files(), "policy")


def _find(reference: str, folder: Path | None, shipped: dict[str, Path], kind: str) -> Path:
    if not is_path(reference) and reference in shipped:
        return shipped[reference]
    if not reference or "\0" in reference:
        raise _missing(reference, shipped, kind, "")
    path = (folder or Path()) / reference
    if _exists(path) or reference.endswith(SUFFIXES):
        return path  # whether it can be read is the reader's sentence
    within = {file.relative_to(scenarios_folder()).with_suffix("").as_posix(): file for file in shipped.values()}
    if reference in within:
        return within[reference]
    sibling = next((reference + suffix for suffix in SUFFIXES if _exists(path.parent / (path.name + suffix))), "")
    raise _missing(reference, shipped, kind, sibling)


def is_path(reference: str) -> bool:
    """Whether a reference is written as a path and not as a name."""
    return reference.endswith(SUFFIXES) or bool(re.search(r"[/\\]", reference)) or reference in (".", "..")


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name too long, or half a character in it
        return False


def _missing(reference: str, shipped: dict[str, Path], kind: str, sibling: str) -> ScenarioError:
    name = Path(reference).name if reference else ""
    close = difflib.get_close_matches(name.lower(), shipped, 1, 0.6)
    allowed = f"a path, or one of {', '.join(shipped) or 'no shipped files'}"
    plural = "policies" if kind == "policy" else "scenarios"
    problem = f"there is no {kind} of this name and no such file; `yuqi list {plural}` prints the names"
    meant = sibling or (close[0] if close else "")
    return ScenarioError(
        [Fault("E101", printable(reference) or '""', None, None, "", problem, printable(reference), allowed, meant)]
    )

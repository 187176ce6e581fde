"""The folder of a comparison: whether it may be used, and the files written last, `compare.json` after all others.

The folders of the arms in it are ordinary runs, kept and resumed by `sim.montecarlo.store`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas

from sim.errors import CannotWrite, Conflict
from sim.montecarlo.files import disk_faults, remove_temporary, write_whole
from sim.montecarlo.lock import FolderLock, is_ours
from sim.montecarlo.plan import RunPlan
from sim.montecarlo.store import Standing, standing, summary_text
from sim.outputs import REPLICATION_COLUMNS, Column
from sim.risk.contrasts import HEADLINE_NAMES, KEYS, aligned
from sim.studies.arms import FILES
from sim.studies.comparison import Comparison
from sim.studies.documents import lever_document, people_document
from sim.studies.figure import figure
from sim.tables import SCHEMA_VERSION, frame_bytes

JSON_NAME, PARQUET_NAME, FIGURE_NAME, _ = FILES
COLUMNS = (
    Column("replication", "i8", "number from 0", "which replication"),
    Column("arm", "text", "name", "which arm"),
    Column("figure", "text", "name", "which figure: a column of replications.parquet; its mean is the headline"),
    Column("value", "f8", "of the figure", "its value in this replication of this arm; null where it does not exist"),
    Column("difference", "f8", "of the figure", "value less that of the base in the same replication; 0 in the base"),
)


class ComparisonFolder:
    """The folder of one comparison while it is open for writing; made by `comparison_folder`."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def keep(self, found: Comparison) -> None:
        """Write table, figure and JSON, which comes last; a file that is there with the same content is left alone."""
        files = {
            PARQUET_NAME: frame_bytes(tidy(found), "comparison", COLUMNS),
            FIGURE_NAME: figure(found),
            JSON_NAME: summary_text(document(found)).encode(),
        }
        for name, content in files.items():
            if not _holds(self.path / name, content):
                write_whole(self.path / name, content)


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except OSError:
        return False


@contextmanager
def comparison_folder(
    path: Path | None, fingerprint: str, plans: Mapping[str, RunPlan], resume: bool
) -> Iterator[ComparisonFolder | None]:
    """The folder, locked, and every arm's folder found fit before the first is run; None without a path.

    Raises Conflict where it holds something else, or arms that only --resume may continue.
    """
    if path is None:
        yield None
        return
    _refuse_foreign(path, fingerprint, plans)
    if all(_is_done(path / name, plan) for name, plan in plans.items()):
        yield ComparisonFolder(path)
        return
    with disk_faults(path):
        path.mkdir(parents=True, exist_ok=True)
    with FolderLock(path):
        remove_temporary(path)
        for name, plan in plans.items():
            standing(path / name, plan, resume)
        yield ComparisonFolder(path)


def _is_done(folder: Path, plan: RunPlan) -> bool:
    return standing(folder, plan, resume=True) is Standing.DONE


def _refuse_foreign(path: Path, fingerprint: str, plans: Mapping[str, RunPlan]) -> None:
    """Nothing but the arms and files of this comparison may lie in the folder."""
    if path.exists() and not path.is_dir():
        raise CannotWrite(f"{path} is a file, not a folder; choose another with --out")
    stored = _stored(path / JSON_NAME)
    if stored is not None and stored.get("fingerprint") != fingerprint:
        there = ", ".join(str(arm.get("name")) for arm in stored.get("arms", ()) if isinstance(arm, dict)) or "unknown"
        raise Conflict(
            f"{path} holds another comparison (arms there: {there}; here: {', '.join(plans)}); "
            "choose another folder with --out"
        )
    found = sorted(entry.name for entry in path.iterdir()) if path.is_dir() else []
    foreign = [name for name in found if name not in plans and name not in FILES and not is_ours(name)]
    if foreign:
        raise Conflict(f"{path} holds what is no arm of this comparison ({foreign[0]}); choose another with --out")


def _stored(path: Path) -> dict[str, Any] | None:
    """What an earlier comparison wrote; None without it. What cannot be read counts as nothing: it is made anew."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def document(found: Comparison) -> dict[str, Any]:
    """A comparison as plain data, as compare.json and `--json` give it.

    `differences` has the seven fields of summary.json for each arm and figure; `pairs` what stands beside them;
    `worth` how many times the replications independent runs would need for the expected loss;
    `people` and `levers` are as in `sim.studies.documents`.
    """
    arms = [
        {
            "name": name,
            "scenario": arm.resolved.name,
            "policy": arm.policy,
            "fingerprint": found.arms[name].manifest["fingerprint"],
        }
        for name, arm in found.scenarios.items()
    ]
    pairs = {name: {one.figure: _beside(one) for one in of.values()} for name, of in found.contrasts.items()}
    differences = {
        name: {figure: estimate.as_dict() for figure, estimate in of.items()} for name, of in found.differences.items()
    }
    return {
        "schema_version": SCHEMA_VERSION,
        "fingerprint": found.fingerprint,
        "seed": next(iter(found.scenarios.values())).resolved.scenario.seed,
        "replications": found.replications,
        "base": found.base,
        "arms": arms,
        "differences": differences,
        "pairs": pairs,
        "worth": {name: one.as_dict() for name, one in found.worth.items()},
        "people": {name: people_document(one) for name, one in found.people.items()},
        "levers": {name: lever_document(one) for name, one in found.levers.items()},
    }


def _beside(one: Any) -> dict[str, Any]:
    """Both values of a figure, its sense, and what the same luck was worth."""
    pairs = one.pairing
    return {
        "base": one.base,
        "arm": one.other,
        "unit": one.unit,
        "better": one.better,
        "verdict": one.verdict,
        "correlation": None if pairs is None else pairs.correlation,
        "replications_factor": None if pairs is None else pairs.replications_factor,
        "share_lower": None if pairs is None else pairs.lower,
        "share_higher": None if pairs is None else pairs.higher,
        "share_better": one.better_share,
    }


def tidy(found: Comparison) -> pandas.DataFrame:
    """A row per replication, arm and figure, sorted so that pairs lie together; columns as in COLUMNS."""
    base = found.arms[found.base].replications
    pieces = []
    for place, (name, run) in enumerate(found.arms.items()):
        first, second = aligned(base, run.replications)
        for order, column in enumerate(REPLICATION_COLUMNS):
            if column.name in KEYS:
                continue
            values = second[column.name].astype("Float64")
            told = {
                "replication": second["replication"],
                "value": values,
                "difference": values - first[column.name].astype("Float64"),
                "arm": name,
                "figure": HEADLINE_NAMES.get(column.name, column.name),
                "place": place,
                "order": order,
            }
            pieces.append(pandas.DataFrame(told))
    whole = pandas.concat(pieces).sort_values(["replication", "order", "place"], kind="stable")
    return whole[[column.name for column in COLUMNS]].reset_index(drop=True)

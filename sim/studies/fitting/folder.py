"""The folder of a calibration: what is asked for, every point as it is measured, and the results, written last."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from sim.errors import CannotWrite, Conflict
from sim.montecarlo.files import disk_faults, remove_temporary, write_whole
from sim.montecarlo.lock import FolderLock, is_ours
from sim.risk.samples import FloatArray
from sim.studies.fitting.moments import Measured

ASKED, RESULT, POINTS = "study.json", "calibrate.json", "points"
OTHERS = ("calibrated.yaml", "points.parquet", "calibrate.svg")


def point_id(changes: Mapping[str, float]) -> str:
    """The name of a point: a hash of its parameters."""
    text = json.dumps(dict(changes), sort_keys=True, allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:16]


class PointStore:
    """Points that were measured; kept in a folder, or in memory without one."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    def read(self, changes: Mapping[str, float]) -> Measured | None:
        """The point, if it is there and whole."""
        if self.folder is None:
            return None
        try:
            found = json.loads((self.folder / POINTS / f"{point_id(changes)}.json").read_bytes())
            left_out = tuple(_numbers(each) for each in found["left_out"])
            return Measured(_numbers(found["values"]), left_out) if found["changes"] == dict(changes) else None
        except (OSError, ValueError, KeyError, TypeError):
            return None  # what cannot be read is measured anew

    def keep(self, changes: Mapping[str, float], found: Measured) -> None:
        """Keep a point."""
        if self.folder is None:
            return
        document = {
            "changes": dict(changes),
            "values": _plain(found.values),
            "left_out": [_plain(each) for each in found.left_out],
        }
        write_whole(self.folder / POINTS / f"{point_id(changes)}.json", as_text(document).encode())


def _plain(values: FloatArray) -> Any:
    """Numbers of an array as lists, what does not exist as None."""
    if values.ndim == 1:
        return [float(value) if math.isfinite(value) else None for value in values]
    return [_plain(row) for row in values]


def _numbers(values: Any) -> FloatArray:
    return np.array(values, dtype=np.float64)  # None becomes NaN


def as_text(document: Any) -> str:
    """Plain data as JSON, as it is written."""
    return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


@contextmanager
def calibration_folder(path: Path | None, asked: dict[str, Any], resume: bool) -> Iterator[PointStore]:
    """The folder, locked and found fit; a store in memory without a path.

    Raises Conflict where it holds something else, or an unfinished calibration that only --resume may continue.
    """
    if path is None:
        yield PointStore(None)
        return
    if path.exists() and not path.is_dir():
        raise CannotWrite(f"{path} is a file, not a folder; choose another with --out")
    _refuse(path, asked, resume)
    with disk_faults(path):
        (path / POINTS).mkdir(parents=True, exist_ok=True)
    with FolderLock(path):
        for folder in (path, path / POINTS):
            remove_temporary(folder)
        write_whole(path / ASKED, as_text(asked).encode())
        yield PointStore(path)


def _refuse(path: Path, asked: dict[str, Any], resume: bool) -> None:
    names = sorted(entry.name for entry in path.iterdir()) if path.is_dir() else []
    foreign = [name for name in names if name not in (ASKED, RESULT, POINTS, *OTHERS) and not is_ours(name)]
    if foreign:
        raise Conflict(f"{path} holds what is no part of a calibration ({foreign[0]}); choose another with --out")
    if ASKED not in names:
        if POINTS in names:
            raise Conflict(f"{path} holds points of an unknown calibration; choose another folder with --out")
        return
    stored = _stored(path / ASKED)
    if stored.get("fingerprint") != asked["fingerprint"]:
        differing = [key for key in asked if stored.get(key) != asked[key] and key != "fingerprint"]
        said = f" (other {', '.join(differing)})" if differing else ""
        raise Conflict(f"{path} holds another calibration{said}; choose another folder with --out")
    if RESULT not in names and not resume:
        points = len(list((path / POINTS).glob("*.json")))
        raise Conflict(f"{path} holds an unfinished calibration ({points} points); continue it with --resume")


def _stored(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}

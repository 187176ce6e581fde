"""A run's folder: whether it may be used, which replications it still lacks, and its files from first to last.

Who simulates, and how results look in pandas, is elsewhere. Only the process that holds the lock writes.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from sim.errors import CannotWrite, Conflict
from sim.montecarlo import parts
from sim.montecarlo.files import (
    disk_faults,
    flush_folder,
    free_bytes,
    remove_temporary,
    set_aside,
    write_whole,
    write_whole_with,
)
from sim.montecarlo.lock import FolderLock, is_ours
from sim.montecarlo.manifest import (
    SCENARIO_NAME,
    describe,
    differences,
    is_enough,
    read_manifest,
    sha256_of,
    versions,
    write_manifest,
)
from sim.montecarlo.parts import DamagedPart, PartName, TableName
from sim.montecarlo.plan import RunPlan
from sim.tables import MONTHLY_SCHEMA, REPLICATION_SCHEMA, Table, read_parquet, select_replications, write_parquet

PARTS_NAME = "parts"
SUMMARY_NAME = "summary.json"
TABLE_FILES: dict[TableName, str] = {"replications": "replications.parquet", "monthly": "monthly.parquet"}
SCHEMAS = {"replications": REPLICATION_SCHEMA, "monthly": MONTHLY_SCHEMA}
FINAL_NAMES = (*TABLE_FILES.values(), SUMMARY_NAME)
DIFFERENCES_SHOWN = 12
COPIES = 2
"""A replication is kept in its part and again in the tables."""

Warn = Callable[[str], None]


class Standing(Enum):
    """What a folder is to a plan."""

    START = "nothing in it"
    CONTINUE = "the same run, to be completed"
    DONE = "the same run, complete, with at least as many replications"


def standing(folder: Path, plan: RunPlan, resume: bool) -> Standing:
    """What the folder is to the plan; a Conflict where it must not be touched. A complete run of more is enough."""
    if folder.exists() and not folder.is_dir():
        raise CannotWrite(f"{folder} is a file, not a folder; choose another with --out")
    manifest = read_manifest(folder) if folder.is_dir() else None
    if manifest is None:
        _refuse_foreign(folder)
        return Standing.START
    _refuse_another_run(folder, manifest, plan)
    if manifest["complete"] and is_enough(manifest, plan):
        damaged = damaged_files(folder, manifest)
        if not damaged:
            return Standing.DONE
        question = f"has damaged files ({', '.join(damaged)}); --resume rebuilds them from the parts"
    elif manifest["complete"]:
        question = f"holds {manifest['replications_done']} of {len(plan.wanted)} replications; --resume adds the others"
    else:
        question = "holds this run, incomplete; --resume continues it"
    if not resume:
        raise Conflict(f"{folder} {question}")
    return Standing.CONTINUE


def _refuse_foreign(folder: Path) -> None:
    """A folder without a manifest may hold locks and temporary files of ours, nothing else."""
    foreign = sorted(path.name for path in folder.iterdir() if not is_ours(path.name)) if folder.is_dir() else []
    if foreign:
        raise Conflict(
            f"{folder} holds files that are no run of this program ({foreign[0]}); choose another with --out"
        )


def _refuse_another_run(folder: Path, manifest: dict[str, Any], plan: RunPlan) -> None:
    try:
        scenario = (folder / SCENARIO_NAME).read_text("utf-8", errors="replace")
    except OSError:
        scenario = plan.scenario_yaml  # cut off before it was written: nothing to compare
    found = differences(manifest, describe(plan, 0), scenario, plan.scenario_yaml)
    if found:
        more = f"; and {len(found) - DIFFERENCES_SHOWN} more" if len(found) > DIFFERENCES_SHOWN else ""
        shown = "; ".join(found[:DIFFERENCES_SHOWN])
        raise Conflict(f"{folder} holds another run ({shown}{more}); choose another folder with --out")


def damaged_files(folder: Path, manifest: Mapping[str, object]) -> list[str]:
    """The final files that are not as a complete manifest says."""
    files = manifest["files"]
    listed = files if isinstance(files, dict) else {}
    return [name for name in FINAL_NAMES if name not in listed or sha256_of(folder / name) != listed[name]]


class RunFolder:
    """The folder of one plan while it is open for writing; made by `open_folder`."""

    def __init__(self, path: Path, plan: RunPlan, warn: Warn) -> None:
        self.path = path
        self.plan = plan
        self.notes: dict[str, Any] = {}
        self._warn = warn
        self._parts: list[PartName] = []

    @property
    def missing(self) -> list[range]:
        """The replications asked for that no part holds, as runs of consecutive ones."""
        gaps = []
        start = self.plan.wanted.start
        for part in self._parts:
            if part.first > start and start < self.plan.wanted.stop:
                gaps.append(range(start, min(part.first, self.plan.wanted.stop)))
            start = max(start, part.last + 1)
        if start < self.plan.wanted.stop:
            gaps.append(range(start, self.plan.wanted.stop))
        return gaps

    @property
    def done(self) -> int:
        """How many of the replications asked for are kept."""
        return len(self.plan.wanted) - sum(len(gap) for gap in self.missing)

    def begin(self) -> None:
        """Write what is written first, and find out what earlier runs have left."""
        remove_temporary(self.path)
        remove_temporary(self.path / PARTS_NAME)
        self._parts = self._sound_parts()
        self.notes = dict((read_manifest(self.path) or {}).get("course", {}))
        self._compare_versions()
        self.leave_incomplete()
        write_whole(self.path / SCENARIO_NAME, self.plan.scenario_yaml.encode())
        with disk_faults(self.path / PARTS_NAME):
            (self.path / PARTS_NAME).mkdir(exist_ok=True)

    def check_space(self, bytes_each: int) -> None:
        """Refuse a run whose missing replications, of so many bytes each on disk, will not fit, before it starts.

        Raises:
            CannotWrite: exit 5.
        """
        missing = sum(len(gap) for gap in self.missing)
        needed = COPIES * bytes_each * missing
        free = free_bytes(self.path / SUMMARY_NAME)
        if free is not None and needed > free:
            raise CannotWrite(
                f"{self.path}: {missing:,} replications need about {needed:,} bytes on disk, {free:,} bytes are free; "
                "make room, choose another folder with --out, or ask for fewer --replications"
            )

    def _compare_versions(self) -> None:
        """Say it when parts were made with other versions: the fingerprint allows that, the last bit may not."""
        stored = (read_manifest(self.path) or {}).get("versions", {})
        if self._parts and stored != versions():
            changed = [
                f"{part} {stored.get(part)} -> {now}" for part, now in versions().items() if stored.get(part) != now
            ]
            self._warn(
                f"{self.path} was begun with other versions ({', '.join(changed)}); floats may differ in the last bit"
            )

    def _sound_parts(self) -> list[PartName]:
        """The parts that read as they were written, sorted; the others are set aside, and said."""
        sound: list[PartName] = []
        for path, name in listed_parts(self.path):
            try:
                if sound and name.first <= sound[-1].last:
                    raise DamagedPart("it overlaps another part")
                parts.check(path.read_bytes(), name, self.plan.fingerprint)
                sound.append(name)
            except (DamagedPart, OSError) as fault:
                aside = set_aside(path)
                self._warn(f"{path}: {fault}; set aside as {aside.name}, {name.words} again")
        return sound

    def write_part(self, replications: range, rows: np.ndarray, months: np.ndarray) -> None:
        """Keep finished replications: (k,) array of REPLICATION_DTYPE, (k x months x lenders,) of MONTHLY_DTYPE."""
        name = PartName(replications.start, replications.stop - 1)
        content = parts.encode(name, self.plan.fingerprint, self.plan.lender_names, rows, months)
        write_whole(self.path / PARTS_NAME / str(name), content)
        self._parts.append(name)
        self._parts.sort()

    def note(self, **notes: Any) -> None:
        """Note what has come of the run's course, in the manifest; None takes a note back."""
        changed = {name: value for name, value in {**self.notes, **notes}.items() if value is not None}
        if changed != self.notes:
            self.notes = changed
            self.leave_incomplete()

    def missing_below(self, stop: int) -> list[range]:
        """Of the replications asked for before `stop`, those that no part holds."""
        return [range(gap.start, min(gap.stop, stop)) for gap in self.missing if gap.start < stop]

    def discard(self) -> None:
        """Remove all parts: their replications are not what the run needs."""
        with disk_faults(self.path / PARTS_NAME):
            for part in self._parts:
                (self.path / PARTS_NAME / str(part)).unlink()
            flush_folder(self.path / PARTS_NAME)
        self._parts = []

    def shorten(self, replications: int) -> None:
        """So many replications are enough; others that are kept are surplus."""
        self.plan = replace(self.plan, replications=replications)

    def merge(self) -> None:
        """Write both tables from the parts, one part in memory at a time."""
        for table, name in TABLE_FILES.items():
            content = self.tables(table, self.plan.wanted)
            write_whole_with(self.path / name, partial(write_parquet, content, SCHEMAS[table]))

    def merged(self, table: TableName, columns: Sequence[str] | None = None) -> Table:
        """One of the tables that `merge` wrote, or the columns of it that are wanted."""
        return read_parquet(self.path / TABLE_FILES[table], SCHEMAS[table], columns)

    def tables(self, table: TableName, wanted: range) -> Iterator[Table]:
        """One of the tables, of the replications wanted that are kept: a part at a time, sorted."""
        for part in self._parts:
            if part.first >= wanted.stop:
                return
            path = self.path / PARTS_NAME / str(part)
            try:
                found = parts.read_table(path, part, self.plan.fingerprint, table)
            except DamagedPart as fault:
                raise CannotWrite(f"{path}: {fault}, the disk has changed it; run again with --resume") from None
            yield select_replications(found, wanted)

    def complete(self, summary: Mapping[str, object]) -> None:
        """Write the summary and, last, the manifest that says the folder is complete."""
        write_whole(self.path / SUMMARY_NAME, summary_text(summary).encode())
        files = {name: str(sha256_of(self.path / name)) for name in (*FINAL_NAMES, SCENARIO_NAME)}
        write_manifest(self.path, describe(self.plan, len(self.plan.wanted), files, course=self.notes))

    def leave_incomplete(self, failed: Mapping[int, str] | None = None) -> None:
        """Say in the manifest how far the run came, and which replications failed."""
        write_manifest(self.path, describe(self.plan, self.done, failed=failed, course=self.notes))


def listed_parts(folder: Path) -> list[tuple[Path, PartName]]:
    """Every file that bears a part's name, sorted by replication; not read."""
    place = folder / PARTS_NAME
    named = [(path, parts.parse_name(path.name)) for path in place.iterdir()] if place.is_dir() else []
    return sorted(((path, name) for path, name in named if name is not None), key=lambda found: found[1])


@contextmanager
def open_folder(path: Path, plan: RunPlan, resume: bool, warn: Warn) -> Iterator[RunFolder | None]:
    """The folder, locked and begun; None where the run is there already. Nothing is simulated before this succeeds."""
    # A run that is in use is said to be so before it is said to be incomplete: hence resume=True before the lock.
    if standing(path, plan, resume=True) is Standing.DONE:
        yield None
        return
    with disk_faults(path):
        path.mkdir(parents=True, exist_ok=True)
    with FolderLock(path):
        if standing(path, plan, resume) is Standing.DONE:  # another run finished it meanwhile
            yield None
            return
        folder = RunFolder(path, plan, warn)
        folder.begin()
        yield folder


def summary_text(summary: Mapping[str, object]) -> str:
    """The summary as JSON, in which a number that does not exist is null."""
    return json.dumps(_plain(summary), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _plain(value: object) -> object:
    """NumPy scalars as Python numbers, NaN and infinity as None, all the way down."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value

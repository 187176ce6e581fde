"""The files of a calibration beside its JSON: the fitted scenario, a tidy table of all points, the figure."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pandas

from sim.column import Column
from sim.montecarlo.files import write_whole
from sim.scenario.library import is_path
from sim.scenario.resolve import load
from sim.scenario.writing import written
from sim.studies.fitting.result import Calibration
from sim.tables import frame_bytes

COLUMNS = (
    Column("point", "i8", "number from 0", "which point, in the order in which the search looked at them"),
    Column("kind", "text", "name", "parameter or target"),
    Column("name", "text", "name", "which parameter or target of the study"),
    Column("value", "f8", "of the parameter or figure", "its value at the point; null where it does not exist"),
)
MOST_NAME = 64
"""Characters of a scenario's name."""
SUFFIX = "-calibrated"


def write_others(folder: Path, found: Calibration) -> None:
    """Write `calibrated.yaml`, `points.parquet` and `calibrate.svg`."""
    from sim.studies.fitting.figure import figure_bytes

    write_whole(folder / "calibrated.yaml", calibrated_text(found, folder).encode())
    write_whole(folder / "points.parquet", frame_bytes(point_table(found), "calibration_points", COLUMNS))
    write_whole(folder / "calibrate.svg", figure_bytes(found))


def calibrated_text(found: Calibration, folder: Path) -> str:
    """The fitted scenario as a file that extends the one of the study and says only what differs from it."""
    reference = found.study.scenario
    values = differences(load(reference).as_plain(), found.calibrated.as_plain())
    head = {
        "name": f"{found.scenario.name[: MOST_NAME - len(SUFFIX)]}{SUFFIX}",
        "title": f"{found.scenario.scenario.title}, fitted to {found.study.title or 'targets'}",
        "extends": os.path.relpath(reference, folder) if is_path(reference) else reference,
    }
    values.pop("name", None)
    values.pop("title", None)
    lines = [f"# {name}: {_interval(estimate)}" for name, estimate in found.parameters.items()]
    return "\n".join(
        ["# Written by yuqi calibrate; 95 % intervals of what was fitted:", *lines, written(head | values)]
    )


def _interval(estimate: Any) -> str:
    if estimate.ci_low is None or estimate.ci_high is None:
        return f"{estimate.estimate:.6g}, not identified by the targets"
    return f"{estimate.estimate:.6g} ({estimate.ci_low:.6g} to {estimate.ci_high:.6g})"


def differences(base: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """What must be laid over plain data to get the other; null for what is gone."""
    found: dict[str, Any] = {}
    for key, value in other.items():
        if key in base and isinstance(value, dict) and isinstance(base[key], dict):
            inner = differences(base[key], value)
            if inner:
                found[key] = inner
        elif key not in base or base[key] != value:
            found[key] = value
    return found | {key: None for key in base if key not in other}


def point_table(found: Calibration) -> pandas.DataFrame:
    """A row per point and parameter or target; columns as in COLUMNS."""
    pieces = []
    for number, (place, values) in enumerate(found.points):
        settings = [knob.value(float(share)) for knob, share in zip(found.knobs, place, strict=True)]
        for kind, names, numbers in (
            ("parameter", [knob.name for knob in found.knobs], settings),
            ("target", list(found.aims.names), list(values)),
        ):
            piece = pandas.DataFrame({"name": names, "value": np.asarray(numbers, dtype=np.float64)})
            pieces.append(piece.assign(point=number, kind=kind))
    return pandas.concat(pieces)[[column.name for column in COLUMNS]].reset_index(drop=True)

"""Which parameters a figure depends on: Morris' effects, then Sobol's indices of those that matter.

Every point has the same replications, so that the simulation's noise can be told from what parameters do; the
arithmetic is in `sim.risk.sensitivity`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas
from pydantic import Field, model_validator

from sim.errors import UsageError
from sim.outputs import REPLICATION_COLUMNS, Column
from sim.risk.columns import has_value, observed
from sim.risk.samples import FloatArray
from sim.risk.sensitivity import Effects, Indices, elementary_effects, morris_design, sobol_design, sobol_indices
from sim.scenario.parameter import parameter
from sim.scenario.resolved import Resolved
from sim.studies.design import Point, at, identifier
from sim.studies.parameters import Parameter, changed, parameters_of
from sim.studies.points import Means, study_fingerprint, study_points
from sim.studies.study_file import Options, Study, StudySource, Varied, bases, name_of, read_study
from sim.tables import SCHEMA_VERSION, frame_bytes

if TYPE_CHECKING:
    from sim.plots.studies import Drawing

FILES = ("sensitivity.parquet", "sensitivity.json", "sensitivity.svg")
COLUMNS = (
    Column("parameter", "text", "name", "which parameter"),
    Column("key", "text", "key", "what it moves in the scenario"),
    Column("morris_mean", "f8", "of the figure", "mean elementary effect over the whole range, signed"),
    Column("morris_size", "f8", "of the figure", "its root mean square, noise taken off"),
    Column("morris_spread", "f8", "of the figure", "standard deviation of the effects, noise taken off"),
    Column("first", "f8", "share", "Sobol's first-order index, noise taken off; null where it was screened out"),
    Column("first_low", "f8", "share", "lower end of its 95 % interval"),
    Column("first_high", "f8", "share", "upper end"),
    Column("total", "f8", "share", "Sobol's total index, likewise"),
    Column("total_low", "f8", "share", "lower end of its 95 % interval"),
    Column("total_high", "f8", "share", "upper end"),
)
Rows = Callable[[Sequence[FloatArray], str], FloatArray]
"""(points, replications) the figure at the shares of the ranges of every point; the second names the stage."""


class SensitivityStudy(Study):
    """The file of a sensitivity study."""

    vary: dict[str, Varied] = Field(min_length=1, description="the parameters and their ranges, by name")
    column: str = parameter("loss_fen", "name", "column of replications.parquet whose mean is the figure", "the study")
    method: Literal["morris", "sobol", "morris_then_sobol"] = parameter(
        "morris_then_sobol", "choice", "effects, indices, or the indices of those with effects", "the study"
    )
    trajectories: int = parameter(8, "trajectories", "of Morris' design", "Morris 1991 uses 4 to 10", low=2, high=1000)
    levels: int = parameter(4, "levels", "of each range in Morris' design; even", "Morris 1991", low=2, high=100)
    base_points: int = parameter(32, "points", "of Saltelli's design, best a power of two", low=2, high=65_536)
    keep: float = parameter(
        0.1, "share", "Sobol's indices are for parameters with at least this share of the largest effect", low=0, high=1
    )

    @model_validator(mode="after")
    def _levels_are_even(self) -> SensitivityStudy:
        if self.levels % 2:
            raise ValueError("levels: must be even")
        return self


@dataclass(frozen=True)
class SensitivityTest:
    """A sensitivity study that is ready to run."""

    study: SensitivityStudy
    base: Resolved
    parameters: tuple[Parameter, ...]
    at: Callable[[Point], Resolved]


@dataclass(frozen=True)
class Measured:
    """Effects of all parameters, and indices of those kept; None where the method leaves them out."""

    effects: Effects | None
    kept: tuple[int, ...]
    indices: Indices | None


@dataclass(frozen=True)
class Sensitivity:
    """What a sensitivity study found."""

    folder: Path | None
    fingerprint: str
    test: SensitivityTest
    measured: Measured

    def plot(self) -> Drawing:
        """Bars of effects and indices."""
        return figure(self)

    @property
    def table(self) -> pandas.DataFrame:
        """A row per parameter, columns as in COLUMNS."""
        rows = [self._row(place, one) for place, one in enumerate(self.test.parameters)]
        return pandas.DataFrame(rows, columns=[column.name for column in COLUMNS])

    def _row(self, place: int, one: Parameter) -> dict[str, Any]:
        row: dict[str, Any] = {"parameter": one.name, "key": one.varied.key}
        effects, indices = self.measured.effects, self.measured.indices
        if effects is not None:
            row |= {f"morris_{name}": float(getattr(effects, name)[place]) for name in effects._fields}
        if indices is not None and place in self.measured.kept:
            number = self.measured.kept.index(place)
            for name in ("first", "total"):
                low, high = getattr(indices, f"{name}_ends")[number]
                row |= {name: float(getattr(indices, name)[number]), f"{name}_low": low, f"{name}_high": high}
        return row

    @property
    def unit(self) -> str:
        """The unit of the figure."""
        return {one.name: one.unit for one in REPLICATION_COLUMNS}[self.test.study.column]


def sensitivity_test(source: StudySource, options: Options = Options()) -> SensitivityTest:  # noqa: B008 - frozen
    """The study in a file, the ends of its ranges checked; nothing is run. Raises ScenarioError, UsageError."""
    study = read_study(source, SensitivityStudy)
    if study.column not in {one.name for one in REPLICATION_COLUMNS}:
        raise UsageError(f"column: {study.column} is no column of replications.parquet")
    base = bases(study, source, options)
    scenario = base(None)
    if scenario.scenario.replications < 2:
        raise UsageError("a sensitivity study needs two replications or more: they tell noise from effect")
    parameters = parameters_of(scenario, study.vary, "vary", name_of(source))

    def scenario_at(point: Point) -> Resolved:
        return changed(base, parameters, point)

    for place in (0.0, 1.0):
        scenario_at(tuple(at(one.varied, place) for one in parameters))
    return SensitivityTest(study, scenario, parameters, scenario_at)


def run_sensitivity(test: SensitivityTest, out: Path | None, means: Means, *, default_out: bool = False) -> Sensitivity:
    """Run both designs as far as they are not in the folder yet."""
    keys = [[one.name, one.varied.model_dump(mode="json")] for one in test.parameters]
    fingerprint = study_fingerprint("sensitivity", test.base, keys)
    with study_points("sensitivity", fingerprint, out, means, default_out=default_out, files=FILES) as points:

        def figure_at(shares: FloatArray) -> FloatArray:
            point = tuple(at(one.varied, float(share)) for one, share in zip(test.parameters, shares, strict=True))
            rows = points.run(identifier(test.parameters, point), test.at(point)).replications
            if not has_value(rows, test.study.column).all():
                raise UsageError(f"column: {test.study.column} has no value in some replications; choose another")
            return observed(rows, test.study.column).astype(np.float64)

        def rows(places: Sequence[FloatArray], stage: str) -> FloatArray:
            means.tell(f"{stage}: {len(places)} points")
            points.expected = points.done + len(places)
            return np.array([figure_at(one) for one in places])

        found = Sensitivity(
            points.folder, fingerprint, test, measure(test.study, len(test.parameters), test.base.scenario.seed, rows)
        )
        points.keep("sensitivity.parquet", frame_bytes(found.table, "sensitivity", COLUMNS))
        points.keep_figure("sensitivity.svg", figure(found))
        points.keep_document("sensitivity.json", document(found))
    return found


def measure(study: SensitivityStudy, parameters: int, seed: int, rows: Rows) -> Measured:
    """Effects and indices of a figure that `rows` gives. What is screened out stays in the middle of its range."""
    effects = None
    kept = tuple(range(parameters))
    if study.method != "sobol":
        places, order = morris_design(study.trajectories, parameters, study.levels, seed)
        values = rows(list(places.reshape(-1, parameters)), "Morris")
        effects = elementary_effects(places, order, values.reshape(*places.shape[:2], -1))
        if study.method == "morris":
            return Measured(effects, kept, None)
        kept = tuple(int(one) for one in np.flatnonzero(effects.size >= study.keep * effects.size.max()))
    design = sobol_design(study.base_points, len(kept), seed)
    whole = np.full((*design.shape[:2], parameters), 0.5)
    whole[:, :, list(kept)] = design
    values = rows(list(whole.reshape(-1, parameters)), "Sobol")
    return Measured(effects, kept, sobol_indices(values.reshape(*design.shape[:2], -1)))


def document(found: Sensitivity) -> dict[str, Any]:
    """A sensitivity study as plain data, as sensitivity.json and `--json` give it."""
    indices = found.measured.indices
    rows = found.table.astype(object).where(found.table.notna(), None)
    return {
        "schema_version": SCHEMA_VERSION,
        "fingerprint": found.fingerprint,
        "scenario": found.test.base.name,
        "seed": found.test.base.scenario.seed,
        "replications": found.test.base.scenario.replications,
        "column": found.test.study.column,
        "unit": found.unit,
        "method": found.test.study.method,
        "deviation_by_parameters": None if indices is None else indices.deviation,
        "noise_at_a_point": None if indices is None else indices.noise,
        "parameters": rows.to_dict("records"),
    }


def figure(found: Sensitivity) -> Drawing:
    """Bars of effects and indices."""
    from sim.plots.studies import bars

    table = found.table
    drawn = [name for name in ("morris_size", "first", "total") if table[name].notna().any()]
    return bars(list(table["parameter"]), {name: table[name].tolist() for name in drawn})

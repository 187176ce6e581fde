"""A sweep: a scenario at the points of a design, and every headline at every point.

The design is told before anything runs. How a sweep is worded is in `sim.studies.sweep_words`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pandas
from pydantic import Field

from sim.errors import UsageError
from sim.outputs import Column
from sim.scenario.errors import Fault, ScenarioError
from sim.scenario.parameter import parameter
from sim.scenario.resolved import Resolved
from sim.studies.design import Point, designed, identifier
from sim.studies.parameters import Parameter, changed, parameters_of
from sim.studies.points import Means, study_fingerprint, study_points
from sim.studies.study_file import Options, Study, StudySource, Varied, bases, name_of, read_study
from sim.tables import SCHEMA_VERSION, frame_bytes

if TYPE_CHECKING:
    from sim.plots.studies import Drawing

FILES = ("sweep.parquet", "sweep.json", "sweep.svg")
FIXED = ("point", "headline", "estimate", "ci_low", "ci_high", "confidence", "method", "n", "note")
"""Columns of the table beside the parameters."""


class SweepStudy(Study):
    """The file of a sweep."""

    design: Literal["grid", "zip", "latin_hypercube", "sobol"] = parameter(
        "grid", "choice", "which points", "the study"
    )
    points: int = parameter(16, "points", "of a Latin hypercube or Sobol sequence", "the study", low=2, high=10_000)
    vary: dict[str, Varied] = Field(min_length=1, description="the parameters, by the names they have in tables")
    show: tuple[str, ...] = Field(
        default=("expected_loss", "default_rate", "breach_probability", "capital_buffer_99_9"),
        description="headlines that are printed and drawn; the table has all",
        json_schema_extra={"unit": "names", "source": "the study"},
    )


@dataclass(frozen=True)
class SweepDesign:
    """A sweep that is ready to run: the scenario at every point, by the point's name, in the design's order."""

    study: SweepStudy
    base: Resolved
    parameters: tuple[Parameter, ...]
    points: dict[str, Point]
    scenarios: dict[str, Resolved]

    @property
    def replications(self) -> int:
        """Replications at each point."""
        return self.base.scenario.replications


@dataclass(frozen=True)
class Sweep:
    """What a sweep found."""

    folder: Path | None
    fingerprint: str
    design: SweepDesign
    summaries: dict[str, dict[str, dict[str, Any]]]
    """Point to headline to the seven fields of summary.json."""

    @property
    def table(self) -> pandas.DataFrame:
        """Tidy: a row per point and headline, with every parameter; columns as `columns` says."""
        names = [one.name for one in self.design.parameters]
        rows = [
            {"point": point, **dict(zip(names, self.design.points[point], strict=True)), "headline": headline, **found}
            for point, summary in self.summaries.items()
            for headline, found in summary.items()
        ]
        return pandas.DataFrame(rows, columns=[column.name for column in columns(self.design.parameters)])

    def plot(self) -> Drawing:
        """The headlines that the study shows over each parameter."""
        return figure(self)

    def values(self, headline: str) -> list[float | None]:
        """The estimate of a headline at every point, in the design's order."""
        return [summary[headline]["estimate"] for summary in self.summaries.values()]


def columns(parameters: Sequence[Parameter]) -> tuple[Column, ...]:
    """The columns of a sweep's table."""
    own = [Column(one.name, "f8" if one.is_number else "text", one.said_unit, one.varied.key) for one in parameters]
    return (
        Column("point", "text", "name", "the point: a hash of its keys and values"),
        *own,
        Column("headline", "text", "name", "which headline, as in summary.json"),
        Column("estimate", "f8", "of the headline", "fen, or a share; null where it does not exist"),
        Column("ci_low", "f8", "of the headline", "lower end of its interval"),
        Column("ci_high", "f8", "of the headline", "upper end of its interval"),
        Column("confidence", "f8", "share", "of repetitions in which the interval covers the true value"),
        Column("method", "text", "name", "how the interval was made"),
        Column("n", "i8", "replications", "used"),
        Column("note", "text", "words", "the unit, and why an end is missing"),
    )


def sweep_design(source: StudySource, options: Options = Options()) -> SweepDesign:  # noqa: B008 - frozen
    """The design of a sweep, every point checked; nothing is run. Raises ScenarioError with all faults, UsageError."""
    study = read_study(source, SweepStudy)
    base = bases(study, source, options)
    scenario = base(None)
    parameters = parameters_of(scenario, study.vary, "vary", name_of(source))
    taken = [one.name for one in parameters if one.name in FIXED]
    if taken:
        raise UsageError(f"{taken[0]} is a column of the table and cannot name a parameter")
    found = designed(study.design, parameters, study.points, scenario.scenario.seed)
    points = {identifier(parameters, point): point for point in found}
    scenarios: dict[str, Resolved] = {}
    faults: dict[Fault, None] = {}
    for name, point in points.items():
        try:
            scenarios[name] = changed(base, parameters, point)
        except ScenarioError as error:
            faults |= dict.fromkeys(error.faults)
    if faults:
        raise ScenarioError(faults)
    return SweepDesign(study, scenario, parameters, points, scenarios)


def run_sweep(design: SweepDesign, out: Path | None, means: Means, *, default_out: bool = False) -> Sweep:
    """Run every point that is not in the folder yet; writes the table, the document and nothing else."""
    keys = [[one.name, one.varied.key, one.varied.multiple] for one in design.parameters]
    fingerprint = study_fingerprint("sweep", design.base, keys)
    with study_points("sweep", fingerprint, out, means, default_out=default_out, files=FILES) as points:
        points.expected = len(design.points)
        summaries = {name: points.run(name, scenario).summary for name, scenario in design.scenarios.items()}
        found = Sweep(points.folder, fingerprint, design, summaries)
        points.keep("sweep.parquet", frame_bytes(found.table, "sweep", columns(design.parameters)))
        points.keep_figure("sweep.svg", figure(found))
        points.keep_document("sweep.json", document(found))
    return found


def document(found: Sweep) -> dict[str, Any]:
    """A sweep as plain data, as sweep.json and `--json` give it."""
    design = found.design
    names = [one.name for one in design.parameters]
    return {
        "schema_version": SCHEMA_VERSION,
        "fingerprint": found.fingerprint,
        "scenario": design.base.name,
        "seed": design.base.scenario.seed,
        "replications": design.replications,
        "design": design.study.design,
        "parameters": {
            one.name: {"key": one.varied.key, "unit": one.unit, "multiple": one.varied.multiple}
            for one in design.parameters
        },
        "points": [
            {
                "point": point,
                "values": dict(zip(names, design.points[point], strict=True)),
                "headlines": summary,
            }
            for point, summary in found.summaries.items()
        ],
    }


def figure(found: Sweep) -> Drawing:
    """The headlines shown over each parameter."""
    from sim.plots.studies import Panel, panels

    drawn = []
    for place, one in enumerate(found.design.parameters):
        for headline in shown(found):
            values = [point[place] for point in found.design.points.values()]
            spans = [summary[headline] for summary in found.summaries.values()]
            drawn.append(Panel(f"{one.name} ({one.unit})", headline, values, spans))
    return panels(drawn)


def shown(found: Sweep) -> list[str]:
    """The headlines to show that exist. Those a run does not have are left out."""
    first = next(iter(found.summaries.values()))
    return [headline for headline in found.design.study.show if headline in first]

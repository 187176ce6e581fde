"""A reverse stress test: the mildest shock that breaches capital, liquidity or any limit, with its interval.

The same luck at every severity. How it is told is in `sim.studies.reverse_words`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pandas
from pydantic import Field, model_validator

from sim.errors import UsageError
from sim.montecarlo.result import Result
from sim.outputs import Column
from sim.scenario.parameter import parameter
from sim.scenario.resolve import load
from sim.scenario.resolved import Resolved
from sim.studies.breach import Breach, Plausible, plausible
from sim.studies.driving import Driver, Hit, by_drivers, towards
from sim.studies.parameters import Parameter, parameters_of
from sim.studies.points import Means, study_fingerprint, study_points
from sim.studies.root import Search, search
from sim.studies.study_file import Options, Study, StudySource, beside, name_of, read_study, scenario_of
from sim.tables import SCHEMA_VERSION, frame_bytes

if TYPE_CHECKING:
    from sim.plots.studies import Drawing

FILES = ("reverse.parquet", "reverse.json", "reverse.svg")
COLUMNS = (
    Column("severity", "f8", "share of the way", "0 is the calm end of the drivers, 1 the severe one"),
    Column("measured", "f8", "share, or the column's unit", "probability of a breach, or mean beyond the limit"),
    Column("ci_low", "f8", "as measured", "lower end of its 95 % interval"),
    Column("ci_high", "f8", "as measured", "upper end"),
    Column("n", "i8", "replications", "used"),
)


class ReverseStudy(Study):
    """The file of a reverse stress test."""

    drivers: dict[str, Driver] = Field(default_factory=dict, description="what the shock moves, all together, by name")
    towards: str | None = parameter(
        None, "name or path", "a severe scenario to move to, instead of drivers", "the study"
    )
    breach: Literal["capital", "liquidity", "column"] = parameter("capital", "choice", "what is breached", "the study")
    column: str | None = parameter(None, "name", "column of replications.parquet, for breach: column", "the study")
    above: float | None = parameter(None, "of the column", "its limit, for breach: column", "the study")
    measure: Literal["probability", "mean"] = parameter(
        "probability", "choice", "whether the probability of a breach or the mean is to reach its limit", "the study"
    )
    probability: float = parameter(0.05, "share", "probability of a breach that is looked for", low=1e-6, high=0.999999)
    grid: int = parameter(9, "places", "of the first look over all severities, to find every crossing", low=2, high=200)
    tolerance: float = parameter(1 / 256, "share of the way", "how closely a root is found", low=1e-6, high=0.5)

    @model_validator(mode="after")
    def _has_one_shock(self) -> ReverseStudy:
        if bool(self.drivers) == (self.towards is not None):
            raise ValueError("drivers: give drivers, or a scenario under towards")
        if (self.breach == "column") != (self.column is not None and self.above is not None):
            raise ValueError("breach: column and above belong to breach: column, and are needed there")
        return self


@dataclass(frozen=True)
class ReverseTest:
    """A reverse stress test that is ready to run."""

    study: ReverseStudy
    base: Resolved
    breach: Breach
    parameters: tuple[Parameter, ...]
    hit: Hit


@dataclass(frozen=True)
class Reverse:
    """What a reverse stress test found. Severities are shares of the way; `plausible` is of the mildest breach."""

    folder: Path | None
    fingerprint: str
    test: ReverseTest
    search: Search
    plausible: Plausible | None

    def plot(self) -> Drawing:
        """The measured curve over severities with its crossings."""
        return figure(self)

    @property
    def table(self) -> pandas.DataFrame:
        """A row per severity that was run, columns as in COLUMNS."""
        limit = self.test.breach.probability or 0.0
        rows = [
            {"severity": place, "measured": _plus(one.estimate, limit), "ci_low": _plus(one.ci_low, limit),
             "ci_high": _plus(one.ci_high, limit), "n": one.n}
            for place, one in zip(self.search.places, self.search.values, strict=True)
        ]  # fmt: skip
        return pandas.DataFrame(rows, columns=[column.name for column in COLUMNS])


def _plus(value: float | None, amount: float) -> float | None:
    return None if value is None else float(value) + amount


def reverse_test(source: StudySource, options: Options = Options()) -> ReverseTest:  # noqa: B008 - frozen
    """The test in a file, its ends checked; nothing is run. Raises ScenarioError with all faults, UsageError."""
    study = read_study(source, ReverseStudy)
    base = scenario_of(study, source, options)
    asked = None if study.measure == "mean" else study.probability
    breach = Breach.of(study.breach, study.column, study.above, asked)
    if study.towards is None:
        varied = {name: driver.varied() for name, driver in study.drivers.items()}
        parameters = parameters_of(base, varied, "drivers", name_of(source))
        words = [one.name for one in parameters if not one.is_number]
        if words:
            raise UsageError(f"{words[0]} holds no number, so no shock can move it")
        hit = by_drivers(base, study.drivers, parameters)
        hit(0.0)
        hit(1.0)
        return ReverseTest(study, base, breach, parameters, hit)
    policy = options.policy or (None if study.policy is None else beside(study.policy, source))
    given = options._replace(seed=base.scenario.seed, replications=base.scenario.replications)
    severe = load(
        beside(study.towards, source), [*study.set, *options.overrides], policy,
        given.tape, given.mapping, given.seed, given.replications,
    )  # fmt: skip
    return ReverseTest(study, base, breach, (), towards(base, severe))


def run_reverse(test: ReverseTest, out: Path | None, means: Means, *, default_out: bool = False) -> Reverse:
    """Search for every severity at which the breach becomes as likely as asked; keeps every run."""
    said = test.study.model_dump(mode="json", include={"drivers", "towards"})
    fingerprint = study_fingerprint("reverse", test.base, [said, test.hit(1.0).as_plain()])
    with study_points("reverse", fingerprint, out, means, default_out=default_out, files=FILES) as points:

        def run(severity: float) -> Result:
            return points.run(f"s{severity:.9f}", test.hit(severity))

        found = searched(test, run)
        economy = _economy(test.breach, found, run)
        whole = Reverse(points.folder, fingerprint, test, found, economy)
        points.keep("reverse.parquet", frame_bytes(whole.table, "reverse", COLUMNS))
        points.keep_figure("reverse.svg", figure(whole))
        points.keep_document("reverse.json", document(whole))
    return whole


def searched(test: ReverseTest, run: Callable[[float], Result]) -> Search:
    """All crossings of the test over severities 0..1."""
    return search(
        lambda severity: test.breach.measured(run(severity).replications),
        0.0, 1.0, test.study.grid, test.study.tolerance,
    )  # fmt: skip


def _economy(breach: Breach, found: Search, run: Callable[[float], Result]) -> Plausible | None:
    """The economy of breaching replications at the mildest severity that was run and breaches; None without one."""
    beyond = [place for place, one in zip(found.places, found.values, strict=True) if (one.estimate or -1.0) >= 0.0]
    if not beyond:
        return None
    at = run(beyond[0])
    return plausible(breach, at.replications, at.monthly)


def document(found: Reverse) -> dict[str, Any]:
    """A reverse stress test as plain data, as reverse.json and `--json` give it."""
    test = found.test
    return {
        "schema_version": SCHEMA_VERSION,
        "fingerprint": found.fingerprint,
        "scenario": test.base.name,
        "towards": test.study.towards,
        "seed": test.base.scenario.seed,
        "replications": test.base.scenario.replications,
        "breach": {"column": test.breach.column, "above": test.breach.above, "probability": test.breach.probability},
        "always": found.search.is_always,
        "crossings": [
            {
                "severity": one.place,
                "ci_low": one.ci_low,
                "ci_high": one.ci_high,
                "rises": one.rises,
                "drivers": driver_values(test, one.place),
                "drivers_at_ci_low": None if one.ci_low is None else driver_values(test, one.ci_low),
                "drivers_at_ci_high": None if one.ci_high is None else driver_values(test, one.ci_high),
            }
            for one in found.search.crossings
        ],
        "plausible": None if found.plausible is None else plausible_document(found.plausible),
    }


def plausible_document(found: Plausible) -> dict[str, Any]:
    """The economy given a breach as plain data."""
    return {**found._asdict(), "factor": None if found.factor is None else found.factor.as_dict()}


def driver_values(test: ReverseTest, severity: float) -> dict[str, float]:
    """Each driver's value at a severity, in its own unit."""
    return {name: driver.at(severity) for name, driver in test.study.drivers.items()}


def figure(found: Reverse) -> Drawing:
    """The measured curve over severities with its crossings."""
    from sim.plots.studies import crossings

    table = found.table
    limit = found.test.breach.probability or 0.0
    places = [(one.place, one.ci_low, one.ci_high) for one in found.search.crossings]
    return crossings(table, limit, places, found.test.breach.asked)

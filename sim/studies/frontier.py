"""Policies on profit against breach probability and borrowers' harm: the Pareto set, and how sure it is.

Harm is the default rate as `definitions` has it: who comes 90 days past due, is restructured at a loss, written down,
sold or sued counts, so that no policy wins by hiding. All policies meet the same luck.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas
from pydantic import Field

from sim.errors import UsageError
from sim.montecarlo.result import Result
from sim.outputs import Column
from sim.risk.columns import has_value, observed
from sim.risk.estimate import Estimate
from sim.risk.intervals import mean_interval, probability_interval
from sim.risk.pareto import Frontier as Pareto
from sim.risk.pareto import frontier as pareto
from sim.risk.samples import FloatArray
from sim.scenario.resolved import Resolved
from sim.scenario.structure import ENTRY
from sim.studies.breach import CONFIDENCE
from sim.studies.points import Means, study_fingerprint, study_points
from sim.studies.study_file import Options, Study, StudySource, bases, read_study
from sim.tables import SCHEMA_VERSION, frame_bytes

if TYPE_CHECKING:
    from sim.plots.studies import Drawing

FILES = ("frontier.parquet", "frontier.json", "frontier.svg")
SIGNS = {"profit": -1.0, "breach": 1.0, "harm": 1.0}
"""The figures that count, and whether a cost (1) or a gain (-1)."""
NUMBERS = ("estimate", "ci_low", "ci_high", "n")
COLUMNS = (
    Column("policy", "text", "name", "which policy"),
    Column("figure", "text", "name", "profit, breach, harm, contacts or complaints"),
    Column("estimate", "f8", "fen, or a share", "mean over the replications"),
    Column("ci_low", "f8", "fen, or a share", "lower end of its 95 % interval"),
    Column("ci_high", "f8", "fen, or a share", "upper end"),
    Column("n", "i8", "replications", "used"),
)


class FrontierStudy(Study):
    """The file of a frontier."""

    policies: tuple[str, ...] = Field(
        min_length=2,
        max_length=24,
        description="the policies, each by name or path",
        json_schema_extra={"unit": "names or paths", "source": "the study"},
    )


@dataclass(frozen=True)
class FrontierTest:
    """A frontier that is ready to run: the scenario under every policy, by the policy's name."""

    study: FrontierStudy
    base: Resolved
    scenarios: dict[str, Resolved]


@dataclass(frozen=True)
class Frontier:
    """What a frontier found."""

    folder: Path | None
    fingerprint: str
    test: FrontierTest
    figures: dict[str, dict[str, Estimate]]
    """Policy to figure: profit (fen over the horizon), breach and harm (shares), contacts and complaints."""
    pareto: Pareto
    """Options in the order of the policies."""

    def plot(self) -> Drawing:
        """Profit over breach probability and over harm, a mark for each policy."""
        return figure(self)

    @property
    def table(self) -> pandas.DataFrame:
        """A row per policy and figure, columns as in COLUMNS."""
        rows = [
            {"policy": policy, "figure": name, **{key: getattr(one, key) for key in NUMBERS}}
            for policy, found in self.figures.items()
            for name, one in found.items()
        ]  # fmt: skip
        return pandas.DataFrame(rows, columns=[column.name for column in COLUMNS])


def frontier_test(source: StudySource, options: Options = Options()) -> FrontierTest:  # noqa: B008 - frozen
    """The frontier in a file, every policy read; nothing is run. Raises ScenarioError, UsageError."""
    study = read_study(source, FrontierStudy)
    if options.policy is not None:
        raise UsageError("a frontier compares the policies of its file; leave out --policy")
    base = bases(study, source, options)
    scenarios: dict[str, Resolved] = {}
    for policy in study.policies:
        name = Path(policy).stem
        if name in scenarios or not ENTRY.match(name):
            raise UsageError(f"two policies are called {name}, or a folder cannot be; give each a name of its own")
        scenarios[name] = base(policy)
    return FrontierTest(study, base(None), scenarios)


def run_frontier(test: FrontierTest, out: Path | None, means: Means, *, default_out: bool = False) -> Frontier:
    """Run the scenario under every policy and find the Pareto set."""
    fingerprint = study_fingerprint("frontier", test.base, [])
    with study_points("frontier", fingerprint, out, means, default_out=default_out, files=FILES) as points:
        points.expected = len(test.scenarios)
        runs = {name: points.run(name, scenario) for name, scenario in test.scenarios.items()}
        found = Frontier(points.folder, fingerprint, test, figures_of(runs), pareto(costs_of(runs)))
        points.keep("frontier.parquet", frame_bytes(found.table, "frontier", COLUMNS))
        points.keep_figure("frontier.svg", figure(found))
        points.keep_document("frontier.json", document(found))
    return found


def costs_of(runs: Mapping[str, Result]) -> FloatArray:
    """(policies, figures, replications) what each policy costs in each replication that all of them have."""
    tables = [run.replications.set_index("replication") for run in runs.values()]
    shared = tables[0].index
    for rows in tables[1:]:
        shared = shared.intersection(rows.index)
    found = []
    for rows in tables:
        own = samples(rows.loc[shared].reset_index())
        found.append([sign * own[name] for name, sign in SIGNS.items()])
    return np.array(found, dtype=np.float64)


def samples(rows: pandas.DataFrame) -> dict[str, FloatArray]:
    """(replications,) profit in fen, breach 0 or 1, and harm as a share; a missing default rate has no borrowers: 0."""
    harm = rows["default_rate"].astype("Float64").fillna(0.0).to_numpy(dtype=np.float64)
    return {
        "profit": observed(rows, "net_income_fen").astype(np.float64),
        "breach": (observed(rows, "capital_shortfall_fen") > 0).astype(np.float64),
        "harm": harm,
    }


def figures_of(runs: Mapping[str, Result]) -> dict[str, dict[str, Estimate]]:
    """Every figure of every policy with its interval."""
    return {name: _figures(run.replications, run.monthly) for name, run in runs.items()}


def _figures(rows: pandas.DataFrame, monthly: pandas.DataFrame) -> dict[str, Estimate]:
    own = samples(rows)
    platform = monthly[monthly["lender"] == "platform"].groupby("replication")
    contacts = platform["contacts"].sum().to_numpy(dtype=np.float64)
    complaints = platform["complaint_rate"].sum().to_numpy(dtype=np.float64)
    return {
        "profit": mean_interval(own["profit"], CONFIDENCE).noted("fen"),
        "breach": probability_interval(int(own["breach"].sum()), own["breach"].size, CONFIDENCE),
        "harm": mean_interval(own["harm"][has_value(rows, "default_rate")], CONFIDENCE).noted("share"),
        "contacts": mean_interval(contacts, CONFIDENCE).noted("contacts over the horizon"),
        "complaints": mean_interval(complaints[np.isfinite(complaints)], CONFIDENCE).noted("per active account"),
    }


def document(found: Frontier) -> dict[str, Any]:
    """A frontier as plain data, as frontier.json and `--json` give it."""
    names = list(found.figures)
    return {
        "schema_version": SCHEMA_VERSION,
        "fingerprint": found.fingerprint,
        "scenario": found.test.base.name,
        "seed": found.test.base.scenario.seed,
        "replications": found.test.base.scenario.replications,
        "policies": [
            {
                "policy": name,
                "is_member": bool(found.pareto.is_member[place]),
                "membership": float(found.pareto.membership[place]),
                "figures": {figure: one.as_dict() for figure, one in found.figures[name].items()},
                "dominates": {
                    other: float(found.pareto.dominance[place, at]) for at, other in enumerate(names) if other != name
                },
            }
            for place, name in enumerate(names)
        ],
    }


def figure(found: Frontier) -> Drawing:
    """Profit over breach probability and over harm."""
    from sim.plots.studies import plane

    members = [bool(one) for one in found.pareto.is_member]
    return plane({name: {key: one.as_dict() for key, one in of.items()} for name, of in found.figures.items()}, members)

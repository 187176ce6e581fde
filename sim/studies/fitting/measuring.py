"""What a point of the parameters gives: runs of the scenario there, all under the same luck, and their figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas

from sim.job import keep_quiet, prepare
from sim.montecarlo.runs import run
from sim.risk.samples import FloatArray
from sim.scenario.resolved import Resolved
from sim.scenario_tape import read_scenario_tape
from sim.studies.fitting import moments
from sim.studies.fitting.moments import Measured, joined
from sim.studies.fitting.settings import FitStudy, FitTarget, LevelSizes
from sim.studies.fitting.tape_rolls import roll_rate, simulated_rolls
from sim.studies.levels.measure import Measure, summed
from sim.studies.levels.rolls import Sums
from sim.studies.levels.sizes import Sizes
from sim.studies.levels.study import level_sums
from sim.studies.levels.target import Target
from sim.studies.levels.targets import TARGETS

LEVELS: dict[str, Target] = {target.id: target for target in TARGETS if target.part == "levels"}
"""Targets of docs/calibration.md that a study may name."""


class Measuring:
    """Measures all targets of a study at changes to its scenario."""

    def __init__(self, scenario: Resolved, study: FitStudy, jobs: int | None, backend: str) -> None:
        self._scenario, self._study, self._jobs, self._backend = scenario, study, jobs, backend
        self._targets = list(study.targets.values())
        self._of_levels = [place for place, target in enumerate(self._targets) if target.level]
        self._of_rolls = [place for place, target in enumerate(self._targets) if target.roll]
        others = {*self._of_levels, *self._of_rolls}
        self._of_runs = [place for place in range(len(self._targets)) if place not in others]
        self._tape = read_scenario_tape(scenario.scenario) if self._of_rolls else None

    def __call__(self, changes: Mapping[str, float]) -> Measured:
        """The figures, in the order of the targets. Raises what a run raises."""
        scenario = self._scenario.with_(changes)
        parts: list[tuple[Sequence[int], Measured]] = []
        if self._of_runs:
            parts.append((self._of_runs, self._run(scenario, [self._targets[place] for place in self._of_runs])))
        if self._of_levels:
            chosen = [LEVELS[str(self._targets[place].level)] for place in self._of_levels]
            parts.append((self._of_levels, measured_levels(scenario, chosen, self._study.levels)))
        if self._tape is not None:
            rolls = [str(self._targets[place].roll) for place in self._of_rolls]
            sums = simulated_rolls(scenario, self._tape, self._study.rolls)
            parts.append((self._of_rolls, of_sums([partial(roll_rate, roll) for roll in rolls], sums)))
        return joined(parts, len(self._targets))

    def _run(self, scenario: Resolved, targets: Sequence[FitTarget]) -> Measured:
        job = prepare(scenario, jobs=self._jobs, backend=self._backend, attribution="none", tell=keep_quiet)
        found = run(job.plan, job.simulator, _no_summary, None, jobs=self._jobs, backend=self._backend)
        needs_months = any(target.month is not None for target in targets)
        monthly = found.monthly if needs_months else pandas.DataFrame()
        return moments.measured(targets, found.replications, monthly, self._study.groups)


def _no_summary(replications: pandas.DataFrame, monthly: pandas.DataFrame) -> dict[str, Any]:
    """No headlines: a point needs only its own figures, and a summary takes longer than a small run."""
    return {}


def measured_levels(scenario: Resolved, targets: Sequence[Target], sizes: LevelSizes) -> Measured:
    """Level targets at a scenario; the pairs of runs, each with its own opening book, are the groups."""
    wanted = Sizes(borrowers=sizes.borrowers, months=sizes.months, pairs=sizes.pairs)
    return of_sums([_measure(target) for target in targets], level_sums(scenario, wanted))


def _measure(target: Target) -> Measure:
    assert not isinstance(target.measure, str)  # noqa: S101 - so are those of the levels
    return target.measure


def of_sums(measures: Sequence[Measure], replications: Sequence[Sums]) -> Measured:
    """Measures of sums over replications, each replication a group."""
    whole = summed(replications)
    values: FloatArray = np.array([measure(whole) for measure in measures])
    lacking = [{name: whole[name] - sums[name] for name in whole} for sums in replications]
    left_out: FloatArray = np.array([[measure(sums) for measure in measures] for sums in lacking])
    return Measured(values, (left_out,))

"""Fit parameters of a scenario to targets: simulated moments under the same luck at every point.

`calibrate` is what a notebook and the command line call. The study file is `sim.studies.fitting.settings`, the search
`search`, intervals `inference`, words `telling`.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import numpy as np

from sim.errors import YuqiError
from sim.job import Tell, keep_quiet, prepare
from sim.montecarlo.files import write_whole
from sim.montecarlo.plan import FINGERPRINT_SHOWN
from sim.montecarlo.runs import absolute
from sim.risk.samples import FloatArray
from sim.scenario.resolve import load
from sim.scenario.resolved import Resolved
from sim.studies.fitting.aiming import Aims, aims_of
from sim.studies.fitting.folder import RESULT, PointStore, as_text, calibration_folder
from sim.studies.fitting.inference import inferred
from sim.studies.fitting.measuring import Measuring
from sim.studies.fitting.moments import Measured
from sim.studies.fitting.outcome_files import write_others
from sim.studies.fitting.parameters import Knob, changes_at, knobs_of
from sim.studies.fitting.result import Calibration
from sim.studies.fitting.search import search
from sim.studies.fitting.settings import FitStudy, read_study

Measure = Callable[[Mapping[str, float]], Measured]


class CannotFit(YuqiError):
    """Targets that the scenario has no figure for, or a budget too small to tell what moves what."""

    exit_code = 3


def calibrate(  # noqa: PLR0913 - one argument for each option of the command line
    study: FitStudy | str | Path,
    *,
    policy: str | None = None,
    overrides: Iterable[str] = (),
    tape: str | Path | None = None,
    mapping: str | Path | None = None,
    seed: int | None = None,
    replications: int | None = None,
    out: str | Path | None = None,
    default_out: bool = False,
    resume: bool = False,
    jobs: int | None = None,
    backend: str = "threads",
    tell: Tell = keep_quiet,
) -> Calibration:
    """Fit the parameters of a study file; without `out` nothing is written.

    `result.parameters["job_loss"]` is an estimate with interval, `result.calibrated` the fitted scenario,
    `result.covariance` the uncertainty of the parameters together.

    Raises the errors of `sim.errors`; ScenarioError with every fault of the study, CannotFit.
    """
    asked = study if isinstance(study, FitStudy) else read_study(Path(study))
    scenario = load(
        asked.scenario,
        list(overrides),
        policy,
        tape,
        mapping,
        asked.seed if seed is None else seed,
        asked.replications if replications is None else replications,
    )
    knobs, aims = knobs_of(scenario, asked.parameters), aims_of(asked, scenario)
    _check_budget(asked, len(knobs))
    mark = _fingerprint(scenario, asked, jobs, backend)
    path = None if out is None else absolute(Path(out))
    if path is None and default_out:
        path = absolute(Path("results") / f"calibrate-{mark[:FINGERPRINT_SHOWN]}")
    terms = {"fingerprint": mark, "scenario": scenario.name, "study": _identity(asked)}
    with calibration_folder(path, terms, resume) as store:
        found = fitted(asked, scenario, knobs, aims, Measuring(scenario, asked, jobs, backend), store, mark, tell)
        if path is not None:
            write_others(path, found)
            write_whole(path / RESULT, as_text(found.as_plain()).encode())
    return found


def _check_budget(study: FitStudy, parameters: int) -> None:
    least = 4 * parameters + 2 + study.search.explore
    if study.search.budget < least:
        raise CannotFit(
            f"search.budget: {study.search.budget} points are too few for {parameters} parameters; at least {least}: "
            "two a parameter before the first step, two at the end"
        )


def _identity(study: FitStudy) -> dict[str, object]:
    """What of a study its points depend on: not the title, and not how many points it may look at."""
    found: dict[str, object] = study.model_dump(mode="json", exclude={"title", "scenario"})
    search_terms = found["search"]
    assert isinstance(search_terms, dict)  # noqa: S101 - for the type checker
    search_terms.pop("budget")
    return found


def _fingerprint(scenario: Resolved, study: FitStudy, jobs: int | None, backend: str) -> str:
    plan = prepare(scenario, jobs=jobs, backend=backend, attribution="none").plan
    whole = [plan.fingerprint, plan.replications, _identity(study)]
    return hashlib.sha256(json.dumps(whole, sort_keys=True).encode("ascii")).hexdigest()


def fitted(
    study: FitStudy,
    scenario: Resolved,
    knobs: list[Knob],
    aims: Aims,
    measure: Measure,
    store: PointStore,
    mark: str = "",
    tell: Tell = keep_quiet,
) -> Calibration:
    """The search and what it found, whoever measures. Raises CannotFit."""
    points = _Points(study, knobs, aims, measure, store, tell)
    start = np.array([knob.begins for knob in knobs])
    found = search(points.values, start, aims.aim, study.search, scenario.scenario.seed)
    at_end = points.measured[found.place.tobytes()]
    noise, names = at_end.covariance(), np.array(aims.names)
    fitted_ones = aims.aim.fitted
    lacking = fitted_ones & ~np.isfinite(np.diag(noise))
    if lacking.any():
        raise CannotFit(f"targets.{names[lacking][0]}: too few events to tell its noise; ask for more replications")
    errors = noise + aims.errors
    exact = fitted_ones & (np.diag(errors) <= 0.0)
    if exact.any():
        raise CannotFit(f"targets.{names[exact][0]}: neither it nor its value varies; give the value a standard_error")
    known = inferred(at_end.values, found.jacobian, aims.aim, noise, aims.errors, at_end.groups)
    looked_at = tuple((np.frombuffer(key), each.values) for key, each in points.measured.items())
    return Calibration(
        study, scenario, tuple(knobs), aims, found, at_end, known, looked_at, mark, store.folder
    )  # fmt: skip


class _Points:
    """Measures places of the unit cube, once each, and says how far the search is."""

    def __init__(
        self, study: FitStudy, knobs: list[Knob], aims: Aims, measure: Measure, store: PointStore, tell: Tell
    ) -> None:
        self._study, self._knobs, self._aims, self._store = study, knobs, aims, store
        self._measure, self._tell = measure, tell
        self.measured: dict[bytes, Measured] = {}
        self._least = np.inf

    def values(self, place: FloatArray) -> FloatArray:
        """(figures,) at a place. Raises CannotFit where a figure to fit does not exist."""
        changes = changes_at(self._knobs, place)
        found, began = self._store.read(changes), time.monotonic()
        is_new = found is None
        if found is None:
            found = self._measure(changes)
            self._store.keep(changes, found)
        self.measured[place.tobytes()] = found
        self._check(found, changes)
        self._least = min(self._least, self._aims.aim.badness(found.values))
        self._say(time.monotonic() - began if is_new else None)
        return found.values

    def _check(self, found: Measured, changes: Mapping[str, float]) -> None:
        lacking = self._aims.aim.fitted & ~np.isfinite(found.values)
        if lacking.any():
            name = self._aims.names[int(np.argmax(lacking))]
            where = ", ".join(f"{key} {value:.6g}" for key, value in changes.items())
            raise CannotFit(f"targets.{name} does not exist at {where}; narrow the ranges or choose another target")

    def _say(self, seconds: float | None) -> None:
        count, budget = len(self.measured), self._study.search.budget
        if count == 2 and seconds is not None:  # the first also loads the machine code
            self._tell(f"a point takes about {seconds:.1f} s; at most {budget} points, {budget * seconds:,.0f} s")
        kept = " (kept from before)" if seconds is None else ""
        self._tell(f"point {count}{kept}: least sum of squared misses so far {self._least:.4g}")


__all__ = ["Calibration", "CannotFit", "calibrate", "fitted"]

"""What draw plans are worth on the real model: variance of a plain run / variance of a run under the plan.

Run by part, since each takes minutes: `python -m tests.benchmarks.draws run FOLDER PLAN SECTIONS [A.B=C ...]` adds
sections of 256 replications of a plan to a folder, `... pilot FOLDER [A.B=C ...]` finds the shift first, and
`... table FOLDER` prints the ratios. The tables stand in docs/draws.md.

The variance of a plain run is taken from the weighted runs under importance. A quantile has the ratio of the
probability of lying above it, since both errors are divided by the same density.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from sim.draws import PLAIN, Antithetic, Draws, Sobol, Stratified
from sim.draws.normals import SECTION
from sim.draws.pilot import Pilot, PilotSizes, find_shift
from sim.risk.sections import regressed
from sim.risk.weights import calibrated_weights, weighted_quantile
from sim.scenario.resolve import load
from sim.simulation import Simulation

Array = np.ndarray[Any, Any]

SCENARIO = "severe_recession"
LEVEL = 0.999
RESAMPLES = 400
COLUMNS = ("loss_fen", "capital_shortfall_fen", "weight")
LOSS_MONTHS = 12


def simulation_of(settings: list[str]) -> Simulation:
    """The scenario with full dispersion and the settings given."""
    return Simulation.of(load(SCENARIO, ["macro.dispersion=full", *settings]).scenario)


def timed(simulation: Simulation, replications: range) -> tuple[dict[str, Array], float]:
    """Columns of replications, each (k,) floats, and seconds of a core a replication."""
    start = time.process_time()
    rows = np.concatenate([simulation.replicate(replication)[0] for replication in replications])
    seconds = (time.process_time() - start) / len(replications)
    return {name: rows[name].astype(float) for name in COLUMNS}, seconds


def run_pilot(folder: Path, settings: list[str], sizes: PilotSizes) -> None:
    """Find the shift for losses at 99.9 % and keep it, with what it took and the plain runs."""
    base = simulation_of(settings)
    taken: list[float] = []

    def sample(draws: Draws, replications: range) -> Array:
        columns, seconds = timed(base.with_draws(draws), replications)
        taken.append(seconds * len(replications))
        if draws == PLAIN:
            np.savez(folder / "plain-pilot.npz", seconds=seconds, first=replications.start, **columns)
        return columns["loss_fen"]

    macro = base.scenario.macro
    pilot = find_shift(sample, base.scenario.seed, base.scenario.horizon_months, macro.persistence, LEVEL, sizes)
    found = {"pilot": pilot.as_dict(), "seconds": sum(taken), "settings": settings}
    (folder / "pilot.json").write_text(json.dumps(found, indent=1))
    print(json.dumps(found))


def plan_of(name: str, folder: Path) -> Draws:
    """A draw plan by its name; the shift is that of the folder's pilot."""
    if name == "importance":
        return Pilot.from_dict(json.loads((folder / "pilot.json").read_text())["pilot"]).draws
    return {"plain": PLAIN, "antithetic": Antithetic(), "sobol": Sobol(), "stratified": Stratified(LOSS_MONTHS)}[name]


def run_sections(folder: Path, name: str, sections: int, settings: list[str]) -> None:
    """Add sections of a plan to those the folder has."""
    simulation = simulation_of(settings).with_draws(plan_of(name, folder))
    done = len(list(folder.glob(f"{name}-section-*.npz")))
    for section in range(done, done + sections):
        columns, seconds = timed(simulation, range(section * SECTION, (section + 1) * SECTION))
        np.savez(folder / f"{name}-section-{section}.npz", seconds=seconds, **columns)


def sections_of(folder: Path, name: str) -> tuple[dict[str, Array], float]:
    """(sections, 256) columns of a plan and its mean seconds a replication."""
    files = [np.load(path) for path in sorted(folder.glob(f"{name}-section-*.npz"))]
    columns = {column: np.array([each[column] for each in files]) for column in COLUMNS}
    return columns, float(np.mean([each["seconds"] for each in files]))


def figures(values: Array, threshold: float) -> dict[str, Array]:
    """What the three figures are means of: (n,) each, up to factors that cancel."""
    return {
        "EL": values,
        "VaR 99.9 %": (values > threshold).astype(float),
        "ES 99.9 %": np.maximum(values - threshold, 0.0),
    }


def threshold_of(judge: dict[str, Array], column: str) -> float:
    """The 99.9 % quantile by all weighted runs."""
    return float(weighted_quantile(judge[column].ravel(), calibrated_weights(judge["weight"].ravel()), LEVEL))


def variances(runs: dict[str, Array], column: str, threshold: float) -> dict[str, float]:
    """Variance of a run of a plan, for each figure; `runs` have shape (sections, 256).

    Of the mean from the sections, so that balance counts. Of the tail from the runs: a few sections know it badly, and
    luck leaves balance little to do there; where it does something, the ratio is too low.
    """
    weights, shape = runs["weight"].ravel(), runs["weight"].shape
    found = {}
    for name, each in figures(runs[column].ravel(), threshold).items():
        influence = regressed(each, weights)
        is_mean = name == "EL"
        spread = SECTION * influence.reshape(shape).mean(axis=1).var(ddof=1) if is_mean else influence.var(ddof=1)
        found[name] = float(spread)
    return found


def plain_variances(judge: dict[str, Array], column: str, threshold: float) -> dict[str, float]:
    """Variance of a plain run, for each figure, by weighted runs."""
    weights = calibrated_weights(judge["weight"].ravel())
    found = {}
    for name, each in figures(judge[column].ravel(), threshold).items():
        found[name] = float(np.average(each**2, weights=weights) - np.average(each, weights=weights) ** 2)
    return found


def ratios(plan: dict[str, Array], judge: dict[str, Array], column: str) -> dict[str, float]:
    """Variance ratios plain / plan at equal runs."""
    threshold = threshold_of(judge, column)
    plain, own = plain_variances(judge, column, threshold), variances(plan, column, threshold)
    return {name: plain[name] / own[name] if own[name] > 0.0 else float("nan") for name in plain}


def resampled(runs: dict[str, Array], rng: np.random.Generator) -> dict[str, Array]:
    """Sections drawn with replacement, shape as given."""
    picked = rng.integers(0, len(runs["weight"]), len(runs["weight"]))
    return {name: values[picked] for name, values in runs.items()}


def table(folder: Path) -> None:
    """Print ratios with 95 % intervals from resampled sections, at equal runs and at equal time of a core."""
    judge, _ = sections_of(folder, "importance")
    plain_seconds = float(np.load(folder / "plain-pilot.npz")["seconds"])
    rng = np.random.default_rng(1)
    for name in ("antithetic", "stratified", "sobol", "importance"):
        if not list(folder.glob(f"{name}-section-*.npz")):
            continue
        plan, seconds = sections_of(folder, name)
        slower = seconds / plain_seconds
        for column in COLUMNS[:2]:
            drawn = [ratios(resampled(plan, rng), judge, column) for _ in range(RESAMPLES)]
            for figure, value in ratios(plan, judge, column).items():
                low, high = np.nanpercentile([each[figure] for each in drawn], [2.5, 97.5])
                at_equal_runs = f"{value:.2f} ({low:.2f} to {high:.2f}) at equal runs"
                at_equal_time = f"{value / slower:.2f} at equal time ({slower:.2f} x)"
                print(f"{name} {column} {figure}: {at_equal_runs}, {at_equal_time}, {len(plan['weight'])} sections")


def main(arguments: list[str]) -> None:
    """One part of the campaign."""
    action, folder, *rest = arguments
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    if action == "pilot":
        numbers = [int(each) for each in rest if each.isdigit()]
        run_pilot(place, [each for each in rest if not each.isdigit()], PilotSizes(*numbers))
    elif action == "run":
        run_sections(place, rest[0], int(rest[1]), rest[2:])
    else:
        table(place)


if __name__ == "__main__":
    main(sys.argv[1:])

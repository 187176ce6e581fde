"""`python -m sim.studies.uncertainty SCENARIO`: a buffer over what is not known of parameters, beside its own error.

What is not known is told by the ranges of docs/calibration.md or, with `--posterior DIR`, by a finished calibration.
Every point has the same luck.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import sim
from sim.headline import CONFIDENCE
from sim.risk.estimate import Estimate
from sim.risk.intervals import quantile_interval
from sim.risk.parameter_uncertainty import Uncertainty, hypercube, uncertainty
from sim.scenario.resolve import load
from sim.scenario.resolved import Resolved
from sim.studies.posterior import CALIBRATED, Posterior, read_posterior
from sim.studies.ranges import RANGES, Range, changes_at
from sim.summary import percent, yuan

BUFFERS = {"capital": ("capital_shortfall_fen", 1), "liquidity": ("min_liquidity_fen", -1)}
"""Column and sign of the shortfall whose quantile is the buffer."""


@dataclass(frozen=True)
class UncertaintyStudy:
    """Buffers at the points, and what of their spread is due to the parameters."""

    scenario: str
    level: float
    buffer: str
    """of capital or liquidity"""
    origin: str
    """where the points come from, in words"""
    replications: int
    ranges: tuple[Range, ...]
    shares: np.ndarray
    """(points, parameters) place of each point within its ranges"""
    buffers: tuple[Estimate, ...]
    """fen, by point"""
    found: Uncertainty
    at_centre: Estimate
    """fen: at the scenario's own parameters"""


def parameter_uncertainty(
    scenario: Resolved,
    points: int = 24,
    replications: int = 200,
    level: float = 0.95,
    buffer: str = "capital",
    *,
    over: Sequence[Range] | Posterior = RANGES,
    jobs: int | None = None,
    tell: Callable[[str], None] = lambda words: None,
) -> UncertaintyStudy:
    """The buffer at `level` at every point of a Latin hypercube, with so many replications each.

    Points lie evenly over the ranges; with a posterior they follow its law, and the scenario gets its fitted values.
    Raises TooFewPoints; ScenarioError where a point lies outside what a parameter may be.
    """
    ranges = over.ranges if isinstance(over, Posterior) else over
    shares = hypercube(points, len(ranges), scenario.scenario.seed)
    origin = "the ranges of docs/calibration.md" if over is RANGES else "given ranges"
    if isinstance(over, Posterior):
        shares, origin = over.placed(shares), "the posterior of a calibration"
        scenario = scenario.with_(over.fitted_values(scenario))
    column, sign = BUFFERS[buffer]

    def at(changed: Resolved) -> Estimate:
        rows = sim.run(changed, replications, jobs=jobs, attribution="none").replications
        return quantile_interval(sign * rows[column].to_numpy(dtype=np.int64), level, CONFIDENCE)

    buffers = []
    for place, point in enumerate(shares):
        tell(f"point {place + 1} of {points}")
        buffers.append(at(scenario.with_(changes_at(scenario, ranges, point))))
    found = uncertainty(buffers, shares)
    return UncertaintyStudy(
        scenario.scenario.name, level, buffer, origin, replications, tuple(ranges), shares, tuple(buffers), found,
        at(scenario),
    )  # fmt: skip


def lines(study: UncertaintyStudy) -> list[str]:
    """The study in words."""
    found, centre = study.found, study.at_centre
    ends = (
        "" if centre.ci_low is None or centre.ci_high is None else f" ({yuan(centre.ci_low)} to {yuan(centre.ci_high)})"
    )
    error = "unknown: more replications are needed" if found.simulation_error is None else yuan(found.simulation_error)
    ratio = "" if found.ratio is None else f": {found.ratio:.1f} times as large"
    told = [
        f"{study.scenario}: {study.buffer} buffer at {percent(study.level)} over {study.origin}; "
        f"{len(study.buffers)} points of {study.replications:,} replications, amounts in yuan",
        "",
        f"at the scenario's parameters        {yuan(centre.estimate)}{ends}",
        f"mean over the points                {yuan(found.mean)}",
        f"95 % of the points                  {yuan(found.low)} to {yuan(found.high)}",
        f"standard error of the simulation    {error}",
        f"standard deviation by parameters    {yuan(found.parameter_deviation)}{ratio}",
        "",
        _in_words(study),
        "",
        "rank correlation of each parameter with the buffer:",
    ]
    order = np.argsort(-np.abs(found.correlations))
    for place in order:
        span = study.ranges[int(place)]
        told.append(f"  {found.correlations[place]:+.2f}  {span.key.replace('population.segments.*.', '')}: {span.why}")
    return told


def _in_words(study: UncertaintyStudy) -> str:
    """Which of the two errors is the larger, and what that means for the next run."""
    found = study.found
    if found.ratio is None:
        return "Too few replications to tell the error of the simulation, so nothing can be taken off the spread."
    if found.parameter_deviation == 0.0:
        return "The points differ by no more than the luck of the simulation: more replications would tell them apart."
    if found.ratio > 1.0:
        return (
            "What is not known of the parameters is the larger error: more replications will not make the buffer surer."
        )
    return "The simulation's own error is the larger one: more replications will make the buffer surer."


def _scenario(options: argparse.Namespace, posterior: Posterior | None) -> Resolved:
    """The scenario named, or the fitted one of a calibration. Raises ScenarioError."""
    if options.scenario is None and posterior is not None:
        return load(options.posterior / CALIBRATED, options.set)
    return sim.load(options.scenario, options.set)


def _news(words: str) -> None:
    sys.stderr.write(f"{words}\n")


def main(arguments: Sequence[str]) -> int:
    """Run the study and print it."""
    parser = argparse.ArgumentParser(prog="python -m sim.studies.uncertainty", description=__doc__)
    parser.add_argument("scenario", nargs="?", help="name or path of the scenario; may be left out with --posterior")
    parser.add_argument("--posterior", type=Path, metavar="DIR", help="folder of a finished yuqi calibrate")
    parser.add_argument("--points", type=int, default=24, help="of the Latin hypercube")
    parser.add_argument("--replications", type=int, default=200, help="at each point")
    parser.add_argument("--level", type=float, default=0.95, help="confidence of the buffer")
    parser.add_argument("--buffer", choices=sorted(BUFFERS), default="capital")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="change a parameter")
    options = parser.parse_args(arguments)
    if options.scenario is None and options.posterior is None:
        parser.error("name a scenario, or the folder of a finished calibration with --posterior")
    posterior = None if options.posterior is None else read_posterior(options.posterior)
    study = parameter_uncertainty(
        _scenario(options, posterior), options.points, options.replications, options.level, options.buffer,
        over=RANGES if posterior is None else posterior, tell=_news,
    )  # fmt: skip
    sys.stdout.write("\n".join(lines(study)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

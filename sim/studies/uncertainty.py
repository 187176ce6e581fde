"""`python -m sim.studies.uncertainty SCENARIO`: a buffer over what is not known of parameters, beside its own error.

Until there is a posterior, the ranges are those in which the targets of docs/calibration.md stay inside their bands,
one parameter a target, judged by proportion. Every point has the same luck.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, NamedTuple

import numpy as np

import sim
from sim.headline import CONFIDENCE
from sim.risk.estimate import Estimate
from sim.risk.intervals import quantile_interval
from sim.risk.parameter_uncertainty import Uncertainty, hypercube, uncertainty
from sim.scenario.resolved import Resolved
from sim.summary import percent, yuan


class Range(NamedTuple):
    """A parameter by its key, `.*.` standing for every segment, and its range: multiples of its value, or values."""

    key: str
    low: float
    high: float
    is_multiple: bool
    why: str


SEGMENTS = "population.segments.*"
RANGES = (
    Range(f"{SEGMENTS}.employment.job_loss_monthly", 0.75, 1.25, True, "defaults within a year, L21"),
    Range(f"{SEGMENTS}.employment.asset_correlation", 0.5, 2.0, True, "implied correlation 0.5 to 4 %, X1"),
    Range(f"{SEGMENTS}.income.factor_loading", 0.33, 2.0, True, "spread of annual default rates, X2; assumed"),
    Range(f"{SEGMENTS}.spending.savings_months", 0.75, 1.25, True, "level of arrears, L1 and L2"),
    Range(f"{SEGMENTS}.paying.default_payment", 0.79, 1.32, True, "cash after 90 days, R1"),
    Range("macro.persistence", 0.84, 0.99, False, "autocorrelation of unemployment, X5"),
    Range("macro.recovery_loading", 0.0, 0.3, False, "recovery in bad times; assumed"),
    Range("lenders.platform.costs.balance_annual", 0.97, 1.03, True, "profit a year, B4"),
)
BUFFERS = {"capital": ("capital_shortfall_fen", 1), "liquidity": ("min_liquidity_fen", -1)}
"""Column and sign of the shortfall whose quantile is the buffer."""


@dataclass(frozen=True)
class UncertaintyStudy:
    """Buffers at the points, and what of their spread is due to the parameters."""

    scenario: str
    level: float
    replications: int
    ranges: tuple[Range, ...]
    shares: np.ndarray
    """(points, parameters) place of each point within its ranges"""
    buffers: tuple[Estimate, ...]
    """fen, by point"""
    found: Uncertainty
    at_centre: Estimate
    """fen: at the scenario's own parameters"""


def changes_at(scenario: Resolved, ranges: Sequence[Range], shares: np.ndarray) -> dict[str, float]:
    """Keys and values of a point, from (parameters,) shares of the ranges."""
    plain = scenario.as_plain()
    found = {}
    for span, share in zip(ranges, shares, strict=True):
        given = span.low + (span.high - span.low) * float(share)
        for key in keys_of(scenario, span.key):
            found[key] = given * float(value_of(plain, key)) if span.is_multiple else given
    return found


def keys_of(scenario: Resolved, key: str) -> list[str]:
    """The keys that a key with `.*.` stands for."""
    return [key.replace(".*.", f".{name}.", 1) for name in scenario.scenario.population.segments if ".*." in key] or [
        key
    ]


def value_of(plain: dict[str, Any], key: str) -> Any:
    """The value at a dotted key."""
    return reduce(lambda inner, name: inner[name], key.split("."), plain)


def parameter_uncertainty(
    scenario: Resolved,
    points: int = 24,
    replications: int = 200,
    level: float = 0.95,
    buffer: str = "capital",
    *,
    ranges: Sequence[Range] = RANGES,
    jobs: int | None = None,
    tell: Callable[[str], None] = lambda words: None,
) -> UncertaintyStudy:
    """The buffer at `level` at every point of a Latin hypercube over the ranges, with so many replications each.

    Raises TooFewPoints; ScenarioError where a point lies outside what a parameter may be.
    """
    shares = hypercube(points, len(ranges), scenario.scenario.seed)
    column, sign = BUFFERS[buffer]

    def at(changed: Resolved) -> Estimate:
        rows = sim.run(changed, replications, jobs=jobs, attribution="none").replications
        return quantile_interval(sign * rows[column].to_numpy(dtype=np.int64), level, CONFIDENCE)

    buffers = []
    for place, point in enumerate(shares):
        tell(f"point {place + 1} of {points}")
        buffers.append(at(scenario.with_(changes_at(scenario, ranges, point))))
    found = uncertainty(buffers, shares)
    name = scenario.scenario.name
    return UncertaintyStudy(name, level, replications, tuple(ranges), shares, tuple(buffers), found, at(scenario))


def lines(study: UncertaintyStudy) -> list[str]:
    """The study in words."""
    found, centre = study.found, study.at_centre
    ends = (
        "" if centre.ci_low is None or centre.ci_high is None else f" ({yuan(centre.ci_low)} to {yuan(centre.ci_high)})"
    )
    error = "unknown: more replications are needed" if found.simulation_error is None else yuan(found.simulation_error)
    ratio = "" if found.ratio is None else f": {found.ratio:.1f} times as large"
    told = [
        f"{study.scenario}: buffer at {percent(study.level)}, {study.replications:,} replications a point, "
        f"{len(study.buffers)} points; amounts in yuan",
        "",
        f"at the scenario's parameters        {yuan(centre.estimate)}{ends}",
        f"mean over the points                {yuan(found.mean)}",
        f"95 % of the points                  {yuan(found.low)} to {yuan(found.high)}",
        f"standard error of the simulation    {error}",
        f"standard deviation by parameters    {yuan(found.parameter_deviation)}{ratio}",
        "",
        "rank correlation of each parameter with the buffer:",
    ]
    order = np.argsort(-np.abs(found.correlations))
    for place in order:
        span = study.ranges[int(place)]
        told.append(f"  {found.correlations[place]:+.2f}  {span.key.replace('population.segments.*.', '')}: {span.why}")
    return told


def _news(words: str) -> None:
    sys.stderr.write(f"{words}\n")


def main(arguments: Sequence[str]) -> int:
    """Run the study and print it."""
    parser = argparse.ArgumentParser(prog="python -m sim.studies.uncertainty", description=__doc__)
    parser.add_argument("scenario", help="name or path of the scenario")
    parser.add_argument("--points", type=int, default=24, help="of the Latin hypercube")
    parser.add_argument("--replications", type=int, default=200, help="at each point")
    parser.add_argument("--level", type=float, default=0.95, help="confidence of the buffer")
    parser.add_argument("--buffer", choices=sorted(BUFFERS), default="capital")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="change a parameter")
    options = parser.parse_args(arguments)
    study = parameter_uncertainty(
        sim.load(options.scenario, options.set), options.points, options.replications, options.level, options.buffer,
        tell=_news,
    )  # fmt: skip
    sys.stdout.write("\n".join(lines(study)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

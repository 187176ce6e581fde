"""Where to shift the economy so that losses are large: a cross-entropy pilot (Rubinstein and Kroese 2004).

Plain runs first, then runs under the shift found so far, all pooled by the balance heuristic (Veach and Guibas 1995).
The direction of the shift is the mean of the normals among the worst runs. Its length is where the estimated variance
is least, since a shift as long as that mean is too long where borrowers' luck matters as well.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from sim.draws.importance import Importance
from sim.draws.normals import SECTION
from sim.draws.paths import principal_axes
from sim.draws.plans import PLAIN, Draws

Array = np.ndarray[Any, Any]
Sample = Callable[[Draws, range], Array]
"""Runs replications under a draw plan: their values, (k,), large where it is bad."""

PILOT_START = 2**32 - 2**20
"""First replication of pilots; runs stay below it. The first of a section."""
SIGNIFICANT = 2.5
"""Standard errors from 0 that a component of the shift must lie, or it is left out."""
ROUNDING = 1e-12
"""Relative error allowed to a sum of weights."""
LONGEST = 6.0
STEP = 0.05
"""Longest shift tried and the step between lengths tried, standard deviations."""


@dataclass(frozen=True)
class PilotSizes:
    """Runs of a pilot: plain ones, then at most so many stages of shifted ones; a shift rests on `elite` worst runs."""

    plain: int = 8 * SECTION
    stage: int = 4 * SECTION
    stages: int = 2
    elite: float = 100.0


STANDARD_SIZES = PilotSizes()


@dataclass(frozen=True)
class Stage:
    """What the runs so far say: the shift, the value that the worst exceed, how many they count for, and the promise.

    `gain` is the variance of a plain tail probability / that of a shifted one, at equal runs, as estimated.
    """

    runs: int
    threshold: float
    reached: bool
    elite: float
    shift: tuple[float, ...]
    length: float
    gain: float


@dataclass(frozen=True)
class Pilot:
    """The outcome: the last stage's shift, or why there is none. `runs` counts all."""

    stages: tuple[Stage, ...]
    runs: int
    fault: str = ""

    @property
    def draws(self) -> Draws:
        """The draw plan that the pilot advises."""
        return PLAIN if self.fault else Importance(self.stages[-1].shift)

    def as_dict(self) -> dict[str, Any]:
        """For the manifest: numbers and texts only."""
        return asdict(self)

    @classmethod
    def from_dict(cls, found: dict[str, Any]) -> Pilot:
        """Read back what `as_dict` gave, through JSON too."""
        stages = tuple(Stage(**{**each, "shift": tuple(each["shift"])}) for each in found["stages"])
        return cls(stages, found["runs"], found["fault"])


@dataclass
class _Pool:
    """All runs so far: (n,) values, (n, months) normals, and of each sample its runs and draw plan."""

    values: Array
    normals: Array
    samples: list[tuple[int, Draws]]

    def weights(self) -> Array:
        """(n,) nominal density / density of the pooled draws; 1 on average."""
        ratios = np.zeros(len(self.values))
        for runs, draws in self.samples:
            likelihoods = draws.likelihoods(self.normals) if isinstance(draws, Importance) else 1.0
            ratios += runs / len(self.values) * likelihoods
        found: Array = 1.0 / ratios
        return found


def find_shift(
    sample: Sample, seed: int, months: int, persistence: float, level: float, sizes: PilotSizes = STANDARD_SIZES
) -> Pilot:
    """Run a pilot for the quantile of this level of what `sample` gives.

    The pilot's replications are `PILOT_START` and those that follow, so that a result depends on nothing else.
    """
    pool = _Pool(np.empty(0), np.empty((0, months)), [])
    stages: list[Stage] = []
    draws: Draws = PLAIN
    while True:
        start = PILOT_START + len(pool.values)
        replications = range(start, start + (sizes.stage if stages else sizes.plain))
        values = sample(draws, replications)
        normals = np.array([draws.drawn(seed, each, months, persistence).normals for each in replications])
        pool.values = np.concatenate([pool.values, values])
        pool.normals = np.concatenate([pool.normals, normals])
        pool.samples.append((len(replications), draws))
        stage = _stage(pool, principal_axes(months, persistence), level, sizes.elite)
        if isinstance(stage, str):
            return Pilot(tuple(stages), len(pool.values), stage)
        stages.append(stage)
        if len(stages) > sizes.stages or (stage.reached and len(stages) > 1):
            return Pilot(tuple(stages), len(pool.values))
        draws = Importance(stage.shift)


def _stage(pool: _Pool, axes: Array, level: float, elite: float) -> Stage | str:
    """What the pool says; in words if it shows no shift worth having."""
    weights = pool.weights()
    worst, reached = worst_runs(pool.values, weights, level, elite)
    threshold = float(pool.values[worst].min())
    size = float(weights[worst].sum()) ** 2 / float(weights[worst] @ weights[worst])
    along = axes.T @ (weights[worst] @ pool.normals[worst]) / weights[worst].sum()
    along[np.abs(along) < SIGNIFICANT / math.sqrt(size)] = 0.0
    if not along.any():
        return "the worst runs of the pilot saw no worse economy than the others"
    direction = axes @ along / np.linalg.norm(along)
    length, gain = best_length(pool.normals[worst] @ direction, weights[worst], len(pool.values))
    if length == 0.0:
        return "shifting the economy would not make the tail more certain, says the pilot"
    shift = tuple((length * direction).tolist())
    return Stage(len(pool.values), threshold, reached, size, shift, length, gain)


def worst_runs(values: Array, weights: Array, level: float, elite: float) -> tuple[Array, bool]:
    """Places of the worst runs, and whether they are those beyond the level: else more, to count for `elite` runs.

    How many (n,) weights count for is (sum w)^2 / sum w^2.
    """
    order = np.argsort(-values, kind="stable")
    sums = np.cumsum(weights[order])
    counts = sums * sums / np.cumsum(weights[order] * weights[order])
    beyond = int(np.searchsorted(sums, (1.0 - level) * len(values) * (1.0 + ROUNDING), side="right"))
    enough = int(np.argmax(counts >= elite)) + 1 if (counts >= elite).any() else len(values)
    return order[: max(beyond, enough, 1)], enough <= beyond


def best_length(along: Array, weights: Array, runs: int) -> tuple[float, float]:
    """The length of shift at which the probability of the worst runs has least variance, and the variance ratio.

    `along` and `weights`, (k,), are of the worst of `runs` runs. With w the weight of the draws that are judged, the
    variance of one such draw is E(w; worst) - P^2, of a plain one P - P^2; 0 and 1 if no length is better than none.
    """
    share = float(weights.sum()) / runs
    best, least = 0.0, share - share * share
    for length in np.arange(STEP, LONGEST + STEP / 2, STEP):
        judged = Importance((float(length),))
        second = float((weights / judged.likelihood(along)).sum()) / runs
        if second - share * share < least:
            best, least = float(length), second - share * share
    return best, (share - share * share) / least

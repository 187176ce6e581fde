"""Which parameters move a figure: Morris' elementary effects and Sobol's indices, without the simulation's own noise.

Every point has the same replications. A squared difference of two points' means is too large by the variance of that
mean over the replications; it is taken off, so that a parameter without effect has none, whatever the noise, with the
same luck at all points or not. Designs are shares of the ranges, 0..1.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.stats import qmc

from sim.risk.samples import FloatArray, RiskInputError

RESAMPLES = 1_000
RESAMPLING_KEY = 20_260_103
CONFIDENCE = 0.95


class NoSpread(RiskInputError):
    """Too few points or replications, or a figure that does not vary beyond its noise."""


class Effects(NamedTuple):
    """Elementary effects over the whole range of each parameter, in the figure's unit; shape (parameters,) each."""

    mean: FloatArray
    """Morris' mu, signed"""
    size: FloatArray
    """root mean square, noise taken off: how much the parameter matters"""
    spread: FloatArray
    """Morris' sigma, noise taken off: how much its effect depends on where all parameters are"""


class Indices(NamedTuple):
    """Sobol's indices, noise taken off; shape (parameters,), or (parameters, 2) for the ends of 95 % intervals."""

    first: FloatArray
    first_ends: FloatArray
    total: FloatArray
    total_ends: FloatArray
    deviation: float
    """standard deviation of the figure that the parameters make"""
    noise: float
    """standard error of the figure at a point, by simulation"""


def morris_design(trajectories: int, parameters: int, levels: int, seed: int) -> tuple[FloatArray, np.ndarray]:
    """(trajectories, parameters + 1, parameters) shares, and (trajectories, parameters) which one moves at each step.

    Steps are levels / (2 (levels - 1)) of the range (Morris 1991, Technometrics 33, 161-174). Raises NoSpread.
    """
    if trajectories < 2 or levels < 2 or levels % 2:
        raise NoSpread(f"{trajectories} trajectories on {levels} levels; at least 2 on an even number are needed")
    random = np.random.default_rng(seed)
    step = levels / (2.0 * (levels - 1.0))
    places = np.empty((trajectories, parameters + 1, parameters))
    order = np.empty((trajectories, parameters), dtype=np.int64)
    for number in range(trajectories):
        order[number] = random.permutation(parameters)
        start = random.integers(0, levels // 2, size=parameters) / (levels - 1.0)
        up = random.integers(0, 2, size=parameters).astype(bool)
        place = np.where(up, start, start + step)
        places[number, 0] = place
        for at, moved in enumerate(order[number]):
            place[moved] += step if up[moved] else -step
            places[number, at + 1] = place
    return places, order


def elementary_effects(places: FloatArray, order: np.ndarray, values: FloatArray) -> Effects:
    """Effects from the design and (trajectories, parameters + 1, replications) values. Raises NoSpread."""
    _check_replications(values)
    trajectories, parameters = order.shape
    moved = np.diff(values, axis=1)
    steps = np.take_along_axis(np.diff(places, axis=1), order[:, :, None], axis=2)
    effects = np.empty((parameters, trajectories, values.shape[2]))
    for number in range(trajectories):
        effects[order[number], number] = moved[number] / steps[number]
    means = effects.mean(axis=2)
    noise = effects.var(axis=2, ddof=1) / values.shape[2]
    size = np.sqrt(np.maximum(0.0, (means**2 - noise).mean(axis=1)))
    centred = effects - effects.mean(axis=1, keepdims=True)
    own_noise = centred.var(axis=2, ddof=1).sum(axis=1) / (trajectories - 1) / values.shape[2]
    spread = np.sqrt(np.maximum(0.0, means.var(axis=1, ddof=1) - own_noise))
    return Effects(means.mean(axis=1), size, spread)


def sobol_design(base_points: int, parameters: int, seed: int) -> FloatArray:
    """(base points, parameters + 2, parameters) shares: A, B, and A with one column of B for each parameter.

    Saltelli, Annoni, Azzini, Campolongo, Ratto and Tarantola 2010, Computer Physics Communications 181, 259-270. The
    base points are best a power of two. Raises NoSpread.
    """
    if base_points < 2:
        raise NoSpread(f"{base_points} base points; at least 2 are needed")
    engine = qmc.Sobol(2 * parameters, rng=np.random.default_rng(seed))
    whole = engine.random_base2(int(base_points - 1).bit_length())[:base_points]
    first, second = whole[:, :parameters], whole[:, parameters:]
    found = np.repeat(first[:, None, :], parameters + 2, axis=1)
    found[:, 1] = second
    for number in range(parameters):
        found[:, number + 2, number] = second[:, number]
    return found


def sobol_indices(values: FloatArray) -> Indices:
    """Indices from (base points, parameters + 2, replications) values of the design.

    By Jansen's differences (1999, Computer Physics Communications 117, 35-43); intervals by resampling base points.
    Raises NoSpread where the figure does not vary beyond its noise.
    """
    _check_replications(values)
    parameters = values.shape[1] - 2
    a, b, mixed = values[:, 0], values[:, 1], values[:, 2:]
    halves = (0.5 * _squared(b[:, None, :] - mixed), 0.5 * _squared(a[:, None, :] - mixed))
    first, total, variance = _indices(*halves, values[:, :2])
    if not variance > 0.0:
        raise NoSpread("the figure does not vary with the parameters beyond its own noise; ask for more replications")
    random = np.random.default_rng(RESAMPLING_KEY)
    drawn: list[tuple[FloatArray, FloatArray]] = []
    for _ in range(RESAMPLES):
        rows = random.integers(0, len(values), size=len(values))
        *resampled, spread = _indices(halves[0][rows], halves[1][rows], values[rows, :2])
        if spread > 0.0:
            drawn.append((resampled[0], resampled[1]))
    miss = (1.0 - CONFIDENCE) / 2.0
    both = np.array(drawn).reshape(-1, 2, parameters)
    ends = np.quantile(both, [miss, 1.0 - miss], axis=0) if drawn else np.zeros((2, 2, parameters))
    noise = float(np.sqrt(values[:, :2].var(axis=2, ddof=1).mean() / values.shape[2]))
    return Indices(first, ends[:, 0].T, total, ends[:, 1].T, float(np.sqrt(variance)), noise)


def _indices(unexplained: FloatArray, total: FloatArray, ends: FloatArray) -> tuple[FloatArray, FloatArray, float]:
    """First and total indices from their (base points, parameters) halves of squares, and the variance over points."""
    variance = _variance(ends.reshape(-1, ends.shape[2]))
    scale = variance if variance > 0.0 else np.nan
    return 1.0 - unexplained.mean(axis=0) / scale, total.mean(axis=0) / scale, variance


def _squared(differences: FloatArray) -> FloatArray:
    """The square of a mean difference over the last axis, its own variance taken off."""
    size = differences.shape[-1]
    found: FloatArray = differences.mean(axis=-1) ** 2 - differences.var(axis=-1, ddof=1) / size
    return found


def _variance(values: FloatArray) -> float:
    """Variance over points of their means, from (points, replications), the noise of their differences taken off."""
    size = values.shape[1]
    means = values.mean(axis=1)
    noise = (values - means[:, None]).var(axis=0, ddof=1).sum() / (size - 1) / size
    return float(means.var(ddof=1) - noise)


def _check_replications(values: FloatArray) -> None:
    if values.ndim != 3 or values.shape[2] < 2:
        raise NoSpread(f"found values of shape {values.shape}; two replications or more tell noise from effect")

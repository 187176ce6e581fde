"""Who dominates whom when several figures count, and how surely, from samples that met the same luck.

An option dominates another if its mean is at least as good in every figure and better in one. The confidence is the
share of resamples of the replications, drawn for all options together, in which it does.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.risk.samples import FloatArray, MismatchedPairs

RESAMPLES = 2_000
RESAMPLING_KEY = 20_260_102
"""Key of the resamples: fixed, so that the same runs always give the same shares."""
RESAMPLES_AT_ONCE = 50


class Frontier(NamedTuple):
    """The Pareto set of options and how sure it is."""

    is_member: np.ndarray
    """(options,) whether no other option dominates it"""
    membership: FloatArray
    """(options,) share of resamples in which that is so"""
    dominance: FloatArray
    """(options, options) share of resamples in which the row's option dominates the column's"""


def frontier(costs: FloatArray) -> Frontier:
    """From (options, figures, replications) costs, lower is better in each; replications are paired over options.

    Raises MismatchedPairs for anything but three dimensions, or no replication.
    """
    if costs.ndim != 3 or not costs.shape[2]:
        raise MismatchedPairs(f"(options, figures, replications) are needed, found shape {costs.shape}")
    options, _, size = costs.shape
    random = np.random.default_rng(RESAMPLING_KEY)
    won = np.zeros((options, options))
    free = np.zeros(options)
    for _ in range(RESAMPLES // RESAMPLES_AT_ONCE):
        counts = random.multinomial(size, np.full(size, 1.0 / size), size=RESAMPLES_AT_ONCE)
        means = costs @ counts.T / size
        for draw in range(RESAMPLES_AT_ONCE):
            beats = dominates(means[:, :, draw])
            won += beats
            free += ~beats.any(axis=0)
    drawn = RESAMPLES // RESAMPLES_AT_ONCE * RESAMPLES_AT_ONCE
    members = np.logical_not(np.any(dominates(costs.mean(axis=2)), axis=0))
    return Frontier(np.asarray(members), free / drawn, won / drawn)


def dominates(means: FloatArray) -> np.ndarray:
    """(options, options) whether the row's option dominates the column's, from (options, figures) costs."""
    mine, other = means[:, None, :], means[None, :, :]
    return np.asarray(np.logical_and(np.all(mine <= other, axis=2), np.any(mine < other, axis=2)))

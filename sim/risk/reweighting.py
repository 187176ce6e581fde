"""The nearest distribution under which a figure has another mean: minimum relative entropy.

Replications are reweighted by exp(lambda x), which of all weights with the mean asked for moves the least information
(Kullback and Leibler 1951, Annals of Mathematical Statistics 22, 79-86; Csiszar 1975, Annals of Probability 3,
146-158). Nothing is simulated: what no replication shows cannot be reached.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import optimize, special

from sim.risk.samples import FloatArray, RiskInputError, Sample, checked_sample

STEEPEST = 700.0
"""Largest lambda, in standard deviations of the figure: beyond it a single replication has all the weight."""


class OutOfReach(RiskInputError):
    """A mean that no weights on these replications give."""


@dataclass(frozen=True, eq=False)
class Reweighting:
    """New weights of the replications, and how far they are from the old ones."""

    weights: FloatArray
    """(replications,) sums to 1"""
    tilt: float
    """lambda, per standard deviation of the figure"""
    entropy: float
    """relative entropy of the new weights to the old, in nats; 0 where nothing moves"""
    effective: float
    """for how many equally weighted replications they count: 1 / sum of squares"""


def reweighted(values: Sample, target: float, weights: Sample | None = None) -> Reweighting:
    """The weights nearest to the old ones under which the mean of `values`, shape (replications,), is `target`.

    Raises OutOfReach where the target is not strictly between the smallest and the largest value.
    """
    sample = checked_sample(values).astype(np.float64)
    old = np.ones(sample.size) if weights is None else np.asarray(weights, dtype=np.float64)
    old = old / old.sum()
    seen = sample[old > 0.0]
    if not float(seen.min()) < target < float(seen.max()):
        raise OutOfReach(
            f"a mean of {target:g} is out of reach; the replications reach from {seen.min():g} to {seen.max():g}"
        )
    deviation = math.sqrt(float(old @ (sample - old @ sample) ** 2))
    scaled = (sample - target) / deviation
    with np.errstate(divide="ignore"):
        logarithm = np.log(old)

    def mean_beyond(tilt: float) -> float:
        return float(special.softmax(logarithm + tilt * scaled) @ scaled)

    reach = 1.0
    while mean_beyond(-reach) > 0.0 or mean_beyond(reach) < 0.0:
        reach *= 2.0
        if reach > STEEPEST:
            raise OutOfReach(f"a mean of {target:g} would rest on a single replication")
    tilt = float(optimize.brentq(mean_beyond, -reach, reach, xtol=1e-12, rtol=1e-12))
    new: FloatArray = special.softmax(logarithm + tilt * scaled)
    entropy = float(special.rel_entr(new, old).sum())
    return Reweighting(new, tilt, max(0.0, entropy), 1.0 / float(new @ new))

"""What a layer of a pool's losses costs: a guarantee's first loss, a tranche, in a finite or an infinitely fine pool.

A layer from a to d bears min(max(loss - a, 0), d - a); the layers from 0 to all add up to the whole loss.
"""

from __future__ import annotations

import math

import numpy as np
from scipy import special

from sim.risk.analytic import bivariate_normal, checked_correlation, large_pool_cdf
from sim.risk.finite_pool import PoolLaw
from sim.risk.samples import FloatArray, RiskInputError, checked_level


class ImpossibleLayer(RiskInputError):
    """A layer that does not lie within the pool."""


def checked_layer(attach: float, detach: float) -> None:
    """Refuse a layer that ends before it begins. Raises ImpossibleLayer."""
    if not 0.0 <= attach <= detach:
        raise ImpossibleLayer(f"layer {attach}..{detach}: allowed is 0 <= attach <= detach")


def borne(loss: FloatArray, attach: float, detach: float) -> FloatArray:
    """What the layer bears of each loss, shape and unit of `loss`."""
    checked_layer(attach, detach)
    part: FloatArray = np.clip(loss - attach, 0.0, detach - attach)
    return part


def pool_layer_loss(law: PoolLaw, attach: float, detach: float) -> float:
    """Expected loss of a layer, in defaults, summed over the exact law of a finite pool; ends in defaults."""
    return float(law.pmf @ borne(np.arange(law.size + 1, dtype=np.float64), attach, detach))


def large_pool_stop_loss(attach: float, probability: float, correlation: float) -> float:
    """E[(L - a)+] of the default rate of an infinitely fine pool, share: Phi2(c, -A; sqrt rho) - a Phi(-A).

    With c = Phi^-1(p) and A = (sqrt(1 - rho) Phi^-1(a) - c) / sqrt(rho).
    """
    if attach <= 0.0:
        return probability - attach
    if attach >= 1.0:
        return 0.0
    if checked_correlation(correlation) == 0.0:
        return max(0.0, probability - attach)
    threshold = float(special.ndtri(checked_level(probability, "probability")))
    height = (math.sqrt(1.0 - correlation) * float(special.ndtri(attach)) - threshold) / math.sqrt(correlation)
    joint = bivariate_normal(threshold, -height, math.sqrt(correlation))
    return joint - attach * float(special.ndtr(-height))


def large_pool_layer_loss(attach: float, detach: float, probability: float, correlation: float) -> float:
    """Expected loss of a layer of an infinitely fine pool, share of the pool; ends are shares of the pool."""
    checked_layer(attach, detach)
    upper = large_pool_stop_loss(detach, probability, correlation)
    return large_pool_stop_loss(attach, probability, correlation) - upper


def large_pool_exceeds(attach: float, probability: float, correlation: float) -> float:
    """Probability that the loss reaches beyond `attach`, share of the pool."""
    return 1.0 if attach <= 0.0 else 1.0 - large_pool_cdf(attach, probability, correlation)

"""What each part of a portfolio adds to the tail of its loss: Euler contributions, which add up to the whole.

To expected shortfall exactly: the mean of the part's loss over the replications of the tail (Tasche 2000, Risk
contributions and performance measurement). To value at risk, where the part's loss given that the whole equals the
quantile is needed, by a kernel over the replications nearest to it (Gourieroux, Laurent and Scaillet 2000, Journal of
Empirical Finance 7, 225-245), scaled so that they add up. Losses may carry weights.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from sim.risk.estimate import Estimate
from sim.risk.intervals import student_factor
from sim.risk.samples import FloatArray, RiskInputError, checked_level

SHORTFALL_METHOD = "mean over the tail, Student t of its linear terms"
KERNEL_METHOD = "Epanechnikov kernel over the nearest replications, scaled to the whole, Student t"
NEAREST_SHARE, FEWEST_NEAREST = 0.02, 25
"""Replications that the kernel takes: a share of all, and at least so many (or all there are)."""


class UnequalParts(RiskInputError):
    """Parts that do not add up to the whole, or arrays of other lengths."""


class Tail(NamedTuple):
    """Which replications make up the tail, and which lie nearest to its threshold."""

    threshold: float
    """value at risk, in the unit of the losses"""
    shares: FloatArray
    """(replications,) weight of each in the mean over the tail, sums to 1; ties at the threshold count in part"""
    kernel: FloatArray
    """(replications,) weight of each in the mean given the threshold, sums to 1"""

    @property
    def needed(self) -> np.ndarray:
        """(replications,) whether a part's loss must be known there."""
        return (self.shares > 0.0) | (self.kernel > 0.0)


def tail_of(losses: FloatArray, level: float, weights: FloatArray | None = None) -> Tail:
    """The tail beyond the `level`-quantile of (replications,) losses: the least loss with at most 1 - level above it.

    Raises InvalidLevel, UnequalParts for no losses.
    """
    checked_level(level)
    if not losses.size:
        raise UnequalParts("no losses, so no tail")
    counts = np.ones(losses.size) if weights is None else weights
    order = np.argsort(losses, kind="stable")
    above = np.cumsum((counts / counts.sum())[order][::-1])[::-1]
    reached = np.flatnonzero(above >= 1.0 - level - 1e-12)
    threshold = float(losses[order][reached[-1]])
    beyond, at = losses > threshold, losses == threshold
    slots = (1.0 - level) * float(counts.sum())
    left = max(0.0, slots - float(counts[beyond].sum()))
    shares = np.where(beyond, counts, np.where(at, counts * left / float(counts[at].sum()), 0.0)) / slots
    return Tail(threshold, shares, _kernel(losses, threshold, counts))


def _kernel(losses: FloatArray, threshold: float, weights: FloatArray) -> FloatArray:
    """(replications,) Epanechnikov weights that end just beyond the nearest replications."""
    distance = np.abs(losses - threshold)
    wanted = min(losses.size, max(FEWEST_NEAREST, math.ceil(NEAREST_SHARE * losses.size)))
    width = float(np.partition(distance, wanted - 1)[wanted - 1])
    near = weights * (np.maximum(0.0, 1.0 - (distance / width) ** 2) if width > 0.0 else distance == 0.0)
    if near.sum() == 0.0:
        near = weights * (distance <= width)
    kernel: FloatArray = near / near.sum()
    return kernel


def checked_parts(parts: FloatArray, losses: FloatArray) -> FloatArray:
    """(replications, parts) losses by part, which must add up to the (replications,) whole. Raises UnequalParts."""
    if parts.ndim != 2 or len(parts) != losses.size:
        raise UnequalParts(f"parts of shape {parts.shape} for {losses.size} losses")
    gap = np.abs(parts.sum(axis=1) - losses).max(initial=0.0)
    if gap > 0.0:
        raise UnequalParts(f"parts differ from their whole by up to {gap:,.0f}")
    return parts


def shortfall_contributions(
    parts: FloatArray, losses: FloatArray, level: float, tail: Tail, confidence: float = 0.95
) -> list[Estimate]:
    """Contributions to expected shortfall, in the unit of the losses; (needed replications, parts) with their losses.

    All arrays are of the needed replications; only `tail` is of all. The error is that of [(part - part given the
    threshold) over the tail], by the delta method.
    """
    checked_parts(parts, losses)
    shares, kernel = tail.shares[tail.needed], tail.kernel[tail.needed]
    inside = shares > 0.0
    size = int(inside.sum())
    found = []
    for part in parts.T:
        mean = float(shares @ part)
        terms = part[inside] - float(kernel @ part)
        # the tail's own mean square and the chance to be in it: (1 / slots) (E t^2 - (1 - level) (E t)^2)
        square = float(shares[inside] @ terms**2) - (1.0 - level) * float(shares[inside] @ terms) ** 2
        effective = 1.0 / float(shares @ shares)
        if size < 2:
            found.append(Estimate(mean, None, None, confidence, SHORTFALL_METHOD, size, "one replication in the tail"))
            continue
        half = student_factor(size - 1, confidence) * math.sqrt(max(square, 0.0) / effective)
        found.append(Estimate(mean, mean - half, mean + half, confidence, SHORTFALL_METHOD, size))
    return found


def quantile_contributions(
    parts: FloatArray, losses: FloatArray, tail: Tail, confidence: float = 0.95
) -> list[Estimate]:
    """Contributions to value at risk, in the unit of the losses, scaled to add up to it; arrays as above."""
    checked_parts(parts, losses)
    kernel = tail.kernel[tail.needed]
    whole = float(kernel @ losses)
    scale = tail.threshold / whole if whole else 1.0
    size = int((kernel > 0.0).sum())
    effective = 1.0 / float(kernel @ kernel)
    found = []
    for part in parts.T:
        mean = float(kernel @ part)
        spread = math.sqrt(max(0.0, float(kernel @ (part - mean) ** 2)) / max(effective - 1.0, 1e-12))
        if size < 2:
            found.append(Estimate(mean * scale, None, None, confidence, KERNEL_METHOD, size, "one replication near it"))
            continue
        half = student_factor(size - 1, confidence) * spread * abs(scale)
        found.append(Estimate(mean * scale, mean * scale - half, mean * scale + half, confidence, KERNEL_METHOD, size))
    return found

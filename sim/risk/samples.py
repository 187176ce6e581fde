"""What a sample, a level and a confidence must be before anything is estimated from them.

Holds the errors of `sim.risk` and the one convention for "the alpha-quantile of n values": the order statistic
k = ceil(n alpha). Nothing is estimated here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
NumberArray = NDArray[Any]
Sample = Sequence[float] | NumberArray


class RiskInputError(ValueError):
    """Input from which no risk figure can be computed; the message gives what was found and what is allowed."""


class EmptySample(RiskInputError):
    """A sample without values."""


class NonFiniteSample(RiskInputError):
    """A sample with NaN or infinity in it; leave out what does not exist before estimating."""


class InvalidLevel(RiskInputError):
    """A quantile level, probability or confidence outside the open interval (0, 1)."""


class MismatchedPairs(RiskInputError):
    """Two samples that ought to be pairs but differ in length."""


def checked_sample(values: Sample) -> NumberArray:
    """Values as a one-dimensional array of int64 or float64, any unit.

    Raises EmptySample, NonFiniteSample, and RiskInputError for more than one dimension.
    """
    array = np.asarray(values)
    if array.ndim != 1:
        raise RiskInputError(f"a sample has one dimension, found shape {array.shape}")
    if array.size == 0:
        raise EmptySample("a sample needs at least one value, found none")
    if np.issubdtype(array.dtype, np.signedinteger):
        return array.astype(np.int64, copy=False)
    array = array.astype(np.float64)
    if not np.isfinite(array).all():
        position = int(np.flatnonzero(~np.isfinite(array))[0])
        raise NonFiniteSample(f"value {position} of the sample is {array[position]}, allowed are finite numbers")
    return array


def checked_level(level: float, name: str = "level") -> float:
    """The level as a float, share between 0 and 1, both excluded. Raises InvalidLevel."""
    if not 0.0 < level < 1.0:
        raise InvalidLevel(f"{name}: {level} lies outside the open interval 0..1")
    return float(level)


def exact_share(level: float) -> Fraction:
    """The level as the fraction its shortest decimal form says: 0.999 is 999/1000, not the nearest binary number."""
    return Fraction(repr(float(level)))


def order_index(size: int, level: float) -> int:
    """Number k = ceil(size x level), from 1, of the order statistic that estimates the level-quantile.

    It is the smallest k with k/size >= level, hence the inverse of the empirical distribution function.
    """
    return max(1, math.ceil(size * exact_share(checked_level(level))))

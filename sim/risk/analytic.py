"""Closed forms of the one-factor Gaussian (Vasicek) model: infinitely fine pool, default covariance, its inverse.

`correlation` is the asset correlation rho; the factor loading is its square root. Finite pools are in `finite_pool`.
"""

from __future__ import annotations

import math

import numpy as np
from scipy import optimize, special

from sim.risk.samples import FloatArray, RiskInputError, checked_level

QUADRATURE_POINTS = 128
NODES, NODE_WEIGHTS = np.polynomial.legendre.leggauss(QUADRATURE_POINTS)
LARGEST_CORRELATION = 1.0 - 1e-9


class ImpossiblePool(RiskInputError):
    """Pool parameters outside their range, or moments that no one-factor pool can have."""


def checked_correlation(correlation: float) -> float:
    """The asset correlation, share in 0..1, 1 excluded. Raises ImpossiblePool."""
    if not 0.0 <= correlation < 1.0:
        raise ImpossiblePool(f"correlation: {correlation} lies outside 0..1 (1 excluded)")
    return float(correlation)


def bivariate_normal(first: float, second: float, correlation: float) -> float:
    """P(X <= first, Y <= second) of standard normals with the correlation, -1 and 1 excluded.

    By Owen's T function (Owen 1956, Annals of Mathematical Statistics 27, 1075-1090); absolute error below 1e-15.
    """
    if first == 0.0 and second == 0.0:
        return 0.25 + math.asin(correlation) / (2.0 * math.pi)
    root = math.sqrt((1.0 - correlation) * (1.0 + correlation))
    opposite = first * second < 0.0 or (first * second == 0.0 and first + second < 0.0)
    total = 0.5 * (special.ndtr(first) + special.ndtr(second)) - (0.5 if opposite else 0.0)
    return float(total - _owen(first, second, correlation, root) - _owen(second, first, correlation, root))


def _owen(height: float, other: float, correlation: float, root: float) -> float:
    """Owen's T(height, (other - correlation height) / (height root)), with its limit at height 0."""
    numerator = other - correlation * height
    slope = numerator / (height * root) if height != 0.0 else math.copysign(math.inf, numerator)
    return float(special.owens_t(height, slope))


def default_covariance(probability: float, correlation: float) -> float:
    """Covariance of two default indicators, Phi2(c, c; rho) - p^2 with c = Phi^-1(p); variance of the infinite pool.

    As (1 / 2 pi) x integral over 0..arcsin(rho) of exp(-c^2 / (1 + sin a)) da (Plackett 1954, Biometrika 41, 351-360),
    which keeps its digits for small correlations.
    """
    threshold = float(special.ndtri(checked_level(probability, "probability")))
    half = math.asin(checked_correlation(correlation)) / 2.0
    angles = half * (NODES + 1.0)
    return float(half * (NODE_WEIGHTS @ np.exp(-(threshold**2) / (1.0 + np.sin(angles)))) / (2.0 * math.pi))


def large_pool_cdf(rate: float, probability: float, correlation: float) -> float:
    """Probability that the default rate of an infinitely fine pool is at most `rate` (share).

    Phi((sqrt(1 - rho) Phi^-1(x) - Phi^-1(p)) / sqrt(rho)); Vasicek (2002), Risk 15(12), 160-162.
    """
    threshold = special.ndtri(checked_level(probability, "probability"))
    if checked_correlation(correlation) == 0.0:
        return float(rate >= probability)
    distance = math.sqrt(1.0 - correlation) * special.ndtri(rate) - threshold
    return float(special.ndtr(distance / math.sqrt(correlation)))


def large_pool_value_at_risk(probability: float, correlation: float, level: float) -> float:
    """Level-quantile of the default rate (share): Phi((Phi^-1(p) + sqrt(rho) Phi^-1(level)) / sqrt(1 - rho))."""
    factor = special.ndtri(checked_level(level))
    threshold = special.ndtri(checked_level(probability, "probability"))
    loading = math.sqrt(checked_correlation(correlation))
    return float(special.ndtr((threshold + loading * factor) / math.sqrt(1.0 - correlation)))


def large_pool_expected_shortfall(probability: float, correlation: float, level: float) -> float:
    """Mean default rate (share) of the worst 1 - level: Phi2(Phi^-1(p), -Phi^-1(level); sqrt(rho)) / (1 - level)."""
    factor = float(special.ndtri(checked_level(level)))
    threshold = float(special.ndtri(checked_level(probability, "probability")))
    joint = bivariate_normal(threshold, -factor, math.sqrt(checked_correlation(correlation)))
    return joint / (1.0 - level)


def pool_rate_variance(probability: float, correlation: float, concentration: float = 0.0) -> float:
    """Variance of the default rate of a weighted pool: H p (1 - p) + (1 - H) x default covariance.

    `concentration` H is the sum of squared shares, 1/N for N equal borrowers and 0 for an infinitely fine pool.
    """
    own = concentration * probability * (1.0 - probability)
    return own + (1.0 - concentration) * default_covariance(probability, correlation)


def implied_asset_correlation(mean: float, standard_deviation: float, concentration: float = 0.0) -> float:
    """The asset correlation at which a one-factor pool has this mean and standard deviation of default rates.

    Inverse of `pool_rate_variance`, with 0 where the rates vary no more than independent defaults do.
    Raises InvalidLevel for a mean outside (0, 1), ImpossiblePool where no correlation below 1 varies as much or
    `concentration` lies outside 0..1 (1 excluded).
    """
    checked_level(mean, "mean default rate")
    if not 0.0 <= concentration < 1.0:
        raise ImpossiblePool(f"concentration: {concentration} lies outside 0..1 (1 excluded)")
    target = (standard_deviation**2 - concentration * mean * (1.0 - mean)) / (1.0 - concentration)
    if target <= 0.0:
        return 0.0
    largest = default_covariance(mean, LARGEST_CORRELATION)
    if target >= largest:
        allowed = math.sqrt(pool_rate_variance(mean, LARGEST_CORRELATION, concentration))
        found = f"standard deviation {standard_deviation} at mean default rate {mean}"
        raise ImpossiblePool(f"{found}: a pool has at most {allowed:.6g}")

    def gap(correlation: float) -> float:
        return default_covariance(mean, correlation) - target

    return float(optimize.brentq(gap, 0.0, LARGEST_CORRELATION, xtol=1e-15))


def correlation_slopes(mean: float, correlation: float) -> tuple[float, float]:
    """Derivatives of the default covariance by the mean default rate and by the correlation.

    By p: 2 Phi(c sqrt((1 - rho) / (1 + rho))) - 2 p; by rho: the bivariate normal density at (c, c).
    """
    threshold = float(special.ndtri(checked_level(mean, "mean default rate")))
    checked_correlation(correlation)
    by_mean = 2.0 * float(special.ndtr(threshold * math.sqrt((1.0 - correlation) / (1.0 + correlation)))) - 2.0 * mean
    density = math.exp(-(threshold**2) / (1.0 + correlation)) / (2.0 * math.pi * math.sqrt(1.0 - correlation**2))
    return by_mean, density


def conditional_probability(factor: FloatArray, probability: float, correlation: float) -> FloatArray:
    """Default probability given the factor (standard deviations, positive is bad); shape of `factor`.

    Phi((Phi^-1(p) + sqrt(rho) z) / sqrt(1 - rho)).
    """
    threshold = special.ndtri(checked_level(probability, "probability"))
    loading = math.sqrt(checked_correlation(correlation))
    given: FloatArray = special.ndtr((threshold + loading * factor) / math.sqrt(1.0 - correlation))
    return given

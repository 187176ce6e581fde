"""A small pool of unequal exposures: its exact loss law by convolution, draws from it, how often intervals cover."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from sim.risk.analytic import conditional_probability
from sim.risk.drawn import Drawn, drawn_sample
from sim.risk.estimate import Estimate
from sim.risk.estimators import capital_of, mean_of, probability_of, quantile_of, shortfall_of
from tests.risk.shifted import shifted_factors

Array = NDArray[Any]
SECTION = 256
NODES = 201


@dataclass(frozen=True, eq=False)
class UnequalPool:
    """Borrowers with default `probability`, asset `correlation`, and whole exposures of shape (borrowers,)."""

    probability: float
    correlation: float
    exposures: Array

    @cached_property
    def law(self) -> tuple[Array, Array]:
        """Losses 0, 1, ..., sum of exposures, and their probabilities: borrower after borrower, given the factor.

        The trapezoidal rule over the factor on -9..9 with a step of 0.09; checked against a finer one in the tests.
        """
        total = int(self.exposures.sum())
        factors = np.linspace(-9.0, 9.0, NODES)
        chance = conditional_probability(factors, self.probability, self.correlation)[:, None]
        given = np.zeros((NODES, total + 1))
        given[:, 0] = 1.0
        reached = 0
        for exposure in np.sort(self.exposures):
            lost = chance * given[:, : reached + 1]
            given[:, : reached + 1] -= lost
            given[:, exposure : reached + exposure + 1] += lost
            reached += int(exposure)
        density = np.exp(-(factors**2) / 2.0)
        return np.arange(total + 1.0), density @ given / density.sum()

    def value_at_risk(self, level: float) -> float:
        losses, probabilities = self.law
        above = np.cumsum(probabilities[::-1])[::-1] - probabilities
        return float(losses[np.argmax(above <= 1.0 - level)])

    def expected_shortfall(self, level: float) -> float:
        losses, probabilities = self.law
        threshold = self.value_at_risk(level)
        return threshold + float(probabilities @ np.maximum(losses - threshold, 0.0)) / (1.0 - level)

    @property
    def mean(self) -> float:
        return self.probability * float(self.exposures.sum())

    def exceedance(self, loss: float) -> float:
        losses, probabilities = self.law
        return float(probabilities[losses > loss].sum())

    def losses_given(self, generator: np.random.Generator, factors: Array) -> Array:
        """Losses, shape of the factors: borrowers default independently given the factor."""
        chance = conditional_probability(factors, self.probability, self.correlation)
        return np.asarray((generator.random((factors.size, self.exposures.size)) < chance[:, None]) @ self.exposures)


def heavy_pool() -> UnequalPool:
    """Fifty borrowers, p = 5 %, correlation 15 %; exposures lognormal with a standard deviation of the log of 1."""
    quantiles = (np.arange(50) + 0.5) / 50
    return UnequalPool(0.05, 0.15, np.rint(200.0 * np.exp(special.ndtri(quantiles))).astype(np.int64))


def antithetic_factors(generator: np.random.Generator, size: int) -> Array:
    half = generator.standard_normal(size // 2)
    return np.stack([half, -half], axis=1).reshape(-1)


def stratified_factors(generator: np.random.Generator, size: int) -> Array:
    sections = size // SECTION
    strata = np.concatenate([generator.permutation(SECTION) for _ in range(sections)])
    return np.asarray(special.ndtri((strata + generator.random(size)) / SECTION))


def drawn_losses(pool: UnequalPool, plan: str, generator: np.random.Generator, size: int) -> Drawn:
    """One run of `size` replications under a draw plan."""
    weights = None
    if plan == "importance":
        factors, weights = shifted_factors(generator, size, shift=2.5)
    elif plan == "antithetic":
        factors = antithetic_factors(generator, size)
    elif plan == "stratified":
        factors = stratified_factors(generator, size)
    else:
        factors = generator.standard_normal(size)
    return drawn_sample(pool.losses_given(generator, factors), plan, weights)


@dataclass
class Cover:
    """How often an interval held the truth, how wide it was, and by how much its estimate was off."""

    figure: str
    truth: float
    held: int = 0
    runs: int = 0
    open_ended: int = 0
    half_widths: float = 0.0
    error: float = 0.0

    def add(self, found: Estimate) -> None:
        low = -math.inf if found.ci_low is None else float(found.ci_low)
        high = math.inf if found.ci_high is None else float(found.ci_high)
        self.runs += 1
        self.held += low <= self.truth <= high
        self.open_ended += not math.isfinite(high - low)
        self.half_widths += 0.0 if not math.isfinite(high - low) else (high - low) / 2.0
        self.error += float(found.estimate or 0.0) - self.truth

    @property
    def share(self) -> float:
        return self.held / self.runs

    def row(self, unit: float) -> str:
        """A line of the table: half width and bias as a share of `unit`, those of a probability of itself."""
        unit = self.truth if self.figure.startswith("probability") else unit
        closed = max(1, self.runs - self.open_ended)
        width, bias = (100.0 * part / unit for part in (self.half_widths / closed, self.error / self.runs))
        return f"| {self.figure} | {100 * self.share:.1f} % | {width:.2f} % | {bias:+.2f} % |"


SURPLUS = 4000
"""Own funds above the floor at the start, in the unit of the losses: the shortfall is loss - surplus."""


def figures(pool: UnequalPool) -> Iterator[tuple[Cover, Callable[[Drawn], Estimate]]]:
    """Every headline figure with its true value and its estimator."""
    limit, beyond = pool.value_at_risk(0.95), "probability of more than VaR 95 %"
    yield Cover("expected loss", pool.mean), lambda run: mean_of(run, 0.95)
    yield Cover(beyond, pool.exceedance(limit)), lambda run: probability_of(run.of(run.values > limit), 0.95)
    for level in (0.95, 0.99, 0.999):
        value = pool.value_at_risk(level)
        yield Cover(f"VaR {100 * level:g} %", value), lambda run, level=level: quantile_of(run, level, 0.95)
        yield (
            Cover(f"capital buffer {100 * level:g} %", value - SURPLUS),
            lambda run, level=level: quantile_of(run.of(run.values - SURPLUS), level, 0.95),
        )
    for level in (0.975, 0.999):
        value = pool.expected_shortfall(level)
        yield Cover(f"ES {100 * level:g} %", value), lambda run, level=level: shortfall_of(run, level, 0.95)
    capital = pool.value_at_risk(0.999) - pool.mean
    yield Cover("economic capital 99.9 %", capital), lambda run: capital_of(run, 0.999, 0.95)


def coverage(pool: UnequalPool, plan: str, size: int, repetitions: int, seed: int) -> list[Cover]:
    """How often each interval of nominal 95 % holds the true value, over independent runs of `size` replications."""
    pairs = list(figures(pool))
    generator = np.random.default_rng(seed)
    for _ in range(repetitions):
        run = drawn_losses(pool, plan, generator, size)
        for cover, estimate in pairs:
            cover.add(estimate(run))
    return [cover for cover, _ in pairs]

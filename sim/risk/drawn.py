"""A column of the replication table as it was drawn: values, weights, sections, and whether replications are plain.

Plain replications are independent and equally weighted. All others are judged by their sections (`sections`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from sim.risk.columns import has_value, observed
from sim.risk.samples import FloatArray, NumberArray, RiskInputError, Sample, checked_sample
from sim.risk.sections import SECTION, Sections, complete_rows
from sim.risk.weights import calibrated_weights, checked_weights

PLAIN = "plain"
DRAW_PLANS = (PLAIN, "antithetic", "sobol", "stratified", "importance")


class UnknownDraws(RiskInputError):
    """A draw plan that no estimator is made for."""


class UnsupportedWeights(RiskInputError):
    """Unequal weights where plain draws were announced."""


@dataclass(frozen=True, eq=False)
class Drawn:
    """Values that exist, with the weights and sections of their replications; shape (at most replications,) each.

    `complete` says which rows lie in a section of which the table has all replications, `whole` whether every
    replication has a value: only then is the mean of the weights known to be 1.
    """

    values: NumberArray
    weights: FloatArray
    sections: Sections
    complete: np.ndarray
    plain: bool
    whole: bool

    @property
    def size(self) -> int:
        """Number of replications with a value."""
        return int(self.values.size)

    @cached_property
    def shares(self) -> FloatArray:
        """Weights with mean 1, shape (n,): calibrated where every replication has a value, else w / mean w."""
        if self.whole or not self.size:
            return calibrated_weights(self.weights) if self.size else self.weights
        scaled: FloatArray = self.weights / float(self.weights.mean())
        return scaled

    def of(self, values: NumberArray) -> Drawn:
        """Other values of the same replications, shape (n,)."""
        return Drawn(values, self.weights, self.sections, self.complete, self.plain, self.whole)

    def picked(self, rows: np.ndarray) -> Drawn:
        """The replications that a mask of shape (n,) picks."""
        whole = self.whole and bool(rows.all())
        parts = (self.values[rows], self.weights[rows], self.sections[rows], self.complete[rows])
        return Drawn(*parts, self.plain, whole)


def drawn_sample(values: Sample, draws: str = PLAIN, weights: Sample | None = None) -> Drawn:
    """Values of the replications 0, 1, 2, ... with their weights, shape (n,) each; without weights all are 1.

    Raises EmptySample, NonFiniteSample, InvalidWeights, MismatchedPairs, UnknownDraws, UnsupportedWeights.
    """
    sample = checked_sample(values)
    frame = pd.DataFrame({"weight": np.ones(sample.size) if weights is None else np.asarray(weights)})
    check_draws(frame, draws)
    return drawn_rows(frame, np.ones(sample.size, dtype=bool), draws).of(sample)


def drawn(replications: pd.DataFrame, name: str, draws: str = PLAIN) -> Drawn:
    """A column of the replication table; what does not exist is left out. Raises MissingColumn."""
    return drawn_rows(replications, has_value(replications, name), draws).of(observed(replications, name))


def drawn_rows(replications: pd.DataFrame, rows: np.ndarray, draws: str = PLAIN) -> Drawn:
    """The replications that a mask of shape (replications,) picks, all with value 1."""
    weights, sections = _weights(replications), _sections(replications)
    every = Drawn(np.ones(len(replications)), weights, sections, complete_rows(sections), draws == PLAIN, True)
    return every.picked(rows)


def check_draws(replications: pd.DataFrame, draws: str) -> None:
    """Raises UnknownDraws, InvalidWeights, and UnsupportedWeights for a weight other than 1 under plain draws."""
    if draws not in DRAW_PLANS:
        raise UnknownDraws(f"draws {draws!r} is not known, allowed are {', '.join(DRAW_PLANS)}")
    weights = checked_weights(_weights(replications), len(replications))
    wrong = np.flatnonzero(weights != 1.0)
    if draws == PLAIN and wrong.size:
        raise UnsupportedWeights(f"weight of row {wrong[0]} is {weights[wrong[0]]}, allowed is 1 (plain draws)")


def _weights(replications: pd.DataFrame) -> FloatArray:
    """(replications,) likelihood ratios; a table without weights is plain."""
    if "weight" not in replications:
        return np.ones(len(replications))
    weights: FloatArray = replications["weight"].to_numpy(dtype=np.float64, na_value=np.nan)
    return weights


def _sections(replications: pd.DataFrame) -> Sections:
    """(replications,) section of each row, by the number of its replication, or of its row where there is none."""
    if "replication" not in replications:
        return np.arange(len(replications)) // SECTION
    numbers: Sections = replications["replication"].to_numpy(dtype=np.int64) // SECTION
    return numbers

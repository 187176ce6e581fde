"""Layers of a finite pool's losses, a guarantee's or senior notes': what they bear, one by one and on average."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy import stats

from sim.laws.comparison import Comparison, exactly, share_line
from sim.laws.running import replicate
from sim.risk.finite_pool import PoolLaw, pool_law
from sim.risk.layers import borne, pool_layer_loss
from sim.risk.samples import FloatArray
from sim.risk.tails import sum_p_value
from sim.scenario.resolve import load

POOL = "population.segments.pool.employment"
GUARANTEE = "lenders.platform.policy.guarantee"
NOTES = "lenders.platform.securitisations.notes"
WHOLE = 1e-9
"""An end of the layer within this of a whole number of loans is that."""


@dataclass(frozen=True)
class PoolLayer(ABC):
    """A pool of N, p, rho and a layer of its losses from `attach` to `detach`, shares of the opening balance."""

    size: int
    probability: float
    correlation: float
    attach: float
    detach: float
    replications: int
    scenario: ClassVar[str]
    column: ClassVar[str]
    """Of `replications.parquet`: what the layer bears."""
    words: ClassVar[str]

    @property
    def title(self) -> str:
        """The case in a few words."""
        layer = f"{self.words} from {100 * self.attach:g} to {100 * self.detach:g} %"
        return f"{layer}, {self.size} borrowers, p {100 * self.probability:g} %"

    @abstractmethod
    def terms(self) -> dict[str, float]:
        """The dials that carry the ends of the layer."""

    def comparisons(self, false_alarm: float) -> Iterator[Comparison]:
        """The layer of every replication to the fen; its mean against the sum over the exact law."""
        changes = {
            "population.size": self.size,
            f"{POOL}.job_loss_monthly": self.probability,
            f"{POOL}.asset_correlation": self.correlation,
        }
        rows, _ = replicate(load(self.scenario).with_(changes | self.terms()), self.replications)
        law = pool_law(self.size, self.probability, self.correlation)
        ends = (self.attach * self.size, self.detach * self.size)
        loan = int(rows["opening_balance_fen"][0]) // self.size
        wanted = np.rint(loan * borne(rows["defaults"].astype(np.float64), *ends))
        given = rows[self.column]
        yield exactly(self.title, "replications in which it bears another sum", 0, int((given != wanted).sum()))
        whole = rows["loss_fen"] + given - loan * rows["defaults"]
        yield exactly(self.title, "replications in which the parts are not the whole", 0, int((whole != 0).sum()))
        yield self.mean_line(given / loan, law, ends, false_alarm / 2)
        below = math.floor(ends[0] + WHOLE)
        reached = int((rows["defaults"] > below).sum())
        chance = law.exceedance(below)
        yield share_line(self.title, "the layer is reached", chance, reached, len(rows), false_alarm / 2)

    def mean_line(self, given: FloatArray, law: PoolLaw, ends: tuple[float, float], level: float) -> Comparison:
        """Mean of the (replications,) layer losses, in defaults, against the sum over the law: saddlepoint."""
        values = borne(np.arange(law.size + 1, dtype=np.float64), *ends)
        p_value = sum_p_value(values, law.pmf, given.size, float(given.sum()))
        expected = pool_layer_loss(law, *ends)
        half = float(stats.norm.isf(level / 2.0)) * float(np.sqrt((law.pmf @ (values - expected) ** 2) / given.size))
        found = float(given.mean())
        test = "mean of what it bears, in loans"
        return Comparison(self.title, test, expected, found, found - half, found + half, p_value, p_value >= level)


class GuaranteeLayer(PoolLayer):
    """What a guarantor bears beyond the lender's first loss, up to a cap."""

    scenario = "guarantee_layer"
    column = "guaranteed_loss_fen"
    words = "guarantee"

    def terms(self) -> dict[str, float]:
        """First loss and cap."""
        return {f"{GUARANTEE}.first_loss": self.attach, f"{GUARANTEE}.cap": self.detach - self.attach}


class SeniorNotes(PoolLayer):
    """What investors in senior notes bear beyond the lender's junior part: the layer that ends at 1."""

    scenario = "tranche"
    column = "investor_loss_fen"
    words = "senior notes"

    def terms(self) -> dict[str, float]:
        """The senior part of the pool."""
        return {f"{NOTES}.senior_share": self.detach - self.attach}

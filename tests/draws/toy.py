"""An engine whose loss is a known function of the macro factor: the large homogeneous pool of Vasicek."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas
from scipy.stats import norm

from sim.draws import PLAIN, Draws
from sim.draws.paths import mean_direction
from sim.draws.pilot import PilotSizes
from sim.montecarlo.course import Course
from sim.montecarlo.importance import Target, Tilted
from sim.montecarlo.precision import Precision
from sim.risk.headlines import Table, loss_headlines
from tests.montecarlo.fake import months_of, rows_of

MONTHS, PERSISTENCE, SEED = 12, 0.93, 7
PROBABILITY, CORRELATION, POOL_FEN = 0.03, 0.12, 10**12
SMALL_PILOT = PilotSizes(plain=512, stage=256, stages=2, elite=50.0)
DIRECTION = mean_direction(MONTHS, PERSISTENCE, MONTHS)


def pool_loss(state: np.ndarray) -> np.ndarray:
    """Share of the pool that is lost in a state of the economy, standard normal, positive is bad."""
    root = math.sqrt(1.0 - CORRELATION)
    return norm.cdf((norm.ppf(PROBABILITY) + math.sqrt(CORRELATION) * state) / root)


def pool_quantile(level: float) -> float:
    """Its quantile in closed form (Vasicek 2002), fen."""
    return float(pool_loss(norm.ppf(level))) * POOL_FEN


@dataclass(frozen=True)
class Pool:
    """The engine. `hidden_rate` is the share of replications with a large loss of which the economy knows nothing."""

    draws: Draws = PLAIN
    hidden_rate: float = 0.0
    asked: list[int] = field(default_factory=list, compare=False)
    fail_at: int = -1

    def __call__(self, replications: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
        rows = rows_of([])
        found = []
        for replication in replications:
            if replication == self.fail_at:
                raise ZeroDivisionError("no income")
            self.asked.append(replication)
            found.append(self.draws.drawn(SEED, replication, MONTHS, PERSISTENCE))
        rows = rows_of(replications)
        losses = pool_loss(np.array([each.normals for each in found]) @ DIRECTION)
        if self.hidden_rate:
            mixed = np.array(replications, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(40)
            losses = np.where(mixed < self.hidden_rate * 2**24, 0.9, losses)
        rows["loss_fen"] = np.rint(losses * POOL_FEN)
        rows["weight"] = [each.weight for each in found]
        return rows, months_of(replications)

    def redrawn(self, draws: Draws, is_attributed: bool = True) -> Pool:
        return replace(self, draws=draws)


def headlines_of(replications: pandas.DataFrame, draws: str) -> dict[str, dict[str, object]]:
    return {name: each.as_dict() for name, each in loss_headlines(Table(replications, 0.95, draws)).items()}


def summarise_as(draws: str):
    return lambda replications, monthly: {**headlines_of(replications, draws), "draws": draws}


def course_of(pool: Pool, told: list[str], **changes: object) -> Course:
    """Importance draws for the pool's losses at 99.9 %."""
    tilted = Tilted(Target(), SEED, MONTHS, PERSISTENCE, pool.redrawn, SMALL_PILOT)
    plain = Course(headlines_of, summarise_as("plain"), "importance", None, tilted, told.append)
    return replace(plain, **changes)


def precise(share: float, of: str, draws: str = "plain", told: list[str] | None = None) -> Course:
    tell = [].append if told is None else told.append
    return Course(headlines_of, summarise_as("plain"), draws, Precision(share, of, draws), None, tell)

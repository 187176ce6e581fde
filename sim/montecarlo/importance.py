"""A run by importance draws: the pilot before it, the check against plain runs, and what is done if they disagree.

Both are functions of the run's fingerprint alone: the pilot has replications of its own, and the check looks at the
first 2,048 replications whatever their number. So a run, a longer one and a resumed one end alike.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas

from sim.draws.normals import SECTION
from sim.draws.pilot import PILOT_START, STANDARD_SIZES, Pilot, PilotSizes, Sample, find_shift
from sim.draws.plans import Draws
from sim.errors import UsageError
from sim.montecarlo.plan import Simulator
from sim.montecarlo.precision import LEVELS
from sim.risk.agreement import ALLOWED_ERRORS, agreement

Array = np.ndarray[Any, Any]

CHECKED = 8 * SECTION
"""The first replications, which are compared with plain runs."""
COMMON_LEVEL = 0.99
"""Of the quantile at which they are compared: plain runs know it, and the shift moves it."""
COLUMNS = {
    "capital_buffer_99": ("capital_shortfall_fen", 1.0),
    "capital_buffer_99_9": ("capital_shortfall_fen", 1.0),
    "breach_probability": ("capital_shortfall_fen", 1.0),
    "liquidity_buffer_99_9": ("min_liquidity_fen", -1.0),
    "default_rate": ("default_rate", 1.0),
    "d30_rate": ("d30_rate", 1.0),
    "d90_rate": ("d90_rate", 1.0),
}
"""Headlines whose tail is not that of the loss: column and sign that makes large values bad."""
DEFAULT_LEVEL = 0.999


@dataclass(frozen=True)
class Target:
    """The tail that the shift is to make likely."""

    column: str = "loss_fen"
    sign: float = 1.0
    level: float = DEFAULT_LEVEL

    @classmethod
    def of(cls, headline: str | None) -> Target:
        """The tail on which a headline rests; of losses at 99.9 % where it names none."""
        column, sign = COLUMNS.get(headline or "", (cls.column, cls.sign))
        return cls(column, sign, LEVELS.get(headline or "", DEFAULT_LEVEL))

    def values(self, replications: pandas.DataFrame) -> Array:
        """(replications,) values of the column, large where it is bad.

        Raises:
            UsageError: a replication has no value there, so that no shift can be found.
        """
        column = replications[self.column]
        if column.isna().any():
            raise UsageError(f"--draws importance needs a value of {self.column} in every replication")
        return self.sign * column.to_numpy(dtype=np.float64)

    def as_dict(self) -> dict[str, Any]:
        """For the manifest."""
        return {"column": self.column, "level": self.level}


@dataclass(frozen=True)
class Tilted:
    """What a run by importance draws is made of.

    `redrawn` gives the engine under other draws; attributed or not, as only the run itself needs attribution.
    """

    target: Target
    seed: int
    months: int
    persistence: float
    redrawn: Callable[[Draws, bool], Simulator]
    sizes: PilotSizes = STANDARD_SIZES

    def pilot(self, sample: Sample) -> Pilot:
        """Find the shift."""
        return find_shift(sample, self.seed, self.months, self.persistence, self.target.level, self.sizes)

    def plain_runs(self, pilot_runs: pandas.DataFrame) -> pandas.DataFrame:
        """The plain replications among those of the pilot."""
        return pilot_runs[pilot_runs["replication"] < PILOT_START + self.sizes.plain]

    def check(self, plain: pandas.DataFrame, shifted: pandas.DataFrame) -> dict[str, Any]:
        """Compare the first replications with plain runs; `agrees` and `words`, with the figures they rest on.

        They agree where the share of plain runs above the 99 % quantile is what it should be (4.89 standard errors),
        and where the tail at the target's level counts for more replications than it would under plain draws.
        """
        found = agreement(
            self.target.values(plain),
            self.target.values(shifted),
            shifted["weight"].to_numpy(dtype=np.float64),
            COMMON_LEVEL,
            self.target.level,
        )
        plain_tail = len(shifted) * (1.0 - self.target.level)
        faults = []
        if abs(found.distance) >= ALLOWED_ERRORS:
            faults.append(
                f"{100 * found.plain_share:.2g} % of plain runs lie above the weighted 99 % quantile, "
                f"{abs(found.distance):.1f} standard errors from 1 %"
            )
        if found.tail_size <= plain_tail:
            faults.append(
                f"they gain nothing: the tail is worth {found.tail_size:.1f} replications under them, "
                f"{plain_tail:.1f} under plain ones"
            )
        return {
            "agrees": not faults,
            "words": "; ".join(faults),
            "level": COMMON_LEVEL,
            "plain_runs": len(plain),
            "plain_quantile": found.plain_quantile,
            "weighted_quantile": found.weighted_quantile,
            "plain_share": found.plain_share,
            "distance": found.distance,
            "tail_size": found.tail_size,
        }


def check_importance(replications: int, replication: int | None) -> None:
    """Refuse runs that cannot be checked against plain ones.

    Raises:
        UsageError: exit 2.
    """
    if replication is not None:
        raise UsageError(
            "--replication goes with --draws plain, antithetic, sobol or stratified: under importance the economy of a "
            "replication is known only after a pilot"
        )
    if replications < CHECKED:
        raise UsageError(
            f"--draws importance needs at least {CHECKED:,} replications, {replications:,} are asked for; its result "
            f"is compared with plain runs on that many"
        )

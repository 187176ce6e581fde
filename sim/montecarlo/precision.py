"""When a run has replications enough: its headline is looked at after stated numbers of them, never in between.

Only whole prefixes of the replications count, so where a run stops depends on nothing but its numbers. Looking often
would stop too early by luck; hence two looks in a row must be content, and the looks are a quarter apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.draws.normals import SECTION
from sim.errors import UsageError
from sim.risk.intervals import smallest_sample_two_sided

GROWTH_QUARTERS = 5
"""A look has five quarters of the replications of the one before."""
LOOKS_IN_A_ROW = 2
LEVELS = {
    "var_99": 0.99,
    "var_99_9": 0.999,
    "es_97_5": 0.975,
    "es_99_9": 0.999,
    "economic_capital_99_9": 0.999,
    "unexpected_loss_99_9": 0.999,
    "capital_buffer_99": 0.99,
    "capital_buffer_99_9": 0.999,
    "liquidity_buffer_99_9": 0.999,
}
"""Headlines of a tail, each with its level."""
MEANS = ("expected_loss", "expected_loss_rate", "default_rate", "d30_rate", "d90_rate", "breach_probability")
HEADLINES = (*LEVELS, *MEANS)
"""Headlines that `--of` may name."""
FEWEST = {"plain": (1_024, 4), "other": (2_048, 2)}
"""Of plain draws and of others: replications before the first look at a mean, and a multiplier for tails.

Plain: four times as many as the interval of the quantile needs to have an upper end. Others: 16 sections of 256.
"""


@dataclass(frozen=True)
class Precision:
    """Half the 95 % interval of the headline `of`, relative to its estimate, is to be at most `share`."""

    share: float
    of: str = "var_99_9"
    draws: str = "plain"

    @property
    def fewest(self) -> int:
        """Replications before the first look: whole sections."""
        level = LEVELS.get(self.of)
        least, times = FEWEST["plain" if self.draws == "plain" else "other"]
        if level is not None:
            least = times * (smallest_sample_two_sided(level) if self.draws == "plain" else least)
        return -(-least // SECTION) * SECTION

    def looks(self, most: int) -> list[int]:
        """After how many replications the headline is looked at; the last look is at the most there will be."""
        found = []
        look = self.fewest
        while look < most:
            found.append(look)
            look = -(-look * GROWTH_QUARTERS // (4 * SECTION)) * SECTION
        return [*found, most]

    def reached(self, headlines: Mapping[str, Mapping[str, Any]]) -> float | None:
        """Half the interval of the headline relative to its estimate, share; None where one of them does not exist."""
        found = headlines[self.of]
        if found["ci_low"] is None or found["ci_high"] is None or not found["estimate"]:
            return None
        return (found["ci_high"] - found["ci_low"]) / 2.0 / abs(found["estimate"])

    def is_met(self, reached: float | None) -> bool:
        """Whether that is narrow enough."""
        return reached is not None and reached <= self.share

    def as_dict(self) -> dict[str, Any]:
        """For the manifest."""
        return {"precision": self.share, "of": self.of}


def check_precision(share: float | None, of: str | None, draws: str, most: int) -> Precision | None:
    """The rule by which a run stops; None without one.

    Raises:
        UsageError: exit 2.
    """
    if of is not None and of not in HEADLINES:
        raise UsageError(f"--of {of} is not known; allowed are {', '.join(HEADLINES)}")
    if share is None:
        return None
    if not 0.0 < share < 1.0:
        raise UsageError(f"--precision {share:g} is not allowed; give a share between 0 and 1, such as 0.05 for 5 %")
    rule = Precision(share, of or Precision.of, draws)
    if most < rule.fewest:
        raise UsageError(
            f"--precision looks at {rule.of} from {rule.fewest:,} replications on, and there are to be at most "
            f"{most:,}; ask for more with --replications"
        )
    return rule

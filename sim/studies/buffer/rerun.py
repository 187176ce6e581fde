"""A capital buffer that the policy does not see, verified by fresh runs.

The buffer is equity held as cash: it weighs nothing, earns nothing, and nothing reacts to it. So a run with the buffer
B is the run without it, its shortfall less B, and it breaches the floor if its shortfall exceeds B.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.risk.breaches import Breaches, breaches_of
from sim.risk.estimate import Estimate
from sim.risk.intervals import quantile_interval
from sim.studies.buffer.shortfalls import Shortfalls

LEVELS = (0.95, 0.99, 0.999)


@dataclass(frozen=True)
class Rerun:
    """The buffer at a level, fen, from `size` replications, and its breaches among `fresh` others."""

    level: float
    buffer: Estimate
    breaches: Breaches
    size: int
    fresh: int

    @property
    def holds(self) -> bool:
        """Whether the breaches lie within the law of the buffer, at 95 %."""
        return self.breaches.low <= self.breaches.found <= self.breaches.high


def reruns(source: Shortfalls, size: int, fresh: int, levels: tuple[float, ...] = LEVELS) -> list[Rerun]:
    """The buffer at each level from replications 0..size - 1, and its breaches among the `fresh` ones after them."""
    every = source.without_buffer(range(size + fresh))
    earlier, later = every[:size], every[size:]
    return [
        Rerun(level, quantile_interval(earlier, level), breaches_of(earlier, later, level), size, fresh)
        for level in levels
    ]

"""A capital buffer that the policy sees: how much equity is needed when more of it changes what is done.

Under common random numbers the level-quantile of the shortfall is a function of the buffer. It need not fall: a richer
platform may lend more. So a grid is searched, every change of sign is narrowed by bisection, and all are told.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sim.risk.quantiles import empirical_quantile
from sim.studies.buffer.shortfalls import Shortfalls

STEPS = 8
"""Parts of the grid."""
WIDEST = 6
"""How often the grid is doubled before a buffer is given up."""
ACCURACY = 0.002
"""Width to which a crossing is narrowed, as a share of the grid."""


@dataclass(frozen=True)
class Visible:
    """What was tried, (buffer, quantile of the shortfall) in fen by buffer, and the buffers at which the sign changes.

    `buffer_fen` is the largest crossing: above it the quantile stays at or below 0 as far as was looked. It is 0 where
    no buffer is needed, and None where none on the grid is enough.
    """

    level: float
    replications: int
    tried: tuple[tuple[int, int], ...]
    crossings: tuple[int, ...]

    @property
    def buffer_fen(self) -> int | None:
        """The buffer needed, fen."""
        if self.tried[-1][1] > 0:
            return None
        return self.crossings[-1] if self.crossings else 0


def visible_buffer(source: Shortfalls, level: float, replications: int) -> Visible:
    """Smallest buffer from which on the level-quantile of the shortfall is at most 0, with every crossing before it."""
    known: dict[int, int] = {}

    def excess(buffer: int) -> int:
        if buffer not in known:
            shortfalls = source.with_buffer(buffer, range(replications))
            known[buffer] = int(empirical_quantile(shortfalls, level))
        return known[buffer]

    top = _reach(excess, source)
    grid = [top * step // STEPS for step in range(STEPS + 1)]
    values = [excess(buffer) for buffer in grid]
    narrow = max(1, round(top * ACCURACY))
    crossings = [
        _crossing(excess, low, high, narrow)
        for low, high, before, after in zip(grid, grid[1:], values, values[1:], strict=False)
        if (before > 0) != (after > 0)
    ]
    return Visible(level, replications, tuple(sorted(known.items())), tuple(crossings))


def _reach(excess: Callable[[int], int], source: Shortfalls) -> int:
    """Upper end of the grid, fen: twice the shortfall without a buffer, doubled while it is not enough."""
    top = max(2 * excess(0), source.assets_fen // 100, 1)
    for _ in range(WIDEST):
        if excess(top) <= 0:
            break
        top *= 2
    return top


def _crossing(excess: Callable[[int], int], low: int, high: int, narrow: int) -> int:
    """The upper end of an interval in which the sign changes, narrowed by bisection."""
    sign = excess(low) > 0
    while high - low > narrow:
        middle = (low + high) // 2
        if (excess(middle) > 0) == sign:
            low = middle
        else:
            high = middle
    return high

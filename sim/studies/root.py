"""Where a measured curve crosses zero: a grid first, then halving at every crossing, and an interval for each.

The curve is a sample of replications at each place, the same luck at all, so that it hardly jitters between places. The
interval of a root holds the places whose own interval holds zero next to it: its ends are found by the same halving,
where the ends of the curve's interval cross zero. What is simulated is not known here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from sim.risk.estimate import Estimate

Measure = Callable[[float], Estimate]
"""The curve's value at a place, with its interval; positive is beyond the threshold."""


@dataclass(frozen=True)
class Crossing:
    """A place where the curve changes sign, between `below` and `above` (a tolerance apart), with its interval.

    `rises` says that the threshold is exceeded to the right. An end of the interval is None where the curve's interval
    holds zero up to the end of the range.
    """

    place: float
    ci_low: float | None
    ci_high: float | None
    rises: bool


@dataclass(frozen=True)
class Search:
    """What a search over a range found: every place measured, sorted, and every crossing, from the left."""

    places: tuple[float, ...]
    values: tuple[Estimate, ...]
    crossings: tuple[Crossing, ...]

    @property
    def is_always(self) -> bool | None:
        """Whether the threshold is exceeded everywhere (True) or nowhere (False); None where there is a crossing."""
        return None if self.crossings else _sign(self.values[0].estimate) > 0


def search(measure: Measure, low: float, high: float, grid: int, tolerance: float) -> Search:
    """All crossings within a range that a grid of so many places shows, each to within `tolerance`."""
    known: dict[float, Estimate] = {}

    def known_measure(place: float) -> Estimate:
        if place not in known:
            known[place] = measure(place)
        return known[place]

    knots = [low + (high - low) * number / (grid - 1) for number in range(grid)]
    for knot in knots:
        known_measure(knot)
    sign = partial(_sign_at, known_measure, "estimate")
    found = [
        _crossing(known_measure, knots, place, tolerance)
        for place in range(grid - 1)
        if sign(knots[place]) != sign(knots[place + 1])
    ]
    places = tuple(sorted(known))
    return Search(places, tuple(known[place] for place in places), tuple(found))


def _crossing(measure: Measure, knots: Sequence[float], place: int, tolerance: float) -> Crossing:
    """The crossing between a knot and the next."""
    left, right = knots[place], knots[place + 1]
    rises = _sign_at(measure, "estimate", right) > 0
    root = halved(partial(_sign_at, measure, "estimate"), left, right, tolerance)
    # Left of a rising crossing the curve is surely below where even the upper end of its interval is.
    before, after = ("ci_high", "ci_low") if rises else ("ci_low", "ci_high")
    return Crossing(
        root,
        _end(measure, knots[: place + 1][::-1], right, before, tolerance),
        _end(measure, knots[place + 1 :], left, after, tolerance),
        rises,
    )


def _end(measure: Measure, knots: Sequence[float], inner: float, field: str, tolerance: float) -> float | None:
    """Where one end of the curve's interval crosses zero on the way outward over the knots from the crossing."""
    outward = 1 if knots[0] > inner else -1
    far = _sign_at(measure, "estimate", knots[0])
    for knot in knots:
        if _sign_at(measure, field, knot) == far:
            low, high = sorted((inner, knot))
            sign = partial(_sign_at, measure, field)
            return halved(sign, low, high, tolerance, outward)
        inner = knot
    return None


def halved(sign: Callable[[float], int], low: float, high: float, tolerance: float, side: int = 0) -> float:
    """A place between `low` and `high` where the sign changes, to within the tolerance, by halving.

    `side` 0 gives the middle of the last pair, -1 its lower, 1 its upper place.
    """
    at_low = sign(low)
    while high - low > tolerance:
        middle = (low + high) / 2.0
        if sign(middle) == at_low:
            low = middle
        else:
            high = middle
    return (low, (low + high) / 2.0, high)[side + 1]


def _sign_at(measure: Measure, field: str, place: float) -> int:
    return _sign(getattr(measure(place), field))


def _sign(value: float | None) -> int:
    """Positive beyond the threshold; what does not exist is on the safe side of neither and counts as below."""
    return 1 if value is not None and value >= 0.0 else -1

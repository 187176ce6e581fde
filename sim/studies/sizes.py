"""How differences are worded: amounts in yuan, shares in percentage points, lower or higher."""

from __future__ import annotations

from sim.summary import percent, yuan

HUNDREDTH_OF_A_POINT = 1e-4
"""Differences of shares below this are written with significant digits instead of two decimals."""


def moved(unit: str, amount: float) -> str:
    """An amount as "2,667 yuan lower" or "0.12 points higher"."""
    if amount == 0:
        return "the same"
    return f"{_size(unit, amount)} {'yuan' if unit == 'fen' else 'points'} {_way(amount)}"


def spanned(unit: str, low: float, high: float) -> str:
    """An interval as "934 to 4,400 lower", or "120 lower to 80 higher" where it holds zero."""
    if low * high > 0:
        near, far = sorted((low, high), key=abs)
        return f"{_size(unit, near)} to {_size(unit, far)} {_way(low)}"
    return f"{_size(unit, low)} lower to {_size(unit, high)} higher"


def _way(amount: float) -> str:
    return "lower" if amount < 0 else "higher"


def _size(unit: str, amount: float) -> str:
    return yuan(abs(amount)) if unit == "fen" else points(abs(amount))


def points(share: float | None) -> str:
    """A difference of shares, in percentage points."""
    if share is None:
        return "unknown"
    return f"{100 * share:.2f}" if abs(share) >= HUNDREDTH_OF_A_POINT else percent(share).removesuffix(" %")

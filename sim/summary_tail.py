"""What a summary says of the tail in words: how it rests on correlation, size of the book, and weights."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Headline = Mapping[str, Any]
Show = Callable[[float | None], str]
NOTABLE = 0.001
"""Smallest relative difference between the simulated and the real book that is worth a sentence."""


def tail_remarks(headlines: Mapping[str, Headline], yuan: Show) -> list[str]:
    """One sentence for each that can be said; `yuan` writes an amount in fen as yuan."""
    return [said for said in (_correlations(headlines, yuan), _real_book(headlines, yuan), _weights(headlines)) if said]


def _correlations(headlines: Mapping[str, Headline], yuan: Show) -> str:
    """Value at risk and capital buffer at half and twice the implied correlation."""
    values = {
        (figure, times): _value(headlines, f"{figure}_{times}_correlation")
        for figure in ("var_99_9", "capital_buffer_99_9")
        for times in ("half", "twice")
    }
    if any(value is None for value in values.values()):
        return ""
    at = {key: yuan(value) for key, value in values.items()}
    return (
        f"At half that correlation value at risk 99.9 % would be {at['var_99_9', 'half']} yuan and the capital buffer "
        f"{at['capital_buffer_99_9', 'half']}; at twice it {at['var_99_9', 'twice']} and "
        f"{at['capital_buffer_99_9', 'twice']}."
    )


def _real_book(headlines: Mapping[str, Headline], yuan: Show) -> str:
    """Value at risk of the accounts that the records stand for, where that differs."""
    simulated, real = _value(headlines, "var_99_9"), _value(headlines, "var_99_9_real_book")
    if simulated is None or real is None or abs(real - simulated) < NOTABLE * abs(simulated):
        return ""
    return (
        f"For the whole book, which has more borrowers than were simulated, value at risk 99.9 % is {yuan(real)} yuan."
    )


def _weights(headlines: Mapping[str, Headline]) -> str:
    """How many replications weighted ones count as."""
    size, tail = (_value(headlines, name) for name in ("effective_sample_size", "tail_effective_sample_size"))
    if size is None or tail is None or round(size) == int(headlines["effective_sample_size"]["n"]):
        return ""
    return f"Weighted replications: they count as {size:,.0f}, those in the tail as {tail:,.0f}."


def _value(headlines: Mapping[str, Headline], name: str) -> float | None:
    """An estimate; None where a summary of an earlier version does not have it."""
    found: float | None = headlines[name]["estimate"] if name in headlines else None
    return found

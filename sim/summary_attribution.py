"""Who caused it, on one screen: defaults and losses by term and by channel, causes, cascades, and the tail.

Built from summary.json; nothing is said where attribution was not computed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from sim.risk.attribution import CAUSE_NAMES, CHANNEL_NAMES, TAIL_LEVEL
from sim.summary import percent, yuan

Headline = Mapping[str, Any]
HEADS = ("who caused it", "defaults", "95 % interval", "loss, yuan", "95 % interval", "in the tail, yuan")
NUMBERS = (1, 3, 5)
"""Columns of numbers."""
WORDS = {
    "direct": "direct: in both worlds",
    "intensity": "intensity: more lost on them",
    "amplified": "amplified: only with contagion",
    "averted": "averted: only without",
    "composition": "composition: other customers",
    "net": "net effect of contagion",
}
SMALLEST_SHARE = 0.005
"""Causes of a smaller share of first defaults are not named."""


class Attribution(NamedTuple):
    """A table with its heads and its columns of numbers, and sentences below it."""

    heads: tuple[str, ...]
    numbers: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    remarks: tuple[str, ...]


def attribution_of(headlines: Mapping[str, Headline]) -> Attribution | None:
    """The table of who caused it; None where it was not computed. Channels that add nothing are left out."""
    if headlines.get("direct_defaults", {}).get("estimate") is None:
        return None
    rows = [_row(headlines, name, words) for name, words in WORDS.items()]
    for channel in CHANNEL_NAMES:
        effects = [headlines[f"net_{channel}_{what}"]["estimate"] for what in ("defaults", "loss")]
        if any(effects):
            rows.append(_row(headlines, f"net_{channel}", f"  by {channel.replace('_', ' ')}"))
    return Attribution(HEADS, NUMBERS, tuple(rows), tuple(_remarks(headlines)))


def _row(headlines: Mapping[str, Headline], name: str, words: str) -> tuple[str, ...]:
    defaults, loss = headlines.get(f"{name}_defaults"), headlines[f"{name}_loss"]
    counted = ("", "") if defaults is None else (_count(defaults["estimate"]), _interval(defaults, _count))
    return (
        words,
        *counted,
        yuan(loss["estimate"]),
        _interval(loss, yuan),
        yuan(headlines[f"tail_{name}_loss"]["estimate"]),
    )


def _count(records: float | None) -> str:
    return "unknown" if records is None else f"{records:,.2f}"


def _interval(found: Headline, show: Any) -> str:
    if found["ci_low"] is None or found["ci_high"] is None:
        return ""
    return f"{show(found['ci_low'])} to {show(found['ci_high'])}"


def _remarks(headlines: Mapping[str, Headline]) -> Iterator[str]:
    share = headlines["amplified_share"]
    if share["estimate"] is not None:
        ends = _interval(share, percent)
        part = percent(share["estimate"]) + (f" ({ends})" if ends else "")
        yield f"Without contagion {part} of the defaults would not be."
    causes = {name.replace("_", " "): headlines[f"cause_{name}_share"]["estimate"] for name in CAUSE_NAMES}
    named = sorted((-part, name) for name, part in causes.items() if part is not None and part >= SMALLEST_SHARE)
    if named:
        yield f"First defaults by cause: {', '.join(f'{name} {percent(-part)}' for part, name in named)}."
    yield from _cascades(headlines)
    number = headlines["tail_direct_loss"]["n"]
    replications = "one replication" if number == 1 else f"{number:,} replications"
    yield f"The tail: mean of the {replications} with a loss at or above the {100 * TAIL_LEVEL:g} % quantile."


def _cascades(headlines: Mapping[str, Headline]) -> Iterator[str]:
    number, generation = (headlines[name]["estimate"] for name in ("reproduction_number", "mean_generation"))
    if number is not None and generation is not None:
        largest = headlines["largest_cascade"]["estimate"]
        yield (
            f"In the mean replication a default makes {number:.2f} others, a first default stands {generation:.2f} "
            f"steps down its cascade, and the largest cascade has {largest:,.1f} defaults."
        )

"""The picture of the README: the platform's own funds over a calm and a bad two years, as SVG written out by hand.

One run of each of two shipped scenarios under the same luck; its text is text and it needs no other file.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas

from sim.api import run
from sim.scenario.resolve import load

REPLICATIONS = 200
BORROWERS = 1_000
WIDTH, HEIGHT = 720, 330
LEFT, RIGHT, TOP, BOTTOM = 56, 150, 46, 44
BAND = (0.05, 0.5, 0.95)
STYLES = {"baseline": ("#0072b2", "", "calm"), "severe_recession": ("#d55e00", "7 4", "severe recession")}
"""Colour (told apart by the colour-blind), dashes (told apart in grey) and words of a scenario."""


class Fan(NamedTuple):
    """Low, middle and high of own funds by month: (months,) shares of the opening balance each."""

    low: tuple[float, ...]
    middle: tuple[float, ...]
    high: tuple[float, ...]


def drawn() -> str:
    """Run both scenarios and draw them."""
    found = {name: load(name).with_({"population.size": BORROWERS}) for name in STYLES}
    runs = {name: run(one, REPLICATIONS, attribution="none") for name, one in found.items()}
    balance = float(runs["baseline"].replications["opening_balance_fen"].iloc[0])
    fans = {name: fan(one.monthly, balance) for name, one in runs.items()}
    return picture(fans, f"{REPLICATIONS} simulated histories of {BORROWERS:,} borrowers each")


def fan(monthly: pandas.DataFrame, balance: float) -> Fan:
    """The platform's own funds over replications, by month, as shares of this opening balance (fen)."""
    own = monthly[monthly["lender"] == "platform"]
    funds = own.pivot(index="replication", columns="month", values="equity_fen").to_numpy(dtype="float64")
    low, middle, high = np.quantile(funds / balance, BAND, axis=0)
    return Fan(tuple(low.tolist()), tuple(middle.tolist()), tuple(high.tolist()))


def picture(fans: dict[str, Fan], caption: str) -> str:
    """Fans of own funds over months, with the line below which nothing is left, as one SVG file."""
    months = len(next(iter(fans.values())).middle)
    highest = max(max(one.high) for one in fans.values())
    lowest = min(0.0, *(min(one.low) for one in fans.values()))
    paper = _Paper(months, np.floor(lowest * 50) / 50, np.ceil(highest * 50) / 50)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="sans-serif" font-size="13" fill="#222"><title>Own funds of a platform, calm and in a '
        "recession</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text x="{LEFT}" y="20" font-size="15">Own funds of the platform, % of its opening loans</text>',
        f'<text x="{LEFT}" y="37" fill="#666">middle and 90 % of {caption}</text>',
        *paper.axes(),
        *(part for name, one in fans.items() for part in paper.fan(one, *STYLES[name])),
        *paper.level(0.0, "nothing left"),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


class _Paper(NamedTuple):
    """Where a month and a share lie on the picture."""

    months: int
    lowest: float
    highest: float

    def across(self, month: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (month - 1) / max(self.months - 1, 1)

    def down(self, share: float) -> float:
        height = (share - self.lowest) / (self.highest - self.lowest)
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * height

    def axes(self) -> Iterator[str]:
        """Lines at every two points, and months in steps of six."""
        for share in np.arange(self.lowest, self.highest + 1e-9, 0.02):
            y = self.down(share)
            yield f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>'
            yield f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{100 * share:.0f} %</text>'
        for month in (1, *range(6, self.months + 1, 6)):
            yield f'<text x="{self.across(month):.1f}" y="{HEIGHT - 24}" text-anchor="middle">{month}</text>'
        middle = (LEFT + WIDTH - RIGHT) / 2
        yield f'<text x="{middle:.0f}" y="{HEIGHT - 6}" text-anchor="middle" fill="#666">month</text>'

    def fan(self, found: Fan, colour: str, dashes: str, words: str) -> Iterator[str]:
        """A band, its middle line, and its name at the end of it."""
        there = " ".join(self._points(found.high))
        back = " ".join(reversed(self._points(found.low)))
        yield f'<polygon points="{there} {back}" fill="{colour}" opacity="0.22"/>'
        line = " ".join(self._points(found.middle))
        pen = f'stroke="{colour}" stroke-width="2.5" stroke-dasharray="{dashes}"'
        yield f'<polyline points="{line}" fill="none" {pen}/>'
        x, y = WIDTH - RIGHT + 8, self.down(found.middle[-1]) + 4
        yield f'<text x="{x}" y="{y:.1f}" fill="{colour}">{words}</text>'

    def level(self, share: float, words: str) -> Iterator[str]:
        """A level line with its name."""
        y = self.down(share)
        yield f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#222" stroke-dasharray="2 3"/>'
        yield f'<text x="{WIDTH - RIGHT + 8}" y="{y + 4:.1f}">{words}</text>'

    def _points(self, shares: tuple[float, ...]) -> list[str]:
        return [f"{self.across(month):.1f},{self.down(share):.1f}" for month, share in enumerate(shares, 1)]

"""The bridge from expected loss to what regulation asks for, in whole fen: every figure, and every step named.

Two families meet here and never share a line. Economic figures are of the loss horizon and net no income; from the own
funds needed on, figures are of the whole horizon with income, worked out along the months of the one replication whose
shortfall is the capital buffer.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.risk.columns import has_value
from sim.risk.estimate import Estimate, Number
from sim.risk.platform_months import PlatformMonths

BRIDGE_METHOD = "figures of the summary in whole fen; a step is their difference, or read from the months named"
ECONOMIC, CAPITAL, RULE = "economic", "capital", "regulation"


class Line(NamedTuple):
    """A figure, or a step from the figure above to the one below; fen."""

    name: str
    amount: int
    is_step: bool
    family: str
    words: str


class Path(NamedTuple):
    """One replication up to its worst month end: what explains its shortfall. Fen, months from 1."""

    replication: int
    month: int
    required: int
    """capital floor x risk-weighted assets at that month end"""
    own_funds: int
    start: int
    """own funds on the evening before month 1"""

    @property
    def shortfall(self) -> int:
        """What is missing to the floor; negative is surplus."""
        return self.required - self.own_funds


def path_of(
    replications: pd.DataFrame, months: PlatformMonths, buffer: int, capital_floor: float
) -> Path:  # fmt: skip
    """The path of the replication whose shortfall is the buffer, or comes nearest to it; the first of several."""
    rows = replications.sort_values("replication")
    shortfalls = rows["capital_shortfall_fen"].to_numpy(dtype=np.float64, na_value=np.nan)
    place = int(np.nanargmin(np.abs(shortfalls - buffer)))
    required = np.rint(capital_floor * months["risk_weighted_assets_fen"][place])
    funds = months["equity_fen"][place]
    worst = int(np.argmax(required - funds))
    return Path(
        int(rows["replication"].iloc[place]),
        worst + 1,
        int(required[worst]),
        int(funds[worst]),
        int(months.own_funds_at_start[place]),
    )


def bridge_of(
    replications: pd.DataFrame, months: PlatformMonths, found: Mapping[str, Estimate], capital_floor: float
) -> tuple[Line, ...]:
    """The lines from top to bottom; every figure is the one above plus the steps between. Empty where a figure lacks.

    `found` holds `expected_loss`, `var_99_9`, `capital_buffer_99_9`, `allowance` and `capital_requirement`.
    """
    names = ("expected_loss", "allowance", "var_99_9", "capital_buffer_99_9", "capital_requirement")
    amounts = [_whole(found[name].estimate) for name in names]
    if any(amount is None for amount in amounts) or not has_value(replications, "capital_shortfall_fen").any():
        return ()
    expected, provisions, at_risk, buffer, required = (int(amount or 0) for amount in amounts)
    path = path_of(replications, months, buffer, capital_floor)
    return (
        *_economic(expected, provisions, at_risk),
        *_capital(at_risk - expected, buffer, path),
        *_regulation(buffer, required, path),
    )


def _economic(expected: int, provisions: int, at_risk: int) -> tuple[Line, ...]:
    """Expected loss, provisions, value at risk, economic capital."""
    return (
        Line("expected_loss", expected, False, ECONOMIC, "expected loss"),
        Line("provisions_beyond", provisions - expected, True, ECONOMIC, "provisions beyond the expected loss"),
        Line("provisions", provisions, False, ECONOMIC, "provisions at the end of month 1"),
        Line("beyond_provisions", at_risk - provisions, True, ECONOMIC, "losses at 99.9 % beyond provisions"),
        Line("value_at_risk", at_risk, False, ECONOMIC, "value at risk 99.9 %"),
        Line("less_expected_loss", -expected, True, ECONOMIC, "less expected loss, which income is to pay"),
        Line("economic_capital", at_risk - expected, False, ECONOMIC, "economic capital 99.9 %"),
    )


def _capital(economic: int, buffer: int, path: Path) -> tuple[Line, ...]:
    """From economic capital to the capital buffer, along the path of the replication at the quantile."""
    used = path.start - path.own_funds
    where = f"replication {path.replication}, month {path.month}"
    lines = [
        Line("floor_at_low_point", path.required, True, CAPITAL, f"floor at the low point ({where})"),
        Line("used_instead", used - economic, True, CAPITAL, "own funds used up by then, less economic capital"),
    ]
    if buffer != path.shortfall:
        lines.append(Line("unexplained", buffer - path.shortfall, True, CAPITAL, "not explained by that replication"))
    return (
        *lines,
        Line("own_funds_needed", path.start + buffer, False, CAPITAL, "own funds needed at the start, 99.9 %"),
        Line("less_own_funds", -path.start, True, CAPITAL, "less own funds at the start"),
        Line("capital_buffer", buffer, False, CAPITAL, "capital buffer 99.9 %"),
    )


def _regulation(buffer: int, required: int, path: Path) -> tuple[Line, ...]:
    """From the capital buffer to the requirement of the first month end."""
    needed = path.start + buffer
    return (
        Line("own_funds", path.start, True, RULE, "own funds at the start"),
        Line("less_for_the_way", required - needed, True, RULE, "less what losses and growth take on the way"),
        Line("regulatory_requirement", required, False, RULE, "regulatory requirement at the end of month 1"),
    )


def unreconciled(lines: tuple[Line, ...]) -> int:
    """Fen by which figures and steps do not add up, largest absolute difference; 0 for a whole bridge."""
    largest, running = 0, 0
    for line in lines:
        running += line.amount if line.is_step or line is lines[0] else 0
        if not line.is_step:
            largest = max(largest, abs(running - line.amount))
    return largest


def bridge_headlines(lines: tuple[Line, ...], confidence: float, size: int) -> dict[str, Estimate]:
    """The lines as headlines `bridge_...`, fen, without intervals of their own: those stand with the figures."""
    return {
        f"bridge_{line.name}": Estimate(
            line.amount, None, None, confidence, BRIDGE_METHOD, size,
            f"fen; {'step' if line.is_step else 'figure'}; {line.family}; {line.words}",
        )
        for line in lines
    }  # fmt: skip


def _whole(amount: Number) -> int | None:
    """An amount as whole fen."""
    return None if amount is None else round(amount)

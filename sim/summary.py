"""The summary of a run in plain words, for a risk officer: what was run, the headlines, what they do not say.

Built from summary.json and the scenario; how it is laid out on a terminal or in a file is not known here. A number that
does not exist is said to be missing, with the reason.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, NamedTuple

from sim.scenario.models import Scenario

FEN_PER_YUAN = 100
SMALL_SHARE = 0.001
"""Shares below this are written with significant digits instead of two decimals."""

Headline = Mapping[str, Any]


class Row(NamedTuple):
    """One line of the table: all four as text."""

    figure: str
    estimate: str
    interval: str
    of_opening_balance: str


@dataclass(frozen=True)
class Summary:
    """A title, facts as (name, text), a table with its heads, and closing remarks."""

    title: str
    facts: tuple[tuple[str, str], ...]
    heads: Row
    rows: tuple[Row, ...]
    remarks: tuple[str, ...]


class Line(NamedTuple):
    """Which headline stands in a line, under which name, and what kind of number it is; level for quantiles."""

    headline: str
    figure: str
    kind: str
    level: float | None = None


LINES = (
    Line("default_rate", "default rate", "share"),
    Line("d30_rate", "D30+ at the end", "share"),
    Line("d90_rate", "D90+ at the end", "share"),
    Line("expected_loss", "expected loss, yuan", "money"),
    Line("var_99", "value at risk 99 %, yuan", "money", 0.99),
    Line("var_99_9", "value at risk 99.9 %, yuan", "money", 0.999),
    Line("es_97_5", "expected shortfall 97.5 %, yuan", "money", 0.975),
    Line("es_99_9", "expected shortfall 99.9 %, yuan", "money", 0.999),
    Line("economic_capital_99_9", "economic capital 99.9 %, yuan", "money", 0.999),
    Line("capital_buffer_99_9", "capital buffer 99.9 %, yuan", "money", 0.999),
    Line("liquidity_buffer_99_9", "liquidity buffer 99.9 %, yuan", "money", 0.999),
    Line("breach_probability", "probability of a breach", "share"),
)
LINES_OF_ONE = (
    Line("default_rate", "default rate", "share"),
    Line("d30_rate", "D30+ at the end", "share"),
    Line("d90_rate", "D90+ at the end", "share"),
    Line("expected_loss", "loss, yuan", "money"),
    Line("capital_buffer_99", "capital shortfall, yuan", "money"),
    Line("min_capital_ratio", "lowest capital ratio", "share"),
)
"""What one replication alone can tell."""


def summary_of(
    scenario: Scenario, headlines: Mapping[str, Headline], fingerprint: str, asked: int, replication: int | None = None
) -> Summary:
    """The summary of a run that was to have `asked` replications; `replication` is the one that was run alone."""
    done = int(headlines["expected_loss"]["n"])
    lines = LINES if done > 1 else LINES_OF_ONE
    opening = headlines["opening_balance"]["estimate"]
    rows = [_row(line, headlines[line.headline], opening, single=done == 1) for line in lines]
    return Summary(
        title=f"{scenario.name}: {scenario.title}" if scenario.title else scenario.name,
        facts=(*_facts(scenario, fingerprint, done, asked, replication), ("opening balance", _yuan(opening) + " yuan")),
        heads=Row("", "estimate", "95 % interval" if done > 1 else "", "of opening balance"),
        rows=tuple(rows),
        remarks=tuple(_remarks(headlines, lines, done)),
    )


def _facts(
    scenario: Scenario, fingerprint: str, done: int, asked: int, replication: int | None
) -> list[tuple[str, str]]:
    count = f"replication {replication} alone" if replication is not None else f"{done:,} replications"
    if done != asked:
        count = f"partial: {done:,} of {asked:,} replications"
    within = min(scenario.loss_horizon_months, scenario.horizon_months)
    if scenario.population.tape is None:
        borrowers = f"{scenario.population.size:,} borrowers"
    else:
        borrowers = f"the borrowers of the tape {PurePath(scenario.population.tape).name}"
    months = f"{scenario.horizon_months} months; defaults and losses of the first {within}"
    return [
        ("run", f"{count}, {borrowers}, {months}"),
        ("figures", family(scenario)),
        ("book", book(scenario)),
        ("reactions of the management", reactions(scenario)),
        ("seed", f"{scenario.seed}, fingerprint {fingerprint[:10]}"),
    ]


def family(scenario: Scenario) -> str:
    """Which of the two families of headline the figures belong to, never to be mixed in a row."""
    macro = scenario.macro
    path = macro.central_path
    flat = all(
        len(set(knots.values())) <= 1
        for knots in (path.unemployment, path.income_index, path.recovery_index, path.funding_spread)
    )
    spread = {
        "full": "the macro factor at its full spread",
        "residual": f"the macro factor at {100 * macro.residual_share:g} % of its spread around the path",
        "none": "no macro factor",
    }[macro.dispersion]
    if flat:
        return f"economic: flat central path, {spread}"
    return f"stress, conditional on {scenario.name}: {spread}"


def book(scenario: Scenario) -> str:
    """What happens to the book over the horizon."""
    if scenario.population.book == "run_off":
        return "run-off: no new credit"
    return "static: lending goes on with the same borrowers"


def reactions(scenario: Scenario) -> str:
    """Whether the platform changes its policy during the run."""
    names = sorted(scenario.lenders["platform"].policy.reactions)
    return f"on ({', '.join(names)})" if names else "off"


def _row(line: Line, found: Headline, opening: float | None, *, single: bool) -> Row:
    show = _yuan if line.kind == "money" else _percent
    estimate = show(found["estimate"])
    share = ""
    if line.kind == "money" and found["estimate"] is not None and opening:
        share = _percent(found["estimate"] / opening)
    return Row(line.figure, estimate, "" if single else _interval(found, show), share)


def _interval(found: Headline, show: Any) -> str:
    low, high = found["ci_low"], found["ci_high"]
    if show is _percent:  # Student's interval knows nothing of the ends of a share
        low, high = (None if end is None else min(max(end, 0.0), 1.0) for end in (low, high))
    reasons = _reasons(found)
    if low is not None and high is not None:
        return f"{show(low)} to {show(high)}"
    if low is not None:
        return f"from {show(low)}; {_reason(reasons, 'upper')}"
    if high is not None:
        return f"up to {show(high)}; {_reason(reasons, 'lower')}"
    if len(reasons) == 2:
        need = [words.rpartition(" below ")[2] for words in reasons]
        return f"no interval below {need[0]}" if need[0] == need[1] else "; ".join(reasons)
    return "; ".join(reasons) or "none"


def _reasons(found: Headline) -> list[str]:
    """In the words of the estimate, why an end of its interval, or the whole of it, does not exist."""
    return [words for words in str(found["note"]).split("; ") if words.startswith("no ")]


def _reason(reasons: list[str], end: str) -> str:
    fitting = [words for words in reasons if end in words]
    return (fitting or reasons or [f"no {end} end"])[0]


def _remarks(headlines: Mapping[str, Headline], lines: tuple[Line, ...], done: int) -> list[str]:
    found = [_correlation(headlines["implied_asset_correlation"])] if done > 1 else []
    if done == 1:
        found.append("One replication has no distribution: no interval, no quantile, no probability.")
    largest = sorted({line.level for line in lines if line.level and done * (1 - line.level) < 1})
    if largest and done > 1:
        levels = ", ".join(f"{100 * level:g} %" for level in largest)
        found.append(
            f"With {done:,} replications the figures at {levels} rest on the largest value that came up; "
            "more replications will raise them."
        )
    buffers = [headlines[line.headline] for line in lines if "buffer" in line.headline]
    if any(buffer["estimate"] is not None and buffer["estimate"] < 0 for buffer in buffers):
        found.append("A negative buffer or shortfall is a surplus: that much was to spare at the worst moment.")
    return found


def _correlation(found: Headline) -> str:
    if found["estimate"] is None:
        return f"Implied asset correlation: {'; '.join(_reasons(found)) or 'none'}."
    ends = f" ({_interval(found, _percent)})"
    return (
        f"Implied asset correlation: {_percent(found['estimate'])}{ends}, that of a homogeneous one-factor pool whose "
        "default rates spread as these do; the tail rests on it."
    )


def _yuan(fen: float | None) -> str:
    return "unknown" if fen is None else f"{round(fen / FEN_PER_YUAN):,}"


def _percent(share: float | None) -> str:
    if share is None:
        return "unknown"
    if 0 < abs(share) < SMALL_SHARE:
        digits = min(12, 1 - math.floor(math.log10(100 * abs(share))))
        return f"{100 * share:.{digits}f} %"
    return f"{100 * share:.2f} %"

"""The summary of a run in plain words, for a risk officer: what was run, the headlines, what they do not say.

Built from summary.json and the scenario; how it is laid out on a terminal or in a file is not known here. A number that
does not exist is said to be missing, with the reason.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, NamedTuple

from sim.scenario.library import policies
from sim.scenario.models import Scenario
from sim.scenario.models_world import Macro
from sim.scenario.resolve import load
from sim.summary_tail import tail_remarks

FEN_PER_YUAN = 100
SMALL_SHARE = 0.001
"""Shares below this are written with significant digits instead of two decimals."""

Headline = Mapping[str, Any]


class Row(NamedTuple):
    """One line of the table: all three as text."""

    figure: str
    estimate: str
    interval: str


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
    Line("expected_loss", "expected loss", "money"),
    Line("var_99", "value at risk 99 %", "money", 0.99),
    Line("var_99_9", "value at risk 99.9 %", "money", 0.999),
    Line("es_97_5", "expected shortfall 97.5 %", "money", 0.975),
    Line("es_99_9", "expected shortfall 99.9 %", "money", 0.999),
    Line("economic_capital_99_9", "economic capital 99.9 %", "money", 0.999),
    Line("capital_buffer_99_9", "capital buffer 99.9 %", "money", 0.999),
    Line("liquidity_buffer_99_9", "liquidity buffer 99.9 %", "money", 0.999),
)
LINES_OF_ONE = (
    Line("default_rate", "default rate", "share"),
    Line("d30_rate", "D30+ at the end", "share"),
    Line("d90_rate", "D90+ at the end", "share"),
    Line("expected_loss", "loss", "money"),
    Line("min_capital_ratio", "lowest capital ratio", "share"),
)
"""What one replication alone can tell."""


def summary_of(
    scenario: Scenario,
    headlines: Mapping[str, Headline],
    fingerprint: str,
    asked: int,
    replication: int | None = None,
    settings: Mapping[str, Any] | None = None,
) -> Summary:
    """The summary of a run that was to have `asked` replications; `replication` is the one that was run alone.

    `settings` are those of the manifest: they name a policy in Python.
    """
    done = int(headlines["expected_loss"]["n"])
    lines = LINES if done > 1 else LINES_OF_ONE
    opening = headlines["opening_balance"]["estimate"]
    rows = [_row(line, headlines[line.headline], opening, single=done == 1) for line in lines]
    return Summary(
        title=f"{scenario.name}: {scenario.title}" if scenario.title else scenario.name,
        facts=(
            *_facts(scenario, fingerprint, done, asked, replication, settings or {}),
            ("opening balance", yuan(opening) + " yuan"),
        ),
        heads=Row("amounts in yuan", "estimate (of balance)", "95 % interval" if done > 1 else ""),
        rows=tuple(rows),
        remarks=tuple(_remarks(headlines, lines, done)),
    )


def _facts(
    scenario: Scenario,
    fingerprint: str,
    done: int,
    asked: int,
    replication: int | None,
    settings: Mapping[str, Any],
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
    code = settings.get("policy_code")
    condition = [] if is_flat(scenario.macro) else [("figures", f"conditional on {scenario.name}")]
    return [
        ("run", f"{count}, {borrowers}, {months}"),
        ("kind", family(scenario)),
        *condition,
        ("book", book(scenario)),
        ("policy", policy_name(scenario) + (f", moved by {code['class']}" if code else "")),
        ("platform's levers", levers(scenario)),
        ("factor loadings", loadings(scenario)),
        ("seed", f"{scenario.seed}, fingerprint {fingerprint[:10]}"),
    ]


def family(scenario: Scenario) -> str:
    """Which of the two families of headline the figures belong to, never to be mixed in a row."""
    macro = scenario.macro
    share = f"at {100 * macro.residual_share:g} % of its spread"
    if is_flat(macro):
        spread = {"full": "random economy at its full spread", "residual": f"random economy {share}"}
        return f"economic capital: no stress path, {spread.get(macro.dispersion, 'no random economy')}"
    path_alone = f"stress test: the path of {scenario.name}, no random economy"
    around = f"stress test: random economy around the path of {scenario.name}"
    return {"full": around, "residual": f"{around}, {share}"}.get(macro.dispersion, path_alone)


def is_flat(macro: Macro) -> bool:
    """Whether the central path goes nowhere: no stress path."""
    path = macro.central_path
    return all(len(set(knots.values())) <= 1 for knots in (getattr(path, name) for name in type(path).model_fields))


def book(scenario: Scenario) -> str:
    """What happens to the book over the horizon."""
    if scenario.population.book == "run_off":
        return "run-off: no new credit"
    return "static: lending goes on with the same borrowers"


def policy_name(scenario: Scenario) -> str:
    """Name of the shipped policy that the platform follows to the letter; any other is the scenario's own."""
    own = scenario.lenders["platform"].policy
    shipped = {name: load("baseline", policy=name).scenario.lenders["platform"].policy for name in policies()}
    return next((name for name, policy in shipped.items() if policy == own), "of the scenario")


def levers(scenario: Scenario) -> str:
    """Which levers may change the platform's policy during the run, its own and the supervisor's."""
    platform = scenario.lenders["platform"]
    names = sorted(name.replace("_", " ") for name in (*platform.policy.levers, *platform.supervision))
    return f"on ({', '.join(names)})" if names else "off"


def loadings(scenario: Scenario) -> str:
    """How strongly a standard deviation of the macro factor moves work, incomes and recoveries, over the segments."""
    segments = scenario.population.segments.values()
    work = _range([segment.employment.asset_correlation**0.5 for segment in segments])
    income = _range([segment.income.factor_loading for segment in segments])
    return f"job losses {work}, log income {income}, log recoveries {scenario.macro.recovery_loading:.2g}"


def _range(numbers: list[float]) -> str:
    """One number, or from the smallest to the largest."""
    low, high = min(numbers), max(numbers)
    return f"{low:.2g}" if low == high else f"{low:.2g} to {high:.2g}"


def _row(line: Line, found: Headline, opening: float | None, *, single: bool) -> Row:
    show = yuan if line.kind == "money" else percent
    value = found["estimate"]
    estimate = show(value)
    if "buffer" in line.headline and value is not None and value < 0:
        estimate += " (surplus)"
    elif line.kind == "money" and value is not None and opening:
        estimate += f" ({percent(value / opening)})"
    return Row(line.figure, estimate, "" if single else _interval(found, show))


def _interval(found: Headline, show: Any) -> str:
    low, high = found["ci_low"], found["ci_high"]
    reasons = _reasons(found)
    if low is not None and high is not None:
        return f"{show(low)} to {show(high)}"
    if low is not None:
        return f"at least {show(low)}; {_reason(reasons, 'upper')}"
    if high is not None:
        return f"at most {show(high)}; {_reason(reasons, 'lower')}"
    need = [words.rpartition(" below ")[2] for words in reasons if " end below " in words]
    if len(need) == 2:
        apart = f"a lower end needs {need[0].removesuffix(' replications')}, an upper end {need[1]}"
        return f"an interval needs {need[0]}" if need[0] == need[1] else apart
    return "; ".join(map(_needed, reasons)) or "none"


def _reasons(found: Headline) -> list[str]:
    """In the words of the estimate, why an end of its interval, or the whole of it, does not exist."""
    return [words for words in str(found["note"]).split("; ") if words.startswith("no ")]


def _reason(reasons: list[str], end: str) -> str:
    fitting = [words for words in reasons if end in words]
    return _needed((fitting or reasons or [f"no {end} end"])[0])


def _needed(reason: str) -> str:
    """What is missing, said as what it needs: "no lower end below 4 replications" is "a lower end needs 4 ..."."""
    said = re.fullmatch(r"no (?:finite )?(.+) below ([\d,]+ replications)", reason)
    if said is None:
        return reason
    return f"{'a' if said[1].startswith('lower') else 'an'} {said[1]} needs {said[2]}"


def _remarks(headlines: Mapping[str, Headline], lines: tuple[Line, ...], done: int) -> list[str]:
    found = []
    if done > 1:
        found = [_breach(headlines["breach_probability"]), _correlation(headlines["implied_asset_correlation"])]
        found += tail_remarks(headlines, yuan)
    if done == 1:
        found.append("One replication has no distribution: no interval, no quantile, no probability.")
    largest = sorted({line.level for line in lines if line.level and done * (1 - line.level) < 1})
    if largest and done > 1:
        levels = ", ".join(f"{100 * level:g} %" for level in largest)
        found.append(
            f"With {done:,} replications the figures at {levels} rest on the largest value; they are likely too low."
        )
    buffers = [headlines[line.headline] for line in lines if "buffer" in line.headline]
    if any(buffer["estimate"] is not None and buffer["estimate"] < 0 for buffer in buffers):
        found.append("Surplus: that much was to spare at the worst moment.")
    return found


def _breach(found: Headline) -> str:
    ends = f" ({_interval(found, percent)})"
    return f"Probability that capital falls below its floor: {percent(found['estimate'])}{ends}."


def _correlation(found: Headline) -> str:
    if found["estimate"] is None:
        return f"Implied asset correlation: {'; '.join(_reasons(found)) or 'none'}."
    ends = f" ({_interval(found, percent)})"
    return f"Implied asset correlation: {percent(found['estimate'])}{ends}; larger means a fatter tail."


def yuan(fen: float | None) -> str:
    """Fen as whole yuan in words."""
    return "unknown" if fen is None else f"{round(fen / FEN_PER_YUAN):,}"


def percent(share: float | None) -> str:
    """A share as per cent in words; small ones with two significant digits."""
    if share is None:
        return "unknown"
    if 0 < abs(share) < SMALL_SHARE:
        digits = min(12, 1 - math.floor(math.log10(100 * abs(share))))
        return f"{100 * share:.{digits}f} %"
    return f"{100 * share:.2f} %"

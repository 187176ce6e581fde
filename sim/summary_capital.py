"""Capital on one screen: the ratio along the months, what regulation asks for, provisions, and the bridge.

Built from summary.json; a part whose headlines are missing is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from sim.scenario.models import Scenario
from sim.summary import is_flat, percent, yuan

Headline = Mapping[str, Any]
Headlines = Mapping[str, Headline]
NO_LIMIT = 1000.0
"""A multiple of net assets from which on the scenario sets no limit."""


class Section(NamedTuple):
    """A table with its heads and its columns of numbers, and sentences below it."""

    heads: tuple[str, ...]
    numbers: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    remarks: tuple[str, ...]


def capital_sections(scenario: Scenario, headlines: Headlines) -> tuple[Section, ...]:
    """Ratio along the months, regulation with provisions, and the bridge."""
    if "stress_start" not in headlines:
        return ()
    found = [_along_the_months(scenario, headlines), _regulation(scenario, headlines)]
    if any(name.startswith("bridge_") for name in headlines):
        found.append(_bridge(scenario, headlines))
    return tuple(found)


def _along_the_months(scenario: Scenario, headlines: Headlines) -> Section:
    """The stress family: start, low point, fall and month, with the band of replications."""
    rows = (
        ("capital ratio, end of month 1", *_band(headlines["stress_start"], percent)),
        ("capital ratio, low point", *_band(headlines["stress_low"], percent)),
        ("fall from one to the other", *_band(headlines["stress_depletion"], percent)),
        ("month of the low point", *_band(headlines["stress_low_month"], _month)),
    )
    remarks = []
    if not is_flat(scenario.macro):
        remarks.append(f"Conditional on the path of {scenario.name}{_severity(headlines['path_severity'])}.")
    return Section(
        ("capital over the horizon, income included", "median", "95 % of replications"), (1,), rows, (*remarks,)
    )


def _severity(found: Headline) -> str:
    if found["estimate"] is None:
        return ", which moves no job losses"
    return f": its job losses are those of a factor at its {percent(found['estimate'])} quantile"


def _regulation(scenario: Scenario, headlines: Headlines) -> Section:
    """Ratios against their bounds, at the first month end and at the worst."""
    floor = scenario.lenders["platform"].capital.floor
    rows = [
        _ratio(headlines, "capital_ratio", "capital ratio", f"at least {percent(floor)}"),
        _ratio(headlines, "leverage_ratio", "leverage ratio", "at least 4 %"),
    ]
    if _is_micro_lender(scenario, headlines):
        rows.append(_ratio(headlines, "borrowing_multiple", "borrowed funds / own funds", "micro-lender: 1"))
        rows.append(_ratio(headlines, "notes_multiple", "notes / own funds", "micro-lender: 4"))
    rows.append(_provisions(headlines, "provision_ratio", "provisions / loans", "1.5 to 2.5 %"))
    rows.append(_provisions(headlines, "coverage_ratio", "provisions / loans 90+ days", "120 to 150 %"))
    heads = ("regulation", "asked for", "month 1", "worst month end (95 % band)", "outside")
    return Section(heads, (2,), tuple(rows), tuple(_requirements(headlines)))


def _is_micro_lender(scenario: Scenario, headlines: Headlines) -> bool:
    """Whether the limits of micro-lenders are set, or notes stand that they would count."""
    rules = scenario.lenders["platform"].regulation
    is_limited = min(rules.leverage_own, rules.leverage_bonds) < NO_LIMIT
    return is_limited or bool(headlines["notes_multiple_first_month"]["estimate"])


def _ratio(headlines: Headlines, name: str, words: str, bound: str) -> tuple[str, ...]:
    show = _multiple if name.endswith("multiple") else percent
    first, worst = headlines[f"{name}_first_month"], headlines[f"{name}_worst"]
    outside = headlines[f"{name}_breach_probability"]
    return (words, bound, show(first["estimate"]), _with_band(worst, show), percent(outside["estimate"]))


def _provisions(headlines: Headlines, name: str, words: str, bound: str) -> tuple[str, ...]:
    worst, outside = headlines[f"{name}_lowest"], headlines[f"{name}_shortfall_probability"]
    first = percent(headlines[name]["estimate"])
    return (words, bound, first, _with_band(worst, percent), percent(outside["estimate"]))


def _requirements(headlines: Headlines) -> Iterator[str]:
    asked, assets = headlines["capital_requirement"], headlines["risk_weighted_assets"]
    line, loan = (headlines[f"irb_requirement_{name}"]["estimate"] for name in ("qrre", "other_retail"))
    yield (
        f"Capital asked for at the end of month 1, in yuan: {yuan(asked['estimate'])} by the scenario's risk weights "
        f"({yuan(assets['estimate'])} of risk-weighted assets); by the Basel internal-ratings formula with the run's "
        f"own PD and LGD {yuan(line)} if all is qualifying revolving, {yuan(loan)} if all is other retail."
    )
    shares = (percent(headlines[f"category_{name}_rate"]["estimate"]) for name in CLASSES)
    told = ", ".join(f"{words} {share}" for words, share in zip(CLASSES.values(), shares, strict=True))
    yield (
        "Outside: the share of replications with a month end below what is asked for (of a range, its lower end), or "
        "above a micro-lender's limit."
    )
    yield f"Five-category classification at the end, of balance: {told}."


CLASSES = {
    "pass": "pass",
    "special_mention": "special mention",
    "non_performing": "non-performing",
    "doubtful": "of it doubtful",
    "loss": "loss",
}


def _bridge(scenario: Scenario, headlines: Headlines) -> Section:
    """Figures and the steps between them, to the fen."""
    rows = []
    for name, found in headlines.items():
        if name.startswith("bridge_"):
            _, kind, family, words = found["note"].split("; ", 3)
            amount = _exact_yuan(int(found["estimate"]))
            is_step = kind == "step"
            rows.append(
                ("  " + words if is_step else words, "" if is_step else amount, amount if is_step else "", family)
            )
    condition = "" if is_flat(scenario.macro) else f", conditional on {scenario.name}"
    months = min(scenario.loss_horizon_months, scenario.horizon_months)
    remarks = (
        f"Economic: losses of the first {months} months, no income netted. Capital: {scenario.horizon_months} months, "
        "income included, along the replication whose shortfall is the buffer. Every figure is the one above plus the "
        "steps between.",
    )
    return Section((f"the bridge, yuan{condition}", "figure", "step", "family"), (1, 2), tuple(rows), remarks)


def _band(found: Headline, show: Any) -> tuple[str, str]:
    ends = "" if found["ci_low"] is None else f"{show(found['ci_low'])} to {show(found['ci_high'])}"
    return show(found["estimate"]), ends


def _with_band(found: Headline, show: Any) -> str:
    value, ends = _band(found, show)
    return f"{value} ({ends})" if ends else value


def _month(month: float | None) -> str:
    return "unknown" if month is None else f"{month:.0f}"


def _multiple(multiple: float | None) -> str:
    return "unknown" if multiple is None else f"{multiple:.2f}"


def _exact_yuan(fen: int) -> str:
    """Fen as yuan with both decimals."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"

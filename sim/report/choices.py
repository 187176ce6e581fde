"""Sections on choices: levers with their costs and lead times, what the book and management do, another run beside."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from sim.montecarlo.manifest import scenario_differences
from sim.phrases import Phrases
from sim.report.blocks import Block, Grid, Section, Text
from sim.report.context import Context
from sim.risk.columns import has_value
from sim.risk.intervals import paired_difference
from sim.scenario.models_lending import Lever
from sim.scenario.wording import number_text

COSTS = {
    "collection": "collection_cost_fen", "litigation": "litigation_cost_fen", "service": "service_cost_fen",
    "risk": "risk_cost_fen", "acquisition": "acquisition_cost_fen", "promotion": "promotion_cost_fen",
    "fine": "fine_fen", "premium": "premium_fen", "forgiven": "forgiven_fen",
}  # fmt: skip
ALWAYS = 600
"""Last month of a lever that never ends."""
MONEY_LINES = ("expected_loss", "var_99_9", "economic_capital_99_9", "capital_buffer_99_9", "liquidity_buffer_99_9")
SHARE_LINES = ("default_rate", "d90_rate", "breach_probability")
PAIRED = {"expected_loss": "loss_fen", "default_rate": "default_rate"}
"""Headlines that are means of a column, so that two runs of one seed can be paired."""
DIFFERENCES_NAMED = 12
SAID = re.compile(r"^(\S+): (.*) there, (.*) here$")
"""A difference of two scenarios in the words of the manifest."""


def policy(run: Context) -> Section:
    """Levers, what of them was in force, alarms with their lead, and what the policy costs."""
    words, platform = run.words, run.scenario.lenders["platform"]
    owners = {"platform": platform.policy.levers, "supervisor": platform.supervision}
    rows = tuple(
        _lever(words, name, lever, words(f"policy.{owner}"))
        for owner, levers in owners.items()
        for name, lever in sorted(levers.items())
    )
    heads = tuple(words(f"policy.{head}") for head in ("lever", "owner", "dial", "change", "trigger", "months"))
    blocks: list[Block] = [Grid(words("policy.levers"), heads, rows) if rows else Text(words("none.levers"))]
    blocks.append(Text(_in_force(run)))
    if platform.policy.levers:
        blocks.append(Text(_alarms(run)))
    blocks.append(_costs(run))
    return Section("policy", words("section.policy"), tuple(blocks))


def _lever(words: Phrases, name: str, lever: Lever, owner: str) -> tuple[str, ...]:
    dial = lever.dial + (f" ({lever.segment})" if lever.segment else "")
    last = "" if lever.end_month >= ALWAYS else str(lever.end_month)
    months = (
        words("policy.always")
        if lever.start_month == 1 and not last
        else words("policy.span", first=lever.start_month, last=last or "…")
    )
    change = words(f"policy.{lever.operation}", value=number_text(lever.value))
    return (name, owner, dial, change, _trigger(words, lever), months)


def _trigger(words: Phrases, lever: Lever) -> str:
    when = lever.when
    if when is None:
        return words("policy.always")
    told = [
        words(
            "policy.trigger_words",
            metric=words(f"metric.{when.metric}"),
            on=number_text(when.on),
            off=number_text(when.off),
        )
    ]
    if when.wait_months:
        told.append(words("policy.wait", months=number_text(when.wait_months)))
    if when.hold_months:
        told.append(words("policy.hold", months=number_text(when.hold_months)))
    return words("clause").join(told)


def _in_force(run: Context) -> str:
    """Dials in force at the start and the end, mean of replications."""
    words, source = run.words, run.source
    shares = source.weights / source.weights.sum()
    cutoffs, limits, orders = (
        shares @ np.nan_to_num(values) for values in source.months("score_cutoff", "limit_multiple", "orders_in_force")
    )
    return words(
        "policy.cutoff", first=words.number(cutoffs[0]), last=words.number(cutoffs[-1]),
        limits_first=words.percent(limits[0]), limits_last=words.percent(limits[-1]),
        orders=words.number(float((orders > 0).sum())),
    )  # fmt: skip


def _alarms(run: Context) -> str:
    words = run.words
    names = ("alarms", "false_alarms", "missed_alarms", "alarm_lead_months", "first_alarm_month")
    alarms, false, missed, lead, first = (_mean(run, name) for name in names)
    return words(
        "policy.alarms", alarms=words.number(alarms, 1), false=words.number(false, 1), missed=words.number(missed, 1),
        lead=words.number(lead, 1), first=words.number(first, 1),
    )  # fmt: skip


def _mean(run: Context, name: str) -> float | None:
    """Weighted mean of a column over the replications that have a value."""
    rows = run.source.run.replications
    exists = has_value(rows, name)
    if not exists.any():
        return None
    values = rows.loc[exists, name].to_numpy(dtype=np.float64)
    return float(np.average(values, weights=run.source.weights[exists]))


def _costs(run: Context) -> Grid:
    """What the policy costs over the horizon, by kind."""
    words, money = run.words, run.money
    totals = {
        kind: float(month.sum()) / run.source.size
        for kind, month in zip(COSTS, run.source.totals(*COSTS.values()), strict=True)
    }
    whole = sum(totals.values())
    rows = [
        (words(f"policy.{kind}"), money(amount), words.percent(amount / whole))
        for kind, amount in sorted(totals.items(), key=lambda pair: -pair[1])
        if amount
    ]
    rows.append((words("policy.total"), money(whole), words.percent(1.0 if whole else None)))
    heads = (words("policy.cost"), words("policy.amount", unit=money.unit), words("policy.share"))
    return Grid(words("policy.costs"), heads, tuple(rows), numbers=(1, 2), strong=(len(rows) - 1,))


def settings(run: Context) -> Section:
    """Static or dynamic, with or without management actions; and another run beside this one."""
    words, platform = run.words, run.scenario.lenders["platform"]
    is_acting = bool(platform.policy.levers or platform.supervision)
    blocks: list[Block] = [
        Text(words(f"settings.{run.scenario.population.book}")),
        Text(words("settings.actions_on" if is_acting else "settings.actions_off")),
    ]
    if run.against is None:
        other = "dynamic" if run.scenario.population.book == "static" else "static"
        changes = [f"--set population.book={other}", *(["--policy passive"] if is_acting else [])]
        blocks.append(Text(words("settings.other", change=words("or").join(changes))))
    else:
        blocks += _beside(run, run.against)
    return Section("settings", words("section.settings"), tuple(blocks))


def _beside(run: Context, other: Context) -> Iterator[Block]:
    """The headlines of both runs, and what differs between their scenarios."""
    words = run.words
    name, fingerprint = other.scenario.name, other.manifest["fingerprint"][:10]
    heads = (
        words("page.figure"),
        words("settings.here"),
        words("settings.there", name=name),
        words("settings.difference"),
    )
    rows = [
        (
            words(f"headline.{line}") + (words("brackets", inside=run.money.unit) if line in MONEY_LINES else ""),
            show(run.value(line)), show(other.value(line)), _difference(run, other, line, show),
        )
        for lines, show in ((SHARE_LINES, words.percent), (MONEY_LINES, run.money))
        for line in lines
        if run.has(line) and other.has(line)
    ]  # fmt: skip
    yield Grid(words("settings.against", name=name, fingerprint=fingerprint), heads, tuple(rows), numbers=(1, 2, 3))
    yield Text(words("settings.paired" if _is_paired(run, other) else "settings.unpaired"))
    changed = scenario_differences(other.resolved.as_yaml(), run.resolved.as_yaml())
    if changed:
        told = [SAID.sub(r"\1: \3 (\2)", line) for line in changed[:DIFFERENCES_NAMED]]
        more = ["…"] if len(changed) > DIFFERENCES_NAMED else []
        yield Text(words("settings.differs", keys=words("semicolon").join([*told, *more])))


def _is_paired(run: Context, other: Context) -> bool:
    """Whether both runs met the same luck in the same replications."""
    same = all(one.source.draws == "plain" for one in (run, other)) and run.manifest["seed"] == other.manifest["seed"]
    numbers = [list(one.source.run.replications["replication"]) for one in (run, other)]
    return same and numbers[0] == numbers[1]


def _difference(run: Context, other: Context, line: str, show: object) -> str:
    """This less the other, with an interval where it can be paired."""
    assert callable(show)  # noqa: S101 - for the type checker
    here, there = run.value(line) or 0.0, other.value(line) or 0.0
    column = PAIRED.get(line)
    if column is None or not _is_paired(run, other) or run.source.size < 2:
        return str(show(here - there))
    first, second = (
        one.source.run.replications[column].to_numpy(dtype=np.float64, na_value=np.nan) for one in (run, other)
    )
    exists = np.isfinite(first) & np.isfinite(second)
    found = paired_difference(first[exists], second[exists])
    if found.ci_low is None:
        return str(show(found.estimate))
    ends = run.words("ends.between", low=show(found.ci_low), high=show(found.ci_high))
    return f"{show(found.estimate)}{run.words('brackets', inside=ends)}"

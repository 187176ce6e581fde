"""A comparison in plain words, for a risk officer: the answer first, then the figures, then what they do not say.

Built from what `sim.studies.comparison` holds; how it is laid out on a terminal is not known here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sim.risk.contrasts import Contrast
from sim.risk.estimate import Estimate
from sim.scenario.models import Scenario
from sim.studies import lever_words
from sim.studies.comparison import Comparison
from sim.studies.one_book import takes_over
from sim.studies.people import words as people_words
from sim.studies.shapes import Table
from sim.studies.sizes import moved, points, spanned
from sim.summary import family, percent, policy_name, yuan


class Line(NamedTuple):
    """Which figure stands in a line, and under which name."""

    figure: str
    words: str


LINES = (
    Line("default_rate", "default rate"),
    Line("d30_rate", "D30+ at the end"),
    Line("d90_rate", "D90+ at the end"),
    Line("expected_loss", "expected loss"),
    Line("expected_loss_rate", "expected loss of balance"),
    Line("charge_off_fen", "charge-offs"),
    Line("recovery_fen", "recoveries"),
    Line("opening_balance_fen", "opening balance"),
    Line("min_capital_ratio", "lowest capital ratio"),
    Line("min_liquidity_fen", "lowest liquidity"),
    Line("breach_probability", "probability of a breach"),
    Line("var_99_9", "value at risk 99.9 %"),
    Line("es_97_5", "expected shortfall 97.5 %"),
    Line("economic_capital_99_9", "economic capital 99.9 %"),
    Line("capital_buffer_99_9", "capital buffer 99.9 %"),
    Line("liquidity_buffer_99_9", "liquidity buffer 99.9 %"),
)
BUSINESS = (
    Line("closing_balance_fen", "closing balance"),
    Line("granted_fen", "credit granted"),
    Line("net_income_fen", "net income"),
    Line("provision_expense_fen", "cost of risk"),
)
"""Growth against strictness: what a policy gains or loses in business beside risk."""
SPOKEN = ("expected_loss", "default_rate", "net_income_fen", "capital_buffer_99_9")
"""The figures that have a sentence of their own."""
COMPARED = ("{base}", "{arm}", "difference", "95 % interval", "better in", "worth")
HEADS = ("amounts in yuan", *COMPARED)
BUSINESS_HEADS = ("business in yuan", *COMPARED, "good is")
NUMBERS = (1, 2, 3, 4, 5, 6)
SAVED = "expected_loss"
"""The figure by which the worth of the same luck is told."""


@dataclass(frozen=True)
class Section:
    """One arm against the base: the answer in sentences, a table of risk, one of business, and those of people."""

    answers: tuple[str, ...]
    risk: Table
    business: Table
    further: tuple[Table, ...]
    """for whom, fates, marginal capital, and examples, as far as they are known"""
    commands: tuple[str, ...]
    """how to live an example again, as lines"""


@dataclass(frozen=True)
class Telling:
    """Title, facts as (name, text), a section for each arm but the base, and closing remarks."""

    title: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    remarks: tuple[str, ...]


def telling(found: Comparison, folder: str | None = None) -> Telling:
    """The comparison in words; `folder` is where it lies, as the user calls it."""
    others = list(found.contrasts)
    return Telling(
        title=f"{_listed(others)} against {found.base}, under the same luck",
        facts=tuple(_facts(found)),
        sections=tuple(_section(found, arm, folder) for arm in others),
        remarks=tuple(_remarks(found)),
    )


def _facts(found: Comparison) -> list[tuple[str, str]]:
    seed = next(iter(found.scenarios.values())).resolved.scenario.seed
    luck = f"{found.replications:,} replications, the same luck in every arm; seed {seed}"
    facts = [("runs", f"{luck}, fingerprint {found.fingerprint[:10]}")]
    for name, arm in found.scenarios.items():
        scenario = arm.resolved.scenario
        role = "base" if name == found.base else "arm"
        words = f"{scenario.name}, policy {arm.policy or policy_name(scenario)}; {family(scenario)}"
        facts.append((f"{role} {name}", words))
    return facts


def _section(found: Comparison, arm: str, folder: str | None) -> Section:
    contrasts = found.contrasts[arm]
    shown = _shown((*LINES, *BUSINESS), contrasts)
    spoken = [sentence(line.words, one) for line, one in shown if line.figure in SPOKEN]
    people, lever = found.people.get(arm), found.levers.get(arm)
    if people is not None:
        spoken += people_words.sentences(people)
    if lever is not None:
        spoken += lever_words.sentences(lever)
    return Section(
        answers=(verdict(arm, found.base, shown), *spoken),
        risk=risk_table(found.base, arm, contrasts),
        business=business_table(found.base, arm, contrasts),
        further=tuple(_further(found, arm)),
        commands=tuple(_commands(found, arm, folder)),
    )


def _further(found: Comparison, arm: str) -> Iterator[Table]:
    """The tables of people, and that of the lever's capital."""
    people, lever = found.people.get(arm), found.levers.get(arm)
    if people is not None:
        yield people_words.group_table(people, found.base, arm)
        yield people_words.fate_table(people)
    if lever is not None:
        yield lever_words.lever_table(lever)
    if people is not None and people.examples:
        yield people_words.example_table(people.examples)


def _commands(found: Comparison, arm: str, folder: str | None) -> list[str]:
    people = found.people.get(arm)
    if people is None or not people.examples:
        return []
    return people_words.trace_words(people.examples[0], found.base, arm, folder)


def risk_table(base: str, arm: str, contrasts: Mapping[str, Contrast]) -> Table:
    """Default, loss, capital and liquidity."""
    return Table(_heads(HEADS, base, arm), tuple(row(line.words, one) for line, one in _valued(LINES, contrasts)))


def business_table(base: str, arm: str, contrasts: Mapping[str, Contrast]) -> Table:
    """Growth against risk: what a policy gains or loses in business, and which way is good."""
    rows = tuple((*row(line.words, one), one.better or "") for line, one in _valued(BUSINESS, contrasts))
    return Table(_heads(BUSINESS_HEADS, base, arm), rows)


def _heads(heads: Sequence[str], base: str, arm: str) -> tuple[str, ...]:
    return tuple(head.format(base=base, arm=arm) for head in heads)


def _shown(lines: Sequence[Line], contrasts: Mapping[str, Contrast]) -> list[tuple[Line, Contrast]]:
    return [(line, contrasts[line.figure]) for line in lines if line.figure in contrasts]


def _valued(lines: Sequence[Line], contrasts: Mapping[str, Contrast]) -> list[tuple[Line, Contrast]]:
    return [(line, one) for line, one in _shown(lines, contrasts) if one.base is not None]


def verdict(arm: str, base: str, shown: Sequence[tuple[Line, Contrast]]) -> str:
    """What the arm is better and worse on, as far as the intervals tell."""
    names = {
        kind: [line.words for line, one in shown if one.verdict == kind] for kind in ("better", "worse", "unclear")
    }
    if not names["better"] and not names["worse"]:
        return f"{arm} against {base}: no figure differs clearly."
    parts = [f"{kind} on {_listed(names[kind])}" for kind in ("better", "worse") if names[kind]]
    unclear = f" No clear difference in {_listed(names['unclear'])}." if names["unclear"] else ""
    return f"Against {base}, {arm} is {'; '.join(parts)}.{unclear}"


def sentence(words: str, one: Contrast) -> str:
    """One figure read aloud: "Expected loss: 2,667 yuan lower (95 % interval: 934 to 4,400 lower)."."""
    found = one.difference
    name = words[0].upper() + words[1:]
    if found.estimate is None:
        return f"{name}: not known, {found.note}."
    if found.ci_low is None or found.ci_high is None:
        reason = f"no interval: {needed(one) or 'the difference does not vary'}"
        return f"{name}: {moved(one.unit, found.estimate)} ({reason})."
    ends = spanned(one.unit, found.ci_low, found.ci_high)
    return f"{name}: {moved(one.unit, found.estimate)} ({100 * found.confidence:g} % interval: {ends})."


def row(words: str, one: Contrast) -> tuple[str, ...]:
    """Name, both values, difference, interval, share of replications in which the arm is better, worth."""
    show = yuan if one.unit == "fen" else percent
    apart = yuan if one.unit == "fen" else points
    low, high = one.difference.ci_low, one.difference.ci_high
    ends = f"{apart(low)} to {apart(high)}" if low is not None and high is not None else needed(one)
    better = "" if one.better_share is None else f"{100 * one.better_share:.0f} %"
    worth = None if one.pairing is None else one.pairing.replications_factor
    factor = "" if worth is None else f"x {worth:,.1f}"
    return (words, show(one.base), show(one.other), apart(one.difference.estimate), ends, better, factor)


def needed(one: Contrast) -> str:
    """How many replications an interval needs, or nothing where more would not give one."""
    reason = next((words for words in one.difference.note.split("; ") if " end below " in words), "")
    return f"needs {reason.rpartition(' below ')[2]}" if reason else ""


def _remarks(found: Comparison) -> list[str]:
    remarks = [
        _worth(arm, contrasts[SAVED], found.worth.get(arm))
        for arm, contrasts in found.contrasts.items()
        if SAVED in contrasts
    ]
    remarks.append(
        "Difference: arm less base; of rates, in percentage points. Better in: share of replications in which the arm "
        "is better. Worth: how many times as many replications two independent runs would need for the same interval."
    )
    remarks.append(
        "Each interval holds by itself in 95 cases of 100; of many figures, a few stray by chance. "
        "A figure that is neither good nor bad in itself, such as recoveries, is not judged."
    )
    buffers = [one for of in found.contrasts.values() for one in of.values() if one.figure.endswith("buffer_99_9")]
    if any(value is not None and value < 0 for one in buffers for value in (one.base, one.other)):
        remarks.append("A negative buffer is a surplus: that much was to spare at the worst moment.")
    if found.people:
        remarks += people_words.remarks(next(iter(found.people.values())), found.replications)
    elif found.strangers:
        remarks.append(f"Borrowers were not followed: {found.strangers}.")
    if found.levers:
        remarks += lever_words.remarks()
    return remarks + _different_worlds(found)


def _worth(arm: str, one: Contrast, worth: Estimate | None) -> str:
    pairs = one.pairing
    if worth is None or worth.estimate is None or pairs is None or pairs.correlation is None:
        return f"{arm}: its loss does not vary, or not otherwise than that of the base."
    ends = "no interval"
    if worth.ci_low is not None:
        high = "no bound" if worth.ci_high is None else f"{worth.ci_high:,.1f}"
        ends = f"95 % interval: {worth.ci_low:,.1f} to {high}"
    return (
        f"{arm}: under the same luck its loss moves with that of the base (correlation {pairs.correlation:.3f}); an "
        f"independent comparison would need {worth.estimate:,.1f} times the replications ({ends})."
    )


def _different_worlds(found: Comparison) -> list[str]:
    """What else differs between the arms than was perhaps meant to."""
    remarks = []
    base = found.scenarios[found.base].resolved.scenario
    given = [name for name in found.contrasts if takes_over(found.scenarios[name].resolved.scenario, base)]
    if given:
        remarks.append(
            f"Opening book: {_listed(given)} take{'s' if len(given) == 1 else ''} over the book that the policies of "
            f"{found.base} have aged; with --own-books each arm ages one under its own."
        )
    moved_book = [
        arm
        for arm, contrasts in found.contrasts.items()
        if "opening_balance_fen" in contrasts and contrasts["opening_balance_fen"].difference.estimate != 0
    ]
    if moved_book:
        remarks.append(
            f"Another opening book than the base: {_listed(moved_book)}. What differs was in force while it aged; "
            "so a part of each difference is the book's. The expected loss of balance is of each arm's own book."
        )
    horizons = {(s.horizon_months, s.loss_horizon_months) for s in _scenarios(found)}
    if len(horizons) > 1:
        remarks.append("The arms have different horizons: figures of the whole horizon are not of the same time.")
    if len({scenario.macro.model_dump_json() for scenario in _scenarios(found)}) > 1:
        remarks.append("The arms are of different kinds: quantiles around a stress path are conditional on that path.")
    return remarks


def _scenarios(found: Comparison) -> list[Scenario]:
    return [arm.resolved.scenario for arm in found.scenarios.values()]


def _listed(words: Sequence[str]) -> str:
    """Words as a sentence lists them."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"

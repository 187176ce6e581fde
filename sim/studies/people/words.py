"""Whom a change reaches, in plain words: sentences, a table by group, a table of fates, and how to trace one."""

from __future__ import annotations

from collections.abc import Sequence

from sim.loss_parts import BETWEEN_HOLDERS
from sim.risk.estimate import Estimate
from sim.studies.people.changes import PER, Example, FateChange, GroupChange, People
from sim.studies.people.groups import FATES, NOWHERE, PRODUCT
from sim.studies.people.tally import ARM_ONLY, BASE_ONLY, BOTH, NEW, NO_DEFAULT, NOT_AT_START, SAVED
from sim.studies.shapes import Table
from sim.studies.sizes import moved, points, spanned
from sim.summary import percent, yuan

GROUP_WORDS = {"segment": "", "income": "income, ", "score": "score, ", "first_product": "first default on "}
"""What stands before the name of a group."""
FATE_WORDS = {
    FATES[NO_DEFAULT]: "default in neither",
    FATES[BOTH]: "default in both",
    FATES[SAVED]: "saved: default in the base only",
    FATES[NEW]: "newly in default: in the arm only",
    FATES[BASE_ONLY]: "in the base's opening book only",
    FATES[ARM_ONLY]: "in the arm's opening book only",
    FATES[NOT_AT_START]: "performing at the start in neither",
    BETWEEN_HOLDERS: BETWEEN_HOLDERS,
}
GROUP_HEADS = ("default rate and loss", "{base}", "{arm}", "points", "95 % interval", "yuan", "95 % interval")
FATE_HEADS = ("fates and loss", "records", f"per {PER:,}", "95 % interval", "yuan", "95 % interval")
EXAMPLE_HEADS = ("fate changed", "replication", "borrower")
NO_INTERVAL = "none"


def group_words(dimension: str, group: str) -> str:
    """A group's name as people say it."""
    if dimension == PRODUCT and group == NOWHERE:
        return "no first default"
    return GROUP_WORDS[dimension] + group.replace("_", " ")


def sentences(found: People) -> list[str]:
    """How many fates changed, and in which segment most."""
    saved, new, both = (_of(found, FATES[place]) for place in (SAVED, NEW, BOTH))
    if saved is None or saved.per_1000.estimate is None:
        return ["No borrower performs at the start in both arms, so no fate can be compared."]
    if not saved.records.estimate and new is not None and not new.records.estimate:
        return ["No borrower's fate changed: whoever defaults in one arm defaults in the other."]
    told = [
        f"Of {PER:,} borrowers performing at the start in both arms, {_rate(saved.per_1000)} are saved and "
        f"{_rate(new.per_1000) if new else '0'} newly default; "
        f"{_rate(both.per_1000, bare=True) if both else '0'} default in both."
    ]
    most = _most_moved(found)
    if most is not None:
        low, high = most.rate_difference.ci_low, most.rate_difference.ci_high
        moving = moved("share", float(most.rate_difference.estimate or 0.0))
        ends = spanned("share", float(low or 0.0), float(high or 0.0))
        told.append(f"By segment the default rate moves most for {most.group.replace('_', ' ')}: {moving} ({ends}).")
    return told


def _most_moved(found: People) -> GroupChange | None:
    """The segment whose default rate clearly moves, and most."""
    clear = [
        one
        for one in found.groups
        if one.dimension == "segment" and _excludes_zero(one.rate_difference) and one.rate_difference.estimate
    ]
    return max(clear, key=lambda one: abs(one.rate_difference.estimate or 0.0), default=None)


def _excludes_zero(found: Estimate) -> bool:
    return found.ci_low is not None and found.ci_high is not None and found.ci_low * found.ci_high > 0


def _of(found: People, fate: str) -> FateChange | None:
    return next((one for one in found.fates if one.fate == fate), None)


def _rate(found: Estimate, *, bare: bool = False) -> str:
    """A number of borrowers, with its interval."""
    value = f"{found.estimate:.2f}"
    return value if bare or found.ci_low is None else f"{value} ({_ends(found)})"


def _ends(found: Estimate) -> str:
    if found.ci_low is None or found.ci_high is None:
        return NO_INTERVAL
    return f"{found.ci_low:.2f} to {found.ci_high:.2f}"


def group_table(found: People, base: str, arm: str) -> Table:
    """Default rates in both arms, their difference, and that of the loss; a line for each group."""
    rows = [
        (
            group_words(one.dimension, one.group),
            _share(one.base_rate),
            _share(one.rate),
            _points(one.rate_difference.estimate),
            _span(one.rate_difference, "share"),
            yuan(one.loss_difference.estimate),
            _span(one.loss_difference, "fen"),
        )
        for one in found.groups
        if one.group != BETWEEN_HOLDERS
    ]
    return Table(tuple(head.format(base=base, arm=arm) for head in GROUP_HEADS), tuple(rows))


def _share(value: float | int | None) -> str:
    return "" if value is None else percent(float(value))


def _points(value: float | int | None) -> str:
    return "" if value is None else points(float(value))


def _span(found: Estimate, unit: str) -> str:
    show = yuan if unit == "fen" else points
    if found.ci_low is None or found.ci_high is None:
        return NO_INTERVAL
    return f"{show(float(found.ci_low))} to {show(float(found.ci_high))}"


def fate_table(found: People) -> Table:
    """How many have each fate, a replication, and what the platform loses more on them than in the base."""
    rows = [_fate_row(FATE_WORDS[one.fate], one) for one in found.fates if _matters(one)]
    rows.append(_fate_row("saved on balance", found.saved_on_balance))
    return Table(FATE_HEADS, tuple(rows))


def _matters(one: FateChange) -> bool:
    is_paired = one.fate in (FATES[NO_DEFAULT], FATES[BOTH], FATES[SAVED], FATES[NEW])
    return is_paired or bool(one.records.estimate) or bool(one.loss_difference.estimate)


def _fate_row(words: str, one: FateChange) -> tuple[str, ...]:
    per = one.per_1000.estimate
    is_people = one.fate != BETWEEN_HOLDERS
    return (
        words,
        f"{one.records.estimate:,.2f}" if is_people else "",
        "" if per is None else f"{per:.2f}",
        "" if per is None else _ends(one.per_1000),
        yuan(one.loss_difference.estimate),
        _span(one.loss_difference, "fen"),
    )


def example_table(examples: Sequence[Example]) -> Table:
    """Some borrowers whose fate changed, and where to find them."""
    words = {FATES[SAVED]: "saved", FATES[NEW]: "newly in default"}
    rows = tuple((words[one.fate], f"{one.replication}", f"{one.borrower}") for one in examples)
    return Table(EXAMPLE_HEADS, rows)


def trace_words(example: Example, base: str, arm: str, folder: str | None) -> list[str]:
    """The commands that tell one borrower's life in both arms."""
    where = f"--borrower {example.borrower} --replication {example.replication}"
    if folder is None:
        return []
    told = [f"yuqi trace {folder}/{name}/scenario.yaml {where}" for name in (base, arm)]
    return ["Live the first of them again in both arms:", *(f"  {line}" for line in told)]


def remarks(found: People, replications: int) -> list[str]:
    """What the tables of people do not say by themselves."""
    followed = f"{found.replications:,} of {replications:,} replications"
    if found.replications == replications:
        followed = f"all {replications:,} replications"
    return [
        f"Borrowers were followed in {followed} (--fates). Income and score are quarters of the base's opening book, "
        "so that a borrower is in the same group in both arms; by the product of the first default, rates are of all "
        "who perform at the start. Points and yuan are arm less base. Records and losses are means of a replication. "
        "Saved on balance: saved less newly in default."
    ]

"""A scenario file to start from: what people change most, each with its unit, range and meaning, as the base has it.

Nothing is changed by it: with its lines or without, the file means what its base means. Other settings are added by
the names that `yuqi show` prints.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from textwrap import wrap
from typing import Any

from sim.scenario.resolved import Resolved
from sim.scenario.show import allowed_range
from sim.scenario.structure import Shape, extra, root_shape
from sim.scenario.writing import flow_text, scalar_text

SHOWN = (
    "seed", "replications", "horizon_months", "population.size", "population.book", "macro.dispersion",
    "macro.central_path.*", "products.*.annual_rate", "products.*.due_day",
    "lenders.platform.balance_sheet.*", "lenders.platform.capital.floor",
    "lenders.platform.policy.underwriting.score_cutoff", "lenders.platform.policy.underwriting.debt_to_income_cap",
    "lenders.platform.policy.limits.multiple", "lenders.platform.policy.charge_off.days_past_due",
    "contagion.*.strength",
)  # fmt: skip
"""Key paths of the settings in the file; an asterisk stands for one name."""

EXAMPLES = {
    "macro.central_path.unemployment": "a recession, by month: {0: 0.051, 6: 0.065, 12: 0.081}",
    "macro.central_path.income_index": "incomes fall by 5 % within half a year: {0: 1.0, 6: 0.95}",
    "macro.central_path.recovery_index": "sold debt brings 40 % less after a year: {0: 1.0, 12: 0.6}",
    "macro.central_path.funding_spread": "funding dearer by 1.5 points: {0: 0.0, 6: 0.015}",
    "macro.central_path.temptation_index": "a repayment strike in the second half-year: {0: 1, 6: 3, 12: 1}",
}
"""What a setting might be instead."""

WIDTH = 110

HEAD = """\
# What differs from the scenario it extends. Each line stands here as that scenario has it: change a number, or
# delete the line to leave it to the other. More settings: yuqi show {file}
#
# Look for mistakes:       yuqi check {file}
# Run it:                  yuqi run {file} --replications 200
# Against what it extends: yuqi compare {base} {file} --replications 200
# On your own loan book:   yuqi run {file} --tape book.csv
"""


def template(base: Resolved, name: str, extends: str, file: str, reference: str) -> str:
    """A file called `name` that extends `base`, which it names `extends`.

    In commands people reach the file as `file`, its base as `reference`.
    """
    head = {"name": name, "title": f"What I want to know about {base.name}", "extends": extends}
    lines = [HEAD.format(file=file, base=reference).rstrip(), *(f"{key}: {scalar_text(head[key])}" for key in head)]
    return "\n".join([*lines, *_lines(base.as_plain(), root_shape(type(base.scenario)), (), "")]) + "\n"


def _lines(values: Mapping[str, Any], shape: Shape, path: tuple[str, ...], indent: str) -> Iterator[str]:
    for key, value in values.items():
        below, here = shape.child(key), (*path, key)
        if below is None or not _leads_to_shown(here):
            continue
        if _is_shown(here):
            for remark in _remarks(below, ".".join(here)):
                yield from wrap(remark, WIDTH, initial_indent=f"{indent}# ", subsequent_indent=f"{indent}#   ")
            yield f"{indent}{key}: {flow_text(_by_month(value))}"
        elif isinstance(value, dict) and (inside := list(_lines(value, below, here, f"{indent}  "))):
            yield from ([""] if len(here) == 1 else [])
            yield f"{indent}{key}:"
            yield from inside


def _is_shown(path: tuple[str, ...]) -> bool:
    return any(len(path) == one.count(".") + 1 and fnmatchcase(".".join(path), one) for one in SHOWN)


def _leads_to_shown(path: tuple[str, ...]) -> bool:
    starts = (one.split(".")[: len(path)] for one in SHOWN)
    return any(len(one) == len(path) and all(map(fnmatchcase, path, one)) for one in starts)


def _remarks(shape: Shape, path: str) -> Iterator[str]:
    """Meaning, unit and range of a setting, and an example."""
    said = shape.field.description if shape.field else None
    yield f"{said or ''} [{extra(shape, 'unit') or 'text'}{_range_words(allowed_range(shape))}]"
    if path in EXAMPLES:
        yield f"for example {EXAMPLES[path]}"


def _range_words(allowed: list[Any] | None) -> str:
    if not allowed or allowed == [None, None]:
        return ""
    if all(isinstance(one, str) for one in allowed):
        return f": {' | '.join(allowed)}"
    low, high = ("" if one is None else flow_text(one) for one in allowed)
    return f", {low}..{high}"


def _by_month(value: Any) -> Any:
    """A path of the economy with its months as numbers, as people write them."""
    if isinstance(value, dict) and all(key.isdigit() for key in value):
        return {int(key): entry for key, entry in value.items()}
    return value

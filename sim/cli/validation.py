"""`yuqi validate`: the table of comparisons, or the same as JSON."""

from __future__ import annotations

from dataclasses import asdict

from sim.cli import output
from sim.laws.comparison import Comparison
from sim.validate import enough_workers, validate

HEADS = ("case", "test", "analytic", "simulated", "p", "verdict")
NUMBERS = (2, 3, 4)


def show_validation(*, json: bool) -> bool:
    """Print all comparisons; True if every one passed."""
    from sim.compiled import is_compiled_cold

    is_cold = is_compiled_cold()
    if is_cold:
        output.news("compiling once for this version (about a minute)")
    found = validate(output.news, 1 if is_cold else enough_workers())  # two processes would compile twice
    if json:
        comparisons = [{**asdict(one), "verdict": _verdict(one)} for one in found.comparisons]
        output.as_json({"passed": found.passed, "false_alarm": found.false_alarm, "comparisons": comparisons})
        return found.passed
    output.table(HEADS, _rows(found.comparisons), NUMBERS)
    output.line()
    failed = sum(not one.passed for one in found.comparisons)
    verdict = "all passed" if found.passed else f"{failed} of {len(found.comparisons)} failed"
    output.line(
        f"{len(found.comparisons)} comparisons, {verdict}. A sound engine fails one of them by chance "
        f"in one case of {1 / found.false_alarm:,.0f}; the intervals are that wide."
    )
    return found.passed


def _rows(comparisons: tuple[Comparison, ...]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    last = ""
    for one in comparisons:
        case = "" if one.case == last else one.case
        last = one.case
        p_value = "exact" if one.p_value is None else f"{one.p_value:.3g}"
        rows.append((case, one.test, _number(one.analytic), _simulated(one), p_value, _verdict(one)))
    return rows


def _simulated(one: Comparison) -> str:
    if one.ci_low is None or one.ci_high is None:
        return _number(one.simulated)
    return f"{_number(one.simulated)} [{_number(one.ci_low)}, {_number(one.ci_high)}]"


def _number(value: float) -> str:
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}"
    return f"{value:.5g}"


def _verdict(one: Comparison) -> str:
    return "passed" if one.passed else "FAILED"

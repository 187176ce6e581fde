"""docs/calibration.md is what the baseline does: a fresh measurement under other seeds agrees with every row."""

import math

import pytest
from scipy import stats

from sim.scenario.resolve import load
from sim.studies.levels.sizes import Sizes
from sim.studies.levels.study import measured
from sim.studies.levels.target import Outcome
from tests.studies.test_calibration import PAGE, ends_of, rows_of

FALSE_ALARMS = 0.001
"""Chance that a true page fails, over all its rows (Bonferroni, Welch's t)."""
ROUNDING = 5e-4
"""Relative rounding of a figure of the page: four significant digits."""


@pytest.mark.soak
def test_the_page_is_what_the_baseline_does() -> None:
    """Fresh seeds, 40 pairs of 2,500 borrowers; each row by Welch's t at FALSE_ALARMS over the number of rows."""
    rows = rows_of(PAGE.read_text(encoding="utf-8"))
    fresh = measured(load("baseline"), Sizes(borrowers=2_500, pairs=40, seed=700_000_000), ("levels",))
    compared = [
        outcome for outcome in fresh if ends_of(rows[outcome.target.id][7]) and outcome.found.ci_low is not None
    ]
    assert len(compared) > 40
    far = {o.target.id: gap for o in compared if (gap := excess(rows[o.target.id], o, len(compared))) > 0}
    assert far == {}


def excess(row: list[str], fresh: Outcome, rows: int) -> float:
    """By how much a figure of the page and a fresh one differ beyond what chance and rounding allow, in the unit."""
    ends, found_now = ends_of(row[7]), fresh.found
    assert ends is not None
    assert found_now.ci_low is not None
    assert found_now.ci_high is not None
    printed = Sizes().pairs - 1, found_now.n - 1
    errors = (
        (ends[1] - ends[0]) / 2 / stats.t.isf(0.025, printed[0]),
        (found_now.ci_high - found_now.ci_low) / 2 / stats.t.isf(0.025, printed[1]),
    )
    variance = errors[0] ** 2 + errors[1] ** 2
    degrees = variance**2 / sum(error**4 / free for error, free in zip(errors, printed, strict=True))
    allowed = stats.t.isf(FALSE_ALARMS / 2 / rows, degrees) * math.sqrt(variance)
    value = float(row[6])
    return abs(value - float(found_now.estimate or 0.0)) - allowed - ROUNDING * abs(value)

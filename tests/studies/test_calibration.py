"""Estimates, the tail, the table of targets, and the form of docs/calibration.md; `tests/soak` runs it anew."""

import math
import re
from pathlib import Path

import numpy as np
import pytest

from sim.employment import FINDING_DIALS, LONGEST_SPELL, finding_falls
from sim.opening import synthetic_book
from sim.risk.estimate import Estimate
from sim.risk.intervals import mean_interval
from sim.scenario.resolve import load
from sim.simulation import Simulation
from sim.studies.levels import moved, notes, report, tail
from sim.studies.levels.__main__ import for_every_segment, main
from sim.studies.levels.measure import estimated, monthly_change, persistence, relative, rest, share, together
from sim.studies.levels.sizes import Sizes, macro_simulation
from sim.studies.levels.study import measured
from sim.studies.levels.target import Outcome, Target, quarter, staying
from sim.studies.levels.targets import TARGETS

PAGE = Path(__file__).parents[2] / "docs" / "calibration.md"
SMALL = Sizes(borrowers=200, months=14, pairs=2, tail_borrowers=200, tail_replications=6, path_borrowers=200,
              path_replications=2, macro_replications=3, macro_months=14)  # fmt: skip


def found(value: float, low: float, high: float) -> Estimate:
    return Estimate(value, low, high, 0.95, "by hand", 5)


# Estimates


def test_the_jackknife_of_a_mean_is_students_interval() -> None:
    values = [3.0, 5.0, 10.0, 2.0]
    made = estimated(share("x", "n"), [{"x": value, "n": 1.0} for value in values])
    expected = mean_interval(values)
    assert made.estimate == pytest.approx(expected.estimate)
    assert (made.ci_low, made.ci_high) == pytest.approx((expected.ci_low, expected.ci_high))


def test_ratios_are_of_sums_and_weighted_by_their_base() -> None:
    sums = [{"a": 1.0, "b": 10.0}, {"a": 9.0, "b": 10.0}, {"a": 0.0, "b": 0.0}]
    assert estimated(share("a", "b", 100), sums).estimate == pytest.approx(50.0)
    assert estimated(rest("a", "b"), sums).estimate == pytest.approx(0.5)
    assert estimated(together(("a", "b"), "b"), sums).estimate == pytest.approx(1.5)
    assert estimated(relative(share("a", "b"), rest("a", "b")), sums).estimate == pytest.approx(1.0)


def test_what_cannot_be_divided_is_absent() -> None:
    assert estimated(share("a", "b"), [{"a": 0.0, "b": 0.0}] * 3).estimate is None


def test_moments_of_an_unemployment_path() -> None:
    sums = tail.path_moments(np.array([4.0, 6.0, 5.0]), 5.0)
    assert monthly_change(sums) == pytest.approx(math.sqrt((4 + 1) / 2))
    assert persistence(sums) == pytest.approx(-1 / math.sqrt(2 * 1))


# The tail


def test_rates_that_vary_as_independent_defaults_do_have_no_systematic_deviation() -> None:
    generator = np.random.default_rng(5)
    rates = generator.binomial(1000, 0.03, size=4000) / 1000
    assert tail.systematic_deviation(rates, 1 / 1000).estimate == pytest.approx(0.0, abs=0.05)


def test_the_scatter_is_taken_off_the_variance_and_its_ends() -> None:
    generator = np.random.default_rng(6)
    chances = np.array([0.02, 0.04]).repeat(2000)
    rates = generator.binomial(500, chances) / 500
    made = tail.systematic_deviation(rates, 1 / 500)
    assert made.ci_low < made.estimate < made.ci_high  # type: ignore[operator]
    assert made.estimate == pytest.approx(1 / 3, rel=0.05)


def test_expected_unemployment_follows_the_flow_identity() -> None:
    people = np.zeros(2, dtype=[("weight", "f8"), ("job_risk", "f8"), ("segment", "i8")])
    people["weight"], people["job_risk"] = 1.0, [1.0, 3.0]
    hazards = np.zeros(3, dtype=[("job_loss", "f8", (1,)), ("job_finding", "f8", (1,))])
    hazards["job_loss"][:, 0], hazards["job_finding"][:, 0] = [0.1, 0.1, 0.2], 0.3
    path = tail.unemployment_path(people, hazards, np.ones((LONGEST_SPELL, 1)), 200)
    assert path[0] == pytest.approx((0.25 + 0.5) / 2)
    assert path[1] == pytest.approx((0.25 * 0.7 + 0.75 * 0.2 + 0.5 * 0.7 + 0.5 * 0.6) / 2)


def test_expected_unemployment_is_what_is_simulated() -> None:
    """A path with the factor at rest against the simulated mean: 3 standard errors, 40,000 borrowers, warm-up."""
    settings = {"population.size": 40_000, "macro.dispersion": "none", "horizon_months": 6}
    base = load("baseline").with_(settings)
    book = synthetic_book(base.scenario).borrowers
    simulation = Simulation(base.scenario, (book,))
    hazards = tail.hazards_of(macro_simulation(base, Sizes(macro_months=7), "none"), 0)
    segments = simulation.world[0].segment
    falls = finding_falls(*(segments[name] for name in FINDING_DIALS))
    expected = tail.unemployment_path(book, hazards, falls, base.scenario.population.warmup_months)
    _, rows = simulation.replicate(0)
    simulated = rows[:: len(base.scenario.lenders)]["unemployment_rate"].mean()
    assert simulated == pytest.approx(expected.mean(), abs=3 * math.sqrt(0.05 / 40_000))


# The table


def test_there_are_enough_targets_each_named_once_inside_its_band() -> None:
    assert len(TARGETS) >= 30
    assert len({target.id for target in TARGETS}) == len(TARGETS)
    assert all(target.band[0] <= (target.point or sum(target.band) / 2) <= target.band[1] for target in TARGETS)
    assert all(target.argument and target.source and target.base and target.unit for target in TARGETS)


def test_bands() -> None:
    assert quarter(2.0) == (1.5, 2.5)
    assert staying(80.0) == pytest.approx((75.0, 85.0))


@pytest.mark.parametrize(
    ("estimate", "verdict"),
    [
        (found(5, 4.5, 5.5), "met"), (found(5, 3, 6), "met, edge"), (found(3, 2, 4.2), "near, low"),
        (found(7, 5.9, 8), "near, high"), (found(3, 2, 3.5), "low"), (found(9, 8, 10), "high"),
        (Estimate(None, None, None, 0.95, "", 0), "none"), (Estimate(5, None, None, 0.95, "", 1), "met"),
    ],
)  # fmt: skip
def test_verdicts(estimate: Estimate, verdict: str) -> None:
    target = Target("T", "what", "base", "%", 5.0, (4.0, 6.0), "why", "where", share("a", "b"))
    assert Outcome(target, estimate).verdict == verdict


def test_moved_parameters_are_held_against_the_scenario() -> None:
    base = load("baseline")
    right = moved.Moved("products.huabei.due_day", 10, 9, "so", "there")
    wrong = moved.Moved("products.huabei.due_days", 10, 9, "so", "there")
    assert moved.stale_moves(base, (right, wrong)) == ["products.huabei.due_days"]
    assert "`products.huabei.due_day` | 10 | 9 | so | there" in report.moved_table((right,))


def test_no_moved_parameter_is_out_of_date() -> None:
    assert moved.stale_moves(load("baseline")) == []


def test_explanations_are_of_targets_there_are_and_stand_beside_a_miss() -> None:
    assert set(notes.EXPLANATIONS) <= {target.id for target in TARGETS}
    miss = Outcome(TARGETS[0], found(9, 8, 10))
    assert "because" in report.missed_table([miss], {TARGETS[0].id: "because"})
    assert "not explained" in report.missed_table([miss], {})


def test_the_page_is_the_same_text_from_the_same_seeds() -> None:
    resolved = load("baseline")
    first, second = measured(resolved, SMALL), measured(resolved, SMALL)
    assert len(first) == len(TARGETS)
    assert report.calibration_text(first, SMALL) == report.calibration_text(second, SMALL)


def test_the_command_shows_or_writes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sim.studies.levels.__main__.Sizes", lambda **changes: SMALL)
    assert main(["--quick", "--set", "population.warmup_months=12"]) == 0
    assert "| L1 |" in capsys.readouterr().out
    assert main(["--out", str(tmp_path / "page.md")]) == 0
    assert "# Calibration" in (tmp_path / "page.md").read_text(encoding="utf-8")


def test_changes_with_a_star_are_made_in_every_segment() -> None:
    changes = ["population.segments.*.paying.switch_yearly=0.5", "seed=1"]
    assert for_every_segment(changes, ["a", "b"]) == [
        "population.segments.a.paying.switch_yearly=0.5", "population.segments.b.paying.switch_yearly=0.5", "seed=1",
    ]  # fmt: skip


def test_a_comparison_shows_the_change_under_the_same_luck(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sim.studies.levels.__main__.Sizes", lambda **changes: SMALL)
    assert main(["--compare", "--set", "lenders.platform.costs.balance_annual=0.0702"]) == 0
    shown = {line.split(" | ")[0].strip("| "): line for line in capsys.readouterr().out.splitlines()}
    assert "+0.0 %" in shown["L1"]
    assert "+0.0 %" not in shown["B4"]


# The page


def rows_of(page: str) -> dict[str, list[str]]:
    """By id: the cells of the tables of outcomes."""
    cells = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in page.splitlines() if "|" in line]
    return {row[0]: row for row in cells if len(row) == len(report.HEADER) and re.fullmatch(r"[A-Z]\d+", row[0])}


def ends_of(text: str) -> tuple[float, float] | None:
    """The ends of an interval as it is printed; None for a dash."""
    return None if text == "-" else (float(text.split(" to ", maxsplit=1)[0]), float(text.split(" to ")[1]))


def test_the_page_holds_every_target_with_its_band_and_a_verdict_that_follows() -> None:
    rows = rows_of(PAGE.read_text(encoding="utf-8"))
    assert set(rows) == {target.id for target in TARGETS}
    for target in TARGETS:
        row, ends = rows[target.id], ends_of(rows[target.id][7])
        low, high = ends or (float(row[6]), float(row[6]))
        outcome = Outcome(target, found(float(row[6]), low, high))
        assert row[2:6] == [target.base, target.unit, report.shown(target.point), report.interval(*target.band)]
        assert (outcome.verdict.split(",")[0] == "met") == row[8].startswith("met")

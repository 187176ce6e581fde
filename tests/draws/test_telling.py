"""What a run says of its draws, and what it refuses: the words a user reads."""

from __future__ import annotations

import pytest

from sim.drawing import check_drawing
from sim.draws import PLAIN, Antithetic, Sobol, Stratified
from sim.draws.pilot import PILOT_START
from sim.errors import UsageError
from sim.montecarlo.importance import Target
from sim.scenario.resolve import load
from sim.summary_draws import draws_facts, used_draws, weights_told

STAGE = {"length": 2.1, "shift": [2.1]}
COURSE = {
    "pilot": {"stages": [STAGE], "runs": 4096, "fault": ""},
    "check": {"plain_runs": 2048, "plain_share": 0.0112, "distance": 0.52},
}
IMPORTANCE = {"draws": "importance"}


def scenario_of(*settings: str, replications: int = 5_000):
    return load("severe_recession", ["population.size=10", *settings], replications=replications).scenario


def test_a_plain_run_has_nothing_to_say() -> None:
    assert draws_facts({"draws": "plain"}, {}) == ()


def test_shift_and_check_are_told() -> None:
    assert draws_facts(IMPORTANCE, COURSE) == (
        ("draws", "importance: four economies in five worse by 2.10 standard deviations (pilot of 4,096 runs)"),
        (
            "check",
            "of 2,048 plain runs 1.12 % lie above the 99 % quantile, 0.5 standard errors from 1 % (allowed: 4.9)",
        ),
    )


def test_weights_are_told() -> None:
    """The effective sample sizes and the share of the largest weight, as the headlines have them."""
    whole, tail, largest = ({"estimate": value, "n": 4096} for value in (1803.4, 212.6, 0.00271))
    headlines = {"effective_sample_size": whole, "tail_effective_sample_size": tail, "largest_weight_share": largest}
    said = "4,096 replications count as 1,803 equal ones, beyond the loss at 99.9 % as 213; the largest carries 0.27 %"
    assert weights_told(headlines) == said


def test_a_fall_back_is_told_instead() -> None:
    fallen = {**COURSE, "fallback": "the worst runs of the pilot saw no worse economy than the others"}
    (fact,) = draws_facts(IMPORTANCE, fallen)
    assert fact[1].startswith("plain, not importance as asked: the worst runs of the pilot")
    assert used_draws({"settings": IMPORTANCE, "course": fallen}) == "plain"
    assert used_draws({"settings": IMPORTANCE, "course": COURSE}) == "importance"


@pytest.mark.parametrize(
    ("stopped_at", "reached", "is_met", "words"),
    [
        (15_104, 0.0481, True, "stopped adaptively at 15,104 of at most 40,000 replications: var_99_9, half its "
         "interval is 4.8 % of it; 5 % were asked for"),
        (40_000, 0.0481, True, "reached with all 40,000 replications"),
        (40_000, 0.07, False, "not reached with all 40,000 replications: var_99_9, half its interval is 7 % of it"),
        (40_000, None, False, "its interval has no two ends"),
    ],
)  # fmt: skip
def test_where_a_run_stopped_is_told(stopped_at, reached, is_met, words) -> None:
    stopping = {"precision": 0.05, "of": "var_99_9", "most": 40_000, "stopped_at": stopped_at, "reached": reached}
    ((name, said),) = draws_facts({"draws": "plain"}, {"stopping": {**stopping, "met": is_met}})
    assert name == "precision"
    assert words in said


@pytest.mark.parametrize(
    ("settings", "options", "words"),
    [
        ((), {"draws": "latin"}, "--draws latin is not known; allowed are plain, antithetic"),
        (("macro.dispersion=none",), {"draws": "sobol"}, "macro.dispersion is none: there is nothing to draw"),
        ((), {"draws": "importance", "replication": 3}, "--replication goes with --draws plain"),
        ((), {"replication": PILOT_START}, "kept for pilots"),
        ((), {"precision": 0.05, "replication": 3}, "--precision and --replication exclude each other"),
        ((), {"of": "var_99"}, "--of var_99 goes with --precision or --draws importance"),
        ((), {"draws": "importance", "of": "var"}, "--of var is not known"),
    ],
)
def test_options_that_make_no_sense_are_refused(settings, options, words) -> None:
    given = {"replication": None, "draws": "plain", "precision": None, "of": None, **options}
    with pytest.raises(UsageError, match=words):
        check_drawing(scenario_of(*settings), **given)


def test_importance_needs_as_many_replications_as_are_checked() -> None:
    with pytest.raises(UsageError, match="needs at least 2,048 replications, 2,047 are asked for"):
        check_drawing(scenario_of(replications=2_047), None, "importance", None, None)


def test_each_kind_has_its_plan_and_its_own_fingerprint() -> None:
    kinds = ("plain", "antithetic", "sobol", "stratified", "importance")
    found = {kind: check_drawing(scenario_of(), None, kind, None, None) for kind in kinds}
    assert [found[kind].fixed for kind in kinds] == [PLAIN, Antithetic(), Sobol(), Stratified(12), PLAIN]
    buffer = check_drawing(scenario_of(), None, "importance", None, "capital_buffer_99_9")
    assert len({buffer.identity, *(each.identity for each in found.values())}) == 6
    assert found["plain"].identity == "plain"  # as before there were others
    exact = check_drawing(scenario_of(), None, "plain", 0.05, "expected_loss")
    assert exact.identity == found["plain"].identity


@pytest.mark.parametrize(
    ("headline", "target"),
    [
        (None, Target("loss_fen", 1.0, 0.999)),
        ("es_97_5", Target("loss_fen", 1.0, 0.975)),
        ("capital_buffer_99", Target("capital_shortfall_fen", 1.0, 0.99)),
        ("liquidity_buffer_99_9", Target("min_liquidity_fen", -1.0, 0.999)),
        ("default_rate", Target("default_rate", 1.0, 0.999)),
    ],
)
def test_a_headline_names_the_tail_it_rests_on(headline, target) -> None:
    assert Target.of(headline) == target

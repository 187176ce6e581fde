"""Runs by importance draws and runs to a precision: the same whatever the workers, the chunks and the interruptions."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import numpy as np
import pandas
import pytest
from pandas.testing import assert_frame_equal

from sim.draws.pilot import PILOT_START
from sim.errors import Conflict, UsageError, WorkerFailure
from sim.montecarlo.keeping import PILOT_NAME
from sim.montecarlo.precision import HEADLINES, Precision, check_precision
from sim.montecarlo.result import Result
from sim.montecarlo.runs import run
from tests.draws.toy import Pool, course_of, pool_quantile, precise, summarise_as
from tests.montecarlo.fake import plan_of

RUNS = 2_304


def tilted(
    out: Path | None = None, pool: Pool | None = None, runs: int = RUNS, told: list[str] | None = None, **options
) -> Result:
    """A run of the pool by importance draws."""
    engine = pool or Pool()
    course = course_of(engine, [] if told is None else told)
    plan = plan_of(runs, settings={"draws": "importance"})
    return run(plan, engine, summarise_as("importance"), out, course=course, **options)


@pytest.fixture(scope="module")
def whole() -> Result:
    return tilted(jobs=1)


def test_the_quantile_is_that_of_the_closed_form(whole) -> None:
    """Vasicek's pool at 99.9 %; the interval of nine sections at 95 %, widened threefold: a false alarm in 30,000."""
    found = whole.summary["var_99_9"]
    half = (found["ci_high"] - found["ci_low"]) / 2
    assert abs(found["estimate"] - pool_quantile(0.999)) < 3 * half
    assert half / found["estimate"] < 0.05
    mean = whole.summary["expected_loss"]
    assert abs(mean["estimate"] - 0.03 * 10**12) < 3 * (mean["ci_high"] - mean["ci_low"]) / 2


def test_the_manifest_says_how_it_came(whole) -> None:
    course = whole.manifest["course"]
    assert course["check"]["agrees"] is True
    assert course["check"]["plain_runs"] == 512
    assert course["pilot"]["fault"] == ""
    assert len(course["pilot"]["stages"][-1]["shift"]) == 12
    json.dumps(course, allow_nan=False)


def test_a_longer_run_begins_with_the_same_replications(whole) -> None:
    longer = tilted(runs=RUNS + 300, jobs=1)
    assert_frame_equal(longer.replications.iloc[:RUNS], whole.replications)


def test_bits_do_not_depend_on_the_workers(whole, tmp_path) -> None:
    other = tilted(tmp_path / "run", jobs=3, chunk=17)
    assert_frame_equal(other.replications, whole.replications)
    assert other.summary == whole.summary


@pytest.mark.parametrize("fail_at", [PILOT_START + 600, 0, 2_100], ids=["in the pilot", "before the check", "after it"])
def test_a_resumed_run_equals_an_undisturbed_one(fail_at, whole, tmp_path) -> None:
    with pytest.raises(WorkerFailure):
        tilted(tmp_path / "run", Pool(fail_at=fail_at), jobs=1, chunk=100)
    resumed = Pool()
    again = tilted(tmp_path / "run", resumed, jobs=1, chunk=100, resume=True)
    assert_frame_equal(again.replications, whole.replications)
    assert again.summary == whole.summary
    was_piloted = any(replication >= PILOT_START for replication in resumed.asked)
    assert was_piloted == (fail_at >= PILOT_START)  # its result was in the manifest before the first replication


def test_the_pilots_runs_are_kept_apart_and_found_again(whole, tmp_path) -> None:
    folder = tmp_path / "run"
    tilted(folder, jobs=1)
    kept = pandas.read_parquet(folder / PILOT_NAME)
    assert kept["replication"].min() == PILOT_START
    assert (kept["weight"].iloc[:512] == 1).all()
    (folder / PILOT_NAME).write_bytes(b"damaged")
    again = Pool()
    longer = tilted(folder, again, runs=RUNS + 256, jobs=1, resume=True)
    assert min(again.asked) >= RUNS  # the check was made, so nobody needs the pilot's runs any more
    assert_frame_equal(longer.replications.iloc[:RUNS], whole.replications)


def test_where_a_shift_hurts_the_run_falls_back_to_plain_and_holds_nothing_else(tmp_path) -> None:
    """Losses that the economy knows nothing of: one replication in 200, all of them in the tail."""
    hidden = Pool(hidden_rate=0.005)
    told: list[str] = []
    fallen = tilted(tmp_path / "run", hidden, told=told, jobs=1)
    plain = run(plan_of(RUNS), hidden, summarise_as("plain"), None, jobs=1)
    assert_frame_equal(fallen.replications, plain.replications)
    assert (fallen.replications["weight"] == 1).all()
    assert fallen.summary == plain.summary
    assert fallen.manifest["course"]["fallback"]
    assert any(words.startswith("falling back to plain draws: ") for words in told)
    longer = tilted(tmp_path / "run", hidden, runs=RUNS + 100, jobs=1, resume=True)
    assert (longer.replications["weight"] == 1).all()


def test_a_run_cut_off_while_it_falls_back_ends_plain(tmp_path) -> None:
    hidden = Pool(hidden_rate=0.005)
    undisturbed = tilted(None, hidden, jobs=1)
    with pytest.raises(WorkerFailure):
        tilted(tmp_path / "run", Pool(hidden_rate=0.005, fail_at=2_200), jobs=1, chunk=100)
    again = tilted(tmp_path / "run", hidden, jobs=1, chunk=100, resume=True)
    assert_frame_equal(again.replications, undisturbed.replications)


# Precision


def stopped(
    out: Path | None, share: float, of: str = "var_99", most: int = 60_000, pool: Pool | None = None, **options
):
    """A plain run of the pool to a precision."""
    course = precise(share, of)
    plan = plan_of(most, stopping=course.precision.as_dict())
    return run(plan, pool or Pool(), summarise_as("plain"), out, course=course, **options)


def test_looks_are_a_quarter_apart_and_end_at_the_most() -> None:
    rule = Precision(0.05, "var_99_9")
    looks = rule.looks(50_000)
    assert looks[0] == rule.fewest == 14_848  # 4 x 3,688 rounded up to sections
    assert looks[-1] == 50_000
    assert all(look % 256 == 0 for look in looks[:-1])
    assert all(1.25 <= later / look < 1.28 for look, later in itertools.pairwise(looks[:-1]))
    assert Precision(0.05, "expected_loss").fewest == 1_024
    assert Precision(0.05, "var_99_9", "importance").fewest == 4_096
    assert Precision(0.05, "expected_loss", "sobol").fewest == 2_048


def test_a_run_stops_where_it_is_narrow_enough_twice_in_a_row(tmp_path) -> None:
    found = stopped(tmp_path / "run", 0.10, jobs=1)
    stopping = found.manifest["course"]["stopping"]
    looks = Precision(0.10, "var_99").looks(60_000)
    place = looks.index(stopping["stopped_at"])
    reached = [narrow(found.replications.iloc[:look]) for look in looks[: place + 1]]
    assert place >= 1
    assert reached[-1] <= 0.10
    assert reached[-2] <= 0.10
    assert all(max(pair) > 0.10 for pair in itertools.pairwise(reached[:-1]))
    assert stopping["met"] is True
    assert stopping["reached"] == reached[-1]
    assert len(found.replications) == found.manifest["replications_asked"] == stopping["stopped_at"]


def narrow(replications: pandas.DataFrame) -> float:
    """Half the interval of the 99 % quantile by the order statistics themselves, relative to it."""
    from scipy.stats import binom

    losses = np.sort(replications["loss_fen"].to_numpy())
    size = len(losses)
    low = int(binom.ppf(0.025, size, 0.99)) + 1
    while binom.cdf(low - 1, size, 0.99) > 0.025:
        low -= 1
    high = int(binom.ppf(0.975, size, 0.99))
    while binom.sf(high - 1, size, 0.99) > 0.025:
        high += 1
    return float((losses[high - 1] - losses[low - 1]) / 2 / losses[int(np.ceil(size * 0.99 - 1e-9)) - 1])


def test_it_stops_at_the_same_replication_whatever_the_workers_and_interruptions(tmp_path) -> None:
    alone = stopped(None, 0.10, jobs=1)
    at = alone.manifest["course"]["stopping"]["stopped_at"]
    with pytest.raises(WorkerFailure):
        stopped(tmp_path / "run", 0.10, pool=Pool(fail_at=at - 50), jobs=2, chunk=97)
    resumed = stopped(tmp_path / "run", 0.10, jobs=3, chunk=61, resume=True)
    assert_frame_equal(resumed.replications, alone.replications)
    assert resumed.summary == alone.summary


def test_surplus_replications_are_left_out_of_the_estimate(tmp_path) -> None:
    at = stopped(None, 0.10, jobs=1).manifest["course"]["stopping"]["stopped_at"]
    with pytest.raises(WorkerFailure):
        run(plan_of(at + 3_000), Pool(fail_at=at + 2_900), summarise_as("plain"), tmp_path / "run", jobs=1, chunk=500)
    found = stopped(tmp_path / "run", 0.10, jobs=1, resume=True)
    assert len(found.replications) == at


def test_a_stopped_run_is_found_again_and_another_rule_goes_on(tmp_path) -> None:
    first = stopped(tmp_path / "run", 0.10, jobs=1)
    idle = Pool()
    again = stopped(tmp_path / "run", 0.10, pool=idle, jobs=1)
    assert idle.asked == []
    assert again.summary == first.summary
    with pytest.raises(Conflict, match="--resume adds the others"):
        stopped(tmp_path / "run", 0.06, jobs=1)
    finer = stopped(tmp_path / "run", 0.06, jobs=1, resume=True)
    assert len(finer.replications) > first.manifest["replications_done"]


def test_where_it_is_not_reached_all_replications_count_and_it_says_so() -> None:
    found = stopped(None, 0.001, most=2_000, jobs=1)
    stopping = found.manifest["course"]["stopping"]
    assert (stopping["stopped_at"], stopping["met"]) == (2_000, False)
    assert stopping["reached"] > 0.001
    assert len(found.replications) == 2_000


def test_a_headline_of_nothing_is_never_precise() -> None:
    rule = Precision(0.05, "expected_loss")
    assert rule.reached({"expected_loss": {"estimate": 0, "ci_low": 0, "ci_high": 0}}) is None
    assert rule.reached({"expected_loss": {"estimate": 5.0, "ci_low": None, "ci_high": 6.0}}) is None
    assert not rule.is_met(None)
    assert rule.reached({"expected_loss": {"estimate": -2.0, "ci_low": -2.1, "ci_high": -1.9}}) == pytest.approx(0.05)


@pytest.mark.parametrize(
    ("share", "of", "most", "words"),
    [
        (0.05, "es_98", 50_000, "--of es_98 is not known"),
        (1.5, None, 50_000, "--precision 1.5 is not allowed"),
        (0.0, None, 50_000, "--precision 0 is not allowed"),
        (0.05, None, 1_000, "looks at var_99_9 from 14,848 replications on"),
    ],
)
def test_a_precision_that_makes_no_sense_is_refused(share, of, most, words) -> None:
    with pytest.raises(UsageError, match=words):
        check_precision(share, of, "plain", most)
    assert check_precision(None, HEADLINES[0], "plain", 10) is None

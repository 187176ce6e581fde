"""Whom a comparison reaches: hand numbers of fates and groups, and identities with the runs of a small world."""

import numpy as np
import pandas as pd
import pytest

import sim
from sim.counterfactual import Fates
from sim.errors import Conflict
from sim.loss_parts import BETWEEN_HOLDERS
from sim.studies.people.changes import helped, people_of
from sim.studies.people.follow import check_losses
from sim.studies.people.groups import FATE, FATES, PRODUCT, Groups, quarters
from sim.studies.people.kept import frame_of, kept_frame, missing_of, with_more
from sim.studies.people.tally import TALLY, World, fate_places, tally
from sim.studies.people.words import sentences

SMALL = {"population.size": 200, "horizon_months": 12, "population.warmup_months": 3}
JOB_LOSS = "population.segments.salaried.employment.job_loss_monthly"
PLANS = {"dial": "forbearance.reach", "operation": "set", "value": 1.0, "start_month": 1}


def fates(performing: list[int], defaulted: list[int], loss: list[int]) -> Fates:
    flags = [np.array(values, dtype=bool) for values in (defaulted, performing)]
    whole = np.ones(len(loss), dtype=bool)
    return Fates(flags[0], flags[0], np.array(loss), whole, flags[1], np.array([1, 2, 3, 4, 5, 6, 7])[: len(loss)])


BASE = fates([1, 1, 1, 1, 1, 0, 0], [0, 1, 1, 0, 1, 0, 0], [0, 10, 20, 0, 50, 0, 7])
OTHER = fates([1, 1, 1, 1, 0, 1, 0], [0, 1, 0, 1, 0, 1, 0], [0, 12, 0, 30, 0, 60, 8])
"""Weights 1 to 7: no default, default in both, saved, newly in default, base only, arm only, not at the start."""


@pytest.fixture
def groups() -> Groups:
    names = {
        "segment": ("a", "b", BETWEEN_HOLDERS),
        "income": ("low", "high", BETWEEN_HOLDERS),
        "score": ("low", "high", BETWEEN_HOLDERS),
        PRODUCT: ("line", "none", BETWEEN_HOLDERS),
        FATE: (*FATES, BETWEEN_HOLDERS),
    }
    place = np.array([0, 0, 0, 1, 1, 1, 1])
    return Groups(names, (dict.fromkeys(("segment", "income", "score"), place),), (np.array([0]), np.array([0])))


@pytest.fixture
def frame(groups: Groups) -> pd.DataFrame:
    nowhere = np.array([1, 0, 0, 1, 0, 1, 1]), np.array([1, 0, 1, 0, 1, 0, 1])
    rows = tally(0, 1, World(BASE, nowhere[0], 100), World(OTHER, nowhere[1], 105), groups)
    return frame_of(rows, groups, ["base", "arm"])


def of(frame: pd.DataFrame, dimension: str, group: str) -> pd.Series:
    found = frame[(frame["dimension"] == dimension) & (frame["group"] == group)]
    assert len(found) == 1
    return found.iloc[0]


def test_each_borrower_has_the_fate_that_its_two_worlds_say() -> None:
    assert [FATES[place] for place in fate_places(BASE, OTHER)] == list(FATES)


def test_sums_of_a_segment_by_hand(frame: pd.DataFrame) -> None:
    first = of(frame, "segment", "a")
    assert (first["records"], first["borrowers"]) == (3, 6)
    assert (first["base_performing"], first["performing"]) == (6, 6)
    assert (first["base_defaults"], first["defaults"]) == (2, 1)
    assert (first["base_defaulted"], first["defaulted"]) == (5, 2)
    assert (first["base_loss_fen"], first["loss_fen"]) == (30, 12)
    second = of(frame, "segment", "b")
    assert (second["base_performing"], second["performing"]) == (9, 10)
    assert (second["base_defaulted"], second["defaulted"]) == (5, 10)


def test_losses_of_every_dimension_add_up_with_what_lies_between_holders(frame: pd.DataFrame) -> None:
    sums = frame.groupby("dimension")[["base_loss_fen", "loss_fen"]].sum()
    assert set(sums["base_loss_fen"]) == {87 + 100}
    assert set(sums["loss_fen"]) == {110 + 105}


def test_a_product_has_the_defaults_that_came_on_it_among_all_who_perform(frame: pd.DataFrame) -> None:
    line = of(frame, PRODUCT, "line")
    assert (line["base_defaulted"], line["defaulted"]) == (2 + 3 + 5, 2 + 4 + 6)
    assert (line["base_performing"], line["performing"]) == (15, 16)
    assert line["records"] is pd.NA


def test_the_example_of_a_fate_is_who_moved_most(frame: pd.DataFrame) -> None:
    assert [of(frame, FATE, fate)["borrower"] for fate in FATES] == [0, 1, 2, 3, 4, 5, 6]
    assert of(frame, FATE, BETWEEN_HOLDERS)["borrower"] is pd.NA


def test_fates_per_thousand_by_hand(frame: pd.DataFrame) -> None:
    """Ten real borrowers perform in both arms; 3 of them are saved, 4 newly in default."""
    found = people_of(frame, "arm")
    per = {one.fate: one.per_1000.estimate for one in found.fates}
    assert [per[fate] for fate in FATES] == [100, 200, 300, 400, None, None, None]
    assert found.saved_on_balance.per_1000.estimate == -100
    assert found.saved_on_balance.loss_difference.estimate == 30 - 20
    assert {name: list(values) for name, values in helped(frame, "arm", np.array([0, 1])).items()} == {
        "borrower saved": [3, pytest.approx(np.nan, nan_ok=True)],
        "borrower saved on balance": [-1, pytest.approx(np.nan, nan_ok=True)],
    }


def test_quarters_keep_equal_values_together() -> None:
    assert list(quarters(np.arange(8))) == [0, 0, 1, 1, 2, 2, 3, 3]
    assert len(set(quarters(np.array([5, 5, 5, 9])))) == 2


def test_which_replications_are_missing() -> None:
    assert missing_of(None, 3) == [range(3)]
    assert missing_of(pd.DataFrame({"replication": [1, 1, 4]}), 6) == [range(1), range(2, 4), range(5, 6)]
    rows = np.zeros(2, dtype=TALLY)
    assert list(with_more(pd.DataFrame({"replication": [3]}), pd.DataFrame(rows))["replication"]) == [0, 0, 3]


@pytest.fixture(scope="module")
def base() -> sim.Scenario:
    return sim.load("severe_recession").with_(SMALL)


@pytest.fixture(scope="module")
def found(base: sim.Scenario) -> sim.Comparison:
    arms = {
        "base": base,
        "same": base,
        "plans": base.with_({"lenders.platform.policy.levers.plans": PLANS}),
        "jobless": base.with_({JOB_LOSS: 0.3}),
    }
    return sim.compare(arms, replications=8, jobs=2)


def test_equal_arms_change_nobody(found: sim.Comparison) -> None:
    same = found.people["same"]
    assert {one.loss_difference.estimate for one in (*same.groups, *same.fates)} == {0}
    assert {one.rate_difference.estimate for one in same.groups} - {None} == {0}
    changed = [one for one in same.fates if one.fate in ("saved", "newly in default", "base only", "arm only")]
    assert [one.records.estimate for one in changed] == [0, 0, 0, 0]
    assert same.examples == ()
    assert "No borrower's fate changed" in sentences(same)[0]
    assert {one.ratio.estimate for one in found.levers["same"].prices} == {None}


@pytest.mark.parametrize("arm", ["plans", "jobless"])
def test_saved_less_new_is_the_change_of_defaults(found: sim.Comparison, arm: str) -> None:
    """Those in one arm's book only bring or take theirs away with them."""
    by_fate = found.fates[(found.fates["arm"] == arm) & (found.fates["dimension"] == FATE)]
    rows = by_fate.set_index(["replication", "group"])
    change = found.arms[arm].replications["defaults"] - found.arms["base"].replications["defaults"]
    for replication in range(8):
        records = rows.loc[replication]["records"]
        come, gone = (
            rows.loc[(replication, "arm only")]["defaults"],
            rows.loc[(replication, "base only")]["base_defaults"],
        )
        assert records["newly in default"] - records["saved"] + come - gone == change[replication]


@pytest.mark.parametrize("arm", ["plans", "jobless"])
def test_groups_add_up_to_the_run(found: sim.Comparison, arm: str) -> None:
    mine = found.fates[found.fates["arm"] == arm]
    run = found.arms[arm].replications
    sums = mine[mine["dimension"] == "segment"].groupby("replication")[["performing", "defaulted", "loss_fen"]].sum()
    assert list(sums["loss_fen"]) == list(run["loss_fen"])
    np.testing.assert_allclose((sums["defaulted"] / sums["performing"]).astype(float), run["default_rate"])
    total = sum(one.loss_difference.estimate for one in found.people[arm].groups if one.dimension == "income")
    assert total == pytest.approx(found.differences[arm]["expected_loss"].estimate)


def test_somebody_is_saved_by_plans_for_all_and_can_be_traced(found: sim.Comparison) -> None:
    saved = next(one for one in found.people["plans"].examples if one.fate == "saved")
    lives = [sim.trace(found.scenarios[arm].resolved, saved.borrower, saved.replication) for arm in ("base", "plans")]
    assert "default" in lives[0].ending
    assert lives[0].ending != lives[1].ending


def test_lost_jobs_bring_new_defaults_and_those_of_their_segment_most(found: sim.Comparison) -> None:
    jobless = found.people["jobless"]
    assert jobless.saved_on_balance.per_1000.ci_high < 0
    rises = {one.group: one.rate_difference.estimate for one in jobless.groups if one.dimension == "segment"}
    assert max(rises, key=lambda group: rises[group] or 0.0) == "salaried"
    assert "for salaried" in sentences(jobless)[1]


def test_a_life_that_differs_from_the_run_is_a_conflict(found: sim.Comparison) -> None:
    wrong = found.fates.copy()
    wrong.loc[0, "loss_fen"] += 1
    with pytest.raises(Conflict, match="replication 0 of same"):
        check_losses(wrong, found.arms)


def test_arms_of_other_people_are_not_followed(base: sim.Scenario) -> None:
    other = sim.compare({"base": base, "fewer": base.with_({"population.size": 150})}, replications=2, jobs=1)
    assert other.people == {}
    assert "different numbers of borrowers (200 and 150)" in other.strangers


def test_more_replications_are_followed_from_where_the_folder_left_off(base: sim.Scenario, tmp_path) -> None:
    tiny = base.with_({"population.size": 60, "horizon_months": 4, "population.warmup_months": 0})
    arms = {"base": tiny, "plans": tiny.with_({"lenders.platform.policy.levers.plans": PLANS})}
    sim.compare(arms, replications=5, jobs=1, out=tmp_path / "here", fates=2)
    assert kept_frame(tmp_path / "here", list(arms))["replication"].max() == 1
    grown = sim.compare(arms, replications=5, jobs=1, out=tmp_path / "here", fates=5)
    whole = sim.compare(arms, replications=5, jobs=1, fates=5)
    assert grown.people == whole.people
    assert sim.compare(arms, replications=5, jobs=1, fates=0).people == {}

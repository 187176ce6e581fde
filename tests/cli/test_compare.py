import json
import os
import re
import signal
from collections.abc import Callable
from pathlib import Path

import pandas
import pytest

SMALL = tuple(
    word
    for change in ("population.size=50", "horizon_months=3", "population.warmup_months=0")
    for word in ("--set", change)
)
POLICIES = ("baseline", "--policy", "standard", "--policy", "strict")
FIELDS = {"estimate", "ci_low", "ci_high", "confidence", "method", "n", "note"}


@pytest.fixture
def compare(yuqi) -> Callable:
    """`yuqi compare` of a small world; nobody is followed unless a test asks for it."""

    def call(*words: str | os.PathLike[str]):
        fates = () if "--fates" in words else ("--fates", "0")
        return yuqi("compare", *words, *SMALL, "--jobs", "1", *fates)

    return call


def twin_of_baseline(folder: Path, name: str = "twin", **settings: object) -> str:
    lines = [f"name: {name}", "extends: baseline", *(f"{key}: {value}" for key, value in settings.items())]
    (folder / f"{name}.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return f"{name}.yaml"


def test_a_run_folder_for_each_arm_and_the_files_beside_them(compare, folder):
    done = compare(*POLICIES, "--replications", "3")
    assert done.code == 0, done.err
    (place,) = (folder / "results").iterdir()
    assert {path.name for path in place.iterdir()} >= {
        "standard",
        "strict",
        "compare.json",
        "compare.parquet",
        "compare.svg",
    }
    assert (place / "strict" / "summary.json").is_file()
    fingerprint = json.loads((place / "compare.json").read_text())["fingerprint"]
    assert place.name == f"compare-{fingerprint[:10]}"
    assert done.out.splitlines()[-1] == f"Results: results/{place.name}"


def test_the_answer_comes_first_and_the_figures_have_intervals(compare):
    out = compare(*POLICIES, "--replications", "5").out
    first, second = out.split("\n\n")[:2]
    assert first == "strict against standard, under the same luck"
    assert second.startswith(("Against standard, strict is", "strict against standard: no figure"))
    assert re.search(r"^amounts in yuan +standard +strict +difference +95 % interval +better in +worth$", out, re.M)
    assert "needs 3,688 replications" in out
    assert max(map(len, out.splitlines())) <= 110


def test_json_holds_every_difference_with_the_seven_fields(compare):
    found = json.loads(compare(*POLICIES, "--replications", "3", "--json").out)
    assert [arm["name"] for arm in found["arms"]] == ["standard", "strict"]
    assert (found["base"], found["replications"]) == ("standard", 3)
    differences = found["differences"]["strict"]
    assert {"expected_loss", "default_rate", "net_income_fen", "capital_buffer_99_9"} <= set(differences)
    assert all(set(one) == FIELDS for one in differences.values())
    assert set(found["pairs"]["strict"]) == set(differences)


def test_the_table_is_tidy_and_its_differences_are_those_told(compare, folder):
    found = json.loads(compare(*POLICIES, "--replications", "3", "--out", "here", "--json").out)
    table = pandas.read_parquet(folder / "here" / "compare.parquet")
    assert list(table.columns) == ["replication", "arm", "figure", "value", "difference"]
    assert not table.duplicated(["replication", "arm", "figure"]).any()
    strict = table[(table["arm"] == "strict") & (table["figure"] == "net_income_fen")]
    told = found["differences"]["strict"]["net_income_fen"]["estimate"]
    assert strict["difference"].mean() == pytest.approx(told)


def test_an_arm_under_another_name_differs_by_exactly_nothing(compare, folder):
    found = json.loads(compare("baseline", twin_of_baseline(folder), "--replications", "3", "--json").out)
    told = [one["estimate"] for one in found["differences"]["twin"].values()]
    assert {value for value in told if value is not None} == {0}


def test_every_scenario_meets_every_policy(compare):
    words = ("baseline", "severe_recession", "--policy", "strict", "--policy", "passive")
    found = json.loads(compare(*words, "--replications", "2", "--json").out)
    assert [arm["name"] for arm in found["arms"]] == [
        "baseline-strict",
        "baseline-passive",
        "severe_recession-strict",
        "severe_recession-passive",
    ]
    assert found["arms"][3]["policy"] == "passive"


def test_the_same_comparison_again_simulates_nothing_and_prints_the_same(compare, folder, monkeypatch):
    first = compare(*POLICIES, "--replications", "3", "--out", "here")
    before = {path: path.stat().st_mtime_ns for path in (folder / "here").rglob("*") if path.is_file()}
    monkeypatch.setattr("sim.simulation.Simulation.__call__", lambda *_: pytest.fail("simulated again"))
    again = compare(*POLICIES, "--replications", "3", "--out", "here")
    assert (again.code, again.out) == (0, first.out)
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_more_replications_need_resume_and_equal_those_made_at_once(compare):
    assert compare(*POLICIES, "--replications", "2", "--out", "here").code == 0
    refused = compare(*POLICIES, "--replications", "4", "--out", "here")
    assert refused.code == 4
    assert "--resume" in refused.err
    grown = json.loads(compare(*POLICIES, "--replications", "4", "--out", "here", "--resume", "--json").out)
    whole = json.loads(compare(*POLICIES, "--replications", "4", "--out", "there", "--json").out)
    assert {**grown, "folder": ""} == {**whole, "folder": ""}


def test_an_interrupted_comparison_says_how_to_go_on_and_does(compare, folder, monkeypatch):
    from sim.simulation import Simulation

    calls = []
    live = Simulation.lived

    def stop_in_the_second_arm(self: Simulation, replication: int):
        calls.append(replication)
        if len(calls) == 10:  # three replications in two worlds, and one to compile, are seven calls an arm
            signal.raise_signal(signal.SIGINT)
        return live(self, replication)

    monkeypatch.setattr("sys.argv", ["yuqi", "compare", *POLICIES, "--out", "here"])
    monkeypatch.setattr(Simulation, "lived", stop_in_the_second_arm)
    stopped = compare(*POLICIES, "--replications", "3", "--out", "here")
    monkeypatch.undo()
    os.chdir(folder)
    assert stopped.code == 130, stopped.err
    assert "continue with: yuqi compare baseline" in stopped.err
    assert not (folder / "here" / "compare.json").exists()
    assert compare(*POLICIES, "--replications", "3", "--out", "here").code == 4
    assert compare(*POLICIES, "--replications", "3", "--out", "here", "--resume").code == 0


def test_a_stop_while_borrowers_are_followed_goes_on_where_it_was(compare, folder, monkeypatch):
    from sim.studies.people.follow import Followed

    words = (*POLICIES, "--replications", "6", "--fates", "6")
    follow = Followed._followed
    followed = []

    def stop_at_the_fourth(self: Followed, replication: int):
        followed.append(replication)
        if len(followed) == 4:
            signal.raise_signal(signal.SIGINT)
        return follow(self, replication)

    monkeypatch.setattr("sys.argv", ["yuqi", "compare", *words, "--out", "here"])
    monkeypatch.setattr(Followed, "_followed", stop_at_the_fourth)
    stopped = compare(*words, "--out", "here")
    monkeypatch.undo()
    os.chdir(folder)
    assert stopped.code == 130, stopped.err
    assert "stopped while borrowers were followed; continue with: yuqi compare" in stopped.err
    assert not (folder / "here" / "compare.json").exists()
    assert compare(*words, "--out", "here", "--resume").code == 0
    assert compare(*words, "--out", "there").code == 0
    fates = [pandas.read_parquet(folder / place / "fates.parquet") for place in ("here", "there")]
    pandas.testing.assert_frame_equal(*fates)


def test_another_comparison_in_the_folder_is_a_conflict(compare):
    assert compare(*POLICIES, "--replications", "2", "--out", "here").code == 0
    refused = compare(*POLICIES, "--replications", "2", "--out", "here", "--seed", "5")
    assert refused.code == 4
    assert "another comparison" in refused.err


def test_a_run_or_anything_else_in_the_folder_is_a_conflict(compare, yuqi, folder):
    assert yuqi("run", "baseline", *SMALL, "--replications", "2", "--jobs", "1", "--out", "here").code == 0
    before = sorted((folder / "here").rglob("*"))
    refused = compare(*POLICIES, "--replications", "2", "--out", "here")
    assert refused.code == 4
    assert "no arm of this comparison" in refused.err
    assert sorted((folder / "here").rglob("*")) == before


def test_a_file_in_the_way_ends_with_5(compare, folder):
    (folder / "here").write_text("", encoding="utf-8")
    assert compare(*POLICIES, "--replications", "2", "--out", "here").code == 5


@pytest.mark.parametrize(
    ("setting", "option", "told"),
    [({"seed": 3}, "--seed", "seed differs"), ({"replications": 7}, "--replications", "replications differs")],
)
def test_arms_of_different_luck_are_refused_unless_one_is_given(compare, folder, setting, option, told):
    other = twin_of_baseline(folder, **setting)
    refused = compare("baseline", other, *(("--replications", "2") if option == "--seed" else ()))
    assert refused.code == 3
    assert told in refused.err
    assert option in refused.err
    assert not (folder / "results").exists()
    given = {"--replications": "2", option: "2"}
    assert compare("baseline", other, *(word for pair in given.items() for word in pair)).code == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("baseline",), "two arms or more"),
        (("baseline", "--policy", "strict"), "two arms or more"),
        (("baseline", "baseline"), "two arms are called baseline"),
        (("baseline", "--policy", "strict", "--policy", "strict"), "two arms are called strict"),
        (
            (*["baseline"] * 5, "--policy", "strict", "--policy", "standard", "--policy", "passive"),
            "at most 12",
        ),
        (("baseline", "severe_recession", "--backend", "nonsense"), "nonsense"),
        (("baseline", "severe_recession", "--scheduler", "tcp://10.0.0.5:8786"), "goes with --backend dask"),
        (("baseline", "severe_recession", "--fates", "-1"), "--fates -1 is not allowed"),
        (("baseline", "severe_recession", "--engine", "mesa"), "--engine"),
    ],
)
def test_arms_that_cannot_be_compared_end_with_2(compare, folder, words, told):
    refused = compare(*words)
    assert (refused.code, refused.out) == (2, "")
    assert told in refused.err
    assert list(folder.iterdir()) == []


def test_the_faults_of_all_arms_are_told_at_once_and_each_only_once(compare, folder):
    refused = compare("baselin", "severe_recession", "mild_recession", "--policy", "nobody", "--set", "macro.pers=1")
    assert refused.code == 3
    assert "did you mean baseline?" in refused.err
    assert len(refused.err.splitlines()) == len(set(refused.err.splitlines()))
    assert list(folder.iterdir()) == []


def test_json_tells_for_whom_whose_fate_and_at_what_price(compare):
    found = json.loads(compare(*POLICIES, "--replications", "3", "--fates", "3", "--json").out)
    people, lever = found["people"]["strict"], found["levers"]["strict"]
    assert people["replications"] == 3
    assert set(people["groups"]) >= {"segment", "income", "score"}
    assert set(people["groups"]["income"]["lowest quarter"]["default_rate_difference"]) == FIELDS
    assert set(people["fates"]["saved"]["per_1000"]) == FIELDS
    assert set(lever["per"]) == {"yuan spent", "borrower saved", "borrower saved on balance"}
    assert set(lever["per"]["yuan spent"]["ratio"]) == FIELDS
    assert set(found["worth"]["strict"]) == FIELDS


def test_people_are_printed_below_the_figures_and_damaged_fates_made_anew(compare, folder):
    words = (*POLICIES, "--replications", "3", "--out", "here", "--fates", "3")
    first = compare(*words).out
    assert re.search(r"^default rate and loss +standard +strict +points", first, re.M)
    assert re.search(r"^saved on balance ", first, re.M)
    kept = (folder / "here" / "fates.parquet").read_bytes()
    (folder / "here" / "fates.parquet").write_bytes(b"PAR1 not a table")
    assert compare(*words).out == first
    assert (folder / "here" / "fates.parquet").read_bytes() == kept


def test_without_fates_nobody_is_followed(compare, folder):
    without = compare(*POLICIES, "--replications", "2", "--out", "there", "--fates", "0").out
    assert "default rate and loss" not in without
    assert "Borrowers were not followed: none were asked for." in without
    assert not (folder / "there" / "fates.parquet").exists()


def test_the_runs_of_a_comparison_are_listed(compare, yuqi):
    assert compare(*POLICIES, "--replications", "2", "--out", "results/mine").code == 0
    assert [run["folder"] for run in json.loads(yuqi("list", "runs", "--json").out)] == [
        "results/mine/standard",
        "results/mine/strict",
    ]

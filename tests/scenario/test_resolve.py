"""Extending, overriding and changing scenarios."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest

from sim.scenario import ScenarioError, check, load


def fault_of(*arguments: object, **options: object) -> object:
    with pytest.raises(ScenarioError) as caught:
        load(*arguments, **options)
    (fault,) = caught.value.faults
    return fault


def test_groups_merge_deeply_and_values_are_replaced(write, small) -> None:
    child = load(write("extends: small.yaml\npopulation: {segments: {gig: {income: {payday: 3}}}}\n")).scenario
    gig = child.population.segments["gig"]
    assert (gig.share, gig.income.median, gig.income.payday) == (0.3, 5200.0, 3)
    assert set(child.population.segments) == {"gig", "salaried"}


def test_null_removes_an_entry_and_clears_an_optional_value(write, small) -> None:
    write("extends: small.yaml\npopulation: {accounts: 20000, segments: {student: {share: 1}}}\n", "parent.yaml")
    child = load(write("extends: parent.yaml\npopulation: {accounts: null, segments: {gig: null}}\n")).scenario
    assert set(child.population.segments) == {"salaried", "student"}
    assert child.population.accounts is None


def test_an_entry_can_be_removed_and_said_anew(write, small) -> None:
    write("extends: small.yaml\npopulation: {segments: {gig: null}}\n", "parent.yaml")
    child = load(write("extends: parent.yaml\npopulation: {segments: {gig: {share: 1}}}\n")).scenario
    assert child.population.segments["gig"].income.median == 6900.0


def test_a_file_that_names_a_collection_says_all_of_it(small) -> None:
    assert "salaried" in load(small).scenario.population.segments
    assert set(load(small).scenario.population.segments) == {"gig", "salaried"}


def test_name_and_title_are_not_inherited(write, small) -> None:
    write("extends: small.yaml\ntitle: Parent\n", "parent.yaml")
    child = load(write("extends: parent.yaml\n", "child.yaml"))
    assert (child.name, child.scenario.title, child.extends) == ("child", "", "parent.yaml")
    assert [path.name for path in child.sources] == ["small.yaml", "parent.yaml", "child.yaml"]


def test_extends_counts_from_the_file_that_says_it(write, small, tmp_path, monkeypatch) -> None:
    write("extends: ../small.yaml\nseed: 5\n", "deep/parent.yaml")
    child = write(f"extends: {tmp_path}/deep/parent.yaml\n", "elsewhere/child.yaml")
    monkeypatch.chdir("/")
    assert load(child).scenario.seed == 5
    monkeypatch.chdir(tmp_path / "deep")
    assert load("../elsewhere/child.yaml").scenario.seed == 5


def test_a_user_may_name_a_file_as_the_shipped_one_it_extends(write) -> None:
    assert load(write("extends: baseline\nseed: 4\n", "baseline.yaml")).scenario.seed == 4


@pytest.mark.parametrize(
    ("extends", "code", "words"),
    [
        ("x.yaml", "E121", "goes in a circle"),
        ("./y.yaml", "E101", "no such file"),
        ("basline", "E101", "no scenario of this name"),
        ("3", "E112", "3 is not a name or path"),
        ("[a]", "E112", "not a name or path"),
        ('""', "E101", "no scenario"),
        ('"a/\\tb"', "E101", "no scenario"),
    ],
)
def test_a_bad_extends_is_refused_with_its_line(write, extends, code, words) -> None:
    fault = fault_of(write(f"name: x\nextends: {extends}\n"))
    assert (fault.code, fault.line, fault.key) == (code, 2, "extends")
    assert words in fault.problem


def test_the_name_probably_meant_is_suggested(write) -> None:
    assert fault_of(write("extends: basline\n")).suggestion == "baseline"
    assert fault_of("severe_recesion").suggestion == "severe_recession"


def test_a_circle_over_several_files_and_too_long_a_chain_are_refused(write) -> None:
    write("extends: b.yaml\n", "a.yaml")
    b = write("extends: ./a.yaml\n", "b.yaml")
    assert fault_of(b).code == "E121"
    for number in range(12):
        last = write(f"extends: n{number + 1}.yaml\n", f"n{number}.yaml")
    write("seed: 3\n", "n12.yaml")
    assert "more than 10 files" in fault_of(last.parent / "n0.yaml").problem


def test_set_changes_one_value(small) -> None:
    scenario = load(small, overrides=["population.size=123", "population.segments.gig.share=1e-3"]).scenario
    assert (scenario.population.size, scenario.population.segments["gig"].share) == (123, 0.001)
    assert load(small, overrides=["seed=1", "seed=2"]).scenario.seed == 2
    assert load(small, overrides=["seed=1"], seed=9, replications=7).scenario.seed == 9


def test_set_reaches_the_entries_a_collection_has_by_default(small) -> None:
    scenario = load(small, overrides=["macro.central_path.unemployment.12=0.08"]).scenario
    assert scenario.macro.central_path.unemployment == {0: 0.051, 12: 0.08}


def test_set_removes_with_null_and_makes_an_entry_only_whole(small) -> None:
    removed = load(small, overrides=["population.segments.gig=null"]).scenario
    assert set(removed.population.segments) == {"salaried"}
    made = load(small, overrides=["population.segments.student={share: 0.1, income: {median: 2000}}"]).scenario
    assert made.population.segments["student"].income.median == 2000.0
    fault = fault_of(small, overrides=["population.segments.gigs.share=1"])
    assert (fault.code, fault.key, fault.suggestion) == (
        "E110",
        "population.segments.gigs",
        "population.segments.gig.share",
    )
    assert fault.allowed == "gig, salaried"


@pytest.mark.parametrize(
    ("text", "code", "key"),
    [
        ("population.sise=3", "E110", "population.sise"),
        ("population.size.x=3", "E110", "population.size.x"),
        ("population.size=0", "E114", "population.size"),
        ("population.size=many", "E112", "population.size"),
        ("population.size=.nan", "E113", "population.size"),
        ("population.size=", "E111", "population.size"),
        ("population.size=[1", "E102", ""),
        ("population.size=&a 1", "E102", ""),
        ("population.size=1\n---\n2", "E102", ""),
        ("population.size", "E102", ""),
        ("=3", "E102", ""),
        ("a..b=3", "E102", ""),
        ("extends=baseline", "E110", "extends"),
        ("population={size: 0}", "E114", "population.size"),
        ("\udcff=1", "E110", "\\udcff"),
    ],
)
def test_a_bad_set_is_refused_with_its_own_text(small, text, code, key) -> None:
    fault = fault_of(small, overrides=[text])
    assert (fault.code, fault.key, fault.line if code != "E102" else None) == (code, key, None)
    assert fault.file.startswith("--set ")
    assert str(fault).isprintable()


def test_a_policy_replaces_the_platforms_and_names_its_file_in_faults(write, small) -> None:
    parent = write("underwriting: {score_cutoff: 700}\nlimits: {multiple: 0.5}\n", "strict.yaml")
    policy = write("title: Stricter\nextends: strict.yaml\nunderwriting: {loan_income_cap: 1}\n", "stricter.yaml")
    own = write("extends: small.yaml\nlenders: {platform: {policy: {freeze: {lasting_months: 3}}}}\n")
    platform = load(own, policy=policy).scenario.lenders["platform"].policy
    assert (platform.underwriting.score_cutoff, platform.underwriting.loan_income_cap) == (700.0, 1.0)
    assert platform.freeze.lasting_months == 12.0, "the scenario's own policy is gone"
    set_over = load(own, policy=parent, overrides=["lenders.platform.policy.limits.multiple=0.7"])
    assert set_over.scenario.lenders["platform"].policy.limits.multiple == 0.7
    bad = fault_of(small, policy=write("title: x\nunderwriting: {score_cutof: 1}\n", "bad.yaml"))
    assert (bad.file.endswith("bad.yaml"), bad.line, bad.key) == (
        True,
        2,
        "lenders.platform.policy.underwriting.score_cutof",
    )
    assert fault_of(small, policy="no_such_policy").code == "E101"


def test_a_policy_applies_where_no_file_names_a_lender(write) -> None:
    bare = write("products: {p: {kind: revolving, lender: platform, annual_rate: 0.1}}\n", "bare.yaml")
    policy = write("underwriting: {score_cutoff: 700}\n", "strict.yaml")
    assert load(bare, policy=policy).scenario.lenders["platform"].policy.underwriting.score_cutoff == 700.0


def test_paths_count_from_the_file_that_says_them(write, small, tmp_path, monkeypatch) -> None:
    deep = write("extends: ../small.yaml\npopulation: {tape: tape.csv, mapping: taiwan}\n", "deep/x.yaml")
    assert load(deep).scenario.population.tape == str(tmp_path / "deep" / "tape.csv")
    assert load(deep).scenario.population.mapping == "taiwan"
    monkeypatch.chdir(tmp_path)
    assert load(deep, tape="a.csv", mapping="m/n.yaml").scenario.population.tape == str(tmp_path / "a.csv")
    assert load(deep, mapping=Path("m/n.yaml")).scenario.population.mapping == str(tmp_path / "m" / "n.yaml")
    assert load(deep, overrides=["population.tape=b.csv"]).scenario.population.tape == str(tmp_path / "b.csv")


def test_with_changes_a_checked_copy(small) -> None:
    scenario = load(small)
    changed = scenario.with_({"population.size": np.int64(7)}, seed=3, macro={"persistence": np.float64(0.5)})
    assert (changed.scenario.population.size, changed.scenario.seed, changed.scenario.macro.persistence) == (7, 3, 0.5)
    assert scenario.scenario.seed != 3
    assert set(changed.with_({"population.segments.gig": None}).scenario.population.segments) == {"salaried"}
    assert changed.with_(name="other").name == "other"
    with pytest.raises(ScenarioError) as caught:
        scenario.with_(
            {"population.size": 0, "population.sise": 3}, macro={"persistence": float("nan")}, title=object()
        )
    assert sorted(fault.code for fault in caught.value.faults) == ["E110", "E112", "E113", "E114"]


@pytest.mark.parametrize("name", ["../../evil", "", "nul", "a b/c", "/evil", "a\n"])
def test_a_name_is_checked_whoever_says_it(small, name) -> None:
    assert fault_of(small, overrides=[f"name={json.dumps(name)}"]).code == "E150"
    with pytest.raises(ScenarioError) as caught:
        load(small).with_({"name": name})
    assert [fault.code for fault in caught.value.faults] == ["E150"]


def test_a_removed_default_entry_stays_removed_in_a_changed_copy() -> None:
    without = load("baseline").with_({"products.jiebei.terms.12": None})
    assert set(without.with_(seed=3).scenario.products["jiebei"].terms) == {3, 6}


def test_check_tells_of_every_file(write, small) -> None:
    results = check(["baseline", small, write("seed: -1\n"), "nowhere"])
    assert [one.sound for one in results] == [True, True, False, False]
    assert results[0].resolved is not None
    assert results[3].faults[0].code == "E101"


def test_nothing_is_written_by_checking(write, tmp_path) -> None:
    write("seed: -1\n")
    before = sorted(os.listdir(tmp_path))
    check([tmp_path / "x.yaml"])
    assert sorted(os.listdir(tmp_path)) == before

import json

import pytest

from sim.cli.app import HELP


def test_the_help_has_an_example_and_the_exit_codes(yuqi):
    out = yuqi("--help").out
    assert "Example" in out
    assert "Exit codes" in out
    assert HELP.splitlines()[0] in out


@pytest.mark.parametrize(
    "command", ["run", "compare", "check", "show", "schema", "list", "trace", "validate", "report"]
)
def test_the_help_of_each_command_has_an_example_that_names_it(yuqi, command):
    done = yuqi(command, "--help")
    assert done.code == 0
    assert f"yuqi {command}" in done.out.split("Example", 1)[1]


@pytest.mark.parametrize("words", [(), ("nonsense",), ("check",), ("list", "nonsense")])
def test_what_is_no_command_ends_with_2(yuqi, words):
    done = yuqi(*words)
    assert (done.code, done.out) == (2, "")
    assert done.err


def test_check_says_that_nothing_is_wrong(yuqi, folder):
    done = yuqi("check", "baseline", "severe_recession")
    assert done.code == 0
    assert done.out.splitlines() == ["baseline: nothing is wrong", "severe_recession: nothing is wrong"]
    assert list(folder.iterdir()) == []


def test_check_tells_of_every_scenario(yuqi, folder):
    (folder / "bad.yaml").write_text("name: bad\nextends: baseline\nseed: -1\nhorizon_month: 3\n", encoding="utf-8")
    done = yuqi("check", "baseline", "bad.yaml")
    assert done.code == 3
    assert "baseline: nothing is wrong" in done.out
    assert "bad.yaml:3" in done.err
    assert "bad.yaml:4" in done.err


def test_check_gives_faults_as_json(yuqi, folder):
    (folder / "bad.yaml").write_text("name: bad\nextends: baseline\nseed: -1\n", encoding="utf-8")
    done = yuqi("check", "--json", "baseline", "bad.yaml")
    assert done.code == 3
    good, bad = json.loads(done.out)
    assert (good["ok"], bad["ok"]) == (True, False)
    assert bad["faults"][0]["line"] == 3


def test_check_reads_the_tape_that_a_scenario_names(yuqi, folder):
    text = "name: taped\nextends: baseline\npopulation:\n  tape: missing.csv\n"
    (folder / "taped.yaml").write_text(text, encoding="utf-8")
    done = yuqi("check", "taped.yaml")
    assert done.code == 3
    assert "missing.csv" in done.err


def test_show_gives_every_parameter_with_its_source(yuqi):
    shown = json.loads(yuqi("show", "baseline", "--json").out)
    persistence = shown["macro"]["persistence"]
    assert set(persistence) == {"value", "unit", "range", "default", "source", "meaning"}
    assert shown["seed"] == 20260101


def test_show_names_the_parameters_for_people(yuqi):
    assert "macro.persistence" in yuqi("show", "baseline").out


def test_show_of_a_run_gives_its_summary_and_its_scenario(small, yuqi):
    first = small("baseline", "--replications", "3", "--out", "here")
    done = yuqi("show", "here")
    assert done.code == 0, done.err
    assert first.out.split("Results:")[0].strip() in done.out
    shown = json.loads(yuqi("show", "here", "--json").out)
    assert shown["population"]["size"]["value"] == 50
    assert shown["run"]["replications_done"] == 3


def test_a_run_that_was_stopped_is_called_partial(small, yuqi, folder):
    assert small("baseline", "--replications", "3", "--out", "results/here").code == 0
    manifest = folder / "results" / "here" / "manifest.json"
    said = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps({**said, "complete": False, "replications_asked": 9}), encoding="utf-8")
    assert "partial: 3 of 9 replications" in yuqi("show", "results/here").out
    assert "partial: 3 of 9" in yuqi("list", "runs").out


def test_show_of_a_folder_without_a_run_says_so(yuqi, folder):
    (folder / "empty").mkdir()
    done = yuqi("show", "empty")
    assert done.code == 2
    assert "without a run" in done.err


def test_the_schema_is_json(yuqi):
    assert json.loads(yuqi("schema").out)["properties"]["population"]


def test_list_names_scenarios_and_runs(small, yuqi):
    assert "no runs" in yuqi("list", "runs").out
    assert small("baseline", "--replications", "2").code == 0
    found = json.loads(yuqi("list", "--json").out)
    assert {"baseline", "severe_recession"} <= {entry["name"] for entry in found["scenarios"]}
    assert [run["replications_done"] for run in found["runs"]] == [2]
    assert "baseline" in yuqi("list").out


def test_a_broken_manifest_does_not_end_the_list(yuqi, folder):
    (folder / "results" / "odd").mkdir(parents=True)
    (folder / "results" / "odd" / "manifest.json").write_text("{", encoding="utf-8")
    done = yuqi("list", "runs")
    assert done.code == 0
    assert "cannot be read" in done.out


def test_scenarios_are_listed_by_what_they_are_for(yuqi):
    from sim.cli.listing import GROUPS

    told = yuqi("list", "scenarios").out
    places = [told.index(words) for words in GROUPS.values()]
    assert places == sorted(places)
    assert places[0] < told.index("\nbaseline ") < places[1] < told.index("\nus_2008_10 ") < places[2]
    assert places[2] < told.index("\nreed_frost ")
    assert {one["group"] for one in json.loads(yuqi("list", "scenarios", "--json").out)} == set(GROUPS)

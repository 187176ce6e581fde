"""Finding shipped scenarios from any folder, and how little that needs to load."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.scenario import ScenarioError, library, load, names, policies
from sim.scenario.library import find_policy, find_scenario, scenario_files


def test_shipped_scenarios_are_listed_by_name() -> None:
    assert {"baseline", "mild_recession", "severe_recession"} <= set(names())
    assert names() == sorted(names())
    assert not {"schema", "yuqi", "taiwan_credit_cards"} & set(names())


def test_no_two_shipped_scenarios_share_a_name() -> None:
    every = [
        path.stem
        for folder in library.SCENARIO_FOLDERS
        for path in (library.scenarios_folder() / folder).glob("*.yaml")
    ]
    assert len(every) == len(set(every))


def test_every_shipped_scenario_is_named_as_its_file() -> None:
    for name, path in scenario_files().items():
        assert load(name).name == path.stem


def test_a_name_works_from_any_folder(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load("baseline").name == "baseline"
    Path("mine.yaml").write_text("extends: baseline\n")
    Path("plain").write_text("extends: baseline\nname: from_plain\n")
    assert load("mine.yaml").name == "mine"
    assert load("./plain").name == "from_plain"
    assert load("plain").name == "from_plain"


def test_a_file_does_not_hide_a_shipped_name(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("baseline").write_text("broken")
    assert load("baseline").name == "baseline"


def test_a_name_may_be_said_with_its_folder() -> None:
    for name, path in scenario_files().items():
        if path.parent.name == "verification":
            assert find_scenario(f"verification/{name}") == path


def test_the_installed_package_is_looked_at_first(tmp_path, monkeypatch) -> None:
    package = tmp_path / "sim"
    (package / "_scenarios" / "policies").mkdir(parents=True)
    (package / "_scenarios" / "only.yaml").write_text("name: only\n")
    (package / "_scenarios" / "policies" / "strict.yaml").write_text("limits: {}\n")
    monkeypatch.setattr(library, "__file__", str(package / "scenario" / "library.py"))
    assert (names(), policies()) == (["only"], ["strict"])
    assert find_policy("strict").name == "strict.yaml"


@pytest.mark.parametrize("reference", ["", "nowhere", "a\0b", "x" * 5000, "no/such/thing", "\udcff", "."])
def test_what_is_not_there_is_refused(reference: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load(reference)
    assert caught.value.faults[0].code == "E101"
    assert str(caught.value).isprintable()


def test_the_file_beside_is_suggested(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.yaml").write_text("extends: baseline\n")
    with pytest.raises(ScenarioError, match=r"did you mean mine\.yaml\?"):
        load("mine")


def test_reading_a_scenario_loads_nothing_heavy() -> None:
    script = (
        "import sys; from sim.scenario import load; load('baseline');"
        "print([name for name in ('numpy', 'pandas', 'numba', 'mesa', 'matplotlib', 'pyarrow') if name in sys.modules])"
    )
    root = Path(library.__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(("find", "listed"), [(find_scenario, "scenarios"), (find_policy, "policies")])
def test_an_unknown_name_is_told_in_a_line_with_the_way_to_all_names(find, listed):
    with pytest.raises(ScenarioError) as caught:
        find("basline")
    assert f"`yuqi list {listed}` prints the names" in str(caught.value)
    assert len(str(caught.value)) < 150
    assert "one of" in caught.value.faults[0].allowed

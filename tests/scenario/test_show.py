"""What `yuqi show` prints, and the schema for editors."""

from __future__ import annotations

import json

import pytest

from sim.scenario import load, names
from sim.scenario.library import scenario_files, scenarios_folder
from sim.scenario.reader import read_yaml
from sim.scenario.schema import schema, schema_text
from sim.scenario.show import describe, is_parameter, text

SETTINGS = {"name", "title", "extends", "seed", "replications", "horizon_months", "loss_horizon_months", "window_days"}


def parameters(described: dict[str, object], path: str = "") -> list[tuple[str, dict[str, object]]]:
    found = []
    for key, part in described.items():
        if is_parameter(part):
            found.append((f"{path}{key}", part))
        elif isinstance(part, dict):
            found += parameters(part, f"{path}{key}.")
    return found


def test_run_settings_are_plain_values() -> None:
    described = describe(load("severe_recession"))
    assert {key for key, part in described.items() if not isinstance(part, dict)} == SETTINGS
    assert described["extends"] == "mild_recession"
    assert described["horizon_months"] == 24


@pytest.mark.parametrize("name", names())
def test_every_parameter_says_unit_source_and_meaning(name: str) -> None:
    found = parameters(describe(load(name)))
    assert len(found) > 50
    for path, part in found:
        assert part["unit"], path
        assert part["source"], path
        assert part["meaning"], path
        if isinstance(part["value"], float) and part["range"]:
            low, high = part["range"]
            assert low is None or low <= part["value"], path
            assert high is None or part["value"] <= high, path


def test_parameters_are_nested_as_in_the_scenario() -> None:
    described = describe(load("baseline", overrides=["population.size=1234"]))
    assert described["population"]["size"] == {
        "value": 1234,
        "unit": "records",
        "range": [1, 1_000_000_000],
        "default": 10_000,
        "source": "design",
        "meaning": "number of simulated borrowers",
    }
    cutoff = described["lenders"]["platform"]["policy"]["underwriting"]["score_cutoff"]
    assert (cutoff["range"], cutoff["default"]) == ([0, 1000], 600.0)
    assert described["population"]["book"]["range"] == ["static", "run_off", "dynamic"]
    assert described["products"]["jiebei"]["terms"]["12"]["value"] == 0.5
    json.dumps(described, allow_nan=False)


def test_a_sections_own_values_beat_its_defaults() -> None:
    median = describe(load("baseline"))["population"]["segments"]["gig"]["income"]["median"]
    assert (median["value"], median["default"]) == (5200.0, 6900.0)


def test_the_text_has_a_line_for_every_parameter() -> None:
    scenario = load("baseline")
    lines = text(scenario).splitlines()
    for path, _ in parameters(describe(scenario)):
        assert sum(line.split()[0] == path for line in lines) == 1, path
    assert any(line.startswith("population.size ") and "10000" in line and "[records, 1.." in line for line in lines)


def test_the_committed_schema_is_fresh() -> None:
    committed = (scenarios_folder() / "schema.json").read_text("utf-8")
    assert committed == schema_text(), "write it anew: yuqi schema > scenarios/schema.json"


def test_the_schema_is_a_schema_and_takes_every_shipped_scenario() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    whole = schema()
    assert whole["$schema"].endswith("2020-12/schema")
    jsonschema.Draft202012Validator.check_schema(whole)
    validator = jsonschema.Draft202012Validator(whole)
    for path in scenario_files().values():
        plain = json.loads(json.dumps(read_yaml(path).value))
        assert not list(validator.iter_errors(plain)), path
    assert not list(validator.iter_errors({"products": {"huabei": None}}))
    assert list(validator.iter_errors({"population": {"size": 0}}))
    assert list(validator.iter_errors({"populaton": {}}))


def test_the_schema_says_units_in_descriptions() -> None:
    size = schema()["$defs"]["Population"]["properties"]["size"]
    assert size["description"] == "number of simulated borrowers; unit: records; source: design"
    assert (size["minimum"], size["maximum"], size["default"]) == (1, 1_000_000_000, 10_000)

"""The block `contagion` of a scenario: what fits together; the bytes of a list of links are in its fingerprint."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.job import prepare
from sim.population.network import hashes_of_lists
from sim.population.tape_errors import TapeError
from sim.scenario import load
from sim.scenario.consistency_contagion import contagion_faults
from sim.scenario.errors import ScenarioError
from sim.scenario.models_contagion import Contagion
from tests.contagion_worlds import sound_world


def faults_of(**contagion: Any) -> list[str]:
    """Faults of a world of twelve people over four months."""
    block = Contagion.model_validate(contagion)
    return list(contagion_faults(sound_world().model_copy(update={"contagion": block})))


@pytest.mark.parametrize(
    ("contagion", "fault"),
    [
        ({"peers": {"strength": 1}}, "contagion.peers.network: name one of the networks: none"),
        (
            {"peers": {"strength": 1}, "networks": {"b": {"degree": 1}, "a": {"degree": 1}}},
            "contagion.peers.network: name one of the networks: a, b",
        ),
        ({"peers": {"network": "c"}}, "contagion.peers.network: 'c' is not one of the networks: none"),
        (
            {"employment": {"network": "a"}, "networks": {"a": {"degree": 1}}},
            "contagion.employment.network: 'a' is not one of the networks of blocks: none",
        ),
        (
            {
                "employment": {"network": "a"},
                "networks": {"a": {"kind": "blocks", "blocks": 33, "degree": 0, "outside": 0}},
            },
            "contagion.employment.network: 33 blocks are more towns than the 32 allowed",
        ),
        (
            {"networks": {"a": {"kind": "small_world", "degree": 3}}},
            "contagion.networks.a.degree: 3 is not an even whole number, as a ring of neighbours needs",
        ),
        (
            {"networks": {"a": {"kind": "file"}}},
            "contagion.networks.a.file: a network of this kind needs the path of its links",
        ),
        ({"seeds": {"count": 1, "month": 5}}, "contagion.seeds.month: 5 lies beyond horizon_months"),
    ],
)
def test_what_does_not_fit_is_said_with_its_key(contagion: dict[str, Any], fault: str) -> None:
    assert faults_of(**contagion) == [fault]


def test_no_degree_is_too_large_for_few_people() -> None:
    networks = {
        "all": {"degree": 11},
        "ring": {"kind": "small_world", "degree": 10},
        "core": {"kind": "preferential", "links": 11},
        "towns": {"kind": "blocks", "blocks": 5, "degree": 1.5, "outside": 9},
    }
    assert faults_of(peers={"strength": 1, "network": "all"}, employment={"network": "towns"}, networks=networks) == []


SCENARIO = """
extends: baseline
contagion:
  peers: {strength: 1}
  networks:
    friends: {kind: file, file: links.csv}
"""


def scenario_with(folder: Path, links: str) -> Any:
    folder.mkdir()
    (folder / "links.csv").write_text(links, encoding="utf-8")
    (folder / "mine.yaml").write_text(SCENARIO, encoding="utf-8")
    return load(folder / "mine.yaml")


def test_the_bytes_of_a_list_of_links_are_part_of_the_fingerprint_and_its_path_is_not(tmp_path: Path) -> None:
    texts = {"first": "0,1\n", "same": "0,1\n", "other": "0,2\n"}
    prints = {name: prepare(scenario_with(tmp_path / name, text)).plan.fingerprint for name, text in texts.items()}
    assert prints["first"] == prints["same"] != prints["other"]


def test_a_path_counts_from_the_scenario_that_says_it(tmp_path: Path) -> None:
    resolved = scenario_with(tmp_path / "here", "0,1\n")
    assert list(hashes_of_lists(resolved.scenario, 10_000)) == ["friends"]


def test_channels_stay_where_the_networks_are_left_out() -> None:
    friends = {"kind": "blocks", "degree": 1, "outside": 1}
    block = Contagion.model_validate(
        {
            "peers": {"strength": 1, "network": "friends"},
            "employment": {"strength": 1, "network": "friends"},
            "networks": {"friends": friends},
        }
    ).without_networks()
    assert (block.peers.strength, block.employment.strength, block.networks) == (1, 1, {})
    assert (block.peers.network, block.employment.network) == (None, None)


def test_a_bad_list_is_refused_before_anything_runs(tmp_path: Path) -> None:
    with pytest.raises(TapeError, match="row 1, column 2: found '10000'"):
        prepare(scenario_with(tmp_path / "here", "0,10000\n"))


def test_a_misspelt_channel_setting_is_refused() -> None:
    with pytest.raises(ScenarioError, match="transmission"):
        load("baseline", ["contagion.peers.transmision=0.1"])

"""Networks: their laws, their limits, and that they follow the borrowers' numbers."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.population.edge_list import read_edges
from sim.population.network import Links, expected_links, links_of, network_pairs, sparse_rows
from sim.population.network_draws import network_draws
from sim.population.network_kinds import drawn_pairs, pair_of
from sim.population.tape_errors import TapeError
from sim.randomness import WARMUP_REPLICATION
from sim.scenario.models_network import Network
from tests.builders import a_stream, rules
from tests.contagion_worlds import sound_world

pytestmark = pytest.mark.plain
FOUR_ERRORS = 4.0
"""Standard errors allowed: a false alarm in 16,000 runs of one fixed seed, that is once and for all."""


def links(people: int, seed: int = 5, **settings: Any) -> Links:
    return sparse_rows(network_pairs(Network(**settings), people, seed), people)


def neighbours(found: Links, row: int) -> list[int]:
    return [int(one) for one in found.neighbours[found.starts[row] : found.starts[row + 1]]]


def assert_sound(found: Links) -> None:
    """Every link has two ends, none twice, none to oneself."""
    ends = [(row, other) for row in range(len(found.starts) - 1) for other in neighbours(found, row)]
    assert len(set(ends)) == len(ends)
    assert {(other, row) for row, other in ends} == set(ends)
    assert all(row != other for row, other in ends)


def test_draws_for_arrays_are_those_of_the_rule_bit_for_bit() -> None:
    stream = a_stream(seed=2**40 + 77, replication=WARMUP_REPLICATION)
    wanted = [rules.uniform(stream, number, 3, 0, 70) for number in (0, 1, 2**31, 4_000_000_000)]
    assert network_draws(2**40 + 77, np.array([0, 1, 2**31, 4_000_000_000]), 3, 70).tolist() == wanted


def test_pairs_are_numbered_by_their_later_end() -> None:
    one, other = pair_of(np.arange(6))
    assert list(zip(one.tolist(), other.tolist(), strict=True)) == [(0, 1), (0, 2), (1, 2), (0, 3), (1, 3), (2, 3)]


def test_the_last_pair_of_a_billion_people_is_found_exactly() -> None:
    people = 1_000_000_000
    one, other = pair_of(np.array([people * (people - 1) // 2 - 1, (people - 1) * (people - 2) // 2]))
    assert (one.tolist(), other.tolist()) == ([people - 2, 0], [people - 1, people - 1])


@pytest.mark.parametrize("people", [1, 2, 7, 40])
def test_a_random_network_of_full_degree_is_the_complete_graph(people: int) -> None:
    found = links(people, kind="random", degree=people - 1)
    assert [neighbours(found, row) for row in range(people)] == [
        [other for other in range(people) if other != row] for row in range(people)
    ]


def test_degrees_of_a_random_network_are_binomial() -> None:
    people, degree = 20_000, 6.0
    degrees = np.diff(links(people, kind="random", degree=degree).starts)
    variance = degree * (1.0 - degree / (people - 1))
    assert abs(degrees.mean() - degree) < FOUR_ERRORS * (2.0 * variance / people) ** 0.5
    assert abs(degrees.var() - variance) < FOUR_ERRORS * variance * (2.0 / people) ** 0.5 * 1.1
    assert abs(np.mean(degrees == 0) - np.exp(-degree)) < FOUR_ERRORS * (np.exp(-degree) / people) ** 0.5


def test_degree_does_not_depend_on_the_number_of_records() -> None:
    means = [np.diff(links(people, kind="random", degree=8).starts).mean() for people in (5_000, 40_000)]
    assert means == pytest.approx([8, 8], abs=FOUR_ERRORS * (2 * 8 / 5_000) ** 0.5)


def test_a_ring_without_rewiring_joins_the_nearest_on_both_sides() -> None:
    found = links(9, kind="small_world", degree=4, rewiring=0)
    assert neighbours(found, 0) == [1, 2, 7, 8]
    assert neighbours(found, 5) == [3, 4, 6, 7]


@pytest.mark.parametrize("people", [1, 2, 6, 9])
@pytest.mark.parametrize(
    "settings",
    [{"degree": 8}, {"kind": "small_world", "degree": 8}, {"kind": "preferential", "links": 8}],
    ids=["random", "small_world", "preferential"],
)
def test_few_people_are_all_linked_with_each_other(settings: dict[str, Any], people: int) -> None:
    one, other = drawn_pairs(Network(**settings), people, 1)
    assert sorted(zip(np.minimum(one, other).tolist(), np.maximum(one, other).tolist(), strict=True)) == list(
        combinations(range(people), 2)
    )


@pytest.mark.parametrize("rewiring", [0.1, 1.0])
def test_rewiring_moves_its_share_of_the_links_and_loses_none(rewiring: float) -> None:
    people, degree = 4_000, 6
    found = links(people, kind="small_world", degree=degree, rewiring=rewiring)
    assert_sound(found)
    assert len(found.neighbours) == people * degree
    far = sum(
        min((row - other) % people, (other - row) % people) > degree // 2
        for row in range(people)
        for other in neighbours(found, row)
    )
    count, share = people * degree // 2, rewiring * (1 - degree / people)
    assert abs(far / 2 / count - share) < FOUR_ERRORS * (share * (1 - share) / count + 1e-7) ** 0.5 + 1e-3


def test_newcomers_bring_their_links_and_early_ones_gather_many() -> None:
    people, each = 5_000, 3
    found = links(people, kind="preferential", links=each)
    assert_sound(found)
    degrees = np.diff(found.starts)
    assert len(found.neighbours) == 2 * ((people - each - 1) * each + (each + 1) * each // 2)
    assert degrees.min() == each
    # Share of degree k is 2m(m + 1)/(k(k + 1)(k + 2)) (Bollobas and others 2001): 2/5 for k = m = 3
    assert np.mean(degrees == each) == pytest.approx(0.4, abs=0.03)
    assert degrees.max() > 10 * degrees.mean()


def test_two_people_who_meet_first_are_linked_in_a_preferential_network() -> None:
    assert neighbours(links(2, kind="preferential", links=1), 0) == [1]
    assert len(links(1, kind="preferential", links=1).neighbours) == 0


def test_blocks_hold_their_degree_within_and_across() -> None:
    people, blocks = 20_003, 4
    one, other = network_pairs(Network(kind="blocks", blocks=blocks, degree=5, outside=2), people, 9)
    within = one % blocks == other % blocks
    for mean, wanted in ((2 * within.sum() / people, 5.0), (2 * (~within).sum() / people, 2.0)):
        assert abs(mean - wanted) < FOUR_ERRORS * (2 * wanted / people) ** 0.5
    assert_sound(sparse_rows((one[:500], other[:500]), people))


def test_blocks_of_full_degree_without_others_are_complete_and_apart() -> None:
    found = links(7, kind="blocks", blocks=3, degree=10 / 7, outside=0)
    assert [neighbours(found, row) for row in range(7)] == [[3, 6], [4], [5], [0, 6], [1], [2], [0, 3]]


def test_another_seed_is_another_network_and_the_same_seed_the_same() -> None:
    first, again, other = (links(500, seed, kind="random", degree=4).neighbours.tobytes() for seed in (1, 1, 2))
    assert first == again != other


def test_links_follow_the_numbers_whatever_the_order_of_the_records_and_who_is_missing() -> None:
    scenario = sound_world(
        population={"size": 30}, contagion={"peers": {"strength": 1}, "networks": {"one": {"degree": 4}}}
    )
    whole = links_of(scenario, np.arange(30))
    order = np.random.default_rng(3).permutation(30)[:-1]
    found = links_of(scenario, order)
    for row, number in enumerate(order):
        named = sorted(int(order[other]) for other in neighbours(found, row))
        assert named == [other for other in neighbours(whole, number) if other in order]


def test_nobody_has_neighbours_where_the_channel_is_off() -> None:
    scenario = sound_world(contagion={"networks": {"one": {"degree": 4}}})
    assert len(links_of(scenario, np.arange(12)).neighbours) == 0
    assert expected_links(scenario, 12) == 0


@pytest.mark.parametrize(
    ("settings", "entries"),
    [
        ({"kind": "random", "degree": 6}, 6_000),
        ({"kind": "small_world", "degree": 4}, 4_000),
        ({"kind": "preferential", "links": 2}, 4_000),
        ({"kind": "blocks", "degree": 5, "outside": 2}, 7_000),
    ],
)
def test_the_estimate_of_memory_knows_the_number_of_links(settings: dict[str, Any], entries: int) -> None:
    scenario = sound_world(
        population={"size": 1_000}, contagion={"peers": {"strength": 1}, "networks": {"one": settings}}
    )
    assert expected_links(scenario, 1_000) == entries
    assert len(links_of(scenario, np.arange(1_000)).neighbours) == pytest.approx(entries, rel=0.1)


def test_a_file_gives_each_link_once_in_either_direction(tmp_path: Path) -> None:
    path = tmp_path / "links.csv"
    path.write_text("borrower,neighbour\n0,3\n3,0\n\n 2 ,1\n", encoding="utf-8")
    assert [ends.tolist() for ends in read_edges(path, 4).pairs] == [[0, 1], [3, 2]]


def test_an_empty_file_is_a_network_without_links(tmp_path: Path) -> None:
    path = tmp_path / "links.csv"
    path.write_text("", encoding="utf-8")
    assert len(read_edges(path, 4).pairs[0]) == 0


def test_every_bad_row_of_a_file_is_named_with_its_reason(tmp_path: Path) -> None:
    path = tmp_path / "links.csv"
    path.write_text("0,1\n2\n1,1\n-1,2\n3,4\nx,y\n", encoding="utf-8")
    with pytest.raises(TapeError) as caught:
        read_edges(path, 4)
    assert caught.value.exit_code == 3
    assert [str(fault) for fault in caught.value.faults] == [
        "row 2: found 1 cells, two borrower numbers are needed",
        "row 3: found 1, nobody is his own neighbour",
        "row 4, column 1: found '-1', a borrower number 0..3 is needed",
        "row 5, column 2: found '4', a borrower number 0..3 is needed",
        "row 6, column 1: found 'x', a borrower number 0..3 is needed",
    ]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(TapeError, match=r"links\.csv"):
        read_edges(tmp_path / "links.csv", 4)

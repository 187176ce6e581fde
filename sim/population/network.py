"""Networks of borrowers as compressed sparse rows, drawn once for a population by the seed alone.

Links are pairs of borrowers' numbers, so that the order of the records does not matter and a borrower taken out of the
book leaves the links of the others as they were. How pairs are drawn, kind by kind, stands in `network_kinds`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sim.population.edge_list import read_edges
from sim.population.network_kinds import Pairs, drawn_pairs
from sim.scenario.models import Scenario
from sim.scenario.models_network import Network

Array = np.ndarray[Any, Any]


class Links(NamedTuple):
    """Who is whose neighbour, by rows of the book: those of row r are `neighbours[starts[r]:starts[r + 1]]`."""

    starts: Array
    """(borrowers + 1,) int64"""
    neighbours: Array
    """(2 x links,) int32 rows, in their order"""


def network_name(scenario: Scenario) -> str | None:
    """The network whose links count for `contagion.peers`; None without one."""
    contagion = scenario.contagion
    if contagion.peers.network is not None:
        return contagion.peers.network
    return next(iter(contagion.networks)) if len(contagion.networks) == 1 else None


def links_of(scenario: Scenario, numbers: Array) -> Links:
    """The links among borrowers with these (borrowers,) numbers; nobody has neighbours where the channel is off.

    Raises:
        TapeError: a list of links that cannot be used.
    """
    name = network_name(scenario)
    if name is None or scenario.contagion.peers.strength <= 0:
        return no_links(len(numbers))
    people = people_of(scenario, numbers)
    pairs = network_pairs(scenario.contagion.networks[name], people, scenario.seed)
    return sparse_rows(in_rows(pairs, numbers, people), len(numbers))


def no_links(size: int) -> Links:
    """Nobody is anybody's neighbour."""
    return Links(np.zeros(size + 1, dtype=np.int64), np.zeros(0, dtype=np.int32))


def people_of(scenario: Scenario, numbers: Array) -> int:
    """How many people the network is drawn for: numbers that a book lacks keep their places."""
    largest = int(numbers.max()) + 1 if len(numbers) else 0
    return largest if scenario.population.tape is not None else max(largest, scenario.population.size)


def network_pairs(network: Network, people: int, seed: int) -> Pairs:
    """((links,), (links,)) numbers of each link's two ends."""
    if network.kind == "file":
        return read_edges(str(network.file), people).pairs
    return drawn_pairs(network, people, seed)


def hashes_of_lists(scenario: Scenario, people: int) -> dict[str, str]:
    """SHA-256 of the bytes of every list of links, by network.

    Raises:
        TapeError: a list that cannot be used.
    """
    return {
        name: read_edges(str(network.file), people).sha256
        for name, network in scenario.contagion.networks.items()
        if network.kind == "file"
    }


def in_rows(pairs: Pairs, numbers: Array, people: int) -> Pairs:
    """Pairs of numbers as pairs of rows, without those of whom the book does not have both."""
    if len(numbers) == people and np.array_equal(numbers, np.arange(people)):
        return pairs
    row_of = np.full(people, -1, dtype=np.int64)
    row_of[numbers] = np.arange(len(numbers))
    one, other = row_of[pairs[0]], row_of[pairs[1]]
    is_here = (one >= 0) & (other >= 0)
    return one[is_here], other[is_here]


def sparse_rows(pairs: Pairs, size: int) -> Links:
    """Compressed sparse rows of links that each stand once among the pairs."""
    one, other = pairs
    keys = np.concatenate([one * size + other, other * size + one])
    keys.sort()
    starts = np.searchsorted(keys, np.arange(size + 1, dtype=np.int64) * size).astype(np.int64)
    return Links(starts, (keys % max(1, size)).astype(np.int32))


def expected_links(scenario: Scenario, borrowers: int) -> int:
    """About how many entries `neighbours` will have, for the estimate of memory; a list's are not known before."""
    name = network_name(scenario)
    if name is None or scenario.contagion.peers.strength <= 0:
        return 0
    network = scenario.contagion.networks[name]
    degree = {
        "random": network.degree,
        "small_world": network.degree,
        "preferential": 2.0 * network.links,
        "blocks": network.degree + network.outside,
        "file": 0.0,
    }[network.kind]
    return round(min(degree, float(borrowers)) * borrowers)

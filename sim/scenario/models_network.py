"""Who is whose neighbour: the settings of a network of borrowers. How it is drawn stands in `sim.population`."""

from __future__ import annotations

from typing import Literal

from sim.scenario.parameter import Block, parameter


class Network(Block):
    """One network: its links are drawn once for a population, by the seed alone, and shared by all replications."""

    kind: Literal["random", "small_world", "preferential", "blocks", "file"] = parameter(
        "random",
        "choice",
        "random: every pair alike (Erdos-Renyi); small_world: a ring, partly rewired (Watts-Strogatz); preferential: "
        "newcomers join who has many (Barabasi-Albert); blocks: employers or towns; file: a list of links",
        "design",
    )
    degree: float = parameter(
        10.0,
        "neighbours",
        "mean number of neighbours, all others at most; of blocks, those in the same one",
        low=0,
        high=1_000_000,
    )
    rewiring: float = parameter(
        0.1, "probability", "of small_world: chance that a link of the ring leads elsewhere", low=0, high=1
    )
    links: int = parameter(5, "links", "of preferential: links that a newcomer brings", low=1, high=1000)
    blocks: int = parameter(
        10, "blocks", "of blocks: how many; borrower number b belongs to block b modulo this", low=1, high=100_000_000
    )
    outside: float = parameter(
        1.0, "neighbours", "of blocks: mean number of neighbours in other blocks", low=0, high=1_000_000
    )
    file: str | None = parameter(
        None, "path", "of file: CSV of two borrower numbers a row, counted from 0", "the scenario"
    )

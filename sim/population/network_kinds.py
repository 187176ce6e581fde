"""Links of the kinds of network that are drawn: random, small world, preferential attachment, blocks.

Each is a function of its settings, the number of people and the seed; arrays throughout, nothing of size people squared
except a complete graph itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from sim.population.network_draws import network_draws
from sim.randomness import Decision
from sim.scenario.models_network import Network

Array = np.ndarray[Any, Any]
Pairs = tuple[Array, Array]
MOST_AT_ONCE = 1 << 20
"""Draws made at a time."""
MOST_ATTEMPTS = 100
"""How often a link that is already there is drawn again before it is left out (or left in the ring)."""


def drawn_pairs(network: Network, people: int, seed: int) -> Pairs:
    """((links,), (links,)) int64 numbers of each link's two ends; no link twice, none to oneself."""
    kinds: dict[str, Callable[[], Pairs]] = {
        "random": lambda: random_pairs(people, network.degree, seed),
        "small_world": lambda: small_world_pairs(people, round(network.degree), network.rewiring, seed),
        "preferential": lambda: preferential_pairs(people, network.links, seed),
        "blocks": lambda: block_pairs(people, network.blocks, network.degree, network.outside, seed),
    }
    return kinds[network.kind]()


def picks(total: int, probability: float, seed: int, decision: int) -> Array:
    """(k,) places out of 0..total-1, each with this probability and by itself, in order: by geometric gaps."""
    if probability >= 1.0:
        return np.arange(total, dtype=np.int64)
    found = [np.zeros(0, dtype=np.int64)]
    last, drawn = -1, 0
    while probability > 0.0 and last < total - 1:
        expected = (total - 1 - last) * probability
        count = min(MOST_AT_ONCE, int(expected + 6.0 * expected**0.5) + 16)
        draws = network_draws(seed, np.arange(drawn, drawn + count), 0, decision)
        gaps = np.minimum(np.floor(np.log(draws) / np.log1p(-probability)), float(total)).astype(np.int64) + 1
        places = last + np.cumsum(gaps)
        found.append(places[places < total])
        last, drawn = int(places[-1]), drawn + count
    return np.concatenate(found)


def pair_of(places: Array) -> Pairs:
    """The pair (i, j), i < j, at each place of the list (0, 1), (0, 2), (1, 2), (0, 3), ..."""
    later = ((1.0 + np.sqrt(1.0 + 8.0 * places)) / 2.0).astype(np.int64)
    later -= later * (later - 1) // 2 > places
    later += later * (later + 1) // 2 <= places
    return places - later * (later - 1) // 2, later


def pairs_among(people: int) -> int:
    """How many pairs there are."""
    return people * (people - 1) // 2


def random_pairs(people: int, degree: float, seed: int) -> Pairs:
    """Every pair with the same probability, by itself (Erdos and Renyi 1959; Gilbert 1959)."""
    probability = min(1.0, degree / (people - 1)) if people > 1 else 0.0
    return pair_of(picks(pairs_among(people), probability, seed, Decision.NETWORK_LINK))


def keys_of(one: Array, other: Array, people: int) -> Array:
    """(n,) one number for each unordered pair."""
    return np.minimum(one, other) * people + np.maximum(one, other)


def is_repeated(keys: Array) -> Array:
    """(n,) whether an earlier place holds the same key."""
    order = np.argsort(keys, kind="stable")
    repeated = np.zeros(len(keys), dtype=np.bool_)
    repeated[order[1:]] = keys[order[1:]] == keys[order[:-1]]
    return repeated


def small_world_pairs(people: int, degree: int, rewiring: float, seed: int) -> Pairs:
    """A ring of the nearest neighbours, each link led elsewhere with a probability (Watts and Strogatz 1998).

    Few people are all linked with each other.
    A new end that would repeat a link or lead to oneself is drawn again, and after many attempts left in the ring.
    """
    if degree >= people - 1:
        return pair_of(np.arange(pairs_among(people), dtype=np.int64))
    reach = degree // 2
    start = np.repeat(np.arange(people, dtype=np.int64), reach)
    ring = (start + np.tile(np.arange(1, reach + 1, dtype=np.int64), people)) % people
    places = np.arange(len(start))
    moved = np.flatnonzero(network_draws(seed, places, 0, Decision.NETWORK_REWIRING) < rewiring)
    end = ring.copy()
    waiting = moved
    for attempt in range(MOST_ATTEMPTS):
        if len(waiting) == 0:
            return start, end
        draws = network_draws(seed, waiting, attempt, Decision.NETWORK_TARGET)
        end[waiting] = (draws * people).astype(np.int64)
        waiting = unfit(start, end, moved, people)
    end[waiting] = ring[waiting]
    fit = ~is_repeated(keys_of(start, end, people))
    return start[fit], end[fit]


def unfit(start: Array, end: Array, moved: Array, people: int) -> Array:
    """Places among the moved links that lead to oneself or repeat a link: one of the ring, or an earlier moved one."""
    kept = np.ones(len(start), dtype=np.bool_)
    kept[moved] = False
    order = np.concatenate([np.flatnonzero(kept), moved])
    repeated = np.zeros(len(start), dtype=np.bool_)
    repeated[order] = is_repeated(keys_of(start[order], end[order], people))
    return moved[repeated[moved] | (start[moved] == end[moved])]


def preferential_pairs(people: int, links: int, seed: int) -> Pairs:
    """Newcomers join others in proportion to the links these have (Barabasi and Albert 1999).

    A core of links + 1 people know each other. An end of a newcomer's link is a copy of an end drawn from all links of
    those before (Batagelj and Brandes 2005); newcomers come in crowds of at most as many as are there already.
    """
    core = min(people, links + 1)
    first, second = pair_of(np.arange(pairs_among(core), dtype=np.int64))
    newcomer = np.repeat(np.arange(core, people, dtype=np.int64), links)
    ends = np.concatenate([np.column_stack([first, second]).ravel(), np.repeat(newcomer, 2)])
    is_new = np.ones(len(newcomer), dtype=np.bool_)
    present = core
    while present < people:
        crowd = slice((present - core) * links, (min(2 * present, people) - core) * links)
        base = 2 * (len(first) + crowd.start)
        target = join(newcomer[crowd], ends, base, np.arange(crowd.start, crowd.stop), seed)
        ends[base + 1 : base + 2 * len(target) : 2] = target
        is_new[crowd] = ~is_repeated(newcomer[crowd] * people + target)
        present = min(2 * present, people)
    target = ends[2 * len(first) + 1 :: 2]
    return np.concatenate([first, target[is_new]]), np.concatenate([second, newcomer[is_new]])


def join(newcomer: Array, ends: Array, base: int, places: Array, seed: int) -> Array:
    """(links,) whom a crowd's links lead to; a second link of a newcomer to the same person is drawn again.

    `ends` holds the ends of all links: of those there already below `base`, and the newcomers' own at even places.
    """
    each = np.count_nonzero(newcomer == newcomer[0])
    before = base + 2 * (newcomer - newcomer[0]) * each
    source = np.zeros(len(newcomer), dtype=np.int64)
    target, waiting = source, np.arange(len(newcomer))
    for attempt in range(MOST_ATTEMPTS):
        draws = network_draws(seed, places[waiting], attempt, Decision.NETWORK_LINK)
        source[waiting] = (draws * before[waiting]).astype(np.int64)
        target = copied_ends(source, ends, base)
        waiting = np.flatnonzero(is_repeated(newcomer * len(ends) + target))
        if len(waiting) == 0:
            break
    return target


def copied_ends(source: Array, ends: Array, base: int) -> Array:
    """(links,) the person at the end that each source names, or that this one's source names if it is a copy itself."""
    place = source.copy()
    copies = np.flatnonzero((place >= base) & (place % 2 == 1))
    while len(copies) > 0:
        place[copies] = source[(place[copies] - base) // 2]
        copies = copies[(place[copies] >= base) & (place[copies] % 2 == 1)]
    return ends[place]


def block_pairs(people: int, blocks: int, degree: float, outside: float, seed: int) -> Pairs:
    """A stochastic block model (Holland, Laskey and Leinhardt 1983): pairs within a block, and pairs across.

    Number b belongs to block b modulo their number, so blocks differ by one person at most.
    """
    sizes = np.full(blocks, people // blocks, dtype=np.int64)
    sizes[: people % blocks] += 1
    within, across = int((sizes * (sizes - 1)).sum()), int((sizes * (people - sizes)).sum())
    inner = pairs_within(people, blocks, min(1.0, degree * people / within) if within else 0.0, seed)
    probability = min(1.0, outside * people / across) if across else 0.0
    one, other = pair_of(picks(pairs_among(people), probability, seed, Decision.NETWORK_OUTSIDE))
    differ = one % blocks != other % blocks
    return np.concatenate([inner[0], one[differ]]), np.concatenate([inner[1], other[differ]])


def pairs_within(people: int, blocks: int, probability: float, seed: int) -> Pairs:
    """Pairs of the same block, each with this probability: block by block, as if all were of the largest's size."""
    each = pairs_among(-(-people // blocks))
    places = picks(blocks * each, probability, seed, Decision.NETWORK_LINK)
    if each == 0:
        return places, places
    one, other = pair_of(places % each)
    block = places // each
    is_there = other * blocks + block < people
    return (one * blocks + block)[is_there], (other * blocks + block)[is_there]

"""What must fit together in the block `contagion`: channels name their networks, networks have their shape."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.sizes import MAX_TOWNS

if TYPE_CHECKING:
    from sim.scenario.models import Scenario
    from sim.scenario.models_network import Network


def contagion_faults(scenario: Scenario) -> Iterator[str]:
    """All faults, each with its key path."""
    yield from _peers(scenario)
    yield from _towns(scenario)
    for name, network in sorted(scenario.contagion.networks.items()):
        yield from _shape(network, f"contagion.networks.{name}")
    if scenario.contagion.seeds.month > scenario.horizon_months and scenario.contagion.seeds.count > 0:
        yield f"contagion.seeds.month: {scenario.contagion.seeds.month} lies beyond horizon_months"


def _peers(scenario: Scenario) -> Iterator[str]:
    networks, peers = scenario.contagion.networks, scenario.contagion.peers
    known = ", ".join(sorted(networks)) or "none"
    if peers.network is not None and peers.network not in networks:
        yield f"contagion.peers.network: {peers.network!r} is not one of the networks: {known}"
    elif peers.strength > 0 and peers.network is None and len(networks) != 1:
        yield f"contagion.peers.network: name one of the networks: {known}"


def _towns(scenario: Scenario) -> Iterator[str]:
    name, networks = scenario.contagion.employment.network, scenario.contagion.networks
    if name is None:
        return
    where = "contagion.employment.network"
    if name not in networks or networks[name].kind != "blocks":
        known = ", ".join(sorted(one for one, network in networks.items() if network.kind == "blocks")) or "none"
        yield f"{where}: {name!r} is not one of the networks of blocks: {known}"
    elif networks[name].blocks > MAX_TOWNS:
        yield f"{where}: {networks[name].blocks} blocks are more towns than the {MAX_TOWNS} allowed"


def _shape(network: Network, where: str) -> Iterator[str]:
    if network.kind == "small_world" and (network.degree % 2 != 0 or network.degree < 2):
        yield f"{where}.degree: {network.degree:g} is not an even whole number, as a ring of neighbours needs"
    if network.kind == "file" and not network.file:
        yield f"{where}.file: a network of this kind needs the path of its links"

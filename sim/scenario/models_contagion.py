"""Contagion: the channels by which losses cause losses. A channel at strength 0 vanishes exactly."""

from __future__ import annotations

from pydantic import Field

from sim.scenario.models_network import Network
from sim.scenario.models_other import Clearing
from sim.scenario.parameter import Block, parameter
from sim.sizes import MAX_TOWNS


class CreditSupply(Block):
    """Lenders in trouble tighten and ration, and borrowers who would have rolled over their debt cannot."""

    strength: float = parameter(
        0.0, "share", "part of a lender's tightening, ration or failure that borrowers feel", "neutral", low=0, high=1
    )


class SharedBorrowers(Block):
    """One lender's default cuts the borrower's lines at the others."""

    strength: float = parameter(
        0.0, "share", "part of the limit at other lenders that is cut after a default", "neutral", low=0, high=1
    )


class Peers(Block):
    """Defaults and forgiveness seen among neighbours move the willingness to pay."""

    strength: float = parameter(0.0, "multiple", "scale of all that neighbours do", "neutral", low=0, high=100)
    network: str | None = parameter(
        None, "name", "the network whose links count; null: the only one there is", "the scenario"
    )
    willingness: float = parameter(
        0.0,
        "months of income",
        "fall of what paying is worth where all neighbours are in default; negative: a rise",
        "neutral; either sign was found, domain.md 6.1",
        low=-100,
        high=100,
    )
    forgiveness: float = parameter(
        0.0,
        "months of income",
        "fall of what paying is worth where all neighbours were granted plans; negative: a rise",
        "neutral; news of forgiveness leaks among borrowers, domain.md 6.1",
        low=-100,
        high=100,
    )
    transmission: float = parameter(
        0.0,
        "probability per neighbour",
        "chance that the first default of a neighbour makes somebody stop paying for good",
        "neutral",
        low=0,
        high=1,
    )
    threshold: float = parameter(
        2.0,
        "share of neighbours",
        "share of neighbours in default at which somebody stops paying for good; above 1: never (Watts 2002)",
        "neutral",
        low=0,
        high=2,
    )
    duration_months: int = parameter(
        12, "months", "so long the default or the plan of a neighbour counts", low=1, high=600
    )
    help: float = parameter(
        0.0,
        "share of cash above target savings",
        "given at a month end to neighbours whose cash falls short of what is past due",
        "neutral",
        low=0,
        high=1,
    )


class LocalJobs(Block):
    """Lost spending costs local jobs."""

    strength: float = parameter(
        0.0, "elasticity", "rise of the job-loss hazard with the town's lost spending", "neutral", low=0, high=100
    )
    towns: int = parameter(
        11,
        "towns",
        "how many; borrower number b lives in town b modulo this",
        "assumed; no divisor of 12, so that a town has no month of its own for yearly changes",
        low=1,
        high=MAX_TOWNS,
    )
    network: str | None = parameter(
        None, "name", "a network of blocks, which are then the towns; null: none", "the scenario"
    )


class FunderReaction(Block):
    """Delinquency and losses move funders: price, then volume, then run."""

    strength: float = parameter(0.0, "multiple", "scale of all that funders do", "neutral", low=0, high=100)


class GoodName(Block):
    """Harsh collections and failures move users and funders."""

    strength: float = parameter(0.0, "multiple", "scale of what a lost name does", "neutral", low=0, high=100)


class Seeds(Block):
    """A shock to start a cascade: some borrowers stop paying for good, drawn anew in every replication."""

    count: int = parameter(
        0, "records", "so many of those performing at the start stop paying", "neutral", low=0, high=1_000_000_000
    )
    month: int = parameter(1, "month", "from the first day of this month on", "the scenario", low=1, high=600)


class Contagion(Block):
    """Channels between borrowers, lenders, funders and employers."""

    credit_supply: CreditSupply = CreditSupply()
    lenders: SharedBorrowers = SharedBorrowers()
    peers: Peers = Peers()
    employment: LocalJobs = LocalJobs()
    funding: FunderReaction = FunderReaction()
    reputation: GoodName = GoodName()
    networks: dict[str, Network] = Field(default_factory=dict, description="networks of borrowers, keyed by name")
    seeds: Seeds = Seeds()
    clearing: Clearing = Clearing()

    def without_networks(self) -> Contagion:
        """The same channels among people who have no neighbours and live in towns by number."""
        peers = self.peers.model_copy(update={"network": None})
        employment = self.employment.model_copy(update={"network": None})
        return self.model_copy(update={"networks": {}, "peers": peers, "employment": employment})

"""Contagion: the channels by which losses cause losses. A channel at strength 0 vanishes exactly."""

from __future__ import annotations

from sim.scenario.models_other import Clearing
from sim.scenario.parameter import Block, parameter


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


class LocalJobs(Block):
    """Lost spending costs local jobs."""

    strength: float = parameter(
        0.0, "elasticity", "rise of the job-loss hazard with the town's lost spending", "neutral", low=0, high=100
    )


class FunderReaction(Block):
    """Delinquency and losses move funders: price, then volume, then run."""

    strength: float = parameter(0.0, "multiple", "scale of all that funders do", "neutral", low=0, high=100)


class GoodName(Block):
    """Harsh collections and failures move users and funders."""

    strength: float = parameter(0.0, "multiple", "scale of what a lost name does", "neutral", low=0, high=100)


class Contagion(Block):
    """Channels between borrowers, lenders, funders and employers."""

    credit_supply: CreditSupply = CreditSupply()
    lenders: SharedBorrowers = SharedBorrowers()
    peers: Peers = Peers()
    employment: LocalJobs = LocalJobs()
    funding: FunderReaction = FunderReaction()
    reputation: GoodName = GoodName()
    clearing: Clearing = Clearing()

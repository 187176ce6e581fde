"""Replications by the Mesa driver: called like `sim.simulation.Simulation`, and with the same bits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.agents.model import CreditModel
from sim.draws.plans import Draws
from sim.records import Channel
from sim.scenario.models import Scenario
from sim.simulation import Lived, Simulation, tables_of

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class MesaSimulation:
    """A simulation whose replications are stepped as Mesa models."""

    simulation: Simulation

    @property
    def scenario(self) -> Scenario:
        """The scenario that is run."""
        return self.simulation.scenario

    @property
    def world(self) -> Array:
        """(1,) parameters."""
        return self.simulation.world

    def with_channels(self, kept: frozenset[Channel]) -> MesaSimulation:
        """The same with no other channels of contagion than these."""
        return MesaSimulation(self.simulation.with_channels(kept))

    def with_draws(self, draws: Draws) -> MesaSimulation:
        """The same with macro factors drawn by another plan."""
        return MesaSimulation(self.simulation.with_draws(draws))

    def lived(self, replication: int) -> Lived:
        """One replication, with the borrowers as they stand at its end."""
        model = CreditModel(self.simulation, replication=replication)
        model.run_model()
        found = Lived(*model.results, model.run.borrowers, model.run.market)
        del model.run  # a Mesa model is a circle of references: its arrays would wait for the collector
        return found

    def replicate(self, replication: int) -> tuple[Array, Array]:
        """One replication: its row and its (months x lenders,) monthly rows."""
        found = self.lived(replication)
        return found.row, found.months

    def __call__(self, replications: Sequence[int]) -> tuple[Array, Array]:
        """(k,) replication rows and (k x months x lenders,) monthly rows."""
        results = [self.replicate(int(replication)) for replication in replications]
        return tables_of(results)

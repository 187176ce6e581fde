"""The only door to Mesa, and what differs between its releases: 3.3 for Python 3.11, 3.5 for newer ones.

Model, Agent and AgentSet are used, and nothing that Mesa 4.0 removes. DataCollector works on a model from outside.
"""

from __future__ import annotations

from random import Random

from mesa import Agent, Model
from mesa.agent import AgentSet

__all__ = ["Agent", "AgentSet", "GroupBy", "Model", "Registered"]

GroupBy = type(AgentSet([], random=Random(0)).groupby(id))  # noqa: S311 - no draw is made
"""The class of `AgentSet.groupby`, which each release keeps in another module."""


class Registered(Agent):  # type: ignore[misc]
    """An agent that the model knows, made without `Agent.__init__`, which in Mesa 3.3 keeps every model alive."""

    def __init__(self, model: Model, unique_id: int) -> None:
        self.model = model
        self.unique_id = unique_id
        self.pos = None
        model.register_agent(self)
        self.unique_id = unique_id  # Mesa 3.5 numbers what it registers

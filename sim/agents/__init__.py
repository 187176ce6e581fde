"""The simulator as Mesa users expect it: a model to step, agents to look into, a borrower to subclass.

Nothing of the model's behaviour stands here. Borrowers are views over the rows that the compiled engine works on.
"""

from __future__ import annotations

from sim.agents.agent_set import Agents
from sim.agents.borrower import Borrower
from sim.agents.errors import HorizonReached, OutsideItsDay
from sim.agents.institution import Institution, Platform, PolicyView
from sim.agents.model import CreditModel
from sim.agents.simulation import MesaSimulation

__all__ = [
    "Agents",
    "Borrower",
    "CreditModel",
    "HorizonReached",
    "Institution",
    "MesaSimulation",
    "OutsideItsDay",
    "Platform",
    "PolicyView",
]

"""Scenario files: found by name, read strictly, merged with what they extend, checked, shown and hashed."""

from __future__ import annotations

from sim.scenario.checking import Checked, check
from sim.scenario.errors import Fault, ScenarioError
from sim.scenario.library import names, policies
from sim.scenario.models import Scenario
from sim.scenario.resolve import load
from sim.scenario.resolved import Resolved

__all__ = ["Checked", "Fault", "Resolved", "Scenario", "ScenarioError", "check", "load", "names", "policies"]

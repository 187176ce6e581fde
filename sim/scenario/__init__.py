"""Scenario files: found by name, read strictly, merged with what they extend, checked, shown and hashed.

Each name is imported when it is first asked for: to list files needs no models of scenarios.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.scenario.checking import Checked, check
    from sim.scenario.errors import Fault, ScenarioError
    from sim.scenario.library import names, policies
    from sim.scenario.models import Scenario
    from sim.scenario.resolve import load
    from sim.scenario.resolved import Resolved

__all__ = ["Checked", "Fault", "Resolved", "Scenario", "ScenarioError", "check", "load", "names", "policies"]

_HOMES = {
    "Checked": "checking",
    "Fault": "errors",
    "Resolved": "resolved",
    "Scenario": "models",
    "ScenarioError": "errors",
    "check": "checking",
    "load": "resolve",
    "names": "library",
    "policies": "library",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value

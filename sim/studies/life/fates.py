"""Finds the borrowers of a replication with a certain fate, so that a user knows whom to trace."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.errors import UsageError
from sim.records import State
from sim.simulation import Simulation
from sim.studies.life.replay import live, windows
from sim.units import DAYS_PER_MONTH, NEVER

FATES = ("default", "charge_off", "cured", "never_late")
"""What `find` knows: who defaults, is charged off, is cured of a default, or is never past due."""


def check_fate(fate: str) -> None:
    """Refuse a fate that is not known.

    Raises:
        UsageError: with those that are.
    """
    if fate not in FATES:
        raise UsageError(f"--find {fate} is not known; allowed are {', '.join(FATES)}")


def find(simulation: Simulation, replication: int, fate: str) -> list[int]:
    """The borrowers of a replication with a fate, on some account from the first day to the horizon.

    Raises:
        UsageError: a fate that is not known.
    """
    check_fate(fate)
    run = simulation.start(replication)
    has_fate = np.zeros(len(run.borrowers), dtype=bool)
    for window in windows(simulation, run, len(run.economies) * DAYS_PER_MONTH):
        for day in range(window.first_day, window.last_day + 1):
            accounts = run.borrowers["accounts"]
            before = {name: accounts[name].copy() for name in ("default_day", "state")}
            live(run, window, day)
            has_fate |= _has_event(before, accounts, fate)
    found = ~has_fate if fate == "never_late" else has_fate
    return [int(place) for place in np.flatnonzero(found)]


def _has_event(before: Any, after: Any, fate: str) -> Any:
    """(borrowers,) whether the day brought an account the event of this fate; of `never_late`, an arrear."""
    was_in_default, is_in_default = before["default_day"] != NEVER, after["default_day"] != NEVER
    stays_open = (before["state"] == State.OPEN) & (after["state"] == State.OPEN)
    found = {
        "default": ~was_in_default & is_in_default,
        "charge_off": (before["state"] != State.CHARGED_OFF) & (after["state"] == State.CHARGED_OFF),
        "cured": was_in_default & ~is_in_default & stays_open,
        "never_late": after["oldest_due_day"] != NEVER,
    }[fate]
    return found.any(axis=1)

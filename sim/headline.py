"""The summary.json of a run: every headline of `sim.risk`, and the opening balance they are measured against."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pandas

from sim.risk.attribution import attribution_headlines
from sim.risk.drawn import PLAIN, check_draws, drawn
from sim.risk.estimators import mean_of
from sim.risk.headlines import BASEL_FLOOR, headlines
from sim.scenario.models import Scenario

CONFIDENCE = 0.95
MONTHLY_COLUMNS_READ: tuple[str, ...] = ()
"""Columns of the monthly table that a summary reads; the others stay on disk."""


def summariser(
    scenario: Scenario, draws: str = "plain"
) -> Callable[[pandas.DataFrame, pandas.DataFrame], dict[str, Any]]:
    """The function that makes a scenario's summary from its two tables; `draws` names the draw plan."""
    floor, finer = scenario.lenders["platform"].capital.floor, people_per_record(scenario)
    return partial(summarise, capital_floor=floor, draws=draws, people_per_record=finer)


def people_per_record(scenario: Scenario) -> float:
    """Sum of squared shares of the simulated records / that of the accounts they stand for; 1 where each is one."""
    size, accounts = scenario.population.size, scenario.population.accounts
    if accounts is None or scenario.population.tape is not None:
        return 1.0
    weight, heavier = divmod(accounts, size)
    squares = heavier * (weight + 1) ** 2 + (size - heavier) * weight**2
    return squares / accounts


def summarise(
    replications: pandas.DataFrame,
    monthly: pandas.DataFrame | None = None,
    *,
    capital_floor: float = BASEL_FLOOR,
    draws: str = PLAIN,
    people_per_record: float = 1.0,
) -> dict[str, Any]:
    """Headlines by name, each as the seven fields of summary.json; money in fen, rates as shares."""
    check_draws(replications, draws)
    opening = mean_of(drawn(replications, "opening_balance_fen", draws), CONFIDENCE)
    found = {"opening_balance": opening.noted("fen", "outstanding balance of the platform at the start")}
    found |= headlines(replications, CONFIDENCE, capital_floor, draws=draws, people_per_record=people_per_record)
    found |= attribution_headlines(replications, CONFIDENCE, draws)
    return {name: estimate.as_dict() for name, estimate in found.items()}

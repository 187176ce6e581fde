"""The summary.json of a run: every headline of `sim.risk`, and the opening balance they are measured against."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pandas

from sim.headline_capital import CapitalTerms, month_headlines
from sim.risk.attribution import attribution_headlines
from sim.risk.drawn import PLAIN, check_draws, drawn
from sim.risk.estimators import mean_of
from sim.risk.headlines import BASEL_FLOOR, headlines
from sim.risk.platform_months import NEEDED
from sim.scenario.models import Scenario

CONFIDENCE = 0.95
MONTHLY_COLUMNS_READ = ("replication", "month", "lender", *NEEDED)
"""Columns of the monthly table that a summary reads; the others stay on disk."""
DEFAULT_TERMS = CapitalTerms()


def summariser(
    scenario: Scenario, draws: str = "plain"
) -> Callable[[pandas.DataFrame, pandas.DataFrame], dict[str, Any]]:
    """The function that makes a scenario's summary from its two tables; `draws` names the draw plan."""
    terms, finer = CapitalTerms.of(scenario), people_per_record(scenario)
    return partial(summarise, capital_floor=terms.capital_floor, terms=terms, draws=draws, people_per_record=finer)


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
    terms: CapitalTerms = DEFAULT_TERMS,
    draws: str = PLAIN,
    people_per_record: float = 1.0,
) -> dict[str, Any]:
    """Headlines by name, each as the seven fields of summary.json; money in fen, rates as shares.

    Without the monthly table there are none of capital ratios, regulation, provisions and the bridge.
    """
    check_draws(replications, draws)
    opening = mean_of(drawn(replications, "opening_balance_fen", draws), CONFIDENCE)
    found = {"opening_balance": opening.noted("fen", "outstanding balance of the platform at the start")}
    found |= headlines(replications, CONFIDENCE, capital_floor, draws=draws, people_per_record=people_per_record)
    found |= attribution_headlines(replications, CONFIDENCE, draws)
    if monthly is not None:
        found |= month_headlines(replications, monthly, found, terms, CONFIDENCE, draws)
    return {name: estimate.as_dict() for name, estimate in found.items()}

"""The summary.json of a run: every headline of `sim.risk`, and the opening balance they are measured against."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pandas

from sim.headline_capital import CapitalTerms, month_headlines
from sim.risk.attribution import attribution_headlines
from sim.risk.columns import observed
from sim.risk.headlines import BASEL_FLOOR, headlines
from sim.risk.intervals import STUDENT_METHOD, mean_interval, without_values
from sim.risk.platform_months import NEEDED
from sim.scenario.models import Scenario

CONFIDENCE = 0.95
MONTHLY_COLUMNS_READ: tuple[str, ...] = NEEDED
"""Columns of the monthly table that a summary reads, beside its keys."""
DEFAULT_TERMS = CapitalTerms()


def summariser(scenario: Scenario) -> Callable[[pandas.DataFrame, pandas.DataFrame], dict[str, Any]]:
    """The function that makes a scenario's summary from its two tables."""
    terms = CapitalTerms.of(scenario)
    return partial(summarise, capital_floor=terms.capital_floor, terms=terms)


def summarise(
    replications: pandas.DataFrame,
    monthly: pandas.DataFrame | None = None,
    *,
    capital_floor: float = BASEL_FLOOR,
    terms: CapitalTerms = DEFAULT_TERMS,
) -> dict[str, Any]:
    """Headlines by name, each as the seven fields of summary.json; money in fen, rates as shares.

    Without the monthly table there are none of capital ratios, regulation, provisions and the bridge.
    """
    balances = observed(replications, "opening_balance_fen")
    opening = mean_interval(balances, CONFIDENCE) if balances.size else without_values(STUDENT_METHOD, CONFIDENCE)
    found = {"opening_balance": opening.noted("fen", "outstanding balance of the platform at the start")}
    found |= headlines(replications, CONFIDENCE, capital_floor)
    found |= attribution_headlines(replications, CONFIDENCE)
    if monthly is not None:
        found |= month_headlines(replications, monthly, found, terms, CONFIDENCE)
    return {name: estimate.as_dict() for name, estimate in found.items()}

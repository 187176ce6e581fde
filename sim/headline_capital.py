"""Headlines that need the months: capital ratios along the path, regulation, provisions, and the bridge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas

from sim.risk.bridge import bridge_headlines, bridge_of
from sim.risk.drawn import PLAIN
from sim.risk.estimate import Estimate
from sim.risk.headlines import BASEL_FLOOR
from sim.risk.platform_months import PlatformMonths
from sim.risk.provisions import provision_headlines
from sim.risk.regulatory import regulatory_headlines
from sim.risk.stress import stress_headlines
from sim.scenario.models import Scenario
from sim.severity import severity
from sim.summary import is_flat


@dataclass(frozen=True)
class CapitalTerms:
    """What of a scenario the figures depend on: floor (share), days to write-off, the path they are conditional on."""

    capital_floor: float = BASEL_FLOOR
    charge_off_days: int = 240
    condition: str = ""
    severity: float | None = None

    @classmethod
    def of(cls, scenario: Scenario) -> CapitalTerms:
        """The terms of the platform in a scenario."""
        platform = scenario.lenders["platform"]
        terms = (platform.capital.floor, platform.policy.charge_off.days_past_due)
        if is_flat(scenario.macro):
            return cls(*terms)
        return cls(*terms, f"conditional on {scenario.name}", severity(scenario))


def month_headlines(
    replications: pandas.DataFrame,
    monthly: pandas.DataFrame,
    found: Mapping[str, Estimate],
    terms: CapitalTerms,
    confidence: float,
    draws: str = PLAIN,
) -> dict[str, Estimate]:
    """By name; `found` holds the headlines made from the replication table. Raises MissingColumn, UnevenMonths."""
    months = PlatformMonths.of(replications, monthly, draws)
    made = stress_headlines(months, confidence, terms.condition)
    made["path_severity"] = _severity(terms, confidence, len(replications))
    made |= regulatory_headlines(replications, months, confidence, terms.capital_floor)
    made |= provision_headlines(months, confidence, terms.charge_off_days)
    if len(replications) == 1:
        return made  # one replication has no distribution, so nothing to bridge
    lines = bridge_of(replications, months, {**found, **made}, terms.capital_floor)
    return made | bridge_headlines(lines, confidence, len(replications))


def _severity(terms: CapitalTerms, confidence: float, size: int) -> Estimate:
    words = "quantile of the unconditional macro factor, averaged over the loss horizon, by the path of unemployment"
    if terms.severity is None:
        return Estimate(None, None, None, confidence, "exact", size, f"share; {words}; no stress path")
    return Estimate(
        terms.severity, None, None, confidence, "exact", size, f"share; {words}; {terms.condition}"
    )  # fmt: skip

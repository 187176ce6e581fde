"""Which parameters the calibration moved, from what to what and why; and whether the baseline still says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sim.scenario.resolved import Resolved


@dataclass(frozen=True)
class Moved:
    """A parameter that was moved from its neutral or first value: its path in the scenario, from, to, why, source."""

    name: str
    before: float | str
    after: float | str
    reason: str
    source: str


MOVED: tuple[Moved, ...] = (
    Moved(
        "population.segments.salaried.income.payday",
        10,
        6,
        "most paydays lie before the due day: empty accounts, not forgetting, drive what is missed (L5, L6)",
        "domain.md 5.1",
    ),
    Moved(
        "population.segments.salaried.income.payday_spread",
        9,
        3,
        "as above",
        "domain.md 5.1",
    ),
    Moved(
        "population.segments.salaried.income.transitory_deviation",
        0.1,
        0.3,
        "a month's pay that falls short, and is made good by the next: late by days, not for good (L4, L8, S10)",
        "domain.md 4.2: 0.06-0.15 a year, months of 0.3 make 0.0075",
    ),
    Moved(
        "population.segments.salaried.income.factor_loading",
        0.01,
        0.03,
        "spread of annual default rates (X1, X2)",
        "assumed; domain.md 0 Tail: 0.5-4 %",
    ),
    Moved(
        "population.segments.salaried.employment.job_loss_monthly",
        0.0134,
        0.0109,
        "the chances to find work being as they are, it gives the level of unemployment (X6)",
        "domain.md 4.3: only u is pinned",
    ),
    Moved(
        "population.segments.salaried.employment.job_finding_monthly",
        0.25,
        0.5,
        "two in five who are 30 days late are not 60 days late a month on (L11)",
        "domain.md 5.1",
    ),
    Moved(
        "population.segments.salaried.employment.finding_plateau_months",
        0.0,
        2.0,
        "as above",
        "assumed",
    ),
    Moved(
        "population.segments.salaried.employment.finding_decay",
        1.0,
        0.1,
        "who has not found work in three months seldom does: late rolls of 80-96 % (L12 to L14)",
        "assumed",
    ),
    Moved(
        "population.segments.salaried.employment.finding_floor",
        0.0,
        0.075,
        "as above, and arrears that end (X5)",
        "assumed",
    ),
    Moved(
        "population.segments.salaried.employment.benefit_share",
        0.15,
        0.03,
        "lasting loss of income behind the late rolls",
        "assumed",
    ),
    Moved(
        "population.segments.salaried.employment.dual_earner_share",
        0.0,
        0.15,
        "households insure each other",
        "assumed",
    ),
    Moved(
        "population.segments.salaried.employment.second_earner_risk",
        0.0,
        1.0,
        "both earners can lose work",
        "assumed",
    ),
    Moved(
        "population.segments.salaried.employment.risk_income_elasticity",
        0.0,
        0.22,
        "risk falls with income (S12)",
        "domain.md 8",
    ),
    Moved(
        "population.segments.salaried.spending.savings_months",
        1.5,
        0.55,
        "level of all arrears",
        "assumed",
    ),
    Moved(
        "population.segments.salaried.spending.essential_share",
        0.58,
        0.55,
        "use of lines moves less from month to month (S18, S19)",
        "domain.md 4.1: saving rate 32 %",
    ),
    Moved(
        "population.segments.salaried.spending.discretionary_deviation",
        0.25,
        0.1,
        "as above",
        "domain.md 8",
    ),
    Moved(
        "population.segments.salaried.spending.line_share",
        0.25,
        0.24,
        "as above",
        "assumed",
    ),
    Moved(
        "population.segments.salaried.spending.line_share_dispersion",
        0.0,
        2.0,
        "use spread from idle to full lines (S14 to S16)",
        "domain.md 8",
    ),
    Moved(
        "population.segments.salaried.spending.overspender_share",
        0.0,
        0.05,
        "full lines (S16)",
        "assumed",
    ),
    Moved(
        "population.segments.salaried.spending.festival_spending",
        0.0,
        0.06,
        "spikes on 18 June and 11 November, as far as S19 allows",
        "domain.md 1.1",
    ),
    Moved(
        "population.segments.salaried.paying.partial_payment",
        0.2,
        0.09,
        "bills are paid near the minimum or in full (S5)",
        "domain.md 8",
    ),
    Moved(
        "population.segments.salaried.paying.partial_dispersion",
        0.0,
        0.35,
        "some bills are paid by 20-99 % (S6)",
        "domain.md 8",
    ),
    Moved(
        "population.segments.salaried.paying.whim",
        0.0,
        0.12,
        "types stay in 75-88 % of months (S1, S3, S4)",
        "domain.md 8",
    ),
    Moved(
        "population.segments.salaried.paying.catch_up",
        1.0,
        0.85,
        "some stay a month behind: cures get rarer with the spell (S8, S9)",
        "domain.md 8",
    ),
    Moved(
        "population.segments.salaried.paying.default_payment",
        0.06,
        0.13,
        "cash after 90 days, loss given default (R1 to R4)",
        "domain.md 0 T10, 5.2",
    ),
    Moved(
        "population.segments.salaried.attention.forget_probability",
        0.02,
        0.024,
        "missed and cured within three days (L7)",
        "domain.md 5.1",
    ),
    Moved(
        "population.segments.salaried.attention.autopay_share",
        0.0,
        0.4,
        "as above",
        "domain.md 5.1",
    ),
    Moved(
        "population.segments.salaried.willingness.temptation",
        0.0,
        0.065,
        "a small part of defaults is strategic",
        "domain.md 6.1",
    ),
    Moved(
        "population.segments.salaried.help.family_chance",
        0.0,
        0.05,
        "cured by day 30 (L9)",
        "assumed",
    ),
    Moved(
        "population.segments.salaried.borrowing.loan_demand_monthly",
        0.04,
        0.2,
        "balance of a user over all products (B2)",
        "domain.md 0 T5",
    ),
    Moved(
        "population.segments.salaried.borrowing.distress_multiple",
        2.0,
        1.2,
        "balance of who defaults",
        "assumed",
    ),
    Moved(
        "products.huabei.limit_income",
        1.0,
        0.5,
        "utilisation (B3)",
        "domain.md 5.1",
    ),
    Moved(
        "products.huabei.limit_score_slope",
        0.0,
        0.4,
        "limits follow risk (S12)",
        "domain.md 8",
    ),
    Moved(
        "products.huabei.limit_dispersion",
        0.0,
        0.67,
        "large lines are used less (S17)",
        "domain.md 8: limits spread by 0.94",
    ),
    Moved(
        "lenders.platform.costs.balance_annual",
        0.07,
        0.072,
        "profit a year (B4)",
        "domain.md 2.2",
    ),
    Moved(
        "lenders.platform.provisioning.from_90",
        0.85,
        0.8,
        "coverage (B7)",
        "domain.md 3",
    ),
    Moved(
        "lenders.platform.provisioning.current",
        0.015,
        0.01,
        "allowance, coverage (B6, B7)",
        "domain.md 3",
    ),
    Moved(
        "lenders.platform.policy.limits.income_cap",
        4.0,
        0.8,
        "undrawn lines do not grow (N3)",
        "assumed",
    ),
    Moved(
        "lenders.platform.policy.due_day.aligned_share",
        0.0,
        0.75,
        "missed on the due day (L5, L6)",
        "domain.md 5.1",
    ),
    Moved(
        "lenders.platform.policy.capital_actions.dividend_share",
        0.0,
        0.8,
        "equity of assets (B5)",
        "domain.md 2.2",
    ),
    Moved(
        "lenders.platform.policy.debt_sale.share",
        0.0,
        0.5,
        "cash after write-off (R5)",
        "domain.md 0 T11, T12",
    ),
    Moved(
        "lenders.platform.policy.collections.monthly_recovery",
        0.012,
        0.0115,
        "cash after write-off (R5), with the ladder at work on claims",
        "domain.md 0 T11, T12",
    ),
    Moved(
        "lenders.platform.policy.charge_off.readmission_months",
        24,
        20,
        "the book keeps its size (N1, L21)",
        "assumed",
    ),
)
"""Of the salaried; other segments differ as the scenario says. `stale_moves` tells where it says something else."""


def value_at(plain: dict[str, Any], name: str) -> Any:
    """The value at a dotted path of a scenario; None where there is none."""
    value: Any = plain
    for key in name.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value


def stale_moves(base: Resolved, moved: tuple[Moved, ...] = MOVED) -> list[str]:
    """Names of moved parameters whose value in the scenario is not the one the table gives."""
    plain = base.as_plain()
    return [move.name for move in moved if value_at(plain, move.name) != move.after]

"""What a person says about the calibration: which parameters were moved and why, and why a target is missed."""

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
    Moved("population.segments.salaried.income.payday_spread", 9, 3, "as above", "domain.md 5.1"),
    Moved(
        "population.segments.salaried.employment.job_loss_monthly",
        0.0134,
        0.0054,
        "with longer spells fewer losses give the same unemployment (X6)",
        "domain.md 4.3: only u is pinned",
    ),
    Moved(
        "population.segments.salaried.employment.finding_decay",
        1.0,
        0.9,
        "long spells: late rolls of 75-90 % (L12, L13)",
        "assumed",
    ),
    Moved(
        "population.segments.salaried.employment.benefit_share",
        0.15,
        0.06,
        "lasting loss of income behind the late rolls",
        "assumed",
    ),
    Moved(
        "population.segments.salaried.employment.dual_earner_share", 0.0, 0.2, "households insure each other", "assumed"
    ),
    Moved(
        "population.segments.salaried.employment.risk_income_elasticity",
        0.0,
        0.1,
        "risk falls with income (S12)",
        "domain.md 8",
    ),
    Moved("population.segments.salaried.spending.savings_months", 1.5, 1.12, "level of all arrears", "assumed"),
    Moved(
        "population.segments.salaried.spending.line_share_dispersion",
        0.0,
        2.0,
        "use spread from idle to full lines (S14 to S16)",
        "domain.md 8",
    ),
    Moved("population.segments.salaried.spending.overspender_share", 0.0, 0.1, "full lines (S16)", "assumed"),
    Moved(
        "population.segments.salaried.paying.partial_payment",
        0.2,
        0.11,
        "bills are paid near the minimum or in full (S5)",
        "domain.md 8",
    ),
    Moved(
        "population.segments.salaried.paying.whim", 0.0, 0.15, "types stay in 75-88 % of months (S3, S4)", "domain.md 8"
    ),
    Moved(
        "population.segments.salaried.paying.default_payment",
        0.06,
        0.03,
        "cash after 90 days, loss given default (R1 to R4)",
        "domain.md 0 T10, 5.2",
    ),
    Moved(
        "population.segments.salaried.attention.forget_probability",
        0.02,
        0.014,
        "missed and cured within three days (L7)",
        "domain.md 5.1",
    ),
    Moved("population.segments.salaried.attention.autopay_share", 0.0, 0.4, "as above", "domain.md 5.1"),
    Moved(
        "population.segments.salaried.willingness.temptation",
        0.0,
        0.065,
        "a small part of defaults is strategic",
        "domain.md 6.1",
    ),
    Moved("population.segments.salaried.help.family_chance", 0.0, 0.1, "cured by day 30 (L9)", "assumed"),
    Moved(
        "population.segments.salaried.borrowing.loan_demand_monthly",
        0.04,
        0.07,
        "balance of a user over all products (B2)",
        "domain.md 0 T5",
    ),
    Moved("population.segments.salaried.borrowing.distress_multiple", 2.0, 1.2, "balance of who defaults", "assumed"),
    Moved("products.huabei.limit_income", 1.0, 0.48, "utilisation (B3)", "domain.md 5.1"),
    Moved("products.huabei.limit_score_slope", 0.0, 0.4, "limits follow risk (S12)", "domain.md 8"),
    Moved("lenders.platform.costs.balance_annual", 0.07, 0.074, "profit a year (B4)", "domain.md 2.2"),
    Moved("lenders.platform.provisioning.from_90", 0.85, 0.8, "coverage (B7)", "domain.md 3"),
    Moved("lenders.platform.provisioning.current", 0.015, 0.013, "allowance (B6)", "domain.md 3"),
    Moved("lenders.platform.policy.limits.income_cap", 4.0, 0.8, "undrawn lines do not grow (N3)", "assumed"),
    Moved("lenders.platform.policy.due_day.aligned_share", 0.0, 0.4, "missed on the due day (L5, L6)", "domain.md 5.1"),
    Moved("lenders.platform.policy.capital_actions.dividend_share", 0.0, 0.8, "equity of assets (B5)", "domain.md 2.2"),
    Moved("lenders.platform.policy.debt_sale.share", 0.0, 0.5, "cash after write-off (R5)", "domain.md 0 T11, T12"),
)
"""Of the salaried; other segments differ as the scenario says. `stale_moves` tells where it says something else."""

EXPLANATIONS: dict[str, str] = {
    "L3": "arrears of 30-89 days lie at the upper edge with a stock of 90 days and more inside its band",
    "L4": (
        "few accounts are late by days only: forgotten payments are remembered within three days and most "
        "paydays lie before the due day"
    ),
    "L6": "empty accounts on the due day hold larger balances than the mean",
    "L7": "most of what is missed and cured early is forgotten or waits for payday within three days",
    "L8": "as L7: paydays after the due day are rare once most lie before it",
    "L9": "as L7; a longer tail of late paydays would miss L6",
    "L10": "as L9, seen by balance",
    "L11": "income lost for months, not days, stands behind arrears of 30 days: few find work in the second month",
    "L12": "who finds work pays arrears in full; there is no payer who stays two months late for good",
    "L13": "as L14, the other way: few payments in the first month of default",
    "L14": "in later months some find work again, and pay",
    "L15": "the roll target's own arithmetic starts from 5 % missed by amount due; L6 is half of that",
    "L18": (
        "written off is what entered 90 days about five months before; the entry lies at the upper edge of its band"
    ),
    "L20": "paydays before the due day and automatic debits leave few borrowers late; the target is loose",
    "L21": (
        "defaulters owe more than the mean borrower: without work they draw what is open. Flows by balance "
        "meet their bands, the count does not"
    ),
    "R1": "cash comes with new work; the bound on payments in default keeps R2 and R3 inside their bands",
    "R2": "as R1",
    "R3": "as R1",
    "R4": "some find work after six months and pay; R2 and R3 are met",
    "B1": "with the smaller balances that L21 and L16 ask for together",
    "B2": "loans are smaller than at the platform of the prospectus, whose mean counts users of both products",
    "B4": "income and costs are rough: acquisition, risk and collection costs are now on the books",
    "B7": "provisions by bucket are rough",
    "N1": "a static book loses borrowers to charge-off and closed lines faster than it readmits them",
    "N2": "the opening book is aged without the factor; its swings raise arrears on average",
    "N3": "reviews of limits go on after the warm-up",
    "S1": "whims draw from all payer types alike, so that who revolves is drawn to paying in full too often",
    "S2": "who pays in full has few reasons to stop; the tape counts lines without a bill apart",
    "S3": "as S1",
    "S4": "as S1",
    "S5": "partial payers pay a fixed share",
    "S6": "partial payers pay a fixed share of the bill, which lies below 20 %",
    "S8": "spells without work last, and only slowly longer ones are worse",
    "S10": (
        "lateness goes back to payday and work, which last: who was late once is likely to be late again. On "
        "the tape any entry counts, in the run-up to a bust"
    ),
    "S11": "full lines are where who has no cash ends",
    "S12": "risk falls with income and with the score, which set the limit",
    "S13": "small and large lines of one borrower fall late together",
    "S20": "as S13",
    "S14": "every line sees some spending",
    "S16": "lines are cut and closed before they fill",
    "S17": "limits follow income and score, use follows income: large lines are used nearly as much as small ones",
    "S18": "shopping festivals and whims",
    "S19": "shopping festivals and whims move use more than on the tape",
    "X3": "the rise of charge-offs lags the path; the horizon ends before all of it is written off",
    "X5": "long spells without work make unemployment slower than it is",
    "X6": "the level of unemployment depends on long spells",
}
"""By id of a target: why it is missed. Printed only while it is."""


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

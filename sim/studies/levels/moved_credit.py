"""What the calibration moved in products and lenders."""

from __future__ import annotations

from sim.studies.levels.move import Moved

MOVED_CREDIT: tuple[Moved, ...] = (
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
        "lenders.platform.tightening.limit_cut",
        0.2,
        0.1,
        "the book keeps its size where capital comes near its floor (N1, N3)",
        "assumed",
    ),
    Moved(
        "lenders.platform.tightening.approval_cut",
        0.3,
        0.15,
        "as above",
        "assumed",
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

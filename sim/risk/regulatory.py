"""What supervisors ask of a finished run: capital and leverage ratios, borrowing as a multiple of net assets, capital
by the internal-ratings formula. Month ends of the platform; the first one stands for the start.

The standardised risk-weighted assets are those of the run, by the weights of its scenario. The monthly table does not
tell transactors from revolvers, nor bonds from bank loans: all lines weigh 75 %, all borrowed funds are bank loans.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.risk.basel import ASSET_CLASSES, CONVERSION, WEIGHT_PER_CAPITAL, irb_capital
from sim.risk.columns import has_value
from sim.risk.estimate import Estimate, absent
from sim.risk.platform_months import PlatformMonths
from sim.risk.samples import FloatArray

LEVERAGE_FLOOR = 0.04
"""Own funds / exposure of a consumer-finance company (rules in force from 18 April 2024; domain.md section 3)."""
BORROWING_CEILING, NOTES_CEILING = 1.0, 4.0
"""Multiples of a micro-lender's net assets: bank and shareholder borrowing; bonds and securitisations (notice of 16
September 2020; domain.md section 3)."""
IRB_METHOD = "internal-ratings formula at the run's mean PD and LGD"
RETAIL_CLASSES = tuple(name for name in ASSET_CLASSES if name != "mortgage")


class Measure(NamedTuple):
    """A ratio at month ends, (replications, months), and the bound it may not pass: a floor, or else a ceiling."""

    values: FloatArray
    bound: float
    is_floor: bool

    @property
    def worst(self) -> FloatArray:
        """(replications,) the worst month end; NaN where no month end has a value."""
        without = np.inf if self.is_floor else -np.inf
        filled = np.where(np.isnan(self.values), without, self.values)
        worst = filled.min(axis=1) if self.is_floor else filled.max(axis=1)
        return np.where(worst == without, np.nan, worst)

    @property
    def is_broken(self) -> np.ndarray:
        """(replications,) whether the bound is passed at some month end."""
        worst = np.where(np.isnan(self.worst), self.bound, self.worst)
        return worst < self.bound if self.is_floor else worst > self.bound


def measures(months: PlatformMonths, capital_floor: float) -> dict[str, Measure]:
    """The ratios by name. Net assets are own funds; without any, borrowing is an infinite multiple of them."""
    funds, exposure = months["equity_fen"], leverage_exposure(months)
    return {
        "capital_ratio": Measure(months["capital_ratio"], capital_floor, True),
        "leverage_ratio": Measure(_over(funds, exposure), LEVERAGE_FLOOR, True),
        "borrowing_multiple": Measure(_multiple(months["funding_fen"], funds), BORROWING_CEILING, False),
        "notes_multiple": Measure(_multiple(months["notes_fen"], funds), NOTES_CEILING, False),
    }


def leverage_exposure(months: PlatformMonths) -> FloatArray:
    """(replications, months) fen: own balance less allowance, cash, deposits, claims on lenders, 10 % of lines."""
    assets = months["own_outstanding_fen"] - months["allowance_fen"] + months["cash_fen"]
    assets += months["guarantee_deposit_fen"] + months["trapped_cash_fen"] + months["interbank_claims_fen"]
    return assets + CONVERSION * months["undrawn_fen"]


def regulatory_headlines(
    replications: pd.DataFrame, months: PlatformMonths, confidence: float, capital_floor: float
) -> dict[str, Estimate]:
    """Every ratio at the first month end, at its worst, and how often its bound is passed; requirements in fen."""
    found: dict[str, Estimate] = {}
    for name, measure in measures(months, capital_floor).items():
        unit = "share" if measure.is_floor else "multiple of net assets"
        word, side = ("lowest", "floor") if measure.is_floor else ("highest", "ceiling")
        bound = f"{side} {measure.bound:g}"
        first = _finite(measure.values[:, 0])
        found[f"{name}_first_month"] = months.mean(first, confidence).noted(unit, "end of month 1")
        worst = months.band(_finite(measure.worst), confidence)
        found[f"{name}_worst"] = worst.noted(unit, f"{word} month end")
        broken = months.probability(measure.is_broken, confidence)
        found[f"{name}_breach_probability"] = broken.noted("share", bound, "at some month end")
    assets = months["risk_weighted_assets_fen"][:, 0]
    found["risk_weighted_assets"] = months.mean(assets, confidence).noted("fen", "end of month 1")
    required = months.mean(np.rint(capital_floor * assets), confidence)
    found["capital_requirement"] = required.noted("fen", f"floor {100 * capital_floor:g} %, end of month 1")
    return found | _irb(replications, months, confidence, capital_floor)


def loss_given_default(replications: pd.DataFrame) -> float | None:
    """Weighted loss / weighted exposure at default of all replications, share; None where nothing defaulted."""
    rows = replications[has_value(replications, "loss_fen") & has_value(replications, "exposure_at_default_fen")]
    weights = rows["weight"].to_numpy(dtype=np.float64)
    exposure = float(weights @ rows["exposure_at_default_fen"].to_numpy(dtype=np.float64))
    lost = float(weights @ rows["loss_fen"].to_numpy(dtype=np.float64))
    return min(1.0, max(0.0, lost / exposure)) if exposure > 0.0 else None


def probability_of_default(replications: pd.DataFrame) -> float | None:
    """Weighted mean default rate, share; None where nobody performs at the start."""
    rows = replications[has_value(replications, "default_rate")]
    weights = rows["weight"].to_numpy(dtype=np.float64)
    total = float(weights.sum())
    return float(weights @ rows["default_rate"].to_numpy(dtype=np.float64)) / total if total > 0.0 else None


def _irb(
    replications: pd.DataFrame, months: PlatformMonths, confidence: float, capital_floor: float
) -> dict[str, Estimate]:
    """Requirement by the formula, fen: floor x 12.5 K x (own balance not 90 days past due + 10 % of open lines)."""
    pd_mean, lgd = probability_of_default(replications), loss_given_default(replications)
    names = [f"irb_requirement_{name}" for name in RETAIL_CLASSES]
    if pd_mean is None or lgd is None:
        return {name: absent(confidence, IRB_METHOD, 0, "nothing defaulted").noted("fen") for name in names}
    good = months["own_outstanding_fen"][:, 0] * (1.0 - np.nan_to_num(months["d90_rate_own"][:, 0]))
    exposure = months.mean(good + CONVERSION * months["undrawn_fen"][:, 0], confidence).estimate or 0.0
    words = f"PD {100 * pd_mean:.3g} %, LGD {100 * lgd:.3g} %, exposure {exposure:,.0f} fen at the end of month 1"
    return {
        name: Estimate(
            capital_floor * WEIGHT_PER_CAPITAL * irb_capital(pd_mean, lgd, asset_class) * exposure,
            None, None, confidence, IRB_METHOD, len(replications), f"fen; {words}",
        )
        for name, asset_class in zip(names, RETAIL_CLASSES, strict=True)
    }  # fmt: skip


def _over(parts: FloatArray, wholes: FloatArray) -> FloatArray:
    """Quotient; NaN where there is nothing to divide by."""
    quotient: FloatArray = np.divide(parts, wholes, out=np.full(parts.shape, np.nan), where=wholes > 0.0)
    return quotient


def _multiple(debt: FloatArray, funds: FloatArray) -> FloatArray:
    """Debt / own funds; infinite where there is debt and no own funds, 0 without debt."""
    without = np.where(debt > 0.0, np.inf, 0.0)
    multiple: FloatArray = np.divide(debt, funds, out=without, where=funds > 0.0)
    return multiple


def _finite(values: FloatArray) -> FloatArray:
    """Infinite multiples are left out of means and bands; they count as breaches."""
    return np.where(np.isinf(values), np.nan, values)

"""Regulatory capital for credit risk by formula: the Basel internal-ratings approach for retail, and the standardised.

Capital is per unit of exposure at default and covers the unexpected loss only; the former scaling factor of 1.06 is not
applied, nor are the input floors of Basel III.
"""

from __future__ import annotations

import math

from scipy import special

from sim.risk.samples import RiskInputError

CONFIDENCE = 0.999
WEIGHT_PER_CAPITAL = 12.5
"""Risk weight per unit of capital: 1 / 8 %."""
FIXED_CORRELATIONS = {"qrre": 0.04, "mortgage": 0.15}
"""Asset correlations of qualifying revolving retail exposures and of residential mortgages (Basel II, 328-329)."""
OTHER_RETAIL = (0.03, 0.16, 35.0)
"""Lowest and highest asset correlation of other retail exposures, and how fast it falls with PD (Basel II, 330)."""
ASSET_CLASSES = (*FIXED_CORRELATIONS, "other_retail")

RETAIL_WEIGHT, TRANSACTOR_WEIGHT = 0.75, 0.45
"""Standardised risk weights of regulatory retail and of transactors (Basel III, CRE20; domain.md section 3)."""
PAST_DUE_WEIGHT, POORLY_PROVIDED_WEIGHT, ENOUGH_PROVISIONS = 1.0, 1.5, 0.2
"""Standardised weights beyond 90 days past due: 150 % where specific provisions are below a fifth of the balance."""
CONVERSION = 0.10
"""Credit conversion of unconditionally cancellable lines (Basel III, CRE20)."""


class ImpossibleExposure(RiskInputError):
    """A probability, share or amount outside its range, or an asset class that is not known."""


def irb_correlation(probability: float, asset_class: str) -> float:
    """Asset correlation R of the class: fixed, or 0.03 w + 0.16 (1 - w), w = (1 - e^-35p) / (1 - e^-35).

    Raises ImpossibleExposure.
    """
    _checked_share("probability of default", probability)
    if asset_class in FIXED_CORRELATIONS:
        return FIXED_CORRELATIONS[asset_class]
    if asset_class != "other_retail":
        raise ImpossibleExposure(f"asset class {asset_class} is not known; allowed are {', '.join(ASSET_CLASSES)}")
    low, high, fall = OTHER_RETAIL
    share = -math.expm1(-fall * probability) / -math.expm1(-fall)
    return low * share + high * (1.0 - share)


def irb_capital(probability: float, loss_given_default: float, asset_class: str = "qrre") -> float:
    """Capital K per unit of exposure: LGD [Phi((Phi^-1(p) + sqrt(R) Phi^-1(0.999)) / sqrt(1 - R)) - p].

    Basel Committee (2006), International Convergence of Capital Measurement and Capital Standards, 328-330. 0 at the
    ends p = 0 and p = 1, where no loss is unexpected. Raises ImpossibleExposure.
    """
    correlation = irb_correlation(probability, asset_class)
    _checked_share("loss given default", loss_given_default)
    if probability in (0.0, 1.0):
        return 0.0
    stress = math.sqrt(correlation) * float(special.ndtri(CONFIDENCE))
    conditional = special.ndtr((float(special.ndtri(probability)) + stress) / math.sqrt(1.0 - correlation))
    return loss_given_default * (float(conditional) - probability)


def irb_risk_weight(probability: float, loss_given_default: float, asset_class: str = "qrre") -> float:
    """Risk weight as a share of exposure: 12.5 K."""
    return WEIGHT_PER_CAPITAL * irb_capital(probability, loss_given_default, asset_class)


def standardised_assets(
    performing: float, past_due: float, allowance_past_due: float, undrawn: float, transactors: float = 0.0
) -> float:
    """Risk-weighted assets, in the unit of the balances.

    `performing` is net of allowance and includes the `transactors`' part of it; `past_due` is the balance beyond 90
    days with its own `allowance_past_due`, which also decides its weight; `undrawn` are cancellable lines.
    Raises ImpossibleExposure.
    """
    amounts = {"performing": performing, "past_due": past_due, "undrawn": undrawn, "transactors": transactors}
    for name, amount in amounts.items():
        if not 0.0 <= amount < math.inf:
            raise ImpossibleExposure(f"{name}: {amount} is not an amount of 0 or more")
    if transactors > performing or not 0.0 <= allowance_past_due <= past_due:
        raise ImpossibleExposure("a part is larger than its whole: transactors of performing, allowance of past due")
    provided = past_due > 0.0 and allowance_past_due >= ENOUGH_PROVISIONS * past_due
    weight = PAST_DUE_WEIGHT if provided else POORLY_PROVIDED_WEIGHT
    retail = RETAIL_WEIGHT * (performing - transactors) + TRANSACTOR_WEIGHT * transactors
    return retail + weight * (past_due - allowance_past_due) + RETAIL_WEIGHT * CONVERSION * undrawn


def _checked_share(name: str, share: float) -> None:
    if not 0.0 <= share <= 1.0:
        raise ImpossibleExposure(f"{name}: {share} lies outside 0..1")

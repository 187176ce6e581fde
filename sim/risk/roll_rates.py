"""Term structures fitted on months of a run: how balances roll from bucket to bucket, and what is lost on default.

Rates are of balance, so that drawings and interest accrued on the way to default are in them. Each is linear in
unemployment at the start of the month: fitted by least squares, weighted by one over the balance that rolls.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.risk.columns import has_value
from sim.risk.platform_months import PlatformMonths
from sim.risk.samples import FloatArray, RiskInputError

BUCKETS = ("current_fen", "dpd_1_29_fen", "dpd_30_59_fen", "dpd_60_89_fen", "dpd_90_plus_fen")
LATE = len(BUCKETS) - 1
"""Place of the bucket of defaults; the rates before it are those into the next bucket."""
FEWEST_MONTHS = 12


class TooShort(RiskInputError):
    """A run from which no term structure can be fitted: fewer than 12 pairs of months, or empty buckets."""


@dataclass(frozen=True)
class TermStructure:
    """Monthly rates at `unemployment` (share), and their change per unit of it."""

    rolls: FloatArray
    """(4,) share of a bucket's balance that is in the next one a month later: current, 1-29, 30-59, 60-89 days"""
    roll_slopes: FloatArray
    """(4,) per unit of unemployment"""
    stays: float
    """balance with nothing past due / that of a month earlier, at most 1: drawings replace what is repaid"""
    exposure_factor: float
    """exposure at default / balance that rolls into 90 days past due: a defaulter's other accounts are in it"""
    loss_given_default: float
    """share of the exposure at default, recoveries discounted"""
    loss_slope: float
    """per unit of unemployment"""
    unemployment: float
    """its mean in the months of the fit, share"""

    def rolls_at(self, unemployment: FloatArray) -> FloatArray:
        """(..., 4) roll rates at (...,) unemployment, within 0..1."""
        away = (unemployment - self.unemployment)[..., None]
        return np.clip(self.rolls + self.roll_slopes * away, 0.0, 1.0)

    def loss_at(self, unemployment: FloatArray) -> FloatArray:
        """(...,) loss given default at (...,) unemployment, within 0..1."""
        return np.clip(self.loss_given_default + self.loss_slope * (unemployment - self.unemployment), 0.0, 1.0)


def fitted(replications: pd.DataFrame, months: PlatformMonths, loss_months: int = 12) -> TermStructure:
    """Term structures of a run's platform, whose losses are those on defaults of so many months. Raises TooShort."""
    balances = np.stack([months[name] for name in BUCKETS], axis=-1)
    unemployment = months["unemployment_rate"]
    count = balances.shape[0] * (balances.shape[1] - 1)
    if count < FEWEST_MONTHS or not (balances[:, :-1].sum(axis=(0, 1)) > 0.0).all():
        raise TooShort(f"{count} pairs of months, at least {FEWEST_MONTHS} with a balance in every bucket are needed")
    mean = float(unemployment[:, :-1].mean())
    away = (unemployment[:, :-1] - mean).ravel()
    before = balances[:, :-1].reshape(-1, len(BUCKETS))
    after = balances[:, 1:].reshape(-1, len(BUCKETS))
    rolled = [_linear(before[:, place], after[:, place + 1], away) for place in range(LATE - 1)]
    rolled.append(_into_default(before, after[:, LATE] + months["charge_off_fen"][:, 1:].ravel(), away))
    stays = min(1.0, float(after[:, 0].sum() / before[:, 0].sum()))
    rates, slopes = np.array(rolled).T
    exposure, lost = _defaulted(replications)
    rolling = np.clip(rates[-1] + slopes[-1] * (unemployment - mean), 0.0, 1.0) * balances[..., LATE - 1]
    factor = float(exposure.sum() / rolling[:, :loss_months].sum())
    return TermStructure(rates, slopes, stays, factor, *_linear(exposure, lost, unemployment.mean(axis=1) - mean), mean)


def _linear(before: FloatArray, after: FloatArray, away: FloatArray) -> tuple[float, float]:
    """Rate and slope of after = (rate + slope x away) x before, its variance in proportion to `before`."""
    rate, slope = _least_squares(np.stack([before, before * away], axis=1), after, before)
    return rate, slope


def _into_default(before: FloatArray, after: FloatArray, away: FloatArray) -> tuple[float, float]:
    """Rate and slope from 60-89 days into default; of the balance in default, written off included, a share stays."""
    early, late = before[:, LATE - 1], before[:, LATE]
    rate, slope, _ = _least_squares(np.stack([early, early * away, late], axis=1), after, early + late)
    return rate, slope


def _least_squares(terms: FloatArray, values: FloatArray, scale: FloatArray) -> list[float]:
    """Coefficients of the (n, k) terms, each row weighted by one over `scale`; a term that does not vary gets 0."""
    kept = scale > 0.0
    root = np.sqrt(scale[kept])[:, None]
    found, *_ = np.linalg.lstsq(terms[kept] / root, values[kept] / root[:, 0], rcond=1e-12)
    return [float(each) for each in found]


def _defaulted(replications: pd.DataFrame) -> tuple[FloatArray, FloatArray]:
    """(replications,) fen of exposure at default and of loss; what does not exist is 0. Raises TooShort."""
    rows = replications.sort_values("replication")
    exposure, lost = (
        np.where(has_value(rows, name), rows[name].to_numpy(dtype=np.float64, na_value=0.0), 0.0)
        for name in ("exposure_at_default_fen", "loss_fen")
    )
    if not (exposure > 0.0).any():
        raise TooShort("nothing defaulted, so nothing is known of losses given default")
    return exposure, lost

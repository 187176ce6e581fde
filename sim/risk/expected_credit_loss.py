"""Expected credit loss without foresight: what is known at a date, published macro paths, and term structures fitted
elsewhere.

Buckets of days past due are the collective units. From the balance in each, the chain of roll rates is followed month
by month along every path, unemployment starting from what it is at the date; what reaches 90 days past due is exposed
by the factor of the fit and lost with the loss given default of that month, discounted. Cures of late balances are not
followed further.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.risk.platform_months import PlatformMonths
from sim.risk.roll_rates import BUCKETS, LATE, TermStructure
from sim.risk.samples import FloatArray, RiskInputError

YEAR = 12
FIRST_BACKSTOP = 2
"""Place of the bucket 30-59 days past due: from it on a balance is in stage 2, whatever its PD."""


class ImpossibleOutlook(RiskInputError):
    """Fewer than three macro paths, or weights that are not positive and sum to 1."""


@dataclass(frozen=True)
class Outlook:
    """Published macro paths and the settings of the measurement."""

    rises: FloatArray
    """(paths, months ahead + 1) unemployment less that of the date, share; 0 at the date"""
    weights: FloatArray
    """(paths,) shares that sum to 1"""
    yearly_rate: float = 0.15
    """effective interest rate, share a year: what is lost later is worth less"""
    stage_ratio: float = 2.0
    """PD of 12 months / that at the first recognition, from which on a balance is in stage 2"""

    def __post_init__(self) -> None:
        """Refuse what is no outlook (ImpossibleOutlook)."""
        paths, ahead = self.rises.shape
        if paths < 3 or ahead <= YEAR:
            raise ImpossibleOutlook(f"{paths} paths over {ahead - 1} months, at least 3 over {YEAR} are needed")
        if self.weights.shape != (paths,) or (self.weights <= 0.0).any() or abs(self.weights.sum() - 1.0) > 1e-9:
            raise ImpossibleOutlook(f"weights {self.weights.tolist()} are not positive shares of {paths} paths")


class CreditLoss(NamedTuple):
    """(replications, months) fen at each date, of the platform's own part."""

    stage_1: FloatArray
    """12 months, where the PD has not risen"""
    stage_2: FloatArray
    """to the end of the paths, where it has, or from 30 days past due on"""
    stage_3: FloatArray
    """balance in default"""
    within_year: FloatArray
    """12 months on all that is not in default, not discounted to the date, as realised losses are not: to be compared
    with what is lost"""

    @property
    def total(self) -> FloatArray:
        """What an allowance ought to be."""
        return self.stage_1 + self.stage_2 + self.stage_3


class Chain(NamedTuple):
    """(..., 4) figures for one unit of balance in each bucket before default."""

    default: FloatArray
    """share that comes to default"""
    loss: FloatArray
    """what is lost on it, discounted"""


def followed(terms: TermStructure, unemployment: FloatArray, yearly_rate: float) -> Chain:
    """Follow the chain over (..., months) unemployment at the start of each month ahead, from the last month back."""
    discount = (1.0 + yearly_rate) ** (-1.0 / YEAR)
    shape = (*unemployment.shape[:-1], LATE)
    default, loss = np.zeros(shape), np.zeros(shape)
    for place in reversed(range(unemployment.shape[-1])):
        at = unemployment[..., place]
        rolls = terms.rolls_at(at)
        default = _month_back(default, rolls, terms.stays, np.ones(at.shape))
        on_default = terms.exposure_factor * terms.loss_at(at)
        loss = discount * _month_back(loss, rolls, terms.stays, on_default)
    return Chain(default, loss)


def _month_back(values: FloatArray, rolls: FloatArray, stays: float, on_default: FloatArray) -> FloatArray:
    """(..., 4) values a month earlier: each bucket rolls into the next, the last one into default.

    What stays without arrears is what does not roll; no more than all of it rolls or stays.
    """
    following = np.concatenate([values[..., 1:], on_default[..., None]], axis=-1)
    earlier: FloatArray = rolls * following
    earlier[..., 0] += np.minimum(stays, 1.0 - rolls[..., 0]) * values[..., 0]
    return earlier


def expected_credit_loss(months: PlatformMonths, terms: TermStructure, outlook: Outlook) -> CreditLoss:
    """At every month end, from that month's balances and unemployment alone.

    A bucket is in stage 2 if its PD of 12 months, weighted over the paths, is `stage_ratio` times that of a balance
    with nothing past due at the mean unemployment of the fit, or from 30 days past due on.
    """
    now = months["unemployment_rate"][..., None, None]
    ahead = np.maximum(now + outlook.rises[:, :-1], 0.0)
    year = followed(terms, ahead[..., :YEAR], outlook.yearly_rate)
    life = followed(terms, ahead, outlook.yearly_rate)
    at_first = followed(terms, np.full(YEAR, terms.unemployment), outlook.yearly_rate).default[0]
    undiscounted = followed(terms, ahead[..., :YEAR], 0.0)
    default, within_year, lifetime, lost = (
        np.einsum("rmpb,p->rmb", each, outlook.weights)
        for each in (year.default, year.loss, life.loss, undiscounted.loss)
    )
    risen = default >= outlook.stage_ratio * at_first
    risen[..., FIRST_BACKSTOP:] = True
    balances = own_share(months)[..., None] * np.stack([months[name] for name in BUCKETS], axis=-1)
    good, bad = balances[..., :LATE], balances[..., LATE]
    return CreditLoss(
        np.where(risen, 0.0, good * within_year).sum(axis=-1),
        np.where(risen, good * lifetime, 0.0).sum(axis=-1),
        bad * terms.loss_at(months["unemployment_rate"]),
        (good * lost).sum(axis=-1),
    )


def own_share(months: PlatformMonths) -> FloatArray:
    """(replications, months) share of the balance that is the platform's own."""
    whole = months["outstanding_fen"]
    share: FloatArray = np.divide(months["own_outstanding_fen"], whole, out=np.ones(whole.shape), where=whole > 0.0)
    return share

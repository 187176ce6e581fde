"""The headlines of summary.json from the replication table: losses, rates, capital, liquidity, each with interval.

Every draw plan, weighted (`estimators`). Economic figures are of the loss horizon and net no income; buffers are of the
whole horizon, income included. Nothing is printed or written here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.risk.columns import has_value, left_out
from sim.risk.dispersion import CORRELATION_METHOD
from sim.risk.drawn import PLAIN, Drawn, check_draws, drawn, drawn_rows
from sim.risk.estimate import Estimate, absent, joined
from sim.risk.estimators import (
    band_of,
    capital_of,
    correlation_of,
    deviation_of,
    mean_of,
    probability_of,
    quantile_of,
    share_of,
    shortfall_of,
)
from sim.risk.headlines_pool import pool_headlines
from sim.risk.headlines_time import time_headlines
from sim.risk.intervals import STUDENT_METHOD
from sim.risk.samples import EmptySample, checked_level
from sim.risk.weights import effective_sample_size, largest_weight_share, weighted_quantile

RATES = (
    "default_rate",
    "d30_rate",
    "d30_rate_average",
    "d30_rate_peak",
    "d90_rate",
    "d90_rate_average",
    "d90_rate_peak",
)
EARLY_RATES = (
    "first_payment_default_7_rate",
    "first_payment_default_30_rate",
    "d30_at_3_months_rate",
    "current_to_60_89_rate",
)
"""Early arrears of new accounts, and the flow into serious ones."""
SCORE_MEASURES = {
    "score_gini": "share",
    "score_ks": "share",
    "score_psi": "index",
    "score_gini_applicants": "share",
    "score_ks_applicants": "share",
    "score_psi_applicants": "index",
}
"""How well the score tells good from bad, and its shift; each with its unit."""
QUANTILES = {"99": 0.99, "99_9": 0.999}
BUFFERS = {"95": 0.95, "99": 0.99, "99_9": 0.999}
SHORTFALLS = {"97_5": 0.975, "99_9": 0.999}
KISH_METHOD = "effective sample size (Kish)"
LIQUIDITY_WORDS = "largest outflow beyond cash and the committed funding that is left after calls, negative is surplus"
BASEL_FLOOR = 0.105
"""Capital floor, own funds / risk-weighted assets, that the shortfall column was computed with by default."""


def headlines(
    replications: pd.DataFrame,
    confidence: float = 0.95,
    capital_floor: float = BASEL_FLOOR,
    opening_balance_fen: int | None = None,
    weight_concentration: float | None = None,
    draws: str = PLAIN,
    people_per_record: float = 1.0,
) -> dict[str, Estimate]:
    """All headlines by name; money in fen, rates and probabilities as shares.

    `replications` has the columns of `sim.outputs.REPLICATION_COLUMNS`, a row per replication. `capital_floor` is the
    floor of the run, for the notes: the breaches are in the table. `opening_balance_fen` replaces the column of that
    name. `weight_concentration` is the sum of squared borrower shares, by default 1 / performing (equal borrowers).
    `draws` names the draw plan: plain, antithetic, sobol, stratified or importance. `people_per_record` is how much
    finer the real book is: its sum of squared shares is that of the records divided by it.
    A headline whose column has no value is null, with the reason in its note; so is every quantile of one replication.
    Raises EmptySample for no rows, UnknownDraws, UnsupportedWeights, InvalidWeights, MissingColumn, InvalidLevel,
    NonFiniteSample for infinities.
    """
    checked_level(confidence, "confidence")
    if len(replications) == 0:
        raise EmptySample("the replication table has no rows, at least one is needed")
    check_draws(replications, draws)
    table = Table(replications, confidence, draws)
    concentration = _equal_concentration(table) if weight_concentration is None else weight_concentration
    found = {
        **loss_headlines(table, opening_balance_fen),
        **rate_headlines(table, concentration),
        **capital_headlines(table, capital_floor),
        **quality_headlines(table),
        **weight_headlines(table),
    }
    found |= pool_headlines(found, concentration, people_per_record)
    return found | time_headlines(replications, confidence, draws)


class Table(NamedTuple):
    """The replication table, the confidence of its intervals (share), and the draw plan."""

    replications: pd.DataFrame
    confidence: float
    draws: str

    def column(self, name: str) -> Drawn:
        """The values of a column that exist. Raises MissingColumn."""
        return drawn(self.replications, name, self.draws)

    def lacking(self, column: Drawn) -> str:
        """In words, how many replications have no value."""
        return left_out(self.replications, column.size)


def loss_headlines(table: Table, opening_balance_fen: int | None = None) -> dict[str, Estimate]:
    """Expected loss, value at risk, expected shortfall and economic capital of `loss_fen`, in fen."""
    losses, confidence = table.column("loss_fen"), table.confidence
    unit = joined("fen", table.lacking(losses))
    found = {"expected_loss": mean_of(losses, confidence).noted(unit)}
    found["expected_loss_rate"] = _loss_rate(table, opening_balance_fen)
    for name, level in QUANTILES.items():
        found[f"var_{name}"] = quantile_of(losses, level, confidence).noted(unit)
    for name, level in SHORTFALLS.items():
        found[f"es_{name}"] = shortfall_of(losses, level, confidence).noted(unit)
    capital = capital_of(losses, 0.999, confidence)
    found["unexpected_loss_99_9"] = capital.noted(unit, "value at risk less expected loss")
    found["economic_capital_99_9"] = capital.noted(unit, "value at risk less expected loss, income not netted")
    return found


def rate_headlines(table: Table, concentration: float | None) -> dict[str, Estimate]:
    """Default and delinquency rates, their dispersion and the correlation implied, as shares."""
    found = _mean_shares(table, RATES)
    rates = table.column("default_rate")
    unit = joined("share", table.lacking(rates))
    found["default_rate_standard_deviation"] = deviation_of(rates, table.confidence).noted(unit)
    if rates.size and concentration is None:
        correlation = absent(table.confidence, CORRELATION_METHOD, rates.size, "no borrower performs at the start")
    else:
        correlation = correlation_of(rates, concentration or 0.0, table.confidence)
    found["implied_asset_correlation"] = correlation.noted(unit, "of a homogeneous one-factor pool")
    return found


def quality_headlines(table: Table) -> dict[str, Estimate]:
    """Early arrears of new accounts, and discrimination and stability of the score; means over replications."""
    found = _mean_shares(table, EARLY_RATES)
    for name, unit in SCORE_MEASURES.items():
        values = table.column(name)
        found[name] = mean_of(values, table.confidence).noted(unit, table.lacking(values))
    return found


def _mean_shares(table: Table, names: Iterable[str]) -> dict[str, Estimate]:
    """Mean of every column, as a share."""
    found = {}
    for name in names:
        values = table.column(name)
        found[name] = share_of(values, table.confidence).noted("share", table.lacking(values))
    return found


def capital_headlines(table: Table, capital_floor: float = BASEL_FLOOR) -> dict[str, Estimate]:
    """Buffers in fen (negative is surplus), probabilities of breach and failure, lowest capital ratio."""
    confidence, shortfalls = table.confidence, table.column("capital_shortfall_fen")
    lacking = table.lacking(shortfalls)
    floor = f"floor {100 * capital_floor:g} % of risk-weighted assets"
    found = {}
    for name, level in BUFFERS.items():
        buffer = quantile_of(shortfalls, level, confidence)
        found[f"capital_buffer_{name}"] = buffer.noted("fen", "negative is surplus", floor, lacking)
    found["breach_probability"] = _probability(table, "capital_shortfall_fen").noted("share", floor, lacking)
    failures = table.column("failed_lenders")
    words = ("share", "at least one lender failed", table.lacking(failures))
    found["failure_probability"] = _probability(table, "failed_lenders").noted(*words)
    ratios = table.column("min_capital_ratio")
    found["min_capital_ratio"] = band_of(ratios, confidence).noted("share", table.lacking(ratios))
    liquidity = table.column("min_liquidity_fen")
    buffer = quantile_of(liquidity.of(-liquidity.values), 0.999, confidence)
    found["liquidity_buffer_99_9"] = buffer.noted("fen", LIQUIDITY_WORDS, table.lacking(liquidity))
    return found


def weight_headlines(table: Table) -> dict[str, Estimate]:
    """How many replications of equal weight the weighted ones are worth, all and above VaR 99.9 %, and the heaviest."""
    losses = table.column("loss_fen")
    tail = np.zeros(losses.size, dtype=bool)
    if losses.size:
        tail = losses.values >= weighted_quantile(losses.values, losses.shares, 0.999)
    size, tail_size = effective_sample_size(losses.weights), effective_sample_size(losses.weights[tail])
    above = "replications with a loss at or above the value at risk at 99.9 %"
    figures = (
        ("effective_sample_size", size, "replications"),
        ("tail_effective_sample_size", tail_size, above),
        ("largest_weight_share", largest_weight_share(losses.weights), "share of all weights"),
    )
    return {
        name: Estimate(value, None, None, table.confidence, KISH_METHOD, losses.size, unit)
        for name, value, unit in figures
    }


def _probability(table: Table, name: str) -> Estimate:
    values = table.column(name)
    return probability_of(values.of(values.values > 0), table.confidence)


def _loss_rate(table: Table, opening_balance_fen: int | None) -> Estimate:
    """Mean of loss / opening balance, share; rows without a loss or a positive balance are left out."""
    replications = table.replications
    if opening_balance_fen is not None:
        replications = replications.assign(opening_balance_fen=opening_balance_fen)
    rows = has_value(replications, "loss_fen") & has_value(replications, "opening_balance_fen")
    rows &= (replications["opening_balance_fen"] > 0).to_numpy(dtype=bool, na_value=False)
    if not rows.any():
        return absent(table.confidence, STUDENT_METHOD, 0, "share; no opening balance")
    kept = replications[rows]
    rates = kept["loss_fen"].to_numpy(dtype=np.float64) / kept["opening_balance_fen"].to_numpy(dtype=np.float64)
    found = drawn_rows(table.replications, rows, table.draws).of(rates)
    return mean_of(found, table.confidence).noted("share of the opening balance", table.lacking(found))


def _equal_concentration(table: Table) -> float | None:
    """1 / mean number of borrowers performing at the start; None if there are none."""
    performing = table.column("performing")
    borrowers = float(performing.values.mean()) if performing.size else 0.0
    return 1.0 / borrowers if borrowers >= 1.0 else None

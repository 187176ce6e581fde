"""The headlines of summary.json from the replication table: losses, rates, capital, liquidity, each with interval.

Only plain draws (weight 1). Economic figures are of the loss horizon and net no income; buffers are of the whole
horizon, income included. Nothing is printed or written here.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from sim.risk.capital import ECONOMIC_CAPITAL_METHOD, economic_capital, median_band
from sim.risk.columns import has_value, left_out, observed, require_plain_weights
from sim.risk.dispersion import (
    CORRELATION_METHOD,
    DEVIATION_METHOD,
    implied_correlation,
    standard_deviation_interval,
)
from sim.risk.estimate import Estimate, absent, joined
from sim.risk.intervals import (
    CLOPPER_PEARSON_METHOD,
    ORDER_STATISTIC_METHOD,
    STUDENT_METHOD,
    mean_interval,
    probability_interval,
    quantile_interval,
    without_values,
)
from sim.risk.samples import EmptySample, NumberArray, checked_level
from sim.risk.shortfall import SHORTFALL_METHOD, expected_shortfall

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
SHORTFALLS = {"97_5": 0.975, "99_9": 0.999}
BASEL_FLOOR = 0.105
"""Capital floor, own funds / risk-weighted assets, that the shortfall column was computed with by default."""


def headlines(
    replications: pd.DataFrame,
    confidence: float = 0.95,
    capital_floor: float = BASEL_FLOOR,
    opening_balance_fen: int | None = None,
    weight_concentration: float | None = None,
) -> dict[str, Estimate]:
    """All headlines by name; money in fen, rates and probabilities as shares.

    `replications` has the columns of `sim.outputs.REPLICATION_COLUMNS`, a row per replication. `capital_floor` is the
    floor of the run, for the notes: the breaches are in the table. `opening_balance_fen` replaces the column of that
    name. `weight_concentration` is the sum of squared borrower shares, by default 1 / performing (equal borrowers).
    A headline whose column has no value is null, with the reason in its note; so is every quantile of one replication.
    Raises EmptySample for no rows, UnsupportedWeights, MissingColumn, InvalidLevel, NonFiniteSample for infinities.
    """
    checked_level(confidence, "confidence")
    if len(replications) == 0:
        raise EmptySample("the replication table has no rows, at least one is needed")
    require_plain_weights(replications)
    return {
        **loss_headlines(replications, confidence, opening_balance_fen),
        **rate_headlines(replications, confidence, weight_concentration),
        **capital_headlines(replications, confidence, capital_floor),
        **quality_headlines(replications, confidence),
    }


def loss_headlines(
    replications: pd.DataFrame, confidence: float, opening_balance_fen: int | None = None
) -> dict[str, Estimate]:
    """Expected loss, value at risk, expected shortfall and economic capital of `loss_fen`, in fen."""
    losses = observed(replications, "loss_fen")
    unit = joined("fen", left_out(replications, losses.size))
    found = {"expected_loss": _mean(losses, confidence).noted(unit)}
    found["expected_loss_rate"] = _loss_rate(replications, confidence, opening_balance_fen)
    for name, level in QUANTILES.items():
        found[f"var_{name}"] = _quantile(losses, level, confidence).noted(unit)
    for name, level in SHORTFALLS.items():
        shortfall = _no_tail(losses, SHORTFALL_METHOD, confidence) or expected_shortfall(losses, level, confidence)
        found[f"es_{name}"] = shortfall.noted(unit)
    capital = _no_tail(losses, ECONOMIC_CAPITAL_METHOD, confidence) or economic_capital(losses, 0.999, confidence)
    found["unexpected_loss_99_9"] = capital.noted(unit, "value at risk less expected loss")
    found["economic_capital_99_9"] = capital.noted(unit, "value at risk less expected loss, income not netted")
    return found


def rate_headlines(
    replications: pd.DataFrame, confidence: float, weight_concentration: float | None = None
) -> dict[str, Estimate]:
    """Default and delinquency rates, their dispersion and the correlation implied, as shares."""
    found = {}
    for name in RATES:
        values = observed(replications, name)
        found[name] = within_shares(_mean(values, confidence)).noted("share", left_out(replications, values.size))
    rates = observed(replications, "default_rate")
    unit = joined("share", left_out(replications, rates.size))
    deviation = standard_deviation_interval(rates, confidence) if rates.size else None
    deviation = deviation or without_values(DEVIATION_METHOD, confidence)
    found["default_rate_standard_deviation"] = deviation.noted(unit)
    concentration = weight_concentration
    if concentration is None:
        concentration = _equal_concentration(replications)
    correlation = without_values(CORRELATION_METHOD, confidence)
    if rates.size and concentration is None:
        correlation = absent(confidence, CORRELATION_METHOD, rates.size, "no borrower performs at the start")
    elif rates.size and concentration is not None:
        correlation = implied_correlation(rates, concentration, confidence)
    found["implied_asset_correlation"] = correlation.noted(unit, "of a homogeneous one-factor pool")
    return found


def quality_headlines(replications: pd.DataFrame, confidence: float) -> dict[str, Estimate]:
    """Early arrears of new accounts, and discrimination and stability of the score; means over replications."""
    found = {}
    for name in EARLY_RATES:
        values = observed(replications, name)
        found[name] = within_shares(_mean(values, confidence)).noted("share", left_out(replications, values.size))
    for name, unit in SCORE_MEASURES.items():
        values = observed(replications, name)
        found[name] = _mean(values, confidence).noted(unit, left_out(replications, values.size))
    return found


def capital_headlines(
    replications: pd.DataFrame, confidence: float, capital_floor: float = BASEL_FLOOR
) -> dict[str, Estimate]:
    """Buffers in fen (negative is surplus), probabilities of breach and failure, lowest capital ratio."""
    shortfalls = observed(replications, "capital_shortfall_fen")
    lacking = left_out(replications, shortfalls.size)
    floor = f"floor {100 * capital_floor:g} % of risk-weighted assets"
    found = {}
    for name, level in QUANTILES.items():
        buffer = _quantile(shortfalls, level, confidence)
        found[f"capital_buffer_{name}"] = buffer.noted("fen", "negative is surplus", floor, lacking)
    liquidity = observed(replications, "min_liquidity_fen")
    words = (
        "fen",
        "quantile of minus the lowest liquidity, negative is surplus",
        left_out(replications, liquidity.size),
    )
    found["liquidity_buffer_99_9"] = _quantile(-liquidity, 0.999, confidence).noted(*words)
    found["breach_probability"] = _probability(shortfalls > 0, confidence).noted("share", floor, lacking)
    failures = observed(replications, "failed_lenders")
    words = ("share", "at least one lender failed", left_out(replications, failures.size))
    found["failure_probability"] = _probability(failures > 0, confidence).noted(*words)
    ratios = observed(replications, "min_capital_ratio")
    found["min_capital_ratio"] = median_band(ratios, confidence).noted("share", left_out(replications, ratios.size))
    return found


def _mean(values: NumberArray, confidence: float) -> Estimate:
    return mean_interval(values, confidence) if values.size else without_values(STUDENT_METHOD, confidence)


def within_shares(rate: Estimate) -> Estimate:
    """A mean of shares whose interval ends at 0 and 1: Student's knows nothing of the ends of a share."""
    low, high = (None if end is None else min(max(end, 0.0), 1.0) for end in (rate.ci_low, rate.ci_high))
    if (low, high) == (rate.ci_low, rate.ci_high):
        return rate
    return replace(rate, ci_low=low, ci_high=high, note=joined(rate.note, "interval cut at 0 and 1"))


def _quantile(values: NumberArray, level: float, confidence: float) -> Estimate:
    lacking = _no_tail(values, ORDER_STATISTIC_METHOD, confidence)
    return lacking or quantile_interval(values, level, confidence)


def _no_tail(values: NumberArray, method: str, confidence: float) -> Estimate | None:
    """The absent estimate where there are too few values for any quantile, none or one; None where there are enough."""
    if not values.size:
        return without_values(method, confidence)
    return absent(confidence, method, 1, "no quantile from one replication") if values.size == 1 else None


def _probability(happened: NumberArray, confidence: float) -> Estimate:
    if not happened.size:
        return without_values(CLOPPER_PEARSON_METHOD, confidence)
    return probability_interval(int(happened.sum()), happened.size, confidence)


def _loss_rate(replications: pd.DataFrame, confidence: float, opening_balance_fen: int | None) -> Estimate:
    """Mean of loss / opening balance, share; rows without a loss or a positive balance are left out."""
    table = replications
    if opening_balance_fen is not None:
        table = replications.assign(opening_balance_fen=opening_balance_fen)
    rows = table[has_value(table, "loss_fen") & has_value(table, "opening_balance_fen")]
    rows = rows[rows["opening_balance_fen"] > 0]
    if len(rows) == 0:
        return absent(confidence, STUDENT_METHOD, 0, "share; no opening balance")
    rates = observed(rows, "loss_fen") / observed(rows, "opening_balance_fen")
    return _mean(rates, confidence).noted("share of the opening balance", left_out(replications, rates.size))


def _equal_concentration(replications: pd.DataFrame) -> float | None:
    """1 / mean number of borrowers performing at the start; None if there are none."""
    performing = observed(replications, "performing")
    borrowers = float(performing.mean()) if performing.size else 0.0
    return 1.0 / borrowers if borrowers >= 1.0 else None

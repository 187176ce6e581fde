"""The simulated tail beside that of the real book, and at half and twice the implied correlation.

Both by the one-factor pool law that has the run's default rate and implied correlation (`granularity`): the simulated
value at risk is scaled by the ratio of two of its quantiles, which keeps loss given default and exposures as simulated.
Income is taken as it is: a buffer moves by as much as the value at risk.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sim.risk.analytic import large_pool_value_at_risk
from sim.risk.estimate import Estimate, Number, absent
from sim.risk.granularity import granularity_adjustment, pool_quantile

LEVEL = 0.999
POOL_METHOD = "scaled by the one-factor pool law"
CORRELATIONS = {"half": 0.5, "twice": 2.0}
FIGURES = ("var_99_9", "economic_capital_99_9", "capital_buffer_99_9")
COARSEST = 0.5
"""Largest granularity adjustment, as a share of the fine pool's quantile, for which the first order is used."""


def pool_headlines(
    found: Mapping[str, Estimate], concentration: float | None, people_per_record: float = 1.0
) -> dict[str, Estimate]:
    """`var_99_9_real_book`, and three figures at half and twice the implied correlation; in fen.

    `found` holds the headlines of the run, `concentration` the sum of squared borrower shares of the simulated book,
    `people_per_record` by what it falls in the real one. Intervals are those of the run, scaled or moved: correlation
    and default rate are taken as they are.
    """
    rate, correlation = found["default_rate"].estimate, found["implied_asset_correlation"].estimate
    names = ["var_99_9_real_book", *(f"{figure}_{name}_correlation" for figure in FIGURES for name in CORRELATIONS)]
    why = _why_not(rate, correlation, concentration)
    if why or rate is None or not correlation or concentration is None:
        var = found["var_99_9"]
        return {name: absent(var.confidence, POOL_METHOD, var.n, f"fen; {why}") for name in names}
    simulated = pool_quantile(rate, correlation, LEVEL, concentration)
    finer = pool_quantile(rate, correlation, LEVEL, concentration / people_per_record) / simulated
    words = f"fen; the book with {people_per_record:,.6g} borrowers for each simulated one"
    adjusted = {"var_99_9_real_book": _moved(found["var_99_9"], found["var_99_9"].estimate, finer, words)}
    for name, multiple in CORRELATIONS.items():
        tried = multiple * correlation
        for figure in FIGURES:
            key, said = f"{figure}_{name}_correlation", f"fen; at a correlation of {100 * tried:.2f} %"
            why = _why_not(rate, tried, concentration)
            if why:
                adjusted[key] = absent(found[figure].confidence, POOL_METHOD, found[figure].n, f"fen; {why}")
                continue
            factor = pool_quantile(rate, tried, LEVEL, concentration) / simulated
            adjusted[key] = _moved(found[figure], found["var_99_9"].estimate, factor, said)
    return adjusted


def _why_not(rate: Number, correlation: Number, concentration: float | None) -> str:
    """In words, why the pool law cannot be used; empty if it can."""
    if rate is None or not 0.0 < rate < 1.0:
        return "no pool law without a default rate between 0 and 1"
    if not correlation or concentration is None:
        return "no pool law without a positive implied correlation"
    if correlation >= 1.0:
        return f"no pool law at a correlation of {100 * correlation:.0f} %"
    fine = large_pool_value_at_risk(rate, correlation, LEVEL)
    if abs(granularity_adjustment(rate, correlation, LEVEL, concentration)) > COARSEST * fine:
        return "no pool law: the book is too small for a first-order adjustment"
    return ""


def _moved(figure: Estimate, value_at_risk: Number, factor: float, words: str) -> Estimate:
    """The figure moved by what the value at risk gains when it is multiplied by the factor."""
    if value_at_risk is None or figure.estimate is None:
        return absent(figure.confidence, POOL_METHOD, figure.n, f"fen; {figure.note}")
    gain = (factor - 1.0) * value_at_risk
    ends = (None if end is None else end + gain for end in (figure.estimate, figure.ci_low, figure.ci_high))
    estimate, low, high = ends
    note = f"{words}; interval of the run, moved"
    return replace(figure, estimate=estimate, ci_low=low, ci_high=high, method=POOL_METHOD, note=note)

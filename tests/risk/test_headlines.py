"""Headlines: names, hand numbers, and tables in which something does not exist."""

import json

import numpy as np
import pandas as pd
import pytest

from sim.outputs import NULL_INTEGER
from sim.risk.analytic import implied_asset_correlation
from sim.risk.capital import economic_capital, median_band
from sim.risk.columns import MissingColumn
from sim.risk.dispersion import _influence_deviation, implied_correlation, standard_deviation_interval
from sim.risk.drawn import UnsupportedWeights
from sim.risk.headlines import headlines
from sim.risk.intervals import mean_interval, quantile_interval
from sim.risk.samples import EmptySample
from tests.risk.reference import replication_table, simulated_counts

NAMES = {
    "expected_loss", "expected_loss_rate", "var_99", "var_99_9", "es_97_5", "es_99_9", "unexpected_loss_99_9",
    "economic_capital_99_9", "default_rate", "default_rate_standard_deviation", "implied_asset_correlation",
    "d30_rate", "d30_rate_average", "d30_rate_peak", "d90_rate", "d90_rate_average", "d90_rate_peak",
    "capital_buffer_99", "capital_buffer_99_9", "liquidity_buffer_99_9", "breach_probability", "failure_probability",
    "min_capital_ratio", "first_payment_default_7_rate", "first_payment_default_30_rate", "d30_at_3_months_rate",
    "current_to_60_89_rate", "score_gini", "score_ks", "score_psi", "score_gini_applicants", "score_ks_applicants",
    "score_psi_applicants", "capital_buffer_95", "effective_sample_size", "tail_effective_sample_size",
    "largest_weight_share", "var_99_9_real_book",
    *(f"{name}_{times}_correlation" for name in ("var_99_9", "economic_capital_99_9", "capital_buffer_99_9")
      for times in ("half", "twice")),
    *(f"{name}_{level}" for name in ("time_to_breach", "survival_horizon", "time_to_failure")
      for level in ("99", "99_9")),
}  # fmt: skip


def table(replications: int = 400) -> pd.DataFrame:
    """A table of a pool of 100 borrowers at 3 % and correlation 12 %."""
    return replication_table(simulated_counts(3, replications, 100, 0.03, 0.12) / 100)


def test_the_headlines_by_hand() -> None:
    found = headlines(replication_table(np.arange(1, 101) / 1000))  # losses 10,000 ... 1,000,000 fen
    assert set(found) == NAMES
    assert found["expected_loss"].estimate == 505_000
    assert found["expected_loss_rate"].estimate == pytest.approx(0.0505)
    assert (found["var_99"].estimate, found["var_99_9"].estimate) == (990_000, 1_000_000)
    assert found["es_97_5"].estimate == pytest.approx((1_000_000 + 990_000 + 0.5 * 980_000) / 2.5)
    assert found["economic_capital_99_9"].estimate == 1_000_000 - 505_000
    assert found["capital_buffer_99"].estimate == 90_000
    assert found["liquidity_buffer_99_9"].estimate == 1_000_000 - 5_000_000
    assert found["breach_probability"].estimate == 0.1
    assert found["failure_probability"].estimate == 0.0
    assert found["min_capital_ratio"].estimate == pytest.approx(0.149)
    assert found["min_capital_ratio"].ci_low == pytest.approx(0.102)


@pytest.mark.parametrize("replications", [1, 2, 5, 200])
def test_every_headline_is_plain_json_with_a_unit(replications: int) -> None:
    for name, estimate in headlines(table(replications)).items():
        json.dumps(estimate.as_dict(), allow_nan=False)
        assert estimate.note.startswith(("fen", "share", "index", "replications", "month", "days")), name


def test_one_replication_has_no_interval_but_the_exact_one_of_a_probability() -> None:
    for name, estimate in headlines(table(1)).items():
        assert name.endswith("_probability") or (estimate.ci_low, estimate.ci_high) == (None, None), name


def test_one_replication_has_no_quantile_and_says_so() -> None:
    for name, estimate in headlines(table(1)).items():
        of_the_pool = name.endswith(("_correlation", "_real_book"))
        if name.startswith(("var", "es_", "unexpected", "economic", "capital", "liquidity")) and not of_the_pool:
            assert (estimate.estimate, estimate.n) == (None, 1), name
            assert "no quantile from one replication" in estimate.note


def test_the_interval_of_a_rate_stays_among_the_shares() -> None:
    found = headlines(table(3).assign(d30_rate=[0.0, 0.0, 0.1], d90_rate=[1.0, 1.0, 0.9]))
    assert found["d30_rate"].ci_low == 0.0
    assert found["d90_rate"].ci_high == 1.0
    assert "interval cut at 0 and 1" in found["d30_rate"].note
    free = headlines(table(3).assign(d30_rate=[0.49, 0.5, 0.51]))["d30_rate"]
    assert "cut" not in free.note


def test_too_few_replications_for_the_tail_are_said_in_words() -> None:
    found = headlines(table(400))
    for name in ("var_99_9", "es_99_9", "capital_buffer_99_9", "liquidity_buffer_99_9"):
        assert found[name].ci_high is None
        assert "no finite upper end below 3,688 replications" in found[name].note
    assert "no finite upper end below 3,793 replications" in found["economic_capital_99_9"].note
    assert found["var_99"].ci_high is not None


def test_a_column_without_values_gives_null_headlines() -> None:
    frame = table(50).assign(min_capital_ratio=np.nan, capital_shortfall_fen=NULL_INTEGER, default_rate=np.nan)
    found = headlines(frame)
    for name in ("min_capital_ratio", "capital_buffer_99", "breach_probability", "implied_asset_correlation"):
        assert found[name].estimate is None
        assert found[name].n == 0
        assert "no replication has a value" in found[name].note


def test_replications_without_a_value_are_left_out_and_counted() -> None:
    frame = table(50)
    frame["d30_rate"] = frame["d30_rate"].where(frame.index >= 10)
    frame["loss_fen"] = frame["loss_fen"].astype("Int64").where(frame.index >= 5)
    found = headlines(frame)
    assert found["d30_rate"].n == 40
    assert "10 replications without a value are left out" in found["d30_rate"].note
    assert found["var_99"].n == 45
    assert isinstance(found["var_99"].estimate, int)


def test_equal_losses_have_no_mean_interval() -> None:
    found = headlines(replication_table(np.full(20, 0.02)))
    assert found["expected_loss"].estimate == 200_000
    assert found["expected_loss"].ci_low is None
    assert found["es_97_5"].estimate == 200_000
    assert found["economic_capital_99_9"].estimate == 0.0
    assert "all replications are equal" in (found["economic_capital_99_9"].note)
    assert found["default_rate_standard_deviation"].estimate == 0.0
    assert found["implied_asset_correlation"].estimate == 0.0


def test_no_opening_balance_and_no_borrowers_give_null() -> None:
    found = headlines(table(20).assign(opening_balance_fen=0, performing=0))
    assert found["expected_loss_rate"].estimate is None
    assert "no opening balance" in found["expected_loss_rate"].note
    assert found["implied_asset_correlation"].estimate is None
    assert headlines(table(20), opening_balance_fen=20_000_000)["expected_loss_rate"].n == 20


def test_the_order_of_rows_does_not_matter() -> None:
    frame = table(200)
    mixed = headlines(frame.sample(frac=1.0, random_state=1))
    for name, estimate in headlines(frame).items():
        for end in ("estimate", "ci_low", "ci_high"):
            value, other = getattr(estimate, end), getattr(mixed[name], end)
            assert other == (None if value is None else pytest.approx(value, rel=1e-9)), name


def test_weights_and_missing_columns_are_refused() -> None:
    with pytest.raises(UnsupportedWeights, match=r"row 0 is 0\.5"):
        headlines(table(5).assign(weight=0.5))
    with pytest.raises(MissingColumn, match="loss_fen"):
        headlines(table(5).drop(columns="loss_fen"))
    with pytest.raises(EmptySample):
        headlines(table(5).iloc[:0])


def test_economic_capital_spends_its_error_on_both_parts() -> None:
    losses = np.random.default_rng(2).exponential(100.0, 4_000)
    found = economic_capital(losses, 0.999)
    assert found.ci_low is not None
    assert found.ci_high is not None
    assert found.ci_low < found.estimate < found.ci_high
    quantile, mean = quantile_interval(losses, 0.999, 0.955), mean_interval(losses, 0.995)
    assert found.ci_low == pytest.approx(quantile.ci_low - mean.ci_high)
    assert found.ci_high == pytest.approx(quantile.ci_high - mean.ci_low)
    assert found.estimate == pytest.approx(np.sort(losses)[3_995] - losses.mean())


def test_a_band_is_of_replications_not_of_the_median() -> None:
    found = median_band(np.arange(1.0, 1_001.0))
    assert (found.estimate, found.ci_low, found.ci_high) == (500.0, 25.0, 975.0)
    assert "not a confidence interval" in found.method
    assert "interval of the median" in found.note


def test_the_implied_correlation_takes_the_pool_size_out() -> None:
    rates = simulated_counts(5, 40_000, 50, 0.03, 0.12) / 50
    found = implied_correlation(rates, 1 / 50)
    assert found.ci_low is not None
    assert found.ci_high is not None
    assert found.ci_low < 0.12 < found.ci_high
    assert found.ci_high - found.ci_low < 0.02
    naive = implied_correlation(rates, 0.0)
    assert naive.ci_low is not None
    assert naive.ci_low > 0.15


@pytest.mark.parametrize("concentration", [0.0, 0.1])
def test_the_influence_of_a_rate_is_that_of_leaving_it_out(concentration: float) -> None:
    rates = simulated_counts(9, 2_000, 10, 0.2, 0.3) / 10
    found = _influence_deviation(
        rates, rates.mean(), implied_asset_correlation(rates.mean(), rates.std(), concentration), concentration
    )
    every = implied_asset_correlation(rates.mean(), rates.std(), concentration)
    _, places, times = np.unique(rates, return_index=True, return_counts=True)
    without = [np.delete(rates, place) for place in places]
    left = np.array([implied_asset_correlation(rest.mean(), rest.std(), concentration) for rest in without])
    expected = np.sqrt(times @ ((every - left) * 1_999) ** 2 / 2_000)
    assert found == pytest.approx(expected, rel=0.01)


def test_the_correlation_interval_covers() -> None:
    """Nominal 95 %, measured 95.5 %; 500 trials: below 92 % has probability under 1e-3."""
    hits = 0
    for seed in range(500):
        found = implied_correlation(simulated_counts(seed, 200, 5_000, 0.03, 0.12) / 5_000, 1 / 5_000)
        hits += found.ci_low is not None and found.ci_high is not None and found.ci_low <= 0.12 <= found.ci_high
    assert hits / 500 >= 0.92


def test_the_deviation_interval_covers_normal_values() -> None:
    """Nominal 95 %; 1,000 trials: below 92.5 % has probability under 1e-3."""
    generator = np.random.default_rng(6)
    found = [standard_deviation_interval(generator.standard_normal(100)) for _ in range(1_000)]
    assert np.mean([one.ci_low <= 1.0 <= one.ci_high for one in found]) >= 0.925

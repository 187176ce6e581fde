import numpy as np
import pytest

from sim.risk.analytic import large_pool_value_at_risk
from sim.risk.basel import ImpossibleExposure, irb_capital, irb_correlation, irb_risk_weight, standardised_assets
from tests.risk.reference import reference_cases

PUBLISHED = (
    # PD, QRRE capital %, risk weight %, other-retail correlation, capital %, risk weight %, at LGD 75 %
    (0.005, 1.34, 17, 0.139, 4.31, 54),
    (0.01, 2.30, 29, 0.122, 6.10, 76),
    (0.02, 3.86, 48, 0.095, 7.73, 97),
    (0.03, 5.16, 64, 0.075, 8.37, 105),
    (0.05, 7.30, 91, 0.053, 8.86, 111),
    (0.10, 11.19, 140, 0.034, 10.07, 126),
)


@pytest.mark.parametrize("case", reference_cases("basel_irb"))
def test_capital_and_risk_weight_equal_the_reference(case):
    terms, expected = case["params"], case["expected"]
    given = (terms["PD"], terms["LGD"], terms["asset_class"])
    assert irb_correlation(terms["PD"], terms["asset_class"]) == pytest.approx(expected["R"], rel=1e-12)
    assert irb_capital(*given) == pytest.approx(expected["K"], rel=1e-12)
    assert 100 * irb_risk_weight(*given) == pytest.approx(expected["risk_weight_pct"], rel=1e-12)
    if expected["published_risk_weight_pct"] is not None:
        assert round(100 * irb_risk_weight(*given), 2) == expected["published_risk_weight_pct"]


@pytest.mark.parametrize(("probability", "qrre", "weight", "correlation", "other", "other_weight"), PUBLISHED)
def test_the_table_of_the_domain_is_met(probability, qrre, weight, correlation, other, other_weight):
    assert round(100 * irb_capital(probability, 0.75), 2) == qrre
    assert round(100 * irb_risk_weight(probability, 0.75)) == weight
    assert round(irb_correlation(probability, "other_retail"), 3) == correlation
    assert round(100 * irb_capital(probability, 0.75, "other_retail"), 2) == other
    assert round(100 * irb_risk_weight(probability, 0.75, "other_retail")) == other_weight


@pytest.mark.parametrize("probability", [0.002, 0.02, 0.2])
def test_capital_and_expected_loss_are_the_quantile_of_an_infinite_pool(probability):
    quantile = large_pool_value_at_risk(probability, 0.04, 0.999)
    assert irb_capital(probability, 0.6) + 0.6 * probability == pytest.approx(0.6 * quantile, rel=1e-12)


def test_no_loss_is_unexpected_at_the_ends():
    assert irb_capital(0.0, 0.9) == 0.0
    assert irb_capital(1.0, 0.9) == 0.0


def test_standardised_assets_by_hand():
    # 800 performing of which 300 transactors: 0.75 x 500 + 0.45 x 300 = 510; 100 past due, 60 provided: 40 at 100 %;
    # undrawn 1000 x 10 % x 75 % = 75
    assert standardised_assets(800.0, 100.0, 60.0, 1000.0, 300.0) == pytest.approx(625.0)


def test_past_due_with_few_provisions_weighs_half_as_much_again():
    assert standardised_assets(0.0, 100.0, 20.0, 0.0) == pytest.approx(80.0)
    assert standardised_assets(0.0, 100.0, 19.0, 0.0) == pytest.approx(1.5 * 81.0)


@pytest.mark.parametrize("given", [(-0.1, 0.5), (1.1, 0.5), (0.5, 1.5), (np.nan, 0.5)])
def test_what_is_no_share_is_refused(given):
    with pytest.raises(ImpossibleExposure):
        irb_capital(*given)


def test_an_unknown_class_is_refused_by_name():
    with pytest.raises(ImpossibleExposure, match="corporate"):
        irb_capital(0.01, 0.4, "corporate")


@pytest.mark.parametrize("given", [(1, 0, 0, -1, 0), (1, 5, 6, 0, 0), (1, 0, 0, 0, 2), (np.inf, 0, 0, 0, 0)])
def test_impossible_amounts_are_refused(given):
    with pytest.raises(ImpossibleExposure):
        standardised_assets(*map(float, given))

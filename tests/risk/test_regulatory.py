import numpy as np
import pytest

from sim.risk.basel import irb_capital
from sim.risk.regulatory import leverage_exposure, loss_given_default, measures, regulatory_headlines
from tests.risk.months import months_of, replications_table

TWO = {
    "equity_fen": [[10, 5], [10, -1]], "risk_weighted_assets_fen": [[80, 80], [80, 80]],
    "capital_ratio": [[0.125, 0.0625], [0.125, -0.0125]], "own_outstanding_fen": [[100, 100], [100, 100]],
    "allowance_fen": [[4, 4], [4, 4]], "cash_fen": [[3, 3], [3, 3]], "undrawn_fen": [[200, 200], [200, 200]],
    "guarantee_deposit_fen": [[1, 1], [1, 1]], "trapped_cash_fen": [[2, 2], [2, 2]],
    "interbank_claims_fen": [[5, 5], [5, 5]], "funding_fen": [[20, 4], [20, 4]], "notes_fen": [[30, 0], [0, 0]],
}  # fmt: skip


def test_exposure_of_the_leverage_ratio_by_hand():
    # 100 - 4 + 3 + 1 + 2 + 5 + 10 % of 200
    assert leverage_exposure(months_of(**TWO)).tolist() == [[127.0, 127.0]] * 2


def test_ratios_and_their_worst_month_by_hand():
    found = measures(months_of(**TWO), 0.105)
    assert found["leverage_ratio"].worst == pytest.approx([5 / 127, -1 / 127])
    assert found["borrowing_multiple"].values.tolist() == [[2.0, 0.8], [2.0, np.inf]]
    assert found["borrowing_multiple"].worst.tolist() == [2.0, np.inf]
    assert found["notes_multiple"].worst.tolist() == [3.0, 0.0]
    broken = {name: measure.is_broken.tolist() for name, measure in found.items()}
    assert broken["capital_ratio"] == [True, True]
    assert broken["leverage_ratio"] == [True, True]
    assert broken["borrowing_multiple"] == [True, True]
    assert broken["notes_multiple"] == [False, False]


def test_a_month_without_a_value_breaks_nothing():
    months = months_of(**{**TWO, "capital_ratio": [[np.nan, np.nan], [np.nan, 0.2]]})
    assert measures(months, 0.105)["capital_ratio"].is_broken.tolist() == [False, False]
    assert np.isnan(measures(months, 0.105)["capital_ratio"].worst).tolist() == [True, False]


def test_headlines_by_hand():
    rows = replications_table(2, default_rate=[0.02, 0.04], loss_fen=[3, 6], exposure_at_default_fen=[4, 8])
    found = regulatory_headlines(rows, months_of(**TWO), 0.95, 0.105)
    assert found["capital_requirement"].estimate == 8.0  # 10.5 % of 80 fen, in whole fen
    assert found["risk_weighted_assets"].estimate == 80.0
    assert found["leverage_ratio_breach_probability"].estimate == 1.0
    assert found["leverage_ratio_first_month"].estimate == pytest.approx(10 / 127)
    assert found["borrowing_multiple_worst"].estimate == 2.0  # the infinite one is left out, and counts as a breach
    exposure = 100 + 0.1 * 200
    wanted = 0.105 * 12.5 * irb_capital(0.03, 0.75) * exposure
    assert found["irb_requirement_qrre"].estimate == pytest.approx(wanted)


def test_loss_given_default_is_a_ratio_of_sums():
    rows = replications_table(2, weight=[3.0, 1.0], loss_fen=[1, 9], exposure_at_default_fen=[2, 10])
    assert loss_given_default(rows) == pytest.approx((3 + 9) / (6 + 10))
    assert loss_given_default(replications_table(2)) is None


def test_no_default_has_no_formula():
    rows = replications_table(2)
    found = regulatory_headlines(rows, months_of(**TWO), 0.95, 0.105)
    assert found["irb_requirement_qrre"].estimate is None
    assert "nothing defaulted" in found["irb_requirement_qrre"].note

import numpy as np
import pytest

from sim.risk.provisions import ImpossibleArrears, category, classified, provision_headlines, required_allowance
from tests.risk.months import months_of

BOOK = {
    "current_fen": [[900], [900]], "dpd_1_29_fen": [[30], [0]], "dpd_30_59_fen": [[20], [0]],
    "dpd_60_89_fen": [[10], [0]], "dpd_90_plus_fen": [[40], [100]], "restructured_fen": [[80], [0]],
    "own_outstanding_fen": [[500], [500]], "allowance_fen": [[20], [5]], "d90_rate_own": [[0.04], [0.1]],
}  # fmt: skip


@pytest.mark.parametrize(
    ("days", "name"),
    [(0, "pass"), (1, "special_mention"), (90, "special_mention"), (91, "substandard"), (270, "substandard"),
     (271, "doubtful"), (360, "doubtful"), (361, "loss")],
)  # fmt: skip
def test_categories_change_where_the_rules_say(days, name):
    assert category(days) == name


def test_days_below_zero_are_refused():
    with pytest.raises(ImpossibleArrears, match="-1"):
        category(-1)


def test_what_was_restructured_is_at_least_special_mention():
    # 80 under plans, 60 of it may be among the late ones: 20 of the current balance is moved
    books = classified(months_of(**BOOK))
    assert books.passed[:, 0].tolist() == [880.0, 900.0]
    assert books.special_mention[:, 0].tolist() == [80.0, 0.0]
    assert books.non_performing[:, 0].tolist() == [40.0, 100.0]
    assert books.loans[:, 0].tolist() == [1000.0, 1000.0]


def test_ratios_and_shares_by_hand():
    found = provision_headlines(months_of(**BOOK), 0.95, charge_off_days=240)
    assert found["provision_ratio"].estimate == pytest.approx((0.04 + 0.01) / 2)
    assert found["coverage_ratio"].estimate == pytest.approx((1.0 + 0.1) / 2)
    assert found["coverage_ratio_shortfall_probability"].estimate == 1.0
    assert found["provision_ratio_shortfall_probability"].estimate == 0.5
    assert found["category_pass_rate"].estimate == pytest.approx(0.89)
    assert found["category_non_performing_rate"].estimate == pytest.approx(0.07)
    assert found["category_doubtful_rate"].estimate == 0.0
    assert found["allowance"].estimate == pytest.approx(12.5)


def test_what_the_table_does_not_tell_is_unknown():
    found = provision_headlines(months_of(**BOOK), 0.95, charge_off_days=271)
    assert found["category_doubtful_rate"].estimate is None
    assert "one bucket" in found["category_doubtful_rate"].note


def test_no_bad_loans_have_no_coverage():
    found = provision_headlines(months_of(**{**BOOK, "d90_rate_own": np.zeros((2, 1))}), 0.95, 240)
    assert found["coverage_ratio"].estimate is None
    assert found["coverage_ratio_shortfall_probability"].estimate == 0.0


def test_the_larger_of_two_floors_is_required():
    assert required_allowance(1000.0, 10.0) == pytest.approx(15.0)
    assert required_allowance(1000.0, 20.0) == pytest.approx(24.0)

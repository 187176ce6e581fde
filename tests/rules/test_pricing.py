"""Risk-tier pricing: tiers of 50 points, bounds, the law's cap, and the late rate by grade."""

import math

import pytest

from sim.split_fees import capped_fee
from tests.builders import LOAN, a_borrower, a_market, a_world, open_loan, rules


@pytest.mark.parametrize(
    ("score", "tier"), [(650, 0), (675, 0), (675.1, -1), (625.1, 0), (625, 1), (624, 1), (575, 2), (350, 6), (950, -6)]
)
def test_a_tier_is_fifty_points_around_the_centre(score: float, tier: int) -> None:
    assert rules.tiers(a_borrower(score=score), 650.0) == tier


def offered(score: float, ceiling: float = 1.0, **dials: float) -> float:
    product = a_world().product[LOAN]
    product.rate_ceiling = ceiling
    policy = a_market(**dials).lenders[0].policies[0]
    return float(rules.offered_rate(a_borrower(score=score), product, policy, 650.0))


def test_without_a_slope_everyone_pays_the_products_rate() -> None:
    assert {offered(score) for score in (350.0, 650.0, 950.0)} == {0.0004}


def test_the_rate_rises_by_tier_between_its_bounds() -> None:
    # 0.04 % a day, 10 % a tier: 500 points are three tiers below 650; 850 are four above; 350 would be 1.6 times
    assert offered(500.0, pricing_slope=0.1) == pytest.approx(0.0004 * 1.3)
    assert offered(850.0, pricing_slope=0.1) == pytest.approx(0.0004 * 0.6)
    assert offered(350.0, pricing_slope=0.1) == pytest.approx(0.0006)
    assert offered(950.0, pricing_slope=0.2, pricing_floor_multiple=0.375) == pytest.approx(0.00015)


def test_the_cap_of_the_law_binds_last() -> None:
    assert offered(350.0, 0.24 / 365, pricing_slope=0.5, pricing_cap_multiple=2.0) == 0.24 / 365
    assert offered(650.0, 0.1 / 365) == 0.1 / 365


def late(score: float, ceiling: float = math.inf, **dials: float) -> float:
    borrower = a_borrower(score=score)
    product = a_world().product[LOAN]
    product.rate_ceiling = ceiling
    policy = a_market(**dials).lenders[0].policies[0]
    return float(rules.late_rate(borrower, open_loan(borrower), product, policy, 650.0))


def test_the_late_rate_is_one_and_a_half_times_the_contracts() -> None:
    assert late(500.0) == pytest.approx(0.0006)


def test_the_late_surcharge_moves_with_the_grade_and_is_never_negative() -> None:
    # surcharge 0.5; three tiers below the centre at 20 % each: 0.5 x 1.6 = 0.8; six above: 0.5 x (1 - 1.2) -> 0
    assert late(500.0, pricing_late_grade_slope=0.2) == pytest.approx(0.0004 * 1.8)
    assert late(950.0, pricing_late_grade_slope=0.2) == pytest.approx(0.0004)


def test_a_cap_of_the_policy_binds_beside_the_products() -> None:
    assert offered(650.0, pricing_rate_cap=0.12) == 0.12 / 365
    assert offered(650.0, 0.1 / 365, pricing_rate_cap=0.12) == 0.1 / 365
    assert offered(650.0, pricing_rate_cap=10.0) == 0.0004
    # 0.04 % x 1.5 is 21.9 % a year
    assert late(650.0, pricing_rate_cap=0.2) == 0.2 / 365
    assert late(650.0, pricing_rate_cap=0.1) == 0.0004


@pytest.mark.parametrize(("cap", "fee"), [(10.0, 0.088), (0.17, 0.088), (0.1, None), (0.0, 0.0)])
def test_the_fee_of_a_split_bill_keeps_under_the_policys_cap(cap: float, fee: float | None) -> None:
    found = rules.lawful_split_fee(0.088, 12, a_market(pricing_rate_cap=cap).lenders[0].policies[0])
    assert found == pytest.approx(capped_fee(0.088, 12, 0.1) if fee is None else fee, abs=1e-12)


def test_the_surcharge_on_what_is_late_moves_with_the_policys_multiple() -> None:
    # surcharge 0.5 x 0.4 and 0.5 x 2, three tiers below the centre at 20 % each: x 1.6
    assert late(650.0, late_charges_rate_multiple=0.4) == pytest.approx(0.0004 * 1.2)
    assert late(650.0, late_charges_rate_multiple=0.0) == 0.0004
    assert late(500.0, late_charges_rate_multiple=2.0, pricing_late_grade_slope=0.2) == pytest.approx(0.0004 * 2.6)


def test_the_cap_of_the_law_covers_the_late_rate_but_not_an_older_contract() -> None:
    # 24 % / 365 = 0.0657534 % a day, below 0.04 % x 1.8
    assert late(500.0, 0.24 / 365, pricing_late_grade_slope=0.2) == 0.24 / 365
    assert late(500.0, 0.1 / 365) == 0.0004

"""Securitisations by hand numbers: spread, triggers, trapped cash, amortisation, write-down, support, issue, split."""

import math

import pytest

from sim.chart import Account, Movement
from sim.holding import Phase, TriggerOfPool
from tests.builders import a_ledger, a_market, moved, put, rules

TERMS = {
    "share": 0.5, "senior_share": 0.8, "coupon": 0.06, "servicing_fee": 0.012, "last_issue_month": 600,
    "revolving_months": 12, "clean_up_months": 6, "trap_spread": -10.0, "default_trigger": 1.0,
}  # fmt: skip
POOL = {"phase": Phase.REVOLVING, "sold": 100_000, "balance": 100_000, "notes": 80_000, "senior": 80_000}


def a_pool(**values):
    """A lender with one pool of 100,000 fen and 80,000 of senior notes; coupon 400 and servicing 100 a month."""
    lender = a_market().lenders[0]
    lender.pool_count = 1
    put(lender.pool[0], TERMS | POOL | values)
    return lender, lender.pool[0]


def a_month(lender, income=0, repaid=0, charged_off=0, sound=1_000_000, whole=100_000):
    """A month end at which the own book brought this much; the pool is all of it. Returns what was posted."""
    ledger = a_ledger()
    ledger.balance[0, 0] = sound
    lender.month_flow[:] = 0
    lender.month_flow[Movement.REPAY_INTEREST] = income
    lender.month_flow[Movement.REPAY_PRINCIPAL] = repaid
    lender.month_flow[Movement.CHARGE_OFF_PRINCIPAL] = charged_off
    lender.book[Account.PRINCIPAL] = whole
    lender.pool[0].slice = 1.0
    rules.close_pools(ledger, lender, 0, 1)
    return moved(ledger)


def test_excess_spread_is_yield_less_coupon_servicing_and_charge_offs_over_the_pool() -> None:
    _, pool = a_pool()
    # 2,000 - 400 - 100 - 800 = 700 a month on 100,000 are 8.4 % a year
    assert rules.excess_spread(pool, 2_000, 800) == pytest.approx(0.084)
    assert rules.excess_spread(pool, 0, 0) == pytest.approx(-0.06)


def test_the_mean_spread_is_that_of_three_months() -> None:
    _, pool = a_pool()
    means = []
    for spread in (0.09, 0.03, 0.0, -0.06):
        rules.keep_spread(pool, spread)
        means.append(rules.mean_excess_spread(pool))
    assert means == pytest.approx([0.09, 0.06, 0.04, -0.01])


def test_while_it_revolves_income_fills_up_what_losses_take() -> None:
    lender, pool = a_pool()
    assert a_month(lender, income=2_000, charged_off=800) == {"PAY_COUPON": 400}
    assert (pool.balance, pool.senior, pool.absorbed) == (100_000, 80_000, 800)
    assert a_month(lender, income=900, charged_off=1_000) == {"PAY_COUPON": 400}
    assert (pool.balance, pool.absorbed) == (99_400, 1_200)
    # of 1,502 left after a servicing fee of 99, 600 fill the pool up; the rest is the lender's
    assert a_month(lender, income=2_001) == {"PAY_COUPON": 400}
    assert pool.balance == 100_000


def test_cash_is_trapped_while_the_spread_is_thin_and_released_when_it_is_not() -> None:
    lender, pool = a_pool(trap_spread=0.05)
    assert a_month(lender, income=900) == {"PAY_COUPON": 400, "TRAP_CASH": 400}  # spread 4.8 %
    assert pool.trapped == 400
    assert a_month(lender, charged_off=150) == {"PAY_COUPON": 400, "RELEASE_CASH": 150}
    assert (pool.trapped, pool.balance) == (250, 100_000)
    assert a_month(lender, income=4_500) == {"PAY_COUPON": 400, "RELEASE_CASH": 250}


def test_three_months_of_negative_spread_end_the_revolving_period() -> None:
    lender, pool = a_pool()
    for month in range(3):
        assert pool.phase == Phase.REVOLVING, month
        a_month(lender, income=450)
    assert (pool.phase, pool.trigger, lender.early_amortisations) == (Phase.EARLY, TriggerOfPool.SPREAD, 1)


def test_charge_offs_beyond_the_trigger_end_it() -> None:
    lender, pool = a_pool(default_trigger=0.03)
    a_month(lender, income=5_000, charged_off=3_000)
    assert pool.phase == Phase.REVOLVING
    a_month(lender, income=5_000, charged_off=1)
    assert (pool.phase, pool.trigger) == (Phase.EARLY, TriggerOfPool.DEFAULTS)


def test_too_few_sound_receivables_end_it() -> None:
    lender, pool = a_pool()
    a_month(lender, income=5_000, sound=100_000)
    assert pool.phase == Phase.REVOLVING
    a_month(lender, income=5_000, sound=99_999)
    assert (pool.phase, pool.trigger) == (Phase.EARLY, TriggerOfPool.SHORTFALL)


def test_after_its_time_the_pool_amortises_and_income_beyond_losses_stays_with_the_lender() -> None:
    lender, pool = a_pool(revolving_months=1)
    a_month(lender, income=2_000)
    assert (pool.phase, pool.trigger) == (Phase.AMORTISING, TriggerOfPool.NONE)
    # 9,000 of principal and 700 of income for as much written off
    posted = a_month(lender, income=2_000, repaid=9_000, charged_off=700)
    assert posted == {"PAY_COUPON": 400, "REPAY_NOTES": 9_700}
    assert (pool.balance, pool.senior) == (90_300, 70_300)


def test_after_a_trigger_all_income_and_trapped_cash_go_to_the_seniors() -> None:
    lender, pool = a_pool(phase=Phase.EARLY, trapped=300)
    posted = a_month(lender, income=2_000, repaid=9_000, charged_off=700)
    assert posted == {"PAY_COUPON": 400, "RELEASE_CASH": 300, "REPAY_NOTES": 10_800}
    assert (pool.balance, pool.senior, pool.trapped) == (90_300, 69_200, 0)


def test_a_pool_ends_when_its_seniors_are_repaid() -> None:
    lender, pool = a_pool(phase=Phase.AMORTISING, senior=5_000)
    assert a_month(lender, repaid=9_000) == {"PAY_COUPON": 25, "REPAY_NOTES": 5_000}
    assert (pool.phase, pool.balance, pool.written_down) == (Phase.NONE, 0, 0)


def test_seniors_lose_what_the_rest_of_the_pool_is_not_worth_at_its_end() -> None:
    lender, pool = a_pool(phase=Phase.AMORTISING, months=5, balance=60_000, senior=70_000, trapped=1_000)
    assert a_month(lender) == {
        "PAY_COUPON": 350, "RELEASE_CASH": 1_000, "REPAY_NOTES": 61_000, "WRITE_DOWN_NOTES": 9_000
    }  # fmt: skip
    assert (pool.written_down, pool.senior, pool.balance) == (9_000, 0, 0)


def test_support_buys_charge_offs_back_so_that_the_pool_does_not_see_them() -> None:
    lender, pool = a_pool(implicit_support=0.75)
    a_month(lender, income=500, charged_off=800)
    assert (lender.month_bought_back, pool.charged_off, pool.balance) == (600, 200, 99_800)
    late, amortising = a_pool(implicit_support=0.75, phase=Phase.AMORTISING)
    assert a_month(late, income=500, charged_off=800)["REPAY_NOTES"] == 600
    assert amortising.balance == 99_200


def test_notes_are_issued_on_a_share_of_the_own_book_in_the_months_for_it() -> None:
    for months, issued in (({"issue_month": 1}, 24_000), ({"issue_month": 2}, 0), ({"last_issue_month": 0}, 0)):
        lender, pool = a_pool(phase=Phase.NONE, balance=0, senior=0, **months)
        assert a_month(lender, whole=60_000) == ({"ISSUE_NOTES": issued} if issued else {})
        assert pool.senior == issued


def test_after_a_trigger_nothing_is_issued_again() -> None:
    lender, _ = a_pool(phase=Phase.NONE, balance=0, senior=0, trigger=TriggerOfPool.SPREAD)
    assert a_month(lender, whole=60_000) == {}


def test_the_limit_on_bonds_cuts_an_issue_and_is_counted() -> None:
    lender, pool = a_pool(phase=Phase.NONE, balance=0, senior=0)
    lender.leverage_bonds, lender.book[Account.EQUITY] = 4.0, -4_000
    assert a_month(lender, whole=60_000) == {"ISSUE_NOTES": 16_000}
    assert (pool.sold, lender.limit_bound) == (20_000, 1)


def test_a_pool_gets_its_slice_of_what_the_own_book_brings() -> None:
    lender, pool = a_pool()
    ledger = a_ledger()
    ledger.balance[0, 0] = 1_000_000
    flow = {"REPAY_INTEREST": 9_000, "PAY_PARTNER_INTEREST": 5_000, "COLLECT_CLAIM": 300, "PAY_PARTNER_RECOVERY": 100,
            "CHARGE_OFF_PRINCIPAL": 7_000, "CHARGE_OFF_PARTNER_PRINCIPAL": 3_000}  # fmt: skip
    for name, amount in flow.items():
        lender.month_flow[Movement[name]] = amount
    lender.month_flow[Movement.REPAY_PRINCIPAL], lender.month_parts_repaid = 50_000, 30_000
    assert (rules.own_income(lender), rules.own_charge_off(lender)) == (4_200, 4_000)
    assert rules.own_principal_repaid(lender) == 20_000
    pool.slice = 0.5
    rules.close_pools(ledger, lender, 0, 1)
    # half of 4,200 and of 4,000, less coupon and servicing: 2,100 - 500 - 2,000
    assert pool.spreads[0] == pytest.approx(-400 * 12 / 100_000)
    assert pool.balance == 99_600


def test_two_pools_do_not_count_the_same_receivables() -> None:
    lender, _ = a_pool()
    lender.pool_count = 2
    lender.pool[1].balance = 30_000
    ledger = a_ledger()
    ledger.balance[0, 0], ledger.part_balance[0, 0, 0] = 200_000, 20_000
    assert rules.eligible_for(ledger, lender, 0, 0) == 150_000
    assert rules.eligible_for(ledger, lender, 0, 1) == 80_000


def test_the_lowest_spread_is_shown_and_none_without_a_pool() -> None:
    lender, pool = a_pool(spread_months=1)
    pool.spreads[0] = 0.07
    assert rules.lowest_spread(lender) == 0.07
    pool.phase = Phase.NONE
    assert math.isnan(rules.lowest_spread(lender))


# The split of the loss


@pytest.mark.parametrize(
    ("loss", "absorbed", "seniors"), [(0, 0, 0), (-9, 0, 0), (20_000, 0, 0), (20_001, 0, 1), (30_000, 4_000, 6_000),
                                      (200_000, 0, 80_000)]
)  # fmt: skip
def test_seniors_bear_what_exceeds_the_junior_part_and_the_spread(loss: int, absorbed: int, seniors: int) -> None:
    lender, _ = a_pool(absorbed=absorbed, exposure=5_000.0)
    put(lender, {"loss": loss, "exposure_at_default": 5_000})
    rules.split_loss(lender)
    assert rules.investor_loss(lender) == seniors
    assert rules.loss_of_all_holders(lender) == loss


def test_a_pools_loss_is_its_part_of_the_defaults_less_what_was_bought_back() -> None:
    lender, pool = a_pool(exposure=1_000.0, implicit_support=0.2)
    lender.exposure_at_default = 4_000
    assert rules.loss_of_pool(pool, lender, 10_000) == 2_000


def test_seniors_of_a_pool_that_is_wound_up_have_lost_what_was_written_down() -> None:
    _, pool = a_pool(phase=Phase.NONE, written_down=9_000)
    assert (rules.seniors_loss(pool, 50_000), rules.seniors_loss(pool, 7_000)) == (9_000, 7_000)

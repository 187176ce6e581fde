"""The guarantor: first loss, quota, cap, premium, payment as charge-offs come, failure, and its part of the loss."""

import numpy as np
import pytest

from sim.chart import Movement
from sim.outputs import REPLICATION_DTYPE
from tests.builders import a_ledger, a_market, a_world, an_economy, moved, put, rules

COVER = {
    "guarantee_quota": 0.8, "guarantee_first_loss": 0.01, "guarantee_cap": 0.05, "guarantee_premium": 0.012,
    "guarantee_fails_beyond_factor": 100.0,
}  # fmt: skip
BOOK = 1_000_000


def insured(**values):
    """A book of 1,000,000 fen with 80 % of losses beyond 1 % covered, of 5 % at most."""
    market = a_market(**(COVER | values))
    market.lenders[0].opening_own = BOOK
    return market


@pytest.mark.parametrize(
    ("losses", "part"), [(0, 0), (10_000, 0), (20_000, 8_000), (60_000, 40_000), (90_000, 40_000), (-5_000, 0)]
)
def test_the_guarantor_bears_its_quota_beyond_the_first_loss_up_to_the_cap(losses: int, part: int) -> None:
    assert rules.covered(losses, BOOK, insured().lenders[0].policies[0]) == part


def settle(lender, charged_off=0, recovered=0, factor=0.0, balance=BOOK):
    """A month end at which this much was charged off and recovered in the month."""
    ledger = a_ledger()
    ledger.balance[0, 0] = balance
    lender.month_flow[:] = 0
    lender.month_flow[Movement.CHARGE_OFF_PRINCIPAL] = charged_off
    lender.month_flow[Movement.COLLECT_CLAIM] = recovered
    rules.settle_guarantee(ledger, lender, an_economy(factor=factor), 0)
    return moved(ledger)


def test_premium_and_cover_are_paid_as_charge_offs_come() -> None:
    lender = insured().lenders[0]
    assert settle(lender, 5_000) == {"PAY_PREMIUM": 1_000}
    assert settle(lender, 15_000) == {"PAY_PREMIUM": 1_000, "RECEIVE_GUARANTEE": 8_000}
    assert settle(lender) == {"PAY_PREMIUM": 1_000}
    assert lender.guarantee_paid == 8_000


def test_what_is_recovered_in_the_same_month_is_not_paid_for() -> None:
    lender = insured().lenders[0]
    assert settle(lender, 30_000, recovered=10_000)["RECEIVE_GUARANTEE"] == 8_000


def test_later_recoveries_are_not_paid_back_but_lower_what_is_paid_next() -> None:
    lender = insured().lenders[0]
    settle(lender, 20_000)
    assert "RECEIVE_GUARANTEE" not in settle(lender, 0, recovered=5_000)
    assert settle(lender, 15_000)["RECEIVE_GUARANTEE"] == 8_000


def test_suspended_interest_that_borrowers_pay_is_no_recovery_of_a_charge_off() -> None:
    # 30,000 charged off; 5,000 of it collected, 3,000 sold; 9,000 paid on accounts never charged off do not count
    lender = insured().lenders[0]
    lender.month_flow[Movement.CHARGE_OFF_INTEREST] = 30_000
    for movement, amount in (("COLLECT_CLAIM", 5_000), ("SELL_CLAIM", 3_000), ("REPAY_CLAIM", 9_000)):
        lender.month_flow[Movement[movement]] = amount
    ledger = a_ledger()
    rules.settle_guarantee(ledger, lender, an_economy(), 0)
    # 80 % of 22,000 less the first loss of 10,000
    assert moved(ledger)["RECEIVE_GUARANTEE"] == 9_600
    assert lender.net_charge_off == 22_000


def test_a_guarantor_that_fails_pays_no_more_and_takes_no_premium_for_good() -> None:
    lender = insured(guarantee_fails_beyond_factor=2.0).lenders[0]
    settle(lender, 20_000, factor=2.0)
    assert settle(lender, 20_000, factor=2.1) == {}
    assert settle(lender, 20_000, factor=0.0) == {}
    assert (lender.guarantor_failed, lender.guarantee_paid) == (1, 8_000)


def test_without_a_quota_nothing_moves_whatever_else_is_set() -> None:
    lender = insured(guarantee_quota=0.0, guarantee_fails_beyond_factor=-100.0).lenders[0]
    assert settle(lender, 90_000, factor=5.0) == {}
    lender.loss = 90_000
    rules.share_loss(lender)
    assert (lender.loss, lender.guaranteed_loss, lender.guarantor_failed) == (90_000, 0, 0)


def test_the_parts_of_a_loss_add_up_to_the_fen() -> None:
    for loss in (-3, 0, 9_999, 10_001, 33_333, 77_777, 10_000_001):
        lender = insured().lenders[0]
        lender.loss = loss
        rules.share_loss(lender)
        assert lender.loss + lender.guaranteed_loss == loss
        assert lender.guaranteed_loss >= 0


def test_of_a_failed_guarantor_only_what_it_had_paid_counts() -> None:
    lender = insured().lenders[0]
    put(lender, {"loss": 60_000, "guarantor_failed": 1, "guarantee_paid": 8_000})
    rules.share_loss(lender)
    assert (lender.loss, lender.guaranteed_loss) == (52_000, 8_000)


def test_the_book_loss_is_that_of_all_holders_the_guarantor_among_them() -> None:
    market = insured()
    put(market.lenders[0], {"loss": 60_000})
    rules.share_loss(market.lenders[0])
    row = np.zeros(1, dtype=np.dtype((np.record, REPLICATION_DTYPE)))[0]
    rules.report_losses(row, market)
    rules.report_holders(row, market, a_world(), 1)
    assert (row.loss_fen, row.guaranteed_loss_fen, row.book_loss_fen) == (20_000, 40_000, 60_000)

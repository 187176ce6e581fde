"""Debt sale, commission on claims, and what later month ends are worth: each against running them."""

import pytest

from sim.records import State
from sim.units import NEVER
from tests.builders import a_borrower, a_ledger, a_market, a_stream, a_world, an_economy, moved, open_line, put, rules

SELLS = {
    "debt_sale_share": 1.0, "debt_sale_months_after": 4.0, "debt_sale_price": 0.12, "debt_sale_price_decay": 0.97,
    "charge_off_days_past_due": 240.0,
}  # fmt: skip
SUES = {
    "litigation_from_days_past_due": 270.0, "litigation_minimum_claim": 1_000.0, "litigation_share": 1.0,
    "litigation_recovery": 0.35, "litigation_delay_months": 6.0, "charge_off_days_past_due": 240.0,
}  # fmt: skip


CLAIM = {
    "state": State.CHARGED_OFF, "claim": 100_000, "oldest_due_day": 0, "default_day": 90, "accrued_until": 240,
    "next_due_day": 240 + 720,
}  # fmt: skip


@pytest.fixture
def borrower():
    """A claim of 100,000 that defaulted on day 90 and was charged off on day 240; weight 2; dropped on day 960."""
    return borrower_of_claim()


def borrower_of_claim():
    record = a_borrower(weight=2)
    open_line(record, daily_rate=0.0005, **CLAIM)
    return record


@pytest.mark.parametrize(
    ("months_past_due", "price"), [(12, 0.12), (13, 0.1164), (24, 0.12 * 0.97**12), (60, 0.12 * 0.97**48)]
)
def test_the_price_is_stated_at_a_year_past_due_and_falls_with_age(months_past_due: int, price: float) -> None:
    policy = a_market(**SELLS).lenders[0].policies[0]
    assert rules.sale_price(months_past_due - 3, policy, 1.0) == pytest.approx(price, rel=1e-12)


def test_the_price_falls_with_the_economy_and_with_the_volume_of_bad_debt() -> None:
    market = a_market(**SELLS, collections_volume_loading=0.3)
    lender, policy = market.lenders[0], market.lenders[0].policies[0]
    lender.d90_rate, lender.opening_d90_rate = 0.03, 0.01
    multiple = rules.price_multiple(an_economy(recovery_multiple=0.8), lender, policy)
    assert multiple == pytest.approx(0.8 * 2.718281828459045**-0.6)  # two points more
    assert rules.sale_price(9, policy, multiple) == pytest.approx(0.12 * multiple)
    lender.d90_rate = 0.0
    assert rules.price_multiple(an_economy(), lender, policy) == 1.0


@pytest.mark.parametrize(("day", "is_sold"), [(330, False), (360, True), (390, False)])
def test_a_claim_is_sold_in_its_month_and_once(borrower, day: int, is_sold: bool) -> None:
    ledger = a_ledger()
    rules.sell_debt(borrower, 0, day, an_economy(), a_market(**SELLS), a_world(), a_stream(), ledger)
    assert (borrower.accounts[0].claim == 0) == is_sold
    if is_sold:  # 270 days since the default: 12 months past due, 12 % of 100,000 times 2
        assert moved(ledger) == {"SELL_CLAIM": 24_000, "DROP_CLAIM": 200_000}
        assert ledger.loss[0] == -2 * round(12_000 * 1.0005**-270.0)
        rules.sell_debt(borrower, 0, day, an_economy(), a_market(**SELLS), a_world(), a_stream(), ledger)
        assert moved(ledger)["SELL_CLAIM"] == 24_000


def test_nothing_is_sold_at_a_share_of_nothing(borrower) -> None:
    ledger, market = a_ledger(), a_market(**(SELLS | {"debt_sale_share": 0.0}))
    rules.sell_debt(borrower, 0, 360, an_economy(), market, a_world(), a_stream(), ledger)
    assert moved(ledger) == {}


def test_an_agency_takes_its_commission_on_claims_too(borrower) -> None:
    market, ledger = a_market(collections_monthly_recovery=0.02), a_ledger()
    for policy in market.lenders[0].policies:
        put(policy.ladder[4], {"start_day": 90.0, "commission": 0.4, "effect": 0.0})
    rules.collect(borrower, borrower.accounts[0], 270, an_economy(), market, a_world(), ledger)
    collected = round(100_000 * 0.02 * 0.9**6)
    assert moved(ledger) == {"COLLECT_CLAIM": 2 * collected}
    assert ledger.agency[0] == 2 * round(0.4 * collected)


def run_on(borrower, day: int, **dials: float) -> int:
    """What the month ends after a day take off the loss when they are run, to the readmission."""
    market, world, ledger = a_market(**dials), a_world(horizon_days=9_000, loss_horizon_days=9_000), a_ledger()
    for month_end in range(day + 30, day + 2_000, 30):
        if borrower.accounts[0].state == State.CHARGED_OFF:
            rules.close_claim(borrower, 0, month_end, an_economy(), market, world, a_stream(), ledger)
    return -int(ledger.loss[0])


def valued(borrower, day: int, **dials: float) -> int:
    ledger, world = a_ledger(), a_world(horizon_days=9_000, loss_horizon_days=9_000)
    rules.value_claims(borrower, day, an_economy(), a_market(**dials), world, ledger)
    return -int(ledger.loss[0])


@pytest.mark.parametrize("day", [240, 300, 330, 360, 390, 900])
@pytest.mark.parametrize(
    "dials",
    [
        {},
        SELLS,
        SUES,
        SUES | {"litigation_delay_months": 0.0},
        SUES | {"litigation_arbitration_share": 1.0},
        SUES | {"litigation_minimum_claim": 99_500.0},
        SUES | {"litigation_delay_months": 3.0} | SELLS,
        SELLS | {"debt_sale_months_after": 0.0},
        SELLS | {"debt_sale_months_after": 40.0},
    ],
)
def test_what_is_valued_equals_what_a_longer_run_brings(borrower, day: int, dials) -> None:
    market, world = a_market(**dials), a_world(horizon_days=9_000, loss_horizon_days=9_000)
    for month_end in range(270, day + 1, 30):
        rules.close_claim(borrower, 0, month_end, an_economy(), market, world, a_stream(), a_ledger())
    expected = valued(borrower, day, **dials)
    assert expected == pytest.approx(run_on(borrower, day, **dials), abs=2 * 30)


def test_neither_a_sale_nor_a_readmission_moves_with_a_later_change_of_policy(borrower) -> None:
    dials = SELLS | {"charge_off_readmission_months": 12.0, "charge_off_days_past_due": 90.0}
    rules.sell_debt(borrower, 0, 360, an_economy(), a_market(**dials), a_world(), a_stream(), a_ledger())
    assert borrower.accounts[0].claim == 0
    rules.close_claim(borrower, 0, 930, an_economy(), a_market(**dials), a_world(), a_stream(), a_ledger())
    assert borrower.accounts[0].state == State.CHARGED_OFF
    rules.close_claim(borrower, 0, 960, an_economy(), a_market(**dials), a_world(), a_stream(), a_ledger())
    assert borrower.accounts[0].state == State.OPEN


def with_agency(**dials: float):
    """A market whose agency works from 300 days past due on, on claims of 950 yuan and more, at effect 0.5."""
    market = a_market(**dials)
    for policy in market.lenders[0].policies:
        put(policy.ladder[4], {"start_day": 300.0, "effect": 0.5, "minimum_amount": 95_000.0})
    return market


@pytest.mark.parametrize(("day", "claim", "multiple"), [(270, 100_000, 1.0), (300, 100_000, 1.5), (300, 94_999, 1.0)])
def test_collectors_at_work_raise_what_a_claim_brings(borrower, day: int, claim: int, multiple: float) -> None:
    ledger, account = a_ledger(), borrower.accounts[0]
    account.claim = claim
    rules.collect(borrower, account, day, an_economy(), with_agency(), a_world(), ledger)
    months = (day - 90) // 30
    assert moved(ledger) == {"COLLECT_CLAIM": 2 * round(claim * 0.02 * 0.9**months * multiple)}


def test_collectors_only_work_as_far_as_they_are_served(borrower) -> None:
    lender = with_agency().lenders[0]
    lender.served[4] = 0.4
    account = borrower.accounts[0]
    assert rules.monthly_rate(borrower, account, 100_000, 300, lender, 1.0) == pytest.approx(0.02 * 0.9**7 * 1.2)


def test_what_collectors_will_bring_is_valued_as_a_longer_run_brings_it(borrower) -> None:
    market, ledger = with_agency(), a_ledger()
    world = a_world(horizon_days=9_000, loss_horizon_days=9_000)
    rules.value_claims(borrower, 240, an_economy(), market, world, ledger)
    later = a_ledger()
    for month_end in range(270, 961, 30):
        rules.close_claim(borrower, 0, month_end, an_economy(), market, world, a_stream(), later)
    assert ledger.loss[0] == pytest.approx(later.loss[0], abs=2 * 30)
    assert -ledger.loss[0] > valued(borrower_of_claim(), 240) + 500


@pytest.mark.parametrize("dials", [SELLS | {"debt_sale_share": 0.5}, SUES | {"litigation_share": 0.5}])
def test_where_chance_decides_the_mean_of_longer_runs_is_valued(dials) -> None:
    def a_claim(agent: int):
        record = a_borrower(agent=agent)
        open_line(record, **CLAIM)
        return record

    runs = [run_on(a_claim(agent), 240, **dials) for agent in range(250)]
    mean = sum(runs) / len(runs)
    deviation = (sum((run - mean) ** 2 for run in runs) / len(runs)) ** 0.5
    # Two-sided 99.9 %: 3.29 standard errors.
    assert abs(valued(a_claim(1), 240, **dials) - mean) < 3.29 * deviation / len(runs) ** 0.5 + 30


def test_an_open_default_is_valued_with_the_suit_and_sale_to_come(borrower) -> None:
    account, dials = borrower.accounts[0], SUES | SELLS | {"litigation_delay_months": 2.0}
    account.state, account.claim, account.principal, account.daily_rate = State.OPEN, 0, 100_000, 0.0
    account.next_due_day = NEVER
    expected = valued(borrower, 120, **dials)
    account.state, account.claim, account.principal, account.next_due_day = State.CHARGED_OFF, 100_000, 0, 960
    assert expected == pytest.approx(run_on(borrower, 210, **dials), abs=2 * 30)

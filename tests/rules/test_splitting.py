"""Split bills: parts, the odd fen, the fee, the last part, and what ends a split."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.units import NEVER
from tests.builders import LINE, a_borrower, a_ledger, a_market, a_stream, a_world, moved, open_line, overdue, rules

FEES = {3: 0.025, 6: 0.045, 9: 0.065, 12: 0.088}


@pytest.fixture
def world():
    """A line whose bills can be split into 3, 6, 9 or 12 parts; everyone wants to."""
    record = a_world()
    record.segment[0].split_share = 1.0
    for place, (terms, fee) in enumerate(FEES.items()):
        record.product[LINE].split_terms[place] = terms
        record.product[LINE].split_fee[place] = fee
        record.product[LINE].split_shares[place] = (place + 1) / 4
    return record


def billed_line(borrower, amount: int, **values):
    return open_line(borrower, principal=amount, billed=amount, next_due_day=9, **values)


def test_a_bill_is_split_into_equal_parts_of_whole_fen(world) -> None:
    line = billed_line(a_borrower(), 100_000)
    rules.start_split(line, 100_000, 3, 0.025)
    # 1,000.00 yuan in three: 333.33 each, the odd fen with the first; 25.00 yuan of fee
    assert (line.instalment, line.fee, line.billed, line.term, line.remaining_term) == (33_333, 2_500, 0, 3, 3)
    assert line.principal == 100_000


def live_through(line, borrower, world, months: int) -> list[tuple[int, int]]:
    """Statement and due day of some months, each bill paid whole; (principal, fee and interest) paid in each."""
    market, paid = a_market(), []
    for month in range(1, months + 1):
        day = 30 * month + 1
        rules.issue_statement(borrower, line, day, world.product[LINE], market.lenders[0].policies[0])
        rules.fall_due(borrower, line, day + 8, market, world, a_ledger())
        paid.append((int(line.billed), int(line.interest)))
        rules.make_payment(borrower, line, line.billed + line.interest, day + 8, market, world, a_ledger())
    return paid


def test_the_first_part_has_the_odd_fen_and_the_last_part_ends_the_split(world) -> None:
    borrower = a_borrower(cash=1_000_000)
    line = billed_line(borrower, 100_000, daily_rate=0.0)
    rules.start_split(line, 100_000, 3, 0.025)
    # fee 2,500: a third of 2,500 is 833.33 -> 833, half of 1,667 is 833.5 -> 834 (to even), the rest 833
    assert live_through(line, borrower, world, 3) == [(33_334, 833), (33_333, 834), (33_333, 833)]
    assert (line.principal, line.interest, line.term, line.instalment, line.fee) == (0, 0, 0, 0, 0)
    assert live_through(line, borrower, world, 1) == [(0, 0)]


def test_a_split_bill_costs_no_more_than_the_policys_cap_on_rates_allows(world) -> None:
    # three parts at 1.2 % a month are worth 1 at a fee of 3 x 0.012 / (1 - 1.012^-3) - 1 = 2.4095 %, below 2.5 %
    policy = a_market(pricing_rate_cap=0.146).lenders[0].policies[0]
    world.product[LINE].split_shares[0] = 1.0
    borrower = a_borrower()
    line = billed_line(borrower, 1_000_000)
    rules.split_bill(borrower, 0, 9, policy, world, a_stream(), a_ledger())
    assert (line.term, line.fee) == (3, 24_095)


@given(
    amount=st.integers(1, 10_000_000),
    terms=st.sampled_from(sorted(FEES)),
    fee=st.floats(0, 0.2),
    new=st.integers(0, 99),
)
def test_all_parts_make_the_amount_and_all_fees_the_fee_to_the_fen(amount, terms, fee, new) -> None:
    borrower = a_borrower(cash=10**9)
    line = billed_line(borrower, amount, daily_rate=0.0)
    rules.start_split(line, amount, terms, fee)
    line.principal += new
    paid = live_through(line, borrower, a_world(), terms)
    assert sum(principal for principal, _ in paid) == amount + new
    assert sum(charged for _, charged in paid) == round(fee * amount)
    assert line.principal == 0
    assert line.term == 0


@given(
    amount=st.integers(1, 10**7),
    terms=st.sampled_from(sorted(FEES)),
    events=st.lists(st.tuples(st.integers(0, 50_000), st.floats(0, 1.2), st.booleans()), min_size=1, max_size=15),
)
def test_principal_always_covers_the_bill_and_the_parts_to_come(amount, terms, events) -> None:
    """Whatever is bought and however much of what is due is paid: nothing is billed that is not owed, nor twice."""
    borrower, market, world = a_borrower(cash=10**9), a_market(), a_world()
    line = billed_line(borrower, amount)
    rules.start_split(line, amount, terms, 0.05)
    policy = market.lenders[0].policies[0]
    for month, (bought, share, is_minimum) in enumerate(events, 1):
        day = 30 * month + 1
        rules.issue_statement(borrower, line, day, world.product[LINE], policy)
        line.principal += bought
        rules.fall_due(borrower, line, day + 8, market, world, a_ledger())
        whole = line.billed + line.interest
        wanted = rules.past_due(line) if is_minimum else whole
        payment = min(int(share * wanted), int(whole))
        if payment > 0:
            rules.make_payment(borrower, line, payment, day + 8, market, world, a_ledger())
        later = line.instalment * line.remaining_term
        assert line.principal >= line.billed + later
        assert 0 <= line.carried <= line.principal
        assert 0 <= rules.past_due(line) <= line.billed + line.interest
        line.carried = line.billed


def test_a_part_falls_due_whole_with_a_tenth_of_the_rest_and_its_share_of_the_fee(world) -> None:
    borrower, ledger = a_borrower(weight=2), a_ledger()
    line = billed_line(borrower, 100_000, daily_rate=0.0)
    rules.start_split(line, 100_000, 3, 0.025)
    line.principal += 10_000
    rules.issue_statement(borrower, line, 31, world.product[LINE], a_market().lenders[0].policies[0])
    assert line.billed == 33_334 + 10_000
    due = rules.fall_due(borrower, line, 39, a_market(), world, ledger)
    # 33,333 + a tenth of (43,334 - 33,333) = 1,000 + fee 833
    assert due == 33_333 + 1_000 + 833
    assert moved(ledger) == {"CHARGE_FEE": 2 * 833}


def split_on_due_day(borrower, world, day: int = 9, **dials: float):
    ledger, policy = a_ledger(), a_market(**dials).lenders[0].policies[0]
    rules.split_bill(borrower, 0, day, policy, world, a_stream(), ledger)
    return ledger


def test_who_has_less_cash_than_the_bill_splits_it(world) -> None:
    borrower = a_borrower(cash=99_999)
    line = billed_line(borrower, 100_000)
    split_on_due_day(borrower, world)
    terms = int(line.term)
    assert terms in FEES
    assert line.fee == round(FEES[terms] * 100_000)
    assert line.instalment == 100_000 // terms


@pytest.mark.parametrize("reason", ["cash", "arrears", "split already", "default", "not offered", "nobody"])
def test_who_does_not_split(world, reason: str) -> None:
    borrower = a_borrower(cash=100_000 if reason == "cash" else 0)
    line = billed_line(borrower, 100_000)
    if reason == "arrears":
        overdue(line, 10, 0)
    elif reason == "split already":
        rules.start_split(line, 50_000, 3, 0.025)
    elif reason == "default":
        line.default_day = 3
    elif reason == "not offered":
        world.product[LINE].split_terms[:] = 0
    elif reason == "nobody":
        world.segment[0].split_share = 0.0
    before = (int(line.term), int(line.instalment), int(line.billed))
    split_on_due_day(borrower, world)
    assert (line.term, line.instalment, line.billed) == before


@pytest.mark.parametrize(("draw", "place"), [(0.0, 0), (0.249, 0), (0.25, 1), (0.74, 2), (0.999, 3)])
def test_the_number_of_parts_follows_the_weights(world, draw: float, place: int) -> None:
    assert rules.chosen_split(world.product[LINE], draw) == place


def test_a_default_ends_a_split_and_the_next_statement_bills_all(world) -> None:
    borrower = a_borrower()
    line = billed_line(borrower, 100_000)
    rules.start_split(line, 100_000, 12, 0.088)
    rules.default_account(borrower, line, 20, a_market(), world, a_ledger())
    assert (line.term, line.remaining_term, line.instalment, line.fee) == (0, 0, 0, 0)
    rules.issue_statement(borrower, line, 31, world.product[LINE], a_market().lenders[0].policies[0])
    assert line.billed == 100_000


@pytest.mark.parametrize(
    ("month", "score", "owed", "fee_share"),
    [(6, 650.0, 100_000, 0.25), (5, 650.0, 100_000, 1.0), (6, 649.0, 100_000, 1.0), (6, 650.0, 19_999, 1.0)],
)
def test_in_a_festival_month_the_eligible_pay_a_part_of_the_fee(world, month, score, owed, fee_share) -> None:
    borrower = a_borrower(score=score, weight=2)
    line = billed_line(borrower, owed)
    world.first_calendar_month = month
    ledger = split_on_due_day(borrower, world, promotions_fee_waiver=0.75)
    whole = FEES[int(line.term)] * owed
    assert line.fee == round(whole * fee_share)
    assert ledger.fee_waived[0] == 2 * (round(whole) - line.fee)


def test_split_parts_bear_no_interest(world) -> None:
    borrower = a_borrower()
    line = billed_line(borrower, 100_000)
    line.carried = 100_000
    rules.start_split(line, 100_000, 3, 0.025)
    assert line.carried == 0
    rules.accrue(borrower, line, 30, a_market(), world, a_ledger())
    assert line.interest == 0
    assert line.oldest_due_day == NEVER

"""Co-lending at an account: parts that add up, shares of new money, what partners get and bear of a day's business."""

import pytest

from sim.holding import Part
from sim.records import State
from tests.builders import a_borrower, a_ledger, a_market, a_world, moved, open_line, open_loan, overdue, put, rules

THIRDS = (0.3, 0.5, 0.1)


def shared(account, shares=THIRDS):
    account.partner_share[:] = shares
    return account


def with_partners(*partners, **values):
    """A market whose first lender has these partners, with their shares of new lending set for month 1."""
    market = a_market()
    lender = put(market.lenders[0], {"partner_count": len(partners)} | values)
    for place, terms in enumerate(partners):
        put(lender.partner[place], {"exit_month": 601, "compensation_day": 1 << 30} | terms)
    rules.set_partner_terms(lender, 1)
    return market


def parts(ledger, kind: Part) -> list[int]:
    return [int(amount) for amount in ledger.part[0, :, kind]]


def test_parts_of_an_amount_are_rounded_so_that_they_add_up() -> None:
    # 0.3, 0.8 and 0.9 of 5 fen are 1.5, 4 and 4.5, rounded half to even 2, 4 and 4
    account = shared(open_loan(a_borrower()))
    assert [rules.part_of(account, place, 5) for place in range(3)] == [2, 2, 0]
    assert rules.parts_of(account, 5) == 4
    for amount in (0, 1, 99, 100_001, 7_777_777):
        assert rules.parts_of(account, amount) == round(0.9 * amount)


def test_a_share_is_blended_by_principal_when_new_money_has_another() -> None:
    assert rules.blended_share(0.6, 30_000, 0.0, 10_000) == pytest.approx(0.45, abs=1e-15)
    assert rules.blended_share(0.3, 0, 0.7, 10_000) == 0.7
    assert rules.blended_share(0.3, 12_345, 0.3, 678) == 0.3


def test_a_loan_takes_the_shares_of_the_month_in_which_it_is_paid_out() -> None:
    market = with_partners({"share": 0.6}, {"share": 0.2, "exit_month": 3})
    loan = open_loan(a_borrower())
    rules.share_new_money(loan, market.lenders[0], 100_000)
    assert loan.partner_share.tolist() == [0.6, 0.2, 0.0]
    rules.set_partner_terms(market.lenders[0], 3)
    later = open_loan(a_borrower())
    rules.share_new_money(later, market.lenders[0], 100_000)
    assert later.partner_share.tolist() == [0.6, 0.0, 0.0]
    assert loan.partner_share.tolist() == [0.6, 0.2, 0.0]  # an exit recalls nothing


def test_the_next_account_in_a_slot_has_no_partners_of_the_last_one() -> None:
    loan = shared(open_loan(a_borrower()))
    rules.empty_slot(loan)
    rules.share_new_money(loan, a_market().lenders[0], 1_000)
    assert not rules.is_shared(loan)


def test_partners_get_their_part_of_interest_and_claims_paid_and_principal_follows_the_record() -> None:
    borrower = a_borrower(weight=2, cash=5_000)
    loan = shared(open_loan(borrower, principal=1_000, interest=100, claim=0))
    ledger, world = a_ledger(), put(a_world(), {"has_partners": 1})
    rules.take_out(borrower, world, ledger)
    rules.allocate_payment(borrower, loan, 500, ledger, 0)
    rules.put_in(borrower, world, ledger)
    assert parts(ledger, Part.INTEREST_PAID) == [60, 100, 20]
    assert parts(ledger, Part.INTEREST) == [-60, -100, -20]
    assert parts(ledger, Part.PRINCIPAL) == [-240, -400, -80]


def test_a_charge_off_is_borne_by_all_by_their_parts() -> None:
    borrower = a_borrower()
    loan = shared(open_loan(borrower, principal=1_000, interest=50, accrued_until=180))
    ledger = a_ledger()
    rules.charge_off(borrower, loan, 180, a_market(), a_world(), ledger)
    assert parts(ledger, Part.CHARGED_OFF_PRINCIPAL) == [300, 500, 100]
    assert parts(ledger, Part.CHARGED_OFF_INTEREST) == [15, 25, 5]
    assert loan.state == State.CHARGED_OFF
    rules.receive_on_claim(borrower, loan, 100, 200, a_world(), ledger)
    assert parts(ledger, Part.RECOVERED) == [30, 50, 10]


def test_the_loss_of_a_default_and_its_recovery_are_split_to_the_fen() -> None:
    borrower = a_borrower(weight=3)
    loan = shared(open_loan(borrower, principal=1_003, daily_rate=0.0, accrued_until=40))
    ledger = a_ledger()
    rules.default_account(borrower, loan, 40, a_market(), a_world(), ledger)
    assert int(ledger.loss[0]) + sum(parts(ledger, Part.LOSS)) == 3 * 1_003
    assert parts(ledger, Part.LOSS) == [903, 1_503, 303]  # 300.9, 802.4, 902.7 are 301, 802, 903
    rules.credit_recovery(borrower, loan, 103, 60, a_world(), ledger)
    assert int(ledger.loss[0]) + sum(parts(ledger, Part.LOSS)) == 3 * 900


def test_without_shares_nothing_is_counted_for_partners() -> None:
    borrower = a_borrower(cash=5_000)
    loan = open_loan(borrower, principal=1_000, interest=100)
    ledger, world = a_ledger(), put(a_world(), {"has_partners": 1})
    rules.put_in(borrower, world, ledger)
    rules.allocate_payment(borrower, loan, 500, ledger, 0)
    rules.charge_off(borrower, loan, 180, a_market(), world, ledger)
    assert not ledger.part.any()


# The guarantee


def guaranteed(age: int, default_day: int | None = None, standing: int = 0):
    """A late account of which one partner has a guarantee from day 80 on, another none; and the day's sums."""
    terms = {"form": 1, "share": 0.5, "compensation_day": 80}
    market = with_partners(terms, {"share": 0.3}, compensation_day=80, standing=standing)
    borrower = a_borrower()
    loan = overdue(open_loan(borrower, principal=1_000, interest=60, accrued_until=100, remaining_term=0), 1_060, 0)
    shared(loan, (0.5, 0.3, 0.0))
    if default_day is not None:
        loan.default_day = default_day
    ledger = a_ledger()
    rules.compensate_partners(borrower, loan, age, 100, market, a_world(), ledger)
    return loan, ledger


def test_a_guarantee_pays_the_part_at_par_on_its_day_and_the_lender_holds_it_from_then_on() -> None:
    loan, ledger = guaranteed(80)
    assert parts(ledger, Part.COMPENSATED_PRINCIPAL) == [500, 0, 0]
    assert parts(ledger, Part.COMPENSATED_INTEREST) == [30, 0, 0]
    assert loan.partner_share.tolist() == [0.0, 0.3, 0.0]


def test_before_its_day_and_from_a_failed_lender_a_guarantee_pays_nothing() -> None:
    for loan, ledger in (guaranteed(79), guaranteed(80, standing=3)):
        assert not ledger.part.any()
        assert loan.partner_share.tolist() == [0.5, 0.3, 0.0]


def test_what_a_guarantee_pays_after_default_moves_the_partners_loss_to_the_lender() -> None:
    # 530 fen paid ten days after default at 0.04 % a day are worth 528 then
    _, ledger = guaranteed(80, default_day=90)
    assert (int(ledger.loss[0]), parts(ledger, Part.LOSS)) == (528, [-528, 0, 0])


# The close


def settled(form: int = 0, **terms):
    """A day on which a partner's principal rose by 700, of 1,000 that came in and 300 that were written off."""
    market = with_partners({"form": form, "share": 0.5, "principal": 10_000} | terms)
    ledger = a_ledger()
    for kind, amount in ((Part.PRINCIPAL, 700), (Part.CHARGED_OFF_PRINCIPAL, 300), (Part.INTEREST, 40),
                         (Part.INTEREST_PAID, 100), (Part.CHARGED_OFF_INTEREST, 20), (Part.RECOVERED, 8),
                         (Part.CLAIM_PAID, 2), (Part.LOSS, 250)):  # fmt: skip
        ledger.part[0, 0, kind] = amount
    lender = market.lenders[0]
    rules.settle_partners(ledger, lender, 0)
    return lender, ledger, market


def test_a_day_with_a_partner_is_settled_by_what_it_was() -> None:
    lender, ledger, _ = settled(service_fee=0.25)
    assert moved(ledger) == {
        "SHARE_PRINCIPAL": 1_000, "SHARE_INTEREST": 160, "PAY_PARTNER_INTEREST": 100, "PAY_PARTNER_RECOVERY": 10,
        "RECEIVE_SERVICE_FEE": 25, "CHARGE_OFF_PARTNER_PRINCIPAL": 300, "CHARGE_OFF_PARTNER_INTEREST": 20,
    }  # fmt: skip
    partner = lender.partner[0]
    assert (partner.principal, partner.interest, partner.loss, partner.net_charge_off) == (10_700, 40, 250, 312)


def test_the_deposit_is_refilled_to_its_share_of_the_guaranteed_principal() -> None:
    _, ledger, market = settled(form=1, deposit_share=0.05)
    assert moved(ledger)["PLACE_DEPOSIT"] == 535
    rules.settle(ledger, market, 0)
    again = a_ledger()
    again.part[0, 0, Part.COMPENSATED_PRINCIPAL], again.part[0, 0, Part.PRINCIPAL] = 400, -400
    rules.settle_partners(again, market.lenders[0], 0)
    # 5 % of 10,300 are 515; 135 are left of the deposit
    assert moved(again) == {"COMPENSATE_PRINCIPAL": 400, "PLACE_DEPOSIT": 380}


def test_first_losses_are_paid_once_up_to_a_share_of_the_largest_part() -> None:
    market = with_partners({"form": 2, "share": 0.5, "first_loss": 0.1, "largest": 10_000, "net_charge_off": 600})
    lender = market.lenders[0]
    for charge_off, paid in ((600, {"PAY_FIRST_LOSS": 600}), (600, {}), (1_700, {"PAY_FIRST_LOSS": 400}), (900, {})):
        ledger = a_ledger()
        lender.partner[0].net_charge_off = charge_off
        rules.cover_first_losses(ledger, lender, 0)
        assert moved(ledger) == paid


def test_shares_are_cut_alike_to_the_own_share_that_a_rule_requires() -> None:
    lender = with_partners({"share": 0.6}, {"share": 0.3}, minimum_own_share=0.3).lenders[0]
    assert [lender.partner[place].share_now for place in range(2)] == pytest.approx([0.7 * 2 / 3, 0.7 / 3])
    assert lender.own_share == pytest.approx(0.3)


# The split of the loss


def test_the_first_losses_of_a_partner_move_to_the_lender_at_the_end() -> None:
    market = with_partners({"form": 2, "first_loss": 0.1, "largest": 10_000, "loss": 1_500}, {"loss": 70})
    lender = put(market.lenders[0], {"loss": 900})
    rules.split_loss(lender)
    assert (lender.loss, rules.partner_loss(lender), rules.loss_of_all_holders(lender)) == (1_900, 570, 2_470)
    assert [rules.partners_loss(lender, form) for form in range(3)] == [70, 0, 500]


@pytest.mark.parametrize(("losses", "borne"), [(-50, 0), (0, 0), (999, 999), (1_001, 1_000)])
def test_a_first_loss_cover_bears_between_nothing_and_its_size(losses: int, borne: int) -> None:
    partner = with_partners({"form": 2, "first_loss": 0.1, "largest": 10_000}).lenders[0].partner[0]
    assert rules.first_loss_borne(partner, losses) == borne


# Allowance, risk-weighted assets, rates


def part_book():
    """A balance of 1,000 current and 100 past 90 days; a partner holds 600 and 60 of it."""
    ledger = a_ledger()
    ledger.balance[0, 0], ledger.balance[0, 4] = 1_000, 100
    ledger.part_balance[0, 0, 0], ledger.part_balance[0, 0, 4] = 600, 60
    return ledger


TERMS = {"retail_weight": 0.75, "past_due_weight": 1.0}


@pytest.mark.parametrize(
    ("terms", "allowance", "weighted"),
    [
        ({"form": 0}, 4 + 20, 297 + 20),  # own 400 and 40: 1 % and 50 %; 0.75 x 396 + 20
        ({"form": 1}, 10 + 50, 742 + 50),  # all of it is the lender's risk: 0.75 x 990 = 742.5
        ({"form": 2, "first_loss": 0.01, "largest": 660}, 24 + 7, 317 + 82),  # 6.6 left; 12.5 x 6.6 = 82.5
        ({"form": 2, "first_loss": 1.0, "largest": 660}, 24 + 36, 317 + 476),  # as if guaranteed: 445.5 + 30
    ],
)
def test_capital_and_allowance_are_held_for_the_own_part_and_what_is_guaranteed(terms, allowance, weighted) -> None:
    lender = put(with_partners({"share": 0.6} | terms).lenders[0], TERMS)
    lender.provision_rate[0], lender.provision_rate[4] = 0.01, 0.5
    assert rules.allowance_target(part_book(), lender, 0) == allowance
    assert rules.risk_weighted_assets(part_book(), lender, 0) == pytest.approx(weighted, abs=1)


def test_the_own_rate_is_that_of_the_own_part() -> None:
    ledger = part_book()
    ledger.part_balance[0, 0, 4] = 90
    lender = with_partners({"share": 0.6}).lenders[0]
    assert rules.own_rate_from(ledger, lender, 0, 4) == pytest.approx(10 / 410)
    assert rules.own_outstanding(ledger, 0) == 410


def test_new_credit_needs_the_lenders_liquidity_for_its_own_part_only() -> None:
    lender = put(with_partners({"share": 0.6}).lenders[0], {"window_filed": 1_000, "line_days": 0})
    lender.own_share = 0.4
    assert rules.credit_expected(lender, 1) == 400
    lender.own_share = 1.0
    assert rules.credit_expected(lender, 1) == 1_000


def test_a_line_keeps_the_mean_of_its_shares_by_principal() -> None:
    market = with_partners({"share": 0.8})
    line = open_line(a_borrower(), principal=0)
    rules.share_new_money(line, market.lenders[0], 1_000)
    line.principal = 1_000
    rules.set_partner_terms(put(market.lenders[0], {"minimum_own_share": 0.7}), 2)
    rules.share_new_money(line, market.lenders[0], 1_000)
    assert line.partner_share[0] == pytest.approx(0.55, abs=1e-15)

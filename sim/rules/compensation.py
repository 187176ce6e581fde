"""A lender's guarantee to a partner: on the compensation day it buys the partner's part of a late account at par."""

from sim.compiled import rare, rule
from sim.holding import Part, RiskForm
from sim.market import Standing
from sim.rules.partners import is_shared, part_of
from sim.rules.products import accrue
from sim.rules.repayment import discounted_loss
from sim.sizes import MAX_PARTNERS
from sim.units import NEVER


@rule
def is_compensated(account, partner, age):
    """Whether a partner is paid out for an account so many days past due."""
    is_guaranteed = partner.form == RiskForm.GUARANTEE
    return is_guaranteed and age >= partner.compensation_day


@rule
def pay_out_partner(borrower, account, place, day, world, ledger, lender):
    """Pay a partner its part of principal and interest; from then on the account is the lender's own in its place."""
    principal = part_of(account, place, account.principal)
    interest = part_of(account, place, account.interest)
    ledger.part[lender, place, Part.COMPENSATED_PRINCIPAL + 0] += borrower.weight * principal
    ledger.part[lender, place, Part.COMPENSATED_INTEREST + 0] += borrower.weight * interest
    if account.default_day != NEVER:
        moved_loss = borrower.weight * discounted_loss(account, principal + interest, day, world)
        ledger.loss[lender] += moved_loss
        ledger.part[lender, place, Part.LOSS + 0] -= moved_loss
    account.partner_share[place] = 0.0


@rare
def compensate_partners(borrower, account, age, day, market, world, ledger):
    """Pay out the partners whose compensation day has come; a failed lender pays nobody."""
    index = world.product[account.product].lender
    lender = market.lenders[index]
    if lender.standing == Standing.FAILED or not is_shared(account):
        return
    accrue(borrower, account, day, market, world, ledger)
    for place in range(MAX_PARTNERS):
        if account.partner_share[place] > 0.0 and is_compensated(account, lender.partner[place], age):
            pay_out_partner(borrower, account, place, day, world, ledger, index)

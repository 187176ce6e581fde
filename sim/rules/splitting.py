"""Splitting a bill into 3, 6, 9 or 12 instalments for a fee: who does, and what then falls due when."""

from sim.compiled import rare, rule
from sim.randomness import Decision, uniform
from sim.rules.access import is_favoured
from sim.rules.calendar import is_festival_month
from sim.rules.pricing import lawful_split_fee
from sim.units import NEVER, fen


@rule
def chosen_split(product, draw):
    """Place of the chosen number of instalments, by the product's cumulative weights; -1 where none is offered."""
    for place in range(len(product.split_terms)):
        if product.split_terms[place] > 0 and draw < product.split_shares[place]:
            return place
    return -1


@rule
def can_split(borrower, account, product):
    """Whether a bill is split at all: nothing past due or split already, no trace of a plan, too little cash."""
    is_free = account.term == 0 and account.oldest_due_day == NEVER and account.default_day == NEVER
    is_free = is_free and account.plan_day == -NEVER
    is_offered = product.split_terms[0] > 0
    return is_free and is_offered and account.billed + account.interest > borrower.cash


@rule
def start_split(account, amount, terms, fee_share):
    """Split an amount (fen): equal parts with the next bills, the odd fen on the first, and a fee charged with them."""
    account.term = terms
    account.remaining_term = terms
    account.instalment = amount // terms
    account.fee = fen(fee_share * amount)
    account.billed -= amount
    account.carried = min(account.carried, account.billed)


@rule
def waived_share(borrower, account, day, policy, world):
    """Share of the fee that is waived: in the month of a festival, for who is eligible."""
    if policy.promotions_fee_waiver <= 0.0 or not is_festival_month(day, world):
        return 0.0
    return policy.promotions_fee_waiver if is_favoured(borrower, account, day, policy, world) else 0.0


@rare
def split_bill(borrower, slot, day, policy, world, stream, ledger):
    """On the due day: perhaps split the bill; what a promotion waives of the fee is noted."""
    account = borrower.accounts[slot]
    product = world.product[account.product]
    chance = world.segment[borrower.segment].split_share
    if chance <= 0.0 or not can_split(borrower, account, product):
        return
    if uniform(stream, borrower.agent, slot, day, Decision.SPLIT) < chance:
        place = chosen_split(product, uniform(stream, borrower.agent, slot, day, Decision.SPLIT_TERM))
        if place >= 0:
            waiver = waived_share(borrower, account, day, policy, world)
            terms = int(product.split_terms[place])
            fee = lawful_split_fee(product.split_fee[place], terms, policy)
            whole_fee = fen(fee * account.billed)
            start_split(account, int(account.billed), terms, fee * (1.0 - waiver))
            ledger.fee_waived[product.lender] += borrower.weight * (whole_fee - account.fee)

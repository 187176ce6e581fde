"""Neighbours lend a hand and drain: who lacks cash for what is past due is given some by those who have it to spare.

Told at a month end and settled after its close from sums, so that no order matters. Money passes between households in
whole fen a person on both sides, so that nothing is made or lost: what the weights do not divide is not given.
"""

from sim.compiled import rule
from sim.records import Channel, State
from sim.rules.arrears import past_due
from sim.rules.peers import News, has_peers
from sim.units import NEVER, fen

HELPING_STEPS = 4
"""Each is taken for all in need before the next: hear, offer, promise, hand over."""


@rule
def all_past_due(borrower):
    """What is past due on open accounts (fen)."""
    total = 0
    for slot in range(len(borrower.accounts)):
        account = borrower.accounts[slot]
        if account.state == State.OPEN:
            total += past_due(account)
    return total


@rule
def tell_need(borrower, world):
    """At a month end: cash falls short of what is past due, and the borrower would pay it. Neighbours hear of it."""
    if not has_peers(world) or world.peers_help <= 0.0 or borrower.refusing == 1 or borrower.first_day != NEVER:
        return
    need = all_past_due(borrower) - borrower.cash
    if need > 0:
        borrower.need = need
        borrower.news = int(borrower.news) | (News.NEED + 0)


@rule
def spare_cash(borrower, world):
    """What a neighbour can give (fen a person): a share of cash above target savings, while nothing is past due.

    Who is late, in default or refuses to pay gives nothing.
    """
    if borrower.refusing == 1 or borrower.first_day != NEVER or all_past_due(borrower) > 0:
        return 0
    share = min(1.0, world.channel[Channel.PEERS + 0] * world.peers_help)
    return fen(share * max(0, borrower.cash - fen(borrower.savings_months * borrower.income)))


@rule
def offer_to_each(helper, world):
    """What a helper offers to each neighbour in need (fen, of all persons of the record)."""
    if helper.asked <= 0:
        return 0
    return helper.weight * spare_cash(helper, world) // int(helper.asked)


@rule
def gift_of(offer, need, offered):
    """What is taken of an offer (fen): all, or as much as the need asks of all offers alike."""
    if offered <= need:
        return offer
    return int(offer * (need / offered))


@rule
def divisible(amount, weight, other_weight):
    """The part of an amount (fen) that whole fen a person make up on both sides."""
    step = weight // greatest_divisor(weight, other_weight) * other_weight
    return amount // step * step


@rule
def greatest_divisor(one, other):
    """The greatest common divisor (Euclid)."""
    while other > 0:
        one, other = other, one % other
    return one


@rule
def promise(helper, needy, world):
    """A helper's gift to a neighbour in need, noted on both; cash moves when all is promised."""
    offer = offer_to_each(helper, world)
    gift = gift_of(offer, needy.weight * needy.need, needy.offered)
    gift = divisible(min(gift, offer), helper.weight, needy.weight)
    helper.gift -= gift // helper.weight
    needy.gift += gift // needy.weight


@rule
def hand_over(borrower):
    """What was promised moves: to who is in need, from who helps."""
    borrower.cash += borrower.gift
    borrower.gift = 0
    borrower.asked = 0


@rule
def take_helping_step(helper, needy, step, world):
    """What a helper does for a neighbour in need: hears of the need, offers, promises, hands over."""
    if step == 0:
        helper.asked += 1
    elif step == 1:
        needy.offered += offer_to_each(helper, world)
    elif step == 2:
        promise(helper, needy, world)
    else:
        hand_over(helper)

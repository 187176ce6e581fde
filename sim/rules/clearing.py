"""Debts among lenders are cleared: on the day on which they fall due, or when one of the lenders has failed.

All debts fall due together. Who cannot pay all pays what its estate and its own debtors bring, pro rata, and has
failed (Eisenberg and Noe 2001; with part of both lost, Rogers and Veraart 2013). Its funders rank before other lenders.
"""

import math

from sim.chart import Account, Movement
from sim.compiled import rare, rule
from sim.ledger import own_funds, post
from sim.market import Standing
from sim.rules.failure import can_fail, fail
from sim.rules.treasury import enter
from sim.units import fen

ROUNDING = 1e-13
"""A shortfall of this share of a debt is none: it comes from float arithmetic."""
PAYS, GETS = 0, 1
"""Sides of the desk."""


@rule
def debts_to_lenders(lender):
    """What a lender owes to others (fen)."""
    return -lender.book[Account.INTERBANK_DEBTS + 0]


@rule
def estate_of(lender):
    """What a lender has after its funders, claims and debts among lenders apart (fen); at least 0."""
    return max(0, own_funds(lender) - lender.book[Account.INTERBANK_CLAIMS + 0] + debts_to_lenders(lender))


@rule
def all_debts(market, lenders):
    """What lenders owe to each other (fen)."""
    total = 0
    for index in range(lenders):
        total += debts_to_lenders(market.lenders[index])
    return total


@rule
def has_failed_party(market, lenders):
    """Whether a lender that owes, or is owed to, has failed."""
    for index in range(lenders):
        lender = market.lenders[index]
        is_party = debts_to_lenders(lender) > 0 or lender.book[Account.INTERBANK_CLAIMS + 0] > 0
        if is_party and lender.standing == Standing.FAILED:
            return True
    return False


@rule
def is_clearing_day(market, world, day):
    """Whether debts among lenders are cleared at this close."""
    if world.warming == 1 or all_debts(market, world.lenders) == 0:
        return False
    return day == world.clearing_day or has_failed_party(market, world.lenders)


@rule
def debt_share(market, desk, debtor, creditor):
    """Part of a debtor's debts that it owes to this creditor."""
    return market.lenders[debtor].owes[creditor] / desk.due[debtor] if desk.due[debtor] > 0.0 else 0.0


@rule
def worth_of(market, desk, index, lenders):
    """Estate and what debtors pay (fen)."""
    worth = desk.estate[index]
    for debtor in range(lenders):
        worth += debt_share(market, desk, debtor, index) * desk.paid[debtor]
    return worth


@rule
def count_defaults(market, desk, lenders):
    """Mark who cannot pay all from what the others pay. Returns whether anybody is new."""
    is_new = False
    for index in range(lenders):
        needed = desk.due[index] * (1.0 - ROUNDING)
        if desk.is_default[index] == 0 and worth_of(market, desk, index, lenders) < needed:
            desk.is_default[index] = 1
            is_new = True
    return is_new


@rule
def write_equations(market, desk, world, lenders):
    """What each pays: its debts; in default a share of its estate and of what its debtors pay."""
    for index in range(lenders):
        in_default = desk.is_default[index] == 1
        desk.paid[index] = world.recovered_assets * desk.estate[index] if in_default else desk.due[index]
        for debtor in range(lenders):
            received = world.recovered_claims * debt_share(market, desk, debtor, index) if in_default else 0.0
            desk.system[index, debtor] = (1.0 if index == debtor else 0.0) - received


@rule
def solve_equations(desk, lenders):
    """Put the solution into `paid`, by elimination. No pivots are sought: off the diagonal nothing is positive."""
    for pivot in range(lenders):
        for row in range(pivot + 1, lenders):
            factor = desk.system[row, pivot] / desk.system[pivot, pivot]
            for column in range(pivot, lenders):
                desk.system[row, column] -= factor * desk.system[pivot, column]
            desk.paid[row] -= factor * desk.paid[pivot]
    for back in range(lenders):
        row = lenders - 1 - back
        for column in range(row + 1, lenders):
            desk.paid[row] -= desk.system[row, column] * desk.paid[column]
        desk.paid[row] /= desk.system[row, row]


@rare
def find_payments(market, desk, world, lenders):
    """The greatest clearing vector: who cannot pay even if all others do, then who cannot because of these, and so on.

    The fictitious default algorithm of Eisenberg and Noe: at most as many rounds as lenders.
    """
    for index in range(lenders):
        desk.due[index] = debts_to_lenders(market.lenders[index])
        desk.estate[index] = estate_of(market.lenders[index])
        desk.paid[index] = desk.due[index]
        desk.is_default[index] = 0
    for _ in range(lenders):
        if not count_defaults(market, desk, lenders):
            return
        write_equations(market, desk, world, lenders)
        solve_equations(desk, lenders)


@rule
def weigh_postings(market, desk, lenders):
    """What each lender pays and gets before rounding (fen), and the most that it can be."""
    for index in range(lenders):
        book = market.lenders[index].book
        desk.exact[PAYS, index] = desk.paid[index]
        desk.most[PAYS, index] = -book[Account.INTERBANK_DEBTS + 0]
        desk.exact[GETS, index] = 0.0
        desk.most[GETS, index] = book[Account.INTERBANK_CLAIMS + 0]
        for debtor in range(lenders):
            desk.exact[GETS, index] += debt_share(market, desk, debtor, index) * desk.paid[debtor]


@rule
def next_to_round_up(desk, side, lenders):
    """The lender furthest below its exact sum, among those who can pay or get a fen more."""
    best = 0
    largest = -math.inf
    for index in range(lenders):
        missing = desk.exact[side, index] - desk.posted[side, index]
        if missing > largest and desk.posted[side, index] < desk.most[side, index]:
            best = index
            largest = missing
    return best


@rule
def round_side(desk, side, total, lenders):
    """Whole fen that add up to the total, each less than a fen off its exact sum: by the largest remainders."""
    left = total
    for index in range(lenders):
        desk.posted[side, index] = math.floor(min(desk.exact[side, index], 1.0 * desk.most[side, index]))
        left -= desk.posted[side, index]
    for _ in range(left):
        desk.posted[side, next_to_round_up(desk, side, lenders)] += 1


@rare
def round_postings(market, desk, lenders):
    """What is posted: as much paid as received."""
    weigh_postings(market, desk, lenders)
    total = 0.0
    for index in range(lenders):
        total += desk.paid[index]
    round_side(desk, PAYS, fen(total), lenders)
    round_side(desk, GETS, fen(total), lenders)


@rule
def insolvency_cost(desk, world, index):
    """What a failed lender's estate and claims lose before its creditors get anything (fen)."""
    lost = (1.0 - world.recovered_assets) * desk.estate[index]
    return fen(lost + (1.0 - world.recovered_claims) * desk.posted[GETS, index])


@rare
def post_clearing(ledger, market, desk, world, index):
    """What a lender pays and gets, and what of its debts and claims is lost; then nothing is left of them (fen)."""
    lender = market.lenders[index]
    post(ledger, index, Movement.PAY_LENDER, desk.posted[PAYS, index])
    post(ledger, index, Movement.DROP_DEBT_TO_LENDER, desk.most[PAYS, index] - desk.posted[PAYS, index])
    post(ledger, index, Movement.RECEIVE_FROM_LENDER, desk.posted[GETS, index])
    post(ledger, index, Movement.LOSE_CLAIM_ON_LENDER, desk.most[GETS, index] - desk.posted[GETS, index])
    if desk.is_default[index] == 1:
        post(ledger, index, Movement.PAY_INSOLVENCY_COST, insolvency_cost(desk, world, index))
    for creditor in range(len(lender.owes)):
        lender.owes[creditor] = 0


@rare
def clear_debts(ledger, market, world, day):
    """Clear all debts among lenders and enter what was posted."""
    desk = market.clearing
    find_payments(market, desk, world, world.lenders)
    round_postings(market, desk, world.lenders)
    for index in range(world.lenders):
        post_clearing(ledger, market, desk, world, index)
        enter(ledger, market, index)
        if desk.is_default[index] == 1 and can_fail(market.lenders[index], world):
            fail(market.lenders[index], day, world)


@rule
def clear_lenders(ledger, market, world, day):
    """At a close: clear debts among lenders if they fall due."""
    if is_clearing_day(market, world, day):
        clear_debts(ledger, market, world, day)

"""Limits of regulation on a lender: what room they leave for new own lending and for notes, and when they bind."""

from sim.chart import Account
from sim.compiled import rule
from sim.ledger import own_funds
from sim.rules.settlement import own_receivables
from sim.units import LARGEST_BALANCE, fen

NO_LIMIT = 1000.0
"""A limit as a multiple of net assets is none from here on."""


@rule
def within_bounds(amount):
    """An amount as whole fen, no larger than any balance may be: a floor near 0 allows more than integers hold."""
    return fen(max(-1.0 * LARGEST_BALANCE, min(1.0 * amount, 1.0 * LARGEST_BALANCE)))


@rule
def total_assets(lender):
    """Assets on the balance sheet, the partners' parts not among them (fen)."""
    book = lender.book
    deposits = book[Account.GUARANTEE_DEPOSIT + 0] + book[Account.TRAPPED_CASH + 0]
    return book[Account.CASH + 0] + own_receivables(lender) + book[Account.ALLOWANCE + 0] + deposits


@rule
def room_to_borrow(lender):
    """New lending that bank and shareholder borrowing up to its multiple of net assets can pay for, with cash (fen)."""
    if lender.leverage_own >= NO_LIMIT:
        return LARGEST_BALANCE
    left = within_bounds(lender.leverage_own * own_funds(lender)) + lender.book[Account.FUNDING + 0]
    return max(0, lender.book[Account.CASH + 0] + left)


@rule
def room_by_leverage_ratio(lender):
    """New lending until own funds are no more than their floor as a share of assets (fen)."""
    if lender.leverage_ratio_floor <= 0.0:
        return LARGEST_BALANCE
    return max(0, within_bounds(own_funds(lender) / lender.leverage_ratio_floor) - total_assets(lender))


@rule
def room_by_capital_ratio(lender):
    """New lending until the capital ratio is at its floor (fen): assets of the last month end, and growth since.

    Before the first month end they are not measured yet.
    """
    weight, floor = lender.retail_weight, lender.capital_floor
    is_off = lender.capital_floor_binds == 0 or weight <= 0.0 or floor <= 0.0
    if is_off or lender.risk_weighted_assets == 0:
        return LARGEST_BALANCE
    assets = within_bounds(own_funds(lender) / floor) - lender.risk_weighted_assets
    return max(0, within_bounds(assets / weight) - (own_receivables(lender) - lender.last_own))


@rule
def lending_room(lender):
    """New own lending that regulation allows (fen)."""
    room = min(room_to_borrow(lender), room_by_leverage_ratio(lender))
    return min(room, room_by_capital_ratio(lender))


@rule
def notes_allowed(lender):
    """Notes that may still be issued: bonds and securities up to a multiple of net assets (fen)."""
    if lender.leverage_bonds >= NO_LIMIT:
        return LARGEST_BALANCE
    return max(0, within_bounds(lender.leverage_bonds * own_funds(lender)) + lender.book[Account.NOTES + 0])


@rule
def close_limits(lender):
    """At a month end: count a month in which a limit has cut new credit, and what growth is counted from."""
    lender.months_limit_binding += lender.limit_bound
    lender.last_own = own_receivables(lender)

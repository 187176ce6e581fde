"""What the owners do: dividends while the capital ratio allows them, fresh capital when it falls."""

from sim.chart import Movement
from sim.compiled import rare, rule
from sim.ledger import own_funds, post
from sim.units import fen


@rule
def dividend(lender):
    """Dividend of the month (fen): a share of its profit, if what is left still keeps the ratio."""
    policy = lender.policies[0]
    profit = own_funds(lender) - lender.month_funds
    if policy.capital_actions_dividend_share <= 0.0 or profit <= 0:
        return 0
    spare = own_funds(lender) - fen(policy.capital_actions_dividend_ratio * lender.risk_weighted_assets)
    return max(0, min(fen(policy.capital_actions_dividend_share * profit), spare))


@rule
def fresh_capital(lender):
    """Capital put in (fen): what is missing to the target ratio, up to the cap."""
    policy = lender.policies[0]
    mark = policy.capital_actions_recapitalise_below
    if mark <= 0.0 or lender.capital_ratio >= mark or lender.risk_weighted_assets <= 0:
        return 0
    missing = fen(policy.capital_actions_recapitalise_to * lender.risk_weighted_assets) - own_funds(lender)
    return max(0, min(missing, fen(policy.capital_actions_recapitalise_cap * lender.opening_balance)))


@rare
def act_on_capital(ledger, lender, index):
    """Pay a dividend or take in capital, but not under a receiver. Returns whether anything moved."""
    if lender.administered == 1:
        return False
    paid = dividend(lender)
    taken = 0 if paid > 0 else fresh_capital(lender)
    post(ledger, index, Movement.PAY_DIVIDEND, paid)
    post(ledger, index, Movement.RECAPITALISE, taken)
    return paid > 0 or taken > 0

"""A guarantor or insurer: for a premium it bears a share of losses beyond a first loss, up to a cap, while it can."""

from sim.chart import Movement
from sim.compiled import rare, rule
from sim.ledger import post
from sim.rules.exposure import own_outstanding
from sim.units import MONTHS_PER_YEAR, fen


@rule
def covered(losses, opening_balance, policy):
    """What a guarantee covers of losses so far (fen): its quota of what exceeds the first loss, up to the cap."""
    beyond = losses - policy.guarantee_first_loss * opening_balance
    return fen(policy.guarantee_quota * min(max(0.0, beyond), policy.guarantee_cap * opening_balance))


@rule
def recovered_after_charge_off(flow):
    """What claims charged off brought in a month (fen). Borrowers themselves repay claims of open accounts only."""
    return flow[Movement.COLLECT_CLAIM + 0] + flow[Movement.SELL_CLAIM + 0]


@rule
def add_net_charge_off(lender):
    """Add the month's charge-offs less what charged-off claims brought to the sum since the start (fen)."""
    flow = lender.month_flow
    charged_off = flow[Movement.CHARGE_OFF_PRINCIPAL + 0] + flow[Movement.CHARGE_OFF_INTEREST + 0]
    lender.net_charge_off += charged_off - recovered_after_charge_off(flow)


@rule
def own_net_charge_off(lender):
    """Net charge-offs since the start less the partners' parts (fen)."""
    own = lender.net_charge_off
    for place in range(lender.partner_count):
        own -= lender.partner[place].net_charge_off
    return own


@rare
def settle_guarantee(ledger, lender, economy, index):
    """Pay the premium; receive what is covered of net charge-offs and not paid yet, unless the guarantor has failed."""
    add_net_charge_off(lender)
    policy = lender.policies[0]
    if policy.guarantee_quota <= 0.0:
        return
    if economy.factor > policy.guarantee_fails_beyond_factor:
        lender.guarantor_failed = 1
    if lender.guarantor_failed == 0:
        premium = fen(policy.guarantee_premium * own_outstanding(ledger, index) / MONTHS_PER_YEAR)
        due = max(0, covered(own_net_charge_off(lender), lender.opening_own, policy) - lender.guarantee_paid)
        lender.guarantee_paid += due
        post(ledger, index, Movement.PAY_PREMIUM, premium)
        post(ledger, index, Movement.RECEIVE_GUARANTEE, due)


@rule
def share_loss(lender):
    """At the end: the guarantor's part of the credit loss leaves the lender's; of one that failed, what it had paid."""
    policy = lender.policies[0]
    if policy.guarantee_quota > 0.0:
        part = covered(max(0, lender.loss), lender.opening_own, policy)
        lender.guaranteed_loss = part if lender.guarantor_failed == 0 else min(part, lender.guarantee_paid)
        lender.loss -= lender.guaranteed_loss

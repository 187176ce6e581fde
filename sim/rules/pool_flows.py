"""What a lender's own book brought in a month: the flows of which a securitised pool gets its share."""

from sim.chart import Movement
from sim.compiled import rule


@rule
def own_income(lender):
    """Interest and recoveries received in the month less the partners' parts (fen)."""
    flow = lender.month_flow
    interest = flow[Movement.REPAY_INTEREST + 0] - flow[Movement.PAY_PARTNER_INTEREST + 0]
    claims = flow[Movement.REPAY_CLAIM + 0] + flow[Movement.COLLECT_CLAIM + 0] + flow[Movement.SELL_CLAIM + 0]
    return interest + claims - flow[Movement.PAY_PARTNER_RECOVERY + 0]


@rule
def own_principal_repaid(lender):
    """Principal repaid in the month less the partners' parts (fen)."""
    return lender.month_flow[Movement.REPAY_PRINCIPAL + 0] - lender.month_parts_repaid


@rule
def own_charge_off(lender):
    """Charge-offs of the month less the partners' parts (fen)."""
    flow = lender.month_flow
    whole = flow[Movement.CHARGE_OFF_PRINCIPAL + 0] + flow[Movement.CHARGE_OFF_INTEREST + 0]
    parts = flow[Movement.CHARGE_OFF_PARTNER_PRINCIPAL + 0] + flow[Movement.CHARGE_OFF_PARTNER_INTEREST + 0]
    return whole - parts

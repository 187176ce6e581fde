"""What a run reports of who holds the loans: a lender's month, and the losses of all holders of a replication."""

from sim.compiled import rare, rule
from sim.ledger import Account, Movement
from sim.market import PLATFORM, RiskForm
from sim.rules.exposure import own_outstanding
from sim.rules.holders import loss_of_all_holders, partner_loss, partners_loss


@rule
def report_parts(row, ledger, lender, index):
    """Own balance and what was settled with partners in the month."""
    flow = lender.month_flow
    row.own_outstanding_fen = own_outstanding(ledger, index)
    row.d30_rate_own = lender.d30_rate_own
    row.d90_rate_own = lender.d90_rate_own
    row.partner_funded_fen = flow[Movement.SHARE_PRINCIPAL + 0] - flow[Movement.RETURN_PRINCIPAL + 0]
    row.partner_interest_fen = flow[Movement.SHARE_INTEREST + 0]
    row.service_fee_fen = flow[Movement.RECEIVE_SERVICE_FEE + 0]
    row.compensated_fen = flow[Movement.COMPENSATE_PRINCIPAL + 0] + flow[Movement.COMPENSATE_INTEREST + 0]
    row.first_loss_fen = flow[Movement.PAY_FIRST_LOSS + 0]
    row.guarantee_deposit_fen = lender.book[Account.GUARANTEE_DEPOSIT + 0]


@rare
def report_holders(row, market, world, months):
    """Losses over all holders of all lenders' books, and the platform's own delinquency."""
    for index in range(world.lenders):
        lender = market.lenders[index]
        row.book_loss_fen += loss_of_all_holders(lender)
        if index != PLATFORM:
            row.other_lenders_loss_fen += lender.loss
        row.guarantor_loss_fen += lender.guaranteed_loss
        row.partner_loss_fen += partner_loss(lender)
        row.pro_rata_partner_loss_fen += partners_loss(lender, RiskForm.PRO_RATA)
        row.guaranteed_partner_loss_fen += partners_loss(lender, RiskForm.GUARANTEE)
        row.first_loss_partner_loss_fen += partners_loss(lender, RiskForm.FIRST_LOSS)
    platform = market.lenders[PLATFORM]
    row.d30_rate_own = platform.d30_rate_own
    row.d30_rate_own_average = platform.d30_own_sum / months
    row.d30_rate_own_peak = platform.d30_own_peak
    row.d90_rate_own = platform.d90_rate_own
    row.d90_rate_own_average = platform.d90_own_sum / months
    row.d90_rate_own_peak = platform.d90_own_peak

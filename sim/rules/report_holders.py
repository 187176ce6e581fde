"""What a run reports of who holds the loans: a lender's month, and the losses of all holders of a replication."""

from sim.chart import Account, Movement
from sim.compiled import rare, rule
from sim.holding import RiskForm
from sim.market import PLATFORM
from sim.rules.exposure import own_outstanding
from sim.rules.holders import investor_loss, loss_of_all_holders, partner_loss, partners_loss
from sim.rules.securitisation import lowest_spread, pool_balance


@rule
def report_parts(row, ledger, lender, index):
    """Own balance and what was settled with partners in the month."""
    flow = lender.month_flow
    row.own_outstanding_fen = own_outstanding(ledger, index)
    row.d30_rate_own = lender.d30_rate_own
    row.d90_rate_own = lender.d90_rate_own
    row.partner_funded_fen = flow[Movement.SHARE_PRINCIPAL + 0] - flow[Movement.RETURN_PRINCIPAL + 0]
    row.partner_interest_fen = flow[Movement.SHARE_INTEREST + 0]
    row.partner_recovery_fen = flow[Movement.PAY_PARTNER_RECOVERY + 0]
    row.service_fee_fen = flow[Movement.RECEIVE_SERVICE_FEE + 0]
    row.compensated_fen = flow[Movement.COMPENSATE_PRINCIPAL + 0] + flow[Movement.COMPENSATE_INTEREST + 0]
    row.first_loss_fen = flow[Movement.PAY_FIRST_LOSS + 0]
    row.guarantee_deposit_fen = lender.book[Account.GUARANTEE_DEPOSIT + 0]
    row.limit_binding = lender.limit_bound


@rule
def report_pools(row, lender):
    """What was securitised and what its seniors got in the month."""
    flow = lender.month_flow
    row.pool_fen = pool_balance(lender)
    row.notes_fen = -lender.book[Account.NOTES + 0]
    row.trapped_cash_fen = lender.book[Account.TRAPPED_CASH + 0]
    row.notes_issued_fen = flow[Movement.ISSUE_NOTES + 0]
    row.notes_repaid_fen = flow[Movement.REPAY_NOTES + 0]
    row.coupon_fen = flow[Movement.PAY_COUPON + 0]
    row.notes_written_down_fen = flow[Movement.WRITE_DOWN_NOTES + 0]
    row.bought_back_fen = lender.month_bought_back
    row.excess_spread = lowest_spread(lender)


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
        row.investor_loss_fen += investor_loss(lender)
        row.pro_rata_partner_loss_fen += partners_loss(lender, RiskForm.PRO_RATA)
        row.guaranteed_partner_loss_fen += partners_loss(lender, RiskForm.GUARANTEE)
        row.first_loss_partner_loss_fen += partners_loss(lender, RiskForm.FIRST_LOSS)
    platform = market.lenders[PLATFORM]
    row.months_limit_binding = platform.months_limit_binding
    row.early_amortisations = platform.early_amortisations
    row.d30_rate_own = platform.d30_rate_own
    row.d30_rate_own_average = platform.d30_own_sum / months
    row.d30_rate_own_peak = platform.d30_own_peak
    row.d90_rate_own = platform.d90_rate_own
    row.d90_rate_own_average = platform.d90_own_sum / months
    row.d90_rate_own_peak = platform.d90_own_peak

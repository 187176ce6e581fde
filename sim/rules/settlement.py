"""What a lender and its co-lending partners settle: net at every close, first losses and new shares every month."""

from sim.chart import Account, Movement
from sim.compiled import rare, rule
from sim.holding import Part, RiskForm
from sim.ledger import post
from sim.market import Standing
from sim.rules.opinion import is_running, spread_asked, withdrawn_share
from sim.sizes import MAX_PARTNERS
from sim.units import fen


@rule
def own_receivables(lender):
    """Principal and interest on the books less the partners' parts (fen)."""
    book = lender.book
    managed = book[Account.PRINCIPAL + 0] + book[Account.INTEREST + 0]
    return managed + book[Account.PARTNER_PRINCIPAL + 0] + book[Account.PARTNER_INTEREST + 0]


@rule
def net_funded(ledger, index, place):
    """What a partner pays in today (fen, negative: gets back): the change of its principal that is no loss."""
    part = ledger.part[index, place]
    return part[Part.PRINCIPAL + 0] + part[Part.CHARGED_OFF_PRINCIPAL + 0] + part[Part.COMPENSATED_PRINCIPAL + 0]


@rule
def interest_earned(ledger, index, place):
    """What a partner has earned of interest today (fen): the change of its receivable and what left it."""
    part = ledger.part[index, place]
    left = part[Part.CHARGED_OFF_INTEREST + 0] + part[Part.COMPENSATED_INTEREST + 0]
    return part[Part.INTEREST + 0] + part[Part.INTEREST_PAID + 0] + left


@rule
def service_fee(partner, interest_paid):
    """Technology-service fee (fen): what the lender keeps of the interest paid on a partner's part."""
    return fen(partner.fee_now * interest_paid)


@rule
def settle_part(ledger, partner, index, place):
    """Post what a day's business was to one partner."""
    part = ledger.part[index, place]
    funded, paid = net_funded(ledger, index, place), part[Part.INTEREST_PAID + 0]
    post(ledger, index, Movement.SHARE_PRINCIPAL, max(0, funded))
    post(ledger, index, Movement.RETURN_PRINCIPAL, max(0, -funded))
    post(ledger, index, Movement.SHARE_INTEREST, interest_earned(ledger, index, place))
    post(ledger, index, Movement.PAY_PARTNER_INTEREST, paid)
    post(ledger, index, Movement.RECEIVE_SERVICE_FEE, service_fee(partner, paid))
    post(ledger, index, Movement.PAY_PARTNER_RECOVERY, part[Part.RECOVERED + 0] + part[Part.CLAIM_PAID + 0])
    post(ledger, index, Movement.CHARGE_OFF_PARTNER_PRINCIPAL, part[Part.CHARGED_OFF_PRINCIPAL + 0])
    post(ledger, index, Movement.CHARGE_OFF_PARTNER_INTEREST, part[Part.CHARGED_OFF_INTEREST + 0])
    post(ledger, index, Movement.COMPENSATE_PRINCIPAL, part[Part.COMPENSATED_PRINCIPAL + 0])
    post(ledger, index, Movement.COMPENSATE_INTEREST, part[Part.COMPENSATED_INTEREST + 0])


@rule
def add_part(ledger, partner, index, place):
    """Take the day's change of a partner's part over into its record."""
    part = ledger.part[index, place]
    partner.principal += part[Part.PRINCIPAL + 0]
    partner.interest += part[Part.INTEREST + 0]
    charged_off = part[Part.CHARGED_OFF_PRINCIPAL + 0] + part[Part.CHARGED_OFF_INTEREST + 0]
    partner.net_charge_off += charged_off - part[Part.RECOVERED + 0]
    partner.loss += part[Part.LOSS + 0]


@rule
def deposit_target(lender):
    """What should lie at partners as security for the guarantee (fen): a share of the principal guaranteed."""
    target = 0
    for place in range(MAX_PARTNERS):
        partner = lender.partner[place]
        if partner.form == RiskForm.GUARANTEE:
            target += fen(partner.deposit_share * partner.principal)
    return target


@rule
def refill_deposit(ledger, lender, index):
    """Bring the deposit to its target after today's compensations; a failed lender leaves what lies there."""
    paid = ledger.flow[index, Movement.COMPENSATE_PRINCIPAL + 0] + ledger.flow[index, Movement.COMPENSATE_INTEREST + 0]
    missing = deposit_target(lender) - (lender.book[Account.GUARANTEE_DEPOSIT + 0] - paid)
    if lender.standing != Standing.FAILED:
        post(ledger, index, Movement.PLACE_DEPOSIT, max(0, missing))
        post(ledger, index, Movement.RETURN_DEPOSIT, max(0, -missing))


@rare
def settle_partners(ledger, lender, index):
    """Settle a day with all partners, and refill the deposit."""
    for place in range(lender.partner_count):
        partner = lender.partner[place]
        settle_part(ledger, partner, index, place)
        add_part(ledger, partner, index, place)
        lender.month_parts_repaid += ledger.part[index, place, Part.PRINCIPAL_PAID + 0]
    refill_deposit(ledger, lender, index)


@rule
def first_loss_borne(partner, losses):
    """What a lender bears of a partner's losses (fen): the first ones, up to a share of the largest part so far."""
    if partner.form != RiskForm.FIRST_LOSS:
        return 0
    return max(0, min(losses, fen(partner.first_loss * partner.largest)))


@rare
def cover_first_losses(ledger, lender, index):
    """At a month end: pay partners their first losses so far that are not paid yet."""
    for place in range(lender.partner_count):
        partner = lender.partner[place]
        partner.largest = max(partner.largest, partner.principal + partner.interest)
        if lender.standing != Standing.FAILED:
            due = max(0, first_loss_borne(partner, partner.net_charge_off) - partner.covered)
            partner.covered += due
            post(ledger, index, Movement.PAY_FIRST_LOSS, due)


@rule
def offered_share(partner, month):
    """The share of new lending that a partner takes: less as its trust falls, none after its exit and while it runs."""
    if month >= partner.exit_month or is_running(partner.opinion):
        return 0.0
    return partner.share * (1.0 - withdrawn_share(partner.opinion))


@rare
def set_partner_terms(lender, month):
    """Fees and shares of new lending in a month; shares are all cut alike to the own share required."""
    total = 0.0
    for place in range(MAX_PARTNERS):
        partner = lender.partner[place]
        partner.fee_now = max(0.0, partner.service_fee - spread_asked(partner.opinion))
        partner.share_now = offered_share(partner, month)
        total += partner.share_now
    most = 1.0 - lender.minimum_own_share
    if total > most:
        for place in range(MAX_PARTNERS):
            lender.partner[place].share_now = lender.partner[place].share_now * (most / total)
        total = most
    lender.own_share = 1.0 - total

"""What the lender's own work costs, what complaints do to its name, and how far its collectors' time reaches."""

from sim.chart import Movement
from sim.compiled import rare, rule
from sim.ledger import post
from sim.market import Activity
from sim.rules.ladder import attempts_made
from sim.units import fen

CAPACITY_BASE = 10_000.0
"""Capacity is stated for so many active accounts."""
LOWEST_REPUTATION = 0.05


@rule
def count(lender, ledger, index, activity):
    """How often something was done in the month that closes, its last day included."""
    return lender.month_activity[activity] + ledger.activity[index, activity]


@rule
def capacity(lender, ledger, index, place):
    """Contacts that a rung can make in a month."""
    return lender.policies[0].ladder[place].capacity * max(1, ledger.active_accounts[index]) / CAPACITY_BASE


@rule
def contacts_made(lender, ledger, index, place):
    """Contacts of a rung in the month: what its cases called for, up to its capacity."""
    return min(1.0 * count(lender, ledger, index, Activity.CONTACT + place), capacity(lender, ledger, index, place))


@rule
def misconduct(rung, policy):
    """Attempts and hours of a rung beyond what is allowed, added up."""
    excess_attempts = max(0.0, rung.attempts - policy.conduct_attempts_allowed)
    return excess_attempts + max(0.0, rung.hours - policy.conduct_hours_allowed)


@rule
def complaints(lender, ledger, index):
    """Complaints of the month: by contact, and more where collectors press beyond what is allowed (not rounded)."""
    policy = lender.policies[0]
    total = 0.0
    for place in range(len(policy.ladder)):
        excess = misconduct(policy.ladder[place], policy)
        rate = min(1.0, policy.conduct_complaint_rate + policy.conduct_excess_complaint_rate * excess)
        total += rate * contacts_made(lender, ledger, index, place)
    return total


@rule
def collection_cost(lender, ledger, index):
    """Attempts of collectors and commissions of agencies in the month (fen)."""
    policy = lender.policies[0]
    total = 1.0 * (lender.month_agency + ledger.agency[index])
    for place in range(len(policy.ladder)):
        rung = policy.ladder[place]
        total += rung.cost * (attempts_made(rung) * contacts_made(lender, ledger, index, place))
    return fen(total)


@rule
def litigation_cost(lender, ledger, index):
    """Suits of the month (fen): arbitration doubles the cost, preserving assets adds to it."""
    policy = lender.policies[0]
    dearer = 1.0 + policy.litigation_arbitration_share + policy.litigation_preservation
    return fen(policy.litigation_cost * dearer * count(lender, ledger, index, Activity.SUIT + 0))


@rule
def service_cost(lender, ledger, index):
    """Reminders, debits, education, disputes and plans of the month (fen)."""
    policy = lender.policies[0]
    reminders = count(lender, ledger, index, Activity.REMINDER + 0) * policy.reminders_reach * policy.reminders_cost
    debits = count(lender, ledger, index, Activity.DEBIT + 0) * policy.reminders_autopay_cost
    disputes = count(lender, ledger, index, Activity.DISPUTE + 0) * policy.service_cost
    plans = count(lender, ledger, index, Activity.PLAN + 0) * policy.forbearance_cost
    education = 0.0
    if policy.education_effect > 0.0:
        education = policy.education_cost * ledger.active_accounts[index]
    return fen(reminders + debits + disputes + plans + education)


@rule
def risk_cost(lender, ledger, index):
    """Scoring and verification of the month (fen)."""
    policy = lender.policies[0]
    verified = count(lender, ledger, index, Activity.VERIFICATION + 0) * policy.underwriting_verification_cost
    return fen(verified + count(lender, ledger, index, Activity.APPLICATION + 0) * policy.revenue_risk_cost)


@rule
def acquisition_cost(lender, ledger, index):
    """Winning the month's customers and loans (fen): dearer when the name has suffered."""
    admitted = count(lender, ledger, index, Activity.ADMISSION + 0)
    return fen(admitted * lender.policies[0].revenue_acquisition_cost / lender.reputation)


@rare
def charge_activity(ledger, lender, index):
    """Post what the month's work cost."""
    policy = lender.policies[0]
    post(ledger, index, Movement.PAY_COLLECTION_COST, collection_cost(lender, ledger, index))
    post(ledger, index, Movement.PAY_LITIGATION_COST, litigation_cost(lender, ledger, index))
    post(ledger, index, Movement.PAY_SERVICE_COST, service_cost(lender, ledger, index))
    post(ledger, index, Movement.PAY_RISK_COST, risk_cost(lender, ledger, index))
    post(ledger, index, Movement.PAY_ACQUISITION_COST, acquisition_cost(lender, ledger, index))
    coupons = fen(policy.promotions_coupon * count(lender, ledger, index, Activity.COUPON + 0))
    post(ledger, index, Movement.PAY_PROMOTION_COST, coupons)
    post(ledger, index, Movement.PAY_FINE, fen(policy.conduct_fine * complaints(lender, ledger, index)))


@rule
def served_share(contacts, most):
    """Share of the cases that a rung's capacity reaches, by the contacts its cases called for last month."""
    return 1.0 if contacts <= most else most / contacts


@rare
def watch_standing(ledger, lender, index):
    """The lender's name after the month's complaints, and what its collectors can reach in the next."""
    policy = lender.policies[0]
    active = ledger.active_accounts[index]
    complained = complaints(lender, ledger, index)
    lender.complaint_rate = complained / active if active > 0 else 0.0
    recovered = (1.0 - policy.conduct_reputation_memory) * (1.0 - lender.reputation)
    harm = policy.conduct_reputation_loss * lender.complaint_rate
    lender.reputation = max(LOWEST_REPUTATION, lender.reputation + recovered - harm)
    for place in range(len(policy.ladder)):
        contacts = count(lender, ledger, index, Activity.CONTACT + place)
        lender.served[place] = served_share(contacts, capacity(lender, ledger, index, place))
    lender.ecosystem_value += fen(policy.revenue_ecosystem_value * ledger.users[index])

"""The collections ladder: which rung works on whom, what its contacts do, and how many there are."""

import math

from sim.compiled import rare, rule
from sim.market import Activity
from sim.records import State
from sim.rules.arrears import days_past_due, past_due
from sim.units import NEVER, fen

LAWFUL_HOURS = 14.0
"""From 08:00 to 22:00 (domain.md 3): the hours for which a rung states how often it is answered."""


@rule
def at_stake(account):
    """What collectors are after (fen): what is past due, or the claim that was charged off."""
    return account.claim if account.state == State.CHARGED_OFF else past_due(account)


@rule
def works_on(rung, borrower, amount, days):
    """Whether a rung works on a case of so much, so many days past due: old, large and risky enough."""
    return days >= rung.start_day and amount >= rung.minimum_amount and borrower.score <= rung.lowest_risk_score


@rule
def is_at_work(rung, borrower, account, days):
    """Whether a rung works on an account."""
    return works_on(rung, borrower, at_stake(account), days)


@rule
def answered(rung):
    """Chance that an attempt is answered: as stated for lawful hours, more in longer ones."""
    return min(1.0, rung.answer * (rung.hours / LAWFUL_HOURS))


@rule
def reached(rung):
    """Share of the cases that a rung's attempts reach: the first that is answered ends them."""
    chance = answered(rung)
    if chance >= 1.0 and rung.attempts >= 1.0:
        return 1.0
    return 1.0 - math.pow(1.0 - chance, 1.0 * rung.attempts)


@rule
def attempts_made(rung):
    """Expected attempts of a contact (Bernoulli trials until one is answered)."""
    chance = answered(rung)
    return reached(rung) / chance if chance > 0.0 else 1.0 * rung.attempts


@rule
def rung_effect(rung):
    """Effect of a rung relative to its stated one, which is that of one attempt a contact in lawful hours."""
    return min(1.0, rung.effect * (reached(rung) / rung.answer))


@rule
def strongest_effect(borrower, amount, days, lender):
    """Effect (0..1) of the strongest rung that works on a case of so much (fen), so many days past due."""
    policy = lender.policies[borrower.segment]
    strongest = 0.0
    for place in range(len(policy.ladder)):
        rung = policy.ladder[place]
        if works_on(rung, borrower, amount, days):
            strongest = max(strongest, rung_effect(rung) * lender.served[place])
    return strongest


@rule
def pressure(borrower, account, day, lender, world):
    """Share of the cash kept back for living that collectors make a borrower give up (0..1): the strongest rung's."""
    days = days_past_due(account, day, world)
    return strongest_effect(borrower, at_stake(account), days, lender) if days > 0 else 0.0


@rule
def contacts_until(days, start_day, every_days):
    """Contacts of a rung from the first day past due to this one."""
    if days < start_day:
        return 0
    return math.floor((days - start_day) / every_days) + 1


@rare
def count_contacts(borrower, account, day, market, world, ledger):
    """Count the contacts since they were last counted; others who learn of them cost standing."""
    if account.oldest_due_day == NEVER:
        return
    index = world.product[account.product].lender
    lender = market.lenders[index]
    policy = lender.policies[borrower.segment]
    days = days_past_due(account, day, world)
    before = max(0, int(account.contacted_until) - int(account.oldest_due_day))
    account.contacted_until = day
    for place in range(len(policy.ladder)):
        rung = policy.ladder[place]
        if is_at_work(rung, borrower, account, days):
            contacts = contacts_until(days, rung.start_day, rung.every_days) - contacts_until(
                before, rung.start_day, rung.every_days
            )
            if contacts > 0:
                ledger.activity[index, Activity.CONTACT + place] += borrower.weight * contacts
                borrower.standing = borrower.standing * math.pow(
                    1.0 - rung.shame * lender.served[place], 1.0 * contacts
                )


@rare
def commission(borrower, account, amount, days, lender):
    """What an agency earns on a payment so many days past due (fen), on the share of the cases that it reaches."""
    policy = lender.policies[borrower.segment]
    share = 0.0
    if days > 0:
        for place in range(len(policy.ladder)):
            rung = policy.ladder[place]
            if rung.commission > 0.0 and is_at_work(rung, borrower, account, days):
                share = max(share, rung.commission * lender.served[place])
    return fen(share * amount)

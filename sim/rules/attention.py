"""Attention: whose bills are debited, who forgets a payment for how long, and payments that fail at the lender's."""

from sim.compiled import rule
from sim.market import Activity
from sim.randomness import Decision, uniform
from sim.rules.ladder import is_at_work

LONGEST_LAPSE_DAYS = 3
"""A forgotten payment is remembered after one to three days by who knows the terms."""
FULL_EFFECT_DAYS = 3.0
"""From so many days before the due day on a reminder has its full effect: there is time to fill the account."""


@rule
def chance_to_forget(borrower, policy):
    """Chance to forget a payment: none if bills are debited; reminders and education lower it."""
    if borrower.autopay == 1:
        return 0.0
    in_time = min(1.0, policy.reminders_days_before / FULL_EFFECT_DAYS)
    reminded = 1.0 - policy.reminders_reach * policy.reminders_effect * in_time
    return borrower.forgetfulness * reminded * (1.0 - policy.education_effect)


@rule
def takes_payment_option(borrower, policy, stream):
    """Whether a borrower who pays by hand takes up the debit that the lender offers: some do, and keep to it."""
    if policy.reminders_autopay_uptake <= 0.0 or borrower.autopay == 1:
        return False
    draw = uniform(stream, borrower.agent, 0, 0, Decision.PAYMENT_OPTION)
    return draw < policy.reminders_autopay_uptake


@rule
def longest_lapse(borrower, account, place, lender, segment):
    """Longest time (days) until a forgotten payment is remembered; the unaware wait to be told, or called.

    A rung calls if it works on such a case; its capacity reaches those whose `place` (0..1) among all lies below it.
    """
    if borrower.unaware == 0:
        return LONGEST_LAPSE_DAYS
    policy = lender.policies[borrower.segment]
    waiting = segment.unaware_days * (1.0 - policy.education_effect)
    for step in range(len(policy.ladder)):
        rung = policy.ladder[step]
        if place < lender.served[step] and is_at_work(rung, borrower, account, int(rung.start_day)):
            waiting = min(waiting, rung.start_day)
    return max(LONGEST_LAPSE_DAYS, int(waiting))


@rule
def lapse_days(draw, chance, longest, is_unaware):
    """Days until a forgotten payment is remembered: uniform over 1..longest; the unaware wait to the end."""
    if is_unaware:
        return longest
    return 1 + min(int(longest * (draw / chance)), longest - 1)


@rule
def forget(borrower, slot, day, index, lender, segment, stream, ledger):
    """Perhaps forget the payment that falls due today; what is debited is not forgotten."""
    policy = lender.policies[borrower.segment]
    if takes_payment_option(borrower, policy, stream):
        ledger.activity[index, Activity.DEBIT + 0] += borrower.weight
        return
    chance = chance_to_forget(borrower, policy)
    if chance > 0.0:
        draw = uniform(stream, borrower.agent, slot, day, Decision.FORGETTING)
        if draw < chance:
            longest = longest_lapse(borrower, borrower.accounts[slot], draw / chance, lender, segment)
            lapse = lapse_days(draw, chance, longest, borrower.unaware == 1)
            borrower.accounts[slot].retry_day = day + lapse


@rule
def fail_payment(borrower, slot, day, lender, policy, stream, ledger):
    """Perhaps a payment fails on the lender's side; a dispute sets it right after some days.

    It excuses no arrears from before.
    """
    if policy.service_outage_rate > 0.0:
        draw = uniform(stream, borrower.agent, slot, day, Decision.OUTAGE)
        if draw < policy.service_outage_rate:
            account = borrower.accounts[slot]
            set_right = day + int(policy.service_dispute_days)
            if account.oldest_due_day == day:
                account.excused_until = set_right
            account.retry_day = max(int(account.retry_day), set_right)
            ledger.activity[lender, Activity.DISPUTE + 0] += borrower.weight

"""Serving accounts while all goes well: reminders, due days, charges, access, promotions, disputes, their worth."""

from __future__ import annotations

from sim.scenario.parameter import Block, parameter


class Reminders(Block):
    """A message before a bill falls due."""

    days_before: float = parameter(
        7.0, "days", "how long before the due day", "7 days, as the platforms do", low=0, high=30
    )
    reach: float = parameter(0.0, "share of bills", "that a reminder is sent for and seen", "neutral", low=0, high=1)
    effect: float = parameter(
        0.3,
        "share",
        "fall of the chance to forget for who is reached; full from three days before on",
        "assumed, so that late fees fall by 13 %, domain.md 5.3",
        low=0,
        high=1,
    )
    cost: float = parameter(
        0.045, "yuan per message", "what a message costs", "0.04-0.05 yuan, domain.md 5.2", low=0, high=100
    )
    autopay_uptake: float = parameter(
        0.0,
        "share of those who pay by hand",
        "whose bills are debited because the lender offers further ways of paying: nobody of them forgets",
        "neutral",
        low=0,
        high=1,
    )
    autopay_cost: float = parameter(0.1, "yuan per bill", "what such a debit costs", low=0, high=100)


class DueDay(Block):
    """Letting borrowers move the due day behind their payday."""

    aligned_share: float = parameter(
        0.0, "share of borrowers", "who do", "neutral; +27 % repayment, domain.md 5.1", low=0, high=1
    )
    days_after_payday: float = parameter(
        1.0, "days", "how long after payday the due day lies", "1-2 days, domain.md 5.1", low=0, high=10
    )


class Grace(Block):
    """Lateness that has no consequence."""

    days: float = parameter(
        0.0,
        "days",
        "days past due without late charges, score or registry effect",
        "neutral; none contractual, 3 days at banks, domain.md 1.1",
        low=0,
        high=30,
    )


class LateCharges(Block):
    """What lateness costs beyond late interest."""

    fixed: float = parameter(
        0.0,
        "yuan per month",
        "charged at every month end that is past due beyond grace",
        "neutral",
        low=0,
        high=10000.0,
    )
    cap: float = parameter(
        1000.0,
        "share of principal",
        "late interest and charges end here, with all unpaid interest",
        "neutral",
        low=0,
        high=1000,
    )
    rate_multiple: float = parameter(
        1.0,
        "multiple",
        "of the surcharge on the rate that a product asks for what is past due",
        "neutral; the surcharge is 30-50 % by rule, domain.md 1.2",
        low=0,
        high=10,
    )


class Freeze(Block):
    """Use of credit after a missed payment."""

    days_past_due: float = parameter(
        1.0,
        "days",
        "from this many days past due a line cannot be used",
        "any overdue day blocks, domain.md 1.3",
        low=1,
        high=10000,
    )
    lasting_days_past_due: float = parameter(
        30.0,
        "days",
        "from this many days past due access stays closed after payment",
        "30+ DPD lasting closure, domain.md 1.3",
        low=1,
        high=10000,
    )
    lasting_months: float = parameter(12.0, "months", "how long it stays closed", low=0, high=600)
    linkage: float = parameter(
        1.0,
        "0 or 1",
        "1: arrears on one product freeze all of the lender's",
        "any overdue blocks both products, domain.md 1.3",
        low=0,
        high=1,
    )
    cut_days_past_due: float = parameter(
        10000.0, "days", "at this many days past due the limit is cut for good", "neutral", low=1, high=10000
    )
    cut_share: float = parameter(0.3, "share of limit", "that cut", low=0, high=1)
    close_days_past_due: float = parameter(
        10000.0, "days", "at this many days past due the line is closed for good", "neutral", low=1, high=10000
    )


class Promotions(Block):
    """The two shopping festivals, 18 June and 11 November: for whom, and what is given."""

    score: float = parameter(
        650.0, "score points", "from here on a borrower is eligible, if nothing is past due", low=0, high=1000
    )
    minimum_spend: float = parameter(
        200.0, "yuan owed on the line", "from here on a borrower is eligible", low=0, high=1000000.0
    )
    limit_multiple: float = parameter(
        1.0,
        "multiple",
        "temporary limit in the month of a festival",
        "neutral; raised around Double 11, domain.md 1.1",
        low=1,
        high=5,
    )
    demand: float = parameter(0.0, "share", "rise of festival shopping of the eligible", "neutral", low=0, high=10)
    fee_waiver: float = parameter(
        0.0,
        "share of fee",
        "of split bills in these months",
        "neutral; interest-free instalments, domain.md 1.1",
        low=0,
        high=1,
    )
    coupon: float = parameter(
        0.0, "yuan per eligible borrower and festival", "what is given away", "neutral", low=0, high=10000.0
    )


class Education(Block):
    """Explaining the product and its terms."""

    effect: float = parameter(
        0.0, "share", "fall of forgetting, of unawareness and of over-spending", "neutral", low=0, high=1
    )
    cost: float = parameter(
        0.2, "yuan per account and month", "what it costs per account with a balance", low=0, high=10000.0
    )


class Service(Block):
    """Payments that fail on the platform's side, and disputes."""

    outage_rate: float = parameter(
        0.0,
        "probability per payment",
        "chance that a payment fails without the borrower's fault",
        "neutral",
        low=0,
        high=1,
    )
    dispute_days: float = parameter(5.0, "days", "until it is set right", low=1, high=90)
    refund: float = parameter(1.0, "0 or 1", "1: no late charges for these days", low=0, high=1)
    score_repair: float = parameter(
        1.0, "0 or 1", "1: these days do not count for score, freeze or registry", low=0, high=1
    )
    cost: float = parameter(10.0, "yuan per dispute", "handling", low=0, high=100000.0)


class Revenue(Block):
    """What a user is worth beyond interest and fees, and what winning and watching one costs."""

    ecosystem_value: float = parameter(
        0.0,
        "yuan per usable line and month",
        "value to the group, lost when access is cut; shown, not booked",
        "neutral",
        low=0,
        high=100000.0,
    )
    acquisition_cost: float = parameter(
        0.0, "yuan per new customer or loan", "dearer when the name has suffered", "neutral", low=0, high=100000.0
    )
    risk_cost: float = parameter(0.0, "yuan per application", "scoring and data", "neutral", low=0, high=100000.0)

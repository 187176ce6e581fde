"""A policy while all goes well: who gets credit, how much, at what price; reminders, charges, access, records."""

from __future__ import annotations

from sim.scenario.parameter import Block, parameter


class Underwriting(Block):
    """Who gets a loan, or a line."""

    score_cutoff: float = parameter(
        600.0, "score points", "lowest score that gets credit", "bands of the score, domain.md 1.3", low=0, high=1000
    )
    debt_to_income_cap: float = parameter(
        0.6, "share of income", "largest monthly debt service with the new loan", low=0, high=100
    )
    loan_income_cap: float = parameter(3.0, "months of income", "largest loan", low=0, high=120)
    other_lenders_cap: float = parameter(
        100.0, "accounts", "most accounts with a balance at other lenders", "neutral", low=0, high=100
    )
    person_cap: float = parameter(
        1000000000.0,
        "yuan",
        "most that one person may owe this lender",
        "neutral; 200,000 yuan, domain.md 3",
        low=0,
        high=1000000000.0,
    )
    open_loans_cap: float = parameter(
        100.0, "loans", "most loans open at once at this lender", "neutral", low=0, high=100
    )
    approval_rate: float = parameter(
        1.0, "share of applications", "of those that pass, the share that is approved", "neutral", low=0, high=1
    )
    verification: float = parameter(
        0.0, "share of applications", "whose stated income is verified", "neutral", low=0, high=1
    )
    verification_cost: float = parameter(
        5.0, "yuan per verification", "what a verification costs", low=0, high=1000000.0
    )
    rejects_marked: float = parameter(
        0.0,
        "0 or 1",
        "1: a bad record in the registry bars new credit",
        "neutral",
        low=0,
        high=1,
    )
    rejects_blacklisted: float = parameter(
        0.0, "0 or 1", "1: a place on the industry's shared blacklist bars new credit", "neutral", low=0, high=1
    )
    growth_cap_monthly: float = parameter(
        100.0,
        "share of balance per month",
        "new loans are rationed so that the balance grows no faster; 100 is no cap",
        "neutral",
        low=0,
        high=100,
    )


class Limits(Block):
    """How much of a line can be used, and how limits follow behaviour."""

    multiple: float = parameter(1.0, "multiple", "usable share of every limit", "neutral", low=0, high=10)
    review_months: float = parameter(
        0.0, "months", "how often a limit is reviewed; 0 never", "neutral", low=0, high=120
    )
    raise_share: float = parameter(0.2, "share of limit", "a raise, for who uses the line well", low=0, high=10)
    raise_utilisation: float = parameter(
        0.5, "share of limit", "use of the line from which a limit is raised", low=0, high=1
    )
    raise_score: float = parameter(
        650.0,
        "score points",
        "score from which a limit is raised",
        "bands of the score, domain.md 1.3",
        low=0,
        high=1000,
    )
    cut_share: float = parameter(0.2, "share of limit", "a cut, below the score for cuts", low=0, high=1)
    cut_score: float = parameter(0.0, "score points", "score below which a limit is cut", "neutral", low=0, high=1000)
    income_cap: float = parameter(4.0, "months of income", "highest limit after a raise", low=0, high=120)
    loan_use_cut: float = parameter(
        0.0,
        "share of limit per open loan",
        "what every open cash loan beyond the first takes off the usable limit",
        "neutral; frequent use of Jiebei cuts Huabei, domain.md 1.3",
        low=0,
        high=1,
    )


class Pricing(Block):
    """The rate by risk: it moves with the score, in tiers of 50 points."""

    slope: float = parameter(
        0.0,
        "share of rate per tier",
        "rise of the contract rate for every 50 points below the centre",
        "neutral",
        low=0,
        high=2,
    )
    floor_multiple: float = parameter(
        0.4,
        "multiple",
        "lowest rate relative to the product's",
        "0.015 % a day against 0.04 %, domain.md 1.2",
        low=0,
        high=1,
    )
    cap_multiple: float = parameter(
        1.5,
        "multiple",
        "highest rate relative to the product's",
        "0.06 % a day against 0.04 %, domain.md 1.2",
        low=1,
        high=10,
    )
    late_grade_slope: float = parameter(
        0.0,
        "share per tier",
        "rise of the late surcharge for every 50 points below the centre",
        "neutral",
        low=0,
        high=2,
    )
    rate_cap: float = parameter(
        10.0,
        "per year of 365 days",
        "highest annual rate of new contracts, late charges and split bills, beside the product's cap; 10 is none",
        "neutral; caps of 24 % and 36 %, domain.md 3",
        low=0,
        high=10,
    )


class Score(Block):
    """The behaviour score, 350-950, and how well it sees the true risk."""

    centre: float = parameter(
        650.0, "score points", "score of a borrower of average risk", "domain.md 1.3", low=350, high=950
    )
    insight: float = parameter(
        40.0, "score points per log hazard", "how strongly the score sees the true risk", low=0, high=500
    )
    noise: float = parameter(40.0, "score points", "standard deviation of what it sees wrongly", low=0, high=500)
    late_penalty: float = parameter(
        80.0, "score points", "fall of the score's target in a month that ends past due", low=0, high=600
    )
    utilisation_penalty: float = parameter(
        60.0, "score points", "fall of the score's target at full use of the line", low=0, high=600
    )
    other_debt_penalty: float = parameter(
        0.0,
        "score points per account",
        "fall for every account with a balance at another lender; 0 is blind to them",
        "neutral",
        low=0,
        high=600,
    )
    application_penalty: float = parameter(
        0.0, "score points per application", "fall for every recent application", "neutral", low=0, high=600
    )
    memory: float = parameter(
        0.8, "share per month", "weight of last month's score in the new one: its lag", low=0, high=1
    )


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


class Registry(Block):
    """Reports to the credit registry."""

    reporting: float = parameter(
        0.0,
        "0 or 1",
        "1: use and lateness are reported, and seen by lenders that reject the marked",
        "neutral; Huabei since 2021, domain.md 1.3",
        low=0,
        high=1,
    )
    from_days_past_due: float = parameter(
        1.0, "days", "lateness from here on is reported, after any grace", low=1, high=360
    )
    record_months: float = parameter(
        60.0, "months", "how long a bad record shows after it was settled", "5 years, domain.md 1.3", low=0, high=600
    )
    use_effect: float = parameter(
        0.14,
        "share of spending over the line",
        "that people who know of reporting forgo",
        "-14 %, domain.md T13",
        low=0,
        high=1,
    )
    value: float = parameter(
        0.3, "months of income", "worth of a clean record to a borrower, where there is reporting", low=0, high=100
    )
    amnesty_month: float = parameter(
        0.0,
        "month from 1",
        "in this month settled records are no longer shown; 0 never",
        "neutral; 2026, domain.md 1.3",
        low=0,
        high=600,
    )
    amnesty_cap: float = parameter(
        10000.0,
        "yuan",
        "an amnesty is for records of which no single overdue amount was larger",
        "10,000 yuan, domain.md 1.3",
        low=0,
        high=1000000000.0,
    )


class Blacklist(Block):
    """The list of bad debtors that lenders share among themselves, beside the registry."""

    from_days_past_due: float = parameter(
        10000.0,
        "days past due",
        "from here a borrower is put on the list; 10,000 is never",
        "neutral",
        low=1,
        high=10000,
    )
    months: float = parameter(
        24.0, "months", "how long a name stays on it after the arrears are settled", low=0, high=600
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

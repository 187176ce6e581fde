"""Granting credit: who gets it, how much, at what price, by which score and which records."""

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

"""Segments: what groups of borrowers earn, spend, pay, forget, want and borrow. No lender stands here."""

from __future__ import annotations

from sim.scenario.parameter import Block, parameter, required

DOMAIN_INCOME = "NBS 2025 urban income and its dispersion, domain.md 4.1"
DOMAIN_JOBS = "urban surveyed unemployment 5.1 % with a mean spell of 4 months, domain.md 4.3"
DOMAIN_TAIWAN = "Taiwan card tape 2005, payment ratios, domain.md 8"


class Income(Block):
    """What a borrower earns and how it moves."""

    median: float = parameter(
        6900, "yuan per month", "median monthly income", "user wage 6,917 yuan, domain.md 4.1", low=0, high=1e7
    )
    dispersion: float = parameter(
        0.6, "standard deviation of log income", "spread of income between borrowers", DOMAIN_INCOME, low=0, high=3
    )
    payday: int = parameter(10, "day of month", "day on which income arrives", low=1, high=30)
    payday_spread: int = parameter(9, "days", "paydays are uniform within this many days around payday", low=0, high=15)
    permanent_deviation: float = parameter(
        0.14,
        "standard deviation of log income per year",
        "permanent income shock, drawn once a year",
        "yearly log variance 0.01-0.03, domain.md 4.2",
        low=0,
        high=1,
    )
    transitory_deviation: float = parameter(
        0.1,
        "standard deviation of log income per month",
        "income shock of one month",
        "yearly log variance 0.06-0.15 spread over months, domain.md 4.2",
        low=0,
        high=2,
    )
    factor_loading: float = parameter(
        0.01, "log income per standard deviation", "fall of income when the macro factor worsens by one", low=0, high=1
    )
    index_elasticity: float = parameter(
        1.0, "elasticity", "response of income to the income index of the central path", low=0, high=5
    )


class Employment(Block):
    """Losing and finding work."""

    job_loss_monthly: float = parameter(
        0.0134,
        "probability per month",
        "chance to lose the income within a month, before macro",
        DOMAIN_JOBS,
        low=0,
        high=1,
    )
    job_finding_monthly: float = parameter(
        0.25, "probability per month", "chance to find work again within a month", DOMAIN_JOBS, low=0, high=1
    )
    asset_correlation: float = parameter(
        0.05, "share of variance", "one-factor correlation of job losses (loading is its square root)", low=0, high=0.99
    )
    risk_dispersion: float = parameter(
        0.6, "standard deviation of log hazard", "spread of the personal job-loss risk", low=0, high=3
    )
    risk_income_elasticity: float = parameter(
        0.0,
        "elasticity",
        "fall of the personal job-loss risk with income relative to the segment's median",
        "neutral; default falls 2.4 times from the lowest to the highest limits, domain.md 8",
        low=0,
        high=5,
    )
    benefit_share: float = parameter(
        0.15, "share of income", "income that remains without work (benefits, family)", low=0, high=1
    )
    benefit_months: float = parameter(
        1200.0, "months", "after so long without work nothing of it remains", "neutral", low=0, high=1200
    )
    finding_plateau_months: float = parameter(
        0.0, "months", "without work in which the chance to find some does not fall yet", "neutral", low=0, high=60
    )
    finding_decay: float = parameter(
        1.0,
        "multiple per month",
        "fall of the chance to find work with every later month without it (long spells)",
        "neutral",
        low=0,
        high=1,
    )
    finding_floor: float = parameter(
        0.0,
        "multiple",
        "the chance to find work does not fall below this multiple of the first month's, however long the spell",
        "neutral where finding_decay is 1",
        low=0,
        high=1,
    )
    dual_earner_share: float = parameter(
        0.0,
        "share of borrowers",
        "live with a second earner, so that a lost job takes a part of the income",
        "neutral",
        low=0,
        high=1,
    )
    main_earner_share: float = parameter(
        0.6, "share of income", "what the main earner of two brings home", low=0, high=1
    )
    second_earner_risk: float = parameter(
        0.0,
        "multiple",
        "risk of the second earner to lose work, relative to the segment's; 0: never",
        "neutral",
        low=0,
        high=100,
    )


class Health(Block):
    """A spell in hospital: out-of-pocket cost and lost income."""

    hospital_yearly: float = parameter(
        0.0, "probability per year", "chance of a health shock", "neutral; 4-7 % a year, domain.md 4.4", low=0, high=1
    )
    hospital_cost: float = parameter(
        0.7,
        "months of income",
        "mean out-of-pocket cost",
        "1.5-3 % a year above one monthly income, domain.md 4.4",
        low=0,
        high=60,
    )
    hospital_cost_dispersion: float = parameter(
        0.9, "standard deviation of log cost", "spread of that cost", low=0, high=3
    )
    hospital_income_loss: float = parameter(0.4, "share of income", "income lost while ill", low=0, high=1)
    hospital_months: float = parameter(2.0, "months", "how long income is lost", low=0, high=60)


class Spending(Block):
    """What a borrower spends and saves."""

    essential_share: float = parameter(
        0.58, "share of income", "spending that goes on in any case (housing, food)", low=0, high=2
    )
    discretionary_share: float = parameter(0.33, "share of income", "other spending at target savings", low=0, high=2)
    discretionary_deviation: float = parameter(
        0.25, "standard deviation of log spending", "month-to-month change of other spending", low=0, high=2
    )
    savings_response: float = parameter(
        0.6,
        "per unit of relative savings",
        "other spending rises by this share when savings are twice their target",
        low=0,
        high=5,
    )
    jobless_share: float = parameter(0.35, "share", "other spending without work, relative to with work", low=0, high=1)
    line_share: float = parameter(
        0.25,
        "share of spending",
        "spending that goes over the revolving line while it is open",
        "mean balance about 2,000 yuan, domain.md 1.1",
        low=0,
        high=1,
    )
    line_share_dispersion: float = parameter(
        0.0, "standard deviation of log share", "spread of that share between borrowers", "neutral", low=0, high=3
    )
    outside_share: float = parameter(
        0.0, "share", "spending over lines that goes to lines of other lenders first", "neutral", low=0, high=1
    )
    overspender_share: float = parameter(
        0.0, "share of borrowers", "spend out of the credit that is still open to them", "neutral", low=0, high=1
    )
    overspending: float = parameter(
        0.15,
        "share of open credit per month",
        "what they spend of it, beyond their plans",
        "10-14 % of a limit rise, domain.md 5.3",
        low=0,
        high=1,
    )
    festival_spending: float = parameter(
        0.0, "months of other spending", "shopping on 18 June and on 11 November", "neutral", low=0, high=12
    )
    savings_months: float = parameter(
        1.5, "months of income", "median of the savings a borrower aims at", low=0, high=120
    )
    savings_dispersion: float = parameter(
        1.1, "standard deviation of log months", "spread of that target between borrowers", low=0, high=3
    )
    reserve_days: float = parameter(
        7.0, "days of essential spending", "cash kept back before debts are paid", low=0, high=365
    )


class Paying(Block):
    """How a borrower pays bills."""

    transactor_share: float = parameter(
        0.55,
        "share of borrowers",
        "pay the whole bill",
        "about half use credit only as a payment tool, domain.md 4.5",
        low=0,
        high=1,
    )
    minimum_payer_share: float = parameter(
        0.25, "share of borrowers", "pay the minimum; the rest pays in part", DOMAIN_TAIWAN, low=0, high=1
    )
    partial_payment: float = parameter(
        0.2,
        "share of the bill beyond the minimum",
        "what a partial payer adds to the minimum",
        DOMAIN_TAIWAN,
        low=0,
        high=1,
    )
    partial_dispersion: float = parameter(
        0.0,
        "standard deviation of log share",
        "spread of what partial payers pay, from bill to bill",
        "neutral; 7.8 % of bills are paid between 20 and 99 %, domain.md 8",
        low=0,
        high=3,
    )
    default_payment: float = parameter(
        0.06,
        "share of monthly income",
        "most that is paid a month, on payday, towards an account in default; 100 is no bound",
        "assumed; towards a loss of 75-80 % from 90 days past due, domain.md 5.2",
        low=0,
        high=100,
    )
    switch_yearly: float = parameter(
        0.1,
        "probability per year",
        "chance to draw the payer type anew (fixed types, small switching)",
        DOMAIN_TAIWAN,
        low=0,
        high=1,
    )
    whim: float = parameter(
        0.0,
        "probability per month",
        "chance to pay this month's bills like somebody else of the segment",
        "neutral; 75-88 % stay from month to month, domain.md 8",
        low=0,
        high=1,
    )
    catch_up: float = parameter(
        1.0,
        "share",
        "of arrears newer than the oldest, what is paid with them; at 0 a borrower stays one month behind",
        "neutral; most who are late on the Taiwan tape stay late, domain.md 8",
        low=0,
        high=1,
    )
    split_share: float = parameter(
        0.0,
        "probability per bill",
        "a bill that cannot be paid in full is split into instalments",
        "neutral; 76.5 % split phones, domain.md 4.6",
        low=0,
        high=1,
    )
    others_first: int = parameter(
        0, "0 or 1", "1: other lenders are paid before the platform", "neutral", low=0, high=1
    )
    early_repayment_monthly: float = parameter(
        0.0,
        "probability per month",
        "chance to repay a loan before its time where savings allow it",
        "neutral",
        low=0,
        high=1,
    )


class Attention(Block):
    """Who forgets a payment, and who does not know the terms."""

    forget_probability: float = parameter(
        0.02,
        "probability per due day",
        "chance to forget a payment for one to three days",
        "2-3 % of balance missed on day 1, domain.md 0 (Bases)",
        low=0,
        high=1,
    )
    forget_dispersion: float = parameter(
        0.5, "standard deviation of log probability", "spread of forgetfulness between borrowers", low=0, high=3
    )

    autopay_share: float = parameter(
        0.0,
        "share of borrowers",
        "have bills debited: nothing is forgotten, but the account may be empty",
        "neutral; autopay removes late fees, domain.md 5.1",
        low=0,
        high=1,
    )
    unaware_share: float = parameter(
        0.0,
        "share of borrowers",
        "do not know the terms: a forgotten bill waits until somebody tells them",
        "neutral",
        low=0,
        high=1,
    )
    unaware_days: float = parameter(
        10.0, "days", "how long a forgotten bill waits then, unless collectors call first", low=1, high=90
    )


class Willingness(Block):
    """What paying is worth, in months of income. A borrower refuses when it is less than temptation times the debt."""

    temptation: float = parameter(
        0.0,
        "months of income per month of income owed",
        "median of the personal threshold; 0: everybody who can pays",
        "neutral; a quarter of defaults strategic at most, domain.md 6.1",
        low=0,
        high=1000,
    )
    temptation_dispersion: float = parameter(
        1.0, "standard deviation of log threshold", "spread of the threshold", low=0, high=5
    )
    access_value: float = parameter(
        1.0, "months of income per month of income of open lines", "worth of keeping access", low=0, high=100
    )
    score_value: float = parameter(1.0, "months of income", "worth of a score of 950 over one of 350", low=0, high=100)
    standing_value: float = parameter(
        0.5, "months of income", "worth of a good name among friends and colleagues", low=0, high=100
    )
    standing_recovery: float = parameter(0.03, "share per month", "how fast a lost good name comes back", low=0, high=1)
    pressure_value: float = parameter(1.0, "months of income", "what collectors at full effect add", low=0, high=100)


class Help(Block):
    """Where a borrower who cannot pay finds help."""

    family_chance: float = parameter(
        0.0, "probability per month", "the family helps in a month with something past due", "neutral", low=0, high=1
    )
    family_size: float = parameter(0.5, "months of income", "most that it gives", low=0, high=60)
    asks_for_plan: float = parameter(
        0.0, "probability per month", "asks the lender for a plan while past due", "neutral", low=0, high=1
    )
    advice_chance: float = parameter(
        0.0, "probability per month", "gets debt advice while past due", "neutral", low=0, high=1
    )
    advice_effect: float = parameter(0.5, "share", "cut of other spending that advice brings", low=0, high=1)


class Borrowing(Block):
    """Demand for cash loans."""

    loan_demand_monthly: float = parameter(
        0.04, "probability per month", "chance to ask for a cash loan", low=0, high=1
    )
    loan_size: float = parameter(1.0, "months of income", "mean size of a loan asked for", low=0, high=60)
    loan_size_dispersion: float = parameter(
        0.5, "standard deviation of log size", "spread of the size asked for", low=0, high=3
    )
    distress_multiple: float = parameter(
        2.0, "multiple", "demand when cash is below one month of essential spending", low=0, high=20
    )
    adverse_selection: float = parameter(
        0.0, "elasticity", "the riskier ask more often, and more for dearer loans", "neutral", low=0, high=5
    )
    borrow_to_repay: float = parameter(
        0.0,
        "share of what is short",
        "taken in cash from another lender's line to pay a bill",
        "neutral; 44 % borrow from several, domain.md 4.5",
        low=0,
        high=1,
    )
    interest_first_share: float = parameter(
        0.0,
        "share of loans",
        "pay interest first and the principal at the end",
        "neutral; domain.md 1.2",
        low=0,
        high=1,
    )
    income_overstatement: float = parameter(
        0.0,
        "share of income",
        "what is stated above the true income where nobody verifies it",
        "neutral",
        low=0,
        high=5,
    )


class Segment(Block):
    """A group of borrowers alike in law, not in luck."""

    share: float = required("share of borrowers", "weight of the segment; shares are scaled to one", low=0, high=1e9)
    income: Income = Income()
    employment: Employment = Employment()
    health: Health = Health()
    spending: Spending = Spending()
    paying: Paying = Paying()
    attention: Attention = Attention()
    willingness: Willingness = Willingness()
    help: Help = Help()
    borrowing: Borrowing = Borrowing()

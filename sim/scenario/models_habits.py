"""What borrowers of a segment do with money: spend, pay, forget, refuse, seek help and borrow."""

from __future__ import annotations

from sim.scenario.parameter import Block, parameter

DOMAIN_TAIWAN = "Taiwan card tape 2005, payment ratios, domain.md 8"


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

"""Why a target of the calibration is missed, in words."""

from __future__ import annotations

EXPLANATIONS: dict[str, str] = {
    "L3": "arrears of 30-89 days lie at the upper edge with a stock of 90 days and more inside its band",
    "L4": (
        "few accounts are late by days only: forgotten payments are remembered within three days and most "
        "paydays lie before the due day"
    ),
    "L6": "empty accounts on the due day hold larger balances than the mean",
    "L7": (
        "forgotten payments are remembered within three days; the rest waits for payday, which for the "
        "self-employed may lie far behind"
    ),
    "L8": "as L7: paydays after the due day are rare once most lie before it",
    "L9": (
        "a month's short pay is made good by the next: nearly all that is missed for lack of cash, not of "
        "work, is paid within the month. Longer shortfalls would miss L11"
    ),
    "L10": "as L9, seen by balance",
    "L11": ("most who are 30 days late are out of work, and only two in five find some within the month"),
    "L12": "who finds work pays arrears in full; there is no payer who stays two months late for good",
    "L13": (
        "in the first month of default few pay: what is paid towards a default is bounded, for the sake of R1 to R4"
    ),
    "L14": "in later months some find work again, and pay",
    "L15": (
        "the target's own arithmetic starts from 5 % missed by amount due, of which 87 % is collected; "
        "here 92 % is (L9)"
    ),
    "L18": (
        "written off is what entered 90 days about five months before; the entry lies at the upper edge of its band"
    ),
    "L20": ("paydays before the due day and automatic debits leave few borrowers late; the target is loose"),
    "L21": (
        "defaulters owe more than the mean borrower: without work they draw what is open. Flows by balance "
        "meet their bands, the count does not"
    ),
    "R1": "cash comes with new work; the bound on payments in default keeps R2 and R3 inside their bands",
    "R2": "as R1",
    "R3": "as R1",
    "R4": ("some find work after six months and pay; R2 and R3 are met"),
    "B1": "with the smaller balances that L21 and L16 ask for together",
    "B2": (
        "loans are smaller than at the platform of the prospectus, whose mean counts users of both "
        "products; the cap on debt service binds"
    ),
    "B4": "income and costs are rough: acquisition, risk and collection costs are now on the books",
    "B7": "provisions by bucket are rough",
    "N1": ("a static book loses borrowers to charge-off faster than it readmits them"),
    "N2": "the opening book is aged without the factor; its swings raise arrears on average",
    "N3": "reviews of limits go on after the warm-up",
    "S1": ("whims draw from all payer types alike: fewer would miss S3"),
    "S2": "who pays in full has few reasons to stop; the tape counts lines without a bill apart",
    "S3": ("as S1: more whims would miss S1"),
    "S4": "as S1",
    "S5": ("the minimum is 10 % of the bill, not 3.3 %: what lies between it and 20 % is a small step"),
    "S6": "partial payers pay a fixed share of the bill, which lies below 20 %",
    "S8": "spells without work last, and only slowly longer ones are worse",
    "S9": (
        "work is found within three months or seldom, so that the third month late already ends little; a higher "
        "floor would miss L14"
    ),
    "S10": (
        "arrears go back to work, which lasts: who was late once is likely to be late again. On the tape "
        "any entry counts, in the run-up to a bust"
    ),
    "S11": "full lines are where who has no cash ends",
    "S12": "risk falls with income and with the score, which set the limit",
    "S13": "small and large lines of one borrower fall late together",
    "S20": "as S13",
    "S14": "every line sees some spending",
    "S16": "lines are cut and closed before they fill",
    "S17": "limits follow income and score, use follows income: large lines are used nearly as much as small ones",
    "S18": ("as S19"),
    "S19": (
        "small limits at a given income, which S17 asks for, make use move more from month to month; so do"
        " shopping festivals and whims"
    ),
    "X3": "the rise of charge-offs lags the path; the horizon ends before all of it is written off",
    "X5": "long spells without work make unemployment slower than it is",
    "X6": "the level of unemployment depends on long spells",
}
"""By id of a target: why it is missed. Printed only while it is."""

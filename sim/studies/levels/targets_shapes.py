"""Targets on the shapes of the Taiwan tape (domain.md 8): ratios, orderings and staying rates, never levels."""

from __future__ import annotations

from sim.studies.levels.measure import correlation, relative, share, together
from sim.studies.levels.target import AS_GIVEN, QUARTER, QUARTER_OF_LEAVERS, Target, quarter, staying

STATUSES = (
    Target(
        "S1", "revolving stays revolving a month", "lines", "%", 88.4, staying(88.4), QUARTER_OF_LEAVERS,
        "8 transitions",
        share("status_revolving_stays", "status_revolving", 100),
    ),
    Target(
        "S2", "paid in full stays so a month", "lines", "%", 75.4, staying(75.4), QUARTER_OF_LEAVERS, "8 transitions",
        share("status_full_stays", "status_full", 100),
    ),
    Target(
        "S3", "full payer stays one", "bills", "%", 83.0, staying(83.0), QUARTER_OF_LEAVERS, "8 payer types persist",
        share("payer_full_stays", "payer_full", 100),
    ),
    Target(
        "S4", "minimum payer stays one", "bills", "%", 74.0, staying(74.0), QUARTER_OF_LEAVERS,
        "8 payer types persist",
        share("payer_minimum_stays", "payer_minimum", 100),
    ),
    Target(
        "S5", "bills paid near the minimum or in full", "bills", "%", 60.7, quarter(60.7), QUARTER,
        "8 payment ratio: 35.6 % at 3-6 % of the bill, 25.1 % in full", together(("paid_minimum", "paid_full"),
        "bills", 100),
    ),
    Target(
        "S6", "bills paid between 20 and 99 %", "bills", "%", 7.8, quarter(7.8), QUARTER, "8 payment ratio",
        share("paid_valley", "bills", 100),
    ),
    Target(
        "S7", "bills paid in full", "bills", "%", 50.0, quarter(50.0), QUARTER + "; Taiwan 25 %, a stressed book",
        "4.5 Nielsen: about half use credit only to pay", share("paid_full", "bills", 100), loose=True,
    ),
)  # fmt: skip

SPELLS = (
    Target(
        "S8", "cure hazard, 2nd over 1st month late", "lines late", "multiple", 0.59, quarter(0.59), QUARTER,
        "8 hazard 47.4, 28.0 %", relative(share("spell_2_cured", "spell_2"), share("spell_1_cured", "spell_1")),
    ),
    Target(
        "S9", "cure hazard, 3rd over 1st month late", "lines late", "multiple", 0.46, quarter(0.46), QUARTER,
        "8 hazard 47.4, 22.0 %", relative(share("spell_3_cured", "spell_3"), share("spell_1_cured", "spell_1")),
    ),
    Target(
        "S10", "re-entry over first entry", "current lines", "multiple", 2.47, quarter(2.47), QUARTER,
        "8 re-entry 12.5, 5.06 %",
        relative(share("again_entered", "again_at_risk"), share("first_entered", "first_at_risk")),
    ),
    Target(
        "S11", "entry above 75 % use over below", "current lines with a bill", "multiple", 2.0, quarter(2.0), QUARTER,
        "8 entry hazard by decile", relative(share("high_use_late", "high_use"), share("low_use_late", "low_use")),
    ),
    Target(
        "S12", "defaults, bottom over top fifth by limit", "borrowers", "multiple", 2.4, quarter(2.4), QUARTER,
        "8 limit quintile 33.0, 13.7 %",
        relative(share("limit_bottom_defaults", "limit_bottom"), share("limit_top_defaults", "limit_top")),
    ),
    Target(
        "S13", "staying late, by balance over by number", "late lines", "multiple", 1.07, (1.02, 1.2),
        "must be above 1: a quarter either way would lose the sign", "8 bill-weighted",
        relative(share("late_balance_stays", "late_balance"), share("late_accounts_stay", "late_accounts")),
    ),
    Target(
        "S20", "roll M2 to M3, by balance over by accounts", "accounts 30 days past due", "multiple", 1.3, (1.02,
        1.6),
        "must be above 1; up by a quarter", "8 bill-weighted: 3 to 4+ 37.8 against 29.0 %",
        relative(share("rolled_1_balance", "bucket_1_balance"), share("rolled_1_accounts", "bucket_1_accounts")),
    ),
)  # fmt: skip

UTILISATION = (
    Target(
        "S14", "utilisation below 5 %", "lines", "%", 31.6, quarter(31.6), QUARTER, "8 utilisation, September",
        share("use_below_5", "use_known", 100),
    ),
    Target(
        "S15", "utilisation 20-80 %, a tenth of the scale", "lines", "%", 4.8, quarter(4.8), QUARTER,
        "8 utilisation, September",
        share("use_20_80", "use_known", 100 / 6),
    ),
    Target(
        "S16", "utilisation 90 % and more", "lines", "%", 20.2, quarter(20.2), QUARTER, "8 utilisation, September",
        share("use_from_90", "use_known", 100),
    ),
    Target(
        "S17", "mean over aggregate utilisation", "lines", "multiple", 1.39, (1.2, 1.58),
        "half of the excess over 1 either way",
        "8 big lines are used less: 0.424, 0.306",
        relative(share("use_sum", "use_known"), share("use_billed", "use_limit")),
    ),
    Target(
        "S18", "utilisation, correlation of successive months", "lines", "share", 0.91, (0.89, 0.93), AS_GIVEN,
        "8 utilisation",
        correlation,
    ),
    Target(
        "S19", "utilisation, mean absolute monthly change", "lines", "% of limit", 6.1, (5.1, 7.1), AS_GIVEN,
        "8 utilisation",
        share("pairs_change", "pairs", 100),
    ),
)  # fmt: skip

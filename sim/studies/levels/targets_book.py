"""Targets on delinquency, recovery and the platform's books. Figures and sections are those of domain.md."""

from __future__ import annotations

from sim.studies.levels.measure import assets, divided, relative, rest, share, together
from sim.studies.levels.target import AS_GIVEN, QUARTER, Target, quarter

DELINQUENCY = (
    Target(
        "L1", "D30+ stock", "balance", "%", 1.56, quarter(1.56), QUARTER, "0 T1, 2.1 prospectus, end 2019",
        together(("dpd_30_59_fen", "dpd_60_89_fen", "dpd_90_plus_fen"), "outstanding_fen", 100),
    ),
    Target(
        "L2", "D90+ stock", "balance", "%", 1.05, quarter(1.05), QUARTER, "0 T2, 2.1 prospectus, end 2019",
        share("dpd_90_plus_fen", "outstanding_fen", 100),
    ),
    Target(
        "L3", "30-89 days past due, stock", "balance", "%", 0.51, quarter(0.51), QUARTER,
        "0 T5, 2.3 arithmetic on T1, T2",
        together(("dpd_30_59_fen", "dpd_60_89_fen"), "outstanding_fen", 100),
    ),
    Target(
        "L4", "1+ days past due, stock", "balance", "%", 4.92, (2.8, 6.15),
        "up by a quarter; down to 4.92 x 1.05 / 1.84, the D90+ of Ant over that of Lexin, whose figure it is",
        "0 T7, 5.1 Lexin mid-2021",
        lambda sums: 100 * (1 - divided(sums["current_fen"], sums["outstanding_fen"])),
    ),
    Target(
        "L5", "missed on day 1", "amount due", "%", 5.0, (3.0, 7.0), "3-5 % prime to 7 % peer",
        "0 T7, 5.1 360 Finance Q4-19 6.8 %, roll table", share("missed_fen", "due_fen", 100),
    ),
    Target(
        "L6", "missed on day 1", "balance", "%", 2.5, (2.0, 3.0),
        "the only figure that fits T1, T2, T5 with the rolls",
        "0 Bases", share("missed_balance", "due_day_balance", 100),
    ),
    Target(
        "L7", "cured by day 3", "amount newly missed", "%", 50.0, (45.0, 55.0), "prior, no direct source",
        "5.1 roll table, 9.2",
        lambda sums: 100 * rest("fresh_left_3", "fresh_missed")(sums),
    ),
    Target(
        "L8", "cured by day 7", "amount newly missed", "%", 62.5, (60.0, 65.0), AS_GIVEN, "5.1 roll table",
        lambda sums: 100 * rest("fresh_left_7", "fresh_missed")(sums),
    ),
    Target(
        "L9", "collected by day 30", "amount newly missed", "%", 86.3, (85.1, 88.0),
        "from the quarter before (86.3 less 1.2) to the top of the roll table", "0 T8, 5.1 Qifu Q2-24",
        lambda sums: 100 * rest("fresh_left_30", "fresh_missed")(sums),
    ),
    Target(
        "L10", "roll M1 to M2 (missed to 30 days)", "balance", "%", 13.0, (12.0, 14.0), AS_GIVEN, "5.1 roll table",
        share("rolled_0_balance", "bucket_0_balance", 100),
    ),
    Target(
        "L11", "roll M2 to M3 (30 to 60 days)", "balance", "%", 60.0, (55.0, 65.0), AS_GIVEN, "5.1 roll table",
        share("rolled_1_balance", "bucket_1_balance", 100),
    ),
    Target(
        "L12", "roll M3 to M4 (60 to 90 days)", "balance", "%", 84.0, (80.0, 88.0), AS_GIVEN, "5.1 roll table",
        share("rolled_2_balance", "bucket_2_balance", 100),
    ),
    Target(
        "L13", "roll M4 to M5 (90 to 120 days)", "balance", "%", 90.0, (88.0, 92.0), AS_GIVEN, "5.1 roll table",
        share("rolled_3_balance", "bucket_3_balance", 100),
    ),
    Target(
        "L14", "later rolls (120 days and more)", "balance", "%", 94.5, (93.0, 96.0), AS_GIVEN, "5.1 roll table",
        share("rolled_4_balance", "bucket_4_balance", 100),
    ),
    Target(
        "L15", "current to 60-89 days in 3 months", "current balance", "%", 0.5, (0.25, 0.75),
        "half either way: a chart's text, weakly sourced; the roll product gives 0.42", "0 T9, 5.1 Lufax",
        share("current_to_60", "current_balance", 100), loose=True,
    ),
    Target(
        "L16", "flow into D90+ a month", "balance", "%", 0.22, (0.16, 0.28), "0.20-0.25 and a quarter of its middle",
        "0 T5, 2.3", share("balance_reaching_90", "flow_base", 100),
    ),
    Target(
        "L17", "stock of D90+ over monthly flow", "balance", "months", 5.0, quarter(5.0), QUARTER, "0 T5, 2.3",
        relative(share("dpd_90_plus_fen", "outstanding_fen"), share("balance_reaching_90", "flow_base")),
    ),
    Target(
        "L18", "gross write-off a year", "balance", "%", 2.0, (1.7, 2.3), "2.5-3 % superseded", "0 T5, Bases",
        share("charge_off_fen", "outstanding_fen", 1200),
    ),
    Target(
        "L19", "age at write-off", "balance written off", "days", 240.0, (210.0, 270.0), "one due date either way",
        "2.3",
        share("written_off_age", "written_off"),
    ),
    Target(
        "L20", "some overdue within a month", "borrowers with a balance", "%", 6.5, (3.75, 10.0),
        "5-8 % and a quarter either way: articles that call their own information fictional", "0 T18",
        share("overdue_borrower_months", "borrower_months", 100), loose=True,
    ),
    Target(
        "L21", "defaults within a year", "borrowers performing at the start", "%", 2.7, quarter(2.7), QUARTER,
        "0 Tail; 12 x the flow of T5 is 2.4-3.0", share("defaults_in_a_year", "performing", 100),
    ),
    Target(
        "L22", "late charge a day on lines", "overdue principal", "%", 0.05, (0.0495, 0.0505),
        "a contract term, within 1 %",
        "0 T6, 1.1", share("late_rate", "replications", 100),
    ),
)  # fmt: skip

RECOVERY = (
    Target(
        "R1", "cash within 12 months of 90 days", "balance at 90 days", "%", 29.0, (22.8, 38.3), "years 2016-2020",
        "0 T10, 5.2 card NPL", share("from_90_cash", "from_90_owed", 100),
    ),
    Target(
        "R2", "loss from 90 days, cash and cures of 12 months", "balance at 90 days", "%", 77.5, (75.0, 80.0),
        AS_GIVEN,
        "5.2 LGD", lambda sums: 100 - 100 * together(("from_90_cash", "from_90_cured"), "from_90_owed")(sums),
    ),
    Target(
        "R3", "loss from default to the end, discounted", "exposure at default", "%", 75.0, (70.0, 80.0),
        "the 12-month figure less up to 7 % collected later (old pools bring 7-9 % a year of what is left)", "5.2",
        share("loss", "exposure_at_default", 100),
    ),
    Target(
        "R4", "loss from 180 days, cash and cures of 12 months", "balance at 180 days", "%", 87.5, (85.0, 90.0),
        AS_GIVEN,
        "5.2 LGD", lambda sums: 100 - 100 * together(("from_180_cash", "from_180_cured"), "from_180_owed")(sums),
    ),
    Target(
        "R5", "cash within 12 months of write-off", "claim written off", "%", 7.5, (5.0, 11.0),
        "LGD 90-95 % from write-off; up to 11 % in the first year", "5.2, 0 T11, T12",
        share("from_write_off_cash", "from_write_off_owed", 100),
    ),
)  # fmt: skip

BOOKS = (
    Target(
        "B1", "balance per user of the line", "users within 12 months", "yuan", 2000.0, quarter(2000.0), QUARTER,
        "1.1 prospectus, June 2020", share("line_balance", "line_users", 0.01),
    ),
    Target(
        "B2", "balance per user, all products", "users within 12 months", "yuan", 3464.0, quarter(3464.0), QUARTER,
        "2.1 prospectus", share("user_balance", "users", 0.01),
    ),
    Target(
        "B3", "utilisation of lines at the statement, aggregate", "limits", "%", 40.0, (28.0, 54.0),
        "37.8-43.5 % of bank cards and a quarter either way; Taiwan 30.6 %", "5.1 banks, 8",
        share("use_billed", "use_limit", 100), loose=True,
    ),
    Target(
        "B4", "profit a year", "assets", "%", 0.7, quarter(0.7), QUARTER,
        "2.2 H1-2024, 0.925 bn on 272 bn in half a year",
        lambda sums: 1200 * divided(sums["net_income_fen"], assets(sums)),
    ),
    Target(
        "B5", "equity", "assets", "%", 8.8, quarter(8.8), QUARTER, "2.2 H1-2024",
        lambda sums: 100 * divided(sums["equity_fen"], assets(sums)),
    ),
    Target(
        "B6", "allowance", "balance", "%", 2.0, (1.5, 3.23), "floor 1.5-2.5 %; Lufax has 3.23 %", "3 provisions",
        share("allowance_fen", "outstanding_fen", 100), loose=True,
    ),
    Target(
        "B7", "allowance over D90+", "balance 90+ days past due", "%", 150.0, (120.0, 241.0),
        "from the floor to the coverage of large banks", "3 provisions, 7.6", share("allowance_fen",
        "dpd_90_plus_fen", 100),
        loose=True,
    ),
)  # fmt: skip

STATIONARITY = (
    Target(
        "N1", "balance, second half over first", "month ends", "multiple", 1.0, (0.97, 1.03),
        "no trend: 3 % a year", "definitions.md, opening book",
        lambda sums: divided(sums["second_half_balance"], sums["first_half_balance"]),
    ),
    Target(
        "N2", "D30+ rate, second half over first", "month ends", "multiple", 1.0, (0.9, 1.1),
        "no trend: a tenth, for the factor begins to spread at the start", "definitions.md, opening book",
        relative(share("second_half_d30", "second_half_balance"), share("first_half_d30", "first_half_balance")),
    ),
    Target(
        "N3", "undrawn lines, second half over first", "month ends", "multiple", 1.0, (0.97, 1.03),
        "no trend: 3 % a year", "definitions.md, opening book",
        lambda sums: divided(sums["second_half_undrawn"], sums["first_half_undrawn"]),
    ),
)  # fmt: skip

"""The whole table of targets, in the order in which it is printed, and those on the tail."""

from __future__ import annotations

from sim.studies.levels.measure import monthly_change, persistence, relative, share
from sim.studies.levels.target import QUARTER, Target, quarter
from sim.studies.levels.targets_book import BOOKS, DELINQUENCY, RECOVERY, STATIONARITY
from sim.studies.levels.targets_shapes import SPELLS, STATUSES, UTILISATION

TAIL = (
    Target(
        "X1", "implied one-factor asset correlation", "borrowers, annual default rate", "%", None, (0.5, 4.0),
        "prime cards; 4 % is the regulatory figure", "0 Tail", "implied_correlation", part="tail",
    ),
    Target(
        "X2", "standard deviation of the annual default rate", "its mean", "%", None, (16.4, 47.9),
        "what a correlation of 0.5-4 % gives at a default rate of 2.7 %", "0 Tail", "relative_deviation", part="tail",
    ),
    Target(
        "X3", "charge-offs, unemployment 5 to 10 % over flat 5 %", "balance", "multiple", 2.67, quarter(2.67),
        QUARTER,
        "0 Tail, 6.2 US cards 4.0 to 10.66 %",
        relative(share("rising_charge_off", "rising_balance"), share("flat_charge_off", "flat_balance")),
        part="paths",
    ),
    Target(
        "X4", "unemployment, monthly change, root mean square", "labour force", "points", 0.2, (0.12, 0.29),
        "from calm January-May 2024 to December 2019-2020 with the pandemic", "4.3 table", monthly_change,
        part="macro",
    ),
    Target(
        "X5", "unemployment, autocorrelation a month", "labour force", "share", None, (0.84, 0.99),
        "from the fading of February-December 2020 about 5.1 % to just short of a random walk", "4.3 table",
        persistence,
        part="macro",
    ),
)  # fmt: skip

MACRO = (
    Target(
        "X6", "unemployment, level", "labour force", "%", 5.1, (4.8, 5.3), "calm months of 2018-2020 and 2023-2024",
        "4.3 table",
        share("unemployment_rate", "months", 100),
    ),
)  # fmt: skip

GROUPS: dict[str, tuple[Target, ...]] = {
    "Delinquency": DELINQUENCY,
    "Recovery": RECOVERY,
    "Books": BOOKS,
    "Stationarity": STATIONARITY,
    "Statuses and payments": STATUSES,
    "Spells and gradients": SPELLS,
    "Utilisation": UTILISATION,
    "Tail and economy": TAIL + MACRO,
}
TARGETS: tuple[Target, ...] = tuple(target for group in GROUPS.values() for target in group)

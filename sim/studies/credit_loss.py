"""`python -m sim.studies.credit_loss SCENARIO`: the allowance a scenario books, the expected credit loss without
foresight, and what is really lost.

Term structures are fitted on other books of the baseline, that is on other people under other luck, and held against
books that the fit has not seen; the outlook is that of the three shipped paths. How it is told is in
`sim.studies.credit_loss_words`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

import sim
from sim.headline import CONFIDENCE
from sim.risk.backtest import Backtest, by_book
from sim.risk.estimate import Estimate
from sim.risk.expected_credit_loss import CreditLoss, Outlook, expected_credit_loss
from sim.risk.platform_months import PlatformMonths
from sim.risk.roll_rates import TermStructure, fitted
from sim.scenario.models import Scenario
from sim.scenario.resolved import Resolved
from sim.setup import path_value
from sim.studies.books import Books, lived_books

PATHS = {"mild_recession": 0.25, "baseline": 0.5, "severe_recession": 0.25}
"""Published macro paths and their weights; the weights are assumed."""
MONTHS_AHEAD = 24
"""Behavioural life of a balance, months: assumed."""
BOOKS, BOOK_REPLICATIONS = 30, 4
"""Books of the fit, and as many to check it with; replications of each."""


@dataclass(frozen=True)
class Lost:
    """Predicted and realised losses of the replications of one run."""

    months: PlatformMonths
    predicted: np.ndarray
    """(replications,) fen: losses of 12 months as seen at the end of month 1"""
    realised: np.ndarray
    """(replications,) fen: loss_fen"""


@dataclass(frozen=True)
class CreditLossStudy:
    """A scenario's allowance and expected credit loss, month by month, and predicted against realised losses."""

    scenario: str
    size: int
    terms: TermStructure
    found: CreditLoss
    here: Lost
    """the scenario, seen along the weighted paths"""
    at_home: Lost
    """the same people and luck under the baseline, seen along its own path"""
    backtest: Backtest
    """other books of the baseline, seen along its own path"""

    def mean(self, values: np.ndarray) -> Estimate:
        """Weighted mean of (replications,) values with its 95 % interval, that of the luck of the months."""
        return self.here.months.mean(values, CONFIDENCE)

    @property
    def shortfall(self) -> np.ndarray:
        """(replications,) fen: realised less predicted; what could not be known at the date is in it."""
        difference: np.ndarray = self.here.realised - self.here.predicted
        return difference

    @property
    def by_scenario(self) -> np.ndarray:
        """(replications,) fen of the shortfall: what the scenario loses beyond the baseline."""
        difference: np.ndarray = self.here.realised - self.at_home.realised
        return difference

    @property
    def by_people(self) -> np.ndarray:
        """(replications,) fen of the shortfall: what these people lose beyond what was predicted, on the baseline."""
        difference: np.ndarray = self.at_home.realised - self.at_home.predicted
        return difference

    @property
    def foreseen(self) -> np.ndarray:
        """(replications,) fen that the paths and the first month announce beyond the baseline: shortens the gap."""
        difference: np.ndarray = self.here.predicted - self.at_home.predicted
        return difference


def outlook() -> Outlook:
    """The shipped paths of unemployment as rises from month 0, with their weights."""
    rises = np.array([_rises(name) for name in PATHS])
    return Outlook(rises, np.array(list(PATHS.values())))


def own_outlook(books: Books) -> Outlook:
    """Unemployment as it rises on average from month 1 on in books of the baseline: the law under which others live.

    It rises a little: the opening book is aged at mean hazards, and the spread of the factor adds to them later.
    """
    mean = books.months["unemployment_rate"].mean(axis=0)
    rises = np.pad(mean - mean[0], (0, max(0, MONTHS_AHEAD + 1 - mean.size)), mode="edge")[: MONTHS_AHEAD + 1]
    return Outlook(np.array([rises] * len(PATHS)), np.array(list(PATHS.values())))


def _rises(name: str) -> np.ndarray:
    """(months ahead + 1,) unemployment of a path less that of month 0, share."""
    knots = sim.load(name).scenario.macro.central_path.unemployment
    values = np.array([path_value(knots, month) for month in range(MONTHS_AHEAD + 1)])
    rises: np.ndarray = values - values[0]
    return rises


def training_of(scenario: Scenario) -> Resolved:
    """The baseline with the seed, number of borrowers, months and warm-up of a scenario."""
    return sim.load("baseline").with_(
        {
            "seed": scenario.seed,
            "population.size": scenario.population.size,
            "population.warmup_months": scenario.population.warmup_months,
            "horizon_months": scenario.horizon_months,
            "loss_horizon_months": scenario.loss_horizon_months,
        }
    )


def fit_on(books: Books, scenario: Scenario) -> TermStructure:
    """Term structures of books of a scenario. Raises TooShort."""
    months = min(scenario.loss_horizon_months, scenario.horizon_months)
    return fitted(books.replications, books.months, months)


def checked(books: Books, terms: TermStructure, past: Books) -> Backtest:
    """Books of the baseline held against what the fit on past ones predicted of them at the end of month 1."""
    predicted = expected_credit_loss(books.months, terms, own_outlook(past)).within_year[:, 0]
    return Backtest(by_book(predicted, books.book), by_book(books.losses, books.book), int(past.book[-1]) + 1)


def credit_loss(
    scenario: Resolved,
    replications: int,
    books: int = BOOKS,
    book_replications: int = BOOK_REPLICATIONS,
    jobs: int | None = None,
) -> CreditLossStudy:
    """Fit on books of the baseline, check on as many others, then measure the scenario; all stays in memory.

    Seeds of books follow that of the scenario. Raises TooShort, TooFewBooks.
    """
    training = training_of(scenario.scenario)
    first = scenario.scenario.seed + 1
    past = lived_books(training.scenario, range(first, first + books), book_replications, jobs)
    terms = fit_on(past, training.scenario)
    others = lived_books(training.scenario, range(first + books, first + 2 * books), book_replications, jobs)
    here, found = _lost(scenario, replications, terms, outlook(), jobs)
    at_home, _ = _lost(training, replications, terms, own_outlook(past), jobs)
    backtest = checked(others, terms, past)
    size = scenario.scenario.population.size
    return CreditLossStudy(scenario.scenario.name, size, terms, found, here, at_home, backtest)


def _lost(
    scenario: Resolved, replications: int, terms: TermStructure, ahead: Outlook, jobs: int | None
) -> tuple[Lost, CreditLoss]:
    run = sim.run(scenario, replications, jobs=jobs, attribution="none")
    months = PlatformMonths.of(run.replications, run.monthly)
    found = expected_credit_loss(months, terms, ahead)
    realised = run.replications.sort_values("replication")["loss_fen"].to_numpy(dtype=np.float64)
    return Lost(months, found.within_year[:, 0], realised), found


def main(arguments: Sequence[str]) -> int:
    """Run the study and print it."""
    from sim.studies.credit_loss_words import lines

    parser = argparse.ArgumentParser(prog="python -m sim.studies.credit_loss", description=__doc__)
    parser.add_argument("scenario", help="name or path of the scenario")
    parser.add_argument("--replications", type=int, default=100, help="of the scenario, and of the baseline beside it")
    parser.add_argument("--books", type=int, default=BOOKS, help="of the baseline for the fit, and as many to check it")
    parser.add_argument("--book-replications", type=int, default=BOOK_REPLICATIONS, help="of each of these books")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="change a parameter")
    options = parser.parse_args(arguments)
    scenario = sim.load(options.scenario, options.set)
    study = credit_loss(scenario, options.replications, options.books, options.book_replications)
    sys.stdout.write("\n".join(lines(study)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""`python -m sim.studies.credit_loss SCENARIO`: the allowance a scenario books, the expected credit loss without
foresight, and what is really lost.

Term structures are fitted on a run of the baseline under other luck; the outlook is that of the three shipped paths.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

import sim
from sim.headline import CONFIDENCE
from sim.risk.estimate import Estimate
from sim.risk.expected_credit_loss import CreditLoss, Outlook, expected_credit_loss
from sim.risk.platform_months import PlatformMonths
from sim.risk.roll_rates import BUCKETS, TermStructure, fitted
from sim.scenario.resolved import Resolved
from sim.setup import path_value
from sim.summary import percent, yuan

PATHS = {"mild_recession": 0.25, "baseline": 0.5, "severe_recession": 0.25}
"""Published macro paths and their weights; the weights are assumed."""
MONTHS_AHEAD = 24
"""Behavioural life of a balance, months: assumed."""
FIT_REPLICATIONS = 40
SHOWN_MONTHS = (1, 3, 6, 9, 12, 18, 24)


@dataclass(frozen=True)
class CreditLossStudy:
    """A scenario's allowance and expected credit loss, month by month, and predicted against realised losses."""

    scenario: str
    terms: TermStructure
    months: PlatformMonths
    found: CreditLoss
    realised: np.ndarray
    """(replications,) fen: loss_fen"""

    def mean(self, values: np.ndarray) -> Estimate:
        """Weighted mean of (replications,) values with its 95 % interval."""
        return self.months.mean(values, CONFIDENCE)

    @property
    def predicted(self) -> np.ndarray:
        """(replications,) fen: losses of 12 months as seen at the end of month 1."""
        first: np.ndarray = self.found.within_year[:, 0]
        return first

    @property
    def shortfall(self) -> np.ndarray:
        """(replications,) fen: realised less predicted; what could not be known at the date is in it."""
        difference: np.ndarray = self.realised - self.predicted
        return difference


def outlook() -> Outlook:
    """The shipped paths of unemployment as rises from month 0, with their weights."""
    knots = [sim.load(name).scenario.macro.central_path.unemployment for name in PATHS]
    paths = np.array([[path_value(each, month) for month in range(MONTHS_AHEAD + 1)] for each in knots])
    return Outlook(paths - paths[:, :1], np.array(list(PATHS.values())))


def credit_loss(
    scenario: Resolved, replications: int, fit_replications: int = FIT_REPLICATIONS, jobs: int | None = None
) -> CreditLossStudy:
    """Fit on the baseline, whose luck is another seed's, then measure the scenario; both runs stay in memory.

    The fit has the population of the scenario, so that balances are alike.
    """
    size, seed = scenario.scenario.population.size, scenario.scenario.seed
    training = sim.load("baseline").with_({"population.size": size, "seed": seed + 1})
    past = sim.run(training, fit_replications, jobs=jobs)
    horizon = min(training.scenario.loss_horizon_months, training.scenario.horizon_months)
    terms = fitted(past.replications, PlatformMonths.of(past.replications, past.monthly), horizon)
    run = sim.run(scenario, replications, jobs=jobs)
    months = PlatformMonths.of(run.replications, run.monthly)
    realised = run.replications.sort_values("replication")["loss_fen"].to_numpy(dtype=np.float64)
    found = expected_credit_loss(months, terms, outlook())
    return CreditLossStudy(scenario.scenario.name, terms, months, found, realised)


def lines(study: CreditLossStudy) -> list[str]:
    """The study in words and tables."""
    told = [f"{study.scenario}: {len(study.realised):,} replications; amounts in yuan, means over replications", ""]
    told.append(f"{'month':>5}{'allowance':>14}{'expected':>14}{'stage 1':>12}{'stage 2':>12}{'stage 3':>12}")
    allowance = study.months["allowance_fen"]
    for month in (each for each in SHOWN_MONTHS if each <= allowance.shape[1]):
        columns = (allowance, study.found.total, study.found.stage_1, study.found.stage_2, study.found.stage_3)
        shown = [yuan(study.mean(each[:, month - 1]).estimate) for each in columns]
        told.append(f"{month:>5}{shown[0]:>14}{shown[1]:>14}{shown[2]:>12}{shown[3]:>12}{shown[4]:>12}")
    rolls = ", ".join(percent(float(rate)) for rate in study.terms.rolls)
    told += [
        "",
        f"Predicted at the end of month 1 for 12 months: {_with_ends(study.mean(study.predicted))}.",
        f"Realised on defaults of the loss horizon: {_with_ends(study.mean(study.realised))}.",
        f"Realised less predicted: {_with_ends(study.mean(study.shortfall))}.",
        f"Fitted on the baseline: {len(BUCKETS) - 1} monthly roll rates {rolls}, loss given default "
        f"{percent(study.terms.loss_given_default)}, exposure {study.terms.exposure_factor:.2f} times the balance "
        "that rolls into default.",
    ]
    return told


def _with_ends(found: Estimate) -> str:
    if found.ci_low is None:
        return yuan(found.estimate)
    return f"{yuan(found.estimate)} ({yuan(found.ci_low)} to {yuan(found.ci_high)})"


def main(arguments: Sequence[str]) -> int:
    """Run the study and print it."""
    parser = argparse.ArgumentParser(prog="python -m sim.studies.credit_loss", description=__doc__)
    parser.add_argument("scenario", help="name or path of the scenario")
    parser.add_argument("--replications", type=int, default=100, help="of the scenario")
    parser.add_argument("--fit-replications", type=int, default=FIT_REPLICATIONS, help="of the baseline for the fit")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="change a parameter")
    options = parser.parse_args(arguments)
    study = credit_loss(sim.load(options.scenario, options.set), options.replications, options.fit_replications)
    sys.stdout.write("\n".join(lines(study)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

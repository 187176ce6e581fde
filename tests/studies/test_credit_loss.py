"""Expected credit loss of the engine's own books: predicted against realised losses, and the study that tells it."""

import numpy as np
import pytest

import sim
from sim.studies.books import lived_books
from sim.studies.credit_loss import checked, credit_loss, fit_on, main, training_of

SMALL = {"population.size": 120, "population.warmup_months": 24, "horizon_months": 13}


@pytest.mark.slow
def test_what_is_predicted_is_lost_on_average_over_books():
    """Fit on 50 books of 500 borrowers, check on 50 others: no bias by Student's t at 1e-3, two-sided.

    The interval is about two fifths of the loss to either side, so that half a loss would be found out.
    """
    training = training_of(sim.load("baseline").with_({"population.size": 500, "horizon_months": 13}).scenario).scenario
    past = lived_books(training, range(1, 51), 2)
    found = checked(lived_books(training, range(51, 101), 2), fit_on(past, training), past)
    bias = found.bias(0.999)
    assert bias.ci_low <= 0.0 <= bias.ci_high
    assert bias.ci_high - bias.ci_low < found.realised.mean()


def test_books_are_those_of_runs_with_their_seeds():
    scenario = sim.load("baseline").with_({**SMALL, "seed": 7})
    books = lived_books(scenario.scenario, [3, 7], 2)
    run = sim.run(scenario, replications=2, attribution="none")
    assert books.losses[2:].tolist() == run.replications["loss_fen"].tolist()
    assert books.book.tolist() == [0, 0, 1, 1]
    own = run.monthly[run.monthly["lender"] == "platform"]["current_fen"].to_numpy(dtype=float).reshape(2, -1)
    np.testing.assert_array_equal(books.months["current_fen"][2:], own)


def test_the_gap_is_explained_to_the_fen():
    scenario = sim.load("severe_recession").with_(SMALL)
    study = credit_loss(scenario, 3, books=6, book_replications=2, jobs=1)
    np.testing.assert_allclose(study.shortfall, study.by_scenario + study.by_people - study.foreseen, atol=0.5)
    assert study.backtest.fit_books == study.backtest.predicted.size == 6
    assert (study.by_scenario != 0.0).any()


def test_the_command_tells_predicted_and_realised(capsys):
    changes = [word for key, value in SMALL.items() for word in ("--set", f"{key}={value}")]
    assert main(["baseline", "--replications", "2", "--books", "6", "--book-replications", "2", *changes]) == 0
    told = capsys.readouterr().out
    assert "baseline: 2 replications of 120 borrowers" in told
    assert "the scenario beyond the baseline              0" in told
    assert "6 other books of the baseline" in told

"""Predicted against realised losses over many books of the sizes that people run; the table is in docs/capital.md."""

import pytest

import sim
from sim.studies.books import lived_books
from sim.studies.credit_loss import checked, fit_on, training_of

pytestmark = pytest.mark.soak


@pytest.mark.parametrize(("size", "books", "replications"), [(1_000, 100, 4), (10_000, 40, 2)])
def test_what_is_predicted_is_lost_on_average_over_books(size: int, books: int, replications: int) -> None:
    """No bias by Student's t at 1e-3 over books that the fit has not seen; prints the row of the table."""
    training = training_of(sim.load("baseline").with_({"population.size": size}).scenario).scenario
    past = lived_books(training, range(1, books + 1), replications)
    found = checked(lived_books(training, range(books + 1, 2 * books + 1), replications), fit_on(past, training), past)
    bias, mean = found.bias(0.95), found.realised.mean()
    print(
        f"\n| {size:,} | {books} + {books} | {found.predicted.mean() / 100:,.0f} | {mean / 100:,.0f} | "
        f"{bias.estimate / mean:+.1%} ({bias.ci_low / mean:+.1%} to {bias.ci_high / mean:+.1%}) | "
        f"{found.deviation / mean:.0%} |"
    )
    strict = found.bias(0.999)
    assert strict.ci_low <= 0.0 <= strict.ci_high

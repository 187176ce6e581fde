"""Attribution by the whole engine: what adds up, what is exactly zero, and what must not change."""

import numpy as np
import pytest

from sim.attribution import ATTRIBUTIONS, AttributedSimulation, default_attribution
from sim.outputs import ATTRIBUTED, NULL_INTEGER
from sim.records import Channel
from sim.simulation import Simulation
from tests.builders import hard_times
from tests.full_world import full_world

pytestmark = pytest.mark.plain
KINDS = ATTRIBUTIONS[1:]
MONTHLY = "reproduction_number"


@pytest.fixture(scope="module")
def simulation() -> Simulation:
    return Simulation.of(hard_times())


@pytest.fixture(scope="module")
def lived():
    """The full world: every mechanism on, two lenders, a guarantor, newcomers."""
    return Simulation.of(full_world()).lived(0)


def test_losses_of_the_borrowers_add_up_to_the_replications_to_the_fen(lived) -> None:
    row = lived.row[0]
    assert lived.borrowers["book_loss"].sum() == row.book_loss_fen > row.loss_fen > 0


def test_losses_at_the_platform_add_up_before_its_guarantor_bears_a_part() -> None:
    guarantee = {"guarantee": {"quota": 0.5, "cap": 1.0}, "charge_off": {"days_past_due": 100}}
    found = Simulation.of(hard_times(lenders={"platform": {"policy": guarantee}})).lived(0)
    row = found.row[0]
    assert found.borrowers["loss"].sum() == row.loss_fen + row.guaranteed_loss_fen
    assert row.guaranteed_loss_fen > 0


def test_every_default_at_any_lender_has_a_cause(lived) -> None:
    borrowers = lived.borrowers
    has_failed = borrowers["first_day"] <= 150
    assert (borrowers["cause"][has_failed] >= 0).all()
    assert (borrowers["cause"][~has_failed] == -1).all()
    assert (borrowers["first_day"] <= borrowers["default_day"]).all()
    assert len(set(borrowers["cause"].tolist())) > 3


@pytest.mark.parametrize("kind", KINDS)
def test_where_no_channel_is_on_everything_is_direct(simulation, kind: str) -> None:
    row = AttributedSimulation(simulation, simulation.scenario, kind)([0])[0][0]
    assert (row["amplified_defaults"], row["averted_defaults"]) == (0, 0)
    assert row["direct_defaults"] == row["defaults"] > 0
    assert row["direct_default_rate"] == row["default_rate"]
    assert row["direct_loss_fen"] == row["loss_without_channels_fen"] == row["loss_fen"] > 0
    assert [row[f"{name}_loss_fen"] for name in ("intensity", "amplified", "averted", "composition")] == [0] * 4


def test_attribution_changes_no_other_column(simulation) -> None:
    rows, months = AttributedSimulation(simulation, simulation.scenario, "direct")([0, 1])
    plain_rows, plain_months = simulation([0, 1])
    for name in set(rows.dtype.names) - set(ATTRIBUTED):
        assert rows[name].tobytes() == plain_rows[name].tobytes(), name
    for name in set(months.dtype.names) - {MONTHLY}:
        assert months[name].tobytes() == plain_months[name].tobytes(), name


def test_without_attribution_its_columns_are_null(lived) -> None:
    for name in ATTRIBUTED:
        value = lived.row[name][0]
        assert np.isnan(value) if lived.row[name].dtype == np.float64 else value == NULL_INTEGER, name
    assert np.isnan(lived.months[MONTHLY]).all()


def test_channels_that_nobody_asked_about_are_null(simulation) -> None:
    row = AttributedSimulation(simulation, simulation.scenario, "direct")([0])[0][0]
    assert np.isnan(row["net_peers_fen"])


def test_the_default_is_direct_where_a_channel_is_on() -> None:
    assert default_attribution(hard_times()) == "none"
    assert default_attribution(hard_times(contagion={"employment": {"strength": 0.5}})) == "direct"


def test_a_world_with_fewer_channels_shares_the_opening_books_and_nothing_else() -> None:
    strengths = {channel.name.lower(): {"strength": 0.5} for channel in Channel}
    whole = Simulation.of(hard_times(contagion={**strengths, "networks": {"friends": {"degree": 2}}}))
    other = whole.with_channels(frozenset({Channel.PEERS}))
    assert other.world[0].channel.tolist() == [0, 0, 0.5, 0, 0, 0]
    assert whole.world[0].channel.tolist() == [0.5] * 6
    assert other.books is whole.books
    assert other.markets is whole.markets
    assert other.links is whole.links

"""Attribution in worlds in which defaults spread: who infects whom, and what adds up with channels on and off."""

import numpy as np
import pytest

from sim.agents import MesaSimulation
from sim.attribution import NO_CHANNELS, AttributedSimulation
from sim.cascades import cascades_of
from sim.counterfactual import fates_of
from sim.records import Cause, Channel
from sim.simulation import Simulation
from sim.units import NEVER
from tests.builders import hard_times
from tests.contagion_worlds import catching, sound_world

pytestmark = pytest.mark.plain
PEOPLE = 12
STRENGTHS = {
    "peers": {"strength": 1.5, "transmission": 0.3, "willingness": 2.0},
    "employment": {"strength": 50.0},
    "lenders": {"strength": 0.5},
}
TEMPTED = {"willingness": {"temptation": 0.3, "temptation_dispersion": 1.0}}


def spreading(**contagion):
    """Hard times in which neighbours, towns and shared borrowers spread defaults."""
    return hard_times(
        population={"size": 30, "accounts": 111, "segments": {"salaried": TEMPTED, "gig": TEMPTED}},
        contagion={
            "networks": {"friends": {"kind": "blocks", "degree": 3, "outside": 2, "blocks": 4}},
            "seeds": {"count": 2},
            **contagion,
        },
    )


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Simulation:
    """Twelve borrowers in a line, one of whom stops paying; neighbours always follow."""
    path = tmp_path_factory.mktemp("links") / "chain.csv"
    path.write_text("".join(f"{one},{one + 1}\n" for one in range(PEOPLE - 1)), encoding="utf-8")
    return Simulation.of(sound_world(contagion=catching(1.0, 1, {"kind": "file", "file": str(path)})))


@pytest.fixture(scope="module")
def simulation() -> Simulation:
    return Simulation.of(spreading(**STRENGTHS))


@pytest.fixture(scope="module")
def lived(simulation):
    return simulation.lived(1)


@pytest.fixture(scope="module")
def off(simulation):
    return simulation.with_channels(NO_CHANNELS).lived(1)


@pytest.fixture(scope="module")
def row(simulation):
    return AttributedSimulation(simulation, simulation.scenario, "direct")([1])[0][0]


def test_along_a_chain_one_default_is_direct_and_the_others_hang_below_it(chain) -> None:
    rows, _ = AttributedSimulation(chain, chain.scenario, "channels")([0])
    row = rows[0]
    caught = row["defaults"] - 1
    assert (row["direct_defaults"], row["amplified_defaults"], row["averted_defaults"]) == (1, caught, 0)
    assert (row["cause_refused"], row["cause_peer"], row["first_defaults"]) == (1, caught, caught + 1)
    assert (row["largest_cascade"], row["cascades"]) == (caught + 1, 1)
    assert row["reproduction_number"] == pytest.approx(caught / (caught + 1))
    assert row["net_peers_defaults"] == caught > 2
    assert row["net_peers_fen"] == row["amplified_loss_fen"] == row["loss_fen"] - row["direct_loss_fen"]


def test_along_a_chain_each_is_infected_by_the_next_towards_the_seed(chain) -> None:
    found = cascades_of(chain.lived(0).borrowers, chain.world).records
    seed = found[found["generation"] == 0]
    assert (len(seed), seed["cause"][0]) == (1, Cause.REFUSED)
    others = found[found["generation"] > 0]
    distance = np.abs(others["agent"] - seed["agent"][0])
    assert (others["generation"] == distance).all()
    assert (np.abs(others["infector"] - seed["agent"][0]) == distance - 1).all()
    assert (others["first_day"] == seed["first_day"][0] + 30 * distance).all()


def test_with_channels_off_the_world_is_the_scenario_without_them(off) -> None:
    other = Simulation.of(spreading()).lived(1)
    assert off.row.tobytes() == other.row.tobytes()
    assert off.months.tobytes() == other.months.tobytes()
    for name in ("cash", "loss", "default_day", "accounts"):
        assert off.borrowers[name].tobytes() == other.borrowers[name].tobytes(), name


def test_leaving_one_channel_out_is_the_scenario_without_it(simulation) -> None:
    kept = {name: block for name, block in STRENGTHS.items() if name != "peers"}
    out = simulation.with_channels(frozenset({Channel.EMPLOYMENT, Channel.LENDERS})).lived(1)
    assert out.row.tobytes() == Simulation.of(spreading(**kept)).lived(1).row.tobytes()


def test_counts_and_money_add_up_to_the_totals_of_both_worlds(off, row) -> None:
    off = off.row[0]
    assert row["amplified_defaults"] > 0
    assert row["direct_defaults"] + row["amplified_defaults"] == row["defaults"]
    assert row["direct_defaults"] + row["averted_defaults"] == off["defaults"]
    assert row["direct_default_rate"] + row["amplified_default_rate"] == pytest.approx(row["default_rate"])
    net = row["intensity_loss_fen"] + row["amplified_loss_fen"] - row["averted_loss_fen"] + row["composition_loss_fen"]
    assert net == row["loss_fen"] - off["loss_fen"] != 0
    assert row["loss_without_channels_fen"] == off["loss_fen"]


def test_shapley_shares_add_up_to_the_net() -> None:
    two = {name: STRENGTHS[name] for name in ("peers", "lenders")}
    simulation = Simulation.of(spreading(**two))
    row = AttributedSimulation(simulation, simulation.scenario, "shapley")([1])[0][0]
    names = [channel.name.lower() for channel in Channel]
    net = row["amplified_defaults"] - row["averted_defaults"]
    assert sum(row[f"net_{name}_defaults"] for name in names) == net > 0
    change = row["loss_fen"] - row["loss_without_channels_fen"]
    assert sum(row[f"net_{name}_fen"] for name in names) == pytest.approx(change)
    assert row["net_funding_fen"] == 0.0


def test_every_infector_defaulted_before_and_one_generation_earlier(simulation, lived) -> None:
    found = cascades_of(lived.borrowers, simulation.world)
    below = np.flatnonzero(found.parent >= 0)
    assert len(below) > 0
    above = found.parent[below]
    assert (found.records["first_day"][above] < found.records["first_day"][below]).all()
    assert (found.records["generation"][above] + 1 == found.records["generation"][below]).all()
    assert found.sizes.sum() == len(found)


def test_the_mesa_driver_attributes_alike(chain) -> None:
    both = [AttributedSimulation(driver, chain.scenario, "direct") for driver in (chain, MesaSimulation(chain))]
    for one, other in zip(*(each([0]) for each in both), strict=True):
        assert one.tobytes() == other.tobytes()


def test_who_never_defaults_keeps_an_empty_trail(lived) -> None:
    borrowers = lived.borrowers
    sound = borrowers[borrowers["first_day"] == NEVER]
    assert set(sound["cause"]) | set(sound["infector"]) == {-1}
    assert fates_of(sound, 90).total_defaults == 0

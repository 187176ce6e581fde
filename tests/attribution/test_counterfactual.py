"""Two worlds compared borrower by borrower: counts and money of the terms, and what each channel adds."""

import math

import numpy as np
import pytest

from sim.attribution import fill_channels, left_out_share, shapley_share, worlds_needed
from sim.counterfactual import Fates, compare_fates, fates_of
from sim.outputs import empty_replication
from sim.records import Channel, borrower_dtype
from sim.units import NEVER

pytestmark = pytest.mark.plain
A, B, C = Channel.PEERS, Channel.FUNDING, Channel.LENDERS


def fates(defaulted, loss, joined=None, lost=None, weight=None) -> Fates:
    flags = np.array(defaulted, dtype=bool)
    return Fates(
        flags,
        flags if lost is None else np.array(lost, dtype=bool),
        np.array(loss, dtype=np.int64),
        np.ones(len(flags), dtype=bool) if joined is None else np.array(joined, dtype=bool),
        np.ones(len(flags), dtype=bool),
        np.ones(len(flags), dtype=np.int64) if weight is None else np.array(weight),
    )


def compared(on: Fates, off: Fates):
    row = empty_replication()
    compare_fates(row[0], on, off)
    return row[0]


def test_each_default_is_direct_amplified_or_averted() -> None:
    row = compared(fates([1, 1, 0, 0], [90, 40, 0, 0]), fates([1, 0, 1, 0], [70, 0, 30, 0]))
    assert (row.direct_defaults, row.amplified_defaults, row.averted_defaults) == (1, 1, 1)
    assert (row.direct_loss_fen, row.intensity_loss_fen, row.amplified_loss_fen, row.averted_loss_fen) == (
        70,
        20,
        40,
        30,
    )
    assert (row.composition_loss_fen, row.loss_without_channels_fen) == (0, 100)


def test_rates_go_by_weight() -> None:
    weight = [1, 2, 3, 4]
    row = compared(fates([1, 1, 0, 0], [0] * 4, weight=weight), fates([1, 0, 1, 0], [0] * 4, weight=weight))
    assert (row.direct_default_rate, row.amplified_default_rate, row.averted_default_rate) == (0.1, 0.2, 0.3)


def test_who_is_a_customer_in_one_world_only_is_composition() -> None:
    on = fates([0, 0, 0], [50, 0, 10], joined=[1, 0, 1], lost=[1, 0, 1])
    off = fates([0, 0, 0], [0, 20, 10], joined=[0, 1, 1], lost=[0, 1, 1])
    row = compared(on, off)
    assert (row.composition_loss_fen, row.amplified_loss_fen, row.averted_loss_fen) == (30, 0, 0)
    assert (row.direct_loss_fen, row.intensity_loss_fen) == (10, 0)


def test_a_world_against_itself_is_all_direct() -> None:
    row = compared(*[fates([1, 0, 1], [5, 0, 7])] * 2)
    assert (row.direct_defaults, row.amplified_defaults, row.averted_defaults) == (2, 0, 0)
    assert (row.direct_loss_fen, row.intensity_loss_fen, row.composition_loss_fen) == (12, 0, 0)


def test_without_anybody_performing_the_rates_do_not_exist() -> None:
    nobody = fates([0], [0])._replace(performing=np.zeros(1, dtype=bool))
    assert math.isnan(compared(nobody, nobody).direct_default_rate)


def test_the_terms_of_money_add_up_in_any_two_worlds() -> None:
    rng = np.random.default_rng(1)
    for _ in range(200):
        worlds = []
        for _ in range(2):
            joined = rng.random(20) < 0.8
            lost = joined & (rng.random(20) < 0.4)
            worlds.append(fates(lost, np.where(lost, rng.integers(-5, 100, 20), 0), joined=joined))
        on, off = worlds
        row = compared(on, off)
        change = row.intensity_loss_fen + row.amplified_loss_fen - row.averted_loss_fen + row.composition_loss_fen
        assert change == on.total_fen - off.total_fen
        assert row.direct_defaults + row.amplified_defaults == on.total_defaults
        assert row.direct_defaults + row.averted_defaults == off.total_defaults


def test_fates_are_those_within_the_loss_horizon() -> None:
    records = np.zeros(4, dtype=borrower_dtype(1))
    records["performing"] = [1, 1, 0, 1]
    records["default_day"] = [360, 361, 10, NEVER]
    records["loss_day"] = [360, NEVER, 10, NEVER]
    records["joined"], records["weight"], records["loss"] = [1, 1, 0, 0], 2, [7, 0, 5, 0]
    found = fates_of(records, 360)
    assert found.defaulted.tolist() == [True, False, False, False]
    assert found.lost.tolist() == [True, False, True, False]
    assert found.joined.tolist() == [True, True, True, False]
    assert (found.total_defaults, found.total_fen) == (1, 12)


def test_the_worlds_to_live_are_those_without_channels_without_each_and_all_subsets() -> None:
    three = frozenset({A, B, C})
    assert worlds_needed("direct", three) == (frozenset(),)
    assert len(worlds_needed("channels", three)) == 4
    assert len(worlds_needed("shapley", three)) == 7
    assert len(worlds_needed("shapley", frozenset(Channel))) == 63
    assert worlds_needed("channels", frozenset({A})) == (frozenset(),)
    for kind in ("direct", "channels", "shapley"):
        assert worlds_needed(kind, frozenset()) == ()


VALUES = {
    frozenset(): 10.0, frozenset({A}): 14.0, frozenset({B}): 11.0, frozenset({A, B}): 21.0,
}  # fmt: skip


def test_leaving_a_channel_out_shows_what_the_whole_world_would_lose() -> None:
    active = frozenset({A, B})
    assert left_out_share(VALUES, active, A) == 10.0
    assert left_out_share(VALUES, active, B) == 7.0


def test_shapley_shares_are_means_over_orders_and_add_up_to_the_net() -> None:
    active = frozenset({A, B})
    assert shapley_share(VALUES, active, A) == (4 + 10) / 2
    assert shapley_share(VALUES, active, B) == (1 + 7) / 2


def test_shapley_shares_of_four_channels_add_up_and_a_dummy_gets_nothing() -> None:
    rng = np.random.default_rng(2)
    active = frozenset(list(Channel)[:4])
    worlds = [*worlds_needed("shapley", active), active]
    drawn = {kept - {A}: rng.random() for kept in worlds}
    values = {kept: drawn[kept - {A}] for kept in worlds}
    shares = {channel: shapley_share(values, active, channel) for channel in active}
    assert sum(shares.values()) == pytest.approx(values[active] - values[frozenset()])
    assert shares[A] == 0.0


def test_a_channel_that_is_off_adds_nothing() -> None:
    row = empty_replication()
    worlds = {frozenset({A}): fates([1, 1], [5, 6]), frozenset(): fates([1, 0], [4, 0])}
    fill_channels(row[0], worlds, frozenset({A}), "channels")
    assert (row["net_peers_defaults"][0], row["net_peers_fen"][0]) == (1.0, 7.0)
    assert (row["net_funding_defaults"][0], row["net_funding_fen"][0]) == (0.0, 0.0)

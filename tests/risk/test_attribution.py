"""Headlines of attribution: hand numbers, the tail's own replications, and what was not computed."""

import json

import numpy as np
import pandas as pd
import pytest

from sim.risk.attribution import attribution_headlines, in_tail
from sim.risk.drawn import drawn_sample
from sim.risk.ratio import share_of_means
from sim.summary_attribution import attribution_of
from tests.risk.reference import replication_table


def table(replications: int = 200, **columns) -> pd.DataFrame:
    """Losses of 100, 200, ... yuan; without attribution unless columns say so."""
    frame = replication_table(np.arange(1, replications + 1) / 1000)
    nulls = [name for name in frame.columns if name.startswith(("net_", "cause_", "direct_", "amplified_", "averted_"))]
    nulls += ["intensity_loss_fen", "composition_loss_fen", "first_defaults", "reproduction_number", "mean_generation"]
    frame = frame.astype({name: "Float64" for name in nulls})
    frame[nulls] = pd.NA
    return frame.assign(**columns)


COUNTED = {
    "direct_defaults": 3, "amplified_defaults": [1, 3], "averted_defaults": 1, "default_rate": [0.04, 0.06],
    "amplified_default_rate": [0.01, 0.03], "direct_loss_fen": 1_000, "intensity_loss_fen": 50,
    "amplified_loss_fen": [400, 600], "averted_loss_fen": 100, "composition_loss_fen": -20, "first_defaults": [4, 6],
    "cause_income": [2, 5], "cause_peer": [1, 1], "net_peers_defaults": [0.0, 2.0], "net_peers_fen": [300.0, 560.0],
    "largest_cascade": [2, 4], "cascades": 1, "reproduction_number": [0.2, 0.4], "mean_generation": 0.5,
}  # fmt: skip


def found(replications: int = 2):
    return attribution_headlines(table(replications, **COUNTED), 0.95)


def test_means_and_net_by_hand() -> None:
    by_name = {name: each.estimate for name, each in found().items()}
    assert (by_name["direct_defaults"], by_name["amplified_defaults"], by_name["net_defaults"]) == (3, 2, 1)
    assert by_name["net_loss"] == 50 + 500 - 100 - 20
    assert (by_name["net_peers_defaults"], by_name["net_peers_loss"]) == (1.0, 430.0)
    assert by_name["reproduction_number"] == pytest.approx(0.3)


def test_shares_are_ratios_of_means() -> None:
    by_name = {name: each.estimate for name, each in found().items()}
    assert by_name["amplified_share"] == pytest.approx(0.02 / 0.05)
    assert (by_name["cause_income_share"], by_name["cause_peer_share"]) == (0.7, 0.2)


def test_the_interval_of_a_ratio_covers_nineteen_times_in_twenty() -> None:
    """2,000 samples of 40: coverage within 4 standard errors and 1 % for linearising; a false alarm in 16,000."""
    rng, covered = np.random.default_rng(3), 0
    for _ in range(2_000):
        whole = rng.gamma(4.0, 1.0, 40)
        each = share_of_means(drawn_sample(whole * rng.beta(2.0, 6.0, 40)), drawn_sample(whole), 0.95)
        covered += each.ci_low <= 0.25 <= each.ci_high
    assert abs(covered / 2_000 - 0.95) < 4 * np.sqrt(0.95 * 0.05 / 2_000) + 0.01


def test_the_tail_is_made_of_the_replications_at_or_above_the_value_at_risk() -> None:
    losses = table(200)
    assert np.flatnonzero(in_tail(losses)).tolist() == [197, 198, 199]
    shuffled = losses.sample(frac=1.0, random_state=1)
    assert sorted(shuffled.loc[in_tail(shuffled), "replication"]) == [197, 198, 199]
    amplified = np.where(np.arange(200) >= 197, 900, 1)
    each = attribution_headlines(table(200, amplified_loss_fen=amplified), 0.95)["tail_amplified_loss"]
    assert (each.estimate, each.n) == (900, 3)
    assert each.note.startswith("of the 3 replications")


def test_without_attribution_every_headline_is_null_with_a_reason() -> None:
    for name, each in attribution_headlines(table(5), 0.95).items():
        json.dumps(each.as_dict(), allow_nan=False)
        if name not in ("largest_cascade", "cascades"):
            assert each.estimate is None, name
            assert "no replication has a value" in each.note, name


def test_a_run_without_defaults_has_no_shares() -> None:
    each = attribution_headlines(table(2, amplified_default_rate=0.0, default_rate=0.0), 0.95)["amplified_share"]
    assert (each.estimate, each.note) == (None, "share; nothing to divide by")


def test_one_screen_says_who_caused_it() -> None:
    told = attribution_of({name: each.as_dict() for name, each in found().items()})
    assert told is not None
    rows = {row[0]: row[1:] for row in told.rows}
    assert rows["direct: in both worlds"][:3] == ("3.00", "", "10")
    assert rows["net effect of contagion"][0] == "1.00"
    assert rows["intensity: more lost on them"][0] == ""
    assert rows["  by peers"][2] == "4"
    assert "  by funding" not in rows
    assert told.remarks[0].startswith("Without contagion 40.00 %")
    assert told.remarks[1] == "First defaults by cause: income 70.00 %, peer 20.00 %."
    assert told.remarks[2] == (
        "In the mean replication a default makes 0.30 others, a first default stands 0.50 steps down its cascade, "
        "and the largest cascade has 3.0 defaults."
    )
    assert len(told.rows) + len(told.remarks) < 24


def test_where_it_was_not_computed_nothing_is_said() -> None:
    assert (
        attribution_of({name: each.as_dict() for name, each in attribution_headlines(table(3), 0.95).items()}) is None
    )

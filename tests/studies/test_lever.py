"""What a lever's capital costs, by hand, and how it is said."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from sim.risk.estimate import Estimate
from sim.studies.lever import SPENT, YUAN, Lever, Price, lever, reached
from sim.studies.lever_words import lever_table, sentences

SIZE = 100


def run(shortfall: np.ndarray, spent: float) -> SimpleNamespace:
    """A run with a shortfall and spending on collection, fen, in each replication, in two months; others have more."""
    replications = pd.DataFrame({"replication": range(SIZE), "weight": 1.0, "capital_shortfall_fen": shortfall})
    months = pd.DataFrame(
        [
            {"replication": one, "month": month, "lender": lender, **dict.fromkeys(SPENT.values(), 0)}
            for one in range(SIZE)
            for month in (1, 2)
            for lender in ("others", "platform")
        ]
    )
    months["collection_cost_fen"] = np.where(months["lender"] == "platform", spent / 2, 1e6)
    return SimpleNamespace(replications=replications, months=lambda columns: months)


def tallies(saved: int, new: int) -> pd.DataFrame:
    """The same in each of the first fifty replications."""
    rows = [
        {"replication": one, "arm": "arm", "dimension": "fate", "group": group, "borrowers": count}
        for one in range(SIZE // 2)
        for group, count in (("saved", saved), ("newly in default", new))
    ]
    return pd.DataFrame(rows).astype({"borrowers": "Int64"})


def prices(base_spent: float, spent: float, saved: int, new: int) -> dict[str, Price]:
    shortfall = np.arange(SIZE) * 1000.0
    found = lever(run(shortfall, base_spent), run(shortfall - 600.0, spent), "arm", tallies(saved, new))
    assert found is not None
    assert (found.level, found.buffer.estimate) == (0.95, -600.0)
    return {one.per: one for one in found.prices}


def test_prices_by_hand() -> None:
    """The buffer falls by 600 fen, spending rises by 200: -3 yuan a yuan; four are saved, one defaults: -200 each."""
    found = prices(500.0, 700.0, 4, 1)
    assert (found[YUAN].change.estimate, found[YUAN].ratio.estimate) == (200.0, -3.0)
    assert found["borrower saved"].ratio.estimate == -150.0
    assert found["borrower saved on balance"].ratio.estimate == -200.0
    assert found["borrower saved on balance"].ratio.n == SIZE // 2


def test_who_spends_less_or_saves_nobody_pays_no_price() -> None:
    found = prices(700.0, 500.0, 0, 1)
    assert {one.ratio.estimate for one in found.values()} == {None}
    assert all("not above zero" in one.ratio.note for one in found.values())


def test_without_borrowers_only_yuan_are_told() -> None:
    shortfall = np.arange(SIZE) * 1000.0
    found = lever(run(shortfall, 1.0), run(shortfall, 2.0), "arm", None)
    assert found is not None
    assert [one.per for one in found.prices] == [YUAN]


def test_no_buffer_no_price() -> None:
    nothing = np.full(SIZE, np.nan)
    assert lever(run(nothing, 1.0), run(nothing, 2.0), "arm", None) is None


@pytest.mark.parametrize(("size", "level"), [(10, 0.95), (72, 0.95), (368, 0.99), (3688, 0.999)])
def test_the_level_is_the_highest_that_the_replications_reach(size: int, level: float) -> None:
    assert reached(size) == level


def told(ratio: Estimate) -> list[str]:
    change = Estimate(20_000.0, 10_000.0, 30_000.0, 0.95, "", 100, "fen")
    return sentences(Lever(0.99, change, {"collection": change}, (Price(YUAN, change, ratio),)))


def test_the_price_is_said_as_people_say_it() -> None:
    found = told(Estimate(-0.8, -1.2, -0.5, 0.95, "", 100, ""))
    assert found == [
        "Spent on work and concessions: 200 yuan higher (95 % interval: 100 to 300 higher). "
        "Most of it: collection 200 yuan higher.",
        "Each yuan spent goes with a capital buffer at 99 % 0.80 yuan lower (95 % interval: 0.50 to 1.20).",
    ]


def test_a_price_that_holds_zero_is_said_to() -> None:
    assert "cannot be told from nothing (-1.20 to 0.10)" in told(Estimate(-0.8, -1.2, 0.1, 0.95, "", 100, ""))[1]


def test_the_table_says_why_there_is_no_ratio() -> None:
    shortfall = np.arange(SIZE) * 1000.0
    found = lever(run(shortfall, 700.0), run(shortfall, 500.0), "arm", None)
    assert found is not None
    assert lever_table(found).rows[1] == ("spent, yuan", "-2", "none", "no ratio", "not above zero")

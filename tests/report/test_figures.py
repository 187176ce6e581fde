"""What the figures are made of, by hand; and that each can be drawn."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from sim.montecarlo.result import Result
from sim.plots import FIGURES, NoFigure, Plots, draw, source_of
from sim.plots.arrears import roll_rates, vintage_groups
from sim.plots.canvas import svg
from sim.plots.contagion import Sizes, cascade_sizes, exceedance, largest_law
from sim.plots.paths import ratios_until_failure
from sim.plots.source import Source
from tests.report.invented import Invented, invented


class Given(Source):
    """A source whose monthly columns are given."""

    columns: dict[str, Any]

    def months(self, *names: str) -> list[Any]:
        return [np.asarray(self.columns[name], dtype=np.float64) for name in names]


def given(result: Result, **columns: Any) -> Given:
    found = source_of(result)
    made = Given(found.run, found.words, found.headlines)
    object.__setattr__(made, "columns", columns)
    object.__setattr__(made, "weights", np.ones(len(next(iter(columns.values())))))
    return made


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_can_be_drawn_and_asked_of_the_result(result: Result, name: str) -> None:
    chart = getattr(result.plot, name)()
    assert chart.axes
    drawn = svg(chart, name)
    assert drawn.startswith("<svg")
    assert drawn.rstrip().endswith("</svg>")
    assert not re.search(r"<image|<script|http(?!://www\.w3\.org/)", drawn)


def test_the_same_figure_has_the_same_bytes(result: Result) -> None:
    assert svg(result.plot.survival(), "one") == svg(result.plot.survival(), "one")


def test_identifiers_of_two_figures_in_one_page_differ(result: Result) -> None:
    ids = [set(re.findall(r' id="([^"]+)"', svg(result.plot.survival(), name))) for name in ("one", "two")]
    assert ids[0]
    assert not ids[0] & ids[1]


def test_a_chinese_figure_says_it_in_chinese(result: Result) -> None:
    assert "守住资本底线" in svg(Plots(result, "zh").survival(), "survival")


def test_a_roll_rate_is_the_next_bucket_a_month_later_over_the_bucket(result: Result) -> None:
    source = given(
        result, current_fen=[[1000, 900]], dpd_1_29_fen=[[100, 50]], dpd_30_59_fen=[[40, 30]], dpd_60_89_fen=[[20, 10]],
        dpd_90_plus_fen=[[10, 14]], charge_off_fen=[[0, 6]],
    )  # fmt: skip
    rates, spans = roll_rates(source)
    assert spans == [(2, 2)]
    assert rates[:, 0] == pytest.approx([50 / 1000, 30 / 100, 10 / 40, (14 - 10 + 6) / 20])


def test_roll_rates_of_one_month_do_not_exist(result: Result) -> None:
    one = [[1000.0]]
    columns = ("current_fen", "dpd_1_29_fen", "dpd_30_59_fen", "dpd_60_89_fen", "dpd_90_plus_fen", "charge_off_fen")
    with pytest.raises(NoFigure, match="needs 2 months, and the run has 1"):
        roll_rates(given(result, **dict.fromkeys(columns, one)))


def test_a_vintage_is_shown_at_the_ages_that_all_its_months_have_come_to(result: Result) -> None:
    nothing = [[np.nan, np.nan], [np.nan, np.nan]]
    columns = {f"vintage_defaults_{age}": nothing for age in (3, 6, 9, 12, 18, 24)}
    columns["vintage_defaults_3"] = [[1.0, 2.0], [3.0, np.nan]]
    groups = vintage_groups(given(result, opened_accounts=[[100, 50], [100, 150]], **columns))
    assert groups == [((1, 1), [3], [(1 + 3) / 200])]


def test_a_failed_platform_keeps_the_ratio_of_the_month_in_which_it_failed(result: Result) -> None:
    source = given(result, capital_ratio=[[0.1, 0.05, 4.0], [0.1, 0.2, 0.3]], standing=[[0, 3, 3], [0, 0, 1]])
    assert ratios_until_failure(source).tolist() == [[0.1, 0.05, 0.05], [0.1, 0.2, 0.3]]


def test_bands_are_weighted_quantiles(result: Result) -> None:
    source = given(result, liquidity_fen=[[1.0], [2.0], [3.0]])
    object.__setattr__(source, "weights", np.array([0.1, 0.1, 2.8]))
    assert source.levels(*source.months("liquidity_fen"))[:, 0].tolist() == [1.0, 3.0, 3.0, 3.0, 3.0]


def test_the_law_of_one_cascade_is_borels() -> None:
    sizes, law = largest_law(Sizes(np.array([3.0]), np.array([2.0]), 0.5, np.array([1.0])))
    borel = [np.exp(-0.5 * n) * (0.5 * n) ** (n - 1) / np.prod(np.arange(1.0, n + 1.0)) for n in (1, 2, 3)]
    assert sizes[:4].tolist() == [1.0, 2.0, 3.0, 4.0]
    assert law[:4] == pytest.approx([1.0, 1.0 - borel[0], 1.0 - sum(borel[:2]), 1.0 - sum(borel)])


def test_the_largest_of_two_cascades_is_small_where_both_are() -> None:
    one, two = (
        largest_law(Sizes(np.array([3.0]), np.array([number * 2.0]), 0.5, np.array([1.0])))[1] for number in (1, 2)
    )
    assert 1.0 - two == pytest.approx((1.0 - one) ** 2)


def test_the_share_with_so_many_or_more_is_weighted() -> None:
    sizes, shares = exceedance(Sizes(np.array([5.0, 2.0, 2.0]), np.ones(3), 0.0, np.array([2.0, 1.0, 1.0])))
    assert (sizes.tolist(), shares.tolist()) == ([2.0, 5.0], [1.0, 0.5])


def test_offspring_are_pooled_over_first_defaults() -> None:
    found = cascade_sizes(source_of(invented(None, 3)))
    assert found.offspring == pytest.approx(0.35)
    assert found.largest.tolist() == [3.0, 4.0, 5.0]


def test_what_a_run_cannot_have_is_refused_with_the_reason() -> None:
    bare = invented(None, 1, engine=Invented(attribution=False))
    source = source_of(bare)
    refused = {}
    for name in FIGURES:
        try:
            draw(source, name)
        except NoFigure as reason:
            refused[name] = str(reason)
    assert set(refused) == {"loss", "convergence", "survival", "cascades", "attribution"}
    assert refused["loss"] == "This needs 2 replications, and the run has 1."
    assert "--attribution none" in refused["attribution"]

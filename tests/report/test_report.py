from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas
import pytest

from sim.errors import UsageError, WorkerFailure
from sim.phrases import phrases_of
from sim.plots.source import Source
from sim.report import ending, report
from sim.report.answer import answer
from sim.report.blocks import Picture, Text
from sim.report.book import contagion, segments
from sim.report.choices import policy, settings
from sim.report.context import Context
from sim.report.page import SECTIONS, page
from sim.report.risk import losses
from tests.report.invented import Invented, invented

HOSTILE = "<script>alert('title')</script>\"onload=alert(1) x='</style>&amp;\N{RIGHT-TO-LEFT OVERRIDE}txt"
WITHOUT_FIGURES = (answer, policy, settings, ending.parameters, ending.limits, ending.reproduce)


def context(result: Any, language: str = "en", against: Context | None = None) -> Context:
    return Context(Source(result, phrases_of(language), result.summary), against)


@pytest.mark.parametrize("language", ["english", "chinese"])
def test_the_page_asks_for_nothing_and_runs_nothing(language: str, request: pytest.FixtureRequest) -> None:
    text = request.getfixturevalue(language).read_text("utf-8")
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in text
    assert not re.search(r"<script|<iframe|<object|<embed|<image|<form|\son\w+\s*=|javascript:", text)
    assert not re.search(r"(?:src|href)=\"(?!#|data:,)", text)
    assert not re.search(r"@import|url\((?!#)", text)


@pytest.mark.parametrize(("language", "tag"), [("english", "en"), ("chinese", "zh-Hans")])
def test_every_section_and_figure_is_there(language: str, tag: str, request: pytest.FixtureRequest) -> None:
    text = request.getfixturevalue(language).read_text("utf-8")
    assert f'<html lang="{tag}">' in text
    words = phrases_of("en" if language == "english" else "zh")
    keys = [
        "answer",
        "bridge",
        "losses",
        "paths",
        "arrears",
        "contagion",
        "segments",
        "policy",
        "settings",
        "regulation",
    ]
    keys += ["trust", "parameters", "limits", "reproduce"]
    assert re.findall(r'<section id="(\w+)">\n<h2>', text) == keys
    assert text.count("<figure>") == text.count("<svg") == 11
    assert all(f"<h2>{words(f'section.{key}')}</h2>" in text for key in keys[1:])


def test_the_report_lies_beside_the_tables(folder: Path, english: Path, chinese: Path) -> None:
    assert [english, chinese] == [folder / "report.html", folder / "report.zh.html"]


def test_the_same_run_gives_the_same_bytes() -> None:
    first, second = (page(context(invented(None, 6)), (*WITHOUT_FIGURES, losses)) for _ in range(2))
    assert first == second


def test_the_answer_is_the_summary_in_words(folder: Path) -> None:
    found = json.loads((folder / "summary.json").read_text("utf-8"))
    run = context(invented(None))
    told = " ".join(block.words for block in answer(run).blocks if isinstance(block, Text))
    assert f"with {-found['capital_buffer_99_9']['estimate'] / 1e5:,.1f} thousand yuan to spare" in told
    breach = 100 * found["breach_probability"]["estimate"]
    assert f"Capital falls below the floor in {breach:.2f}\N{NO-BREAK SPACE}% of replications" in told


def test_what_is_missing_is_asked_for() -> None:
    result = invented(None, 6)
    found = {**result.summary["capital_buffer_99_9"], "estimate": 5_000_000}
    result.summary["capital_buffer_99_9"] = found
    first = answer(context(result)).blocks[0]
    assert isinstance(first, Text)
    assert "the platform needs 50.0 thousand yuan more" in first.words


def test_text_hostile_to_html_comes_out_as_text() -> None:
    settings_there = {"draws": "plain", "policy_code": {"class": HOSTILE}}
    result = invented(None, 6, changes={"title": HOSTILE}, command=["yuqi", HOSTILE], settings=settings_there)
    text = page(context(result, against=context(result)), WITHOUT_FIGURES)
    assert "<script" not in text
    assert text.count("&lt;script&gt;alert(&#39;title&#39;)&lt;/script&gt;&#34;onload=alert(1)") == 2
    assert text.count("&lt;script&gt;alert(") == 3  # the third as a shell would have it
    assert text.count("</style>") == 1
    bodies = re.findall(r"<bdi>([^<]*\N{RIGHT-TO-LEFT OVERRIDE}[^<]*)</bdi>", text)
    assert len(bodies) == text.count("\N{RIGHT-TO-LEFT OVERRIDE}")


def test_a_partial_run_says_so_and_shows_no_tail_and_what_failed_is_text(tmp_path: Path) -> None:
    with pytest.raises(WorkerFailure):
        invented(tmp_path / "run", 20, chunk=1, engine=Invented(bad=3, reason=HOSTILE))
    text = report(tmp_path / "run").read_text("utf-8")
    assert "Partial: 19 of 20 replications." in text
    assert "There is no capital buffer yet" in text
    assert "&lt;script&gt;alert(" in text
    assert "<script" not in text
    words = phrases_of("en")
    assert words("none.bridge") in text
    assert words("none.partial") in text
    assert f"<td><bdi>{words('headline.var_99_9')}</bdi></td>" not in text


def test_one_replication_has_an_answer_without_a_distribution() -> None:
    run = context(invented(None, 1))
    first = answer(run).blocks[0]
    assert isinstance(first, Text)
    assert first.words.startswith("One replication is one history")
    assert not any(isinstance(block, Picture) for block in losses(run).blocks)
    text = page(run, (losses,))
    assert "Loss distribution is left out. This needs 2 replications, and the run has 1." in text
    assert "probability of a breach" not in text
    assert "expected loss" not in text


def test_quantiles_along_a_path_are_conditional_on_it() -> None:
    text = page(context(invented(None, 3, scenario="severe_recession")), (answer, losses))
    assert "In thousand yuan, conditional on severe_recession" in text
    assert "All of this is conditional on the path of severe_recession" in text
    assert "conditional" not in page(context(invented(None, 3)), (answer, losses))


def test_without_attribution_a_sentence_says_so() -> None:
    blocks = contagion(context(invented(None, 6, engine=Invented(attribution=False)))).blocks
    assert [block.words for block in blocks if isinstance(block, Text)] == [phrases_of("en")("none.attribution")]


def test_segments_are_left_out_with_the_way_to_get_them() -> None:
    (block,) = segments(context(invented(None, 2))).blocks
    assert isinstance(block, Text)
    assert "--segments" in block.words


def test_segments_that_lie_in_the_folder_are_shown(tmp_path: Path) -> None:
    invented(tmp_path / "run", 2)
    columns = {"shortfall_fen": [2.5e6, 1e6], "shortfall_low_fen": [2e6, np.nan], "shortfall_high_fen": [3e6, np.nan]}
    parts = {"dimension": ["segment", "customer_since"], "part": ["gig", HOSTILE]}
    pandas.DataFrame({**parts, **columns}).to_parquet(tmp_path / "run" / "contributions.parquet")
    report(tmp_path / "run")
    text = (tmp_path / "run" / "report.html").read_text("utf-8")
    assert "<td><bdi>segment</bdi></td>\n<td><bdi>gig</bdi></td>" in text
    assert "<bdi>25.0</bdi></td>\n<td><bdi>20.0 to 30.0</bdi></td>" in text
    assert "<td><bdi>quarter of becoming a customer</bdi></td>\n<td><bdi>&lt;script&gt;alert(" in text


def test_two_runs_of_one_seed_are_paired_and_what_differs_is_named() -> None:
    here = invented(None, 6)
    there = invented(None, 6, changes={"population.size": 77})
    text = page(context(here, against=context(there)), (settings,))
    assert "differences of the average loss and the default rate are paired" in text
    assert f"population.size: {here.scenario.scenario.population.size} (77)" in text


def test_runs_of_other_seeds_are_not_paired() -> None:
    text = page(context(invented(None, 6), against=context(invented(None, 6, changes={"seed": 5}))), (settings,))
    assert "so differences are not paired" in text


def test_weighted_replications_say_what_they_are_worth() -> None:
    run = context(invented(None, 512, engine=Invented(weighted=True), draws="importance"))
    text = page(run, (answer, ending.trust))
    assert "The 512 replications are worth" in text
    assert "importance draws: bad economies drawn more often, weighted back" in text


def test_a_check_that_was_passed_says_how_far_apart_and_a_thin_tail_how_thin() -> None:
    run = context(invented(None, 512, engine=Invented(weighted=True), draws="importance"))
    run.manifest["course"] = {"check": {"plain_runs": 2048, "level": 0.99, "distance": -0.32, "words": ""}}
    text = page(run, (answer, ending.trust))
    assert re.search(r"draws agree with 2,048 plain runs at the 99\W*% quantile \(0\.3 standard errors", text)
    assert re.search(r"passed: 0\.3 standard errors from 2,048 plain runs", text)
    thin = {"ci_low": None, "ci_high": None, "note": "no interval: the tail counts as 4 replications"}
    run.headlines["var_99_9"].update(thin)
    assert run.interval("var_99_9", str) == thin["note"]


def test_every_parameter_stands_with_its_source() -> None:
    (section,) = [make(context(invented(None, 2))) for make in SECTIONS if make is ending.parameters]
    rows = [row for block in section.blocks for grid in getattr(block, "grids", ()) for row in grid.rows]
    assert len(rows) > 500
    assert all(row[0] and row[6] for row in rows)


def test_a_folder_without_a_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no run"):
        report(tmp_path)

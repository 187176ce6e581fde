"""The page as a browser shows it, on a desk and on a telephone."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.phrases import phrases_of
from sim.plots.source import Source
from sim.report.answer import answer
from sim.report.context import Context
from sim.report.page import page
from tests.report.browser import CHROMIUM, Shown, show
from tests.report.invented import invented

pytestmark = [pytest.mark.slow, pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")]
WIDTHS = (1280, 390)


@pytest.fixture(scope="module")
def shown(english: Path, chinese: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[int, Shown]]:
    """Both reports at both widths."""
    pages = {"en": english, "zh": chinese}
    return {name: show(page, WIDTHS, tmp_path_factory.mktemp("browser")) for name, page in pages.items()}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_asked_for_said_or_overflowing(
    shown: dict[str, dict[int, Shown]], language: str, width: int
) -> None:
    found = shown[language][width]
    assert [address for address in found.requests if not address.startswith("data:")] == []
    assert found.console == []
    assert found.alerts == []
    assert found.wider == []
    assert found.width <= width
    assert len(found.text) > 3000


def test_hostile_text_does_nothing_in_a_browser(tmp_path: Path) -> None:
    hostile = "<img src=x onerror=alert(1)><script>alert(2)</script>" + "W" * 400
    result = invented(None, 2, changes={"title": hostile})
    path = tmp_path / "page.html"
    path.write_text(page(Context(Source(result, phrases_of("en"), result.summary)), (answer,)), "utf-8")
    found = show(path, (390,), tmp_path / "browser")[390]
    assert hostile in found.text
    assert (found.alerts, found.console, found.wider) == ([], [], [])
    assert [address for address in found.requests if not address.startswith("data:")] == []


def test_a_page_that_misbehaves_is_seen(tmp_path: Path) -> None:
    page = tmp_path / "bad.html"
    page.write_text(
        "<p style='width: 3000px'>wide</p><img src='missing.png'><script>console.error('no'); alert(1)</script>",
        "utf-8",
    )
    found = show(page, (390,), tmp_path / "browser")[390]
    assert any(address.endswith("missing.png") for address in found.requests)
    assert found.console
    assert found.alerts == ["1"]
    assert found.wider

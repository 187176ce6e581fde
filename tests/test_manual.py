"""What writes the pages of the manual."""

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pandas
import pytest

import sim
from sim.manual.commands import command_page
from sim.manual.pages import PAGES
from sim.manual.picture import STYLES, Fan, fan, picture
from sim.manual.python import python_page

SVG = "{http://www.w3.org/2000/svg}"
FANS = {name: Fan((0.03, 0.02 - 0.01 * place), (0.04, 0.03), (0.06, 0.05)) for place, name in enumerate(STYLES)}


def test_every_command_has_a_section_with_its_options_and_an_example():
    page = command_page()
    for name in ("run", "compare", "check", "show", "schema", "list", "trace", "validate", "new", "completion"):
        section = page.split(f"\n## yuqi {name}\n")[1].split("\n## ")[0]
        assert f"yuqi {name}" in section.split("```sh\n")[1]
    assert "| `--policy-code FILE.py:Class` |" in page


def test_every_exit_code_of_the_errors_is_on_the_page_of_commands():
    page = command_page()
    codes = {found.exit_code for found in vars(sim.errors).values() if hasattr(found, "exit_code")}
    assert [code for code in codes if f"| {code} |" not in page and f"| {code}, " not in page] == []


def test_every_public_name_has_a_section_with_its_words():
    page = python_page()
    for name in sim.__all__:
        if name != "__version__":
            section = page.split(f"\n## sim.{name}\n")[1].split("\n## ")[0]
            assert len(section.split()) > 5, name
    assert "backend: str = 'threads'" in page
    assert "| `sim.errors.Conflict` | 4 |" in page
    assert "| `sim.units` |" in page


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_a_page_names_no_place_on_this_machine(page):
    text = page()
    assert " at 0x" not in text
    assert str(Path(__file__).parents[1]) not in text


def test_the_picture_shows_each_fan_and_the_line_of_nothing_where_they_lie():
    drawing = ElementTree.fromstring(picture(FANS, "3 histories"))  # noqa: S314 - our own
    texts = [text.text for text in drawing.iter(f"{SVG}text")]
    assert {"calm", "severe recession", "nothing left", "month"} <= set(texts)
    bands = [shape.get("points").split() for shape in drawing.iter(f"{SVG}polygon")]
    assert [len(band) for band in bands] == [4, 4]
    highest, _, lowest, _ = (float(point.split(",")[1]) for point in bands[0])
    assert highest < lowest
    (level,) = (shape for shape in drawing.iter(f"{SVG}path") if shape.get("stroke-dasharray") == "2 3")
    y = float(level.get("d").split()[1].split("H")[0])
    line = [float(point.split(",")[1]) for point in next(drawing.iter(f"{SVG}polyline")).get("points").split()]
    assert line[0] < line[1] < y  # 4 % lies above 3 %, and that above nothing


def test_a_fan_is_made_of_the_platform_alone():
    rows = [(replication, month, lender, 10 * month if lender == "platform" else 900)
            for replication in (0, 1) for month in (1, 2) for lender in ("others", "platform")]  # fmt: skip
    found = fan(pandas.DataFrame(rows, columns=["replication", "month", "lender", "equity_fen"]), 1000.0)
    assert found.middle == found.low == found.high == (0.01, 0.02)

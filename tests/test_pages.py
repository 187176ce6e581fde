"""The pages of the manual are true: what they tell to type works, what is made from the code is as the code is,
links lead somewhere, and every page can be found.
"""

import re
from pathlib import Path

import pytest

from sim.manual.pages import PAGES
from tests.cli.conftest import folder, yuqi  # noqa: F401 - fixtures
from tests.pages import ROOT, blocks, commands, run_page, smaller

DOCS = ROOT / "docs"
WRITTEN = [DOCS / "tutorial.md", *sorted((DOCS / "guides").glob("*.md"))]
EVERY = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]


@pytest.mark.slow
@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.stem)
def test_what_a_page_tells_to_type_works_from_an_empty_folder(page, yuqi):  # noqa: F811
    assert run_page(page, yuqi)


def test_the_tutorial_uses_every_command_that_makes_or_shows_a_result():
    used = {
        words[1]
        for block in blocks(DOCS / "tutorial.md")
        if block.language == "sh"
        for words, _ in commands(block.text)
    }
    assert {"new", "check", "run", "compare", "trace", "list"} <= used


def test_the_tutorial_shows_the_message_that_is_printed(yuqi, folder):  # noqa: F811
    found = {block.file: block.text for block in blocks(DOCS / "tutorial.md")}
    (shown,) = (
        block.text for block in blocks(DOCS / "tutorial.md") if block.language == "text" and "slip.yaml" in block.text
    )
    (folder / "slip.yaml").write_text(found["slip.yaml"], encoding="utf-8")
    assert yuqi("check", "slip.yaml").err == shown


@pytest.mark.parametrize("name", PAGES)
def test_what_is_made_from_the_code_is_as_the_code_is(name):
    assert PAGES[name]() == (DOCS / name).read_text(encoding="utf-8"), f"docs/{name} is out of date: make manual"


def anchors_of(path):
    """The anchors of a page's headings, as code hosts make them."""
    headings = re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def links_of(page):
    prose = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    return [target for target in re.findall(r"\]\(([^)\s]+)\)", prose) if "://" not in target]


@pytest.mark.parametrize("page", EVERY, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page):
    for target in links_of(page):
        file, _, anchor = target.partition("#")
        place = (page.parent / file) if file else page
        assert place.exists(), target
        assert not anchor or anchor in anchors_of(place), target


def test_every_page_can_be_reached_from_the_readme():
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        waiting += [(page.parent / target.partition("#")[0]).resolve() for target in links_of(page) if target[0] != "#"]
    assert [str(page.relative_to(ROOT)) for page in EVERY if page.resolve() not in reached] == []


def test_large_worlds_become_small_ones():
    text = "--replications 4096 --set population.size=10_000\npopulation: {size: 2000}\nsim.run(x, replications=200)"
    assert (
        smaller(text) == "--replications 4 --set population.size=60\npopulation: {size: 60}\nsim.run(x, replications=4)"
    )


def test_a_command_that_fails_stops_the_page(yuqi, folder):  # noqa: F811
    page = Path("page.md")
    page.write_text("```sh\nyuqi check nothing.yaml\n```\n", encoding="utf-8")
    with pytest.raises(AssertionError, match=r"check nothing\.yaml"):
        run_page(page, yuqi)
    page.write_text("```sh\nyuqi check nothing.yaml # exit code 3\n```\n", encoding="utf-8")
    assert run_page(page, yuqi) == ["yuqi check nothing.yaml"]

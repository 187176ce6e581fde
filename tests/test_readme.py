"""The README is run, with small sizes: its files, its commands and its Python, in their order."""

import re
import shlex

import pytest

from tests.cli.conftest import folder, yuqi  # noqa: F401 - fixtures
from tests.pages import ROOT, run_page

README = (ROOT / "README.md").read_text(encoding="utf-8")
# Whatever else a reader is told to type, by its first word.
OTHER_COMMANDS = {"cd", "git"}


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}(?: \S+)?\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)


def shell_lines() -> list[list[str]]:
    lines = "\n".join(blocks("sh")).replace("\\\n", " ").splitlines()
    return [words for line in lines if (words := shlex.split(line, comments=True))]


def test_the_first_block_is_the_shortest_whole_run() -> None:
    first = re.search(r"^```(\w+)\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)
    assert first is not None
    assert first[1] == "sh"
    assert first[2].splitlines()[0].startswith("git clone ")
    assert first[2].splitlines()[-1] == "make demo"


def test_every_line_of_shell_starts_with_a_command_we_have() -> None:
    assert {words[0] for words in shell_lines()} <= OTHER_COMMANDS | {"make", "yuqi", ".venv/bin/yuqi"}


def test_every_make_target_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    assert {words[1] for words in shell_lines() if words[0] == "make"} <= targets


@pytest.mark.slow
def test_what_the_readme_tells_to_type_and_its_python_work_from_an_empty_folder(yuqi, capsys):  # noqa: F811
    assert len(run_page(ROOT / "README.md", yuqi)) > 5
    assert capsys.readouterr().out


def test_the_picture_is_there_and_needs_no_other_file() -> None:
    picture = (ROOT / "docs" / "picture.svg").read_text(encoding="utf-8")
    assert picture.startswith("<svg ")
    assert "Own funds" in picture
    assert not re.search(r"href|url\(|<script|<image", picture)


def test_there_is_python_to_run() -> None:
    assert blocks("python")


def test_every_page_the_readme_links_to_is_there() -> None:
    linked = [target for target in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in target]
    assert linked
    assert [target for target in linked if not (ROOT / target).exists()] == []

"""The README is run: its Python with small sizes, its commands against the command's own help."""

import re
import shlex
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
# Whatever else a reader is told to type, by its first word.
OTHER_COMMANDS = {"cd", "git"}


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)


def shell_lines() -> list[list[str]]:
    lines = "\n".join(blocks("sh")).replace("\\\n", " ").splitlines()
    return [words for line in lines if (words := shlex.split(line, comments=True))]


@cache
def help_of(command: str) -> str:
    """The help of a subcommand of `yuqi`, unwrapped and uncoloured."""
    done = subprocess.run(
        [sys.executable, "-c", "from sim.cli import main; main()", command, "--help"],
        capture_output=True,
        text=True,
        timeout=900,
        env={"COLUMNS": "300", "NO_COLOR": "1", "TERM": "dumb", "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode == 0, f"yuqi {command}: {done.stdout}{done.stderr}"
    return done.stdout


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
def test_every_yuqi_command_and_option_exists() -> None:
    used = [words[1:] for words in shell_lines() if words[0].endswith("yuqi")]
    assert used
    for command, *words in used:
        known = set(re.findall(r"--[a-z][a-z-]*", help_of(command)))
        assert {word for word in words if word.startswith("--")} <= known, command


@pytest.mark.slow
@pytest.mark.parametrize("block", blocks("python"))
def test_the_python_runs_as_written_with_small_sizes(
    block: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    small = re.sub(r"(population\.size\": )[\d_]+", r"\g<1>100", block)
    small = re.sub(r"(replications=)[\d_]+", r"\g<1>4", small)
    assert small != block
    exec(compile(small, "README.md", "exec"), {"__name__": "readme"})  # noqa: S102 - the README's own words
    assert capsys.readouterr().out


def test_there_is_python_to_run() -> None:
    assert blocks("python")


def test_every_page_the_readme_links_to_is_there() -> None:
    linked = [target for target in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in target]
    assert linked
    assert [target for target in linked if not (ROOT / target).exists()] == []

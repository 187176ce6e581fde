"""Runs the code blocks of a page in their order, in the current folder, with small worlds in place of large ones.

A block whose fence names a file (```yaml mine.yaml) is that file; a `sh` block holds commands, one a line, which end
with 0 unless a remark says `# exit code N`; a `python` block without a name is a program. `text` is for people.
"""

import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
FENCE = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", flags=re.MULTILINE | re.DOTALL)
NOT_RUN = {"cd", "git", "make", "source", "pip"}
"""First words of commands that install or fetch."""
LARGE = {"run", "compare", "trace"}
"""Commands that take ten thousand borrowers where nothing is said."""
BORROWERS, REPLICATIONS = 60, 4


class Block(NamedTuple):
    """A block of code: its language, the file it is, if any, and its text."""

    language: str
    file: str | None
    text: str


def blocks(page: Path) -> list[Block]:
    return [Block(language, file or None, text) for language, file, text in FENCE.findall(page.read_text("utf-8"))]


def smaller(text: str) -> str:
    """The same with few borrowers and few replications."""
    text = re.sub(r"(population\.size(?:=|\": )|\bsize: )[\d_]+", rf"\g<1>{BORROWERS}", text)
    return re.sub(
        r"(--replications |\breplications(?:=|: ))(\d+)",
        lambda found: found[1] + str(max(2, min(REPLICATIONS, int(found[2]) // 50))),
        text,
    )


def commands(text: str) -> Iterator[tuple[list[str], int]]:
    """The words of each command and the exit code it should end with."""
    for line in text.replace("\\\n", " ").splitlines():
        words = shlex.split(line, comments=True)
        if words[1:2] and words[1] in LARGE and "population.size" not in line:
            words += ["--set", f"population.size={BORROWERS}"]
        expected = re.search(r"# exit code (\d+)", line)
        if words and words[0] not in NOT_RUN:
            yield words, int(expected[1]) if expected else 0


def run_page(page: Path, yuqi: Callable[..., object]) -> list[str]:
    """Do what a page says; returns the commands that were run."""
    done: list[str] = []
    for block in blocks(page):
        if block.file is not None:
            Path(block.file).write_text(smaller(block.text), encoding="utf-8")
        elif block.language == "sh":
            for words, code in commands(smaller(block.text)):
                assert Path(words[0]).name == "yuqi", words
                answer = yuqi(*words[1:])
                assert answer.code == code, f"{shlex.join(words)}\n{answer.out}\n{answer.err}"
                done.append(shlex.join(words))
        elif block.language == "python":
            exec(compile(smaller(block.text), page.name, "exec"), {"__name__": "page"})  # noqa: S102 - our own pages
    return done

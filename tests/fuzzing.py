"""Bad input at random: scenario files and tapes, from noise to a sound file with a few things changed.

What is made follows from the generator alone, so that any finding can be made again from its seed.
"""

from __future__ import annotations

import math
import os
import random
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from sim.errors import YuqiError
from sim.population.tape import read_tape
from sim.population.tape_checks import ProductKind
from sim.scenario import load, names
from sim.scenario.library import scenario_files

WORDS = (
    "a", "population", "size", "extends", "baseline", "null", "true", "no", "1", "-0", ".nan", "1e999", "~", "<<",
    "...", "5%", "0x1f", "1_000", "12:30", "2024-01-01", "&a", "*a", "!!int ", "---", ": ", "- ", "? ", "\n  ", "\n",
    "lenders", "macro",
)  # fmt: skip
SIGNS = ":-[]{}!|>%@`'\"#?=\\,\n\t\r\x00\x85\u2028\ufeff\u202e"
VALUES = (
    "null", "no", "5%", "[]", "{}", "[1]", "{a: 1}", "-1", "0", "3", "1e18", "1e999", ".nan", "-.inf", "x" * 100, "''",
    "0.5", "'0.03'", "9" * 400, "2024-01-01", "baseline", "true", "[[[[[[[[1]]]]]]]]", "1.2.3", "-0.0", "5e-324",
)  # fmt: skip
CELLS = (
    "", "-1", "0", "1e9", "1e99", "1e999999999", "nan", "-inf", "0x10", "1_000", "'5'", '"', '"a\nb"', "٣٠", "A",
    "huabei", "jiebei", "baitiao", "=1+1", "9" * 400, "2.5", "40000", "-0", " 7 ", "\x00", "\ufeff", "\u202e",
    "5%", "1,000", "NA", "transactor",
)  # fmt: skip
HEADS = (
    "borrower", "product", "limit", "balance", "days_past_due", "statement", "past_due", "annual_rate",
    "remaining_term", "instalment", "income_monthly", "age", "late_months_6", "payer_type", "weight",
    "utilisation_1", "strange",
)  # fmt: skip
PRODUCTS: dict[str, ProductKind] = {"huabei": "revolving", "jiebei": "term"}
SLOWEST_SECONDS = 5.0
SHORT_BLOCK, BLOCKS_KEPT = 120, 0.25
"""Bytes of a block of a shipped file that is always kept, and the share of the others that is."""

Choice = random.Random


class Fuzzed(NamedTuple):
    """How many inputs were read, how many refused, and the longest that one took."""

    read: int
    refused: int
    slowest: float


def scenario_bytes(choose: Choice) -> bytes:
    """A scenario file: noise, tokens, or a shipped file with bytes or values changed."""
    kind = choose.randrange(4)
    if kind == 0:
        return choose.randbytes(choose.randrange(200))
    if kind == 1:
        return "".join(choose.choice((*WORDS, *SIGNS)) for _ in range(choose.randrange(30))).encode()
    content = _excerpt(scenario_files()[choose.choice(names())].read_bytes(), choose)
    return _with_bytes_replaced(content, choose) if kind == 2 else _with_values_replaced(content, choose)


def _excerpt(content: bytes, choose: Choice) -> bytes:
    """One time of eight the whole file, else its short blocks and some of the long ones, which cost most to read."""
    blocks = re.split(rb"^(?=\w)", content, flags=re.MULTILINE)
    kept = [block for block in blocks if block and (len(block) < SHORT_BLOCK or choose.random() < BLOCKS_KEPT)]
    return content if choose.randrange(8) == 0 or not kept else b"".join(kept)


def _with_bytes_replaced(content: bytes, choose: Choice) -> bytes:
    for _ in range(choose.randint(1, 3)):
        at = choose.randrange(len(content))
        content = content[:at] + choose.randbytes(choose.randint(0, 4)) + content[at + choose.randint(0, 6) :]
    return content


def _with_values_replaced(content: bytes, choose: Choice) -> bytes:
    """Lines of the form `key: value` with another value, another key, or another indentation."""
    lines = content.decode().splitlines()
    for _ in range(choose.randint(1, 3)):
        at = choose.randrange(len(lines))
        key, colon, value = lines[at].partition(":")
        changed = (
            f"{key}: {choose.choice(VALUES)}",
            f"{key}x:{value}",
            f" {key}{colon}{value}",
            f"{key}:{value}\n{key}:{value}",
        )
        lines[at] = choose.choice(changed)
    return "\n".join(lines).encode()


def tape_bytes(choose: Choice) -> bytes:
    """A tape in CSV: noise, or rows of which some cells, heads or signs are changed."""
    if choose.randrange(8) == 0:
        return choose.randbytes(choose.randrange(300))
    heads = [*HEADS[:5], *choose.sample(HEADS[5:], choose.randrange(4))]
    rows = [_row(heads, number, choose) for number in range(choose.randrange(6))]
    text = "\n".join([",".join(heads), *(",".join(row) for row in rows)]) + choose.choice(("\n", "", "\r\n", "\n\n"))
    content = text.replace(",", choose.choice((",", ",", ",", ";", "\t"))).encode(
        choose.choice(("utf-8", "utf-8", "utf-16"))
    )
    return _with_bytes_replaced(content, choose) if content and choose.randrange(4) == 0 else content


def _row(heads: list[str], number: int, choose: Choice) -> list[str]:
    sound = {
        "borrower": f"B{number}", "product": "huabei", "limit": "1000", "balance": "200", "days_past_due": "0",
        "weight": "1", "statement": "100", "past_due": "0", "annual_rate": "0.18", "age": "30",
        "income_monthly": "6000",
    }  # fmt: skip
    return [choose.choice(CELLS) if choose.randrange(6) == 0 else sound.get(head, "") for head in heads]


def fuzz(
    count: int, seed: int, path: Path, make: Callable[[Choice], bytes], read: Callable[[Path], object],
    budget: float = math.inf,
) -> Fuzzed:  # fmt: skip
    """So many inputs: each is read or refused with exit code 3, within five seconds, and nothing else is written.

    No more are made after `budget` seconds.
    """
    choose = random.Random(seed)  # noqa: S311 - not a secret
    accepted, slowest = 0, 0.0
    end = time.monotonic() + budget
    for number in range(count):
        if time.monotonic() > end:
            count = number
            break
        path.write_bytes(make(choose))
        start = time.perf_counter()
        fault = _fault(path, read)
        accepted += fault is None
        assert _is_fair(fault), f"input {number} of seed {seed}: {fault!r}"
        slowest = max(slowest, time.perf_counter() - start)
        assert slowest < SLOWEST_SECONDS, f"input {number} of seed {seed} took {slowest:.1f} s"
        assert os.listdir(path.parent) == [path.name], f"input {number} of seed {seed} left a file"
    return Fuzzed(accepted, count - accepted, slowest)


def _fault(path: Path, read: Callable[[Path], object]) -> Exception | None:
    """What reading ends with."""
    try:
        read(path)
    except Exception as fault:  # whatever escapes is what is looked for
        return fault
    return None


def _is_fair(fault: Exception | None) -> bool:
    """Whether an input was read, or refused in words and with exit code 3."""
    if fault is None:
        return True
    return isinstance(fault, YuqiError) and fault.exit_code == 3 and str(fault).replace("\n", "").isprintable()


def fuzz_scenarios(count: int, seed: int, folder: Path, budget: float = math.inf) -> Fuzzed:
    """Scenario files, read as `yuqi check` does."""
    return fuzz(count, seed, folder / "x.yaml", scenario_bytes, load, budget)


def fuzz_tapes(count: int, seed: int, folder: Path, budget: float = math.inf) -> Fuzzed:
    """Tapes, read as `yuqi run --tape` does."""
    return fuzz(count, seed, folder / "tape.csv", tape_bytes, lambda path: read_tape(path, PRODUCTS), budget)

"""The rule book: one name a rule, twins that replace rules by name, and equal bits compiled and plain."""

from __future__ import annotations

import math

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim import compiled
from sim.compiled import ENTRIES, PLAIN, RULES, rule, twin
from sim.machine_code.code import KEPT, Address, Code
from sim.simulation import Simulation
from tests.builders import hard_times, rules, run_book

pytestmark = pytest.mark.plain

UNIT = st.floats(1e-12, 1 - 1e-12)
AMOUNTS = st.floats(-1e15, 1e15)


def test_a_second_rule_of_the_same_name_is_refused() -> None:
    def fen(amount):
        return amount

    with pytest.raises(ValueError, match="two rules are called fen"):
        rule(fen)


def test_a_twin_knows_only_rules_of_the_book() -> None:
    with pytest.raises(KeyError, match="no_such_rule"):
        twin({"no_such_rule": abs}, compiled=False)


def test_a_replaced_rule_is_called_by_all_that_name_it_and_the_book_itself_is_unchanged() -> None:
    book = twin({"fen": lambda amount: 7}, compiled=False)
    assert book["annuity"](1_000_000, 0.01, 12) == 7
    assert book["line_limit"](3, 650.0, rules_product(), 650.0) == 7
    assert rules.annuity(1_000_000, 0.01, 12) == 88_849


def rules_product():
    """A product record with a limit of a month's income between 0 and 100 fen."""
    from tests.builders import LINE, a_world

    product = a_world().product[LINE]
    product.limit_floor, product.limit_cap = 0, 100
    return product


def test_a_compiled_twin_replaces_too() -> None:
    def fen(amount):
        return math.floor(amount)

    book = twin({"fen": fen}, compiled=True)
    assert book["annuity"](1_000_000, 0.01, 12) == 88_848
    assert ENTRIES["annuity"](1_000_000, 0.01, 12) == 88_849


@pytest.mark.skipif(PLAIN, reason="nothing is compiled")
def test_a_compiled_function_that_is_no_rule_can_call_a_joined_one() -> None:
    annuity = ENTRIES["annuity"]

    @numba.njit
    def twice(principal):
        return 2 * annuity(principal, 0.01, 12)

    assert twice(1_000_000) == 2 * 88_849


def test_two_twins_do_not_share_their_replacements() -> None:
    first, second = (twin({"fen": lambda amount, value=value: value}, compiled=False) for value in (1, 2))
    assert [book["annuity"](100, 0.01, 2) for book in (first, second)] == [1, 2]


def test_every_rule_can_be_called_plain_and_as_the_modules_do() -> None:
    assert set(RULES) == set(ENTRIES) >= set(vars(rules)) > {"fen", "borrower_day", "run_days", "impute_borrower"}
    assert all(hasattr(entry, "py_func") != PLAIN for entry in ENTRIES.values())
    assert not any(hasattr(plain, "py_func") for plain in vars(rules).values())


def test_machine_code_is_kept_apart_by_version_of_the_sources() -> None:
    if compiled.CACHE_FOLDER is None:
        assert not compiled.is_compiled_cold()
    else:
        assert compiled.CACHE_FOLDER.name == compiled._sources_digest()


SAMPLES = {
    "fen": (AMOUNTS,),
    "month_of": (st.integers(-1000, 10_000),),
    "day_of_month": (st.integers(-1000, 10_000),),
    "normal_cdf": (st.floats(-40, 40),),
    "normal_quantile": (UNIT,),
    "conditional_probability": (st.floats(0, 1), st.floats(0, 0.95), st.floats(-6, 6), st.floats(0, 1)),
    "lognormal_multiple": (st.floats(0, 2), UNIT),
    "day_of_event": (st.integers(-1000, 10_000), st.floats(0, 0.5), st.floats(0.5, 1)),
    "annuity": (st.integers(0, 10**9), st.floats(1e-6, 0.1), st.integers(1, 60)),
    "spending_multiple": (st.integers(-(10**9), 10**9), st.floats(-1, 1e9), st.floats(0, 2)),
    "recovery_rate": (st.integers(0, 60), st.floats(0, 1), st.floats(0, 1), st.floats(0, 3)),
    "discounted": (st.integers(0, 10**9), st.floats(0, 0.01), st.integers(0, 720)),
    "bounded_score": (st.floats(-1e4, 1e4),),
    "ration_of": (st.integers(-10, 10**9), st.integers(-(10**9), 10**9)),
    "first_due_day": (st.integers(-720, 720), st.integers(0, 3), st.integers(1, 30)),
    "payout_day": (st.integers(1, 720), st.sampled_from([1, 5, 10, 30])),
    "spread": (st.floats(1, 1e6), st.floats(0, 2), UNIT),
}
"""Rules of numbers alone, with arguments of the types they are called with."""


@pytest.mark.parametrize("name", SAMPLES)
def test_compiled_and_plain_give_the_same_bits(name: str) -> None:
    @settings(max_examples=60)
    @given(st.tuples(*SAMPLES[name]))
    def check(arguments) -> None:
        fast, plain = ENTRIES[name](*arguments), RULES[name](*arguments)
        assert np.float64(fast).tobytes() == np.float64(plain).tobytes(), (arguments, fast, plain)

    check()


def kind_of(argument: object) -> str:
    """A type of an argument without what only tells constants and widths of whole numbers apart."""
    name = str(argument)
    return "int" if name.startswith(("int", "Literal[int]", "IntEnum")) else name


def rules_in(code: Code) -> set[Address]:
    """Every rule that was compiled for the sake of this one, and the types of its arguments."""
    found: set[Address] = set()
    waiting = [code]
    while waiting:
        code = waiting.pop()
        apart = [KEPT[name].code_for(kinds).library for name, kinds in code.holds if name in compiled.APART]
        called = [each for each in code._calls() if isinstance(each, Code)] if code.is_joined else apart
        waiting += [each for each in called if each.address not in found]
        found |= {code.address, *code.holds, *(each.address for each in called)}
    return found


@pytest.mark.skipif(PLAIN, reason="nothing is compiled")
def test_no_rule_of_a_run_is_compiled_for_two_kinds_of_arguments() -> None:
    """A second record type, or a float beside an int, would double the compilation or hide a rounding."""
    run = Simulation.of(hard_times()).start(0)
    assert run_book(ENTRIES["run_days"], run).market[0].fault == 0
    (code,) = [
        found.library for of, found in KEPT["run_days"].overloads.items() if of[0] == numba.typeof(run.borrowers)
    ]
    kinds: dict[str, set[tuple[str, ...]]] = {}
    for name, arguments in rules_in(code):
        kinds.setdefault(name, set()).add(tuple(map(kind_of, arguments)))
    assert len(kinds["run_days"]) == len(kinds["borrower_day"]) == len(kinds["settle_account"]) == 1
    assert [name for name, found in kinds.items() if len(found) > 1] == []

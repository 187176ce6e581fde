"""The records: sizes, alignment, views of one memory, and that every setting of a scenario reaches one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest

from sim.day_sums import LEDGER, LEDGER_WORDS
from sim.dials import DIAL_PATHS, DIALS, POLICY_WORDS, RUNG_DIALS, RUNGS
from sim.holding import PARTNER, POOL
from sim.market import LENDER, LEVER, MARKET, POLICY, RUNG
from sim.opening import ledger_rows, opening_market
from sim.records import ACCOUNT, WORLD, State, borrower_dtype
from sim.scenario.models import Scenario
from sim.scenario.models_arrears import Rung
from sim.scenario.models_lending import Policy
from sim.scenario.parameter import Block
from sim.setup import central_economies, world_record
from tests.builders import SLOTS, a_borrower, a_market, hard_times

pytestmark = pytest.mark.plain


def test_a_borrower_with_three_accounts_stays_under_1152_bytes() -> None:
    assert borrower_dtype(SLOTS).itemsize <= 1152


@pytest.mark.parametrize("slots", [1, 2, 3, 8])
def test_accounts_lie_inside_the_borrowers_row_on_eight_byte_bounds(slots: int) -> None:
    dtype = borrower_dtype(slots)
    accounts, offset = dtype.fields["accounts"][:2]
    assert accounts.shape == (slots,)
    assert offset % 8 == dtype.itemsize % 8 == ACCOUNT.itemsize % 8 == 0
    assert dtype.itemsize == borrower_dtype(1).itemsize + (slots - 1) * ACCOUNT.itemsize


def test_an_account_changed_is_changed_in_its_borrower() -> None:
    book = np.zeros(2, dtype=borrower_dtype(SLOTS))
    book[1].accounts[2].principal = 77
    assert book["accounts"]["principal"].tolist() == [[0, 0, 0], [0, 0, 77]]
    borrower = a_borrower()
    borrower.accounts[0].arrears[1] = 5
    assert borrower.accounts[0].arrears[1] == 5


def test_a_ledger_row_is_all_whole_numbers_so_that_blocks_add_up_exactly() -> None:
    assert LEDGER.itemsize == 8 * LEDGER_WORDS
    assert {field[0].base for field in LEDGER.fields.values()} == {np.dtype("i8")}
    ledgers, words = ledger_rows(2, 3)
    ledgers[1, 2].first_defaults = 9
    assert words.shape == (2, 3, LEDGER_WORDS)
    assert words.sum() == words[1, 2].sum() == 9


def dial(policy, path: str) -> float:
    """A dial of a policy record by its dotted name."""
    block, *rung, name = path.split(".")
    return float(policy.ladder[RUNGS.index(rung[0])][name] if rung else policy[f"{block}_{name}"])


def test_policy_and_dials_are_two_views_of_the_same_bytes() -> None:
    lender = a_market().lenders[0]
    for segment in (0, 3):
        for place, path in enumerate(DIAL_PATHS):
            lender.dials[segment, place] = 100.0 * segment + place
            assert dial(lender.policies[segment], path) == 100.0 * segment + place
    lender.policies[2].underwriting_score_cutoff = 5.0
    assert lender.dials[2, DIAL_PATHS.index("underwriting.score_cutoff")] == 5.0


@pytest.mark.parametrize("dtype", [ACCOUNT, LENDER, LEVER, MARKET, POLICY, RUNG, WORLD, borrower_dtype(SLOTS)])
def test_no_two_fields_overlap_but_the_two_views_of_the_policy(dtype: np.dtype) -> None:
    spans = sorted(
        (offset, offset + part.itemsize) for name, (part, offset, *_) in dtype.fields.items() if name != "dials"
    )
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    assert spans[-1][1] <= dtype.itemsize


@pytest.mark.parametrize("dtype", [ACCOUNT, LENDER, LEVER, MARKET, PARTNER, POLICY, POOL, RUNG, WORLD])
def test_no_field_is_called_like_an_attribute_that_every_row_has(dtype: np.dtype) -> None:
    """In plain Python `row.size` would be 1 and not the field of that name."""
    assert [name for name in dtype.fields if hasattr(np.zeros(1)[0], name)] == []


def test_money_is_whole_fen_and_never_a_float() -> None:
    account, borrower = ACCOUNT.fields, borrower_dtype(SLOTS).fields
    for name in (
        "limit",
        "principal",
        "billed",
        "carried",
        "arrears",
        "interest",
        "interest_due",
        "instalment",
        "fee",
        "claim",
    ):
        assert account[name][0].base == np.dtype("i8")
    for name in ("cash", "income", "essential_daily", "discretionary_daily", "weight"):
        assert borrower[name][0] == np.dtype("i8")


# Every setting reaches a record

NOT_DIALS = {"score": {"centre", "insight", "noise"}}
"""Settings of a policy that belong to the world, not to what a lever can move."""
NUMBERS = (bool, int, float)


def test_the_dials_are_the_settings_of_the_policys_blocks() -> None:
    policy = Policy()
    blocks = {name: type(getattr(policy, name)).model_fields for name in DIALS}
    assert {name: set(fields) - NOT_DIALS.get(name, set()) for name, fields in blocks.items()} == {
        name: set(dials) for name, dials in DIALS.items()
    }
    assert set(Policy.model_fields) - set(DIALS) == {"ladder", "levers", "capital"}
    assert tuple(type(policy.ladder).model_fields) == RUNGS
    assert set(Rung.model_fields) == set(RUNG_DIALS)


def test_a_policys_record_holds_its_dials_in_the_order_of_their_paths() -> None:
    assert POLICY.itemsize == 8 * POLICY_WORDS == 8 * len(DIAL_PATHS) == 8 * len(set(DIAL_PATHS))
    record = np.zeros(1, dtype=POLICY)
    record.view("f8")[:] = np.arange(POLICY_WORDS)
    assert [dial(record[0], path) for path in DIAL_PATHS] == list(range(POLICY_WORDS))


def numbers(block: Block, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], float]]:
    """The numeric settings below a block, with their paths."""
    for name in type(block).model_fields:
        value = getattr(block, name)
        if isinstance(value, Block):
            yield from numbers(value, (*path, name))
        elif isinstance(value, NUMBERS):
            yield (*path, name), value


def other(block: Block, name: str) -> float:
    """Another allowed value of a numeric setting."""
    field, value = type(block).model_fields[name], getattr(block, name)
    low = next((float(rule.ge) for rule in field.metadata if hasattr(rule, "ge")), -1e9)
    low = next((float(rule.gt) + 1e-3 for rule in field.metadata if hasattr(rule, "gt")), low)
    if isinstance(value, int):
        return int(value - 1 if value - 1 >= low else value + 1)
    return (value + low) / 2 if value > low else low + 0.25


def changed(block: Block, path: tuple[str, ...]) -> Block:
    """A copy of a block with another value at a path."""
    name, *rest = path
    value = changed(getattr(block, name), tuple(rest)) if rest else other(block, name)
    return block.model_copy(update={name: value})


def with_part(base: Scenario, kind: str, part: Block) -> Scenario:
    """A scenario with another segment, product or lender."""
    if kind == "segments":
        people = base.population.segments | {"salaried": part}
        return base.model_copy(update={"population": base.population.model_copy(update={"segments": people})})
    name = {"products": "loan", "lenders": "platform"}[kind]
    return base.model_copy(update={kind: getattr(base, kind) | {name: part}})


def records(scenario: Scenario) -> bytes:
    """Everything that rules read, and the opening balance sheet."""
    book = np.zeros(3, dtype=borrower_dtype(1))
    book["weight"] = 1
    for slot, product in enumerate((0, 1, 2)):
        book[slot].accounts[0].product, book[slot].accounts[0].state = product, State.OPEN
        book[slot].accounts[0].principal = 1_000_000
    world = world_record(scenario)
    economies = central_economies(scenario, 1, 3)
    return world.tobytes() + economies.tobytes() + opening_market(book, scenario, world).tobytes()


MOVES_NO_RUN = {"policy.capital.buffer_visible"}
"""How the study of buffers looks for one; a run knows nothing of it."""


@pytest.mark.parametrize("kind", ["segments", "products", "lenders"])
def test_every_numeric_setting_reaches_a_record(kind: str) -> None:
    base = hard_times()
    part = (
        base.population.segments["salaried"]
        if kind == "segments"
        else getattr(base, kind)[{"products": "loan", "lenders": "platform"}[kind]]
    )
    before = records(base)
    silent = [
        ".".join(path) for path, _ in numbers(part) if records(with_part(base, kind, changed(part, path))) == before
    ]
    assert set(silent) == (MOVES_NO_RUN if kind == "lenders" else set())

"""The tree as it is printed and as a table."""

import pytest

from sim.studies.cascade import Cascade, Default

pytestmark = pytest.mark.plain


def a_default(borrower: int, day: int, infector: int | None = None, tree: int = 0, **more) -> Default:
    neutral = {
        "borrower": borrower, "day": day, "month": (day - 1) // 30 + 1, "lender": "platform", "product": "line",
        "cause": "income" if infector is None else "peer", "generation": 0, "infector": infector,
        "infecting_lender": None, "co_causes": (), "real_borrowers": 1, "tree": tree,
    }  # fmt: skip
    return Default(**neutral | more)


FOUND = Cascade(
    "hard_times",
    3,
    (
        a_default(7, 12),
        a_default(2, 41, 7, co_causes=("income", "health")),
        a_default(4, 42, 7),
        a_default(9, 50, tree=1),
        a_default(5, 71, 2),
    ),
    (4, 1),
    0.6,
)
TREE = """\
borrower 7, month 1 day 12, line at platform: income
├─ borrower 2, month 2 day 11, line at platform: peer, also income and health
│  └─ borrower 5, month 3 day 11, line at platform: peer
└─ borrower 4, month 2 day 12, line at platform: peer"""


def test_the_largest_tree_is_printed_below_its_numbers() -> None:
    head, tree, _, *lines = str(FOUND).split("\n")
    assert head == "hard_times, replication 3: 5 first defaults, 0.60 made by each on average, 1 cascades"
    assert tree == "the largest tree: 4 of them"
    assert "\n".join(lines) == TREE


def test_what_does_not_fit_is_counted() -> None:
    assert FOUND.tree(lines=3).endswith("... and 1 more")
    assert FOUND.tree(1) == "borrower 9, month 2 day 20, line at platform: income"


def test_a_lender_stands_above_what_its_trouble_made() -> None:
    made = {"infecting_lender": "bank", "cause": "line cut"}
    found = Cascade("x", 0, (a_default(1, 1, **made), a_default(2, 2, **made), a_default(3, 3, 1)), (3,), 0.3)
    assert found.tree().split("\n") == [
        "bank in trouble",
        "├─ borrower 1, month 1 day 1, line at platform: line cut",
        "│  └─ borrower 3, month 1 day 3, line at platform: peer",
        "└─ borrower 2, month 1 day 2, line at platform: line cut",
    ]


def test_the_table_has_a_row_per_default() -> None:
    events = FOUND.events
    assert events["borrower"].tolist() == [7, 2, 4, 9, 5]
    assert events["co_causes"][1] == "income, health"
    assert events["infector"].isna().tolist() == [True, False, False, True, False]


def test_nobody_defaulted_is_said() -> None:
    assert str(Cascade("calm", 1, (), (), None)) == "calm, replication 1: nobody defaulted"
    assert len(Cascade("calm", 1, (), (), None).events) == 0


def test_a_long_chain_can_be_printed() -> None:
    chain = tuple(a_default(k, k + 1, k - 1 if k else None) for k in range(3_000))
    assert Cascade("x", 0, chain, (3_000,), 1.0).tree().endswith("... and 2,940 more")

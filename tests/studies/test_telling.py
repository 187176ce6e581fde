"""How a difference is read aloud."""

from dataclasses import replace

import pytest

from sim.risk.contrasts import Contrast, sense
from sim.risk.estimate import Estimate
from sim.risk.paired import Pairing
from sim.studies.telling import Line, business_table, row, sentence, verdict


def contrast(
    estimate: float | None, low: float | None, high: float | None, *, unit: str = "fen", note: str = ""
) -> Contrast:
    difference = Estimate(estimate, low, high, 0.95, "by hand", 40, note)
    return Contrast("expected_loss", unit, "lower", 3_309_493, 3_042_823, difference, Pairing(0.97, 28.45, 0.7, 0.275))


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (contrast(-266_670, -440_000, -93_400), "Loss: 2,667 yuan lower (95 % interval: 934 to 4,400 lower)."),
        (contrast(-2_000, -12_000, 8_000), "Loss: 20 yuan lower (95 % interval: 120 lower to 80 higher)."),
        (
            contrast(0.0012, 0.0007, 0.0018, unit="share"),
            "Loss: 0.12 points higher (95 % interval: 0.07 to 0.18 higher).",
        ),
        (contrast(0, None, None), "Loss: the same (no interval: the difference does not vary)."),
        (
            contrast(-500, None, None, note="fen; no lower end below 3,688 replications"),
            "Loss: 5 yuan lower (no interval: needs 3,688 replications).",
        ),
        (contrast(None, None, None, note="no replication has a value"), "Loss: not known, no replication has a value."),
    ],
)
def test_a_difference_is_a_sentence(one, said):
    assert sentence("loss", one) == said


def test_a_row_has_values_difference_interval_share_and_worth():
    found = row("loss", contrast(-266_670, -440_000, -93_400))
    assert found == ("loss", "33,095", "30,428", "-2,667", "-4,400 to -934", "70 %", "x 28.4")


def test_the_verdict_lists_better_and_unclear():
    better, unclear = contrast(-2, -3, -1), contrast(-2, -3, 1)
    said = verdict("b", "a", [(Line("x", "loss"), better), (Line("y", "rate"), unclear)])
    assert said == "Against a, b is better on loss. No clear difference in rate."
    assert verdict("b", "a", [(Line("y", "rate"), unclear)]) == "b against a: no figure differs clearly."


def test_growth_stands_beside_risk_and_says_which_way_is_good():
    found = {
        figure: replace(contrast(-5_000, -7_000, -3_000), figure=figure, base=base, other=base - 5_000, better=good)
        for figure, base, good in (
            ("closing_balance_fen", 50_000, "higher"),
            ("granted_fen", 10_000, "higher"),
            ("provision_expense_fen", 6_000, "lower"),
        )
    }
    table = business_table("standard", "strict", found)
    assert table.heads[:4] == ("business in yuan", "standard", "strict", "difference")
    assert [(*line[:4], line[-1]) for line in table.rows] == [
        ("closing balance", "500", "450", "-50", "higher"),
        ("credit granted", "100", "50", "-50", "higher"),
        ("cost of risk", "60", "10", "-50", "lower"),
    ]


@pytest.mark.parametrize(
    ("figure", "better"),
    [("closing_balance_fen", "higher"), ("granted_fen", "higher"), ("provision_expense_fen", "lower")],
)
def test_growth_is_good_and_the_cost_of_risk_is_not(figure, better):
    assert sense(figure) == better

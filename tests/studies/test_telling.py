"""How a difference is read aloud."""

import pytest

from sim.risk.contrasts import Contrast
from sim.risk.estimate import Estimate
from sim.risk.paired import Pairing
from sim.studies.telling import Line, row, sentence, verdict


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

"""What a summary says of its tail: hand figures, and silence where there is nothing to say."""

from typing import Any

from sim.summary import yuan
from sim.summary_tail import tail_remarks


def found(**values: float | None) -> dict[str, dict[str, Any]]:
    return {name: {"estimate": value, "n": 4096, "note": ""} for name, value in values.items()}


def test_the_tail_at_other_correlations_is_said() -> None:
    said = tail_remarks(
        found(
            var_99_9_half_correlation=100_000, var_99_9_twice_correlation=300_000,
            capital_buffer_99_9_half_correlation=-50_000, capital_buffer_99_9_twice_correlation=150_000,
        ),
        yuan,
    )  # fmt: skip
    assert said == [
        "At half that correlation value at risk 99.9 % would be 1,000 yuan and the capital buffer -500; at twice it "
        "3,000 and 1,500."
    ]


def test_the_real_book_is_said_where_it_differs() -> None:
    assert tail_remarks(found(var_99_9=100_000, var_99_9_real_book=99_950), yuan) == []
    [said] = tail_remarks(found(var_99_9=100_000, var_99_9_real_book=98_000), yuan)
    assert "value at risk 99.9 % is 980 yuan" in said


def test_weights_are_said_where_there_are_any() -> None:
    assert tail_remarks(found(effective_sample_size=4096.0, tail_effective_sample_size=5.0), yuan) == []
    [said] = tail_remarks(found(effective_sample_size=1200.4, tail_effective_sample_size=800.0), yuan)
    assert said == "Weighted replications: they count as 1,200, those in the tail as 800."

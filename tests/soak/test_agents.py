"""Rule books that Mesa models compile for themselves, half a minute each: every step from Python, a rule replaced."""

import pytest

from sim.compiled import PLAIN
from tests.test_agents import models_with_a_rule_replaced, standard_steps_give_the_same_bits

pytestmark = pytest.mark.soak


@pytest.mark.parametrize("window_days", [1, 6])
def test_standard_steps_between_compiled_ones_give_the_same_bits(window_days: int) -> None:
    assert standard_steps_give_the_same_bits(window_days).is_compiled is not PLAIN


def test_a_replaced_rule_is_compiled_or_run_in_python_with_the_same_bits() -> None:
    fast, slow = models_with_a_rule_replaced()
    assert (fast.is_compiled, slow.is_compiled) == (not PLAIN, False)
    assert [one.tobytes() for one in fast.results] == [one.tobytes() for one in slow.results]

"""A rung keeps its own defaults for the dials that a scenario does not name."""

from sim.scenario.models_arrears import Ladder


def test_naming_one_dial_of_a_rung_keeps_its_other_defaults() -> None:
    ladder = Ladder.model_validate({"agency": {"start_day": 60.0}, "human_call": {"cost": 4.0}})
    assert (ladder.agency.start_day, ladder.agency.commission, ladder.agency.effect) == (60.0, 0.4, 0.6)
    assert (ladder.human_call.cost, ladder.human_call.effect) == (4.0, 0.5)
    assert ladder.ai_call == Ladder().ai_call

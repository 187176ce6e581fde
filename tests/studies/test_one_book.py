"""Policies compared on one opening book: who aged it, what stays as it was, and what the same people are worth."""

from pathlib import Path

import numpy as np
import pytest

import sim
from sim.opening import synthetic_book
from sim.scenario.errors import ScenarioError
from sim.studies.arms import Arm
from sim.studies.one_book import on_one_book, takes_over
from sim.studies.telling import telling

SMALL = {"population.size": 200, "horizon_months": 6, "population.warmup_months": 12}
OPENING = "lenders.platform.opening_policy"


def under(policy: str) -> sim.Scenario:
    return sim.load("severe_recession", policy=policy).with_(SMALL)


@pytest.fixture(scope="module")
def policies() -> dict[str, sim.Scenario]:
    return {name: under(name) for name in ("standard", "strict")}


@pytest.fixture(scope="module")
def found(policies) -> sim.Comparison:
    return sim.compare(policies, replications=6, jobs=1)


def balances(found: sim.Comparison) -> list[set[int]]:
    return [set(run.replications["opening_balance_fen"]) for run in found.arms.values()]


def test_the_book_is_that_which_the_opening_policy_ages(policies):
    """Bit for bit, whatever policy comes after it; without one, the policy's own."""
    opening = policies["standard"].scenario.lenders["platform"].policy.model_copy(update={"levers": {}})
    moved = policies["strict"].with_({OPENING: opening.model_dump(mode="json")})
    books = [synthetic_book(one.scenario).borrowers for one in (policies["standard"], moved, policies["strict"])]
    assert np.array_equal(books[0], books[1])
    assert not np.array_equal(books[0], books[2])


def test_every_arm_sets_out_from_the_book_of_the_first(found, policies):
    first, second = balances(found)
    assert first == second
    own = sim.compare(policies, replications=6, jobs=1, own_books=True, fates=0)
    first, second = balances(own)
    assert first.isdisjoint(second)
    assert own.arms["standard"].replications.equals(found.arms["standard"].replications)


def test_nobody_is_in_one_book_only_and_the_new_policy_is_at_work(found):
    fates = {one.fate: one.records.estimate for one in found.people["strict"].fates}
    assert (fates["base only"], fates["arm only"]) == (0, 0)
    assert found.differences["strict"]["granted_fen"].estimate < 0


def test_an_arm_alone_is_its_scenario_alone(found):
    arm = found.scenarios["strict"].resolved
    alone = sim.run(arm, replications=6, jobs=1)
    assert alone.replications.equals(found.arms["strict"].replications)


def test_levers_alone_leave_a_scenario_as_it_is(policies):
    """They rest while a book is aged, so there is nothing to carry over."""
    base = policies["standard"]
    more = base.with_({f"{'lenders.platform.policy'}.levers.tight": tight()})
    arms = on_one_book([Arm("base", base), Arm("more", more)])
    assert [one.resolved for one in arms] == [base, more]


def tight() -> dict[str, object]:
    return {"dial": "underwriting.score_cutoff", "operation": "add", "value": 40.0, "start_month": 1}


def test_who_names_an_opening_policy_keeps_it(policies):
    opening = under("early_warning").scenario.lenders["platform"].policy.model_copy(update={"levers": {}})
    chosen = policies["strict"].with_({OPENING: opening.model_dump(mode="json")})
    base, arm = on_one_book([Arm("base", policies["standard"]), Arm("arm", chosen)])
    assert arm.resolved == chosen
    assert not takes_over(arm.resolved.scenario, base.resolved.scenario)
    third = on_one_book([Arm("base", chosen), Arm("third", policies["standard"])])[1]
    assert third.resolved.scenario.lenders["platform"].opening_policy == opening


def test_a_tape_is_never_aged(policies, tmp_path: Path):
    tape = tmp_path / "book.csv"
    tape.write_text("borrower,product,limit,balance,days_past_due\nA,huabei,8000,100,0\n", encoding="utf-8")
    arms = [Arm(name, one.with_({"population.tape": str(tape)})) for name, one in policies.items()]
    assert on_one_book(arms) == arms
    opening = {OPENING: policies["strict"].scenario.lenders["platform"].policy.model_dump(mode="json")}
    with pytest.raises(ScenarioError, match="a tape is never aged"):
        policies["standard"].with_({**opening, "population.tape": str(tape)})


def test_the_telling_says_whose_book_it_is(found, policies):
    base, arm = (found.scenarios[name].resolved.scenario for name in ("standard", "strict"))
    assert (takes_over(arm, base), takes_over(base, arm)) == (True, False)
    assert any(
        "strict takes over the book that the policies of standard have aged" in one for one in telling(found).remarks
    )


def test_only_the_platform_keeps_a_score_before_the_start_too(policies):
    other = {"lenders.others.opening_policy": {"score": {"insight": 50.0}}}
    with pytest.raises(ScenarioError, match="only the platform keeps a score"):
        policies["standard"].with_(other)


def test_levers_of_an_opening_policy_are_refused(policies):
    strict = policies["strict"].scenario.lenders["platform"].policy.model_dump(mode="json")
    with pytest.raises(ScenarioError, match="levers rest while a book is aged"):
        policies["standard"].with_({OPENING: strict})

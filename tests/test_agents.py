"""The Mesa side: a model to step, agents to look into, data to collect, a borrower to subclass."""

import gc
import itertools
import math
import weakref
from typing import Any

import numpy as np
import pytest
from mesa import Agent, DataCollector

from sim.agents import Borrower, CreditModel, HorizonReached, MesaSimulation, OutsideItsDay, Platform
from sim.agents.books import overridden_steps
from sim.chart import Movement
from sim.compiled import RULES
from sim.errors import LedgerImbalance
from sim.records import PayerType
from sim.simulation import Simulation
from sim.steps import STEPS
from tests.builders import hard_times

SIMULATION = Simulation.of(hard_times(population={"size": 40, "accounts": 40}, horizon_months=2))


def a_model(**options: Any) -> CreditModel:
    return CreditModel(SIMULATION, **options)


def after(model: CreditModel, days: int) -> CreditModel:
    for _ in range(days):
        model.step()
    return model


def same_results(model: CreditModel) -> bool:
    """Whether a model ends with the bits of the compiled engine."""
    model.run_model()
    row, months = SIMULATION([model.replication])
    return bool(model.results[0].tobytes() == row.tobytes() and model.results[1].tobytes() == months.tobytes())


CONDITIONS = ("day_of_month", "is_festival")
"""What a day asks before it takes a step."""


# Stepping


def test_a_step_is_a_day_and_the_horizon_ends_the_run() -> None:
    model = a_model()
    assert (model.day, model.month, model.running) == (0, 0, True)
    after(model, 31)
    assert (model.day, model.month, model.steps) == (31, 2, 31)
    model.run_model()
    assert (model.day, model.running) == (60, False)
    for _ in range(2):
        with pytest.raises(HorizonReached, match="day 60"):
            model.step()
    assert model.steps == 60


def test_a_step_is_a_window_where_the_scenario_says_so() -> None:
    model = CreditModel(hard_times(population={"size": 20, "accounts": 20}, window_days=15))
    model.step()
    assert model.day == 15


def test_results_exist_at_the_horizon_only_and_do_not_change() -> None:
    model = a_model()
    with pytest.raises(HorizonReached):
        _ = model.results
    model.run_model()
    assert model.results[0].tobytes() == model.results[0].tobytes()


def test_a_model_can_be_made_by_name_and_from_a_book() -> None:
    book = SIMULATION.books[0][:7]
    model = after(CreditModel(SIMULATION.scenario, book=book), 2)
    assert len(model.borrowers) == 7
    assert book["next_day"].max() == 1


def test_a_name_is_looked_up_among_the_scenarios() -> None:
    resolved = (
        pytest.importorskip("sim.scenario")
        .load("baseline")
        .with_({"population.size": 12, "population.warmup_months": 0})
    )
    assert len(CreditModel(resolved).borrowers) == 12


# Agents


def test_agents_are_borrowers_and_institutions() -> None:
    model = a_model()
    assert len(model.agents) == 42
    assert len(model.borrowers) == 40
    assert [lender.name for lender in model.institutions] == ["platform", "bank"]
    assert isinstance(model.platform, Platform)
    assert all(isinstance(agent, Agent) for agent in model.agents)
    assert len({agent.unique_id for agent in model.agents}) == 42
    assert model.agent_types == [Borrower, Platform, type(model.agents[-1])]
    assert len(model.agents_by_type[Borrower]) == 40


def test_a_view_writes_through_and_equals_another_view_of_its_row() -> None:
    model = a_model()
    first, again = model.borrowers[3], model.borrowers[3]
    first.income = 123_456
    first.accounts[0].limit = 777
    first.payer_type = PayerType.MINIMUM
    assert (again.income, again.accounts[0].limit, again.payer_type) == (123_456, 777, PayerType.MINIMUM)
    assert first == again
    assert hash(first) == hash(again)
    assert first != model.borrowers[4]
    assert first != a_model().borrowers[3]
    assert (first.unique_id, first.segment in model.segment_names) == (3, True)


def test_a_misspelt_attribute_is_refused() -> None:
    with pytest.raises(AttributeError, match="cahs"):
        a_model().borrowers[0].cahs = 1


def test_days_past_due_is_the_worst_of_the_accounts() -> None:
    model = after(a_model(), 45)
    late = [borrower for borrower in model.borrowers if borrower.days_past_due > 0]
    assert late
    day = max(borrower.days_past_due for borrower in late)
    assert 0 < day <= 45


def test_a_set_selects_sorts_groups_and_aggregates_like_mesa() -> None:
    model = after(a_model(), 20)
    everyone = model.borrowers
    rich = everyone.select(lambda borrower: borrower.cash > 100_000)
    assert {borrower.cash > 100_000 for borrower in rich} <= {True}
    assert len(everyone.select(at_most=5)) == 5
    assert len(everyone.select(at_most=0.25)) == 10
    assert len(model.agents.select(agent_type=Platform)) == 1
    assert everyone.agg("cash", sum) == sum(borrower.cash for borrower in everyone)
    assert everyone.agg("cash", [min, max]) == [min(everyone.get("cash")), max(everyone.get("cash"))]
    assert everyone.get(["cash", "segment"])[2] == [everyone[2].cash, everyone[2].segment]
    assert [b.cash for b in everyone.sort("cash")] == sorted(everyone.get("cash"), reverse=True)
    by_segment = everyone.groupby("segment")
    assert sum(by_segment.count().values()) == 40
    assert set(by_segment.agg("cash", sum)) == {"gig", "salaried"}
    assert model.agents.agg("cash", len) == 42


def test_a_set_behaves_as_a_set() -> None:
    model = a_model()
    few, more = model.borrowers.select(at_most=3), model.borrowers.select(at_most=5)
    assert len(few | more) == 5
    assert list(more - few) == [model.borrowers[3], model.borrowers[4]]
    assert model.borrowers[4] in more
    assert model.borrowers[4] not in few
    few.add(model.borrowers[9])
    few.discard(model.borrowers[0])
    assert [borrower.unique_id for borrower in few] == [1, 2, 9]
    assert [borrower.unique_id for borrower in more[1:3]] == [1, 2]
    seen: list[int] = []
    few.do(lambda borrower: seen.append(borrower.unique_id))
    few.shuffle_do(lambda borrower: seen.append(borrower.unique_id))
    assert sorted(seen) == [1, 1, 2, 2, 9, 9]
    few.set("income", 5)
    assert few.get("income") == [5, 5, 5]
    assert len(few.shuffle()) == 3


def test_an_institution_shows_its_books_and_its_dials_can_be_set() -> None:
    model = a_model()
    platform = model.platform
    assert math.isnan(platform.capital_ratio)
    platform.policy.underwriting_score_cutoff = 951.0
    after(model, 60)
    assert platform.policy.underwriting_score_cutoff == 951.0
    assert platform.receivables == int(model.run.rows["outstanding_fen"][-2])
    assert platform.own_funds == int(model.run.rows["equity_fen"][-2])
    assert platform.cash == int(model.run.rows["cash_fen"][-2])
    assert platform.capital_ratio == model.run.rows["capital_ratio"][-2]
    assert platform.standing == model.run.rows["standing"][-2]
    assert model.run.rows["asked_fen"][::2].sum() > 0
    assert model.run.rows["granted_fen"][::2].sum() == 0
    with pytest.raises(AttributeError, match="score_cutoff"):
        platform.policy.cutoff = 1.0


def test_data_is_collected() -> None:
    model = a_model()
    collector = DataCollector(
        model_reporters={"own_funds": lambda m: m.platform.own_funds, "day": "day"},
        agent_reporters={"cash": "cash"},
        agenttype_reporters={Borrower: {"income": "income"}, Platform: {"receivables": "receivables"}},
    )
    for _ in range(3):
        model.step()
        collector.collect(model)
    assert list(collector.get_model_vars_dataframe()["day"]) == [1, 2, 3]
    assert len(collector.get_agent_vars_dataframe()) == 3 * 42
    assert len(collector.get_agenttype_vars_dataframe(Borrower)) == 3 * 40
    assert len(collector.get_agenttype_vars_dataframe(Platform)) == 3


def test_models_are_freed() -> None:
    kept = [weakref.ref(after(a_model(), 1)) for _ in range(20)]
    gc.collect()
    assert [reference for reference in kept if reference() is not None] == []


# Subclasses


class Standard(Borrower):
    """Overrides every step by itself."""


for _name in STEPS:
    setattr(Standard, _name, lambda self, name=_name: getattr(Borrower, name)(self))


class Hermit(Borrower):
    """Spends nothing, and counts."""

    calls = 0

    def spend(self) -> None:
        self.calls += 1
        self.spent_until = self.model.day


class Thief(Borrower):
    """Makes cash out of nothing."""

    def spend(self) -> None:
        super().spend()
        self.cash += 1


class Donor(Borrower):
    """Gives a yuan away and gets half of it back."""

    def spend(self) -> None:
        super().spend()
        if self.pay(100) == 100:
            self.receive(50)


class Broken(Borrower):
    """Fails, in the step that others here override too: one more step would be one more compilation."""

    def spend(self) -> None:
        raise ZeroDivisionError("on purpose")


def test_the_steps_that_can_be_overridden_are_those_of_the_day() -> None:
    words = RULES["live"].__code__.co_names  # type: ignore[attr-defined]
    assert sorted(STEPS) == sorted(word for word in words if word in RULES and word not in CONDITIONS)
    assert overridden_steps(Standard) == list(STEPS)


@pytest.fixture
def nothing_compiles(monkeypatch: pytest.MonkeyPatch) -> None:
    """A book of its own runs in plain Python, which takes seconds where compiling it takes half a minute."""
    monkeypatch.setattr("sim.agents.model.compiles", lambda book, entered: False)


@pytest.mark.usefixtures("nothing_compiles")
@pytest.mark.parametrize("window_days", [1, 6])
def test_standard_steps_run_from_python_give_the_same_bits(window_days: int) -> None:
    standard_steps_give_the_same_bits(window_days)


def standard_steps_give_the_same_bits(window_days: int) -> CreditModel:
    """A model whose borrowers take every step from Python against the engine. `make soak` compiles the rest of it."""
    simulation = Simulation.of(hard_times(population={"size": 15, "accounts": 40}, window_days=window_days))
    model = CreditModel(simulation, borrower=Standard, replication=3)
    model.run_model()
    row, months = simulation([3])
    assert model.results[0].tobytes() == row.tobytes()
    assert model.results[1].tobytes() == months.tobytes()
    return model


def test_only_the_chosen_borrowers_run_python() -> None:
    model = a_model(borrower={"gig": Hermit})
    model.run_model()
    assert {borrower.segment for borrower in model.borrowers.select(agent_type=Hermit)} == {"gig"}
    assert all(hermit.calls > 0 for hermit in model.borrowers.select(agent_type=Hermit))
    standard = after(a_model(), 60)
    changed = [one.cash != other.cash for one, other in zip(model.borrowers, standard.borrowers, strict=True)]
    assert {borrower.segment for borrower, is_changed in zip(model.borrowers, changed, strict=True) if is_changed} == {
        "gig"
    }


@pytest.mark.usefixtures("nothing_compiles")
def test_a_predicate_chooses_and_the_first_entry_wins() -> None:
    model = a_model(borrower={lambda borrower: borrower.unique_id < 4: Donor, "gig": Hermit})
    assert len(model.borrowers.select(agent_type=Donor)) == 4
    assert model.borrowers[0].segment in model.segment_names
    after(model, 31)


def test_money_moved_by_the_helpers_keeps_the_books() -> None:
    model = a_model(borrower=Donor)
    model.run_model()
    assert model.running is False


def test_money_moved_between_steps_keeps_the_books() -> None:
    model = after(a_model(), 5)
    model.borrowers[2].receive(1_000)
    assert model.borrowers[2].pay(400) == 400
    model.run_model()
    assert model.day == 60


def test_cash_out_of_nothing_is_found_by_the_audit() -> None:
    with pytest.raises(LedgerImbalance, match="household cash"):
        a_model(borrower=Thief).run_model()


def test_cash_written_between_steps_is_found_by_the_next_month_end() -> None:
    model = a_model()
    model.borrowers[0].cash += 1
    with pytest.raises(LedgerImbalance):
        after(model, 30)
    with pytest.raises(HorizonReached):
        model.step()


def test_a_movement_can_be_posted_by_hand() -> None:
    class Spender(Borrower):
        def spend(self) -> None:
            super().spend()
            self.cash -= 1
            self.post(Movement.SPENDING, 1)

    after(a_model(borrower=Spender), 31)


def test_a_fault_in_a_step_reaches_the_caller() -> None:
    model = a_model(borrower=Broken)
    with pytest.raises(ZeroDivisionError, match="on purpose"):
        model.run_model()
    assert model.running is False


def test_a_step_outside_the_borrowers_day_is_refused() -> None:
    with pytest.raises(OutsideItsDay, match="spend"):
        a_model().borrowers[0].spend()


def test_what_is_no_borrower_class_or_segment_is_refused() -> None:
    with pytest.raises(TypeError, match="subclass of Borrower"):
        a_model(borrower=int)
    with pytest.raises(ValueError, match="no segment"):
        a_model(borrower={"pirates": Hermit})


# Replaced rules


def minimum_only(account: Any, payer_type: int, partial: float, segment: Any, kind: int) -> int:
    """Everybody pays what is past due."""
    return int(account.arrears[0] + account.arrears[1] + account.arrears[2] + account.claim)


def minimum_in_python(account: Any, payer_type: int, partial: float, segment: Any, kind: int) -> int:
    """The same in words that numba refuses."""
    return int(sum({place: int(part) for place, part in enumerate(account.arrears)}.values(), int(account.claim)))


@pytest.mark.usefixtures("nothing_compiles")
def test_a_replaced_rule_gives_the_same_bits_however_it_is_written() -> None:
    fast, slow = models_with_a_rule_replaced()
    assert fast.results[0].tobytes() == slow.results[0].tobytes()
    assert fast.results[1].tobytes() == slow.results[1].tobytes()
    assert fast.results[1].tobytes() != SIMULATION([0])[1].tobytes()


def models_with_a_rule_replaced() -> list[CreditModel]:
    """Run to their end: by words that numba takes, and by words that it refuses."""
    models = [a_model(rules={"payment_wanted": rule}) for rule in (minimum_only, minimum_in_python)]
    for model in models:
        model.run_model()
    return models


@pytest.mark.usefixtures("nothing_compiles")
def test_a_replaced_rule_reaches_the_standard_step_under_a_subclass() -> None:
    both = a_model(borrower=Standard, rules={"payment_wanted": minimum_only})
    alone = a_model(rules={"payment_wanted": minimum_only})
    for model in (both, alone):
        model.run_model()
    assert both.results[1].tobytes() == alone.results[1].tobytes()


def test_an_unknown_rule_or_another_signature_is_refused() -> None:
    with pytest.raises(KeyError, match="pay_wages"):
        a_model(rules={"pay_wages": minimum_only})
    with pytest.raises(TypeError, match="payment_wanted takes"):
        a_model(rules={"payment_wanted": lambda account: 0})


# The driver


def test_the_driver_gives_the_engines_bits() -> None:
    ours, theirs = MesaSimulation(SIMULATION)([0, 5]), SIMULATION([0, 5])
    assert [part.tobytes() for part in ours] == [part.tobytes() for part in theirs]
    assert [part.dtype for part in ours] == [part.dtype for part in theirs]


@pytest.mark.usefixtures("nothing_compiles")
def test_two_models_stepped_in_turn_do_not_disturb_each_other() -> None:
    one, other = a_model(borrower=Standard, replication=1), a_model(borrower=Standard, replication=2)
    for model in itertools.islice(itertools.cycle((one, other)), 40):
        model.step()
    assert same_results(one)
    assert same_results(other)
    assert not np.array_equal(one.results[0], other.results[0])

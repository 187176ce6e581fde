import sim
from sim.risk.bridge import Line, bridge_headlines, bridge_of, path_of, unreconciled
from sim.risk.estimate import Estimate
from tests.risk.months import months_of, replications_table

MONTHS = {
    "equity_fen": [[100, 80, 90], [100, 60, 110]], "risk_weighted_assets_fen": [[1000, 1100, 1000], [1000, 900, 1500]],
    "net_income_fen": [[4, -20, 10], [4, -40, 50]],
}  # fmt: skip


def found(**amounts: float | None) -> dict[str, Estimate]:
    return {name: Estimate(amount, None, None, 0.95, "", 2) for name, amount in amounts.items()}


FIGURES = found(
    expected_loss=10.4, allowance=12.0, var_99_9=50, capital_buffer_99_9=47, capital_requirement=105.0
)  # fmt: skip
ROWS = replications_table(2, capital_shortfall_fen=[36, 47])


def test_the_path_is_that_of_the_replication_at_the_quantile():
    # 10.5 % of 1,500 is 157.5, rounded half to even 158; less 110 are 48, but month 2 asks 94 or 95 less 60
    assert path_of(ROWS, months_of(**MONTHS), 36, 0.105)[:2] == (0, 2)
    path = path_of(ROWS, months_of(**MONTHS), 47, 0.105)
    assert path[:2] == (1, 3)
    assert (path.required, path.own_funds, path.start) == (158, 110, 96)


def test_every_figure_is_the_one_above_plus_the_steps():
    lines = bridge_of(ROWS, months_of(**MONTHS), FIGURES, 0.105)
    assert unreconciled(lines) == 0
    figures = {line.name: line.amount for line in lines if not line.is_step}
    assert figures == {
        "expected_loss": 10, "provisions": 12, "value_at_risk": 50, "economic_capital": 40,
        "own_funds_needed": 143, "capital_buffer": 47, "regulatory_requirement": 105,
    }  # fmt: skip


def test_what_a_path_does_not_explain_has_a_line_of_its_own():
    steps = {line.name: line.amount for line in bridge_of(ROWS, months_of(**MONTHS), FIGURES, 0.105) if line.is_step}
    assert steps["unexplained"] == 47 - 48
    exact = bridge_of(ROWS, months_of(**MONTHS), {**FIGURES, **found(capital_buffer_99_9=48)}, 0.105)
    assert "unexplained" not in {line.name for line in exact}
    assert unreconciled(exact) == 0


def test_a_bridge_that_does_not_add_up_is_found():
    lines = bridge_of(ROWS, months_of(**MONTHS), FIGURES, 0.105)
    broken = tuple(line._replace(amount=line.amount + 3) if line.name == "own_funds" else line for line in lines)
    assert unreconciled(broken) == 3
    assert unreconciled((Line("a", 1, False, "", ""), Line("b", 2, False, "", ""))) == 1


def test_without_a_figure_there_is_no_bridge():
    assert bridge_of(ROWS, months_of(**MONTHS), {**FIGURES, **found(var_99_9=None)}, 0.105) == ()


def test_no_line_mixes_the_families():
    lines = bridge_of(ROWS, months_of(**MONTHS), FIGURES, 0.105)
    order = [line.family for line in lines]
    assert order == sorted(order, key=["economic", "capital", "regulation"].index)
    notes = bridge_headlines(lines, 0.95, 2)
    assert notes["bridge_capital_buffer"].note.startswith("fen; figure; capital; ")


def test_the_engine_s_own_bridge_is_whole_to_the_fen():
    changes = {"population.size": 60, "horizon_months": 6, "loss_horizon_months": 6}
    result = sim.run(sim.load("baseline").with_(changes), replications=6, jobs=1)
    lines = [name for name in result.summary if name.startswith("bridge_")]
    assert "bridge_unexplained" not in lines
    amounts = [result.summary[name] for name in lines]
    told = tuple(
        Line(name, int(each["estimate"]), "; step; " in each["note"], "", "")
        for name, each in zip(lines, amounts, strict=True)
    )
    assert len(told) == 15
    assert unreconciled(told) == 0

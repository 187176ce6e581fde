"""What the tables of capital say, in words and numbers, from headlines by hand."""

import pytest

import sim
from sim.headline import summariser
from sim.summary_capital import capital_sections
from tests.risk.months import monthly_table, replications_table

COLUMNS = {
    "equity_fen": [[1200, 900], [1200, 1100]], "risk_weighted_assets_fen": [[10_000, 10_000]] * 2,
    "capital_ratio": [[0.12, 0.09], [0.12, 0.11]], "own_outstanding_fen": [[12_000, 12_000]] * 2,
    "current_fen": [[11_000, 11_000]] * 2, "dpd_90_plus_fen": [[1_000, 1_000]] * 2, "d90_rate_own": [[0.1, 0.1]] * 2,
    "allowance_fen": [[900, 900]] * 2,
}  # fmt: skip


@pytest.fixture(scope="module", params=["baseline", "severe_recession"])
def told(request):
    scenario = sim.load(request.param).scenario
    rows = replications_table(
        2, loss_fen=[100, 300], default_rate=[0.01, 0.03], exposure_at_default_fen=[200, 400], performing=10,
        capital_shortfall_fen=[150, -50], min_capital_ratio=[0.09, 0.11], opening_balance_fen=12_000,
    )  # fmt: skip
    headlines = summariser(scenario)(rows, monthly_table(**COLUMNS))
    return request.param, headlines, capital_sections(scenario, headlines)


def test_the_path_of_the_capital_ratio_is_told_with_what_it_is_conditional_on(told):
    name, _, sections = told
    assert [row[1] for row in sections[0].rows] == ["12.00 %", "9.00 %", "1.00 %", "2"]
    said = " ".join(sections[0].remarks)
    assert ("Conditional on the path of severe_recession" in said) == (name == "severe_recession")


def test_ratios_stand_beside_what_is_asked_for(told):
    _, _, sections = told
    rows = {row[0]: row[1:] for row in sections[1].rows}
    assert rows["capital ratio"][:2] == ("at least 10.50 %", "12.00 %")
    assert rows["capital ratio"][-1] == "50.00 %"
    assert rows["provisions / loans 90+ days"] == (
        "120 to 150 %", "75.00 %", "75.00 % (75.00 % to 75.00 %)", "100.00 %",
    )  # fmt: skip
    assert not any("micro-lender" in row[0] for row in rows.values())


def test_the_bridge_adds_up_as_it_is_printed(told):
    name, headlines, sections = told
    running = 0
    for _, figure, step, _ in sections[2].rows:
        running += round(100 * float((step or "0").replace(",", "")))
        if figure:
            shown = round(100 * float(figure.replace(",", "")))
            running = running or shown
            assert running == shown
    assert headlines["bridge_capital_buffer"]["estimate"] == 150
    assert ("conditional on" in sections[2].heads[0]) == (name == "severe_recession")


def test_limits_of_micro_lenders_are_shown_where_they_hold():
    scenario = sim.load("baseline").with_({"lenders.platform.regulation.leverage_own": 1.0}).scenario
    headlines = summariser(scenario)(replications_table(2), monthly_table(**COLUMNS))
    assert sum("micro-lender" in row[1] for row in capital_sections(scenario, headlines)[1].rows) == 2


def test_one_replication_has_no_bridge():
    scenario = sim.load("baseline").scenario
    one = {name: values[:1] for name, values in COLUMNS.items()}
    sections = capital_sections(scenario, summariser(scenario)(replications_table(1), monthly_table(**one)))
    assert len(sections) == 2


def test_without_months_nothing_is_told():
    scenario = sim.load("baseline").scenario
    assert capital_sections(scenario, summariser(scenario)(replications_table(2), None)) == ()

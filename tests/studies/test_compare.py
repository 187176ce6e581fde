"""Comparisons from Python: names, what is refused, and what a direction test reads."""

import pandas
import pytest

import sim
from sim.errors import ArmsDiffer, UsageError
from sim.risk.samples import RiskInputError
from sim.studies.pairs import difference, paired_runs

SMALL = {"population.size": 200, "horizon_months": 6, "population.warmup_months": 0}


@pytest.fixture(scope="module")
def base() -> sim.Scenario:
    return sim.load("baseline").with_(SMALL)


@pytest.fixture(scope="module")
def stressed() -> sim.Scenario:
    return sim.load("severe_recession").with_(SMALL)


@pytest.fixture(scope="module")
def found(base, stressed) -> sim.Comparison:
    return sim.compare([base, stressed], replications=12, jobs=1)


def test_differences_arms_and_table(found):
    assert list(found.arms) == ["baseline", "severe_recession"]
    assert (found.base, found.replications, found.folder) == ("baseline", 12, None)
    runs = [run.replications["net_income_fen"].astype(float) for run in found.arms.values()]
    told = found.differences["severe_recession"]["net_income_fen"]
    assert told.estimate == pytest.approx((runs[1] - runs[0]).mean())
    table = found.table.set_index("figure")
    assert isinstance(table, pandas.DataFrame)
    assert table.loc["net_income_fen", "difference"] == told.estimate
    assert set(table["arm"]) == {"severe_recession"}


def test_an_arm_of_a_comparison_is_the_run_alone(found, stressed):
    alone = sim.run(stressed, replications=12, jobs=1)
    assert found.arms["severe_recession"].replications.equals(alone.replications)


def test_a_mapping_names_the_arms(base):
    found = sim.compare({"a": base, "b": base}, replications=3, jobs=1)
    estimates = {one.estimate for one in found.differences["b"].values()}
    assert estimates - {None} == {0}


def test_names_and_luck_are_checked(base):
    with pytest.raises(UsageError, match="two arms are called baseline"):
        sim.compare([base, base])
    with pytest.raises(UsageError, match="cannot name an arm"):
        sim.compare({"a": base, "../b": base})
    with pytest.raises(UsageError, match="cannot name an arm"):
        sim.compare({"a": base, "compare.json": base})
    with pytest.raises(UsageError, match="two arms are called"):
        sim.compare({"a": base, "A": base})
    with pytest.raises(ArmsDiffer, match="a 1, b 2"):
        sim.compare({"a": base.with_(seed=1), "b": base.with_(seed=2)})


def test_what_is_kept_equals_what_is_in_memory(base, stressed, found, tmp_path):
    kept = sim.compare([base, stressed], replications=12, jobs=1, out=tmp_path / "here")
    assert kept.differences == found.differences
    assert (tmp_path / "here" / "compare.json").is_file()


def test_a_direction_test_reads_like_one(base, stressed):
    calm, hard = paired_runs(base, stressed, 20)
    assert difference(calm, hard, "unemployment_rate").ci_low > 0
    assert difference(calm, hard, "net_income_fen").estimate == pytest.approx(
        (hard.replications["net_income_fen"] - calm.replications["net_income_fen"]).mean()
    )
    assert difference(calm, calm, "default_rate").estimate == 0


def test_a_scenario_model_will_do_and_nonsense_is_refused(base):
    one, same = paired_runs(base.scenario, base, 2)
    assert one.replications.tobytes() == same.replications.tobytes()
    with pytest.raises(RiskInputError, match="nonsense"):
        difference(one, same, "nonsense")
    with pytest.raises(ArmsDiffer):
        paired_runs(base, base.with_(seed=9), 2)

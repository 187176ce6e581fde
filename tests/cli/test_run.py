import json
import re
from pathlib import Path

import pytest

FILES = {"scenario.yaml", "manifest.json", "replications.parquet", "monthly.parquet", "summary.json"}


def folders(place: Path) -> list[str]:
    return sorted(path.name for path in (place / "results").iterdir())


def test_a_run_writes_the_files_of_the_contract_and_says_where(small, folder):
    done = small("baseline", "--replications", "3")
    assert done.code == 0, done.err
    (name,) = folders(folder)
    assert {path.name for path in (folder / "results" / name).iterdir()} >= FILES
    assert done.out.splitlines()[-1] == f"Results: results/{name}"


def test_the_folder_bears_name_and_fingerprint(small, folder):
    fingerprint = json.loads(small("baseline", "--replications", "2", "--json").out)["fingerprint"]
    assert folders(folder) == [f"baseline-{fingerprint[:10]}"]


def test_a_replication_alone_has_its_own_folder_and_no_quantile(small, folder):
    done = small("baseline", "--replication", "7")
    assert done.code == 0, done.err
    assert folders(folder)[0].endswith("-r7")
    assert "replication 7 alone" in done.out
    assert "value at risk" not in done.out


def test_results_on_standard_output_news_on_standard_error(small):
    done = small("baseline", "--replications", "2", "--json")
    assert set(json.loads(done.out)) >= {"folder", "fingerprint", "complete", "summary"}
    assert "{" not in done.err


def test_every_headline_of_the_summary_has_the_seven_fields(small):
    summary = json.loads(small("baseline", "--replications", "3", "--json").out)["summary"]
    fields = {"estimate", "ci_low", "ci_high", "confidence", "method", "n", "note"}
    assert all(set(headline) == fields for headline in summary.values())
    assert {"expected_loss", "default_rate", "var_99_9", "capital_buffer_99_9", "breach_probability"} <= set(summary)


def test_the_summary_says_what_was_run_and_what_is_not_known(small):
    out = small("severe_recession", "--replications", "3").out
    assert "3 replications, 50 borrowers, 3 months" in out
    assert "stress test: random economy around the path of severe_recession" in out
    assert "an upper end needs 3,688 replications" in out


def test_a_flat_path_gives_economic_figures(small):
    out = small("baseline", "--replications", "2").out
    assert "economic capital: no stress path, random economy at its full spread" in out


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ((), "standard"),
        (("--policy", "strict"), "strict"),
        (("--set", "lenders.platform.policy.underwriting.score_cutoff=601"), "of the scenario"),
    ],
)
def test_the_summary_names_the_policy(small, words, name):
    out = small("baseline", "--replications", "2", *words).out
    assert re.search(rf"^policy +{name}$", out, flags=re.MULTILINE)
    assert re.search(r"^platform's levers +on \(cut limits, .*tighten underwriting\)$", out, flags=re.MULTILINE)


def test_the_printed_lines_are_narrow_and_a_negative_buffer_is_a_surplus(small):
    out = small("baseline", "--replications", "3").out
    assert max(map(len, out.splitlines())) <= 110
    assert "(surplus)" in out
    assert "Probability that capital falls below its floor: " in out
    assert "they are likely too low." in out


def test_the_correlation_is_said_with_what_it_means():
    from sim.summary import _correlation

    said = _correlation({"estimate": 0.0176, "ci_low": 0.0137, "ci_high": 0.0225, "note": "share"})
    assert said == "Implied asset correlation: 1.76 % (1.37 % to 2.25 %); larger means a fatter tail."


def test_one_replication_has_no_quantile_in_the_files_either(small):
    summary = json.loads(small("baseline", "--replications", "1", "--json").out)["summary"]
    assert summary["economic_capital_99_9"]["estimate"] is None
    assert "no quantile from one replication" in summary["capital_buffer_99_9"]["note"]


def test_the_same_run_again_prints_the_summary_and_simulates_nothing(small):
    first = small("baseline", "--replications", "3")
    again = small("baseline", "--replications", "3")
    assert (again.code, again.out) == (0, first.out)


def test_more_replications_need_resume(small):
    assert small("baseline", "--replications", "2").code == 0
    refused = small("baseline", "--replications", "4")
    assert refused.code == 4
    assert "--resume" in refused.err
    done = small("baseline", "--replications", "4", "--resume", "--json")
    assert json.loads(done.out)["replications_done"] == 4


def test_another_run_in_the_folder_is_a_conflict(small):
    assert small("baseline", "--replications", "2", "--out", "here").code == 0
    refused = small("baseline", "--replications", "2", "--out", "here", "--seed", "3")
    assert refused.code == 4
    assert "seed" in refused.err


@pytest.mark.parametrize("option", [("--engine", "mesa"), ("--backend", "processes"), ("--jobs", "2")])
def test_how_it_is_run_changes_no_number(small, option):
    plain = json.loads(small("baseline", "--replications", "3", "--out", "a", "--json").out)
    other = json.loads(small("baseline", "--replications", "3", "--out", "b", "--json", *option).out)
    assert (plain["fingerprint"], plain["summary"]) == (other["fingerprint"], other["summary"])


@pytest.mark.parametrize("kind", ["antithetic", "sobol", "stratified"])
def test_economies_are_drawn_as_asked_and_the_summary_says_so(small, kind):
    done = small("baseline", "--replications", "2", "--draws", kind)
    assert done.code == 0
    assert f"\ndraws              {kind.capitalize() if kind == 'sobol' else kind}: " in done.out


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--draws", "importance", "--replications", "100"), "needs at least 2,048 replications"),
        (("--draws", "sobol", "--set", "macro.dispersion=none"), "there is nothing to draw"),
        (("--precision", "0.05", "--replications", "100"), "looks at var_99_9 from 14,848 replications on"),
        (("--precision", "5 %"), "Invalid value for '--precision'"),
        (("--of", "var_99"), "goes with --precision or --draws importance"),
    ],
)
def test_draws_and_precision_that_make_no_sense_are_refused(small, folder, options, words):
    refused = small("baseline", *options)
    assert refused.code == 2
    assert words in refused.err
    assert list(folder.iterdir()) == []


def test_attribution_none_and_plain_draws_work(small):
    assert small("baseline", "--replications", "2", "--attribution", "none", "--draws", "plain").code == 0


def test_attribution_is_asked_for_by_name_and_says_what_it_costs(small):
    told = small("baseline", "--replications", "2", "--attribution", "shapley", "--set", "contagion.lenders.strength=1")
    assert told.code == 0
    assert "who caused it" in told.out
    assert "--attribution shapley lives every replication 2 times" in told.err
    refused = small("baseline", "--attribution", "blame")
    assert refused.code == 2
    assert "none, direct, channels, shapley" in refused.err


@pytest.mark.parametrize(
    "option",
    [
        ("--nonsense",),
        ("--replications", "many"),
        ("--replication", "-1"),
        ("--replication", "1", "--replications", "2"),
        ("--jobs", "0"),
        ("--draws", "nonsense"),
        ("--engine", "nonsense"),
        ("--backend", "nonsense"),
    ],
)
def test_an_option_that_is_not_known_ends_with_2(small, folder, option):
    refused = small("baseline", *option)
    assert refused.code == 2
    assert refused.out == ""
    assert refused.err.startswith("yuqi: ")
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("baselin",), "did you mean baseline?"),
        (("baseline", "--set", "population.size=0"), "population.size"),
        (("baseline", "--set", "population.sise=9"), "population.size"),
        (("baseline", "--policy", "nobody"), "nobody"),
        (("baseline", "--replications", "0"), "replications"),
        (("baseline", "--tape", "missing.csv"), "missing.csv"),
        (("baseline", "--mapping", "taiwan_credit_cards"), "no tape"),
        (("baseline", "--set", "population.mapping=taiwan_credit_cards"), "no tape"),
        (("baseline", "--set", "name=../../evil"), "E150"),
        (("baseline", "--set", 'name=""'), "E150"),
        (("baseline", "--set", "name=nul"), "E150"),
        (("baseline", "--set", "name=a b/c"), "E150"),
        ((".",), "directory"),
    ],
)
def test_a_bad_scenario_ends_with_3_and_nothing_is_written(yuqi, folder, words, told):
    refused = yuqi("run", *words)
    assert refused.code == 3
    assert told in refused.err
    assert refused.out == ""
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("jobs", ["20000", "100000"])
def test_more_jobs_than_replications_are_not_started(small, jobs):
    assert small("baseline", "--replications", "4", "--jobs", jobs).code == 0


def test_all_faults_are_told_at_once(yuqi):
    refused = yuqi("run", "baseline", "--set", "population.size=0", "--set", "macro.persistence=2")
    assert "population.size" in refused.err
    assert "macro.persistence" in refused.err


def test_a_folder_that_cannot_be_written_ends_with_5(small, folder):
    (folder / "file").write_text("in the way", encoding="utf-8")
    refused = small("baseline", "--replications", "2", "--out", "file")
    assert refused.code == 5
    assert "file" in refused.err


def test_a_size_beyond_the_memory_is_refused_before_it_starts(yuqi, folder):
    refused = yuqi("run", "baseline", "--set", "population.size=1000000000")
    assert refused.code == 7
    assert "GiB" in refused.err or "TiB" in refused.err
    assert list(folder.iterdir()) == []


def test_a_failing_replication_ends_with_6(small, monkeypatch):
    from sim.simulation import Simulation

    def fail(self: Simulation, replications: object) -> None:
        raise ZeroDivisionError("no income")

    monkeypatch.setattr(Simulation, "__call__", fail)
    refused = small("baseline", "--replications", "2")
    assert refused.code == 6
    assert "no income" in refused.err


def test_what_nobody_expected_ends_with_70_and_one_line(small, monkeypatch):
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a fault of ours")

    monkeypatch.setattr("sim.job.prepare", fail)
    refused = small("baseline")
    assert refused.code == 70
    assert len(refused.err.splitlines()) == 1
    assert "a fault of ours" in refused.err

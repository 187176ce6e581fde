"""Each kind of fault of a scenario: its code, its line and key, what is allowed, and what was probably meant."""

from __future__ import annotations

import pickle

import pytest

from sim.scenario import Fault, ScenarioError, load

ATTENTION = "population: {segments: {gig: {attention: {forget_probability: %s}}}}"


@pytest.mark.parametrize(
    ("text", "code", "key", "suggestion"),
    [
        ("populaton: {size: 3}", "E110", "populaton", "population"),
        ("population: {Size: 3}", "E110", "population.Size", "size"),
        ("population: {xyzzy: 3}", "E110", "population.xyzzy", ""),
        ("population: {segments: {gig: {incom: {median: 1}}}}", "E110", "population.segments.gig.incom", "income"),
        ("population: {segments: {ghost: null}}", "E110", "population.segments.ghost", ""),
        ("population: {segments: {gigs: null}}", "E110", "population.segments.gigs", "gig"),
        ("population: null", "E111", "population", ""),
        ("population: {size: null}", "E111", "population.size", ""),
        ("lenders: null", "E111", "lenders", ""),
        ("products: {loan: {kind: term, lender: platform}}", "E111", "products.loan.annual_rate", ""),
        (ATTENTION % '"0.03"', "E112", "population.segments.gig.attention.forget_probability", "0.03"),
        (ATTENTION % "5%", "E112", "population.segments.gig.attention.forget_probability", "0.05"),
        ("products: {huabei: {annual_rate: 5%}}", "E112", "products.huabei.annual_rate", "0.05"),
        (ATTENTION % "no", "E112", "population.segments.gig.attention.forget_probability", ""),
        (ATTENTION % "true", "E112", "population.segments.gig.attention.forget_probability", ""),
        (ATTENTION % "[0.1]", "E112", "population.segments.gig.attention.forget_probability", ""),
        (ATTENTION % "{a: 1}", "E112", "population.segments.gig.attention.forget_probability", ""),
        (ATTENTION % "12:30", "E112", "population.segments.gig.attention.forget_probability", ""),
        ("population: {size: 1_000}", "E112", "population.size", "1000"),
        ("population: {size: 1000.0}", "E112", "population.size", "1000"),
        ("population: {size: 1e3}", "E112", "population.size", "1000"),
        ("population: {size: true}", "E112", "population.size", ""),
        ("population: 3", "E112", "population", ""),
        ("population: [3]", "E112", "population", ""),
        ("lenders: {platform: 3}", "E112", "lenders.platform", ""),
        ("population: {book: dynamical}", "E112", "population.book", "dynamic"),
        ("population: {book: xyzzy}", "E112", "population.book", ""),
        ("population: {book: statc}", "E112", "population.book", "static"),
        ("title: 2024", "E112", "title", '"2024"'),
        ("products: {huabei: {terms: {six: 1}}}", "E112", "products.huabei.terms.six", ""),
        ("products: {huabei: {terms: {06: 1, '012': 1}}}", "E112", "products.huabei.terms.012", ""),
        (ATTENTION % ".nan", "E113", "population.segments.gig.attention.forget_probability", ""),
        (ATTENTION % "-.inf", "E113", "population.segments.gig.attention.forget_probability", ""),
        (ATTENTION % "1e400", "E113", "population.segments.gig.attention.forget_probability", ""),
        (ATTENTION % "-0.0", "E113", "population.segments.gig.attention.forget_probability", ""),
        (ATTENTION % "3", "E114", "population.segments.gig.attention.forget_probability", "0.03"),
        (ATTENTION % "1.5", "E114", "population.segments.gig.attention.forget_probability", "0.015"),
        (ATTENTION % "-0.2", "E114", "population.segments.gig.attention.forget_probability", "0.2"),
        ("population: {size: 0}", "E114", "population.size", ""),
        ("population: {size: 1000000001}", "E114", "population.size", ""),
        ("macro: {persistence: 1}", "E114", "macro.persistence", "0.01"),
        ("products: {huabei: {annual_rate: 1200}}", "E114", "products.huabei.annual_rate", ""),
        ("products: {huabei: {terms: {100: 1}}}", "E114", "products.huabei.terms.100", ""),
        ("products: {huabei: {terms: {12: -1}}}", "E114", "products.huabei.terms.12", "1"),
        ("seed: 18446744073709551616", "E122", "seed", ""),
        ("window_days: 7", "E121", "window_days", ""),
        ("products: {huabei: {lender: nobody}}", "E121", "products.huabei.lender", ""),
        ("products: {huabei: null}", "E121", "products", ""),
        ("name: a/b", "E150", "name", ""),
        ("name: ..", "E150", "name", ""),
        ("name: -rf", "E150", "name", ""),
        ("name: .hidden", "E150", "name", ""),
        ("name: CON", "E150", "name", ""),
        ("name: lpt1.x", "E150", "name", ""),
        (f"name: {'x' * 65}", "E150", "name", ""),
        ('name: "a b"', "E150", "name", ""),
        ('name: ""', "E150", "name", ""),
        ("population: {segments: {a.b: {share: 1}}}", "E150", "population.segments.a.b", ""),
        ("population: {segments: {'': {share: 1}}}", "E150", "population.segments.", ""),
    ],
)
def test_a_fault_is_named_with_code_line_key_and_suggestion(faults, text, code, key, suggestion) -> None:
    (fault,) = faults(text)
    assert (fault.code, fault.key, fault.suggestion) == (code, key, suggestion)
    assert fault.line == 2
    assert f"[{code}]" in str(fault)
    assert str(fault).isprintable()


def test_a_fault_reads_as_one_sentence(faults) -> None:
    text = "lenders:\n  platform:\n    policy:\n      underwriting: {score_cutoff: -1}\n"
    (fault,) = faults(text)
    assert str(fault).endswith(
        "x.yaml:5: lenders.platform.policy.underwriting.score_cutoff: "
        "-1 lies outside 0..1000 (score points) [E114]; did you mean 1?"
    )


def test_all_faults_are_told_at_once_in_the_order_of_the_file(faults) -> None:
    found = faults(
        'seed: "3"\n'
        "populaton: {size: 3}\n"
        "population:\n"
        "  size: .nan\n"
        "  book: statc\n"
        "  segments:\n"
        "    a.b: {share: 1}\n"
        "    gig: {share: -1}\n"
        "macro: {persistence: true}\n"
        "name: a/b\n",
        overrides=["sed=3", "replications=0"],
    )
    told = [(fault.line, fault.code, fault.key) for fault in found]
    assert told == [
        (None, "E114", "replications"),
        (None, "E110", "sed"),
        (2, "E112", "seed"),
        (3, "E110", "populaton"),
        (5, "E113", "population.size"),
        (6, "E112", "population.book"),
        (8, "E150", "population.segments.a.b"),
        (9, "E114", "population.segments.gig.share"),
        (10, "E112", "macro.persistence"),
        (11, "E150", "name"),
    ]


def test_a_key_that_stands_twice_hides_no_other_fault(faults) -> None:
    found = faults("seed: 1\nseed: 2\nseed: x\npopulation: {size: 0, size: -1}\n")
    assert [(fault.line, fault.code) for fault in found] == [
        (3, "E102"), (4, "E102"), (4, "E112"), (5, "E102"), (5, "E114"),
    ]  # fmt: skip


def test_a_syntax_fault_comes_alone(faults) -> None:
    (fault,) = faults("population: {size: 0}\nmacro: [1\n")
    assert fault.code == "E102"


def test_a_fault_of_the_extended_file_names_that_file(write, small) -> None:
    write(small.read_text().replace("share: 0.3", "share: -0.3"), "parent.yaml")
    path = write("extends: parent.yaml\nname: child\npopulation: {size: 0}\n")
    with pytest.raises(ScenarioError) as caught:
        load(path)
    told = {(fault.file.rpartition("/")[2], fault.line, fault.key) for fault in caught.value.faults}
    assert told == {("parent.yaml", 5, "population.segments.gig.share"), ("x.yaml", 3, "population.size")}


def test_a_missing_key_is_told_where_its_group_was_said_last(write, small) -> None:
    write(
        "extends: small.yaml\nproducts: {huabei: null, b: {kind: term, lender: platform, annual_rate: 0.1}}\n", "a.yaml"
    )
    path = write("extends: a.yaml\nseed: 1\nproducts: {huabei: {kind: revolving, lender: platform}}\n")
    with pytest.raises(ScenarioError) as caught:
        load(path)
    (fault,) = caught.value.faults
    assert (fault.file.rpartition("/")[2], fault.line, fault.key) == ("x.yaml", 3, "products.huabei.annual_rate")


def test_thousands_of_faults_are_all_told(write) -> None:
    present = ", ".join(f"a{number}: {{share: 1}}\n" for number in range(4000))
    removed = ", ".join(f"b{number}: null\n" for number in range(4000))
    write(f"population: {{segments: {{{present}}}}}\n", "parent.yaml")
    path = write(f"extends: parent.yaml\npopulation: {{segments: {{{removed}}}}}\n")
    with pytest.raises(ScenarioError) as caught:
        load(path)
    assert len(caught.value.faults) >= 4000


def test_a_missing_name_is_the_files_stem_which_must_be_a_name_too(write, small) -> None:
    assert load(write("extends: small.yaml\n", "my_case.yaml")).name == "my_case"
    with pytest.raises(ScenarioError, match="E150"):
        load(write("extends: small.yaml\n", "my case.yaml"))


def test_found_text_cannot_reach_the_terminal_as_control(faults) -> None:
    (fault,) = faults('population: {book: "a\u202eb\u2028c"}')
    assert "\u202e" not in str(fault)
    assert str(fault).isprintable()


def test_an_error_crosses_between_processes_with_its_faults() -> None:
    error = ScenarioError([Fault("E110", "x.yaml", 3, 1, "a", "unknown key")] * 60)
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert again.faults == error.faults
    assert str(again) == str(error)
    assert str(error).endswith("and 10 more faults")

import re

import pytest

from sim.scenario.library import names
from sim.scenario.resolve import load
from sim.scenario.structure import root_shape
from sim.scenario.template import EXAMPLES, SHOWN, template


def test_a_new_file_checks_clean_and_says_what_to_do_next(yuqi, folder):
    done = yuqi("new", "mine.yaml")
    assert done.code == 0, done.err
    assert "yuqi check mine.yaml" in done.out
    assert yuqi("check", "mine.yaml").out == "mine.yaml: nothing is wrong\n"


@pytest.mark.parametrize("base", names())
def test_a_new_file_changes_nothing_of_what_it_extends(base, folder):
    (folder / "mine.yaml").write_text(template(load(base), "mine", base, "mine.yaml", base), encoding="utf-8")
    mine = load("mine.yaml")
    assert mine.name == "mine"
    assert mine.fingerprint(model_version=1) == load(base).fingerprint(model_version=1)


def test_every_setting_of_the_file_has_its_meaning_and_unit_above_it(yuqi, folder):
    yuqi("new", "mine.yaml", "--extends", "severe_recession")
    lines = (folder / "mine.yaml").read_text(encoding="utf-8").splitlines()
    settings = [place for place, line in enumerate(lines) if re.match(r"\s*\w+: \S", line)]
    assert len(settings) > 20
    for place in settings[3:]:
        above = [line for line in lines[max(0, place - 4) : place] if line.lstrip().startswith("#")]
        assert any("[" in line for line in above), lines[place]
    assert max(map(len, lines)) <= 120


def test_the_examples_in_the_file_are_allowed():
    base = load("baseline")
    for path, example in EXAMPLES.items():
        knots = {int(month): float(value) for month, value in re.findall(r"(\d+): ([\d.]+)", example)}
        assert knots, path
        changed = base.with_({path: knots})
        assert changed.fingerprint(model_version=1) != base.fingerprint(model_version=1)


def test_every_setting_named_for_the_file_exists():
    values = load("baseline").as_plain()
    for pattern in SHOWN:
        shape, inside = root_shape(type(load("baseline").scenario)), values
        for key in pattern.split("."):
            found = [name for name in inside if key in ("*", name)]
            assert found, pattern
            shape, inside = shape.child(found[0]), inside[found[0]]
        assert shape is not None


def test_a_file_in_another_folder_finds_what_it_extends(yuqi, folder):
    (folder / "below").mkdir()
    assert yuqi("new", "first.yaml").code == 0
    assert yuqi("new", "below/second.yaml", "--extends", "./first.yaml").code == 0
    assert yuqi("check", "below/second.yaml").code == 0


def test_a_file_without_an_ending_gets_one(yuqi, folder):
    assert yuqi("new", "mine").code == 0
    assert (folder / "mine.yaml").is_file()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("mine.yaml",), 4, "give another name"),
        (("nowhere/mine.yaml",), 5, "make it first"),
        (("my scenario.yaml",), 2, "cannot be the name"),
        (("other.yaml", "--extends", "baselin"), 3, "did you mean baseline"),
    ],
)
def test_what_cannot_be_written_is_said_with_the_next_step(yuqi, folder, words, code, said):
    (folder / "mine.yaml").write_text("name: mine\n", encoding="utf-8")
    done = yuqi("new", *words)
    assert (done.code, done.out) == (code, "")
    assert said in done.err
    assert [path.name for path in folder.iterdir()] == ["mine.yaml"]
    assert (folder / "mine.yaml").read_text(encoding="utf-8") == "name: mine\n"

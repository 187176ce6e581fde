import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sim.attribution import ATTRIBUTIONS
from sim.cli import completing
from sim.drawing import DRAW_PLANS
from sim.job import ENGINES
from sim.montecarlo.parallel import BACKENDS
from sim.scenario.library import names, policies
from sim.studies.life.fates import FATES

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def ask(yuqi, monkeypatch):
    """What bash is told when the last word is to be completed."""

    def asked(*words: str) -> list[str]:
        monkeypatch.setenv("_YUQI_COMPLETE", "complete_bash")
        monkeypatch.setenv("COMP_WORDS", " ".join(("yuqi", *words)))
        monkeypatch.setenv("COMP_CWORD", str(len(words)))
        return yuqi().out.split()

    return asked


def test_commands_scenarios_policies_and_values_are_completed(ask, folder):
    (folder / "mine.yaml").write_text("name: mine\n", encoding="utf-8")
    assert ask("comp") == ["compare", "completion"]
    assert ask("run", "severe") == ["severe_recession"]
    assert set(ask("run", "")) == {*names(), "mine.yaml"}
    assert set(ask("run", "baseline", "--policy", "")) == set(policies())
    assert ask("run", "baseline", "--draws", "s") == ["sobol", "stratified"]
    assert ask("list", "r") == ["runs"]


def test_a_run_is_completed_where_one_can_be_shown(ask, folder):
    (folder / "results" / "here").mkdir(parents=True)
    (folder / "results" / "here" / "manifest.json").write_text("{}", encoding="utf-8")
    assert ask("show", "resu") == ["results/here"]


def test_the_words_offered_are_those_that_are_allowed():
    assert completing.ENGINES == ENGINES
    assert completing.BACKENDS == BACKENDS
    assert completing.ATTRIBUTIONS == ATTRIBUTIONS
    assert tuple(DRAW_PLANS) == completing.DRAWS
    assert completing.FATES == FATES


@pytest.mark.parametrize("shell", completing.SHELLS)
def test_the_script_names_the_command_and_nothing_is_written(yuqi, folder, shell, monkeypatch):
    monkeypatch.setenv("HOME", str(folder))
    done = yuqi("completion", shell)
    assert done.code == 0
    assert "yuqi" in done.out
    assert f"_YUQI_COMPLETE=complete_{shell}" in done.out
    assert list(folder.iterdir()) == []


def test_another_shell_is_refused_with_those_there_are(yuqi):
    done = yuqi("completion", "cmd")
    assert done.code == 2
    assert "bash, zsh, fish" in done.err


def test_a_variable_of_another_kind_is_not_taken_for_a_question(yuqi, monkeypatch):
    monkeypatch.setenv("_YUQI_COMPLETE", "1")
    assert yuqi("--version").out.startswith("yuqi ")


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
def test_bash_completes_with_the_script(folder):
    command = folder / "yuqi"
    program = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from sim.cli import main; main()"
    command.write_text(f"#!{sys.executable}\n{program}\n", encoding="utf-8")
    command.chmod(0o755)
    script = (
        'PATH="$PWD:$PATH"; source <(yuqi completion bash); COMP_WORDS=(yuqi run mild); COMP_CWORD=2; '
        '_yuqi_completion yuqi; echo "${COMPREPLY[@]}"'
    )
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=300, check=False)
    assert done.stdout == "mild_recession\n", done.stderr

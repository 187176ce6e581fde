"""The wheel, as a stranger gets it: built, looked into, installed apart from the source, used in an empty folder."""

import os
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

pytestmark = pytest.mark.slow


def run(*command: str | Path, cwd: Path) -> str:
    """The standard output of a command that sees neither the source tree nor the settings of this test run."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV", "PIP", "VIRTUAL"))
    }
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=kept, capture_output=True, text=True, timeout=900, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    (built,) = folder.glob("yuqi-*.whl")
    return built


@pytest.fixture(scope="module")
def commands(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The commands of a new environment that holds the wheel, and borrows its dependencies from this one."""
    home = tmp_path_factory.mktemp("stranger")
    venv.create(home, with_pip=False, symlinks=True)
    scripts = home / Path(sysconfig.get_path("scripts")).name
    install = ("-m", "pip", "--python", scripts / "python", "install", "--no-deps", "--no-index")
    run(sys.executable, *install, wheel, cwd=home)
    # The wheel is found first: a path named here is appended, and what it links to in turn, our source, is not read.
    (site,) = home.glob("lib/python*/site-packages")
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return scripts


def names_in(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_every_scenario_policy_and_mapping_travels_in_the_wheel(wheel: Path) -> None:
    sources = {path.relative_to(ROOT / "scenarios").as_posix() for path in (ROOT / "scenarios").rglob("*.yaml")}
    assert "baseline.yaml" in sources
    assert {f"sim/_scenarios/{name}" for name in sources} <= names_in(wheel)


def test_every_module_and_the_mark_of_typing_travel_in_the_wheel(wheel: Path) -> None:
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "sim").rglob("*.py")}
    assert modules | {"sim/py.typed"} <= names_in(wheel)


def test_nothing_else_travels_in_the_wheel(wheel: Path) -> None:
    assert {name.split("/")[0] for name in names_in(wheel)} == {"sim", f"yuqi-{PROJECT['version']}.dist-info"}


def test_the_installed_package_is_not_the_source_tree(commands: Path, tmp_path: Path) -> None:
    where = run(commands / "python", "-c", "import sim; print(sim.__file__)", cwd=tmp_path)
    assert Path(where.strip()).is_relative_to(commands.parent)


def test_the_installed_command_lists_the_scenarios_from_an_empty_folder(commands: Path, tmp_path: Path) -> None:
    listed = run(commands / "yuqi", "list", "scenarios", cwd=tmp_path)
    assert all(name in listed for name in ("baseline", "mild_recession", "severe_recession"))


def test_the_installed_command_checks_a_scenario_and_writes_nothing(commands: Path, tmp_path: Path) -> None:
    run(commands / "yuqi", "check", "baseline", cwd=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_installed_command_runs_a_small_world(commands: Path, tmp_path: Path) -> None:
    small = ("--set", "population.size=50", "--set", "horizon_months=3")
    run(commands / "yuqi", "run", "baseline", "--replications", "2", *small, "--out", tmp_path / "run", cwd=tmp_path)
    assert (tmp_path / "run" / "summary.json").is_file()

"""The command as its own process: signals, pipes, streams, and how fast it starts."""

import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-c", "from sim.cli import main; main()")
HEAVY = ("numba", "numpy", "pandas", "pyarrow", "mesa", "matplotlib", "scipy", "joblib")
UNREAD = ("pydantic", "ruamel")
"""What reads scenarios: not needed to say which commands there are."""
SMALL = ("--set", "population.size=500", "--set", "population.warmup_months=0", "--jobs", "1")

pytestmark = pytest.mark.slow


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def call(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *words], cwd=cwd, env=environment(), capture_output=True, text=True, timeout=900, check=False
    )


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_stops_the_run_and_says_how_to_go_on(tmp_path, number, code):
    words = ("run", "baseline", *SMALL, "--replications", "200000", "--out", "here")
    # A test run in the background ignores Ctrl-C, and its children would inherit that.
    listening = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); " + COMMAND[-1]
    process = subprocess.Popen(
        [*COMMAND[:-1], listening, *words],
        cwd=tmp_path,
        env=environment(),
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        deadline = time.monotonic() + 800
        while not list((tmp_path / "here" / "parts").glob("*")) and time.monotonic() < deadline:
            time.sleep(0.1)
        process.send_signal(number)
        out, err = process.communicate(timeout=300)
    finally:
        process.kill()
    assert process.returncode == code, err
    assert out == ""
    assert "continue with: yuqi run baseline" in err
    assert "--resume" in err


def test_a_closed_pipe_is_no_fault(tmp_path):
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as closed:
        done = subprocess.run(
            [*COMMAND, "show", "baseline"], cwd=tmp_path, env=environment(), stdout=closed, stderr=subprocess.PIPE,
            text=True, timeout=300, check=False,
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
def test_a_full_disk_behind_standard_output_ends_with_5(tmp_path):
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run(
            [*COMMAND, "show", "baseline"], cwd=tmp_path, env=environment(), stdout=full, stderr=subprocess.PIPE,
            text=True, timeout=300, check=False,
        )  # fmt: skip
    assert done.returncode == 5
    assert len(done.stderr.splitlines()) == 1


def test_the_unexpected_has_a_trace_only_when_asked_for(tmp_path):
    program = (
        "import sim.scenario.checking as checking\n"
        "checking.check = lambda names: 1 / 0\n"
        "from sim.cli import main\nmain()"
    )
    for option, traced in (((), False), (("--debug",), True)):
        done = subprocess.run(
            [sys.executable, "-c", program, *option, "check", "baseline"], cwd=tmp_path, env=environment(),
            capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        assert done.returncode == 70
        assert ("Traceback" in done.stderr) is traced


@pytest.mark.parametrize(
    "program",
    [
        "import sim",
        "import sim.cli.app",
        "from sim.scenario.checking import check; check(['baseline'])",
    ],
)
def test_what_is_not_needed_is_not_imported(tmp_path, program):
    check = f"{program}\nimport sys\nprint([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", check], cwd=tmp_path, env=environment(), capture_output=True, text=True, timeout=300,
        check=False,
    )  # fmt: skip
    assert done.stdout.strip() == "[]", done.stderr


def test_help_reads_no_scenario_models(tmp_path):
    check = f"import sim.cli.app, sys; print([name for name in {UNREAD!r} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", check], cwd=tmp_path, env=environment(), capture_output=True, text=True, timeout=300,
        check=False,
    )  # fmt: skip
    assert done.stdout.strip() == "[]", done.stderr


def test_a_run_needs_no_distributions_of_scipy(tmp_path):
    """They take as long to import as all of pandas; quantiles come from scipy.special."""
    check = "import sim.job, sim.headline, sim.montecarlo.runs, sim.summary, sys; print('scipy.stats' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", check], cwd=tmp_path, env=environment(), capture_output=True, text=True, timeout=300,
        check=False,
    )  # fmt: skip
    assert done.stdout.strip() == "False", done.stderr


@pytest.mark.parametrize(("words", "seconds"), [(("--help",), 0.5), (("check", "baseline"), 0.9)])
def test_it_starts_at_once(tmp_path, monkeypatch, words, seconds):
    # as where it is installed: the bytes of its modules are kept
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    monkeypatch.setenv("PYTHONPYCACHEPREFIX", str(tmp_path / "bytes"))

    def processor_seconds() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert call(*words, cwd=tmp_path).returncode == 0
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    bound = seconds * (3 if "COVERAGE_PROCESS_START" in os.environ or "COVERAGE_PROCESS_CONFIG" in os.environ else 1)
    assert min(processor_seconds() for _ in range(3)) < bound

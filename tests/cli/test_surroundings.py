"""Files, streams and folders that fail: each with its message and exit code, before anything is simulated."""

from pathlib import Path

import pytest

from tests.cli.faults import BEFORE_SIMULATING, Fault

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("fault", BEFORE_SIMULATING, ids=lambda fault: fault.name)
def test_a_fault_has_its_message_and_exit_code(tmp_path: Path, fault: Fault) -> None:
    tmp_path.chmod(0o755)
    ended = fault.do(tmp_path)
    assert ended.code == fault.code, ended
    assert fault.words in ended.err
    assert "Traceback" not in ended.err
    assert len(ended.err.splitlines()) <= 1

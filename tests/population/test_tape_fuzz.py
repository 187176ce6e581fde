"""Any tape is read or refused; nothing else escapes and nothing is written. `make soak` reads ten thousand."""

from pathlib import Path

from tests.fuzzing import fuzz_tapes


def test_any_tape_is_read_or_refused(tmp_path: Path) -> None:
    found = fuzz_tapes(500, 1, tmp_path)
    assert found.read > 10
    assert found.refused > 100

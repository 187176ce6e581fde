"""Importance draws on worker processes, where each stage of the pilot starts them anew: the same bits as on threads."""

import pytest
from pandas.testing import assert_frame_equal

from tests.draws.test_course import tilted

pytestmark = pytest.mark.soak
LIMIT_SECONDS = 900


def test_bits_are_those_of_threads_in_processes(tmp_path) -> None:
    threads = tilted(tmp_path / "threads", jobs=2)
    processes = tilted(tmp_path / "processes", jobs=2, backend="processes", chunk=500)
    assert_frame_equal(processes.replications, threads.replications)
    assert processes.summary == threads.summary

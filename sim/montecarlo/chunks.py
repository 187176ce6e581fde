"""How many replications travel together: as many as take about a second, by measure. No result depends on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

SECONDS_PER_CHUNK = 1.0
SECONDS_TO_KEEP = 0.02
"""What the one process that keeps results needs for a chunk; chunks grow where many workers would outrun it."""
LARGEST_CHUNK = 1_024
FASTEST_GROWTH = 8


class ChunkSizer:
    """The size of the next chunk: one replication at first, then by measured time; or one that the caller fixes.

    Near the end chunks shrink, to a tenth at most, so that no worker is left with the last long one.
    """

    def __init__(self, jobs: int, fixed: int | None = None) -> None:
        self._jobs = jobs
        self._seconds = max(SECONDS_PER_CHUNK, SECONDS_TO_KEEP * jobs)
        self._fixed = fixed
        self._size = 1

    def measured(self, replications: int, seconds: float) -> None:
        """Learn from a chunk that took so many seconds of one worker."""
        wanted = self._seconds * replications / max(seconds, 1e-9)
        self._size = int(min(max(wanted, 1), FASTEST_GROWTH * replications, LARGEST_CHUNK))

    def next_size(self, remaining: int) -> int:
        """Replications in the next chunk when so many are left."""
        if self._fixed is not None:
            return self._fixed
        return max(1, self._size // 10, min(self._size, -(-remaining // (2 * self._jobs))))


def cut(ranges: Sequence[range], sizer: ChunkSizer) -> Iterator[range]:
    """Runs of consecutive replications, cut into chunks one at a time, each by what is known by then."""
    remaining = sum(len(run) for run in ranges)
    for run in ranges:
        start = run.start
        while start < run.stop:
            chunk = range(start, min(run.stop, start + sizer.next_size(remaining)))
            remaining -= len(chunk)
            start = chunk.stop
            yield chunk


def without(ranges: Sequence[range], taken: range) -> list[range]:
    """The ranges less the replications taken."""
    left = []
    for run in ranges:
        for piece in (range(run.start, min(run.stop, taken.start)), range(max(run.start, taken.stop), run.stop)):
            if len(piece):
                left.append(piece)
    return left

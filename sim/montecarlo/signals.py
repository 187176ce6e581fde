"""Ctrl-C and SIGTERM: the first stops a run at a safe point, which is nearly everywhere; the second at once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stopped(KeyboardInterrupt):
    """A signal asked the run to stop. A KeyboardInterrupt, so that no library takes it for a fault of its own."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class Stopper:
    """Raises Stopped in the main thread when a signal comes; inside `held` the first signal waits for its end.

    A thread other than the main one cannot be interrupted: there the signals stay with whoever had them.
    """

    def __init__(self) -> None:
        self._holding = False
        self._came: int | None = None

    @contextmanager
    def listening(self) -> Iterator[Stopper]:
        """Take the signals over, except those that are ignored (nohup), and give them back at the end."""
        if threading.current_thread() is not threading.main_thread():
            yield self
            return
        before: dict[signal.Signals, Callable[[int, FrameType | None], object] | int | None] = {
            number: signal.getsignal(number) for number in SIGNALS if signal.getsignal(number) is not signal.SIG_IGN
        }
        for number in before:
            signal.signal(number, self._receive)
        try:
            yield self
        finally:
            for number, handler in before.items():
                signal.signal(number, signal.SIG_DFL if handler is None else handler)

    @contextmanager
    def held(self) -> Iterator[None]:
        """A few milliseconds that are better finished: a part on its way to disk."""
        self._holding = True
        try:
            yield
        finally:
            self._holding = False
        if self._came is not None:
            raise Stopped(self._came)

    def _receive(self, number: int, frame: FrameType | None) -> None:
        is_second = self._came is not None
        self._came = number
        if is_second or not self._holding:
            raise Stopped(number)

"""The model that runs in this thread. Compiled code can hand Python no more than a borrower's number."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Protocol


class Living(Protocol):
    """A model whose borrowers live some steps in Python."""

    def live(self, step: str, agent: int) -> None:
        """Run a step of the borrower of this number."""


class _Stage(threading.local):
    model: Living | None = None


_STAGE = _Stage()


@contextmanager
def on_stage(model: Living) -> Iterator[None]:
    """While this lasts, compiled code of this thread asks this model."""
    before, _STAGE.model = _STAGE.model, model
    try:
        yield
    finally:
        _STAGE.model = before


@cache
def asking(step: str) -> Callable[[int], None]:
    """The function by which a step asks Python."""

    def ask(agent: int) -> None:
        assert _STAGE.model is not None  # noqa: S101 - only `on_stage` enters compiled code that asks
        _STAGE.model.live(step, int(agent))

    return ask

"""What a model says when it is used out of turn."""

from __future__ import annotations

from sim.errors import YuqiError


class HorizonReached(YuqiError):
    """A model is stepped after its last day, or after a step that failed."""


class OutsideItsDay(YuqiError):
    """A step of a borrower's day is called while the model does not run that borrower's day."""

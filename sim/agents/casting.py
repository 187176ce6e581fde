"""Which class each borrower of a model follows: one for all, or by segment and predicate."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from sim.agents.borrower import Borrower

Array = np.ndarray[Any, Any]
Class = type[Borrower]
Predicate = Callable[[Borrower], bool]
Cast = Class | Mapping[str | Predicate, Class]
MOST_CLASSES = 62
"""Classes are bits of a 64-bit integer, the standard class among them."""


def classes_of(cast: Cast) -> tuple[Class, ...]:
    """The standard class and then every other once; a class's place is its number.

    Raises:
        TypeError: something that is not a subclass of `Borrower`.
    """
    kinds = list(cast.values()) if isinstance(cast, Mapping) else [cast]
    for kind in kinds:
        if not (isinstance(kind, type) and issubclass(kind, Borrower)):
            raise TypeError(f"borrower: {kind!r} is not a subclass of Borrower")
    classes: tuple[Class, ...] = tuple(dict.fromkeys((Borrower, *kinds)))
    if len(classes) > MOST_CLASSES:
        raise ValueError(f"borrower: {len(classes) - 1} subclasses, allowed are {MOST_CLASSES - 1}")
    return classes


def behaviours(cast: Cast, views: Sequence[Borrower], segments: Array, segment_names: Sequence[str]) -> Array:
    """(size,) number of each borrower's class: the first entry of a mapping that fits, else the standard class."""
    classes = classes_of(cast)
    numbers = np.zeros(len(segments), dtype=np.int32)
    if not isinstance(cast, Mapping):
        return numbers + classes.index(cast)
    for key, kind in reversed(list(cast.items())):
        numbers[_chosen(key, views, segments, segment_names)] = classes.index(kind)
    return numbers


def _chosen(key: str | Predicate, views: Sequence[Borrower], segments: Array, segment_names: Sequence[str]) -> Array:
    if callable(key):
        return np.array([bool(key(view)) for view in views])
    if key not in segment_names:
        raise ValueError(f"borrower: {key!r} is no segment; there are {', '.join(segment_names)}")
    return np.asarray(segments == segment_names.index(key))

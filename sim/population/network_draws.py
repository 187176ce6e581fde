"""Keyed draws for whole arrays, with the addresses and the bits of `sim.randomness.uniform`."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.compiled import RULES
from sim.randomness import DECISION_BITS, RESOLUTION, WARMUP_REPLICATION, WORD

Array = np.ndarray[Any, Any]


def network_draws(seed: int, numbers: Array, item: int, decision: int) -> Array:
    """(n,) numbers in (0, 1), one for each of (n,) agents: those of the opening book, on day 0."""
    counters = numbers.astype(np.uint64) & np.uint64(WORD)
    item_word = (item << DECISION_BITS | int(decision)) & WORD
    # The rule in plain Python takes arrays as it takes numbers: products of 32-bit words fit 64 bits.
    words = RULES["philox"](counters, WARMUP_REPLICATION, 0, item_word, seed & WORD, (seed >> 32) & WORD)
    high, low = words[0] << np.uint64(20), words[1] >> np.uint64(12)
    return ((high | low).astype(np.float64) + 0.5) * RESOLUTION

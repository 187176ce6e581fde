"""Every rule as plain Python, for a look at a single record: entering compiled code with a record compiles it anew."""

from __future__ import annotations

from functools import cache
from typing import Any

from sim.compiled import twin


@cache
def plain_rules() -> dict[str, Any]:
    """Rules by name."""
    return twin({}, compiled=False)

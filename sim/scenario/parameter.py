"""One model parameter: default, unit, range, source and meaning, kept on the pydantic field itself.

`yuqi show`, the JSON schema and the error messages all read them from here, so that they cannot differ.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

ASSUMED = "assumed"
"""The source of a default that no page supports."""


class Block(BaseModel):
    """A group of parameters: frozen, complete with defaults, unknown keys refused, nothing coerced, all finite."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        allow_inf_nan=False,
        validate_default=True,
    )


def parameter(
    default: Any, unit: str, meaning: str, source: str = ASSUMED, *, low: float | None = None, high: float | None = None
) -> Any:
    """A pydantic field with what a reader must know of it.

    `low` and `high` are allowed values themselves; None leaves that side open.
    """
    if not (unit and meaning and source):
        raise ValueError("a parameter needs unit, meaning and source")
    return Field(
        default=default, ge=low, le=high, description=meaning, json_schema_extra={"unit": unit, "source": source}
    )


def required(unit: str, meaning: str, *, low: float | None = None, high: float | None = None) -> Any:
    """A parameter without default: the scenario must say it."""
    return Field(ge=low, le=high, description=meaning, json_schema_extra={"unit": unit, "source": "the scenario"})

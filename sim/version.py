"""Which release this is, and which model: two numbers, raised by hand for different reasons."""

from __future__ import annotations

MODEL_VERSION = 5
"""Part of every fingerprint. Raised by hand whenever a golden result moves, so that old results are not continued."""


def package_version() -> str:
    """The version of the installed distribution, or "unknown" where the source is used without being installed."""
    from importlib import metadata

    try:
        return metadata.version("yuqi")
    except metadata.PackageNotFoundError:
        return "unknown"

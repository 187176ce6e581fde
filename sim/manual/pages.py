"""Which pages are made from the code alone, by the name of their file."""

from __future__ import annotations

from collections.abc import Callable

from sim.manual.commands import command_page
from sim.manual.python import python_page

PAGES: dict[str, Callable[[], str]] = {"commands.md": command_page, "api.md": python_page}

"""Writes the pages of the manual that are made from the code into a folder, by default `docs/`."""

from __future__ import annotations

import sys
from pathlib import Path

from sim.manual.pages import PAGES
from sim.manual.picture import drawn

if __name__ == "__main__":
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "docs")
    for name, page in PAGES.items():
        (folder / name).write_text(page(), encoding="utf-8")
    (folder / "picture.svg").write_text(drawn(), encoding="utf-8")

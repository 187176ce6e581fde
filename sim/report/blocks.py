"""What a report is made of: sentences, lists, tables and figures, in sections. How they look is the template's."""

from __future__ import annotations

from dataclasses import dataclass

Row = tuple[str, ...]


@dataclass(frozen=True)
class Text:
    """A sentence or more."""

    words: str
    kind: str = "text"


@dataclass(frozen=True)
class Bullets:
    """Sentences one below the other, under a few words."""

    title: str
    items: tuple[str, ...]
    kind: str = "bullets"


@dataclass(frozen=True)
class Grid:
    """A table; the columns in `numbers` stand to the right, the rows in `strong` stand out."""

    title: str
    heads: Row
    rows: tuple[Row, ...]
    numbers: tuple[int, ...] = ()
    strong: tuple[int, ...] = ()
    kind: str = "grid"


@dataclass(frozen=True)
class Picture:
    """A figure as an SVG element, made by this program."""

    title: str
    svg: str
    caption: str
    kind: str = "picture"


@dataclass(frozen=True)
class Fold:
    """Tables that stay folded until they are opened."""

    title: str
    grids: tuple[Grid, ...]
    kind: str = "fold"


Block = Text | Bullets | Grid | Picture | Fold


@dataclass(frozen=True)
class Section:
    """A heading with what stands below it; `key` is where a link leads."""

    key: str
    title: str
    blocks: tuple[Block, ...]

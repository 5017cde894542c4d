"""PDF in one process: ours, and bare typst on the same text.

Typst keeps what it has laid out, so that each call compiles a document of its own, every line of it numbered,
made beforehand.
"""

from __future__ import annotations

from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

from measure import Work
from processes import FIXTURE

import narrator

if TYPE_CHECKING:
    from narrator.document.tree import Document

_MADE = 64  # documents; what was laid out so long ago is no longer kept


def ours(_: Path) -> Work:
    """The document with everything that belongs to it."""
    turns = cycle(_documents())
    return lambda: narrator.write(next(turns), "pdf")


def bare(_: Path) -> Work:
    """One paragraph a line, no tables, no headings, the same fonts and size."""
    import typst
    from material import typst_source

    turns = cycle([typst_source(document).encode() for document in _documents()])
    compiler = typst.Compiler(font_paths=typst.Fonts(True, False, []))
    return lambda: compiler.compile(next(turns), format="pdf")


def _documents() -> list[Document]:
    document = narrator.draft(narrator.load(FIXTURE))
    return [numbered(document, number) for number in range(_MADE)]


def numbered(document: Document, number: int) -> Document:
    """The document with a number before every line and cell."""
    from narrator.document.tree import Block, Paragraph, Section, Table

    def line(paragraph: Paragraph) -> Paragraph:
        first, *rest = paragraph.said or [None]
        if first is None or not first.spans:
            return paragraph
        span = first.spans[0]._replace(text=f"{number}{first.spans[0].text}")
        return Paragraph((first._replace(spans=(span, *first.spans[1:])), *rest))

    def block(old: Block) -> Block:
        if isinstance(old, Section):
            return old._replace(heading=line(old.heading), blocks=tuple(map(block, old.blocks)))
        if isinstance(old, Table):
            rows = (
                row._replace(cells=tuple(cell._replace(content=line(cell.content)) for cell in row.cells))
                for row in old.rows
            )
            return old._replace(title=tuple(map(line, old.title)), rows=tuple(rows))
        return line(old)

    sections = tuple(made for made in map(block, document.sections) if isinstance(made, Section))
    return document._replace(title=line(document.title), sections=sections)


CASES = {"PDF, tree given": ours, "bare typst on the same text": bare}

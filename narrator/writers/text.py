"""Plain text: a line for each paragraph and heading, a line of tab-separated cells for each table row."""

from __future__ import annotations

import re
from collections.abc import Iterator

from narrator.document.tree import Block, Document, Section, Table


def write(document: Document) -> str:
    """The document as plain text, ending in a line break.

    A merged cell stands once, in its first row; tabs and line breaks inside a cell become one space.
    """
    lines = [*(line.text for line in (document.title, *(document.cover or ()))), *_lines(document.sections)]
    return "\n".join(lines) + "\n"


def _lines(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Section):
            yield block.heading.text
            yield from _lines(block.blocks)
        elif isinstance(block, Table):
            yield from (line.text for line in block.title)
            yield from ("\t".join(_folded(cell.content.text) for cell in row.cells) for row in block.rows)
        else:
            yield _folded(block.text)


_BREAK = re.compile(r"\s*[\t\r\n]\s*")


def _folded(text: str) -> str:
    return text if text.isprintable() else _BREAK.sub(" ", text)

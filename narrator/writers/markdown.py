"""Markdown (CommonMark): headings, paragraphs with a blank line between, tables with spans as HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator

from narrator.document.tree import Block, Cell, Document, Section, Table

_SPECIAL = re.compile(r"([\\`*_\[\]<>&~|#])")
_BREAK = re.compile(r"\s*[\r\n]\s*")
_CELL_BREAK = re.compile(r"\s*\n\s*")
_HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_OPENING = re.compile(r"^(\s*)([-+=]|\d+(?=[.)]))")


def write(document: Document) -> str:
    """The document as Markdown, ending in a line break."""
    return (
        "\n\n".join([f"# {_escaped(document.title.text)}", *_blocks((*(document.cover or ()), *document.sections))])
        + "\n"
    )


def _blocks(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Section):
            yield f"{'#' * (block.level + 1)} {_escaped(block.heading.text).strip()}"
            yield from _blocks(block.blocks)
        elif isinstance(block, Table):
            yield _table(block)
        else:
            yield _escaped(block.text)


def _escaped(text: str) -> str:
    """The text so that Markdown prints it as it is, also where it begins like a list or a rule."""
    folded = text if text.isprintable() else _BREAK.sub(" ", text)
    escaped = _SPECIAL.sub(r"\\\1", folded)
    opening = _OPENING.match(escaped)
    if opening is None:
        return escaped
    mark = opening.group(2)
    return escaped[: opening.end()] + "\\" + escaped[opening.end() :] if mark.isdigit() else f"\\{escaped.lstrip()}"


def _table(table: Table) -> str:
    lines = ["<table>"]
    if table.title:
        title = "<br>".join(line.text.translate(_HTML) for line in table.title)
        lines.append(f"<caption>{title}</caption>")
    for row in table.rows:
        tag = "th" if row.header else "td"
        lines.append(f"<tr>{''.join(_cell(cell, tag) for cell in row.cells)}</tr>")
    return "\n".join([*lines, "</table>"])


def _cell(cell: Cell, tag: str) -> str:
    spans = f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
    spans += f' colspan="{cell.cols}"' if cell.cols > 1 else ""
    align = f' align="{cell.align}"' if cell.align != "left" else ""
    text = _CELL_BREAK.sub("<br>", cell.content.text.translate(_HTML))
    return f"<{tag}{spans}{align}>{text}</{tag}>"

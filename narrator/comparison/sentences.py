"""The text of a document for comparing: a line a heading, a sentence or a row of a table, indented by its section."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from narrator.document.tree import Block, Document, Paragraph, Row, Section, Table
from narrator.figures.values import Place
from narrator.phrases.phrase import Said, Source, Span

_INDENT = "  "
_BREAK = re.compile(r"\s*[\t\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]\s*")
NOBODY = Source("", (), Place("", 0, 0))


class TextLine(NamedTuple):
    """A line of the text: how many sections it stands in, and its words, without a break inside or space around.

    A row of a table is one line. The bars between its cells are said by no phrase: their source is ``NOBODY``.
    """

    depth: int
    words: Paragraph

    @property
    def text(self) -> str:
        """The line as it is written, indented."""
        return _INDENT * self.depth + self.words.text


def text(document: Document) -> str:
    """The whole text of a document, ending in a line break; without the nine statements."""
    return "".join(f"{line.text}\n" for line in lines(document))


def lines(document: Document) -> Iterator[TextLine]:
    """The title, what else a cover has, and every line below, in reading order; none is blank."""
    head = [TextLine(0, _trimmed(line)) for line in (document.title, *(document.cover or ()))]
    yield from (*head, *(line for section in document.sections for line in below(section)))


def below(block: Block, depth: int = 0) -> Iterator[TextLine]:
    """The lines of a section, a paragraph or a table that stands in ``depth`` sections."""
    if isinstance(block, Section):
        yield TextLine(depth, _trimmed(block.heading))
        for inner in block.blocks:
            yield from below(inner, depth + 1)
        return
    found = (*block.title, *map(_row, block.rows)) if isinstance(block, Table) else block.sentences()
    yield from (TextLine(depth, line) for line in map(_trimmed, found) if line.said)


def _row(row: Row) -> Paragraph:
    said = [part for cell in row.cells for part in (_bar(" | "), *_trimmed(cell.content).said)]
    return Paragraph((_bar("| "), *said[1:], _bar(" |")))


def _bar(text: str) -> Said:
    return Said(NOBODY, "", None, (Span(text, NOBODY),))


def _trimmed(line: Paragraph) -> Paragraph:
    """The line on one line: each break a space, no space around."""
    words = line.text
    if words and words.isprintable() and words == words.strip():
        return line
    folded = [said._replace(spans=tuple(_folded(said.spans))) for said in line.said]
    headed = _cut(folded, str.lstrip, 1)
    return Paragraph(tuple(_cut(headed, str.rstrip, -1)))


def _folded(spans: Iterable[Span]) -> Iterator[Span]:
    return (span._replace(text=_BREAK.sub(" ", span.text)) for span in spans)


def _cut(line: list[Said], strip: Callable[[str], str], step: int) -> list[Said]:
    """The phrases without the space at one end; what is left blank there goes."""
    begun = False
    kept: list[Said] = []
    for said in line[::step]:
        spans: list[Span] = []
        for span in said.spans[::step]:
            text = span.text if begun else strip(span.text)
            begun = begun or bool(text)
            spans += [span._replace(text=text)] if text else []
        kept += [said._replace(spans=tuple(spans[::step]))] if spans else []
    return kept[::step]

"""Which piece of a Word file each character of its lines came from, found by the same scan that reads them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from narrator.readers import word
from narrator.readers.word import _Paragraph, _Scan, _WordTable

if TYPE_CHECKING:
    from lxml.etree import _Element


class Piece(NamedTuple):
    """Characters of a line in a row, and the element that they stand in; None for a break between paragraphs.

    ``start`` counts the characters of the element before them, which belong to no line.
    """

    element: _Element | None
    length: int
    start: int = 0


def pieces(path: Path, parts: dict[str, bytes], main: str, root: _Element) -> list[list[Piece]]:
    """The pieces of each line, as many and in the order in which ``word.read`` gives the lines.

    ``root`` is the tree of the part ``main``, which package.parse let through. Raises Refused as the reader does.
    """
    tracing = _Tracing(path, word.styles(path, parts, main))
    tracing.walk(root)
    return tracing.found


class _Tracing(_Scan):
    """The scan over a tree instead of a stream, which keeps what each line is made of beside its text."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.found: list[list[Piece]] = []
        self.element: _Element | None = None
        self.made: dict[int, list[Piece]] = {}  # the pieces of the paragraphs that are open, by id()
        self.carried_pieces: list[Piece] = []
        self.cells: dict[int, list[list[Piece]]] = {}  # of the tables that are open, the paragraphs of the cell
        self.line: list[Piece] = []

    def walk(self, root: _Element) -> None:
        """Send every element through the scan; as deep as the limits of a package let one nest."""
        if not isinstance(root.tag, str):
            return
        space, _, name = root.tag.rpartition("}")
        space = space.removeprefix("{")
        self.element = root
        self.traced(lambda: self.start(space, name, {_local(key): str(value) for key, value in root.items()}))
        self.said(root, root.text)
        for child in root:
            self.walk(child)
            self.said(root, child.tail)
        self.end(space, name)

    def said(self, element: _Element, words: str | None) -> None:
        """Words inside an element."""
        if words:
            self.element = element
            self.traced(lambda: self.text(words))

    def traced(self, step: Any) -> None:
        """A step of the scan; what it adds to the paragraph comes from the present element."""
        paragraph = self.paragraphs[-1] if self.paragraphs else None
        before = len(paragraph.parts) if paragraph else 0
        step()
        if paragraph and len(paragraph.parts) > before:
            added = sum(map(len, paragraph.parts[before:]))
            self.made.setdefault(id(paragraph), []).append(Piece(self.element, added))

    def finish(self, paragraph: _Paragraph) -> None:
        own = [*self.carried_pieces, *self.made.pop(id(paragraph), [])]
        self.carried_pieces = own if paragraph.joined else []
        self.line = own
        if self.tables and not paragraph.joined:
            self.cells.setdefault(id(self.tables[-1]), []).append(own)
        super().finish(paragraph)

    def finish_cell(self, table: _WordTable) -> None:
        paragraphs = self.cells.pop(id(table), [])[-len(table.texts) :] if table.texts else []
        texts = list(table.texts)
        if self.carried:
            paragraphs, texts = [*paragraphs, self.carried_pieces], [*texts, self.carried]
        self.carried_pieces = []
        whole = "\n".join(texts)
        joined = [piece for number, own in enumerate(paragraphs) for piece in ([Piece(None, 1)] * (number > 0) + own)]
        self.line = _cut(joined, len(whole) - len(whole.lstrip("\n")), len(whole.rstrip("\n")))
        super().finish_cell(table)

    def put(self, text: str, *given: Any, **named: Any) -> None:
        kept = len(self.lines)
        super().put(text, *given, **named)
        if len(self.lines) > kept:
            self.found.append(self.line)


def _local(name: Any) -> str:
    return str(name).rpartition("}")[2]


def _cut(made: list[Piece], start: int, end: int) -> list[Piece]:
    """The pieces without the line breaks around them: no element stands before ``start`` or behind ``end``."""
    kept: list[Piece] = []
    at = 0
    for piece in made:
        first, last = max(at, start), min(at + piece.length, end)
        if first < last:
            kept.append(piece._replace(length=last - first, start=first - at))
        at += piece.length
    return kept

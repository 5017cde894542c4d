"""What a person changed in a finished file against the present draft, sentence by sentence."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from typing import Literal, NamedTuple, TypeAlias

from narrator.comparison.aligning import Effort, Piece, aligned, pieces
from narrator.document.tree import SENTENCE_END, Document, Paragraph, Section, lines_of
from narrator.figures.findings import Finding, Refused
from narrator.figures.values import Figure, Gap, Place, Text
from narrator.phrases.phrase import Span
from narrator.readers.lines import ProseLine

MAX_SENTENCES = 200_000
Kind: TypeAlias = Literal["changed", "added", "removed"]


class Difference(NamedTuple):
    """A sentence, heading or cell that differs.

    ``before`` is the draft's, ``after`` the file's; ``place`` is where it stands in the file (None where
    it was removed). ``touched`` are the figures and gaps of the
    draft whose print was changed or removed, and the unit's own words that were changed.
    """

    kind: Kind
    headings: tuple[str, ...]
    before: str
    after: str
    place: Place | None
    pieces: tuple[Piece, ...]
    touched: tuple[Span, ...]


class _Drafted(NamedTuple):
    headings: tuple[str, ...]
    sentence: Paragraph


class _Found(NamedTuple):
    text: str
    place: Place


def differences(document: Document, lines: Iterable[ProseLine]) -> list[Difference]:
    """Every sentence that differs, in reading order; spaces alone make no difference.

    ``lines`` are the paragraphs and cells of the file (``narrator.readers.prose``). The nine statements are
    compared where the document holds them inside. Raises Refused: D101 where not one sentence is the same, D102
    where there are more sentences than any 说明 has.
    """
    lines = list(lines)
    if sum(line.text.count(SENTENCE_END) + 1 for line in lines) > MAX_SENTENCES:
        evidence = f"文件里超过 {MAX_SENTENCES} 句。"
        raise Refused([Finding("D102", Place(lines[0].place.file, 0, 0), evidence, "请检查文件是否选对。")])
    drafted = list(_drafted(document))
    keys = [_key(item.sentence.text) for item in drafted]
    known = set(keys)
    found = [sentence for line in lines for sentence in _sentences(line, known)]
    said = [_key(item.text) for item in found]
    if drafted and known.isdisjoint(said):
        place = Place(found[0].place.file, 0, 0) if found else None
        evidence = "文件里没有一句与草稿相同，可能不是这份说明。" if found else "文件里没有文字。"
        raise Refused([Finding("D101", place, evidence, "请检查文件和单位是否选对。")])
    differing: list[Difference] = []
    position = 0
    effort = Effort()
    for old, new in aligned(keys, said, effort):
        if old is None and new is not None:
            added = found[new]
            differing.append(Difference("added", _headings(drafted, position), "", added.text, added.place, (), ()))
        elif old is not None:
            position = old + 1
            if new is None:
                differing.append(_removed(drafted[old]))
            elif keys[old] != said[new]:
                differing.append(_changed(drafted[old], found[new], effort))
    return differing


def _drafted(document: Document) -> Iterator[_Drafted]:
    """The sentences of the draft under their headings, those of the statements inside it included."""
    for headings, line in _paragraphs(document):
        for sentence in line.sentences():
            if sentence.text.strip():
                yield _Drafted(headings, sentence)


def _paragraphs(document: Document) -> Iterator[tuple[tuple[str, ...], Paragraph]]:
    yield from (((), line) for line in (document.title, *(document.cover or ())))
    for block in document.flow():
        if isinstance(block, Section):
            yield from lines_of((block,))
            continue
        cells = [cell.content for row in block.table.rows for cell in row.cells]
        note = [block.note] if block.note else []
        yield from (((block.term,), line) for line in (*block.table.title, *cells, *note))


def _sentences(line: ProseLine, known: Container[str]) -> Iterator[_Found]:
    """The sentences of a line; a tab parts two lines of the draft that a file sets on one."""
    *ended, rest = line.text.split(SENTENCE_END)
    for words in (*(f"{words}{SENTENCE_END}" for words in ended), rest):
        for part in [words] if line.cell or _key(words) in known else words.split("\t"):
            if part.strip():
                yield _Found(part, line.place)


def _key(text: str) -> str:
    return " ".join(text.split())


def _headings(drafted: Sequence[_Drafted], position: int) -> tuple[str, ...]:
    """The headings over what stands before this position; under a heading itself, those of what follows it."""
    before = drafted[position - 1].headings if position else ()
    after = drafted[position].headings if position < len(drafted) else ()
    return after if after[: len(before)] == before else before


# What differs ----------------------------------------------------------------------------------------


def _removed(item: _Drafted) -> Difference:
    touched = tuple(span for span in item.sentence.spans if isinstance(span.value, Figure | Gap))
    return Difference("removed", item.headings, item.sentence.text, "", None, (), touched)


def _changed(item: _Drafted, found: _Found, effort: Effort) -> Difference:
    before = item.sentence.text
    parts: list[Piece] = []
    edits: list[tuple[int, int]] = []
    offset = 0
    for piece in pieces(before, found.text, effort):
        end = offset + len(piece.before)
        if (piece.before + piece.after).isspace():
            parts.append(Piece(piece.before, piece.before))
        else:
            parts.append(piece)
            edits += [(offset, end)] if piece.before != piece.after else []
        offset = end
    touched = tuple(_touched(item.sentence, edits))
    return Difference("changed", item.headings, before, found.text, found.place, tuple(parts), touched)


def _touched(sentence: Paragraph, edits: Sequence[tuple[int, int]]) -> Iterator[Span]:
    """The figures, the gaps and the words of the unit into which an edit reaches."""
    start = 0
    for span in sentence.spans:
        end = start + len(span.text)
        inside = any(first < end and last > start for first, last in edits)
        if inside and (isinstance(span.value, Figure | Gap) or (isinstance(span.value, Text) and span.value.origin)):
            yield span
        start = end

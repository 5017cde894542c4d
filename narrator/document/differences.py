"""What a person changed in a finished file against the present draft, sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple, TypeAlias

from narrator.document.tree import SENTENCE_END, Document, Paragraph, Section, lines_of
from narrator.figures.findings import Finding, Refused
from narrator.figures.values import Figure, Gap, Place, Text
from narrator.phrases.phrase import Span
from narrator.readers.word import Line

Kind: TypeAlias = Literal["changed", "added", "removed"]
_ALIKE = 0.5  # from this ratio on, two sentences are one that was changed
_MOST = 900  # pairs that are compared one by one; beyond, sentences are paired in order
_TOKEN = re.compile(r"[0-9]+(?:[.,][0-9]+)*|\s+|.", re.DOTALL)


class Piece(NamedTuple):
    """A piece of a changed sentence: what the draft says there, and what the file says."""

    before: str
    after: str


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


def differences(document: Document, told: Iterable[Line]) -> list[Difference]:
    """Every sentence that differs, in reading order; spaces alone make no difference.

    ``told`` are the paragraphs and cells of the file (``narrator.readers.prose``). The nine statements are
    compared where the document holds them inside. Raises Refused (D101) where not one sentence is the same.
    """
    drafted = list(_drafted(document))
    keys = [_key(item.sentence.text) for item in drafted]
    known = set(keys)
    found = [sentence for line in told for sentence in _sentences(line, known)]
    matched = _matched(keys, [_key(item.text) for item in found])
    if drafted and not any(kept and old for kept, old, _ in matched):
        place = Place(found[0].place.file, 0, 0) if found else None
        evidence = "文件里没有一句与草稿相同，可能不是这份说明。" if found else "文件里没有文字。"
        raise Refused([Finding("D101", place, evidence, "请检查文件和单位是否选对。")])
    differing: list[Difference] = []
    for kept, old, new in matched:
        if not kept:
            differing += _block(drafted, old, found[new.start : new.stop])
    return differing


def _drafted(document: Document) -> Iterator[_Drafted]:
    """The sentences of the draft under their headings, those of the statements inside it included."""
    for headings, line in _told(document):
        for sentence in line.sentences():
            if sentence.text.strip():
                yield _Drafted(headings, sentence)


def _told(document: Document) -> Iterator[tuple[tuple[str, ...], Paragraph]]:
    yield (), document.title
    for block in document.flow():
        if isinstance(block, Section):
            yield from lines_of((block,))
            continue
        cells = [cell.content for row in block.table.rows for cell in row.cells]
        note = [block.note] if block.note else []
        yield from (((block.term,), line) for line in (*block.table.title, *cells, *note))


def _sentences(line: Line, known: Container[str]) -> Iterator[_Found]:
    """The sentences of a line; a tab parts two lines of the draft that a file sets on one."""
    *ended, rest = line.text.split(SENTENCE_END)
    for words in (*(f"{words}{SENTENCE_END}" for words in ended), rest):
        for part in [words] if line.cell or _key(words) in known else words.split("\t"):
            if part.strip():
                yield _Found(part, line.place)


def _key(text: str) -> str:
    return " ".join(text.split())


# Aligning --------------------------------------------------------------------------------------------

_Match: TypeAlias = tuple[bool, range, range]


def _matched(old: Sequence[str], new: Sequence[str]) -> list[_Match]:
    """Runs of equal sentences and the runs between them, in order."""
    shorter = min(len(old), len(new))
    head = next((number for number in range(shorter) if old[number] != new[number]), shorter)
    tail = next((number for number in range(shorter - head) if old[-1 - number] != new[-1 - number]), shorter - head)
    middle = _between(old[head : len(old) - tail], new[head : len(new) - tail], head)
    ends = (range(len(old) - tail, len(old)), range(len(new) - tail, len(new)))
    return [(True, range(head), range(head)), *middle, (True, *ends)] if shorter else middle


def _between(old: Sequence[str], new: Sequence[str], start: int) -> list[_Match]:
    return [
        (tag == "equal", range(start + i, start + j), range(start + k, start + m))
        for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    ]


def _block(drafted: Sequence[_Drafted], old: range, found: Sequence[_Found]) -> Iterator[Difference]:
    """The differences of a run that was changed: sentences alike are one that was changed, the others come or go."""
    gone = drafted[old.start : old.stop]
    headings = _headings(drafted, old.start)
    left = right = 0
    for one, other in [*_pairs(gone, found), (len(gone), len(found))]:
        yield from (_removed(item) for item in gone[left:one])
        place = gone[one - 1].headings if one else headings
        yield from (Difference("added", place, "", item.text, item.place, (), ()) for item in found[right:other])
        if one < len(gone):
            yield _changed(gone[one], found[other])
        left, right = one + 1, other + 1


def _pairs(gone: Sequence[_Drafted], found: Sequence[_Found]) -> list[tuple[int, int]]:
    """Which sentence became which, in order: as many alike as there can be."""
    if len(gone) == len(found) == 1:
        return [(0, 0)]
    if len(gone) * len(found) > _MOST:
        return [(number, number) for number in range(min(len(gone), len(found)))]
    best = [[(0.0, (0, 0))] * (len(found) + 1) for _ in range(len(gone) + 1)]
    for one in range(len(gone) - 1, -1, -1):
        for other in range(len(found) - 1, -1, -1):
            ratio = _ratio(gone[one].sentence.text, found[other].text)
            paired = best[one + 1][other + 1][0] + ratio if ratio >= _ALIKE else -1.0
            best[one][other] = max(
                (best[one + 1][other][0], (1, 0)), (best[one][other + 1][0], (0, 1)), (paired, (1, 1))
            )
    pairs, one, other = [], 0, 0
    while one < len(gone) and other < len(found):
        down, right = best[one][other][1]
        if down and right:
            pairs.append((one, other))
        one, other = one + down, other + right
    return _filled(pairs, len(gone), len(found))


def _filled(pairs: list[tuple[int, int]], old: int, new: int) -> list[tuple[int, int]]:
    """The pairs, and between them runs of the same length, one by one."""
    whole: list[tuple[int, int]] = []
    left = right = 0
    for one, other in [*pairs, (old, new)]:
        if one - left == other - right:
            whole += zip(range(left, one), range(right, other), strict=True)
        if one < old:
            whole.append((one, other))
        left, right = one + 1, other + 1
    return whole


def _ratio(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= _ALIKE and matcher.quick_ratio() >= _ALIKE else 0.0


def _headings(drafted: Sequence[_Drafted], position: int) -> tuple[str, ...]:
    """The headings over what stands before this position; under a heading itself, those of what follows it."""
    before = drafted[position - 1].headings if position else ()
    after = drafted[position].headings if position < len(drafted) else ()
    return after if after[: len(before)] == before else before


# What differs ----------------------------------------------------------------------------------------


def _removed(item: _Drafted) -> Difference:
    touched = tuple(span for span in item.sentence.spans if isinstance(span.value, Figure | Gap))
    return Difference("removed", item.headings, item.sentence.text, "", None, (), touched)


def _changed(item: _Drafted, found: _Found) -> Difference:
    before = item.sentence.text
    old, new = _TOKEN.findall(before), _TOKEN.findall(found.text)
    pieces: list[Piece] = []
    edits: list[tuple[int, int]] = []
    offset = 0
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        piece = Piece("".join(old[i:j]), "".join(new[k:m]))
        if tag != "equal" and not (piece.before + piece.after).isspace():
            edits.append((offset, offset + len(piece.before)))
        else:
            piece = Piece(piece.before, piece.before)
        pieces.append(piece)
        offset += len(piece.before)
    touched = tuple(_touched(item.sentence, edits))
    return Difference("changed", item.headings, before, found.text, found.place, tuple(pieces), touched)


def _touched(sentence: Paragraph, edits: Sequence[tuple[int, int]]) -> Iterator[Span]:
    """The figures, the gaps and the words of the unit into which an edit reaches."""
    start = 0
    for span in sentence.spans:
        end = start + len(span.text)
        inside = any(first < end and last > start for first, last in edits)
        if inside and (isinstance(span.value, Figure | Gap) or (isinstance(span.value, Text) and span.value.origin)):
            yield span
        start = end

"""The document tree: sections, paragraphs and tables, down to spans that know where they come from."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from types import MappingProxyType
from typing import NamedTuple, TypeAlias, overload

from narrator.figures.findings import Finding
from narrator.figures.protocol import Protocol
from narrator.figures.values import Gap, Place
from narrator.phrases.pack import Pack
from narrator.phrases.phrase import Said, Span

SENTENCE_END = "。"
SENTENCE = re.compile(f"[^{SENTENCE_END}]*{SENTENCE_END}|[^{SENTENCE_END}]+")  # each of a text, with its end
_NO_PLACES: Mapping[str, Place] = MappingProxyType({})


class Paragraph(NamedTuple):
    """What stands on one line of the document or in one cell: phrases, one after the other."""

    said: tuple[Said, ...]

    @property
    def spans(self) -> Iterator[Span]:
        """Every piece, in order."""
        return chain.from_iterable(said.spans for said in self.said)

    @property
    def text(self) -> str:
        """The words, joined."""
        if len(self.said) == 1 and len(spans := self.said[0].spans) == 1:  # as in most cells
            return spans[0].text
        return "".join([span.text for said in self.said for span in said.spans])

    def sentences(self) -> tuple[Paragraph, ...]:
        """The sentences; a sentence ends at 。 or at the paragraph's end.

        A span that holds 。 inside is cut there, and so is its phrase; the pieces keep what they are.
        """
        sentences: list[Paragraph] = []
        sentence: list[Said] = []
        for said in self.said:
            spans: list[Span] = []
            for span in said.spans:
                *ended, rest = span.text.split(SENTENCE_END)
                for words in ended:
                    spans.append(span._replace(text=words + SENTENCE_END))
                    sentences.append(Paragraph((*sentence, said._replace(spans=tuple(spans)))))
                    sentence, spans = [], []
                if rest:
                    spans.append(span._replace(text=rest))
            if spans:
                sentence.append(said._replace(spans=tuple(spans)))
        return (*sentences, Paragraph(tuple(sentence))) if sentence else tuple(sentences)


class Cell(NamedTuple):
    """A cell of a table, at its top left corner; ``rows`` and ``cols`` are its extent.

    ``align`` and ``tail`` say how it stands in its column (see ``narrator.document.standing``): ``tail`` is the longest
    that stands behind a decimal point there, point and unit included, "" where figures on the right are in line.
    """

    content: Paragraph
    rows: int = 1
    cols: int = 1
    align: str = "left"
    tail: str = ""


class Row(NamedTuple):
    """A row: the cells that begin in it. ``header`` rows are repeated on each page."""

    cells: tuple[Cell, ...]
    header: bool = False


class Table(NamedTuple):
    """A table with its title lines; ``columns`` is its width in grid columns."""

    title: tuple[Paragraph, ...]
    rows: tuple[Row, ...]
    columns: int


class Section(NamedTuple):
    """A part (level 1), section (2) or sub-section (3) under its heading.

    ``statements`` tells that the nine tables stand at the end of this part where they stand inside the document.
    """

    level: int
    heading: Paragraph
    blocks: tuple[Block, ...]
    statements: bool = False


Block: TypeAlias = "Section | Paragraph | Table"


class Hole(NamedTuple):
    """A gap of the document: what is missing, under which headings, the sentence and the mark in it."""

    gap: Gap
    headings: tuple[str, ...]
    sentence: str
    mark: str

    def excerpt(self) -> str:
        """The mark with the words around it, enough to find it and to see the computed change."""
        start = self.sentence.find(self.mark)
        end = start + len(self.mark)
        before, after = self.sentence[max(start - 60, 0) : start], self.sentence[end : end + 10]
        return f"{'…' if start > 60 else ''}{before}{self.mark}{after}{'…' if end + 10 < len(self.sentence) else ''}"


class Meta(NamedTuple):
    """What a file says about itself: the unit, its year, and the one date that it carries (never today's)."""

    unit: str = ""
    year: int = 0
    date: datetime.date = datetime.date(1970, 12, 31)


class Checked(NamedTuple):
    """What a check says of the figures: its level (错误, 疑点, 尾差), the finding, what the unit wrote about it."""

    level: str
    finding: Finding
    state: str = ""


class Earlier(NamedTuple):
    """A sentence of last year's text, and where it stands there, for a person; ``sure`` that it tells the same."""

    text: str
    where: str
    sure: bool = True


class Beside(NamedTuple):
    """Last year's finished text (``file``) beside this one.

    ``mates`` has, by the number of a line in ``Document.lines()`` and of the sentence in it, the sentence that tells
    the same, None where this year's tells a fact and last year's text has none; what tells no fact is left out.
    ``gone`` are those of last year's whose facts this year's text does not tell, ``unread`` those of which nothing
    was read.
    """

    file: str
    mates: Mapping[tuple[int, int], Earlier | None]
    gone: tuple[Earlier, ...]
    unread: tuple[Earlier, ...]


class Attached(NamedTuple):
    """One of the nine statements (报表) as a table of the document.

    ``table`` has its title and corner notes as title lines; ``note`` stands below it (an empty table's
    statement); ``wide`` wants a landscape page; ``gap`` is set where cells are not all known.
    """

    term: str
    table: Table
    note: Paragraph | None = None
    wide: bool = False
    gap: Gap | None = None


class Later(Sequence[Attached]):
    """The nine statements, made when somebody looks at them."""

    def __init__(self, make: Callable[[], tuple[Attached, ...]]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> tuple[Attached, ...]:
        return self._make()

    @overload
    def __getitem__(self, index: int) -> Attached: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Attached, ...]: ...

    def __getitem__(self, index: int | slice) -> Attached | tuple[Attached, ...]:
        return self._made[index]

    def __len__(self) -> int:
        return len(self._made)

    def __eq__(self, other: object) -> bool:
        return self._made == (other._made if isinstance(other, Later) else other)

    __hash__ = None  # type: ignore[assignment]  # what it holds need not be known yet


class Document(NamedTuple):
    """The whole 说明 of one unit: title, parts, and what the draft has to note about itself.

    ``statements`` are the nine tables; ``placing`` says where they go: "inline", "separate" or "none".
    ``charts`` tells that the pack asks for pictures; ``words`` is the pack itself, None for a tree made by hand.
    ``reading`` is how the tables of the workbooks were read.
    ``cover`` are the lines under the title where it stands on a page of its own, None where it does not.
    ``places`` are the cells of the unit's form by their keys, empty where there is no form.
    ``checked`` is what the checks found, None where they were not run.
    ``beside`` is last year's finished text, None where it was not given.
    """

    pack: str
    title: Paragraph
    sections: tuple[Section, ...]
    notes: tuple[Finding, ...] = ()
    meta: Meta = Meta()
    statements: Sequence[Attached] = ()
    placing: str = "none"
    charts: bool = False
    words: Pack | None = None
    reading: tuple[Protocol, ...] = ()
    places: Mapping[str, Place] = _NO_PLACES
    checked: tuple[Checked, ...] | None = None
    cover: tuple[Paragraph, ...] | None = None
    beside: Beside | None = None

    def where(self, key: str) -> str:
        """Where a missing value is filled in, for a person: the cell of the form if there is one, and its key."""
        place = self.places.get(key)
        if place is not None:
            return f"{place.sheet}!{place.cell} {key}"
        listed_by_init = bool(self.places) and key.startswith("主要原因/")
        return f"{key}（填报表里还没有这一行，请重新运行 narrator init 补齐）" if listed_by_init else key

    def flow(self) -> tuple[Section | Attached, ...]:
        """The parts, and the nine tables where they stand inside: behind the part that is theirs, else at the end."""
        inside = self.statements if self.placing == "inline" else ()
        here = next((number for number, part in enumerate(self.sections, 1) if part.statements), len(self.sections))
        return (*self.sections[:here], *inside, *self.sections[here:])

    def lines(self) -> Iterator[tuple[tuple[str, ...], Paragraph]]:
        """Every line and table cell in reading order, with the headings it stands under."""
        yield (), self.title
        yield from (((), line) for line in self.cover or ())
        yield from lines_of(self.sections)

    def gaps(self) -> Iterator[Hole]:
        """Every gap in reading order."""
        for headings, line in self.lines():
            if not any(isinstance(span.value, Gap) for span in line.spans):
                continue
            for sentence in line.sentences():
                for span in sentence.spans:
                    if isinstance(span.value, Gap):
                        yield Hole(span.value, headings, sentence.text, span.text)


def asked_later(key: str) -> bool:
    """For sorting what is missing: what is known of the unit itself is asked first, since much hangs on it."""
    return not key.startswith("单位/")


def lines_of(blocks: tuple[Block, ...], headings: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Paragraph]]:
    """Every line and table cell of these blocks in reading order, with the headings it stands under."""
    for block in blocks:
        if isinstance(block, Section):
            yield headings, block.heading
            yield from lines_of(block.blocks, (*headings, block.heading.text.strip()))
        elif isinstance(block, Table):
            for line in block.title:
                yield headings, line
            for row in block.rows:
                for cell in row.cells:
                    yield headings, cell.content
        else:
            yield headings, block

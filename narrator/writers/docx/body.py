"""document.xml: headings, paragraphs, tables and statements in order, each section on its page."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from narrator.document import title_lines
from narrator.document.tree import Attached, Block, Document, Paragraph, Section, Table
from narrator.figures.values import Figure, Gap, Value
from narrator.phrases.phrase import Said, Span
from narrator.writers import columns, pages
from narrator.writers.columns import Columns, Laid
from narrator.writers.docx import contents, styles, tables
from narrator.writers.docx.comments import Comments, computed, missing, traced
from narrator.writers.docx.package import FIRST_PAGE, Ready
from narrator.writers.docx.xml import DECLARATION, R, W, run
from narrator.writers.options import Options
from narrator.writers.pages import Room

if TYPE_CHECKING:
    from narrator.writers.docx.pictures import Picture

_BREAK = "<w:pageBreakBefore/>"
_DEEPEST = len(styles.HEADINGS)
_LOW = '<w:spacing w:before="{}" w:after="0"/>'
_DOWN, _FOOT = 3600, 4000  # twips over the title of a cover, and over the lines at its foot
_AFTER_FIRST_PAGE = re.compile("(?=<w:(?:textDirection|bidi|rtlGutter|docGrid|printerSettings)|</w:sectPr>)")
_HALF = 5  # twips of half a letter, by each half point of its size
_INSIDE = 2  # the level of a statement within its part

Pictures: TypeAlias = "Mapping[int, Picture]"
Part: TypeAlias = Callable[[Document, Options, Ready, Comments, Pictures], str]


def text(document: Document, options: Options, ready: Ready, comments: Comments, pictures: Pictures) -> str:
    """The 说明: title, contents where asked for, sections, and the statements that stand inside."""
    return _text(document, options, ready, comments, pictures).xml()


def listed(document: Document, options: Options, ready: Ready) -> tuple[contents.Entry, ...]:
    """What the contents of ``text`` list, in order."""
    return tuple(_text(document, options, ready, Comments(document.meta.date, ready.styles), {}).entries)


def _text(document: Document, options: Options, ready: Ready, comments: Comments, pictures: Pictures) -> _Body:
    body = _Body(document, options, ready, comments, pictures)
    body.title(document)
    before, alone = len(body.pieces), body.fresh  # behind a cover the contents begin a page
    body.fresh = alone or options.toc
    over: Section | None = None  # a heading of nothing but statements
    for inside, blocks in itertools.groupby(document.flow(), key=lambda block: isinstance(block, Attached)):
        if inside:
            body.statements([block for block in blocks if isinstance(block, Attached)], _INSIDE, over)
            over = None
        else:
            sections, over = pages.parted([block for block in blocks if isinstance(block, Section)])
            body.turn(ready.upright)
            body.blocks(tuple(sections))
    if over is not None:
        body.blocks((over,))
    if options.toc:
        body.pieces.insert(before, contents.xml(body.entries, options.pages, ready.styles, ready.upright[1], alone))
    return body


def statements(document: Document, options: Options, ready: Ready, comments: Comments, pictures: Pictures) -> str:
    """The nine statements alone."""
    body = _Body(document, options._replace(toc=False), ready, comments, pictures)
    body.statements(document.statements, 1)
    return body.xml()


class _Body:
    """What has been written so far; ``page`` is the page that it stands on."""

    def __init__(
        self, document: Document, options: Options, ready: Ready, comments: Comments, pictures: Pictures
    ) -> None:
        self.where = document.where
        self.options = options
        self.ready = ready
        self.comments = comments
        self.pictures = pictures
        self.pieces: list[str] = []
        self.page = ready.upright
        self.begun = False  # whether a section has ended
        self.entries: list[contents.Entry] = []
        self.covered = False  # whether there is a cover, which has no page number
        self.fresh = False  # whether the next paragraph begins a page
        self.end = f'<w:p><w:pPr><w:pStyle w:val="{ready.styles[styles.END]}"/>'

    def xml(self) -> str:
        """The whole part."""
        return (
            f'{DECLARATION}<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{"".join(self.pieces)}{self.section()}'
            "</w:body></w:document>"
        )

    def section(self) -> str:
        """The properties of the section that ends here; a first page of its own has the file, not each section."""
        begun, self.begun = self.begun, True
        own = self.page[0].replace(FIRST_PAGE, "") if begun or self.covered else self.page[0]
        return _AFTER_FIRST_PAGE.sub(FIRST_PAGE, own, count=1) if self.covered and not begun else own

    # Paragraphs

    def say(self, style: str, paragraph: Paragraph, around: tuple[str, str] = ("", "")) -> None:
        """A paragraph in a style; ``around`` stands before and behind its words."""
        self.put(style, f"{around[0]}{self.runs(paragraph, paragraph.text)}{around[1]}")

    def title(self, document: Document) -> None:
        """The title, a paragraph with as many lines as it needs; on a cover, with the lines under it."""
        lines = title_lines.of(document, self.ready.upright[1] // (self.ready.title * _HALF))
        words = self.broken(lines)
        if document.cover is None:
            self.put(styles.TITLE, words)
            return
        self.put(styles.TITLE, words, _LOW.format(_DOWN))
        for number, line in enumerate(document.cover):
            self.put(styles.CAPTION, self.runs(line, line.text), _LOW.format(0 if number else _FOOT))
        self.fresh = self.covered = True

    def broken(self, lines: Iterable[Paragraph]) -> str:
        """The words of a paragraph on these lines; what reads them back knows the breaks by their attribute."""
        return '<w:r><w:br w:clear="all"/></w:r>'.join([self.runs(line, line.text) for line in lines])

    def put(self, style: str, runs: str, tabs: str = "", level: int = 0) -> None:
        """A paragraph of these runs; ``tabs`` are its own tab stops, ``level`` is its own in the navigation pane."""
        fresh, self.fresh = _BREAK if self.fresh else "", False
        outline = f'<w:outlineLvl w:val="{level - 1}"/>' if level else ""
        self.pieces.append(
            f'<w:p><w:pPr><w:pStyle w:val="{self.ready.styles[style]}"/>{fresh}{tabs}{outline}</w:pPr>{runs}</w:p>'
        )

    def runs(self, paragraph: Paragraph, words: str) -> str:
        """The words of a paragraph; gaps stand out with their comment, traced figures have one."""
        for said in paragraph.said:
            for span in said.spans:
                if span.value is not None and self.marked(span.value):
                    return self.marked_runs(paragraph)
        return run(words)

    def marked_runs(self, paragraph: Paragraph) -> str:
        runs, plain = [], ""
        for said in paragraph.said:
            for span in said.spans:
                if self.marked(span.value):
                    runs += [run(plain), self.commented(said, span)]
                    plain = ""
                else:
                    plain += span.text
        return "".join([*runs, run(plain)])

    def marked(self, value: Value | None) -> bool:
        return type(value) is Gap or (self.options.trace and computed(value) is not None)

    def commented(self, said: Said, span: Span) -> str:
        if isinstance(span.value, Gap):
            return self.comments.around(
                run(span.text, highlight=True), missing(span.value, self.where(span.value.key), said)
            )
        figure = computed(span.value)
        assert figure is not None and isinstance(span.value, Figure)
        return self.comments.around(run(span.text), traced(span.slot, span.value, figure))

    # Blocks

    def blocks(self, blocks: tuple[Block, ...]) -> None:
        for block in blocks:
            if isinstance(block, Section):
                self.turn(self.ready.upright)
                self.heading(block.heading, _level(block))
                self.blocks(block.blocks)
            elif isinstance(block, Table):
                laid = columns.laid(block)
                self.turn(self.ready.sideways if columns.sideways(laid) else self.ready.upright)
                for line in block.title:
                    self.say(styles.TABLE_TITLE, line)
                self.text_table(laid)
            else:
                self.turn(self.ready.upright)
                self.say(styles.BODY, block)
                if id(block) in self.pictures:
                    picture = self.pictures[id(block)]
                    self.put(styles.FIGURE, picture.xml(self.page[1]))
                    self.say(styles.CAPTION, picture.title)

    def heading(self, heading: Paragraph, level: int) -> None:
        """A heading at a level from 0; the words of the centred ones are broken like those of a title."""
        lines = self.heading_lines(heading, level)
        self.put(styles.HEADINGS[level], self.broken(lines).join(self.bookmark(level, heading.text)))

    def heading_lines(self, heading: Paragraph, level: int) -> tuple[Paragraph, ...]:
        """A heading as the lines that it stands on."""
        return (
            (heading,) if level else title_lines.lines(heading, self.ready.upright[1] // (self.ready.heading * _HALF))
        )

    def bookmark(self, level: int, words: str) -> tuple[str, str]:
        """What stands before and behind the words of a heading that the contents list, at a level from 0."""
        if not self.options.toc:
            return "", ""
        number = len(self.entries) + 1
        anchor = f"_Toc{number:08d}"
        self.entries.append(contents.Entry(level, words, anchor))
        start = f'<w:bookmarkStart w:id="{number}" w:name="{anchor}"/>'
        return start, f'<w:bookmarkEnd w:id="{number}"/>'

    def text_table(self, laid: Laid) -> None:
        """A table of the text, in the letters in which it fits; what a merged cell ties stays on one page."""
        room = _room(self.page)
        fitted = columns.of(laid, room.width)
        most = room.height // 2
        kept = pages.kept(laid, fitted, most)
        table, opened = pages.ended(laid, fitted, kept, most // 2)
        self.table(table, fitted, {row for start, end in kept for row in range(start + 1, end)}, opened)

    def table(
        self,
        table: Table,
        fitted: Columns,
        tied: Collection[int] = (),
        opened: Collection[tuple[int, int]] = (),
        *,
        exact: bool = False,
    ) -> None:
        if self.fresh:
            self.put(styles.END, "")
        gap = f"{self.end}</w:pPr></w:p>"
        rows = tables.xml(table, fitted, self.ready.styles, self.runs, gap, tied, opened, exact=exact)
        self.pieces += [rows, gap]

    def statements(self, statements: Sequence[Attached], level: int, over: Section | None = None) -> None:
        """The statements, each sheet on a page of its own: their lines above them, their notes below.

        The heading ``over`` all of them stands on the first of these pages where that holds both, else before it.

        The name of each has this level in the navigation pane. Lines are set exactly as far apart as was reckoned, but
        for letters of a unit's own file, whose size is its own.
        """
        exact = self.options.reference is None
        sheets = pages.sheets(statements, _room(self.ready.upright), _room(self.ready.sideways))
        if over is not None:
            lines = len(self.heading_lines(over.heading, 0))
            room = _room(self.ready.sideways if sheets[0].wide else self.ready.upright)
            together = pages.headed(sheets[0], room, lines) if exact else None
            if together is None:
                self.blocks((over,))
                over = None
            else:
                sheets[0] = together
        for sheet in sheets:
            page = self.ready.sideways if sheet.wide else self.ready.upright
            self.fresh = bool(self.pieces) and page is self.page
            self.turn(page)
            if over is not None:
                self.heading(over.heading, 0)
                over = None
            for statement, fitted in zip(sheet.statements, sheet.columns, strict=True):
                name, *corners = statement.table.title or (Paragraph(()),)
                if statement.gap is not None and not _says_gap(statement):
                    shown = self.comments.around(
                        run(name.text, highlight=True), missing(statement.gap, self.where(statement.gap.key))
                    )
                else:
                    shown = self.runs(name, name.text)
                self.put(styles.TABLE_TITLE, shown.join(self.bookmark(level - 1, name.text)), level=level)
                self.corners(corners)
                self.table(statement.table, fitted, exact=exact)
                if statement.note is not None:
                    self.say(styles.TABLE_NOTE, statement.note)

    def corners(self, lines: list[Paragraph]) -> None:
        """The lines between the name of a statement and its table stand on the right.

        The last but one shares a line with the last, on the left.
        """
        stop = f'<w:tabs><w:tab w:val="right" w:pos="{self.page[1]}"/></w:tabs>'
        for both in (*((line,) for line in lines[:-2]), lines[-2:]):
            if both:
                *left, right = [self.runs(line, line.text) for line in both]
                self.put(styles.TABLE_CORNER, f"{''.join(left)}<w:r><w:tab/></w:r>{right}", stop)

    def turn(self, page: tuple[str, int]) -> None:
        """Go on with this page; where it is another one, what stands so far becomes a section."""
        if page is self.page:
            return
        if self.pieces:
            plain = f"{self.end}</w:pPr></w:p>"
            if self.pieces[-1] == plain:  # that of a table: a second one could need a page of its own
                self.pieces.pop()
            self.pieces.append(f"{self.end}{self.section()}</w:pPr></w:p>")
            self.fresh = False
        self.page = page


_SIDES = re.compile(r'w:(h|top|bottom)="(-?\d+)"')


def _room(page: tuple[str, int]) -> Room:
    """The room for text on a page, from the properties of its section."""
    sides = {name: abs(int(twips)) for name, twips in _SIDES.findall(page[0])}
    return Room(page[1], sides.get("h", 0) - sides.get("top", 0) - sides.get("bottom", 0))


def _says_gap(statement: Attached) -> bool:
    """Whether the note of a statement shows its gap already."""
    return statement.note is not None and any(isinstance(span.value, Gap) for span in statement.note.spans)


def _level(section: Section) -> int:
    return min(section.level, _DEEPEST) - 1

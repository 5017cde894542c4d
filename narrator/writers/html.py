"""HTML: one page without other files; each figure shows where it comes from, gaps and notes are marked.

What a value, a wording, a note or a gap has to tell stands once, under an id, behind the text; the places
of the text point to it (aria-describedby). The text itself holds nothing but the text.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from string import Template
from typing import NamedTuple

from narrator.document import title_lines
from narrator.document.explain import inputs, judged
from narrator.document.standing import hidden
from narrator.document.tree import (
    SENTENCE,
    SENTENCE_END,
    Attached,
    Block,
    Cell,
    Document,
    Paragraph,
    Row,
    Section,
    Table,
)
from narrator.figures.values import Figure, Formula, Gap, Place, Text
from narrator.phrases.phrase import Said, Span
from narrator.rules.fact import Fact
from narrator.rules.kinds import CHANGE, HEADCOUNT
from narrator.writers import origins
from narrator.writers.desk import Desk, Spot
from narrator.writers.markup import Markup, joined, nested, policy, words
from narrator.writers.options import Options
from narrator.writers.past import Past

_NEWLINE = re.compile(r"\s*[\r\n]\s*")
_NOTHING = Markup("")
_BY_YEAR = {kind.name: kind for kind in (CHANGE, HEADCOUNT)}
_SENTENCE = '<span class="s">'
_NEW = Markup('<option value="[data-new]">今年有、上年没有读到</option>')
_COMPARED = Markup('<button id="past" type="button" aria-pressed="true">上年对照</button>\n')
_CUT = f"</span>{_SENTENCE}"
_BEGINNING = re.compile(re.escape(_SENTENCE))
_ORDINAL = "number"  # the rule that counts headings


def write(document: Document, options: Options | None = None) -> str:
    """The document as one HTML file (text ending in a line break), without any request to elsewhere.

    The nine statements follow the text where ``document.placing`` is "inline". Raises Refused where charts
    are asked for and cannot be drawn (see ``narrator.writers.charts``). The table of contents is always
    there on a screen, never on paper, and origins always: ``toc`` and ``trace`` change nothing.
    """
    options = options or Options()
    return _Page(document, _pictures(document, options) if options.charts else {}).page()


class _Entry(NamedTuple):
    """A line of the table of contents."""

    level: int
    id: str
    text: str


class _Page:
    """One page as it is written: what was told so far, the table of contents, the marks."""

    def __init__(self, document: Document, pictures: Mapping[int, Markup]) -> None:
        self.document = document
        self.pictures = pictures
        self.texts: dict[Markup, str] = {}
        self.origins: dict[int, str] = {}  # by the id() of the value, and so are the notes
        self.notes: dict[int, str] = {}
        self.wordings: dict[tuple[str, str | None], str] = {}
        self.contents: list[_Entry] = []
        self.desk = Desk(document)
        self.past = Past(document)
        self.noted_spans = 0
        self.headings: list[str] = []
        self.tables = 0

    def page(self) -> str:
        """The whole page; the body first, since it fills the lists around it."""
        title = self.title()
        flow = self.document.flow()
        cover = [Markup(f'<p class="cover">{self.text(line)}</p>') for line in self.document.cover or ()]
        if self.document.cover is not None:
            cover.append(Markup('<hr class="cover">'))
        body = joined(
            [*cover, *(self.statement(it) if isinstance(it, Attached) else self.section(it) for it in flow)], "\n"
        )
        style, dark, script = _part("page.css"), _part("dark.css"), _part("page.js")
        plain = self.without_script()
        return _skeleton().substitute(
            policy=policy((style, dark, plain), (script,)),
            title=words(self.document.title.text),
            unit=words(self.document.meta.unit),
            style=style,
            dark=dark,
            plain=plain,
            review=joined([self.desk.review(), self.past.review()]),
            compared=_COMPARED if self.document.beside is not None else _NOTHING,
            kind=Markup(' class="compared"') if self.document.beside is not None else _NOTHING,
            only=_NEW if self.document.beside is not None else _NOTHING,
            contents=self.table_of_contents(),
            heading=title,
            body=body,
            told=joined([_told(name, text) for text, name in self.texts.items()], "\n"),
            script=script,
        )

    def title(self) -> Markup:
        """The title: its lines on paper, and in each the words and names between which a narrow screen may break."""
        lines = map(title_lines.pieces, title_lines.of(self.document))
        return joined([_span(joined([_span(self.text(piece)) for piece in line])) for line in lines])

    # The text ---------------------------------------------------------------------------------------

    def blocks(self, blocks: tuple[Block, ...]) -> Markup:
        """Sections, paragraphs and tables, a line each."""
        return joined([self.block(block) for block in blocks], "\n")

    def block(self, block: Block) -> Markup:
        """A block under its headings."""
        if isinstance(block, Section):
            return self.section(block)
        if isinstance(block, Table):
            return self.table(block)
        attributes, beside = self.past.of(block, self.heading())
        text = f"<p>{self.sentences(block, attributes)}</p>"
        text = f'<div class="pair">{text}{beside}</div>' if beside else text
        return Markup(f"{text}{self.pictures.get(id(block), '')}")

    def section(self, section: Section) -> Markup:
        """A heading of level 2 to 4, since the title has level 1, and what stands under it."""
        entry = _Entry(section.level, f"s{len(self.contents) + 1}", section.heading.text.strip())
        self.contents.append(entry)
        tag = f"h{section.level + 1}"
        heading = f'<{tag} id="{entry.id}">{self.text(section.heading)}</{tag}>'
        self.headings.append(entry.text)
        inside = self.blocks(section.blocks)
        self.headings.pop()
        return Markup(f"{heading}\n{inside}")

    def sentences(self, line: Paragraph, attributes: tuple[str, ...] = ()) -> Markup:
        """A paragraph, each of its sentences in a span, with these attributes: what the keys go to in turn."""
        text = f"{_SENTENCE}{self.text(line, cut=_CUT)}</span>".replace(f"{_SENTENCE}</span>", "")
        if not attributes:
            return Markup(text)
        following = iter(attributes)
        return Markup(_BEGINNING.sub(lambda _: f"{_SENTENCE[:-1]}{next(following)}>", text))

    def text(self, line: Paragraph, *, cell: bool = False, cut: str = "") -> Markup:
        """The words of a line, each figure, gap and noted place in a span that points to what is told of it.

        Line breaks stay in a cell; elsewhere they become a space, as in plain text. ``cut`` is put behind sentences.
        """
        parts: list[str] = []
        for said in line.said:
            wording = said.source.phrase and said.source.place in self.desk.at
            turned = _turned(said.fact, said) if said.fact is not None and said.fact.kind in _BY_YEAR else None
            for span in said.spans:
                text = _lines(span.text) if cell and "\n" in span.text else words(span.text)
                plain = span.value is None and not wording
                if cut and SENTENCE_END in text:
                    for piece in SENTENCE.findall(text):
                        told = piece if plain else self.span(said, span, piece, turned)
                        parts.append(told + cut if piece[-1] == SENTENCE_END else told)
                else:
                    parts.append(text if plain else self.span(said, span, text, turned))
        return Markup("".join(parts))

    def span(self, said: Said, span: Span, text: Markup, turned: _Turned | None) -> Markup:
        """A piece of text; where something is told of it, it can be reached by pointer, touch and key."""
        value = span.value
        kind, about = "", ""
        if isinstance(value, Gap):
            return self.gap(value, text)
        if isinstance(value, Figure) and not _counts_headings(value):
            kind, about = "f", f"{self.origin(value)} {self.wording(said)}".rstrip()
        elif isinstance(value, Text) and value.origin and any(map(str.isdigit, value.text)):
            kind, about = "t", self.origin(value)
        if turned is not None and span is turned.span:
            kind = f"{kind} {turned.way}".lstrip()
        notes = self.noted(said, span) if self.desk.at else ""
        name = ""
        if notes:
            kind, about = f"{kind} noted".lstrip(), f"{about} {notes}".lstrip()
            name = f' id="{self.stands(notes)}"'
        if not about:
            return Markup(f'<span class="{kind}">{text}</span>') if kind else text
        return Markup(
            f'<span{name} class="{kind}" tabindex="-1" role="button" aria-describedby="{about}">{text}</span>'
        )

    def stands(self, notes: str) -> str:
        """The id of a place of the text of which these notes are told, each of which now leads there."""
        self.noted_spans += 1
        spot = Spot(f"m{self.noted_spans}", self.heading())
        for note in notes.split():
            self.desk.stands(note, spot)
        return spot.id

    def gap(self, gap: Gap, text: Markup) -> Markup:
        """A gap, marked, and put on the list."""
        name = self.desk.gap(gap)
        spot = Spot(f"{name}-{len(self.desk.spots.get(name, ())) + 1}", self.heading())
        self.desk.stands(name, spot)
        return Markup(f'<mark id="{spot.id}" tabindex="-1" role="button" aria-describedby="{name}">{text}</mark>')

    def heading(self) -> str:
        """The heading that is written under now."""
        return self.headings[-1] if self.headings else "标题"

    # What is told of it -----------------------------------------------------------------------------

    def origin(self, value: Figure | Text) -> str:
        """The id under which the origin of this value is told; one text, one id."""
        known = self.origins.get(id(value))
        if known is None:
            known = self.origins[id(value)] = self.tell("o", _origin(value))
        return known

    def wording(self, said: Said) -> str:
        """The id under which the phrase and the condition that chose it are told; "" where there is none."""
        phrase, condition = said.source.phrase, said.condition
        if not phrase:
            return ""
        known = self.wordings.get((phrase, condition))
        if known is None:
            held = next((f"；条件：{item.condition}" for item in judged(said) if item.held), "")
            known = self.wordings[phrase, condition] = self.tell("w", words(f"用语：{phrase}{held}"))
        return known

    def tell(self, letter: str, text: Markup) -> str:
        """The id of a text that is told; a text that was told before keeps its id."""
        return self.texts.setdefault(text, f"{letter}{len(self.texts) + 1}")

    def noted(self, said: Said, span: Span) -> str:
        """The ids of the notes on this piece: on its input, or on the wording of a literal."""
        value, at = span.value, self.desk.at
        if not isinstance(value, Figure | Text):
            return at.get(said.source.place, "") if said.source.phrase else ""
        if id(value) not in self.notes:
            self.notes[id(value)] = " ".join(dict.fromkeys([at[place] for place in _places(value) if place in at]))
        return self.notes[id(value)]

    # Tables -----------------------------------------------------------------------------------------

    def table(self, table: Table, *, wanted: bool = False) -> Markup:
        """A table in a box of its own that scrolls; leading header rows are repeated on each printed page."""
        self.tables += 1
        name = f"t{self.tables}"
        lines = "".join(f"<div>{self.text(line)}</div>" for line in table.title)
        caption = f'<caption id="{name}">{lines}</caption>' if lines else ""
        label = f'aria-labelledby="{name}"' if lines else 'aria-label="表格"'
        leading = _leading(table.rows)
        head = "\n".join(map(self.row, table.rows[:leading]))
        rest = "\n".join(map(self.row, table.rows[leading:]))
        head = f"<thead>\n{head}\n</thead>\n" if head else ""
        rest = f"<tbody>\n{rest}\n</tbody>\n" if rest else ""
        kind = "scroll wanted" if wanted else "scroll"
        return Markup(
            f'<div class="{kind}" role="region" tabindex="0" {label}><table>{caption}\n{head}{rest}</table></div>'
        )

    def row(self, row: Row) -> Markup:
        """A row; the cells of a header row head their columns."""
        return Markup(f"<tr>{''.join([self.cell(cell, row.header) for cell in row.cells])}</tr>")

    def cell(self, cell: Cell, header: bool) -> Markup:
        """A cell with its extent; an empty one heads nothing."""
        text = self.text(cell.content, cell=True)
        tag, scope = "td", ""
        if header and text:
            tag, scope = "th", ' scope="colgroup"' if cell.cols > 1 else ' scope="col"'
        extent = f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
        extent += f' colspan="{cell.cols}"' if cell.cols > 1 else ""
        align = f' class="{cell.align}"' if cell.align in ("right", "center") else ""
        if behind := hidden(cell):
            align += f' data-behind="{behind}"'
        return Markup(f"<{tag}{scope}{extent}{align}>{text}</{tag}>")

    def statement(self, statement: Attached) -> Markup:
        """One of the nine statements with its note, a page of its own in print; its gap is put on the list."""
        entry = _Entry(1, f"s{len(self.contents) + 1}", statement.term)
        self.contents.append(entry)
        self.headings = [statement.term]
        table = self.table(statement.table, wanted=statement.gap is not None)
        note = f'\n<p class="below">{self.sentences(statement.note)}</p>' if statement.note else ""
        if statement.gap and statement.gap.key not in self.desk.gaps:
            self.desk.stands(self.desk.gap(statement.gap), Spot(entry.id, statement.term))
        kind = "statement wide" if statement.wide else "statement"
        return Markup(f'<div id="{entry.id}" class="{kind}">{table}{note}</div>')

    # Around the text --------------------------------------------------------------------------------

    def table_of_contents(self) -> Markup:
        """Nested lists of links, a level of headings each."""
        lines = ((entry.level, Markup(f'<a href="#{entry.id}">{words(entry.text)}</a>')) for entry in self.contents)
        return nested(lines, "ol")

    def without_script(self) -> Markup:
        """The style that shows origins where no script runs: what is pointed at or focused tells its own."""
        rule = 'body:has(main [aria-describedby~="{0}"]:is(:hover,:focus)) #{0}{{display:block}}'
        return Markup("\n".join(rule.format(name) for name in self.texts.values()))


# Pieces of the page ---------------------------------------------------------------------------------


def _span(inside: Markup) -> Markup:
    return Markup(f"<span>{inside}</span>")


def _told(name: str, text: Markup) -> Markup:
    return Markup(f'<div id="{name}">{text}</div>')


def _origin(value: Figure | Text) -> Markup:
    """The lines of an origin: those of the value itself, then its inputs as lists within lists."""
    lines = list(origins.lines(value))
    if len(lines) == 1:
        return Markup(f"<p>{words(lines[0].text)}</p>")
    own = joined([Markup(f"<p>{words(line.text)}</p>") for line in lines if not line.level])
    return Markup(own + nested(((line.level, words(line.text)) for line in lines if line.level), "ul"))


class _Turned(NamedTuple):
    """Which way a phrase goes against last year, "up", "down" or "even", and the piece of it that is marked so."""

    span: Span
    way: str


def _turned(fact: Fact, said: Said) -> _Turned | None:
    """Whether a phrase tells of more or less than last year, or as much: marked at the change or at what it was."""
    kind = _BY_YEAR[fact.kind]
    last, this = (fact.slots.get(name) for name in kind.inputs)
    if not isinstance(last, Figure) or not isinstance(this, Figure):
        return None
    slots = {span.slot: span for span in reversed(said.spans)}
    marked = next((slots[name] for name in (*kind.unsigned, *kind.signed, kind.inputs[0]) if name in slots), None)
    way = "even" if this.value == last.value else "up" if this.value > last.value else "down"
    return _Turned(marked, way) if marked else None


def _lines(text: str) -> Markup:
    return Markup("<br>".join(map(words, _NEWLINE.split(text))))


def _counts_headings(value: Figure) -> bool:
    """Whether a figure is the number of a heading: it comes from nowhere but the order."""
    return isinstance(value.origin, Formula) and value.origin.rule == _ORDINAL


def _places(value: Figure | Text) -> list[Place]:
    """The places of the inputs that a value comes from."""
    return [item.origin for item in inputs(value) if isinstance(item.origin, Place)]


def _leading(rows: tuple[Row, ...]) -> int:
    """How many header rows lead the table, none of whose cells reaches below them."""
    leading = next((number for number, row in enumerate(rows) if not row.header), len(rows))
    within = all(number + cell.rows <= leading for number, row in enumerate(rows[:leading]) for cell in row.cells)
    return leading if within else 0


def _pictures(document: Document, options: Options) -> dict[int, Markup]:
    """The charts of a document by the paragraph (its id()) that each follows; their words are text in SVG."""
    from narrator.document.charts import charts
    from narrator.writers import charts as drawn

    fonts = drawn.found(options.font_dirs)
    pictures: dict[int, Markup] = {}
    for chart, easel in drawn.shown(charts(document), fonts):
        data = base64.b64encode(easel.svg()).decode()
        picture = f'<img alt="{words(chart.alt)}" src="data:image/svg+xml;base64,{data}">'
        title = f"<figcaption>{words(chart.title.text)}</figcaption>"
        before = pictures.get(id(chart.after), _NOTHING)
        pictures[id(chart.after)] = Markup(f"{before}\n<figure>{picture}{title}</figure>")
    return pictures


@lru_cache(maxsize=8)  # files of the program's own
def _part(name: str) -> Markup:
    """A file of this page, as it stands beside this module."""
    return Markup(Path(__file__).with_name(name).read_text(encoding="utf-8"))


@cache  # files of the program's own
def _skeleton() -> Template:
    return Template(_part("page.html"))

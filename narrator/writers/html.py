"""HTML: one page without other files; each figure shows where it comes from, gaps and notes are marked.

What a value, a wording, a note or a gap has to tell stands once, under an id, behind the text; the places
of the text point to it (aria-describedby). The text itself holds nothing but the text.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from string import Template
from typing import NamedTuple, NewType

from narrator.document import title_lines
from narrator.document.explain import inputs, judged
from narrator.document.tree import Attached, Block, Cell, Document, Paragraph, Row, Section, Table, asked_later
from narrator.figures.findings import Finding
from narrator.figures.values import Figure, Formula, Gap, Place, Text
from narrator.phrases.phrase import Said, Span
from narrator.writers import origins
from narrator.writers.options import Options

Markup = NewType("Markup", str)
"""Text that is HTML already; mypy takes no plain string for it."""

_SPECIAL = re.compile("[&<>\"'\t\r\n]")
_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"})
_BREAK = re.compile(r"\s*[\t\r\n]\s*")
_NEWLINE = re.compile(r"\s*[\r\n]\s*")
_NOTHING = Markup("")
_NOTHING_ELSE = "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'"
_ORDINAL = "number"  # the rule that counts headings


def write(document: Document, options: Options | None = None) -> str:
    """The document as one HTML file (text ending in a line break), without any request to elsewhere.

    The nine statements follow the text where ``document.placing`` is "inline". Raises Refused where charts
    are asked for and cannot be drawn (see ``narrator.writers.charts``). The table of contents is always
    there on a screen, never on paper, and origins always: ``toc`` and ``trace`` change nothing.
    """
    options = options or Options()
    return _Page(document, _pictures(document, options) if options.charts else {}).page()


def words(text: str) -> Markup:
    """Any text as HTML, markup and quotes made harmless: the one way for text into the page."""
    return Markup(text) if _SPECIAL.search(text) is None else Markup(_BREAK.sub(" ", text).translate(_ESCAPED))


def _joined(parts: Iterable[Markup], between: str = "") -> Markup:
    return Markup(between.join(parts))


class _Entry(NamedTuple):
    """A line of the table of contents."""

    level: int
    id: str
    text: str


class _Mark(NamedTuple):
    """A gap as marked in the text, and the heading it stands under."""

    id: str
    gap: Gap
    heading: str


class _Page:
    """One page as it is written: what was told so far, the table of contents, the marks."""

    def __init__(self, document: Document, pictures: Mapping[int, Markup]) -> None:
        self.document = document
        self.pictures = pictures
        self.texts: dict[Markup, str] = {}
        self.origins: dict[int, str] = {}
        self.wordings: dict[tuple[str, str | None], str] = {}
        self.contents: list[_Entry] = []
        self.notes: dict[Place, str] = {}
        for number, note in enumerate(document.notes, 1):
            if note.place:
                self.notes[note.place] = f"{self.notes.get(note.place, '')} n{number}".lstrip()
        self.gaps: dict[str, list[_Mark]] = {}
        self.headings: list[str] = []
        self.tables = 0

    def page(self) -> str:
        """The whole page; the body first, since it fills the lists around it."""
        title = self.title()
        flow = self.document.flow()
        cover = [Markup(f'<p class="cover">{self.text(line)}</p>') for line in self.document.cover or ()]
        if self.document.cover is not None:
            cover.append(Markup('<hr class="cover">'))
        body = _joined(
            [*cover, *(self.statement(it) if isinstance(it, Attached) else self.section(it) for it in flow)], "\n"
        )
        style, script = _part("page.css"), _part("page.js")
        plain = self.without_script()
        return _skeleton().substitute(
            policy=policy((style, plain), (script,)),
            title=words(self.document.title.text),
            unit=words(self.document.meta.unit),
            style=style,
            plain=plain,
            review=self.review(),
            contents=self.table_of_contents(),
            heading=title,
            body=body,
            told=_joined([_told(name, text) for text, name in self.texts.items()], "\n"),
            script=script,
        )

    def title(self) -> Markup:
        """The title: its lines on paper, and in each the words and names between which a narrow screen may break."""
        lines = map(title_lines.pieces, title_lines.of(self.document))
        return _joined([_span(_joined([_span(self.text(piece)) for piece in line])) for line in lines])

    # The text ---------------------------------------------------------------------------------------

    def blocks(self, blocks: tuple[Block, ...]) -> Markup:
        """Sections, paragraphs and tables, a line each."""
        return _joined([self.block(block) for block in blocks], "\n")

    def block(self, block: Block) -> Markup:
        """A block under its headings."""
        if isinstance(block, Section):
            return self.section(block)
        if isinstance(block, Table):
            return self.table(block)
        return Markup(f"<p>{self.text(block)}</p>{self.pictures.get(id(block), '')}")

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

    def text(self, line: Paragraph, *, cell: bool = False) -> Markup:
        """The words of a line, each figure, gap and noted place in a span that points to what is told of it.

        Line breaks stay in a cell; elsewhere they become a space, as in plain text.
        """
        noted = self.notes
        parts: list[str] = []
        for said in line.said:
            for span in said.spans:
                text = _lines(span.text) if cell and "\n" in span.text else words(span.text)
                parts.append(text if span.value is None and not noted else self.span(said, span, text))
        return Markup("".join(parts))

    def span(self, said: Said, span: Span, text: Markup) -> Markup:
        """A piece of text; where something is told of it, it can be reached by pointer, touch and key."""
        value = span.value
        kind, about = "", ""
        if isinstance(value, Gap):
            return self.gap(value, span, text)
        if isinstance(value, Figure) and not _counts_headings(value):
            kind, about = "f", f"{self.origin(value)} {self.wording(said)}".rstrip()
        elif isinstance(value, Text) and value.origin and any(map(str.isdigit, value.text)):
            kind, about = "t", self.origin(value)
        notes = self.noted(said, span) if self.notes else ""
        if notes:
            kind, about = f"{kind} noted".lstrip(), f"{about} {notes}".lstrip()
        if not about:
            return text
        return Markup(f'<span class="{kind}" tabindex="0" role="button" aria-describedby="{about}">{text}</span>')

    def gap(self, gap: Gap, span: Span, text: Markup) -> Markup:
        """A gap, marked, and put on the list."""
        marks = self.gaps.setdefault(gap.key, [])
        number = list(self.gaps).index(gap.key) + 1
        mark = _Mark(f"g{number}-{len(marks) + 1}", gap, self.headings[-1] if self.headings else "标题")
        marks.append(mark)
        return Markup(f'<mark id="{mark.id}" tabindex="0" role="button" aria-describedby="g{number}">{text}</mark>')

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
        if isinstance(span.value, Figure | Text):
            places = _places(span.value)
        else:
            places = [said.source.place] if said.source.phrase else []
        return " ".join(dict.fromkeys(self.notes[place] for place in places if place in self.notes))

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
        return Markup(f"<{tag}{scope}{extent}{align}>{text}</{tag}>")

    def statement(self, statement: Attached) -> Markup:
        """One of the nine statements with its note, a page of its own in print; its gap is put on the list."""
        entry = _Entry(1, f"s{len(self.contents) + 1}", statement.term)
        self.contents.append(entry)
        self.headings = [statement.term]
        table = self.table(statement.table, wanted=statement.gap is not None)
        note = f'\n<p class="below">{self.text(statement.note)}</p>' if statement.note else ""
        if statement.gap and statement.gap.key not in self.gaps:
            self.gaps[statement.gap.key] = [_Mark(entry.id, statement.gap, statement.term)]
        kind = "statement wide" if statement.wide else "statement"
        return Markup(f'<section id="{entry.id}" class="{kind}">{table}{note}</section>')

    # Around the text --------------------------------------------------------------------------------

    def table_of_contents(self) -> Markup:
        """Nested lists of links, a level of headings each."""
        parts: list[str] = []
        open_levels: list[int] = []
        for entry in self.contents:
            while open_levels and open_levels[-1] > entry.level:
                parts.append("</li></ol>")
                open_levels.pop()
            if open_levels and open_levels[-1] == entry.level:
                parts.append("</li>")
            else:
                parts.append("<ol>")
                open_levels.append(entry.level)
            parts.append(f'<li><a href="#{entry.id}">{words(entry.text)}</a>')
        return Markup("".join([*parts, "</li></ol>" * len(open_levels)]))

    def review(self) -> Markup:
        """What still needs a person's eye: gaps with links to each, then the notes of the draft."""
        listed = sorted(enumerate(self.gaps.values(), 1), key=lambda item: asked_later(item[1][0].gap.key))
        gaps = [self.asked(number, marks) for number, marks in listed]
        notes = [_note(number, note) for number, note in enumerate(self.document.notes, 1)]
        return Markup(_list("gaps", f"待填 {len(gaps)} 项", gaps) + _list("notes", f"提示 {len(notes)} 条", notes))

    def asked(self, number: int, marks: list[_Mark]) -> Markup:
        """One gap: what is missing, where it is filled in, and the places where it is missing."""
        gap = marks[0].gap
        where = self.document.where(gap.key)
        if gap.key.replace("/", "·") == gap.subject:
            where = where.removesuffix(gap.key).rstrip()
        key = f"（{words(where)}）" if where else ""
        places = [f'<a href="#{mark.id}">{words(mark.heading)}</a>' for mark in marks]
        return Markup(
            f'<li><span id="g{number}">待填：{words(gap.subject or gap.key)}{key}</span> {" ".join(places)}</li>'
        )

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
    """The lines of an origin; inputs as lists within lists."""
    parts: list[str] = []
    level = 0
    for line in origins.lines(value):
        parts.append("<ul>" * (line.level - level) if line.level >= level else "</ul>" * (level - line.level))
        level = line.level
        tag = "li" if level else "p"
        parts.append(f"<{tag}>{words(line.text)}</{tag}>")
    return Markup("".join([*parts, "</ul>" * level]))


def _note(number: int, note: Finding) -> Markup:
    """A note of the draft with its place, code, evidence and advice."""
    where = f"{origins.place(note.place)}：" if note.place else ""
    return Markup(f'<li id="n{number}">{words(f"{note.code} {where}{note.evidence}{note.advice}")}</li>')


def _list(name: str, summary: str, items: list[Markup]) -> str:
    if not items:
        return ""
    lines = _joined(items, "\n")
    return f'<details open class="{name}"><summary>{words(summary)}</summary><ol>\n{lines}\n</ol></details>\n'


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
    for chart in charts(document):
        data = base64.b64encode(drawn.svg(chart, fonts)).decode()
        picture = f'<img alt="{words(chart.alt)}" src="data:image/svg+xml;base64,{data}">'
        title = f"<figcaption>{words(chart.title.text)}</figcaption>"
        before = pictures.get(id(chart.after), _NOTHING)
        pictures[id(chart.after)] = Markup(f"{before}\n<figure>{picture}{title}</figure>")
    return pictures


def policy(styles: Iterable[Markup], scripts: Iterable[Markup]) -> Markup:
    """The Content-Security-Policy: this page's own style and script, pictures inside it, nothing else."""
    style, script = (" ".join(map(_hash, texts)) for texts in (styles, scripts))
    return Markup(f"{_NOTHING_ELSE}; style-src {style}; script-src {script}")


def _hash(text: Markup) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@lru_cache(maxsize=8)  # files of the program's own
def _part(name: str) -> Markup:
    """A file of this page, as it stands beside this module."""
    return Markup(Path(__file__).with_name(name).read_text(encoding="utf-8"))


@cache  # files of the program's own
def _skeleton() -> Template:
    return Template(_part("page.html"))

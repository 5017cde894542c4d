"""What a Word file costs, the tree given: against its floor, python-docx and docxtpl, all in the same run.

    python benchmarks/word.py [--rounds N] [--report]

The floor is document.xml of the same text from one bare Jinja2 template with ready-made strings, deflated
into the ready package. python-docx builds the same paragraphs and tables by its interface; docxtpl fills a
template that holds the same document with a tag for every text. Exit code 1 where a limit is exceeded.
"""

from __future__ import annotations

import argparse
import re
import sys
import zipfile
from collections.abc import Callable, Iterator
from html import unescape
from io import BytesIO
from typing import TYPE_CHECKING

from jinja2 import Environment
from run import FIXTURE, Row, Work, interleaved, table

import narrator
from narrator.document.tree import Block, Document, Section, Table
from narrator.writers import docx
from narrator.writers.docx import package, styles

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

FLOOR_LIMIT = 10.0  # ours against the floor
DOCXTPL_LIMIT = 1 / 8  # ours against docxtpl
_TEXT = re.compile(r'(<w:t xml:space="preserve">)(.*?)(</w:t>)', re.DOTALL)


def templated(written: bytes) -> tuple[str, dict[str, str]]:
    """The document.xml of a file as a template with a tag for every text, and the texts, still escaped."""
    values: dict[str, str] = {}

    def tag(found: re.Match[str]) -> str:
        name = f"v{len(values)}"
        values[name] = found.group(2)
        return f"{found.group(1)}{{{{ {name} }}}}{found.group(3)}"

    with zipfile.ZipFile(BytesIO(written)) as archive:
        text = archive.read(package.TEXT).decode()
    return _TEXT.sub(tag, text), values


def floor(template: str, values: dict[str, str]) -> Callable[[], bytes]:
    """Rendering the template and deflating it into the ready package."""
    compiled = Environment(keep_trailing_newline=True, autoescape=False).from_string(template)
    archive = package.official().archive
    return lambda: package.packed({package.TEXT: compiled.render(values).encode()}, archive)


def by_docxtpl(written: bytes, template: str, values: dict[str, str]) -> Callable[[], bytes]:
    """The same file by docxtpl, from one that holds the template."""
    from docxtpl import DocxTemplate

    memory = BytesIO()
    with zipfile.ZipFile(BytesIO(written)) as old, zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, template.encode() if name == package.TEXT else old.read(name))
    texts = {name: unescape(value) for name, value in values.items()}

    def fill() -> bytes:
        word = DocxTemplate(BytesIO(memory.getvalue()))
        word.render(texts, autoescape=True)
        saved = BytesIO()
        word.save(saved)
        return saved.getvalue()

    return fill


def by_python_docx(document: Document, written: bytes) -> Callable[[], bytes]:
    """python-docx on the same package: a paragraph or cell at a time, with style, widths and merged cells."""
    import docx as python_docx

    def build() -> bytes:
        word = python_docx.Document(BytesIO(written))
        body = word.element.body
        for child in list(body)[:-1]:
            body.remove(child)
        named = {style.style_id: style.name or "" for style in word.styles}
        word.add_paragraph(document.title.text, named[styles.TITLE])
        for style, block in _flat(document.sections):
            if isinstance(block, Table):
                _table(word, block, named)
            else:
                word.add_paragraph(block, named[style])
        saved = BytesIO()
        word.save(saved)
        return saved.getvalue()

    return build


def _flat(blocks: tuple[Block, ...]) -> Iterator[tuple[str, str | Table]]:
    for block in blocks:
        if isinstance(block, Section):
            yield styles.HEADINGS[block.level - 1], block.heading.text
            yield from _flat(block.blocks)
        elif isinstance(block, Table):
            yield from ((styles.TABLE_TITLE, line.text) for line in block.title)
            yield "", block
        else:
            yield styles.BODY, block.text


def _table(word: WordDocument, content: Table, named: dict[str, str]) -> None:
    """A table with its merged cells; the rows' cells are asked for once, as a careful author does."""
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT

    made = word.add_table(len(content.rows), content.columns, named[styles.GRID])
    cells = [row.cells for row in made.rows]
    taken: set[tuple[int, int]] = set()
    for index, row in enumerate(content.rows):
        column = 0
        for cell in row.cells:
            while (index, column) in taken:
                column += 1
            rows, cols = range(index, index + cell.rows), range(column, column + cell.cols)
            taken |= {(line, place) for line in rows for place in cols}
            target = cells[index][column]
            if cell.rows * cell.cols > 1:
                target = target.merge(cells[rows[-1]][cols[-1]])
            target.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            target.paragraphs[0].style = named[styles.CELL]
            target.paragraphs[0].add_run(cell.content.text)
            column += cell.cols


def word(rounds: int) -> list[Row]:
    """All four ways to the same Word file."""
    document = narrator.draft(narrator.load(FIXTURE))
    written = docx.write(document)
    template, values = templated(written)
    least = floor(template, values)
    with zipfile.ZipFile(BytesIO(least())) as made, zipfile.ZipFile(BytesIO(written)) as ours:
        if made.read(package.TEXT) != ours.read(package.TEXT):
            raise AssertionError("the floor renders another text than the writer")
    works: list[tuple[Work, int]] = [
        (least, 8),
        (lambda: docx.write(document), 8),
        (by_python_docx(document, written), 1),
        (by_docxtpl(written, template, values), 1),
    ]
    bare, own, python_docx, docxtpl = interleaved(works, rounds)
    return [
        Row(f"floor: document.xml from one bare template, {len(values)} ready-made strings, deflated", bare),
        Row("Word, tree given", own, bare, FLOOR_LIMIT),
        Row("the same by python-docx", python_docx, bare),
        Row("the same by docxtpl", docxtpl, bare),
        Row(f"Word against docxtpl, which takes {docxtpl / own:.1f} times as long", own, docxtpl, DOCXTPL_LIMIT),
    ]


def main() -> int:
    """Run and print; the exit code."""
    parser = argparse.ArgumentParser(description="What a Word file costs, against its floor and other ways.")
    parser.add_argument("--rounds", type=int, default=11, help="rounds (default: 11)")
    parser.add_argument("--report", action="store_true", help="exit 0 even where a limit is exceeded")
    options = parser.parse_args()
    rows = word(options.rounds)
    sys.stdout.buffer.write(table(rows, options.rounds).encode())
    return 1 if any(row.over for row in rows) and not options.report else 0


if __name__ == "__main__":
    sys.exit(main())

"""Word and Excel files as LibreOffice lays them out: page by page, every digit, nothing blank, cut or orphaned."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pypdfium2  # type: ignore[import-untyped]
import pytest

import narrator
from helpers import every_format, points
from narrator.document.tree import Block, Document, Section, Table
from narrator.readers import prose
from narrator.writers import docx, sheets
from narrator.writers.options import Options

pytestmark = pytest.mark.office
TOOLS = ("soffice", "pdftotext", "pdftoppm")
A4 = (595, 842)  # pt
DOTS = 36  # per inch
EDGE = 8 * DOTS // 25  # dots in 8 mm: no ink comes nearer to the edge of the paper
TEXT, WHOLE, TABLES, BOOK, INLINE = "text.docx", "whole.docx", "tables.docx", "book.xlsx", "inline.docx"
POINTS = "points.docx"
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


class Laid(NamedTuple):
    """A file as it was laid out: the document in it, its PDF, and each page's size in pt and lines of text."""

    document: Document
    pdf: Path
    sizes: list[tuple[float, float]]
    pages: list[list[str]]

    @property
    def across(self) -> list[bool]:
        """For each page whether it lies on its side."""
        return [width > height for width, height in self.sizes]

    def numbers(self) -> Counter[str]:
        """Every number on the pages, the page numbers left out."""
        return Counter(number for page in self.pages for line in page for number in NUMBER.findall(line))


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Laid]:
    """The files by name, written, converted by LibreOffice in a profile of this run, and read by poppler."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        told = f"not installed: {', '.join(missing)} (LibreOffice, poppler)"
        pytest.fail(told) if os.environ.get("CI") == "true" else pytest.skip(told)
    folder = tmp_path_factory.mktemp("laid")
    seed, inline = every_format.draft("seed", folder), every_format.draft("statements", folder)
    whole, figures = seed._replace(placing="inline"), points.document()
    files = {
        TEXT: (seed, docx.write(seed)),
        WHOLE: (whole, docx.write(whole, Options(toc=True, trace=True))),
        TABLES: (inline, docx.write_statements(inline)),
        BOOK: (inline, sheets.write(inline)),
        INLINE: (inline, docx.write(inline)),
        POINTS: (figures, docx.write(figures)),
    }
    for name, (_, content) in files.items():
        (folder / name).write_bytes(content)
    _convert([folder / name for name in files], folder)
    return {name: _read(document, (folder / name).with_suffix(".pdf")) for name, (document, _) in files.items()}


def _convert(files: list[Path], folder: Path) -> None:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *map(str, files)]
    made = subprocess.run(command, capture_output=True, encoding="utf-8", check=True, timeout=300)
    assert "Error" not in made.stdout + made.stderr
    assert made.stdout.count("using filter") == len(files), made.stdout


def _read(document: Document, pdf: Path) -> Laid:
    with pypdfium2.PdfDocument(pdf) as opened:
        sizes = [page.get_size() for page in opened]
    read = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, encoding="utf-8", check=True)
    pages = [
        [line for line in page.splitlines() if squeezed(line) not in ("", f"—{number}—")]
        for number, page in enumerate(read.stdout.split("\f")[:-1], start=1)
    ]
    assert len(pages) == len(sizes)
    return Laid(document, pdf, sizes, pages)


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize(
    ("name", "fewest", "most"), [(TEXT, 14, 18), (WHOLE, 23, 29), (TABLES, 6, 8), (BOOK, 9, 9), (INLINE, 21, 26)]
)
def test_so_many_pages_of_a4(name: str, fewest: int, most: int, laid: dict[str, Laid]) -> None:
    assert fewest <= len(laid[name].pages) <= most
    for size in laid[name].sizes:
        assert sorted(size) == pytest.approx(A4, abs=1)


@pytest.mark.parametrize("name", [TEXT, WHOLE, INLINE])
def test_every_number_of_the_text_is_there(name: str, laid: dict[str, Laid]) -> None:
    """None is missing, broken over two lines or there once too often, those of statements inside included."""
    document = laid[name].document
    due = Counter(NUMBER.findall(narrator.render(document, "txt")))
    if document.placing == "inline":
        due += statements(document)
    assert laid[name].numbers() == due


@pytest.mark.parametrize("name", [TABLES, BOOK])
def test_every_number_of_the_statements_is_there(name: str, laid: dict[str, Laid]) -> None:
    assert laid[name].numbers() == statements(laid[name].document)


@pytest.mark.parametrize("name", [TEXT, WHOLE, INLINE])
def test_it_is_read_back_line_by_line(name: str, laid: dict[str, Laid]) -> None:
    """Paragraphs and cells as the Word file has them; LibreOffice loses marks that hang in the margin."""
    assert _said(laid[name].pdf) == _said(laid[name].pdf.with_suffix(".docx"))


def test_points_of_a_column_stand_one_below_the_other(laid: dict[str, Laid]) -> None:
    assert max(points.spread(laid[POINTS].pdf)) < 0.2


def _said(path: Path) -> list[tuple[str, bool]]:
    parts = [(part, line) for line in prose.load(path).lines for part in line.text.split("\t")]
    return [(re.sub(r"[\s，、。；]", "", part), line.cell is not None) for part, line in parts if part.strip()]


def statements(document: Document) -> Counter[str]:
    """Every number of the nine statements, those over them included."""
    lines = [line for statement in document.statements for line in statement.table.title]
    cells = [cell.content for item in document.statements for row in item.table.rows for cell in row.cells]
    notes = [item.note for item in document.statements if item.note]
    return Counter(number for line in (*lines, *cells, *notes) for number in NUMBER.findall(line.text))


@pytest.mark.parametrize("name", [WHOLE, TABLES, BOOK, INLINE])
def test_statements_begin_pages_or_share_them_and_wide_ones_lie_across(name: str, laid: dict[str, Laid]) -> None:
    made = laid[name]
    told = {squeezed(line): across for page, across in zip(made.pages, made.across, strict=True) for line in page}
    for statement in made.document.statements:
        assert told[statement.term] == statement.wide


def test_the_wide_table_of_the_text_lies_across_and_the_text_does_not(laid: dict[str, Laid]) -> None:
    """A table of more than eight columns has pages of its own; both sides of it are upright."""
    made = laid[TEXT]
    titles = [squeezed(table.title[0].text) for table in _tables(made.document.sections) if table.columns > 8]
    begun = [number for number, page in enumerate(made.pages) if squeezed(page[0]) in titles]
    assert len(begun) == len(titles) == 1
    across = [number for number, lies in enumerate(made.across) if lies]
    assert across == list(range(begun[0], begun[0] + len(across)))
    assert across[0] > 0
    assert across[-1] < len(made.pages) - 1


@pytest.mark.parametrize("name", [TEXT, WHOLE, INLINE])
def test_no_heading_is_left_at_the_foot_of_a_page(name: str, laid: dict[str, Laid]) -> None:
    made = laid[name]
    keep = set(_headings(made.document.sections))
    keep |= {squeezed(line.text) for table in _tables(made.document.sections) for line in table.title}
    first = 1 if name == WHOLE else 0  # the contents list the headings
    assert not [page[-1] for page in made.pages[first:] if squeezed(page[-1]) in keep]


@pytest.mark.parametrize("name", [TEXT, WHOLE, TABLES, BOOK, INLINE])
def test_no_page_is_blank_or_cut(name: str, laid: dict[str, Laid], tmp_path: Path) -> None:
    """Seen as a picture: words on every page, besides its number, and none at the edge of the paper."""
    subprocess.run(["pdftoppm", "-gray", "-r", str(DOTS), laid[name].pdf, tmp_path / "page"], check=True)
    pictures = sorted(tmp_path.glob("page*.pgm"))
    assert len(pictures) == len(laid[name].pages)
    for number, picture in enumerate(pictures, start=1):
        rows = _ink(picture)
        assert sum(map(any, rows[: len(rows) * 3 // 4])) > 5, number
        assert not any(map(any, (*rows[:EDGE], *rows[-EDGE:]))), number
        assert not any(any((*row[:EDGE], *row[-EDGE:])) for row in rows), number


def _ink(picture: Path) -> list[list[bool]]:
    """The rows of a grey picture (PGM), true where it is dark."""
    _, width, _, _, dots = picture.read_bytes().split(maxsplit=4)
    return [[dot < 128 for dot in dots[start : start + int(width)]] for start in range(0, len(dots), int(width))]


def _headings(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Section):
            yield squeezed(block.heading.text)
            yield from _headings(block.blocks)


def _tables(blocks: tuple[Block, ...]) -> Iterator[Table]:
    for block in blocks:
        if isinstance(block, Section):
            yield from _tables(block.blocks)
        elif isinstance(block, Table):
            yield block

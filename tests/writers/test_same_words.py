"""Every format says what plain text says, read by programs that know nothing of ours; and always in the same bytes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import docx
import pypdfium2  # type: ignore[import-untyped]
import pytest
from docx.text.paragraph import Paragraph as WordParagraph
from markdown_it import MarkdownIt

import narrator
from helpers import every_format, published, word_trees
from narrator.document.tree import Block, Document, Paragraph, Section, Table
from narrator.readers import prose
from narrator.writers import docx as word
from narrator.writers import html, pdf

Line = list[str]
"""A line of words, or the cells of a row."""


@pytest.fixture(scope="module", params=every_format.NAMES)
def document(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Document:
    return every_format.draft(request.param, tmp_path_factory.mktemp("unit"))


def inside(document: Document) -> Document:
    """The same document with the statements that stand inside as blocks of a last section without heading."""
    blocks: list[Block] = []
    for statement in document.statements if document.placing == "inline" else ():
        blocks += [statement.table, statement.note] if statement.note else [statement.table]
    last = Section(1, Paragraph(()), tuple(blocks))
    return document._replace(sections=(*document.sections, last), placing="none")


def plain(document: Document) -> list[Line]:
    """What the text writer says, line by line."""
    return tidy(line.split("\t") for line in narrator.render(inside(document), "txt").splitlines())


def tidy(lines: Iterator[Line] | list[Line]) -> list[Line]:
    """White space as one space; a line of nothing is left out, a blank cell stays."""
    folded = [[" ".join(cell.split()) for cell in line] for line in lines]
    return [line for line in folded if any(line)]


# Word, HTML, Markdown, JSON --------------------------------------------------------------------------


def test_word(document: Document) -> None:
    """Read by python-docx; the two lines over a statement share one of Word's, parted by a tab."""
    assert tidy(_word(word.write(document))) == plain(document)


def _word(content: bytes) -> Iterator[Line]:
    for block in docx.Document(BytesIO(content)).iter_inner_content():
        if isinstance(block, WordParagraph):
            yield from ([words] for words in word_trees.words(block).split("\t"))
        else:
            yield from (row.split("\t") for row in word_trees.rows(block))


class _Page(HTMLParser):
    """The lines within an element of a page, a row's cells on one line."""

    def __init__(self, within: str) -> None:
        super().__init__()
        self.within, self.open = within, ["body"]
        self.lines: list[Line] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.within not in self.open and tag != self.within:
            return
        if tag == "br" and "caption" in self.open:
            self.lines.append([""])
        elif tag == "br":
            self.lines[-1][-1] += " "
        elif tag in ("td", "th"):
            self.lines[-1].append("")
        elif tag == "tr":
            self.lines.append([])
        elif tag in ("h1", "h2", "h3", "h4", "p", "caption", "div"):
            self.lines.append([""])
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            del self.open[len(self.open) - 1 - self.open[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        if self.within in self.open and self.lines and self.lines[-1]:
            self.lines[-1][-1] += data


def _page(source: str, within: str) -> list[Line]:
    page = _Page(within)
    page.feed(source)
    page.close()
    return tidy(page.lines)


def test_html(document: Document) -> None:
    assert _page(html.write(document), "main") == plain(document)


def test_markdown(document: Document) -> None:
    """Without the statements, which Markdown leaves to a file of their own."""
    document = document._replace(placing="none")
    made = MarkdownIt("commonmark", {"html": True}).render(narrator.render(document, "md"))
    assert _page(f"<main>{made}</main>", "main") == plain(document)


def test_json(document: Document) -> None:
    tree = json.loads(narrator.render(document, "json"))
    lines = [[tree["title"]["text"]], *_tree(tree["sections"])]
    for statement in tree["statements"] if document.placing == "inline" else ():
        lines += [*_tree([statement]), [statement["note"]["text"] if statement["note"] else ""]]
    assert tidy(lines) == plain(document)


def _tree(blocks: list[dict[str, Any]]) -> Iterator[Line]:
    for block in blocks:
        if "section" in block:
            yield [block["section"]["text"]]
            yield from _tree(block["blocks"])
        elif "table" in block:
            yield from ([title["text"]] for title in block["table"])
            yield from ([cell["text"] for cell in row["cells"]] for row in block["rows"])
        else:
            yield [block["paragraph"]["text"]]


# PDF --------------------------------------------------------------------------------------------------


class _Words(NamedTuple):
    """A line or a cell; ``down`` where it reaches into the rows below, ``again`` where it may be repeated."""

    text: str
    down: bool = False
    again: bool = False


def test_pdf(document: Document) -> None:
    """Read by pdfium: every line and cell in order, a cell merged downwards beside its rows, and nothing else.

    Header rows may stand again on the next page; every digit stands as often as it should.
    """
    text, at = _copied(pdf.write(document, every_format.OPTIONS)), 0
    wanted = list(_said(inside(document)))
    for words in wanted:
        if words.down:
            assert words.text in text
        else:
            found = text.find(words.text, at)
            assert found >= 0, words.text
            at = found + len(words.text)
    there, due = Counter(text), Counter("".join(words.text for words in wanted))
    assert not due - there
    more = set(there - due)
    assert more <= set("".join(words.text for words in wanted if words.again))
    assert not any(map(str.isdigit, more))


def _copied(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as made:
        pages = [page.get_textpage().get_text_bounded() for page in made]
    return "".join(_squeezed(page.replace(f"— {number} —", "")) for number, page in enumerate(pages, 1))


def _squeezed(text: str) -> str:
    return re.sub(r"[\s\u0002\ufffe]+", "", text)


def _said(document: Document) -> Iterator[_Words]:
    yield _Words(_squeezed(document.title.text))
    yield from _blocks(document.sections)


def _blocks(blocks: tuple[Block, ...]) -> Iterator[_Words]:
    for block in blocks:
        if isinstance(block, Section):
            yield _Words(_squeezed(block.heading.text))
            yield from _blocks(block.blocks)
        elif isinstance(block, Table):
            yield from (_Words(_squeezed(line.text)) for line in block.title)
            for row in block.rows:
                yield from (_Words(_squeezed(cell.content.text), cell.rows > 1, row.header) for cell in row.cells)
        else:
            yield _Words(_squeezed(block.text))


# The same bytes ---------------------------------------------------------------------------------------


@pytest.mark.slow
def test_two_runs_write_the_same_bytes(tmp_path: Path) -> None:
    """In another process, with another order of sets, in another time zone: every format, the workbook included."""
    first, second = (
        _digests(tmp_path, PYTHONHASHSEED=seed, TZ=zone) for seed, zone in (("1", "Asia/Shanghai"), ("2", "UTC+11"))
    )
    assert len(first) == 8 * len(every_format.NAMES)
    assert first == second


def _digests(folder: Path, **environment: str) -> dict[str, str]:
    run, tests = [sys.executable, "-m", "helpers.every_format", str(folder)], Path(every_format.__file__).parents[1]
    made = subprocess.run(
        run, env={**os.environ, **environment}, cwd=tests, capture_output=True, encoding="utf-8", check=True
    )
    digests: dict[str, str] = json.loads(made.stdout)
    return digests


# Headings too long for a line --------------------------------------------------------------------------

_LONG = "上海市普陀区石泉路街道社区卫生服务中心及精神卫生防治管理办公室"


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_a_long_heading_is_broken_by_sense_and_read_as_one(tmp_path: Path, form: str) -> None:
    shipped = published.FIXTURES / "putuo-2024"
    unit = tmp_path / "unit.yaml"
    words = (shipped / "unit.yaml").read_text(encoding="utf-8").replace("../", f"{published.FIXTURES.as_posix()}/")
    unit.write_text(words.replace("单位名称: 上海市普陀区财政局", f"单位名称: {_LONG}"), encoding="utf-8")
    document = narrator.draft(narrator.load(unit))
    file = tmp_path / f"draft.{form}"
    file.write_bytes(narrator.write(document, form, every_format.OPTIONS))
    whole = [section.heading.text for section in document.sections if _LONG in section.heading.text]
    read = [line.text for line in prose.load(file).lines if line.heading == 1]
    assert whole and set(whole) <= set(read)
    if form == "docx":
        texts = [paragraph.text for paragraph in docx.Document(str(file)).paragraphs]
        broken = {text.replace("\n", ""): text for text in texts}
    else:
        rows = pypdfium2.PdfDocument(file)[1].get_textpage().get_text_range().splitlines()  # behind the cover
        broken = {one + other: f"{one}\n{other}" for one, other in pairwise(rows)}
    assert broken[whole[0]] == "第一部分 上海市普陀区石泉路街道\n社区卫生服务中心及精神卫生防治管理办公室概况"

"""Documents and readers for the tests of the Word writer."""

from __future__ import annotations

import datetime
import re
import zipfile
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path

import docx
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph

import narrator
from narrator.document.tree import Attached, Cell, Document, Meta, Paragraph, Row, Section, Table
from narrator.figures.values import Figure, Formula, Gap, Place, Value
from narrator.phrases.phrase import Said, Source, Span
from narrator.rules.fact import Fact

ROOT = Path(__file__).parents[2]
SOURCE = Source("test", (), Place("test.yaml", 1, 1))
META = Meta("某某单位", 2024, datetime.date(2025, 8, 29))
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@cache
def seed() -> Document:
    """The draft of the seed unit with a date and a name of its own."""
    return narrator.draft(narrator.load(ROOT / "fixtures" / "changji-2024"))._replace(meta=META)


def line(text: str, value: Value | None = None, fact: Fact | None = None) -> Paragraph:
    """A paragraph of one span."""
    return Paragraph((Said(SOURCE, None, fact, (Span(text, SOURCE, "增减率" if value else "", value=value),)),))


def cell(text: str, rows: int = 1, cols: int = 1, align: str = "left") -> Cell:
    return Cell(line(text), rows, cols, align)


def document(*blocks: Section | Paragraph | Table, title: str = "标题") -> Document:
    """A document of one section."""
    return Document("test", line(title), (Section(1, line("第一部分"), blocks),), meta=META)


def statement(name: str, *, wide: bool = False, gap: Gap | None = None, rows: int = 3) -> Attached:
    """A statement with a header of two rows, a total and so many accounts."""
    header = (
        Row((cell("项目", cols=2), cell("合计", rows=2), cell("其中", cols=2)), header=True),
        Row((cell("编码"), cell("名称"), cell("甲"), cell("乙")), header=True),
    )
    body = tuple(
        Row((cell(f"{201 + index}"), cell("科目"), *(cell("1,234,567.89", align="right"),) * 3))
        for index in range(rows)
    )
    return Attached(
        name, Table((line(name), line("公开01表"), line("单位：万元")), header + body, 5), line("注：无"), wide, gap
    )


def change() -> tuple[Figure, Fact]:
    """A rate of change with its formula, and the fact that it belongs to."""
    now = Figure(Decimal("12.00"), "万元", Place("/home/somebody/2024.xlsx", 3, 4, "表/合计/决算", "表一"))
    before = Figure(Decimal("10.00"), "万元", Place("C:\\Users\\somebody\\unit.yaml", 7, 9, "表/合计/上年"))
    inputs = (("本年数", now), ("上年数", before))
    rate = Figure(Decimal("20.00"), "%", Formula("change", "(本年数 − 上年数) ÷ 上年数 × 100", inputs))
    return rate, Fact("增减", "Change", None, {"本年数": now, "上年数": before, "增减率": rate})


def lines(content: bytes) -> list[str]:
    """What python-docx reads: paragraphs, and rows of tab-separated cells, a merged cell once; no empty line."""
    found = []
    for block in docx.Document(BytesIO(content)).iter_inner_content():
        if isinstance(block, WordParagraph):
            found.append(folded(words(block)))
        else:
            found += rows(block)
    return [text for text in found if text]


def words(paragraph: WordParagraph) -> str:
    """The words of a paragraph; where a title is broken, they go on."""
    style = paragraph.style
    return paragraph.text.replace("\n", "") if style is not None and style.name == "Title" else paragraph.text


def rows(table: WordTable) -> list[str]:
    seen: set[object] = set()
    found = []
    for row in table.rows:
        new = [item for item in dict.fromkeys(item._tc for item in row.cells) if item not in seen]
        seen.update(new)
        texts = {item._tc: item.text for item in row.cells}
        found.append("\t".join(folded(texts[item]) for item in new))
    return found


def folded(text: str) -> str:
    """Line breaks as the text writer has them."""
    return re.sub(r"\s*[\t\r\n]\s*", " ", text)


def parts(content: bytes) -> dict[str, bytes]:
    """The parts of a package."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}

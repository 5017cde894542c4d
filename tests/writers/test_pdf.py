"""The PDF, opened again with pdfium: its words, tables, bookmarks, fonts, pages, and what it refuses."""

from __future__ import annotations

import datetime
import re
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pylopdf_fonts_zh_cn
import pypdfium2  # type: ignore[import-untyped]
import pytest

import narrator
from helpers import points
from narrator.document.tree import Attached, Block, Cell, Document, Meta, Paragraph, Row, Section, Table
from narrator.figures.findings import Refused
from narrator.figures.values import Gap, Place, Text
from narrator.phrases.phrase import Said, Source, Span
from narrator.writers import columns, pdf
from narrator.writers.options import Options
from narrator.writers.pdf import fonts
from narrator.writers.pdf.compile import compiled, found

ROOT = Path(__file__).parents[2]
FONTS = Path(pylopdf_fonts_zh_cn.__file__).parent
OPTIONS = Options(font_dirs=(FONTS,))
NOWHERE = Source("", (), Place("", 0, 0))
A4 = (595.28, 841.89)


@pytest.fixture(scope="module")
def seed() -> Document:
    return narrator.draft(narrator.load(ROOT / "fixtures" / "changji-2024"))


@pytest.fixture(scope="module")
def made(seed: Document) -> Iterator[pypdfium2.PdfDocument]:
    with pypdfium2.PdfDocument(pdf.write(seed, OPTIONS)) as opened:
        yield opened


def words(text: str) -> Paragraph:
    return Paragraph((Said(NOWHERE, "", None, (Span(text, NOWHERE),)),))


def of(*texts: str) -> Document:
    """A document of one section with these paragraphs."""
    return holding(*(words(text) for text in texts))


def holding(*blocks: Block) -> Document:
    return Document("xinjiang/2024", words("题目"), (Section(1, words("标题"), blocks),))


def opened(document: Document, options: Options = OPTIONS) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(pdf.write(document, options))


def text_of(document: pypdfium2.PdfDocument) -> str:
    """All that can be copied out, in order, without page numbers and white space."""
    pages = [page.get_textpage().get_text_bounded() for page in document]
    return "".join(squeezed(re.sub(r"— \d+ —", "", page)) for page in pages)


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u0002\ufffe]+", "", text)


def lines_of(document: Document) -> Iterator[str]:
    for _, line in document.lines():
        for sentence in line.sentences():
            if squeezed(sentence.text):
                yield squeezed(sentence.text)


def test_every_sentence_copies_out(seed: Document, made: pypdfium2.PdfDocument) -> None:
    """The sentences outside tables stand in the PDF, character by character, in the order of the text."""
    text, at = text_of(made), 0
    for sentence in _outside_tables(seed):
        found_at = text.find(sentence, at)
        assert found_at >= 0, sentence
        at = found_at + len(sentence)


def _outside_tables(document: Document) -> Iterator[str]:
    def walk(blocks: tuple[Block, ...]) -> Iterator[str]:
        for block in blocks:
            if isinstance(block, Section):
                yield squeezed(block.heading.text)
                yield from walk(block.blocks)
            elif isinstance(block, Paragraph):
                yield squeezed(block.text)

    return (piece for line in walk(document.sections) for piece in re.findall("[^。]+。?", line))


def test_every_cell_copies_out(seed: Document, made: pypdfium2.PdfDocument) -> None:
    """The cells of each table stand in the PDF row by row; one merged downwards stands beside its rows."""
    text, at = text_of(made), 0
    for table in _tables(seed):
        start = at
        for row in table.rows:
            for content in (squeezed(cell.content.text) for cell in row.cells if cell.rows == 1):
                found_at = text.find(content, at)
                assert found_at >= 0, content
                at = found_at + len(content)
        merged = [squeezed(cell.content.text) for row in table.rows for cell in row.cells if cell.rows > 1]
        assert all(content in text[start:] for content in merged)


def test_no_character_is_added(seed: Document, made: pypdfium2.PdfDocument) -> None:
    """Repeated header rows apart, the PDF holds the characters of the text and no other."""
    ours = set("".join(lines_of(seed)))
    assert set(text_of(made)) == ours


def _tables(document: Document) -> Iterator[Table]:
    def walk(blocks: tuple[Block, ...]) -> Iterator[Table]:
        for block in blocks:
            if isinstance(block, Section):
                yield from walk(block.blocks)
            elif isinstance(block, Table):
                yield block

    return walk(document.sections)


def test_headings_are_the_bookmarks(seed: Document, made: pypdfium2.PdfDocument) -> None:
    def headings(blocks: tuple[Block, ...]) -> Iterator[tuple[int, str]]:
        for block in blocks:
            if isinstance(block, Section):
                yield block.level, squeezed(block.heading.text)
                yield from headings(block.blocks)

    bookmarks = [(mark.level + 1, squeezed(mark.get_title())) for mark in made.get_toc()]
    assert bookmarks == list(headings(seed.sections))


def test_pages(made: pypdfium2.PdfDocument) -> None:
    """A4, the wide table across; every page carries its number."""
    for number, page in enumerate(made, start=1):
        assert sorted(page.get_size()) == pytest.approx(sorted(A4), abs=0.1)
        assert f"— {number} —" in page.get_textpage().get_text_bounded()
    assert {page.get_size()[0] > page.get_size()[1] for page in made} == {True, False}


def test_layout(made: pypdfium2.PdfDocument) -> None:
    """Body lines stand 28 pt apart, 28 mm from the left, and the first line of a paragraph two characters in."""
    page = made[1].get_textpage()
    objects = [page.get_rect(index) for index in range(page.count_rects())]
    left = min(box[0] for box in objects)
    assert left == pytest.approx(28 / 25.4 * 72, abs=1.5)
    body = pdf.write(of("国" * 27 * 3))
    with pypdfium2.PdfDocument(body) as short:
        text = short[0].get_textpage()
        boxes = [
            text.get_charbox(index) for index in range(text.count_chars()) if text.get_text_range(index, 1) == "国"
        ]
        rows = sorted({round(box[1], 1) for box in boxes}, reverse=True)
        assert [round(one - two, 1) for one, two in pairwise(rows)] == [28.0] * (len(rows) - 1)
        first, second = (min(box[0] for box in boxes if round(box[1], 1) == row) for row in rows[:2])
        assert first - second == pytest.approx(32, abs=0.5)


def test_fonts_are_embedded_and_the_text_is_tagged(seed: Document) -> None:
    content = pdf.write(seed, OPTIONS)
    assert b"/StructTreeRoot" in content
    with pypdfium2.PdfDocument(content) as document:
        drawn = [item for page in document for item in page.get_objects() if isinstance(item, pypdfium2.PdfTextObj)]
        found = [item.get_font() for item in drawn]
        assert found
        assert all(font.is_embedded for font in found)


def test_metadata_and_the_same_bytes(seed: Document) -> None:
    document = seed._replace(meta=Meta("青山县档案馆", 2031, datetime.date(2032, 8, 20)))
    once, again = pdf.write(document, OPTIONS), pdf.write(document, OPTIONS)
    assert once == again
    with pypdfium2.PdfDocument(once) as made:
        about = made.get_metadata_dict()
    assert (about["Title"], about["Author"]) == (seed.title.text, "青山县档案馆")
    assert about["CreationDate"].startswith("D:20320820")


def test_text_is_never_code() -> None:
    """What would be markup, code, a file or a reference elsewhere is printed as it stands."""
    texts = [
        '#read("/etc/passwd") #import "x.typ" #panic() ]#[ */ /* // @x <x> $x^2$ *a* _b_ `c` ~ -- --- ...',
        "= 标题 - 项 + 项 / 项: \\u{41} \\ \"a\" 'b' {{ x | y }} 《》“”‘’——……",
    ]
    with opened(of(*texts)) as made:
        assert squeezed("标题" + "".join(texts)) in text_of(made)


def test_gaps_are_highlighted() -> None:
    hole = Paragraph((Said(NOWHERE, "", None, (Span("【待填】", NOWHERE, value=Gap("键", "事项")),)),))
    with opened(holding(hole)) as made:
        image = made[0].render(scale=1).to_pil().convert("RGB")
        yellow = sum(count for count, colour in image.getcolors(1 << 24) or () if colour == (255, 255, 0))
        assert yellow > 200
        assert "【待填】" in text_of(made)


def test_statements_stand_inside_where_the_pack_says_so() -> None:
    rows = (
        Row((Cell(words("项目")), Cell(words("决算数"))), header=True),
        Row((Cell(words("收入")), Cell(words("1.00")))),
    )
    title = (words("收入决算表"), words("编制单位：青山县档案馆"), words("单位：万元"))
    statement = Attached("收入决算表", Table(title, rows, 2), words("此表为空表。"), wide=True)
    inline = of("正文。")._replace(statements=(statement,), placing="inline")
    with opened(inline) as made:
        assert text_of(made).endswith(
            squeezed("收入决算表编制单位：青山县档案馆单位：万元项目决算数收入1.00此表为空表。")
        )
        assert [mark.get_title() for mark in made.get_toc()] == ["标题", "收入决算表"]
        assert made[1].get_size()[0] > made[1].get_size()[1]
    with opened(inline._replace(placing="separate")) as made:
        assert "收入决算表" not in text_of(made)


def test_header_rows_are_repeated() -> None:
    """Also where two header rows are tied by a merged cell; one tied to the body is an ordinary row."""
    heads = (Row((Cell(words("甲"), rows=2), Cell(words("乙"))), True), Row((Cell(words("丙")),), True))
    body = tuple(Row((Cell(words("x")), Cell(words(str(number))))) for number in range(90))
    with opened(holding(Table((), (*heads, *body), 2))) as made:
        assert len(made) > 1
        assert all("丙" in page.get_textpage().get_text_bounded() for page in made)
    tied = (Row((Cell(words("甲"), rows=2), Cell(words("乙"))), True), Row((Cell(words("丙")),)))
    with opened(holding(Table((), (*tied, *body), 2))) as made:
        assert text_of(made).count("甲") == 1


def test_contents_where_asked_for(seed: Document) -> None:
    with opened(seed, OPTIONS._replace(toc=True)) as made:
        assert "目录" in made[0].get_textpage().get_text_bounded()


@pytest.mark.parametrize("character", ["\U000f1234", "\x07"])
def test_a_character_without_a_font_is_named_with_its_sentence(character: str) -> None:
    with pytest.raises(Refused) as refused:
        pdf.write(of("一切正常。", f"王{character}某参加了培训。"), OPTIONS)
    (finding,) = refused.value.findings
    assert finding.code == "W223"
    assert f"U+{ord(character):04X}" in finding.evidence
    assert "某参加了培训" in finding.evidence


def test_without_a_chinese_font_there_are_three_ways() -> None:
    western = fonts.Face("Times New Roman", "", 0, 400)
    with pytest.raises(Refused) as refused:
        fonts.choose([western])
    (finding,) = refused.value.findings
    assert finding.code == "W222"
    assert all(way in finding.advice for way in ("一、", "二、", "三、", "--font-dir"))


def test_official_families_come_first_and_substitutes_are_told() -> None:
    own = found((FONTS,))
    assert own.faces[fonts.BODY][0].family == "Noto Serif SC"
    assert "仿宋_GB2312 → Noto Serif SC" in own.substitutes()
    path = own.faces[fonts.BODY][0].path
    official = [fonts.Face(names[-1].upper(), path, 0, 400) for names in fonts.OFFICIAL.values()]
    assert fonts.choose([face for faces in own.faces.values() for face in faces], official).substitutes() == ()


def test_a_warning_of_typst_is_an_error() -> None:
    data = {"title": "题", "author": "", "date": [2031, 1, 1], "title-weight": 400, "heading": [], "toc": None}
    data |= {"blocks": [], "fonts": {role: ["No Such Family"] for role in fonts.OFFICIAL}}
    with pytest.raises(Refused) as refused:
        compiled(data, datetime.date(2031, 1, 1), (FONTS,))
    assert {finding.code for finding in refused.value.findings} == {"W224"}


def test_without_typst_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(Refused) as refused:
        found((tmp_path,))
    (finding,) = refused.value.findings
    assert finding.code == "W221"
    assert 'pip install "narrator[pdf]"' in finding.advice


def test_columns_fill_the_page_and_amounts_stay_whole(seed: Document) -> None:
    for table in _tables(seed):
        laid = columns.laid(table)
        width = columns.SIDEWAYS if columns.sideways(laid) else columns.UPRIGHT
        assert sum(columns.of(laid, width).widths) == pytest.approx(width, abs=20)
    amount = "1234567890.12"
    table = Table((), (Row((Cell(words("很长的名称" * 30)), Cell(words(amount)))),), 2)
    assert columns.of(columns.laid(table), columns.UPRIGHT).widths[1] > len(amount) * 0.5 * 10.5 * 20


def test_points_of_a_column_stand_one_below_the_other() -> None:
    """Also where decimals differ; what copies out is the figure alone."""
    document = points.document()
    content = pdf.write(document, OPTIONS)
    assert max(points.spread(content)) < 0.2
    with pypdfium2.PdfDocument(content) as read:
        told = squeezed(text_of(read))
    assert "".join(text for row in zip(*points.COLUMNS, strict=True) for text in ("指标", *row)) in told


def test_a_line_break_inside_becomes_a_space() -> None:
    """A paragraph of the unit's own words, with a line break inside, becomes one line."""
    own = Paragraph((Said(NOWHERE, "", None, (Span("一行\n二行", NOWHERE, value=Text("一行\n二行")),)),))
    with opened(holding(own)) as made:
        assert "一行 二行" in made[0].get_textpage().get_text_bounded()


def test_it_keeps_to_the_standards_and_shows_its_title(seed: Document) -> None:
    """The identifiers of PDF/A-2a and PDF/UA-1 stand in the metadata; a viewer shows the title, not the file's name."""
    content = pdf.write(seed, OPTIONS)
    assert pdf.archival(content)
    for said in (b"<pdfaid:part>2<", b"<pdfaid:conformance>A<", b"<pdfuaid:part>1<", b"/DisplayDocTitle true"):
        assert said in content


def test_a_character_that_the_standards_forbid_costs_their_names_only() -> None:
    """U+FEFF may not stand in PDF/A; the file is made all the same, and says nothing that does not hold."""
    strange = pdf.write(of("甲\ufeff乙"), OPTIONS)
    assert not pdf.archival(strange)
    assert "甲" in text_of(pypdfium2.PdfDocument(strange))


def test_heading_rows_in_the_middle_head_a_table_of_their_own(seed: Document) -> None:
    """The head of a self-evaluation table stands below its first rows, and is a THead none the less."""
    tables = list(_tables(seed))
    inside = [table for table in tables if any(row.header for row in table.rows) and not table.rows[0].header]
    assert inside
    content = pdf.write(seed, OPTIONS)
    assert content.count(b"/S/THead") == sum(any(row.header for row in table.rows) for table in tables)
    assert len(re.findall(rb"/S/Table\b", content)) == len(tables) + len(inside)


def test_page_numbers_stand_as_in_word(made: pypdfium2.PdfDocument) -> None:
    """14 pt, one character in from the right on odd pages, from the left on even ones."""
    for number in (0, 1):
        page = made[number].get_textpage()
        text = page.get_text_range()
        dashes = [index for index, character in enumerate(text) if character == "—"][-2:]
        first, last = (page.get_charbox(index, loose=True) for index in dashes)
        if number % 2 == 0:
            assert last[2] == pytest.approx(A4[0] - 26 / 25.4 * 72 - 14, abs=4)
        else:
            assert first[0] == pytest.approx(28 / 25.4 * 72 + 14, abs=4)

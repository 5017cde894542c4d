"""The Word file says what the text says: read again by two independent readers, and looked into."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from docx2python import docx2python
from lxml import etree

import narrator
from helpers import points
from helpers import word_trees as trees
from helpers.word_trees import W, cell, line
from narrator.document.tree import Document, Row, Section, Table
from narrator.figures.values import Gap
from narrator.writers.docx import headings, write, write_statements
from narrator.writers.options import Options

SEED = trees.ROOT.parent / "shared" / "seed" / "changji-2024.txt"
SAME = trees.ROOT.parent / "shared" / "checks" / "same_as_seed.py"


def body(content: bytes) -> Any:
    return etree.fromstring(trees.parts(content)["word/document.xml"])[0]


def comments(content: bytes) -> list[str]:
    root: Any = etree.fromstring(trees.parts(content)["word/comments.xml"])
    return ["\n".join("".join(words.itertext()) for words in comment) for comment in root]


# The same text ----------------------------------------------------------------------------------------


def test_python_docx_reads_the_lines_of_the_text() -> None:
    expected = [words for words in narrator.render(trees.seed(), "txt").splitlines() if words]
    assert trees.lines(write(trees.seed())) == expected


def test_docx2python_reads_the_same_words() -> None:
    with docx2python(BytesIO(write(trees.seed())), duplicate_merged_cells=False) as read:
        found = [trees.folded(words).strip() for words in _flat(read.body)]
    expected = [
        words.strip() for text in narrator.render(trees.seed(), "txt").splitlines() for words in text.split("\t")
    ]
    title, *below = [words for words in found if words]
    assert [title.replace(" ", ""), *below] == [words for words in expected if words]  # a break, folded


def _flat(nested: Any) -> list[str]:
    return [nested] if isinstance(nested, str) else [text for inner in nested for text in _flat(inner)]


def test_trace_and_contents_leave_the_words_alone() -> None:
    plain = trees.lines(write(trees.seed()))
    both = write(trees.seed(), Options(toc=True, trace=True))
    lines = trees.lines(both)
    entries = len(body(both).findall(f".//{W}hyperlink"))
    assert lines[0] == plain[0]
    assert lines[2 + entries :] == plain[1:]


@pytest.mark.skipif(not SEED.exists(), reason="the published text is not part of the project")
def test_word_holds_the_published_text(tmp_path: Path) -> None:
    out = tmp_path / "out.txt"
    out.write_text("\n".join(trees.lines(write(trees.seed()))), encoding="utf-8")
    judged = subprocess.run([sys.executable, str(SAME), str(out)], capture_output=True, text=True, check=False)
    assert judged.stdout.startswith("same:"), judged.stdout


# Headings and contents --------------------------------------------------------------------------------


def test_headings_drive_the_navigation_pane() -> None:
    """Real heading styles with outline levels; their numbers are text, no list counts them."""
    word = docx.Document(BytesIO(write(trees.seed())))
    headings = [
        words for words in word.paragraphs if words.style is not None and words.style.name.startswith("Heading")
    ]
    assert {words.style.name for words in headings if words.style} == {"Heading 1", "Heading 2", "Heading 3"}
    assert headings[0].text.startswith("第一部分")
    for level in (1, 2, 3):
        style = word.styles[f"Heading {level}"].element
        assert style.find(f".//{W}outlineLvl").get(f"{W}val") == str(level - 1)
        assert style.find(f".//{W}keepNext") is not None
    assert not body(write(trees.seed())).findall(f".//{W}numPr")


def test_contents_link_to_every_heading() -> None:
    content = body(write(trees.seed(), Options(toc=True)))
    anchors = [link.get(f"{W}anchor") for link in content.iter(f"{W}hyperlink")]
    marks = {mark.get(f"{W}name"): mark.getparent() for mark in content.iter(f"{W}bookmarkStart")}
    assert len(anchors) == len(set(anchors)) == 4 + 2 + 12 + 6  # parts, their sections, theirs
    assert anchors == list(marks)
    for link in content.iter(f"{W}hyperlink"):
        assert "".join(link.itertext()) == "".join(marks[link.get(f"{W}anchor")].itertext())
    assert headings(trees.seed()) == ()
    assert len(headings(trees.seed(), Options(toc=True))) == len(anchors)


def test_contents_are_a_field_with_its_result() -> None:
    """Word shows what stands in it: each entry ends in its page, itself a field; one field around them all."""
    numbers = tuple(range(3, 3 + len(headings(trees.seed(), Options(toc=True)))))
    content = body(write(trees.seed(), Options(toc=True, pages=numbers)))
    entries = [link.getparent() for link in content.iter(f"{W}hyperlink")]
    assert [entry.find(f"{W}pPr/{W}pStyle").get(f"{W}val") for entry in entries[:2]] == ["TOC1", "TOC2"]
    assert {entry.find(f"{W}pPr/{W}pStyle").get(f"{W}val") for entry in entries} == {"TOC1", "TOC2", "TOC3"}
    for entry, number in zip(entries, numbers, strict=True):
        link = entry.find(f"{W}hyperlink")
        assert [text.text for text in link.iter(f"{W}instrText")] == [f" PAGEREF {link.get(f'{W}anchor')} \\h "]
        assert "".join(text.text for text in link.iter(f"{W}t")).endswith(f"{number}")
        assert link.find(f".//{W}tab") is not None
        stop = entry.find(f"{W}pPr/{W}tabs/{W}tab")
        assert (stop.get(f"{W}val"), stop.get(f"{W}leader")) == ("right", "dot")
    outside = [mark for entry in entries for mark in entry.findall(f"{W}r/{W}fldChar")]
    assert [mark.get(f"{W}fldCharType") for mark in outside] == ["begin", "separate", "end"]
    assert [text.text for text in entries[0].findall(f"{W}r/{W}instrText")] == [' TOC \\o "1-3" \\h \\z \\u ']


def test_contents_list_the_statements_that_stand_inside() -> None:
    """At the second level, as Word finds them when it makes the contents anew; alone they have no contents."""
    document = trees.seed()._replace(statements=(trees.statement("表一", wide=True),), placing="inline")
    content = body(write(document, Options(toc=True)))
    *_, last = content.iter(f"{W}hyperlink")
    (mark,) = [mark for mark in content.iter(f"{W}bookmarkStart") if mark.get(f"{W}name") == last.get(f"{W}anchor")]
    assert "".join(last.itertext()) == "表一"
    assert last.getparent().find(f"{W}pPr/{W}pStyle").get(f"{W}val") == "TOC2"
    assert mark.getparent().find(f"{W}pPr/{W}outlineLvl").get(f"{W}val") == "1"
    assert not list(body(write_statements(document, Options(toc=True))).iter(f"{W}bookmarkStart", f"{W}hyperlink"))


def test_without_contents_no_bookmark() -> None:
    assert not list(body(write(trees.seed())).iter(f"{W}bookmarkStart"))


# Layout -----------------------------------------------------------------------------------------------


def test_page_and_styles_are_the_official_ones() -> None:
    word = docx.Document(BytesIO(write(trees.seed())))
    page = word.sections[0]
    sides = (
        page.page_width,
        page.page_height,
        page.top_margin,
        page.bottom_margin,
        page.left_margin,
        page.right_margin,
    )
    assert [round((side or 0) / 36000) for side in sides] == [210, 297, 37, 35, 28, 26]
    expected = {
        "Normal": ("仿宋_GB2312", 16),
        "Title": ("方正小标宋简体", 22),
        "Heading 2": ("黑体", 16),
        "Heading 3": ("楷体_GB2312", 16),
    }
    for name, (font, size) in expected.items():
        style: Any = word.styles[name]
        fonts = style.element.rPr.rFonts
        assert fonts.get(f"{W}eastAsia") == font
        assert fonts.get(f"{W}ascii") == fonts.get(f"{W}hAnsi") == "Times New Roman"
        assert style.font.size.pt == size
    normal: Any = word.styles["Normal"]
    assert normal.paragraph_format.line_spacing.pt == 28
    indent = word.styles["Normal Indent"].element.pPr.find(f"{W}ind")
    assert (indent.get(f"{W}firstLineChars"), indent.get(f"{W}firstLine")) == ("200", "640")


def test_page_numbers_stand_on_the_outer_side() -> None:
    word = docx.Document(BytesIO(write(trees.seed())))
    assert word.settings.odd_and_even_pages_header_footer
    for footer, side in ((word.sections[0].footer, "right"), (word.sections[0].even_page_footer, "left")):
        (words,) = footer.paragraphs
        assert words.text == "— 1 —"
        assert words._p.pPr is not None
        assert words._p.pPr.find(f"{W}jc").get(f"{W}val") == side


def test_quotes_are_set_in_the_chinese_font() -> None:
    (words,) = body(write(trees.document(line("“三公”"))))[2].findall(f"{W}r")
    assert words.find(f"{W}rPr/{W}rFonts").get(f"{W}hint") == "eastAsia"


# Tables -----------------------------------------------------------------------------------------------


def grid(table: Any) -> list[list[int]]:
    return [
        [int(cell.find(f"{W}tcPr/{W}tcW").get(f"{W}w")) for cell in row.findall(f"{W}tc")]
        for row in table.findall(f"{W}tr")
    ]


@pytest.mark.parametrize("toc", [False, True])
def test_every_row_is_as_wide_as_its_page(toc: bool) -> None:
    """Columns together are as wide as the text, in every row, in both orientations."""
    content = write(
        trees.seed()._replace(statements=(trees.statement("表一", wide=True),), placing="inline"), Options(toc)
    )
    word = docx.Document(BytesIO(content))
    widths = set()
    for table in body(content).iter(f"{W}tbl"):
        total = int(table.find(f"{W}tblPr/{W}tblW").get(f"{W}w"))
        assert {sum(row) for row in grid(table)} == {total}
        assert sum(int(column.get(f"{W}w")) for column in table.find(f"{W}tblGrid")) == total
        widths.add(total)
    pages = {
        round(((page.page_width or 0) - (page.left_margin or 0) - (page.right_margin or 0)) / 635)
        for page in word.sections
    }
    assert widths == pages


def test_merged_cells() -> None:
    table = Table(
        (),
        (
            Row((cell("甲", rows=3), cell("乙", cols=2))),
            Row((cell("丙", rows=2, cols=2),)),
            Row(()),
            Row((cell("丁"), cell("戊"), cell("己"))),
        ),
        3,
    )
    content = write(trees.document(table))
    (read,) = docx.Document(BytesIO(content)).tables
    assert [[item.text for item in row.cells] for row in read.rows] == [
        ["甲", "乙", "乙"],
        ["甲", "丙", "丙"],
        ["甲", "丙", "丙"],
        ["丁", "戊", "己"],
    ]


def test_a_short_row_is_filled_up() -> None:
    table = Table((), (Row((cell("甲"), cell("乙"), cell("丙"))), Row((cell("丁"),))), 3)
    (read,) = docx.Document(BytesIO(write(trees.document(table)))).tables
    assert [[item.text for item in row.cells] for row in read.rows] == [["甲", "乙", "丙"], ["丁", "", ""]]


def test_header_rows_are_repeated_wherever_they_stand() -> None:
    """Word repeats them at the top of a table only: it is parted before a header row further down."""
    rows = (
        Row((cell("一"), cell("二")), header=True),
        Row((cell("1"), cell("2"))),
        Row((cell("三"), cell("四")), header=True),
        Row((cell("3"), cell("4"))),
    )
    tables = list(body(write(trees.document(Table((), rows, 2)))).iter(f"{W}tbl"))
    assert [len(table.findall(f"{W}tr")) for table in tables] == [2, 2]
    for table in tables:
        first, second = table.findall(f"{W}tr")
        assert first.find(f"{W}trPr/{W}tblHeader") is not None
        assert second.find(f"{W}trPr/{W}tblHeader") is None


def test_a_table_is_not_parted_through_a_merged_cell() -> None:
    rows = (
        Row((cell("一", rows=3), cell("二"))),
        Row((cell("三"),), header=True),
        Row((cell("四"),)),
    )
    assert len(list(body(write(trees.document(Table((), rows, 2)))).iter(f"{W}tbl"))) == 1


def test_a_table_does_not_leave_its_title_or_first_rows_behind() -> None:
    table = Table((line("表"),), tuple(Row((cell(str(number)),)) for number in range(6)), 1)
    first, *rows = body(write(trees.document(table))).iter(f"{W}tr")
    kept = [row.find(f".//{W}keepNext") is not None for row in (first, *rows)]
    assert kept == [True, True, True, False, False, True]  # the last with what ends the section


def test_rows_stay_whole_unless_they_are_very_tall() -> None:
    table = Table((), (Row((cell("短"), cell("短"))), Row((cell("长" * 3000), cell("短")))), 2)
    short, tall = body(write(trees.document(table))).iter(f"{W}tr")
    assert short.find(f"{W}trPr/{W}cantSplit") is not None
    assert tall.find(f"{W}trPr") is None


def test_numbers_are_never_broken_where_there_is_room() -> None:
    """A column of amounts is at least as wide as the longest one, beside columns of running text."""
    row = Row((cell("说明" * 200), cell("1,234,567.89", align="right"), cell("说明" * 200)))
    _, amount, _ = grid(next(body(write(trees.document(Table((), (row,), 3)))).iter(f"{W}tbl")))[0]
    assert amount >= 12 * 105 + 2 * 57


def test_figures_whose_decimals_differ_stand_at_a_decimal_tab() -> None:
    """One stop for all of a column, as far in as its longest tail needs, and no tab character; others stand right."""
    table = next(body(write(points.document())).iter(f"{W}tbl"))
    rows = [[cell.find(f"{W}p/{W}pPr") for cell in row.iter(f"{W}tc")] for row in table.iter(f"{W}tr")][1:]
    stops = [[how.find(f"{W}tabs/{W}tab") for how in column] for column in list(zip(*rows, strict=True))[1:]]
    assert [{stop.get(f"{W}val") for stop in column if stop is not None} for column in stops] == [{"decimal"}] * 3 + [
        set()
    ]
    assert all(len({stop.get(f"{W}pos") for stop in column if stop is not None}) == 1 for column in stops[:3])
    assert not table.findall(f".//{W}r/{W}tab")
    assert [how.find(f"{W}jc").get(f"{W}val") for how in (rows[2][3], rows[0][4])] == ["center", "right"]


# The nine statements ----------------------------------------------------------------------------------


NINE = tuple(trees.statement(f"{name}表", wide=name in "二三") for name in "一二三四五")


def sections(content: bytes) -> list[bool]:
    """Of each section, whether it lies on its side."""
    return [(page.page_width or 0) > (page.page_height or 0) for page in docx.Document(BytesIO(content)).sections]


def test_statements_stand_inside_neighbours_on_one_page() -> None:
    content = write(trees.document(line("正文"))._replace(statements=NINE, placing="inline"))
    assert sections(content) == [False, True, False]
    breaks = list(body(content).iter(f"{W}pageBreakBefore"))
    assert len(breaks) == 1  # 一表 behind the text; 三表 shares the page of 二表, 五表 that of 四表
    assert trees.lines(content)[2:7] == [
        "正文",
        "一表",
        "公开01表 单位：万元",
        "项目\t合计\t其中",
        "编码\t名称\t甲\t乙",
    ]


@pytest.mark.parametrize("placing", ["separate", "none"])
def test_statements_do_not_stand_inside(placing: str) -> None:
    content = write(trees.document(line("正文"))._replace(statements=NINE, placing=placing))
    assert trees.lines(content) == ["标题", "第一部分", "正文"]


def test_statements_in_a_file_of_their_own() -> None:
    content = write_statements(trees.document(line("正文"))._replace(statements=NINE, placing="separate"))
    assert sections(content) == [False, True, False]
    assert trees.lines(content)[0] == "一表"
    assert "正文" not in trees.lines(content)
    tables = docx.Document(BytesIO(content)).tables
    assert len(tables) == 5
    assert [str(tables[0].cell(2, 4).paragraphs[0].alignment), tables[0].cell(2, 4).text] == [
        "RIGHT (2)",
        "1,234,567.89",
    ]


def test_a_wide_statement_may_come_first() -> None:
    content = write_statements(trees.document()._replace(statements=NINE[1:2], placing="separate"))
    assert sections(content) == [True]


def test_corner_notes_stand_left_and_right_on_one_line() -> None:
    content = write_statements(trees.document()._replace(statements=NINE[:1]))
    corner = body(content)[1]
    stop = corner.find(f"{W}pPr/{W}tabs/{W}tab")
    assert (stop.get(f"{W}val"), int(stop.get(f"{W}pos"))) == ("right", sum(grid(body(content)[2])[0]))
    assert trees.lines(content)[1] == "公开01表 单位：万元"


# Charts -----------------------------------------------------------------------------------------------


def test_charts_stand_behind_their_paragraph_as_svg_with_png() -> None:
    """The words are those of the text; both images are in the package; the picture says its content in words."""
    pytest.importorskip("matplotlib")
    from narrator.document.charts import charts

    asked = charts(trees.seed())
    assert asked
    content = write(trees.seed(), Options(charts=True))
    lines = trees.lines(content)
    drawings = list(body(content).iter(f"{W}drawing"))
    parts = trees.parts(content)
    assert len(drawings) == len(asked)
    for number, (chart, drawing) in enumerate(zip(asked, drawings, strict=True), start=1):
        assert lines[lines.index(chart.after.text) + 1] == chart.title.text
        assert {element.get("descr") for element in drawing.iter() if element.get("descr")} == {chart.alt}
        assert parts[f"word/media/chart{number}.png"].startswith(b"\x89PNG")
        assert etree.fromstring(parts[f"word/media/chart{number}.svg"]).tag.endswith("}svg")
    titles = {chart.title.text for chart in asked}
    assert [words for words in lines if words not in titles] == trees.lines(write(trees.seed()))
    assert len(docx.Document(BytesIO(content)).inline_shapes) == len(asked)


# Comments ---------------------------------------------------------------------------------------------


def gapped() -> Document:
    _, fact = trees.change()
    gap = Gap("主要原因/与上年相比/合计", "与上年相比·合计", "reason")
    return trees.document(line("【待填：主要原因】", gap, fact))


def test_a_gap_stands_out_and_says_what_is_missing() -> None:
    content = write(gapped())
    marked = [run for run in body(content).iter(f"{W}r") if run.find(f"{W}rPr/{W}highlight") is not None]
    assert ["".join(run.itertext()) for run in marked] == ["【待填：主要原因】"]
    (comment,) = comments(content)
    assert comment.splitlines()[:3] == [
        "待填：与上年相比·合计",
        "填写位置：主要原因/与上年相比/合计",
        "本年数：12.00万元 ← 2024.xlsx 表一!D3〔表/合计/决算〕",
    ]
    assert "somebody" not in comment


def test_trace_explains_computed_figures_and_no_others() -> None:
    rate, fact = trees.change()
    given = fact.slots["本年数"]
    document = trees.document(line("20.00%", rate, fact), line("12.00", given, fact))
    assert comments(write(document)) == []
    (comment,) = comments(write(document, Options(trace=True)))
    assert comment.splitlines() == [
        "增减率 20.00%",
        "= (本年数 − 上年数) ÷ 上年数 × 100",
        "= (12.00 − 10.00) ÷ 10.00 × 100",
        "本年数：12.00万元 ← 2024.xlsx 表一!D3〔表/合计/决算〕",
        "上年数：10.00万元 ← unit.yaml:7:9〔表/合计/上年〕",
    ]


def test_an_incomplete_statement_says_so() -> None:
    gap = Gap("收入支出决算总表", "收入支出决算总表的单元格")
    content = write_statements(trees.document()._replace(statements=(trees.statement("表一", gap=gap),)))
    assert trees.lines(content)[0] == "表一"
    assert comments(content) == ["待填：收入支出决算总表的单元格\n填写位置：收入支出决算总表"]


def test_comments_are_signed_by_nobody_and_dated_by_the_unit() -> None:
    content = write(trees.seed(), Options(trace=True))
    word = docx.Document(BytesIO(content))
    signed = {(comment.author, comment.initials, str(comment.timestamp)) for comment in word.comments}
    assert len(list(word.comments)) > 50
    assert signed == {("narrator", "n", "2025-08-29 00:00:00+00:00")}


def test_each_comment_has_its_range_and_its_mark() -> None:
    content = write(trees.seed(), Options(trace=True))
    text = body(content)
    ids = [comment.get(f"{W}id") for comment in etree.fromstring(trees.parts(content)["word/comments.xml"])]
    for tag in ("commentRangeStart", "commentRangeEnd", "commentReference"):
        assert [mark.get(f"{W}id") for mark in text.iter(f"{W}{tag}")] == ids
    for start in text.iter(f"{W}commentRangeStart"):
        run, end, mark = (start.getnext(), start.getnext().getnext(), start.getnext().getnext().getnext())
        assert (run.tag, end.tag) == (f"{W}r", f"{W}commentRangeEnd")
        assert mark.find(f"{W}commentReference").get(f"{W}id") == start.get(f"{W}id")


# Odd texts --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("<w:p> & \"]]>\" 'a'", "<w:p> & \"]]>\" 'a'"),
        ("a\x00b\x1fc", "a\ufffdb\ufffdc"),
        ("\ud83d", "\ufffd"),
        ("\U0001f600\U00020bb7", "\U0001f600\U00020bb7"),
        ("\ufffe\uffff", "\ufffd\ufffd"),
        ("  两个空格  ", "  两个空格  "),
        ("{{ 年度 }}", "{{ 年度 }}"),
    ],
)
def test_any_text_comes_through(text: str, read: str) -> None:
    """In the title, a heading, a paragraph, a cell and a comment alike."""
    table = Table((line(text),), (Row((cell(text),)),), 1)
    gap = Gap(text, text)
    content = write(Document("test", line(text), (Section(2, line(text), (line(text, gap), table)),), meta=trees.META))
    assert set(trees.lines(content)) == {read}
    assert comments(content)[0].splitlines()[0] == f"待填：{read}"
    assert docx.Document(BytesIO(content)).core_properties.title == read


def test_breaks_and_tabs_in_a_cell() -> None:
    (read,) = docx.Document(BytesIO(write(trees.document(Table((), (Row((cell("一\r\n二\t三\x0b四"),)),), 1))))).tables
    assert read.cell(0, 0).text == "一\n二\t三\n四"


@pytest.mark.parametrize(
    "table", [Table((), (), 0), Table((line("表"),), (Row(()),), 0), Table((), (Row((cell(""),)),), 1)]
)
def test_empty_tables(table: Table) -> None:
    docx.Document(BytesIO(write(trees.document(table, line("后")))))


def test_an_empty_document() -> None:
    empty = Document("test", line(""), ())
    assert trees.lines(write(empty, Options(toc=True, trace=True))) == ["目　录"]
    assert trees.lines(write_statements(empty)) == []

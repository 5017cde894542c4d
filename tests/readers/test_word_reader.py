"""Reading a Word file back: what an accepted document shows, its places, and refusals in Chinese."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from narrator.figures.findings import Refused
from narrator.readers import package, prose, word

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
STRICT = 'xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"'
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="{}"/>'
    "</Relationships>"
)


def _zip(path: Path, parts: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def _file(tmp_path: Path, body: str, space: str = f"{W} {MC}", **parts: str) -> Path:
    """A .docx with this body, and other parts by name (styles, comments)."""
    document = f"<w:document {space}><w:body>{body}</w:body></w:document>"
    return _zip(
        tmp_path / "说明.docx",
        {
            "_rels/.rels": RELATIONS.format("word/document.xml"),
            "word/document.xml": document,
            **{f"word/{name}.xml": content for name, content in parts.items()},
        },
    )


def _texts(path: Path) -> list[str]:
    return [line.text for line in word.load(path).lines]


def _p(words: str, before: str = "") -> str:
    return f"<w:p>{before}<w:r><w:t>{words}</w:t></w:r></w:p>"


def test_paragraphs_and_tables_with_their_places(tmp_path: Path) -> None:
    """Lines in reading order; a person is told paragraph or table, row and cell; a merged cell stands once."""
    document = docx.Document()
    document.add_heading("一、总体情况", 1)
    document.add_paragraph("")
    document.add_paragraph("收入451.67万元。")
    table = document.add_table(3, 3)
    for number, cell in enumerate(table._cells):
        cell.text = f"格{number}"
    table.cell(0, 0).merge(table.cell(0, 1)).text = "横"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "竖"
    table.cell(1, 2).text = ""
    document.add_paragraph("末段")
    path = tmp_path / "说明.docx"
    document.save(str(path))
    lines = word.load(path).lines
    assert [line.text for line in lines] == [
        "一、总体情况", "收入451.67万元。", "横", "格2", "竖", "格4", "格7", "格8", "末段",
    ]  # fmt: skip
    keys = [line.place.key for line in lines]
    assert keys[:4] == ["第 1 段", "第 3 段", "表 1 第 1 行第 1 格", "表 1 第 1 行第 2 格"]
    assert keys[-1] == "第 4 段"
    cells = [(1, 1, 1), (1, 1, 3), (1, 2, 1), (1, 2, 2), (1, 3, 2), (1, 3, 3)]
    assert [line.cell for line in lines] == [None, None, *cells, None]
    assert [line.heading for line in lines] == [1, *[0] * 8]
    assert [line.place.line for line in lines] == list(range(1, 10))


def test_columns_are_those_of_the_grid(tmp_path: Path) -> None:
    """Columns left out before a row, and those that a cell spans, are counted; absurd numbers are not followed."""
    row = "<w:tr><w:trPr><w:gridBefore w:val='{}'/></w:trPr>{}</w:tr>"
    cell = "<w:tc><w:tcPr><w:gridSpan w:val='{}'/></w:tcPr>{}</w:tc>"
    first = row.format(2, cell.format(3, _p("甲")) + cell.format(1, _p("乙")))
    second = row.format("9" * 30, cell.format("x", _p("丙")) + cell.format(0, _p("丁")))
    lines = word.load(_file(tmp_path, f"<w:tbl>{first}{second}</w:tbl>{_p('段')}<w:tbl>{first}</w:tbl>")).lines
    assert [(line.text, line.cell) for line in lines] == [
        ("甲", (1, 1, 3)), ("乙", (1, 1, 6)), ("丙", (1, 2, 1)), ("丁", (1, 2, 2)), ("段", None),
        ("甲", (2, 1, 3)), ("乙", (2, 1, 6)),
    ]  # fmt: skip


def test_headings_have_the_level_that_the_file_says(tmp_path: Path) -> None:
    """By the name of a style, in Word and WPS, or by the level in its outline; body text has none."""
    styles = (
        f"<w:styles {W}><w:style w:styleId='2'><w:name w:val='heading 2'/></w:style>"
        "<w:style w:styleId='b3'><w:name w:val='标题 3'/></w:style>"
        "<w:style w:styleId='own'><w:name w:val='公文一级'/><w:pPr><w:outlineLvl w:val='0'/></w:pPr></w:style>"
        "</w:styles>"
    )
    style, level = "<w:pPr><w:pStyle w:val='{}'/></w:pPr>", "<w:pPr><w:outlineLvl w:val='{}'/></w:pPr>"
    marks = [*map(style.format, ("2", "b3", "own", "none")), *map(level.format, ("1", "9"))]
    body = "".join(_p("字", mark) for mark in marks)
    assert [line.heading for line in word.load(_file(tmp_path, body, styles=styles)).lines] == [2, 3, 1, 0, 2, 0]


def test_a_cell_joins_its_paragraphs(tmp_path: Path) -> None:
    """Paragraphs of a cell are line breaks; a table within a cell has cells of its own."""
    inner = f"<w:tbl><w:tr><w:tc>{_p('内')}</w:tc></w:tr></w:tbl>"
    body = f"<w:tbl><w:tr><w:tc>{_p('一')}{_p('二')}{inner}<w:p/></w:tc></w:tr></w:tbl>"
    assert _texts(_file(tmp_path, body)) == ["内", "一\n二"]


def test_tracked_changes_are_read_as_accepted(tmp_path: Path) -> None:
    """Insertions and moved-in text count; deletions, moved-away text and deleted rows do not."""
    run = "<w:r><w:t>{}</w:t></w:r>"
    body = (
        f"<w:p>{run.format('增加')}<w:del><w:r><w:delText>1.00</w:delText></w:r></w:del>"
        f"<w:ins>{run.format('2.00')}</w:ins><w:moveFrom>{run.format('走')}</w:moveFrom>"
        f"<w:moveTo>{run.format('来')}</w:moveTo></w:p>"
        + _p("前半", "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>")
        + _p("后半")
        + f"<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>{_p('删去的行')}</w:tc></w:tr>"
        f"<w:tr><w:trPr><w:ins/></w:trPr><w:tc>{_p('新增的行')}</w:tc></w:tr></w:tbl>"
    )
    assert _texts(_file(tmp_path, body)) == ["增加2.00来", "前半后半", "新增的行"]


def test_runs_tabs_breaks_and_marks_join(tmp_path: Path) -> None:
    """Text is joined over runs, links, fields and comment marks; instructions and fallbacks are not text."""
    body = (
        "<w:p><w:pPr><w:tabs><w:tab w:val='left'/></w:tabs></w:pPr><w:commentRangeStart w:id='0'/>"
        "<w:r><w:t>4</w:t></w:r><w:hyperlink><w:r><w:t>51</w:t></w:r></w:hyperlink><w:commentRangeEnd w:id='0'/>"
        "<w:r><w:commentReference w:id='0'/></w:r><w:r><w:t xml:space='preserve'>.67 </w:t><w:tab/><w:t>万</w:t>"
        "<w:br/><w:t>元</w:t><w:br w:type='page'/><w:noBreakHyphen/></w:r>"
        "<w:r><w:fldChar w:fldCharType='begin'/><w:instrText>PAGE</w:instrText></w:r>"
        "<mc:AlternateContent><mc:Choice><w:r><w:t>框</w:t></w:r></mc:Choice>"
        "<mc:Fallback><w:r><w:t>框</w:t></w:r></mc:Fallback></mc:AlternateContent></w:p>"
    )
    assert _texts(_file(tmp_path, body)) == ["451.67 \t万\n元-框"]


def test_comments_are_kept_apart(tmp_path: Path) -> None:
    """A comment is no text of the document, and is not lost."""
    comments = f"<w:comments {W}><w:comment w:id='0'>{_p('这个数不对')}</w:comment></w:comments>"
    reading = word.load(_file(tmp_path, _p("正文"), comments=comments))
    assert [line.text for line in reading.lines] == ["正文"]
    assert [(line.text, line.place.key) for line in reading.comments] == [("这个数不对", "批注 1")]


def test_a_table_of_contents_is_left_out(tmp_path: Path) -> None:
    """By its gallery, and by its styles, whose ids are numbers in files of WPS."""
    styles = f"<w:styles {W}><w:style w:styleId='11'><w:name w:val='toc 1'/></w:style></w:styles>"
    gallery = "<w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj></w:sdtPr>"
    body = (
        f"<w:sdt>{gallery}<w:sdtContent>{_p('目录')}{_p('一、总体……1')}</w:sdtContent></w:sdt>"
        + _p("二、收入……2", "<w:pPr><w:pStyle w:val='11'/></w:pPr>")
        + f"<w:sdt><w:sdtContent>{_p('控件里的字')}</w:sdtContent></w:sdt>"
    )
    assert _texts(_file(tmp_path, body, styles=styles)) == ["控件里的字"]


def test_strict_files_and_other_names_are_read(tmp_path: Path) -> None:
    """The strict namespace; a main part of another name; macros are there and stay unread."""
    assert _texts(_file(tmp_path, _p("正文"), STRICT)) == ["正文"]
    path = _zip(
        tmp_path / "b.docx",
        {
            "_rels/.rels": RELATIONS.format("/word/document2.xml"),
            "word/document2.xml": f"<w:document {W}><w:body>{_p('正文')}</w:body></w:document>",
            "word/vbaProject.bin": b"Sub AutoOpen()",
        },
    )
    assert _texts(path) == ["正文"]


def _refusal(path: Path) -> tuple[str, str]:
    with pytest.raises(Refused) as refused:
        prose.load(path)
    [finding] = refused.value.findings
    assert finding.place is not None
    assert finding.place.file == str(path)
    assert finding.advice
    return finding.code, finding.evidence


@pytest.mark.parametrize(
    ("content", "code", "evidence"),
    [
        (b"", "W302", "文件是空的。"),
        (package.OLE + bytes(600), "W303", "这是旧版 Word 或 WPS 的文件（.doc、.wps），不是 .docx。"),
        (package.OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "W304", "文件有打开密码。"),
        (b"%PDF-1.7", "W303", "这是 PDF 文件，不是 Word 文件。"),
        (b"{\\rtf1}", "W303", "这是 RTF 文件，只是改了扩展名。"),
        (b"<!DOCTYPE html><p>", "W303", "这是网页（HTML），只是改了扩展名。"),
        (b"<?xml version='1.0'?>", "W303", "这是 XML 文件，只是改了扩展名。"),
        ("说明".encode(), "W303", "这是文本文件，只是改了扩展名。"),
        (bytes(range(256)), "W303", "这不是 Word 或 WPS 的文件。"),
        (package.ZIP + bytes(40), "W306", "文件不完整或已损坏。"),
    ],
    ids=["empty", "doc", "password", "pdf", "rtf", "html", "xml", "text", "bytes", "zip head"],
)
def test_what_is_no_word_file_is_named(tmp_path: Path, content: bytes, code: str, evidence: str) -> None:
    """Another file under the name of a .docx is told for what it is."""
    path = tmp_path / "说明.docx"
    path.write_bytes(content)
    assert _refusal(path) == (code, evidence)


def test_what_cannot_be_had_is_named(tmp_path: Path) -> None:
    """A missing file, a folder, another zip, a workbook."""
    assert _refusal(tmp_path / "没有.docx") == ("W301", "找不到这个文件。")
    assert _refusal(tmp_path) == ("W301", "这是一个文件夹，不是 Word 文件。")
    assert _refusal(_zip(tmp_path / "a.docx", {"a.txt": ""})) == ("W303", "这是压缩包，不是 Word 或 WPS 的文件。")
    book = _zip(tmp_path / "b.docx", {"xl/workbook.xml": "<workbook/>"})
    assert _refusal(book) == ("W303", "这是工作簿，不是 Word 文件。")


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.9, 0.99])
def test_a_truncated_file_is_refused(tmp_path: Path, kept: float) -> None:
    """A file that was cut off anywhere is damaged, not empty."""
    memory = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("正文")
    document.save(memory)
    path = tmp_path / "说明.docx"
    path.write_bytes(memory.getvalue()[: int(len(memory.getvalue()) * kept)])
    assert _refusal(path) == ("W306", "文件不完整或已损坏。")


def test_broken_xml_is_refused(tmp_path: Path) -> None:
    """XML that is not well formed gives nothing, rather than a part of the text."""
    assert _refusal(_file(tmp_path, "<w:p><w:r>"))[0] == "W306"


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://example.invalid/x.dtd">',
    ],
    ids=["bomb", "external entity", "external type"],
)
def test_entities_are_refused_before_they_grow(tmp_path: Path, head: str) -> None:
    """Neither an XML bomb nor an external entity is expanded or fetched."""
    document = f"{head}<w:document {W}><w:body>{_p('&a;')}</w:body></w:document>"
    parts = {"_rels/.rels": RELATIONS.format("word/document.xml"), "word/document.xml": document}
    assert _refusal(_zip(tmp_path / "说明.docx", parts)) == ("W308", "文件里有 XML 实体声明，正常的 Word 文件没有。")


def test_bombs_are_refused_unopened(tmp_path: Path) -> None:
    """Too many bytes, too many parts, nested too deep, a part twice."""
    big = _zip(tmp_path / "a.docx", {"word/document.xml": bytes(package.MAX_UNPACKED + 1)})
    assert _refusal(big) == ("W305", "文件解压后太大。")
    many = _zip(tmp_path / "b.docx", {f"word/{number}.xml": "" for number in range(package.MAX_PARTS + 1)})
    assert _refusal(many)[0] == "W305"
    deep = _file(tmp_path, "<w:p>" * 100_000 + "</w:p>" * 100_000)
    assert _refusal(deep)[0] == "W305"
    with zipfile.ZipFile(tmp_path / "c.docx", "w") as package_file, pytest.warns(UserWarning):
        package_file.writestr("word/document.xml", "<a/>")
        package_file.writestr("word/document.xml", "<b/>")
    assert _refusal(tmp_path / "c.docx") == ("W305", "压缩包里有两个 word/document.xml。")


def test_a_declared_size_is_not_believed(tmp_path: Path) -> None:
    """A part that says it is small is read as small, and then is damaged."""
    path = _file(tmp_path, _p("正文" * 5000))
    raw = bytearray(path.read_bytes())
    entry = raw.rindex(b"PK\x01\x02")
    raw[entry + 24 : entry + 28] = (10).to_bytes(4, "little")
    path.write_bytes(bytes(raw))
    assert _refusal(path)[0] == "W306"


def test_text_and_markdown_are_lines_too(tmp_path: Path) -> None:
    """Tabs part cells; Markdown loses its marks; old programs save GB 18030."""
    text = tmp_path / "说明.txt"
    text.write_bytes("\ufeff标题\n\n甲\t\t乙\n".encode())
    assert [(line.text, line.place.key) for line in prose.load(text).lines] == [
        ("标题", "第 1 行"), ("甲", "第 3 行第 1 格"), ("乙", "第 3 行第 3 格"),
    ]  # fmt: skip
    text.write_text("甲\t乙\n丙\t丁\n段\n\t戊\n", encoding="utf-8")
    cells = [(1, 1, 1), (1, 1, 2), (1, 2, 1), (1, 2, 2), None, (2, 1, 2)]
    assert [line.cell for line in prose.load(text).lines] == cells
    text.write_bytes("决算说明".encode("gb18030"))
    assert [line.text for line in prose.load(text).lines] == ["决算说明"]
    text.write_bytes(b"\xff\xff\xff")
    assert _refusal(text)[0] == "W303"
    marked = tmp_path / "说明.md"
    marked.write_text(
        "# 标题\n\n1\\. 总计\\*\n\n<table>\n<caption>表一<br>（万元）</caption>\n"
        "<tr><th>甲</th><td>a &lt; b<br>c</td></tr>\n</table>\n<!-- narrator sha256:0 -->\n",
        encoding="utf-8",
    )
    assert [line.text for line in prose.load(marked).lines] == [
        "标题",
        "1. 总计*",
        "表一",
        "（万元）",
        "甲",
        "a < b\nc",
    ]


def test_the_reader_gives_what_python_docx_wrote(tmp_path: Path) -> None:
    """Elements added by an independent library, deletions by hand."""
    document = docx.Document()
    paragraph = document.add_paragraph("留下")
    deleted = OxmlElement("w:del")
    run = paragraph.add_run("删去")._r
    for text in run.findall(qn("w:t")):
        text.tag = qn("w:delText")
    paragraph._p.append(deleted)
    deleted.append(run)
    path = tmp_path / "说明.docx"
    document.save(str(path))
    assert _texts(path) == ["留下"]

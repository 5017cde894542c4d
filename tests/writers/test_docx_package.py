"""The Word package: schema order, complete relationships, same bytes, the stamp, and files of the unit's own."""

from __future__ import annotations

import importlib.util
import re
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.shared import Mm, Pt
from lxml import etree

from helpers import word_trees as trees
from helpers.strategies import FIXTURE
from helpers.word_package import (
    check,
    ids,
    order,
    types_and_relations,
)
from helpers.word_trees import W, line
from narrator.figures.findings import Refused
from narrator.figures.values import Gap
from narrator.files import zipped
from narrator.writers.docx import package as word_package
from narrator.writers.docx import prepared, untouched, write, write_statements
from narrator.writers.options import Options

pytestmark = pytest.mark.slow


def everything() -> bytes:
    """A file that uses all that the writer can do."""
    gap = Gap("主要原因", "主要原因")
    statements = tuple(
        trees.statement(f"{name}表", wide=name == "二", gap=gap if name == "三" else None) for name in "一二三"
    )
    document = trees.seed()._replace(statements=statements, placing="inline")
    charts = importlib.util.find_spec("matplotlib") is not None
    return write(document, Options(toc=True, trace=True, charts=charts))


def statement_file() -> bytes:
    return write_statements(trees.seed()._replace(statements=(trees.statement("一表"),), placing="separate"))


FILES: dict[str, Callable[[], bytes]] = {
    "text": lambda: write(trees.seed()),
    "everything": everything,
    "statements": statement_file,
    "empty": lambda: write(trees.document(), Options(toc=True)),
}


@pytest.fixture(params=FILES)
def content(request: pytest.FixtureRequest) -> bytes:
    return FILES[request.param]()


# Validity ---------------------------------------------------------------------------------------------


def test_the_package_is_valid(content: bytes) -> None:
    check(content)


def test_nothing_runs_loads_or_asks(content: bytes) -> None:
    """No macro, no external target, no field that Word wants to update by itself, no automatic list."""
    whole = b"".join(trees.parts(content).values())
    for word in (
        b"vbaProject",
        b"TargetMode",
        b"attachedTemplate",
        b"updateFields",
        b"macroEnabled",
        b"numPr",
    ):
        assert word not in whole
    fields = [field.split()[0] for field in re.findall(rb"<w:instrText[^>]*>([^<]*)<", whole)]
    assert sorted(field for field in fields if field != b"TOC") == [b"PAGE", b"PAGE"]
    assert fields.count(b"TOC") == (b"<w:hyperlink " in whole)
    assert b"w:dirty" not in whole


# Properties and stamp ---------------------------------------------------------------------------------


def test_properties_name_the_unit_and_its_date(content: bytes) -> None:
    properties = docx.Document(BytesIO(content)).core_properties
    assert (properties.author, properties.last_modified_by) == ("某某单位", "某某单位")
    assert str(properties.created) == str(properties.modified) == "2025-08-29 00:00:00+00:00"
    assert b"python" not in b"".join(trees.parts(content).values()).lower()


@pytest.mark.parametrize("name", FILES)
def test_same_input_same_bytes(name: str) -> None:
    first = FILES[name]()
    word_package.official.cache_clear()
    assert FILES[name]() == first
    with zipfile.ZipFile(BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_package_that_stands_ready_is_what_its_source_makes() -> None:
    """Where it is not: ``python -m narrator.writers.docx.prepared`` writes it anew."""
    assert word_package.OFFICIAL.read_text(encoding="utf-8") == prepared.text()


@pytest.mark.parametrize(
    ("packed", "method"), [(zipped.zipped, zipfile.ZIP_DEFLATED), (zipped.stored, zipfile.ZIP_STORED)]
)
def test_the_archive_is_the_one_that_zipfile_writes(
    packed: Callable[[str, bytes], zipped.ZippedPart], method: int
) -> None:
    parts = {"a.xml": b"<a/>" * 9000, "word/图.png": bytes(range(256)), "empty": b""}
    memory = BytesIO()
    with zipfile.ZipFile(memory, "w") as theirs:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name)
            entry.create_system = 0
            theirs.writestr(entry, content, method)
    assert zipped.archive(packed(*part) for part in parts.items()) == memory.getvalue()


def test_neither_python_docx_nor_lxml_is_needed_to_write(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules.update(dict.fromkeys(('docx', 'lxml', 'matplotlib')))\n"
        "from narrator.cli import run; sys.exit(run(sys.argv[1:]))"
    )
    made = tmp_path / "a.docx"
    arguments = ["draft", str(FIXTURE), "-o", str(made), "--toc", "--trace", "--statements", "inline"]
    subprocess.run([sys.executable, "-c", code, *arguments], check=True)
    check(made.read_bytes())


def repacked(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    memory = BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as package:
        for part, old in trees.parts(content).items():
            package.writestr(part, change(old) if part == name else old)
    return memory.getvalue()


def test_what_nobody_touched_is_ours(content: bytes) -> None:
    assert untouched(content)
    assert untouched(repacked(content, "", bytes))  # packed again, the parts are the same


@pytest.mark.parametrize("part", ["word/document.xml", "word/comments.xml", "word/styles.xml", "word/footer1.xml"])
def test_an_edit_anywhere_is_seen(part: str) -> None:
    content = write(trees.seed())
    assert not untouched(repacked(content, part, lambda old: old.replace(b"w:val", b"w:vaI", 1) + b" "))


def test_a_file_saved_by_another_program_is_an_edit() -> None:
    word = docx.Document(BytesIO(write(trees.seed())))
    word.paragraphs[0].add_run("改")
    memory = BytesIO()
    word.save(memory)
    assert not untouched(memory.getvalue())


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", "说明".encode()])
def test_what_is_no_file_of_ours_is_somebodys(content: bytes) -> None:
    assert not untouched(content)
    whole = write(trees.seed())
    assert not untouched(whole[: len(whole) // 2])


def test_a_part_added_is_an_edit() -> None:
    memory = BytesIO(write(trees.seed()))
    with zipfile.ZipFile(memory, "a") as package:
        package.writestr("word/more.xml", "<a/>")
    assert not untouched(memory.getvalue())


# A file of the unit's own -----------------------------------------------------------------------------


def own(change: Callable[[Any], None] = lambda word: None) -> bytes:
    """A file as a person would make it in Word: styles, page, header with a picture, footer, some text."""
    word = docx.Document()
    word.styles["Normal"].font.name = "Arial"
    word.styles["Heading 1"].font.size = Pt(30)
    word.sections[0].left_margin = Mm(11)
    word.sections[0].header.paragraphs[0].text = "单位页眉"
    word.sections[0].header.paragraphs[0].add_run().add_picture(BytesIO(picture()))
    word.sections[0].footer.paragraphs[0].text = "单位页脚"
    word.add_paragraph("模板里的正文")
    change(word)
    memory = BytesIO()
    word.save(memory)
    return memory.getvalue()


def picture() -> bytes:
    """A PNG of one pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def written_in(tmp_path: Path, content: bytes, *, toc: bool = False, trace: bool = False) -> bytes:
    path = tmp_path / "单位模板.docx"
    path.write_bytes(content)
    return write(trees.seed(), Options(toc=toc, trace=trace, reference=path))


def test_styles_page_header_and_footer_are_theirs(tmp_path: Path) -> None:
    content = written_in(tmp_path, own(), toc=True, trace=True)
    word: Any = docx.Document(BytesIO(content))
    assert word.styles["Normal"].font.name == "Arial"
    assert word.styles["Heading 1"].font.size.pt == 30
    page = word.sections[0]
    assert round(page.left_margin / 36000) == 11
    assert page.header.paragraphs[0].text == "单位页眉"
    assert page.footer.paragraphs[0].text == "单位页脚"
    assert any(name.startswith("word/media/") for name in trees.parts(content))
    assert untouched(content)


def test_the_text_is_ours(tmp_path: Path) -> None:
    content = written_in(tmp_path, own())
    assert trees.lines(content) == trees.lines(write(trees.seed()))
    assert "模板里的正文".encode() not in trees.parts(content)["word/document.xml"]


def test_the_file_in_their_layout_is_valid_too(tmp_path: Path) -> None:
    content = written_in(tmp_path, own(), toc=True, trace=True)
    parts = trees.parts(content)
    roots = {name: etree.fromstring(part) for name, part in parts.items() if name.endswith((".xml", ".rels"))}
    types_and_relations(parts, roots)
    ids(roots)
    order(roots["word/document.xml"])


def test_tables_are_as_wide_as_their_page(tmp_path: Path) -> None:
    content = written_in(tmp_path, own())
    page = docx.Document(BytesIO(content)).sections[0]
    width = ((page.page_width or 0) - (page.left_margin or 0) - (page.right_margin or 0)) // 635
    table: Any = next(etree.fromstring(trees.parts(content)["word/document.xml"]).iter(f"{W}tblW"))
    assert abs(int(table.get(f"{W}w")) - width) <= 1


def test_styles_are_found_by_their_chinese_names(tmp_path: Path) -> None:
    def rename(word: Any) -> None:
        for name, chinese in {"Heading 1": "标题 1", "Title": "标题"}.items():
            element = word.styles[name].element
            element.set(f"{W}styleId", f"id{chinese.replace(' ', '')}")
            element.find(f"{W}name").set(f"{W}val", chinese)

    word = docx.Document(BytesIO(written_in(tmp_path, own(rename))))
    assert [words.style.style_id for words in word.paragraphs[:2] if words.style] == ["id标题", "id标题1"]


def test_numbered_headings_lose_their_automatic_numbers(tmp_path: Path) -> None:
    """And what they are based on; lists that our text does not use stay lists."""

    def numbered(word: Any) -> None:
        for name in ("Heading 1", "Normal"):
            word.styles[name].element.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = 1

    word = docx.Document(BytesIO(written_in(tmp_path, own(numbered))))
    lists = [style.name for style in word.styles if list(style.element.iter(f"{W}numPr"))]
    assert not {"Heading 1", "Normal"} & set(lists)
    assert "List Bullet" in lists


def test_our_own_file_serves_as_a_reference(tmp_path: Path) -> None:
    content = written_in(tmp_path, write(trees.seed(), Options(toc=True, trace=True)))
    check(content)
    assert trees.parts(content)["word/document.xml"].count(b"<w:tbl>") == 4


def test_a_template_behind_it_is_left_out(tmp_path: Path) -> None:
    def attached(word: Any) -> None:
        word.part._settings_part.rels.get_or_add_ext_rel("http://x/attachedTemplate", "http://example.invalid/a.dotm")

    content = written_in(tmp_path, own(attached))
    assert b"example.invalid" not in b"".join(trees.parts(content).values())


def bomb() -> bytes:
    memory = BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", bytes(200 * 2**20))
    return memory.getvalue()


ENTITY = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
UNFIT: dict[str, tuple[Callable[[], bytes], str]] = {
    "doc or password": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "W212"),
    "text": ("说明".encode, "W213"),
    "empty": (lambda: b"", "W213"),
    "cut": (lambda: own()[:9000], "W213"),
    "other package": (
        lambda: repacked(own(), "_rels/.rels", lambda old: old.replace(b"/officeDocument", b"/x")),
        "W213",
    ),
    "workbook": (lambda: repacked(own(), "word/document.xml", lambda old: b"<workbook/>"), "W213"),
    "broken styles": (lambda: repacked(own(), "word/styles.xml", lambda old: old[:500]), "W213"),
    "no relations": (lambda: repacked(own(), "word/_rels/document.xml.rels", lambda old: b""), "W213"),
    "bomb": (bomb, "W214"),
    "entity": (lambda: repacked(own(), "word/styles.xml", lambda old: ENTITY), "W216"),
    "wide entity": (lambda: repacked(own(), "word/styles.xml", lambda old: ENTITY.decode().encode("utf-16")), "W216"),
}


@pytest.mark.parametrize("case", UNFIT)
def test_an_unfit_file_is_refused(case: str, tmp_path: Path) -> None:
    make, code = UNFIT[case]
    with pytest.raises(Refused) as refused:
        written_in(tmp_path, make())
    (finding,) = refused.value.findings
    assert finding.code == code
    assert finding.place is not None
    assert finding.place.file.endswith("单位模板.docx")
    assert finding.advice.startswith("请")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="W211"):
        write(trees.document(line("正文")), Options(reference=tmp_path / "没有.docx"))

"""The page numbers of the contents: counted by LibreOffice or typst, the same as in the file, or left out and told."""

from __future__ import annotations

import re
import shutil
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import docx
import pypdfium2  # type: ignore[import-untyped]
import pytest

import narrator
from helpers import every_format, published
from helpers import word_trees as trees
from narrator import cli
from narrator.document.tree import Document
from narrator.tasks import paging
from narrator.writers import docx as writer
from narrator.writers import pdf
from narrator.writers.options import Options

OPTIONS = every_format.OPTIONS._replace(toc=True)
SEED = Path(__file__).parents[2] / "fixtures" / "changji-2024"


@pytest.fixture
def no_office(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No program is found."""
    monkeypatch.setenv("PATH", str(tmp_path))


def pages_of_the_text(content: bytes, document: Document) -> tuple[int, ...]:
    """On which page of a PDF each heading stands, looked up in what its pages say, contents pages apart."""
    with pypdfium2.PdfDocument(content) as opened:
        texts = [re.sub(r"\s", "", page.get_textpage().get_text_bounded()) for page in opened]
    start = next(number for number, text in enumerate(texts) if "目录" not in text and "....." not in text)
    found = []
    for heading in writer.headings(document, OPTIONS):
        words = re.sub(r"\s", "", heading)
        start = next(number for number in range(start, len(texts)) if words in texts[number])
        found.append(start + 1)
    return tuple(found)


@pytest.mark.usefixtures("no_office")
def test_typst_counts_where_there_is_no_office() -> None:
    document = trees.seed()
    counted = paging.counted(document, OPTIONS)
    assert counted.pages == pages_of_the_text(pdf.write(document, OPTIONS), document)
    assert counted.told.startswith("提示 目录的页码由 typst 按同样的版面排版数出；")


@pytest.mark.office
@pytest.mark.slow
@pytest.mark.skipif(not any(map(shutil.which, ("soffice", "libreoffice"))), reason="LibreOffice is not here")
def test_office_counts_in_the_file_itself(tmp_path: Path) -> None:
    """Also where the look is that of a file of the unit's own."""
    counted = paging.counted(trees.seed(), OPTIONS)
    assert counted.told.startswith("提示 目录的页码由 LibreOffice 排版数出；")
    assert len(counted.pages) == len(writer.headings(trees.seed(), OPTIONS))
    assert counted.pages[0] > 1
    assert list(counted.pages) == sorted(counted.pages)
    template = tmp_path / "模板.docx"
    docx.Document().save(str(template))
    own = paging.counted(trees.seed(), OPTIONS._replace(reference=template))
    assert own.told == counted.told
    assert own.pages != counted.pages


@pytest.mark.usefixtures("no_office")
def test_a_page_is_never_guessed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither where nothing lays pages out, nor where typst does not know the look."""
    template = tmp_path / "模板.docx"
    docx.Document().save(str(template))
    told = paging.counted(trees.seed(), OPTIONS._replace(reference=template))
    monkeypatch.setitem(sys.modules, "typst", None)
    pdf.compile._library.cache_clear()
    assert paging.counted(trees.seed(), Options(toc=True)) == told
    assert told.pages == ()
    assert told.told.startswith("提示 目录里没有页码：没有能排版的程序数出来。")


@pytest.mark.usefixtures("no_office")
def test_a_document_without_headings() -> None:
    empty = Document("test", trees.line(""), ())
    assert paging.counted(empty, OPTIONS) == paging.Counted((), "提示 没有标题，目录是空的。")


@pytest.mark.usefixtures("no_office")
def test_the_command_fills_the_numbers_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "说明.docx"
    fonts = str(every_format.FONTS)
    assert cli.run(["draft", str(SEED), "-o", str(out), "--toc", "--font-dir", fonts]) == cli.OK
    told = capsys.readouterr().err
    assert "提示 目录的页码由 typst 按同样的版面排版数出；" in told
    assert "没有用上" not in told
    with zipfile.ZipFile(BytesIO(out.read_bytes())) as archive:
        text = archive.read("word/document.xml").decode()
    entries = re.findall(r"<w:hyperlink .*?</w:hyperlink>", text)
    numbers = tuple(int(re.findall(r">(\d+)</w:t>", entry)[-1]) for entry in entries)
    assert numbers == paging.counted(trees.seed(), OPTIONS).pages
    assert cli.run(["diff", str(out), str(SEED)]) == cli.OK


def test_a_heading_of_nothing_but_statements_stands_on_their_first_page(tmp_path: Path) -> None:
    """In PDF; each statement has its page among those that are counted for the contents of Word, too."""
    document = narrator.draft(published.unit_of("putuo", tmp_path), "shanghai/2024")
    counted = pdf.headings(document, every_format.OPTIONS)
    named = [heading for heading, _ in counted]
    at = next(number for number, heading in enumerate(named) if heading.startswith("第二部分"))
    assert named[at + 1] == "收入支出决算总表"
    assert counted[at][1] == counted[at + 1][1] > counted[at - 1][1]
    assert [heading for heading in named if heading.endswith("表")][1:] == [one.term for one in document.statements]
    body = trees.parts(writer.write(document))["word/document.xml"].decode()
    heading, first = body.index("部门决算表</w:t>"), body.index(">收入支出决算总表<")
    assert heading < first and not re.search("<w:tbl>|<w:sectPr", body[heading:first])

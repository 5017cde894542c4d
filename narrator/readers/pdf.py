"""The door for a finished 说明 as a PDF: pages under limits, then lines as the document has them.

What the pages hold is found in the process for strangers' files, some pages at a time (``narrator.readers.pdf_pages``);
what belongs together is then put together here (``narrator.readers.paged``). pdfium and pdfplumber are imported there
only, and only for a PDF.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from narrator.figures.findings import Finding
from narrator.figures.values import Place
from narrator.readers import isolated, package, paged, pdf_pages
from narrator.readers.lines import MAX_LINES, Prose, too_long
from narrator.readers.pdf_pages import DOOR, Page

MAX_CHARACTERS = 500_000  # in all
_AT_A_TIME = 20  # pages
_HEAD, _TAIL = 1024, 4096  # so far into a file its mark stands, so far from its end
_NEEDED = ("pypdfium2", "pdfplumber")
_INSTALL = '请运行：pip install "narrator[read-pdf]"；或用原来的 Word 文件。'
_SCANNED = "请用原来的 Word 文件；只有扫描件的，请先做文字识别（OCR），核对数字，另存为 .docx。"


def load(path: Path) -> Prose:
    """The text of a PDF: paragraphs whole again, tables as cells, without page numbers, running heads and contents.

    Raises Refused: W301 not to be had, W302 empty or too large, W303 no PDF, W304 password, W305 too many pages or too
    much on one, W306 damaged, W307 without text that can be told, W310 where a package is missing. ``notes`` of the
    text say which pages could not be read, or not wholly (W311 to W313).
    """
    raw = package.read(path, DOOR)
    if b"%PDF-" not in raw[:_HEAD]:
        raise DOOR.refused(path, 3, "这不是 PDF 文件。", "请检查是否选错了文件，或改了扩展名。")
    if missing := [name for name in _NEEDED if find_spec(name) is None]:
        evidence = f"没有安装 {' 和 '.join(missing)}，读不了 PDF 文件。"
        raise DOOR.refused(path, 10, evidence, _INSTALL)
    if b"startxref" not in raw[-_TAIL:]:
        raise DOOR.broken(path)
    about = isolated.call(DOOR, path, pdf_pages.opened, path, raw)
    pages: list[Page] = []
    for start in range(1, about.pages + 1, _AT_A_TIME):
        numbers = range(start, min(start + _AT_A_TIME, about.pages + 1))
        pages += isolated.call(DOOR, path, pdf_pages.pages, path, raw, numbers)
        if sum(map(_letters, pages)) > MAX_CHARACTERS:
            raise DOOR.refused(path, 5, f"文件超过 {MAX_CHARACTERS} 字。", "请检查是否选错了文件。")
    if not any(map(_letters, pages)):
        raise DOOR.refused(path, 7, "这份 PDF 没有文字，像是扫描件。", _SCANNED)
    if 2 * sum(page.unknown for page in pages) > sum(map(_letters, pages)):
        raise DOOR.refused(path, 7, "这份 PDF 里的字大多认不出（字体没有说明是什么字）。", _SCANNED)
    lines = paged.lines(path, pages, about.headings)
    if len(lines) > MAX_LINES:
        raise too_long(path, DOOR)
    return Prose(lines, (), tuple(_notes(path, pages)))


def _letters(page: Page) -> int:
    cells = (row for table in page.tables for cell in table.cells for row in cell.rows)
    return sum(len(row.text) for row in (*page.rows, *cells))


def _notes(path: Path, pages: list[Page]) -> list[Finding]:
    """What of the pages was not read."""
    notes = []
    place = Place(str(path), 0, 0)
    if unread := [page for page in pages if page.silent and not _letters(page)]:
        evidence = f"第 {_numbered(unread)} 页没有文字（空白，或只有图片），没有读。"
        notes.append(Finding("W311", place, evidence, _SCANNED))
    if unknown := [page for page in pages if page.unknown]:
        count = sum(page.unknown for page in unknown)
        evidence = f"第 {_numbered(unknown)} 页有 {count} 个字认不出（字体没有说明是什么字），读作「\ufffd」。"
        notes.append(Finding("W312", place, evidence, "请用原来的 Word 文件，或重新导出 PDF。"))
    if turned := [page for page in pages if page.turned]:
        count = sum(page.turned for page in turned)
        evidence = f"第 {_numbered(turned)} 页有 {count} 个字与别的字方向不同（如水印、竖排的字），没有读。"
        notes.append(Finding("W313", place, evidence))
    return notes


def _numbered(pages: list[Page]) -> str:
    return "、".join(str(page.number) for page in pages)

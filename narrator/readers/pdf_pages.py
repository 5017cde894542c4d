"""The pages of a PDF as rows of words with their positions and as ruled tables: what pdfium finds there.

Runs in the process for strangers' files (``narrator.readers.isolated``), some pages at a time. Positions are in points
from the upper left corner of the page as it is read: where most characters are turned, the page is turned with them.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from narrator.readers import pdf_rows, ruled
from narrator.readers.lines import WIDE
from narrator.readers.package import Door
from narrator.readers.pdf_rows import Char, Row
from narrator.readers.ruled import Ruled, Spot

DOOR = Door("W3", " PDF 文件", "PDF 阅读器", "请用原来的 Word 文件，或重新导出 PDF。")
MAX_PAGES = 500
MAX_CHARACTERS = 10_000  # on one page
MAX_OBJECTS = 50_000
_LOCKED = (4, 5)  # what pdfium calls a wrong password, and a lock that it does not know
_HYPHENS = dict.fromkeys((0x2, 0xFFFE, 0xAD), "-")


class Page(NamedTuple):
    """A page: its rows outside tables from the top down, its tables.

    ``silent`` says that it shows a picture or nothing at all; ``unknown`` how many characters nobody can tell,
    ``turned`` how many are left out because they are turned otherwise than most (a watermark).
    """

    number: int
    width: float
    height: float
    rows: tuple[Row, ...]
    tables: tuple[Ruled, ...]
    silent: bool
    unknown: int
    turned: int


class Heading(NamedTuple):
    """A bookmark: its level from 1, its words, its page from 1."""

    level: int
    text: str
    page: int


class Opened(NamedTuple):
    """What a file says of itself: how many pages it has, its bookmarks."""

    pages: int
    headings: tuple[Heading, ...]


def opened(path: Path, raw: bytes) -> Opened:
    """How many pages a file has, and its bookmarks.

    Raises Refused: W304 password, W305 too many pages, W306 damaged.
    """
    document = _document(path, raw)
    try:
        if len(document) > MAX_PAGES:
            raise DOOR.refused(path, 5, f"文件超过 {MAX_PAGES} 页。", "请检查是否选错了文件。")
        headings = []
        for mark, _ in zip(document.get_toc(max_depth=6), range(10_000), strict=False):
            target = mark.get_dest()
            index = target.get_index() if target else None
            if index is not None:
                headings.append(Heading(mark.level + 1, mark.get_title(), index + 1))
        return Opened(len(document), tuple(headings))
    finally:
        document.close()


def pages(path: Path, raw: bytes, numbers: range) -> list[Page]:
    """Some pages of a file, by their numbers from 1.

    Raises Refused: W305 where a page holds more than any 说明, W306 damaged.
    """
    from pypdfium2 import PdfiumError  # type: ignore[import-untyped]

    document = _document(path, raw)
    try:
        return [_page(path, document, number) for number in numbers]
    except PdfiumError:
        raise DOOR.broken(path) from None
    finally:
        document.close()


def _document(path: Path, raw: bytes) -> Any:
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        return PdfDocument(raw)
    except PdfiumError as error:
        raise DOOR.locked(path) if error.err_code in _LOCKED else DOOR.broken(path) from None


def _page(path: Path, document: Any, number: int) -> Page:
    from pypdfium2 import raw as pdfium

    page = document[number - 1]
    words = page.get_textpage()
    try:
        count = words.count_chars()
        if count > MAX_CHARACTERS:
            raise DOOR.refused(path, 5, f"第 {number} 页超过 {MAX_CHARACTERS} 字。", "请检查是否选错了文件。")
        real = [index for index in range(count) if not pdfium.FPDFText_IsGenerated(words.raw, index)]
        angles = [pdfium.FPDFText_GetCharAngle(words.raw, index) for index in real]
        turned = _quarter_turns(angles)
        place, width, height = _turn(page.get_bbox(), turned)
        upright = [index for index, angle in zip(real, angles, strict=True) if angle < 0 or _turned_so(angle, turned)]
        found = _chars(pdfium, words.raw, upright, place)
        chars = [char for char in found if 0 <= char.across < width and 0 <= char.middle < height]
        objects = list(page.get_objects())
        if len(objects) > MAX_OBJECTS:
            raise MemoryError
        tables = ruled.tables(pdfium, objects, place, chars)
        rows = tuple(pdf_rows.rows(char for char in chars if not any(ruled.within(char, table) for table in tables)))
        silent = not objects or any(item.type == pdfium.FPDF_PAGEOBJ_IMAGE for item in objects)
        unknown = sum("\ufffd" in char.text for char in chars)
        return Page(number, width, height, rows, tuple(tables), silent, unknown, len(real) - len(upright))
    finally:
        words.close()
        page.close()


# Characters and rows ------------------------------------------------------------------------------------


def _quarter_turns(angles: list[float]) -> int:
    """By how many quarters most characters of a page are turned to the left."""
    turns = Counter(round(-angle / (math.pi / 2)) % 4 for angle in angles if angle >= 0)
    return turns.most_common(1)[0][0] if turns else 0


def _turned_so(angle: float, turned: int) -> bool:
    return abs(math.remainder(angle + turned * math.pi / 2, 2 * math.pi)) < 0.1


def _turn(box: tuple[float, float, float, float], turned: int) -> tuple[Spot, float, float]:
    """What makes of a point of the file one of the page as it is read; the width and height of that page."""
    left, bottom, right, top = box
    width, height = right - left, top - bottom
    match turned:
        case 0:
            return (lambda x, y: (x - left, top - y)), width, height
        case 1:
            return (lambda x, y: (y - bottom, x - left)), height, width
        case 2:
            return (lambda x, y: (right - x, y - bottom)), width, height
        case _:
            return (lambda x, y: (top - y, right - x)), height, width


def _chars(pdfium: Any, words: Any, indices: list[int], place: Spot) -> Iterator[Char]:
    """The characters of these numbers, where each stands on the page as it is read."""
    x, y = ctypes.c_double(), ctypes.c_double()
    box, ink = pdfium.FS_RECTF(), [ctypes.c_double() for _ in range(4)]
    for index in indices:
        text = _character(pdfium.FPDFText_GetUnicode(words, index))
        if text and pdfium.FPDFText_HasUnicodeMapError(words, index):
            text = "\ufffd"
        if not text or not pdfium.FPDFText_GetLooseCharBox(words, index, box):
            continue
        pdfium.FPDFText_GetCharOrigin(words, index, x, y)
        pdfium.FPDFText_GetCharBox(words, index, *ink)
        left, right = sorted((place(box.left, box.bottom)[0], place(box.right, box.top)[0]))
        first, last, bottom, top = (edge.value for edge in ink)
        across, down = place((first + last) / 2, (bottom + top) / 2)[0], place(x.value, y.value)[1]
        if all(map(math.isfinite, (left, right, across, down))):
            size = (right - left) * (1 if WIDE.match(text) else 2)
            yield Char(text, left, right, across, down - size / 3, down, size)


def _character(code: int) -> str:
    if code in _HYPHENS:
        return _HYPHENS[code]
    if code == 0 or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return "\ufffd"
    return chr(code) if code >= 0x20 else ""

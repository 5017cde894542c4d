"""Pages as pictures: drawn small and grey, kept on one sheet, and held against what was kept.

Two sheets are alike where their documents have as many pages, and where what is black in one has black of the other
within a dot of it, but for specks. A dot is what another machine moves a letter by; a column, a row or a heading moves
by more.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pypdfium2  # type: ignore[import-untyped]
from PIL import Image, ImageChops, ImageFilter
from PIL.PngImagePlugin import PngInfo

DOT = 4  # dots of a drawn page (144 to the inch) that become one of its picture: 0.7 mm
SIDE = 421  # dots, the longer side of A4: a page takes a square of it, upright or on its side
ACROSS = 5  # pages in a row
_GREYS = 8
_SPECK = 4  # dots, 3 mm: how wide and high a speck is
_MOST = 42  # of 255: how black a speck may be on the mean; a page moved by half a dot has 38, a column by 3 mm 45
_TOTAL = "pages"  # under this word the file says how many pages the document has


class Drawn(NamedTuple):
    """Pages of a document as they were drawn, and how many it has in all."""

    pages: list[Image.Image]
    total: int


class Sheet(NamedTuple):
    """Pages of a document as one small picture, and how many it has in all."""

    picture: Image.Image
    total: int


class Differs(NamedTuple):
    """A difference between two sheets: the place of the page on the sheet, from 1; 0 where the documents have not as
    many pages. ``most`` is how black its blackest speck is, or how many pages there are more or less."""

    page: int
    most: int


def drawn(pdf: Path, pages: Iterable[int]) -> Drawn:
    """The pages of a PDF with these numbers, from 1 or from -1 at its end; what it has not is left out."""
    document = pypdfium2.PdfDocument(pdf)
    total = len(document)
    indexes = [page - 1 if page > 0 else total + page for page in pages]
    scale = SIDE * DOT / 842  # 842 points are the longer side of A4
    shown = [document[index] for index in indexes if 0 <= index < total]
    return Drawn([page.render(scale=scale, grayscale=True).to_pil() for page in shown], total)


def sheet(drawn: Drawn) -> Sheet:
    """The pages on one picture, in rows, each on its square."""
    rows = -(-len(drawn.pages) // ACROSS)
    whole = Image.new("L", (ACROSS * SIDE, max(rows, 1) * SIDE), 255)
    for number, page in enumerate(drawn.pages):
        square = Image.new("L", (SIDE, SIDE), 160)
        square.paste(page.convert("L").reduce(DOT))
        whole.paste(square, (number % ACROSS * SIDE, number // ACROSS * SIDE))
    return Sheet(whole, drawn.total)


def keep(sheet: Sheet, path: Path) -> None:
    """The sheet as a file, in as few bytes as its greys allow."""
    path.parent.mkdir(parents=True, exist_ok=True)
    step = 255 / (_GREYS - 1)
    few = sheet.picture.point([round(round(level / step) * step) for level in range(256)])
    told = PngInfo()
    told.add_text(_TOTAL, str(sheet.total))
    few.quantize(_GREYS).save(path, optimize=True, pnginfo=told)


def kept(path: Path) -> Sheet:
    """The sheet that a file keeps."""
    with Image.open(path) as opened:
        return Sheet(opened.convert("L"), int(opened.info[_TOTAL]))


def difference(kept: Sheet, now: Sheet) -> list[Differs]:
    """What differs between two sheets, page by page."""
    found = [Differs(0, abs(kept.total - now.total))] if kept.total != now.total else []
    size = (ACROSS * SIDE, max(kept.picture.height, now.picture.height))
    both = [_on(size, sheet.picture) for sheet in (kept, now)]
    for number in range(size[1] // SIDE * ACROSS):
        left, top = number % ACROSS * SIDE, number // ACROSS * SIDE
        one, other = (picture.crop((left, top, left + SIDE, top + SIDE)) for picture in both)
        if (most := max(_blackest(one, other), _blackest(other, one))) > _MOST:
            found.append(Differs(number + 1, round(most)))
    return found


def _blackest(one: Image.Image, other: Image.Image) -> float:
    """The mean blackness of the blackest speck of what one page has and the other has not within a dot."""
    near = ImageChops.invert(other).filter(ImageFilter.MaxFilter(3))
    alone = np.asarray(ImageChops.subtract(ImageChops.invert(one), near), dtype=np.int32)
    rest = SIDE - _SPECK + 1
    across = sum((alone[:, shift : shift + rest] for shift in range(1, _SPECK)), alone[:, :rest])
    sums = sum((across[shift : shift + rest] for shift in range(1, _SPECK)), across[:rest])
    return float(sums.max()) / _SPECK**2


def _on(size: tuple[int, int], picture: Image.Image) -> Image.Image:
    """The picture on a canvas of this size."""
    canvas = Image.new("L", size, 255)
    canvas.paste(picture)
    return canvas


def beside(kept: Sheet, now: Sheet, path: Path) -> None:
    """One picture of what was kept, what is now, and where they differ, below each other: red is gone, blue is new."""
    one, other = kept.picture, now.picture
    size = (max(one.width, other.width), max(one.height, other.height))
    both = [_on(size, picture) for picture in (one, other)]
    marked = Image.merge("RGB", (both[1], ImageChops.darker(*both), both[0]))
    whole = Image.new("RGB", (size[0], 3 * size[1]), "white")
    for number, picture in enumerate((*both, marked)):
        whole.paste(picture, (0, number * size[1]))
    path.parent.mkdir(parents=True, exist_ok=True)
    whole.save(path)

"""Pages as pictures: drawn small and grey, kept on one sheet, and held against what was kept.

Two sheets are alike where no small part of any page differs in its blackness by more than a tolerance. A part is
wider than the shift of a letter that another machine brings, and smaller than a heading, a row or a column.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pypdfium2  # type: ignore[import-untyped]
from PIL import Image, ImageChops

SCALE = 0.25  # dots for each point: 18 to the inch
SIDE = 211  # dots, the longer side of A4: a page takes a square of it, upright or on its side
ACROSS = 5  # pages in a row
_GREYS = 8
_PART = 6  # dots, 8 mm: how wide and high a part is
_MOST = 24  # of 255: by how much the blackness of a part may differ; a line of text has about 80

Pages = list[Image.Image]


def drawn(pdf: Path, pages: Iterable[int] | None = None) -> Pages:
    """The pages of a PDF, all or those with these numbers from 1 that it has."""
    document = pypdfium2.PdfDocument(pdf)
    wanted = range(1, len(document) + 1) if pages is None else [page for page in pages if page <= len(document)]
    return [_grey(document[page - 1].render(scale=4 * SCALE, grayscale=True).to_pil()) for page in wanted]


def _grey(large: Image.Image) -> Image.Image:
    """A page on its square, four times smaller than it was drawn."""
    small = large.convert("L").resize((large.width // 4, large.height // 4), Image.Resampling.BOX)
    square = Image.new("L", (SIDE, SIDE), 160)
    square.paste(small, (0, 0))
    return square.point([level * (_GREYS - 1) // 255 * 255 // (_GREYS - 1) for level in range(256)])


def sheet(pages: Pages) -> Image.Image:
    """The pages on one picture, in rows."""
    rows = -(-len(pages) // ACROSS)
    whole = Image.new("L", (ACROSS * SIDE, max(rows, 1) * SIDE), 255)
    for number, page in enumerate(pages):
        whole.paste(page, (number % ACROSS * SIDE, number // ACROSS * SIDE))
    return whole


def keep(picture: Image.Image, path: Path) -> None:
    """The picture in as few bytes as its greys allow."""
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.quantize(_GREYS + 1).save(path, optimize=True)


class Differs(NamedTuple):
    """Where two sheets differ: the page from 1, and the most by which a part of it does; 0 where their sizes do."""

    page: int
    most: float


def difference(kept: Image.Image, now: Image.Image) -> list[Differs]:
    """The pages on which two sheets differ; page 0 where they have not as many rows of pages."""
    if kept.size != now.size:
        return [Differs(0, 0)]
    parts = _blurred(kept) - _blurred(now)
    side = SIDE / _PART
    found: dict[int, float] = {}
    for row, column in zip(*np.nonzero(abs(parts) > _MOST), strict=True):
        page = int(row / side) * ACROSS + int(column / side) + 1
        found[page] = max(found.get(page, 0), float(abs(parts[row, column])))
    return [Differs(page, round(most)) for page, most in sorted(found.items())]


def _blurred(picture: Image.Image) -> Any:
    """The mean blackness of every part."""
    size = (round(picture.width / _PART), round(picture.height / _PART))
    return np.asarray(picture.convert("L").resize(size, Image.Resampling.BOX), dtype=np.int16)


def beside(kept: Image.Image, now: Image.Image, path: Path) -> None:
    """One picture of what was kept, what is now, and where they differ, below each other."""
    size = (max(kept.width, now.width), max(kept.height, now.height))
    both = [Image.new("L", size, 255) for _ in range(2)]
    for canvas, picture in zip(both, (kept, now), strict=True):
        canvas.paste(picture.convert("L"), (0, 0))
    marked = Image.merge("RGB", (both[0], ImageChops.lighter(*both), both[1]))
    whole = Image.new("RGB", (size[0], 3 * size[1]), "white")
    for number, picture in enumerate((*both, marked)):
        whole.paste(picture, (0, number * size[1]))
    path.parent.mkdir(parents=True, exist_ok=True)
    whole.save(path)

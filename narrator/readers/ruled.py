"""The tables that are ruled on a page of a PDF, and what stands in their cells.

The lines come from pdfium, which has parsed the page anyhow; what cells they make is for pdfplumber to say.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Iterator
from itertools import pairwise
from types import SimpleNamespace
from typing import Any, NamedTuple, TypeAlias

from narrator.readers.pdf_rows import Char, Row, rows

MAX_PATHS = 20_000  # drawn on one page, and corners of them
MAX_CORNERS = 20_000  # where the lines of one page may meet
_WAYS = (("v", "x0"), ("h", "top"))
_THIN = 3.0  # points: a filled shape no wider is a line
_LEAST = 5.0  # points: no edge of a table is shorter
Spot: TypeAlias = Callable[[float, float], tuple[float, float]]
"""What makes of a point of the file one of the page as it is read."""
_Edge: TypeAlias = dict[str, Any]


class RuledCell(NamedTuple):
    """A cell of a ruled table: row and column from 1, its words, how wide it is."""

    row: int
    column: int
    rows: tuple[Row, ...]
    width: float


class Ruled(NamedTuple):
    """A ruled table: its upper and lower edge, the left edges of its columns and the right edge of the last."""

    top: float
    bottom: float
    edges: tuple[float, ...]
    height: int
    cells: tuple[RuledCell, ...]


def tables(pdfium: Any, objects: list[Any], spot: Spot, chars: list[Char]) -> list[Ruled]:
    """The tables that the objects of a page rule; raises MemoryError where more is drawn than on any 说明."""
    edges = _edges(pdfium, objects, spot)
    across, down = (
        len({round(edge[key] / _THIN) for edge in edges if edge["orientation"] == way}) for way, key in _WAYS
    )
    if not (across and down):
        return []
    if across * down > MAX_CORNERS:
        raise MemoryError
    from pdfplumber.table import TableFinder

    found = TableFinder(SimpleNamespace(edges=edges), {"edge_min_length": _LEAST}).tables
    ruled = [_ruled(list(table.cells), chars) for table in found]
    return [table for table in ruled if table.cells]


def within(char: Char, table: Ruled) -> bool:
    """Whether a character stands in a table."""
    return table.top <= char.middle < table.bottom and table.edges[0] <= char.across < table.edges[-1]


def _edges(pdfium: Any, objects: list[Any], spot: Spot) -> list[_Edge]:
    """The straight lines of a page, as pdfplumber takes them: strokes, and filled shapes that are thin."""
    paths = [item for item in objects if item.type == pdfium.FPDF_PAGEOBJ_PATH]
    if len(paths) > MAX_PATHS:
        raise MemoryError
    edges: list[_Edge] = []
    for item in paths:
        filled, stroked = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(item, filled, stroked)
        for corners in _outlines(pdfium, item, spot):
            if stroked.value:
                edges += [edge for first, last in pairwise(corners) if (edge := _edge(*first, *last))]
            elif filled.value:
                edges += _filled(corners)
        if len(edges) > MAX_PATHS:
            raise MemoryError
    return edges


def _outlines(pdfium: Any, item: Any, spot: Spot) -> Iterator[list[tuple[float, float]]]:
    """The lines of a path, corner by corner, on the page as it is read; curves are left out, and whole drawings."""
    count = pdfium.FPDFPath_CountSegments(item)
    if count > MAX_PATHS:
        return
    matrix = item.get_matrix()
    outer = item.container
    while outer is not None:
        matrix = matrix.multiply(outer.get_matrix())
        outer = outer.container
    x, y = ctypes.c_float(), ctypes.c_float()
    corners: list[tuple[float, float]] = []
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(item, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind != pdfium.FPDF_SEGMENT_LINETO and corners:
            yield corners
            corners = []
        corners.append(spot(*matrix.on_point(x.value, y.value)))
        if pdfium.FPDFPathSegment_GetClose(segment):
            corners.append(corners[0])
    yield corners


def _filled(corners: list[tuple[float, float]]) -> Iterator[_Edge]:
    """The line that a thin shape looks like; a highlight or a shade is none."""
    across, down = zip(*corners, strict=True)
    left, right, top, bottom = min(across), max(across), min(down), max(down)
    if bottom - top <= _THIN and right - left > bottom - top:
        edge = _edge(left, (top + bottom) / 2, right, (top + bottom) / 2)
    elif right - left <= _THIN:
        edge = _edge((left + right) / 2, top, (left + right) / 2, bottom)
    else:
        edge = None
    if edge:
        yield edge


def _edge(x0: float, y0: float, x1: float, y1: float) -> _Edge | None:
    if not all(map(math.isfinite, (x0, y0, x1, y1))):
        return None
    left, right, top, bottom = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
    if min(right - left, bottom - top) > 1:
        return None
    level = right - left > bottom - top
    if level:
        top = bottom = (top + bottom) / 2
    else:
        left = right = (left + right) / 2
    extent = {"x0": left, "x1": right, "top": top, "bottom": bottom, "width": right - left, "height": bottom - top}
    return extent | {"orientation": "h" if level else "v", "object_type": "line"}


def _ruled(boxes: list[tuple[float, float, float, float]], chars: list[Char]) -> Ruled:
    lefts, tops = (sorted({box[axis] for box in boxes}) for axis in (0, 1))
    right, bottom = max(box[2] for box in boxes), max(box[3] for box in boxes)
    inside = [char for char in chars if lefts[0] <= char.across < right and tops[0] <= char.middle < bottom]
    cells = []
    for left, top, end, below in sorted(boxes, key=lambda box: (box[1], box[0])):
        own = [char for char in inside if left <= char.across < end and top <= char.middle < below]
        if own:
            cells.append(RuledCell(tops.index(top) + 1, lefts.index(left) + 1, tuple(rows(own)), end - left))
    return Ruled(tops[0], bottom, (*lefts, right), len(tops), tuple(cells))

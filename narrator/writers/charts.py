"""Charts as pictures: horizontal bars with their amounts, as SVG whose text is text, and as PNG.

A writer asks ``narrator.document.charts`` for the charts, and this module for the pictures:

- Word: ``svg`` as the picture, with ``png`` as the fallback of a reader without SVG; ``chart.alt`` as its
  description, ``WIDTH`` and ``height(chart)`` (in pt) as its size;
- HTML: ``svg`` as the data of an ``<img>`` (ids of two pictures in one page would meet), ``alt`` beside it;
- PDF: the same SVG, its text drawn by the fonts of the page.

The title is no part of the picture: the writer prints it below, as the text that it is.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from narrator.document.charts import Bar, Chart
from narrator.figures.findings import Finding, Refused
from narrator.writers.pdf.fonts import HEADING, WESTERN, Face, Fonts, check, choose

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

WIDTH = 432.0  # pt: what an upright page has room for, 6 inches
_ROW, _MARGIN = 24.0, 10.0  # pt: from bar to bar, above and below
_SIZE = 10.5  # pt
_AIR = 5.0  # pt: between a bar and the words beside it
_MOST = 0.4  # of the width: what names, or amounts, take at most; longer ones are set smaller
_COLOUR = "#2f5d8a"
_DPI = 200
_GENERIC = "sans-serif"


def height(chart: Chart) -> float:
    """The height of a chart's picture, in pt."""
    return _ROW * len(chart.bars) + 2 * _MARGIN


def found(font_dirs: tuple[Path, ...] = ()) -> Fonts:
    """The fonts for charts, for a writer that has none of its own: in these folders, then in the system.

    Raises Refused: W225 without matplotlib, W222 without a Chinese font.
    """
    fm = _matplotlib().font_manager
    paths = fm.findSystemFonts([str(folder) for folder in font_dirs]) if font_dirs else []
    own = [entry for path in sorted(paths) for entry in _entries(path)]
    return choose(_faces(own), _faces(fm.fontManager.ttflist))


def _faces(entries: Iterable[Any]) -> list[Face]:
    return [
        Face(entry.name, entry.fname, entry.index, int(entry.weight)) for entry in entries if entry.style == "normal"
    ]


def _entries(path: str) -> Iterator[Any]:
    from matplotlib.font_manager import ttfFontProperty
    from matplotlib.ft2font import FT2Font

    for index in range(FT2Font(path).num_faces):
        yield ttfFontProperty(FT2Font(path, face_index=index))


def svg(chart: Chart, fonts: Fonts) -> bytes:
    """The picture of a chart as SVG (UTF-8); the same chart and fonts give the same bytes.

    Raises Refused: W223 for a character that no font has, W225 without matplotlib.
    """
    from_backend = _matplotlib().backends.backend_svg.FigureCanvasSVG
    with _settings():
        memory = io.BytesIO()
        from_backend(_drawing(chart, fonts)).print_svg(memory, metadata=dict.fromkeys(_SELF_DESCRIPTION))
    return _DOCTYPE.sub(b"", memory.getvalue())


_SELF_DESCRIPTION = ("Date", "Creator", "Format", "Type")
_DOCTYPE = re.compile(rb"<!DOCTYPE.*?>\s*", re.DOTALL)  # it names an address elsewhere


def png(chart: Chart, fonts: Fonts) -> bytes:
    """The picture of a chart as PNG, 200 dots an inch; raises as ``svg`` does."""
    from_backend = _matplotlib().backends.backend_agg.FigureCanvasAgg
    with _settings():
        memory = io.BytesIO()
        drawing = _drawing(chart, fonts)
        drawing.set_dpi(_DPI)
        from_backend(drawing).print_png(memory, metadata={"Software": None})
    return memory.getvalue()


def _matplotlib() -> Any:
    """Matplotlib with the parts that draw; raises Refused (W225) where it is not installed."""
    try:
        import matplotlib
        import matplotlib.backends.backend_agg
        import matplotlib.backends.backend_svg
        import matplotlib.figure
        import matplotlib.font_manager
    except ImportError:
        advice = '请运行：pip install "narrator[charts]"；或去掉 --charts。'
        raise Refused([Finding("W225", None, "画图要用 matplotlib，还没有安装。", advice)]) from None
    return matplotlib


@contextmanager
def _settings() -> Iterator[None]:
    """The settings of matplotlib's that a picture depends on, whatever the user's own are."""
    matplotlib = _matplotlib()
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "narrator"})
        yield


def _drawing(chart: Chart, fonts: Fonts) -> Drawing:
    """The bars, the first on top, each with its name before it and its amount behind."""
    matplotlib = _matplotlib()
    face = _face(chart, fonts)
    path = matplotlib.font_manager.FontPath(face.path, face.number)
    size = min(_SIZE, *(WIDTH * _MOST / wide for wide in _widest(chart.bars)))
    words = matplotlib.font_manager.FontProperties(family=[face.family, _GENERIC], fname=path, size=size)
    drawing: Drawing = matplotlib.figure.Figure(figsize=(WIDTH / 72, height(chart) / 72))
    axes = drawing.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set(xlim=(0, WIDTH), ylim=(height(chart), 0))
    for number, (bar, (start, length)) in enumerate(zip(chart.bars, _lengths(chart.bars), strict=True)):
        middle = _MARGIN + _ROW * (number + 0.5)
        axes.barh(middle, length, left=start, height=_ROW * 0.6, color=_COLOUR)
        for text, at, side in ((bar.label, start - _AIR, "right"), (bar.text, start + length + _AIR, "left")):
            axes.text(at, middle, text, ha=side, va="center", fontproperties=words, parse_math=False)
    return drawing


def _lengths(bars: tuple[Bar, ...]) -> list[tuple[float, float]]:
    """Where each bar starts and how long it is, in pt; lengths are for the eye, the amounts stand as text."""
    names, amounts = (min(wide * _SIZE, WIDTH * _MOST) + 2 * _AIR for wide in _widest(bars))
    values = [float(bar.figure.yuan) for bar in bars]
    lowest, highest = min(0.0, *values), max(0.0, *values)
    scale = (WIDTH - names - amounts) / (highest - lowest or 1.0)
    return [(names + (min(value, 0.0) - lowest) * scale, abs(value) * scale) for value in values]


def _widest(bars: tuple[Bar, ...]) -> tuple[float, float]:
    """The width of the widest name and of the widest amount, in em."""
    return max(em(bar.label) for bar in bars), max(em(bar.text) for bar in bars)


def _face(chart: Chart, fonts: Fonts) -> Face:
    """The first face that has every character of the picture, which is drawn in one face."""
    texts = [text for bar in chart.bars for text in (bar.label, bar.text)]
    whole = [face for face in fonts.faces[HEADING] if all(face.has(character) for text in texts for character in text)]
    if not whole:
        check(Fonts({HEADING: fonts.faces[HEADING][:1], WESTERN: ()}), [(HEADING, text) for text in texts])
    return whole[0]


def em(text: str) -> float:
    """The width of a text in em: a full-width character is one, any other a little more than half of one."""
    return sum(1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.56 for character in text)

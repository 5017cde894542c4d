"""Charts as pictures: horizontal bars with their amounts and shares, as SVG whose text is text, and as PNG.

A writer asks ``narrator.document.charts`` for the charts, and this module for the pictures:

- Word: the ``svg`` of the ``Easel`` that shows it, with its ``png`` as the fallback of a reader without SVG;
  ``chart.alt`` as its description, ``WIDTH`` and ``height(chart)`` (in pt) as its size;
- HTML: the ``svg`` as the data of an ``<img>`` (ids of two pictures in one page would meet), ``alt`` beside it;
- PDF: the same SVG, its text drawn by the fonts of the page.

The title is no part of the picture: the writer prints it below, as the text that it is. Every bar stands beside its own
words, and no colour says anything: what is printed in black and white, or seen without telling colours apart, says the
same. A name that is too long for its room is broken by sense; letters are never set smaller.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from narrator.document import title_lines
from narrator.document.charts import Chart
from narrator.document.tree import Paragraph
from narrator.figures.findings import Finding, Refused
from narrator.figures.values import Place
from narrator.phrases.phrase import Said, Source, Span
from narrator.writers.pdf.fonts import HEADING, WESTERN, Face, Fonts, check, choose

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

WIDTH = 432.0  # pt: what an upright page has room for, 6 inches
_ROW, _MARGIN = 24.0, 10.0  # pt: from bar to bar, above and below
_TALLEST = 600.0  # pt: what an upright page has room for; bars stand closer where there are many
_SIZE, _LINE = 10.5, 13.0  # pt: letters, and from line to line
_AIR = 5.0  # pt: between a bar and the words beside it
_MOST = 0.4  # of the width: what names, or amounts, take at most; longer ones stand on more lines
_THIN = 1.5  # pt: how long a bar is at least, to be seen
_COLOUR, _RULE = "#2f5d8a", "#767676"
_DPI = 200
_GENERIC = "sans-serif"


class _Row(NamedTuple):
    """A bar with its words as lines: its name before it, its amount and share behind it. In pt from the top left."""

    top: float
    height: float
    start: float
    length: float
    label: tuple[str, ...]
    amount: tuple[str, ...]

    @property
    def lines(self) -> int:
        """How many lines its words take."""
        return max(len(self.label), len(self.amount))


class _Layout(NamedTuple):
    """A chart as it stands: its bars, where nought is, its notes as lines, and how high it is."""

    rows: tuple[_Row, ...]
    nought: float
    notes: tuple[str, ...]
    height: float


def height(chart: Chart) -> float:
    """The height of a chart's picture, in pt."""
    return _laid(chart).height


def _laid(chart: Chart) -> _Layout:
    """Where everything stands. Lengths are for the eye; the amounts stand as text."""
    labels = [_lines(bar.label) for bar in chart.bars]
    amounts = [("".join(bar.printed),) if em("".join(bar.printed)) <= _ROOM else bar.printed for bar in chart.bars]
    names, sums = (max(em(line) for lines in all_ for line in lines) * _SIZE + 2 * _AIR for all_ in (labels, amounts))
    values = [float(bar.figure.yuan) for bar in chart.bars]
    lowest, highest = min(0.0, *values), max(0.0, *values)
    scale = (WIDTH - names - sums) / (highest - lowest or 1.0)
    nought = names - lowest * scale
    notes = tuple(line.text for note in chart.notes for line in title_lines.lines(note, _NOTE_HALVES))
    more = [(max(len(label), len(amount)) - 1) * _LINE for label, amount in zip(labels, amounts, strict=True)]
    below = len(notes) * _LINE + (_AIR if notes else 0.0)
    pitch = max(_LINE, min(_ROW, (_TALLEST - 2 * _MARGIN - below - sum(more)) / len(more)))
    rows, top = [], _MARGIN
    for value, label, amount, extra in zip(values, labels, amounts, more, strict=True):
        length = max(abs(value) * scale, _THIN) if value else 0.0
        rows.append(_Row(top, pitch + extra, nought - (length if value < 0 else 0.0), length, label, amount))
        top += pitch + extra
    return _Layout(tuple(rows), nought, notes, top + below + _MARGIN)


_ROOM = WIDTH * _MOST / _SIZE  # em
_NOTE_HALVES = int((WIDTH - 2 * _AIR) / _SIZE * 2) - 2  # half characters of a line of a note


def _lines(name: str) -> tuple[str, ...]:
    """A name as the lines that it takes."""
    source = Source("", (), Place("", 0, 0))
    paragraph = Paragraph((Said(source, None, None, (Span(name, source),)),))
    return tuple(line.text for line in title_lines.lines(paragraph, int(_ROOM * 2)))


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


class Easel:
    """A drawing on which one chart after another is shown: an empty one takes longer to make than a chart."""

    def __init__(self, fonts: Fonts) -> None:
        self._fonts = fonts
        self._drawing: Drawing = _matplotlib().figure.Figure()
        self._axes: Any = self._drawing.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()

    def show(self, chart: Chart) -> None:
        """Put a chart in place of the one before. Raises Refused: W223 for a character that no font has."""
        for artist in [*self._axes.patches, *self._axes.lines, *self._axes.texts]:
            artist.remove()
        face, laid = _face(chart, self._fonts), _laid(chart)
        self._drawing.set_size_inches(WIDTH / 72, laid.height / 72)
        _draw(self._axes, laid, face)

    def svg(self) -> bytes:
        """The picture as SVG (UTF-8); the same chart and fonts give the same bytes."""
        memory = io.BytesIO()
        self._drawing.patch.set_visible(False)  # the page shows through, be it light or dark
        canvas = _matplotlib().backends.backend_svg.FigureCanvasSVG(self._drawing)
        canvas.print_svg(memory, metadata=dict.fromkeys(_SELF_DESCRIPTION))
        return _DOCTYPE.sub(b"", memory.getvalue())

    def png(self) -> bytes:
        """The picture as PNG, 200 dots an inch; the same chart and fonts give the same bytes."""
        memory = io.BytesIO()
        self._drawing.patch.set_visible(True)
        self._drawing.set_dpi(_DPI)
        canvas = _matplotlib().backends.backend_agg.FigureCanvasAgg(self._drawing)
        canvas.print_png(memory, metadata={"Software": None})
        return memory.getvalue()


_SELF_DESCRIPTION = ("Date", "Creator", "Format", "Type")
_DOCTYPE = re.compile(rb"<!DOCTYPE.*?>\s*", re.DOTALL)  # it names an address elsewhere


def shown(charts: Sequence[Chart], fonts: Fonts) -> Iterator[tuple[Chart, Easel]]:
    """Each chart with the easel on which it is shown, until the next one is asked for.

    Drawn under the settings of matplotlib's that a picture depends on, whatever the user's own are. Raises Refused:
    W223 for a character that no font has, W225 without matplotlib.
    """
    if not charts:
        return
    matplotlib = _matplotlib()
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "narrator"})
        easel = Easel(fonts)
        for chart in charts:
            easel.show(chart)
            yield chart, easel


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


def _draw(axes: Any, laid: _Layout, face: Face) -> None:
    """The bars, the first on top, each with its name before it and its amount behind; the notes below."""
    manager = _matplotlib().font_manager
    path = manager.FontPath(face.path, face.number)
    words = manager.FontProperties(family=[face.family, _GENERIC], fname=path, size=_SIZE)
    axes.set(xlim=(0, WIDTH), ylim=(laid.height, 0))
    for row in laid.rows:
        middle = row.top + row.height / 2
        thick = (row.height - (row.lines - 1) * _LINE) * 0.6
        axes.barh(middle, row.length, left=row.start, height=thick, color=_COLOUR)
        for lines, at, side in (
            (row.label, row.start - _AIR, "right"),
            (row.amount, row.start + row.length + _AIR, "left"),
        ):
            for number, text in enumerate(lines):
                down = middle + (number - (len(lines) - 1) / 2) * _LINE
                axes.text(at, down, text, ha=side, va="center", fontproperties=words, parse_math=False)
    end = laid.rows[-1].top + laid.rows[-1].height
    axes.plot([laid.nought, laid.nought], [_MARGIN, end], color=_RULE, linewidth=0.75)
    for number, text in enumerate(laid.notes):
        down = end + _AIR + (number + 0.5) * _LINE
        axes.text(_AIR, down, text, va="center", fontproperties=words, parse_math=False)


def _face(chart: Chart, fonts: Fonts) -> Face:
    """The first face that has every character of the picture, which is drawn in one face."""
    texts = [*(text for bar in chart.bars for text in (bar.label, *bar.printed)), *(note.text for note in chart.notes)]
    whole = [face for face in fonts.faces[HEADING] if all(face.has(character) for text in texts for character in text)]
    if not whole:
        check(Fonts({HEADING: fonts.faces[HEADING][:1], WESTERN: ()}), [(HEADING, text) for text in texts])
    return whole[0]


def em(text: str) -> float:
    """The width of a text in em: a full-width character is one, any other a little more than half of one."""
    return sum(1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.56 for character in text)

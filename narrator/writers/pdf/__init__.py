"""PDF: the tree in the official layout, with bookmarks, tags, embedded fonts and text that copies out as text."""

from __future__ import annotations

from narrator.document.charts import charts as charts_of
from narrator.document.tree import Document
from narrator.writers import charts
from narrator.writers.options import Options
from narrator.writers.pdf import fonts, source
from narrator.writers.pdf.compile import compiled, found, pages_of


def write(document: Document, options: Options | None = None) -> bytes:
    """The document as PDF/A-2a and PDF/UA-1; the same document, options and fonts give the same bytes.

    Where a font or a character forbids the two standards, it is a PDF that does not name them (see ``archival``).

    Raises Refused: W221 without typst, W222 without a Chinese font, W223 for a character that no font has,
    W224 where typst warns, W225 where charts are asked for without matplotlib.
    """
    options = options or Options()
    return compiled(_data(document, options), document.meta.date, options.font_dirs)


def headings(document: Document, options: Options | None = None) -> list[tuple[str, int]]:
    """The headings of the PDF that ``write`` makes, in order, each with its page. Raises Refused as ``write`` does."""
    options = options or Options()
    data = _data(document, options)
    return list(zip(source.headings(data), pages_of(data, options.font_dirs), strict=True))


def _data(document: Document, options: Options) -> source.Data:
    chosen = found(options.font_dirs)
    asked = charts_of(document) if options.charts else ()
    drawn = {id(chart.after): source.chart(chart, easel.svg()) for chart, easel in charts.shown(asked, chosen)}
    data = source.data(document, options, chosen, drawn)
    fonts.check(chosen, source.texts(data))
    return data


def substitutes(options: Options | None = None) -> tuple[str, ...]:
    """What stands in for the official families, for a note: "仿宋_GB2312 → Noto Serif SC".

    Raises Refused as ``write`` does where there is no typst or no Chinese font.
    """
    return found((options or Options()).font_dirs).substitutes()


def archival(content: bytes) -> bool:
    """Whether a PDF of ours says that it keeps to PDF/A, so that an archive may take it."""
    return b"<pdfaid:part>" in content

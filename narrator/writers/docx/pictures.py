"""Charts in the Word file: SVG for programs that draw it, PNG for the others, their content in words."""

from __future__ import annotations

from typing import NamedTuple

from narrator.document.charts import charts as charts_of
from narrator.document.tree import Document, Paragraph
from narrator.writers import charts
from narrator.writers.docx.xml import escaped
from narrator.writers.options import Options

FOLDER = "word/media"
PNG_RELATION, SVG_RELATION = "rIdPng{}", "rIdSvg{}"
_EMU, _TWIPS = 12700, 20  # to a point
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_SVG = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
_SVG_EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"


class Picture(NamedTuple):
    """A chart as it stands in the file: number, title, words for whoever cannot see it, size in pt, both images."""

    number: int
    title: Paragraph
    alt: str
    size: tuple[float, float]
    png: bytes
    svg: bytes

    def xml(self, room: int) -> str:
        """The run that shows it, no wider than ``room`` (twips)."""
        shrunk = min(1.0, room / _TWIPS / self.size[0])
        width, height = (round(side * shrunk * _EMU) for side in self.size)
        extent, alt = f'cx="{width}" cy="{height}"', escaped(self.alt)
        named = f'id="{self.number}" name="chart{self.number}" descr="{alt}"'
        return (
            f'<w:r><w:drawing><wp:inline xmlns:wp="{_DRAWING}/wordprocessingDrawing" distT="0" distB="0" distL="0"'
            f' distR="0"><wp:extent {extent}/><wp:docPr {named}/><a:graphic xmlns:a="{_DRAWING}/main">'
            f'<a:graphicData uri="{_DRAWING}/picture"><pic:pic xmlns:pic="{_DRAWING}/picture">'
            f"<pic:nvPicPr><pic:cNvPr {named}/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>"
            f'<a:blip r:embed="{PNG_RELATION.format(self.number)}"><a:extLst><a:ext uri="{_SVG_EXTENSION}">'
            f'<asvg:svgBlip xmlns:asvg="{_SVG}" r:embed="{SVG_RELATION.format(self.number)}"/>'
            "</a:ext></a:extLst></a:blip><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr>"
            f'<a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
            "</wp:inline></w:drawing></w:r>"
        )

    @property
    def parts(self) -> dict[str, tuple[str, bytes]]:
        """Its two images by the name of their relationship, with their place in the package."""
        return {
            PNG_RELATION.format(self.number): (f"{FOLDER}/chart{self.number}.png", self.png),
            SVG_RELATION.format(self.number): (f"{FOLDER}/chart{self.number}.svg", self.svg),
        }


def drawn(document: Document, options: Options) -> dict[int, Picture]:
    """The charts of the document by the ``id()`` of the paragraph behind which each stands.

    Raises Refused: W225 without matplotlib, W222 without a Chinese font, W223 for a character that no font has.
    """
    asked = charts_of(document)
    if not asked:
        return {}
    shown = enumerate(charts.shown(asked, charts.found(options.font_dirs)), start=1)
    return {
        id(chart.after): Picture(
            number, chart.title, chart.alt, (charts.WIDTH, charts.height(chart)), easel.png(), easel.svg()
        )
        for number, (chart, easel) in shown
    }

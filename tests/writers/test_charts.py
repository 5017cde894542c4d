"""Charts: the same figures as the text, words for whoever cannot see them, the same bytes each time."""

from __future__ import annotations

import dataclasses
import sys
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pylopdf_fonts_zh_cn
import pypdfium2  # type: ignore[import-untyped]
import pytest

import narrator
from helpers import packs
from narrator.document.charts import Bar, Chart, charts
from narrator.document.tree import Document
from narrator.figures.findings import Refused
from narrator.figures.values import Figure, Place
from narrator.writers import charts as pictures
from narrator.writers import pdf
from narrator.writers.options import Options
from narrator.writers.pdf.fonts import Fonts

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
FONTS = Path(pylopdf_fonts_zh_cn.__file__).parent


@pytest.fixture(scope="module")
def seed() -> Document:
    return narrator.draft(narrator.load(ROOT / "fixtures" / "changji-2024"))


@pytest.fixture(scope="module")
def drawn(seed: Document) -> tuple[Chart, ...]:
    return charts(seed)


@pytest.fixture(scope="module")
def fonts() -> Fonts:
    return pictures.found((FONTS,))


def test_the_five_charts_in_order(drawn: tuple[Chart, ...]) -> None:
    assert [chart.title.text.split(" ")[0] for chart in drawn] == ["图1", "图2", "图3", "图4", "图5"]
    assert [len(chart.bars) for chart in drawn] == [2, 6, 5, 2, 4]
    assert all(bar.figure.unit == "万元" for chart in drawn for bar in chart.bars)


def test_the_figures_are_those_of_the_text(drawn: tuple[Chart, ...]) -> None:
    """Each part is printed in the paragraph beside it; two years differ by what the text says they do."""
    for chart in drawn:
        printed = {span.text for span in chart.after.spans if isinstance(span.value, Figure)}
        if len(chart.bars) == 2:
            last, this = (bar.figure.value for bar in chart.bars)
            assert f"{abs(this - last)}万元" in printed
        assert all(bar.text == f"{bar.figure.value}万元" for bar in chart.bars)


def test_every_amount_of_a_structure_stands_in_the_text(seed: Document, drawn: tuple[Chart, ...]) -> None:
    text = narrator.render(seed)
    for chart in (drawn[1], drawn[2]):
        assert all(f"{bar.label}{bar.text}，占" in text for bar in chart.bars)
    assert all(f"{bar.label}(类){bar.text},占" in text for bar in drawn[4].bars)
    assert all(bar.text in text for chart in (drawn[0], drawn[3]) for bar in chart.bars[1:])


def test_the_words_for_whoever_cannot_see_it(drawn: tuple[Chart, ...]) -> None:
    for chart in drawn:
        assert chart.alt.startswith(chart.title.text)
        assert all(bar.label + bar.text in chart.alt for bar in chart.bars)


def test_a_gap_leaves_the_chart_out() -> None:
    unit = narrator.load(ROOT / "fixtures" / "changji-2024")
    statement = unit.statements["收入支出决算总表"]
    rows = dict(statement.rows)
    rows["收入", "总计"] = dataclasses.replace(rows["收入", "总计"], last_year=None)
    statements = {**unit.statements, statement.term: dataclasses.replace(statement, rows=rows)}
    document = narrator.draft(dataclasses.replace(unit, statements=statements))
    assert charts(document)[0].fact == "收入构成"
    assert charts(document)[0].title.text.startswith("图1 ")


def test_svg_keeps_text_as_text_and_names_nothing_elsewhere(drawn: tuple[Chart, ...], fonts: Fonts) -> None:
    for chart in drawn:
        content = pictures.svg(chart, fonts)
        assert content == pictures.svg(chart, fonts)
        root = ElementTree.fromstring(content)
        texts = ["".join(node.itertext()) for node in root.iter("{http://www.w3.org/2000/svg}text")]
        assert texts == [text for bar in chart.bars for text in (bar.label, bar.text)]
        assert b"DOCTYPE" not in content
        assert b"href" not in content.replace(b"xmlns:xlink", b"")


def test_png_is_the_same_each_time(drawn: tuple[Chart, ...], fonts: Fonts) -> None:
    content = pictures.png(drawn[0], fonts)
    assert content.startswith(b"\x89PNG")
    assert content == pictures.png(drawn[0], fonts)


def test_words_of_the_unit_are_never_markup(drawn: tuple[Chart, ...], fonts: Fonts) -> None:
    """A name may look like a formula or like markup; a negative amount has its bar to the left."""
    amount = Figure(Decimal("-3.00"), "万元", Place("", 0, 0))
    odd = drawn[0]._replace(bars=(Bar("$x_1$ <b>&amp;", amount, "-3.00万元"), drawn[0].bars[1]))
    texts = "".join(ElementTree.fromstring(pictures.svg(odd, fonts)).itertext())
    assert "$x_1$ <b>&amp;" in texts


def test_a_character_without_a_font_is_an_error(drawn: tuple[Chart, ...], fonts: Fonts) -> None:
    odd = drawn[0]._replace(bars=(drawn[0].bars[0]._replace(label="\U000f1234"), drawn[0].bars[1]))
    with pytest.raises(Refused) as refused:
        pictures.svg(odd, fonts)
    assert [finding.code for finding in refused.value.findings] == ["W223"]


def test_without_matplotlib_the_message_says_what_to_install(
    drawn: tuple[Chart, ...], fonts: Fonts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(Refused) as refused:
        pictures.svg(drawn[0], fonts)
    (finding,) = refused.value.findings
    assert finding.code == "W225"
    assert 'pip install "narrator[charts]"' in finding.advice


def test_charts_stand_in_the_pdf_as_text(seed: Document, drawn: tuple[Chart, ...]) -> None:
    asked = Options(charts=True, font_dirs=(FONTS,))
    content = pdf.write(seed, asked)
    assert content == pdf.write(seed, asked)
    with pypdfium2.PdfDocument(content) as made:
        text = "".join(page.get_textpage().get_text_bounded() for page in made)
    for chart in drawn:
        assert chart.title.text in text
        assert all(bar.text in text and bar.label in text for bar in chart.bars)
    with pypdfium2.PdfDocument(pdf.write(seed, asked._replace(charts=False))) as made:
        assert "图1" not in "".join(page.get_textpage().get_text_bounded() for page in made)


@pytest.mark.parametrize(("asked", "pictures"), [("yes", True), ("no", False)])
def test_a_pack_may_ask_for_charts(asked: str, pictures: bool, tmp_path: Path) -> None:
    """As 四川 prescribes them: nobody has to ask for the pictures."""
    root = Path(__file__).resolve().parents[2]
    pack = packs.child(tmp_path, pack=f"charts: {asked}\n")
    document = narrator.draft(narrator.load(root / "fixtures" / "changji-2024"), str(pack))
    page = narrator.write(document, "html", Options(font_dirs=(FONTS,)))
    assert (b"<figure" in page) == pictures

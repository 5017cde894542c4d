"""Charts: the figures of the text, nothing over anything else, words for whoever cannot see them, the same bytes."""

from __future__ import annotations

import base64
import ctypes
import dataclasses
import functools
import io
import itertools
import re
import sys
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pylopdf_fonts_zh_cn
import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as raw  # type: ignore[import-untyped]
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
from narrator.writers.pdf.fonts import Face, Fonts

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
    assert [len(chart.bars) for chart in drawn] == [2, 2, 2, 2, 4]
    assert not any(chart.notes for chart in drawn)
    assert all(bar.figure.unit == "万元" for chart in drawn for bar in chart.bars)


def test_the_figures_are_those_of_the_text(drawn: tuple[Chart, ...]) -> None:
    """Each part is printed in the paragraph beside it; two years differ by what the text says they do."""
    for chart in drawn:
        printed = {span.text for span in chart.after.spans if isinstance(span.value, Figure)}
        if not chart.bars[0].share_text:
            last, this = (bar.figure.value for bar in chart.bars)
            assert f"{abs(this - last)}万元" in printed
        assert all(bar.text == f"{bar.figure.value}万元" for bar in chart.bars)


def test_amounts_and_shares_of_a_structure_are_printed_as_in_the_text(seed: Document, drawn: tuple[Chart, ...]) -> None:
    """The shares of 图3 add up to 100.01% and stay as they are; a kind of 0.00万元 is in the text alone."""
    text = narrator.render(seed)
    for chart in (drawn[1], drawn[2]):
        assert all(f"{bar.label}{bar.text}，占{bar.share_text}" in text for bar in chart.bars)
    assert all(f"{bar.label}(类){bar.text},占{bar.share_text}" in text for bar in drawn[4].bars)
    assert all(bar.text in text for chart in (drawn[0], drawn[3]) for bar in chart.bars[1:])
    assert all(f"{bar.share.value}%" == bar.share_text for chart in drawn for bar in chart.bars if bar.share)
    assert [bar.share_text for bar in drawn[2].bars] == ["54.83%", "45.18%"]
    assert "事业收入0.00万元" in text
    assert not any(bar.label == "事业收入" for bar in drawn[1].bars)


def test_the_words_for_whoever_cannot_see_it(drawn: tuple[Chart, ...]) -> None:
    assert drawn[1].alt == ("图2 收入决算结构：财政拨款收入207.05万元（67.29%）；其他收入100.66万元（32.71%）")
    for chart in drawn:
        assert chart.alt.startswith(chart.title.text)
        assert all(bar.label + "".join(bar.printed) in chart.alt for bar in chart.bars)


def with_spending(**amounts: str | None) -> Document:
    """The seed unit with other amounts (万元) in 支出决算表, None for one that is not given."""
    unit = narrator.load(ROOT / "fixtures" / "changji-2024")
    statement = unit.statements["支出决算表"]
    rows = dict(statement.rows)
    for key, row in rows.items():
        if key[-1] in amounts:
            amount = amounts[key[-1]]
            known = Figure(Decimal(amount), "万元", Place("", 0, 0)) if amount is not None else None
            rows[key] = dataclasses.replace(row, actual=known)
    statements = {**unit.statements, statement.term: dataclasses.replace(statement, rows=rows)}
    return narrator.draft(dataclasses.replace(unit, statements=statements))


def spending(document: Document) -> list[Chart]:
    return [chart for chart in charts(document) if chart.facts == ("支出构成",)]


def test_what_cannot_be_drawn_is_told() -> None:
    """A kind below zero, and one that is not given; what is zero is left out without a word."""
    (chart,) = spending(with_spending(经营支出="-3.00", 上缴上级支出=None))
    assert [bar.label for bar in chart.bars] == ["基本支出", "项目支出"]
    notes = ["上缴上级支出的数待填，图中没有画出", "经营支出-3.00万元，为负数，图中没有画出"]
    assert [note.text for note in chart.notes] == notes
    assert chart.alt == (
        "图3 支出决算结构：基本支出130.54万元（54.83%）；项目支出107.57万元（45.18%）；" + "；".join(notes)
    )


def test_one_kind_is_the_whole() -> None:
    (chart,) = spending(with_spending(基本支出="238.10", 项目支出="0.00"))
    assert [(bar.label, *bar.printed) for bar in chart.bars] == [("基本支出", "238.10万元", "（100.00%）")]


def test_nothing_above_zero_is_no_chart() -> None:
    assert not spending(with_spending(基本支出="0.00", 项目支出="-3.00"))


@pytest.mark.parametrize(
    ("pack", "shares"),
    [("shanghai/2024", "67.29% 32.71%"), ("zhejiang/2021", "67.29% 32.71%"), ("chongqing/2024", "67.3% 32.7%")],
)
def test_income_is_drawn_however_a_pack_tells_it(pack: str, shares: str) -> None:
    """上海 names only what occurred; 重庆 tells each kind by itself, 浙江 one of them in two pieces."""
    drawn = charts(narrator.draft(narrator.load(ROOT / "fixtures" / "changji-2024"), pack))
    income, other = shares.split()
    assert drawn[1].alt == f"图2 收入决算结构：财政拨款收入207.05万元（{income}）；其他收入100.66万元（{other}）"


def test_income_is_drawn_by_the_three_budgets_where_they_are_told() -> None:
    """四川 tells the three budgets instead of 财政拨款收入."""
    drawn = charts(narrator.draft(narrator.load(ROOT / "fixtures" / "passages" / "sichuan-2022-unit.yaml")))
    income = "一般公共预算财政拨款收入3859.16万元（93.54%）；其他收入266.33万元（6.46%）"
    assert drawn[1].alt == f"图2 收入决算结构图：{income}"


def test_a_gap_leaves_the_chart_out() -> None:
    unit = narrator.load(ROOT / "fixtures" / "changji-2024")
    statement = unit.statements["收入支出决算总表"]
    rows = dict(statement.rows)
    rows["收入", "总计"] = dataclasses.replace(rows["收入", "总计"], last_year=None)
    statements = {**unit.statements, statement.term: dataclasses.replace(statement, rows=rows)}
    document = narrator.draft(dataclasses.replace(unit, statements=statements))
    assert charts(document)[0].facts == ("收入构成",)
    assert charts(document)[0].title.text.startswith("图1 ")


SVG = "{http://www.w3.org/2000/svg}"


def svg(chart: Chart, fonts: Fonts) -> bytes:
    """The picture of a chart that is the only one."""
    (content,) = [easel.svg() for _, easel in pictures.shown((chart,), fonts)]
    return content


def test_a_chart_is_drawn_as_if_it_were_the_only_one(drawn: tuple[Chart, ...], fonts: Fonts) -> None:
    """Nothing of one that was shown before stays, and nothing of its other format."""
    alone = [(easel.svg(), easel.png()) for chart in drawn for _, easel in pictures.shown((chart,), fonts)]
    shown = pictures.shown((*drawn, *reversed(drawn)), fonts)
    assert [(easel.svg(), easel.png()) for _, easel in shown] == [*alone, *reversed(alone)]


def test_svg_keeps_text_as_text_and_names_nothing_elsewhere(drawn: tuple[Chart, ...], fonts: Fonts) -> None:
    for chart in drawn:
        content = svg(chart, fonts)
        assert content == svg(chart, fonts)
        root = ElementTree.fromstring(content)
        texts = ["".join(node.itertext()) for node in root.iter(f"{SVG}text")]
        assert texts == [text for bar in chart.bars for text in (bar.label, "".join(bar.printed))]
        assert b"DOCTYPE" not in content
        assert b"href" not in content.replace(b"xmlns:xlink", b"")


def bar(label: str, amount: str, share: str = "") -> Bar:
    return Bar(label, Figure(Decimal(amount), "万元", Place("", 0, 0)), f"{amount}万元", None, share)


LONG = "国有资本经营预算财政拨款支出（含解决历史遗留问题及改革成本支出）"
CASES = {
    "one kind": [bar("财政拨款收入", "207.05", "100.00%")],
    "tiny kinds": [bar("其他收入", "0.01", "0.00%"), bar("财政拨款收入", "99999.99", "100.00%")],
    "long names": [bar(LONG, "12.30", "10.95%"), bar("其他支出", "100.00", "89.05%"), bar(LONG * 3, "0.01", "0.00%")],
    "long amounts": [bar(LONG, "12345678901234567.89", "100.00%"), bar("其他收入", "3.00", "0.00%")],
    "twelve kinds": [bar("社会保障和就业支出", f"{kind}.50", f"{kind}.10%") for kind in range(12)],
    "thirty kinds": [bar("灾害防治及应急管理支出", f"{kind}.50", f"{kind}.10%") for kind in range(30)],
    "two years": [bar("2023年度", "0.00"), bar("2024年度", "30.00")],
    "below zero": [bar("2023年度", "-12.00"), bar("2024年度", "30.00")],
    "both below zero": [bar("2023年度", "-12.00"), bar("2024年度", "-0.01")],
}


@pytest.mark.parametrize("noted", [False, True], ids=["", "with notes"])
@pytest.mark.parametrize("case", CASES)
def test_nothing_stands_over_anything_else(
    case: str, noted: bool, seed: Document, drawn: tuple[Chart, ...], fonts: Fonts
) -> None:
    """All words inside, apart from each other and from the bars, 9 pt or more; a bar that is not zero is seen."""
    notes = (drawn[0].after, seed.title) if noted else ()
    chart = drawn[1]._replace(bars=tuple(CASES[case]), notes=notes)
    root = ElementTree.fromstring(svg(chart, fonts))
    words = [box(node, fonts) for node in root.iter(f"{SVG}text")]
    bars = [points(path) for path in root.iter(f"{SVG}path") if "fill: #2f5d8a" in path.get("style", "")]
    high = pictures.height(chart)
    assert round(high) <= 600
    assert len(bars) == len(chart.bars)
    said = "".join(bar.label + "".join(bar.printed) for bar in chart.bars) + "".join(note.text for note in notes)
    assert "".join(node.text or "" for node in root.iter(f"{SVG}text")) == said
    for left, top, right, bottom in words + bars:
        assert left >= 0
        assert right <= pictures.WIDTH
        assert top >= 0
        assert bottom <= high
    assert not [(one, other) for one, other in itertools.combinations(words + bars, 2) if meet(one, other)]
    for (left, _, right, _), one in zip(bars, chart.bars, strict=True):
        assert (right - left >= 1) == (one.figure.value != 0)


Box = tuple[float, float, float, float]


def box(node: ElementTree.Element, fonts: Fonts) -> Box:
    """Where a text stands: its width by the face that draws it, its height that of its letters, in pt."""
    style = dict(one.strip().split(": ", 1) for one in node.get("style", "").split(";") if ": " in one)
    size = float(style["font-size"].removesuffix("px"))
    assert size >= 9
    wide = ruler(fonts.faces["heading"][0]).getlength(node.text or "") * size / 1000
    x, y = (float(node.get(name, "")) for name in "xy")
    start = x - wide if style.get("text-anchor") == "end" else x
    return start, y - size * 0.8, start + wide, y + size * 0.1


@functools.cache
def ruler(face: Face) -> Any:
    """Measures text at 1000 units an em."""
    from PIL import ImageFont

    return ImageFont.truetype(face.path, 1000, index=face.number)


def points(path: ElementTree.Element) -> Box:
    numbers = [float(number) for number in re.findall(r"-?[\d.]+", path.get("d", ""))]
    return min(numbers[::2]), min(numbers[1::2]), max(numbers[::2]), max(numbers[1::2])


def meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def test_png_is_the_same_each_time(drawn: tuple[Chart, ...], fonts: Fonts) -> None:
    first, again, *_ = [easel.png() for _, easel in pictures.shown((drawn[0], drawn[0], drawn[1]), fonts)]
    assert first.startswith(b"\x89PNG")
    assert first == again


def test_words_of_the_unit_are_never_markup(drawn: tuple[Chart, ...], fonts: Fonts) -> None:
    """A name may look like a formula or like markup; a negative amount has its bar to the left."""
    amount = Figure(Decimal("-3.00"), "万元", Place("", 0, 0))
    odd = drawn[0]._replace(bars=(Bar("$x_1$ <b>&amp;", amount, "-3.00万元"), drawn[0].bars[1]))
    texts = "".join(ElementTree.fromstring(svg(odd, fonts)).itertext())
    assert "$x_1$ <b>&amp;" in texts


def test_a_character_without_a_font_is_an_error(drawn: tuple[Chart, ...], fonts: Fonts) -> None:
    odd = drawn[0]._replace(bars=(drawn[0].bars[0]._replace(label="\U000f1234"), drawn[0].bars[1]))
    with pytest.raises(Refused) as refused:
        svg(odd, fonts)
    assert [finding.code for finding in refused.value.findings] == ["W223"]


def test_without_matplotlib_the_message_says_what_to_install(
    drawn: tuple[Chart, ...], fonts: Fonts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(Refused) as refused:
        svg(drawn[0], fonts)
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
        assert all("".join(bar.printed) in text and bar.label in text for bar in chart.bars)
    with pypdfium2.PdfDocument(pdf.write(seed, asked._replace(charts=False))) as made:
        assert "图1" not in "".join(page.get_textpage().get_text_bounded() for page in made)


def test_the_pdf_tells_the_content_of_each_chart(seed: Document, drawn: tuple[Chart, ...]) -> None:
    """Read from the structure tree, as a screen reader does."""
    with pypdfium2.PdfDocument(pdf.write(seed, Options(charts=True, font_dirs=(FONTS,)))) as made:
        told = [alt for page in made for alt in alternatives(page)]
    assert told == [chart.alt for chart in drawn]


def alternatives(page: Any) -> Iterator[str]:
    """The alternative texts of a page, in the order of its structure."""
    tree = raw.FPDF_StructTree_GetForPage(page)
    elements = [raw.FPDF_StructTree_GetChildAtIndex(tree, at) for at in range(raw.FPDF_StructTree_CountChildren(tree))]
    while elements:
        element = elements.pop(0)
        if not element:
            continue
        size = raw.FPDF_StructElement_GetAltText(element, None, 0)
        if size > 2:
            memory = ctypes.create_string_buffer(size)
            raw.FPDF_StructElement_GetAltText(element, memory, size)
            yield memory.raw.decode("utf-16-le").rstrip("\0")
        children = range(raw.FPDF_StructElement_CountChildren(element))
        elements[:0] = [raw.FPDF_StructElement_GetChildAtIndex(element, at) for at in children]
    raw.FPDF_StructTree_Close(tree)


def test_word_and_the_page_have_the_same_pictures(seed: Document, drawn: tuple[Chart, ...], fonts: Fonts) -> None:
    asked = Options(charts=True, font_dirs=(FONTS,))
    page = narrator.write(seed, "html", asked).decode()
    inside = [base64.b64decode(data) for data in re.findall(r"data:image/svg\+xml;base64,([^\"]*)", page)]
    with zipfile.ZipFile(io.BytesIO(narrator.write(seed, "docx", asked))) as package:
        media = [package.read(name) for name in sorted(package.namelist()) if name.endswith(".svg")]
    assert inside == media == [svg(chart, fonts) for chart in drawn]


@pytest.mark.parametrize(("asked", "pictures"), [("yes", True), ("no", False)])
def test_a_pack_may_ask_for_charts(asked: str, pictures: bool, tmp_path: Path) -> None:
    """As 四川 prescribes them: nobody has to ask for the pictures."""
    root = Path(__file__).resolve().parents[2]
    pack = packs.child(tmp_path, pack=f"charts: {asked}\n")
    document = narrator.draft(narrator.load(root / "fixtures" / "changji-2024"), str(pack))
    page = narrator.write(document, "html", Options(font_dirs=(FONTS,)))
    assert (b"<figure" in page) == pictures

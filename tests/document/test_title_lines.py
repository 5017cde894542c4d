"""Titles broken by sense: lines of whole words, as few as possible, about as long as each other."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrator.document import title_lines
from narrator.document.tree import Paragraph
from narrator.figures.values import Figure, Gap, Place, Text
from narrator.phrases.phrase import Said, Source, Span

_NOWHERE = Place("", 0, 0)
_SOURCE = Source("标题.全文", (), _NOWHERE)
_WORDS = "年度部门决算公开说明"


def _title(name: str, year: str = "2024", words: str = _WORDS) -> Paragraph:
    spans = (
        Span(name, _SOURCE, "单位名称", "文字", Text(name)),
        Span(year, _SOURCE, "年度", "年", Figure(Decimal(year), "", _NOWHERE)),
        Span(words, _SOURCE),
    )
    return Paragraph((Said(_SOURCE, "", None, spans),))


def _lines(title: Paragraph, width: int = title_lines.LINE) -> list[str]:
    return [line.text for line in title_lines.lines(title, width)]


def _size(text: str) -> int:
    return sum(1 if character.isascii() and not character.isupper() else 2 for character in text)


@pytest.mark.parametrize("year", ["2021", "2024"])
@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("渠县农业综合技术服务中心", ["渠县农业综合技术服务中心"], ""),
        ("上海市普陀区财政局", ["上海市普陀区财政局"], ""),
        (
            "昌吉回族自治州对口援疆工作领导小组办公室",
            ["昌吉回族自治州对口援疆工作领导小组办公室"],
            "",
        ),
        (
            "新疆维吾尔自治区昌吉回族自治州昌吉市城市管理综合行政执法局（本级）",
            ["新疆维吾尔自治区昌吉回族自治州", "昌吉市城市管理综合行政执法局（本级）"],
            "",
        ),
        ("乐山市市中区市场监督管理局", ["乐山市市中区市场监督管理局"], ""),
        (
            "中国共产党寻甸回族彝族自治县委员会政法委员会",
            ["中国共产党寻甸回族彝族自治县委员会"],
            "政法委员会",
        ),
    ],
)
def test_long_titles(name: str, first: list[str], last: str, year: str) -> None:
    """The name stands alone where it fits; a longer one is broken behind a place or a body."""
    assert _lines(_title(name, year)) == [*first, f"{last}{year}{_WORDS}"]


def test_a_short_title_is_one_line() -> None:
    """Nothing is broken where everything fits."""
    assert _lines(_title("大理州统计局")) == ["大理州统计局2024年度部门决算公开说明"]


def test_a_year_before_the_name() -> None:
    """A long title of fixed words is broken between them, where both lines are most alike."""
    spans = (
        Span("2023", _SOURCE, "年度", "年", Figure(Decimal(2023), "", _NOWHERE)),
        Span("年", _SOURCE),
        Span("广东省财政厅", _SOURCE, "单位名称", "文字", Text("广东省财政厅")),
        Span("一般公共预算财政拨款“三公”经费支出决算情况说明", _SOURCE),
    )
    assert _lines(Paragraph((Said(_SOURCE, "", None, spans),))) == [
        "2023年广东省财政厅一般公共预算",
        "财政拨款“三公”经费支出决算情况说明",
    ]


def test_a_name_without_words_is_balanced() -> None:
    """Where a name has no word to break at, its lines are alike; digits, letters and brackets stay together."""
    assert _lines(_title("某" * 30)) == ["某" * 15, "某" * 15, "2024年度部门决算公开说明"]
    assert _lines(_title("丙" * 19 + "（本级）" + "丁")) == ["丙" * 18, "丙（本级）丁2024年度部门决算公开说明"]


def test_a_gap_is_a_word() -> None:
    """The mark of a missing name is not broken."""
    mark = "【待填：单位·单位名称】"
    spans = (
        Span(mark, _SOURCE, "单位名称", "文字", Gap("单位/单位名称", "单位名称")),
        Span("2024年度部门决算公开说明以及其他情况的说明", _SOURCE),
    )
    lines = _lines(Paragraph((Said(_SOURCE, "", None, spans),)))
    assert len(lines) > 1
    assert lines[0].startswith(mark)


def test_sources_stay() -> None:
    """Each line knows what it says: a value that is parted is the same value on both lines."""
    name = "新疆维吾尔自治区昌吉回族自治州昌吉市城市管理综合行政执法局（本级）"
    first, second, _ = title_lines.lines(_title(name), title_lines.LINE)
    assert [span.value for line in (first, second) for span in line.spans] == [Text(name)] * 2


_PARTS = st.lists(
    st.sampled_from(["昌吉市", "某某某某", "财政局", "办公室", "街道", "AB", "丁", "（本级）"]), min_size=1, max_size=12
)


@given(_PARTS, st.sampled_from([12, 24, 40, 56]))
def test_properties(parts: list[str], width: int) -> None:
    """No word is lost; lines fit; a title that fits stays whole; no line could take the whole next one."""
    title = _title("".join(parts))
    lines = _lines(title, width)
    assert "".join(lines) == title.text
    assert all(_size(line) <= width or len(line) == 1 for line in lines)
    assert (len(lines) == 1) == (_size(title.text) <= width)
    pieces = [piece.text for piece in title_lines.pieces(title)]
    if all(_size(piece) <= width for piece in pieces):  # it can be broken by sense, so it is
        ends = {len("".join(pieces[:count])) for count in range(len(pieces) + 1)}
        assert {len("".join(lines[:count])) for count in range(len(lines) + 1)} <= ends

"""A line whose wording bent no figure is remembered, and what is remembered holds for such lines alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import narrator
from narrator.document.bent import bent
from narrator.document.tree import Document, Paragraph
from narrator.figures.values import Figure
from narrator.phrases.phrase import Span
from narrator.phrases.phrasebook import default

FIXTURE = Path(__file__).resolve().parents[2] / "fixtures" / "changji-2024"
PACK = default().pack("xinjiang/2024")


@pytest.fixture(scope="module")
def document() -> Document:
    return narrator.draft(narrator.load(FIXTURE))


def _line(document: Document, words: str) -> Paragraph:
    return next(line for _, line in document.lines() if line.text.startswith(words))


def _changed(line: Paragraph, change: Callable[[Span], Span]) -> Paragraph:
    return Paragraph(tuple(said._replace(spans=tuple(map(change, said.spans))) for said in line.said))


def _told(line: Paragraph) -> list[str]:
    return [finding.evidence for finding in bent(line, PACK)]


def test_a_line_is_remembered_whatever_its_figures_and_reasons(document: Document) -> None:
    """Twice the amounts and another reason: a unit of its own in which nothing is examined again."""
    line = _line(document, "收入支出总体")

    def other(span: Span) -> Span:
        if isinstance(span.value, Figure):
            value = span.value._replace(value=span.value.value * 2)
            return span._replace(text=PACK.formats[span.format].print(value), value=value)
        return span if span.value is None else span._replace(text="因为别的，增加了很多，其中2项是新的")

    assert _told(line) == []
    remembered = set(PACK.frames)
    changed = _changed(line, other)
    assert changed.text != line.text
    assert _told(changed) == []
    assert PACK.frames == remembered


@pytest.mark.parametrize(
    ("words", "old", "new", "evidence"),
    [
        ("本年收入", "财政拨款收入", "财政拨款收入3", "前面紧挨着「3」"),
        ("本年收入", "财政拨款收入", "财政拨款收入-", "前面紧挨着「-」"),
        ("收入支出总体", "91.53万元", "91.54万元", "会被读成别的数"),
        ("收入支出总体", "91.53万元", "91.53元", "会被读成别的数"),
        ("收入支出总体", "，增加", "，减少", "前面的方向词不对，应是增加"),
        ("收入支出总体", "，增加", "，增加1", "前面紧挨着「1」"),
        ("收入支出总体", "，增长", "亿，增长", "后面紧挨着「亿」"),
    ],
)
def test_another_line_is_examined_all_the_same(
    words: str, old: str, new: str, evidence: str, document: Document
) -> None:
    """Own words that touch a figure, a figure printed wrong, a literal changed: though the line was right before."""
    line = _line(document, words)
    assert _told(line) == []
    changed = _changed(line, lambda span: span._replace(text=span.text.replace(old, new)))
    assert changed.text != line.text
    assert any(evidence in told for told in _told(changed))
    assert any(evidence in told for told in _told(changed))


def test_another_condition_is_another_line(document: Document) -> None:
    """The same words for a fact that fell."""
    line = _line(document, "收入支出总体")
    fell = Paragraph(tuple(said._replace(condition="down") if said.condition == "up" else said for said in line.said))
    assert _told(line) == []
    assert any("应是减少" in told for told in _told(fell))

"""Reading the finished text a second time, by a small grammar of figures that knows nothing of the pack.

Reading back by the pack's own wordings cannot see what the wordings themselves bend. Here each printed figure is
looked at as a stranger would read it: the number with whatever touches it, its unit, and the word of direction before
it; value and sign must be those of the tree.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from narrator.document.tree import Paragraph
from narrator.figures.findings import Finding
from narrator.figures.number import half_up
from narrator.figures.terms import SCALES
from narrator.figures.values import Figure
from narrator.phrases import grammar
from narrator.phrases.directions import Directions
from narrator.phrases.formats import FIGURES, Format
from narrator.phrases.grammar import Amount
from narrator.phrases.pack import Pack
from narrator.phrases.phrase import Said, Span
from narrator.rules.kinds import KINDS, PERCENT, YEAR

_OTHERS = "□"  # stands for each character of the unit's own words: what they say of direction is theirs
_SHORT, _BESIDE = 60, 8


class _Line(NamedTuple):
    """A line of the document; ``words`` is its text without the unit's own words, each character of which is □."""

    text: str
    words: str
    directions: Directions


class _Printed(NamedTuple):
    """A figure of the tree as it stands in the text."""

    span: Span
    said: Said
    form: Format
    figure: Figure
    start: int
    end: int


def bent(paragraph: Paragraph, pack: Pack) -> Iterator[Finding]:
    """The figures of a paragraph that a stranger would read as other values, or with another sign (P166)."""
    printed: list[_Printed] = []
    texts: list[str] = []
    words: list[str] = []
    end = 0
    for said in paragraph.said:
        for span in said.spans:
            start, end = end, end + len(span.text)
            texts.append(span.text)
            is_figure = isinstance(span.value, Figure)
            words.append(span.text if is_figure or span.value is None else _OTHERS * len(span.text))
            if isinstance(span.value, Figure) and (form := pack.formats[span.format]).type in FIGURES:
                if form.type == YEAR and words[:-1] and words[-2].endswith(_OTHERS):
                    continue  # the name of a unit may end as it likes: 第1小学2024年度, 某场12024年度
                printed.append(_Printed(span, said, form, span.value, start, end))
    if not printed:
        return
    line = _Line("".join(texts), "".join(words), pack.rules.directions)
    amounts = iter(grammar.read(line.text))
    found = next(amounts, None)
    for one in printed:
        while found and found.end <= one.start:
            found = next(amounts, None)
        wrong = _misread(one, found, line) if found and found.start < one.end else "读不成一个数"
        if wrong:
            text = line.text
            shown = text[max(one.start - _SHORT, 0) : one.end + _SHORT]
            evidence = f"「{shown}」里的「{one.span.text}」{wrong}。"
            advice = "请检查这条短语和它前面一句的用语：不能有数字、符号或方向词与它连在一起。"
            yield Finding("P166", one.span.source.place, evidence, advice)


def _misread(one: _Printed, found: Amount, line: _Line) -> str:
    """How a stranger would misread a figure, in words; "" where it says what it means."""
    text, words = line.text, line.words
    if one.form.bare and text != one.span.text:
        return "没有单位，前后却有别的字"
    before = grammar.touches_before(text[max(one.start - _BESIDE, 0) : one.start])
    behind = grammar.touches_behind(text[one.end : one.end + _BESIDE], one.form.unit)
    if before and (words[one.start - 1] != _OTHERS or not grammar.is_chinese(before)):
        return f"前面紧挨着「{before}」"
    if behind and (words[one.end] != _OTHERS or not grammar.is_chinese(behind)):
        return f"后面紧挨着「{behind}」"
    shown = one.figure.value if one.form.decimals is None else half_up(one.figure.value, one.form.decimals)
    meant = shown.scaleb(SCALES[one.form.scale]) if one.form.scale and one.form.unit else shown
    if (found.start, found.value, found.unit) != (one.start, meant, _unit(one.form)) or found.end > one.end:
        return f"会被读成别的数，应是{shown:f}{one.figure.unit}"
    return _turned(one, line)


def _unit(form: Format) -> str:
    """The unit that the grammar reads behind a figure of this format."""
    return "元" if form.unit in SCALES else form.unit if form.type == PERCENT else ""


def _turned(one: _Printed, line: _Line) -> str:
    """Whether the words before a figure give it another direction than the figures have."""
    fact = one.said.fact
    if fact is None or not one.form.numeric:
        return ""
    kind, slot = KINDS[fact.kind], one.span.slot
    before = grammar.clause(line.words[max(one.start - _SHORT, 0) : one.start])
    if slot in kind.unsigned:
        sense, told = kind.senses.get(one.said.condition or ""), line.directions.sense(before)
        silent = told is None and one.form.type != PERCENT
        if one.figure.value and sense is not None and not silent and told != sense:
            return f"前面的方向词不对，应是{'增加' if sense > 0 else '减少'}"
    elif slot in kind.signed:
        return "自带正负号，前面又有方向词" if line.directions.sense(before) else ""
    elif line.directions.ends(before):
        return "不是增减的数，前面却紧挨着方向词"
    return ""

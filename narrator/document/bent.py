"""Reading the finished text a second time, by a small grammar of figures that knows nothing of the pack.

Reading back by the pack's own wordings cannot see what the wordings themselves bend. Here each printed figure is
looked at as a stranger would read it: the number with whatever touches it, its unit, and the word of direction before
it; value and sign must be those of the tree.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from narrator.document.tree import Paragraph
from narrator.figures.findings import Finding
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
_MOST_FRAMES = 4096


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
    """The figures of a paragraph that a stranger would read as other values, or with another sign (P166).

    What stands around them is mostly wording, the same in every unit: a line in which nothing was wrong is remembered
    by its frame, and where it comes again, its figures alone are read.
    """
    if not _has_figure(paragraph):
        return
    frame, figures = _frame(paragraph, pack)
    if not figures or (frame in pack.frames and all(_reads(*one) for one in figures)):
        return
    wrong = list(_examined(paragraph, pack))
    if not wrong:
        if len(pack.frames) >= _MOST_FRAMES:
            pack.frames.clear()
        pack.frames.add(frame)
    yield from wrong


def _has_figure(paragraph: Paragraph) -> bool:
    for said in paragraph.said:
        for span in said.spans:
            if type(span.value) is Figure:
                return True
    return False


def _frame(paragraph: Paragraph, pack: Pack) -> tuple[object, list[tuple[Span, Format, Decimal]]]:
    """A line without its figures, of which only the sign is told, and without the unit's own words that touch none.

    Those are words behind a literal, and before one with a mark of punctuation: they are in no figure's clause.
    """
    parts: list[str] = []
    own: list[int] = []
    figures: list[tuple[Span, Format, Decimal]] = []
    for said in paragraph.said:
        for span in said.spans:
            value = span.value
            if isinstance(value, Figure) and (form := pack.formats[span.format]).type in FIGURES:
                figures.append((span, form, value.value))
                parts.append("\0" if not value.value else "\1" if value.value > 0 else "\2")
            elif value is None:
                parts.append(span.text)
            else:
                own.append(len(parts))
                parts.append(f"\3{span.text}")
    if not figures:
        return None, figures
    parts += ["。"]
    for at in own:
        before, behind = parts[at - 1] if at else "。", parts[at + 1]
        if before[-1:] > " " and behind[:1] > " " and before[:1] > " " and grammar.closes(behind):
            parts[at] = "\3"
    return ("".join(parts), *[(said.source, said.condition) for said in paragraph.said]), figures


def _reads(span: Span, form: Format, value: Decimal) -> bool:
    """Whether a figure by itself is read as its value."""
    found = grammar.first(span.text)
    return found is not None and _same(found, 0, len(span.text), form, value)


def _same(found: Amount, start: int, end: int, form: Format, value: Decimal) -> bool:
    """Whether what a stranger reads from here is this value, as the format prints it, in its unit."""
    shown = form.shown(value)
    meant = shown.scaleb(SCALES[form.scale]) if form.scale and form.unit else shown
    return (found.start, found.value, found.unit) == (start, meant, _unit(form)) and found.end <= end


def _examined(paragraph: Paragraph, pack: Pack) -> Iterator[Finding]:
    printed: list[_Printed] = []
    text = words = ""
    for said in paragraph.said:
        for span in said.spans:
            own, value = span.text, span.value
            start, text = len(text), text + own
            if isinstance(value, Figure):
                form = pack.formats[span.format]
                if form.type in FIGURES and not (form.type == YEAR and words.endswith(_OTHERS)):
                    printed.append(_Printed(span, said, form, value, start, len(text)))
                # else it is the name of a unit, which may end as it likes: 第1小学2024年度, 某场12024年度
            elif value is not None:
                own = _OTHERS * len(own)
            words += own
    line = _Line(text, words, pack.rules.directions)
    amounts = grammar.read(text)
    found = next(amounts, None)
    for one in printed:
        while found and found.end <= one.start:
            found = next(amounts, None)
        wrong = _misread(one, found, line) if found and found.start < one.end else "读不成一个数"
        if wrong:
            shown = text[max(one.start - _SHORT, 0) : one.end + _SHORT]
            evidence = f"「{shown}」里的「{one.span.text}」{wrong}。"
            advice = "请检查这条短语和它前面一句的用语：不能有数字、符号或方向词与它连在一起。"
            yield Finding("P166", one.span.source.place, evidence, advice)


def _misread(one: _Printed, found: Amount, line: _Line) -> str:
    """How a stranger would misread a figure, in words; "" where it says what it means."""
    text, words, form, value = line.text, line.words, one.form, one.figure.value
    if len(text) == len(one.span.text):
        before = behind = ""
    elif form.bare:
        return "没有单位，前后却有别的字"
    else:
        before = grammar.touches_before(text[max(one.start - _BESIDE, 0) : one.start])
        behind = grammar.touches_behind(text[one.end : one.end + _BESIDE], form.unit)
    if before and (words[one.start - 1] != _OTHERS or not grammar.is_chinese(before)):
        return f"前面紧挨着「{before}」"
    if behind and (words[one.end] != _OTHERS or not grammar.is_chinese(behind)):
        return f"后面紧挨着「{behind}」"
    if not _same(found, one.start, one.end, form, value):
        return f"会被读成别的数，应是{form.shown(value):f}{one.figure.unit}"
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
    before = grammar.clause(line.words[max(one.start - _SHORT, 0) : one.start]) if one.start else ""
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

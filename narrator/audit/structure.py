"""T401 …: the whole of a text: its sections in order, what stands twice, what the rules ask for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from narrator.audit.check import HELD, UNDECIDED, Audited, Say, check
from narrator.audit.finding import DOUBT, HINT
from narrator.reading.facts import Reading, Section
from narrator.reading.folding import fold
from narrator.reading.numbers import MONEY, RATE

_RULES = "财预〔2016〕143号"
_SECTIONS = {
    "总体": "收入支出决算总体情况",
    "收入": "收入决算情况",
    "支出": "支出决算情况",
    "财政拨款": "财政拨款收入支出决算总体情况",
    "一般公共": "一般公共预算财政拨款支出决算情况",
    "基本": "一般公共预算财政拨款基本支出决算情况",
    "三公": "“三公”经费支出决算情况",
    "基金": "政府性基金预算财政拨款收入支出决算情况",
    "国资": "国有资本经营预算财政拨款收入支出决算情况",
}
_OTHERS = {"机关运行": "机关运行经费", "采购": "政府采购", "资产": "国有资产占用", "绩效": "预算绩效"}
_WHOLE = 8  # so many of these sections make a text a whole one, of which one may be missing
_THREE = {
    "因公出国（境）团组数": r"团组|出国\(境\)团|\d批",
    "因公出国（境）人次": r"人次|[0-9]人",
    "公务用车购置数": r"购置(?:数|公务用车|车辆|更新)?[^,。;]{0,12}[0-9]+辆|购置数|新购|购置费",
    "公务用车保有量": r"保有量|公务用车[0-9]+辆|开支[^。]{0,20}车辆",
    "公务接待批次": r"批次|[0-9]+批",
    "公务接待人次": r"人次|[0-9]+人",
}

_NUMERALS = "一二三四五六七八九十"
_LISTED = re.compile(rf"^\s*([{_NUMERALS}]+)、", re.MULTILINE)  # a section that is told in its heading: 三、…：无
_LONG = 30  # a sentence of fewer characters may well stand twice
_SHORT, _RECENT = 12, 12  # but not among the last ones
_NOTHING = re.compile(r"[较比与].{2,8}?决算数?[^0-9]*0(?:\.0+)?万?元[^1-9]*")  # told of one thing after another


def _number(text: str) -> int:
    """The number of a Chinese numeral up to 99; 0 where it is none."""
    tens, ten, units = text.rpartition("十")
    value = _NUMERALS.find(units) + 1 if units else 0
    return value + (10 * (_NUMERALS.find(tens) + 1 if tens else 1) if ten else 0)


def _chapters(reading: Reading) -> Iterator[list[tuple[int, Section]]]:
    """The headings 一、二、… of each part of a text, as numbers, contents left out."""
    chapter: list[tuple[int, Section]] = []
    for section in reading.headings:
        number = section.heading.number
        if number.startswith("第"):
            yield chapter
            chapter = []
        elif (
            number.endswith("、")
            and number[0] in _NUMERALS
            and section.heading.title.endswith(("情况", "说明", "事项"))
        ):
            if chapter and _number(number[:-1]) == 1:
                yield chapter
                chapter = []
            chapter.append((_number(number[:-1]), section))
    yield chapter


def _missing(reading: Reading, asked: Mapping[str, str] = _SECTIONS) -> list[str]:
    """The sections that each whole text has and this one lacks."""
    told = {section.heading.area for section in reading.headings} | {sentence.area for sentence in reading.sentences}
    return [name for area, name in asked.items() if area not in told]


def _whole(reading: Reading) -> bool:
    """Whether a text is a whole one, be it that a section is missing."""
    return len(_SECTIONS) - len(_missing(reading)) >= _WHOLE


def _framed(reading: Reading) -> bool:
    """Whether a text has its first part and its glossary: all of it, however few sections its province has."""
    numbers = {section.heading.number[:2] for section in reading.headings}
    return "第一" in numbers and "名词解释" in {section.heading.area for section in reading.headings}


@check("T401", "各节的序号连续", "公开的说明按节编号")
def numbering(audited: Audited) -> Iterator[Say]:
    """一、二、四: a section was left out, or two stand in the wrong order."""
    if audited.part or not (_whole(audited.reading) or _framed(audited.reading)):
        yield Say(UNDECIDED, evidence="不是全文")
        return
    for chapter in _chapters(audited.reading):
        for (before, above), (number, section) in pairwise(chapter):
            between = audited.reading.source.text(above.end, section.start)
            listed = {_number(found) for found in _LISTED.findall(between)}
            if number == before + 1 or before + 1 in listed:
                yield Say(HELD)
            else:
                words = f"「{section.heading.number}{section.heading.title}」前面一节的序号是{before}"
                yield Say(DOUBT, ((section.start, section.end),), words, "请核对是否漏了一节，或次序不对。")


@check("T402", "各节齐全", f"{_RULES}；财政部 公开报表 01–09")
def sections(audited: Audited) -> Iterator[Say]:
    """A whole text has a section for each of the nine statements, and for what the rules ask for beside them."""
    missing = [*_missing(audited.reading), *_missing(audited.reading, _OTHERS)]
    if audited.part or not _whole(audited.reading):
        yield Say(UNDECIDED, evidence="不是全文")
    elif missing:
        yield Say(HINT, (), f"没有读到：{'、'.join(missing)}", "请核对是否漏了这一节。")
    else:
        yield Say(HELD)


@check("T403", "没有重复的段落", "公开的说明一段一事")
def twice(audited: Audited) -> Iterator[Say]:
    """A paragraph with figures that stands twice, word for word."""
    reading = audited.reading
    first: dict[str, tuple[int, int]] = {}
    recent: list[str] = []
    for sentence in reading.sentences:
        text = fold(reading.source.text(sentence.start, sentence.end)).text
        recent, near = [*recent[-_RECENT:], text], recent
        before = first.setdefault(f"{sentence.area}{text}", (sentence.start, sentence.end))
        if (
            (len(text) < _LONG and text not in near)
            or len(text) < _SHORT
            or not any(sign in sentence.text for sign in (MONEY, RATE))
            or _NOTHING.fullmatch(text)
        ):
            continue
        if before == (sentence.start, sentence.end):
            yield Say(HELD)
        else:
            yield Say(DOUBT, ((sentence.start, sentence.end), before), "这一句和前面一句完全相同", "请核对是否重复。")


@check("T404", "“三公”经费写明团组、人次、购置数、保有量、批次", _RULES)
def three_public(audited: Audited) -> Iterator[Say]:
    """What must be told of the “三公” money."""
    reading = audited.reading
    text = "".join(fold(sentence.text).text for sentence in reading.sentences if sentence.area == "三公")
    told = [sentence for sentence in reading.sentences if sentence.area == "三公"]
    whole = {section.heading.area for section in reading.headings} >= {"总体", "三公", "支出"}
    if not told or not whole or re.search(r"无[^,。]{0,6}三公[^,。]{0,12}支出", text):
        yield Say(UNDECIDED, evidence="没有“三公”经费一节的全文")
        return
    original = "".join(fold(reading.source.text(sentence.start, sentence.end)).text for sentence in told)
    missing = [name for name, pattern in _THREE.items() if not re.search(pattern, original)]
    if missing:
        yield Say(HINT, ((told[0].start, told[0].end),), f"没有写：{'、'.join(missing)}", "请补上。")
    else:
        yield Say(HELD)

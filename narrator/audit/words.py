"""T322 …: years, the name of the unit, what is said to be absent."""

from __future__ import annotations

import re
from collections.abc import Iterator

from narrator.audit.check import HELD, UNDECIDED, Audited, Say, check
from narrator.audit.finding import DOUBT, ERROR
from narrator.audit.leftovers import told
from narrator.reading.facts import LAST
from narrator.reading.sections import sections
from narrator.reading.units import NAMED, alike

_WORDS = "公开的文字应当完整，没有模板里的选项和占位"


@check("T322", "年度前后一致", "部门决算公开的是一个年度")
def years(audited: Audited) -> Iterator[Say]:
    """A sentence that begins with another year, a comparison with another year than the one before."""
    reading = audited.reading
    if not reading.year:
        return
    for sentence in reading.sentences:
        if not sentence.year or (sentence.area in sections().without and sentence.area != "绩效"):
            continue
        if sentence.year == reading.year:
            yield Say(HELD)
        elif sentence.year < reading.year:
            evidence = f"全文是{reading.year}年度，这里写的是{sentence.year}年度"
            yield Say(DOUBT, ((sentence.start, sentence.end),), evidence, "请核对年度。")
    sides = {one.sentence for one in reading.compared if one.basis and one.year in (0, reading.year - 1)}
    for one in reading.compared:
        if one.basis != LAST or not one.year or (one.sentence in sides and one.year != reading.year - 1):
            continue
        if one.year == reading.year - 1:
            yield Say(HELD)
        elif one.year < reading.year:
            evidence = f"上一年度是{reading.year - 1}年度，这里比的是{one.year}年度"
            yield Say(DOUBT, ((one.start, one.end),), evidence, "请核对年度。")


@check("T323", "单位名称前后一致", _WORDS)
def names(audited: Audited) -> Iterator[Say]:
    """Another unit's name before the year of the text."""
    reading = audited.reading
    if not reading.unit:
        yield Say(UNDECIDED, evidence="没有读到单位名称")
        return
    for _, text, at in told(reading, everywhere=True):
        for named in NAMED.finditer(text):
            unit = named["unit"].removeprefix("根据").removeprefix("截至")
            if alike(unit, reading.unit):
                yield Say(HELD)
            else:
                span = ((at[named.start("unit")], at[named.end("unit") - 1] + 1),)
                yield Say(DOUBT, span, f"这里是「{unit}」，全文是「{reading.unit}」", "请核对单位名称。")


@check("T324", "说没有的，后面没有金额", "财预〔2016〕143号：空表要说明")
def absent(audited: Audited) -> Iterator[Say]:
    """A section that says there was none, and tells an amount all the same."""
    for area, name in (("基金", "政府性基金"), ("国资", "国有资本经营")):
        said = [
            sentence
            for sentence in audited.reading.sentences
            if sentence.area == area and re.search(rf"(?:无|没有)[^,。;]{{0,12}}{name}", sentence.text)
        ]
        amounts = [
            one
            for one in audited.reading.told
            if one.area == area and one.number.amount and one.number.unit == "元" and one.role in ("数额", "决算数")
        ]
        if not said:
            continue
        if amounts:
            yield Say(
                ERROR,
                ((said[0].start, said[0].end), (amounts[0].start, amounts[0].end)),
                f"说没有{name}，又写了{amounts[0].number.text}",
                "请核对。",
            )
        else:
            yield Say(HELD)

"""T301 …: the words of a text: what a template left behind, reasons, counts in free words, years and names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from narrator.audit.check import HELD, UNDECIDED, Audited, Say, check
from narrator.audit.finding import DOUBT, ERROR, HINT
from narrator.files import marked
from narrator.phrases import directions
from narrator.phrases.home import root
from narrator.reading import subjects
from narrator.reading.facts import LAST, Fact, Reading, Reason, Sentence
from narrator.reading.folding import fold
from narrator.reading.sections import sections
from narrator.reading.units import NAMED, alike

FILE = "reading/leftovers.yaml"
_REASONS = "财预〔2016〕143号：说明收支增减变化的原因"
_WORDS = "公开的文字应当完整，没有模板里的选项和占位"
_EMPTY_ACCOUNT = re.compile(r"(?<=[,。;:、)])\([款项]\)|\(\)")
_UNITS = "个|人|名|家|件|次|辆|台|户|批次|人次|场"
_COUNTED = re.compile(
    rf"(?:(?<=共)|(?<=共有)|(?<=共计)|(?<=完成)|(?<=签约)|(?<=车辆))(?P<total>[0-9]+)(?P<unit>{_UNITS})"
    r"(?:,[^0-9。;其]{0,12}[0-9.,]{1,16}万元,|[,:(、])?(?:其中:)?"
)
_PART = re.compile(rf"[^0-9,。;、:()]{{1,20}}?(?:\([^()]{{1,6}}\)[^0-9,。;、:()]{{1,12}}?)?([0-9]+)({_UNITS})")
_LIST = re.compile(
    r"(?P<total>[0-9]{1,3})个[\u4e00-\u9fff]{0,12},?(?:分别是|分别为|包括|即|为):?(?P<names>[^。;:0-9,]{3,400})(?=[。;])"
)
_TWICE = re.compile(r"(万元万元|%%|元元|。。|,,|;;|、、|::|,。|。,|;。|。;)")


class _Left(NamedTuple):
    """The lists of ``leftovers.yaml``."""

    options: re.Pattern[str]
    blanks: re.Pattern[str]
    changes: re.Pattern[str]
    moves: re.Pattern[str]
    hollow: tuple[str, ...]


@cache  # a small file of the program's own
def _left() -> _Left:
    content = marked.load(root() / FILE, FILE)
    assert isinstance(content, marked.Mapping)
    lists = {name: [fold(word).text for word in str(said).split()] for name, said in content.items()}
    options = content["options"]
    assert isinstance(options, marked.Sequence)
    marks = [*(fold(str(option)).text for option in options), *lists["marks"]]
    changes = _any([*directions.base().words, *lists["changes"]])
    ways = "|".join(directions.base().words)
    marks_or_ways = re.compile(rf"{_any(marks).pattern}|(?:{ways})[(/](?:或)?(?:{ways})(?![\u4e00-\u9fff])\)?")
    return _Left(marks_or_ways, _any(lists["blanks"]), changes, _any(lists["moves"]), tuple(lists["hollow"]))


def _any(words: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, filter(None, words)), key=len, reverse=True)))


def _told(reading: Reading, *, everywhere: bool = False) -> Iterator[tuple[Sentence, str, list[int]]]:
    """The sentences of the sections that tell of money, folded, with the place of each character."""
    for sentence in reading.sentences:
        if everywhere or sentence.area not in sections().without or sentence.area == "绩效":
            folded = fold(reading.source.text(sentence.start, sentence.end), sentence.start)
            yield sentence, folded.text, folded.at


@check("T301", "没有模板里留下的选项、占位和空格", _WORDS)
def leftovers(audited: Audited) -> Iterator[Say]:
    """Options, marks and blanks of a template."""
    left = _left()
    for _, text, at in _told(audited.reading):
        clean = True
        for pattern, level, evidence in (
            (left.options, ERROR, "模板里的选项或占位没有删去"),
            (left.blanks, ERROR, "这里少写了数"),
            (_EMPTY_ACCOUNT, DOUBT, "科目的名称没有写"),
        ):
            if found := tuple(pattern.finditer(text)):
                clean = False
                spans = tuple((at[match.start()], at[match.end() - 1] + 1) for match in found)
                words = "」「".join(dict.fromkeys(match.group() for match in found))
                yield Say(level, spans, f"「{words}」：{evidence}", "请按实际情况写完整。")
        if clean:
            yield Say(HELD)


@check("T302", "标点和单位没有重复", _WORDS)
def punctuation(audited: Audited) -> Iterator[Say]:
    """Marks of punctuation twice in a row."""
    for _, text, at in _told(audited.reading):
        found = None
        if text == "。":
            yield Say(HINT, ((at[0], at[0] + 1),), "重复：「。。」", "请删去多的。")
            continue
        for found in _TWICE.finditer(text):
            yield Say(
                HINT,
                ((at[found.start()], at[found.end() - 1] + 1),),
                f"重复：「{found.group()}」",
                "请删去多的。",
            )
        if found is None:
            yield Say(HELD)


# Reasons --------------------------------------------------------------------------------------------


def _of_facts(reading: Reading) -> Iterator[tuple[Fact, Reason]]:
    for fact in reading.facts:
        for reason in fact.reasons:
            yield fact, reason


@check("T311", "主要原因写了内容", _REASONS)
def empty_reason(audited: Audited) -> Iterator[Say]:
    """A reason that is announced and not given, or that explains nothing."""
    hollow = _left().hollow
    reading = audited.reading
    facts = {reason: fact for fact in reading.facts for reason in fact.reasons}
    for reason in reading.reasons:
        text = fold(reason.text).text.strip(",。;:、")
        place = ((reason.start, reason.end) if reason.end > reason.start else (reason.start - 1, reason.start),)
        if not text and not reading.source.text(reason.end, reason.end + 1).startswith(("。", "；", ";")):
            yield Say(UNDECIDED, evidence="原因在这一段之外")
        elif not text:
            yield Say(ERROR, place, "写了「原因」，后面却没有内容", "请写明原因，或删去这半句。")
        elif text in hollow:
            yield Say(DOUBT, place, f"「{text}」没有说明原因", "请写明具体原因。")
        elif _repeats(text, facts.get(reason)):
            yield Say(DOUBT, place, f"「{text}」只是重复了结果", "请写明为什么。")
        else:
            yield Say(HELD)


def _repeats(text: str, fact: Fact | None) -> bool:
    """Whether a reason says nothing but that the item itself went up or down."""
    said = _left().changes
    change = fact and (fact.slots.get("增减额") or fact.slots.get("增减率") or fact.slots.get("差异率"))
    if fact is None or not said.search(text) or 0 in fact.senses or (change and not change.number.value):
        return False
    named = subjects.named(said.sub("", text), fact.area)
    return not named.left and named.subject in ("", *subjects.WAYS, fact.subject)


@check("T312", "原因的方向与变化一致", _REASONS)
def reason_direction(audited: Audited) -> Iterator[Say]:
    """A reason all of whose words of direction say the opposite of the change."""
    words = directions.base()
    for fact, reason in _of_facts(audited.reading):
        senses = {sense for sense in fact.senses if sense}
        change = fact.slots.get("增减额") or fact.slots.get("增减率") or fact.slots.get("差异率")
        if fact.kind == "差异" and "差异率" in fact.slots:
            value = fact.slots["差异率"].number.value
            senses = {1 if value > 0 else -1} if value else set()
        if len(senses) != 1 or change is None or not change.number.value:
            continue
        if reason is not fact.reasons[0]:
            continue
        said = {directions.SENSES[words.words[word]] for word in words.said(fold(reason.text).text)} - {0}
        (sense,) = senses
        if said == {-sense}:
            ways = {1: "增加", -1: "减少"}
            evidence = f"说的是{ways[sense]}，原因却只讲{ways[-sense]}"
            yield Say(DOUBT, ((reason.start, reason.end), (fact.start, fact.end)), evidence, "请核对原因和方向。")
        else:
            yield Say(HELD)


@check("T313", "没有变化的，不写变化的原因", "上海市2024年度部门决算模板：持平的不写原因")
def flat_reason(audited: Audited) -> Iterator[Say]:
    """持平, and yet a reason that tells of a change."""
    moves = _left().moves
    words = directions.base()
    for fact, reason in _of_facts(audited.reading):
        if fact.senses != (0,) or reason is not fact.reasons[0] or "增减额" in fact.slots:
            continue
        text = fold(reason.text).text
        if {directions.SENSES[words.words[word]] for word in words.said(text)} - {0} or moves.search(text):
            yield Say(
                DOUBT,
                ((fact.start, fact.end), (reason.start, reason.end)),
                "说持平，却写了变化的原因",
                "请核对金额，或删去原因。",
            )
        else:
            yield Say(HELD)


# Counts, years, names -------------------------------------------------------------------------------


@check("T321", "叙述里的总数等于各项之和", "共若干，其中各若干：各项之和等于总数")
def counted(audited: Audited) -> Iterator[Say]:
    """「共75个，甲70个，乙15个」 and 「车辆3辆，其中：甲1辆、乙2辆」."""
    for _, text, at in _told(audited.reading):
        for whole in _COUNTED.finditer(text):
            parts = _parts_of(text, whole.end(), whole["unit"])
            if len(parts) < 2:
                continue
            total = sum(Decimal(part[1]) for part in parts)
            span = ((at[whole.start("total")], at[parts[-1].end() - 1] + 1),)
            if total == Decimal(whole["total"]):
                yield Say(HELD)
            else:
                sums = "+".join(part[1] for part in parts)
                level = ERROR if total > Decimal(whole["total"]) else DOUBT
                yield Say(level, span, f"共{whole['total']}{whole['unit']}，各项{sums}={total}", "请核对总数和各项。")


def _parts_of(text: str, start: int, unit: str) -> list[re.Match[str]]:
    """The parts that follow a total one after the other, each a name with a count of the same unit."""
    parts: list[re.Match[str]] = []
    at = start
    while (part := _PART.match(text, at)) and part[2] == unit:
        parts.append(part)
        at = part.end()
        if at >= len(text) or text[at] not in ",;、":
            break
        at += 1
    return parts


@check("T325", "名单里的个数与写的个数一致", "若干个，分别是：名单里有几个就写几个")
def listed(audited: Audited) -> Iterator[Say]:
    """「3个科室，分别是：甲、乙、丙」."""
    for _, text, at in _told(audited.reading, everywhere=True):
        for found in _LIST.finditer(text):
            names = [name for name in re.split("[、和]", found["names"]) if name]
            if "等" in found["names"] or len(names) < 2:
                continue
            if len(names) == int(found["total"]):
                yield Say(HELD)
            else:
                span = ((at[found.start("total")], at[found.end() - 1] + 1),)
                level = ERROR if "和" not in found["names"] else DOUBT
                yield Say(level, span, f"写的是{found['total']}个，名单里有{len(names)}个", "请核对个数和名单。")


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
    for _, text, at in _told(reading, everywhere=True):
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
            if sentence.area == area and re.search(r"无|没有", sentence.text) and name in sentence.text
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

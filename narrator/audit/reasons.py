"""T311 …: reasons: given or only announced, saying anything, pointing the way of the change."""

from __future__ import annotations

from collections.abc import Iterator

from narrator.audit.check import HELD, UNDECIDED, Audited, Say, check
from narrator.audit.finding import DOUBT, ERROR, HINT
from narrator.audit.leftovers import left
from narrator.phrases import directions
from narrator.reading import subjects
from narrator.reading.facts import Fact, Reading, Reason
from narrator.reading.folding import fold

_MANY, _MOST = 3, 5  # four fifths, and three at least, make a text one that gives reasons
_REASONS = "财预〔2016〕143号：说明收支增减变化的原因"


def _of_facts(reading: Reading) -> Iterator[tuple[Fact, Reason]]:
    for fact in reading.facts:
        for reason in fact.reasons:
            yield fact, reason


@check("T311", "主要原因写了内容", _REASONS)
def empty_reason(audited: Audited) -> Iterator[Say]:
    """A reason that is announced and not given, or that explains nothing."""
    hollow = left().hollow
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
    """Whether a reason says nothing but that the item itself went up or down; that a part of it did, may explain it."""
    said = left().changes
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
    moves = left().moves
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


@check("T314", "有变化的，写明了原因", _REASONS)
def no_reason(audited: Audited) -> Iterator[Say]:
    """Changes without a reason, a section together; told apart where the text explains nearly all others."""
    for kind in ("增减", "差异"):
        facts = [fact for fact in audited.reading.facts if fact.kind == kind and _changed(fact)]
        bare: dict[str, list[Fact]] = {}
        for fact in facts:
            if not fact.reasons:
                bare.setdefault(fact.area, []).append(fact)
        lacking = sum(map(len, bare.values()))
        given = len(facts) - lacking
        usual = given >= _MANY and lacking * _MOST <= len(facts)
        yield from (Say(HELD) for _ in range(given))
        for found in bare.values():
            evidence = "别处的变化都写了原因，这里没有" if usual else f"这一节有{len(found)}处变化没有写原因"
            places = tuple((fact.start, fact.end) for fact in found)
            yield Say(HINT, places, evidence, "按规定要说明增减变化的原因。")


def _changed(fact: Fact) -> bool:
    change = fact.slots.get("增减额") or fact.slots.get("差异率") or fact.slots.get("增减率")
    return change is not None and change.number.value != 0 and change.number.comparable

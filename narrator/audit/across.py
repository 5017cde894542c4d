"""T201 …: across sentences, what the figures of one item and of a whole and its parts say of each other."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from narrator.audit import arithmetic as sums
from narrator.audit.check import HELD, UNDECIDED, Audited, Say, check
from narrator.audit.finding import DOUBT, ERROR
from narrator.audit.inside import CHECK, span
from narrator.figures.interval import Interval, total
from narrator.figures.terms import YUAN
from narrator.files import marked
from narrator.phrases.home import root
from narrator.reading.facts import LAST, Fact, Mention, Reading
from narrator.reading.numbers import Number
from narrator.reading.subjects import subjects

FILE = "reading/relations.yaml"
_TABLES = "财政部 公开报表：同一项只有一个数，合计等于各项之和"
_MOST = 100  # no item is told so often


class Relation(NamedTuple):
    """A whole and its parts by their subjects, those to be taken away last; with ``most`` they are not more than it."""

    whole: str
    parts: tuple[str, ...]
    signs: tuple[int, ...]
    most: bool


@cache  # a file of the program's own
def relations() -> tuple[Relation, ...]:
    """The relations of ``phrasebook/reading``."""
    listed = marked.load(root() / FILE, FILE)
    assert isinstance(listed, marked.Sequence)
    found: list[Relation] = []
    for entry in listed:
        assert isinstance(entry, marked.Mapping)
        plus, minus = str(entry["parts"]).split(), str(entry.get("less") or "").split()
        signs = (1,) * len(plus) + (-1,) * len(minus)
        found.append(Relation(str(entry["whole"]), (*plus, *minus), signs, "most" in entry))
    return tuple(found)


def _distinct(mentions: list[Mention]) -> list[Mention]:
    """One mention for each amount; of those that may be one amount, the one with most decimals."""
    found: list[Mention] = []
    for one in sorted(mentions[:_MOST], key=lambda mention: -(mention.number.digits - mention.number.scale)):
        if one.number.unit == YUAN and not any(sums.same(one.number, other.number) for other in found):
            found.append(one)
    return found


@check("T201", "同一项在全文中是同一个数", _TABLES)
def one_amount(audited: Audited) -> Iterator[Say]:
    """One item told twice must be one amount; and the change of one item one change."""
    reading = audited.reading
    for subject in reading.amounts:
        told = reading.of(subject)
        if len(told) < 2:
            continue
        different = _distinct(told)
        if len(different) < 2:
            yield Say(HELD)
            continue
        different.sort(key=lambda one: one.start)
        texts = "、".join(one.number.text for one in different)
        name = subject.removeprefix("科目/").replace("/", "")
        certain = all(one.area == different[0].area or "/" not in subject for one in different)
        yield Say(
            ERROR if certain else DOUBT,
            span(*reversed(different)),
            f"{name}写了{len(different)}个数：{texts}",
            "请核对哪一个对。",
        )


@check("T202", "合计等于各项之和", _TABLES)
def whole_and_parts(audited: Audited) -> Iterator[Say]:
    """Every relation of ``relations.yaml`` that the text tells whole."""
    reading = audited.reading
    for relation in relations():
        wholes = _distinct(reading.of(relation.whole))
        parts = [_distinct(reading.of(part)) for part in relation.parts]
        if not wholes or not any(parts):
            continue
        if len(wholes) > 1 or any(len(told) > 1 for told in parts):
            yield Say(UNDECIDED, evidence="同一项写了不同的数")
            continue
        yield _summed(relation, wholes[0], [part[0] if part else None for part in parts])


def _summed(relation: Relation, whole: Mention, parts: list[Mention | None]) -> Say:
    """What the amounts of a relation say of each other, those left out that the text does not tell."""
    told = [(name, part, sign) for name, part, sign in zip(relation.parts, parts, relation.signs, strict=True) if part]
    amounts = total([part.number.interval if sign > 0 else -part.number.interval for _, part, sign in told])
    added = sum((part.number.amount * sign for _, part, sign in told), whole.number.amount * 0)
    if whole.number.interval.meets(amounts) or (relation.most and added <= whole.number.amount):
        return Say(HELD)
    missing = [name for name, part in zip(relation.parts, parts, strict=True) if part is None]
    if missing and (added <= whole.number.amount or -1 in relation.signs):
        return Say(UNDECIDED, evidence=f"没有写：{'、'.join(missing)}")
    plus = "".join(f"{'+' if sign > 0 else '−'}{name}{sums.plain(part.number)}" for name, part, sign in told)
    evidence = f"{plus.removeprefix('+')}={sums.bare(added, whole.number)}，{relation.whole}是{whole.number.text}"
    return Say(ERROR, span(whole, *(part for _, part, _ in told)), evidence, CHECK)


@check("T203", "一项的各个占比加起来是100%", "占比 = 部分 ÷ 总额，按打印的数字")
def shares(audited: Audited) -> Iterator[Say]:
    """The shares of a list that is whole add up to 100 %, and its amounts to their total."""
    lists: dict[tuple[int, int], list[Fact]] = {}
    for fact in audited.reading.facts:
        all_of, part = fact.slots.get("总额"), fact.slots.get("金额")
        if fact.kind == "占比" and all_of is not None and part is not None and part.number.unit == YUAN:
            lists.setdefault((all_of.start, fact.sentence), []).append(fact)
    for facts in lists.values():
        if len(facts) < 2:
            continue
        whole = facts[0].slots["总额"]
        parts = [fact.slots["金额"] for fact in facts]
        rates = [fact.slots["占比"] for fact in facts]
        added = sum((part.number.amount for part in parts), whole.number.amount * 0)
        hundred = sum((rate.number.value for rate in rates), whole.number.value * 0)
        room = sum((rate.number.interval.high - rate.number.value for rate in rates), whole.number.value * 0)
        full = abs(hundred - 100) <= room
        gap = abs(whole.number.amount - added) * 100 / whole.number.amount if whole.number.amount else room
        shown = [sums.quotient(part.number.interval, whole.number.interval) for part in parts]
        if not all(sums.meets(rate.number, one) for rate, one in zip(rates, shown, strict=True)):
            yield Say(UNDECIDED, evidence="有的占比本身不对")
        elif sums.sums(whole.number, [part.number for part in parts]):
            if full:
                yield Say(HELD)
            else:
                yield Say(ERROR, span(*rates), f"各项之和等于总额，占比之和却是{hundred:f}%", CHECK)
        elif added > whole.number.amount or (full and gap > room):
            plus = "+".join(sums.plain(part.number) for part in parts)
            evidence = f"{plus}={sums.bare(added, whole.number)}，总额是{whole.number.text}"
            yield Say(ERROR, span(whole, *parts), evidence, CHECK)
        else:
            yield Say(UNDECIDED, evidence="名单可能不全")


@check("T204", "同一项的增减在各处一致", _TABLES)
def one_change(audited: Audited) -> Iterator[Say]:
    """The change of one item against one year, told twice."""
    told: dict[tuple[str, str], list[Fact]] = {}
    for fact in audited.reading.facts:
        if (
            fact.kind == "增减"
            and fact.basis in (LAST, "")
            and fact.certain
            and "增减额" in fact.slots
            and not fact.subject.startswith("?")
        ):
            told.setdefault((fact.subject, fact.basis), []).append(fact)
    for (subject, _), facts in told.items():
        for fact in facts[1:]:
            one, other = facts[0].slots["增减额"], fact.slots["增减额"]
            if sums.same(one.number, other.number):
                yield Say(HELD)
            else:
                name = subject.removeprefix("科目/").replace("/", "")
                yield Say(
                    ERROR,
                    span(other, one),
                    f"{name}的增减写了两个数：{one.number.text}、{other.number.text}",
                    "请核对哪一个对。",
                )


def budgets(reading: Reading) -> Iterator[Mention]:
    """The budgets that a text tells."""
    return (one for one in reading.mentions if one.role == "预算数" and one.bound)


@check("T205", "同一项的预算数在各处一致", _TABLES)
def one_budget(audited: Audited) -> Iterator[Say]:
    """One item's budget told twice, by the same kind of budget."""
    told: dict[tuple[str, str], list[Mention]] = {}
    for one in budgets(audited.reading):
        kind = next((kind for kind in ("年初", "全年", "调整") if kind in one.words), "")
        if kind:
            told.setdefault((one.subject, kind), []).append(one)
    for (subject, kind), mentions in told.items():
        if len(mentions) < 2:
            continue
        different = _distinct(mentions)
        if len(different) < 2:
            yield Say(HELD)
        else:
            different.sort(key=lambda one: -one.start)
            texts = "、".join(one.number.text for one in different)
            yield Say(
                ERROR,
                span(*different),
                f"{subject}的{kind}预算数写了{len(different)}个数：{texts}",
                "请核对哪一个对。",
            )


@check("T206", "合计的增减额等于各项增减额之和", _TABLES)
def whole_and_parts_of_change(audited: Audited) -> Iterator[Say]:
    """The changes of the parts against last year add up to that of the whole.

    A change is the difference of two amounts that are rounded, so that it may be a whole last digit off.
    """
    told: dict[str, tuple[Fact, int]] = {}
    for fact in audited.reading.facts:
        if (
            fact.kind == "增减"
            and fact.basis == LAST
            and fact.certain
            and "增减额" in fact.slots
            and len(set(fact.senses)) == 1
        ):
            for subject in subjects().alike(fact.subject):
                told.setdefault(subject, (fact, fact.senses[0]))
    for relation in relations():
        if relation.most or len(relation.parts) < 2 or not {relation.whole, *relation.parts} <= told.keys():
            continue
        whole, sense = told[relation.whole]
        parts = [(fact.slots["增减额"], sign) for fact, sign in map(told.__getitem__, relation.parts)]
        changes = total([_change(part.number, sign) for part, sign in parts])
        printed = whole.slots["增减额"].number
        if changes.meets(_change(printed, sense)):
            yield Say(HELD)
        else:
            plus = "".join(f"{'+' if sign > 0 else '−'}{sums.plain(part.number)}" for part, sign in parts)
            by = sum((part.number.amount * sign for part, sign in parts), printed.amount * 0)
            evidence = f"{plus}={sums.bare(by, printed)}，合计写的是{'增加' if sense > 0 else '减少'}{printed.text}"
            yield Say(ERROR, span(whole.slots["增减额"], *(part for part, _ in parts)), evidence, CHECK)


def _change(number: Number, sign: int) -> Interval:
    """What a printed change can be, with its sign."""
    room = 2 * (number.interval.high - number.amount)
    return Interval(sign * number.amount - room, sign * number.amount + room)

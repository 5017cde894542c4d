"""T321 …: what is counted: in the words of the unit, in lists, of receptions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from narrator.audit.check import HELD, Audited, Say, check
from narrator.audit.finding import DOUBT, ERROR, HINT
from narrator.audit.leftovers import told

_UNITS = "个|人|名|家|件|次|辆|台|户|批次|人次|场"
_COUNTED = re.compile(
    rf"(?:(?<=共)|(?<=共有)|(?<=共计)|(?<=完成)|(?<=签约)|(?<=车辆))(?P<total>[0-9]+)(?P<unit>{_UNITS})"
    r"(?:,[^0-9。;其]{0,12}[0-9.,]{1,16}万元,|[,:(、])?(?:其中:)?"
)
_PART = re.compile(rf"[^0-9,。;、:()]{{1,20}}?(?:\([^()]{{1,6}}\)[^0-9,。;、:()]{{1,12}}?)?([0-9]+)({_UNITS})")
_RECEPTION = re.compile(
    r"公务接待(?:共|批次)?(?P<batches>[0-9]{1,6})(?:个|批次|批)[,、]?(?:共|累计|接待)?(?P<persons>[0-9]{1,7})人次"
)
_BOUGHT = re.compile("购置[^,。;]{0,8}$")
_ITEM = 3  # marks between the names of an account that is told down to its 项
_NAME = 3  # characters: shorter names are words of many purposes
_ACCOUNT = re.compile(r"\(款\)([^()]{2,60}(?:\([^()类款项]{1,12}\)[^()]{0,30})?)\(项\)")
_PURPOSE = re.compile(r"(?:主要用于|用于):?(?P<purpose>[^。;:]{4,200})(?=[。;])")
_LIST = re.compile(
    r"(?P<total>[0-9]{1,3})个[\u4e00-\u9fff]{0,12},?(?:分别是|分别为|包括|即|为):?(?P<names>[^。;:0-9,]{3,400})(?=[。;])"
)


@check("T321", "叙述里的总数等于各项之和", "共若干，其中各若干：各项之和等于总数")
def counted(audited: Audited) -> Iterator[Say]:
    """「共75个，甲70个，乙15个」 and 「车辆3辆，其中：甲1辆、乙2辆」."""
    for _, text, at in told(audited.reading):
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


@check("T325", "名单里的个数与写的个数一致", "名单里有几个，就写几个")
def listed(audited: Audited) -> Iterator[Say]:
    """A number of offices, and the names of them that follow."""
    for _, text, at in told(audited.reading, everywhere=True):
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


@check("T326", "公务接待的批次、人次与金额相配", "财预〔2016〕143号：公务接待的批次、人次")
def receptions(audited: Audited) -> Iterator[Say]:
    """Batches without persons, persons without batches, money without either."""
    reading = audited.reading
    money = reading.of("国内公务接待") or reading.of("公务接待费")
    for sentence, text, at in told(reading):
        if sentence.area != "三公":
            continue
        for found in _RECEPTION.finditer(text):
            batches, persons = int(found["batches"]), int(found["persons"])
            span = ((at[found.start("batches")], at[found.end() - 1] + 1),)
            if bool(batches) != bool(persons):
                yield Say(ERROR, span, f"{batches}批次，却是{persons}人次", "请核对批次和人次。")
            elif money and (not batches) != (not money[0].number.value):
                place = (money[0].start, money[0].end)
                yield Say(
                    DOUBT, (*span, place), f"接待{batches}批次，金额是{money[0].number.text}", "请核对批次和金额。"
                )
            else:
                yield Say(HELD)


@check("T328", "公务用车购置数与购置费相配", "财预〔2016〕143号：公务用车购置数")
def bought(audited: Audited) -> Iterator[Say]:
    """Cars bought without money, money for cars without one bought."""
    reading = audited.reading
    money = reading.of("公务用车购置费")
    for one in reading.mentions:
        if one.role != "个数" or one.area != "三公" or one.free or not money or not _BOUGHT.search(one.words):
            continue
        if bool(one.number.value) == bool(money[0].number.value):
            yield Say(HELD)
        else:
            spans = ((one.start, one.end), (money[0].start, money[0].end))
            evidence = f"购置{one.number.text}，购置费是{money[0].number.text}"
            yield Say(DOUBT, spans, evidence, "请核对购置数和购置费。")


@check("T327", "用途没有抄另一个科目的", "财预〔2016〕143号：说明各项支出的用途")
def purposes(audited: Audited) -> Iterator[Say]:
    """A purpose that names another account of the text and not its own; the same purpose twice."""
    reading = audited.reading
    names = {one.subject.split("/")[-1] for one in reading.mentions if one.subject.count("/") == _ITEM}
    own = ""
    first: dict[str, str] = {}
    for _, text, at in told(reading):
        if account := _ACCOUNT.search(text):
            own = account[1]
        for found in _PURPOSE.finditer(text):
            words = found["purpose"]
            span = ((at[found.start("purpose")], at[found.end("purpose") - 1] + 1),)
            others = [name for name in names if len(name) >= _NAME and name in words and name not in own]
            if others and own and own not in words and not any(other in own for other in others):
                yield Say(DOUBT, span, f"这里是{own}，用途说的是{others[0]}", "请核对用途。")
            elif first.setdefault(words, own) != own:
                yield Say(HINT, span, f"用途和{first[words]}的相同", "请核对是否抄错。")
            else:
                yield Say(HELD)

"""K401–K407: the reasons that the unit gave: what contradicts the figures, and what explains nothing.

The words of direction, the 空话 and the words that say nothing are the pack's (``reasons`` in
``pack.yaml``). What is not clear is no finding: a reason that names both directions, or last year.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import lru_cache

from narrator.checks.check import DOUBT, ERROR, UNKNOWN, Ledgers, Verdict, check, passed
from narrator.checks.clauses import DOWN, FLAT, UP, Clause, Given, Measure, one_of
from narrator.document.reasons import asked
from narrator.figures import terms as t
from narrator.figures.findings import Refused
from narrator.figures.model import Headcount, Unit
from narrator.figures.number import half_up
from narrator.figures.values import Figure
from narrator.phrases.settings import Reasons
from narrator.rules.drivers import people_change
from narrator.rules.due import UNCHANGED
from narrator.rules.kinds import KINDS

_SOURCE = "财预〔2016〕143号：说明收支增减变化的原因"
_WAYS = {UP: "增加", DOWN: "减少", FLAT: "没有变化"}
_BUDGET_WAYS = {UP: "大于预算数", DOWN: "小于预算数", FLAT: "等于预算数"}
_MEASURED = {kind.name: (*reversed(kind.measures), *kind.inputs) for kind in KINDS.values() if kind.measures}
_FAMILIES = {  # items that may well have one reason: 一 to 三, 四 and 五（一）, the “三公” and its items
    **dict.fromkeys((t.ALL_MONEY, t.YEAR_INCOME, t.YEAR_SPENDING), t.ALL_MONEY),
    **dict.fromkeys((t.FISCAL_MONEY, t.GENERAL_MONEY), t.FISCAL_MONEY),
    **dict.fromkeys((t.THREE_MONEY, t.ABROAD, t.CARS, t.CAR_PURCHASE, t.CAR_RUNNING, t.RECEPTION), t.THREE_MONEY),
}
_CLASS = 3


@lru_cache(maxsize=2)  # of the unit at hand: every check of this file asks
def _read(ledgers: Ledgers) -> tuple[tuple[Given, ...], Reasons, str]:
    """The reasons given, the pack's settings, and why nothing can be said, if so."""
    unit = ledgers.unit
    try:
        pack, _ = ledgers.phrasebook.taken_by(unit)
        wanted = asked(unit, pack) if unit.reasons or unit.listed_reasons else []
    except Refused as refused:
        return (), Reasons(), f"原因读不出来：{refused.findings[0].evidence}"
    words = pack.reasons.words
    last = f"{unit.profile.year.value - 1:f}"
    given = tuple(Given(item, item.given, words, last) for item in wanted if item.given is not None)
    return given, pack.reasons, "" if given else "没有填写主要原因"


def _each(ledgers: Ledgers, judge: Callable[[Given], Verdict | None]) -> Iterator[Verdict]:
    """The verdict on each reason; one that nothing is said of passes."""
    given, _, why_not = _read(ledgers)
    if why_not:
        yield Verdict(UNKNOWN, None, why_not)
    for reason in given:
        yield judge(reason) or passed(reason.text.origin)


def _in_words(reason: Given) -> str:
    """The figure in a few words: 「公务接待费与上年相比减少（3.00→0.00万元）」."""
    asked_ = reason.asked
    way = (_WAYS if asked_.comparison == t.VS_LAST_YEAR else _BUDGET_WAYS).get(reason.sign, "有变动")
    _, _, base, now = _MEASURED[asked_.fact.kind]
    values = [asked_.fact.slots.get(slot) for slot in (base, now)]
    amounts = "→".join(f"{value.value:f}" if isinstance(value, Figure) else "？" for value in values)
    return f"{asked_.name}{asked_.comparison}{way}（{amounts}万元）"


def _finding(level: str, reason: Given, evidence: str, advice: str) -> Verdict:
    return Verdict(level, reason.text.origin, f"{_in_words(reason)}，{evidence}", advice)


@check("K401", "原因的方向与数字的增减一致", _SOURCE, confirm=True)
def direction(ledgers: Ledgers) -> Iterator[Verdict]:
    """A reason points the way the figure moved.

    正例：公务接待费增加，原因是「接待批次增加」；事业运行减少，原因是「人员退休，工资基数调增」（两个方向都有，不判）。
    反例：公务接待费增加，原因是「厉行节约」（疑点），或「公务接待费较上年减少」（错误）；
    决算数等于预算数，原因是「超出预算」（疑点）。
    """
    return _each(ledgers, _direction)


def _direction(reason: Given) -> Verdict | None:
    sign, said = reason.sign, reason.directions
    if not sign or reason.looks_back:
        return None
    own = [clause for clause in reason.clauses if clause.own and clause.directions]
    ways = frozenset(way for clause in own for way in clause.directions)
    if len(ways) == 1 and sign not in ways:
        clear = sign != FLAT and any(clause.named for clause in own)
        evidence = f"原因却说「{own[0].text}」。"
        return _finding(ERROR if clear else DOUBT, reason, evidence, "请核对数字，或改写原因。")
    opposite = {UP: DOWN, DOWN: UP}.get(sign)
    if opposite in said and sign not in said:
        clause = next(clause for clause in reason.clauses if opposite in clause.directions)
        return _finding(DOUBT, reason, f"原因「{clause.text}」说的却是反方向。", "请核对数字，或改写原因。")
    return None


@check("K402", "原因不只是把变动再说一遍", _SOURCE, confirm=True)
def restatement(ledgers: Ledgers) -> Iterator[Verdict]:
    """A reason says more than that the figure moved.

    正例：支出减少，原因是「本年未安排公务接待」。
    反例：支出减少，原因是「支出减少」；决算数小于预算数，原因是「决算数小于预算数」。
    """
    return _each(ledgers, _restatement)


def _restatement(reason: Given) -> Verdict | None:
    if reason.sign in ("", FLAT) or not reason.hollow():
        return None
    return _finding(DOUBT, reason, f"原因「{reason.text.text}」只是把变动又说了一遍。", "请写明为什么变动。")


@check("K403", "原因不是空话", "短语库 pack.yaml 的 reasons/empty；审核中常被退回的空话", confirm=True)
def empty_talk(ledgers: Ledgers) -> Iterator[Verdict]:
    """A reason names something that happened.

    正例：支出增加，原因是「工作需要，新增一名司机」。
    反例：支出增加，原因是「工作需要」或「正常预决算数浮动」。
    """
    _, settings, _ = _read(ledgers)

    def judge(reason: Given) -> Verdict | None:
        if reason.sign in ("", FLAT) or reason.hollow() or not reason.hollow(settings.words.empty):
            return None
        return _finding(DOUBT, reason, f"原因「{reason.text.text}」是空话。", "请写明具体的人、事、项目。")

    return _each(ledgers, judge)


@check("K404", "没有变动、不需要说明原因的，不写原因", "短语库 pack.yaml 的 reasons/due")
def needless(ledgers: Ledgers) -> Iterator[Verdict]:
    """Where the pack wants no reason for what did not move, none is given.

    正例：上海，持平，不写原因。
    反例：上海，总计持平，却写了原因「项目增加」。
    """

    def judge(reason: Given) -> Verdict | None:
        if reason.asked.due or reason.asked.fact.condition not in UNCHANGED:
            return None
        return _finding(
            DOUBT, reason, f"不需要原因，却写了「{reason.text.text}」。", "请核对数字；确实没有变动的，删去原因。"
        )

    return _each(ledgers, judge)


@check("K405", "同一句原因不用在许多不相干的事项上", "短语库 pack.yaml 的 reasons/repeated")
def repeated(ledgers: Ledgers) -> Iterator[Verdict]:
    """The same words do not explain many unrelated changes; a reference 「同」 is meant and counts once.

    正例：210 类的三个项都写「医疗缴费基数上涨」（同一类，算一处）。
    反例：201、208、210、221 四类各有一项写「人员变动」。
    """
    given, settings, why_not = _read(ledgers)
    if why_not:
        yield Verdict(UNKNOWN, None, why_not)
    alike: dict[str, list[Given]] = {}
    for reason in given:
        if reason.sign != FLAT:
            alike.setdefault(reason.text.text.rstrip("。"), []).append(reason)
        else:
            yield passed(reason.text.origin)
    for text, reasons in alike.items():
        own = {reason.text.origin or index: reason for index, reason in enumerate(reasons)}
        unrelated = {_family(reason.asked.subject): reason.asked.name for reason in own.values()}
        if len(unrelated) <= settings.repeated:
            yield from (passed(reason.text.origin) for reason in reasons)
            continue
        evidence = f"「{text}」用在 {len(unrelated)} 个不相干的事项上：{'、'.join(unrelated.values())}。"
        yield Verdict(DOUBT, reasons[-1].text.origin, evidence, "请核对每一项是否真是这个原因；确实相同的，写「同」。")


def _family(subject: str) -> str:
    return subject[:_CLASS] if subject.isdigit() else _FAMILIES.get(subject, subject)


@check("K406", "原因里的数与报表一致", _SOURCE, confirm=True)
def figures_inside(ledgers: Ledgers) -> Iterator[Verdict]:
    """Amounts, rates, people and years inside a reason do not contradict the tables.

    正例：支出减少3.20万元，原因里写「较上年减少3.20万元」。
    反例：原因里写「公务接待费较上年减少4.85万元」（错误）；在职人员8人变6人，写「在职人员减少3人」（疑点）；写了往年（疑点）。
    """
    given, _, why_not = _read(ledgers)
    if why_not:
        yield Verdict(UNKNOWN, None, why_not)
    for reason in given:
        found = [*_amounts(reason), *_people(reason, ledgers.unit), *_years(reason, ledgers.unit)]
        yield from found or [passed(reason.text.origin)]


def _amounts(reason: Given) -> Iterator[Verdict]:
    amount, rate, *_ = (reason.asked.fact.slots.get(slot) for slot in _MEASURED[reason.asked.fact.kind])
    for clause in reason.clauses:
        if not (clause.own or clause.bare) or not clause.directions:
            continue
        for measure in clause.measures:
            printed = rate if measure.unit == t.PERCENT else amount
            if isinstance(printed, Figure) and not _agrees(measure, abs(printed.value)):
                level = ERROR if clause.named else DOUBT
                evidence = f"变动是 {abs(printed.value):f}{printed.unit}，原因里却写「{measure.text}」。"
                yield _finding(level, reason, evidence, "请核对原因里的数。")


def _agrees(measure: Measure, printed: Decimal) -> bool:
    """Whether both can be one number, at the digits of the coarser."""
    number = measure.number.scaleb(-4) if measure.unit == t.YUAN else measure.number
    digits = min(_decimals(number), _decimals(printed))
    return half_up(number, digits) == half_up(printed, digits)


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return min(max(-exponent, 0), 6) if isinstance(exponent, int) else 0


def _people(reason: Given, unit: Unit) -> Iterator[Verdict]:
    """The net change of people, where a clause states one and no other clause moves them the other way."""
    if reason.asked.comparison != t.VS_LAST_YEAR:
        return
    for term, people in ((t.IN_SERVICE, unit.staff.in_service), (t.RETIRED, unit.staff.retired)):
        if term not in reason.text.text:
            continue
        moves = [move for clause in reason.clauses if (move := _moved(clause, term, reason))]
        change = _change(people)
        if len(moves) == 1 and change is not None and moves[0][0] != change:
            fact = f"{term}由 {people.last_year.value:f} 人变为 {people.this_year.value:f} 人"  # type: ignore[union-attr]
            yield _finding(DOUBT, reason, f"原因里写「{moves[0][1]}」，而{fact}。", "请核对人数。")
        elif not moves and change and (said := _turned(reason, term, change)):
            fact = f"{term}由 {people.last_year.value:f} 人变为 {people.this_year.value:f} 人"  # type: ignore[union-attr]
            yield _finding(DOUBT, reason, f"原因里写「{said}」，而{fact}。", "请核对人数。")


def _turned(reason: Given, term: str, change: Decimal) -> str:
    """The words that say that there are more people where there are fewer, or the other way round; else ""."""
    words = reason.words
    between = one_of((*words.compared, "有所", "略有", "人数", "数", "了"))
    found: dict[int, str] = {}
    for sign, known in ((1, (*words.up, *words.more)), (-1, (*words.down, *words.less))):
        hit = re.search(rf"{term}(?:{between})*(?:{one_of(known)})", reason.text.text)
        if known and hit:
            found[sign] = hit[0]
    return found.get(-1 if change > 0 else 1, "") if len(found) == 1 else ""


def _moved(clause: Clause, term: str, reason: Given) -> tuple[Decimal, str] | None:
    """The signed number of people that a clause moves, and its words."""
    up, down, more, less, *_ = reason.words
    for words, sign in (((*up, *more), 1), ((*down, *less), -1)):
        ways = one_of(words)
        after, before = (
            rf"{term}.{{0,6}}?(?:{ways})了?([0-9]{{1,5}})[人名]",
            rf"(?:{ways})了?{term}([0-9]{{1,5}})[人名]",
        )
        found = ways and (re.search(after, clause.text) or re.search(before, clause.text))
        if found:
            return Decimal(found[1]) * sign, clause.text
    return None


def _change(people: Headcount) -> Decimal | None:
    if people.last_year is None or people.this_year is None:
        return None
    return people_change(people.last_year, people.this_year).value


@check("K407", "保有量差异原因与两个数一致", "财预〔2016〕143号：国有资产占用情况", confirm=True)
def difference_explained(ledgers: Ledgers) -> Iterator[Verdict]:
    """Why the cars held differ from those among the assets: not by words that say that they do not.

    正例：保有 1 辆，车辆 1 辆，写「一致无差异」；保有 1 辆，车辆 2 辆，写「一辆是特种专业技术用车」。
    反例：保有 1 辆，车辆 10 辆，写「一致无差异」（疑点）。
    """
    cars, vehicles = ledgers.unit.cars, ledgers.unit.assets.vehicles
    if cars.difference is None or cars.held is None or vehicles.number is None:
        yield Verdict(UNKNOWN, None, "没有给出：公务用车保有量、国有资产中的车辆数或差异原因")
        return
    _, settings, _ = _read(ledgers)
    text, place = cars.difference.text, cars.difference.origin
    flat = next((word for word in settings.words.flat if word in text), "")
    if flat and f"不{flat}" not in text and cars.held.value != vehicles.number.value:
        evidence = f"保有量 {cars.held.value:f} 辆，国有资产中的车辆 {vehicles.number.value:f} 辆，原因却说「{text}」。"
        yield Verdict(DOUBT, place, evidence, "请核对两个数，或改写原因。")
    else:
        yield passed(place)


_YEAR = r"(?<![0-9至到延])(20[0-9]{2})年"


def _years(reason: Given, unit: Unit) -> Iterator[Verdict]:
    """Years that are neither this one nor the last; a payment put off to a later year may name that year."""
    year = unit.profile.year.value
    for found in re.findall(_YEAR, reason.text.text):
        if Decimal(found) not in (year, year - 1):
            yield _finding(
                DOUBT, reason, f"原因里写到 {found} 年，本年是 {year:f} 年。", "请核对年份，是否沿用了往年的文字。"
            )

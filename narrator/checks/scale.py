"""K311–K319: amounts of one unit that are a thousand or ten thousand times apart. Functions yield verdicts.

元 and 万元 are mixed up in whole tables, in whole workbooks and in what is typed beside them. What no real change
explains (exactly ten thousand times, many figures at once, the whole unit's money) is an 错误; a single jump can
be real, and is a 疑点 that a person explains in writing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from narrator.checks.check import DOUBT, ERROR, Ledgers, Verdict, check, passed
from narrator.checks.evidence import stated
from narrator.checks.ledger import Item, Ledger, place_of, typed
from narrator.checks.relation import Lacking, Result, of_two, verdicts
from narrator.figures import tables
from narrator.figures import terms as t
from narrator.figures.model import Amounts, Cells
from narrator.figures.tables import CellKey
from narrator.figures.values import Figure

_each_given = of_two(blank_lacks=False)  # a blank has no scale
_SCALE = "金额单位：元、万元"
_POWERS = {4: "一万倍", 3: "一千倍"}
_JUMP = Decimal(1000)
_SURELY = Decimal(300)  # a thousand times, and the change of a year against it
_MOST = Decimal(100_000)  # ten thousand times, and the change of a year with it
_TOGETHER = Decimal("0.8")  # so great a part of the figures moves at once
_FEW, _SOME = 4, 6  # different figures in the whole book, in one table
_DIGITS = 3  # significant digits that are no accident
_ABOVE, _FAR_ABOVE = 10, 100
_CAR = Decimal(10**8)  # 元: no car costs that
_FLOOR = Decimal(10**6)  # 元 a square metre: no building costs that
_DEVICE = Decimal(10**6)  # 元 that each of these devices costs at least
_YEARS = 100  # so many years' spending no unit has in devices
_FISCAL_INCOME = t.INCOME_KINDS[0]
_BUDGETS = (t.INITIAL_BUDGET, t.FULL_BUDGET)
_ASPECTS = {item.metadata["term"]: item.name for item in fields(Amounts)}
_WHOLE = (t.GRAND_TOTAL, t.YEAR_RECEIPTS, t.YEAR_PAYMENTS)
_ITEM = 7  # digits of an account at the level of 项


@check("K311", "同一个数在两张表中不相差一千倍、一万倍（元、万元混淆）", _SCALE)
def unit_of_money(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：两表都是 10.00 万元，或一表 10.00 万元、一表 100000 元。反例：一表 10.00 万元，一表 100000 万元。"""
    ledger = ledgers.this
    results = (_one_scale(one, other) for one, other in _pairs(ledger))
    return verdicts(results, ledger, t.OVERVIEW, t.INCOME, t.EXPENDITURE, t.FISCAL, t.GENERAL, t.BASIC)


@check("K312", "合计数在上年的千分之一和一千倍之间（元、万元混淆）", _SCALE, confirm=True)
def jump(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：上年 10.00 万元，本年 20.00 万元。反例：上年 0.07 万元，本年 700 万元（疑点）；正好一万倍（错误）。"""
    pairs = ((ledgers.this.item(term, *key), ledgers.last.item(term, *key)) for term, key in _GRAND)
    return verdicts(
        (_one_size(now, then) for now, then in pairs), ledgers.last, *dict.fromkeys(term for term, _ in _GRAND)
    )


@check("K314", "两年的数不是一起相差一千倍、一万倍（元、万元混淆）", _SCALE)
def shifted(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：上年 10.00、20.00、30.00、40.00，本年相近。反例：本年都是上年的一万倍左右。"""
    now, then = ledgers.this, ledgers.last
    if not any(_suspicious(now.table(term), then.table(term)) for term in t.STATEMENTS):
        return verdicts([_unmoved(now, then)], then, *t.STATEMENTS)
    by_table = {term: _both_years(now, then, term) for term in t.STATEMENTS}
    pooled: dict[tuple[Decimal, Decimal], CellKey] = {}
    for found in by_table.values():
        pooled |= {pair: key for pair, key in found.items() if pair not in pooled}
    whole = _together(ledgers, "两年的报表", pooled, _FEW)
    if whole is None or whole.level == ERROR:
        return verdicts([whole], then, *t.STATEMENTS)
    single = (_together(ledgers, f"两年的《{term}》", found, _SOME) for term, found in by_table.items())
    return verdicts([whole, *(verdict for verdict in single if verdict and verdict.level == ERROR)], then)


@check("K315", "年初预算、全年预算与决算不相差一千倍（元、万元混淆）", _SCALE, confirm=True)
def budgets(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：年初预算 23.00，决算 21.00。反例：年初预算 230000，决算 21.00（错误）；科目 0.70 和 900.00（疑点）。"""
    pairs = list(_budgeted(ledgers))
    far = [pair for pair in pairs if pair.several and (_JUMP <= pair.ratio <= _MOST)]
    many = len({pair.figures for pair in far}) >= _FEW and 2 * len(far) >= sum(pair.several for pair in pairs)
    results = (_within_reach(pair, many=many) for pair in pairs)
    return verdicts(results, ledgers.this, t.FISCAL, t.GENERAL, t.THREE)


@check("K316", "填报的金额不超过全年支出的十倍（元、万元混淆）", _SCALE, confirm=True)
def typed_money(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：支出总计 400.00，政府采购支出总额 100.00。反例：政府采购支出总额 1000000（错误），9000（疑点）。"""
    whole = ledgers.this.item(t.OVERVIEW, t.PAYMENTS, t.GRAND_TOTAL)
    unit = ledgers.unit
    given = [*_money(unit, "procurement", "reserved", "reception", "running", "management", "performance")]
    results = [Lacking((whole,))] if given and not whole.amount else [_not_far_above(item, whole) for item in given]
    return verdicts(results, ledgers.this, "填报的金额")


@check("K317", "每辆车、每平方米房屋的价值不到一亿元、一百万元（元、万元混淆）", _SCALE)
def assets(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：车辆 2 辆，价值 40.00 万元。反例：车辆 2 辆，价值 400000 万元；房屋 100 平方米，价值 2000000 万元。"""
    given = ledgers.unit.assets
    pairs = (
        ("车辆", "价值", given.vehicles.value, "数量", given.vehicles.number, _CAR),
        ("房屋", "房屋价值", given.buildings, "房屋面积", given.floor_area, _FLOOR),
    )
    results = (
        _priced(typed(f"国有资产 {what}", label, value), typed(f"国有资产 {what}", number, count), most)
        for what, label, value, number, count, most in pairs
    )
    return verdicts(results, None, "国有资产")


@check("K318", "整体支出绩效自评表的全年执行数与本年支出合计不相差一千倍（元、万元混淆）", _SCALE, confirm=True)
def evaluated(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：全年执行数 23.00，本年支出合计 23.00。反例：全年执行数 0.0023，本年支出合计 23.00（错误）。"""
    spent = ledgers.this.item(t.EXPENDITURE, t.TOTAL, t.YEAR_PAYMENTS)
    results = [
        _close(Item("整体支出绩效自评表", ("合计", "全年执行数"), figure, figure is not None), spent)
        for figure in (table.total.executed for table in ledgers.unit.performance.overall or ())
    ]
    return verdicts(results, ledgers.this, t.EXPENDITURE)


@check("K319", "单价100万元（含）以上设备的台数与本年支出相称", _SCALE, confirm=True)
def equipment(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：设备 2 台，本年支出合计 100.00。反例：设备 20000 台，本年支出合计 100.00（疑点：至少值 200 亿元）。"""
    number = typed("国有资产", "单价100万元（含）以上设备", ledgers.unit.assets.equipment)
    spent = ledgers.this.item(t.EXPENDITURE, t.TOTAL, t.YEAR_PAYMENTS)
    return verdicts([_affordable(number, spent)], ledgers.this, t.EXPENDITURE)


# The totals that any unit with money has, and those of the two other budgets.
_GRAND: tuple[tuple[str, CellKey], ...] = (
    (t.OVERVIEW, (t.RECEIPTS, t.GRAND_TOTAL)),
    (t.INCOME, (t.TOTAL, t.YEAR_RECEIPTS)),
    (t.EXPENDITURE, (t.TOTAL, t.YEAR_PAYMENTS)),
    (t.FISCAL, (t.RECEIPTS, t.GRAND_TOTAL)),
    (t.GENERAL, (t.TOTAL, t.TOTAL)),
    (t.BASIC, (t.STAFF,)),
    (t.FUND, (t.TOTAL, t.YEAR_SPENDING)),
    (t.CAPITAL, (t.TOTAL, t.YEAR_SPENDING)),
)


# Two figures ---------------------------------------------------------------------------------------------


def _exactly(one: Item, other: Item, digits: int = 0) -> int:
    """3 or 4 where one figure is the other but for so many zeros, within what rounding allows; else 0.

    The smaller has to tell as much: a round number, or the last printed digit, may be the other by accident.
    """
    small, large = sorted((one, other), key=lambda item: abs(item.amount))
    if (
        small.amount * large.amount <= 0
        or _ratio(one, other) < _SURELY
        or len(small.amount.normalize().as_tuple().digits) < digits
    ):
        return 0
    width = small.interval.high - small.interval.low
    for power in _POWERS:
        telling = width * (10 if power > 3 else 1000) <= abs(small.amount)
        if telling and small.interval.shifted(power).meets(large.interval):
            return power
    return 0


def _ratio(one: Item, other: Item) -> Decimal:
    """How many times the larger is the smaller; 0 where one of them is nothing."""
    small, large = sorted((abs(one.amount), abs(other.amount)))
    return large / small if small else Decimal(0)


@_each_given
def _one_scale(one: Item, other: Item) -> Result:
    """Whether the two differ by something else than a thousand or ten thousand times, within what rounding allows."""
    power = _exactly(one, other)
    if not power:
        return None
    small, large = sorted((one, other), key=lambda item: abs(item.amount))
    evidence = f"{stated(large)}，{stated(small)}，正好相差{_POWERS[power]}"
    return Verdict(ERROR, large.place, evidence, "请核对这两张表的金额单位是元还是万元。")


@_each_given
def _one_size(now: Item, then: Item) -> Result:
    """Whether the two are less than a thousand times apart."""
    if _ratio(now, then) < _JUMP:
        return None
    advice = "请核对两年报表的金额单位是元还是万元。"
    if power := _exactly(now, then, _DIGITS):
        return Verdict(ERROR, now.place, f"{stated(now)}，{stated(then)}，正好相差{_POWERS[power]}", advice)
    return Verdict(DOUBT, now.place, f"{stated(now)}，{stated(then)}，相差一千倍以上", advice)


@_each_given
def _close(one: Item, other: Item) -> Result:
    """The two are about the same money: a typed figure, and one of the tables."""
    if _ratio(one, other) < _SURELY:
        return None
    sure = one.amount > other.amount or _exactly(one, other)
    evidence = f"{stated(one)}，{stated(other)}，相差{int(_ratio(one, other))}倍"
    return Verdict(ERROR if sure else DOUBT, one.place, evidence, "请核对填报的金额单位是元还是万元。")


def _not_far_above(item: Item, whole: Item) -> Result:
    """Part of a year's money is not many times all of it."""
    times = abs(item.amount) / abs(whole.amount)
    if times <= _ABOVE:
        return passed(item.place)
    level = ERROR if times > _FAR_ABOVE else DOUBT
    evidence = f"{stated(item)}，是{stated(whole)}的{int(times)}倍"
    return Verdict(level, item.place, evidence, "请核对填报的金额单位是元还是万元。")


@_each_given
def _affordable(number: Item, spent: Item) -> Result:
    """Whether so many devices, each of a million 元 or more, are worth less than many years' spending."""
    if number.amount * _DEVICE <= spent.amount * _YEARS:
        return None
    evidence = f"{stated(number)}，{stated(spent)}"
    return Verdict(DOUBT, number.place, evidence, "请核对台数：填的是台数，还是金额。")


@_each_given
def _priced(value: Item, count: Item, most: Decimal) -> Result:
    if not count.amount or value.amount / count.amount < most:
        return None
    return Verdict(ERROR, value.place, f"{stated(value)}，{stated(count)}", "请核对填报的金额单位是元还是万元。")


# Many figures --------------------------------------------------------------------------------------------


_Pair = tuple[Item, Item]


def _suspicious(now: Cells, then: Cells) -> bool:
    """Whether a quarter of the figures of a table have two digits more or less than last year's: seen at a glance."""
    number = moved = 0
    for key, figure in now.items():
        old = then.get(key)
        if figure is not None and old is not None and figure.value and old.value:
            number += 1
            more = figure.value.adjusted() - old.value.adjusted()
            if figure.unit != old.unit:
                more += 4 if figure.unit == t.WAN else -4
            moved += not -2 < more < 2
    return 4 * moved >= number > 0


def _unmoved(now: Ledger, then: Ledger) -> Verdict | None:
    """It passes at the first figure that both years have."""
    cells = ((term, key, figure) for term in t.STATEMENTS for key, figure in now.table(term).items())
    both = (figure for term, key, figure in cells if figure and then.cell(term, *key))
    return next((passed(place_of(figure)) for figure in both), None)


def _both_years(now: Ledger, then: Ledger, term: str) -> dict[tuple[Decimal, Decimal], CellKey]:
    """The different figures of a table that neither year has as nothing, by this year's and last year's amount."""
    before = then.table(term)
    found: dict[tuple[Decimal, Decimal], CellKey] = {}
    for key, figure in now.table(term).items():
        old = before.get(key)
        if figure is not None and old is not None and figure.value and old.value:
            alike = figure.unit == old.unit
            found.setdefault((figure.value, old.value) if alike else (figure.yuan, old.yuan), (term, *key))
    return found


def _together(
    ledgers: Ledgers, what: str, found: Mapping[tuple[Decimal, Decimal], CellKey], enough: int
) -> Verdict | None:
    """Whether most of these figures, if they are enough, have moved by three or four powers of ten in one direction."""
    if len(found) < enough:
        return None
    ups = [key for (now, then), key in found.items() if _SURELY <= abs(now / then) <= _MOST]
    downs = [key for (now, then), key in found.items() if _SURELY <= abs(then / now) <= _MOST]
    moved = max(ups, downs, key=len)
    if len(moved) < _TOGETHER * len(found):
        return passed(ledgers.this.item(*next(iter(found.values()))).place)
    every = {(ledgers.this.item(*key).amount, ledgers.last.item(*key).amount) for key in found.values()}
    if len(every) < enough:  # the same figure in 元 and in 万元
        return None
    now, then = ledgers.this.item(*moved[0]), ledgers.last.item(*moved[0])
    ratios = sorted(max(abs(one / other), abs(other / one)) for one, other in every)
    times = _POWERS[4 if ratios[len(ratios) // 2] > _JUMP * 3 else 3]
    told = f"{what}有 {len(found)} 个不同的数，其中 {len(moved)} 个相差约{times}，如{stated(now)}，{stated(then)}"
    return Verdict(ERROR, now.place, told, "请核对两年报表的金额单位是元还是万元，是否放错了单位的报表。")


class _Budgeted(NamedTuple):
    """A budget and what became of it; ``whole``: it is all the unit's money, ``several``: one of many accounts."""

    budget: Item
    actual: Item
    whole: bool
    several: bool

    @property
    def ratio(self) -> Decimal:
        return _ratio(self.budget, self.actual)

    @property
    def figures(self) -> tuple[Decimal, Decimal]:
        return self.budget.amount, self.actual.amount


def _budgeted(ledgers: Ledgers) -> Iterator[_Budgeted]:
    for term, statement in ledgers.unit.statements.items():
        for labels, amounts in statement.rows.items():
            whole = labels[-1] in _WHOLE or (term == t.GENERAL and labels == (t.TOTAL,))
            actual = ledgers.this.item(term, *tables.key(term, labels))
            yield from _of(term, labels, amounts, actual, whole=whole)
        for code, account in (statement.accounts or {}).items():
            key = (code, tables.SPENT[term]) if term in tables.SPENT else (code,)
            yield from _of(term, (code,), account.amounts, ledgers.this.item(term, *key), several=len(code) == _ITEM)
    for item in fields(ledgers.unit.running):
        amounts = getattr(ledgers.unit.running, item.name)
        actual = typed("机关运行经费及公用经费", item.metadata["term"], amounts.actual)
        yield from _of(actual.table, (item.metadata["term"],), amounts, actual)


def _of(
    term: str, key: CellKey, amounts: Amounts, actual: Item, *, whole: bool = False, several: bool = False
) -> Iterator[_Budgeted]:
    for aspect in _BUDGETS:
        figure = getattr(amounts, _ASPECTS[aspect])
        if figure is not None and actual.figure is not None:
            yield _Budgeted(Item(term, (*key, aspect), figure, known=True), actual, whole, several)


def _within_reach(pair: _Budgeted, *, many: bool) -> Result:
    budget, actual, whole, several = pair
    if pair.ratio < (_SURELY if whole else _JUMP):
        return passed(budget.place)
    power = _exactly(budget, actual)
    times = f"正好相差{_POWERS[power]}" if power else f"相差{int(pair.ratio)}倍"
    level = ERROR if whole or power or (several and many) else DOUBT
    advice = "请核对填报的金额单位是元还是万元。"
    return Verdict(level, budget.place, f"{stated(budget)}，{stated(actual)}，{times}", advice)


def _money(record: Any, *names: str, key: CellKey = ()) -> Iterator[Item]:
    """The amounts of money in these parts of a record, or in all of it."""
    for name, term, kind in _holding(record.__class__):
        value = getattr(record, name)
        if (names and name not in names) or value is None:
            continue
        here = (*key, term)
        match kind:
            case "money":
                if isinstance(value, Figure) and value.value:
                    yield Item(here[0], here[1:], value, known=True)
            case "part":
                yield from _money(value, key=here)
            case "parts":
                for one in value:
                    yield from _money(one, key=here)


@lru_cache(maxsize=100)  # of each kind of record, by its declaration
def _holding(kind: Any) -> list[tuple[str, str, str]]:
    """The fields of a record that are money or may hold some: name, official term and kind."""
    declared = [(item.name, item.metadata) for item in fields(kind)]
    return [(name, of["term"], of["kind"]) for name, of in declared if of["kind"] in ("money", "part", "parts")]


# The same figure in two tables ---------------------------------------------------------------------------


def _pairs(ledger: Ledger) -> Iterator[_Pair]:
    """Figures that are the same in two tables; where 04 does not give the columns, its total is near enough."""
    item = ledger.item
    yield item(t.INCOME, t.TOTAL, t.YEAR_RECEIPTS), item(t.OVERVIEW, t.RECEIPTS, t.YEAR_RECEIPTS)
    yield item(t.EXPENDITURE, t.TOTAL, t.YEAR_PAYMENTS), item(t.OVERVIEW, t.PAYMENTS, t.YEAR_PAYMENTS)
    yield item(t.FISCAL, t.RECEIPTS, t.YEAR_RECEIPTS), item(t.INCOME, t.TOTAL, _FISCAL_INCOME)
    column = t.BUDGETS[0] if ledger.cell(t.FISCAL, t.PAYMENTS, t.YEAR_PAYMENTS, t.BUDGETS[0]) else t.TOTAL
    yield item(t.GENERAL, t.TOTAL, t.TOTAL), item(t.FISCAL, t.PAYMENTS, t.YEAR_PAYMENTS, column)
    yield _basic(ledger), item(t.GENERAL, t.TOTAL, t.BASIC_SPENDING)
    for budget, term in zip(t.BUDGETS[1:], (t.FUND, t.CAPITAL), strict=True):
        yield item(term, t.TOTAL, t.YEAR_SPENDING), item(t.FISCAL, t.PAYMENTS, t.YEAR_PAYMENTS, budget)


def _basic(ledger: Ledger) -> Item:
    """人员经费 and 公用经费 of 06 together."""
    staff, public = ledger.item(t.BASIC, t.STAFF), ledger.cell(t.BASIC, t.PUBLIC)
    if staff.figure is None or public is None or public.unit != staff.figure.unit:
        return staff
    both = staff.figure._replace(value=staff.figure.value + public.value)
    return staff._replace(key=(f"{t.STAFF}加{t.PUBLIC}",), figure=both)

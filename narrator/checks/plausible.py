"""K345–K358: what is typed beside the tables and hangs on no sum, as far as it can be judged: people, budgets, dates.

Every function yields verdicts. Most are 疑点: what they find is unlikely, not impossible.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal

from narrator.checks.check import DOUBT, PASSED, UNKNOWN, Ledgers, Verdict, check, passed
from narrator.checks.evidence import stated
from narrator.checks.ledger import Item, Ledger, place_of, typed
from narrator.checks.relation import Result, adds_up, at_most, of_two, same, verdicts
from narrator.figures import terms as t
from narrator.figures.tables import ACTUAL_COLUMN
from narrator.figures.values import Figure

_RULES = "财预〔2016〕143号：{}"
_STAFF, _ABROAD, _RECEPTION = "人员", "因公出国（境）情况", "公务接待情况"
_PROCUREMENT, _RESERVED, _VEHICLES = "政府采购", "政府采购预留", "国有资产 车辆"
_both_given = of_two(blank_lacks=True)
_CHECK = "请核对这两个数。"
_TIMES, _PEOPLE = 2, 5  # so many times as many people, and so many more, are no usual change
_PER_HEAD = (Decimal(30_000), Decimal(600_000))  # 人员经费 of one person in a year, in 元
_PER_CAR = (Decimal(20_000), Decimal(2_000_000))  # what one car is worth, in 元
_TINY = Decimal(100)  # 元
_MULTIPLE = 3  # a total so many times that of last year is no usual change
_ITEM = 7


# Counts ---------------------------------------------------------------------------------------------------


@check("K345", "有出国、接待人次的，团组、批次不是 0", _RULES.format("“三公”经费"), confirm=True)
def people_in_groups(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：团组 1 个，3 人次。反例：团组 0 个，3 人次（疑点）。"""
    abroad, guests = ledgers.unit.abroad, ledgers.unit.reception
    pairs = (
        (typed(_ABROAD, "人次", abroad.people), typed(_ABROAD, "团组数", abroad.groups)),
        (typed(_RECEPTION, "国内人次", guests.domestic_people), typed(_RECEPTION, "国内批次", guests.domestic_batches)),
        (
            typed(_RECEPTION, "国（境）外人次", guests.foreign_people),
            typed(_RECEPTION, "国（境）外批次", guests.foreign_batches),
        ),
    )
    return verdicts((_not_alone(people, groups) for people, groups in pairs), None, _ABROAD, _RECEPTION)


@check("K346", "外宾接待的支出、批次、人次不大于公务接待的", _RULES.format("“三公”经费"))
def foreign_guests(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：国内接待 3 批次，其中外宾 1 批次。反例：国内接待 3 批次，其中外宾 4 批次。"""
    given = ledgers.unit.reception
    counts = {
        ("外宾批次", "国内批次"): (given.guest_batches, given.domestic_batches),
        ("外宾人次", "国内人次"): (given.guest_people, given.domestic_people),
    }
    money = ledgers.this.item(t.THREE, t.RECEPTION, ACTUAL_COLUMN)
    guests = typed(_RECEPTION, "外宾接待支出", given.guests)
    results = [at_most(guests, money)] if guests.known else []
    for (part, whole), (few, many) in counts.items():
        if few is not None:
            results.append(at_most(typed(_RECEPTION, part, few), typed(_RECEPTION, whole, many)))
    return verdicts(results, None, _RECEPTION)


# 政府采购 ---------------------------------------------------------------------------------------------------


@check("K347", "预留给中小企业的政府采购，成交的不大于预留的，也不大于总额", _RULES.format(_PROCUREMENT), confirm=True)
def reserved(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：预留 8.00，成交 7.00，总额 10.00。反例：预留 8.00，成交 9.00（疑点）。"""
    given, total = ledgers.unit.reserved, typed(_PROCUREMENT, "政府采购支出总额", ledgers.unit.procurement.total)
    smaller = typed(_RESERVED, "面向中小企业预留预算金额", given.smaller_firms)
    won = typed(_RESERVED, "预留项目中小企业成交金额", given.won_by_smaller_firms)
    small_won = typed(_RESERVED, "预留项目小微企业成交金额", given.won_by_small_micro_firms)
    beside = typed(_RESERVED, "其他项目中小企业成交金额", given.won_beside)
    pairs = (
        (typed(_RESERVED, "面向小微企业预留预算金额", given.small_micro_firms), smaller),
        (small_won, won),
        (won, smaller),
        (smaller, total),
    )
    results = [at_most(*pair, level=DOUBT) for pair in pairs if pair[0].known]
    if won.amount + beside.amount > total.amount:
        results.append(adds_up(total, (won, beside), level=DOUBT))
    return verdicts(results, None, _RESERVED)


@check("K348", "政府采购支出总额不大于本年支出合计", _RULES.format(_PROCUREMENT))
def procurement_within_spending(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：总额 10.00，本年支出合计 20.00。反例：总额 30.00，本年支出合计 20.00（疑点：合同可能跨年）。"""
    total = typed(_PROCUREMENT, "政府采购支出总额", ledgers.unit.procurement.total)
    spent = ledgers.this.item(t.OVERVIEW, t.PAYMENTS, t.YEAR_PAYMENTS)
    return verdicts([at_most(total, spent, level=DOUBT)], ledgers.this, _PROCUREMENT, t.OVERVIEW)


# 国有资产 ---------------------------------------------------------------------------------------------------


@check(
    "K349", "车辆数量与价值同为 0 或都不是 0，平均每辆在 2 万元至 200 万元之间", "党政机关公务用车管理办法：价格标准"
)
def vehicles_worth(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：车辆 2 辆，价值 36.00。反例：车辆 2 辆，价值 3600.00（疑点），或 0.00（疑点）。"""
    cars = ledgers.unit.assets.vehicles
    value, number = typed(_VEHICLES, "价值", cars.value), typed(_VEHICLES, "数量", cars.number)
    return verdicts([_each_within(value, number, _PER_CAR, "平均每辆")], None, _VEHICLES)


# 人员 -------------------------------------------------------------------------------------------------------


@check("K350", "实有人数等于在职、离休、退休人数之和（或只算在职）", "说明第一部分：实有人数，其中")
def people_in_all(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：实有人数 11，在职 10，退休 1，离休 0；或实有人数 10。反例：实有人数 12（疑点）。"""
    given = ledgers.unit.staff
    kinds = (given.in_service, given.retired_cadres, given.retired)
    terms = (t.IN_SERVICE, t.RETIRED_CADRES, t.RETIRED)
    actual = typed(_STAFF, "实有人数", given.actual)
    parts = [typed(_STAFF, term, people.this_year) for term, people in zip(terms, kinds, strict=True)]
    only = adds_up(actual, parts[:1])
    result = adds_up(actual, parts, level=DOUBT, advice="请核对人数。")
    return verdicts([only if isinstance(only, Verdict) and only.level == PASSED else result], None, _STAFF)


@check("K351", "在职、离休、退休人数与上年相比不成倍变动", "说明第一部分：人员增减")
def people_jump(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：上年 8 人，本年 6 人；上年 1 人，本年 3 人。反例：上年 6 人，本年 60 人（疑点：机构改革，还是抄错）。"""
    given = ledgers.unit.staff
    kinds = {t.IN_SERVICE: given.in_service, t.RETIRED_CADRES: given.retired_cadres, t.RETIRED: given.retired}
    results = (
        _no_jump(typed(_STAFF, f"{term} 本年", people.this_year), typed(_STAFF, f"{term} 上年", people.last_year))
        for term, people in kinds.items()
        if not ledgers.unit.profile.newly_formed
    )
    return verdicts(results, None, _STAFF)


@check("K352", "人员经费按在职人数平均，在 3 万元至 60 万元之间", _RULES.format("机构、人员与基本支出"))
def cost_per_head(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：人员经费合计 120.00，在职 6 人。反例：人员经费合计 120.00，在职 60 人（疑点）。"""
    people = typed(_STAFF, t.IN_SERVICE, ledgers.unit.staff.in_service.this_year)
    cost = ledgers.this.item(t.BASIC, t.STAFF)
    if not cost.amount and cost.known:
        yield Verdict(UNKNOWN, None, f"{t.BASIC}没有{t.STAFF}")
        return
    yield from verdicts([_each_within(cost, people, _PER_HEAD, "平均每人")], ledgers.this, _STAFF, t.BASIC)


# 公开日期 ---------------------------------------------------------------------------------------------------


@check("K353", "公开日期在年度结束之后、次年年底之前", "预算法第十四条：决算批复后二十日内公开", confirm=True)
def published_in_time(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：2024 年度，2025 年 9 月 30 日公开。反例：2024 年 9 月 30 日（疑点），2027 年 1 月 1 日（疑点）。"""
    profile = ledgers.unit.profile
    year, day = int(profile.year.value), profile.published
    if day is None:
        yield Verdict(UNKNOWN, None, "没有给出：公开日期")
        return
    place = place_of(profile.year)
    place = place._replace(line=0, column=0, key="单位/公开日期") if place else None
    if datetime.date(year, 12, 31) < day <= datetime.date(year + 1, 12, 31):
        yield passed(place)
        return
    when = "年度还没有结束" if day.year <= year else "已过次年年底"
    yield Verdict(DOUBT, place, f"{year} 年度的决算，公开日期是 {day.isoformat()}，{when}", "请核对公开日期和年度。")


# 年初预算 ---------------------------------------------------------------------------------------------------


@check("K354", f"《{t.GENERAL}》各项的年初预算之和等于合计的年初预算", "部门预算：一般公共预算支出表")
def initial_budgets(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：合计 10.00，各项 6.00、4.00。反例：合计 10.00，各项 6.00、3.00（疑点：有的项没有决算）。

    A class that is not disclosed further counts itself.
    """
    statement = ledgers.unit.statement(t.GENERAL)
    budgets = {code: account.amounts.initial_budget for code, account in (statement.accounts or {}).items()}
    divided = {code[:length] for code in budgets for length in range(3, len(code), 2)}
    undivided = {code for code, figure in budgets.items() if figure is not None and code not in divided}
    parts = [_budget(code, figure) for code, figure in budgets.items() if len(code) == _ITEM or code in undivided]
    if not any(part.known for part in parts):
        yield Verdict(UNKNOWN, None, f"没有给出：{t.GENERAL} 各项的{t.INITIAL_BUDGET}")
        return
    whole = _budget(t.TOTAL, statement.row(t.TOTAL).initial_budget)
    yield from verdicts(
        [adds_up(whole, parts, level=DOUBT, advice="请核对各项的年初预算；有年初预算而没有决算的项，也请列上。")]
    )


@check("K355", "一般公共预算的年初预算不大于财政拨款的；没有别的财政拨款的，两个数相同", "部门预算：财政拨款收支总表")
def fiscal_budgets(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：两个数都是 10.00。反例：没有基金、国资，一般公共预算 10.00，财政拨款总体 100.00，年初结转 2.00（疑点）。"""
    statement = ledgers.unit.statement
    general = _budget(t.TOTAL, statement(t.GENERAL).row(t.TOTAL).initial_budget)
    fiscal = statement(t.FISCAL).row(t.RECEIPTS, t.GRAND_TOTAL).initial_budget
    whole = Item(t.FISCAL, (t.RECEIPTS, t.GRAND_TOTAL, t.INITIAL_BUDGET), fiscal, fiscal is not None)
    others = [ledgers.this.item(term, t.TOTAL, t.YEAR_SPENDING) for term in (t.FUND, t.CAPITAL)]
    brought = ledgers.this.item(t.FISCAL, t.RECEIPTS, t.FISCAL_BROUGHT)
    alone = brought.known and all(item.known and not item.amount for item in others) and general.known and whole.known
    if alone and whole.amount > general.amount + brought.amount > general.amount:
        more = f"{stated(whole)}，{stated(general)}，多出的大于 {stated(brought)}"
        yield Verdict(DOUBT, whole.place, more, _CHECK)
        return
    test = same if alone and not brought.amount else at_most
    yield from verdicts([test(general, whole, level=DOUBT)], None, t.FISCAL)


# 预算绩效管理 -----------------------------------------------------------------------------------------------


@check("K356", "绩效跟踪、绩效自评的项目数和金额不大于编报绩效目标的，金额不大于收入总计", _RULES.format("预算绩效"))
def managed(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：编报 4 个，自评 4 个。反例：编报 4 个，自评 40 个（疑点）。"""
    given = ledgers.unit.management
    steps = {"编报绩效目标": given.goals, "绩效跟踪": given.tracking, "绩效自评": given.evaluation}
    counts = [typed("预算绩效管理", f"{name} 项目数", step.projects) for name, step in steps.items()]
    money = [typed("预算绩效管理", f"{name} 预算金额", step.budget) for name, step in steps.items()]
    pairs = [(later, first[0]) for first in (counts, money) for later in first[1:]]
    pairs.append((money[0], ledgers.this.item(t.OVERVIEW, t.RECEIPTS, t.GRAND_TOTAL)))
    return verdicts((at_most(*pair, level=DOUBT) for pair in pairs if pair[0].known), None, "预算绩效管理")


# 合计数 -----------------------------------------------------------------------------------------------------


@check("K357", "收支合计数与上年相比不到三倍", "财预〔2016〕143号：说明收支增减变化")
def totals_jump(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：上年 10.00，本年 20.00。反例：上年 100.00，本年 20.00（疑点：确有其事，还是抄错）。"""
    keys = (
        (t.OVERVIEW, (t.RECEIPTS, t.GRAND_TOTAL)),
        (t.FISCAL, (t.RECEIPTS, t.GRAND_TOTAL)),
        (t.GENERAL, (t.TOTAL, t.TOTAL)),
    )
    pairs = [(ledgers.this.item(term, *key), ledgers.last.item(term, *key)) for term, key in keys]
    results = (_no_multiple(*pair) for pair in pairs if not ledgers.unit.profile.newly_formed)
    return verdicts(results, ledgers.last, t.OVERVIEW, t.FISCAL, t.GENERAL)


@check("K358", "金额单位是元的表，最大的数不小于 100 元", "金额单位：元、万元", confirm=True)
def tiny_table(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：元为单位，最大的数是 9500.00 元。反例：元为单位，最大的数是 0.95 元（疑点：原是万元）。"""
    return verdicts((_largest(ledgers.this, term) for term in t.STATEMENTS), ledgers.this, *t.STATEMENTS)


# ------------------------------------------------------------------------------------------------------------


def _largest(ledger: Ledger, term: str) -> Result:
    """Whether a table in 元 has an amount that is one."""
    cells = ((key, figure) for key, figure in ledger.table(term).items() if figure and figure.value)
    key, figure = max(cells, key=lambda cell: abs(cell[1].value), default=((), None))
    if figure is None:
        return None
    item = ledger.item(term, *key)
    if figure.unit == t.YUAN and abs(figure.value) < _TINY:
        return Verdict(DOUBT, item.place, f"{stated(item)}，全表没有比它大的数", "请核对这张表的金额单位是元还是万元。")
    return passed(item.place)


@_both_given
def _no_multiple(now: Item, then: Item) -> Result:
    low, high = sorted((abs(now.amount), abs(then.amount)))
    if low and high >= _MULTIPLE * low:
        return Verdict(DOUBT, now.place, f"{stated(now)}，{stated(then)}，相差三倍以上", _CHECK)
    return None


@_both_given
def _not_alone(people: Item, groups: Item) -> Result:
    if people.amount and not groups.amount:
        return Verdict(DOUBT, people.place, f"{stated(people)}，{stated(groups)}", _CHECK)
    return None


@_both_given
def _no_jump(now: Item, then: Item) -> Result:
    few, many = sorted((now.amount, then.amount))
    if many >= _TIMES * few and many - few >= _PEOPLE:
        return Verdict(DOUBT, now.place, f"{stated(now)}，{stated(then)}，相差 {many - few:f} 人", _CHECK)
    return None


@_both_given
def _each_within(money: Item, number: Item, bounds: tuple[Decimal, Decimal], each: str) -> Result:
    """Whether money and number are both nothing, or what falls to each lies within bounds (元)."""
    if not (money.amount or number.amount):
        return None
    if not (money.amount and number.amount):
        return Verdict(DOUBT, money.place, f"{stated(money)}，{stated(number)}，一个是 0，一个不是", _CHECK)
    share = money.amount / number.amount
    if bounds[0] <= share <= bounds[1]:
        return None
    evidence = f"{stated(money)}，{stated(number)}，{each} {share.scaleb(-4):.2f} 万元"
    return Verdict(DOUBT, money.place, evidence, _CHECK)


def _budget(row: str, figure: Figure | None) -> Item:
    return Item(t.GENERAL, (row, t.INITIAL_BUDGET), figure, figure is not None)

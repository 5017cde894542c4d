"""第一部分, 十 and 十二: people, offices, running costs, procurement, assets, remarks."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from narrator.figures import terms as t
from narrator.figures.model import Amounts, Headcount
from narrator.figures.values import Figure, Formula, Names, Text, Value
from narrator.rules import derive
from narrator.rules.fact import Fact, Facts
from narrator.rules.sheet import ASPECTS, KINDS, Sheet, given, missing, record

_TOGETHER = "机关运行经费增减"


def facts(sheet: Sheet) -> Iterator[tuple[str, Facts]]:
    """The facts of these sections, by name."""
    unit = sheet.unit
    yield "主要职能", _passages("主要职能", unit.duties, "主要职能")
    yield "其他事项", _passages("其他事项", unit.remarks, "其他需说明的事项")
    yield "预算单位", _units(unit.subordinates)
    yield from _running(sheet)
    for fact in (*_people(sheet), *_procurement(sheet), *_assets(sheet)):
        yield fact.name, fact


def _passages(name: str, texts: tuple[Text, ...] | None, key: str) -> Facts:
    if texts is None:
        return missing(key, "text")
    return tuple(Fact(name, "Passage", "some", {"原文": text}) for text in texts)


def _people(sheet: Sheet) -> Iterator[Fact]:
    unit, staff = sheet.unit, sheet.unit.staff
    yield record("实有人数", 实有人数=given(staff.actual, "人员/实有人数", "figure"))
    yield _headcount(sheet, t.IN_SERVICE, staff.in_service)
    yield _headcount(sheet, t.RETIRED_CADRES, staff.retired_cadres)
    yield _headcount(sheet, t.RETIRED, staff.retired)
    yield listing("下属预算单位", unit.subordinates, "下属预算单位")
    yield listing("科室", unit.offices, "科室")


def _headcount(sheet: Sheet, term: str, people: Headcount) -> Fact:
    name = f"{term}增减"
    this = given(people.this_year, f"人员/{term}/本年", "figure")
    last = given(people.last_year, f"人员/{term}/上年", "figure")
    if sheet.unit.profile.newly_formed:
        return Fact(name, "Headcount", "no_last", {"本年人数": this})
    if not isinstance(last, Figure) or not isinstance(this, Figure):
        return Fact(name, "Headcount", None, {"上年人数": last, "本年人数": this})
    outcome = derive.headcount(last, this)
    return Fact(name, "Headcount", outcome.condition, dict(outcome.slots))


def listing(name: str, names: tuple[Text, ...] | None, key: str, **more: Value) -> Fact:
    """A list of names with its length; an empty list says that there are none."""
    if names is None:
        return Fact(name, "Listing", None, {"名单": missing(key, "text"), **more})
    number = Figure(Decimal(len(names)), "个", Formula("count", f"{key}的个数", ()))
    if not names:
        return Fact(name, "Listing", "empty", {"个数": number, **more})
    return Fact(name, "Listing", "some", {"个数": number, "名单": Names(names), **more})


def _units(names: tuple[Text, ...] | None) -> Facts:
    if names is None:
        return missing("下属预算单位", "text")
    return tuple(
        record("预算单位", 序号=Figure(Decimal(number), "", Formula("number", "序号", ())), 名称=name)
        for number, name in enumerate(names, 1)
    )


def _running(sheet: Sheet) -> Iterator[tuple[str, Facts]]:
    """机关运行经费 of 行政 and 参公, by kind and together, 公用经费 of 事业: with one kind, 06's 公用经费合计.

    Of two kinds together the exact amounts are summed, and printed once. As long as the kind of unit is not known,
    none of them can be told.
    """
    unit = sheet.unit
    by_kind = {
        t.ADMINISTRATIVE: ("行政单位机关运行经费增减", unit.running.administrative),
        t.QUASI_CIVIL: ("参公单位机关运行经费增减", unit.running.quasi_civil),
        t.PUBLIC_INSTITUTION: ("事业单位公用经费增减", unit.running.institution),
    }
    if unit.profile.kinds is None:
        yield from dict.fromkeys(
            ("机关运行经费", _TOGETHER, *(name for name, _ in by_kind.values())), missing(KINDS, "text")
        ).items()
        return
    kinds = [kind.text for kind in unit.profile.kinds]
    yield "机关运行经费", Fact("机关运行经费", "Spending", "none" if kinds == [t.PUBLIC_INSTITUTION] else "some", {})
    offices: list[tuple[Fact, Amounts, str]] = []
    for kind in kinds:
        name, amounts = by_kind[kind]
        key = f"机关运行经费及公用经费/{t.RUNNING_COSTS[kind]}"
        if amounts == Amounts() and len(kinds) == 1:
            amounts, key = unit.statement(t.BASIC).row(t.PUBLIC), f"{t.BASIC}/{t.PUBLIC}"
        last, this = (sheet.of(amounts, key, aspect) for aspect in (t.LAST_YEAR, t.ACTUAL))
        fact = sheet.change(name, last, this, sheet.reason(t.VS_LAST_YEAR, t.RUNNING_COSTS[kind]))
        yield name, fact
        if kind != t.PUBLIC_INSTITUTION:
            offices.append((fact, amounts, key))
    if len(offices) == 1:
        yield _TOGETHER, offices[0][0]._replace(name=_TOGETHER)
    elif offices:
        last, this = (
            sheet.summed(
                ((getattr(amounts, ASPECTS[aspect]), f"{key}/{aspect}") for _, amounts, key in offices), t.RUNNING_TOTAL
            )
            for aspect in (t.LAST_YEAR, t.ACTUAL)
        )
        yield _TOGETHER, sheet.change(_TOGETHER, last, this, sheet.reason(t.VS_LAST_YEAR, t.RUNNING_TOTAL))


def _procurement(sheet: Sheet) -> Iterator[Fact]:
    bought = sheet.unit.procurement
    total = sheet.money(bought.total, "政府采购/政府采购支出总额")
    yield record(
        "政府采购",
        支出总额=total,
        货物支出=sheet.money(bought.goods, "政府采购/政府采购货物支出"),
        工程支出=sheet.money(bought.works, "政府采购/政府采购工程支出"),
        服务支出=sheet.money(bought.services, "政府采购/政府采购服务支出"),
    )
    for name, contracts, term in (
        ("中小企业合同占比", bought.smaller_firms, "授予中小企业合同金额"),
        ("小微企业合同占比", bought.small_micro_firms, "授予小微企业合同金额"),
    ):
        yield sheet.share(name, sheet.money(contracts, f"政府采购/{term}"), total, Text(term))
    reserved = sheet.unit.reserved
    yield record(
        "政府采购预留",
        中小企业预留=sheet.money(reserved.smaller_firms, "政府采购预留/面向中小企业预留预算金额"),
        小微企业预留=sheet.money(reserved.small_micro_firms, "政府采购预留/面向小微企业预留预算金额"),
        预留中小企业成交=sheet.money(reserved.won_by_smaller_firms, "政府采购预留/预留项目中小企业成交金额"),
        预留小微企业成交=sheet.money(reserved.won_by_small_micro_firms, "政府采购预留/预留项目小微企业成交金额"),
        其他项目中小企业成交=sheet.money(reserved.won_beside, "政府采购预留/其他项目中小企业成交金额"),
    )


def _assets(sheet: Sheet) -> Iterator[Fact]:
    assets, cars = sheet.unit.assets, sheet.unit.assets.vehicles

    def vehicles(figure: Figure | None, term: str) -> Value:
        value: Value = given(figure, f"国有资产/车辆/{term}", "figure")
        return value

    yield record(
        "国有资产",
        房屋面积=given(assets.floor_area, "国有资产/房屋面积", "figure"),
        房屋价值=sheet.money(assets.buildings, "国有资产/房屋价值"),
        车辆数量=vehicles(cars.number, "数量"),
        车辆价值=sheet.money(cars.value, "国有资产/车辆/价值"),
        副部级及以上领导用车=vehicles(cars.ministers, "副部（省）级及以上领导用车"),
        主要负责人用车=vehicles(cars.principals, "主要负责人用车"),
        机要通信用车=vehicles(cars.confidential, "机要通信用车"),
        应急保障用车=vehicles(cars.emergency, "应急保障用车"),
        执法执勤用车=vehicles(cars.enforcement, "执法执勤用车"),
        特种专业技术用车=vehicles(cars.special, "特种专业技术用车"),
        离退休干部服务用车=vehicles(cars.veterans, "离退休干部服务用车"),
        其他用车=vehicles(cars.other, "其他用车"),
        百万元以上设备=given(assets.equipment, "国有资产/单价100万元（含）以上设备", "figure"),
    )
    condition = None if cars.other is None else "some" if cars.other.value else "none"
    slots = {"用途": given(cars.other_use, "国有资产/车辆/其他用车主要是")}
    yield Fact("其他用车", "Spending", condition, slots if condition == "some" else {})

"""九: the “三公” money, from statement 09, and what was done with it."""

from __future__ import annotations

from collections.abc import Iterator

from narrator.figures import terms as t
from narrator.figures.values import Text, Value
from narrator.rules.fact import Fact, Facts
from narrator.rules.kinds import SPENDING
from narrator.rules.sheet import Sheet, given, record


def facts(sheet: Sheet) -> Iterator[tuple[str, Facts]]:
    """The facts of section 九, by name."""
    for fact in (*_amounts(sheet), *_details(sheet), *_received(sheet)):
        yield fact.name, fact


def _amounts(sheet: Sheet) -> Iterator[Fact]:
    total = sheet.cell(t.THREE, t.TOTAL)
    yield _spending(sheet, "三公经费开支", t.TOTAL)
    yield sheet.row_change("三公经费增减", t.THREE_MONEY, t.THREE, t.TOTAL)
    yield sheet.row_deviation("三公经费全年差异", t.VS_FULL, t.THREE_MONEY, t.THREE, t.TOTAL)
    for name, term in (
        ("因公出国费", t.ABROAD),
        ("公务用车费", t.CARS),
        ("公务用车购置费", t.CAR_PURCHASE),
        ("公务用车运行维护费", t.CAR_RUNNING),
        ("公务接待费", t.RECEPTION),
    ):
        yield sheet.share(f"{name}占比", sheet.cell(t.THREE, term), total, Text(term))
        yield sheet.row_change(f"{name}增减", term, t.THREE, term)
        yield sheet.row_deviation(f"{name}全年差异", t.VS_FULL, term, t.THREE, term)


def _details(sheet: Sheet) -> Iterator[Fact]:
    unit = sheet.unit
    abroad, cars = unit.abroad, unit.cars
    yield _spending(sheet, "因公出国开支", t.ABROAD, 开支内容=given(abroad.content, "因公出国（境）情况/开支内容"))
    yield record(
        "因公出国情况",
        团组数=given(abroad.groups, "因公出国（境）情况/团组数", "figure"),
        人次=given(abroad.people, "因公出国（境）情况/人次", "figure"),
    )
    yield record(
        "公务用车费",
        小计=sheet.cell(t.THREE, t.CARS),
        购置费=sheet.cell(t.THREE, t.CAR_PURCHASE),
        运行维护费=sheet.cell(t.THREE, t.CAR_RUNNING),
    )
    bought = given(cars.purchased, "公务用车情况/购置数", "figure")
    content = given(cars.purchase, "公务用车情况/购置费开支内容")
    yield _spending(sheet, "公务用车购置开支", t.CAR_PURCHASE, 开支内容=content, 购置数=bought)
    content = given(cars.content, "公务用车情况/运行维护费开支内容")
    yield _spending(sheet, "公务用车运行开支", t.CAR_RUNNING, 开支内容=content)
    yield record(
        "公务用车情况",
        购置数=bought,
        保有量=given(cars.held, "公务用车情况/保有量", "figure"),
        固定资产车辆=given(unit.assets.vehicles.number, "国有资产/车辆/数量", "figure"),
        差异原因=given(cars.difference, "公务用车情况/保有量差异原因"),
    )


def _received(sheet: Sheet) -> Iterator[Fact]:
    """公务接待: what it was spent on, and how many came."""
    reception = sheet.unit.reception
    content = given(reception.content, "公务接待情况/开支内容")
    yield _spending(sheet, "公务接待开支", t.RECEPTION, 开支内容=content)
    domestic: dict[str, Value] = {
        "批次": given(reception.domestic_batches, "公务接待情况/国内批次", "figure"),
        "人次": given(reception.domestic_people, "公务接待情况/国内人次", "figure"),
    }
    yield record("国内接待", **domestic)
    yield _spending(
        sheet,
        "国内接待开支",
        t.RECEPTION,
        **domestic,
        外宾金额=sheet.money(reception.guests, "公务接待情况/外宾接待支出"),
        外宾批次=given(reception.guest_batches, "公务接待情况/外宾批次", "figure"),
        外宾人次=given(reception.guest_people, "公务接待情况/外宾人次", "figure"),
        开支内容=content,
    )
    foreign = (reception.foreign_batches, reception.foreign_people)
    condition = "some" if any(figure is not None and figure.value for figure in foreign) else "none"
    slots = {
        "批次": given(foreign[0], "公务接待情况/国（境）外批次", "figure"),
        "人次": given(foreign[1], "公务接待情况/国（境）外人次", "figure"),
    }
    yield Fact("国（境）外接待", "Spending", condition, slots)


def _spending(sheet: Sheet, name: str, term: str, **more: Value) -> Fact:
    """What money was spent on. "None" is a claim, so the exact amount decides, not the printed one."""
    exact = sheet.unit.statement(t.THREE).row(term).actual
    slots: dict[str, Value] = {"金额": sheet.cell(t.THREE, term)}
    if exact is None:
        return Fact(name, "Spending", None, slots)
    condition = "some" if exact.value else "none"
    lacking = SPENDING.lacks.get(condition, ())
    return Fact(name, "Spending", condition, slots | {slot: more[slot] for slot in more if slot not in lacking})

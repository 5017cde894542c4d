"""十一 预算绩效: how it is managed, the two self-evaluation tables, their execution rates and scores.

Indicator rows are the unit's own and stay as written; only 执行率, the score of the funds row and the
total score are derived.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any, TypeAlias

from narrator.figures import terms as t
from narrator.figures.model import Funds, Overall, OverallIndicator, Project, ProjectIndicator
from narrator.figures.number import NumberError, decimal, half_up
from narrator.figures.values import Figure, Gap, Text, Value
from narrator.rules import derive
from narrator.rules.fact import Fact, Facts
from narrator.rules.matters import listing
from narrator.rules.sheet import BODY, Sheet, given, missing, record

_OVERALL, _PROJECTS = "预算绩效/整体支出绩效自评表", "预算绩效/项目支出绩效自评表"
_MANAGEMENT = "预算绩效管理"
_BLANK = Text("")
_Columns: TypeAlias = tuple[tuple[str, str], ...]
# The columns of the two indicator tables: official term and field.
_OVERALL_COLUMNS, _PROJECT_COLUMNS = (
    tuple((item.metadata["term"], item.name) for item in fields(cls)) for cls in (OverallIndicator, ProjectIndicator)
)
_DASHES = ("-", "—", "－", "/")


def facts(sheet: Sheet) -> Iterator[tuple[str, Facts]]:
    """The facts of section 十一, by name."""
    told = sheet.unit.performance
    yield (
        "绩效文字",
        record(
            "绩效文字",
            成效=given(told.results, "预算绩效/成效"),
            问题及原因=given(told.problems, "预算绩效/问题及原因"),
            改进措施=given(told.measures, "预算绩效/改进措施"),
        ),
    )
    yield "预算绩效管理情况", _managed(sheet)
    overall = tuple(_overall(sheet, table, f"{_OVERALL}/{n}") for n, table in enumerate(told.overall or (), 1))
    names = None if told.overall is None else tuple(table.unit or sheet.unit.profile.name for table in told.overall)
    yield "整体自评", listing("整体自评", names, _OVERALL, **_totals(sheet, told.overall, _OVERALL, "合计"))
    yield "整体自评表", missing(_OVERALL, "text") if told.overall is None else overall
    projects = tuple(_project(sheet, table, f"{_PROJECTS}/{n}") for n, table in enumerate(told.projects or (), 1))
    names = None if told.projects is None else tuple(table.name for table in told.projects)
    totals = _totals(sheet, told.projects, _PROJECTS, "年度资金总额")
    yield "项目自评", listing("项目自评", names, _PROJECTS, **totals)
    yield "项目自评表", missing(_PROJECTS, "text") if told.projects is None else projects


def _managed(sheet: Sheet) -> Fact:
    """预算绩效管理, as the unit states it."""
    told = sheet.unit.management
    slots: dict[str, Value] = {
        "制度": given(told.rules, f"{_MANAGEMENT}/制度"),
        "工作机制": given(told.mechanism, f"{_MANAGEMENT}/工作机制"),
    }
    steps = {
        "编报目标": ("编报绩效目标", told.goals),
        "跟踪": ("绩效跟踪", told.tracking),
        "自评": ("绩效自评", told.evaluation),
    }
    for slot, (term, step) in steps.items():
        slots[f"{slot}项目数"] = given(step.projects, f"{_MANAGEMENT}/{term}/项目数", "figure")
        slots[f"{slot}金额"] = sheet.money(step.budget, f"{_MANAGEMENT}/{term}/预算金额")
    figures = {
        "平均得分": (told.average, "平均得分"),
        "优": (told.excellent, "优"),
        "良": (told.good, "良"),
        "合格": (told.passed, "合格"),
        "不合格": (told.failed, "不合格"),
        "发现问题": (told.problems, "发现问题"),
        "已整改": (told.solved, "已完成整改"),
        "正在整改": (told.pending, "正在整改"),
    }
    slots |= {slot: given(figure, f"{_MANAGEMENT}/{term}", "figure") for slot, (figure, term) in figures.items()}
    return record("预算绩效管理情况", **slots)


def _totals(sheet: Sheet, tables: Sequence[Overall | Project] | None, key: str, row: str) -> dict[str, Value]:
    """Budget and execution over all tables of one sort: the one total row, or the sum of several."""
    if tables is None:
        return {}
    rows = [(table.total, f"{key}/{number}/{row}") for number, table in enumerate(tables, 1)]
    return {
        "全年预算数": _sum(sheet, [sheet.money(funds.full_budget, f"{road}/全年预算数") for funds, road in rows], row),
        "全年执行数": _sum(sheet, [sheet.money(funds.executed, f"{road}/全年执行数") for funds, road in rows], row),
    }


def _sum(sheet: Sheet, amounts: list[Figure | Gap], name: str) -> Figure | Gap:
    for amount in amounts:
        if isinstance(amount, Gap) or len(amounts) == 1:
            return amount
    return derive.total((amount for amount in amounts if isinstance(amount, Figure)), sheet.decimals.scale, name)


def _overall(sheet: Sheet, table: Overall, key: str) -> Fact:
    total = _funds(sheet, "资金合计", table.total, f"{key}/合计")
    executed = _executed(sheet, "整体执行率", total, table.total, f"{key}/合计")
    body = _body(sheet, table)
    parts: dict[str, Facts] = {
        "上级资金": _funds(sheet, "上级资金", table.superior, f"{key}/上级资金"),
        "本级资金": _funds(sheet, "本级资金", table.own, f"{key}/本级资金"),
        "其他资金": _funds(sheet, "其他资金", table.other, f"{key}/其他资金"),
        "资金合计": total,
        "整体执行率": executed._replace(slots={**executed.slots, "主体": body}),
        "整体指标": _indicators("整体指标", table.indicators, _OVERALL_COLUMNS, f"{key}/指标"),
    }
    slots: dict[str, Value] = {
        "主体": body,
        "单位": table.unit or sheet.unit.profile.name,
        "预期目标": given(table.goal, f"{key}/预期目标"),
        "实际完成情况": given(table.done, f"{key}/实际完成情况"),
    }
    return Fact("整体自评表", "Record", "", slots, parts)


def _body(sheet: Sheet, table: Overall) -> Text | Gap:
    """A department's own table is the department's; that of one of its units is a unit's."""
    profile = sheet.unit.profile
    own = table.unit is None or table.unit.text == profile.name.text
    return given(profile.body, BODY) if own else Text(t.BODIES[0], table.unit.origin if table.unit else None)


def _project(sheet: Sheet, table: Project, key: str) -> Fact:
    total = _funds(sheet, "年度资金总额", table.total, f"{key}/年度资金总额")
    executed = _executed(sheet, "项目执行率", total, table.total, f"{key}/年度资金总额")
    parts: dict[str, Facts] = {
        "年度资金总额": total,
        "项目执行率": executed,
        "当年财政拨款": _funds(sheet, "当年财政拨款", table.fiscal, f"{key}/当年财政拨款"),
        "项目其他资金": _funds(sheet, "项目其他资金", table.other, f"{key}/其他资金"),
        "项目指标": _indicators("项目指标", table.indicators, _PROJECT_COLUMNS, f"{key}/指标"),
        "自评总分": record(
            "自评总分",
            总权重=_added(executed.slots["分值"], table, "权重", "weight", key),
            总分=_added(executed.slots["得分"], table, "指标得分", "score", key),
        ),
    }
    slots = {
        "项目名称": table.name,
        "主管部门": given(table.department, f"{key}/主管部门"),
        "实施单位": table.unit or sheet.unit.profile.name,
        "预期目标": given(table.goal, f"{key}/预期目标"),
        "实际完成情况": given(table.done, f"{key}/实际完成情况"),
    }
    return Fact("项目自评表", "Record", "", slots, parts)


def _funds(sheet: Sheet, name: str, funds: Funds, key: str) -> Fact:
    slots: dict[str, Value] = {
        "年初预算数": sheet.money(funds.initial_budget, f"{key}/年初预算数"),
        "全年预算数": sheet.money(funds.full_budget, f"{key}/全年预算数"),
        "全年执行数": sheet.money(funds.executed, f"{key}/全年执行数"),
    }
    return Fact(name, "Funds", "", slots)


def _executed(sheet: Sheet, name: str, total: Fact, funds: Funds, key: str) -> Fact:
    """执行率 and 得分 of the scored row; a score is taken as given only where no rate exists."""
    weight = given(funds.weight, f"{key}/分值", "figure")
    score: Figure | Gap = given(funds.score, f"{key}/得分", "figure")
    if isinstance(score, Figure):
        score = score._replace(value=half_up(score.value, sheet.decimals.score))
    slots = {"分值": weight, "得分": score}
    budget, executed = total.slots["全年预算数"], total.slots["全年执行数"]
    if not isinstance(budget, Figure) or not isinstance(executed, Figure):
        open_ = budget if isinstance(budget, Gap) else executed
        return Fact(name, "Completion", None, {**slots, "预算数": budget, "决算数": executed, "得分": open_})
    outcome = derive.completion(budget, executed, sheet.decimals.percent)
    rate = outcome.slots.get("完成率")
    if rate is not None:
        slots["得分"] = derive.score(rate, weight, sheet.decimals.score) if isinstance(weight, Figure) else weight
    return Fact(name, "Completion", outcome.condition, {**outcome.slots, **slots})


def _indicators(name: str, rows: tuple[Any, ...] | None, columns: _Columns, key: str) -> Facts:
    """Indicator rows as written; a cell that was left blank stays blank."""
    if rows is None:
        return missing(key, "text")
    return tuple(record(name, **{term: getattr(row, field) or _BLANK for term, field in columns}) for row in rows)


def _added(first: Value, table: Project, column: str, field: str, key: str) -> Figure | Gap:
    """The funds row and all indicator rows added up; a text that is no number leaves a gap."""
    if not isinstance(first, Figure):
        return first if isinstance(first, Gap) else missing(key)
    if table.indicators is None:
        return missing(f"{key}/指标", "text")
    figures = [first]
    for number, row in enumerate(table.indicators, 1):
        cell: Text = getattr(row, field) or Text("")
        if cell.text in _DASHES:
            continue
        try:
            value = decimal(cell.text)
        except NumberError:
            return missing(f"{key}/指标/{number}/{column}")
        if cell.origin is not None:
            figures.append(Figure(value, t.POINTS, cell.origin))
    return derive.total(figures, t.POINTS, column)

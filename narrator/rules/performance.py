"""十一 预算绩效: how it is managed, the two self-evaluation tables, their execution rates and scores.

Indicator rows are the unit's own and stay as written; only 执行率, the score of the funds row and the
total score are derived.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from narrator.figures import terms as t
from narrator.figures.declared import by_term
from narrator.figures.evaluation import Funds, OverallIndicator, ProjectIndicator
from narrator.figures.model import Unit
from narrator.figures.number import NumberError, decimal, half_up
from narrator.figures.values import Figure, Gap, Text, Value
from narrator.rules import derive
from narrator.rules.fact import Fact, Facts
from narrator.rules.held import Held, declared, missing
from narrator.rules.kinds import AMOUNT, COMPLETION, FUNDS, LISTING, NUMBER, RECORD, TEXT, WORD
from narrator.rules.spec import fact, parts
from narrator.rules.usual import SlotSource, record
from narrator.rules.view import UnitView

_OVERALL, _PROJECTS = "performance.overall", "performance.projects"
_BLANK = Text("")
_DASHES = ("-", "—", "－", "/")
_SCORE = {"分值": NUMBER, "得分": NUMBER}
_TOTALS = {"全年预算数": AMOUNT, "全年执行数": AMOUNT}
_SCORED = by_term(ProjectIndicator)
_FUNDS = by_term(Funds)


def _step(slot: str, step: str) -> dict[str, SlotSource]:
    return {f"{slot}项目数": f"management.{step}.projects", f"{slot}金额": f"management.{step}.budget"}


record(
    "预算绩效管理情况",
    "制度和机制、绩效目标、跟踪和自评、评级和整改",
    {
        "制度": "management.rules",
        "工作机制": "management.mechanism",
        **_step("编报目标", "goals"),
        **_step("跟踪", "tracking"),
        **_step("自评", "evaluation"),
        "平均得分": "management.average",
        "优": "management.excellent",
        "良": "management.good",
        "合格": "management.passed",
        "不合格": "management.failed",
        "发现问题": "management.problems",
        "已整改": "management.solved",
        "正在整改": "management.pending",
    },
)


@fact("整体自评", LISTING, "整体支出绩效自评表的个数和合计行", _TOTALS)
def _overall_listed(view: UnitView) -> Fact:
    totals = _totals(view, _OVERALL)
    return view.listing(_OVERALL, lambda table: table.unit or view.unit.profile.name, **totals)


@fact("项目自评", LISTING, "项目支出绩效自评表的个数和总额行", _TOTALS)
def _projects_listed(view: UnitView) -> Fact:
    return view.listing(_PROJECTS, lambda table: table.name, **_totals(view, _PROJECTS))


def _totals(view: UnitView, path: str) -> dict[str, Value]:
    """Budget and execution over all tables of one sort: the one total row, or the sum of several."""
    tables = view.held.each(path)
    if isinstance(tables, Gap):
        return {}
    rows, name = [table.part("total") for table in tables], declared(Unit, f"{path}.total").term
    return {term: _sum(view, [row.given(_FUNDS[term]) for row in rows], name) for term in _TOTALS}


def _sum(view: UnitView, amounts: list[Figure | Gap], name: str) -> Figure | Gap:
    for amount in amounts:
        if isinstance(amount, Gap) or len(amounts) == 1:
            return amount
    return derive.total((amount for amount in amounts if isinstance(amount, Figure)), view.decimals.scale, name)


record(
    "绩效文字",
    "成效、问题、措施",
    {"成效": "performance.results", "问题及原因": "performance.problems", "改进措施": "performance.measures"},
)


def _tables(view: UnitView, name: str, path: str, slots: Callable[[Held], Mapping[str, Value]]) -> Facts:
    """The tables of one sort, each with the facts in it."""
    tables = view.held.each(path)
    if isinstance(tables, Gap):
        return tables
    return tuple(RECORD.fact("", slots(table), parts(name, view, table)) for table in tables)


def _funds(name: str, part: str, within: str, about: str = "资金行") -> None:
    """Declare a row of money in the tables of one sort."""
    fact(name, FUNDS, about, within=(within,))(lambda _, table: _row(table.part(part)))


def _row(funds: Held) -> Fact:
    return FUNDS.fact("", {term: funds.given(_FUNDS[term]) for term in FUNDS.slots})


def _executed(view: UnitView, table: Held) -> Fact:
    """执行率 and 得分 of the scored row; a score is taken as given only where no rate exists."""
    funds = table.part("total")
    weight, score = funds.given("weight"), funds.given("score")
    if isinstance(score, Figure):
        score = score._replace(value=half_up(score.value, view.decimals.score))
    budget, executed = funds.given("full_budget"), funds.given("executed")
    found = view.compared(COMPLETION, budget, executed)
    if found.condition is None:
        score = budget if isinstance(budget, Gap) else executed
        return found._replace(slots={"分值": weight, "得分": score, **found.slots})
    if isinstance(rate := found.slots.get("完成率"), Figure):
        score = derive.score(rate, weight, view.decimals.score) if isinstance(weight, Figure) else weight
    return found._replace(slots={**found.slots, "分值": weight, "得分": score})


def _indicators(table: Held, columns: Mapping[str, str]) -> Facts:
    """Indicator rows as written; a cell that was left blank stays blank."""
    rows = table.exact("indicators")
    if isinstance(rows, Gap):
        return rows
    cells = ({term: getattr(row, field) or _BLANK for term, field in columns.items()} for row in rows)
    return tuple(RECORD.fact("", slots) for slots in cells)


# 整体支出绩效自评表 ----------------------------------------------------------------------------------

_TABLE = "整体自评表"
_COLUMNS = by_term(OverallIndicator)


@fact(
    _TABLE,
    RECORD,
    "一张整体支出绩效自评表",
    {"主体": WORD, **dict.fromkeys(("单位", "预期目标", "实际完成情况"), TEXT)},
    many=True,
)
def _overall(view: UnitView) -> Facts:
    return _tables(
        view,
        _TABLE,
        _OVERALL,
        lambda table: {
            "主体": _body(view, table.record),
            "单位": table.record.unit or view.unit.profile.name,
            "预期目标": table.given("goal"),
            "实际完成情况": table.given("done"),
        },
    )


def _body(view: UnitView, table: Any) -> Text | Gap:
    """A department's own table is the department's; that of one of its units is a unit's."""
    own = table.unit is None or table.unit.text == view.unit.profile.name.text
    body: Text | Gap = view.given("profile.body")
    return body if own else Text(t.BODIES[0], table.unit.origin)


_funds("上级资金", "superior", _TABLE)
_funds("本级资金", "own", _TABLE)
_funds("其他资金", "other", _TABLE)
_funds("资金合计", "total", _TABLE, "合计行")


@fact("整体执行率", COMPLETION, "合计行的执行率和得分", {"主体": WORD, **_SCORE}, within=(_TABLE,))
def _overall_executed(view: UnitView, table: Held) -> Fact:
    executed = _executed(view, table)
    return executed._replace(slots={**executed.slots, "主体": _body(view, table.record)})


fact("整体指标", RECORD, "指标行，照填报", dict.fromkeys(_COLUMNS, TEXT), many=True, within=(_TABLE,))(
    lambda _, table: _indicators(table, _COLUMNS)
)

# 项目支出绩效自评表 ----------------------------------------------------------------------------------

_PROJECT = "项目自评表"


@fact(
    _PROJECT,
    RECORD,
    "一张项目支出绩效自评表",
    dict.fromkeys(("项目名称", "主管部门", "实施单位", "预期目标", "实际完成情况"), TEXT),
    many=True,
)
def _projects(view: UnitView) -> Facts:
    return _tables(
        view,
        _PROJECT,
        _PROJECTS,
        lambda table: {
            "项目名称": table.record.name,
            "主管部门": table.given("department"),
            "实施单位": table.record.unit or view.unit.profile.name,
            "预期目标": table.given("goal"),
            "实际完成情况": table.given("done"),
        },
    )


_funds("年度资金总额", "total", _PROJECT, "总额行")
fact("项目执行率", COMPLETION, "总额行的执行率和得分", _SCORE, within=(_PROJECT,))(_executed)
_funds("当年财政拨款", "fiscal", _PROJECT)
_funds("项目其他资金", "other", _PROJECT)
fact("项目指标", RECORD, "指标行，照填报", dict.fromkeys(_SCORED, TEXT), many=True, within=(_PROJECT,))(
    lambda _, table: _indicators(table, _SCORED)
)


@fact("自评总分", RECORD, "权重之和与得分之和", {"总权重": NUMBER, "总分": NUMBER}, within=(_PROJECT,))
def _added(view: UnitView, table: Held) -> Fact:
    executed = _executed(view, table)
    return RECORD.fact(
        "",
        {
            "总权重": _total(executed.slots["分值"], table, "weight"),
            "总分": _total(executed.slots["得分"], table, "score"),
        },
    )


def _total(first: Value, table: Held, field: str) -> Figure | Gap:
    """The funds row and all indicator rows added up; a text that is no number leaves a gap."""
    if not isinstance(first, Figure):
        return first if isinstance(first, Gap) else missing(table.key)
    rows = table.each("indicators")
    if isinstance(rows, Gap):
        return rows
    figures = [first]
    for row in rows:
        cell: Text = getattr(row.record, field) or _BLANK
        if cell.text in _DASHES:
            continue
        try:
            value = decimal(cell.text)
        except NumberError:
            return row.gap(field)._replace(of="figure")
        if cell.origin is not None:
            figures.append(Figure(value, t.POINTS, cell.origin))
    return derive.total(figures, t.POINTS, declared(ProjectIndicator, field).term)

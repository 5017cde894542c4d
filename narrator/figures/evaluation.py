"""预算绩效 in the model: how a unit manages by results, and its self-evaluation tables, as frozen records."""

from __future__ import annotations

from narrator.figures import terms
from narrator.figures.declared import count, declared, money, number, part, parts, text
from narrator.figures.frozen import Frozen, frozen
from narrator.figures.values import Figure, Text


@frozen
class Funds(Frozen):
    """One row of money in a self-evaluation table; weight and score only where the row is scored.

    ``score`` is given only where no 执行率 exists (no budget); otherwise it is derived.
    """

    initial_budget: Figure | None = money("年初预算数")
    full_budget: Figure | None = money("全年预算数")
    executed: Figure | None = money("全年执行数")
    weight: Figure | None = number("分值", terms.POINTS)
    score: Figure | None = number("得分", terms.POINTS)


@frozen
class OverallIndicator(Frozen):
    """One indicator row of 整体支出绩效自评表, as written."""

    first: Text = text("一级指标", required=True)
    second: Text = text("二级指标", required=True)
    third: Text = text("三级指标", required=True)
    target: Text | None = text("预期指标值")
    basis: Text | None = text("指标值设定依据")
    weight: Text | None = text("分值权重")
    achieved: Text | None = text("实际完成指标值")
    score: Text | None = text("得分")


@frozen
class Overall(Frozen):
    """整体支出绩效自评表. ``done`` continues the sentence in which the pack states the execution rate."""

    unit: Text | None = text("单位名称")
    superior: Funds = part("上级资金", Funds)
    own: Funds = part("本级资金", Funds)
    other: Funds = part("其他资金", Funds)
    total: Funds = part("合计", Funds)
    goal: Text | None = declared("passage", "预期目标")
    done: Text | None = declared("passage", "实际完成情况")
    indicators: tuple[OverallIndicator, ...] | None = parts("指标", OverallIndicator)


@frozen
class ProjectIndicator(Frozen):
    """One indicator row of 项目支出绩效自评表, as written."""

    first: Text = text("一级指标", required=True)
    second: Text = text("二级指标", required=True)
    third: Text = text("三级指标", required=True)
    weight: Text | None = text("权重")
    target: Text | None = text("目标值")
    achieved: Text | None = text("业绩值")
    completion: Text | None = text("完成率")
    score: Text | None = text("指标得分")
    basis: Text | None = text("指标值设定依据")
    last_year: Text | None = text("上年完成情况")
    rule: Text | None = text("赋分规则")
    evidence: Text | None = text("佐证资料")
    deviation: Text | None = text("偏差原因分析及改进措施")


@frozen
class Project(Frozen):
    """项目支出绩效自评表."""

    name: Text = text("项目名称", required=True)
    department: Text | None = text("主管部门")
    unit: Text | None = text("实施单位")
    total: Funds = part("年度资金总额", Funds)
    fiscal: Funds = part("当年财政拨款", Funds)
    other: Funds = part("其他资金", Funds)
    goal: Text | None = declared("passage", "预期目标")
    done: Text | None = declared("passage", "实际完成情况")
    indicators: tuple[ProjectIndicator, ...] | None = parts("指标", ProjectIndicator)


@frozen
class Performance(Frozen):
    """预算绩效: three texts of the unit, and its self-evaluation tables."""

    results: Text | None = text("成效")
    problems: Text | None = text("问题及原因")
    measures: Text | None = text("改进措施")
    overall: tuple[Overall, ...] | None = parts("整体支出绩效自评表", Overall)
    projects: tuple[Project, ...] | None = parts("项目支出绩效自评表", Project)


@frozen
class Step(Frozen):
    """One step of managing by results: how many projects took it, and their budget."""

    projects: Figure | None = count("项目数", "个")
    budget: Figure | None = money("预算金额")


@frozen
class Management(Frozen):
    """预算绩效管理: rules and ways of working, the three steps, how the self-evaluated projects were rated."""

    rules: Text | None = text("制度")
    mechanism: Text | None = text("工作机制")
    goals: Step = part("编报绩效目标", Step)
    tracking: Step = part("绩效跟踪", Step)
    evaluation: Step = part("绩效自评", Step)
    average: Figure | None = number("平均得分", terms.POINTS)
    excellent: Figure | None = count("优", "个")
    good: Figure | None = count("良", "个")
    passed: Figure | None = count("合格", "个")
    failed: Figure | None = count("不合格", "个")
    problems: Figure | None = count("发现问题", "个")
    solved: Figure | None = count("已完成整改", "个")
    pending: Figure | None = count("正在整改", "个")

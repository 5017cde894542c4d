"""Invented units in which the same condition holds of every 增减, and the same of every 差异.

Unlike those of ``wording_units`` they do not look real: every amount of a unit is the same, so that nothing adds
up. Each is there twice: with a reason for everything, and with neither reasons nor what was done with the money.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from helpers.wording_units import EXAMPLES, Example
from narrator.figures import terms as t

ACCOUNTS = {
    t.GENERAL: {201: "一般公共服务支出", 20126: "档案事务", 2012604: "档案馆"},
    t.FUND: {212: "城乡社区支出", 21208: "国有土地使用权出让收入安排的支出", 2120803: "城市建设支出"},
    t.CAPITAL: {223: "国有资本经营预算支出", 22301: "解决历史遗留问题及改革成本支出", 2230105: "社会化管理补助支出"},
}
ITEM = 1_000_000  # from here on a code is that of a 项


_SPENT = (t.LAST_YEAR, t.FULL_BUDGET, t.ACTUAL)


class Amounts(NamedTuple):
    """The amounts of every row: last year, both budgets, this year; an item that printed as 0 occurred is not 0."""

    last: str
    budget: str
    this: str


CONDITIONS = {
    "no_last": Amounts("", "20.00", "20.00"),
    "negative": Amounts("5.00", "5.00", "-5.00"),
    "none": Amounts("0.00", "0.00", "0.00"),
    "from_zero": Amounts("0.00", "0.00", "20.00"),
    "to_zero": Amounts("20.00", "20.00", "0.00"),
    "flat": Amounts("20.00", "20.00", "20.00"),
    "up": Amounts("1000.00", "1000.50", "1001.00"),
    "down": Amounts("1001.00", "1000.50", "1000.00"),
}

_COMMON: dict[str, Any] = {
    "单位/单位性质": list(t.KINDS),
    "因公出国（境）情况/开支内容": "国际旅费",
    "公务用车情况/购置费开支内容": "购置机要通信用车",
    f"{t.EVERYDAY}/会议内容": "档案工作会议",
    f"{t.EVERYDAY}/培训内容": "档案业务培训",
    f"{t.EVERYDAY}/节庆等活动内容": "国际档案日",
    "公务接待情况/国（境）外批次": "1",
    "公务接待情况/国（境）外人次": "2",
    "国有资产/车辆/其他用车": "1",
    "国有资产/车辆/其他用车主要是": "流动服务用车",
}
_SILENT = {"单位/单位性质": list(t.KINDS), "公务用车情况": {}, "公务接待情况": {}}


def _edits(amounts: Amounts, reason: Any) -> dict[str, Any]:
    """Every row of every statement with these amounts, every reason the same; none where it is blank."""
    row = {t.LAST_YEAR: amounts.last, t.INITIAL_BUDGET: amounts.budget, t.FULL_BUDGET: amounts.budget}
    row = {key: amount for key, amount in row.items() if amount} | {t.ACTUAL: amounts.this}
    edits: dict[str, Any] = {}
    for term, layout in t.STATEMENTS.items():
        if term in (t.FUND, t.CAPITAL):
            edits[term] = {}
        edits |= {"/".join((term, *labels)): row for labels in layout.rows}
        if term in ACCOUNTS:
            edits[f"{term}/科目"] = {code: _account(code, name, row) for code, name in ACCOUNTS[term].items()}
    edits |= {f"机关运行经费及公用经费/{kind}": row for kind in t.RUNNING_COSTS.values()}
    edits |= {f"{t.EVERYDAY}/{kind}": row for kind in t.EVERYDAY_KINDS}
    edits[t.SPECIAL_BONDS] = amounts.this
    return edits | {"主要原因": _reasons(reason) if reason else ""}


def _account(code: int, name: str, row: dict[str, str]) -> Any:
    """A functional account; one that was printed as 0 in both years has occurred all the same."""
    if code < ITEM:
        return {"名称": name, t.ACTUAL: row[t.ACTUAL]}
    amounts = {key: row[key] for key in (t.LAST_YEAR, t.INITIAL_BUDGET, t.FULL_BUDGET, t.ACTUAL) if key in row}
    if {*amounts.values()} == {"0.00"}:
        amounts = dict.fromkeys(amounts, "0.004")
    return {"名称": name, **amounts, t.PURPOSE: "档案保管和利用"}


def _secret(name: str, level: str) -> dict[str, str]:
    """An account that may be disclosed to this level only."""
    row = {t.LAST_YEAR: "1000.00", t.INITIAL_BUDGET: "1000.50", t.FULL_BUDGET: "1000.50", t.ACTUAL: "1001.00"}
    return {"名称": name, **row, t.PURPOSE: "办案", t.LEVEL: level, t.BASIS: "涉密"}


def _reasons(reason: Any) -> dict[str, Any]:
    items = [str(code) for accounts in ACCOUNTS.values() for code in accounts if code > ITEM]
    return {
        comparison: dict.fromkeys((*subjects, *items), reason) for comparison, subjects in t.REASON_SUBJECTS.items()
    }


def _unit(condition: str, reason: Any, **more: Any) -> Example:
    edits = {"单位/新设": "是"} if condition == "no_last" else {}
    edits |= (_COMMON if reason else _SILENT) | _edits(CONDITIONS[condition], reason) | more
    text = json.dumps(edits, ensure_ascii=False)  # YAML as well
    return Example("青山县档案馆", condition, text, drop=t.LAST_YEAR if condition == "no_last" else "")


UNITS = {
    **{f"all-{condition}": _unit(condition, "馆藏档案数字化") for condition in CONDITIONS},
    **{f"all-{condition}-unexplained": _unit(condition, "") for condition in CONDITIONS},
    "no-reception": _unit("flat", "馆藏档案数字化", **{f"{t.THREE}/{t.RECEPTION}": dict.fromkeys(_SPENT, "0.00")}),
    "no-carry": _unit("flat", "", **{f"{t.OVERVIEW}/{t.RECEIPTS}/{t.BROUGHT_FORWARD}": dict.fromkeys(_SPENT, "0.00")}),
    "levels": _unit(
        "up",
        "馆藏档案数字化",
        **{
            f"{t.GENERAL}/科目/203": _secret("国防支出", "类"),
            f"{t.GENERAL}/科目/204": {"名称": "公共安全支出", t.ACTUAL: "1001.00"},
            f"{t.GENERAL}/科目/20404": _secret("检察", "款"),
        },
    ),
    "undrawn": _unit("up", "", **{f"{t.EXPENDITURE}/上缴上级支出": "-3.00", f"{t.EXPENDITURE}/经营支出": ""}),
    # Every amount is printed as 0.00 in 元, too.
    "tiny-in-yuan": EXAMPLES["tiny"]._replace(edits=f"金额单位: 元\n{EXAMPLES['tiny'].edits}"),
    "blank": _unit(
        "none",
        "",
        **{
            "主要职能": "无",
            t.THREE: t.EMPTY_STATEMENT,
            f"{t.INCOME}/其他收入": "0.004",
            f"{t.GENERAL}/科目": {},
            "预算绩效/整体支出绩效自评表/1/指标": "无",
            "预算绩效/项目支出绩效自评表/1/指标": "无",
        },
    ),
}
# Several reasons for one thing: only for a pack that says how they are joined.
LISTED = _unit("up", ["新增馆藏档案数字化任务", "养老保险缴费基数上调"])

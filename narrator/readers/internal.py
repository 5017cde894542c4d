"""The forms of the accounts software (财决) from which the nine tables are made: their columns and rows, as data.

A unit fills in these internal forms months before it publishes. Most of the nine tables stand among them under the
same title; here are those that are laid out otherwise: 06 as the total row of 财决08-1, whose economic accounts stand
side by side, 09 and many values of the unit file in 财决附03, the people in 财决附02.

Source: 财政部 部门决算报表; titles, headings and rows as public programs that read real exports have them. The rows
of 附03 changed over the years: each is known by its words, never by its number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from narrator.figures import official
from narrator.figures import tables as b
from narrator.figures import terms as t
from narrator.readers import labels
from narrator.readers.widths import squeeze

BASIC_ACROSS = "一般公共预算财政拨款基本支出决算明细表（财决08-1）"  # its title is that of a published 06
OPERATION, PEOPLE = labels.OPERATION, labels.PEOPLE
BESIDE = (OPERATION, PEOPLE)  # they hold what may be typed as well
FORMS = (BASIC_ACROSS, *BESIDE)

NUMBERS = {  # under which number each stands there; a published workbook counts its own tables from 01 to 09
    t.OVERVIEW: "财决01表",
    t.FISCAL: "财决01-1表",
    t.INCOME: "财决03表",
    t.EXPENDITURE: "财决04表",
    t.GENERAL: "财决07表",
    BASIC_ACROSS: "财决08-1表",
    t.FUND: "财决09表",
    t.CAPITAL: "财决11表",
    OPERATION: "财决附03表",
    PEOPLE: "财决附02表",
}
MADE_FROM = {t.BASIC: BASIC_ACROSS, t.THREE: OPERATION}  # what stands there under another layout

# 财决08-1: economic accounts side by side ---------------------------------------------------------


@cache  # follows from the official list
def _economic() -> tuple[Mapping[str, str], Mapping[tuple[str, str], str]]:
    """The classes (301 …) of economic accounts by name, and the accounts below by class and name."""
    classes: dict[str, str] = {}
    accounts: dict[tuple[str, str], str] = {}
    for code, account in official.names().items():
        for name in account.names if code.startswith("3") else ():
            if len(code) == t.CLASS:
                classes[squeeze(name)] = code
            else:
                accounts[code[: t.CLASS], squeeze(name)] = code
    return classes, accounts


def economic_class(heading: str) -> str:
    """The code of the class of economic accounts that a heading names, with its code or without; "" if none."""
    code, name = labels.coded(heading) or ("", heading)
    found = _economic()[0].get(squeeze(name), "")
    return found if code in ("", found) else ""


def economic(path: tuple[str, ...]) -> str:
    """The economic account that a column's headings name: its code, 合计 for all of them, "" where it is not known.

    An account is known by its name below the name of its class: 其他支出 is one in each of several.
    """
    *over, leaf = path
    above = next((code for text in reversed(over) if (code := economic_class(text))), "")
    if leaf in labels.SUBTOTALS:
        return above or t.TOTAL
    if not above:
        return economic_class(leaf)
    code, name = labels.coded(leaf) or ("", leaf)
    found = _economic()[1].get((above, squeeze(name)), "")
    return found if code in ("", found) else ""


# 财决附02: people at the end of the year -------------------------------------------------------------

AT_END = ("年末实有人数", "年末实有人员")
_PEOPLE: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(labels.SUBTOTALS, ("人员", "实有人数")),
    **{kind: ("人员", kind, t.THIS_YEAR) for kind in (t.IN_SERVICE, t.RETIRED_CADRES, t.RETIRED)},
}


def people(path: tuple[str, ...]) -> tuple[str, ...]:
    """The key of the unit file that a column of 附02 gives, () where its headings leave a doubt."""
    known = len(path) == 2 and path[0] in AT_END
    return _PEOPLE.get(path[-1], ()) if known else ()


# 财决附03: the “三公”, counts, running costs, assets, procurement -------------------------------------

OPERATION_ASPECTS = {
    **dict.fromkeys(("统计数", "决算数"), t.ACTUAL),
    **dict.fromkeys(("年初预算数", "年初预算"), t.INITIAL_BUDGET),
    **dict.fromkeys(("全年预算数", "全年预算", "调整预算数", "预算数"), t.FULL_BUDGET),
}
_ABROAD, _CARS, _RECEPTION = "因公出国（境）情况", "公务用车情况", "公务接待情况"
_RUNNING, _PROCUREMENT, _ASSETS = "机关运行经费及公用经费", "政府采购", "国有资产"


class OperationRow(NamedTuple):
    """What a row of 附03 gives, and all words that it has had over the years.

    The ``key`` is that of a value of the unit file, of an item of 09 its title and the item; () what nobody asks for.
    """

    key: tuple[str, ...]
    labels: tuple[str, ...]


_USES = (  # the vehicles, with what older forms call them
    ("副部（省）级及以上领导用车", "副部（省）级以上领导用车", "部级领导干部用车"),
    ("主要负责人用车", "主要领导干部用车"),
    ("机要通信用车", "机要通讯用车"),
    ("应急保障用车",),
    ("执法执勤用车",),
    ("特种专业技术用车",),
    ("离退休干部服务用车", "离退休干部用车"),
    ("其他用车",),
)
_ROWS = (
    OperationRow((t.THREE, t.TOTAL), ("支出合计", "“三公”经费支出合计", "“三公”经费合计")),
    OperationRow((t.THREE, t.ABROAD), (t.ABROAD, "因公出国（境）费用")),
    OperationRow((t.THREE, t.CARS), (t.CARS, "公务用车购置及运行费")),
    OperationRow((t.THREE, t.CAR_PURCHASE), (t.CAR_PURCHASE,)),
    OperationRow((t.THREE, t.CAR_RUNNING), (t.CAR_RUNNING, "公务用车运行费")),
    OperationRow((t.THREE, t.RECEPTION), (t.RECEPTION,)),
    OperationRow((), ("国内接待费", "国（境）外接待费", "会议费", "培训费", "机关运行经费")),
    OperationRow((), ("“三公”经费支出", "相关统计数", "国有资产占用情况", "政府采购支出信息", "政府采购情况")),
    OperationRow((_ABROAD, "团组数"), ("因公出国（境）团组数",)),
    OperationRow((_ABROAD, "人次"), ("因公出国（境）人次数", "因公出国（境）人次")),
    OperationRow((_CARS, "购置数"), ("公务用车购置数",)),
    OperationRow((_CARS, "保有量"), ("公务用车保有量",)),
    OperationRow((_RECEPTION, "国内批次"), ("国内公务接待批次",)),
    OperationRow((_RECEPTION, "国内人次"), ("国内公务接待人次",)),
    OperationRow((_RECEPTION, "外宾接待支出"), ("外事接待费",)),
    OperationRow((_RECEPTION, "外宾批次"), ("外事接待批次",)),
    OperationRow((_RECEPTION, "外宾人次"), ("外事接待人次",)),
    OperationRow((_RECEPTION, "国（境）外批次"), ("国（境）外公务接待批次",)),
    OperationRow((_RECEPTION, "国（境）外人次"), ("国（境）外公务接待人次",)),
    OperationRow((_RUNNING, t.RUNNING_COSTS[t.ADMINISTRATIVE], t.ACTUAL), (t.ADMINISTRATIVE,)),
    OperationRow((_RUNNING, t.RUNNING_COSTS[t.QUASI_CIVIL], t.ACTUAL), (t.QUASI_CIVIL, "参照公务员法管理的事业单位")),
    OperationRow((_PROCUREMENT, "政府采购支出总额"), ("政府采购支出合计", "政府采购支出总额")),
    *(
        OperationRow((_PROCUREMENT, name), (name,))
        for name in (f"政府采购{kind}支出" for kind in ("货物", "工程", "服务"))
    ),
    OperationRow((_PROCUREMENT, "授予中小企业合同金额"), ("政府采购授予中小企业合同金额", "授予中小企业合同金额")),
    OperationRow((_PROCUREMENT, "授予小微企业合同金额"), ("授予小微企业合同金额", "授予小微企业")),
    OperationRow((_ASSETS, "车辆", "数量"), ("车辆数合计", "车辆数")),
    *(OperationRow((_ASSETS, "车辆", names[0]), names) for names in _USES),
    OperationRow(
        (_ASSETS, "单价100万元（含）以上设备"), ("单价100万元（含）以上设备（不含车辆）", "单价100万元（含）以上设备")
    ),
)
VALUES = tuple(key for key in (*(row.key for row in _ROWS), *_PEOPLE.values()) if key and key[0] != t.THREE)
"""The keys of all values of the unit file that these forms give."""
_BY_LABEL = {squeeze(label): row.key for row in _ROWS for label in row.labels}
_COUNTED = r"（[个辆人台套次批件,、]+）$"


def operation(text: str) -> tuple[str, ...] | None:
    """What a row of 附03 gives, by its words; () for what nobody asks for, None where it is not known."""
    return _BY_LABEL.get(re.sub(_COUNTED, "", labels.row(text)))


def three_key(item: str, aspect: str) -> b.CellKey:
    """The cell of 09 in which an amount of 附03 stands: 预算数 is 全年预算 there, 决算数 the 统计数."""
    return (item, b.ACTUAL_COLUMN if aspect == t.ACTUAL else b.BUDGET_COLUMN)

"""The nine published tables cell by cell: the names of their rows and columns, and the key of each cell.

The key of a cell is a tuple of official terms:

- 01: ``(收入 | 支出, row)``, a class of expenditure by its code: ``(支出, "201")``;
- 02, 03, 05, 07, 08: ``(合计 | account code, column)``;
- 04: ``(收入, row)``, the three kinds of what was brought forward as ``(收入, 年初财政拨款结转和结余, kind)``,
  and ``(支出, row, 合计 | kind)``;
- 06: ``(account code,)``, ``(人员经费合计,)``, ``(公用经费合计,)``;
- 09: ``(item, 预算数 | 决算数)``.

Source: 财政部 部门决算公开报表 01–09 as 上海 and 新疆 print them in 2024.
"""

from __future__ import annotations

from typing import TypeAlias

from narrator.figures import terms as t

CellKey: TypeAlias = tuple[str, ...]

# What heads the columns of labels, and the groups of columns.
ITEM_COLUMN = "项目"
CODE_COLUMN = "科目编码"
ECONOMIC_CODE_COLUMN = "经济分类科目编码"
NAME_COLUMN = "科目名称"
SUBTOTAL = "小计"
STAFF_COSTS = "人员经费"
PUBLIC_COSTS = "公用经费"

BUDGET_COLUMN = "预算数"
ACTUAL_COLUMN = "决算数"

# 01: income by kind; 财政拨款收入 of 02 is the first three together.
OVERVIEW_INCOME = (*(f"{budget}收入" for budget in t.BUDGETS), *t.INCOME_KINDS[1:])

# The classes (类) of functional expenditure.
CLASSES = {
    "201": "一般公共服务支出",
    "202": "外交支出",
    "203": "国防支出",
    "204": "公共安全支出",
    "205": "教育支出",
    "206": "科学技术支出",
    "207": "文化旅游体育与传媒支出",
    "208": "社会保障和就业支出",
    "210": "卫生健康支出",
    "211": "节能环保支出",
    "212": "城乡社区支出",
    "213": "农林水支出",
    "214": "交通运输支出",
    "215": "资源勘探工业信息等支出",
    "216": "商业服务业等支出",
    "217": "金融支出",
    "219": "援助其他地区支出",
    "220": "自然资源海洋气象等支出",
    "221": "住房保障支出",
    "222": "粮油物资储备支出",
    "223": "国有资本经营预算支出",
    "224": "灾害防治及应急管理支出",
    "229": "其他支出",
    "231": "债务还本支出",
    "232": "债务付息支出",
    "234": "抗疫特别国债安排的支出",
}

# The columns of the tables that list functional accounts, the total of the row first where there is one.
COLUMNS = {
    t.INCOME: (t.YEAR_RECEIPTS, *t.INCOME_KINDS),
    t.EXPENDITURE: (t.YEAR_PAYMENTS, *t.SPENDING_KINDS),
    t.GENERAL: (t.TOTAL, t.BASIC_SPENDING, t.PROJECT_SPENDING),
    t.FUND: tuple(key[0] for key in t.STATEMENTS[t.FUND].rows),
    t.CAPITAL: tuple(key[0] for key in t.STATEMENTS[t.CAPITAL].rows),
}
SPENT = {t.GENERAL: t.TOTAL, t.FUND: t.YEAR_SPENDING, t.CAPITAL: t.YEAR_SPENDING}  # the amount of an account

THREE_ITEMS = tuple(key[0] for key in t.STATEMENTS[t.THREE].rows)


def key(term: str, labels: tuple[str, ...], column: str = ACTUAL_COLUMN) -> CellKey:
    """The cell of the published table in which a row of the statement stands; ``column`` is for 09."""
    if term == t.THREE:
        return (*labels, column)
    if term == t.FISCAL and labels[0] == t.PAYMENTS:
        return (*labels, t.TOTAL)
    return (t.TOTAL, *labels) if term in COLUMNS else labels

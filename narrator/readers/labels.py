"""How published tables label themselves: titles, headings and rows, however they are typed.

Real files break words with spaces and line breaks, mix full and half width, number their rows, and
rename things over the years; here each way of writing leads to the official term.
"""

from __future__ import annotations

import re
from functools import lru_cache

from narrator.figures import tables as b
from narrator.figures import terms as t
from narrator.readers.widths import name, squeeze

# Titles -----------------------------------------------------------------------------------------

OPERATION, PEOPLE = "机构运行信息表", "基本数字表"  # 财决附03 and 附02: forms of the accounts software
_TITLES = {
    squeeze(title): term
    for term, titles in {
        t.OVERVIEW: (t.OVERVIEW, "收入支出总表", "收支决算总表"),
        t.INCOME: (t.INCOME,),
        t.EXPENDITURE: (t.EXPENDITURE,),
        t.FISCAL: (t.FISCAL, "财政拨款收支决算总表"),
        t.GENERAL: (t.GENERAL, "一般公共预算支出决算表", "一般公共预算财政拨款收入支出决算表"),
        t.BASIC: (
            t.BASIC,
            "一般公共预算财政拨款基本支出决算明细表",
            "一般公共预算基本支出决算表",
            "一般公共预算基本支出决算明细表",
        ),
        t.FUND: (
            t.FUND,
            "政府性基金预算财政拨款收入、支出决算表",
            "政府性基金预算财政拨款支出决算表",
            "政府性基金预算收入支出决算表",
            "政府性基金预算支出决算表",
        ),
        t.CAPITAL: (
            t.CAPITAL,
            "国有资本经营预算财政拨款支出决算表",
            "国有资本经营预算收入支出决算表",
            "国有资本经营预算支出决算表",
        ),
        t.THREE: (
            t.THREE,
            "一般公共预算财政拨款“三公”经费支出决算表",
            "一般公共预算“三公”经费支出决算表",
            "“三公”经费支出决算表",
            "一般公共预算财政拨款“三公”经费及机关运行经费支出决算表",
            "“三公”经费及机关运行经费支出决算表",
        ),
        OPERATION: (OPERATION, "部门决算相关信息统计表"),
        PEOPLE: (PEOPLE,),
    }.items()
    for title in titles
}
_LONGEST_FIRST = sorted(_TITLES, key=len, reverse=True)
_BEFORE = re.compile(  # what may stand before a title: a unit, a year, a number
    r"(.*(年度?|[0-9A-Za-z:、.\-—_）】〕]|部门|单位|本级|公开|决算|局|办|室|院|校|处|中心|站|所|会|厅|队|馆|园|镇|乡|街道"
    r"|部|署|委|团|社|区|县|市|省|州|旗|盟|学|厂|公司|库|台|场|司|行|科|组|社区|监狱|大队|基地|学校))?"
)
_LONGEST = 200  # no title and no corner note is longer
_TAIL = re.compile(  # also where the name of a sheet is cut: …（财决08-
    r"(（[^（）]*）|(财决|公开|批复|部决)+[A-Za-z]*[0-9]+表)+$|（(财决|公开)?[^（）]*$"
)


def title(text: str) -> str | None:
    """The official name of the table that a title names; None where it is no title of the nine.

    What stands before the name (unit, year, a number) and behind it (（公开01表）) is left aside, unless
    it makes the name that of another table (项目支出决算表).
    """
    return None if len(text) > _LONGEST else _title(text)


@lru_cache(maxsize=20_000)  # words of the official tables, the same in every workbook
def _title(text: str) -> str | None:
    squeezed = _TAIL.sub("", squeeze(text))
    for known in _LONGEST_FIRST:
        if squeezed.endswith(known):
            return _TITLES[known] if _BEFORE.fullmatch(squeezed.removesuffix(known)) else None
    return None


_FORM = re.compile(r"财决附?[0-9]+(-[0-9]+)?表")


@lru_cache(maxsize=20_000)  # words of the official tables, the same in every workbook
def form_number(text: str) -> str:
    """The number of a form of the accounts software (财决08-1表) that a corner, a title or a sheet's name tells."""
    found = _FORM.search(squeeze(text)) if len(text) <= _LONGEST else None
    return found.group() if found else ""


_ANY_TITLE = re.compile(r"[^:,，。；;]{2,}(收入|支出|决算|情况|明细|预算|收支|资产)[^:,，。；;]*表")


@lru_cache(maxsize=20_000)  # words of the official tables, the same in every workbook
def any_title(text: str) -> bool:
    """Whether a text is the title of some table, one of the nine or another."""
    return len(text) <= _LONGEST and _ANY_TITLE.fullmatch(_TAIL.sub("", squeeze(text))) is not None


_ALIKE = 0.6


def nearest_title(text: str) -> str:
    """The table of the nine whose title this text resembles most; "" where it resembles none."""
    from difflib import get_close_matches

    published = [title for title, term in _TITLES.items() if term in t.STATEMENTS]
    known = get_close_matches(_TAIL.sub("", squeeze(text[:_LONGEST])), published, 1, _ALIKE)
    return _TITLES[known[0]] if known else ""


# Headings ---------------------------------------------------------------------------------------

CODE_LABELS = frozenset(
    {
        *("科目编码", "支出功能分类科目编码", "功能分类科目编码", "支出功能分类", "功能分类", "科目代码", "编码"),
        *("支出经济分类科目编码", "经济分类科目编码", "支出经济分类", "经济分类", "类", "款", "项"),
    }
)
NAME_LABELS = frozenset(
    {
        *("科目名称", "项目", "名称", "科目", "项目（按功能分类）", "项目（按支出功能分类）", "功能分类科目名称"),
        *("支出功能分类科目名称", "经济分类科目名称", "支出经济分类科目名称", "科目（单位）名称"),
    }
)
OTHER_BLOCKS = frozenset(("项目（按支出性质和经济分类）", "项目（按支出性质分类）", "项目（按经济分类）"))
LINE_LABELS = frozenset(("行次", "栏次", "序号"))
LABELS = CODE_LABELS | NAME_LABELS | LINE_LABELS | OTHER_BLOCKS
SUBTOTALS = ("小计", "合计")

# 年初预算 and 全年预算 columns, where a table has them beside 决算数.
ASPECTS = {
    "决算数": t.ACTUAL,
    "决算": t.ACTUAL,
    "年初预算数": t.INITIAL_BUDGET,
    "年初预算": t.INITIAL_BUDGET,
    "全年预算数": t.FULL_BUDGET,
    "全年预算": t.FULL_BUDGET,
    "调整预算数": t.FULL_BUDGET,
}
AMOUNT_LABELS = frozenset(("决算数", "决算", "金额", "支出决算数", "本年支出", "决算金额"))
GROUPS = {"人员经费": t.STAFF, "公用经费": t.PUBLIC, "日常公用经费": t.PUBLIC}  # columns of 06 as one list
SIDES = {"收入": t.RECEIPTS, "支出": t.PAYMENTS}

_SPENDING = {t.BASIC_SPENDING: t.BASIC_SPENDING, t.PROJECT_SPENDING: t.PROJECT_SPENDING}
_BALANCE = {
    **_SPENDING,
    **dict.fromkeys((t.BROUGHT_FORWARD, "上年结转和结余", "年初财政拨款结转和结余"), t.BROUGHT_FORWARD),
    t.YEAR_INCOME: t.YEAR_INCOME,
    **dict.fromkeys((t.YEAR_SPENDING, *SUBTOTALS), t.YEAR_SPENDING),
    **dict.fromkeys((t.CARRIED_FORWARD, "年末财政拨款结转和结余"), t.CARRIED_FORWARD),
}
COLUMNS = {
    t.INCOME: {label: label for label in b.COLUMNS[t.INCOME]} | {"合计": t.YEAR_RECEIPTS},
    t.EXPENDITURE: {label: label for label in b.COLUMNS[t.EXPENDITURE]} | {"合计": t.YEAR_PAYMENTS},
    t.FISCAL: {label: label for label in t.BUDGETS} | dict.fromkeys(SUBTOTALS, t.TOTAL),
    t.GENERAL: _SPENDING | dict.fromkeys((t.TOTAL, t.YEAR_PAYMENTS, t.YEAR_SPENDING, "小计"), t.TOTAL),
    t.FUND: _BALANCE,
    t.CAPITAL: _BALANCE,
}
_PARTS_OF_BASIC = (b.STAFF_COSTS, b.PUBLIC_COSTS, "日常公用经费")
_PARTS_BROUGHT = ("基本支出结转", "项目支出结转和结余", "项目支出结转", "项目支出结余")
BEYOND = {  # what the forms of the accounts software divide further than the published tables made from them
    t.GENERAL: frozenset((*_BALANCE, *_PARTS_BROUGHT, *_PARTS_OF_BASIC)) - {*_SPENDING, *SUBTOTALS, t.YEAR_SPENDING},
    **dict.fromkeys((t.FUND, t.CAPITAL), frozenset((*_PARTS_BROUGHT, *_PARTS_OF_BASIC))),
}
ITEMS = {
    **dict.fromkeys((t.TOTAL, "三公经费合计", "三公经费支出"), t.TOTAL),
    **dict.fromkeys((t.ABROAD, "因公出国（境）费用", "因公出国（境）"), t.ABROAD),
    **dict.fromkeys((t.CARS, "公务用车购置及运行费"), t.CARS),
    **dict.fromkeys((t.CAR_PURCHASE, "购置费"), t.CAR_PURCHASE),
    **dict.fromkeys((t.CAR_RUNNING, "公务用车运行费", "运行维护费", "运行费"), t.CAR_RUNNING),
    **dict.fromkeys((t.RECEPTION,), t.RECEPTION),
}
THREE_ASPECTS = dict.fromkeys(("决算数", "决算"), b.ACTUAL_COLUMN) | dict.fromkeys(
    ("预算数", "全年预算数", "预算", "全年预算"), b.BUDGET_COLUMN
)

_UNIT_MARK = re.compile(r"（(万元|元)）$|（单位:(万元|元)）$")


@lru_cache(maxsize=20_000)  # words of the official tables, the same in every workbook
def heading_money(text: str) -> str | None:
    """元 or 万元, where a heading names its own unit of money: 金额（元）."""
    found = _UNIT_MARK.search(squeeze(text)) if len(text) <= _LONGEST else None
    return (found.group(1) or found.group(2)) if found else None


@lru_cache(maxsize=20_000)  # words of the official tables, the same in every workbook
def heading(text: str) -> str:
    """A heading without what is said beside it in brackets: its unit of money."""
    return _UNIT_MARK.sub("", squeeze(text))


# Rows -------------------------------------------------------------------------------------------

_NUMBERING = re.compile(r"^(其中:|（[一二三四五六七八九十0-9]+）|[一二三四五六七八九十]+[、.]|[0-9]+[、.])+")
CLASS_CODES = {name: code for code, name in b.CLASSES.items()} | {
    "文化体育与传媒支出": "207",
    "医疗卫生与计划生育支出": "210",
    "资源勘探信息等支出": "215",
    "国土海洋气象等支出": "220",
}
_INCOME_ROWS = {label: label for label in (*b.OVERVIEW_INCOME, t.INCOME_KINDS[0])} | {
    budget: f"{budget}收入" for budget in t.BUDGETS
}
ROWS = {
    (t.OVERVIEW, t.RECEIPTS): {
        **_INCOME_ROWS,
        t.YEAR_RECEIPTS: t.YEAR_RECEIPTS,
        **dict.fromkeys((t.USED_SURPLUS, "使用非财政拨款结余", "用事业基金弥补收支差额"), t.USED_SURPLUS),
        **dict.fromkeys((t.BROUGHT_FORWARD, "上年结转和结余"), t.BROUGHT_FORWARD),
        **dict.fromkeys((t.GRAND_TOTAL, "收入总计"), t.GRAND_TOTAL),
    },
    (t.OVERVIEW, t.PAYMENTS): {
        **CLASS_CODES,
        t.YEAR_PAYMENTS: t.YEAR_PAYMENTS,
        t.SURPLUS_SHARED: t.SURPLUS_SHARED,
        t.CARRIED_FORWARD: t.CARRIED_FORWARD,
        **dict.fromkeys((t.GRAND_TOTAL, "支出总计"), t.GRAND_TOTAL),
    },
    (t.FISCAL, t.RECEIPTS): {
        **{label: budget for budget in t.BUDGETS for label in (budget, f"{budget}收入")},
        t.YEAR_RECEIPTS: t.YEAR_RECEIPTS,
        **dict.fromkeys((t.FISCAL_BROUGHT, t.BROUGHT_FORWARD), t.FISCAL_BROUGHT),
        **dict.fromkeys((t.GRAND_TOTAL, "收入总计"), t.GRAND_TOTAL),
    },
    (t.FISCAL, t.PAYMENTS): {
        **CLASS_CODES,
        t.YEAR_PAYMENTS: t.YEAR_PAYMENTS,
        **dict.fromkeys((t.FISCAL_CARRIED, t.CARRIED_FORWARD), t.FISCAL_CARRIED),
        **dict.fromkeys((t.GRAND_TOTAL, "支出总计"), t.GRAND_TOTAL),
    },
}
BASIC_ROWS = {
    **dict.fromkeys((t.STAFF, "人员经费小计", "人员经费"), t.STAFF),
    **dict.fromkeys((t.PUBLIC, "公用经费小计", "公用经费", "日常公用经费合计"), t.PUBLIC),
    t.TOTAL: t.TOTAL,
}


@lru_cache(maxsize=20_000)  # words of the official tables, the same in every workbook
def row(text: str) -> str:
    """A row's label without its numbering (一、 （一） 1. 其中：)."""
    return _NUMBERING.sub("", squeeze(text))


_DETAILS = frozenset(("基本支出结转", "项目支出结转和结余", "经营结余", "提取职工福利基金", "转入事业基金"))


@lru_cache(maxsize=20_000)  # words of the official tables, the same in every workbook
def is_detail(text: str) -> bool:
    """Whether a row tells a part of the row above it that the published table does not have (其中：…).

    The named ones stand in 财决01 below 年初结转和结余, 结余分配 and 年末结转和结余.
    """
    squeezed = squeeze(text)
    return squeezed.startswith("其中") or row(squeezed) in _DETAILS


_NOTES = ("注:", "注：", "说明:", "备注", "本表", "填表", "单位负责人", "注1", "注1:")


@lru_cache(maxsize=20_000)  # words of the official tables, the same in every workbook
def is_note(text: str) -> bool:
    """Whether a row's text is a note under the table."""
    return squeeze(text).startswith(_NOTES)


# What stands above a table -----------------------------------------------------------------------

_MONEY = re.compile(  # not the 元 of 单位：元谋县财政局
    r"(?:金额|计量|货币)?单位:?(?:人民币)?([十百千万亿]{0,2}元)(?=$|[^\u4e00-\u9fff]|公开|财决|编制|填报|部门|单位)"
)
_YEAR = re.compile(r"(20[0-9]{2})年(?![0-9]+月)")  # not the date of printing
_UNIT_NAME = re.compile(r"(?:编制|填报|编报|预算|公开)?(?:单位|部门)(?:名称)?(?:（公章）|（盖章）)?:(.+)")
OWN_LEVEL = "（本级）"  # behind a department's name: its own unit, without those below it
_AFTER_NAME = re.compile(r"20[0-9]{2}年.*$|^[0-9.\-]+|（(?!本级）).*$|(?<!（本级)）.*$")


@lru_cache(maxsize=20_000)  # words of the official tables, the same in every workbook
def money_unit(text: str) -> str | None:
    """The unit of money (元, 万元, also 千元 …), where the text is a table's corner note."""
    found = _MONEY.search(squeeze(text)) if len(text) <= _LONGEST else None
    return found.group(1) if found else None


@lru_cache(maxsize=20_000)  # words of the official tables, the same in every workbook
def year(text: str) -> str | None:
    """The year that a title or corner names."""
    found = _YEAR.search(squeeze(text)) if len(text) <= _LONGEST else None
    return found.group(1) if found else None


@lru_cache(maxsize=20_000)  # words of the official tables, the same in every workbook
def unit_name(text: str) -> str | None:
    """The name of the unit, where the text is a corner note that tells it (编制单位：…)."""
    found = _UNIT_NAME.search(_MONEY.sub("", squeeze(text))) if len(text) <= _LONGEST else None
    name = _AFTER_NAME.sub("", found.group(1)) if found else ""
    return name or None


# Codes ------------------------------------------------------------------------------------------

_CODE = re.compile(r"[0-9]+(\.0)?")


@lru_cache(maxsize=20_000, typed=True)  # words of the official tables, the same in every workbook; True is not 1
def digits(cell: object) -> str:
    """The digits of a code's cell, text or number; "" where it holds anything else."""
    if isinstance(cell, bool):
        return ""
    text = squeeze(cell) if isinstance(cell, str) else str(cell)
    return "" if _CODE.fullmatch(text) is None else text.split(".")[0]


_CODED = re.compile(r"([0-9]{3,7})[-—:]?([^\x00-\x7f].*)")


@lru_cache(maxsize=20_000)  # words of the official tables, the same in every workbook
def coded(text: str) -> tuple[str, str] | None:
    """Code and name that stand in one cell (2010450 事业运行); None where they do not."""
    found = _CODED.fullmatch(name(text))
    return (found.group(1), found.group(2)) if found else None

"""The official terms, each once: names of statements, their rows and columns, kinds of unit, comparisons.

Source: 财政部 部门决算公开报表 01–09 as 上海 and 新疆 print them in 2024; 财预〔2016〕143号.
Everything here is the name of a thing; sentences belong to the phrasebook.
"""

from __future__ import annotations

from typing import NamedTuple

# Units of measure -------------------------------------------------------------------------------
YUAN = "元"
WAN = "万元"
YI = "亿元"
SCALES = {YUAN: 0, WAN: 4, YI: 8}  # units of money, and the powers of ten from an amount in them to 元
PERCENT = "%"
POINTS = "分"

# The four amounts that a row of a statement can hold ---------------------------------------------
LAST_YEAR = "上年"
THIS_YEAR = "本年"
INITIAL_BUDGET = "年初预算"
FULL_BUDGET = "全年预算"
ACTUAL = "决算"

# 主体 and 单位性质 --------------------------------------------------------------------------------
BODIES = ("单位", "部门")
ADMINISTRATIVE = "行政单位"
QUASI_CIVIL = "参照公务员法管理事业单位"
PUBLIC_INSTITUTION = "事业单位"
KINDS = (ADMINISTRATIVE, QUASI_CIVIL, PUBLIC_INSTITUTION)

# 人员 -------------------------------------------------------------------------------------------
IN_SERVICE = "在职人员"
RETIRED_CADRES = "离休人员"
RETIRED = "退休人员"

# The nine statements (报表 01–09) -----------------------------------------------------------------
OVERVIEW = "收入支出决算总表"
INCOME = "收入决算表"
EXPENDITURE = "支出决算表"
FISCAL = "财政拨款收入支出决算总表"
GENERAL = "一般公共预算财政拨款支出决算表"
BASIC = "一般公共预算财政拨款基本支出决算表"
FUND = "政府性基金预算财政拨款收入支出决算表"
CAPITAL = "国有资本经营预算财政拨款收入支出决算表"
THREE = "财政拨款“三公”经费支出决算表"

RECEIPTS = "收入"
PAYMENTS = "支出"
TOTAL = "合计"
GRAND_TOTAL = "总计"
YEAR_RECEIPTS = "本年收入合计"
YEAR_PAYMENTS = "本年支出合计"
USED_SURPLUS = "使用非财政拨款结余（含专用结余）"
SURPLUS_SHARED = "结余分配"
BROUGHT_FORWARD = "年初结转和结余"
CARRIED_FORWARD = "年末结转和结余"
FISCAL_BROUGHT = "年初财政拨款结转和结余"
FISCAL_CARRIED = "年末财政拨款结转和结余"
YEAR_INCOME = "本年收入"
YEAR_SPENDING = "本年支出"

INCOME_KINDS = ("财政拨款收入", "上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入")
BASIC_SPENDING = "基本支出"
PROJECT_SPENDING = "项目支出"
SPENDING_KINDS = (BASIC_SPENDING, PROJECT_SPENDING, "上缴上级支出", "经营支出", "对附属单位补助支出")

# The three budgets that fiscal money comes from: rows of 04's income, columns of its expenditure.
GENERAL_BUDGET = "一般公共预算财政拨款"
FUND_BUDGET = "政府性基金预算财政拨款"
CAPITAL_BUDGET = "国有资本经营预算财政拨款"
BUDGETS = (GENERAL_BUDGET, FUND_BUDGET, CAPITAL_BUDGET)

STAFF = "人员经费合计"
PUBLIC = "公用经费合计"

ABROAD = "因公出国（境）费"
CARS = "公务用车购置及运行维护费"
CAR_PURCHASE = "公务用车购置费"
CAR_RUNNING = "公务用车运行维护费"
RECEPTION = "公务接待费"

EMPTY_STATEMENT = "空表"
CONTENTS = "目录"

# The workbooks that hold the nine statements, as a unit file names them -----------------------------
WORKBOOK = "决算报表"
LAST_WORKBOOK = "上年决算报表"
CONFIRMATIONS = "疑点确认"
ELIMINATIONS = "抵销"
CHOICES = "用语选择"


class Layout(NamedTuple):
    """What a statement holds: rows by their key of labels, and which accounts (科目) it lists, if any.

    Where the published table has one total row and several columns (02, 03, 05, 07, 08), the rows
    here are the columns of that total row. ``accounts`` is "functional", "economic" or "".
    """

    rows: tuple[tuple[str, ...], ...]
    accounts: str = ""


_BALANCE = Layout(
    (
        (BROUGHT_FORWARD,),
        (YEAR_INCOME,),
        (YEAR_SPENDING,),
        (BASIC_SPENDING,),
        (PROJECT_SPENDING,),
        (CARRIED_FORWARD,),
    ),
    "functional",
)

STATEMENTS: dict[str, Layout] = {
    OVERVIEW: Layout(
        (
            (RECEIPTS, YEAR_RECEIPTS),
            (RECEIPTS, USED_SURPLUS),
            (RECEIPTS, BROUGHT_FORWARD),
            (RECEIPTS, GRAND_TOTAL),
            (PAYMENTS, YEAR_PAYMENTS),
            (PAYMENTS, SURPLUS_SHARED),
            (PAYMENTS, CARRIED_FORWARD),
            (PAYMENTS, GRAND_TOTAL),
        )
    ),
    INCOME: Layout(tuple((kind,) for kind in INCOME_KINDS)),
    EXPENDITURE: Layout(tuple((kind,) for kind in SPENDING_KINDS)),
    FISCAL: Layout(
        (
            *((RECEIPTS, budget) for budget in BUDGETS),
            (RECEIPTS, YEAR_RECEIPTS),
            (RECEIPTS, FISCAL_BROUGHT),
            (RECEIPTS, GRAND_TOTAL),
            (PAYMENTS, YEAR_PAYMENTS),
            (PAYMENTS, FISCAL_CARRIED),
            (PAYMENTS, GRAND_TOTAL),
        )
    ),
    GENERAL: Layout(((TOTAL,), (BASIC_SPENDING,), (PROJECT_SPENDING,)), "functional"),
    BASIC: Layout(((STAFF,), (PUBLIC,)), "economic"),
    FUND: _BALANCE,
    CAPITAL: _BALANCE,
    THREE: Layout(((TOTAL,), (ABROAD,), (CARS,), (CAR_PURCHASE,), (CAR_RUNNING,), (RECEPTION,))),
}

# 经济分类: the classes of 基本支出 and the group in which table 06 counts them ------------------------
ECONOMIC_GROUPS = {
    "301": STAFF,
    "303": STAFF,
    "302": PUBLIC,
    "307": PUBLIC,
    "310": PUBLIC,
    "399": PUBLIC,
}

# 一般性支出: what the unit spent on these, told beside the statements.
EVERYDAY = "一般性支出"
MEETINGS, TRAINING, EVENTS = EVERYDAY_KINDS = ("会议费", "培训费", "节庆等活动费")


SPECIAL_BONDS = "超长期特别国债安排的支出"


def facts_of(subject: str) -> tuple[str, ...]:
    """The facts about one kind of 一般性支出: beside last year and either budget, and what it was spent on."""
    return tuple(f"{subject}{beside}" for beside in ("增减", "年初差异", "全年差异", "开支"))


# What stands beside an account (科目): what its money was mainly used for, how far it may be disclosed and why.
ACCOUNTS, LAST_ACCOUNTS = "科目", "上年科目"
PURPOSE = "用途"
LEVEL, BASIS = "公开层级", "公开层级依据"
CLASS, SECTION, ITEM = 3, 5, 7  # digits of a functional account's code: 类, 款, 项
LEVELS = {"项": ITEM, "款": SECTION, "类": CLASS, "不公开": 0}  # how many digits of the code are told

# Inputs that only some packs print: the fact that prints them, by their key in the unit file. Fields of
# the model say it where they are declared.
PRINTED_BY: dict[tuple[str, ...], tuple[str, ...]] = {
    **{
        (FISCAL, RECEIPTS, budget): ("财政拨款收入来源", f"{budget}收入占比", f"{budget}收入增减") for budget in BUDGETS
    },
    (GENERAL, ACCOUNTS, PURPOSE): ("一般公共预算支出项级年初差异", "一般公共预算支出项级全年差异"),
    (FUND, ACCOUNTS, PURPOSE): ("政府性基金支出项级年初差异", "政府性基金支出项级全年差异"),
    (CAPITAL, ACCOUNTS, PURPOSE): ("国有资本经营支出项级年初差异", "国有资本经营支出项级全年差异"),
}

# Comparisons, and what the reasons (主要原因) of each explain ----------------------------------------
VS_LAST_YEAR = "与上年相比"
VS_INITIAL = "与年初预算相比"
VS_FULL = "与全年预算相比"
BUDGET_OF = {VS_INITIAL: INITIAL_BUDGET, VS_FULL: FULL_BUDGET}

ALL_MONEY = "收入支出总体"
FISCAL_MONEY = "财政拨款收入支出总体"
GENERAL_MONEY = "一般公共预算财政拨款支出"
FUND_MONEY = "政府性基金预算财政拨款支出"
CAPITAL_MONEY = "国有资本经营预算财政拨款支出"
THREE_MONEY = "财政拨款“三公”经费"
SPENDING_TOTAL = "支出总计"
BUDGET_INCOME = {budget: f"{budget}收入" for budget in BUDGETS}
RUNNING_COSTS = {
    ADMINISTRATIVE: "行政单位机关运行经费",
    QUASI_CIVIL: "参照公务员法管理事业单位机关运行经费",
    PUBLIC_INSTITUTION: "事业单位公用经费",
}
RUNNING_TOTAL = "机关运行经费"  # of 行政 and 参公 together, where a unit is both

CARRIED = (USED_SURPLUS, BROUGHT_FORWARD, SURPLUS_SHARED, CARRIED_FORWARD)
_THREE_ITEMS = (ABROAD, CARS, CAR_PURCHASE, CAR_RUNNING, RECEPTION)

REASON_SUBJECTS: dict[str, tuple[str, ...]] = {
    VS_LAST_YEAR: (
        ALL_MONEY,
        FISCAL_MONEY,
        GENERAL_MONEY,
        FUND_MONEY,
        CAPITAL_MONEY,
        YEAR_INCOME,
        YEAR_SPENDING,
        THREE_MONEY,
        *_THREE_ITEMS,
        *RUNNING_COSTS.values(),
        RUNNING_TOTAL,
        SPENDING_TOTAL,
        *INCOME_KINDS,
        *SPENDING_KINDS,
        *BUDGET_INCOME.values(),
        *CARRIED,
        *EVERYDAY_KINDS,
    ),
    VS_INITIAL: (FISCAL_MONEY, GENERAL_MONEY, THREE_MONEY, *_THREE_ITEMS, *EVERYDAY_KINDS),
    VS_FULL: (GENERAL_MONEY, THREE_MONEY, *_THREE_ITEMS, *EVERYDAY_KINDS),
}

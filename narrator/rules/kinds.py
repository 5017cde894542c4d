"""The kinds of fact: what a rule can derive, under which conditions, with which slots; the types of slots."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

from narrator.figures.values import Figure, Value
from narrator.rules import derive
from narrator.rules.derive import Derived
from narrator.rules.fact import NO_PARTS, Fact, Facts

# Types of slots: what a format may print.
AMOUNT, PERCENT, COUNT, NUMBER, YEAR = "amount", "percent", "count", "number", "year"
TEXT, TERM, NAMES, REASON, WORD, ORDINAL = "text", "term", "names", "reason", "word", "ordinal"
SLOT_TERMS = {
    AMOUNT: "金额",
    PERCENT: "百分比",
    COUNT: "个数",
    NUMBER: "数",
    YEAR: "年度",
    TEXT: "文字",
    TERM: "名称",
    NAMES: "列举",
    REASON: "原因",
    WORD: "称谓",
    ORDINAL: "序号",
}
"""What a person reads for a type of slots; a format names the type itself."""


class Condition(NamedTuple):
    """A condition: its term, by which packs name it and readers meet it, and what it means.

    A term is short, and one condition has it within a kind.
    """

    term: str
    meaning: str

    def __str__(self) -> str:
        return f"{self.term}（{self.meaning}）"


class Kind(NamedTuple):
    """A kind of fact: ordered conditions by their names in code, typed slots, the slots a condition lacks.

    The conditions are judged in order on the figures as printed, the first that holds wins, and
    exactly one does; ``none`` of Spending and ``empty`` claim an absence and are judged on exact figures.
    ``settled`` conditions are not among those that a missing figure leaves open: they hang on the unit
    itself, or are the exception to what is worded while the figure is awaited.

    A kind that compares two figures tells its direction by ``senses``: 1 where the second is the larger, −1 where it
    is the smaller, 0 where both are equal; a condition that is not among them may be either. ``signed`` slots carry the
    direction in their sign, ``unsigned`` ones leave it to the words before them.

    Such a kind names the two figures, as its slots, in ``inputs``, and how the rest follows from them and the decimals
    of a rate in ``derive``; ``measures`` are the rate and the amount that say whether a reason is due.
    """

    name: str
    term: str
    conditions: Mapping[str, Condition]
    slots: Mapping[str, str]
    lacks: Mapping[str, tuple[str, ...]] = {}
    settled: tuple[str, ...] = ()
    senses: Mapping[str, int] = {}
    signed: tuple[str, ...] = ()
    unsigned: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    derive: Callable[[Figure, Figure, int], Derived] | None = None
    measures: tuple[str, ...] = ()

    def fact(self, condition: str | None, slots: Mapping[str, Value], parts: Mapping[str, Facts] = NO_PARTS) -> Fact:
        """A fact of this kind under a condition, without the slots that the condition lacks; its name comes later."""
        lacking = self.lacks.get(condition or "", ())
        if lacking:
            slots = {slot: value for slot, value in slots.items() if slot not in lacking}
        return _fact(("", self.name, condition, slots, parts, None))


_fact = partial(tuple.__new__, Fact)  # made of one tuple, not field by field: there are hundreds


CHANGE = Kind(
    "Change",
    "增减",
    {
        "no_last": Condition("新设", "本年新设，没有上年"),
        "negative": Condition("有负数", "上年数或本年数小于 0"),
        "none": Condition("两年均为零", "上年数和本年数都是 0"),
        "from_zero": Condition("上年为零", "上年数是 0，本年数不是"),
        "to_zero": Condition("本年为零", "本年数是 0，上年数不是"),
        "flat": Condition("持平", "本年数等于上年数"),
        "up": Condition("增加", "本年数大于上年数"),
        "down": Condition("减少", "本年数小于上年数"),
    },
    {"上年数": AMOUNT, "本年数": AMOUNT, "增减额": AMOUNT, "变动额": AMOUNT, "增减率": PERCENT, "原因": REASON},
    {
        "no_last": ("上年数", "增减额", "变动额", "增减率", "原因"),
        "negative": ("增减率",),
        "from_zero": ("增减率",),
    },
    settled=("no_last",),
    senses={"none": 0, "from_zero": 1, "to_zero": -1, "flat": 0, "up": 1, "down": -1},
    signed=("变动额",),
    unsigned=("增减额", "增减率"),
    inputs=("上年数", "本年数"),
    derive=derive.change,
    measures=("增减率", "增减额"),
)
HEADCOUNT = Kind(
    "Headcount",
    "人数增减",
    {
        "no_last": Condition("新设", "本年新设，没有上年"),
        "flat": Condition("持平", "本年人数等于上年人数"),
        "up": Condition("增加", "本年人数大于上年人数"),
        "down": Condition("减少", "本年人数小于上年人数"),
    },
    {"上年人数": COUNT, "本年人数": COUNT, "增减人数": COUNT},
    {"no_last": ("上年人数", "增减人数")},
    settled=("no_last",),
    senses={"flat": 0, "up": 1, "down": -1},
    unsigned=("增减人数",),
    inputs=("上年人数", "本年人数"),
    derive=lambda last, this, _: derive.headcount(last, this),
)
_BUDGET = {
    "negative": Condition("有负数", "预算数或决算数小于 0"),
    "none": Condition("预决算均为零", "预算数和决算数都是 0"),
    "zero_budget": Condition("预算为零", "预算数是 0，决算数不是"),
    "equal": Condition("与预算相等", "决算数等于预算数"),
    "over": Condition("高于预算", "决算数大于预算数"),
    "under": Condition("低于预算", "决算数小于预算数"),
}
_BUDGET_SENSES = {"none": 0, "zero_budget": 1, "equal": 0, "over": 1, "under": -1}
DEVIATION = Kind(
    "Deviation",
    "差异",
    _BUDGET,
    {
        **dict.fromkeys(("预算数", "决算数", "差异额", "差额"), AMOUNT),
        **dict.fromkeys(("差异率", "差异幅度", "完成率"), PERCENT),
        "原因": REASON,
    },
    {
        "negative": ("差异率", "差异幅度", "完成率"),
        "none": ("完成率",),
        "zero_budget": ("差异率", "差异幅度", "完成率"),
    },
    senses=_BUDGET_SENSES,
    signed=("差异额", "差异率"),
    unsigned=("差额", "差异幅度"),
    inputs=("预算数", "决算数"),
    derive=derive.deviation,
    measures=("差异率", "差异额"),
)
COMPLETION = Kind(
    "Completion",
    "完成率",
    _BUDGET,
    {"预算数": AMOUNT, "决算数": AMOUNT, "完成率": PERCENT},
    dict.fromkeys(("negative", "none", "zero_budget"), ("完成率",)),
    senses=_BUDGET_SENSES,
    inputs=("预算数", "决算数"),
    derive=derive.completion,
)
SHARE = Kind(
    "Share",
    "占比",
    {
        "negative": Condition("有负数", "金额或总额小于 0"),
        "zero_total": Condition("总额为零", "总额是 0"),
        "some": Condition("总额大于零", "总额大于 0"),
    },
    {"名称": TERM, "金额": AMOUNT, "总额": AMOUNT, "占比": PERCENT},
    {"negative": ("占比",), "zero_total": ("占比",)},
    settled=("negative", "zero_total"),
    inputs=("金额", "总额"),
    derive=derive.share,
)
LISTING = Kind(
    "Listing",
    "名单",
    {"empty": Condition("没有", "一项也没有"), "some": Condition("有", "有一项以上")},
    {"名单": NAMES, "个数": COUNT},
    {"empty": ("名单",)},
)
STATEMENT = Kind(
    "Statement",
    "报表",
    {"empty": Condition("没有", "全表都是 0，或写明空表"), "some": Condition("有", "有不为 0 的数")},
    {},
)
SPENDING = Kind(
    "Spending",
    "开支",
    {"none": Condition("没有", "没有发生"), "some": Condition("有", "发生了")},
    {},
    {"none": ("开支内容", "用途")},
)
RECORD = Kind("Record", "记载", {}, {})
ACCOUNT = Kind(
    "Account",
    "科目",
    {
        "item": Condition("到项", "公开到项"),
        "section": Condition("到款", "只公开到款"),
        "class": Condition("到类", "只公开到类"),
    },
    {"类名称": TEXT, "款名称": TEXT, "项名称": TEXT},
    {"section": ("项名称",), "class": ("款名称", "项名称")},
)
PASSAGE = Kind(
    "Passage",
    "原文",
    {"empty": Condition("没有", "写明没有"), "some": Condition("有", "有文字")},
    {"原文": TEXT},
    {"empty": ("原文",)},
)


FUNDS = Kind("Funds", "资金", {}, {"年初预算数": AMOUNT, "全年预算数": AMOUNT, "全年执行数": AMOUNT})
GAP = Kind(
    "Gap",
    "待填",
    {
        "figure": Condition("缺数", "缺一个数"),
        "text": Condition("缺文字", "缺文字"),
        "reason": Condition("缺原因", "缺主要原因"),
    },
    {"事项": TEXT},
)
NUMBERING = Kind("Numbering", "序号", {}, {"序号": ORDINAL})

# The nine statements as tables: one as a whole, and an amount in it.
ATTACHED = Kind(
    "Attached",
    "附表",
    {
        "fund": Condition("政府性基金表", "政府性基金预算财政拨款收入支出决算表"),
        "capital": Condition("国有资本经营表", "国有资本经营预算财政拨款收入支出决算表"),
        "other": Condition("其余各表", "其余七张表"),
    },
    {"表名": TERM},
)
ATTACHED_AMOUNT = Kind("AttachedAmount", "附表金额", {}, {"金额": AMOUNT})

KINDS = {kind.name: kind for kind in tuple(globals().values()) if isinstance(kind, Kind)}

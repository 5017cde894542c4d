"""What the form says of a row whatever the figures are: its names, its unit, how its cell is filled in."""

from __future__ import annotations

from narrator.figures import terms
from narrator.figures.values import Key
from narrator.forms.fields import field_of
from narrator.forms.layout import BODY, HOW
from narrator.readers.scalars import NONE_WORD, ZERO_OR_BLANK
from narrator.readers.schema import MONEY_UNIT

NAMING = ("部分", "项目", "报表", "比较", "事项")
"""The columns whose words say which row it is, to a person."""


def label(key: Key, heading: str) -> str:
    """What a ``shown`` column says of a row whatever the figures are; blank where that depends on them."""
    field = field_of(key)
    names = [part for part in key if isinstance(part, str)]
    match heading:
        case "部分":
            return "·".join(names[:-1])
        case "项目":
            return names[-1]
        case "单位":
            return field.unit if field else ""
        case _ if heading == HOW:
            return how(key)
        case "报表":
            return names[0]
        case "事项":
            return "·".join(names[1:]) or "整张表"
    return ""


_HOW = {
    (MONEY_UNIT,): "本表所有金额的单位。",
    ("单位", "单位名称"): "全称，与决算报表的封面一致。",
    ("单位", "地区"): "省、自治区或直辖市，如 新疆；由它决定用哪一套用语。",
    ("单位", "年度"): "决算年度，四位数字。",
    BODY: "文中自称「本单位」还是「本部门」。",
    ("单位", "新设"): "本年新成立、没有上年数的，选「是」。",
    ("单位", "单位性质"): "从下拉表中选，有几种选几种的组合。选了几种的，还要在「年初预算与全年预算」表里"
    "分别填机关运行经费、公用经费；只有一种的取自 06 表，不用填。",
    ("单位", "公开日期"): "如 2025-09-30、2025.9.30、20250930；不填就用本年度 12 月 31 日。",
    (terms.WORKBOOK,): "本年九张表所在的工作簿，写文件名。",
    (terms.LAST_WORKBOOK,): "上年九张表所在的工作簿，写文件名。",
    ("人员", "实有人数"): "照编报口径填，不由下面各项相加。",
}
_HOW_BY_KIND = {
    "money": f"金额，只写数字。{ZERO_OR_BLANK}",
    "number": f"只写数字。{ZERO_OR_BLANK}",
    "count": f"0 或正整数。{ZERO_OR_BLANK}",
    "year": "四位年份。",
    "text": "写成一行，照原文印出。",
    "passage": "照原文印出。",
    "lines": f"可以分段（Alt+Enter 换行），照原文印出。没有写「{NONE_WORD}」。",
    "names": f"一行一个（Alt+Enter 换行），或用顿号隔开。没有写「{NONE_WORD}」。",
    "choice": "从下拉表中选。",
    "choices": "从下拉表中选，有几种选几种的组合。",
    "flag": "是或否，不填就是否。",
    "word": f"没有自评表的写「{NONE_WORD}」；有的不填这里。",
}


def how(key: Key) -> str:
    """How to fill in the value at this key."""
    field = field_of(key)
    return _HOW.get(key) or _HOW_BY_KIND.get(field.kind if field else "", "")

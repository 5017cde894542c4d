"""Unit files as plain data, every number a typed string: the fixture, and whole units for Hypothesis.

The pool of numbers is small and sharp on purpose: zeros, equal values, halves of a printed digit,
amounts that print as 0.00, negatives. ``units`` draws a complete file of any kind and then leaves
some of its values out.
"""

from __future__ import annotations

import copy
import json
import tempfile
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from hypothesis import strategies as st

from helpers.recompute import (
    BASIC,
    EMPTY,
    FISCAL,
    FULL,
    GENERAL,
    INCOME,
    INITIAL,
    LAST,
    OVERVIEW,
    SPENDING,
    THREE,
    VEHICLE_USES,
    Data,
    read,
)
from narrator import draft, load, render

FIXTURE = Path(__file__).parents[2] / "fixtures" / "changji-2024" / "unit.yaml"
FUND, CAPITAL = (f"{budget}预算财政拨款收入支出决算表" for budget in ("政府性基金", "国有资本经营"))
KINDS = ("行政单位", "参照公务员法管理事业单位", "事业单位")
SOURCES = ("一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款")
COSTS = {kind: f"{kind}{'公用经费' if kind == '事业单位' else '机关运行经费'}" for kind in KINDS}
ACCOUNTS = {
    "201": "一般公共服务支出",
    "20103": "政府办公厅及相关机构事务",
    "2010301": "行政运行",
    "2010302": "一般行政管理事务",
    "20104": "发展与改革事务",
    "2010450": "事业运行",
    "208": "社会保障和就业支出",
    "20805": "行政事业单位养老支出",
    "2080505": "机关事业单位基本养老保险缴费支出",
    "2080506": "机关事业单位职业年金缴费支出",
    "210": "卫生健康支出",
    "21011": "行政事业单位医疗",
    "2101102": "事业单位医疗",
    "229": "其他支出",
    "22999": "其他款项",
    "2299999": "其他项目",
}
ITEMS = tuple(code for code in ACCOUNTS if len(code) == 7)
FORMER = {
    "205": "教育支出",
    "20503": "职业教育",
    "2050399": "其他职业教育支出",
    "2050301": "初等职业教育",
    "2010399": "其他政府办公厅事务",
}
ECONOMIC = {
    "30101": "基本工资",
    "30309": "奖励金",
    "30201": "办公费",
    "30701": "债务付息",
    "31002": "设备购置",
    "39999": "其他支出项",
}

# Numbers ------------------------------------------------------------------------------------------

_ZERO = ("0", "0.00", "0.000000")
_COMMON = ("10.00", "10", "207.05", "238.10", "10.01", "100", "3.33", "9999.99", "10000.00")
_SHARP = ("0.004", "0.005", "0.015", "1.005", "2.675", "40", "49.999999", "50", "150", "0.01", "0.02", "123456.785")
_HUGE = ("999999999999999", "123456789012345.675", "20705000.49", "1000049.999999")


def _typed(whole: int, fraction: int, places: int) -> str:
    return f"{whole}.{fraction % 10**places:0{places}d}" if places else str(whole)


def amounts(negative: bool) -> st.SearchStrategy[str]:
    """Amounts as typed; a file either knows negatives or it does not."""
    drawn = st.builds(_typed, st.integers(0, 10**7), st.integers(0, 999999), st.integers(0, 6))
    plain = st.one_of(*(st.sampled_from(pool) for pool in (_COMMON, _SHARP, _ZERO, _HUGE)), drawn)
    return st.one_of(plain, plain.map(lambda typed: f"-{typed}")) if negative else plain


COUNTS = st.one_of(st.sampled_from(("0", "1", "2", "17")), st.integers(0, 10**6).map(str))
FLAGS = st.booleans()


def some_of(pool: Iterable[str], least: int = 0) -> st.SearchStrategy[list[str]]:
    """Some of these, in the order of the pool."""
    members = tuple(pool)
    sets = st.sets(st.sampled_from(members), min_size=least, max_size=len(members))
    return sets.map(lambda chosen: [member for member in members if member in chosen])


# Parts of the file --------------------------------------------------------------------------------


class Pen:
    """Draws the numbers of one file: ``money`` for an amount, ``row`` for a row with these amounts."""

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any], new: bool, negative: bool, gaps: bool) -> None:
        self.draw, self.new, self.gaps = draw, new, gaps
        self._amounts = amounts(negative)

    def money(self) -> str:
        typed: str = self.draw(self._amounts)
        return typed

    def row(self, *aspects: str) -> Any:
        """A row; one with 决算 alone is typed as a single number."""
        kept = {aspect: self.money() for aspect in aspects if not (self.new and aspect == "上年")}
        if "上年" in kept and "决算" in kept and self.draw(FLAGS):
            kept["上年"] = kept["决算"]
        return kept["决算"] if tuple(kept) == ("决算",) else kept

    def counts(self, *labels: str) -> Data:
        return {label: self.draw(COUNTS) for label in labels}


def _named(codes: Iterable[str]) -> dict[str, Any]:
    """The accounts above these items, by name."""
    return {code[:length]: (ACCOUNTS | FORMER)[code[:length]] for code in codes for length in (3, 5)}


def _accounts(pen: Pen) -> Data:
    """科目 in one of four styles: 上年 beside each, a list 上年科目, both (with moved codes), or no last year."""
    items = pen.draw(some_of(ITEMS))
    style = "new" if pen.new else pen.draw(st.sampled_from(("beside", "listed", "both")))
    beside = ("上年", "决算") if style in ("beside", "both") else ("决算",)
    this: dict[str, Any] = _named(items)
    for code in items:
        entry = pen.row(*beside)
        this[code] = {"名称": ACCOUNTS[code], **({"决算": entry} if isinstance(entry, str) else entry)}
        if pen.draw(FLAGS):
            this[code]["年初预算"] = pen.money()
        if pen.draw(FLAGS):
            this[code]["用途"] = f"{ACCOUNTS[code]}的用途"
    for code in sorted({code[:3] for code in items}):
        this[code] = {"名称": ACCOUNTS[code], "决算": pen.money()}
    told: Data = {"科目": this}
    if style in ("listed", "both"):
        known = ITEMS if style == "listed" else tuple(code for code in ITEMS if code not in items)
        last = pen.draw(some_of((*known, *(code for code in FORMER if len(code) == 7))))
        told["上年科目"] = _named(last)
        for code in last:
            told["上年科目"][code] = {"名称": (ACCOUNTS | FORMER)[code], "决算": pen.money()}
        if items and last:
            told["科目对应"] = {code: pen.draw(st.sampled_from(items)) for code in pen.draw(some_of(last))}
        if pen.gaps:
            _stopping(pen, told["上年科目"])
    for code in sorted({code[:3] for code in items}):
        _level(pen, this, code, beside)
    left = [code for code in this if len(code) == 7]
    told["科目对应"] = {
        old: new for old, new in told.get("科目对应", {}).items() if new in left and old in told["上年科目"]
    }
    for code in sorted(told.get("上年科目", {}).keys() & this.keys()):
        plain = len(code) == 3 and this[code].keys() == {"名称", "决算"}
        if isinstance(this[code], str) or (plain and pen.gaps and pen.draw(FLAGS)):
            del this[code]  # a name may stand in either list
        elif isinstance(told["上年科目"][code], dict):
            this[code].pop("上年", None)  # which is written once
    return told


def _level(pen: Pen, this: dict[str, Any], code: str, beside: tuple[str, ...]) -> None:
    """Now and then a class that is disclosed to its 类 or 款, not at all, or, with gaps, to a level nobody states."""
    levels = ["项", "项", "项", "类", "款", "不公开", *(["类的金额", "款的金额"] if pen.gaps else [])]
    level = pen.draw(st.sampled_from(levels))
    if level == "项":
        return
    stated = {"公开层级": level, "公开层级依据": "涉密"} if level in ("类", "款", "不公开") else {}
    for item in [item for item in this if item.startswith(code) and len(item) == 7]:
        del this[item]
    for section in [section for section in this if section.startswith(code) and len(section) == 5]:
        if level in ("款", "款的金额"):
            entry = pen.row(*beside)
            this[section] = {"名称": ACCOUNTS[section], **({"决算": entry} if isinstance(entry, str) else entry)}
        else:
            del this[section]
    if level in ("类", "类的金额"):
        entry = pen.row(*beside)
        this[code] = {"名称": ACCOUNTS[code], **({"决算": entry} if isinstance(entry, str) else entry)}
        this[code] |= {"年初预算": pen.money(), "用途": f"{ACCOUNTS[code]}的用途"}
    this[code] |= stated


def _stopping(pen: Pen, last: dict[str, Any]) -> None:
    """Now and then a class at which last year's list stops."""
    for code in sorted({code[:3] for code in last}):
        if pen.draw(st.integers(0, 4)) == 4:
            for below in [below for below in last if below.startswith(code) and below != code]:
                del last[below]
            last[code] = {"名称": (ACCOUNTS | FORMER)[code], "决算": pen.money()}


def _general(pen: Pen) -> Data:
    rows = {"合计": pen.row("上年", "年初预算", "决算"), "基本支出": pen.money()}
    return rows | _accounts(pen)


def _balance(pen: Pen) -> Any:
    """政府性基金 or 国有资本经营: 空表, all zero, or filled."""
    state = pen.draw(st.sampled_from((EMPTY, "zero", "filled", "filled")))
    if state == EMPTY:
        return state
    labels = ("年初结转和结余", "本年收入", "基本支出", "项目支出", "年末结转和结余")
    if state == "zero":
        return dict.fromkeys((*labels, "本年支出"), "0.00")
    return {label: pen.money() for label in labels} | {"本年支出": pen.row("上年", "决算")} | _accounts(pen)


def _basic(pen: Pen) -> Data:
    accounts: Data = {}
    for code in pen.draw(some_of(ECONOMIC)):
        accounts[code] = {"名称": ECONOMIC[code], "决算": pen.money()} if pen.draw(FLAGS) else ECONOMIC[code]
    told: Data = {"人员经费合计": pen.money(), "公用经费合计": pen.row("上年", "决算")}
    return told | ({"科目": accounts} if accounts else {})


def _perhaps(pen: Pen, table: Data) -> Any:
    """The statement, now and then an empty one (which says nothing of last year)."""
    return EMPTY if pen.gaps and pen.draw(st.integers(0, 9)) == 9 else table


def _statements(pen: Pen) -> Data:
    fiscal = pen.row("上年", "年初预算", "决算")
    general = _general(pen)
    if pen.draw(FLAGS):
        general["合计"] = dict(fiscal)
    three = ("因公出国（境）费", "公务用车购置费", "公务用车运行维护费", "公务接待费", "公务用车购置及运行维护费")
    return {
        OVERVIEW: {
            "收入": {
                "本年收入合计": pen.row("上年", "决算"),
                "使用非财政拨款结余（含专用结余）": pen.money(),
                "年初结转和结余": pen.money(),
                "总计": pen.row("上年", "决算"),
            },
            "支出": {
                **{label: pen.money() for label in ("结余分配", "年末结转和结余", "总计")},
                "本年支出合计": pen.row("上年", "决算"),
            },
        },
        "收入决算表": {kind: pen.money() for kind in INCOME},
        "支出决算表": {kind: pen.money() for kind in SPENDING},
        FISCAL: {
            "收入": {
                **{budget: pen.money() for budget in SOURCES},
                "本年收入合计": pen.money(),
                "年初财政拨款结转和结余": pen.money(),
                "总计": fiscal,
            },
            "支出": {label: pen.money() for label in ("本年支出合计", "年末财政拨款结转和结余", "总计")},
        },
        GENERAL: _perhaps(pen, general),
        BASIC: _perhaps(pen, _basic(pen)),
        FUND: _balance(pen),
        CAPITAL: _balance(pen),
        THREE: _perhaps(pen, {term: pen.row("上年", "全年预算", "决算") for term in ("合计", *three)}),
    }


def _matters(pen: Pen, kinds: list[str]) -> Data:
    told: Data = {
        "因公出国（境）情况": {"开支内容": "因公出国开支的内容", **pen.counts("团组数", "人次")},
        "公务用车情况": {
            "运行维护费开支内容": "车辆开支的内容",
            "购置费开支内容": "车辆购置的内容",
            "保有量差异原因": "保有量差异的说明",
            **pen.counts("购置数", "保有量"),
        },
        "公务接待情况": {
            "开支内容": "接待开支的内容",
            "外宾接待支出": pen.money(),
            **pen.counts("国内批次", "国内人次", "外宾批次", "外宾人次"),
        },
        "政府采购": {f"政府采购{kind}": pen.money() for kind in ("支出总额", "货物支出", "工程支出", "服务支出")},
        "国有资产": {
            "房屋面积": pen.draw(amounts(False)),
            "房屋价值": pen.money(),
            "单价100万元（含）以上设备": pen.draw(COUNTS),
        },
    }
    if pen.draw(FLAGS):
        told["公务接待情况"] |= pen.counts("国（境）外批次", "国（境）外人次")
    firms = ("面向中小企业预留预算", "面向小微企业预留预算", "预留项目中小企业成交", "其他项目中小企业成交")
    told["政府采购预留"] = {f"{amount}金额": pen.money() for amount in (*firms, "预留项目小微企业成交")}
    told["政府采购"] |= {f"授予{firms}企业合同金额": pen.money() for firms in ("中小", "小微")}
    cars = pen.counts("数量", *(f"{use}用车" for use in VEHICLE_USES))
    told["国有资产"]["车辆"] = cars | {"价值": pen.money(), "其他用车主要是": "一般公务用车"}
    if len(kinds) > 1 or pen.draw(FLAGS):
        told["机关运行经费及公用经费"] = {COSTS[kind]: pen.row("上年", "决算") for kind in kinds}
    return told


def _table(pen: Pen, rows: tuple[str, ...], total: str, columns: tuple[str, ...], extra: Data) -> Data:
    """A self-evaluation table; the total row is scored and may carry a score for where no rate exists."""
    table: Data = {row: {f"{column}数": pen.money() for column in ("年初预算", "全年预算", "全年执行")} for row in rows}
    table[total]["分值"] = pen.draw(st.sampled_from(("10", "10.00", "12.5", "0", "7.375")))
    if pen.draw(FLAGS):
        table[total]["得分"] = pen.draw(st.sampled_from(("0", "9.99", "10")))
    scores = st.sampled_from(("10", "5", "2.5", "0.005", "-", "—"))
    names = st.lists(st.sampled_from(("产出指标", "效益指标")), max_size=3)
    table["指标"] = [
        {"一级指标": first, "二级指标": pen.draw(st.sampled_from(("数量指标", "质量指标"))), "三级指标": "某项工作"}
        | {column: pen.draw(scores) for column in columns}
        | {"上年完成情况": "17.34"}
        for first in pen.draw(names)
    ] or "无"
    if table["指标"] != "无":
        weights = [entry[columns[0]] for entry in table["指标"]]
        if not {"-", "—"} & {*weights}:
            rest = Decimal(table[total]["分值"]) + sum(map(Decimal, weights[1:]))
            table["指标"][0][columns[0]] = f"{100 - rest:f}"
    if "分值权重" in columns and table["指标"] != "无":
        for entry in table["指标"]:
            entry["预期指标值"] = entry.pop("上年完成情况")
    return table | extra | {"预期目标": "本年的目标", "实际完成情况": "完成了本年的工作。"}


def _management(pen: Pen) -> Data:
    steps = ("编报绩效目标", "绩效跟踪", "绩效自评")
    return {
        "制度": "某项制度",
        "工作机制": "某种机制",
        **{step: {**pen.counts("项目数"), "预算金额": pen.money()} for step in steps},
        "平均得分": pen.draw(st.sampled_from(("0", "95.5", "100"))),
        **pen.counts("优", "良", "合格", "不合格", "发现问题", "已完成整改", "正在整改"),
    }


def _performance(pen: Pen) -> Data:
    overall = [
        _table(
            pen,
            ("上级资金", "本级资金", "其他资金", "合计"),
            "合计",
            ("分值权重", "得分"),
            pen.draw(st.sampled_from(({}, {"单位名称": "某某局"}, {"单位名称": "甲中心"}))),
        )
        for _ in range(pen.draw(st.sampled_from((0, 1, 1, 2))))
    ]
    rows = ("年度资金总额", "当年财政拨款", "其他资金")
    projects = [
        _table(pen, rows, rows[0], ("权重", "指标得分"), {"项目名称": "某项目", "主管部门": "某主管部门"})
        for _ in range(pen.draw(st.sampled_from((0, 1, 2, 3))))
    ]
    told = {"成效": "取得的成效", "问题及原因": "发现的问题", "改进措施": "改进的措施"}
    return told | {"整体支出绩效自评表": overall or "无", "项目支出绩效自评表": projects or "无"}


def _reasons(data: Data) -> Data:
    """A reason of its own for every comparison, so that none can stand in for another."""
    listed = [data[term] for term in (GENERAL, FUND, CAPITAL) if isinstance(data[term], dict)]
    codes = {
        code
        for table in listed
        for code in {*table.get("科目", {}), *({*table.get("上年科目", {})} - {*table.get("科目对应", {})})}
    }
    budgets = [f"{budget}预算财政拨款支出" for budget in ("一般公共", "政府性基金", "国有资本经营")]
    now = {code for table in listed for code in table.get("科目", {})}
    cars = ["公务用车购置及运行维护费", "公务用车购置费", "公务用车运行维护费"]
    three = ["财政拨款“三公”经费", "因公出国（境）费", "公务接待费", *cars]
    whole = ["收入支出总体", "财政拨款收入支出总体", "本年收入", "本年支出"]
    subjects = {
        LAST: [*whole, *budgets, *three, *COSTS.values(), *sorted(codes)],
        INITIAL: ["财政拨款收入支出总体", budgets[0], *sorted(now)],
        FULL: three,
    }
    return {
        comparison: {name: f"{(ACCOUNTS | FORMER).get(name, name)}{comparison}的说明" for name in names}
        for comparison, names in subjects.items()
    }


# The whole file -----------------------------------------------------------------------------------


@st.composite
def units(draw: st.DrawFn, gaps: bool = True) -> Data:
    """A unit file as data. With ``gaps`` some of its values are left out, or left blank."""
    new = draw(st.sampled_from((False, False, False, True)))
    kinds = draw(some_of(KINDS, 1))
    pen = Pen(draw, new, draw(st.sampled_from((False, False, True))), gaps)
    people = ("本年",) if new else ("上年", "本年")
    data: Data = {
        "金额单位": draw(st.sampled_from(("万元", "元"))),
        "单位": {
            "单位名称": "某某局",
            "地区": "新疆",
            "年度": "2024",
            "主体": draw(st.sampled_from(("单位", "部门"))),
            "单位性质": kinds[0] if len(kinds) == 1 and draw(FLAGS) else kinds,
            "新设": "是" if new else "否",
        },
        "主要职能": "某项职能",
        "人员": pen.counts("实有人数") | {term: pen.counts(*people) for term in ("在职人员", "离休人员", "退休人员")},
        "下属预算单位": draw(some_of(("甲中心", "乙中心"))) or "无",
        "科室": draw(some_of(("办公室", "业务科", "财务科"))) or "无",
        **_statements(pen),
        **_matters(pen, kinds),
        "预算绩效": _performance(pen),
        "预算绩效管理": _management(pen),
        "其他需说明的事项": draw(st.sampled_from(("无", "有一件事项"))),
    }
    data["主要原因"] = _reasons(data)
    for comparison in (LAST, INITIAL):
        if draw(FLAGS):  # 五（一） may take the reason of 四, where the amounts of both are equal
            del data["主要原因"][comparison]["一般公共预算财政拨款支出"]
    if gaps:
        for key in draw(st.lists(st.sampled_from(sorted(_optional(data))), max_size=6, unique=True)):
            _leave_out(data, key, draw(FLAGS))
    return data


# What a file must say, and what stands for something else where it is not said.
_KEPT = {
    "公开层级",
    "公开层级依据",
    "指标",
    "单位",
    "金额单位",
    "名称",
    "项目名称",
    "一级指标",
    "二级指标",
    "三级指标",
    "科目对应",
}


def _optional(node: Any, key: tuple[str, ...] = ()) -> Iterable[tuple[str, ...]]:
    """The keys to every value that may be missing."""
    pairs: Iterable[tuple[str, Any]] = ()
    if isinstance(node, dict):
        pairs = node.items()
    elif isinstance(node, list) and node and isinstance(node[0], dict):
        pairs = ((str(number), item) for number, item in enumerate(node, 1))
    elif key:
        yield key
    for name, value in pairs:
        if name not in _KEPT and not _is_name(name, value) and "指标" not in key:
            yield from _optional(value, (*key, name))


def _is_name(code: str, value: Any) -> bool:
    return code.isdecimal() and len(code) > 2 and isinstance(value, str)


def _leave_out(data: Data, key: tuple[str, ...], blank: bool) -> None:
    node: Any = data
    for label in key[:-1]:
        node = node[int(label) - 1] if isinstance(node, list) else node[label]
    if isinstance(node, list) or blank:
        node[int(key[-1]) - 1 if isinstance(node, list) else key[-1]] = ""
    else:
        del node[key[-1]]


def to_yaml(node: Any, indent: int = 0) -> str:
    """The data as the text of a unit file: numbers plain, words in quotes, a blank as nothing."""
    pad = " " * indent
    if isinstance(node, dict):
        if not node:
            return f"{pad}{{}}\n"
        return "".join(f"{pad}{key}:{_value(value, indent)}" for key, value in node.items())
    return "".join(f"{pad}-{_value(value, indent)}" for value in node)


def _value(value: Any, indent: int) -> str:
    if isinstance(value, str):
        plain = not value or value.lstrip("-").replace(".", "", 1).isdecimal()
        return f" {value if plain else json.dumps(value, ensure_ascii=False)}\n"
    return "\n" + to_yaml(value, indent + 2)


# Files --------------------------------------------------------------------------------------------


@cache
def fixture() -> Data:
    """The unit file as data, every scalar as typed."""
    data: Data = yaml.load(FIXTURE.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return data


def at(data: Data, key: str) -> Any:
    """What stands at the end of a key; lists count from 1."""
    node: Any = data
    for label in filter(None, key.split("/")):
        node = node[int(label) - 1] if isinstance(node, list) else node[label]
    return node


def changed(data: Data, key: str, value: Any) -> Data:
    """A copy with another value at the end of the key."""
    other = copy.deepcopy(data)
    above, _, label = key.rpartition("/")
    at(other, above)[label] = value
    return other


def text_of(data: Data) -> str:
    """The text that narrator drafts from this unit file."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "unit.yaml"
        file.write_text(to_yaml(data), encoding="utf-8")
        return render(draft(load(file)))


def drafted(data: Data) -> dict[str, str]:
    """The sentences and cells that narrator drafts from this file, each proven by the second route."""
    return read(text_of(data), data)

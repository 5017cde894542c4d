"""The catalogue of facts: every name a phrasebook may use, with its slots and its conditions.

A phrase is written over a kind (any 增减) or over one named fact (which adds slots of its own); the
outline says which named fact is meant. Lookups go by the Chinese name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from narrator.figures import terms
from narrator.rules.kinds import (
    ACCOUNT,
    AMOUNT,
    CHANGE,
    COMPLETION,
    COUNT,
    DEVIATION,
    FUNDS,
    HEADCOUNT,
    KINDS,
    LISTING,
    NUMBER,
    ORDINAL,
    PASSAGE,
    REASON,
    RECORD,
    SHARE,
    SPENDING,
    STATEMENT,
    TERM,
    TEXT,
    WORD,
    YEAR,
    Kind,
)


class Spec(NamedTuple):
    """A named fact: its kind, what it says, slots beyond those of its kind, whether it is a list.

    ``within`` are the facts that have it as a part; none where it stands by itself.
    """

    name: str
    kind: Kind
    about: str
    slots: Mapping[str, str]
    many: bool = False
    within: tuple[str, ...] = ()

    @property
    def all_slots(self) -> dict[str, str]:
        """Every slot a phrase over this fact may use, by name, with its type."""
        return {**self.kind.slots, **self.slots}


# Slots that every phrase may use.
COMMON = {"单位名称": TEXT, "年度": YEAR, "上年度": YEAR, "主体": WORD, "金额单位": TERM}

_USED = {terms.PURPOSE: REASON}
_BY_ACCOUNT = tuple(
    f"{budget}支出项级{compared}"
    for budget in ("一般公共预算", "政府性基金", "国有资本经营")
    for compared in ("增减", "年初差异", "全年差异")
)
_BALANCE = dict.fromkeys(("年初结转和结余", "本年收入", "本年支出", "基本支出", "项目支出", "年末结转和结余"), AMOUNT)
_OVERALL = {"主体": WORD, **dict.fromkeys(("单位", "预期目标", "实际完成情况"), TEXT)}
_PROJECT = dict.fromkeys(("项目名称", "主管部门", "实施单位", "预期目标", "实际完成情况"), TEXT)
_LEVELS = ("一级指标", "二级指标", "三级指标")
_OVERALL_INDICATOR = dict.fromkeys(
    (*_LEVELS, "预期指标值", "指标值设定依据", "分值权重", "实际完成指标值", "得分"),
    TEXT,
)
_PROJECT_INDICATOR = dict.fromkeys(
    (
        *_LEVELS,
        *("权重", "目标值", "业绩值", "完成率", "指标得分", "指标值设定依据"),
        *("上年完成情况", "赋分规则", "佐证资料", "偏差原因分析及改进措施"),
    ),
    TEXT,
)
_SCORE = {"分值": NUMBER, "得分": NUMBER}
_RESERVED = dict.fromkeys(
    ("中小企业预留", "小微企业预留", "预留中小企业成交", "预留小微企业成交", "其他项目中小企业成交"), AMOUNT
)
_GUESTS = {"外宾金额": AMOUNT, "批次": COUNT, "人次": COUNT, "外宾批次": COUNT, "外宾人次": COUNT}
_STEPS = ("编报目标", "跟踪", "自评")
_MANAGED = {
    **dict.fromkeys(("制度", "工作机制"), REASON),
    **{f"{step}{slot}": kind for step in _STEPS for slot, kind in (("项目数", COUNT), ("金额", AMOUNT))},
    "平均得分": NUMBER,
    **dict.fromkeys(("优", "良", "合格", "不合格", "发现问题", "已整改", "正在整改"), COUNT),
}


def _all(*specs: Spec) -> dict[str, Spec]:
    return {spec.name: spec for spec in specs}


def _shares(kinds: tuple[str, ...], of: str) -> tuple[Spec, ...]:
    """A share for each of these kinds, by its own name."""
    return tuple(Spec(f"{kind}占比", SHARE, f"以{of}为总额", {}) for kind in kinds)


CATALOGUE = _all(
    # 第一部分
    Spec("主要职能", PASSAGE, "单位的主要职能，一行一段", {}, many=True),
    Spec("实有人数", RECORD, "年末实有人数", {"实有人数": COUNT}),
    Spec("在职人员增减", HEADCOUNT, "在职人员与上年相比", {}),
    Spec("离休人员增减", HEADCOUNT, "离休人员与上年相比", {}),
    Spec("退休人员增减", HEADCOUNT, "退休人员与上年相比", {}),
    Spec("下属预算单位", LISTING, "下属预算单位名单", {}),
    Spec("预算单位", RECORD, "下属预算单位，一行一个", {"序号": ORDINAL, "名称": TEXT}, many=True),
    Spec("科室", LISTING, "内设科室名单", {}),
    # 一 收入支出总体
    Spec(
        "收入总计",
        RECORD,
        "收入支出决算总表的收入方",
        {"总计": AMOUNT, "本年收入合计": AMOUNT, "使用非财政拨款结余": AMOUNT, "年初结转和结余": AMOUNT},
    ),
    Spec(
        "支出总计",
        RECORD,
        "收入支出决算总表的支出方",
        {"总计": AMOUNT, "本年支出合计": AMOUNT, "结余分配": AMOUNT, "年末结转和结余": AMOUNT},
    ),
    Spec("收入支出总体增减", CHANGE, "收入总计与上年相比", {}),
    Spec("本年收入增减", CHANGE, "本年收入合计与上年相比", {}),
    Spec("本年支出增减", CHANGE, "本年支出合计与上年相比", {}),
    # 二 收入, 三 支出
    Spec("收入构成", SHARE, "各项收入，以本年收入合计为总额", {}, many=True),
    Spec("支出构成", SHARE, "各项支出，以本年支出合计为总额", {}, many=True),
    Spec("发生的收入构成", SHARE, "本年发生的各项收入，以本年收入合计为总额", {}, many=True),
    Spec("发生的支出构成", SHARE, "本年发生的各项支出，以本年支出合计为总额", {}, many=True),
    *_shares(terms.INCOME_KINDS, terms.YEAR_RECEIPTS),
    *_shares(terms.SPENDING_KINDS, terms.YEAR_PAYMENTS),
    # 四 财政拨款总体
    Spec(
        "财政拨款收入总计",
        RECORD,
        "财政拨款收入支出决算总表的收入方",
        {"总计": AMOUNT, "年初财政拨款结转和结余": AMOUNT, "本年财政拨款收入": AMOUNT},
    ),
    Spec(
        "财政拨款收入来源",
        RECORD,
        "本年财政拨款收入，按三本预算",
        {"一般公共预算": AMOUNT, "政府性基金预算": AMOUNT, "国有资本经营预算": AMOUNT},
    ),
    Spec(
        "财政拨款支出总计",
        RECORD,
        "财政拨款收入支出决算总表的支出方",
        {"总计": AMOUNT, "年末财政拨款结转和结余": AMOUNT, "本年财政拨款支出": AMOUNT},
    ),
    Spec("财政拨款总体增减", CHANGE, "财政拨款收入总计与上年相比", {}),
    Spec("财政拨款总体年初差异", DEVIATION, "财政拨款收入总计与年初预算相比", {}),
    # 五 一般公共预算财政拨款支出
    Spec("一般公共预算支出占比", SHARE, "一般公共预算财政拨款支出，以本年支出合计为总额", {}),
    Spec("一般公共预算支出增减", CHANGE, "一般公共预算财政拨款支出与上年相比", {}),
    Spec("一般公共预算支出年初差异", DEVIATION, "一般公共预算财政拨款支出与年初预算相比", {}),
    Spec("一般公共预算支出结构", SHARE, "按类，以一般公共预算财政拨款支出为总额", {}, many=True),
    Spec("发生的一般公共预算支出结构", SHARE, "按类，只列本年发生的", {}, many=True),
    Spec("一般公共预算支出项级增减", CHANGE, "按项，与上年相比", {}, many=True),
    Spec("一般公共预算支出项级年初差异", DEVIATION, "按项，与年初预算相比", _USED, many=True),
    Spec("一般公共预算支出项级全年差异", DEVIATION, "按项，与全年预算相比", _USED, many=True),
    # 六 基本支出
    Spec("人员经费科目", LISTING, "人员经费包括的经济科目", {"基本支出": AMOUNT, "金额": AMOUNT}),
    Spec("公用经费科目", LISTING, "公用经费包括的经济科目", {"基本支出": AMOUNT, "金额": AMOUNT}),
    # 七 基金, 八 国资
    Spec("政府性基金", STATEMENT, "政府性基金预算财政拨款收入支出决算表", _BALANCE),
    Spec("政府性基金支出增减", CHANGE, "政府性基金预算财政拨款本年支出与上年相比", {}),
    Spec("政府性基金支出项级增减", CHANGE, "按项，与上年相比", {}, many=True),
    Spec("政府性基金支出项级年初差异", DEVIATION, "按项，与年初预算相比", _USED, many=True),
    Spec("政府性基金支出项级全年差异", DEVIATION, "按项，与全年预算相比", _USED, many=True),
    Spec("国有资本经营", STATEMENT, "国有资本经营预算财政拨款收入支出决算表", _BALANCE),
    Spec("国有资本经营支出增减", CHANGE, "国有资本经营预算财政拨款本年支出与上年相比", {}),
    Spec("国有资本经营支出项级增减", CHANGE, "按项，与上年相比", {}, many=True),
    Spec("国有资本经营支出项级年初差异", DEVIATION, "按项，与年初预算相比", _USED, many=True),
    Spec("国有资本经营支出项级全年差异", DEVIATION, "按项，与全年预算相比", _USED, many=True),
    Spec("科目", ACCOUNT, "按项的一行说的是哪个科目，公开到哪一级", {}, within=_BY_ACCOUNT),
    # 九 三公
    Spec("三公经费开支", SPENDING, "财政拨款“三公”经费支出，有没有发生", {"金额": AMOUNT}),
    Spec("三公经费增减", CHANGE, "财政拨款“三公”经费支出与上年相比", {}),
    Spec("三公经费全年差异", DEVIATION, "财政拨款“三公”经费支出与全年预算相比", {}),
    Spec("因公出国费占比", SHARE, "以“三公”经费支出为总额", {}),
    Spec("因公出国费增减", CHANGE, "因公出国（境）费与上年相比", {}),
    Spec("因公出国费全年差异", DEVIATION, "因公出国（境）费与全年预算相比", {}),
    Spec("公务用车费占比", SHARE, "以“三公”经费支出为总额", {}),
    Spec("公务用车费增减", CHANGE, "公务用车购置及运行维护费与上年相比", {}),
    Spec("公务用车费全年差异", DEVIATION, "公务用车购置及运行维护费与全年预算相比", {}),
    Spec("公务用车购置费占比", SHARE, "以“三公”经费支出为总额", {}),
    Spec("公务用车购置费增减", CHANGE, "公务用车购置费与上年相比", {}),
    Spec("公务用车购置费全年差异", DEVIATION, "公务用车购置费与全年预算相比", {}),
    Spec("公务用车运行维护费占比", SHARE, "以“三公”经费支出为总额", {}),
    Spec("公务用车运行维护费增减", CHANGE, "公务用车运行维护费与上年相比", {}),
    Spec("公务用车运行维护费全年差异", DEVIATION, "公务用车运行维护费与全年预算相比", {}),
    Spec("公务接待费占比", SHARE, "以“三公”经费支出为总额", {}),
    Spec("公务接待费增减", CHANGE, "公务接待费与上年相比", {}),
    Spec("公务接待费全年差异", DEVIATION, "公务接待费与全年预算相比", {}),
    Spec("因公出国开支", SPENDING, "因公出国（境）费的用途", {"金额": AMOUNT, "开支内容": REASON}),
    Spec("因公出国情况", RECORD, "团组和人次", {"团组数": COUNT, "人次": COUNT}),
    Spec("公务用车费", RECORD, "公务用车购置及运行维护费", {"小计": AMOUNT, "购置费": AMOUNT, "运行维护费": AMOUNT}),
    Spec(
        "公务用车购置开支",
        SPENDING,
        "公务用车购置费的用途和购置数",
        {"金额": AMOUNT, "开支内容": REASON, "购置数": COUNT},
    ),
    Spec("公务用车运行开支", SPENDING, "公务用车运行维护费的用途", {"金额": AMOUNT, "开支内容": REASON}),
    Spec(
        "公务用车情况",
        RECORD,
        "购置数、保有量，与固定资产车辆的差异",
        {"购置数": COUNT, "保有量": COUNT, "固定资产车辆": COUNT, "差异原因": REASON},
    ),
    Spec("公务接待开支", SPENDING, "公务接待费的用途", {"金额": AMOUNT, "开支内容": REASON}),
    Spec(
        "国内接待开支",
        SPENDING,
        "公务接待费的用途、批次和人次，其中外宾",
        {"金额": AMOUNT, "开支内容": REASON, **_GUESTS},
    ),
    Spec("国内接待", RECORD, "国内公务接待批次和人次", {"批次": COUNT, "人次": COUNT}),
    Spec("国（境）外接待", SPENDING, "国（境）外公务接待批次和人次", {"批次": COUNT, "人次": COUNT}),
    # 十 其他重要事项
    Spec("机关运行经费", SPENDING, "单位性质只是事业单位的，没有机关运行经费", {}),
    Spec("行政单位机关运行经费增减", CHANGE, "单位性质含行政单位时才有", {}),
    Spec("参公单位机关运行经费增减", CHANGE, "单位性质含参照公务员法管理事业单位时才有", {}),
    Spec("机关运行经费增减", CHANGE, "行政单位和参照公务员法管理事业单位合计，单位性质含其一时才有", {}),
    Spec("事业单位公用经费增减", CHANGE, "单位性质含事业单位时才有", {}),
    Spec(
        "政府采购",
        RECORD,
        "政府采购支出",
        {"支出总额": AMOUNT, "货物支出": AMOUNT, "工程支出": AMOUNT, "服务支出": AMOUNT},
    ),
    Spec("政府采购预留", RECORD, "面向中小企业、小微企业预留和成交的政府采购", _RESERVED),
    Spec("中小企业合同占比", SHARE, "以政府采购支出总额为总额", {}),
    Spec("小微企业合同占比", SHARE, "以政府采购支出总额为总额", {}),
    Spec(
        "国有资产",
        RECORD,
        "房屋、车辆、设备",
        {
            "房屋面积": NUMBER,
            "房屋价值": AMOUNT,
            "车辆数量": COUNT,
            "车辆价值": AMOUNT,
            "副部级及以上领导用车": COUNT,
            "主要负责人用车": COUNT,
            "机要通信用车": COUNT,
            "应急保障用车": COUNT,
            "执法执勤用车": COUNT,
            "特种专业技术用车": COUNT,
            "离退休干部服务用车": COUNT,
            "其他用车": COUNT,
            "百万元以上设备": COUNT,
        },
    ),
    Spec("其他用车", SPENDING, "其他用车的用途，只在有其他用车时", {"用途": REASON}),
    # 十一 绩效
    Spec("预算绩效管理情况", RECORD, "制度和机制、绩效目标、跟踪和自评、评级和整改", _MANAGED),
    Spec("整体自评", LISTING, "整体支出绩效自评表的个数和合计行", {"全年预算数": AMOUNT, "全年执行数": AMOUNT}),
    Spec("项目自评", LISTING, "项目支出绩效自评表的个数和总额行", {"全年预算数": AMOUNT, "全年执行数": AMOUNT}),
    Spec("绩效文字", RECORD, "成效、问题、措施", {"成效": REASON, "问题及原因": REASON, "改进措施": REASON}),
    Spec("整体自评表", RECORD, "一张整体支出绩效自评表", _OVERALL, many=True),
    Spec("上级资金", FUNDS, "资金行", {}, within=("整体自评表",)),
    Spec("本级资金", FUNDS, "资金行", {}, within=("整体自评表",)),
    Spec("其他资金", FUNDS, "资金行", {}, within=("整体自评表",)),
    Spec("资金合计", FUNDS, "合计行", {}, within=("整体自评表",)),
    Spec("整体执行率", COMPLETION, "合计行的执行率和得分", {"主体": WORD, **_SCORE}, within=("整体自评表",)),
    Spec("整体指标", RECORD, "指标行，照填报", _OVERALL_INDICATOR, many=True, within=("整体自评表",)),
    Spec("项目自评表", RECORD, "一张项目支出绩效自评表", _PROJECT, many=True),
    Spec("年度资金总额", FUNDS, "总额行", {}, within=("项目自评表",)),
    Spec("项目执行率", COMPLETION, "总额行的执行率和得分", _SCORE, within=("项目自评表",)),
    Spec("当年财政拨款", FUNDS, "资金行", {}, within=("项目自评表",)),
    Spec("项目其他资金", FUNDS, "资金行", {}, within=("项目自评表",)),
    Spec("项目指标", RECORD, "指标行，照填报", _PROJECT_INDICATOR, many=True, within=("项目自评表",)),
    Spec("自评总分", RECORD, "权重之和与得分之和", {"总权重": NUMBER, "总分": NUMBER}, within=("项目自评表",)),
    # 十二
    Spec("其他事项", PASSAGE, "其他需说明的事项", {}, many=True),
)


def kind_of(name: str) -> Kind | None:
    """The kind that a phrase is said over, by the name of a fact or of a kind; None where there is neither."""
    return CATALOGUE[name].kind if name in CATALOGUE else KINDS.get(name)

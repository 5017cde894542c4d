"""十: running costs, procurement, state assets."""

from __future__ import annotations

from collections.abc import Mapping

from narrator.figures import terms as t
from narrator.figures.model import ASPECTS, Unit
from narrator.figures.values import Figure, Gap, Text
from narrator.rules.fact import Fact, Facts
from narrator.rules.held import Held, declared
from narrator.rules.kinds import AMOUNT, CHANGE, DEVIATION, REASON, SHARE, SPENDING
from narrator.rules.spec import fact
from narrator.rules.usual import SlotSource, record, types, values
from narrator.rules.view import UnitView


@fact("机关运行经费", SPENDING, "单位性质只是事业单位的，没有机关运行经费")
def _running(view: UnitView) -> Facts:
    kinds = view.given("profile.kinds")
    if isinstance(kinds, Gap):
        return kinds
    return SPENDING.fact("none" if [kind.text for kind in kinds] == [t.PUBLIC_INSTITUTION] else "some", {})


def _of_kind(name: str, kind: str) -> None:
    """Declare how the running costs of one kind of unit changed; the others have none of them."""
    fact(name, CHANGE, f"单位性质含{kind}时才有")(lambda view: _change(view, kind))


def _change(view: UnitView, kind: str) -> Facts | None:
    """As long as the kind of unit is not known, it cannot be told whether it has these costs."""
    kinds = view.given("profile.kinds")
    if isinstance(kinds, Gap):
        return kinds
    if kind not in [given.text for given in kinds]:
        return None
    running, reason = _costs(view, kind), view.reason(t.VS_LAST_YEAR, t.RUNNING_COSTS[kind])
    return view.compared(CHANGE, running.amount(t.LAST_YEAR), running.amount(t.ACTUAL), 原因=reason)


def _costs(view: UnitView, kind: str) -> Held:
    return view.running(kind) or view.row(t.BASIC, t.PUBLIC)


_of_kind("行政单位机关运行经费增减", t.ADMINISTRATIVE)
_of_kind("参公单位机关运行经费增减", t.QUASI_CIVIL)


@fact("机关运行经费增减", CHANGE, f"{t.ADMINISTRATIVE}和{t.QUASI_CIVIL}合计，单位性质含其一时才有")
def _together(view: UnitView) -> Facts | None:
    """Of two kinds together the exact amounts are summed, and printed once; of one, it is what that one has."""
    kinds = view.given("profile.kinds")
    if isinstance(kinds, Gap):
        return kinds
    if len(view.offices) < 2:
        return _change(view, *view.offices) if view.offices else None
    last, this = (
        view.summed((_costs(view, kind).exact(ASPECTS[aspect]) for kind in view.offices), t.RUNNING_TOTAL)
        for aspect in (t.LAST_YEAR, t.ACTUAL)
    )
    return view.compared(CHANGE, last, this, 原因=view.reason(t.VS_LAST_YEAR, t.RUNNING_TOTAL))


_of_kind("事业单位公用经费增减", t.PUBLIC_INSTITUTION)

record(
    "政府采购",
    "政府采购支出",
    {
        "支出总额": "procurement.total",
        "货物支出": "procurement.goods",
        "工程支出": "procurement.works",
        "服务支出": "procurement.services",
    },
)
record(
    "政府采购预留",
    "面向中小企业、小微企业预留和成交的政府采购",
    {
        "中小企业预留": "reserved.smaller_firms",
        "小微企业预留": "reserved.small_micro_firms",
        "预留中小企业成交": "reserved.won_by_smaller_firms",
        "预留小微企业成交": "reserved.won_by_small_micro_firms",
        "其他项目中小企业成交": "reserved.won_beside",
    },
)


def _contracts(name: str, path: str) -> None:
    """Declare the share of contracts in all procurement."""
    label = Text(declared(Unit, path).term)
    fact(name, SHARE, "以政府采购支出总额为总额")(
        lambda view: view.share(view.given(path), view.given("procurement.total"), label)
    )


_contracts("中小企业合同占比", "procurement.smaller_firms")
_contracts("小微企业合同占比", "procurement.small_micro_firms")

record(
    "国有资产",
    "房屋、车辆、设备",
    {
        "房屋面积": "assets.floor_area",
        "房屋价值": "assets.buildings",
        "车辆数量": "assets.vehicles.number",
        "车辆价值": "assets.vehicles.value",
        "副部级及以上领导用车": "assets.vehicles.ministers",
        "主要负责人用车": "assets.vehicles.principals",
        "机要通信用车": "assets.vehicles.confidential",
        "应急保障用车": "assets.vehicles.emergency",
        "执法执勤用车": "assets.vehicles.enforcement",
        "特种专业技术用车": "assets.vehicles.special",
        "离退休干部服务用车": "assets.vehicles.veterans",
        "其他用车": "assets.vehicles.other",
        "百万元以上设备": "assets.equipment",
    },
)


@fact("其他用车", SPENDING, "其他用车的用途，只在有其他用车时", {"用途": REASON})
def _other_cars(view: UnitView) -> Fact:
    other: Figure | Gap = view.given("assets.vehicles.other")
    if isinstance(other, Gap):
        return SPENDING.fact(None, {})
    return SPENDING.fact("some" if other.value else "none", {"用途": view.given("assets.vehicles.other_use")})


# 一般性支出 and 超长期特别国债 ------------------------------------------------------------------------


def _everyday(subject: str, path: str, details: Mapping[str, SlotSource]) -> None:
    """Declare one kind of 一般性支出: beside last year, beside either budget, and what it was spent on."""
    changed, initial, full, spent = t.facts_of(subject)
    fact(changed, CHANGE, f"{subject}{t.VS_LAST_YEAR}")(
        lambda view: view.compared(
            CHANGE, *_amounts(view, path, t.LAST_YEAR), 原因=view.reason(t.VS_LAST_YEAR, subject)
        )
    )
    for name, comparison in ((initial, t.VS_INITIAL), (full, t.VS_FULL)):
        fact(name, DEVIATION, f"{subject}{comparison}")(
            lambda view, comparison=comparison: view.compared(
                DEVIATION, *_amounts(view, path, t.BUDGET_OF[comparison]), 原因=view.reason(comparison, subject)
            )
        )
    slots: dict[str, SlotSource] = {"金额": f"{path}.actual", **details}
    fact(spent, SPENDING, f"{subject}的用途", types(slots))(lambda view: _spent(view, slots))


def _amounts(view: UnitView, path: str, aspect: str) -> tuple[Figure | Gap, Figure | Gap]:
    """What a year's costs are compared with, and the costs."""
    held = view.held.part(path)
    return held.amount(aspect), held.amount(t.ACTUAL)


def _spent(view: UnitView, slots: Mapping[str, SlotSource]) -> Fact:
    """What was spent on it; that nothing was is decided by the exact amount."""
    exact = view.held.exact(str(slots["金额"]))
    told = values(view, slots)
    if isinstance(exact, Gap):
        return SPENDING.fact(None, {"金额": told["金额"]})
    return SPENDING.fact("some" if exact.value else "none", told)


_MEETING: dict[str, SlotSource] = {
    "次数": "everyday.meeting_times",
    "人数": "everyday.meeting_people",
    "内容": "everyday.meeting_content",
}
_TRAINING: dict[str, SlotSource] = {
    "次数": "everyday.training_times",
    "人数": "everyday.training_people",
    "内容": "everyday.training_content",
}
_everyday(t.MEETINGS, "everyday.meetings", _MEETING)
_everyday(t.TRAINING, "everyday.training", _TRAINING)
_everyday(t.EVENTS, "everyday.events", {"内容": "everyday.event_content"})


@fact("超长期特别国债", SPENDING, t.SPECIAL_BONDS, {"金额": AMOUNT})
def _special_bonds(view: UnitView) -> Fact:
    return _spent(view, {"金额": "special_bonds"})

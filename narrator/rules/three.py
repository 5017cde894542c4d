"""九: the “三公” money, from statement 09, and what was done with it."""

from __future__ import annotations

from narrator.figures import terms as t
from narrator.figures.values import Text
from narrator.rules.fact import Fact
from narrator.rules.kinds import SHARE, SPENDING
from narrator.rules.spec import fact
from narrator.rules.usual import SlotSource, change, deviation, record, spending, spent, types, values
from narrator.rules.view import UnitView

_TOTAL = (t.THREE, t.TOTAL)
_SPENT = "财政拨款“三公”经费支出"

spending("三公经费开支", f"{_SPENT}，有没有发生", _TOTAL, {})
change("三公经费增减", _SPENT, t.THREE_MONEY)
deviation("三公经费年初差异", _SPENT, t.VS_INITIAL, t.THREE_MONEY)
deviation("三公经费全年差异", _SPENT, t.VS_FULL, t.THREE_MONEY)


def _item(name: str, term: str) -> None:
    """Declare an item's share of the whole, and how it differs from last year and from its budget."""
    fact(f"{name}占比", SHARE, "以“三公”经费支出为总额")(
        lambda view: view.share(view.cell(t.THREE, term), view.cell(*_TOTAL), Text(term))
    )
    change(f"{name}增减", term, term)
    deviation(f"{name}年初差异", term, t.VS_INITIAL, term)
    deviation(f"{name}全年差异", term, t.VS_FULL, term)


_item("因公出国费", t.ABROAD)
_item("公务用车费", t.CARS)
_item("公务用车购置费", t.CAR_PURCHASE)
_item("公务用车运行维护费", t.CAR_RUNNING)
_item("公务接待费", t.RECEPTION)

spending("因公出国开支", "因公出国（境）费的用途", (t.THREE, t.ABROAD), {"开支内容": "abroad.content"})
record("因公出国情况", "团组和人次", {"团组数": "abroad.groups", "人次": "abroad.people"})
record(
    "公务用车费",
    t.CARS,
    {"小计": (t.THREE, t.CARS), "购置费": (t.THREE, t.CAR_PURCHASE), "运行维护费": (t.THREE, t.CAR_RUNNING)},
)
spending(
    "公务用车购置开支",
    "公务用车购置费的用途和购置数",
    (t.THREE, t.CAR_PURCHASE),
    {"开支内容": "cars.purchase", "购置数": "cars.purchased"},
)
spending("公务用车运行开支", "公务用车运行维护费的用途", (t.THREE, t.CAR_RUNNING), {"开支内容": "cars.content"})
record(
    "公务用车情况",
    "购置数、保有量，与固定资产车辆的差异",
    {
        "购置数": "cars.purchased",
        "保有量": "cars.held",
        "固定资产车辆": "assets.vehicles.number",
        "差异原因": "cars.difference",
    },
)
spending("公务接待开支", "公务接待费的用途", (t.THREE, t.RECEPTION), {"开支内容": "reception.content"})

_RECEPTION = (t.THREE, t.RECEPTION)
_CONTENT: dict[str, SlotSource] = {"金额": _RECEPTION, "开支内容": "reception.content"}
_RECEIVED: dict[str, SlotSource] = {"批次": "reception.domestic_batches", "人次": "reception.domestic_people"}
_GUESTS: dict[str, SlotSource] = {
    "外宾金额": "reception.guests",
    **_RECEIVED,
    "外宾批次": "reception.guest_batches",
    "外宾人次": "reception.guest_people",
}


@fact("国内接待开支", SPENDING, "公务接待费的用途、批次和人次，其中外宾", types({**_CONTENT, **_GUESTS}))
def _domestic(view: UnitView) -> Fact:
    """Those received before their guests from abroad: what a gap is about is listed in this order."""
    return spent(view, _RECEPTION, values(view, {"金额": _RECEPTION, **_RECEIVED, **_GUESTS, **_CONTENT}))


record("国内接待", "国内公务接待批次和人次", _RECEIVED)

_FOREIGN: dict[str, SlotSource] = {"批次": "reception.foreign_batches", "人次": "reception.foreign_people"}


@fact("国（境）外接待", SPENDING, "国（境）外公务接待批次和人次", types(_FOREIGN))
def _foreign(view: UnitView) -> Fact:
    reception = view.unit.reception
    counted = (reception.foreign_batches, reception.foreign_people)
    condition = "some" if any(figure is not None and figure.value for figure in counted) else "none"
    return SPENDING.fact(condition, values(view, _FOREIGN))

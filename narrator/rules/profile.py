"""第一部分: what the unit is for, its people, its offices and subordinate units."""

from __future__ import annotations

from decimal import Decimal

from narrator.figures import terms as t
from narrator.figures.values import Figure, Formula, Gap
from narrator.rules.fact import Facts
from narrator.rules.kinds import HEADCOUNT, LISTING, ORDINAL, PASSAGE, RECORD, TEXT
from narrator.rules.spec import fact
from narrator.rules.usual import record
from narrator.rules.view import UnitView

fact("主要职能", PASSAGE, "单位的主要职能，一行一段", many=True)(lambda view: view.passages("duties"))
record(
    "编制",
    "核定的编制数",
    {
        "编制总数": "staff.posts.total",
        "行政编制": "staff.posts.administrative",
        "事业编制": "staff.posts.institution",
        "工勤编制": "staff.posts.workers",
    },
)
record(
    "编制和实有人数",
    "行政编制、事业编制，和各自的年末实有人数",
    {
        "行政编制": "staff.posts.administrative",
        "行政编制实有人数": "staff.posts.administrative_people",
        "事业编制": "staff.posts.institution",
        "事业编制实有人数": "staff.posts.institution_people",
    },
)
record("实有人数", "年末实有人数", {"实有人数": "staff.actual"})


def _headcount(term: str, people: str) -> None:
    """Declare how the number of these people changed."""
    fact(f"{term}增减", HEADCOUNT, f"{term}{t.VS_LAST_YEAR}")(
        lambda view: view.compared(
            HEADCOUNT, *(view.given(f"staff.{people}.{year}") for year in ("last_year", "this_year"))
        )
    )


_headcount(t.IN_SERVICE, "in_service")
_headcount(t.RETIRED_CADRES, "retired_cadres")
_headcount(t.RETIRED, "retired")

fact("下属预算单位", LISTING, "下属预算单位名单")(lambda view: view.listing("subordinates"))


@fact("预算单位", RECORD, "下属预算单位，一行一个", {"序号": ORDINAL, "名称": TEXT}, many=True)
def _subordinates(view: UnitView) -> Facts:
    names = view.given("subordinates")
    if isinstance(names, Gap):
        return names
    return tuple(
        RECORD.fact("", {"序号": Figure(Decimal(number), "", Formula("number", "序号", ())), "名称": name})
        for number, name in enumerate(names, 1)
    )


fact("科室", LISTING, "内设科室名单")(lambda view: view.listing("offices"))

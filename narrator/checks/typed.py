"""K321–K344: what was typed beside the tables, against itself and against the tables. Functions yield verdicts."""

from __future__ import annotations

from collections.abc import Iterator

from narrator.checks.check import DOUBT, Ledgers, Verdict, check, passed
from narrator.checks.evidence import stated
from narrator.checks.ledger import Item, typed
from narrator.checks.relation import Lacking, Result, adds_up, at_most, verdicts
from narrator.figures import terms as t
from narrator.figures.evaluation import Funds
from narrator.figures.tables import ACTUAL_COLUMN
from narrator.figures.values import Figure, Text

_PROCUREMENT, _ASSETS, _ABROAD = "政府采购", "国有资产", "因公出国（境）情况"
_CARS, _RECEPTION = "公务用车情况", "公务接待情况"
_RULES = "财预〔2016〕143号：{}"
_MANAGEMENT = "预算绩效管理"
_OVERALL, _PROJECT = "整体支出绩效自评表", "项目支出绩效自评表"
_FUNDS = {"年初预算数": "initial_budget", "全年预算数": "full_budget", "全年执行数": "executed"}


# 政府采购 -------------------------------------------------------------------------------------------------


@check("K321", "政府采购支出总额等于货物、工程、服务支出之和", _RULES.format(_PROCUREMENT))
def procurement_total(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：总额 10.00，货物 3.00，工程 0.00，服务 7.00。反例：其余相同，服务 8.00。"""
    given = ledgers.unit.procurement
    parts = [
        typed(_PROCUREMENT, "政府采购货物支出", given.goods),
        typed(_PROCUREMENT, "政府采购工程支出", given.works),
        typed(_PROCUREMENT, "政府采购服务支出", given.services),
    ]
    return verdicts([adds_up(typed(_PROCUREMENT, "政府采购支出总额", given.total), parts)], None, _PROCUREMENT)


@check("K322", "授予中小企业合同金额不大于政府采购支出总额", _RULES.format(_PROCUREMENT), confirm=True)
def smaller_firms(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：总额 10.00，授予中小企业 4.00。反例：总额 10.00，授予中小企业 11.00（疑点：合同可能跨年）。"""
    given = ledgers.unit.procurement
    firms = typed(_PROCUREMENT, "授予中小企业合同金额", given.smaller_firms)
    result = at_most(firms, typed(_PROCUREMENT, "政府采购支出总额", given.total), level=DOUBT)
    return verdicts([result], None, _PROCUREMENT)


@check("K323", "授予小微企业合同金额不大于授予中小企业合同金额", _RULES.format(_PROCUREMENT), confirm=True)
def small_micro_firms(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：授予中小企业 4.00，其中小微企业 1.00。反例：授予中小企业 4.00，其中小微企业 5.00。"""
    given = ledgers.unit.procurement
    small = typed(_PROCUREMENT, "授予小微企业合同金额", given.small_micro_firms)
    result = at_most(small, typed(_PROCUREMENT, "授予中小企业合同金额", given.smaller_firms))
    return verdicts([result], None, _PROCUREMENT)


# “三公”: the money and what was done with it --------------------------------------------------------------


@check("K324", "因公出国（境）费与出国（境）团组数同为 0 或都不是 0", _RULES.format("“三公”经费"), confirm=True)
def abroad_groups(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：因公出国（境）费 5.00，团组 1 个。反例：因公出国（境）费 5.00，团组 0 个（疑点）。"""
    return _together(ledgers, t.ABROAD, typed(_ABROAD, "团组数", ledgers.unit.abroad.groups))


@check("K325", "出国（境）人次不少于团组数", _RULES.format("“三公”经费"), confirm=True)
def abroad_people(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：团组 1 个，3 人次。反例：团组 2 个，1 人次（疑点）。"""
    given = ledgers.unit.abroad
    people = typed(_ABROAD, "人次", given.people)
    return verdicts([at_most(typed(_ABROAD, "团组数", given.groups), people, level=DOUBT)], None, _ABROAD)


@check("K326", "公务用车购置费与购置数同为 0 或都不是 0", _RULES.format("“三公”经费"), confirm=True)
def cars_purchased(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：购置费 18.00，购置 1 辆。反例：购置费 18.00，购置 0 辆（疑点）。"""
    return _together(ledgers, t.CAR_PURCHASE, typed(_CARS, "购置数", ledgers.unit.cars.purchased))


@check("K327", "公务用车运行维护费与保有量同为 0 或都不是 0", _RULES.format("“三公”经费"), confirm=True)
def cars_running(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：运行维护费 3.00，保有 1 辆。反例：运行维护费 3.00，保有 0 辆（疑点：租用的车不在其中），或反过来。"""
    return _together(ledgers, t.CAR_RUNNING, typed(_CARS, "保有量", ledgers.unit.cars.held))


@check("K328", "公务接待费与国内、国（境）外接待批次同为 0 或都不是 0", _RULES.format("“三公”经费"), confirm=True)
def reception_batches(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：公务接待费 1.00，国内接待 3 批次。反例：公务接待费 0.00，国内接待 3 批次（疑点）。"""
    given = ledgers.unit.reception
    home, foreign = typed(_RECEPTION, "国内批次", given.domestic_batches), given.foreign_batches
    if home.figure is not None and foreign is not None:
        both = home.figure._replace(value=home.figure.value + foreign.value)
        home = home._replace(key=("国内、国（境）外批次",), figure=both)
    elif not home.amount:
        home = typed(_RECEPTION, "国（境）外批次", None)
    return _together(ledgers, t.RECEPTION, home)


@check("K329", "国内公务接待人次不少于批次", _RULES.format("“三公”经费"), confirm=True)
def reception_people(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：3 批次，20 人次。反例：3 批次，2 人次（疑点）。"""
    given = ledgers.unit.reception
    people = typed(_RECEPTION, "国内人次", given.domestic_people)
    result = at_most(typed(_RECEPTION, "国内批次", given.domestic_batches), people, level=DOUBT)
    return verdicts([result], None, _RECEPTION)


@check("K330", "国（境）外公务接待人次不少于批次", _RULES.format("“三公”经费"), confirm=True)
def foreign_reception_people(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：1 批次，4 人次。反例：2 批次，1 人次（疑点）。"""
    given = ledgers.unit.reception
    people = typed(_RECEPTION, "国（境）外人次", given.foreign_people)
    result = at_most(typed(_RECEPTION, "国（境）外批次", given.foreign_batches), people, level=DOUBT)
    return verdicts([result], None, _RECEPTION)


# 国有资产 -------------------------------------------------------------------------------------------------


@check("K331", "国有资产中的车辆数等于各种用途的车辆数之和", _RULES.format(_ASSETS))
def vehicles(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：车辆 2 辆，执法执勤用车 1 辆，其他用车 1 辆，其余 0 辆。反例：车辆 3 辆，其余相同。"""
    given = ledgers.unit.assets.vehicles
    uses = {
        "副部（省）级及以上领导用车": given.ministers,
        "主要负责人用车": given.principals,
        "机要通信用车": given.confidential,
        "应急保障用车": given.emergency,
        "执法执勤用车": given.enforcement,
        "特种专业技术用车": given.special,
        "离退休干部服务用车": given.veterans,
        "其他用车": given.other,
    }
    parts = [typed(_ASSETS, use, figure) for use, figure in uses.items()]
    return verdicts([adds_up(typed(_ASSETS, "车辆", given.number), parts)], None, _ASSETS)


@check("K332", "公务用车保有量与国有资产中的车辆数一致，或写明差异原因", _RULES.format(_ASSETS))
def cars_held(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：保有 1 辆，车辆 2 辆，差异原因已填。反例：保有 1 辆，车辆 2 辆，差异原因未填（疑点）。"""
    held = typed(_CARS, "保有量", ledgers.unit.cars.held)
    owned = typed(_ASSETS, "车辆", ledgers.unit.assets.vehicles.number)
    differ = held.amount != owned.amount and ledgers.unit.cars.difference is None
    return verdicts(
        [_doubtful(held, owned, "两个数不同，没有填保有量差异原因", one_sided=differ)], None, _CARS, _ASSETS
    )


# 预算绩效 -------------------------------------------------------------------------------------------------


@check("K341", "整体支出绩效自评表：合计等于上级资金、本级资金、其他资金之和", _RULES.format("预算绩效"))
def overall_funds(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：合计 10.00，上级资金 0.00，本级资金 8.00，其他资金 2.00。反例：其余相同，其他资金 1.00。"""
    return verdicts(_overall(ledgers), None, _OVERALL)


@check("K342", "项目支出绩效自评表：年度资金总额等于当年财政拨款加其他资金", _RULES.format("预算绩效"))
def project_funds(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：年度资金总额 10.00，当年财政拨款 8.00，其他资金 2.00。反例：其余相同，年度资金总额 9.00。"""
    return verdicts(_projects(ledgers), None, _PROJECT)


@check("K343", "绩效自评的项目数等于优、良、合格、不合格的项目数之和", _RULES.format("预算绩效"))
def rated_projects(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：自评项目 4 个，优 3 个，良 1 个，合格、不合格 0 个。反例：自评项目 5 个，其余相同。"""
    given = ledgers.unit.management
    rated = {"优": given.excellent, "良": given.good, "合格": given.passed, "不合格": given.failed}
    parts = [typed(_MANAGEMENT, rating, figure) for rating, figure in rated.items()]
    whole = typed(_MANAGEMENT, "绩效自评项目数", given.evaluation.projects)
    return verdicts([adds_up(whole, parts)], None, _MANAGEMENT)


@check("K344", "绩效自评中发现的问题数等于已完成整改和正在整改的之和", _RULES.format("预算绩效"))
def problems_found(ledgers: Ledgers) -> Iterator[Verdict]:
    """正例：发现问题 2 个，已完成整改 1 个，正在整改 1 个。反例：发现问题 3 个，其余相同。"""
    given = ledgers.unit.management
    parts = [typed(_MANAGEMENT, "已完成整改", given.solved), typed(_MANAGEMENT, "正在整改", given.pending)]
    return verdicts([adds_up(typed(_MANAGEMENT, "发现问题", given.problems), parts)], None, _MANAGEMENT)


def _overall(ledgers: Ledgers) -> Iterator[Result]:
    for table in ledgers.unit.performance.overall or ():
        rows = {"上级资金": table.superior, "本级资金": table.own, "其他资金": table.other}
        yield from _funds(_titled(_OVERALL, table.unit), ("合计", table.total), rows)


def _projects(ledgers: Ledgers) -> Iterator[Result]:
    for table in ledgers.unit.performance.projects or ():
        rows = {"当年财政拨款": table.fiscal, "其他资金": table.other}
        yield from _funds(_titled(_PROJECT, table.name), ("年度资金总额", table.total), rows)


def _titled(table: str, title: Text | None) -> str:
    return f"{table}（{title.text}）" if title else table


def _funds(table: str, whole: tuple[str, Funds], rows: dict[str, Funds]) -> Iterator[Result]:
    """The three columns of money of a self-evaluation table."""
    for column, field in _FUNDS.items():

        def item(label: str, funds: Funds, column: str = column, field: str = field) -> Item:
            figure: Figure | None = getattr(funds, field)
            return Item(table, (column, label), figure, figure is not None)

        yield adds_up(item(*whole), [item(label, funds) for label, funds in rows.items()])


def _together(ledgers: Ledgers, row: str, count: Item) -> Iterator[Verdict]:
    """Money of 09 and its count are both nothing, or both something."""
    money = ledgers.this.item(t.THREE, row, ACTUAL_COLUMN)
    one_sided = bool(money.amount) != bool(count.amount)
    return verdicts([_doubtful(money, count, "一个是 0，一个不是", one_sided=one_sided)], ledgers.this, t.THREE)


def _doubtful(one: Item, other: Item, why: str, *, one_sided: bool) -> Result:
    lacking = tuple(item for item in (one, other) if item.figure is None)
    if lacking:
        return Lacking(lacking) if len(lacking) == 1 else None
    if not one_sided:
        return passed(one.place)
    return Verdict(DOUBT, one.place, f"{stated(one)}，{stated(other)}，{why}", "请核对这两个数。")

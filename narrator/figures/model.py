"""The model: everything that is known about one unit's year, as frozen records.

A field that is ``None`` was not given: it becomes a gap, never a zero. The readers build the file's
shape and its JSON Schema from the declarations (``narrator.figures.declared``), so that the model is
written down once.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import field
from typing import Any, TypeAlias

from narrator.figures import terms
from narrator.figures.declared import by_term, count, declared, lines, mapping, money, number, part, text
from narrator.figures.evaluation import Management, Performance
from narrator.figures.findings import Finding
from narrator.figures.frozen import Frozen, frozen
from narrator.figures.protocol import Protocol
from narrator.figures.values import Figure, Place, Text


@frozen
class Amounts(Frozen):
    """The amounts that one row of a statement can hold."""

    last_year: Figure | None = money(terms.LAST_YEAR)
    initial_budget: Figure | None = money(terms.INITIAL_BUDGET)
    full_budget: Figure | None = money(terms.FULL_BUDGET)
    actual: Figure | None = money(terms.ACTUAL)


_NO_AMOUNTS = Amounts()
ASPECTS = by_term(Amounts)  # the fields of the four amounts by their terms
Cells: TypeAlias = Mapping[tuple[str, ...], Figure | None]


@frozen
class Coded(Frozen):
    """A reason by its code in the pack's list of reasons, with the values of its slots as typed."""

    code: Text
    values: Mapping[str, Text] = field(default_factory=dict)


@frozen
class Account(Frozen):
    """One account (科目) of a statement, under its own code; ``amounts.actual`` may be missing.

    An economic account without an amount counts as occurred (domain: listed means occurred).
    ``purpose`` is what the money of a functional one was mainly used for (用途); ``level`` how far it and
    all below it may be disclosed (公开层级), and ``basis`` why not further (涉密).
    """

    code: str
    name: Text
    amounts: Amounts
    purpose: Text | None = text(terms.PURPOSE)
    level: Text | None = declared("choice", terms.LEVEL, choices=tuple(terms.LEVELS))
    basis: Text | None = text(terms.BASIS)


@frozen
class Statement(Frozen):
    """One of the nine statements (报表) of this unit.

    ``accounts`` and ``last_accounts`` are None where the file lists none. Last year's accounts carry
    last year's own codes and their amount in ``amounts.actual``; ``moved`` maps such a code to this
    year's code where an account was renamed or moved. ``empty`` is set by the word 空表.

    ``cells`` and ``last_cells`` are the published table of this year and of last year as a workbook
    holds it, by key (see ``narrator.figures.tables``), those cells included which no sentence prints;
    None where the table leaves a cell blank; ``names`` are this year's accounts in it by code; ``read`` and
    ``last_read`` tell how the table was read. A unit file has none of these. ``whole`` is False for a table that was
    added up from those of several units and lacks cells, because one of them does not tell its part.
    """

    term: str
    rows: Mapping[tuple[str, ...], Amounts] = field(default_factory=dict)
    accounts: Mapping[str, Account] | None = None
    last_accounts: Mapping[str, Account] | None = None
    moved: Mapping[str, str] = field(default_factory=dict)
    empty: bool = False
    cells: Cells = field(default_factory=dict)
    last_cells: Cells = field(default_factory=dict)
    names: Mapping[str, Text] = field(default_factory=dict)
    read: Protocol | None = None
    last_read: Protocol | None = None
    whole: bool = True

    def row(self, *labels: str) -> Amounts:
        """The row with these labels; one without amounts where the file does not give it."""
        return self.rows.get(labels, _NO_AMOUNTS)


@frozen
class Profile(Frozen):
    """单位: who reports, for which year, and the day on which the 说明 is published.

    Only what the choice of the wording needs is required; what else is missing is a gap of the text.
    """

    name: Text = text("单位名称", required=True)
    region: Text = text("地区", required=True)
    year: Figure = declared("year", "年度", required=True)
    body: Text | None = declared("choice", "主体", choices=terms.BODIES)
    kinds: tuple[Text, ...] | None = declared("choices", "单位性质", choices=terms.KINDS)
    newly_formed: bool = declared("flag", "新设", default=False)
    published: datetime.date | None = declared("date", "公开日期")
    choices: Mapping[str, Text] = mapping("chosen", terms.CHOICES)

    @property
    def given(self) -> tuple[tuple[str, Text], ...]:
        """What the unit chooses where its pack has options: option and choice."""
        return tuple(self.choices.items())

    @property
    def date(self) -> datetime.date:
        """The one date that a file carries: 公开日期, else 31 December of the year."""
        return self.published or datetime.date(int(self.year.value), 12, 31)


@frozen
class Headcount(Frozen):
    """A number of people at the end of last year and of this one (人)."""

    last_year: Figure | None = count("上年", "人")
    this_year: Figure | None = count("本年", "人")


@frozen
class Posts(Frozen):
    """编制: the posts that the unit has been granted, and who fills them; the total is a figure of its own."""

    total: Figure | None = count("总数", "个", "编制")
    administrative: Figure | None = count("行政编制", "个", ("编制", "编制和实有人数"))
    institution: Figure | None = count("事业编制", "个", ("编制", "编制和实有人数"))
    workers: Figure | None = count("工勤编制", "个", "编制")
    administrative_people: Figure | None = count("行政编制实有人数", "人", "编制和实有人数")
    institution_people: Figure | None = count("事业编制实有人数", "人", "编制和实有人数")


@frozen
class Staff(Frozen):
    """人员: the people of the unit. 实有人数 is a figure of its own, never summed."""

    posts: Posts = part("编制", Posts)
    actual: Figure | None = count("实有人数", "人")
    in_service: Headcount = part(terms.IN_SERVICE, Headcount)
    retired_cadres: Headcount = part(terms.RETIRED_CADRES, Headcount)
    retired: Headcount = part(terms.RETIRED, Headcount)


@frozen
class Abroad(Frozen):
    """因公出国（境）: what was done with the money."""

    content: Text | None = text("开支内容")
    groups: Figure | None = count("团组数", "个")
    people: Figure | None = count("人次", "人次")


@frozen
class Cars(Frozen):
    """公务用车: purchases, holdings, and why holdings differ from the vehicles among the assets."""

    content: Text | None = text("运行维护费开支内容")
    purchase: Text | None = text("购置费开支内容", "公务用车购置开支")
    purchased: Figure | None = count("购置数", "辆")
    held: Figure | None = count("保有量", "辆")
    difference: Text | None = text("保有量差异原因")


@frozen
class Reception(Frozen):
    """公务接待, domestic and abroad; ``guests`` are foreigners received at home (外宾), part of the domestic."""

    content: Text | None = text("开支内容")
    domestic_batches: Figure | None = count("国内批次", "批次")
    domestic_people: Figure | None = count("国内人次", "人次")
    guests: Figure | None = money("外宾接待支出", "国内接待开支")
    guest_batches: Figure | None = count("外宾批次", "批次", "国内接待开支")
    guest_people: Figure | None = count("外宾人次", "人次", "国内接待开支")
    foreign_batches: Figure | None = count("国（境）外批次", "批次")
    foreign_people: Figure | None = count("国（境）外人次", "人次")


@frozen
class Running(Frozen):
    """机关运行经费 and 公用经费 by kind of unit; needed where a department has several kinds."""

    administrative: Amounts = part(terms.RUNNING_COSTS[terms.ADMINISTRATIVE], Amounts)
    quasi_civil: Amounts = part(terms.RUNNING_COSTS[terms.QUASI_CIVIL], Amounts)
    institution: Amounts = part(terms.RUNNING_COSTS[terms.PUBLIC_INSTITUTION], Amounts)


def _compared(term: str) -> Any:
    """The amounts of one kind of 一般性支出, which the facts about it print."""
    return part(term, Amounts, terms.facts_of(term))


@frozen
class Everyday(Frozen):
    """一般性支出: meetings, training, and festivals, galas, forums and contests: how often, for whom, what for."""

    meetings: Amounts = _compared(terms.MEETINGS)
    meeting_times: Figure | None = count("会议次数", "次", f"{terms.MEETINGS}开支")
    meeting_people: Figure | None = count("会议人数", "人", f"{terms.MEETINGS}开支")
    meeting_content: Text | None = text("会议内容", f"{terms.MEETINGS}开支")
    training: Amounts = _compared(terms.TRAINING)
    training_times: Figure | None = count("培训次数", "次", f"{terms.TRAINING}开支")
    training_people: Figure | None = count("培训人数", "人", f"{terms.TRAINING}开支")
    training_content: Text | None = text("培训内容", f"{terms.TRAINING}开支")
    events: Amounts = _compared(terms.EVENTS)
    event_content: Text | None = text("节庆等活动内容", f"{terms.EVENTS}开支")


@frozen
class Procurement(Frozen):
    """政府采购."""

    total: Figure | None = money("政府采购支出总额")
    goods: Figure | None = money("政府采购货物支出")
    works: Figure | None = money("政府采购工程支出")
    services: Figure | None = money("政府采购服务支出")
    smaller_firms: Figure | None = money("授予中小企业合同金额")
    small_micro_firms: Figure | None = money("授予小微企业合同金额")


@frozen
class Reserved(Frozen):
    """政府采购预留: what was set aside for smaller firms, and what they won of it and beside it."""

    smaller_firms: Figure | None = money("面向中小企业预留预算金额")
    small_micro_firms: Figure | None = money("面向小微企业预留预算金额")
    won_by_smaller_firms: Figure | None = money("预留项目中小企业成交金额")
    won_by_small_micro_firms: Figure | None = money("预留项目小微企业成交金额")
    won_beside: Figure | None = money("其他项目中小企业成交金额")


@frozen
class Vehicles(Frozen):
    """国有资产中的车辆, by use."""

    number: Figure | None = count("数量", "辆")
    value: Figure | None = money("价值")
    ministers: Figure | None = count("副部（省）级及以上领导用车", "辆")
    principals: Figure | None = count("主要负责人用车", "辆")
    confidential: Figure | None = count("机要通信用车", "辆")
    emergency: Figure | None = count("应急保障用车", "辆")
    enforcement: Figure | None = count("执法执勤用车", "辆")
    special: Figure | None = count("特种专业技术用车", "辆")
    veterans: Figure | None = count("离退休干部服务用车", "辆")
    other: Figure | None = count("其他用车", "辆")
    other_use: Text | None = text("其他用车主要是")


@frozen
class Assets(Frozen):
    """国有资产 at 31 December."""

    floor_area: Figure | None = number("房屋面积", "平方米")
    buildings: Figure | None = money("房屋价值")
    vehicles: Vehicles = part("车辆", Vehicles)
    equipment: Figure | None = count("单价100万元（含）以上设备", "台（套）")


@frozen
class Confirmation(Frozen):
    """What the unit says of one 疑点 of the checks.

    It holds for the finding with this code and this evidence, which has the figures in it: when one of
    them changes, it holds no longer. ``by`` and ``date`` are as written.
    """

    code: Text = text("编号", required=True)
    evidence: Text = declared("passage", "依据", required=True)
    explanation: Text | None = declared("passage", "说明")
    by: Text | None = text("确认人")
    date: Text | None = text("日期")


@frozen
class Elimination(Frozen):
    """抵销: a payment between two units of a department, which its statements count as neither spent nor received.

    ``cells`` are the keys of the cells that it is taken out of (收入决算表/合计/附属单位上缴收入); ``year`` says whose
    tables these are, this year's where it is not given.
    """

    cells: tuple[Text, ...] = declared("names", "报表项", required=True)
    amount: Figure = declared("money", "金额", required=True)
    payer: Text = text("付款单位", required=True)
    receiver: Text = text("收款单位", required=True)
    why: Text | None = text("事由")
    year: Text | None = declared("choice", "年份", choices=(terms.THIS_YEAR, terms.LAST_YEAR))


@frozen
class Unit(Frozen):
    """One unit (单位 or 部门) and one year: the whole input of a 说明.

    ``statements`` are keyed by their official name, ``reasons`` by comparison and subject
    (与上年相比, 公务接待费); a reference 「同」 is already resolved. A reason that is listed, item by
    item, in words or by code, stands in ``listed_reasons`` until the pack has worded it.
    ``workbook`` and ``last_workbook`` name the workbooks of the nine tables, beside the unit file.
    ``notes`` are what the readers have to say without refusing. ``places`` are the cells of the form that the
    unit was read from, by the key of what each holds or is to hold; a unit file has none.
    """

    profile: Profile = declared("part", "单位", required=True, of=Profile)
    workbook: Text | None = text(terms.WORKBOOK)
    last_workbook: Text | None = text(terms.LAST_WORKBOOK)
    duties: tuple[Text, ...] | None = lines("主要职能")
    staff: Staff = part("人员", Staff)
    subordinates: tuple[Text, ...] | None = declared("names", "下属预算单位")
    offices: tuple[Text, ...] | None = declared("names", "科室")
    statements: Mapping[str, Statement] = mapping("statements", "")
    abroad: Abroad = part("因公出国（境）情况", Abroad)
    cars: Cars = part("公务用车情况", Cars)
    reception: Reception = part("公务接待情况", Reception)
    running: Running = part("机关运行经费及公用经费", Running)
    everyday: Everyday = part(terms.EVERYDAY, Everyday)
    special_bonds: Figure | None = money(terms.SPECIAL_BONDS, "超长期特别国债")
    procurement: Procurement = part("政府采购", Procurement)
    reserved: Reserved = part("政府采购预留", Reserved, "政府采购预留")
    assets: Assets = part("国有资产", Assets)
    performance: Performance = part("预算绩效", Performance)
    management: Management = part("预算绩效管理", Management, "预算绩效管理情况")
    remarks: tuple[Text, ...] | None = lines("其他需说明的事项")
    confirmations: tuple[Confirmation, ...] = declared("records", terms.CONFIRMATIONS, default=(), of=Confirmation)
    eliminations: tuple[Elimination, ...] = declared("records", terms.ELIMINATIONS, default=(), of=Elimination)
    reasons: Mapping[tuple[str, str], Text] = mapping("reasons", "主要原因")
    listed_reasons: Mapping[tuple[str, str], tuple[Text | Coded, ...]] = mapping("derived", "")
    notes: tuple[Finding, ...] = declared("derived", "", default=())
    places: Mapping[str, Place] = mapping("derived", "")

    def protocols(self) -> tuple[Protocol, ...]:
        """How the tables of the workbooks were read: this year's in order, then last year's."""
        both = [(of.read, of.last_read) for of in map(self.statement, terms.STATEMENTS)]
        return tuple(read for year in zip(*both, strict=True) for read in year if read is not None)

    def statement(self, term: str) -> Statement:
        """The statement of this name; one without figures where the file does not give it."""
        return self.statements.get(term) or Statement(term)

"""The board in rows: its sections, which the page and the workbook both print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from narrator.batch.board import compared, ledger
from narrator.batch.board.changes import UnitChange
from narrator.batch.board.gathered import Board, Total, state_of
from narrator.batch.board.names import brief
from narrator.batch.board.rates import PEERS, Compared
from narrator.batch.outcome import UnitOutcome
from narrator.figures.number import half_up
from narrator.figures.terms import SCALES, YUAN

UNITS, CODES, GAPS, TOTALS, RATES, ODD, CHANGES = "单位", "核对情况", "待填", "合计", "比率", "异常", "变化"
_NAMED = 3  # keys, codes and names of files that a line names
_PLACES = 2


class Owners(NamedTuple):
    """The units that a line is about, each as its folder and its name, where it has one."""

    units: tuple[tuple[str, str], ...]


Cell: TypeAlias = "str | int | Decimal | Owners"
"""Words, a count, an amount, or units."""


class Section(NamedTuple):
    """A section: its name, what is to be known of it, the heading and width of each column, its rows."""

    name: str
    lead: str
    columns: Mapping[str, int]
    rows: Sequence[tuple[Cell, ...]]


def sections(board: Board, money: str) -> list[Section]:
    """All sections, the units first; amounts are told in this unit of money (元, 万元)."""
    made = [_units(board, money), _codes(board), _gaps(board), _totals(board, money), _odd(board), _rates(board)]
    return made if board.changes is None else [*made, _changes(board.changes)]


def owners(units: Iterable[UnitOutcome]) -> Owners:
    """Units as a cell."""
    return Owners(tuple((unit.unit, unit.name) for unit in units))


def _units(board: Board, money: str) -> Section:
    columns = {"单位": 30, "文件夹": 26, "年度": 7, "状态": 14, "错误": 7, "待确认": 8, "待填": 7}
    amounts = {f"收入总计（{money}）": 18, f"支出总计（{money}）": 18}
    places = {code: place for place, code in enumerate(ledger.codes(board.units))}
    rows = [(*_unit(unit, money), *_checks(unit, places)) for unit in board.units]
    lead = "「不成立」是没有通过的核对和读不了的地方，「测不了」是数据不足的核对；逐项结果见工作簿的「台账」。"
    return Section(UNITS, lead, {**columns, **amounts, "不成立": 30, "测不了": 40}, rows)


def _unit(unit: UnitOutcome, money: str) -> Iterator[Cell]:
    wrong = sum(not finding.state for finding in unit.open)
    yield owners([unit])
    yield unit.unit
    yield str(unit.year or "")
    yield state_of(unit)
    yield from (wrong, len(unit.open) - wrong, len(unit.gaps))
    for key in (compared.INCOME, compared.SPENDING):
        yield _money(Decimal(unit.figures[key]), money) if key in unit.figures else ""


def _checks(unit: UnitOutcome, places: Mapping[str, int]) -> Iterator[str]:
    """The codes of what is wrong with a unit, broken checks among them, and of the checks that could not be made."""
    yield " ".join(sorted({*ledger.broken(unit), *(finding.code for finding in unit.open)}))
    yield ledger.spans(ledger.undecided(unit), places) if unit.checks else "都没有测" if places else ""


def _codes(board: Board) -> Section:
    columns = {"编号": 8, "核对什么": 56, "成立": 8, "不成立": 8, "测不了": 8, "发现（处）": 10, "待处理（处）": 12}
    rows = [
        (
            *(one.code, one.about or f"如：{brief(one.example)}", one.held, one.broken, one.undecided),
            *(one.findings, one.open, len(one.units), owners(one.units)),
        )
        for one in board.codes
    ]
    lead = "「成立」「不成立」「测不了」是单位数。待处理的是错误和待确认的疑点，牵涉单位多的在前。"
    return Section(CODES, lead, {**columns, "单位（个）": 10, "哪些单位": 60}, rows)


def _gaps(board: Board) -> Section:
    rows = [(gap.key, len(gap.units), owners(gap.units)) for gap in board.gaps]
    return Section(GAPS, "缺的单位多的在前。", {"缺什么": 60, "单位（个）": 10, "哪些单位": 60}, rows)


def _totals(board: Board, money: str) -> Section:
    years = [unit.year for unit in board.units]
    rows = [_total(total, years.count(total.year), money) for total in board.totals]
    lead = f"各单位的数直接相加，没有抵销；一个部门和它的下属单位都在内时会重复。金额单位：{money}。"
    columns = {"年度": 7, "项目": 60, "口径": 10, "合计": 22, "有数的单位": 11, "没有数的单位": 13}
    return Section(TOTALS, lead, columns, rows)


def _total(total: Total, units: int, money: str) -> tuple[Cell, ...]:
    item, _, amount = total.key.rpartition("/")
    if amount not in compared.AMOUNTS:
        item, amount = total.key, ""
    counted = compared.COUNTED.get(total.key)
    value = int(total.amount) if counted else _money(total.amount, money)
    return str(total.year or ""), item, counted or amount, value, total.units, units - total.units


def _odd(board: Board) -> Section:
    rows: list[tuple[Cell, ...]] = []
    for rate in board.rates:
        for one in rate.far:
            side = "高" if one.value > rate.median else "低"
            told = f"{_rate(rate, one.value)}，比中位数 {_rate(rate, rate.median)} {side}得多"
            rows.append(("比率", _with_year(rate), owners([one.unit]), f"{told}（{rate.peers:,} 个单位可比）"))
    for shared in board.figures:
        figures = _several([f"{key} {amount:,} 元" for key, amount in shared.figures])
        rows.append(("数相同", f"{len(shared.figures)} 个数", owners(shared.units), figures))
    for reason in board.reasons:
        rows.append(("理由相同", _several(reason.keys), owners(reason.units), f"「{brief(reason.text)}」"))
    lead = (
        "都不一定错，要看一看：比率离其他单位的中位数很远；几个单位有一模一样、不会碰巧相同的数；"
        "许多单位写同一个理由，或几个单位的理由里有同一个数。"
    )
    return Section(ODD, lead, {"种类": 10, "项目": 40, "单位": 60, "说明": 80}, rows)


def _rates(board: Board) -> Section:
    rows = [
        (_with_year(rate), rate.peers, _rate(rate, rate.median), "太分散，不判断" if rate.scattered else len(rate.far))
        for rate in board.rates
    ]
    lead = f"有这个比率的单位满 {PEERS} 个才比较；分母太小的单位不算在内。"
    return Section(RATES, lead, {"比率": 50, "可比的单位": 12, "中位数": 16, "离得远的单位": 16}, rows)


def _changes(changes: Sequence[UnitChange]) -> Section:
    rows = [_change(change) for change in changes]
    columns = {"单位": 40, "变化": 14, "原来": 16, "现在": 16, "说明": 100}
    return Section(CHANGES, "和上次运行完时比。", columns, rows)


def _change(change: UnitChange) -> tuple[Cell, ...]:
    known = change.now or change.before
    unit = Owners(((change.unit, known.name if known else ""),))
    before, now = (state_of(one) if one else "" for one in (change.before, change.now))
    told = {
        "新发现": [finding.code for finding in change.came],
        "不再有": [finding.code for finding in change.went],
        "确认有变": [finding.code for finding in change.judged],
        "新缺": change.opened,
        "已补": change.filled,
        "数有变": change.figures,
        "理由有变": change.reasons,
        "新文件": change.added,
        "已没有的文件": change.removed,
    }
    said = "；".join(f"{what} {len(which)} 项：{_several(which)}" for what, which in told.items() if which)
    return unit, change.kind, before, now, said


def _with_year(rate: Compared) -> str:
    return f"{rate.rate.name}（{rate.year} 年度）"


def _rate(rate: Compared, value: Decimal) -> str:
    return f"{value:,}{'' if rate.rate.unit == compared.PERCENT else ' '}{rate.rate.unit}"


def _several(names: Sequence[str]) -> str:
    """The first few of several, and how many there are."""
    told = "、".join(brief(name) for name in names[:_NAMED])
    return told if len(names) <= _NAMED else f"{told} 等 {len(names)} 项"


def _money(yuan: Decimal, money: str) -> Decimal:
    return half_up(yuan.scaleb(SCALES[YUAN] - SCALES[money]), _PLACES)

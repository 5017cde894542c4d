"""The nine tables of an invented unit as published workbooks, and the unit file that leaves them to these."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from processes import ROOT

from invented.drawn import (
    BUDGETS,
    CAPITAL,
    FUND,
    GENERAL,
    OUTGOINGS,
    RECEIPTS,
    Year,
    levels,
    name,
)
from invented.story import Data, Story, three
from narrator.figures import official

sys.path.insert(0, str(ROOT / "fixtures" / "workbooks"))
make: Any = importlib.import_module("make")
figures: Any = importlib.import_module("workbook_figures")
sys.path.pop(0)

Spots = dict[tuple[str, ...], int]
_FISCAL = tuple(f"{money}预算财政拨款" for money in BUDGETS)
_TYPED = ("年初预算", "全年预算", "用途", "公开层级", "公开层级依据")  # what no published table holds, or not all do
_CLASSES = [code for code in official.names() if code[0] == "2" and len(code) == 3]


def write(folder: Path, story: Story) -> None:
    """Both years' workbooks, this year's alone where the unit is new."""
    for number, year in ((story.year, story.this), (story.year - 1, story.last)):
        if year is not None:
            planned = {item: planned.full for item, planned in story.three.items()}
            tables = {title: _table(story, spots) for title, spots in _spots(story, year, planned).items()}
            held = figures.Figures(story.title, number, story.region, 0, tables)
            make.write(held, folder / f"{number}.xlsx", money="元" if story.shape.fine else "万元")


def without_tables(story: Story, told: Data) -> Data:
    """The unit file with the names of the workbooks, and of the tables what they do not hold."""
    left: Data = {"决算报表": f"{story.year}.xlsx"}
    left |= {"上年决算报表": f"{story.year - 1}.xlsx"} if story.last is not None else {}
    for title, table in told.items():
        if title not in figures.TITLES:
            left[title] = table
        elif isinstance(table, dict) and (kept := _typed(table, story.this)):
            left[title] = kept
    return left


def _typed(node: Data, this: Year) -> Data:
    """What is typed of a table; nothing of an account that this year's does not list."""
    listed = {code for _, code in this.spent}
    kept: Data = {}
    for key, value in node.items():
        if key.isdecimal() and key not in listed:
            continue
        inside = _typed(value, this) if isinstance(value, dict) else value if key in _TYPED else None
        if inside not in (None, {}):
            kept[key] = inside
    return {"名称": node["名称"], **kept} if kept and "名称" in node else kept


def _table(story: Story, spots: Spots) -> Any:
    digits = 6 if story.shape.fine else 2  # of 分, or of 0.01万元, in 万元
    depth = 2 if any(spot[0] == "支出" for spot in spots) else 1
    rows = tuple(dict.fromkeys(spot[:depth] for spot in spots))
    names = {label: name(label) if label.isdecimal() else label for spot in spots for label in spot}
    return figures.Table(rows, {spot: _amount(value, digits) for spot, value in spots.items()}, frozenset(), names, "")


def _amount(value: int, digits: int) -> str:
    whole, rest = divmod(abs(value), 10**digits)
    return f"{'-' if value < 0 else ''}{whole}.{rest:0{digits}d}"


def _spots(story: Story, year: Year, planned: Mapping[str, int]) -> dict[str, Spots]:
    """Every cell of the nine tables by its spot."""
    running = story.shape.secret or story.shape.running
    paid = year.paid()
    spending = {code: (basic + project, basic, project) for code, (basic, project) in paid.items()}
    out = tuple(year.outgoings.get(kind, 0) for kind in OUTGOINGS)
    spent: dict[str, tuple[int, ...]] = {code: (*amounts, 0, 0, 0) for code, amounts in spending.items()}
    if any(out):
        before = spent.get(running, (0,) * 6)
        spent[running] = (before[0] + sum(out), *before[1:3], *out)
    general = {code: (sum(amounts), *amounts) for code, amounts in year.paid((GENERAL,)).items()}
    amounts = three(year.three)
    budgets = three(planned)
    return {
        figures.OVERVIEW: dict(_overview(year, levels(spent))),
        figures.INCOME: _by_account(make.COLUMNS[figures.INCOME], _income(year, running)),
        figures.EXPENDITURE: _by_account(make.COLUMNS[figures.EXPENDITURE], spent),
        figures.FISCAL: dict(_fiscal(year)),
        figures.GENERAL: _by_account(make.COLUMNS[figures.GENERAL], general),
        figures.BASIC: _basic(year),
        figures.FUND: _balance(year, FUND),
        figures.CAPITAL: _balance(year, CAPITAL),
        figures.THREE: {
            (item, kind): of[item] for item in amounts for kind, of in (("预算数", budgets), ("决算数", amounts))
        },
    }


def _overview(year: Year, spent: Mapping[str, Sequence[int]]) -> Iterator[tuple[tuple[str, ...], int]]:
    yield from ((("收入", f"{money}预算财政拨款收入"), year.received(money)) for money in BUDGETS)
    yield from ((("收入", kind), year.receipts.get(kind, 0)) for kind in RECEIPTS)
    yield ("收入", "本年收入合计"), year.income()
    yield ("收入", "使用非财政拨款结余（含专用结余）"), year.used
    yield ("收入", "年初结转和结余"), sum(year.brought.values())
    yield ("收入", "总计"), year.total()
    yield from ((("支出", code), spent[code][0] if code in spent else 0) for code in _CLASSES)
    yield ("支出", "本年支出合计"), year.spending()
    yield ("支出", "结余分配"), year.shared
    yield ("支出", "年末结转和结余"), sum(year.carried.values())
    yield ("支出", "总计"), year.total()


def _fiscal(year: Year) -> Iterator[tuple[tuple[str, ...], int]]:
    received = [year.received(money) for money in BUDGETS]
    brought, carried = ([side.get(money, 0) for money in BUDGETS] for side in (year.brought, year.carried))
    yield from ((("收入", kind), amount) for kind, amount in zip(_FISCAL, received, strict=True))
    yield ("收入", "本年收入合计"), sum(received)
    forward = "年初财政拨款结转和结余"
    yield ("收入", forward), sum(brought)
    yield from ((("收入", forward, kind), amount) for kind, amount in zip(_FISCAL, brought, strict=True))
    yield ("收入", "总计"), year.fiscal_total()
    by = [levels(year.paid((money,))) for money in BUDGETS]
    rows = {code: [sum(paid.get(code, (0,))) for paid in by] for code in _CLASSES}
    spent = [year.spending(money) for money in BUDGETS]
    rows |= {"本年支出合计": spent, "年末财政拨款结转和结余": carried}
    rows["总计"] = [sum(amounts) for amounts in zip(spent, carried, strict=True)]
    for row, amounts in rows.items():
        yield ("支出", row, "合计"), sum(amounts)
        yield from ((("支出", row, kind), amount) for kind, amount in zip(_FISCAL, amounts, strict=True))


def _by_account(columns: Sequence[str], amounts: Mapping[str, Sequence[int]]) -> Spots:
    """合计, then every 类, 款 and 项 with its columns."""
    whole = tuple(map(sum, zip(*amounts.values(), strict=True))) or (0,) * len(columns)
    rows = {"合计": whole, **levels(amounts)}
    return {(code, column): amount for code, row in rows.items() for column, amount in zip(columns, row, strict=True)}


def _income(year: Year, running: str) -> dict[str, tuple[int, ...]]:
    """What each account received: of each budget by what it spent, of other money where the unit runs itself."""
    fiscal: dict[str, int] = {}
    for money in BUDGETS:
        spent = {code: sum(amounts) for code, amounts in year.paid((money,)).items()}
        whole, received = sum(spent.values()), year.received(money)
        shares = {code: received * amount // whole for code, amount in spent.items()} if whole else {}
        first = next(iter(spent), running)
        shares[first] = shares.get(first, 0) + received - sum(shares.values())
        for code, amount in shares.items():
            fiscal[code] = fiscal.get(code, 0) + amount
    rows = {code: (amount, amount, *(0 for _ in RECEIPTS)) for code, amount in fiscal.items() if amount}
    others = tuple(year.receipts.get(kind, 0) for kind in RECEIPTS)
    if any(others):
        before = rows.get(running, (0, 0))
        rows[running] = (before[0] + sum(others), before[1], *others)
    return rows


def _basic(year: Year) -> Spots:
    """06: the classes and accounts of either side, then the totals."""
    groups = {code[:3]: 0 for code in sorted(year.costs)}
    for code, amount in year.costs.items():
        groups[code[:3]] += amount
    spots: Spots = {(code,): amount for code, amount in sorted({**groups, **year.costs}.items())}
    return spots | {("人员经费合计",): year.staff(), ("公用经费合计",): year.public()}


def _balance(year: Year, money: str) -> Spots:
    """07 and 08: what was brought along, received, spent and carried on, by account; nothing where there is none."""
    paid = year.paid((money,))
    brought, carried = year.brought.get(money, 0), year.carried.get(money, 0)
    if not paid and not brought and not carried:
        return {}
    first = next(iter(paid), None) or {FUND: "2120803", CAPITAL: "2230105"}[money]
    rows: dict[str, tuple[int, ...]] = {}
    for code, (basic, project) in (paid or {first: (0, 0)}).items():
        left = (brought, carried) if code == first else (0, 0)
        income = basic + project + left[1] - left[0]
        rows[code] = (left[0], income, basic + project, basic, project, left[1])
    return _by_account(make.COLUMNS[figures.FUND], rows)

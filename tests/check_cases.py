"""The case files of the checks (tests/checks/K101.yaml to K363.yaml), and the units that they describe.

A case is a tiny set of cells: table → road (its labels with a space between) → the amount as text, nothing
for a blank. 上年 holds last year's tables, 金额单位 what is not in 万元, 空表 the tables that are empty,
单位文件 what is typed beside the tables, 名称 the names of accounts, 年初预算 budgets by table and road, 公开日期
the day.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from narrator.figures import terms as t
from narrator.figures.model import Account, Amounts, Profile, Statement, Unit
from narrator.figures.number import decimal
from narrator.figures.values import Figure, Place, Text

FOLDER = Path(__file__).parent / "checks"
FILE = "决算报表.xlsx"


class Case(NamedTuple):
    """A case: the check, what the case shows, what is given, and what the check must say.

    ``level`` is the state of the outcome, ``place`` the road of the figure that is tested, "" for none.
    """

    code: str
    title: str
    unit: Unit
    level: str
    place: str
    evidence: str


@cache
def cases() -> tuple[Case, ...]:
    """All cases of all files."""
    return tuple(case for path in sorted(FOLDER.glob("K[123]*.yaml")) for case in _file(path))


def _file(path: Path) -> list[Case]:
    data = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
    return [
        Case(path.stem, case["例"], unit(case), case["结果"], case.get("位置", ""), case.get("依据", ""))
        for case in data
    ]


def unit(case: Mapping[str, Any]) -> Unit:
    """The unit that a case describes."""
    money = case.get("金额单位", {})
    now, then, names = case.get("表", {}), case.get("上年", {}), case.get("名称", {})
    budgets = case.get("年初预算", {})
    statements = {
        term: Statement(
            term,
            cells=_cells(term, now.get(term, {}), money.get(term, t.WAN)),
            last_cells=_cells(f"{t.LAST_YEAR}{term}", then.get(term, {}), money.get(f"{t.LAST_YEAR}{term}", t.WAN)),
            empty=term in case.get("空表", ()),
            accounts=_accounts(term, names.get(term, {}), budgets.get(term, {}))
            if term in {**names, **budgets}
            else None,
            rows=_rows(term, budgets.get(term, {})),
        )
        for term in t.STATEMENTS
        if {term} & {*now, *then, *names, *budgets, *case.get("空表", ())}
    }
    typed = case.get("单位文件", {})
    kinds = tuple(Text(kind) for kind in case.get("单位性质", [t.PUBLIC_INSTITUTION]))
    year = Figure(decimal("2024"), "年", Place(FILE, 0, 0))
    published = datetime.date.fromisoformat(case["公开日期"]) if "公开日期" in case else None
    profile = Profile(Text("示例单位"), Text("示例"), year, Text("单位"), kinds, published=published)
    given = {field.name: _value(field, typed[_term(field)]) for field in fields(Unit) if _term(field) in typed}
    return Unit(profile, statements=statements, **given)


def _cells(table: str, cells: Mapping[str, str], money: str) -> dict[tuple[str, ...], Figure | None]:
    return {
        tuple(road.split(" ")): Figure(decimal(text), money, Place(FILE, 1, 1, f"{table} {road}", "1"))
        if text
        else None
        for road, text in cells.items()
    }


def _accounts(table: str, names: Mapping[str, str], budgets: Mapping[str, str]) -> dict[str, Account]:
    codes = [code for code in {**names, **budgets} if code.isdigit()]
    places = {code: Place(FILE, 1, 1, f"{table} {code}", "1") for code in codes}
    return {
        code: Account(code, Text(names.get(code, code), places[code]), _budget(table, code, budgets.get(code, "")))
        for code in codes
    }


def _rows(table: str, budgets: Mapping[str, str]) -> dict[tuple[str, ...], Amounts]:
    return {tuple(road.split(" ")): _budget(table, road, text) for road, text in budgets.items() if not road.isdigit()}


def _budget(table: str, road: str, text: str) -> Amounts:
    figure = Figure(decimal(text), t.WAN, Place(FILE, 1, 1, f"{table} {road} 年初预算", "1")) if text else None
    return Amounts(initial_budget=figure)


def _term(field: Any) -> str:
    return str(field.metadata["term"])


def _value(field: Any, given: Any, road: str = "") -> Any:
    """A typed value as the model has it: a record, records, a figure or a text."""
    road = f"{road} {_term(field)}".strip()
    match field.metadata["kind"]:
        case "part":
            return _record(field.metadata["of"], given, road)
        case "parts":
            return tuple(_record(field.metadata["of"], one, road) for one in given)
        case "money" | "number" | "count":
            figure_unit = field.metadata.get("unit", t.WAN)
            return Figure(decimal(given), figure_unit, Place(FILE, 1, 1, road, "1")) if given else None
    return Text(given)


def _record(of: Any, given: Mapping[str, Any], road: str) -> Any:
    by_term = {_term(field): field for field in fields(of)}
    return of(**{by_term[term].name: _value(by_term[term], value, road) for term, value in given.items()})

"""The case files of the checks over figures (tests/checks/K1, K2, K3, K5), and the units that they describe.

A case is a tiny set of cells: table → key (its labels with a space between) → the amount as text, nothing
for a blank. 上年 holds last year's tables, 金额单位 what is not in 万元, 空表 the tables that are empty, 年初预算
typed budgets by table and key, 预算 those of either kind (their key ends in 年初预算 or 全年预算), 单位文件 what
is typed beside the tables, 公开日期 the day, 名称 the names of accounts (上年名称 of last year's), 公开层级 how far
they may be disclosed, 科目对应 which account of last year is now which; 工作簿 says that the tables were read from
workbooks, whose rows in 未读 (table → label → why) were not read. 也 tells words to put in place of others, in all of
the case: each line is one more case, of another pair of figures or another column.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import fields, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import yaml

from narrator.figures import terms as t
from narrator.figures.model import Account, Amounts, Profile, Statement, Unit
from narrator.figures.number import decimal
from narrator.figures.protocol import Protocol, ReadRow
from narrator.figures.tables import SPENT
from narrator.figures.values import Figure, Place, Text

FOLDER = Path(__file__).parents[1] / "checks"
FILE = "决算报表.xlsx"
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # there are many cases: that of libyaml where there is one


class Case(NamedTuple):
    """A case: the check, what the case shows, what is given, and what the check must say.

    ``level`` is the state of the outcome, ``place`` the key of the figure that is tested, "" for none, and where
    something passed and it does not matter what.
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
    return tuple(case for path in sorted(FOLDER.glob("K[1235]*.yaml")) for case in _file(path))


def _file(path: Path) -> list[Case]:
    return [
        Case(path.stem, case["例"], unit(case), case["结果"], case.get("位置", ""), case.get("依据", ""))
        for case in written(path)
    ]


def written(path: Path) -> list[dict[str, Any]]:
    """The cases of a file as they are written, each with those that its 也 tells."""
    data: list[dict[str, Any]] = yaml.load(path.read_text(encoding="utf-8"), _LOADER)
    return [_reworded(case, words) for case in data for words in ({}, *case.pop("也", ()))]


def _reworded(node: Any, words: Mapping[str, str]) -> Any:
    """A case with other words in all its texts."""
    if isinstance(node, Mapping):
        return {_reworded(key, words): _reworded(value, words) for key, value in node.items()}
    if isinstance(node, list):
        return [_reworded(item, words) for item in node]
    longest = sorted(words, key=len, reverse=True)
    return re.sub("|".join(map(re.escape, longest)), lambda found: words[found.group()], node) if words else node


def unit(case: Mapping[str, Any]) -> Unit:
    """The unit that a case describes."""
    money = case.get("金额单位", {})
    now, then, names = case.get("表", {}), case.get("上年", {}), case.get("名称", {})
    budgets = {term: {**case.get("预算", {}).get(term, {}), **_initial(case, term)} for term in t.STATEMENTS}
    budgets = {term: typed for term, typed in budgets.items() if typed}
    last_names, levels = case.get("上年名称", {}), case.get("公开层级", {})
    statements = {
        term: Statement(
            term,
            cells=_cells(term, now.get(term, {}), money.get(term, t.WAN)),
            last_cells=_cells(f"{t.LAST_YEAR}{term}", then.get(term, {}), money.get(f"{t.LAST_YEAR}{term}", t.WAN)),
            empty=term in case.get("空表", ()),
            rows=_budgets(term, budgets.get(term, {}), money.get(term, t.WAN)),
            accounts=_accounts(
                term, names.get(term, {}), now.get(term, {}), levels.get(term, {}), budgets.get(term, {})
            )
            if term in {**names, **budgets}
            else None,
            last_accounts=_accounts(term, last_names[term], then.get(term, {})) if term in last_names else None,
            moved=case.get("科目对应", {}).get(term, {}),
            read=_read(case, term, ""),
            last_read=_read(case, term, t.LAST_YEAR),
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


def _read(case: Mapping[str, Any], term: str, year: str) -> Protocol | None:
    """How a table was read from a workbook, if the case has one."""
    table = case.get("上年" if year else "表", {}).get(term)
    if "工作簿" not in case or table is None:
        return None
    cells = _cells(f"{year}{term}", table, t.WAN)
    unread = case.get("未读", {}).get(f"{year}{term}", {})
    rows = [ReadRow("1", 1, 1, key, 1) for key, figure in cells.items() if figure]
    rows += [ReadRow("1", 1, 1, (), 1, label, why) for label, why in unread.items()]
    return Protocol(term, FILE, bool(year), ("1",), tuple(rows), (), cells)


def _cells(table: str, cells: Mapping[str, str], money: str) -> dict[tuple[str, ...], Figure | None]:
    return {
        tuple(key.split(" ")): Figure(decimal(text), money, Place(FILE, 1, 1, f"{table} {key}", "1")) if text else None
        for key, text in cells.items()
    }


def _accounts(
    table: str,
    names: Mapping[str, str],
    cells: Mapping[str, str],
    levels: Mapping[str, str] = MappingProxyType({}),
    budgets: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, Account]:
    accounts = {}
    typed = {key[0]: amounts for key, amounts in _budgets(table, budgets, t.WAN).items()}
    for code, name in {**{code: code for code in typed if code.isdigit()}, **names}.items():
        spent = cells.get(f"{code} {SPENT.get(table, '')}")
        actual = Figure(decimal(spent), t.WAN, Place(FILE, 1, 1)) if spent else None
        amounts = replace(typed.get(code, Amounts()), actual=actual)
        level = Text(levels[code]) if code in levels else None
        accounts[code] = Account(code, Text(name, Place(FILE, 1, 1, f"{table} {code}", "1")), amounts, level=level)
    return accounts


def _initial(case: Mapping[str, Any], term: str) -> dict[str, str]:
    return {f"{key} {t.INITIAL_BUDGET}": text for key, text in case.get("年初预算", {}).get(term, {}).items()}


def _budgets(table: str, cells: Mapping[str, str], money: str) -> dict[tuple[str, ...], Amounts]:
    """The typed budgets by the labels of their row."""
    fields_of = {t.INITIAL_BUDGET: "initial_budget", t.FULL_BUDGET: "full_budget"}
    return {
        tuple(key.split(" ")[:-1]): Amounts(**{fields_of[key.split(" ")[-1]]: figure})
        for (key, figure) in ((" ".join(key), figure) for key, figure in _cells(table, cells, money).items())
    }


def _term(field: Any) -> str:
    return str(field.metadata["term"])


def _value(field: Any, given: Any, key: str = "") -> Any:
    """A typed value as the model has it: a record, records, a figure or a text."""
    key = f"{key} {_term(field)}".strip()
    match field.metadata["kind"]:
        case "part":
            return _record(field.metadata["of"], given, key)
        case "parts":
            return tuple(_record(field.metadata["of"], one, key) for one in given)
        case "money" | "number" | "count":
            figure_unit = field.metadata.get("unit", t.WAN)
            return Figure(decimal(given), figure_unit, Place(FILE, 1, 1, key, "1")) if given else None
    return Text(given)


def _record(of: Any, given: Mapping[str, Any], key: str) -> Any:
    by_term = {_term(field): field for field in fields(of)}
    return of(**{by_term[term].name: _value(by_term[term], value, key) for term, value in given.items()})

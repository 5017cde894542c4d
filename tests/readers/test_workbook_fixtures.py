"""The fixture workbooks: their figures hold together, and the committed files are what the script writes."""

from __future__ import annotations

import importlib
import re
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from python_calamine import CalamineWorkbook

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
sys.path.insert(0, str(FIXTURES / "workbooks"))
make: Any = importlib.import_module("make")
sys.path.pop(0)

UNITS = ("changji-2024", "changji-2023", "putuo-2024")
OVERVIEW, INCOME, EXPENDITURE, FISCAL, GENERAL, BASIC, FUND, CAPITAL, THREE = make.TITLES
KINDS = ("财政拨款收入", "上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入")
SPENT = ("基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出")
BUDGETS = ("一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款")

Key = tuple[str, ...]
Amounts = dict[str, dict[Key, Decimal]]


class Sum(NamedTuple):
    """A total and the parts that make it up, as printed; ``name`` says where."""

    name: str
    total: Decimal
    parts: list[Decimal]

    def gap(self) -> Decimal:
        return self.total - sum(self.parts, Decimal(0))

    def possible(self) -> bool:
        return abs(self.gap()) <= Decimal("0.005") * (len(self.parts) + 1)


def figures(unit: str) -> Any:
    return make.load(FIXTURES / "workbooks" / f"{unit}.yaml")


def amounts(unit: str) -> Amounts:
    return {
        title: {key: Decimal(text) for key, text in table.amounts.items()}
        for title, table in figures(unit).tables.items()
    }


def _sum(table: dict[Key, Decimal], name: str, total: Key, parts: list[Key]) -> Iterator[Sum]:
    """The sum where the total is given, of the parts that are."""
    if total in table:
        yield Sum(f"{name} {'/'.join(total)}", table[total], [table[part] for part in parts if part in table])


def _within_overview(table: dict[Key, Decimal], codes: list[str]) -> Iterator[Sum]:
    kinds = [(f"{kind}收入",) for kind in BUDGETS] + [(kind,) for kind in KINDS[1:]]
    yield from _sum(table, OVERVIEW, ("收入", "本年收入合计"), [("收入", *kind) for kind in kinds])
    yield from _sum(table, OVERVIEW, ("支出", "本年支出合计"), [("支出", code) for code in codes])
    received = ("本年收入合计", "使用非财政拨款结余（含专用结余）", "年初结转和结余")
    yield from _sum(table, OVERVIEW, ("收入", "总计"), [("收入", row) for row in received])
    spent = ("本年支出合计", "结余分配", "年末结转和结余")
    yield from _sum(table, OVERVIEW, ("支出", "总计"), [("支出", row) for row in spent])


def _within_fiscal(table: dict[Key, Decimal], codes: list[str]) -> Iterator[Sum]:
    brought = "年初财政拨款结转和结余"
    yield from _sum(table, FISCAL, ("收入", "本年收入合计"), [("收入", kind) for kind in BUDGETS])
    yield from _sum(table, FISCAL, ("收入", brought), [("收入", brought, kind) for kind in BUDGETS])
    yield from _sum(table, FISCAL, ("收入", "总计"), [("收入", "本年收入合计"), ("收入", brought)])
    for row in (*codes, "本年支出合计", "年末财政拨款结转和结余", "总计"):
        yield from _sum(table, FISCAL, ("支出", row, "合计"), [("支出", row, kind) for kind in BUDGETS])
    for kind in ("合计", *BUDGETS):
        yield from _sum(table, FISCAL, ("支出", "本年支出合计", kind), [("支出", code, kind) for code in codes])
        down = ("本年支出合计", "年末财政拨款结转和结余")
        yield from _sum(table, FISCAL, ("支出", "总计", kind), [("支出", row, kind) for row in down])


def _within_accounts(table: dict[Key, Decimal], title: str, columns: Key) -> Iterator[Sum]:
    rows = sorted({key[0] for key in table})
    for row in rows:
        yield from _sum(table, title, (row, columns[0]), [(row, column) for column in columns[1:]])
        depth = 0 if row == "合计" else len(row)
        below = [code for code in rows if code.isdigit() and len(code) == {0: 3, 3: 5, 5: 7}.get(depth)]
        inside = [code for code in below if not depth or code.startswith(row)]
        assert inside or depth == 7, f"{title}: {row} has no account below it"
        for column in columns if inside else ():
            yield from _sum(table, title, (row, column), [(code, column) for code in inside])


def _within_basic(table: dict[Key, Decimal]) -> Iterator[Sum]:
    codes = [key[0] for key in table if key[0].isdigit()]
    for one in (code for code in codes if len(code) == 3):
        yield from _sum(table, BASIC, (one,), [(code,) for code in codes if len(code) == 5 and code.startswith(one)])
    yield from _sum(table, BASIC, ("人员经费合计",), [("301",), ("303",)])
    yield from _sum(table, BASIC, ("公用经费合计",), [("302",), ("307",), ("310",), ("399",)])


def _within_three(table: dict[Key, Decimal]) -> Iterator[Sum]:
    cars = "公务用车购置及运行维护费"
    for kind in ("预算数", "决算数"):
        items = ("因公出国（境）费", cars, "公务接待费")
        yield from _sum(table, THREE, ("合计", kind), [(item, kind) for item in items])
        yield from _sum(table, THREE, (cars, kind), [("公务用车购置费", kind), ("公务用车运行维护费", kind)])


def _between(tables: Amounts, codes: list[str]) -> Iterator[Sum]:
    """What two tables give alike, each pair as a sum of one part."""

    def pair(title: str, key: Key, other: str, *there: Key) -> Iterator[Sum]:
        found = [tables[other][one] for one in there if one in tables[other]]
        if key in tables[title] or found:
            yield Sum(f"{title} {'/'.join(key)} ↔ {other}", tables[title][key], found)

    fiscal = [("收入", f"{kind}收入") for kind in BUDGETS]
    yield from pair(INCOME, ("合计", "财政拨款收入"), OVERVIEW, *fiscal)
    for kind in KINDS[1:]:
        yield from pair(INCOME, ("合计", kind), OVERVIEW, ("收入", kind))
    yield from pair(INCOME, ("合计", "本年收入合计"), OVERVIEW, ("收入", "本年收入合计"))
    yield from pair(EXPENDITURE, ("合计", "本年支出合计"), OVERVIEW, ("支出", "本年支出合计"))
    for code in codes:
        if (code, "本年支出合计") in tables[EXPENDITURE] or tables[OVERVIEW].get(("支出", code)):
            yield from pair(EXPENDITURE, (code, "本年支出合计"), OVERVIEW, ("支出", code))
        if (code, "合计") in tables[GENERAL] or tables[FISCAL].get(("支出", code, BUDGETS[0])):
            yield from pair(GENERAL, (code, "合计"), FISCAL, ("支出", code, BUDGETS[0]))
    yield from pair(GENERAL, ("合计", "合计"), FISCAL, ("支出", "本年支出合计", BUDGETS[0]))
    yield from pair(GENERAL, ("合计", "基本支出"), BASIC, ("人员经费合计",), ("公用经费合计",))
    yield from pair(INCOME, ("合计", "财政拨款收入"), FISCAL, ("收入", "本年收入合计"))
    yield from pair(OVERVIEW, ("收入", "总计"), OVERVIEW, ("支出", "总计"))
    yield from pair(FISCAL, ("收入", "总计"), FISCAL, ("支出", "总计", "合计"))


def sums(unit: str) -> list[Sum]:
    tables = amounts(unit)
    codes = sorted({key[1] for key in tables[OVERVIEW] if key[0] == "支出" and key[1].isdigit()})
    return [
        *_within_overview(tables[OVERVIEW], codes),
        *_within_accounts(tables[INCOME], INCOME, ("本年收入合计", *KINDS)),
        *_within_accounts(tables[EXPENDITURE], EXPENDITURE, ("本年支出合计", *SPENT)),
        *_within_fiscal(tables[FISCAL], codes),
        *_within_accounts(tables[GENERAL], GENERAL, ("合计", "基本支出", "项目支出")),
        *_within_basic(tables[BASIC]),
        *_within_three(tables[THREE]),
        *_between(tables, codes),
    ]


@pytest.mark.parametrize("unit", UNITS)
def test_every_total_holds(unit: str) -> None:
    """Every check within and between the tables holds, rounding apart."""
    found = sums(unit)
    assert len(found) > 90
    assert not [one.name for one in found if not one.possible()]


@pytest.mark.parametrize("unit", UNITS)
def test_items_of_06_within_09(unit: str) -> None:
    tables = amounts(unit)
    for code, item in (("30212", "因公出国（境）费"), ("30217", "公务接待费"), ("30231", "公务用车运行维护费")):
        assert tables[BASIC].get((code,), Decimal(0)) <= tables[THREE].get((item, "决算数"), Decimal(0))


@pytest.mark.parametrize("unit", UNITS)
def test_amounts_and_accounts_as_printed(unit: str) -> None:
    """Two decimals everywhere, the tables of no money empty with a note, an account of one name throughout."""
    unit_figures = figures(unit)
    names: dict[str, str] = {}
    for title, table in unit_figures.tables.items():
        assert all(re.fullmatch(r"\d+\.\d\d", amount) for amount in table.amounts.values())
        assert (title in (FUND, CAPITAL)) == (not table.amounts)
        if not table.amounts:
            assert "本表" in table.note
        for key, name in table.names.items():
            if key.isdigit():
                assert names.setdefault(key, name) == name != key


def test_made_up_cells_open_no_gap() -> None:
    """2023 has none; 2024 has those that the published figures force: 7.12 beside 6.66 + 0.42 + 0.05, and totals."""
    assert not [one.name for one in sums("changji-2023") if one.gap()]
    gaps = {one.name: abs(one.gap()) for one in sums("changji-2024") if one.gap()}
    assert set(gaps.values()) == {Decimal("0.01")}
    for name in gaps:
        assert re.search(" (21011|合计|支出/本年支出合计)/", name)


def test_the_year_begins_with_what_the_last_one_left() -> None:
    last, year = amounts("changji-2023"), amounts("changji-2024")
    assert last[OVERVIEW]["支出", "年末结转和结余"] == year[OVERVIEW]["收入", "年初结转和结余"] == Decimal("143.96")
    left = last[FISCAL]["支出", "年末财政拨款结转和结余", "合计"]
    assert left == year[FISCAL]["收入", "年初财政拨款结转和结余"]


def _seed(node: dict[Any, Any], key: Key = ()) -> Iterator[tuple[Key, dict[str, Any]]]:
    """The amounts of a statement in the unit file: key, then by 决算, 上年 and 全年预算."""
    for name, value in node.items():
        here = key if name == "科目" else (*key, str(name))
        if isinstance(value, float):
            yield here, {"决算": value}
        elif isinstance(value, dict) and {"决算", "上年"} & set(value):
            yield here, value
        elif isinstance(value, dict):
            yield from _seed(value, here)


def test_the_seed_stands_in_the_workbooks() -> None:
    """Every figure of the unit file is in the figures files, this year's and last year's, and no mark is on it."""
    unit = yaml.safe_load((FIXTURES / "changji-2024" / "unit.yaml").read_text(encoding="utf-8"))
    files = {"决算": figures("changji-2024"), "上年": figures("changji-2023"), "全年预算": figures("changji-2024")}
    seen: Counter[str] = Counter()
    for title in make.TITLES:
        for key, row in _seed(unit[title]) if isinstance(unit[title], dict) else ():
            for which, file in files.items():
                if which not in row:
                    continue
                table = file.tables[title]
                place = {
                    INCOME: ("合计", *key),
                    EXPENDITURE: ("合计", *key),
                    FISCAL: (*key, "合计") if key[0] == "支出" else key,
                    GENERAL: (key[0], "合计") if key[0].isdigit() else ("合计", *key),
                    THREE: (*key, "预算数" if which == "全年预算" else "决算数"),
                }.get(title, key)
                assert Decimal(table.amounts[place]) == Decimal(str(row[which])), (title, key, which)
                assert place not in table.made_up, (title, key, which)
                seen[which] += 1
    assert seen == {"决算": 47, "上年": 16, "全年预算": 5}
    assert {str(code) for code in unit[BASIC]["科目"]} == {
        key[0] for key in files["决算"].tables[BASIC].amounts if len(key[0]) == 5
    }


def committed() -> list[tuple[str, str, Path]]:
    return [
        (
            unit,
            layout,
            FIXTURES / f"{unit[:-5]}-2024-workbook" / ("" if layout == "plain" else layout) / f"{unit[-4:]}.xlsx",
        )
        for unit in UNITS
        for layout in make.LAYOUTS
    ]


@pytest.mark.parametrize(("unit", "layout", "path"), committed())
def test_the_script_writes_the_committed_files(unit: str, layout: str, path: Path, tmp_path: Path) -> None:
    """Part by part: how well a part is compressed may differ from one computer to another."""
    for name in ("one.xlsx", "two.xlsx"):
        make.write(figures(unit), tmp_path / name, layout)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp_path / "one.xlsx") as new:
        assert old.namelist() == new.namelist()
        assert not [name for name in old.namelist() if old.read(name) != new.read(name)]


def _sheets(path: Path) -> Iterator[tuple[str, list[Any]]]:
    """The tables of a workbook: title and the cells that are not empty."""
    titles = {re.sub(r"\s", "", shown): title for title, shown in make.HOSTILE_TITLES.items()}
    with CalamineWorkbook.from_path(path) as book:
        for name in book.sheet_names:
            cells = [cell for row in book.get_sheet_by_name(name).to_python() for cell in row if cell not in ("", None)]
            title = re.sub(r"\s", "", str(cells[0]))
            if titles.get(title, title) in make.TITLES:
                yield titles.get(title, title), cells


def _numbers(cells: list[Any], money: str) -> Iterator[Decimal]:
    """The cells that are numbers, in 万元 as printed."""
    for cell in cells:
        text = str(cell).replace("，", "").replace(",", "").replace("．", ".")
        if re.fullmatch(r"\d+(\.\d+)?", text):
            yield (Decimal(text) / (10000 if money == "元" else 1)).quantize(Decimal("0.01"))


@pytest.mark.slow
@pytest.mark.parametrize("money", ["万元", "元"])
@pytest.mark.parametrize("layout", ["plain", "hostile"])
@pytest.mark.parametrize("unit", UNITS)
def test_every_figure_is_in_its_sheet(unit: str, layout: str, money: str, tmp_path: Path) -> None:
    """All nine tables are there, each with all its figures in the money that its corner names, and with its mark."""
    path = tmp_path / "book.xlsx"
    make.write(figures(unit), path, layout, money)
    found = dict(_sheets(path))
    monies = set()
    assert set(found) == set(make.TITLES)
    for title, cells in found.items():
        corner = re.findall("单位：(万元|元)", " ".join(map(str, cells)))
        assert len(corner) == 1
        monies.update(corner)
        table = figures(unit).tables[title]
        expected = Counter(Decimal(text) for text in table.amounts.values())
        assert not expected - Counter(_numbers(cells, corner[0])), title
        assert any("含虚构数：" in str(cell) for cell in cells) == bool(table.made_up), title
    assert monies == ({money} if layout == "plain" else {"万元", "元"})


def test_made_up_figures_are_marked() -> None:
    """The unit of the seed says on every sheet with figures but 04 and 09 of 2024 that some are made up; 普陀 never."""
    marked = {unit: [title for title, table in figures(unit).tables.items() if table.made_up] for unit in UNITS}
    assert marked["changji-2024"] == [OVERVIEW, INCOME, EXPENDITURE, GENERAL, BASIC]
    assert marked["changji-2023"] == [OVERVIEW, INCOME, EXPENDITURE, FISCAL, GENERAL, BASIC, THREE]
    assert marked["putuo-2024"] == []
    for unit, _, path in committed():
        with CalamineWorkbook.from_path(path) as book:
            text = str([book.get_sheet_by_name(name).to_python() for name in book.sheet_names])
        assert ("含虚构数" in text) == unit.startswith("changji")

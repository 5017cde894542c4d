"""A department's statements are its units' added up, cell by cell, exactly, and never from some of them only."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from python_calamine import CalamineWorkbook

from helpers import departments
from helpers.departments import FIXTURE, department, rolled, sums, write_unit
from narrator.figures import terms as t
from narrator.figures.values import Figure, Formula, Place
from narrator.rollup.comparing import Line
from narrator.rollup.department import RolledUp

NAMES = {folder: name for folder, (name, _, _) in department.UNITS.items()}


@pytest.fixture(scope="module")
def fixture() -> RolledUp:
    return rolled(FIXTURE)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FIXTURE, tmp_path / "教育局"))


def cells(made: RolledUp, *, last_year: bool) -> dict[tuple[str, ...], Line]:
    """The cells of the nine statements of a year by table and key."""
    amounts = (t.INITIAL_BUDGET, t.FULL_BUDGET)
    return {
        line.key: line
        for line in made.lines
        if line.key[0] in t.STATEMENTS and line.last_year == last_year and line.key[-1] not in amounts
    }


def in_wan(figure: Figure | None) -> Decimal | None:
    return figure and figure.yuan.scaleb(-4)


def leaves(figure: Figure) -> Iterator[Figure]:
    if isinstance(figure.origin, Formula):
        for _, part in figure.origin.inputs:
            yield from leaves(part)
    else:
        yield figure


@pytest.mark.parametrize("year", [2024, 2023])
def test_every_cell_is_the_sum_of_the_units(fixture: RolledUp, year: int) -> None:
    """Against the figures that the workbooks were made from, which no reader of ours has seen."""
    found = cells(fixture, last_year=year == 2023)
    wanted = {(title, *spot): amount for title, of in sums(year).items() for spot, amount in of.items()}
    assert len(wanted) > 250
    assert {key: in_wan(found[key].sum.figure) for key in wanted} == wanted
    assert not [key for key, line in found.items() if in_wan(line.sum.figure) and key not in wanted]
    assert not fixture.opened


def test_the_rows_and_accounts_that_the_text_prints_are_these_sums(fixture: RolledUp) -> None:
    this, last = sums(2024), sums(2023)
    total = fixture.unit.statement(t.OVERVIEW).row(t.RECEIPTS, t.GRAND_TOTAL)
    key = (t.RECEIPTS, t.GRAND_TOTAL)
    assert (in_wan(total.last_year), in_wan(total.actual)) == (last[t.OVERVIEW][key], this[t.OVERVIEW][key])
    general = fixture.unit.statement(t.GENERAL)
    assert general.accounts is not None
    assert general.last_accounts is not None
    items = {code for code, column in this[t.GENERAL] if len(code) == t.ITEM}
    for code in items:
        assert in_wan(general.accounts[code].amounts.actual) == this[t.GENERAL][code, t.TOTAL]
        assert in_wan(general.last_accounts[code].amounts.actual) == last[t.GENERAL][code, t.TOTAL]


def test_the_origin_of_a_sum_names_every_unit_with_its_cell(fixture: RolledUp) -> None:
    """Each input lies in the workbook of the unit that it is named after, and the cell holds it."""
    opened: dict[str, Any] = {}
    seen = 0
    for line in (*cells(fixture, last_year=False).values(), *cells(fixture, last_year=True).values()):
        if line.sum.figure is None or line.key[0] in (t.FUND, t.CAPITAL):  # these are 空表
            continue
        assert isinstance(line.sum.figure.origin, Formula)
        for name, part in line.sum.figure.origin.inputs:
            (leaf,) = leaves(part)
            place = leaf.origin
            assert isinstance(place, Place)
            if name.startswith("抵销"):
                assert (Path(place.file).parent.name, Path(place.file).name) == ("department-2024", "unit.yaml")
                continue
            folder = Path(place.file).parent.name
            assert NAMES[folder] == name
            book = opened.setdefault(place.file, CalamineWorkbook.from_path(place.file))
            value = book.get_sheet_by_name(place.sheet).to_python(skip_empty_area=False)[place.line - 1][
                place.column - 1
            ]
            assert abs(Decimal(str(value)) - leaf.value) < Decimal("0.001")
            seen += 1
    assert seen > 1500


def test_what_is_no_amount_is_added_too(fixture: RolledUp) -> None:
    unit = fixture.unit
    assert unit.staff.actual is not None
    assert unit.staff.actual.value == 68 + 250 + 175 + 60 + 48
    assert unit.assets.floor_area is not None
    assert unit.assets.floor_area.value == Decimal("67889.95")
    assert unit.reception.domestic_people is not None
    assert unit.reception.domestic_people.value == 86 + 31
    budget = unit.statement(t.GENERAL).row(t.TOTAL).initial_budget
    assert budget is not None
    assert budget.value == Decimal("5680.20")


def test_running_costs_are_told_by_kind_of_unit(fixture: RolledUp) -> None:
    """The bureau's 公用经费 are 机关运行经费, those of the schools are not."""
    public = {
        folder: department.tables(years[2024])[t.BASIC][(t.PUBLIC,)]
        for folder, (_, _, years) in department.UNITS.items()
    }
    schools = sum(amount for folder, amount in public.items() if folder != "bureau")
    assert in_wan(fixture.unit.running.administrative.actual) == public["bureau"]
    assert in_wan(fixture.unit.running.institution.actual) == schools
    assert fixture.unit.running.quasi_civil.actual is None


def test_the_kinds_of_a_department_are_those_of_its_units(copy: Path) -> None:
    """Else the 公用经费 of schools would be told as 机关运行经费."""
    departments.replace(copy / "unit.yaml", "  主体: 部门\n", "  主体: 部门\n  单位性质: 行政单位\n")
    unit = rolled(copy).unit
    assert [kind.text for kind in unit.profile.kinds or ()] == [t.ADMINISTRATIVE, t.PUBLIC_INSTITUTION]
    assert [note.evidence for note in unit.notes if note.code == "G127"] == [
        "部门写的单位性质是行政单位，各单位是行政单位、事业单位，用了各单位的。"
    ]
    departments.replace(copy / "kindergarten" / "unit.yaml", "  单位性质: 事业单位\n", "")
    unit = rolled(copy).unit
    assert unit.profile.kinds is None
    assert [note.evidence for note in unit.notes if note.code == "G126"] == [
        "「青山县幼儿园」没有写单位性质，机关运行经费和公用经费分不开。"
    ]


# Drawn departments ------------------------------------------------------------------------------------

_ITEMS = ("2050101", "2050199", "2050201", "2050202", "2080505", "2101102", "2210201")
_amounts = st.decimals(min_value=1, max_value=9999, places=2).map(lambda amount: f"{amount:.2f}")


@st.composite
def years(draw: st.DrawFn) -> Any:
    """What a unit spent and got: a few accounts, some income beside the fiscal."""
    codes = draw(st.lists(st.sampled_from(_ITEMS), min_size=1, max_size=4, unique=True))
    items = {code: (draw(_amounts), draw(st.one_of(st.just("0.00"), _amounts))) for code in sorted(codes)}
    office = draw(_amounts)
    economic = {"30201": office, "30101": f"{sum(Decimal(basic) for basic, _ in items.values()) - Decimal(office):.2f}"}
    other = draw(st.dictionaries(st.sampled_from(department.KINDS), _amounts, max_size=2))
    return department.Year(
        items, economic, {"公务接待费": (draw(_amounts), draw(_amounts))}, other, savings=draw(_amounts)
    )


_drawn = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # an example costs six workbooks
)
_units = st.lists(st.tuples(years(), years(), st.sampled_from(("元", "万元"))), min_size=2, max_size=3)


def written(folder: Path, units: list[Any]) -> list[dict[int, Any]]:
    """The folders of a drawn department; the tables of each unit by year."""
    made = []
    shutil.rmtree(folder, ignore_errors=True)
    for number, (this, last, money) in enumerate(units):
        tables = {2024: department.tables(this), 2023: department.tables(last)}
        write_unit(folder / f"u{number}", f"青山县第{number}局" + "（本级）" * (not number), tables, money)
        made.append(tables)
    return made


@pytest.mark.slow
@_drawn
@given(_units)
def test_sums_of_drawn_departments(tmp_path: Path, units: list[Any]) -> None:
    """Whatever the units list, in 元 or 万元: an account that one does not list adds nothing, and nothing is open."""
    tables = written(tmp_path / "部门", units)
    made = rolled(tmp_path / "部门")
    for year in (2024, 2023):
        total = department.added(of[year] for of in tables)
        found = cells(made, last_year=year == 2023)
        wanted = {(title, *spot): amount for title, of in total.items() for spot, amount in of.items()}
        assert {key: in_wan(found[key].sum.figure) for key in wanted} == wanted


@pytest.mark.slow
@_drawn
@given(_units, st.data())
def test_a_blank_that_hides_money_leaves_the_sum_open(tmp_path: Path, units: list[Any], data: st.DataObject) -> None:
    """A cell whose amount is missing from a unit's table is never added up from the other units."""
    folder = tmp_path / "部门"
    tables = written(folder, units)
    title, spot = data.draw(
        st.sampled_from(
            [(title, spot) for title, of in tables[0][2024].items() for spot, amount in of.items() if amount]
        )
    )
    tables[0][2024][title][spot] = None
    shutil.rmtree(folder / "u0")
    write_unit(folder / "u0", "青山县第0局（本级）", tables[0], units[0][2])
    line = cells(rolled(folder), last_year=False).get((title, *spot))
    assert line is None or line.sum.figure is None
    if line is not None and line.sum.parts:
        assert [lack.unit for lack in line.sum.lacks] == ["青山县第0局（本级）"]


# What a unit does not tell ------------------------------------------------------------------------------


def lacks(made: RolledUp) -> set[tuple[str, bool, str, str]]:
    """Which units lack something, in which table and year, and why."""
    return {(line.key[0], line.last_year, lack.unit, lack.why) for line in made.opened for lack in line.sum.lacks}


def test_a_unit_without_last_years_tables_leaves_all_sums_of_last_year_open(copy: Path) -> None:
    departments.replace(copy / "kindergarten" / "unit.yaml", "上年决算报表: 2023.xlsx\n", "")
    made = rolled(copy)
    found = cells(made, last_year=True)
    assert all(line.sum.figure is None for line in found.values())
    assert {why for *_, why in lacks(made)} == {"没有给出这张表", "没有填"}
    assert {unit for _, _, unit, _ in lacks(made)} == {"青山县幼儿园"}
    assert made.unit.statement(t.GENERAL).last_accounts is None
    assert made.unit.statement(t.GENERAL).row(t.TOTAL).last_year is None
    assert made.unit.statement(t.GENERAL).row(t.TOTAL).actual is not None


def test_a_new_unit_has_no_last_year_to_add(copy: Path) -> None:
    file = copy / "kindergarten" / "unit.yaml"
    departments.replace(file, "上年决算报表: 2023.xlsx\n", "")
    departments.replace(file, "  主体: 单位\n", "  主体: 单位\n  新设: 是\n")
    for people, before in (("在职人员", 47), ("离休人员", 0), ("退休人员", 11)):
        departments.replace(file, f"{people}: {{上年: {before}, ", f"{people}: {{")
    made = rolled(copy)
    assert not made.opened
    totals = {
        folder: department.tables(years[2023])[t.OVERVIEW][t.RECEIPTS, t.GRAND_TOTAL]
        for folder, (_, _, years) in department.UNITS.items()
    }
    total = made.unit.statement(t.OVERVIEW).row(t.RECEIPTS, t.GRAND_TOTAL).last_year
    assert in_wan(total) == sum(amount for folder, amount in totals.items() if folder != "kindergarten")
    assert made.unit.staff.in_service.last_year is not None
    assert made.unit.staff.in_service.last_year.value == 41 + 168 + 121 + 29


def test_a_row_that_was_not_read_leaves_its_table_open(copy: Path) -> None:
    """An account below the notes of the table: it may be one that other units list."""
    row: dict[str, str | float | None] = {"A22": "2299901", "B22": "其他支出", "C22": 3.5, "D22": 3.5, "E22": 0}
    departments.retype(copy / "kindergarten" / "2024.xlsx", 5, row)
    made = rolled(copy)
    open_tables = {(term, last, unit) for term, last, unit, why in lacks(made) if "没有读出" in why}
    assert open_tables == {(t.GENERAL, False, "青山县幼儿园")}
    assert made.unit.statement(t.GENERAL).accounts is None
    assert cells(made, last_year=False)[t.GENERAL, "2050101", t.TOTAL].sum.figure is None
    assert cells(made, last_year=False)[t.GENERAL, t.TOTAL, t.TOTAL].sum.figure is not None


def test_a_table_that_lacks_cells_says_so(copy: Path) -> None:
    """An open sum is no blank: the statement is printed as one that is not whole."""
    import narrator

    departments.retype(copy / "kindergarten" / "2024.xlsx", 1, {"C10": None})
    made = rolled(copy)
    (line,) = [line for line in made.opened if line.key[0] == t.OVERVIEW]
    assert (line.key, line.sum.lacks[0].why) == ((t.OVERVIEW, t.RECEIPTS, "事业收入"), "这一格空白，从合计推不出是没有")
    by_term = {of.term: of for of in narrator.draft(made.unit).statements}
    assert by_term[t.OVERVIEW].gap is not None
    assert by_term[t.INCOME].gap is None


def test_income_that_is_told_in_another_row_is_not_taken_for_nothing(copy: Path) -> None:
    """An older 01 has fiscal income in one row: what it is of the three rows is not known."""
    file = copy / "kindergarten" / "2024.xlsx"
    departments.retype(file, 1, {"A6": "一、财政拨款收入", "A7": None, "A8": None, "C7": None, "C8": None})
    open_cells = {line.key for line in rolled(copy).opened}
    kinds = (t.INCOME_KINDS[0], *(f"{budget}收入" for budget in t.BUDGETS))
    assert open_cells == {(t.OVERVIEW, t.RECEIPTS, kind) for kind in kinds}


def test_a_figure_that_a_unit_does_not_give_is_the_departments_own_or_a_gap(copy: Path) -> None:
    departments.replace(copy / "kindergarten" / "unit.yaml", "  实有人数: 60\n", "")
    made = rolled(copy)
    assert made.unit.staff.actual is None
    departments.replace(copy / "unit.yaml", "抵销:\n", "人员: {实有人数: 599}\n抵销:\n")
    made = rolled(copy)
    assert made.unit.staff.actual is not None
    assert made.unit.staff.actual.value == 599
    assert [note.evidence for note in made.unit.notes if note.code == "G122"] == [
        "这些数各单位没有给全，取部门自己填的：人员/实有人数。"
    ]


def test_a_level_of_disclosure_holds_for_the_department(copy: Path) -> None:
    """What a unit may not disclose is not told of the department either."""
    departments.replace(
        copy / "training-school" / "unit.yaml",
        "  合计: {年初预算: 385.00}\n",
        "  合计: {年初预算: 385.00}\n  科目: {20508: {名称: 进修及培训, 公开层级: 不公开, 公开层级依据: 涉密}}\n",
    )
    tables = {year: department.tables(of) for year, of in department.UNITS["training-school"][2].items()}
    for year, of in tables.items():
        for title in (t.GENERAL, t.INCOME, t.EXPENDITURE):
            of[title] = {spot: amount for spot, amount in of[title].items() if not spot[0].startswith("20508")}
        departments.make.write(
            department.figures("青山县教师进修学校", year, of), copy / "training-school" / f"{year}.xlsx", "plain"
        )
    listed = rolled(copy).unit.statement(t.GENERAL).accounts
    assert listed is not None
    assert listed["20508"].level is not None
    assert listed["20508"].level.text == "不公开"


def test_the_same_folder_gives_the_same_sums(fixture: RolledUp) -> None:
    assert rolled(FIXTURE) == fixture


# Units that are typed -------------------------------------------------------------------------------

_FUND = """
政府性基金预算财政拨款收入支出决算表:
  年初结转和结余: 0.00
  本年收入: {amounts}
  本年支出: {amounts}
  基本支出: 0.00
  项目支出: {amounts}
  年末结转和结余: 0.00
  科目:
    212: {{名称: 城乡社区支出}}
    21208: {{名称: 国有土地使用权出让收入安排的支出}}
    2120801: {{名称: 征地和拆迁补偿支出, 决算: {amount}}}
"""


def test_an_empty_table_adds_nothing_and_a_department_of_empty_tables_has_one(tmp_path: Path) -> None:
    empty = f"{t.FUND}: 空表\n{t.CAPITAL}: 空表\n"
    fund = _FUND.format(amounts="48.15", amount="48.15")
    for name, more in (("甲局（本级）", fund + f"{t.CAPITAL}: 空表\n"), ("乙站", empty)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "unit.yaml").write_text(departments.unit_file(name, more, workbooks=False), encoding="utf-8")
    unit = rolled(tmp_path).unit
    spent = unit.statement(t.FUND).row(t.YEAR_SPENDING).actual
    accounts = unit.statement(t.FUND).accounts
    assert (unit.statement(t.FUND).empty, in_wan(spent)) == (False, Decimal("48.15"))
    assert accounts is not None
    assert in_wan(accounts["2120801"].amounts.actual) == Decimal("48.15")
    assert unit.statement(t.CAPITAL).empty
    assert set(unit.statement(t.CAPITAL).cells.values()) == {None}


def test_what_is_taken_out_of_last_year(copy: Path) -> None:
    entry = """
- 报表项: [财政拨款收入支出决算总表·收入·总计]
  金额: 1.50
  付款单位: 青山县第一中学
  收款单位: 青山县幼儿园
  年份: 上年
"""
    departments.replace(copy / "unit.yaml", "抵销:\n", f"抵销:{entry}")
    key = (t.FISCAL, t.RECEIPTS, t.GRAND_TOTAL)
    made = rolled(copy)
    assert in_wan(cells(made, last_year=True)[key].sum.figure) == sums(2023)[t.FISCAL][key[1:]] - Decimal("1.5")
    assert in_wan(cells(made, last_year=False)[key].sum.figure) == sums(2024)[t.FISCAL][key[1:]]
    assert {line.key for line in made.lines if line.state == "差异"} == {
        key,
        ("支出决算表", "2050202", "项目支出"),  # planted
    }


def test_a_department_that_types_a_few_figures_is_compared_in_these_alone(copy: Path) -> None:
    file = copy / "unit.yaml"
    departments.replace(file, "决算报表: 2024.xlsx\n上年决算报表: 2023.xlsx\n", "收入决算表: {其他收入: 4.46}\n")
    told = [(line.key, line.state) for line in rolled(copy).lines if line.state]
    assert told == [(("收入决算表", "合计", "其他收入"), "差异")]

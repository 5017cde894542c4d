"""A unit file beside its two workbooks: what each gives, what both give, and what does not fit together."""

from __future__ import annotations

import importlib
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

import narrator
from narrator.figures.findings import Finding, Refused
from narrator.figures.model import Amounts, Statement, Unit
from narrator.figures.values import Figure, Place
from narrator.readers import spreadsheet

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
sys.path.insert(0, str(FIXTURES / "workbooks"))
make: Any = importlib.import_module("make")
sys.path.pop(0)

OVERVIEW, INCOME, EXPENDITURE, FISCAL, GENERAL, BASIC, FUND, CAPITAL, THREE = make.TITLES
NAME = "昌吉回族自治州对口援疆工作领导小组办公室"
BOOKS = "决算报表: 2024.xlsx\n上年决算报表: 2023.xlsx\n"
ASPECTS = {"上年": "last_year", "年初预算": "initial_budget", "全年预算": "full_budget", "决算": "actual"}


def head(name: str = NAME, year: int = 2024, money: str = "万元", formed: str = "否") -> str:
    return f"""\
金额单位: {money}
单位: {{单位名称: {name}, 地区: 新疆, 年度: {year}, 主体: 单位, 单位性质: 事业单位, 新设: {formed}}}
"""


class Folder:
    """A folder with a unit file and its workbooks."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, year: int, tables: Mapping[str, Any], unit: str = NAME, named: str = "") -> None:
        figures = replace(make.load(FIXTURES / "workbooks" / f"changji-{year}.yaml"), tables=dict(tables), unit=unit)
        make.write(figures, self.path / (named or f"{year}.xlsx"))

    def load(self, body: str = "", books: str = BOOKS, top: str = "", money: str = "") -> Unit:
        (self.path / "unit.yaml").write_text((top or head()) + books + body, encoding="utf-8")
        return narrator.load(self.path, money)

    def refused(self, body: str = "", books: str = BOOKS, top: str = "") -> tuple[Finding, ...]:
        with pytest.raises(Refused) as refused:
            self.load(body, books, top)
        return refused.value.findings


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    for year in (2024, 2023):
        shutil.copy(FIXTURES / "changji-2024-workbook" / f"{year}.xlsx", tmp_path)
    return Folder(tmp_path)


def tables(year: int = 2024) -> dict[str, Any]:
    loaded: dict[str, Any] = make.load(FIXTURES / "workbooks" / f"changji-{year}.yaml").tables
    return loaded


def changed(table: Any, names: Mapping[str, str] | None = None, **amounts: str | None) -> Any:
    """The table with other amounts, by key ("2010450/合计"); new rows go below, with their names."""
    now = dict(table.amounts)
    rows = list(table.rows)
    for name, amount in amounts.items():
        key = tuple(name.split("/"))
        if key[:1] not in rows:
            rows.append(key[:1])
        if amount is None:
            now.pop(key, None)
        else:
            now[key] = amount
    return replace(table, rows=tuple(rows), amounts=now, made_up=frozenset(), names={**table.names, **(names or {})})


def said(amounts: Amounts) -> dict[str, str]:
    """What is known of a row, with the file that says it."""
    found = {}
    for aspect, field in ASPECTS.items():
        figure: Figure | None = getattr(amounts, field)
        if figure is not None:
            assert isinstance(figure.origin, Place)
            found[aspect] = f"{figure.value}{figure.unit} {Path(figure.origin.file).name}"
    return found


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.code for finding in findings]


# What the workbooks give -----------------------------------------------------------------------------


def test_nothing_typed(folder: Folder) -> None:
    """Both workbooks alone: this year's amounts, last year's, the budget column of 09; nothing is noted."""
    unit = folder.load()
    assert set(unit.statements) == set(make.TITLES)
    assert unit.notes == ()
    assert said(unit.statement(OVERVIEW).row("收入", "总计")) == {
        "上年": "360.14万元 2023.xlsx",
        "决算": "451.67万元 2024.xlsx",
    }
    assert said(unit.statement(GENERAL).row("合计")) == {"上年": "214.31万元 2023.xlsx", "决算": "207.05万元 2024.xlsx"}
    assert said(unit.statement(THREE).row("公务接待费")) == {
        "上年": "0.42万元 2023.xlsx",
        "全年预算": "0万元 2024.xlsx",
        "决算": "0万元 2024.xlsx",
    }


def test_every_row_of_every_statement_is_that_of_the_figures_files(folder: Folder) -> None:
    unit = folder.load()
    this, last = tables(2024), tables(2023)
    for term, statement in unit.statements.items():
        for labels, amounts in statement.rows.items():
            key = labels
            if term in make.COLUMNS:
                key = ("合计", *labels)
            elif term == FISCAL and labels[0] == "支出":
                key = (*labels, "合计")
            elif term == THREE:
                key = (*labels, "决算数")
            for figures, figure in ((this, amounts.actual), (last, amounts.last_year)):
                text = figures[term].amounts.get(key, "0" if term in (FUND, CAPITAL) else None)
                assert (figure and figure.value) == (Decimal(text) if text else None), (term, labels)


def test_accounts_of_both_years(folder: Folder) -> None:
    statement = folder.load().statement(GENERAL)
    for accounts, figures in ((statement.accounts, tables(2024)), (statement.last_accounts, tables(2023))):
        listed = {key[0]: amount for key, amount in figures[GENERAL].amounts.items() if key[1] == "合计"}
        del listed["合计"]
        assert {code: account.amounts.actual for code, account in (accounts or {}).items()}.keys() == listed.keys()
        for code, account in (accounts or {}).items():
            assert account.amounts.actual
            assert account.amounts.actual.value == Decimal(listed[code])
            assert account.name.text == figures[GENERAL].names[code]


def test_the_cells_of_both_years_go_along(folder: Folder) -> None:
    statement = folder.load().statement(INCOME)
    assert statement.cells["2010450", "本年收入合计"]
    assert statement.last_cells["合计", "财政拨款收入"]


def test_an_empty_table_says_zero_for_its_year(folder: Folder) -> None:
    statement = folder.load().statement(FUND)
    assert statement.empty
    zero = statement.row("本年支出").actual
    assert zero
    assert zero.value == 0
    assert isinstance(zero.origin, Place)
    assert zero.origin.cell == "A1"


def test_hostile_workbooks_give_the_same(folder: Folder) -> None:
    plain = folder.load()
    for year in (2024, 2023):
        shutil.copy(FIXTURES / "changji-2024-workbook" / "hostile" / f"{year}.xlsx", folder.path)
    hostile = folder.load()

    def money(unit: Unit) -> Any:
        def yuan(amounts: Amounts) -> list[Decimal | None]:
            figures = [getattr(amounts, field) for field in ASPECTS.values()]
            return [figure and figure.yuan for figure in figures]

        def rows(statement: Statement) -> Any:
            accounts = {**(statement.accounts or {})}, {**(statement.last_accounts or {})}
            listed = [{code: (one.name.text, yuan(one.amounts)) for code, one in side.items()} for side in accounts]
            return {labels: yuan(amounts) for labels, amounts in statement.rows.items()}, listed, statement.empty

        return {term: rows(statement) for term, statement in unit.statements.items() if term != CAPITAL}

    assert money(plain) == money(hostile)


# What the unit file adds -----------------------------------------------------------------------------


def test_typed_budgets_join_the_amounts_of_the_workbooks(folder: Folder) -> None:
    unit = folder.load(f"{FISCAL}:\n  收入: {{总计: {{年初预算: 233.82, 全年预算: 240}}}}\n")
    assert said(unit.statement(FISCAL).row("收入", "总计")) == {
        "上年": "214.31万元 2023.xlsx",
        "年初预算": "233.82万元 unit.yaml",
        "全年预算": "240万元 unit.yaml",
        "决算": "207.05万元 2024.xlsx",
    }


@pytest.mark.parametrize(
    ("money", "typed"), [("万元", "207.05"), ("万元", "207.0500"), ("元", "2070500"), ("元", "2070500.0")]
)
def test_a_figure_typed_again_is_the_same_or_refused(folder: Folder, money: str, typed: str) -> None:
    """Compared in 元, whatever the money; the workbook's figure stays."""
    unit = folder.load(f"{FISCAL}:\n  收入: {{总计: {typed}}}\n", top=head(money=money))
    assert said(unit.statement(FISCAL).row("收入", "总计"))["决算"] == "207.05万元 2024.xlsx"


@pytest.mark.parametrize(
    ("typed", "aspect", "book", "value"),
    [
        ("决算: 207.06", "决算", 2024, "207.05"),
        ("决算: 207.050001", "决算", 2024, "207.05"),
        ("上年: 214.3", "上年", 2023, "214.31"),
        ("决算: 0", "决算", 2024, "207.05"),
    ],
)
def test_a_figure_typed_otherwise_is_refused(folder: Folder, typed: str, aspect: str, book: int, value: str) -> None:
    """With both places and both figures."""
    (finding,) = folder.refused(f"{FISCAL}:\n  收入: {{总计: {{{typed}}}}}\n")
    number = typed.split(": ")[1]
    assert finding.code == "B216"
    assert finding.place
    assert finding.place.key == f"{FISCAL}/收入/总计/{aspect}"
    assert (Path(finding.place.file).name, finding.place.line) == ("unit.yaml", 6)
    sheet = "Z04 财政拨款收入支出决算总表(财决04表)"
    where = f"{folder.path / f'{book}.xlsx'} {sheet}!C37"
    assert finding.evidence == f"这里是 {number}万元，而报表 {where} 是 {value}万元。"


def test_an_account_typed_otherwise_is_refused(folder: Folder) -> None:
    typed = "2010450: {名称: 事业运行, 决算: 91.91, 上年: 103.15}\n    2010499: 其他发展与改革事务支出"
    body = f"{GENERAL}:\n  科目:\n    {typed}\n"
    found = folder.refused(body)
    assert codes(found) == ["B216", "B216"]
    assert [finding.place and finding.place.line for finding in found] == [7, 7]
    assert "91.9万元" in found[0].evidence + found[1].evidence


def test_a_blank_is_filled_by_what_is_typed(folder: Folder) -> None:
    """Not given is not zero; a typed zero says that it is."""
    blank = changed(tables()[OVERVIEW])
    amounts = {key: text for key, text in blank.amounts.items() if key != ("支出", "结余分配")}
    folder.write(2024, {**tables(), OVERVIEW: replace(blank, amounts=amounts)})
    assert said(folder.load().statement(OVERVIEW).row("支出", "结余分配")) == {"上年": "0万元 2023.xlsx"}
    unit = folder.load(f"{OVERVIEW}:\n  支出: {{结余分配: 0}}\n")
    assert said(unit.statement(OVERVIEW).row("支出", "结余分配"))["决算"] == "0万元 unit.yaml"
    assert said(unit.statement(OVERVIEW).row("支出", "总计"))["决算"] == "451.67万元 2024.xlsx"


def test_what_is_typed_beside_an_account_joins_it(folder: Folder) -> None:
    """年初预算 and 用途 of an account that the workbook has; an account of no table joins by an amount alone."""
    typed = {
        "2010450": "年初预算: 95, 用途: 单位运转",
        "2010499": "用途: 援疆工作",
        "2012999": "用途: 不在表里",
        "2013199": "年初预算: 3, 决算: 0",
    }
    rows = "".join(f"    {code}: {{名称: 某项, {more}}}\n" for code, more in typed.items())
    names = "".join(f"    {code}: 某款\n" for code in ("20129", "20131", "2080505"))
    accounts = folder.load(f"{GENERAL}:\n  科目:\n{rows}{names}").statement(GENERAL).accounts or {}
    found = {
        code: (one.name.text, one.purpose and one.purpose.text, said(one.amounts)) for code, one in accounts.items()
    }
    run = {"年初预算": "95万元 unit.yaml", "决算": "91.9万元 2024.xlsx"}
    assert found["2010450"] == ("事业运行", "单位运转", run)
    assert found["2010499"][1] == "援疆工作"
    assert found["2080505"][:2] == ("机关事业单位基本养老保险缴费支出", None)
    assert "2012999" not in found
    assert found["2013199"][2] == {"年初预算": "3万元 unit.yaml", "决算": "0万元 unit.yaml"}


def test_the_sources_of_fiscal_income_come_from_the_workbook(folder: Folder) -> None:
    rows = folder.load().statement(FISCAL).rows
    told = {row[1]: said(amounts) for row, amounts in rows.items() if row[1].endswith("预算财政拨款")}
    nothing = {"上年": "0万元 2023.xlsx", "决算": "0万元 2024.xlsx"}
    assert told == {
        "一般公共预算财政拨款": {"上年": "214.31万元 2023.xlsx", "决算": "207.05万元 2024.xlsx"},
        "政府性基金预算财政拨款": nothing,
        "国有资本经营预算财政拨款": nothing,
    }


def test_one_workbook_alone(folder: Folder) -> None:
    """This year's without last year's gives no 上年; typed ones fill in. Last year's alone gives nothing else."""
    unit = folder.load(f"{OVERVIEW}:\n  收入: {{总计: {{上年: 360.14}}}}\n", books="决算报表: 2024.xlsx\n")
    assert said(unit.statement(OVERVIEW).row("收入", "总计")) == {
        "上年": "360.14万元 unit.yaml",
        "决算": "451.67万元 2024.xlsx",
    }
    assert unit.statement(GENERAL).last_accounts is None
    unit = folder.load(f"{OVERVIEW}:\n  收入: {{总计: 451.67}}\n", books="上年决算报表: 2023.xlsx\n")
    assert said(unit.statement(OVERVIEW).row("收入", "总计")) == {
        "上年": "360.14万元 2023.xlsx",
        "决算": "451.67万元 unit.yaml",
    }


# Accounts ---------------------------------------------------------------------------------------------

NEW = {"21299": "其他城乡社区支出", "212": "城乡社区支出", "2129999": "其他城乡社区支出"}


def with_new_account(year: int) -> dict[str, Any]:
    more = {f"{code}/{column}": "5.00" for code in sorted(NEW) for column in ("合计", "项目支出")}
    return {**tables(year), GENERAL: changed(tables(year)[GENERAL], NEW, **more)}


def test_an_account_of_this_year_only(folder: Folder) -> None:
    folder.write(2024, with_new_account(2024))
    statement = folder.load().statement(GENERAL)
    assert statement.accounts
    assert statement.last_accounts
    assert set(statement.accounts) - set(statement.last_accounts) == set(NEW)
    assert said(statement.accounts["2129999"].amounts) == {"决算": "5万元 2024.xlsx"}


def test_an_account_of_last_year_only(folder: Folder) -> None:
    folder.write(2023, with_new_account(2023))
    unit = folder.load("主要原因:\n  与上年相比: {2129999: 项目已结束}\n")
    statement = unit.statement(GENERAL)
    assert statement.last_accounts
    assert "2129999" not in (statement.accounts or {})
    assert said(statement.last_accounts["2129999"].amounts) == {"决算": "5万元 2023.xlsx"}
    assert unit.reasons["与上年相比", "2129999"].text == "项目已结束"


def test_an_account_that_moved(folder: Folder) -> None:
    """科目对应 leads from a code of last year's workbook to one of this year's."""
    folder.write(2023, with_new_account(2023))
    unit = folder.load(f"{GENERAL}:\n  科目对应: {{2129999: 2010499}}\n")
    assert unit.statement(GENERAL).moved == {"2129999": "2010499"}
    for body, evidence in (
        (f"{GENERAL}:\n  科目对应: {{2129998: 2010499}}\n", "上年科目中没有 2129998。"),
        (f"{GENERAL}:\n  科目对应: {{2129999: 2010498}}\n", "本年科目中没有同级的 2010498。"),
        (f"{GENERAL}:\n  科目对应: {{2129999: 20104}}\n", "本年科目中没有同级的 20104。"),
    ):
        (finding,) = folder.refused(body)
        assert (finding.code, finding.evidence) == ("U302", evidence)


def test_a_reason_for_an_account_that_only_the_workbook_lists(folder: Folder) -> None:
    unit = folder.load("主要原因:\n  与上年相比: {2010499: 项目减少}\n")
    assert unit.reasons["与上年相比", "2010499"].text == "项目减少"
    assert codes(folder.refused("主要原因:\n  与上年相比: {2010498: 项目减少}\n")) == ["U305"]


def test_an_account_that_only_the_unit_file_lists(folder: Folder) -> None:
    """It is added, with its name and amount; a name alone changes nothing."""
    typed = "{名称: 其他卫生健康支出, 决算: 1.25}"
    more = f"    21099: 其他卫生健康支出\n    2109999: {typed}\n"
    statement = folder.load(f"{GENERAL}:\n  科目:\n{more}").statement(GENERAL)
    assert statement.accounts
    assert said(statement.accounts["2109999"].amounts) == {"决算": "1.25万元 unit.yaml"}
    assert said(statement.accounts["2010450"].amounts) == {"决算": "91.9万元 2024.xlsx"}


def test_an_upper_account_named_in_the_unit_file(folder: Folder) -> None:
    """款 that the workbook does not list, named in the unit file, so that 项 below it can be said."""
    table = tables()[GENERAL]
    rows = tuple(row for row in table.rows if row != ("20104",))
    amounts = {key: text for key, text in table.amounts.items() if key[0] != "20104"}
    folder.write(2024, {**tables(), GENERAL: replace(table, rows=rows, amounts=amounts)})
    folder.write(2023, {**tables(2023), GENERAL: replace(tables(2023)[GENERAL], rows=rows, amounts=amounts)})
    assert set(codes(folder.refused())) == {"U303"}
    statement = folder.load(f"{GENERAL}:\n  科目: {{20104: 发展与改革事务}}\n").statement(GENERAL)
    assert statement.accounts
    assert statement.accounts["20104"].name.text == "发展与改革事务"


@pytest.mark.parametrize("code", ["30901", "31201", "31399", "39907"])
def test_an_economic_class_that_is_not_listed(folder: Folder, code: str) -> None:
    """Classes that 06 does not count are no item of the text, and no reason to stop; 399 is one of 06."""
    more = {code[:3]: "3.00", code: "3.00", **({"公用经费合计": "11.96"} if code.startswith("399") else {})}
    folder.write(2024, {**tables(), BASIC: changed(tables()[BASIC], {code[:3]: "某类支出", code: "某款支出"}, **more)})
    unit = folder.load()
    statement = unit.statement(BASIC)
    assert statement.accounts
    assert (code in statement.accounts) == code.startswith("399")
    assert statement.cells[(code,)]
    assert ("某款支出" in narrator.render(narrator.draft(unit))) == code.startswith("399")


def test_a_row_without_figures_did_not_occur(folder: Folder) -> None:
    blank = {f"2010499/{column}": None for column in ("合计", "基本支出", "项目支出")}
    folder.write(2024, {**tables(), GENERAL: changed(tables()[GENERAL], **blank)})
    statement = folder.load().statement(GENERAL)
    assert "2010499" not in (statement.accounts or {})
    assert "2010499" in (statement.last_accounts or {})


# What does not fit ------------------------------------------------------------------------------------


def test_workbooks_of_the_wrong_years(folder: Folder) -> None:
    """Put the wrong way round, both are told, at the cells that name the year."""
    found = folder.refused(books="决算报表: 2023.xlsx\n上年决算报表: 2024.xlsx\n")
    assert codes(found) == ["B212", "B212"]
    assert [finding.evidence for finding in found] == [
        "这是 2023 年的表；本年度是 2024，这里应是 2024 年的表。",
        "这是 2024 年的表；本年度是 2024，这里应是 2023 年的表。",
    ]
    assert all(finding.place and finding.place.sheet and finding.place.cell == "D3" for finding in found)
    assert codes(folder.refused(top=head(year=2025))) == ["B212", "B212"]


def test_this_years_workbook_named_twice(folder: Folder) -> None:
    assert codes(folder.refused(books="决算报表: 2024.xlsx\n上年决算报表: 2024.xlsx\n")) == ["B212"]


def test_a_table_missing_this_year(folder: Folder) -> None:
    """Refused, each by name, but for 08; one that is typed need not be in the workbook."""
    left = {term: table for term, table in tables().items() if term not in (INCOME, FUND, CAPITAL)}
    folder.write(2024, left)
    found = folder.refused()
    assert [(finding.code, finding.evidence) for finding in found] == [
        ("B214", f"缺少「{INCOME}」。"),
        ("B214", f"缺少「{FUND}」。"),
    ]
    unit = folder.load(f"{INCOME}: {{财政拨款收入: 207.05, 其他收入: 100.66}}\n{FUND}: 空表\n")
    assert [(note.code, note.evidence) for note in unit.notes] == [("B215", f"没有这些表：{CAPITAL}。")]
    assert unit.statement(FUND).empty
    assert said(unit.statement(INCOME).row("财政拨款收入")) == {
        "上年": "214.31万元 2023.xlsx",
        "决算": "207.05万元 unit.yaml",
    }
    assert said(unit.statement(FUND).row("本年支出"))["决算"] == "0万元 unit.yaml"


def test_a_table_missing_last_year_is_noted(folder: Folder) -> None:
    folder.write(2023, {term: table for term, table in tables(2023).items() if term not in (BASIC, THREE)})
    unit = folder.load()
    assert [(note.code, note.evidence) for note in unit.notes] == [("B215", f"没有这些表：{BASIC}、{THREE}。")]
    assert said(unit.statement(THREE).row("合计")) == {"全年预算": "2万元 2024.xlsx", "决算": "2万元 2024.xlsx"}


def test_an_empty_table_typed_beside_the_workbooks(folder: Folder) -> None:
    """空表 for a table that is empty there agrees; for one that holds figures it does not."""
    assert folder.load(f"{FUND}: 空表\n").statement(FUND).empty
    found = folder.refused(f"{GENERAL}: 空表\n")
    assert set(codes(found)) == {"B216"}


def test_another_units_workbook_is_noted(folder: Folder) -> None:
    """A note, not an error: names are written in many ways. One name within the other is the same unit."""
    unit = folder.load(top=head(name="乙局"))
    assert set(codes(unit.notes)) == {"B213"}
    note = unit.notes[0]
    assert (note.code, note.evidence) == ("B213", f"报表的单位是「{NAME}」，单位名称是「乙局」。")
    assert note.place
    assert note.place.cell == "A3"
    assert folder.load(top=head(name=f"新疆{NAME}")).notes == ()
    assert folder.load(top=head(name=NAME.removeprefix("昌吉回族自治州"))).notes == ()


@pytest.mark.parametrize(("own", "books"), [(NAME, f"{NAME}（本级）"), (f"{NAME}(本级)", NAME)], ids=["books", "form"])
def test_a_department_and_its_own_level_are_noted(folder: Folder, own: str, books: str) -> None:
    """（本级） says whose tables these are: with the units below the department, or without them."""
    folder.write(2024, tables(2024), unit=books)
    folder.write(2023, tables(2023), unit=own)
    (note,) = folder.load(top=head(name=own)).notes
    assert (note.code, note.evidence) == ("B213", f"报表的单位是「{books}」，单位名称是「{own}」。")
    folder.write(2024, tables(2024), unit=own.replace("(本级)", "（本级）"))
    assert folder.load(top=head(name=own)).notes == ()


def test_another_unit_in_last_years_workbook_is_noted(folder: Folder) -> None:
    folder.write(2023, tables(2023), unit="丙局")
    assert codes(folder.load().notes) == ["B213"]


def test_a_newly_formed_unit_has_no_last_year(folder: Folder) -> None:
    found = folder.refused(top=head(formed="是"))
    assert set(codes(found)) == {"U304"}
    assert len(found) > 20


# All problems at once ---------------------------------------------------------------------------------


def test_both_workbooks_broken_at_once(folder: Folder) -> None:
    """And the unit file with them: every problem is told, each with its file."""
    whole = (folder.path / "2024.xlsx").read_bytes()
    (folder.path / "2024.xlsx").write_bytes(whole[: len(whole) // 2])
    (folder.path / "2023.xlsx").unlink()
    found = folder.refused("人员: {在职人员: {本年: 六}}\n未知: 1\n")
    told = {(finding.code, Path(finding.place.file).name) for finding in found if finding.place}
    assert told == {("B106", "2024.xlsx"), ("B101", "2023.xlsx"), ("U203", "unit.yaml"), ("U202", "unit.yaml")}


def test_mistakes_in_both_workbooks_are_told_together(folder: Folder) -> None:
    for year in (2024, 2023):
        rewrite(folder.path / f"{year}.xlsx", lambda cell: "约5" if cell in ("451.67", 451.67, 360.14) else cell)
    found = folder.refused()
    assert {(finding.code, Path(finding.place.file).name) for finding in found if finding.place} == {
        ("B303", "2024.xlsx"),
        ("B303", "2023.xlsx"),
    }


# Money, and where the workbooks are --------------------------------------------------------------------


def rewrite(path: Path, change: Callable[[Any], Any]) -> None:
    """The workbook at ``path`` with every cell changed by ``change``."""
    sheets = spreadsheet.load(path)
    with xlsxwriter.Workbook(str(path)) as book:
        for one in sheets:
            target = book.add_worksheet(one.name)
            for row, line in enumerate(one.rows):
                for column, cell in enumerate(line):
                    new = change(cell)
                    if isinstance(new, str):
                        target.write_string(row, column, new)
                    else:
                        target.write_number(row, column, new)


def test_the_money_of_workbooks_without_a_corner_note(folder: Folder) -> None:
    """Asked for; the money of the unit file is not taken for theirs; the argument answers for both workbooks."""
    for year in (2024, 2023):
        rewrite(folder.path / f"{year}.xlsx", lambda cell: "" if cell == "金额单位：万元" else cell)
    found = folder.refused()
    assert set(codes(found)) == {"B205"}
    assert len(found) == 18
    assert (
        folder.load(money="万元").statement(OVERVIEW).row("收入", "总计").actual
        == folder.load(money="万元", top=head(money="元")).statement(OVERVIEW).row("收入", "总计").actual
    )
    for money, yuan in (("万元", Decimal(4516700)), ("元", Decimal("451.67"))):
        row = folder.load(money=money).statement(OVERVIEW).row("收入", "总计")
        assert row.actual
        assert row.last_year
        assert row.actual.yuan == yuan
        assert row.last_year.unit == money


def test_a_corner_note_goes_before_the_argument(folder: Folder) -> None:
    row = folder.load(money="元").statement(OVERVIEW).row("收入", "总计")
    assert row.actual
    assert row.actual.yuan == 4516700


@pytest.mark.parametrize("name", ["表/2024.xlsx", "表\\2024.xlsx", "./表/2024.xlsx"])
def test_a_workbook_in_a_folder_beside_the_unit_file(folder: Folder, name: str) -> None:
    """Written in the way of any system, and found from wherever the program runs."""
    (folder.path / "表").mkdir()
    (folder.path / "2024.xlsx").rename(folder.path / "表" / "2024.xlsx")
    assert folder.load(books=f"决算报表: {name}\n").statement(OVERVIEW).row("收入", "总计").actual


def test_a_workbook_that_is_not_there(folder: Folder) -> None:
    (finding,) = folder.refused(books="决算报表: 2025.xlsx\n")
    assert finding.code == "B101"
    assert finding.place
    assert Path(finding.place.file).name == "2025.xlsx"


def test_a_draft_from_workbooks_alone_opens_gaps_but_loses_nothing(folder: Folder) -> None:
    text = narrator.render(narrator.draft(folder.load()))
    assert "451.67" in text
    assert "25.42%" in text
    assert "【待填：" in text


def test_a_workbook_that_is_asked_for_again_is_opened_once(tmp_path: Path) -> None:
    """By whatever path: the second time the file is not looked at."""
    file = tmp_path / "a.xlsx"
    file.write_bytes((FIXTURES / "changji-2024-workbook" / "2024.xlsx").read_bytes())
    opened = spreadsheet.once()
    first = opened(file)
    assert first == spreadsheet.load(file)
    file.unlink()
    assert opened(tmp_path / ".." / tmp_path.name / "a.xlsx") is first
    with pytest.raises(Refused):
        spreadsheet.once()(file)

"""The 勾稽 checks: every case of every check, the clean fixtures, each seeded error, and odd input."""

from __future__ import annotations

import importlib
import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

import narrator
from helpers.check_cases import FOLDER, Case, cases, unit
from narrator.checks import reasons
from narrator.checks.catalogue import MODULES as EVERY
from narrator.checks.catalogue import run
from narrator.checks.check import CHECKS, DOUBT, ERROR, LEVELS, PASSED, ROUNDING, UNKNOWN, Check, Ledgers
from narrator.checks.confirm import judge
from narrator.figures import tables
from narrator.figures import terms as t
from narrator.figures.model import Unit
from narrator.figures.values import Place, Text
from narrator.writers import results

FIXTURES = Path(__file__).parents[2] / "fixtures"
MODULES = tuple(module for module in EVERY if module is not reasons)  # whose cases are sentences
OURS = [code for code in sorted(CHECKS) if CHECKS[code].run.__module__ in {module.__name__ for module in MODULES}]
FACTS = {
    "changji-2024-workbook": ("昌吉回族自治州对口援疆工作领导小组办公室", "新疆"),
    "putuo-2024-workbook": ("上海市普陀区财政局", "上海"),
}
UNIT_FILE = "金额单位: 万元\n单位: {{单位名称: {}, 地区: {}, 年度: 2024, 主体: 单位, 单位性质: 事业单位}}\n{}"


# Each check and its cases ---------------------------------------------------------------------------


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.code} {case.title}")
def test_a_check_says_what_its_case_file_says(case: Case) -> None:
    """The level, the key of the figure that is tested and the exact evidence; nothing besides."""
    (outcome,) = run(Ledgers(case.unit), [case.code])
    assert outcome.state == case.level
    said = [verdict for verdict in outcome.verdicts if verdict.level != PASSED]
    if case.level == PASSED:
        assert not said
        assert outcome.verdicts
        if case.place:
            assert case.place in {verdict.place.key for verdict in outcome.verdicts if verdict.place}
    else:
        (verdict,) = said
        assert verdict.evidence == case.evidence
        assert (verdict.place.key if verdict.place else "") == case.place
        assert bool(verdict.advice) == (case.level != UNKNOWN)


@pytest.mark.parametrize("code", OURS)
def test_every_check_is_documented_and_shown_from_all_sides(code: str) -> None:
    """A docstring with 正例 and 反例; a case file with a pass, a finding, 数据不足, and 尾差 where money is summed."""
    check = CHECKS[code]
    assert re.search("正例：.+。反例：.+。", check.run.__doc__ or "")
    assert check.about
    assert check.source
    assert (FOLDER / f"{code}.yaml").is_file()
    mine = [case for case in cases() if case.code == code]
    levels = {case.level for case in mine}
    assert {PASSED, UNKNOWN} <= levels
    assert levels & {ERROR, DOUBT}
    if any(" = " in case.evidence and case.evidence.endswith(t.WAN) for case in mine):
        assert ROUNDING in levels


def test_many_accounts_whose_budgets_are_in_another_unit_are_errors() -> None:
    """One account that jumped is a doubt; four of them, and most that have a budget, are not."""
    codes = [f"20103{number:02}" for number in range(1, 6)]

    def levels(budgets: list[str]) -> list[str]:
        case = {
            "表": {t.GENERAL: {f"{code} 合计": f"{10 + at}.37" for at, code in enumerate(codes)}},
            "名称": {t.GENERAL: dict.fromkeys(codes, "科目")},
            "预算": {t.GENERAL: {f"{code} 年初预算": budget for code, budget in zip(codes, budgets, strict=True)}},
        }
        (outcome,) = run(Ledgers(unit(case)), ["K315"])
        return [verdict.level for verdict in outcome.verdicts]

    assert levels(["12.11", "12.22", "12.33", "12.44", "123456"]) == [PASSED] * 4 + [DOUBT]
    assert levels(["123411", "123422", "123433", "123444", "12.55"]) == [ERROR] * 4 + [PASSED]


def test_codes_are_unique_and_stand_in_order_in_their_modules() -> None:
    """One function a code; a module's checks stand by code, and each series has its own module or modules."""
    assert len({CHECKS[code].run for code in OURS}) == len(OURS) > 80
    assert {path.stem for path in FOLDER.glob("K[1235]*.yaml")} == set(OURS)
    for module in MODULES:
        own = [check for check in CHECKS.values() if check.run.__module__ == module.__name__]
        lines = [check.run.__code__.co_firstlineno for check in sorted(own, key=lambda check: check.code)]
        assert lines == sorted(lines)
        assert len({check.code[:2] for check in own}) == 1


# The fixtures ---------------------------------------------------------------------------------------


@cache
def _unit(folder: str, layout: str) -> Unit:
    """The unit of a workbook fixture, read as a user's folder is."""
    with tempfile.TemporaryDirectory() as name:
        home, text = Path(name), ""
        for year, key in (("2024", "决算报表"), ("2023", "上年决算报表")):
            book = FIXTURES / folder / layout / f"{year}.xlsx"
            if book.exists():
                shutil.copy(book, home)
                text += f"{key}: {year}.xlsx\n"
        (home / "unit.yaml").write_text(UNIT_FILE.format(*FACTS[folder], text), encoding="utf-8")
        return narrator.load(home)


BOTH = pytest.mark.parametrize("layout", ["", "hostile"], ids=["plain", "hostile"])
ALL = pytest.mark.parametrize("folder", sorted(FACTS))


@ALL
@BOTH
def test_clean_workbooks_have_no_error_and_no_doubt(folder: str, layout: str) -> None:
    """Published tables differ by roundings only, whichever way the workbook is laid out."""
    outcomes = run(Ledgers(_unit(folder, layout)), OURS)
    found = [verdict for outcome in outcomes for verdict in outcome.verdicts if verdict.level in (ERROR, DOUBT)]
    assert not found
    assert sum(verdict.level == PASSED for outcome in outcomes for verdict in outcome.verdicts) > 200


@ALL
def test_both_layouts_are_judged_alike(folder: str) -> None:
    """元 or 万元, plain or hostile: the same checks end the same way."""
    plain, hostile = (run(Ledgers(_unit(folder, layout)), OURS) for layout in ("", "hostile"))
    differing = [one.check.code for one, other in zip(plain, hostile, strict=True) if one.state != other.state]
    assert not differing


def test_the_unit_file_of_the_seed_has_roundings_only() -> None:
    """What the published text shows of its tables adds up, but for four differences of 0.01."""
    outcomes = run(Ledgers(narrator.load(FIXTURES / "changji-2024")), OURS)
    found = {(level, finding.code) for outcome in outcomes for level, finding in outcome.findings()}
    assert found == {(ROUNDING, "K110"), (ROUNDING, "K111"), (ROUNDING, "K219")}
    evidence = "\n".join(finding.evidence for outcome in outcomes for _, finding in outcome.findings())
    assert (
        "本年支出合计 238.10 ≠ 支出决算表 合计 基本支出 130.54 + 合计 项目支出 107.57 = 238.11，差 0.01 万元"
        in evidence
    )
    assert "210 卫生健康支出 7.12 ≠ " in evidence


@pytest.mark.slow
@ALL
@pytest.mark.parametrize("year", ["cells", "last_cells"])
def test_no_figure_can_be_wrong_by_a_whole_unit_unnoticed(folder: str, year: str) -> None:
    """1 万元 more in any one cell of either year's tables is an 错误 or a 疑点 somewhere."""
    mutants = list(_mutants(_unit(folder, ""), year))
    assert bool(mutants) == (year == "cells" or folder == "changji-2024-workbook")  # 普陀 published one year
    assert not [key for key, broken in mutants if not _alarmed(broken)]


def _mutants(clean: Unit, year: str = "cells") -> Iterator[tuple[tuple[str, ...], Unit]]:
    for term, statement in clean.statements.items():
        cells = getattr(statement, year)
        for key, figure in cells.items():
            if figure is not None:
                changed: dict[str, Any] = {year: {**cells, key: figure._replace(value=figure.value + 1)}}
                wrong = replace(statement, **changed)
                yield (term, *key), replace(clean, statements={**clean.statements, term: wrong})


def _alarmed(broken: Unit) -> bool:
    return any(outcome.state in (ERROR, DOUBT) for outcome in run(Ledgers(broken), OURS))


# Odd input ------------------------------------------------------------------------------------------

LABELS = (
    *(t.TOTAL, t.GRAND_TOTAL, t.RECEIPTS, t.PAYMENTS, t.STAFF, t.PUBLIC, t.YEAR_RECEIPTS, t.YEAR_PAYMENTS),
    *(t.FISCAL_BROUGHT, t.FISCAL_CARRIED, t.BROUGHT_FORWARD, t.CARRIED_FORWARD, t.YEAR_INCOME, t.YEAR_SPENDING),
    *(*t.SPENDING_KINDS, *t.INCOME_KINDS, *t.BUDGETS, *tables.THREE_ITEMS, "预算数", "决算数"),
    *("201", "20103", "2010301", "2080505", "208", "212", "2120801", "301", "30101", "30217", "309", "3", "29"),
)
AMOUNTS = st.sampled_from(["", "", "0", "0.00", "1.00", "-1.00", "2.5", "10000", "0.000001", "999999999999999"])
ROADS = st.lists(st.sampled_from(LABELS), min_size=1, max_size=3).map(" ".join)
ODD = st.dictionaries(st.sampled_from(list(t.STATEMENTS)), st.dictionaries(ROADS, AMOUNTS, max_size=12), max_size=9)
EMPTIES = st.lists(st.sampled_from(list(t.STATEMENTS)), max_size=3)
MONEY = st.dictionaries(st.sampled_from(list(t.STATEMENTS)), st.sampled_from([t.YUAN, t.WAN]))


@pytest.mark.slow
@given(ODD, ODD, EMPTIES, MONEY)
def test_no_input_makes_a_check_fail(now: Any, then: Any, empty: Any, money: Any) -> None:
    """Whatever cells there are: every check says something, and whatever it finds it says in full."""
    for outcome in run(Ledgers(unit({"表": now, "上年": then, "空表": empty, "金额单位": money})), OURS):
        assert outcome.verdicts
        for verdict in outcome.verdicts:
            assert bool(verdict.evidence) == (verdict.level != PASSED)
            assert verdict.level == UNKNOWN or verdict.place is not None


def test_a_unit_without_any_figure_is_not_enough_data() -> None:
    """Neither a pass nor a finding, and each check says what is missing."""
    for outcome in run(Ledgers(unit({})), OURS):
        assert outcome.state == UNKNOWN
        assert outcome.verdicts[0].evidence


# The results as data and as a workbook ----------------------------------------------------------------


def _broken() -> Unit:
    return next(broken for key, broken in _mutants(_unit("changji-2024-workbook", "")) if key[0] == t.GENERAL)


def _outcomes() -> Any:
    return run(Ledgers(_broken()), OURS)


def test_results_as_data() -> None:
    """Counts, and every check with all that it said but its passes; plain JSON."""
    outcomes = _outcomes()
    data = json.loads(json.dumps(results.as_data(outcomes, judge(outcomes, ())), ensure_ascii=False))
    assert sum(data["counts"].values()) == len(data["checks"]) == len(OURS)
    assert data["counts"][ERROR] > 0
    first = next(check for check in data["checks"] if check["state"] == ERROR)
    assert first["tested"] > 0
    assert {"level", "place", "evidence", "advice"} == set(first["verdicts"][0])
    assert re.fullmatch("[A-Z]+[0-9]+", first["verdicts"][0]["place"]["cell"])


def test_results_as_a_workbook() -> None:
    """Two sheets; the gravest first; what begins with = is text."""
    outcomes = _outcomes()
    judged, profile = judge(outcomes, ()), replace(_broken().profile, name=Text("=示例"))
    content = results.workbook(outcomes, judged, profile)
    assert content == results.workbook(outcomes, judged, profile)
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    assert book.sheet_names == ["核对结果", "全部核对项"]
    found = book.get_sheet_by_name("核对结果").to_python()
    assert found[0][0] == "=示例"
    page = openpyxl.load_workbook(BytesIO(content))["核对结果"]
    assert [cell.coordinate for row in page.iter_rows() for cell in row if cell.quotePrefix] == ["A1"]
    assert found[1] == ["级别", "编号", "文件", "工作表", "单元格", "依据", "建议", "确认"]
    assert [tuple(row) for row in found[2:]] == results.found(outcomes, judged)
    levels = [str(row[0]) for row in found[2:]]
    assert levels == sorted(levels, key=LEVELS.index)
    assert all(row[3] and row[4] for row in found[2:])
    every = book.get_sheet_by_name("全部核对项").to_python()
    assert [row[0] for row in every[2:]] == OURS
    assert all(row[5] for row in every[2:] if row[3] == UNKNOWN)


def test_a_place_in_a_unit_file_has_a_line_instead_of_a_cell() -> None:
    """As in every message: file, line and column."""
    outcomes = run(Ledgers(narrator.load(FIXTURES / "changji-2024")), OURS)
    rows = results.found(outcomes, judge(outcomes, ()))
    assert all(re.fullmatch(r"\d+:\d+", row[4]) and not row[3] for row in rows)


def test_registering_a_code_twice_is_an_error() -> None:
    """Codes are stable: a second function under a known code is a mistake of ours."""
    checking = importlib.import_module("narrator.checks.check")
    known: Check = CHECKS[OURS[0]]
    register: Callable[[Any], Any] = checking.check(known.code, known.about, known.source)
    with pytest.raises(ValueError, match=known.code):
        register(known.run)
    assert CHECKS[known.code] is known


def test_places_name_sheet_and_cell() -> None:
    """A finding of a workbook points at the figure that it tests."""
    outcome = next(outcome for outcome in _outcomes() if outcome.state == ERROR)
    place = next(finding.place for level, finding in outcome.findings() if level == ERROR)
    assert isinstance(place, Place)
    assert str(place).endswith(f"2024.xlsx {place.sheet}!{place.cell}")


def test_amounts_are_decimals() -> None:
    """No float on the way from a cell to a verdict."""
    for statement in _unit("changji-2024-workbook", "").statements.values():
        assert all(type(figure.value) is Decimal for figure in statement.cells.values() if figure is not None)

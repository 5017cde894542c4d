"""A unit that may not disclose all of its accounts: from the workbooks and the form to the check and the text."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import openpyxl
import pytest

import narrator
from helpers import typing_in
from helpers.running import narrate

pytestmark = pytest.mark.slow  # the whole way from workbooks to the text, again and again

ROOT = Path(__file__).parents[2]
WORKBOOKS = ROOT / "fixtures" / "changji-2024-workbook"
INPUT = ROOT.parent / "shared" / "cases" / "input"
GENERAL = "一般公共预算财政拨款支出决算表"
SECTION, ITEMS = "20104", ("2010450", "2010499")


def without(path: Path, *codes: str) -> None:
    """Take the rows of these accounts out of every table of a workbook."""
    workbook = openpyxl.load_workbook(path)
    for sheet in workbook:
        rows = [
            number for number, row in enumerate(sheet.values, 1) if {str(value).strip() for value in row} & {*codes}
        ]
        for row in reversed(rows):
            sheet.delete_rows(row)
    workbook.save(path)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both workbooks of the fixture, and the form made from them and filled in."""
    folder = tmp_path_factory.mktemp("filled")
    for name in ("2024.xlsx", "2023.xlsx"):
        shutil.copy(WORKBOOKS / name, folder)
    init(folder)
    typing_in.fill(folder / "填报表.xlsx", typing_in.all_of_it())
    return folder


@pytest.fixture
def folder(filled: Path, tmp_path: Path) -> Path:
    """A copy of all that."""
    return Path(shutil.copytree(filled, tmp_path / "unit"))


def init(folder: Path) -> str:
    """Make the form, or make it again; what is told."""
    done = narrate(folder, "init", ".", "--workbook", "2024.xlsx", "--last", "2023.xlsx", "--region", "新疆")
    assert done.returncode == 0, done.stderr
    return done.stderr


def state(folder: Path, code: str, **typed: str) -> None:
    """Type beside an account of the form; into its row, or into the next that is free."""
    workbook = openpyxl.load_workbook(folder / "填报表.xlsx")
    sheet = workbook["科目"]
    head = next(number for number, row in enumerate(sheet.values, 1) if "科目编码" in row)
    columns = {str(value): number for number, value in enumerate([*sheet.values][head - 1], 1)}
    at = columns["科目编码"] - 1
    row = next(number for number, row in enumerate(sheet.values, 1) if number > head and row[at] in (code, None))
    for heading, value in {"报表": GENERAL, "清单": "科目", "科目编码": code, **typed}.items():
        sheet.cell(row, columns[heading]).value = value
    workbook.save(folder / "填报表.xlsx")


def listed(text: str) -> list[str]:
    """What 五（三） says of 201, up to the reason."""
    lines = text[text.index("（三）一般公共预算财政拨款支出决算具体情况") :].splitlines()
    return [re.sub("主要原因是.*", "", line) for line in lines[1:] if "一般公共服务支出(类)" in line]


def levels_of(folder: Path) -> list[tuple[str, str]]:
    """What K503 says of a folder: level and evidence."""
    told = json.loads(narrate(folder, "check", ".", "--json").stdout)
    (found,) = [check for check in told["checks"] if check["code"] == "K503"]
    return [(one["level"], one["evidence"]) for one in found["verdicts"] if one["level"] != "通过"]


@pytest.mark.parametrize(
    ("gone", "code", "level", "name"),
    [
        ((SECTION, *ITEMS), "201", "类", "一般公共服务支出(类)"),
        (ITEMS, SECTION, "款", "一般公共服务支出(类)发展与改革事务(款)"),
    ],
    ids=["class", "section"],
)
def test_a_level_is_asked_for_and_printed(
    folder: Path, gone: tuple[str, ...], code: str, level: str, name: str
) -> None:
    """Without a word an error and a gap, never 0.00 and 100.00%; with one, the change at that level."""
    without(folder / "2024.xlsx", *gone)
    gap = f"【待填：{GENERAL}·科目·{code}·公开层级】"
    said = listed(narrate(folder, "draft", ".", "--format", "txt").stdout)
    assert said == [f"1.一般公共服务支出(类){gap}:支出决算数为169.14万元，比上年决算减少15.82万元，下降8.55%,"]
    ((error, evidence),) = levels_of(folder)
    assert error == "错误"
    assert re.fullmatch(rf"{GENERAL} {code} .+ 合计 169\.14 万元，下面没有项，也没有写公开层级", evidence)
    assert narrate(folder, "draft", ".", "-o", "说明.docx", "--final").returncode == 1
    assert "「科目」还有 1 格待填（深黄色）。" in init(folder)
    state(folder, code, 公开层级=level, 公开层级依据="涉密")
    assert listed(narrate(folder, "draft", ".", "--format", "txt").stdout) == [
        f"1.{name}:支出决算数为169.14万元，比上年决算减少15.82万元，下降8.55%,"
    ]
    assert not levels_of(folder)
    final = narrate(folder, "draft", ".", "-o", "说明.docx", "--final")
    assert final.returncode == 3  # the reason of the account that is now told
    assert f"主要原因/与上年相比/{code}" in final.stderr


def test_an_account_that_may_not_be_disclosed_is_neither_printed_nor_compared(folder: Path) -> None:
    """The tables that lack it do not add up, which nobody can test; shares and totals stay as they are."""
    without(folder / "2024.xlsx", "201", SECTION, *ITEMS)
    state(folder, "201", 科目名称="一般公共服务支出", 公开层级="不公开", 公开层级依据="涉密")
    text = narrate(folder, "draft", ".", "--format", "txt").stdout
    assert "一般公共服务支出" not in text
    assert "1.社会保障和就业支出(类)19.98万元,占9.65%。" in text
    told = json.loads(narrate(folder, "check", ".", "--json").stdout)
    states = {check["code"]: check["state"] for check in told["checks"]}
    assert {states[code] for code in ("K110", "K503")} == {"数据不足", "通过"}


def test_last_year_to_its_class_only_is_unknown_and_doubtful(folder: Path) -> None:
    """This year's items have nothing to be compared with: a gap each, and no rise from 0.00."""
    without(folder / "2023.xlsx", SECTION, *ITEMS)
    said = listed(narrate(folder, "draft", ".", "--format", "txt").stdout)
    assert [f"【待填：{GENERAL}·科目·{code}·上年】" in line for code, line in zip(ITEMS, said, strict=True)] == [
        True
    ] * 2
    assert "0.00" not in "".join(said)
    ((doubt, _),) = levels_of(folder)
    assert doubt == "疑点"


def test_without_last_years_workbook_no_item_rises_from_nothing(folder: Path) -> None:
    """A level that is typed beside one account does not make a list of last year's accounts."""
    without(folder / "2024.xlsx", SECTION, *ITEMS)
    (folder / "填报表.xlsx").unlink()
    profile = "{单位名称: 甲局, 地区: 新疆, 年度: 2024, 主体: 单位, 单位性质: 事业单位}"
    account = "{名称: 一般公共服务支出, 公开层级: 类, 公开层级依据: 涉密}"
    body = f"金额单位: 万元\n单位: {profile}\n决算报表: 2024.xlsx\n{GENERAL}: {{科目: {{201: {account}}}}}\n"
    (folder / "unit.yaml").write_text(body, encoding="utf-8")
    text = narrate(folder, "draft", ".", "--format", "txt").stdout
    assert [f"【待填：{GENERAL}·科目·{code}·上年】" in text for code in ("201", "2080505", "2210201")] == [True] * 3
    assert "上年为0.00万元" not in text


def test_a_form_made_before_there_were_levels_is_read(folder: Path) -> None:
    """The two columns come last; nothing that was typed is asked for again."""
    workbook = openpyxl.load_workbook(folder / "填报表.xlsx")
    sheet = workbook["科目"]
    (head,) = [row for row in sheet.iter_rows() if "公开层级" in {cell.value for cell in row}]
    sheet.delete_cols([cell.value for cell in head].index("公开层级") + 1, 2)
    workbook.save(folder / "填报表.xlsx")
    assert not list(narrator.draft(narrator.load(folder)).gaps())


def test_a_level_survives_both_notations(folder: Path) -> None:
    without(folder / "2024.xlsx", SECTION, *ITEMS)
    init(folder)
    state(folder, "201", 公开层级="类", 公开层级依据="涉密")
    (folder / "out").mkdir()
    assert narrate(folder, "convert", "填报表.xlsx", "out/unit.yaml").returncode == 0
    told = (folder / "out" / "unit.yaml").read_text(encoding="utf-8")
    assert "201: {名称: 一般公共服务支出, 公开层级: 类, 公开层级依据: 涉密}" in told
    assert narrator.render(narrator.draft(narrator.load(folder / "out"))) == narrator.render(
        narrator.draft(narrator.load(folder))
    )


@pytest.mark.skipif(not INPUT.exists(), reason="the failing inputs are not part of the project")
@pytest.mark.parametrize("name", ["class-only-folder", "kuan-only-folder", "secret-class-only.unit.yaml"])
def test_a_given_input_is_an_error_and_a_gap(tmp_path: Path, name: str) -> None:
    path = INPUT / name
    (shutil.copytree if path.is_dir() else shutil.copy)(path, tmp_path / name)
    drafted = narrate(tmp_path, "draft", name, "--format", "txt").stdout
    assert len(listed(drafted)) == 1
    assert "公开层级】" in listed(drafted)[0]
    assert "下降100.00%" not in "".join(listed(drafted))
    assert narrate(tmp_path, "draft", name, "-o", "说明.docx", "--final").returncode == 1
    assert not (tmp_path / "说明.docx").exists()

"""Cells as people fill them in: merged ones, numbers typed as words; and the form in other formats."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import narrator
from helpers.forms import TODAY, Person, edited, said
from helpers.sheets import WRITERS
from helpers.strategies import FIXTURE
from narrator.cli import run, units
from narrator.figures.findings import Refused
from narrator.forms import convert, read
from narrator.forms.fields import FIELDS, Field
from narrator.forms.init import init
from narrator.forms.layout import FILE_NAME
from narrator.forms.typed import number_of
from narrator.phrases.phrasebook import default
from narrator.readers import spreadsheet

pytestmark = pytest.mark.slow  # each test makes a form, fills it in and reads it

THIS = FIXTURE.parents[1] / "changji-2024-workbook" / "2024.xlsx"
LAST = THIS.with_name("2023.xlsx")
CAUSES = "变动原因"
ACCOUNTS = tuple(f"主要原因/与上年相比/{code}" for code in ("2080505", "2080506", "2101102"))
GOODS, WORKS = "政府采购/政府采购货物支出", "政府采购/政府采购工程支出"


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """A fresh form for the seed's workbooks."""
    init(tmp_path, THIS, LAST, TODAY, default(), region="新疆")
    return tmp_path / FILE_NAME


def _notes(path: Path) -> list[str]:
    return [str(note).replace(str(path), "…") for note in read.read(path).notes]


def test_every_output_names_the_cell_to_fill_in(form: Path) -> None:
    """Word's comments and the web page as the terminal, and whoever uses the API."""
    document = narrator.draft(narrator.load(form.parent))
    assert document.where("人员/在职人员/本年") == "单位与人员!D15 人员/在职人员/本年"
    with zipfile.ZipFile(io.BytesIO(narrator.write(document))) as package:
        comments = re.sub("<[^>]*>", "|", package.read("word/comments.xml").decode())
    assert re.search(r"待填：人员·在职人员·本年\|+填写位置：单位与人员!D15 人员/在职人员/本年\|", comments)
    page = narrator.write(document, "html").decode()
    assert "待填：人员·在职人员·本年（单位与人员!D15）" in page
    first, second = re.findall("<li><span id=[^>]*>待填：([^<（]*)", page)[:2]
    assert (first, second) == ("单位·主体", "单位·单位性质")


def test_a_unit_file_has_no_cells_to_fill_in(tmp_path: Path) -> None:
    path = tmp_path / "unit.yaml"
    path.write_text("金额单位: 万元\n单位: {单位名称: 甲局, 地区: 新疆, 年度: 2024}\n", encoding="utf-8")
    document = narrator.draft(narrator.load(path))
    assert document.where("单位/主体") == "单位/主体"
    assert document.where("主要原因/与上年相比/公务接待费") == "主要原因/与上年相比/公务接待费"


def test_the_form_is_printed_whole(form: Path) -> None:
    """On A4, as wide as the page; the guide is one column, which no program makes smaller."""
    book = openpyxl.load_workbook(form)
    pages: list[Any] = [page for page in book if page.sheet_state == "visible"]
    assert {(page.page_setup.paperSize, page.page_setup.fitToHeight) for page in pages} == {(9, 0)}
    assert all(page.sheet_properties.pageSetUpPr.fitToPage for page in pages)
    assert book["说明"].column_dimensions["A"].width < 76
    assert [page.title for page in pages if page.page_setup.orientation != "landscape"] == ["说明"]


# Merged cells -----------------------------------------------------------------------------------


def _one_reason(person: Person) -> None:
    person.merge(CAUSES, (ACCOUNTS[0], ACCOUNTS[-1]), ("主要原因", "主要原因"))
    person.type(CAUSES, ACCOUNTS[0], "缴费基数上涨", "主要原因")


def test_a_merged_reason_holds_for_each_of_its_rows(form: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is told in check, draft and init; made again, the form has it in each row, and nothing is to be told."""
    told = "变动原因!L8：F125 L8:L10 是合并的单元格，这几行都用这里写的。"
    edited(form, _one_reason)
    given = said(read.read(form).cells)
    assert [given[key] for key in ACCOUNTS] == ["缴费基数上涨"] * 3
    assert _notes(form) == [f"… {told}"]
    text = narrator.render(narrator.draft(narrator.load(form)))
    assert text.count("主要原因是：缴费基数上涨") == 3
    for command in (["draft", str(form)], ["check", str(form)]):
        run(command)
        assert f"提示 {form} {told}" in capsys.readouterr().err.splitlines()
    assert f"提示 {form} {told}" in init(form.parent, THIS, LAST, TODAY, default()).lines
    assert _notes(form) == []
    assert said(read.read(form).cells) == given
    assert narrator.render(narrator.draft(narrator.load(form))) == text


def test_a_merged_offer_is_taken_for_each_of_its_rows(form: Path) -> None:
    def take(person: Person) -> None:
        person.merge(CAUSES, (ACCOUNTS[0], ACCOUNTS[-1]), ("采用", "采用"))
        person.type(CAUSES, ACCOUNTS[0], 5, "采用")

    offer = Person(form).read(CAUSES, ACCOUNTS[0], "可选用语").splitlines()[4].removeprefix("5. ")
    given = said(read.read(edited(form, take)).cells)
    assert [given[key] for key in ACCOUNTS] == [offer] * 3


def test_a_reason_beside_a_merged_one_is_its_own(form: Path) -> None:
    def both(person: Person) -> None:
        _one_reason(person)
        person.type(CAUSES, "主要原因/与上年相比/2101103", "另一个原因", "主要原因")

    given = said(read.read(edited(form, both)).cells)
    assert given["主要原因/与上年相比/2101103"] == "另一个原因"


def test_merged_cells_in_which_nothing_stands_say_nothing(form: Path) -> None:
    before = said(read.read(form).cells)
    edited(form, lambda person: person.merge("采购", (GOODS, WORKS)))
    assert said(read.read(form).cells) == before
    assert _notes(form) == []


def test_a_gap_in_merged_cells_is_at_their_first(form: Path) -> None:
    edited(form, lambda person: person.merge(CAUSES, (ACCOUNTS[0], ACCOUNTS[-1]), ("主要原因", "主要原因")))
    assert narrator.load(form).places[ACCOUNTS[-1]].cell == "L8"


def test_the_names_of_indicators_may_be_merged_as_in_the_table_itself(form: Path) -> None:
    sheet = "项目支出绩效自评表"

    def paste(person: Person) -> None:
        head = next(at for at, row in enumerate(person.sheets[sheet]) if "三级指标" in row)
        for number, third in enumerate(("甲", "乙", "丙"), 1):
            person.at(sheet, head + number, 3, third)
        for column, words in ((0, 1), (1, "产出指标"), (2, "数量指标")):
            person.merge_at(sheet, head + 1, column, head + 3, column)
            person.at(sheet, head + 1, column, words)
        name = next(at for at, row in enumerate(person.sheets[sheet]) if "项目名称" in row)
        person.at(sheet, name + 1, 0, 1)
        person.at(sheet, name + 1, 1, "某项目")

    (project,) = narrator.load(edited(form, paste)).performance.projects or ()
    rows = [(row.first.text, row.second.text, row.third.text) for row in project.indicators or ()]
    assert rows == [("产出指标", "数量指标", third) for third in ("甲", "乙", "丙")]


def _two_amounts(person: Person) -> None:
    person.merge("采购", (GOODS, WORKS))
    person.type("采购", GOODS, 7)


def _with_its_label(person: Person) -> None:
    person.merge("采购", (GOODS, GOODS), ("项目", "填写"))


def _with_the_heading(person: Person) -> None:
    head = person.row(CAUSES, "键")
    person.merge_at(CAUSES, head, 11, head + 1, 11)


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (_two_amounts, "… 采购!D4：F124 D4:D5 是合并的单元格，读不出填的是哪一项。 请取消合并，每项填在自己的格子里。"),
        (
            _with_its_label,
            "… 采购!C4：F124 C4:D4 是合并的单元格，读不出填的是哪一项。 请取消合并，每项填在自己的格子里。",
        ),
        (
            _with_the_heading,
            "… 变动原因!L2：F124 L2:L3 是合并的单元格，读不出填的是哪一项。 请取消合并，每项填在自己的格子里。",
        ),
    ],
    ids=["two-amounts", "with-its-label", "with-the-heading"],
)
def test_merged_cells_of_which_nobody_knows_what_they_say(
    form: Path, edit: Callable[[Person], None], message: str
) -> None:
    with pytest.raises(Refused) as caught:
        read.read(edited(form, edit))
    assert str(caught.value).replace(str(form), "…") == message


# Numbers typed as words -------------------------------------------------------------------------

UNITS = {field.unit: field for field in FIELDS if field.kind in ("count", "number")}
MONEY = next(field for field in FIELDS if field.kind == "money")
YEAR = next(field for field in FIELDS if field.kind == "year")


@pytest.mark.parametrize(
    ("typed", "field", "money", "number"),
    [
        ("1,002.59", MONEY, "万元", "1002.59"),
        ("1，002.59", MONEY, "万元", "1002.59"),
        ("１０２．５９", MONEY, "万元", "102.59"),
        ("（5.00）", MONEY, "万元", "-5"),
        ("¥102.59", MONEY, "万元", "102.59"),
        ("102.59万元", MONEY, "元", "1025900"),
        ("102.59 万", MONEY, "元", "1025900"),
        ("102.59元", MONEY, "万元", "0.010259"),
        ("1,025,900.00 元", MONEY, "万元", "102.59"),
        ("102.59万元", MONEY, "万元", "102.59"),
        ("1.2亿元", MONEY, "万元", "12000"),
        ("０．０１元", MONEY, "元", "0.01"),
        ("６", UNITS["人"], "", "6"),
        ("6人", UNITS["人"], "", "6"),
        ("６ 人", UNITS["人"], "", "6"),
        ("3辆", UNITS["辆"], "", "3"),
        ("2台", UNITS["台（套）"], "", "2"),
        ("2台(套)", UNITS["台（套）"], "", "2"),
        ("1,234.5平方米", UNITS["平方米"], "", "1234.5"),
        ("２０２４年", YEAR, "", "2024"),
    ],
)
def test_a_number_in_words_that_says_one_thing(typed: str, field: Field, money: str, number: str) -> None:
    assert number_of(typed, field, money) == number


@pytest.mark.parametrize(
    ("typed", "field", "money"),
    [
        ("12.50", MONEY, "万元"),  # a number as it is
        ("约5", MONEY, "万元"),
        ("5左右", MONEY, "万元"),
        ("1.5万-2万元", MONEY, "万元"),
        ("3/4", MONEY, "万元"),
        ("12 34", MONEY, "万元"),
        ("1,00", MONEY, "万元"),
        ("5%", MONEY, "万元"),
        ("无", MONEY, "万元"),
        ("-", MONEY, "万元"),
        ("万元", MONEY, "万元"),
        ("5千元", MONEY, "万元"),
        ("102.59万元", MONEY, ""),  # a form that does not say its unit
        ("0.001元", MONEY, "元"),
        ("1.005元", MONEY, "万元"),
        ("6个", UNITS["人"], ""),
        ("6万人", UNITS["人"], ""),
        ("6元", UNITS["人"], ""),
        ("2024年度", YEAR, ""),
        ("24年", YEAR, ""),
    ],
)
def test_a_number_in_words_that_is_none_for_sure_stays_as_typed(typed: str, field: Field, money: str) -> None:
    assert number_of(typed, field, money) == typed


def ask_in_yuan(person: Person) -> None:
    """The form in 元, as the one cell and every heading say it."""
    person.type("单位与人员", "金额单位", "元")
    for rows in person.sheets.values():
        for row in rows:
            row[:] = [cell.replace("（万元）", "（元）") if isinstance(cell, str) else cell for cell in row]


def test_numbers_in_words_are_told(form: Path) -> None:
    """The same in draft and convert; what is still no number is refused at its cell."""

    def type_words(person: Person) -> None:
        person.type("采购", GOODS, "102.59万元")
        person.type("采购", WORKS, " 0 ")
        person.type("单位与人员", "人员/实有人数", "６")

    notes = [
        "… 单位与人员!D13：F123 「６」是文字，按 6人 读入。 请核对。",
        "… 采购!D4：F123 「102.59万元」是文字，按 102.59万元 读入。 请核对。",
    ]
    assert _notes(edited(form, type_words)) == notes
    told = convert.to_yaml(form, form.with_name("unit.yaml"))
    assert told.replace(str(form), "…").splitlines()[1:] == [f"提示 {note}" for note in notes]
    edited(form, ask_in_yuan)
    assert said(read.read(form).cells)[GOODS] == "1025900"
    edited(form, lambda person: person.type("单位与人员", "人员/实有人数", "6个"))
    with pytest.raises(Refused) as caught:
        narrator.load(form)
    assert str(caught.value).replace(str(form), "…") == (
        "… 单位与人员!D13：U203 〔人员/实有人数〕「6个」不是数字。只写数字，不写单位。"
    )


@pytest.mark.parametrize("key", ["人员/在职人员/本年", GOODS, "国有资产/房屋面积"])
def test_none_is_no_number(form: Path, key: str) -> None:
    """The hint beside the cell and the message say the same."""
    rule = "是零、没有发生的写 0，不知道的留空。"
    sheet = next(name for name, rows in Person(form).sheets.items() if key in [row[0] for row in rows if row])
    assert Person(form).read(sheet, key, "填法").endswith(rule)
    edited(form, lambda person: person.type(sheet, key, "无"))
    with pytest.raises(Refused, match=f"「无」不是数字。{rule}"):
        narrator.load(form)


# Other formats ----------------------------------------------------------------------------------


def _saved_as(form: Path, suffix: str) -> Path:
    """The form as a person saves it in another format; the .xlsx is gone."""
    other = form.with_suffix(suffix)
    sheets = spreadsheet.load(form, merged=True)
    merged: list[Any] = [[tuple(cells) for cells in sheet.merged] for sheet in sheets]
    WRITERS[suffix](other, sheets, merged)
    form.unlink()
    return other


@pytest.mark.parametrize("suffix", WRITERS)
def test_a_form_saved_in_another_format_is_the_form(form: Path, suffix: str) -> None:
    """It is found, drafted, brought up to date as .xlsx and kept; merged cells are seen in every format."""
    edited(form, _one_reason)
    text = narrator.render(narrator.draft(narrator.load(form)))
    other = _saved_as(form, suffix)
    before = other.read_bytes()
    assert list(units.named([other, form.parent])) == [form.parent.name]
    assert narrator.render(narrator.draft(narrator.load(form.parent))) == text
    assert [note.code for note in read.read(other).notes] == (["F125", "F126"] if suffix == ".xls" else ["F125"])
    told = init(form.parent, THIS, LAST, TODAY, default()).lines
    assert told[0] == f"已写入 {form}，旧文件另存为 填报表.2026-11-23{suffix}。"
    assert sorted(path.name for path in form.parent.iterdir()) == sorted([f"填报表.2026-11-23{suffix}", FILE_NAME])
    assert form.with_name(f"填报表.2026-11-23{suffix}").read_bytes() == before
    assert narrator.render(narrator.draft(narrator.load(form.parent))) == text


def test_two_forms_are_one_too_many(form: Path) -> None:
    content = form.read_bytes()
    other = _saved_as(form, ".ods")
    form.write_bytes(content)
    message = (
        f"{form.parent}：F101 这个文件夹里既有 填报表.xlsx，又有 填报表.ods，不知道用哪一个。"
        " 请看哪一个是最后填的，把别的移到别处或改名。"
    )
    for attempt in (lambda: narrator.load(form.parent), lambda: init(form.parent, THIS, LAST, TODAY, default())):
        with pytest.raises(Refused) as caught:
            attempt()
        assert str(caught.value) == message
    assert form.read_bytes() == content and other.exists()


def test_a_form_that_libreoffice_holds_open_is_not_written(form: Path) -> None:
    other = _saved_as(form, ".ods")
    other.with_name(f".~lock.{other.name}#").write_text("", encoding="utf-8")
    with pytest.raises(Refused, match=r"F131 .*已经关闭的，删去 \.~lock\.填报表\.ods#"):
        init(form.parent, THIS, LAST, TODAY, default())
    assert other.exists() and not form.exists()

"""The fill-in workbook: made, filled in, made again, broken."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import narrator
from helpers.forms import TODAY, Percent, Person, edited, fill, said
from helpers.strategies import FIXTURE
from narrator.cli import run
from narrator.figures.findings import Refused
from narrator.figures.terms import STATEMENTS
from narrator.forms import cells, convert, folder, guide, read
from narrator.forms.init import init
from narrator.forms.layout import FILE_NAME
from narrator.forms.typed import Unreadable, text_of
from narrator.phrases.phrasebook import default
from narrator.readers import spreadsheet, unit_file

pytestmark = pytest.mark.slow  # each test makes a form, fills it in and reads it

BOOKS = FIXTURE.parents[1] / "changji-2024-workbook"
THIS, LAST = BOOKS / "2024.xlsx", BOOKS / "2023.xlsx"


def _seed() -> dict[str, str]:
    """The draft of the seed's unit file."""
    return {"text": narrator.render(narrator.draft(narrator.load(FIXTURE)))}


def _known_to_a_person() -> cells.Cells:
    """What the seed's unit file says and the workbooks do not."""
    given = cells.of_tree(unit_file.tree(FIXTURE))
    return {key: text for key, text in given.items() if key[0] not in STATEMENTS or key[-1] == "年初预算"}


def _made(where: Path, this: Path = THIS, last: Path | None = LAST) -> list[str]:
    return [line.replace(str(where), "…") for line in init(where, this, last, TODAY, default(), region="新疆").lines]


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """A fresh form for the seed's workbooks."""
    _made(tmp_path)
    return tmp_path / FILE_NAME


@pytest.fixture
def filled(form: Path) -> Path:
    """The form with all that a person knows."""
    return edited(form, lambda person: fill(person, _known_to_a_person()))


def _drafted(path: Path) -> str:
    return narrator.render(narrator.draft(unit_file.read(folder.tree(path))))


# Made and filled in -----------------------------------------------------------------------------


def test_a_fresh_form_says_what_is_to_be_filled_in(tmp_path: Path) -> None:
    assert _made(tmp_path) == [
        "已写入 …/填报表.xlsx。",
        "「变动原因」列出 23 项，其中 23 项还没有原因。",
        "「单位与人员」还有 9 格待填（深黄色）。",
        "「年初预算与全年预算」还有 2 格待填（深黄色）。",
        "「变动原因」还有 20 格待填（深黄色）。",
        "「三公」还有 8 格待填（深黄色）。",
        "「采购」还有 6 格待填（深黄色）。",
        "「资产」还有 13 格待填（深黄色）。",
        "「绩效」还有 5 格待填（深黄色）。",
        "「职能与其他文字」还有 4 格待填（深黄色）。",
    ]


def test_a_fresh_form_knows_what_the_workbook_says(form: Path) -> None:
    person = Person(form)
    assert person.read("单位与人员", "单位/单位名称") == "昌吉回族自治州对口援疆工作领导小组办公室"
    assert person.read("单位与人员", "单位/年度") == 2024
    assert person.read("单位与人员", "金额单位") == "万元"
    assert person.read("单位与人员", "单位/地区") == "新疆"
    assert str(person.read("单位与人员", "决算报表")).endswith("/changji-2024-workbook/2024.xlsx")
    total = "财政拨款收入支出决算总表/收入/总计"
    assert [person.read("年初预算与全年预算", total, f"表中{aspect}数") for aspect in ("上年", "决算")] == [
        214.31,
        207.05,
    ]
    assert person.read("年初预算与全年预算", total, "年初预算") == ""


@pytest.mark.parametrize("books", ["", "hostile"])
def test_a_fresh_form_asks_in_ten_thousands_and_says_so_in_its_headings(tmp_path: Path, books: str) -> None:
    """Whatever the tables are in; a form that was made in 元 keeps that, and its headings say it."""
    this, last = (BOOKS / books / name for name in (THIS.name, LAST.name))
    _made(tmp_path, this, last)
    person = Person(tmp_path / "填报表.xlsx")
    assert person.read("单位与人员", "金额单位") == "万元"
    heads = [row for row in person.sheets["年初预算与全年预算"] if "年初预算（万元）" in row]
    assert [cell for cell in heads[0] if cell.endswith("（万元）")] == [
        *("上年（万元）", "年初预算（万元）", "全年预算（万元）", "决算（万元）"),
        *("表中上年数（万元）", "表中全年预算数（万元）", "表中决算数（万元）"),
    ]
    assert person.read("资产", "国有资产/房屋价值", "单位") == "万元"

    def in_yuan(person: Person) -> None:
        person.type("单位与人员", "金额单位", "元")
        for sheet in person.sheets.values():
            for row in sheet:
                row[:] = [str(cell).replace("（万元）", "") if isinstance(cell, str) else cell for cell in row]

    _made(edited(tmp_path / "填报表.xlsx", in_yuan).parent, this, last)
    person = Person(tmp_path / "填报表.xlsx")
    assert person.read("单位与人员", "金额单位") == "元"
    assert person.read("资产", "国有资产/房屋价值", "单位") == "元"
    assert any("年初预算（元）" in row for row in person.sheets["年初预算与全年预算"])


def test_a_fresh_form_asks_for_reasons(form: Path) -> None:
    person = Person(form)
    row = person.sheets["变动原因"][person.row("变动原因", "主要原因/与上年相比/2010499")]
    assert row[1:8] == [
        "五、一般公共预算财政拨款支出决算情况说明\n（三）一般公共预算财政拨款支出决算具体情况",
        "与上年相比",
        "2010499 其他发展与改革事务支出",
        81.82,
        77.24,
        -4.58,
        -5.6,
    ]
    assert row[8].startswith("【供参考】项目支出减少4.58万元，占减少额的100.00%")
    assert row[10:] == ["", "", "必填"]


@pytest.mark.parametrize("books", ["", "hostile"])
def test_the_way_from_workbooks_to_the_seed(tmp_path: Path, books: str) -> None:
    """init, fill, draft: the same text as from the seed's unit file."""
    _made(tmp_path, BOOKS / books / "2024.xlsx", BOOKS / books / "2023.xlsx")
    edited(tmp_path / FILE_NAME, lambda person: fill(person, _known_to_a_person()))
    assert _drafted(tmp_path) == _seed()["text"]


def test_strings_stay_strings(filled: Path) -> None:
    """No formula, link or number is made of words."""
    sheet = next(sheet for sheet in spreadsheet.load(filled) if sheet.name == "项目支出绩效自评表")
    assert "=70个" in [value for row in sheet.rows for value in row]
    assert not sheet.marks.formulas
    _made(filled.parent)
    page = openpyxl.load_workbook(filled)["项目支出绩效自评表"]
    assert "=70个" in [cell.value for row in page.iter_rows() for cell in row if cell.quotePrefix]


# Made again -------------------------------------------------------------------------------------


def test_nothing_changed(form: Path) -> None:
    before = form.read_bytes()
    assert _made(form.parent)[0] == "…/填报表.xlsx 没有变化，没有写入。"
    assert form.read_bytes() == before
    assert [path.name for path in form.parent.iterdir()] == [FILE_NAME]


def test_what_was_typed_is_kept(filled: Path) -> None:
    before = said(read.read(filled).cells)
    assert _made(filled.parent)[0] == "已写入 …/填报表.xlsx，旧文件另存为 填报表.2026-11-23.xlsx。"
    assert said(read.read(filled).cells) == before
    assert _drafted(filled.parent) == _seed()["text"]


def test_every_backup_is_kept(form: Path) -> None:
    texts = []
    for number in range(3):
        edited(form, _into("三公", 5, *[""] * (9 + number), "改了"))
        texts.append(form.read_bytes())
        _made(form.parent)
    names = ("填报表.2026-11-23.xlsx", "填报表.2026-11-23-2.xlsx", "填报表.2026-11-23-3.xlsx")
    assert [(form.parent / name).read_bytes() for name in names] == texts


def test_rows_may_be_sorted_and_inserted(filled: Path) -> None:
    before = said(read.read(filled).cells)

    def shuffle(person: Person) -> None:
        for name in ("采购", "变动原因", "资产"):
            rows = person.sheets[name]
            rows[2:] = [[], *reversed(rows[2:]), ["", "", ""]]

    assert said(read.read(edited(filled, shuffle)).cells) == before


def test_rows_may_be_swapped_without_their_hidden_key(filled: Path) -> None:
    """The words beside a value say what it is, whatever the hidden column says."""
    before = said(read.read(filled).cells)

    def swap(person: Person) -> None:
        for name, one, other in (
            ("采购", "政府采购/政府采购货物支出", "政府采购/政府采购服务支出"),
            ("变动原因", PENSION, RECEPTION),
            ("年初预算与全年预算", f"{BASIC}/公用经费合计", "财政拨款“三公”经费支出决算表/公务接待费"),
        ):
            rows = person.sheets[name]
            first, second = person.row(name, one), person.row(name, other)
            rows[first][1:], rows[second][1:] = rows[second][1:], rows[first][1:]

    assert said(read.read(edited(filled, swap)).cells) == before


def test_a_row_copied_and_renamed_is_the_one_it_names(form: Path) -> None:
    def copy(person: Person) -> None:
        rows = person.sheets["变动原因"]
        copied = list(rows[person.row("变动原因", RECEPTION)])
        person.type("变动原因", RECEPTION, "接待少了", "主要原因")
        copied[3] = "一般公共预算财政拨款支出"
        rows.append(copied)
        person.at("变动原因", len(rows) - 1, person.column("变动原因", "主要原因"), "支出少了")

    edited(form, copy)
    assert _reason(form, RECEPTION) == "接待少了"
    assert _reason(form, "主要原因/与上年相比/一般公共预算财政拨款支出") == "支出少了"


def test_words_that_name_no_row_leave_it_to_the_key(filled: Path) -> None:
    before = said(read.read(filled).cells)

    def reword(person: Person) -> None:
        person.type("采购", "政府采购/政府采购货物支出", "货物（电脑）", "项目")
        person.type("采购", "政府采购/政府采购服务支出", "", "项目")
        person.type("变动原因", PENSION, "养老保险", "事项")
        person.type("变动原因", RECEPTION, "", "比较")

    assert said(read.read(edited(filled, reword)).cells) == before


def test_columns_may_be_moved_and_added(filled: Path) -> None:
    before = said(read.read(filled).cells)

    def move(person: Person) -> None:
        for row in person.sheets["采购"]:
            row[1:1] = ["备注"] if "填写（万元）" in row else ["我的话"] if row[0].startswith("政府采购/") else [""]

    assert said(read.read(edited(filled, move)).cells) == before
    assert [(typed.cell, typed.value) for typed in read.read(filled).outside][:2] == [("B2", "备注"), ("B3", "我的话")]


def test_what_stands_outside_the_cells_survives(form: Path) -> None:
    def scribble(person: Person) -> None:
        person.at("三公", 4, 9, "问一下老王")
        person.at("三公", 40, 2, 12.5)
        person.at("说明", 30, 0, "我的备忘")
        person.sheets["我的表"] = [["甲", 1.5], ["=1+1", date(2024, 9, 30)]]
        person.sheets["藏起来的"] = [["乙"]]
        person.hidden.add("藏起来的")

    edited(form, scribble)
    told = _made(form.parent)
    assert told[1] == "填报表格子以外的内容在「其他内容」表中，共 3 处。"
    for _ in range(2):
        person = Person(form)
        assert person.sheets["我的表"] == [["甲", 1.5], ["=1+1", date(2024, 9, 30)]]
        assert "藏起来的" in person.hidden
        assert person.sheets["其他内容"] == [
            ["原来的表", "原来的格", "内容"],
            ["三公", "J5", "问一下老王"],
            ["三公", "C41", 12.5],
            ["说明", "A31", "我的备忘"],
        ]
        assert _made(form.parent)[0] == "…/填报表.xlsx 没有变化，没有写入。"


def test_the_words_of_an_earlier_guide_are_nobodys_own(form: Path) -> None:
    def age(person: Person) -> None:
        for row, line in ((2, guide.FORMER_LINES[0]), (6, guide.FORMER_LINES[1])):
            person.at("说明", row, 0, line)

    assert not read.read(edited(form, age)).outside


def _profile() -> cells.Cells:
    return {key: text for key, text in _known_to_a_person().items() if key in (("单位", "地区"), ("单位", "主体"))}


def test_reasons_come_and_go(form: Path) -> None:
    """A reason that nobody asks for any more is kept and marked; a new one gets a row."""
    running = {kind: f"主要原因/与上年相比/{kind}" for kind in ("行政单位机关运行经费", "事业单位公用经费")}
    equal = "主要原因/与上年相比/一般公共预算财政拨款支出"

    def answer(person: Person) -> None:
        person.type("单位与人员", "单位/单位性质", "事业单位")
        person.type("变动原因", running["行政单位机关运行经费"], "不再要的原因", "主要原因")

    told = _made(edited(form, answer).parent)
    assert told[1:3] == [
        "「变动原因」列出 21 项，其中 21 项还没有原因。",
        "有 1 项原因已不需要，仍保留在表中：行政单位机关运行经费。",
    ]
    person = Person(form)
    assert person.read("变动原因", running["行政单位机关运行经费"], "状态") == "已不需要"
    assert person.read("变动原因", running["行政单位机关运行经费"], "主要原因") == "不再要的原因"
    assert person.read("变动原因", running["事业单位公用经费"], "状态") == "必填"
    keys = [row[0] for row in person.sheets["变动原因"]]
    assert "主要原因/与上年相比/参照公务员法管理事业单位机关运行经费" not in keys
    assert equal not in keys

    def recode(person: Person) -> None:
        person.type("变动原因", PENSION, "主要原因/与上年相比/2010402", "键")
        person.at("变动原因", person.row("变动原因", "主要原因/与上年相比/2010402"), 3, "2010402")
        person.type("变动原因", "主要原因/与上年相比/2010402", "改了编码的科目的原因", "主要原因")

    told = _made(edited(form, recode).parent)
    assert told[1:3] == [
        "「变动原因」列出 21 项，其中 21 项还没有原因。",
        "有 2 项原因已不需要，仍保留在表中：2010402、行政单位机关运行经费。",
    ]
    assert Person(form).read("变动原因", "主要原因/与上年相比/2010402", "状态") == "已不需要"
    edited(form, lambda person: fill(person, _profile()))
    with pytest.raises(Refused, match=r"变动原因!L\d+：U305 .*不再需要的，请删去。"):
        folder.load(form.parent)

    def own_row(person: Person) -> None:
        person.type("变动原因", "主要原因/与上年相比/2010402", "", "主要原因")
        rows = person.sheets["变动原因"]
        rows.append(["", "", "与上年相比", "一般公共预算财政拨款支出", *[""] * 6, "", "另写的原因", ""])

    told = _made(edited(form, own_row).parent)
    assert told[1] == "「变动原因」列出 22 项，其中 21 项还没有原因。"
    assert Person(form).read("变动原因", equal, "状态") == "必填"


def test_a_percentage_is_read_as_it_is_shown(filled: Path) -> None:
    def show(person: Person) -> None:
        sheet = "项目支出绩效自评表"
        number, values = next((at, row) for at, row in enumerate(person.sheets[sheet]) if "业绩值" in row)
        person.at(sheet, number + 1, values.index("业绩值"), Percent(1))

    assert said(read.read(edited(filled, show)).cells)["预算绩效/项目支出绩效自评表/1/指标/1/业绩值"] == "100%"


# Offers -----------------------------------------------------------------------------------------

RECEPTION = "主要原因/与上年相比/公务接待费"
PENSION = "主要原因/与上年相比/2080505"


def _reason(path: Path, key: str) -> str | None:
    return said(read.read(path).cells).get(key)


def test_an_offer_is_taken(form: Path) -> None:
    offer = Person(form).read("变动原因", RECEPTION, "可选用语")
    assert "\n" not in offer
    edited(form, lambda person: person.type("变动原因", RECEPTION, "是", "采用"))
    assert _reason(form, RECEPTION) == offer


def test_an_offer_is_taken_by_its_number_and_stays_taken(form: Path) -> None:
    offers = Person(form).read("变动原因", PENSION, "可选用语").splitlines()
    assert len(offers) > 1
    edited(form, lambda person: person.type("变动原因", PENSION, 2, "采用"))
    assert _reason(form, PENSION) == offers[1].removeprefix("2. ")
    _made(form.parent)
    assert Person(form).read("变动原因", PENSION, "采用") == "2"
    assert Person(form).read("变动原因", PENSION, "主要原因") == ""
    assert _reason(form, PENSION) == offers[1].removeprefix("2. ")


def test_an_offer_that_is_no_longer_made_stays_as_a_reason(form: Path) -> None:
    def take(person: Person) -> None:
        person.type("变动原因", RECEPTION, "是", "采用")
        person.type("变动原因", RECEPTION, "从前的用语", "可选用语")

    _made(edited(form, take).parent)
    assert Person(form).read("变动原因", RECEPTION, "采用") == ""
    assert Person(form).read("变动原因", RECEPTION, "主要原因") == "从前的用语"


# Broken forms -----------------------------------------------------------------------------------


def _type(sheet: str, key: str, value: Any, heading: str = "填写") -> Callable[[Person], None]:
    return lambda person: person.type(sheet, key, value, heading)


def _drop_heading(person: Person) -> None:
    rows = person.sheets["采购"]
    rows[1][rows[1].index("填写")] = "数"


def _formula(person: Person) -> None:
    person.formulas["采购", person.row("采购", "政府采购/政府采购支出总额"), 3] = "=1+1"


def _both(person: Person) -> None:
    person.type("变动原因", RECEPTION, "是", "采用")
    person.type("变动原因", RECEPTION, "自己的原因", "主要原因")


def _open_slot(person: Person) -> None:
    person.type("变动原因", RECEPTION, "〔项目〕减少", "可选用语")
    person.type("变动原因", RECEPTION, "是", "采用")


def _empty_with_figures(person: Person) -> None:
    person.type("年初预算与全年预算", BASIC, "空表", "空表或无")
    person.type("年初预算与全年预算", f"{BASIC}/人员经费合计", 7, "决算")


def _no_offer(person: Person) -> None:
    person.type("变动原因", RECEPTION, "", "可选用语")
    person.type("变动原因", RECEPTION, "是", "采用")


def _several(typed: Any) -> Callable[[Person], None]:
    def choose(person: Person) -> None:
        person.type("变动原因", RECEPTION, "1. 一种用语\n2. 另一种用语", "可选用语")
        person.type("变动原因", RECEPTION, typed, "采用")

    return choose


def _rows(sheet: str, *rows: list[Any]) -> Callable[[Person], None]:
    return lambda person: person.sheets[sheet].extend(map(list, rows))


def _into(sheet: str, row: int, *values: Any) -> Callable[[Person], None]:
    def put(person: Person) -> None:
        for column, value in enumerate(values):
            if value != "":
                person.at(sheet, row - 1, column, value)

    return put


BASIC = "一般公共预算财政拨款基本支出决算表"
BROKEN: dict[str, tuple[Callable[[Person], object], str]] = {
    "a sheet missing": (
        lambda person: person.sheets.pop("三公"),
        "…：F103 缺少工作表「三公」。 请把表名改回来；确已删去的，重新运行 narrator init 补齐。",
    ),
    "a sheet renamed": (
        lambda person: person.sheets.update({"采购情况": person.sheets.pop("采购")}),
        "…：F103 缺少工作表「采购」。 请把表名改回来；确已删去的，重新运行 narrator init 补齐。",
    ),
    "no headings": (
        lambda person: person.sheets["采购"].pop(1),
        "… 采购：F104 找不到表头「键、填写…」。 请不要改动或删去表头。",
    ),
    "a heading missing": (
        lambda person: person.sheets["变动原因"][1].__setitem__(10, "要不要"),
        "… 变动原因!A2：F105 这一行表头里缺少「采用」。 请改回原来的表头，或重新运行 narrator init 补齐。",
    ),
    "headings in another unit": (
        lambda person: person.sheets["采购"][1].__setitem__(3, "填写（元）"),
        "… 采购!A2：F139 表头的单位是元，「金额单位」写的是万元。 请核对已填的金额用的是哪个单位，再把两处改成一致。",
    ),
    "an amount as a percentage": (
        lambda person: person.type("采购", "政府采购/政府采购货物支出", Percent(1.0259)),
        "… 采购!D4：F119 这一格是百分数（102.59%）。 请把单元格格式改为「常规」，再填数字。",
    ),
    "a key twice": (
        _rows("采购", ["政府采购/政府采购支出总额", "", "", 7], ["政府采购/政府采购支出总额", "", "", 8]),
        "… 采购!D10：F106 与 采购!D9 填的是同一项。 请只留一处。",
    ),
    "an unknown key": (
        _rows("采购", ["政府采购/别的", "", "", 7]),
        "… 采购!A9：F107 不认识这一行（「政府采购/别的」）。 请重新运行 narrator init 补齐。",
    ),
    "a row of one's own": (
        _rows("采购", ["", "政府采购", "小计", 7]),
        "… 采购!D9：F108 这一行不是填报表原有的行，填了也读不到。"
        " 请填在原有的行里；自己的备注请写在表格右边，或另加一张表。",
    ),
    "an account without a table": (
        _into("科目", 4, "", "科目", "30101", "基本工资"),
        "… 科目!A4：F109 这一行没有写「报表」。",
    ),
    "a table that is none": (
        _into("科目", 4, "支出表", "科目", 30101, "基本工资"),
        "… 科目!A4：F109 「支出表」不在可选范围内。可选：一般公共预算财政拨款支出决算表、"
        "一般公共预算财政拨款基本支出决算表、"
        "政府性基金预算财政拨款收入支出决算表、国有资本经营预算财政拨款收入支出决算表。",
    ),
    "an account without a name": (
        _into("科目", 4, BASIC, "科目", 30101),
        "… 科目!C4：F110 这一行只有编码，没有内容。 请补上，或删去这一行。",
    ),
    "an indicator without a number": (
        _into("整体支出绩效自评表", 19, "", "产出指标", "数量指标", "某项工作"),
        "… 整体支出绩效自评表!A19：F109 这一行没有写「表号」。 请补上，或删去这一行。",
    ),
    "a number that is none": (
        _into("整体支出绩效自评表", 19, "甲", "产出指标", "数量指标", "某项工作"),
        "… 整体支出绩效自评表!A19：F109 「甲」不是表号 1、2、3……",
    ),
    "a grey cell": (
        _type("年初预算与全年预算", BASIC, 7, "上年"),
        "… 年初预算与全年预算!D38：F111 「7」填在了不用填的格子里。 请移到应填的格子，或删去。",
    ),
    "an empty table with figures": (
        _empty_with_figures,
        "… 年初预算与全年预算!H38：F112 〔一般公共预算财政拨款基本支出决算表〕"
        "这里写了「空表」，年初预算与全年预算!G39 却填了内容。 请删去一处。",
    ),
    "an offer and a reason": (
        _both,
        "… 变动原因!K17：F113 「采用」和「主要原因」都填了。"
        " 采用左边的用语就清空「主要原因」，用自己写的就把「采用」改成「否」。",
    ),
    "neither yes nor no": (
        _type("变动原因", RECEPTION, "好", "采用"),
        "… 变动原因!K17：F114 「好」应是「是」「否」，或可选用语的序号。",
    ),
    "no offer": (_no_offer, "… 变动原因!K17：F115 没有可选用语。 请在「主要原因」中写明原因。"),
    "which offer": (
        _several("是"),
        "… 变动原因!K17：F116 可选用语不止一条，没有说是哪一条。 请写序号，共 2 条。",
    ),
    "no such offer": (
        _several(9),
        "… 变动原因!K17：F116 可选用语没有第 9 条。 请写序号，共 2 条。",
    ),
    "an offer with a blank": (
        _open_slot,
        "… 变动原因!K17：F120 这条用语还有要补的内容「〔项目〕」。 请抄到「主要原因」中补全，并清空「采用」。",
    ),
    "a formula without a value": (
        _formula,
        "… 采购!D3：F118 这一格是公式，但没有算出的值。 请在 Excel 或 WPS 中打开后保存，或直接填数。",
    ),
    "a date in place of a number": (
        _type("采购", "政府采购/政府采购支出总额", date(2024, 9, 30)),
        "… 采购!D3：F119 这一格是日期（2024-09-30）。 请把单元格格式改为「常规」，再填数字。",
    ),
    "a number of endless decimals": (
        _type("采购", "政府采购/政府采购支出总额", 1 / 3),
        "… 采购!D3：F119 0.3333333333333333 的小数超过六位，或数太大。 公式算出的数请先四舍五入，再填。",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_form_is_refused(form: Path, name: str) -> None:
    """With its message, at its place; and a second init touches nothing."""
    edit, message = BROKEN[name]
    edited(form, edit)
    before = form.read_bytes()
    with pytest.raises(Refused) as caught:
        read.tree(form)
    assert str(caught.value).replace(str(form), "…") == message
    with pytest.raises(Refused):
        _made(form.parent)
    assert form.read_bytes() == before
    assert [path.name for path in form.parent.iterdir()] == [FILE_NAME]


def test_everything_is_told_at_once(form: Path) -> None:
    def break_twice(person: Person) -> None:
        person.type("采购", "政府采购/政府采购支出总额", date(2024, 9, 30))
        person.type("变动原因", RECEPTION, "好", "采用")

    with pytest.raises(Refused) as caught:
        read.tree(edited(form, break_twice))
    assert [finding.code for finding in caught.value.findings] == ["F114", "F119"]


def test_what_the_form_cannot_say_and_what_the_unit_cannot_be_are_told_together(form: Path) -> None:
    """What is missing because its cell could not be read is not told a second time."""

    def break_both(person: Person) -> None:
        person.type("单位与人员", "单位/年度", date(2024, 9, 30))
        person.type("采购", "政府采购/政府采购支出总额", "约五万")
        person.type("变动原因", RECEPTION, "好", "采用")

    with pytest.raises(Refused) as caught:
        folder.load(edited(form, break_both))
    assert [finding.code for finding in caught.value.findings] == ["F119", "F114", "U203"]


def test_a_workbook_of_statements_is_no_form() -> None:
    with pytest.raises(Refused) as caught:
        read.tree(THIS)
    assert str(caught.value) == (
        f"{THIS}：F102 这不是填报表：一张填报的表也没有。 填报表由 narrator init 生成；九张报表所在的工作簿不是填报表。"
    )


def test_a_form_that_is_open_is_not_written(form: Path) -> None:
    lock = form.with_name(f"~${FILE_NAME}")
    lock.write_text("", encoding="utf-8")
    with pytest.raises(Refused) as caught:
        _made(form.parent)
    assert str(caught.value).replace(str(form), "…") == (
        "…：F131 文件正被 Excel 或 WPS 打开，或没有写入权限。"
        " 请先关闭它再运行；已经关闭的，删去 ~$填报表.xlsx，并检查文件夹是否可写。"
    )


def test_what_is_missing_is_told_at_the_cell_that_is_to_hold_it(form: Path) -> None:
    edited(form, lambda person: person.type("单位与人员", "金额单位", ""))
    with pytest.raises(Refused) as caught:
        folder.load(form.parent)
    assert [str(finding).replace(str(form), "…") for finding in caught.value.findings] == [
        "… 单位与人员!D5：U201 〔金额单位〕缺少这一项。 这一项必须填写。"
    ]


def test_a_fresh_form_drafts_at_once(form: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is known of the unit itself is asked first: on the sheet, and in the list."""
    rows = [row[1:4] for row in Person(form).sheets["单位与人员"]]
    assert rows[2:5] == [["单位", "主体", ""], ["单位", "单位性质", ""], ["", "金额单位", "万元"]]
    assert Person(form).read("变动原因", "主要原因/与上年相比/事业单位公用经费", "状态") == "看单位性质"
    assert run(["draft", str(form.parent), "-o", str(form.with_name("x.docx")), "-v"]) == 0
    asked = [line for line in capsys.readouterr().err.splitlines() if line.startswith("待填")]
    assert asked[:3] == [
        "待填 1. 单位与人员!D3 单位/主体",
        "待填 2. 单位与人员!D4 单位/单位性质",
        "待填 3. 职能与其他文字!D3 主要职能",
    ]
    assert run(["draft", str(form.parent), "--final"]) == 3
    assert capsys.readouterr().err.splitlines()[-1] == f"还有 {len(asked)} 项待填，按 --final 不生成。"


def test_the_kind_of_unit_decides_which_running_costs_are_asked_for(
    form: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = _drafted(form.parent)
    assert text.count("【待填：单位·单位性质】") == 1
    edited(form, lambda person: person.type("单位与人员", "单位/单位性质", "事业单位"))
    run(["draft", str(form.parent), "-v"])
    told = capsys.readouterr().err
    assert re.search(r"待填 \d+\. 变动原因!L\d+ 主要原因/与上年相比/事业单位公用经费\n", told)
    assert "单位性质" not in told


def test_a_reason_without_a_row_says_how_to_get_one(form: Path) -> None:
    def remove(person: Person) -> None:
        rows = person.sheets["变动原因"]
        rows.pop(person.row("变动原因", PENSION))

    document = narrator.draft(folder.load(edited(form, remove).parent))
    assert document.where(PENSION) == f"{PENSION}（填报表里还没有这一行，请重新运行 narrator init 补齐）"


def test_an_offer_takes_the_body_from_the_form(form: Path) -> None:
    """What the unit calls itself was not known when the offer was made."""
    cars = "主要原因/与上年相比/公务用车购置及运行维护费"
    assert Person(form).read("变动原因", cars, "可选用语") == "本〔主体〕公务用车购置及运行维护费与上年一致无变化"
    edited(form, lambda person: person.type("变动原因", cars, "是", "采用"))
    with pytest.raises(Refused, match=r"F120 .*这条用语还有要补的内容「〔主体〕」"):
        read.read(form)
    edited(form, lambda person: person.type("单位与人员", "单位/主体", "部门"))
    assert _reason(form, cars) == "本部门公务用车购置及运行维护费与上年一致无变化"
    _made(form.parent)
    assert Person(form).read("变动原因", cars, "采用") == "是"
    assert Person(form).read("变动原因", cars, "可选用语") == "本部门公务用车购置及运行维护费与上年一致无变化"


def test_a_reason_by_code_that_names_the_unit_waits_for_it(form: Path) -> None:
    cars = "主要原因/与上年相比/公务用车购置及运行维护费"
    edited(form, lambda person: person.type("变动原因", cars, "【与上年一致】", "主要原因"))
    assert cars in {hole.gap.key for hole in narrator.draft(narrator.load(form)).gaps()}
    edited(form, lambda person: person.type("单位与人员", "单位/主体", "部门"))
    assert "本部门公务用车购置及运行维护费与上年一致无变化" in _drafted(form)


def test_problems_of_the_input_do_not_stop_init(form: Path) -> None:
    """What is wrong with a value is told; the form is kept up to date all the same."""
    edited(form, lambda person: person.type("采购", "政府采购/政府采购支出总额", "约五万"))
    told = _made(form.parent)
    assert told[1] == "还列不全要说明原因的事项，先要解决下面的问题，再运行一次："
    assert told[2].endswith("是零、没有发生的写 0，不知道的留空。")
    assert Person(form).read("采购", "政府采购/政府采购支出总额") == "约五万"


def test_a_workbook_that_cannot_be_read_leaves_no_form(tmp_path: Path) -> None:
    with pytest.raises(Refused):
        _made(tmp_path / "u", tmp_path / "no.xlsx")
    assert not (tmp_path / "u").exists()


# The folder -------------------------------------------------------------------------------------


def test_a_folder_has_one_input(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        folder.find(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path}：F101 这个文件夹里没有 unit.yaml，也没有 填报表.xlsx。 先用 narrator init 生成填报表。"
    )
    (tmp_path / "unit.yaml").write_bytes(FIXTURE.read_bytes())
    assert folder.find(tmp_path) == tmp_path / "unit.yaml"
    with pytest.raises(Refused) as caught:
        _made(tmp_path)
    assert "F101" in str(caught.value)
    convert.to_form(FIXTURE, tmp_path / FILE_NAME, default())
    with pytest.raises(Refused) as caught:
        folder.find(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path}：F101 这个文件夹里既有 unit.yaml，又有 填报表.xlsx，不知道用哪一个。"
        " 请移走一个；narrator convert 可以把一个转成另一个。"
    )
    (tmp_path / "unit.yaml").unlink()
    assert folder.find(tmp_path) == tmp_path / FILE_NAME


def test_a_workbook_within_the_folder_is_named_by_its_file_name(tmp_path: Path) -> None:
    (tmp_path / "2024.xlsx").write_bytes(THIS.read_bytes())
    init(tmp_path, tmp_path / "2024.xlsx", None, TODAY, default(), region="新疆")
    assert Person(tmp_path / FILE_NAME).read("单位与人员", "决算报表") == "2024.xlsx"


# What a cell says -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "kind", "money", "text"),
    [
        (0.1 + 0.2, "money", "万元", "0.3"),
        (451.67, "money", "万元", "451.67"),
        (4516700.0, "money", "元", "4516700"),
        (6.0, "count", "万元", "6"),
        (-0.0, "money", "万元", "0"),
        (2024.0, "year", "万元", "2024"),
        (17.34, "text", "万元", "17.34"),
        (1 / 3, "text", "万元", "0.333333333333333"),
        (1.0, "text", "万元", "1"),
        ("007", "text", "万元", "007"),
        ("=70个", "text", "万元", "=70个"),
        (" 12 ", "money", "万元", "12"),
        (date(2024, 9, 30), "text", "万元", "2024年9月30日"),
        (datetime(2024, 9, 30), "text", "万元", "2024年9月30日"),
        (True, "flag", "万元", "是"),
        (False, "flag", "万元", "否"),
        ("a\r\nb\rc", "passage", "万元", "a\nb\nc"),
    ],
)
def test_what_a_cell_says(value: Any, kind: str, money: str, text: str) -> None:
    assert text_of(value, kind, money) == text


@pytest.mark.parametrize(
    ("value", "kind", "money", "message"),
    [
        (0.001, "money", "元", "0.001 的小数超过两位，或数太大。"),
        (1e300, "money", "万元", "1e+300 的小数超过六位，或数太大。"),
        (date(2024, 9, 30), "count", "万元", "这一格是日期（2024-09-30）。"),
        (datetime(2024, 9, 30, 12, 30), "text", "万元", "这一格是日期（2024-09-30 12:30:00）。"),
        (time(12, 30), "text", "万元", "这一格是时间（12:30:00）。"),
        (True, "text", "万元", "这一格是逻辑值 TRUE。"),
    ],
)
def test_what_a_cell_must_not_hold(value: Any, kind: str, money: str, message: str) -> None:
    with pytest.raises(Unreadable) as caught:
        text_of(value, kind, money)
    assert caught.value.evidence == message

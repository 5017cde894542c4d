"""The board as a page, a workbook and a page for each unit: read by lxml and openpyxl, with words meant to do harm."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import openpyxl
import pytest
from lxml import html

import narrator
from helpers import many_units
from narrator.batch.board import figures, gathered, names, page, unit_page, workbook
from narrator.batch.outcome import (
    INCOMPLETE,
    NOTE,
    READY,
    STATES,
    UNREADABLE,
    WRONG,
    ToldFinding,
    ToldGap,
    UnitOutcome,
)

ROOT = Path(__file__).parents[2]
TITLE = "河湾市财政局 2024 年度"
HOSTILE = (
    '<script>alert("1")</script>',
    "\"' onmouseover='alert(1)",
    "</title></style><img src=x onerror=alert(1)>",
    "=cmd|' /C calc'!A0",
    "javascript:alert(1)",
    "a#b?c%41&amp;d",
    "退回\u202e文字\x07",
    "单个\udc80字节",
)


@pytest.fixture(scope="module")
def units() -> list[UnitOutcome]:
    return many_units.units(200)


@pytest.fixture(scope="module")
def board(units: list[UnitOutcome]) -> gathered.Board:
    return gathered.gather(units, many_units.earlier(units), ["旧县/旧单位"])


def hostile(words: Sequence[str] = HOSTILE) -> list[UnitOutcome]:
    """A unit for each word, which stands wherever a unit's own words can stand."""
    return [
        UnitOutcome(
            word.replace("/", "／"),
            WRONG,
            word,
            2024,
            "xinjiang/2024",
            (
                ToldFinding(WRONG, "K101", word, word, word),
                ToldFinding("疑点", "K102", word, word, word, f"待确认：「{word}」没有写明情况"),
                ToldFinding(UNREADABLE, word, word, word, word),
            ),
            (ToldGap(word, word),),
            {"K101": "错误"},
            reasons={word: f"{word}，这是 36.5 万元的理由"},
            files=(word.replace("/", "／"),),
        )
        for word in words
    ]


def parsed(text: str) -> html.HtmlElement:
    assert text.endswith("</html>\n")
    return html.document_fromstring(text)


def texts(elements: list[html.HtmlElement]) -> list[str]:
    return [" ".join(element.text_content().split()) for element in elements]


def section(tree: html.HtmlElement, name: str) -> list[list[str]]:
    """The rows of a section that folds."""
    (fold,) = [one for one in tree.findall(".//details") if texts(one.findall("summary/h2"))[0].startswith(f"{name} ")]
    return [texts(row.findall("td")) for row in fold.findall(".//tbody/tr")]


# The page -------------------------------------------------------------------------------------------


def test_the_page_lists_every_unit_and_leads_to_its_page(units: list[UnitOutcome], board: gathered.Board) -> None:
    rows = parsed(page.write(board, TITLE)).findall(".//table[@class='roster']/tbody/tr")
    assert len(rows) == len(units)
    for unit, row in zip(units, rows, strict=True):
        (link,) = row.findall("th/a")
        assert unquote(link.get("href")) == f"{unit.unit}/情况.html"
        assert link.text_content() == (unit.name or unit.unit)
        assert texts(row.findall("td"))[1] == gathered.state_of(unit)
        assert row.get("class") == f"s{STATES.index(unit.state)}"


def test_the_page_counts_the_states(units: list[UnitOutcome], board: gathered.Board) -> None:
    tree = parsed(page.write(board, TITLE))
    told = texts(tree.findall(".//ul[@class='states']/li"))
    counted = [f"{sum(unit.state == state for unit in units)} {state}" for state in reversed(STATES)]
    assert told == [f"{len(units)} 个单位", *counted]
    assert texts(tree.findall(".//h1")) == [TITLE] == texts(tree.findall(".//title"))


def test_a_row_tells_what_is_wrong_and_what_could_not_be_tested() -> None:
    one = UnitOutcome(
        "甲",
        WRONG,
        "甲局",
        2024,
        "",
        (ToldFinding(WRONG, "K101", "", "1 ≠ 2", ""), ToldFinding("疑点", "K102", "", "大", "", "待确认")),
        (ToldGap("科室", "科室"),),
        {"K101": "错误", "K102": "疑点", "K103": "数据不足", "K104": "数据不足", "K105": "数据不足", "K106": "通过"},
        {"收入支出决算总表/收入/总计/决算": "12345678.95"},
    )
    (row,) = parsed(page.write(gathered.gather([one], {}), TITLE)).findall(".//table[@class='roster']/tbody/tr")
    assert texts(row.findall("td")) == ["2024", "错误", "1", "1", "1", "1,234.57", "", "K101 K102", "K103–K105"]


def test_the_sections_tell_what_was_gathered(board: gathered.Board) -> None:
    tree = parsed(page.write(board, TITLE))
    codes = section(tree, "核对情况")
    assert [row[0] for row in codes] == [one.code for one in board.codes]
    assert [row[2:8] for row in codes] == [
        [str(one.held), str(one.broken), str(one.undecided), str(one.findings), str(one.open), str(len(one.units))]
        for one in board.codes
    ]
    assert [row[:2] for row in section(tree, "待填")] == [[gap.key, str(len(gap.units))] for gap in board.gaps]
    assert len(section(tree, "合计")) == len(board.totals) > 10
    assert board.changes
    changes = section(tree, "变化")
    assert len(changes) == len(board.changes) and changes[-1][:2] == ["旧县/旧单位", "已没有文件夹"]


def test_a_first_run_has_no_section_of_changes(units: list[UnitOutcome]) -> None:
    tree = parsed(page.write(gathered.gather(units, {}), TITLE))
    assert "变化" not in "".join(texts(tree.findall(".//summary")))


def test_what_stands_out_is_told_in_words() -> None:
    made = many_units.units(40)
    first, *_ = [one for one in made if one.figures]
    budget = {**first.figures, "一般公共预算财政拨款支出决算表/合计/年初预算": "98765432100"}
    odd = first._replace(unit="zz/抄", name="抄来的局", figures=budget)
    (rate, same, *_) = section(parsed(page.write(gathered.gather([*made, odd], {}), TITLE)), "异常")
    assert rate[:3] == ["比率", "一般公共预算财政拨款支出完成年初预算的比率（2024 年度）", "抄来的局"]
    assert re.fullmatch(r"[\d.]+%，比中位数 [\d.]+% 低得多（\d+ 个单位可比）", rate[3])
    assert same[0] == "数相同" and same[2] == f"{first.name}、抄来的局"


def test_a_long_list_is_cut_with_a_word_and_the_gravest_stay() -> None:
    good = [UnitOutcome(f"{place:05}", READY, "好") for place in range(page.MOST_UNITS)]
    tree = parsed(page.write(gathered.gather([*good, UnitOutcome("99999", WRONG, "错")], {}), TITLE))
    rows = tree.findall(".//table[@class='roster']/tbody/tr")
    assert len(rows) == page.MOST_UNITS and rows[-1].find("th/a").text == "错"
    assert "另有 1 个单位，见 总览.xlsx。" in texts(tree.findall(".//section/p"))


# What neither page lets happen ----------------------------------------------------------------------


def pages(words: Sequence[str]) -> list[str]:
    made = hostile(words)
    changed = gathered.gather(made, {one.unit: UnitOutcome(one.unit, READY) for one in made}, [words[1]])
    return [page.write(changed, words[0]), *map(unit_page.write, made)]


def shape(text: str) -> Counter[tuple[str, ...]]:
    """How often each element occurs, with the names of its attributes."""
    elements = [element for element in parsed(text).iter() if isinstance(element.tag, str)]
    return Counter((element.tag, *sorted(map(str, element.attrib))) for element in elements)


def test_words_of_others_are_only_words() -> None:
    """Harmless words as long as those make the same elements with the same attributes."""
    harmless = [f"{place}{'字' * (len(word) - 1)}" for place, word in enumerate(HOSTILE)]
    for text, other in zip(pages(HOSTILE), pages(harmless), strict=True):
        assert shape(text) == shape(other)
        assert sum(shape(text).values()) > 20
        assert not {"\u202e", "\x07", "\udc80"} & set(text)
        assert text.encode()


def test_links_lead_to_the_very_files() -> None:
    """As a browser resolves them, below the output and nowhere else."""
    made = hostile()
    base = "file:///out/"
    for unit, row in zip(
        made, parsed(page.write(gathered.gather(made, {}), TITLE)).findall(".//tbody/tr/th/a"), strict=True
    ):
        led = urlsplit(urljoin(base, row.get("href")))
        assert (led.scheme, led.query, led.fragment) == ("file", "", "")
        assert unquote(led.path, errors="surrogateescape") == f"/out/{unit.unit}/情况.html"
        own = parsed(unit_page.write(unit))
        (file,) = own.findall(".//ul/li/a")
        assert urlsplit(urljoin(base, file.get("href"))).scheme == "file"
        assert unquote(file.get("href"), errors="surrogateescape") == unit.files[0]


@pytest.mark.parametrize(("unit", "back"), [("甲", "../"), ("县/乡/甲", "../../../"), (".", "")])
def test_a_unit_page_leads_back(unit: str, back: str) -> None:
    (link,) = parsed(unit_page.write(UnitOutcome(unit, READY, "甲"))).findall(".//nav/a")
    assert unquote(link.get("href")) == f"{back}总览.html"


def test_the_pages_may_load_nothing_but_themselves(board: gathered.Board, units: list[UnitOutcome]) -> None:
    for text in (page.write(board, TITLE), unit_page.write(units[0])):
        tree = parsed(text)
        (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        for kind in ("style", "script"):
            inside = [element.text or "" for element in tree.findall(f".//{kind}")]
            hashes = [base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in inside]
            allowed = " ".join(f"'sha256-{one}'" for one in hashes) or "'none'"
            assert f"{kind}-src {allowed}" in policy
        assert "default-src 'none'" in policy
        assert not re.search(r"https?:|url\(|@import", text)


# The page of a unit ---------------------------------------------------------------------------------


def test_a_unit_page_says_what_to_do() -> None:
    one = UnitOutcome(
        "县/甲",
        WRONG,
        "甲局",
        2024,
        "xinjiang/2024",
        (
            ToldFinding(WRONG, "K101", "a.xlsx 收入决算表!C7", "1 ≠ 2", "请改正。"),
            ToldFinding("疑点", "K102", "b", "很大", "请核对。", "待确认"),
            ToldFinding("疑点", "K103", "c", "很小", "请核对。", "已确认：查过账"),
            ToldFinding("尾差", "K104", "d", "差 0.01", ""),
            ToldFinding(NOTE, "N105", "", "依据不足。", ""),
        ),
        (ToldGap("主要职能", "填报表.xlsx 单位!B9"), ToldGap("科室", "科室")),
        {"K101": "错误", "K102": "疑点", "K103": "疑点", "K104": "尾差", "K105": "数据不足", "K106": "通过"},
        files=("说明.docx",),
    )
    tree = parsed(unit_page.write(one))
    headings = ["文件", "错误 1 处", "疑点 1 处", "待填 2 项", "不用再确认的疑点 1 处", "四舍五入造成的差 1 处"]
    assert texts(tree.findall(".//h2")) == [*headings, "值得看一看的 1 处", "核对"]
    found = texts(tree.findall(".//ol/li"))
    assert re.fullmatch("K101 .+收入决算表!C7：1 ≠ 2请改正。", found[0])
    assert found[1].endswith("b：很大请核对。待确认") and found[2].endswith("c：很小请核对。已确认：查过账")
    assert "成立 2 项，不成立 3 项，测不了 1 项。" in texts(tree.findall(".//p"))
    items = texts(tree.findall(".//ul/li"))
    assert items[:3] == ["说明.docx", "填报表.xlsx 单位!B9 主要职能", "科室"] and items[3].startswith("K105 ")


@pytest.mark.parametrize("state", STATES)
def test_a_unit_page_says_its_state(state: str) -> None:
    gaps = (ToldGap("科室", "科室"),) if state == INCOMPLETE else ()
    tree = parsed(unit_page.write(UnitOutcome("甲", state, "", gaps=gaps)))
    assert texts(tree.findall(".//p[@class]")) == ["待填 1 项" if gaps else state]
    assert texts(tree.findall(".//h1")) == ["甲"]


# The workbook ---------------------------------------------------------------------------------------


def read(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(content))


def test_the_workbook_has_the_sections_as_sheets(board: gathered.Board) -> None:
    book = read(workbook.write(board, TITLE))
    assert book.sheetnames == ["单位", "核对情况", "待填", "合计", "异常", "比率", "变化", "台账"]
    for sheet in book.worksheets:
        assert sheet["A1"].value == TITLE and sheet["A2"].value and sheet.freeze_panes in ("A4", "B4")
        assert sheet.auto_filter.ref.startswith("A3:")
    rows = list(book["单位"].iter_rows(min_row=4, values_only=True))
    assert [row[:2] for row in rows] == [(unit.name or unit.unit, unit.unit) for unit in board.units]
    assert [row[3] for row in rows] == [gathered.state_of(unit) for unit in board.units]
    totals = {row[1:3]: row[3] for row in book["合计"].iter_rows(min_row=4, values_only=True)}
    (income,) = [one for one in board.totals if one.key == "收入支出决算总表/收入/总计/决算"]
    assert totals["收入支出决算总表/收入/总计", "决算"] == pytest.approx(float(income.amount), abs=0.001)


def test_the_ledger_is_whole(board: gathered.Board) -> None:
    sheet = read(workbook.write(board, TITLE))["台账"]
    heads = [str(cell.value) for cell in sheet[3]]
    rows = list(sheet.iter_rows(min_row=4, values_only=True))
    assert len(rows) == len(board.units)
    for unit, row in zip(board.units, rows, strict=True):
        told = {code: state or "通过" for code, state in zip(heads[2:], row[2:], strict=True)}
        assert told == (unit.checks or dict.fromkeys(heads[2:], "没有测"))


def test_no_cell_of_the_workbook_is_a_formula() -> None:
    book = read(workbook.write(gathered.gather(hostile(), {}), HOSTILE[3]))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    like = [cell for cell in cells if isinstance(cell.value, str) and cell.value.startswith("=")]
    assert len(like) > 5 and all(cell.quotePrefix for cell in like)
    assert not any(cell.hyperlink for cell in cells)


def test_a_cell_is_never_longer_than_excel_takes() -> None:
    long = UnitOutcome("甲", READY, "\u202e" * 40_000, 2024, gaps=(ToldGap("\x07" * 40_000, ""),))
    book = read(workbook.write(gathered.gather([long], {}), TITLE))
    for sheet, shown in (("单位", "U+202E"), ("待填", "\\x07"), ("台账", "U+202E")):
        told = book[sheet]["A4"].value
        assert isinstance(told, str) and told.startswith(shown) and 10_000 < len(told) <= 32_767


# The same bytes, soon -------------------------------------------------------------------------------

_DIGEST = """
import hashlib
from helpers import many_units
from narrator.batch.board import gathered, page, unit_page, workbook
units = many_units.units(60)
board = gathered.gather(units, many_units.earlier(units), ["旧"])
told = page.write(board, "甲").encode(), workbook.write(board, "甲"), *(unit_page.write(one).encode() for one in units)
print([hashlib.sha256(one).hexdigest() for one in told])
"""


def test_the_same_outcomes_give_the_same_bytes() -> None:
    """In processes whose sets and hashes are in another order, in another time zone."""
    said = set()
    for seed, zone in (("1", "UTC"), ("2", "Asia/Urumqi")):
        paths = os.pathsep.join((str(ROOT), str(ROOT / "tests")))
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": paths}
        done = subprocess.run(
            [sys.executable, "-c", _DIGEST], env=environment, capture_output=True, text=True, check=True
        )
        said.add(done.stdout)
    assert len(said) == 1 and len(said.pop()) > 60 * 64


@pytest.mark.slow
def test_three_thousand_units_take_seconds() -> None:
    """Coarse bounds, ten times what it takes on a desk: nothing grows with the square of the units."""
    made = many_units.units(3000)
    unit = narrator.load(ROOT / "fixtures" / "changji-2024")
    begun = time.perf_counter()
    board = gathered.gather(made, many_units.earlier(made))
    content = page.write(board, TITLE)
    gathered_in = time.perf_counter() - begun
    assert gathered_in < 8 and len(content.encode()) < 4_000_000
    begun = time.perf_counter()
    for one in made:
        unit_page.write(one)
    assert (time.perf_counter() - begun) / len(made) < 0.002
    begun = time.perf_counter()
    for _ in range(1000):
        figures.told(unit)
    assert (time.perf_counter() - begun) / 1000 < 0.002


def test_the_files_are_called_as_the_links_say() -> None:
    assert (names.PAGE, names.WORKBOOK, names.UNIT_PAGE) == ("总览.html", "总览.xlsx", "情况.html")

"""疑点 are confirmed in writing before a document is final: in a unit file, in a form, and asked again on a change."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

import narrator
from helpers import shipped, typing_in
from helpers.confirmed import EXPLAINED, NEW, OLD, WRITTEN
from helpers.forms import TODAY, Person, edited, said
from helpers.strategies import FIXTURE
from narrator import cli
from narrator.checks import confirm
from narrator.checks.catalogue import run
from narrator.checks.check import CHECKS, DOUBT, CheckResult, Ledgers, Verdict
from narrator.figures.model import Confirmation
from narrator.figures.terms import STATEMENTS
from narrator.figures.values import Text
from narrator.forms import convert, read
from narrator.forms.init import init
from narrator.forms.layout import FILE_NAME
from narrator.phrases.phrasebook import default
from narrator.readers import spreadsheet

pytestmark = pytest.mark.slow  # each test makes a form, fills it in and reads it

BOOKS = FIXTURE.parents[1] / "changji-2024-workbook"
SHEET = "疑点确认"
FIRMS = "政府采购/授予中小企业合同金额"
Told = Callable[..., tuple[int, list[str]]]


@pytest.fixture
def told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Told:
    """Run a command; its exit code, and what it told on stderr, without the folder."""

    def command(*arguments: object) -> tuple[int, list[str]]:
        capsys.readouterr()
        code = cli.run([str(argument) for argument in arguments])
        said = capsys.readouterr().err.replace(str(tmp_path), "…").replace("\\", "/").splitlines()
        return code, [line for line in said if line.split()[0] not in {"读表", "表", *STATEMENTS}]

    return command


# What holds -------------------------------------------------------------------------------------


def _confirmation(evidence: str, explanation: str | None, code: str = "K322") -> Confirmation:
    return Confirmation(Text(code), Text(evidence), None if explanation is None else Text(explanation))


def _outcomes(*evidence: str, code: str = "K322") -> list[CheckResult]:
    return [CheckResult(CHECKS[code], tuple(Verdict(DOUBT, None, words) for words in evidence))]


@pytest.mark.parametrize(
    ("explanation", "state"),
    [
        ("合同跨年，金额为合同总额。", "已确认：合同跨年，金额为合同总额。"),
        ("合同\n跨年", "已确认：合同 跨年"),
        ("无误，合同跨年", "已确认：无误，合同跨年"),
        (None, "待确认"),
        *(
            (empty, f"待确认：「{empty}」没有写明情况")
            for empty in (
                "无",
                "同上",
                "-",
                "——",
                "略",
                "N/A",
                "见上。",
                "是",
                "已核对，无误",
                "属实",
                "123.45",
                "1",
                "。",
            )
        ),
    ],
)
def test_an_explanation_tells_something(explanation: str | None, state: str) -> None:
    (doubt,) = confirm.judge(
        _outcomes("甲 1.00 > 乙 0.50"), [_confirmation("甲 1.00 > 乙 0.50", explanation)]
    ).doubts.values()
    assert doubt.state == state
    assert doubt.confirmed is not doubt.open is state.startswith("待确认")


def test_a_confirmation_holds_for_its_code_and_words_whatever_the_white_space() -> None:
    outcomes = _outcomes("甲 1.00 > 乙 0.50")
    for code, evidence, holds in (
        ("K322", "甲 1.00 > 乙 0.50", True),
        (" K322 ", "甲1.00 >\n乙 0.50 ", True),
        ("K323", "甲 1.00 > 乙 0.50", False),
        ("K322", "甲 1.00 > 乙 0.60", False),
        ("K322", "甲 10.0 > 乙 0.50", False),
    ):
        judged = confirm.judge(outcomes, [_confirmation(evidence, "合同跨年", code)])
        assert (not judged.open) is holds
        assert len(judged.unmatched) is int(not holds)


def test_what_is_told_twice_is_asked_once_and_an_explanation_prevails_over_none() -> None:
    written = [_confirmation("甲", "无"), _confirmation("甲", "合同跨年")]
    judged = confirm.judge(_outcomes("甲", "甲", "乙"), written)
    assert [doubt.finding.evidence for doubt in judged.doubts.values()] == ["甲", "乙"]
    assert [doubt.finding.evidence for doubt in judged.open] == ["乙"]


def test_what_need_not_be_confirmed_may_be() -> None:
    outcomes = _outcomes("名称不同", code="K220")
    (doubt,) = confirm.judge(outcomes, []).doubts.values()
    assert (doubt.open, doubt.state) == (False, "")
    (doubt,) = confirm.judge(outcomes, [_confirmation("名称不同", "上年改过名称", "K220")]).doubts.values()
    assert doubt.state == "已确认：上年改过名称"


def test_a_blank_that_was_counted_as_nothing_is_confirmed_whatever_the_check(tmp_path: Path) -> None:
    """Of this year (K124) and, through K305, of last year: what a blank stands for is for a person to say."""
    for year in ("2024", "2023"):
        shutil.copy(BOOKS / f"{year}.xlsx", tmp_path)
        book = openpyxl.load_workbook(tmp_path / f"{year}.xlsx")
        sheet = book.worksheets[0]
        (row,) = (row for row in sheet.iter_rows() if str(row[3].value).strip() == "年末结转和结余")
        assert row[5].value is not None
        row[5].value = None
        book.save(tmp_path / f"{year}.xlsx")
    (tmp_path / "unit.yaml").write_text(
        "金额单位: 万元\n单位: {单位名称: 某单位, 地区: 新疆, 年度: 2024, 主体: 单位, 单位性质: 事业单位}\n"
        "决算报表: 2024.xlsx\n上年决算报表: 2023.xlsx\n",
        encoding="utf-8",
    )
    outcomes = run(Ledgers(narrator.load(tmp_path)))
    asked = {doubt.finding.code: doubt.finding.evidence for doubt in confirm.judge(outcomes, []).open}
    assert "（空白：年末结转和结余，按没有计）" in asked["K124"]
    assert "上年收入支出决算总表" in asked["K305"]


@pytest.mark.slow
def test_the_checks_run_only_where_they_decide_something(tmp_path: Path) -> None:
    """A draft that is not final, and without a record, costs nothing of them."""
    program = (
        "import sys; from narrator import cli; code = cli.run(sys.argv[1:]); "
        "sys.exit(code or 'narrator.checks.catalogue' in sys.modules)"
    )
    arguments = [sys.executable, "-c", program, "draft", str(FIXTURE), "-o", str(tmp_path / "a.txt")]
    for more, ran in (([], 0), (["--final"], 1), (["--record", str(tmp_path / "a.json")], 1)):
        assert subprocess.run([*arguments, *more], check=False, capture_output=True).returncode == ran


# In a unit file ---------------------------------------------------------------------------------


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The seed's unit file with more for smaller firms than there was procurement."""
    text = FIXTURE.read_text(encoding="utf-8").replace("授予中小企业合同金额: 2.93", "授予中小企业合同金额: 200")
    assert text != FIXTURE.read_text(encoding="utf-8")
    (tmp_path / "unit.yaml").write_text(text, encoding="utf-8")
    return tmp_path / "unit.yaml"


def _place(file: Path, words: str) -> str:
    lines = file.read_text(encoding="utf-8").splitlines()
    at = next(number for number, line in enumerate(lines) if words in line)
    return f"…/unit.yaml:{at + 1}:{lines[at].index(words) + 1}"


def test_a_doubt_in_a_unit_file_is_asked_confirmed_and_asked_again(unit: Path, told: Told) -> None:
    out = unit.with_name("说明.md")
    command = ("draft", unit.parent, "-o", out, "--final")
    first = _place(unit, "200")
    doubt = f"{first}：K322 〔{FIRMS}〕{OLD} 请核对这几个数。"
    assert told(*command) == (
        cli.FINDINGS,
        [
            f"疑点（待确认） {doubt}",
            "有 1 处疑点要由单位确认，按 --final 不生成。数错了的请改数；确实如此的，写明情况。",
            "请在单位文件中照抄下面几行，在「说明」后面写明情况：",
            "疑点确认:",
            "- 编号: K322",
            f'  依据: "{OLD}"',
            "  说明:",
        ],
    )
    assert not out.exists()
    text = unit.read_text(encoding="utf-8")
    unit.write_text(text + WRITTEN.replace("合同跨年，金额为合同总额。", "同上"), encoding="utf-8")
    code, lines = told(*command)
    assert code == cli.FINDINGS
    assert lines[0] == f"疑点（待确认：「同上」没有写明情况） {doubt}"
    assert lines[2] == f"请写明情况：{_place(unit, 'K322')}。"
    unit.write_text(text + WRITTEN + "  确认人: 张三\n  日期: 2025年8月1日\n", encoding="utf-8")
    code, lines = told(*command)
    assert (code, lines[0]) == (cli.OK, f"疑点（已确认：合同跨年，金额为合同总额。（张三，2025年8月1日）） {doubt}")
    assert out.exists()
    unit.write_text(text.replace("合同金额: 200", "合同金额: 201") + WRITTEN, encoding="utf-8")
    before = out.read_bytes()
    assert told(*command) == (
        cli.FINDINGS,
        [
            f"疑点（待确认） {first}：K322 〔{FIRMS}〕{NEW} 请核对这几个数。",
            f"提示 {_place(unit, 'K322')}：N110 〔疑点确认/1/编号〕疑点确认 K322 没有用上：数已变，请重新确认。"
            f"原来的依据是「{OLD}」。",
            "有 1 处疑点要由单位确认，按 --final 不生成。数错了的请改数；确实如此的，写明情况。",
            "请在单位文件的「疑点确认」之下照抄下面几行，在「说明」后面写明情况：",
            "- 编号: K322",
            f'  依据: "{NEW}"',
            "  说明:",
        ],
    )
    assert out.read_bytes() == before
    unit.write_text(text.replace("合同金额: 200", "合同金额: 2.93") + WRITTEN, encoding="utf-8")
    code, lines = told(*command)
    assert (code, "没有用上：已没有这个疑点。" in lines[0]) == (cli.OK, True)
    mistyped = WRITTEN.replace("K322", "K3222")
    unit.write_text(text.replace("合同金额: 200", "合同金额: 2.93") + mistyped, encoding="utf-8")
    code, lines = told(*command)
    assert code == cli.OK
    assert "疑点确认 K3222 没有用上：没有这个编号的核对。" in lines[0]
    assert "「K322」" in lines[0].partition("」。 是不是")[2]


def test_every_doubt_is_told_and_an_error_stops_all_the_same(unit: Path, told: Told) -> None:
    text = unit.read_text(encoding="utf-8").replace("政府采购货物支出: 2.05", "政府采购货物支出: 3.05")
    unit.write_text(text + WRITTEN, encoding="utf-8")
    code, lines = told("draft", unit, "--final", "--format", "txt")
    assert code == cli.FINDINGS
    assert [line.partition(" ")[0] for line in lines] == ["错误", "疑点（已确认：合同跨年，金额为合同总额。）", "有"]
    assert lines[-1] == "有 1 处错误，按 --final 不生成。全部核对结果见 narrator check。"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("疑点确认: 无", "〔疑点确认〕这里应是一个列表，每项前加「- 」，却是一段文字。没有的，删去这一项。"),
        ("疑点确认:\n- 编号: K322", "〔疑点确认/1/依据〕缺少这一项。 这一项必须填写。"),
        ("疑点确认:\n- 编号: K322\n  依据: 甲\n  原因: 乙", "〔疑点确认/1/原因〕这里没有叫这个名字的项。"),
    ],
)
def test_a_confirmation_of_the_wrong_shape_is_told(typed: str, message: str, unit: Path, told: Told) -> None:
    unit.write_text(f"{unit.read_text(encoding='utf-8')}\n{typed}\n", encoding="utf-8")
    code, lines = told("check", unit)
    assert code == cli.REFUSED
    assert any(message in line for line in lines), lines


def test_check_shows_which_doubts_wait_and_which_are_explained(
    unit: Path, told: Told, capsys: pytest.CaptureFixture[str]
) -> None:
    code, lines = told("check", unit)
    assert code == cli.FINDINGS
    assert lines[0] == "有 1 处疑点（1 处待确认）。"
    assert lines[2] == "有 1 处疑点定稿前要由单位确认。数错了的请改数；确实如此的，写明情况。"
    unit.write_text(unit.read_text(encoding="utf-8") + WRITTEN, encoding="utf-8")
    assert cli.run(["check", str(unit), "--json", "-o", str(unit.with_name("核对结果.xlsx"))]) == cli.OK
    data = json.loads(capsys.readouterr().out)
    (found,) = next(check["verdicts"] for check in data["checks"] if check["code"] == "K322")
    assert {key: found[key] for key in ("confirm", "confirmed", "explanation")} == {
        "confirm": True,
        "confirmed": True,
        "explanation": "合同跨年，金额为合同总额。",
    }
    rows = list(openpyxl.load_workbook(unit.with_name("核对结果.xlsx"))["核对结果"].values)
    assert [row[-1] for row in rows[1:3]] == ["确认", "已确认：合同跨年，金额为合同总额。"]
    assert cli.run(["check", str(unit)]) == cli.OK
    assert "（已确认：" in capsys.readouterr().out


# In a form --------------------------------------------------------------------------------------


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with both workbooks and a form that is filled in, with one figure that raises a 疑点."""
    for year in ("2024", "2023"):
        shutil.copy(BOOKS / f"{year}.xlsx", tmp_path)
    _init(tmp_path)
    typing_in.fill(tmp_path / FILE_NAME, typing_in.all_of_it())
    _type(tmp_path, 200)
    return tmp_path


def _init(home: Path) -> list[str]:
    lines = init(home, home / "2024.xlsx", home / "2023.xlsx", TODAY, default(), region="新疆").lines
    return [line.replace(str(home), "…") for line in lines]


def _type(home: Path, value: object) -> None:
    typing_in.fill(home / FILE_NAME, {"采购": {FIRMS.replace("/", "·"): str(value)}})


def _rows(home: Path) -> list[list[object]]:
    return Person(home / FILE_NAME).sheets[SHEET][1:]


def _write(home: Path, row: int, *typed: object) -> None:
    """Type the explanation and what stands behind it into a row of the sheet, counted from 1 below the headings."""

    def write(person: Person) -> None:
        for column, value in enumerate(typed, 3):
            person.at(SHEET, row + 1, column, value)

    edited(home / FILE_NAME, write)


HEADINGS = ["编号", "位置", "依据", "说明", "确认人", "日期", "状态"]
WHERE = FIRMS.replace("/", "·")


@pytest.mark.slow
def test_the_way_of_a_doubt_through_a_form(home: Path, told: Told) -> None:
    """Found, listed, explained, final; a changed figure is asked again, and no word of the old answer is lost."""
    out = home / "说明.md"
    command = ("draft", home, "-o", out, "--final")
    code, lines = told(*command)
    assert (code, lines) == (
        cli.FINDINGS,
        [
            f"疑点（待确认） …/填报表.xlsx 采购!D7：K322 〔{FIRMS}〕{OLD} 请核对这几个数。",
            "有 1 处疑点要由单位确认，按 --final 不生成。数错了的请改数；确实如此的，写明情况。",
            "请先运行下面的命令，列入填报表的「疑点确认」表（已填的都保留），再在那里写明情况：",
            "    narrator init … --workbook …/2024.xlsx --last …/2023.xlsx",
        ],
    )
    assert _init(home)[2] == "「疑点确认」列出 1 处疑点：请核对，确实如此的写明情况，写明后才能定稿。"
    assert _rows(home) == [HEADINGS, ["K322", WHERE, OLD, "", "", "", "待确认"]]
    assert _init(home)[0] == "…/填报表.xlsx 没有变化，没有写入。"
    code, lines = told(*command)
    assert (code, lines[2]) == (cli.FINDINGS, "请写明情况：疑点确认!D3。")
    _write(home, 1, EXPLAINED, "张三", TODAY)
    code, lines = told(*command)
    assert (code, lines[0].partition(" ")[0]) == (cli.OK, f"疑点（已确认：{EXPLAINED}（张三，2026年11月23日））")
    _init(home)
    assert _rows(home)[1][3:] == [EXPLAINED, "张三", "2026年11月23日", "已确认"]
    _type(home, 201)
    code, lines = told(*command)
    assert code == cli.FINDINGS
    assert lines[1] == (
        "提示 …/填报表.xlsx 疑点确认!A3：N110 〔疑点确认/1/编号〕疑点确认 K322 没有用上：数已变，请重新确认。"
        f"原来的依据是「{OLD}」。"
    )
    assert _init(home)[2:] == [
        "「疑点确认」列出 1 处疑点：请核对，确实如此的写明情况，写明后才能定稿。",
        "有 1 处写过的情况，所依据的数已变或疑点已没有，仍保留在「疑点确认」表中。",
    ]
    old = [EXPLAINED, "张三", "2026年11月23日"]
    assert _rows(home)[1:] == [
        ["K322", WHERE, NEW, "", "", "", "待确认"],
        ["K322", "", OLD, *old, "数已变，请重新确认"],
    ]
    _type(home, 2.93)
    _init(home)
    assert _rows(home)[1:] == [["K322", "", OLD, *old, "已没有这个疑点"]]
    assert told(*command)[0] == cli.OK
    _type(home, 200)
    _init(home)
    assert _rows(home)[1:] == [["K322", WHERE, OLD, *old, "已确认"]]


def test_only_a_word_behind_the_evidence_keeps_a_row(home: Path) -> None:
    _init(home)
    _write(home, 1, "", "张三")
    _type(home, 201)
    _init(home)
    assert [row[4:] for row in _rows(home)[1:]] == [["", "", "待确认"], ["张三", "", "数已变，请重新确认"]]


def test_a_doubt_in_the_tables_is_listed_before_a_form_is_complete(tmp_path: Path) -> None:
    """Nothing was typed yet, and the region has no pack of its own: what the tables tell can be checked."""
    for year in ("2024", "2023"):
        shutil.copy(BOOKS / f"{year}.xlsx", tmp_path)
    book = openpyxl.load_workbook(tmp_path / "2024.xlsx")
    sheet = book.worksheets[0]
    row = next(row for row in sheet.iter_rows() if str(row[0].value).strip() == "年初结转和结余")
    row[2].value = 12345
    book.save(tmp_path / "2024.xlsx")
    init(tmp_path, tmp_path / "2024.xlsx", tmp_path / "2023.xlsx", TODAY, default(), region=shipped.ELSEWHERE)
    listed = {row[0]: [str(value) for value in row[1:3]] for row in _rows(tmp_path)[1:]}
    assert listed["K301"][0].startswith("2024.xlsx Z01 ")
    assert listed["K301"][1].startswith("收入支出决算总表 收入 年初结转和结余 12345.00 ≠ ")


def test_a_form_without_the_sheet_is_read_and_gets_it(home: Path) -> None:
    """As an older program wrote it; nothing is confirmed then."""
    edited(home / FILE_NAME, lambda person: person.sheets.pop(SHEET))
    before = said(read.read(home / FILE_NAME).cells)
    _init(home)
    assert _rows(home)[1:] == [["K322", WHERE, OLD, "", "", "", "待确认"]]
    added = {f"{SHEET}/1/编号": "K322", f"{SHEET}/1/依据": OLD}
    assert said(read.read(home / FILE_NAME).cells) == {**before, **added}


def test_rows_may_be_added_by_hand(home: Path, told: Told) -> None:
    """A form that no workbook belongs to, or under another name, is not brought up to date by init."""
    moved = (home / FILE_NAME).rename(home / "改了名.xlsx")
    code, lines = told("draft", moved, "--final", "--format", "txt")
    assert (code, lines[2:]) == (
        cli.FINDINGS,
        ["请在填报表的「疑点确认」表中每处加一行，照抄「编号」和「依据」，写明「说明」。"],
    )

    def add(person: Person) -> None:
        person.sheets[SHEET] += [[""], ["K322", "", OLD, EXPLAINED]]

    edited(moved, add)
    assert told("draft", moved, "--final", "--format", "txt")[0] == cli.OK


def test_a_row_that_lost_its_evidence_is_told(home: Path, told: Told) -> None:
    _init(home)

    def lose(person: Person) -> None:
        person.at(SHEET, 2, 2, "")
        person.at(SHEET, 2, 3, EXPLAINED)

    edited(home / FILE_NAME, lose)
    code, lines = told("check", home)
    assert code == cli.REFUSED
    assert lines[0].startswith("…/填报表.xlsx 疑点确认!")
    assert "U201" in lines[0]


def test_the_sheet_tells_what_is_given_and_what_is_asked(home: Path) -> None:
    """Grey: code, place, evidence, state; dark yellow: the missing explanation. No formula, no hidden column."""
    _init(home)
    sheet = openpyxl.load_workbook(home / FILE_NAME)[SHEET]
    colours = [cell.fill.fgColor.rgb[2:] for cell in sheet[3]]
    assert colours == ["F2F2F2"] * 3 + ["FFE699", "FFFDE7", "FFFDE7", "F2F2F2"]
    assert not any(dimension.hidden for dimension in sheet.column_dimensions.values())
    page = next(page for page in spreadsheet.load(home / FILE_NAME) if page.name == SHEET)
    assert not page.marks.formulas


# From one notation to the other -----------------------------------------------------------------


def test_confirmations_go_there_and_back(unit: Path) -> None:
    more = (
        "- 编号: K999\n  依据: '=1+1'\n  说明: |-\n    一行\n    又一行\n  日期: 2025-08-01\n- {编号: K1, 依据: 甲}\n"
    )
    unit.write_text(unit.read_text(encoding="utf-8") + WRITTEN + more, encoding="utf-8")
    form, again = unit.with_name(FILE_NAME), unit.with_name("again.yaml")
    convert.to_form(unit, form, default())
    convert.to_yaml(form, again)
    assert _words(unit) == [
        ("K322", OLD, EXPLAINED, "", ""),
        ("K999", "=1+1", "一行\n又一行", "", "2025-08-01"),
        ("K1", "甲", "", "", ""),
    ]
    assert _words(unit) == _words(again)
    assert f'疑点确认:\n- {{编号: K322, 依据: "{OLD}", 说明: {EXPLAINED}}}\n- 编号: K999\n' in again.read_text(
        encoding="utf-8"
    )


def _words(path: Path) -> list[tuple[str, ...]]:
    given = narrator.load(path).confirmations
    fields = [(one.code, one.evidence, one.explanation, one.by, one.date) for one in given]
    return [tuple(text.text if text else "" for text in texts) for texts in fields]

"""narrator audit: from files and folders to an outcome on the screen or in files, and its exit code.

Which checks there are is not the matter here: one check of this module's own runs beside the real ones, on a text that
these have nothing to say about.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest

import narrator.audit.catalogue as checks
from helpers.running import as_process, narrate
from narrator.audit.check import Audited, Say, TextCheck
from narrator.figures.findings import Refused
from narrator.tasks import auditing

GOOD = "人员经费增加"
WRONG = "人员经费加增"
TEXT = (
    "一、收入支出决算总体情况说明\n\n"
    f"2023年度收入总计519.07万元，支出总计519.07万元，与2022年度相比，增加32.19万元，增长6.61%，主要原因是{GOOD}。\n"
)


def _planted(audited: Audited) -> Iterator[Say]:
    source = audited.reading.source
    at = 0
    for text in source.texts:
        if (found := text.find(WRONG)) >= 0:
            place = (at + found, at + found + len(WRONG))
            yield Say("错误", (place,), "应是增加", "请核对。", (place, GOOD))
        at += len(text) + 1


@pytest.fixture(autouse=True)
def planted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check of this module beside the others."""
    monkeypatch.setattr(checks, "ALL", (*checks.ALL, TextCheck("T999", "没有写错的字", "", _planted)))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a good text and a wrong one, and files that are no texts of it."""
    (tmp_path / "甲.txt").write_text(TEXT, encoding="utf-8")
    document = docx.Document()
    for line in TEXT.replace(GOOD, WRONG).splitlines():
        document.add_paragraph(line)
    document.save(str(tmp_path / "乙.docx"))
    for name in (".hidden.txt", "~$乙.docx", "表.xlsx"):
        (tmp_path / name).write_text("不是说明", encoding="utf-8")
    return tmp_path


def test_nothing_wrong_is_exit_0_and_says_what_was_done(folder: Path) -> None:
    done = narrate(folder, "audit", "甲.txt", "--part", "总体")
    assert (done.returncode, done.stderr) == (0, "")
    first, *_, last = done.stdout.splitlines()
    assert first.startswith("甲.txt：没有发现错误（只审「总体」这一节）")
    assert last.startswith("2023 年。")


def test_something_wrong_is_exit_1(folder: Path) -> None:
    done = narrate(folder, "audit", "乙.docx", "--part", "总体")
    assert (done.returncode, done.stderr) == (1, "")
    lines = done.stdout.splitlines()
    assert lines[0].startswith("乙.docx：错误 1 处")
    before = TEXT.splitlines()[2].partition(GOOD)[0]
    at = lines.index(f"错误 T999 第 3 段「……{before[-60:]}〔{WRONG}〕。」")
    assert lines[at + 1 : at + 4] == [
        "     依据：应是增加",
        "     建议：请核对。",
        f"     改为：「{GOOD}」（原为「{WRONG}」）",
    ]


def test_quiet_is_a_line_for_each_file(folder: Path) -> None:
    """Of a folder, its texts by name; not hidden ones, not what Word leaves beside an open file."""
    done = narrate(folder, "audit", ".", "-q", "--part", "总体")
    assert done.returncode == 1
    assert [line.partition("：")[0] for line in done.stdout.splitlines()] == ["乙.docx", "甲.txt"]


def test_a_file_that_is_named_twice_is_audited_once(folder: Path) -> None:
    done = narrate(folder, "audit", "./甲.txt", ".", "甲.txt", "-q", "--part", "总体")
    assert sorted(line.partition("：")[0] for line in done.stdout.splitlines()) == ["乙.docx", "甲.txt"]


def test_a_page_that_the_screen_cannot_print_is_refused(folder: Path) -> None:
    """An encoding that lacks a character would lose it; JSON escapes it."""
    (folder / "甲.txt").write_text(f"䶮局{TEXT}", encoding="utf-8")
    page = as_process(folder, "audit", "甲.txt", "--format", "html", PYTHONIOENCODING="ascii")
    assert (page.returncode, page.stdout) == (2, "")
    assert "W114" in page.stderr
    log = as_process(folder, "audit", "甲.txt", "--format", "sarif", PYTHONIOENCODING="ascii")
    assert json.loads(log.stdout)["version"] == "2.1.0"


def test_a_bad_file_stops_no_other(folder: Path) -> None:
    """It is told at the end, and the exit code is 2."""
    (folder / "丙.docx").write_text("不是 Word", encoding="utf-8")
    done = narrate(folder, "audit", ".", "没有.txt", "-q", "--part", "总体")
    assert done.returncode == 2
    assert len(done.stdout.splitlines()) == 2
    assert done.stderr.splitlines() == [
        "丙.docx：W303 这是文本文件，只是改了扩展名。 请在 Word 或 WPS 中打开，另存为 .docx。",
        "没有.txt：W301 找不到这个文件。 请检查路径和文件名。",
        "共 2 处问题。",
    ]


def test_a_folder_without_texts_is_refused(folder: Path) -> None:
    (folder / "空").mkdir()
    done = narrate(folder, "audit", "空")
    assert done.returncode == 2
    told = "空：A102 文件夹里没有可以审核的文件。 可以审核的是 .docx、.pdf、.txt、.md、.html。\n共 1 处问题。\n"
    assert done.stderr == told


def test_a_wrong_part_lists_the_parts(folder: Path) -> None:
    done = narrate(folder, "audit", "甲.txt", "--part", "三公费")
    assert done.returncode == 2
    assert done.stderr.startswith("A101 没有「三公费」这一节。 是不是「三公」？\n")
    other = narrate(folder, "audit", "甲.txt", "--part", "甲乙")
    assert other.stderr.startswith("A101 没有「甲乙」这一节。 --part 应是 基本、三公、")
    assert "名词解释、" in other.stderr


def test_json_of_several_files_is_one(folder: Path) -> None:
    done = narrate(folder, "audit", "甲.txt", "乙.docx", "--format", "json")
    audits = json.loads(done.stdout)["audits"]
    assert [audit["file"] for audit in audits] == ["甲.txt", "乙.docx"]
    (planted,) = [finding for finding in audits[1]["findings"] if finding["code"] == "T999"]
    (spot,) = planted["places"][0]["spots"]
    assert TEXT.replace(GOOD, WRONG).splitlines()[2][spot["first"] - 1 : spot["last"]] == WRONG
    assert (spot["line"], spot["where"]) == (2, "第 3 段")


def test_the_name_says_the_format(folder: Path) -> None:
    for name in ("审核.txt", "审核.json", "审核.sarif", "审核.html", "审核.xlsx"):
        done = narrate(folder, "audit", "甲.txt", "--part", "总体", "-o", name)
        assert done.returncode == 0, done.stderr
        assert done.stdout == ""
        assert done.stderr.splitlines()[1] == f"已写入 {name}。"
    assert (folder / "审核.txt").read_text(encoding="utf-8").startswith("甲.txt：没有发现错误")
    assert json.loads((folder / "审核.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"
    assert openpyxl.load_workbook(folder / "审核.xlsx").sheetnames == ["审核结果", "核对台账", "没有读懂的数"]
    again = narrate(folder, "audit", "甲.txt", "--part", "总体", "-o", "审核.html")
    assert "审核.html 没有变化。" in again.stderr
    wrong = narrate(folder, "audit", "甲.txt", "-o", "审核.doc")
    assert wrong.returncode == 2
    assert "W104 文件名 审核.doc 看不出格式。" in wrong.stderr


def test_sarif_counts_the_lines_of_the_file(folder: Path) -> None:
    """The blank line counts; a byte order mark and the encoding of older programs change nothing."""
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        (folder / "丁.txt").write_text(TEXT.replace(GOOD, WRONG), encoding=encoding)
        log = json.loads(narrate(folder, "audit", "丁.txt", "--part", "总体", "--format", "sarif").stdout)
        (result,) = [result for result in log["runs"][0]["results"] if result["ruleId"] == "T999"]
        region = result["locations"][0]["physicalLocation"]["region"]
        column = TEXT.splitlines()[2].index(GOOD) + 1
        assert region == {
            "startLine": 3,
            "startColumn": column,
            "endLine": 3,
            "endColumn": column + len(WRONG),
            "snippet": {"text": WRONG},
        }


def test_never_over_somebodys_edits(folder: Path) -> None:
    arguments = ("audit", "乙.docx", "-o", "审核.html")
    narrate(folder, *arguments)
    page = folder / "审核.html"
    page.write_text(page.read_text(encoding="utf-8").replace("错误", "没错"), encoding="utf-8")
    edited = page.read_bytes()
    done = narrate(folder, *arguments)
    assert done.returncode == 2
    assert "审核.html：W101 文件已存在，内容不是上次生成的原样，未覆盖。" in done.stderr
    assert page.read_bytes() == edited
    assert narrate(folder, *arguments, "--force").returncode == 1
    assert (folder / "审核.html.bak").read_bytes() == edited


def test_a_word_file_with_comments(folder: Path) -> None:
    before = (folder / "乙.docx").read_bytes()
    done = narrate(folder, "audit", "乙.docx", "--part", "总体", "-o", "批注.docx")
    assert done.returncode == 1
    assert (folder / "乙.docx").read_bytes() == before
    said = [comment.text for comment in docx.Document(str(folder / "批注.docx")).comments]
    assert f"错误 T999\n应是增加\n请核对。\n改为：「{GOOD}」（原为「{WRONG}」）" in said


def test_the_original_is_never_replaced(folder: Path) -> None:
    before = (folder / "乙.docx").read_bytes()
    done = narrate(folder, "audit", "乙.docx", "-o", "./乙.docx", "--force")
    assert done.returncode == 2
    assert "乙.docx：A105 这是被审核的文件，不能写在它上面。 请换一个文件名。" in done.stderr
    assert (folder / "乙.docx").read_bytes() == before


def test_only_a_word_file_can_have_comments(folder: Path) -> None:
    done = narrate(folder, "audit", "甲.txt", "-o", "批注.docx")
    assert done.returncode == 2
    advice = "带批注的 Word 只能由 .docx 生成；这个文件请用 --format html。"
    assert done.stderr == f"甲.txt：A104 这不是 Word 文件，加不了批注。 {advice}\n共 1 处问题。\n"
    assert not (folder / "批注.docx").exists()


@pytest.mark.parametrize("form", ["docx", "xlsx"])
def test_what_is_no_text_needs_a_file(form: str, folder: Path) -> None:
    done = narrate(folder, "audit", "乙.docx", "--format", form)
    assert done.returncode == 2
    assert done.stderr == f"W105 {form} 不能输出到屏幕。 请加 -o 审核.{form}。\n共 1 处问题。\n"


def test_pages_of_several_files_go_into_a_folder(folder: Path) -> None:
    """Two files of one name keep apart."""
    (folder / "乙.txt").write_text(TEXT, encoding="utf-8")
    refused = narrate(folder, "audit", ".", "-o", "审核.html")
    assert refused.returncode == 2
    assert "审核.html：A103 3 个文件的 html 不能写成一个文件。 请在 -o 后写一个文件夹。" in refused.stderr
    shown = narrate(folder, "audit", ".", "--format", "html")
    assert (shown.returncode, shown.stdout) == (2, "")
    assert "A103 3 个文件的 html 不能都输出到屏幕。 请加 -o 文件夹。" in shown.stderr
    done = narrate(folder, "audit", ".", "--format", "html", "-o", "网页")
    assert done.returncode == 1, done.stderr
    made = sorted(path.name for path in (folder / "网页").iterdir())
    assert made == ["乙-审核.html", "乙.txt-审核.html", "甲-审核.html"]


def test_the_list_of_several_files_is_one_workbook(folder: Path) -> None:
    done = narrate(folder, "audit", "甲.txt", "乙.docx", "-o", "清单.xlsx")
    assert done.returncode == 1
    rows = list(openpyxl.load_workbook(folder / "清单.xlsx")["审核结果"].iter_rows(min_row=3, values_only=True))
    assert [row[:3] for row in rows if row[2] == "T999"] == [("乙.docx", "错误", "T999")]


def test_a_file_that_changes_meanwhile_gets_no_comments(folder: Path) -> None:
    audit = auditing.load(folder / "乙.docx")
    other = BytesIO()
    with zipfile.ZipFile(folder / "乙.docx") as old, zipfile.ZipFile(other, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"519.07", b"519.08"))
    (folder / "乙.docx").write_bytes(other.getvalue())
    with pytest.raises(Refused, match="A106 审核之后，文件被改动了。 请再运行一次。"):
        auditing.files([audit], "docx", folder / "批注.docx")


def test_a_terminal_with_colours_is_steered_by_the_program_alone(folder: Path) -> None:
    """The level is coloured, the figure stands out; what the text brings is shown by its code."""
    (folder / "甲.txt").write_text(f"\x1b[2J{TEXT}", encoding="utf-8")
    done = as_process(folder, "audit", "甲.txt", "--part", "总体", FORCE_COLOR="1", TERM="xterm-256color")
    assert "\x1b[1m甲.txt：\x1b[0m" in done.stdout
    assert "\x1b[2J" not in done.stdout

"""What people see of the checks and gaps: at 80 and 120 columns, in a pipe, in colour and without; completion."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_regressions.file_regression import FileRegressionFixture

from helpers.running import ROOT, as_process, narrate
from narrator.cli.completion import PowerShell
from narrator.writers.terminal import folded, indented, table, width, wrapped

SEED, BOOKS = ROOT / "fixtures" / "changji-2024", ROOT / "fixtures" / "changji-2024-workbook"
PUTUO = ROOT / "fixtures" / "putuo-2024"
WIDTHS = pytest.mark.parametrize("columns", [80, 120])


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    """A folder with a unit whose figures are wrong: errors, 疑点 that share their advice, and 尾差."""
    text = (SEED / "unit.yaml").read_text(encoding="utf-8")
    changes = {"决算: 451.67}": "决算: 461.67}", "本年: 6}": "本年: 96}", "企业合同金额: 2.93": "企业合同金额: 9.93"}
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new, 1)
    (tmp_path / "unit").mkdir()
    (tmp_path / "unit" / "unit.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def seen(folder: Path, columns: int, *arguments: str, **environment: str) -> str:
    """What a person sees: the messages, then what was asked for, each line as the program broke it."""
    result = as_process(folder, *arguments, COLUMNS=str(columns), **environment)
    assert result.returncode in (0, 1), result.stderr
    return f"{result.stderr}----\n{result.stdout}".replace("\\", "/")


@WIDTHS
@pytest.mark.parametrize("more", [(), ("-v",)], ids=["brief", "verbose"])
def test_check_of_a_clean_unit(columns: int, more: tuple[str, ...], file_regression: FileRegressionFixture) -> None:
    """The verdict and how often; 尾差 in one line, or each under -v with the advice once."""
    said = seen(ROOT / "fixtures", columns, "check", "changji-2024", "--format", "text", *more)
    assert len(said.splitlines()) < 24
    assert said.count("一般不必修改") == 1
    assert all(width(line) <= columns for line in said.splitlines())
    name = f"check-clean-{'verbose' if more else 'brief'}-{columns}"
    file_regression.check(said, basename=name, extension=".txt", encoding="utf-8", newline="\n")


@WIDTHS
def test_check_of_a_wrong_unit(wrong: Path, columns: int, file_regression: FileRegressionFixture) -> None:
    """What needs a person, gravest first."""
    said = seen(wrong, columns, "check", "unit", "--format", "text")
    assert said.startswith("有 ")
    levels = re.findall(r"^(错误|疑点|尾差) ", said.partition("----\n")[2], re.MULTILINE)
    assert levels == sorted(levels, key=["错误", "疑点", "尾差"].index)
    assert {"错误", "尾差"} <= set(levels)
    name = f"check-wrong-{columns}"
    file_regression.check(said, basename=name, extension=".txt", encoding="utf-8", newline="\n")


def test_a_pipe_gets_a_line_a_finding(wrong: Path) -> None:
    """Each line stands alone, with its place as an editor reads it; the verdict goes to stderr."""
    piped = as_process(wrong, "check", "unit")
    assert piped.returncode == 1
    lines = piped.stdout.splitlines()
    assert all(re.match(r"unit[/\\]unit\.yaml:\d+:\d+: (错误|疑点|尾差) K\d+ \S", line) for line in lines), lines
    told = as_process(wrong, "check", "unit", "--json")
    data = json.loads(told.stdout)
    assert len(lines) == sum(v["level"] != "数据不足" for check in data["checks"] for v in check["verdicts"])
    assert told.stderr == piped.stderr
    assert piped.stderr.startswith("有 ")


def test_a_pipe_names_the_cell_of_a_workbook() -> None:
    line = as_process(ROOT / "fixtures", "check", "putuo-2024").stdout.splitlines()[0].replace("\\", "/")
    assert line.startswith("putuo-2024/../putuo-2024-workbook/2024.xlsx:GK02!C6: 尾差 K106 收入决算表 本年收入合计：")


def test_sarif_tells_every_finding(wrong: Path) -> None:
    """For CI: the level, the rule, the place; a 疑点 that the unit explained is suppressed."""
    piped = as_process(wrong, "check", "unit").stdout.splitlines()
    (run,) = json.loads(as_process(wrong, "check", "unit", "--format", "sarif").stdout)["runs"]
    rules = run["tool"]["driver"]["rules"]
    levels = {"error": "错误", "warning": "疑点", "note": "尾差"}
    told = []
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        (place,) = result["locations"]
        region = place["physicalLocation"]["region"]
        where = f"{place['physicalLocation']['artifactLocation']['uri']}:{region['startLine']}:{region['startColumn']}"
        told.append(f"{where}: {levels[result['level']]} {result['ruleId']} ")
    assert sorted(told) == sorted(re.match(r"\S+ \S+ \S+ ", line.replace("\\", "/"))[0] for line in piped)  # type: ignore[index]


@pytest.mark.skipif(os.name == "nt", reason="a terminal of Windows is no pty")
@pytest.mark.parametrize(("environment", "coloured"), [({"TERM": "xterm"}, True), ({"NO_COLOR": "1"}, False)])
def test_a_terminal_has_colours_unless_nobody_wants_them(
    wrong: Path, environment: dict[str, str], *, coloured: bool
) -> None:
    """On a terminal check writes for people; a pipe, and NO_COLOR, have no escape."""
    said = b"".join(_on_a_terminal([sys.executable, "-m", "narrator", "check", "unit"], wrong, environment)).decode()
    assert "\n错误 K" in re.sub("\x1b\\[[0-9;]*m|\r", "", said)
    assert ("\x1b[1;31m错误" in said) is coloured
    assert "\x1b" not in as_process(wrong, "check", "unit", "--format", "text", **environment).stdout


def _on_a_terminal(command: list[str], folder: Path, environment: dict[str, str]) -> Iterator[bytes]:
    pty = __import__("pty")
    ours, theirs = pty.openpty()
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS", "FORCE_COLOR")}
    with subprocess.Popen(command, cwd=folder, env={**kept, "TERM": "xterm", **environment}, stdout=theirs) as process:
        os.close(theirs)
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # Linux says so where the other end is closed
                part = b""
            if not part:
                break
            yield part
    os.close(ours)
    assert process.returncode == 1


# Gaps and tables ------------------------------------------------------------------------------------


def test_many_gaps_are_told_by_their_cells(tmp_path: Path) -> None:
    """A fresh form: the count first, a block a sheet of it, every cell named; -v tells each with its sentences."""
    shutil.copytree(BOOKS, tmp_path / "u", ignore=shutil.ignore_patterns("*.md", "hostile", "*.yaml"))
    made = narrate(tmp_path, "init", "u", "--workbook", "u/2024.xlsx", "--last", "u/2023.xlsx", "--region", "新疆")
    assert made.stderr.splitlines()[:2] == [
        "读表 u/2024.xlsx（本年）：9 张表有数的 152 行全部读到。",
        "读表 u/2023.xlsx（上年）：9 张表有数的 152 行全部读到。",
    ]
    brief = narrate(tmp_path, "draft", "u", "--format", "txt").stderr
    verbose = narrate(tmp_path, "draft", "u", "--format", "txt", "-v").stderr
    asked = re.findall(r"^待填 \d+\. (\S+)!([A-Z]+\d+) ", verbose, re.MULTILINE)
    counted = f"共 {len(asked)} 项待填，文中已标出；请在填报表或单位文件中补上所列的项。\n"
    assert counted in brief
    assert counted in verbose
    blocks = re.findall(r"^待填 (\S+) (\d+) 项：((?:.|\n     )*)", brief, re.MULTILINE)
    assert {(sheet, cell) for sheet, _, cells in blocks for cell in re.findall(r"[A-Z]+\d+", cells)} == set(asked)
    assert sum(int(number) for _, number, _ in blocks) == len(asked)
    assert all(width(line) < 80 for line in brief.splitlines() if line.startswith(("待填", "     ")))


EVERY_WIDTH = pytest.mark.parametrize("columns", [60, 80, 120, 200])


@EVERY_WIDTH
@pytest.mark.parametrize(
    "arguments",
    [
        ("phrases", "list"),
        ("phrases", "list", "xinjiang/2024"),
        ("phrases", "show", "xinjiang/2024"),
        ("phrases", "show", "xinjiang/2024", "增减.比上年"),
        ("phrases", "facts"),
        ("phrases", "diff", "xinjiang/2024", "xinjiang/2023"),
        ("phrases", "coverage", "changji-2024"),
        ("explain", "changji-2024", "--section", "五（三）"),
        ("audit", "passages"),
        ("draft", "--help"),
        ("check", "putuo-2024", "--all", "-v", "--format", "text"),
    ],
    ids=lambda arguments: "-".join(arguments[:3]).replace("/", "-"),
)
def test_nothing_is_wider_than_the_terminal(
    arguments: tuple[str, ...], columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names of phrases, packs and files, numbers and codes are whole on some line of what is folded."""
    folder = ROOT / "fixtures"
    whole = narrate(folder, *arguments)
    monkeypatch.setenv("COLUMNS", str(columns))
    narrow = narrate(folder, *arguments)
    assert all(width(line) <= columns for line in f"{narrow.stdout}{narrow.stderr}".splitlines())
    codes = set(re.findall(r"[A-Z]\d{3}\b|\d[\d,.]*\d|[\w.-]+(?:/[\w.-]+)+:\d+:\d+", whole.stdout + whole.stderr))
    assert codes <= set(
        re.findall(r"[A-Z]\d{3}\b|\d[\d,.]*\d|[\w.-]+(?:/[\w.-]+)+:\d+:\d+", narrow.stdout + narrow.stderr)
    )


@WIDTHS
def test_a_phrase_in_a_terminal(columns: int, file_regression: FileRegressionFixture) -> None:
    said = seen(ROOT, columns, "phrases", "show", "xinjiang/2024", "增减.比上年")
    file_regression.check(said, basename=f"phrases-show-{columns}", extension=".txt", encoding="utf-8", newline="\n")


def test_a_pipe_gets_a_row_a_line() -> None:
    rows = narrate(ROOT, "phrases", "list", "xinjiang/2024").stdout.splitlines()
    assert re.fullmatch("编号 +说的是 +用语数 +出处", rows[1])
    assert all(re.search(r"  \d+  \S+\.yaml:\d+:\d+$", row) for row in rows[3:]), rows


# Lines ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("columns", range(20, 60))
def test_no_number_code_or_cell_breaks(columns: int) -> None:
    text = (
        "错误 K135 见 变动原因!L7 和Z01_1!F33：合计 2,946.25 ≠ 201 一般公共服务支出 2112.86（25.42%），差 −0.01 万元。"
    )
    lines = list(wrapped(text, columns))
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(width(line) <= columns for line in lines)
    for whole in ("K135", "变动原因!L7", "Z01_1!F33", "2,946.25", "2112.86", "25.42%", "−0.01"):
        assert any(whole in line for line in lines), whole
    assert not any(line[0] in "，。：；）" or line[-1] == "（" for line in lines)


def test_what_is_wider_than_the_line_breaks_all_the_same() -> None:
    assert list(wrapped("甲" * 3 + "a" * 11, 5)) == ["甲甲", "甲", "aaaaa", "aaaaa", "a"]
    assert list(indented("甲乙丙", 6, "- ", "  ")) == ["- 甲乙", "  丙"]
    assert list(indented("甲乙丙", 1, "- ", "  ")) == ["- 甲乙丙"]
    assert list(wrapped("", 5)) == []


def test_a_folded_line_keeps_its_styles_and_is_indented() -> None:
    line = [("  改为：", "dim"), ("「25.42%」", "green"), (" 原为25.24%", "")]
    assert list(folded(line, 14)) == [
        [("  ", ""), ("改为：", "dim")],
        [("    ", ""), ("「25.42%」", "green")],
        [("    原为25.24%", "")],
    ]
    assert list(folded(line, 0)) == list(folded(line, 80)) == [line]
    copied = [('依据: "甲乙丙丁"', "")]
    assert list(folded(copied, 5)) == [copied]


def test_a_table_becomes_a_list_where_its_columns_get_too_narrow() -> None:
    """Numbers to the right; a row of several lines apart; a list below the name of each row."""
    rows = [("甲", "5", "一句很长很长的话，讲了又讲。"), ("乙", "12", "短")]

    def laid(columns: int) -> list[str]:
        return ["".join(words for words, _ in line) for line in table(("名", "数", "说明"), rows, columns)]

    assert laid(0) == [
        "名  数  说明",
        "--  --  ----------------------------",
        "甲   5  一句很长很长的话，讲了又讲。",
        "乙  12  短",
    ]
    assert laid(28) == [
        "名  数  说明",
        "--  --  --------------------",
        "甲   5  一句很长很长的话，讲",
        "        了又讲。",
        "",
        "乙  12  短",
    ]
    assert laid(20) == [
        "甲",
        "  数：5",
        "  说明：一句很长很",
        "    长的话，讲了又",
        "    讲。",
        "乙",
        "  数：12  说明：短",
    ]


# What was probably meant ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("drfat",), "没有命令 drfat，是不是「draft」？ 写法见：narrator --help\n"),
        (("phrases", "lsit"), "没有命令 lsit，是不是「list」？ 写法见：narrator phrases --help\n"),
        (("check", "x", "--fromat", "txt"), "没有选项 --fromat，是不是「--format」？ 写法见：narrator check --help\n"),
        (("check", "x", "--hepl"), "没有选项 --hepl，是不是「--help」？ 写法见：narrator check --help\n"),
        (("xyzzy",), "没有命令 xyzzy。 写法见：narrator --help\n"),
        (
            ("explain", "changji-2024", "--from", "收入支出决算总表/收入/总记"),
            "X101 没有合乎要求的句子：键「收入支出决算总表/收入/总记」。 是不是「收入支出决算总表/收入/总计」、",
        ),
        (
            ("explain", "changji-2024", "--from", "单位", "--section", "二十"),
            "X101 没有合乎要求的句子：节「二十」，键「单位」。 是不是「十」、「二」？\n",
        ),
    ],
    ids=["command", "of-a-group", "option", "help", "nothing-near", "key", "a-key-that-is-there"],
)
def test_what_is_mistyped_is_answered_with_what_is_near(arguments: tuple[str, ...], told: str) -> None:
    result = narrate(ROOT / "fixtures", *arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith(told)


@pytest.mark.parametrize("command", ["draft", "check", "explain"])
def test_a_folder_of_units_lists_them(command: str) -> None:
    result = narrate(ROOT, command, "fixtures")
    assert result.returncode == 2
    assert result.stderr.replace("\\", "/").startswith(
        "fixtures：U102 这个文件夹里没有 unit.yaml，也没有 填报表.xlsx。下面有 3 个单位的文件夹："
        "「fixtures/changji-2024」、「fixtures/department-2024」、「fixtures/putuo-2024」。 "
        "这里一次只能写一个单位，请写明是哪一个文件夹；"
        "要做全部单位，用 narrator batch fixtures --out 输出\n"
    )


@pytest.mark.skipif(
    os.name == "nt" or shutil.which("sh") is None, reason="the command that is told here is for a shell"
)
def test_the_command_that_is_told_does_every_unit(tmp_path: Path) -> None:
    """Also below a folder whose name a shell would take apart."""
    for name in ("a", "b c"):
        (tmp_path / "our $units" / name).mkdir(parents=True)
        shutil.copy(SEED / "unit.yaml", tmp_path / "our $units" / name / "unit.yaml")
    told = narrate(tmp_path, "draft", "our $units").stderr
    command = told[told.index("narrator batch") :].splitlines()[0].replace("narrator", "_narrator", 1)
    program = f'_narrator() {{ "{sys.executable}" -m narrator "$@"; }}; '
    subprocess.run(["sh", "-c", program + command], cwd=tmp_path, check=True, capture_output=True)
    assert [path.parent.name for path in sorted((tmp_path / "输出").rglob("说明.docx"))] == ["a", "b c"]


# Completion -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "word", "found"),
    [
        ("narrator\nph", "ph", ["phrases"]),
        ("narrator\nphrases\nl", "l", ["lint", "list"]),
        ("narrator\ncheck\n--fo", "--fo", ["--force", "--format"]),
        ("narrator\ncheck\n--format", "", ["json", "lines", "sarif", "text"]),
        ("narrator\ncheck", "", [""]),
    ],
    ids=["command", "of-a-group", "option", "value", "file"],
)
def test_powershell_is_told_what_may_stand_there(words: str, word: str, found: list[str], tmp_path: Path) -> None:
    asked = {"_NARRATOR_COMPLETE": f"{PowerShell.name}_complete", "COMP_WORDS": words, "COMP_WORD": word}
    result = as_process(tmp_path, **asked)
    assert (result.returncode, result.stderr) == (0, "")
    lines = [line.split("\t") for line in result.stdout.splitlines()]
    assert sorted(value for _, value, _ in lines) == found
    assert all(kind == ("plain" if value else "file") for kind, value, _ in lines)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_every_shell_gets_its_script(shell: str, tmp_path: Path) -> None:
    if shell == "bash" and shutil.which("bash") is None:
        pytest.skip("the script for bash is written where there is a bash, whose version it asks for")
    result = as_process(tmp_path, _NARRATOR_COMPLETE=f"{shell}_source")
    assert result.returncode == 0
    assert f"{shell}_complete" in result.stdout
    assert "%(" not in result.stdout


def test_an_unknown_shell_is_told(tmp_path: Path) -> None:
    result = as_process(tmp_path, _NARRATOR_COMPLETE="csh_source")
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("环境变量 _NARRATOR_COMPLETE 的值不对，应是 bash_source、")


@pytest.mark.skipif(os.name == "nt" or shutil.which("bash") is None, reason="it is bash that completes here")
def test_bash_completes(tmp_path: Path) -> None:
    script = 'eval "$(_NARRATOR_COMPLETE=bash_source narrator)"; COMP_WORDS=(narrator ph); COMP_CWORD=1; '
    script += '_narrator_completion narrator; echo "${COMPREPLY[@]}"'
    program = tmp_path / "narrator"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m narrator "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    found = subprocess.run(
        ["bash", "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert found.stdout == "phrases\n"


@pytest.mark.skipif(os.name == "nt" or shutil.which("fish") is None, reason="it is fish that completes here")
def test_fish_completes(tmp_path: Path) -> None:
    program = tmp_path / "narrator"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m narrator "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    script = '_NARRATOR_COMPLETE=fish_source narrator | source; complete -C "narrator phrases sh"'
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    found = subprocess.run(
        ["fish", "--no-config", "-c", script],
        cwd=ROOT,
        env={**os.environ, "PATH": path, "HOME": str(tmp_path)},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert found.stdout.startswith("show\t")


def test_no_draft_of_a_fixture_tells_of_two_readings() -> None:
    """「0%」 in a wording's own words is the same figure as one in a slot."""
    told = narrate(ROOT, "draft", str(PUTUO), "--format", "txt").stderr
    assert "短语库 shanghai/2024" in told
    assert "N104" not in told

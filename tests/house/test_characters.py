"""Characters at every door: what cannot be seen is refused with its place and code, what a person types passes."""

from __future__ import annotations

import ast
import json
import shutil
import sys
import time
import unicodedata
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import narrator
from helpers.running import narrate
from narrator.authoring.lint import lint
from narrator.figures import characters
from narrator.figures.findings import Refused
from narrator.files import marked, strange
from narrator.forms import read as form
from narrator.forms.convert import to_form
from narrator.phrases.phrasebook import default
from narrator.readers import prose, spreadsheet, workbook

pytestmark = pytest.mark.slow  # every kind of character at every door

ROOT = Path(__file__).resolve().parents[2]
UNIT = ROOT / "fixtures" / "changji-2024"
BOOK = ROOT / "fixtures" / "changji-2024-workbook" / "2024.xlsx"
GENERAL = "一般公共预算财政拨款支出决算表"

# Of every kind one or more: the character, what it is called, whether it is seen.
REFUSED = {
    "\x1b": ("控制字符", False),
    "\x07": ("控制字符", False),
    "\x7f": ("控制字符", False),
    "\x85": ("控制字符", False),
    "\x9b": ("控制字符", False),
    "\xad": ("软连字符", False),
    "\u034f": ("不可见字符", False),
    "\u061c": ("文字方向控制符", False),
    "\u115f": ("不可见字符", False),
    "\u180e": ("零宽字符", False),
    "\u200b": ("零宽字符", False),
    "\u200c": ("零宽字符", False),
    "\u200d": ("零宽字符", False),
    "\u200e": ("文字方向控制符", False),
    "\u200f": ("文字方向控制符", False),
    "\u2028": ("行分隔符", False),
    "\u2029": ("段分隔符", False),
    "\u202a": ("文字方向控制符", False),
    "\u202e": ("文字方向控制符", False),
    "\u2060": ("零宽字符", False),
    "\u2064": ("零宽字符", False),
    "\u2066": ("文字方向控制符", False),
    "\u2069": ("文字方向控制符", False),
    "\u206f": ("不可见字符", False),
    "\u2800": ("不可见字符", False),
    "\u3164": ("不可见字符", False),
    "\ufe00": ("变体选择符", False),
    "\ufe0f": ("变体选择符", False),
    "\ufeff": ("零宽字符", False),
    "\ufffc": ("不可见字符", False),
    "\U000e0041": ("标签字符", False),
    "\U000e0101": ("变体选择符", False),
    "\ue863": ("私用区字符", True),
    "\U000f1234": ("私用区字符", True),
    "\u0378": ("未分配的字符", True),
    "\uffff": ("未分配的字符", True),
    "\U000e0fff": ("未分配的字符", True),
    "\u0338": ("叠加符号", True),
    "\u20dd": ("叠加符号", True),
    "\u20e3": ("叠加符号", True),
}
CHARACTERS = [pytest.param(one, id=f"U+{ord(one):04X}") for one in REFUSED]
IN_A_BOOK = [one for one in REFUSED if one not in "\x1b\x07\uffff"]  # what XML can hold

ACCEPTED = {
    "full width": "ＡＢＣ，１２３．４５％（含）　〇",
    "spaces": "1\xa0234\u2009567\u202f8",
    "rare": "𠮷䶮㐱㙍〇",
    "later ideographs": "\U0002b739\U0002ebf0\U0002ee5d\U00031350\U000323af\U00033479",
    "compatibility": "\uf900\U0002f800",
    "Uyghur": "شىنجاڭ ئۇيغۇر ئاپتونوم رايونى",
    "Kazakh": "قازاق اۆتونوميالى وبلىسى",
    "Tibetan": "བོད་རང་སྐྱོང་ལྗོངས། བསྒྲུབས་ ཨོཾ་མ་ཎི་པདྨེ་ཧཱུྃ",
    "Mongolian": "ᠮᠣᠩᠭᠣᠯ ᠭᠠᠯᠠ᠎ᠠ ᠠ᠋",
    "Yi": "ꆈꌠꁱꂷ",
    "Dai": "ᦺᦑᦹᧈ ᩅᩢ᩠ᨶ",
    "Thai, Burmese": "ที่ ก่อน မြို့ကျွန်ုပ်တို့",
    "Hangul": "연변 조선족 \u1112\u1161\u11ab",
    "Vietnamese, decomposed": "Vie\u0302\u0323t",
    "pinyin": "lǜ u\u0308\u0300",
    "units": "㎡ ℃ ‰ ① Ⅳ № ￥ × ÷ · … ——",
    "emoji": "👍🏽 ❤️ ☎︎ 👨‍👩‍👧‍👦 🏳️‍🌈 1️⃣ 🇨🇳 ㊗️ \U0001fae9",
    "ideographic variation": "葛\U000e0100城",
    "replacement character": "�",
    "lines": "一\n二\r\n三\t四",
}


def told(character: str) -> str:
    """What a character is called in a message."""
    return f"{REFUSED[character][0]} U+{ord(character):04X}"


def advice(character: str, without: str) -> str:
    """What the message says to do."""
    kind, seen = REFUSED[character]
    check = "去掉后请核对这里的文字和数。" if kind == "文字方向控制符" else ""
    return f"请用输入法重新输入这个字。{check}" if seen else without + check


def in_file(place: str, character: str) -> str:
    """The message about a character in a file of text."""
    return f"{place}文件中有不允许的{told(character)}。 {advice(character, '请删去这个不可见字符后重存。')}"


def messages(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    """What is said about a file that is refused."""
    return [str(finding) for finding in refused.value.findings]


# The policy -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ACCEPTED)
def test_what_a_person_types_is_accepted(name: str) -> None:
    assert list(characters.faults(ACCEPTED[name])) == []
    assert characters.shown(ACCEPTED[name], "\r\n\t") == ACCEPTED[name]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("e" + "\u0301" * 4, []),
        ("e" + "\u0301" * 6, [5, 6]),
        ("ཀ" + "ྵ" * 8, []),
        ("ཀ" + "ྵ" * 9, [9]),
        ("\u0301甲", [0]),
        (" \u0301\u0301", [1, 2]),
        ("9\u03361.90", [1]),
        ("葛\U000e0100\U000e0101", [2]),
        ("a\ufe0f", [1]),
        ("9\ufe0f1", [1]),
        ("❤️\ufe0f", [2]),
        ("👨\u200d甲", [1]),
        ("甲\u200d👩", [1]),
        ("👨\u200d\u200d👩", [1, 2]),
        ("1\ufe0f\u200d👩", [1, 2]),
        ("ᠠ\u180e", [1]),
        ("甲\u180b", [1]),
        ("🏴\U000e0067\U000e007f", [1, 2]),
        ("قا\u200cلا", [2]),
    ],
)
def test_some_are_accepted_in_their_place_only(text: str, at: list[int]) -> None:
    assert [fault.at for fault in characters.faults(text)] == at


@given(st.text(st.characters(), max_size=40) | st.text(st.sampled_from([*"1甲👨ཀᠠ\u0301\n", *REFUSED]), max_size=12))
def test_whatever_is_accepted_holds_nothing_unseen(text: str) -> None:
    """By Unicode's own categories; and what is shown instead of a text is accepted itself, and stays as it is."""
    accepted = characters.shown(text, "\n")
    assert characters.shown(accepted, "\n") == accepted and not list(characters.faults(accepted))
    assert accepted == text or list(characters.faults(text)) or "\t" in text or "\r" in text
    for before, character in zip(f" {accepted}", accepted, strict=False):
        category = unicodedata.category(character)
        later = 0x20000 <= ord(character) < 0x33480 or 0x1F000 <= ord(character) < 0x1FB00
        assert category not in ("Cs", "Co", "Zl", "Zp") and (category != "Cn" or later)
        assert category != "Cc" or character == "\n"
        assert category != "Cf" or character in "\u180e\u200d"
        assert category[0] != "M" or unicodedata.category(before)[0] in "LMSN"


def test_a_character_is_accepted_or_not_whatever_else_the_text_holds() -> None:
    """A text of usual characters alone is passed at once: no character is usual that is refused beside another."""
    for number in range(0x10000):
        alone, beside = characters.faults(chr(number)), characters.faults(f"{chr(number)}\x07")
        assert [fault.at for fault in (*alone, characters.Fault(1, "\x07"))] == [fault.at for fault in beside]


def test_it_costs_little_and_no_more_than_the_text_is_long() -> None:
    for text in ("甲1\n" * 900_000, "\u202e" * 300_000, "e\u0301" * 300_000, "👨\u200d" * 200_000):
        start = time.monotonic()
        assert len(list(characters.faults(text))) <= 300_000
        assert time.monotonic() - start < 5
    several = "".join(map(chr, range(0xE000, 0x10000)))
    assert len(list(strange.in_text("\n".join(several), "f"))) == 1000


# Files of text --------------------------------------------------------------------------------------


@pytest.mark.parametrize("character", CHARACTERS)
def test_a_unit_file_and_a_pack_are_refused(character: str) -> None:
    """In a value, a key, a comment; with line and column."""
    for text, place in (
        (f"甲: 1\n乙: ％{character}1\n", "f:2:5：U106 "),
        (f"甲: 1\n乙％{character}a: 2\n", "f:2:3：U106 "),
        (f"甲: 1  # ％{character}a\n", "f:1:10：U106 "),
    ):
        with pytest.raises(Refused) as refused:
            marked.parse(text, "f")
        assert messages(refused) == [in_file(place, character)]


@pytest.mark.parametrize("character", CHARACTERS)
def test_an_escape_hides_nothing(character: str) -> None:
    escape = f"\\U{ord(character):08X}"
    text = f'甲: "％{escape}1"\n"％{escape}a": 2\n'
    with pytest.raises(Refused) as refused:
        marked.parse(text, "f")
    key = f"％{characters.shown(character)}a"
    assert messages(refused) == [
        in_file("f:1:4：U106 〔甲〕", character),
        in_file(f"f:2:1：U106 〔{key}〕", character),
    ]


def test_all_lines_are_told_each_with_its_characters() -> None:
    with pytest.raises(Refused) as refused:
        marked.parse('\ufeff甲: \u202e1\u200b\r\n乙: &a 1\r丙: "\\u200E"\n', "f")
    assert messages(refused) == [
        "f:1:1：U106 文件中有不允许的零宽字符 U+FEFF、文字方向控制符 U+202E、零宽字符 U+200B。 "
        "请删去这个不可见字符后重存。去掉后请核对这里的文字和数。",
        "f:2:4：U107 〔乙〕用了锚点 &a。 请把内容写全。",
        in_file("f:3:4：U106 〔丙〕", "\u200e"),
    ]


def test_a_mark_at_the_beginning_of_a_file_is_none(tmp_path: Path) -> None:
    (tmp_path / "unit.yaml").write_bytes(b"\xef\xbb\xbf" + "甲: 1\n".encode())
    assert marked.load(tmp_path / "unit.yaml") == {"甲": "1"}


@pytest.mark.parametrize("name", [name for name in ACCEPTED if name not in ("lines", "spaces")])
def test_what_a_person_types_is_printed_as_typed(name: str, tmp_path: Path) -> None:
    """From the unit file, and by way of the form."""
    text = (UNIT / "unit.yaml").read_text(encoding="utf-8")
    office = "综合业务科"
    assert office in text
    (tmp_path / "unit.yaml").write_text(text.replace(office, f'"{ACCEPTED[name]}"', 1), encoding="utf-8")
    to_form(tmp_path / "unit.yaml", tmp_path / "填报表.xlsx", default(), force=False)
    for file in ("unit.yaml", "填报表.xlsx"):
        assert ACCEPTED[name] in narrator.render(narrator.draft(narrator.load(tmp_path / file)), "txt")


def test_a_literal_and_a_key_of_a_pack_are_refused(tmp_path: Path) -> None:
    """Lint tells the file, the line and the column."""
    folder = tmp_path / "pack"
    shutil.copytree(ROOT / "fixtures" / "broken" / "accepted" / "minimal-pack", folder)
    file = folder / "phrases" / "words.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("say: 总计", "say: 总\u202e计"), encoding="utf-8")
    found = [str(finding) for finding in lint(str(folder))]
    assert len(found) == 1 and found[0].endswith(in_file("", "\u202e")), found
    file.write_text(text.replace("say:", "sa\u200by:"), encoding="utf-8")
    found = [str(finding) for finding in lint(str(folder))]
    assert found and all(message.endswith(in_file("", "\u200b")) for message in found), found


# Workbooks ------------------------------------------------------------------------------------------


def _put(path: Path, sheet: str, cell: str, text: str) -> None:
    book = openpyxl.load_workbook(path)
    book[sheet][cell] = text
    book.save(path)


def _book(tmp_path: Path) -> tuple[Path, str]:
    """A copy of the fixture's workbook, and the name of its first sheet."""
    path = tmp_path / "表.xlsx"
    shutil.copy(BOOK, path)
    return path, spreadsheet.load(path)[0].name


def test_the_cells_of_a_table_are_refused_all_at_once(tmp_path: Path) -> None:
    """Also those beside the table, that are read for nothing; with sheet and cell."""
    path, sheet = _book(tmp_path)
    book = openpyxl.load_workbook(path)
    expected = []
    for row, character in enumerate(IN_A_BOOK, 40):
        book[sheet][f"Z{row}"] = f"说明％{character}a"
        without = (
            f'请重新键入这一格；或在空白的格子里写 =SUBSTITUTE(Z{row},UNICHAR({ord(character)}),"")，'
            "把结果复制、选择性粘贴为数值到这一格。"
        )
        evidence = f"这一格有不允许的{told(character)}。 {advice(character, without)}"
        expected.append(f"{path} {sheet}!Z{row}：B311 {evidence}")
    book.save(path)
    with pytest.raises(Refused) as refused:
        workbook.load(path)
    assert messages(refused) == expected


@pytest.mark.parametrize("character", ["\u200b", "\u202e", "\xad", "\ufeff"])
def test_a_title_that_hides_something_is_still_known_and_refused(character: str, tmp_path: Path) -> None:
    path, sheet = _book(tmp_path)
    book = openpyxl.load_workbook(path)
    title = next(cell for row in book[sheet].iter_rows() for cell in row if "总表" in str(cell.value))
    title.value = str(title.value).replace("总表", f"总{character}表")
    place = f"{path} {sheet}!{title.coordinate}"
    book.save(path)
    with pytest.raises(Refused) as refused:
        workbook.load(path)
    (message,) = messages(refused)
    assert message.startswith(f"{place}：B311 这一格有不允许的{told(character)}。 ")


def test_a_sheet_that_is_not_read_harms_nobody(tmp_path: Path) -> None:
    path, _ = _book(tmp_path)
    book = openpyxl.load_workbook(path)
    book.create_sheet("备忘")["A1"] = "从网页\u200b抄来的\u202e收入决算表"
    book.save(path)
    notes = [str(note) for note in workbook.load(path).notes]
    assert any("备忘" in note for note in notes)
    assert not [note for note in notes if list(characters.faults(note))]


def test_the_name_of_a_sheet_is_refused(tmp_path: Path) -> None:
    path, sheet = _book(tmp_path)
    book = openpyxl.load_workbook(path)
    book[sheet].title = f"{sheet}\u200b"
    book.save(path)
    with pytest.raises(Refused) as refused:
        workbook.load(path)
    assert messages(refused) == [f"{path} {sheet}U+200B：B311 工作表名中有不允许的零宽字符 U+200B。 请重新键入表名。"]


@pytest.mark.parametrize("text", ["甲_x000D_\n乙", "甲\xa0乙", "甲　乙", "_x0041_", "𠮷䶮"])
def test_what_a_spreadsheet_writes_itself_is_read(text: str, tmp_path: Path) -> None:
    path, sheet = _book(tmp_path)
    _put(path, sheet, "Z40", text)
    assert workbook.load(path).tables


def test_every_cell_of_a_form_is_told(tmp_path: Path) -> None:
    path = tmp_path / "填报表.xlsx"
    to_form(UNIT / "unit.yaml", path, default(), force=False)
    sheets = [sheet.name for sheet in spreadsheet.load(path) if not sheet.hidden]
    for sheet in sheets[:3]:
        _put(path, sheet, "Z9", "甲\u202e乙\u200b")
    with pytest.raises(Refused) as refused:
        form.read(path)
    without = (
        '请重新键入这一格；或在空白的格子里写 =SUBSTITUTE(SUBSTITUTE(Z9,UNICHAR(8238),""),UNICHAR(8203),"")，'
        "把结果复制、选择性粘贴为数值到这一格。去掉后请核对这里的文字和数。"
    )
    evidence = f"这一格有不允许的文字方向控制符 U+202E、零宽字符 U+200B。 {without}"
    assert sorted(messages(refused)) == sorted(f"{path} {sheet}!Z9：B311 {evidence}" for sheet in sheets[:3])


# A finished text ------------------------------------------------------------------------------------


def test_a_text_that_only_looks_the_same_differs_and_shows_why(tmp_path: Path) -> None:
    """Somebody's file is not refused for such a character: the sentence is told, with the code where it stands."""
    shutil.copytree(UNIT, tmp_path / "unit")
    file = tmp_path / "unit" / "说明.txt"
    text = narrator.render(narrator.draft(narrator.load(UNIT)), "txt")
    file.write_text(text, encoding="utf-8")
    assert run(tmp_path, "diff", "unit/说明.txt") == (0, "与草稿相同。\n", "")
    file.write_text(text.replace("增加91.53万元", "增加\u200b\u202e\xad\ufeff91.53万元", 1), encoding="utf-8")
    code, out, err = run(tmp_path, "diff", "unit/说明.txt")
    assert (code, err) == (1, "")
    assert "增加〔→U+200BU+202EU+00ADU+FEFF〕91.53" in out and "共 1 处不同" in out
    assert prose.load(file).lines


# The terminal ---------------------------------------------------------------------------------------


def run(folder: Path, *arguments: str) -> tuple[int, str, str]:
    """Run the program: exit code, stdout, stderr."""
    done = narrate(folder, *arguments)
    return done.returncode, done.stdout, done.stderr


STEERING = "\x1b]0;pwn\x07\x9b31m\u202e19\n共 0 处问题。\r好"
SHOWN = "\\x1b]0;pwn\\x07\\x9b31mU+202E19\\n共 0 处问题。\\r好"
WAYS = {
    "draft": ["draft", "{}"],
    "option": ["draft", "--{}"],
    "too many": ["draft", "a", "b", "{}"],
    "choice": ["draft", "x", "--format", "{}"],
    "command": ["{}"],
    "pack": ["draft", "unit", "--pack", "{}"],
    "lint": ["phrases", "lint", "{}"],
    "show": ["phrases", "show", "{}"],
    "phrase": ["phrases", "show", "xinjiang/2024", "{}"],
    "new": ["phrases", "new", "n", "--from", "national", "--region", "{}", "--year", "2024"],
    "explain": ["explain", "unit", "--text", "{}"],
    "init": ["init", "new", "--workbook", "{}.xlsx"],
    "diff": ["diff", "{}.docx"],
    "font-dir": ["draft", "unit", "--font-dir", "{}"],
}
SILENT = {"too many", "choice"}  # these do not say what they were given


@pytest.mark.parametrize("way", WAYS)
def test_nothing_from_the_command_line_steers_a_terminal(
    way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from narrator.cli import run

    shutil.copytree(UNIT, tmp_path / "unit")
    monkeypatch.chdir(tmp_path)
    assert run([word.format(STEERING) for word in WAYS[way]]) == 2
    _assert_tame(capsys.readouterr().err, way in SILENT or SHOWN)


def _assert_tame(written: str, shown: bool | str) -> None:
    """No steering character, and the code in its place; each line begins as ours do."""
    assert not list(characters.faults(written)) and "\r" not in written
    assert "\n共 0 处问题" not in written
    assert shown is True or str(shown) in written, written


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names of files")
@pytest.mark.parametrize(("name", "shown"), [(STEERING, SHOWN), ("u\udcff", "uU+DCFF")], ids=["steering", "not UTF-8"])
def test_a_name_of_a_file_is_shown_by_its_codes(name: str, shown: str, tmp_path: Path) -> None:
    """On stderr, in JSON, in a table; and no file that is made of it fails for its name."""
    shutil.copytree(UNIT, tmp_path / name)
    for command in (
        ["draft", name, "--format", "html"],
        ["draft", name, "--format", "json"],
        ["draft", name, "-o", "说明.docx", "--trace", "--record", "记录.xlsx"],
        ["explain", name, "--json"],
        ["snapshot", name, "--dir", "kept"],
        ["phrases", "coverage", name, "--html", "c.html"],
    ):
        code, out, err = run(tmp_path, *command)
        assert code in (0, 1), err
        _assert_tame(out.replace("\r\n", "\n") + err, shown=True)
        if "json" in " ".join(command):
            assert json.loads(out)
    code, out, err = run(tmp_path, "draft", f"{name}/none.yaml")
    assert (code, out) == (2, "")
    _assert_tame(err, shown)


def test_a_key_and_a_name_of_an_account_do_not_steer_a_terminal(tmp_path: Path) -> None:
    """The two cases that were found: an ESC in a key, and a name that turns the amount behind it."""
    text = (UNIT / "unit.yaml").read_text(encoding="utf-8")
    turned = text.replace("名称: 其他", '名称: "\\u202E其他', 1)
    for case, message in {
        'x: 1\n"\\e]0;pwn\\a": 1\n': "unit.yaml:2:1：U106 〔\\x1b]0;pwn\\x07〕文件中有不允许的控制字符 U+001B、"
        "控制字符 U+0007。 请删去这个不可见字符后重存。\n共 1 处问题，没有生成文件。\n",
        'x: "\\u202e451.67"\n': f"{in_file('unit.yaml:1:4：U106 〔x〕', chr(0x202E))}\n共 1 处问题，没有生成文件。\n",
    }.items():
        (tmp_path / "unit.yaml").write_text(case, encoding="utf-8")
        assert run(tmp_path, "draft", "unit.yaml") == (2, "", message)
    assert turned == text or list(characters.faults(turned)) == []


def test_words_that_look_like_markup_are_shown_as_typed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A closing tag without its beginning ended the program; a tag was swallowed."""
    text = (UNIT / "unit.yaml").read_text(encoding="utf-8")
    words = "[/b]综合[red]科:smile:"
    (tmp_path / "unit.yaml").write_text(text.replace("综合业务科", f'"{words}"', 1), encoding="utf-8")
    code, _, err = run(tmp_path, "check", "unit.yaml", "--all")
    assert code in (0, 1), err
    from narrator.cli import base

    base.draw(words, ["甲"], [[words]])
    assert capsys.readouterr().out.count(words) == 2


def test_nothing_else_writes_to_a_terminal() -> None:
    """In the program only ``cli/base.py`` does: it shows by their codes what a terminal would obey."""
    found = {
        path.relative_to(ROOT / "narrator").as_posix()
        for path in (ROOT / "narrator").rglob("*.py")
        if any(_writes(node) for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    }
    assert found == {"cli/base.py"}


def _writes(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    called = ast.unparse(node.func)
    return called in ("print", "click.echo", "echo", "click.secho", "Console") or called.endswith(
        ("stdout.write", "stderr.write", "stdout.buffer.write")
    )


def test_json_holds_codes_for_what_is_not_seen() -> None:
    from narrator.document import plain

    data = {"甲\x1b\x9b": ["\u202e乙", "\udcff", "\U000e0041", "👨‍👩", "一\n二"]}
    text = plain.dumps(data)
    assert not list(characters.faults(text))
    assert json.loads(text) == data
    assert "👨‍👩" in text and "\\u202e" in text


def test_an_emoji_without_a_font_is_told() -> None:
    import pylopdf_fonts_zh_cn

    from narrator.writers import pdf
    from narrator.writers.options import Options

    document = narrator.draft(narrator.load(UNIT))
    said = document.title.said[0]
    title = document.title._replace(said=(said._replace(spans=(said.spans[0]._replace(text="甲👨‍👩❤️葛\U000e0100"),)),))
    with pytest.raises(Refused) as refused:
        pdf.write(document._replace(title=title), Options(font_dirs=(Path(pylopdf_fonts_zh_cn.__file__).parent,)))
    assert {finding.code for finding in refused.value.findings} == {"W223"}
    missing = "".join(message.split("「")[1][0] for message in messages(refused))
    assert missing in ("👨👩❤", "👨👩")

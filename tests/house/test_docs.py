"""The documents in docs/ are walked through as a reader would: what they show is what happens.

Marks, invisible to the reader, stand before a block: ``exit N`` or ``exit N/M`` (how its commands end), ``add to`` /
``write`` / ``change`` / ``from FILE`` (where a snippet goes, or stands already). What the reader does by hand at that
point is ``edit FILE: OLD => NEW``, in Word ``word FILE: OLD => NEW``, in the form ``type FILE: WHAT IS LEFT
OUT`` or ``put FILE: SHEET/ROW/HEADING = VALUE``. A ``text`` block is what the last command printed; … stands
for the rest.
"""

from __future__ import annotations

import re
import shlex
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

import docx
import pytest

import narrator
from helpers import typing_in
from helpers.running import narrate
from narrator import cli

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
HOUSE, PHRASE, GUIDE, PACKS = "house.md", "writing-a-phrase.md", "用户指南.md", "短语库指南.md"
FIXTURE = "fixtures/changji-2024/unit.yaml"
OWN = "我的单位"
OWN_TABLES = "决算2024"
DEPARTMENT = "教育局"
_TOKEN = re.compile(r"<!-- (?P<mark>.+?) -->|^```(?P<kind>\w+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_LINE_OF_PACK = re.compile(r"(phrases/[\w.]+\.yaml):\d+:\d+")  # moves with every edit of the phrasebook


def text_of(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


class Block(NamedTuple):
    """A fenced block under its mark ("" where it has none), or a mark that is itself a step."""

    kind: str
    body: str
    mark: str


def blocks(name: str) -> Iterator[Block]:
    mark = ""
    for token in _TOKEN.finditer(text_of(name)):
        if token["mark"] is None:
            yield Block(token["kind"], token["body"], mark)
            mark = ""
        elif token["mark"].startswith(("edit ", "type ", "put ", "word ", "copy ")):
            kind, _, body = token["mark"].partition(" ")
            yield Block(kind, body, "")
        else:
            mark = token["mark"]


class Checkout:
    """A folder as a newcomer has it, where a document is walked through."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.output: list[str] = []
        for fixture in ("changji-2024", "export"):
            shutil.copytree(ROOT / "fixtures" / fixture, folder / "fixtures" / fixture)
        shutil.copytree(ROOT / "phrasebook", folder / "phrasebook")
        shutil.copytree(folder / "fixtures" / "changji-2024", folder / OWN)
        shutil.copytree(ROOT / "fixtures" / "changji-2024-workbook", folder / OWN_TABLES)
        shutil.copytree(ROOT / "fixtures" / "department-2024", folder / DEPARTMENT)

    def read(self, file: str) -> str:
        return (self.folder / file).read_text(encoding="utf-8")

    def write(self, file: str, text: str) -> None:
        (self.folder / file).write_text(text, encoding="utf-8")

    def replace(self, file: str, old: str, new: str) -> None:
        text = self.read(file)
        assert old in text, (file, old)
        self.write(file, text.replace(old, new, 1))

    def retype(self, file: str, old: str, new: str) -> None:
        """Change words of a Word file and save it, as a person does."""
        opened = docx.Document(str(self.folder / file))
        (run, *_) = [run for paragraph in opened.paragraphs for run in paragraph.runs if old in run.text]
        run.text = run.text.replace(old, new, 1)
        opened.save(str(self.folder / file))

    def run(self, command: str, codes: Collection[int] = (0,)) -> str:
        """Run one narrator command, which must end with one of these codes and say something; what it said."""
        program, *arguments = shlex.split(command)
        assert program == "narrator"
        result = narrate(self.folder, *arguments)
        assert result.returncode in codes, (command, result.stderr)
        said = (result.stdout + result.stderr).replace("\\", "/")
        assert said.strip(), command
        self.output = said.splitlines()
        return said

    def step(self, block: Block) -> None:
        file = block.mark.rpartition(" ")[2]
        match block.kind, block.mark.split(" ")[0]:
            case "sh", given:
                for line in block.body.splitlines():
                    if line.startswith("narrator"):
                        self.run(line, [*map(int, file.split("/"))] if given == "exit" else (0,))
            case "text", _:
                self.printed(block.body)
            case "yaml", "add":
                self.write(file, self.read(file) + "\n" + block.body)
            case "yaml", "write":
                self.write(file, block.body)
            case "yaml", "from":
                assert block.body in self.read(file)
            case "diff", "change":
                rows = block.body.splitlines(keepends=True)
                old = "".join(row[1:] for row in rows if not row.startswith("+"))
                new = "".join(row[1:] for row in rows if not row.startswith("-"))
                self.replace(file, old, new)
            case "type", _:
                file, _, left = block.body.partition(":")
                typed = typing_in.all_of_it()
                for key in filter(None, map(str.strip, left.split(","))):
                    *into, last = key.split("/")
                    inside = typed
                    for part in into:
                        inside = inside[part]
                    del inside[last]
                typing_in.fill(self.folder / file, typed)
            case "put", _:
                file, _, typed_in = block.body.partition(": ")
                where, _, value = typed_in.partition(" = ")
                sheet, label, heading = where.split("/")
                typing_in.put(self.folder / file, sheet, label, heading, value)
            case "copy", _:
                old, _, new = block.body.partition(": ")
                (self.folder / new).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(self.folder / old, self.folder / new)
            case "edit" | "word" as how, _:
                file, _, change = block.body.partition(": ")
                old, _, new = map(str.strip, change.partition(" =>"))
                (self.replace if how == "edit" else self.retype)(file, old, new)

    def printed(self, shown: str) -> None:
        """The shown lines stand in the last output, in order, without a break except at …, which may be in a line."""
        rest = [_LINE_OF_PACK.sub(r"\1", line) for line in self.output]
        for part in f"{shown}".split("…\n"):
            lines = [_LINE_OF_PACK.sub(r"\1", line) for line in part.splitlines()]
            starts = [
                at for at in range(len(rest)) if all(map(_says, lines, rest[at:])) and at + len(lines) <= len(rest)
            ]
            assert starts, (part, rest)
            rest = rest[starts[0] + len(lines) :]


def _says(shown: str, line: str) -> bool:
    return re.fullmatch(re.escape(shown).replace("…", ".*"), line) is not None


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "commands"), [(HOUSE, 1), (PHRASE, 7), (GUIDE, 9), (PACKS, 14)])
def test_what_a_document_shows_is_what_happens(name: str, commands: int, checkout: Checkout) -> None:
    """Every command ends as told, every snippet fits where it belongs, every output is printed so."""
    shown = [line for block in blocks(name) if block.kind == "sh" for line in block.body.splitlines()]
    assert sum(line.startswith("narrator") for line in shown) >= commands
    for block in blocks(name):
        checkout.step(block)


@pytest.mark.slow
def test_the_carried_through_phrase_ends_in_a_clean_pack(checkout: Checkout) -> None:
    """Every snippet of YAML says where it belongs, and the pack with all of them is clean and used."""
    steps = list(blocks(PHRASE))
    assert all(block.mark for block in steps if block.kind in ("yaml", "diff"))
    assert sum(block.kind == "yaml" and block.mark.startswith("add to ") for block in steps) == 2
    for block in steps:
        if block.kind not in ("text", "sh") or "phrases new" in block.body:
            checkout.step(block)
    assert checkout.run("narrator phrases lint mine") == "没有问题。\n"
    outcomes = {"451.67": "总计持平。", "0": "由0.00万元变为451.67万元。", "500": "总计减少48.33万元，"}
    for last_year, words in outcomes.items():
        checkout.replace(FIXTURE, "总计: {上年: 360.14,", f"总计: {{上年: {last_year},")
        assert words in checkout.run("narrator draft fixtures/changji-2024 --pack mine --format txt")
        checkout.replace(FIXTURE, f"总计: {{上年: {last_year},", "总计: {上年: 360.14,")


def test_every_snippet_of_the_guide_fits_a_unit_file(checkout: Checkout) -> None:
    """Each snippet is a whole block; it takes the place of the fixture's block of that name."""
    snippets = [block.body for block in blocks(GUIDE) if block.kind == "yaml"]
    assert snippets
    for snippet in snippets:
        text = checkout.read(FIXTURE)
        name = snippet.partition(":")[0]
        for key in {name, "主要原因"} if "科目:" in snippet else {name}:
            text = re.sub(rf"^{key}:.*\n(?:[ #].*\n|\n)*", "", text, flags=re.MULTILINE)
        checkout.write(f"{OWN}/unit.yaml", f"{text}\n{snippet}")
        unit = narrator.load(checkout.folder / OWN)
        table = unit.statement(name)
        levels = [account.level for account in (table.accounts or {}).values()]
        assert unit.running.administrative.actual or unit.reasons or table.moved or any(levels)


# What the guide's table shows as mistakes, and what stands in the fixture instead.
MISTAKES = {
    "`本年收入合计: 1,307.71`": "本年收入合计: 307.71",
    "`总计: {上年: 1,360.14, 决算: 451.67}`": "总计: {上年: 360.14, 决算: 451.67}",
    "`实有人数: ６`": "实有人数: 6",
    "`实有人数: 6人`": "实有人数: 6",
    "`其他收入: —`": "其他收入: 100.66",
    "`实有人数：6`": "实有人数: 6",
    "用 Tab 键缩进": "  实有人数: 6",
    "存成了 ANSI（GBK）": "",
    "漏写 `20104: 发展与改革事务`": "    20104: 发展与改革事务\n",
    "`政府性基金预算财政拨款收入支出决算表: 无`": "政府性基金预算财政拨款收入支出决算表: 空表",
    "`单位性质: 参公单位`": "单位性质: 事业单位",
    "`公务招待费: 本年未安排`": "公务接待费: 本年未安排公务接待工作，导致公务接待费较上年减少",
    "`年度: 2009`": "年度: 2024",
}
ROWS = [
    [cell.strip() for cell in row.strip("|").split("|")]
    for row in re.findall(r"^\| .*[UP]\d{3} .*$", text_of(GUIDE), re.MULTILINE)
]


def test_every_mistake_of_the_guide_is_known_here() -> None:
    assert [wrong for wrong, _, _ in ROWS] == list(MISTAKES)


@pytest.mark.parametrize(("wrong", "message", "advice"), ROWS, ids=[message[:4] for _, message, _ in ROWS])
def test_a_mistake_is_told_in_the_words_of_the_guide(
    wrong: str, message: str, advice: str, checkout: Checkout, capsys: pytest.CaptureFixture[str]
) -> None:
    """The quoted message is a whole one, but for …; only the file, line and column before it are left out."""
    unit = f"{OWN}/unit.yaml"
    if wrong.startswith("`"):
        checkout.replace(unit, MISTAKES[wrong], wrong.strip("`"))
    elif wrong.startswith("存成"):
        (checkout.folder / unit).write_bytes(checkout.read(unit).encode("gbk"))
    else:
        checkout.replace(unit, MISTAKES[wrong], "\t实有人数: 6" if "Tab" in wrong else "")
    file = checkout.folder / OWN / "unit.yaml"
    assert cli.run(["draft", str(file)]) == cli.REFUSED
    told = capsys.readouterr().err.splitlines()
    assert any(_says(message, re.sub(r"^:\d+:\d+：", "", line.removeprefix(str(file)))) for line in told), told
    assert advice


@pytest.mark.slow
def test_an_edited_draft_is_kept(checkout: Checkout) -> None:
    """The quoted refusal is printed for a Word file that somebody edited, and --force keeps it as .bak."""
    (quoted,) = re.findall(r"^> (W101 .*)$", text_of(GUIDE), re.MULTILINE)
    checkout.run(f"narrator draft {OWN} -o a.docx")
    checkout.replace(f"{OWN}/unit.yaml", "实有人数: 6", "实有人数: 7")
    assert "已写入 a.docx。\n" in checkout.run(f"narrator draft {OWN} -o a.docx")
    checkout.retype("a.docx", "实有人数", "实有人员")
    edited = (checkout.folder / "a.docx").read_bytes()
    assert f"a.docx：{quoted}\n" in checkout.run(f"narrator draft {OWN} -o a.docx", [2])
    assert (checkout.folder / "a.docx").read_bytes() == edited
    checkout.run(f"narrator draft {OWN} -o a.docx --force")
    assert (checkout.folder / "a.docx.bak").read_bytes() == edited


def test_other_words_that_the_guide_quotes(checkout: Checkout) -> None:
    """The note on a wording without evidence, and the words for a fault of the program."""
    unproven = "没有公开文本为证，请核对措辞"
    assert f"「{unproven}」" in text_of(GUIDE)
    checkout.replace(f"{OWN}/unit.yaml", "单位性质: 事业单位", "单位性质: [行政单位, 事业单位]")
    assert unproven in checkout.run(f"narrator draft {OWN} -o a.md")
    assert "「程序自身出错」" in text_of(GUIDE)
    assert "程序自身出错" in (ROOT / "narrator" / "cli" / "__init__.py").read_text(encoding="utf-8")


def test_the_guide_installs_as_the_readme_does() -> None:
    """Two commands, word for word; the headings count 一、二、…"""
    (install,) = [block.body for block in blocks(GUIDE) if block.kind == "powershell" and "venv" in block.body]
    readme = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    assert [line in readme for line in install.splitlines()] == [True, True]
    for name, numbers in ((GUIDE, "一二三四五六七八九十"), (PACKS, "一二三四五六七八九十")):
        assert "".join(re.findall(r"^## (.)、", text_of(name), re.MULTILINE)) == numbers


@pytest.mark.slow
def test_the_guide_to_packs_ends_in_a_clean_pack_without_figures_of_the_fixture(checkout: Checkout) -> None:
    """Its steps leave a pack and a unit's own wording that are clean; what it quotes of lint is said by lint."""
    for block in blocks(PACKS):
        if block.kind not in ("text", "sh", "copy") or re.match("narrator phrases (?:new|examples)", block.body):
            checkout.step(block)
    assert checkout.run("narrator phrases lint 某市/2024") == "没有问题。\n"
    assert checkout.run("narrator phrases lint 我的单位/wording") == "没有问题。\n"
    drafted = checkout.run("narrator draft 我的单位 --pack 某市/2024 --format txt")
    assert "我单位收入支出总体较上年增加" in drafted
    assert "，结转下年继续使用。" in drafted
    text = text_of(PACKS)
    figures = {figure for figure in re.findall(r"\d+\.\d\d", checkout.read(FIXTURE)) if not figure.endswith("0")}
    assert not figures & set(re.findall(r"\d+\.\d\d", text))
    messages = (ROOT / "fixtures" / "broken" / "expected.yaml").read_text(encoding="utf-8")
    for tests in (
        "authoring/test_lint.py",
        "phrases/test_bending.py",
        "authoring/test_proposing.py",
        "phrases/test_options.py",
    ):
        messages += (ROOT / "tests" / tests).read_text(encoding="utf-8")
    table = text.partition("| 提示 | 是什么意思 |")[2]
    quoted = [row.split(" | ")[0].removeprefix("| ") for row in table.splitlines()[2:]]
    assert len(quoted) > 10
    assert [words for words in quoted if words not in messages] == []


@pytest.mark.parametrize("name", [HOUSE, PHRASE, GUIDE, PACKS])
def test_links_lead_to_files(name: str) -> None:
    """Links and named files exist, all inside this repository; no path of a machine."""
    text = text_of(name)
    links = re.findall(r"\]\(([^)]+)\)", text)
    assert links
    assert [link for link in links if not (DOCS / link).exists()] == []
    assert [path for path in re.findall(r"`((?:tests|\.ci|docs)/[\w./-]*)`", text) if not (ROOT / path).exists()] == []
    assert not re.search(r"https?:|(?<![\w.])/(?:home|tmp|work|usr)\b", text)


def test_the_map_names_every_module_and_no_other() -> None:
    """The table of modules and the folder agree; a folder's own row is its __init__.py."""
    table = text_of(HOUSE).partition("## The modules")[2].partition("\n## ")[0]
    named = re.findall(r"^\| (?:\*\*\d\*\* )?`([\w./]+)` \| .+ \|$", table, re.MULTILINE)
    package = ROOT / "narrator"
    modules = [path.relative_to(package).as_posix() for path in package.rglob("*.py")]
    rows = [module.removesuffix("__init__.py") or "narrator/" for module in modules]
    assert sorted(named) == sorted(rows)


def test_the_picture_shows_the_road_that_explain_tells(checkout: Checkout) -> None:
    """A small SVG of its own, whose place, formula and result are those of the program."""
    picture = (DOCS / "house.svg").read_bytes()
    assert len(picture) <= 15_000
    words = "".join(ET.fromstring(picture).itertext())
    assert not re.search(rb"href|url\((?!#)|@import", picture)
    said = checkout.run("narrator explain fixtures/changji-2024 --section 一 --text 增长25.42%")
    formula = "|451.67 − 360.14| ÷ 360.14 × 100"
    for told in ("unit.yaml:36:26", "收入支出决算总表/收入/总计/决算〕", formula, "25.42%"):
        assert told in said, told
        assert told in words, told

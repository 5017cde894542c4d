"""CONTRIBUTING.md keeps its promises: what it names is there, and its walked checklists lead to what they say.

Marks, invisible to the reader, stand before a block: ``add to`` / ``write`` / ``change FILE`` say where a snippet goes,
``in FILE`` which test file a command is narrowed to. The decisions, the hooks, the workflow of CI and the changelog are
held to the same: what they name exists.
"""

from __future__ import annotations

import ast
import itertools
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import click
import pytest
import yaml

from narrator.cli.base import program

ROOT = next(folder for folder in Path(__file__).parents if (folder / "pyproject.toml").is_file())
PAGE = ROOT / "docs" / "CONTRIBUTING.md"
DECISIONS = ROOT / "docs" / "decisions"
TEXT = PAGE.read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
WALKED = re.findall(r"^## To add (.+)\n\n\*Walked\.\*", TEXT, re.MULTILINE)
_BLOCK = re.compile(
    r"(?:^ *<!-- (?P<mark>[^>]+?) -->\n)?^(?P<indent> *)```(?P<kind>\w+)\n(?P<body>.*?)^ *```$", re.M | re.S
)


class Block(NamedTuple):
    """A fenced block, what stands in it without its indent, and the mark above it ("" for none)."""

    kind: str
    body: str
    mark: str


def section(title: str) -> str:
    """The text below a heading, up to the next of its level."""
    _, found, rest = TEXT.partition(f"\n## {title}\n")
    assert found, title
    return rest.partition("\n## ")[0]


def blocks(text: str) -> list[Block]:
    return [
        Block(found["kind"], re.sub(f"^{found['indent']}", "", found["body"], flags=re.MULTILINE), found["mark"] or "")
        for found in _BLOCK.finditer(text)
    ]


def links(text: str) -> list[tuple[str, str]]:
    return re.findall(r"\[([^\]]+)\]\(([^)]+)\)", text)


# What is named is there -----------------------------------------------------------------------------


@cache
def _names(path: Path) -> frozenset[str]:
    """What a Python module defines at its top level."""
    found: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        found |= {name.id for target in targets if target for name in ast.walk(target) if isinstance(name, ast.Name)}
    return frozenset(found)


CODE_LINKS = [(text.strip("`"), target) for text, target in links(TEXT) if text.startswith("`")]


@pytest.mark.parametrize(("name", "target"), CODE_LINKS, ids=[f"{name} in {target}" for name, target in CODE_LINKS])
def test_a_name_stands_in_the_file_that_its_link_leads_to(name: str, target: str) -> None:
    """The text of the link is the path itself, or a name that the file defines (no Python: a key that it holds)."""
    path = (PAGE.parent / target).resolve()
    assert path.is_file()
    if path == ROOT / name:
        return
    if path.suffix == ".py":
        assert name in _names(path)
    else:
        assert re.search(rf"^ *{name}:", path.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("page", [PAGE, *sorted(DECISIONS.glob("*.md"))], ids=lambda page: page.name)
def test_pages_name_what_exists(page: Path) -> None:
    """Links lead to files of the repository; paths, tests and commands that are named are there."""
    text = page.read_text(encoding="utf-8")
    targets = [target.partition("#")[0] for _, target in links(text)]
    assert [target for target in targets if not (page.parent / target).exists()] == []
    assert not re.search(r"https?:|(?<![\w.])/(?:home|tmp|work|usr)\b", text)
    words = re.findall(r"`([^`\n]+)`", re.sub(r"^ *```.*?^ *```$", "", text, flags=re.MULTILINE | re.DOTALL))
    paths = [word for word in words if re.match(r"(narrator|phrasebook|fixtures|tests|docs|requirements|\.ci)/", word)]
    missing = [
        path for path in paths if not re.search("[A-Z]{3}", path) and not (ROOT / path.partition(" ")[0]).exists()
    ]
    assert missing == []
    below = {path.name for path in (ROOT / "tests").rglob("*.py")}
    assert [word for word in words if re.fullmatch(r"\w+\.py", word) and word not in below] == []
    shown = [line for block in blocks(text) for line in block.body.splitlines()]
    for command in (*words, *shown):
        if command.startswith("narrator "):
            _exists(shlex.split(command)[1:])
        elif ours := re.match(r"python (?:-m (tests\.\w+)|(\w+/\w+\.py))", command):
            assert (ROOT / (ours[2] or ours[1].replace(".", "/"))).exists(), command


def _exists(words: list[str]) -> None:
    """A command of the program, with the options that it has."""
    command: click.Command = program
    while isinstance(command, click.Group) and words:
        named = command.get_command(click.Context(command), words[0])
        assert named, words
        command, words = named, words[1:]
    options = {option for parameter in command.params for option in parameter.opts}
    assert [word for word in words if word.startswith("-") and word not in options] == []


def test_ten_things_have_a_home_that_is_named() -> None:
    """Each row of 'Where is' leads to a file, or to a command that finds it."""
    rows = re.findall(r"^\| ([^*|][^|]+) \| (.+) \|$", section("Where is …"), re.MULTILINE)
    assert len(rows) > 30
    assert [thing for thing, home in rows[2:] if not ("](" in home or "`pack.yaml`" in home or "grep " in home)] == []
    for pattern, folder in re.findall(r"grep -rn '([^']+)' (\w[\w/]*)", section("Where is …")):
        files = (path for path in (ROOT / folder).rglob("*") if path.is_file() and path.suffix in (".py", ".yaml"))
        assert any(pattern in path.read_text(encoding="utf-8") for path in files), pattern


def test_the_fast_loop_leaves_out_the_markers_that_it_explains() -> None:
    """The command and the table name the same markers."""
    (chosen,) = set(re.findall(r'-m "(not [^"]+)"', TEXT))
    rows = re.findall(r"^\| `(\w+)` \|", section("The fast loop"), re.MULTILINE)
    assert chosen == " and ".join(f"not {marker}" for marker in rows)


# The walked checklists ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository, as far as the checklists touch it."""
    folder = tmp_path_factory.mktemp("copy")
    for name in ("narrator", "phrasebook", "fixtures", "tests"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "corpus"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def _steps(title: str) -> Iterator[Block]:
    yield from (block for block in blocks(section(f"To add {title}")) if block.mark or block.kind == "sh")


def _put(block: Block, folder: Path) -> None:
    how, _, name = block.mark.rpartition(" ")
    path = folder / name
    match how:
        case "write":
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.body, encoding="utf-8")
        case "add to":
            path.write_text(path.read_text(encoding="utf-8") + block.body, encoding="utf-8")
        case "change":
            rows = block.body.splitlines(keepends=True)
            old, new = ("".join(row[1:] for row in rows if row[0] != sign) for sign in "+-")
            text = path.read_text(encoding="utf-8")
            assert text.count(old) == 1, (name, old)
            path.write_text(text.replace(old, new), encoding="utf-8")
        case _:
            raise AssertionError(block.mark)


def _run(command: str, folder: Path, tests: str) -> str:
    """Run a command of a checklist in the copy, with the program that stands there; what it says."""
    words = shlex.split(command)
    if words[0] == "pytest":
        (path,) = (folder / "tests").rglob(tests)
        words += [str(path.relative_to(folder)), "-p", "no:cacheprovider", "-p", "no:xdist"]
    result = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "PYTHONUTF8": "1", "PYTEST_ADDOPTS": ""},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert result.returncode == 0, (command, result.stdout, result.stderr)
    return result.stdout + result.stderr


# What is said at the end of each, which nobody would say without it.
SAID = {
    "an input": ("停放地点", "已写入 again.yaml"),
    "a format of a slot": ("没有问题。", "本年支出合计238.10万元，"),
    "a file format": ("第二部分 部门决算情况说明 一、收入支出决算总体情况说明\t", "已写入 draft.tsv"),
    "a fact": ("人均公用经费", "没有问题。", "公用经费合计 ÷ 实有人数", " passed"),
    "a check": ("6 passed", "错误 0 处"),
    "a phrase": ("没有问题。", "支出.结转", "年末结转和结余"),
    "a pack": ("已写入", "没有问题。", "2024年度收、支总计均为451.67万元。", "qinghai/2024"),
}


@pytest.mark.slow
@pytest.mark.parametrize("title", WALKED)
def test_a_checklist_leads_to_what_it_adds(title: str, copy: Path) -> None:
    """Every snippet goes where its mark says, every command ends well; before the snippets the last one did not."""
    steps = list(_steps(title))
    assert all(block.mark for block in steps if block.kind != "sh")
    said = []
    for block in steps:
        if block.kind == "sh":
            tests = block.mark.removeprefix("in ")
            said += [_run(command, copy, tests) for command in block.body.splitlines()]
        else:
            _put(block, copy)
    for words in SAID[title]:
        assert any(words in one for one in said), (words, said)


def test_what_the_checklists_add_is_not_there_yet() -> None:
    """They would pass on a repository that has it already."""
    assert set(WALKED) == set(SAID)
    added = [block.mark.split()[-1] for title in WALKED for block in _steps(title) if block.mark.startswith("write ")]
    assert len(added) > 3
    assert [name for name in added if (ROOT / name).exists()] == []
    checks = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "narrator" / "checks").glob("*.py"))
    assert "K299" not in checks
    assert "支出.结转" not in (ROOT / "phrasebook/zhejiang/2021/phrases/totals.yaml").read_text(encoding="utf-8")


# Habits ---------------------------------------------------------------------------------------------


def _parts() -> list[str]:
    listed: str
    (listed,) = re.findall(r'^parts="([a-z ]+)"$', (ROOT / ".ci" / "run").read_text(encoding="utf-8"), re.MULTILINE)
    return listed.split()


def _pythons() -> list[str]:
    """The Pythons of the classifiers, from the one of requires-python on, without a gap."""
    found = [name.rpartition(" ")[2] for name in PROJECT["classifiers"] if re.search(r":: 3\.\d+$", name)]
    minors = [int(python.removeprefix("3.")) for python in found]
    assert PROJECT["requires-python"] == f">={found[0]}"
    assert minors == list(range(minors[0], minors[-1] + 1))
    return found


def test_the_parts_of_ci_are_those_that_are_explained() -> None:
    """In .ci/run, at its head, and on the page, in one order."""
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert re.findall(r"^#   (\w+) ", script, re.MULTILINE) == _parts()
    assert set(_parts()) <= set(re.findall(r"^(\w+)\(\) \{$", script, re.MULTILINE))
    assert re.findall(r"^\| `\.ci/run (\w+)` \|", TEXT, re.MULTILINE) == _parts()


def test_the_workflow_calls_parts_that_exist_for_every_python_and_system() -> None:
    """Each command of a job is a part of .ci/run; the Pythons are those that pyproject.toml admits."""
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))
    called: set[str] = set()
    for job in workflow["jobs"].values():
        for run in _commands(job):
            command = re.fullmatch(r"(?:sudo )?\.ci/run (\w+)", run)
            assert command, run
            called.add(command[1])
        uses = [step["uses"] for step in job["steps"] if "uses" in step]
        assert [action for action in uses if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", action)] == []
    assert called == set(_parts())
    tests, part = workflow["jobs"]["readme"], workflow["jobs"]["part"]
    assert tests["strategy"]["matrix"]["python"] == _pythons()
    assert {system.partition("-")[0] for system in tests["strategy"]["matrix"]["os"]} == {"ubuntu", "windows"}
    (several,) = [step["with"]["python-version"] for step in part["steps"] if "with" in step]
    assert several.split() == _pythons()
    (minors,) = re.findall(r"for minor in ([\d ]+);", (ROOT / ".ci" / "wheel").read_text(encoding="utf-8"))
    assert [f"3.{minor}" for minor in minors.split()] == _pythons()


def _commands(job: dict[str, Any]) -> Iterator[str]:
    """The commands of a job, once for each cell of its matrix."""
    matrix = job["strategy"]["matrix"]
    for cell in itertools.product(*matrix.values()):
        for step in job["steps"]:
            run = step.get("run", "")
            for name, value in zip(matrix, cell, strict=True):
                run = run.replace(f"${{{{ matrix.{name} }}}}", value)
            if run:
                yield run


@pytest.mark.skipif(sys.platform == "win32", reason="a script of bash")
def test_an_unknown_part_is_told_before_anything_is_done() -> None:
    """Exit code 2, and the parts that there are."""
    result = subprocess.run([ROOT / ".ci" / "run", "static", "nonsense"], capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert result.stderr.endswith(f"{' '.join(_parts())}\n")
    assert not result.stdout


def test_hooks_run_the_tools_of_ci_and_download_nothing() -> None:
    """The same commands as the part ``static``; every hook is of this repository; the subject is counted by letters."""
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    (repository,) = hooks["repos"]
    assert repository["repo"] == "local"
    before = [hook["entry"] for hook in repository["hooks"] if hook["language"] == "system"]
    static = (ROOT / ".ci" / "run").read_text(encoding="utf-8").partition("static() {")[2].partition("}")[0]
    assert before == re.findall(r"^  \$bin/([a-z-]+.*)$", static, re.MULTILINE)
    assert " && ".join(before) in TEXT
    (subject,) = [hook for hook in repository["hooks"] if hook["language"] == "pygrep"]
    pattern = re.compile(subject["entry"].encode())
    assert subject["stages"] == ["commit-msg"]
    for letter in "x长":
        assert not pattern.search(f"{letter * 72}\n\n{letter * 200}\n".encode())
        assert pattern.search(f"{letter * 73}\n".encode())


def test_every_decision_is_in_the_index() -> None:
    """One line a page, in order, under the title of the page; each page has the four parts."""
    index = (DECISIONS / "README.md").read_text(encoding="utf-8")
    pages = sorted(path for path in DECISIONS.glob("*.md") if path.name != "README.md")
    listed = [(target, text) for text, target in links(index) if re.match(r"\d{4}-", target)]
    titles = [path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ") for path in pages]
    assert len(pages) > 8
    assert [target for target, _ in listed] == [path.name for path in pages]
    assert [text for _, text in listed] == [title.partition(": ")[2] for title in titles]
    assert [title[:4] for title in titles] == [path.name[:4] for path in pages]
    for path in pages:
        headings = re.findall(r"^## (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert headings[0::2] == ["The question", "What was decided"], path.name
        assert headings[1] in ("What was seen", "What was measured"), path.name
        assert headings[3:] == ["What follows"], path.name


def test_the_changelog_has_the_version_of_the_project() -> None:
    """Keep a Changelog: Unreleased first, then dated versions, the newest of them the project's; known groups only."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    first, *versions = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert first == "[Unreleased]"
    assert all(re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d{2}-\d{2}", version) for version in versions)
    assert versions[0].startswith(f"[{PROJECT['version']}] ")
    groups = re.findall(r"^### (.+)$", text, re.MULTILINE)
    assert groups
    assert set(groups) <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}

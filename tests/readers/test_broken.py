"""The gallery of broken input: real files through the real command line, each told to the letter.

``fixtures/broken/expected.yaml`` is the gallery as a table: what is said about every broken unit file
(``units/``), every broken pack (``packs/``), and about what is too large or too special to keep (``made``,
built here). ``accepted/`` holds what must not be refused.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from helpers.running import ROOT, Outcome, contents, told
from helpers.shipped import LISTS
from narrator import cli

pytestmark = pytest.mark.slow  # files that are read under limits, by the hundred

if sys.platform != "win32":
    import resource

GALLERY = ROOT / "fixtures" / "broken"
_TEXT = (GALLERY / "expected.yaml").read_text(encoding="utf-8")
EXPECTED: dict[str, dict[str, list[str]]] = yaml.safe_load(
    re.sub("|".join(map(re.escape, LISTS)), lambda found: LISTS[found[0]], _TEXT)
)
GOOD_UNIT = ROOT / "fixtures" / "changji-2024" / "unit.yaml"
OUT = "out.txt"
SECONDS, MEGABYTES = 2, 1024  # what one refusal may cost

# Cases that run as a process of their own: where harm, a hang or the terminal is at stake.
PROCESSES = {
    *("anchor-bomb", "python-tag", "escaped-control-character", "gbk", "zip-renamed", "many-mistakes"),
    *("include-tag", "loop-tag", "huge-repeat", "decimals-huge"),
}


def in_process(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> Outcome:
    """Run the command line in this process; it must not take long."""
    start = time.process_time()
    code = cli.run(arguments)
    assert time.process_time() - start < SECONDS
    return Outcome(code, *capsys.readouterr())


def _bounded() -> None:
    """Bounds on a child process where the system has them: memory, and seconds of work."""
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_AS, (MEGABYTES * 1024**2, MEGABYTES * 1024**2))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS + 1, SECONDS + 2))


def as_command(arguments: list[str], folder: Path, before: tuple[str, ...] = ()) -> Outcome:
    """Run the command line as a person does; ``before`` is a program that starts it."""
    done = subprocess.run(
        [*before, sys.executable, "-m", "narrator", *arguments],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        preexec_fn=None if sys.platform == "win32" else _bounded,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


def lay_out(case: Path, folder: Path) -> list[str]:
    """Copy a case of the gallery into a working folder; the arguments for it."""
    if case.is_dir():
        shutil.copytree(case, folder / case.name)
        shutil.copy(GOOD_UNIT, folder / "unit.yaml")
        return ["draft", "unit.yaml", "--pack", case.name, "-o", OUT]
    shutil.copy(case, folder / case.name)
    return ["draft", case.name, "-o", OUT]


# The table ----------------------------------------------------------------------------------------


def _cases() -> Iterator[Any]:
    """Every file of the gallery, and every expectation."""
    for kind in ("units", "packs"):
        found = {path.stem if kind == "units" else path.name for path in (GALLERY / kind).iterdir()}
        for name in sorted(found | set(EXPECTED[kind])):
            yield pytest.param(kind, name, id=f"{kind}/{name}")


@pytest.mark.parametrize(("kind", "name"), list(_cases()))
def test_it_is_refused_and_told(
    kind: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 2, exactly these messages, nothing on stdout, nothing written; in no time."""
    case = GALLERY / kind / (f"{name}.yaml" if kind == "units" else name)
    assert case.exists() and name in EXPECTED[kind], "a fixture without an expectation, or the other way round"
    arguments = lay_out(case, tmp_path)
    before = contents(tmp_path)
    monkeypatch.chdir(tmp_path)
    outcome = as_command(arguments, tmp_path) if name in PROCESSES else in_process(arguments, capsys)
    assert outcome.err == told(EXPECTED[kind][name])
    assert (outcome.code, outcome.out) == (2, "")
    assert contents(tmp_path) == before


def test_the_gallery_is_large() -> None:
    """As many cases as were promised; every case that runs as a process is one of them."""
    assert len(EXPECTED["units"]) + len(EXPECTED["packs"]) >= 45
    assert {*EXPECTED["units"], *EXPECTED["packs"]} >= PROCESSES


def test_the_table_speaks_chinese() -> None:
    """Every message has its code and ends as a sentence; none carries a library's English or Python's words."""
    own_words = re.compile(r"narrator phrases facts|evidence: none|「[^」]*」|〔[^〕]*〕|（[A-Za-z]+Error）")
    for lines in (lines for kind in EXPECTED.values() for lines in kind.values()):
        for line in lines:
            assert re.match(r"(\S+?：)?[A-Z][0-9]{3} ", line), line
            assert line.endswith(("。", "？")), line
            assert not re.search(r"[A-Za-z]+ [A-Za-z]+ [A-Za-z]+|Traceback|Error", own_words.sub("", line)), line
            assert not re.search(r"「(None|\[.*\]|\{'.*|<.*)」", line), line


# What is too large or too special to keep ----------------------------------------------------------


def _unit(folder: Path, name: str, content: bytes) -> list[str]:
    (folder / f"{name}.yaml").write_bytes(content)
    return [f"{name}.yaml"]


def _with_pack(folder: Path, pack: str) -> list[str]:
    shutil.copy(GOOD_UNIT, folder / "unit.yaml")
    return ["unit.yaml", "--pack", pack]


def _large_pack_file(folder: Path, name: str) -> list[str]:
    shutil.copytree(GALLERY / "accepted" / "minimal-pack", folder / name)
    with (folder / name / "pack.yaml").open("ab") as stream:
        stream.write(b"# " + b"a" * 60_000_000)
    return _with_pack(folder, name)


def _huge_phrase(folder: Path, name: str) -> list[str]:
    shutil.copytree(GALLERY / "packs" / "huge-repeat", folder / name)
    words = folder / name / "phrases" / "words.yaml"
    text = words.read_text(encoding="utf-8")
    words.write_text(text.replace("say: 总计", f"say: {'总' * 300_000}"), encoding="utf-8")
    return _with_pack(folder, name)


def _folder_without_unit(folder: Path, name: str) -> list[str]:
    (folder / name).mkdir()
    return [name]


def _path_below_a_file(folder: Path, name: str) -> list[str]:
    return [str(Path(*_unit(folder, name, b""), "unit.yaml"))]


def _pack_is_a_file(folder: Path, name: str) -> list[str]:
    (folder / name).write_bytes(b"")
    return _with_pack(folder, name)


LONG = "n" * 300  # longer than a name may be

MADE: dict[str, Callable[[Path, str], list[str]]] = {
    "large-file": lambda folder, name: _unit(folder, name, b"# " + b"a" * 60_000_000),
    "million-brackets": lambda folder, name: _unit(folder, name, b"[" * 1_000_000),
    "missing-file": lambda folder, name: [f"{name}.yaml"],
    "folder-without-unit": _folder_without_unit,
    "path-below-a-file": _path_below_a_file,
    "name-too-long": lambda folder, name: [LONG],
    "pack-missing": _with_pack,
    "pack-is-a-file": _pack_is_a_file,
    "pack-name-too-long": lambda folder, name: _with_pack(folder, LONG),
    "large-pack-file": _large_pack_file,
    "huge-phrase": _huge_phrase,
}


@pytest.mark.parametrize("name", MADE)
def test_what_is_made_is_refused_and_told(name: str, tmp_path: Path) -> None:
    """As above; a name that is too long to print here stands as the name of its case."""
    arguments = MADE[name](tmp_path, name)
    before = contents(tmp_path)
    outcome = as_command(["draft", *arguments, "-o", OUT], tmp_path)
    assert outcome.err.replace("\\", "/").replace(LONG, name) == told(EXPECTED["made"][name])
    assert (outcome.code, outcome.out) == (2, "")
    assert contents(tmp_path) == before


UNREADABLE = {"unreadable-file": "unreadable-file.yaml", "unreadable-folder": "unreadable-folder/unit.yaml"}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_may_not_be_read_is_told(name: str, tmp_path: Path, without_privilege: tuple[str, ...]) -> None:
    """A file without read permission, and one in a folder that may not be entered."""
    file = tmp_path / UNREADABLE[name]
    file.parent.mkdir(exist_ok=True)
    shutil.copy(GOOD_UNIT, file)
    barred = file if file.parent == tmp_path else file.parent
    barred.chmod(0)
    try:
        outcome = as_command(["draft", UNREADABLE[name], "-o", OUT], tmp_path, without_privilege)
    finally:
        barred.chmod(0o755)
    assert outcome.err == told(EXPECTED["made"][name])
    assert (outcome.code, outcome.out) == (2, "")
    assert not (tmp_path / OUT).exists()


def test_every_made_case_is_expected() -> None:
    """No expectation without its test, and no test without its expectation."""
    assert {*MADE, *UNREADABLE} == set(EXPECTED["made"])


GENERAL = "一般公共预算财政拨款支出决算表"
MANY: dict[str, tuple[int, str, Callable[[int], str]]] = {
    "unknown-keys": (200_000, "", lambda number: f"键{number}: 1\n"),
    "duplicate-keys": (100_000, "", lambda number: "科室: 甲\n"),
    "malformed-codes": (50_000, f"{GENERAL}:\n  科目:\n", lambda number: f"    {90_000_000 + number}: 甲\n"),
    "unknown-reasons": (50_000, "主要原因:\n  与上年相比:\n", lambda number: f"    事项{number}: 甲\n"),
    "offices": (50_000, "科室:\n", lambda number: f"- 第{number}科\n"),
}


@pytest.mark.parametrize("name", MANY)
def test_many_lines_cost_neither_time_nor_memory(name: str, tmp_path: Path) -> None:
    """However many mistakes there are, the answer comes at once; a long list that is no mistake may be accepted."""
    count, before, line = MANY[name]
    plain = (GALLERY / "accepted" / "plain.yaml").read_text(encoding="utf-8")
    text = plain + before + "".join(line(number) for number in range(count))
    (tmp_path / "unit.yaml").write_text(text, encoding="utf-8")
    outcome = as_command(["draft", "unit.yaml", "--format", "txt"], tmp_path)
    assert outcome.code in ((0, 2) if name == "offices" else (2,)), outcome.err[-300:]
    assert re.search(r"共 [0-9]+ (处问题，没有生成文件。|项待填，.*)\n\Z", outcome.err)


# What must not be refused --------------------------------------------------------------------------


def test_without_the_mistake_it_is_accepted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The plain unit file and the minimal pack that the cases are made from are in order."""
    for index, name in enumerate(("plain.yaml", "minimal-pack")):
        folder = tmp_path / str(index)
        folder.mkdir()
        monkeypatch.chdir(folder)
        outcome = in_process(lay_out(GALLERY / "accepted" / name, folder), capsys)
        assert outcome.code == 0 and f"已写入 {OUT}。\n短语库 " in outcome.err
    assert (folder / OUT).read_text(encoding="utf-8") == "2024年度说明\n2024年度说明\n总计451.67万元。\n"


LOOKS_LIKE_JINJA = (
    "甲局{{ 7 * 7 }}2024年度",
    "{% for n in range(1000000000) %}一{% endfor %}",
    "{# 这不是注释 #}{{ 单位名称 | 文字 }}{{ self.__init__.__globals__ }}",
    "{{ cycler.__init__ }}、{% include '/etc/passwd' %}",
    "主要原因是：{% raw %}{{ 增减额 | 万元 }}{% endraw %}",
)


@pytest.mark.parametrize("form", ["txt", "md"])
def test_words_that_look_like_jinja_are_printed_as_written(form: str, tmp_path: Path) -> None:
    """The unit's own words are data: never executed, never changed, never refused."""
    shutil.copy(GALLERY / "accepted" / "jinja-in-text.yaml", tmp_path / "unit.yaml")
    outcome = as_command(["draft", "unit.yaml", "--format", form], tmp_path)
    assert outcome.code == 0
    printed = outcome.out.replace("\\", "")  # Markdown escapes a few of these characters
    for words in LOOKS_LIKE_JINJA:
        assert words in printed
    assert "49" not in printed and "root:" not in printed


@pytest.mark.parametrize("name", ["reason-of-a-full-stop", "reason-of-a-lead-in"])
def test_a_reason_that_says_nothing_is_a_gap(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A reason of which nothing is left beside the fixed words was not given: it is asked for."""
    monkeypatch.chdir(tmp_path)
    outcome = in_process([*lay_out(GALLERY / "accepted" / f"{name}.yaml", tmp_path), "-v"], capsys)
    assert outcome.code == 0, outcome.err
    assert re.search(r"^待填 [0-9]+\. 主要原因/与上年相比/收入支出总体$", outcome.err, re.MULTILINE)
    assert "主要原因是：。" not in (tmp_path / OUT).read_text(encoding="utf-8")

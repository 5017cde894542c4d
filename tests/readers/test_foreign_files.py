"""Foreign files at every door: what is no regular file, what would exhaust the machine, what is broken at random.

Through the command line, as processes with 2 GB of memory and bounded work where the system has such limits.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import narrator
from narrator.figures.findings import Refused
from narrator.files import marked, regular
from narrator.readers import prose, spreadsheet, word
from narrator.writers.docx import reference

pytestmark = pytest.mark.slow  # files that are read under limits, by the hundred

if sys.platform != "win32":
    import resource

ROOT = Path(__file__).resolve().parents[2]
FIXTURE = ROOT / "fixtures" / "changji-2024"
GIGABYTES, SECONDS = 2, 30  # of work: a slow machine's; the point is that it ends
MEGABYTE = 1024**2


def _bounded() -> None:
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_AS, (GIGABYTES * 1024**3, GIGABYTES * 1024**3))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))


def run(folder: Path, *arguments: str, program: tuple[str, ...] = ("-m", "narrator")) -> tuple[int, str, str]:
    """What a command line came to in this folder: its code, and what it printed."""
    done = subprocess.run(
        [sys.executable, *program, *arguments],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
        preexec_fn=None if sys.platform == "win32" else _bounded,
    )
    return done.returncode, done.stdout, done.stderr


# No regular file ---------------------------------------------------------------------------------------


def _fifo(path: Path) -> None:
    os.mkfifo(path)


def _socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # the address of a socket is short
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)


def _device(path: Path) -> None:
    path.symlink_to("/dev/zero")


KINDS = pytest.mark.parametrize("kind", [_fifo, _socket, _device])
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="no FIFO, socket or device stands in a folder here")
DOORS: dict[str, tuple[Callable[[Path], object], str]] = {
    "a.yaml": (marked.load, "U103"),
    "a.xlsx": (spreadsheet.load, "B101"),
    "a.docx": (word.load, "W301"),
    "a.txt": (prose.load, "W301"),
    "a.md": (prose.load, "W301"),
    "a.html": (prose.load, "W301"),
    "a.pdf": (prose.load, "W301"),
    "template.docx": (reference.ready, "W211"),
}


@POSIX
@KINDS
@pytest.mark.parametrize("name", DOORS)
def test_what_is_no_regular_file_is_not_waited_for(name: str, kind: Callable[[Path], None], tmp_path: Path) -> None:
    load, code = DOORS[name]
    path = tmp_path / name
    kind(path)
    with pytest.raises(Refused) as caught:
        load(path)
    (finding,) = caught.value.findings
    assert str(finding) == f"{path}：{code} 这不是普通文件（是管道、设备或套接字），没有打开。 请写到文件名。"


@POSIX
def test_what_takes_the_place_of_a_file_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A FIFO that stands there only when the file is opened."""
    (tmp_path / "file").write_bytes(b"x")
    _fifo(tmp_path / "fifo")
    found = (tmp_path / "file").stat()
    monkeypatch.setattr(os, "stat", lambda *_, **__: found)
    with pytest.raises(regular.Irregular):
        regular.read(tmp_path / "fifo")


@POSIX
def test_a_link_to_a_file_is_that_file(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(FIXTURE / "unit.yaml")
    assert regular.read(tmp_path / "link", 10) == (FIXTURE / "unit.yaml").read_bytes()[:10]


@POSIX
@KINDS
def test_commands_do_not_wait(kind: Callable[[Path], None], tmp_path: Path) -> None:
    """A unit file, a form, a workbook, a phrase file, a snapshot, each told by its own name."""
    pack, phrases = tmp_path / "pack", "phrases"
    (pack / phrases).mkdir(parents=True)
    (pack / "pack.yaml").write_text("inherit: xinjiang/2024\nyear: 2024\n", encoding="utf-8")
    for name in ("unit.yaml", "填报表.xlsx", "pack/phrases/a.yaml", "changji-2024.txt"):
        kind(tmp_path / name)
    unit = str(FIXTURE)
    commands = {
        "unit.yaml：U103": ("draft", "unit.yaml"),
        "填报表.xlsx：B101": ("draft", "填报表.xlsx"),
        "a.yaml：U103": ("draft", unit, "--pack", "pack"),
        "changji-2024.txt：W301": ("snapshot", unit, "--dir", "."),
    }
    for told, arguments in commands.items():
        code, _, messages = run(tmp_path, *arguments)
        assert (code, told in messages) == (2, True), messages


# Text: linear in its length ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def drafted() -> str:
    """The draft of the fixture as text."""
    return narrator.render(narrator.draft(narrator.load(FIXTURE)))


NOTHING = "D101 文件里没有文字。 请检查文件和单位是否选对。"
OTHER = "D101 文件里没有一句与草稿相同，可能不是这份说明。 请检查文件和单位是否选对。"
TAGS = "W305 HTML 标签超过 1000000 个。 请检查是否选错了文件。"
LONG = "W305 文件超过 200000 段。 请检查是否选错了文件。"
TEXTS: dict[str, tuple[str, str, str]] = {  # the name of the file, what it repeats up to 8 MB, what is said
    "comments": ("a.md", "<!--", TAGS),
    "cells-begun": ("a.md", "<td ", TAGS),
    "attributes": ("a.md", '<a b="', TAGS),
    "signs": ("a.md", "<", TAGS),
    "blank-cells": ("a.md", "<td>", TAGS),
    "cells": ("a.md", "<td>甲", TAGS),
    "breaks": ("a.md", "<caption><br>", TAGS),
    "escapes": ("a.md", "\\*", OTHER),
    "one-line": ("a.txt", "甲", OTHER),
    "words": ("a.txt", "甲 ", OTHER),
    "blank-lines": ("a.txt", "\n", LONG),
    "blank-columns": ("a.txt", "\t", LONG),
    "stops": ("a.txt", "。", "D102 文件里超过 200000 句。 请检查文件是否选对。"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_long_text_is_read_or_refused(name: str, tmp_path: Path) -> None:
    file, piece, told = TEXTS[name]
    start = "<table>" if file.endswith("md") and piece.startswith("<") else ""
    (tmp_path / file).write_text(start + piece * (8 * MEGABYTE // len(piece.encode()) - 10), encoding="utf-8")
    code, out, messages = run(tmp_path, "diff", file, str(FIXTURE))
    place = "" if told == NOTHING else f"{file}："
    assert (code, out, messages) == (2, "", f"{place}{told}\n共 1 处问题。\n")


def test_a_text_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x" * 30 * MEGABYTE)
    told = "a.txt：W302 文件超过 8 MB。 请检查是否选错了文件。\n共 1 处问题。\n"
    assert run(tmp_path, "diff", "a.txt", str(FIXTURE)) == (2, "", told)


def _interleaved(text: str) -> str:
    return "\n".join(line for line in text.split("\n") for line in (line, *["一、"] * 300))


CHANGED: dict[str, Callable[[str], str]] = {
    "one-line-of-megabytes": lambda text: text + "甲" * (7 * MEGABYTE // 3),
    "the-same-line-again-and-again": lambda text: text + "甲\n" * 190_000,
    "the-same-sentence-again-and-again": lambda text: text + "一。" * 190_000,
    "a-line-between-all": _interleaved,
    "the-draft-many-times": lambda text: text * 100,
    "backwards": lambda text: "\n".join(reversed(text.split("\n"))),
    "every-sentence-very-long": lambda text: text.replace("。", f"{'甲' * 15_000}。"),
    "one-character-for-each": lambda text: re.sub("[^。\n]", "的", text[len(text) // 2 :]) + text[: len(text) // 2],
}


@pytest.mark.parametrize("name", CHANGED)
def test_any_text_is_compared(name: str, drafted: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(CHANGED[name](drafted), encoding="utf-8")
    code, out, messages = run(tmp_path, "diff", "a.txt", str(FIXTURE))
    assert (code, messages) == (1, "")
    assert re.search(r"\n共 [0-9]+ 处不同：.*。\n\Z", out)


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _word(path: Path, body: str, parts: dict[str, str] | None = None) -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    relation = f'<Relationship Id="r1" Type="{kind}" Target="word/document.xml"/>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("_rels/.rels", f'<Relationships xmlns="{space}">{relation}</Relationships>')
        package.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        for name, content in (parts or {}).items():
            package.writestr(name, content)


@pytest.mark.parametrize("runs", [100_000, 1_000_000])
def test_a_paragraph_of_a_million_runs(runs: int, drafted: str, tmp_path: Path) -> None:
    """A tenth of it is read; the whole is refused."""
    first = drafted.split("\n", maxsplit=1)[0]
    _word(tmp_path / "a.docx", f"<w:p><w:r><w:t>{first}</w:t></w:r></w:p><w:p>{'<w:r><w:t>x</w:t></w:r>' * runs}</w:p>")
    code, out, messages = run(tmp_path, "diff", "a.docx", str(FIXTURE))
    if runs == 100_000:
        assert (code, messages) == (1, "") and "x" * runs in out
    else:
        assert (code, out) == (2, "")
        assert messages == "a.docx：W305 文件解压后太大。 请检查是否选错了文件。\n共 1 处问题。\n"


def test_a_reference_document_is_bounded(tmp_path: Path) -> None:
    """Eight million paragraphs, for which there is no memory, and a part packed by lzma."""
    document = narrator.write(narrator.draft(narrator.load(FIXTURE)))
    (tmp_path / "whole.docx").write_bytes(document)
    with zipfile.ZipFile(tmp_path / "whole.docx") as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    many = parts["word/document.xml"].replace(b"<w:body>", b"<w:body>" + b"<w:p/>" * (50 * MEGABYTE // 6))
    for name, method, content in (
        ("many.docx", zipfile.ZIP_DEFLATED, many),
        ("lzma.docx", zipfile.ZIP_LZMA, parts["word/document.xml"]),
    ):
        with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as package:
            for part, whole_part in parts.items():
                main = part == "word/document.xml"
                package.writestr(part, content if main else whole_part, method if main else None)
        code, _, messages = run(tmp_path, "draft", str(FIXTURE), "--reference-doc", name, "-o", "out.docx")
        assert (code, messages.startswith(f"{name}：W21")) == (2, True), messages
        assert not (tmp_path / "out.docx").exists()


def test_a_target_that_is_packed_in_a_rare_way_is_somebody_elses(tmp_path: Path) -> None:
    """What stands where a document is to be written is looked at only as far as we would have written it."""
    with zipfile.ZipFile(tmp_path / "out.docx", "w", zipfile.ZIP_LZMA) as package:
        package.writestr("docProps/custom.xml", b" " * 50 * MEGABYTE)
    code, _, messages = run(tmp_path, "draft", str(FIXTURE), "-o", "out.docx")
    assert (code, "out.docx：W101 文件已存在" in messages) == (2, True), messages


# The unit file -----------------------------------------------------------------------------------------

KEY = f"U104 键超过 120 个字：「{'a' * 60}…」。 请检查冒号的位置。"
DEEP = "U108 嵌套超过 24 层。 请检查缩进。"
BROKEN = "U106 YAML 写法有误，从这里起读不下去。"
UNITS: dict[str, tuple[str, str]] = {
    "a-key-of-megabytes": (
        f"? {'a' * 4 * MEGABYTE}\n: {{{', '.join(f'b{n}: 1' for n in range(40_000))}}}\n",
        f"unit.yaml:1:3：{KEY}",
    ),
    "keys-in-keys": (
        "".join(f"{'  ' * depth}{'a' * 900}{depth}:\n" for depth in range(20))
        + "".join(f"{'  ' * 20}x{n}: 1\n" for n in range(40_000)),
        f"unit.yaml:1:1：{KEY}",
    ),
    "brackets": (f"a: {'[' * 7 * MEGABYTE}", f"unit.yaml:1:27：{DEEP}"),
    "quotes-without-end": (f'a: "{"x" * 7 * MEGABYTE}', f"unit.yaml:1:4：{BROKEN}"),
    "colons": (f"a: {': ' * 3 * MEGABYTE}", f"unit.yaml:1:4：{BROKEN}"),
    "blank-lines": ("\n" * 7 * MEGABYTE, "unit.yaml：U109 文件是空的。 请对照样例文件。"),
    "a-tag-of-megabytes": (f"a: {'!' * 7 * MEGABYTE} x", "unit.yaml:1:4：U107 〔a〕用了标签 "),
}


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_file_of_any_shape_is_refused(name: str, tmp_path: Path) -> None:
    text, told = UNITS[name]
    (tmp_path / "unit.yaml").write_text(text, encoding="utf-8")
    code, out, messages = run(tmp_path, "draft", "unit.yaml")
    assert (code, out) == (2, "") and messages.startswith(told)
    assert len(messages) < 1000


def test_a_text_of_megabytes_is_refused(tmp_path: Path) -> None:
    text = (FIXTURE / "unit.yaml").read_text(encoding="utf-8")
    text, count = re.subn(r"(?m)^(    2010499: 本年).*", rf"\1{'增加' * (MEGABYTE // 2)}", text)
    assert count == 1
    (tmp_path / "unit.yaml").write_text(text, encoding="utf-8")
    code, _, messages = run(tmp_path, "check", "unit.yaml")
    assert code == 2
    assert f"这段文字有 {MEGABYTE + 2} 字，超过 32767 字。请检查是否粘贴错了内容。" in messages


# Broken at random --------------------------------------------------------------------------------------


@pytest.mark.fuzz
@pytest.mark.parametrize("seed", range(4))
def test_a_file_broken_at_random_is_taken_or_refused(seed: int, tmp_path: Path) -> None:
    code, out, messages = run(tmp_path, str(seed), "120", program=(str(ROOT / "tests" / "fuzz_files.py"),))
    assert (code, messages) == (0, "")
    taken, refused = map(int, out.split())
    assert taken > 20 and refused > 20

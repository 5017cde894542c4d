"""Folders of units that nobody can read, each broken in its own way, with the code of what must be said.

What a person slips into, what a stranger might plant, and what a file system can hold. Each starts from a folder in
order: the fixture's unit file, with its nine tables in two workbooks.
"""

from __future__ import annotations

import os
import shutil
import socket
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from helpers import broken_workbooks as made
from helpers.broken_workbooks import FIXTURE, Workbook, lay_out, sheet

UNIT = "unit.yaml"
POSIX, BARRED = "POSIX", "barred"  # what a kind needs: a system with pipes, one that keeps this user out of a file


class Bad(NamedTuple):
    """A kind of folder: its name, the codes of all that is said of it, how it is broken, and what it needs."""

    name: str
    codes: tuple[str, ...]
    act: Callable[[Path], object]
    needs: str = ""

    def write(self, folder: Path) -> None:
        """Make the folder, in order but for what is broken."""
        folder.mkdir(parents=True)
        lay_out(folder)
        self.act(folder)


KINDS: list[Bad] = []


def bad(number: int) -> Iterator[tuple[str, Bad]]:
    """So many folders by their names: of every group of kinds that this system can have, or all of them many times."""
    able = possible()
    for place in range(number):
        kind = able[place * len(able) // number if number < len(able) else place % len(able)]
        yield f"{place + 1:02d}-{kind.name}", kind


def possible() -> list[Bad]:
    """The kinds that this system and this user can have."""
    lacking = set() if hasattr(os, "mkfifo") else {POSIX, BARRED}
    if not lacking and os.geteuid() == 0:
        lacking = {BARRED}
    return [kind for kind in KINDS if kind.needs not in lacking or not kind.needs]


def _kind(name: str, *codes: str, needs: str = "") -> Callable[[Callable[[Path], object]], Callable[[Path], object]]:
    def enter(act: Callable[[Path], object]) -> Callable[[Path], object]:
        KINDS.append(Bad(name, codes, act, needs))
        return act

    return enter


# The unit file ------------------------------------------------------------------------------------


@cache
def _good() -> str:
    return (FIXTURE.parent / "changji-2024" / UNIT).read_text(encoding="utf-8")


def _holding(content: bytes) -> Callable[[Path], object]:
    return lambda folder: (folder / UNIT).write_bytes(content)


def _edited(old: str, new: str) -> Callable[[Path], object]:
    """The fixture's whole unit file with one thing changed."""

    def act(folder: Path) -> None:
        assert old in _good(), old
        (folder / UNIT).write_text(_good().replace(old, new, 1), encoding="utf-8")

    return act


_LAUGHS = "".join(f"级{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9) if n else '哈'}]\n" for n in range(9))

for _name, _codes, _act in (
    ("empty", ["U109"], _holding(b"")),
    ("list", ["U109"], _holding("- 甲\n- 乙\n".encode())),
    ("binary", ["U105"], _holding(bytes(range(256)) * 40)),
    ("gbk", ["U105"], _holding("单位: {单位名称: 某某局}\n".encode("gbk"))),
    ("utf-16", ["U105"], _holding("单位: {单位名称: 某某局}\n".encode("utf-16"))),
    ("too-large", ["U104"], _holding(b"# " + b"a" * 9 * 2**20)),
    ("too-many-lines", ["U104"], _holding(b"".join(b"k%d: 1\n" % number for number in range(60_000)))),
    ("tabs", ["U106"], _edited("\n  单位名称", "\n\t单位名称")),
    ("unclosed", ["U106"], _edited("科室: [", "科室: [[")),
    ("control-character", ["U106"], _edited("主体: 单位", "主体: 单\u0007位")),
    ("turned-round", ["U106"], _edited("主体: 单位", "主体: 单\u202e位")),
    ("key-twice", ["U107"], _edited("  新设: 否", "  新设: 否\n  新设: 否")),
    ("second-document", ["U107"], _edited("\n人员:", "\n---\n人员:")),
    ("tag", ["U107"], _edited("下属预算单位: 无", "下属预算单位: !!python/object/apply:os.system [echo]")),
    ("laughs", ["U107"], _holding(_LAUGHS.encode())),
    ("deep", ["U108"], _holding(b"[" * 1_000_000)),
    ("no-year", ["U201"], _edited("  年度: 2024\n", "")),
    ("unknown-key", ["U202"], _edited("\n人员:", "\n人員:")),
    ("words-for-a-number", ["U203"], _edited("财政拨款收入: 207.05", "财政拨款收入: 二百")),
    ("not-a-number", ["U203"], _edited("财政拨款收入: 207.05", "财政拨款收入: .nan")),
    ("new-with-last-year", ["U304"], _edited("  新设: 否", "  新设: 是")),
    ("many-mistakes", ["U202", "U203"], _edited("\n人员:", "\n领导: 3\n人员: [甲]\n乙:")),
    ("reason-in-a-circle", ["U306"], _edited("公务接待费: 本年未", "公务接待费: {同: 公务接待费}\n    会议费: 本年未")),
    ("no-pack", ["P100"], _edited("年度: 2024", "年度: 1999")),
    ("unknown-choice", ["P177"], _edited("  新设: 否", "  新设: 否\n  用语选择: {随便: 一个}")),
):
    KINDS.append(Bad(_name, tuple(_codes), _act))


# What stands in its place -------------------------------------------------------------------------


def _instead(act: Callable[[Path], object]) -> Callable[[Path], object]:
    def instead(folder: Path) -> None:
        (folder / UNIT).unlink()
        act(folder / UNIT)

    return instead


def _pipe(path: Path) -> None:
    os.mkfifo(path)


KINDS += [
    Bad("folder", ("U101",), _instead(Path.mkdir)),
    Bad("pipe", ("U103",), _instead(_pipe), POSIX),
    Bad("endless", ("U103",), _instead(lambda path: path.symlink_to("/dev/zero")), POSIX),
    Bad("link-to-itself", ("U102",), _instead(lambda path: path.symlink_to(path)), POSIX),
    Bad("link-to-nothing", ("U102",), _instead(lambda path: path.symlink_to("nothing")), POSIX),
    Bad("barred", ("U103",), lambda folder: (folder / UNIT).chmod(0), BARRED),
]


@_kind("socket", "U103", needs=POSIX)
def _(folder: Path) -> None:
    (folder / UNIT).unlink()
    here = Path.cwd()
    os.chdir(folder)  # the name of a socket may only be short
    try:
        with socket.socket(socket.AF_UNIX) as held:
            held.bind(UNIT)
    finally:
        os.chdir(here)


@_kind("two-notations", "F101")
def _(folder: Path) -> None:
    shutil.copy(folder / "2024.xlsx", folder / "填报表.xlsx")


@_kind("two-forms", "F101")
def _(folder: Path) -> None:
    (folder / UNIT).unlink()
    for name in ("填报表.xlsx", "填报表.xls"):
        shutil.copy(folder / "2024.xlsx", folder / name)


@_kind("no-form", "F102")
def _(folder: Path) -> None:
    (folder / UNIT).rename(folder / "旧.yaml")
    shutil.copy(folder / "2024.xlsx", folder / "填报表.xlsx")


@_kind("form-of-garbage", "B106")
def _(folder: Path) -> None:
    (folder / UNIT).unlink()
    (folder / "填报表.xlsx").write_bytes(b"PK\x03\x04" + bytes(2000))


# The workbooks ------------------------------------------------------------------------------------


def _book(*acts: Callable[[Workbook], object]) -> Callable[[Path], object]:
    def act(folder: Path) -> None:
        book = Workbook()
        for each in acts:
            each(book)
        book.save(folder / "2024.xlsx")

    return act


def _file(content: Callable[[bytes], bytes]) -> Callable[[Path], object]:
    def act(folder: Path) -> None:
        file = folder / "2024.xlsx"
        file.write_bytes(content(file.read_bytes()))

    return act


def _bomb(folder: Path) -> None:
    """200 MB of nothing in a part, 200 KB in the file; never as much at once in here."""
    with (
        zipfile.ZipFile(folder / "2024.xlsx", "a", zipfile.ZIP_DEFLATED) as package,
        package.open("xl/worksheets/sheet99.xml", "w") as part,
    ):
        for _ in range(200):
            part.write(b" " * 2**20)


def _entities(book: Workbook) -> None:
    declared = '<!DOCTYPE a [<!ENTITY a "哈"><!ENTITY b "&a;&a;&a;">]>'
    book.write(sheet(2), book.read(sheet(2)).replace("?>", f"?>{declared}", 1))


def _locked(_: bytes) -> bytes:
    return made.ole({"EncryptionInfo": b"\x04\0\x04\0@\0\0\0<?xml", "EncryptedPackage": bytes(9000)})


_FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'

KINDS += [
    Bad("book-missing", ("B101",), lambda folder: (folder / "2024.xlsx").unlink()),
    Bad("book-empty", ("B102",), _file(lambda whole: b"")),
    Bad("book-of-text", ("B103",), _file(lambda whole: "科目编码,科目名称,决算数\r\n".encode())),
    Bad("book-locked", ("B104",), _file(_locked)),
    Bad("book-bomb", ("B105",), _bomb),
    Bad("book-far-cell", ("B105",), _book(lambda book: book.add_rows(3, _FAR))),
    Bad("book-cut", ("B106",), _file(lambda whole: whole[: len(whole) // 2])),
    Bad("book-entities", ("B108",), _book(_entities)),
    Bad("book-of-other-tables", ("B201",), _book(lambda book: book.drop(*range(1, 10)))),
    Bad("table-missing", ("B214",), _book(lambda book: book.drop(5))),
    Bad("table-twice", ("B202",), _book(lambda book: book.again(2, "收入（改）"))),
    Bad("book-of-last-year", ("B212",), lambda folder: shutil.copy(folder / "2023.xlsx", folder / "2024.xlsx")),
    Bad("row-unread", ("B304",), _book(lambda book: book.blank(2, "A10"), lambda book: book.blank(2, "B10"))),
    Bad("cell-of-words", ("B303",), _book(lambda book: book.text(2, "C8", "见附件"))),
    Bad("cell-error", ("B305",), _book(lambda book: book.put(2, "C8", "<v>#REF!</v>", 't="e"'))),
]


@_kind("book-with-macros", "B107")
def _(folder: Path) -> None:
    _edit_unit(folder, "2024.xlsx", "2024.xlsm")
    book = Workbook()
    book.parts["xl/vbaProject.bin"] = made.ole({"VBA": bytes(4096)})
    book.save(folder / "2024.xlsm")


@_kind("book-is-a-folder", "B101")
def _(folder: Path) -> None:
    (folder / "2024.xlsx").unlink()
    (folder / "2024.xlsx").mkdir()


@_kind("book-is-a-pipe", "B101", needs=POSIX)
def _(folder: Path) -> None:
    (folder / "2024.xlsx").unlink()
    os.mkfifo(folder / "2024.xlsx")


def _edit_unit(folder: Path, old: str, new: str) -> None:
    file = folder / UNIT
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


# Its own wording ----------------------------------------------------------------------------------


def _wording(text: str) -> Callable[[Path], object]:
    def act(folder: Path) -> None:
        phrases = folder / "wording" / "phrases"
        phrases.mkdir(parents=True)
        (phrases / "own.yaml").write_text(text, encoding="utf-8")

    return act


for _name, _say in (
    ("loop", "{% for n in range(1000000000) %}一{% endfor %}"),
    ("inside", "{{ 单位名称.__class__.__mro__ | 文字 }}"),
    ("sum", "{{ 7 * 7 | 文字 }}"),
    ("include", "{% include '/etc/passwd' %}"),
):
    _text = f'source: 某单位 2024\nnew:\n  自拟:\n    say: "{_say}"\n'
    KINDS.append(Bad(f"wording-{_name}", ("P108",), _wording(_text)))
KINDS.append(Bad("wording-unclosed", ("U106",), _wording("phrases: {自拟: [\n")))

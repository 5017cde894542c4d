"""Office files to be broken: the fixture's workbook, the form and the document that the program makes, as parts."""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

from .case import BOOKS, FIXTURE, Run, execute

Parts = dict[str, bytes]
UNIT = "金额单位: 万元\n单位: {单位名称: 某局, 地区: 新疆, 年度: 2024, 主体: 单位, 单位性质: 事业单位, 新设: 否}\n"
NAMED = UNIT + "决算报表: 2024.xlsx\n上年决算报表: 2023.xlsx\n"


def parts(path: Path) -> Parts:
    """The parts of a package by name."""
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def zipped(
    path: Path, content: Mapping[str, bytes] | Iterable[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED
) -> None:
    """Write a package of these parts, in this order; the same name may come twice."""
    items = content.items() if isinstance(content, Mapping) else content
    with zipfile.ZipFile(path, "w", method) as package:
        for name, data in items:
            package.writestr(zipfile.ZipInfo(name), data, method)


def made(file: str, *args: str) -> Parts:
    """The parts of a file that the untouched program writes."""
    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder)
        (at / "temp").mkdir()
        done = execute(Run(args), at, at / "temp")
        if done.code:
            raise RuntimeError(done.err.decode())
        return parts(at / file)


@cache
def document() -> Parts:
    """The Word file of the fixture."""
    return made("out.docx", "draft", str(FIXTURE), "-o", "out.docx")


@cache
def form() -> Parts:
    """The form made from the fixture's unit file: every answer filled in."""
    return made("填报表.xlsx", "convert", str(FIXTURE / "unit.yaml"), "填报表.xlsx")


@cache
def workbook(year: int) -> Parts:
    """The workbook of the nine tables."""
    return parts(BOOKS / f"{year}.xlsx")


def changed(base: Parts, part: str, old: str, new: str, count: int = 1) -> Parts:
    """The parts with one text replaced in one of them; it must be there."""
    text = base[part].decode()
    if old not in text:
        raise LookupError(f"{old} in {part}")
    return {**base, part: text.replace(old, new, count).encode()}


def searched(base: Parts, part: str, pattern: str, new: str) -> Parts:
    """As ``changed``, by a regular expression."""
    text, count = re.subn(pattern, lambda _: new, base[part].decode(), count=1, flags=re.DOTALL)
    if not count:
        raise LookupError(f"{pattern} in {part}")
    return {**base, part: text.encode()}


def words(text: str) -> str:
    """Text as XML, characters that XML cannot hold as Excel's own escapes."""
    return re.sub("[\x00-\x08\x0b-\x1f\ufffe\uffff]", lambda found: f"_x{ord(found.group()):04X}_", escape(text))


def books(this: Parts | Callable[[Path], None] | bytes | None, last: Parts | None = None) -> Callable[[Path], None]:
    """A folder with a unit file that names two workbooks; this year's is given as parts, as bytes or by a maker."""

    def make(folder: Path) -> None:
        (folder / "unit.yaml").write_text(NAMED, encoding="utf-8")
        zipped(folder / "2023.xlsx", last or workbook(2023))
        if callable(this):
            this(folder / "2024.xlsx")
        elif isinstance(this, bytes):
            (folder / "2024.xlsx").write_bytes(this)
        elif this is not None:
            zipped(folder / "2024.xlsx", this)

    return make


BOOKS_RUN = Run(("draft", ".", "--format", "txt"), truth="books")

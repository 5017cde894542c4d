"""The door for workbooks: .xlsx, .ods and .xls (and, untested, .xlsb) as sheets of plain values.

A workbook is untrusted. It is read in a process beside ours, under limits of memory and time
(``narrator.readers.isolated``). An .xlsx or .ods is unpacked there and looked through (used corner, errors, formulas,
number formats), and only what was looked through is handed to the parser.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from os.path import realpath
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from narrator.figures.findings import Finding, Refused
from narrator.figures.values import Place
from narrator.files import zipped
from narrator.readers import isolated, package
from narrator.readers.grid import Marks, values
from narrator.readers.merged import Merged, of_ods, of_workbook
from narrator.readers.package import Door

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

DOOR = Door("B1", "工作簿", "Excel 或 WPS", "请重新导出。")
_STREAMS = {name: name.encode("utf-16-le") for name in ("WordDocument", "Workbook", "Book")}
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
_RESAVE = "请在 Excel 或 WPS 中打开，另存为 .xlsx。"
_CHOOSE = "请选择报表所在的工作簿。"
_DAMAGED = "文件不完整或已损坏。"
_NO_WORKBOOK = "这不是 Excel 或 WPS 的工作簿，或文件已损坏。"
_Ranges: TypeAlias = "Callable[[CalamineWorkbook], Mapping[str, Sequence[Merged]]]"


class Worksheet(NamedTuple):
    """One sheet: its rows from A1 on, each cell a str, int, float, bool or date, ``""`` where blank.

    ``marks`` tells of cells (row, column; both from 1) what the values do not: error values, formulas that
    no program has worked out, what is hidden (``marks.seen`` is False for .xls and .xlsb, which do not tell).
    Where a number format shows another amount than the cell holds, the text that it shows stands for the number;
    where none can be read from it, the number does, and ``marks.misshown`` says so.
    ``merged`` are the merged ranges, where they were asked for. The sheet that stands for a table of a text has
    ``above`` it the lines over the table: so many of its first rows are not counted where its cells are named.
    """

    name: str
    hidden: bool
    rows: list[list[Any]]
    marks: Marks = Marks()
    merged: Sequence[Merged] = ()
    above: int = 0


Opened: TypeAlias = Callable[[Path], list[Worksheet]]  # a workbook's sheets by its path, as ``load`` gives them


def load(path: Path, *, merged: bool = False) -> list[Worksheet]:
    """All sheets of a workbook, hidden ones included; ``merged`` asks for their merged ranges as well.

    Raises Refused, in Chinese, with the file as place.
    """
    raw = package.read(path, DOOR)
    door = DOOR._replace(again=_RESAVE) if raw.startswith(package.OLE) else DOOR
    return isolated.call(door, path, read, path, raw, merged)


def once() -> Opened:
    """``load`` for somebody who asks for a workbook again, by this or another path: it is opened one time."""
    known: dict[str, list[Worksheet]] = {}

    def opened(path: Path) -> list[Worksheet]:
        file = realpath(path)
        if file not in known:
            known[file] = load(path)
        return known[file]

    return opened


def read(path: Path, raw: bytes, merged: bool) -> list[Worksheet]:
    """All sheets of a workbook of these bytes, as ``load`` gives them; memory and time are not limited here."""
    if raw.startswith(package.ZIP):
        try:
            return _zipped(path, raw, merged)
        except _Binary:
            return _old(path, raw, ".xlsb", merged)
    if raw.startswith(package.OLE):
        return _compound(path, raw, merged)
    raise _refused(path, "B103", *_what_else(raw))


def _what_else(raw: bytes) -> tuple[str, str]:
    """What a file that is no workbook seems to be, and what to do."""
    start = raw[:1000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith(b"%pdf"):
        return "这是 PDF 文件，不是工作簿。", _CHOOSE
    if raw.startswith(_PICTURES):
        return "这是图片，不是工作簿。", _CHOOSE
    if raw.startswith(_ARCHIVES):
        return "这是压缩包，不是 Excel 或 WPS 的工作簿。", "请先解压，再选择里面的工作簿。"
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<meta")):
        return "这是网页（HTML），只是改了扩展名。", _RESAVE
    if start.startswith(b"<?xml"):
        return "这是 XML 文件，只是改了扩展名。", _RESAVE
    if b"\x00" not in raw[:1000] or raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "这是文本文件（如 CSV），只是改了扩展名。", _RESAVE
    return _NO_WORKBOOK, _CHOOSE


def _refused(path: Path, code: str, evidence: str, advice: str, sheet: str = "") -> Refused:
    return Refused([Finding(code, Place(str(path), 0, 0, "", sheet), evidence, advice)])


# .xlsx and .ods ---------------------------------------------------------------------------------


def _zipped(path: Path, raw: bytes, merged: bool) -> list[Worksheet]:
    from narrator.readers import parts  # needed in the process that reads, and never in ours

    unpacked = package.unpack(path, raw, DOOR, parts.wanted, lambda names: _refuse_kind(path, names))
    if b"encryption-data" in unpacked.get("META-INF/manifest.xml", b""):
        raise DOOR.locked(path)
    is_ods = "content.xml" in unpacked and "xl/workbook.xml" not in unpacked
    try:
        if is_ods:
            from narrator.readers import ods_parts

            named = unpacked.get("styles.xml", b"")
            marks: Mapping[str, Marks] = ods_parts.scan_ods(unpacked["content.xml"], named)
            repacked = _repack(unpacked, stored_first="mimetype")
        else:
            marks = parts.scan_xlsx(unpacked)
            repacked = _repack(unpacked)
    except parts.Unfit as unfit:
        raise _refused(path, unfit.code, unfit.evidence, unfit.advice, unfit.sheet) from None
    ranges: _Ranges = (lambda _: of_ods(unpacked["content.xml"])) if is_ods else of_workbook
    return _parse(path, repacked, marks, ranges if merged else lambda _: {})


def _refuse_kind(path: Path, names: set[str]) -> None:
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise _refused(path, "B107", "文件含有宏。", "请另存为不含宏的 .xlsx。")
    for part, kind in (("word/document.xml", "Word"), ("ppt/presentation.xml", "PowerPoint")):
        if part in names:
            raise _refused(path, "B103", f"这是 {kind} 文件，不是工作簿。", _CHOOSE)
    if "xl/workbook.bin" in names:
        raise _Binary
    if not names & {"xl/workbook.xml", "content.xml"}:
        advice = "请先解压，再选择里面的工作簿。"
        raise _refused(path, "B103", "这是压缩包，不是 Excel 或 WPS 的工作簿。", advice)


class _Binary(Exception):
    """An .xlsb: a zip of binary parts."""


def _repack(unpacked: Mapping[str, bytes], stored_first: str = "") -> bytes:
    """The same parts as a package that holds nothing else."""
    names = sorted(unpacked, key=lambda name: name != stored_first)
    return zipped.archive(zipped.stored(name, unpacked[name]) for name in names)


def _parse(path: Path, repacked: bytes, marks: Mapping[str, Marks], ranges: _Ranges) -> list[Worksheet]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, ZipError

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(repacked))
        merged = ranges(workbook)
        sheets = ((*sheet, marks.get(sheet[0], Marks()), merged.get(sheet[0], ())) for sheet in values(workbook))
        return [_as_shown(Worksheet(*sheet)) for sheet in sheets]
    except PasswordError:
        raise DOOR.locked(path) from None
    except (CalamineError, ZipError, ValueError):
        raise DOOR.broken(path) from None


def _as_shown(sheet: Worksheet) -> Worksheet:
    """The sheet as a person sees it: where a number format shows another amount, its text stands for the number."""
    from narrator.readers import number_format

    misshown: dict[tuple[int, int], str] = {}
    for (row, column), code in sheet.marks.formats.items():
        cells = sheet.rows[row - 1] if row <= len(sheet.rows) else []
        if column <= len(cells):
            try:
                cells[column - 1] = number_format.shown(cells[column - 1], code)
            except number_format.Misshown as problem:
                from narrator.readers.amounts import quoted

                misshown[row, column] = f"按数字格式「{quoted(code)}」显示的是{quoted(str(problem))}"
    return sheet._replace(marks=sheet.marks._replace(misshown=misshown)) if misshown else sheet


# .xls and .xlsb ---------------------------------------------------------------------------------


def _compound(path: Path, raw: bytes, merged: bool) -> list[Worksheet]:
    """An .xls, or what else is kept in the same kind of container."""
    if package.locked(raw):
        raise DOOR.locked(path)
    if _STREAMS["WordDocument"] in raw:
        raise _refused(path, "B103", "这是 Word 文件，不是工作簿。", _CHOOSE)
    if _STREAMS["Workbook"] not in raw and _STREAMS["Book"] not in raw:
        raise _refused(path, "B103", _NO_WORKBOOK, _CHOOSE)
    return _old(path, raw, ".xls", merged)


def _old(path: Path, raw: bytes, suffix: str, merged: bool) -> list[Worksheet]:
    """What the parser makes of it: there are no parts that could be looked through before."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        ranges = of_workbook(workbook) if merged else {}
        sheets = values(workbook)
    except (CalamineError, OSError, ValueError):
        raise DOOR.locked(path) if _locked(raw, suffix) else _refused(path, "B106", _DAMAGED, _RESAVE) from None
    return [Worksheet(*sheet, Marks(seen=False), ranges.get(sheet[0], ())) for sheet in sheets]


def _locked(raw: bytes, suffix: str) -> bool:
    """Whether the parser meets a password, which it only tells of a file with the right suffix."""
    import tempfile

    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, f"copy{suffix}")
        copy.write_bytes(raw)
        try:
            CalamineWorkbook.from_path(copy).close()
        except PasswordError:
            return True
        except (CalamineError, OSError, ValueError):
            pass
    return False

"""Workbooks to be broken: the plain fixture as a package of parts, and the same values as .ods and .xls.

Everything is written from scratch with the standard library, so that a test can break what a well-behaved
library would never write, and so that nothing binary is kept.
"""

from __future__ import annotations

import re
import shutil
import struct
import zipfile
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from python_calamine import CalamineWorkbook

FIXTURE = Path(__file__).resolve().parents[2] / "fixtures" / "changji-2024-workbook"
Rows = list[list[Any]]


@cache
def _parts(year: int) -> Mapping[str, bytes]:
    with zipfile.ZipFile(FIXTURE / f"{year}.xlsx") as package:
        return {name: package.read(name) for name in package.namelist()}


def zipped(path: Path, parts: Iterable[tuple[str, bytes]]) -> None:
    """Write a package of these parts, in this order; the same name may come twice."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts:
            package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)


class Workbook:
    """The plain fixture workbook of a year; sheets are counted from 1, as its tables are."""

    def __init__(self, year: int = 2024) -> None:
        self.parts = dict(_parts(year))

    def save(self, path: Path) -> None:
        zipped(path, self.parts.items())

    # Parts ----------------------------------------------------------------------------------------

    def read(self, part: str) -> str:
        return self.parts[part].decode()

    def write(self, part: str, text: str) -> None:
        self.parts[part] = text.encode()

    def replace(self, part: str, old: str, new: str) -> None:
        """Replace in a part what must be there exactly once."""
        text = self.read(part)
        assert text.count(old) == 1, (part, old, text.count(old))
        self.write(part, text.replace(old, new))

    def rename(self, number: int, name: str) -> None:
        """Give a sheet another name, written as XML."""
        text = re.sub(rf'name="[^"]*" sheetId="{number}"', f'name="{name}" sheetId="{number}"', self.book())
        self.write("xl/workbook.xml", text)

    def book(self) -> str:
        return self.read("xl/workbook.xml")

    def hide(self, number: int) -> None:
        """Hide a sheet."""
        self.replace("xl/workbook.xml", f'sheetId="{number}"', f'sheetId="{number}" state="hidden"')

    def drop(self, *numbers: int) -> None:
        """Take sheets out of the workbook's list."""
        for number in numbers:
            self.write("xl/workbook.xml", re.sub(rf'<sheet name="[^"]*" sheetId="{number}" [^>]*/>', "", self.book()))

    def again(self, number: int, name: str, part: str = "xl/worksheets/sheet10.xml") -> None:
        """Add a copy of a sheet at the end."""
        self.parts[part] = self.parts[sheet(number)]
        self.replace("xl/workbook.xml", "</sheets>", f'<sheet name="{name}" sheetId="10" r:id="rId90"/></sheets>')
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
        relation = f'<Relationship Id="rId90" Type="{kind}" Target="{part.removeprefix("xl/")}"/></Relationships>'
        self.replace("xl/_rels/workbook.xml.rels", "</Relationships>", relation)

    # Cells ----------------------------------------------------------------------------------------

    def put(self, number: int, cell: str, inside: str, attributes: str = "") -> None:
        """Replace a cell that is there: what stands in it as XML, and its attributes."""
        new = f'<c r="{cell}"{attributes and " "}{attributes}>{inside}</c>'
        text, count = re.subn(rf'<c r="{cell}"[^>]*?(/>|>.*?</c>)', new.replace("\\", r"\\"), self.read(sheet(number)))
        assert count == 1, (number, cell)
        self.write(sheet(number), text)

    def number(self, number: int, cell: str, value: str) -> None:
        self.put(number, cell, f"<v>{value}</v>")

    def text(self, number: int, cell: str, words: str) -> None:
        self.put(number, cell, f'<is><t xml:space="preserve">{escape(words)}</t></is>', 't="inlineStr"')

    def blank(self, number: int, cell: str) -> None:
        self.put(number, cell, "")

    def formula(self, number: int, cell: str, words: str, value: str | None, kind: str = "") -> None:
        shown = "" if value is None else f"<v>{value}</v>"
        self.put(number, cell, f"<f>{escape(words)}</f>{shown}", kind and f't="{kind}"')

    def drop_row(self, number: int, row: int) -> None:
        text, count = re.subn(rf'<row r="{row}" .*?</row>', "", self.read(sheet(number)))
        assert count == 1
        self.write(sheet(number), text)

    def drop_column(self, number: int, letter: str) -> None:
        text = re.sub(rf'<c r="{letter}\d+"[^>]*?(/>|>.*?</c>)', "", self.read(sheet(number)))
        self.write(sheet(number), text)

    def add_cells(self, number: int, cells: Mapping[int, str | int]) -> None:
        """Add a column J: a text or a number at the end of some rows."""

        def longer(row: re.Match[str]) -> str:
            cell = cells.get(int(row[2]))
            inside = f't="inlineStr"><is><t>{cell}</t></is>' if isinstance(cell, str) else f"><v>{cell}</v>"
            return row[1] + ("" if cell is None else f'<c r="J{row[2]}" {inside}</c>') + "</row>"

        self.write(sheet(number), re.sub(r'(<row r="(\d+)".*?)</row>', longer, self.read(sheet(number))))

    def add_rows(self, number: int, rows: str) -> None:
        """Add rows, as XML, at the end."""
        self.replace(sheet(number), "</sheetData>", f"{rows}</sheetData>")


def sheet(number: int) -> str:
    """The part of a sheet."""
    return f"xl/worksheets/sheet{number}.xml"


@cache
def _values(year: int) -> Mapping[str, Rows]:
    with CalamineWorkbook.from_path(FIXTURE / f"{year}.xlsx") as book:
        return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def values(year: int = 2024) -> dict[str, Rows]:
    """The values of the plain fixture workbook, by sheet; a blank is an empty text."""
    return {name: [list(row) for row in rows] for name, rows in _values(year).items()}


# .ods ---------------------------------------------------------------------------------------------

_SPACES = (
    "".join(f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text"))
    + ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)
MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"


def ods_cell(value: Any, attributes: str = "") -> str:
    """One cell of an .ods as XML."""
    if value == "":
        return f"<table:table-cell {attributes}/>"
    if isinstance(value, str):
        kind = 'office:value-type="string"'
    else:
        kind = f'office:value-type="float" office:value="{value!r}"'
    return f"<table:table-cell {kind} {attributes}><text:p>{escape(str(value))}</text:p></table:table-cell>"


def ods_row(cells: Iterable[str], attributes: str = "") -> str:
    """One row of an .ods from its cells."""
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def ods_content(tables: Mapping[str, Iterable[str]], before: str = "") -> bytes:
    """content.xml from the rows of each sheet."""
    body = "".join(
        f'<table:table table:name="{escape(name)}">{"".join(rows)}</table:table>' for name, rows in tables.items()
    )
    root = f"<office:document-content{_SPACES}><office:body><office:spreadsheet>{body}</office:spreadsheet>"
    return f'<?xml version="1.0" encoding="UTF-8"?>{before}{root}</office:body></office:document-content>'.encode()


def ods_rows(sheets: Mapping[str, Rows]) -> dict[str, list[str]]:
    """The rows of each sheet as XML."""
    return {name: [ods_row(map(ods_cell, row)) for row in rows] for name, rows in sheets.items()}


def ods(path: Path, content: bytes, entry: str = "") -> None:
    """Write an .ods; ``entry`` stands within the manifest's line of content.xml."""
    name = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    manifest = (
        f'<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="{name}">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MIMETYPE.decode()}"/>'
        f'<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml">{entry}'
        "</manifest:file-entry></manifest:manifest>"
    )
    zipped(path, [("mimetype", MIMETYPE), ("content.xml", content), ("META-INF/manifest.xml", manifest.encode())])


# .xls ---------------------------------------------------------------------------------------------

_SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def ole(streams: Mapping[str, bytes]) -> bytes:
    """An OLE compound file (MS-CFB, version 3) of these streams, each filled up with zeros to 4096 bytes."""
    chains: list[int] = []  # the next sector of each sector, of the streams first
    body = b""
    starts = {}
    for name, content in streams.items():
        starts[name] = len(chains)
        filled = content.ljust(4096, b"\0")
        filled += b"\0" * (-len(filled) % _SECTOR)
        count = len(filled) // _SECTOR
        chains += [*range(len(chains) + 1, len(chains) + count), _END]
        body += filled
    entries = [_entry("Root Entry", 5, 1, _END, 0)]
    for number, (name, content) in enumerate(streams.items(), 1):
        after = number + 1 if number < len(streams) else _FREE
        entries.append(_entry(name, 2, _FREE, starts[name], max(len(content), 4096), after))
    directory = b"".join(entries)
    directory += b"\0" * (-len(directory) % _SECTOR)
    first = len(chains)
    count = len(directory) // _SECTOR
    chains += [*range(first + 1, first + count), _END]
    fats = 1
    while fats * 128 < len(chains) + fats:
        fats += 1
    fat_at = len(chains)
    chains += [_FAT] * fats
    chains += [_FREE] * (fats * 128 - len(chains))
    header = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 16 + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, fats, first, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", *range(fat_at, fat_at + fats), *[_FREE] * (109 - fats))
    return header + body + directory + struct.pack(f"<{len(chains)}I", *chains)


def _entry(name: str, kind: int, child: int, start: int, size: int, right: int = _FREE) -> bytes:
    wide = (name + "\0").encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16xI8x8xIQ", wide, len(wide), kind, 1, _FREE, right, child if kind == 5 else _FREE, 0, start, size
    )


def record(kind: int, content: bytes = b"") -> bytes:
    """One record of a BIFF8 stream."""
    return struct.pack("<HH", kind, len(content)) + content


def biff_cell(row: int, column: int, value: Any) -> bytes:
    """A cell, counted from 0, as a LABEL or NUMBER record."""
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(value, str):
        return record(0x0204, place + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le"))
    return record(0x0203, place + struct.pack("<d", value))


def biff(sheets: Mapping[str, bytes], before: bytes = b"") -> bytes:
    """A BIFF8 stream from the records of each sheet; ``before`` are records right after the first one."""
    start = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)) + before
    begin = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    bodies = [begin + cells + record(0x000A) for cells in sheets.values()]
    names = [struct.pack("<HBB", 0, len(name), 1) + name.encode("utf-16-le") for name in sheets]
    at = len(start) + sum(4 + 4 + len(name) for name in names) + 4
    listed = b""
    for name, body in zip(names, bodies, strict=True):
        listed += record(0x0085, struct.pack("<I", at) + name)
        at += len(body)
    return start + listed + record(0x000A) + b"".join(bodies)


def biff_rows(sheets: Mapping[str, Rows]) -> dict[str, bytes]:
    """The records of each sheet's cells; names are cut to the 31 characters that the format allows."""
    return {
        name[:31]: b"".join(
            biff_cell(row, column, cell)
            for row, cells in enumerate(rows)
            for column, cell in enumerate(cells)
            if cell != ""
        )
        for name, rows in sheets.items()
    }


def xls(sheets: Mapping[str, Rows]) -> bytes:
    """An .xls of these values."""
    return ole({"Workbook": biff(biff_rows(sheets))})


def _good_unit() -> str:
    """The unit file of the fixture without what the workbooks hold, and with their names."""
    text = (FIXTURE.parent / "changji-2024" / "unit.yaml").read_text(encoding="utf-8")
    before, _, rest = text.partition("# 报表 -")
    after = rest[rest.index("# 说明中要用") :]
    return f"决算报表: 2024.xlsx\n上年决算报表: 2023.xlsx\n{before}{after}"


def lay_out(folder: Path) -> None:
    """A folder from which a draft can be made."""
    (folder / "unit.yaml").write_text(_good_unit(), encoding="utf-8")
    for year in (2024, 2023):
        shutil.copy(FIXTURE / f"{year}.xlsx", folder)

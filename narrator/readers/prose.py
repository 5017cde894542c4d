"""The door for a finished 说明: a Word file, a PDF, a web page, plain text or Markdown as lines with their places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from narrator.readers import contents, isolated, lines, package, web, word
from narrator.readers.lines import Cell, Prose, ProseLine, source_place
from narrator.readers.package import Door

_DOOR = Door("W3", "文本文件", "记事本", "请重新保存这个文件。")
MAX_BYTES = 8 * 1024 * 1024
_MAX_ALL = 1_000_000  # lines and cells, the blank ones too
_HEADING = re.compile(r"(#{1,6})\s+")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_PIPE, _ENDS = re.compile(r"(?<!\\)\|"), re.compile(r"^\s*\||(?<!\\)\|\s*$")
_RULE = re.compile(r" {0,3}\|? *:?-+:? *(?:\| *:?-+:? *)*\|? *")
_STACKED = 3  # so many lines of one cell each, without a blank one between, are a row
_UNDER_HEAD = 2  # the row of lines below the head of a table
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_NO_TEXT = {package.ZIP: "压缩包或 Office 文件", package.OLE: "旧版 Office 文件", b"%PDF": " PDF 文件"}
_BREAKS = "\n\r\t\v\f\x1c\x1d\x1e\x85\u2028\u2029"


def load(path: Path) -> Prose:
    """The text of a .docx, .pdf, .html, .txt or .md in reading order, without empty lines and a table of contents.

    Raises Refused (W301 to W310). Text is in the encoding that it says, else UTF-8, else GB 18030, in which older
    programs save it.
    """
    told = _load(path)
    return told._replace(lines=contents.without(told.lines))


def _load(path: Path) -> Prose:
    suffix = path.suffix.lower()
    if suffix in (".html", ".htm"):
        raw = package.read(path, web.DOOR, web.MAX_BYTES)
        return isolated.call(web.DOOR, path, web.read, path, _decoded(raw, path, web.declared(raw)))
    if suffix == ".pdf":
        from narrator.readers import pdf

        return pdf.load(path)
    if suffix not in (".txt", ".md"):
        return word.load(path)
    text = _decoded(package.read(path, _DOOR, MAX_BYTES), path)
    if sum(map(text.count, _BREAKS)) > _MAX_ALL:
        raise lines.too_long(path, _DOOR)
    if suffix == ".md":
        return isolated.call(_DOOR, path, _markdown, path, text)
    return Prose(tuple(_filled(_plain(text, path), path)))


def _filled(found: Iterable[ProseLine], path: Path) -> Iterator[ProseLine]:
    """The lines that are not blank, as many as any 说明 has."""
    filled = 0
    for number, line in enumerate(found, 1):
        if line.text.strip():
            filled += 1
            yield line
        if number > _MAX_ALL or filled > lines.MAX_LINES:
            raise lines.too_long(path, _DOOR)


def _decoded(raw: bytes, path: Path, declared: tuple[str, ...] = ()) -> str:
    for start, kind in _NO_TEXT.items():
        if raw.startswith(start):
            raise _DOOR.refused(path, 3, f"这是{kind}，只是改了扩展名。", "请改回原来的扩展名。")
    marked = ("utf-16",) if raw.startswith(_UTF_16) else ()
    for encoding in (*marked, *declared, "utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _DOOR.refused(path, 3, "这不是文本文件。", "请用记事本打开，另存为 UTF-8 编码的文本。")


def _plain(text: str, path: Path) -> Iterator[ProseLine]:
    """A line a paragraph; a line with tabs is a row of cells, and such lines one after another are a table.

    Where each cell has a line of its own behind a tab, as in text taken out of a Word file, a blank line ends a row.
    """
    lines = text.splitlines()
    stacked = _stacked(lines)
    table = row = 0
    for number, line in enumerate(lines, 1):
        cells = line.split("\t")
        if number in stacked:
            row, column = stacked[number]
            table += (row, column) == (1, 1)
            yield ProseLine(line.lstrip("\t"), source_place(path, number, column), Cell(table, row, column))
            row = 0
        elif len(cells) == 1:
            row = 0
            yield ProseLine(line, source_place(path, number))
        else:
            row += 1
            table += row == 1
            for column, words in enumerate(cells, 1):
                cell = Cell(table, row, column)
                yield ProseLine(words, source_place(path, number, column), cell, of=len(cells))


def _stacked(lines: list[str]) -> dict[int, tuple[int, int]]:
    """Row and column of the cells that have a line of their own, by the number of the line; tables have such a row."""
    found: dict[int, tuple[int, int]] = {}
    table: dict[int, tuple[int, int]] = {}
    row, column, widest = 1, 0, 0
    for number, line in enumerate([*lines, "."], 1):
        if line.startswith("\t") and "\t" not in line.lstrip("\t"):
            column += 1
            table[number] = (row, column)
            widest = max(widest, column)
        elif not line.strip():
            row, column = row + (column > 0), 0
        else:
            if widest >= _STACKED:
                found |= table
            table, row, column, widest = {}, 1, 0, 0
    return found


def _markdown(path: Path, text: str) -> Prose:
    return Prose(tuple(_filled(_marked(path, text.splitlines()), path)))


def _marked(path: Path, source: list[str]) -> Iterator[ProseLine]:
    """Paragraphs without the marks of Markdown; tables in pipes, and in HTML, as this program writes them."""
    number = tables = row = 0
    while number < len(source):
        line = source[number]
        if line.startswith("<"):
            end = number + 1
            while end < len(source) and source[end].strip():
                end += 1
            found, tables = web.piece(path, "\n".join(source[number:end]), tables, number)
            yield from found
            number, row = end, 0
            continue
        number += 1
        if row or (number < len(source) and "|" in line and _RULE.fullmatch(source[number])):
            row = row + 1 if "|" in line else 0
        if row == _UNDER_HEAD:
            continue
        if row:
            tables += row == 1
            for column, words in enumerate(_PIPE.split(_ENDS.sub("", line)), 1):
                cell = Cell(tables, row - (row > _UNDER_HEAD), column)
                yield ProseLine(_plainly(words).strip(), source_place(path, number, column), cell)
        else:
            heading = _HEADING.match(line)
            words = line[heading.end() :] if heading else line
            yield ProseLine(_plainly(words), source_place(path, number), None, len(heading[1]) if heading else 0)


def _plainly(words: str) -> str:
    return "".join(_ESCAPED.split(words))

"""The door for a finished 说明: a Word file, plain text or Markdown as lines with their places."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from narrator.figures.values import Place
from narrator.readers import package, word
from narrator.readers.package import Door
from narrator.readers.word import Line, Reading

_DOOR = Door("W3", "文本文件", "记事本", "请重新保存这个文件。")
_HEADING = re.compile(r"#{1,6}\s+")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_COMMENT = re.compile(r"<!--.*-->")


def load(path: Path) -> Reading:
    """The text of a .docx, .txt or .md in reading order, empty lines left out.

    Raises Refused (W301 to W308). Text is UTF-8, else GB 18030, in which older programs save it.
    """
    suffix = path.suffix.lower()
    if suffix not in (".txt", ".md"):
        return word.load(path)
    text = _decoded(package.read(path, _DOOR), path)
    return Reading(tuple(_markdown(text, path) if suffix == ".md" else _plain(text, path)))


def _decoded(raw: bytes, path: Path) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _DOOR.refused(path, 3, "这不是文本文件。", "请用记事本打开，另存为 UTF-8 编码的文本。")


def _line(text: str, path: Path, number: int, cell: int = 0) -> Line:
    key = f"第 {number} 行" + (f"第 {cell} 格" if cell else "")
    return Line(text, Place(str(path), number, cell, key), cell > 0)


def _plain(text: str, path: Path) -> list[Line]:
    """A line a paragraph; a line with tabs is a row of cells."""
    lines: list[Line] = []
    for number, line in enumerate(text.splitlines(), 1):
        cells = line.split("\t")
        if len(cells) == 1:
            lines.append(_line(line, path, number))
        else:
            lines += [_line(cell, path, number, column) for column, cell in enumerate(cells, 1)]
    return [line for line in lines if line.text.strip()]


def _markdown(text: str, path: Path) -> list[Line]:
    """Paragraphs without the marks of Markdown; tables as this program writes them, in HTML."""
    lines: list[Line] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("<"):
            cells = _Cells()
            cells.feed(_COMMENT.sub("", line))
            cells.close()
            lines += [_line(cell, path, number, column) for column, cell in enumerate(cells.texts, 1)]
        else:
            lines.append(_line(_ESCAPED.sub(r"\1", _HEADING.sub("", line, count=1)), path, number))
    return [line for line in lines if line.text.strip()]


class _Cells(HTMLParser):
    """The texts of the cells and title lines of a line of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A cell begins; a break begins a new title line, or stays in the cell."""
        self.title = self.title or tag == "caption"
        if tag in ("td", "th", "caption") or (tag == "br" and self.title):
            self.texts.append("")
        elif tag == "br" and self.texts:
            self.texts[-1] += "\n"

    def handle_endtag(self, tag: str) -> None:
        """The title ends."""
        self.title = self.title and tag != "caption"

    def handle_data(self, data: str) -> None:
        """Words of the cell that is open."""
        if self.texts:
            self.texts[-1] += data

"""What a file holds that is accepted in no text (``figures.characters``): reported by line or cell, with advice."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import chain, groupby, islice
from typing import Any

from narrator.figures import characters
from narrator.figures.characters import TURNING, Fault
from narrator.figures.findings import Finding
from narrator.figures.values import Place

_MOST = 1000  # lines of a file, cells of a sheet, characters of one of them that are told
_BREAK = re.compile("\r\n|[\n\r]")
_CHECK = "去掉后请核对这里的文字和数。"


def in_text(text: str, name: str) -> Iterator[Finding]:
    """A finding (U106) for each line of a text that holds such characters; ``name`` is the file's in messages.

    What holds a NUL is no text at all, or of another encoding: the first one is enough.
    """
    found = characters.faults(text)
    if (first := next(found, None)) is None:
        return
    found = iter(()) if "\0" in text else found
    starts = [0, *(end.end() for end in _BREAK.finditer(text))]
    lines = groupby(chain((first,), found), lambda fault: bisect_right(starts, fault.at))
    for number, faults in islice(lines, _MOST):
        told = list(islice(faults, _MOST))
        yield in_value(told, Place(name, number, told[0].at - starts[number - 1] + 1))


def in_value(found: Sequence[Fault], place: Place) -> Finding:
    """The finding (U106) about these characters at this place of a text file."""
    evidence = f"文件中有不允许的{characters.named(found)}。"
    return Finding("U106", place, evidence, _advice(found, "请删去这个不可见字符后重存。"))


def in_cells(rows: Sequence[Sequence[Any]], file: str, sheet: str) -> Iterator[Finding]:
    """A finding (B311) for each cell of a sheet, and for its name, that holds such characters."""
    texts = {cell for row in rows for cell in row if cell and isinstance(cell, str)}
    if next(characters.faults("\n".join((sheet, *texts))), None) is None:
        return
    if named := list(characters.faults(sheet)):
        evidence = f"工作表名中有不允许的{characters.named(named)}。"
        yield Finding("B311", Place(file, 0, 0, "", sheet), evidence, "请重新键入表名。")
    cells = ((row, column, cell) for row, line in enumerate(rows, 1) for column, cell in enumerate(line, 1))
    faulty = ((row, column, found) for row, column, cell in cells if (found := _faults(cell)))
    for row, column, found in islice(faulty, _MOST):
        place = Place(file, row, column, "", sheet)
        evidence = f"这一格有不允许的{characters.named(found)}。"
        yield Finding("B311", place, evidence, _advice(found, _without(found, place.cell)))


def _faults(cell: Any) -> list[Fault]:
    return list(islice(characters.faults(cell), _MOST)) if isinstance(cell, str) else []


def _without(found: Sequence[Fault], cell: str) -> str:
    """How to get the text of a cell without what is not seen in it."""
    formula = cell
    for character in dict.fromkeys(fault.character for fault in found if not fault.seen):
        formula = f'SUBSTITUTE({formula},UNICHAR({ord(character)}),"")'
    return f"请重新键入这一格；或在空白的格子里写 ={formula}，把结果复制、选择性粘贴为数值到这一格。"


def _advice(found: Sequence[Fault], without: str) -> str:
    """What to do: type anew what is seen, take out what is not, and look at what stands in another order then."""
    parts = [without] if any(not fault.seen for fault in found) else []
    parts += ["请用输入法重新输入这个字。"] if any(fault.seen for fault in found) else []
    parts += [_CHECK] if any(fault.kind == TURNING for fault in found) else []
    return "".join(parts)

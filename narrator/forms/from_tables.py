"""The nine tables inside a finished text, read as those of a workbook are: each amount at its key, with its cell.

What makes a table unfit there makes it unfit here: it is told, and nothing of the tables is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from narrator.figures.findings import Finding
from narrator.figures.model import ASPECTS, Amounts, Statement
from narrator.figures.number import half_up
from narrator.figures.told import Spot, Told
from narrator.figures.values import Figure, Key, Place
from narrator.forms.fields import ACCOUNT_NAME
from narrator.readers import workbook
from narrator.readers.both_years import Workbooks
from narrator.readers.lines import ProseLine
from narrator.readers.schema import ACCOUNTS
from narrator.readers.spreadsheet import Worksheet

_ABOVE = 4  # lines above a table that may be its title and its corner notes
_DECIMALS = re.compile(r"\.([0-9]+)")
_MOST_DECIMALS = 6
_WIDEST = 60  # columns, three times as many as the widest of the nine has
_NONE_OF_THEM = "B201"


Spots: TypeAlias = "dict[tuple[str, int, int], Spot]"  # by sheet, row and column


class Tables(NamedTuple):
    """What the tables tell, and why they could not be read."""

    told: tuple[Told, ...] = ()
    findings: tuple[Finding, ...] = ()


def read(file: str, lines: Sequence[ProseLine]) -> Tables:
    """The nine tables among the lines of a text; nothing where none of them is there."""
    spots: Spots = {}
    sheets = list(_sheets(lines, spots))
    if not sheets:
        return Tables()
    ((book,), findings) = workbook.load_all((Path(file),), opened=lambda _: sheets)
    if book is None or findings:
        return Tables((), () if any(one.code == _NONE_OF_THEM for one in findings) else tuple(findings))
    problems: list[Finding] = []
    statements = Workbooks(this=book).statements({}, problems)
    told = tuple(one for term, statement in statements.items() for one in _told(term, statement, spots, lines))
    return Tables(told, tuple(problems))


def _sheets(lines: Sequence[ProseLine], spots: Spots) -> Iterator[Worksheet]:
    """Each table of a text as a sheet, with the lines above it; ``spots`` leads from a cell to its line."""
    above: list[tuple[int, str]] = []
    numbered = list(enumerate(lines))
    for table, found in groupby(numbered, key=lambda one: one[1].cell.table if one[1].cell else 0):
        cells = [(number, line, line.cell) for number, line in found]
        if not table:
            above = [(number, line.text.strip()) for number, line, _ in cells][-_ABOVE:]
            continue
        if any(cell is None or cell.column > _WIDEST for _, _, cell in cells):
            above = []
            continue
        name = f"表 {table}"
        rows: list[list[Any]] = [[text] for _, text in above]
        for number, line, cell in cells:
            if cell is None:
                continue
            row = len(above) + cell.row
            rows += [[] for _ in range(row - len(rows))]
            rows[row - 1] += [""] * (cell.column - len(rows[row - 1]))
            rows[row - 1][cell.column - 1] = line.text.strip()
            spots[name, row, cell.column] = Spot(number, 0, len(line.text))
        width = max(map(len, rows))
        yield Worksheet(name, False, [row + [""] * (width - len(row)) for row in rows])
        above = []


def _told(term: str, statement: Statement, spots: Spots, printed: Sequence[ProseLine]) -> Iterator[Told]:
    if statement.empty:
        return
    for labels, amounts in statement.rows.items():
        yield from _amounts((term, *labels), amounts, spots, printed)
    for code, account in (statement.accounts or {}).items():
        key = (term, ACCOUNTS, code)
        yield from _amounts(key, account.amounts, spots, printed)
        if account.name.origin is not None and (spot := _spot(account.name.origin, spots)) is not None:
            yield Told((*key, ACCOUNT_NAME), account.name.text, (spot,))


def _amounts(key: Key, amounts: Amounts, spots: Spots, printed: Sequence[ProseLine]) -> Iterator[Told]:
    for aspect, field in ASPECTS.items():
        figure: Figure | None = getattr(amounts, field)
        spot = _spot(figure.origin, spots) if figure and isinstance(figure.origin, Place) else None
        if figure is not None and spot is not None:
            exponent = figure.value.as_tuple().exponent
            own = -exponent if isinstance(exponent, int) else 0
            digits = max(min(_digits(printed[spot.line].text), _MOST_DECIMALS), own, 0)
            yield Told((*key, aspect), half_up(figure.value, digits), (spot,), figure.unit, digits)


def _digits(text: str) -> int:
    """How many decimals a cell prints; 6.20 stands for another amount than 6.2."""
    found = _DECIMALS.search(text)
    return len(found[1]) if found else 0


def _spot(place: Place, spots: Spots) -> Spot | None:
    return spots.get((place.sheet, place.line, place.column))

"""总览.xlsx: the sections of the board as sheets, and the whole ledger, unit by check."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from decimal import Decimal

from narrator.batch.board import ledger
from narrator.batch.board.gathered import Board
from narrator.batch.board.sections import UNITS, Cell, Owners, Section, sections
from narrator.checks.check import PASSED, UNKNOWN
from narrator.figures.terms import YUAN
from narrator.writers.results import Listing, listings

LEDGER, _NOT_MADE = "台账", "没有测"
_NO_YEAR = 2000  # of a file that tells no unit's year
_LONGEST = 4_000  # characters of a cell, of which each may be shown as a code; Excel takes 32,767
_NAMED = 20  # units that a cell names


def write(board: Board, title: str) -> bytes:
    """The bytes of an .xlsx: the same board gives the same."""
    sheets = (*(_listing(section) for section in sections(board, YUAN)), _ledger(board))
    date = datetime.date(board.year or _NO_YEAR, 12, 31)
    return listings(sheets, title, date, large=True)


def _listing(section: Section) -> Listing:
    rows = [[_value(cell) for cell in row] for row in section.rows]
    return Listing(section.name, section.columns, rows, lead=section.lead, frozen=int(section.name == UNITS))


def _value(cell: Cell) -> str | int | Decimal:
    if isinstance(cell, str):
        return _short(cell)
    if isinstance(cell, Owners):
        named = [name or unit for unit, name in cell.units[:_NAMED]]
        rest = f" 等 {len(cell.units)} 个" if len(cell.units) > _NAMED else ""
        return _short("、".join(named)) + rest
    return cell


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}……"


def _ledger(board: Board) -> Listing:
    """How each check of each unit ended; blank where it held, as most of a million cells do."""
    codes = ledger.codes(board.units)
    columns = {"单位": 30, "文件夹": 26, **dict.fromkeys(codes, 10)}
    lead = f"空白的是{PASSED}；{UNKNOWN}的测不了；{_NOT_MADE}的是这个单位没有做的核对。"
    return Listing(LEDGER, columns, _ended(board, codes), codes, lead, frozen=1)


def _ended(board: Board, codes: Sequence[str]) -> Iterator[list[str | None]]:
    for unit in board.units:
        states = (unit.checks.get(code, _NOT_MADE) for code in codes)
        yield [_short(unit.name or unit.unit), unit.unit, *(None if state == PASSED else state for state in states)]

"""Workbooks from which something is taken away, renamed or shifted, and what a draft of them may say.

A mutation changes one thing in one workbook of the plain fixture: a row, a code, a heading, a title, a sheet.
"""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter

import narrator
from helpers.broken_workbooks import lay_out, values
from narrator.checks.catalogue import run
from narrator.checks.check import CHECKS, DOUBT, ERROR, Ledgers
from narrator.figures.findings import Refused
from narrator.figures.model import Unit

_BUDGETS = """
财政拨款收入支出决算总表:
  收入:
    总计: {年初预算: 230.00}
一般公共预算财政拨款支出决算表:
  合计: {年初预算: 230.00}
"""
Sheets = dict[str, list[list[Any]]]
KINDS = (
    "row away",
    "row blank",
    "code away",
    "code other",
    "name other",
    "label away",
    "heading away",
    "heading other",
    "sheet away",
    "title other",
    "row left",
    "row right",
    "rows down",
)


class Mutation(NamedTuple):
    """What is changed: of which year's workbook, on which sheet (from 0), in which row (from 0; -1 for the sheet)."""

    kind: str
    year: int
    sheet: int
    row: int = -1
    column: int = -1


def mutations() -> Iterator[Mutation]:
    """Every mutation of both workbooks."""
    for year in (2024, 2023):
        for number, rows in enumerate(values(year).values()):
            yield from (Mutation(kind, year, number) for kind in ("sheet away", "title other", "rows down"))
            first = _first(rows)
            for row in range(3, first):
                for column, cell in enumerate(rows[row]):
                    if isinstance(cell, str) and cell.strip() and not cell.strip().isdecimal():
                        yield from (Mutation(f"heading {how}", year, number, row, column) for how in ("away", "other"))
            for row in range(first, len(rows)):
                if not any(isinstance(cell, int | float) for cell in rows[row]):
                    continue
                yield from (
                    Mutation(kind, year, number, row) for kind in ("row away", "row blank", "row left", "row right")
                )
                if str(rows[row][0]).isdecimal():
                    yield from (Mutation(kind, year, number, row) for kind in ("code away", "code other", "name other"))
                elif rows[row][0]:
                    yield Mutation("label away", year, number, row)


def _first(rows: list[list[Any]]) -> int:
    """The first row with an amount."""
    return next((at for at, row in enumerate(rows) if any(isinstance(cell, float) for cell in row)), len(rows))


def mutated(mutation: Mutation) -> Sheets:
    """The sheets of the workbook with the mutation."""
    sheets = {name: [list(row) for row in rows] for name, rows in deepcopy(values(mutation.year)).items()}
    name = list(sheets)[mutation.sheet]
    rows, at = sheets[name], mutation.row
    match mutation.kind:
        case "row away":
            del rows[at]
        case "row blank":
            rows[at] = [""] * len(rows[at])
        case "code away":
            rows[at][0] = ""
        case "code other":
            rows[at][0] = f"{str(rows[at][0])[:-1]}{(int(str(rows[at][0])[-1]) + 3) % 10}"
        case "name other":
            rows[at][1] = "另一个科目"
        case "label away":
            rows[at][0] = ""
        case "heading away":
            rows[at][mutation.column] = ""
        case "heading other":
            rows[at][mutation.column] = "某一栏"
        case "sheet away":
            del sheets[name]
        case "title other":
            sheets = {("另表" if other == name else other): kept for other, kept in sheets.items()}
            rows[0][0] = "另一张决算表"
        case "row left":
            rows[at] = [*rows[at][1:], ""]
        case "row right":
            rows[at] = ["", *rows[at][:-1]]
        case "rows down":
            rows.insert(0, [""] * len(rows[0]))
    return sheets


def write(path: Path, sheets: Mapping[str, list[list[Any]]]) -> None:
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name[:31])
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if cell != "":
                        page.write(row, column, cell)


def unit(folder: Path, mutation: Mutation | None = None) -> Unit:
    """The unit of both workbooks, one of them mutated. Raises Refused."""
    folder.mkdir(exist_ok=True)
    lay_out(folder)
    file = folder / "unit.yaml"
    file.write_text(file.read_text(encoding="utf-8") + _BUDGETS, encoding="utf-8")
    if mutation is not None:
        write(folder / f"{mutation.year}.xlsx", mutated(mutation))
    return narrator.load(folder)


def text(of: Unit) -> str:
    return narrator.render(narrator.draft(of))


def stopped(of: Unit) -> bool:
    """Whether --final would not write: an 错误, or a 疑点 that has to be confirmed."""
    for outcome in run(Ledgers(of)):
        levels = {verdict.level for verdict in outcome.verdicts}
        if ERROR in levels or (DOUBT in levels and CHECKS[outcome.check.code].confirm):
            return True
    return False


_NUMBER = re.compile(r"-?[0-9]+\.[0-9]{2}")
_ORDINAL = re.compile(r"^([0-9]+\.|[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)")


def differing(full: str, other: str) -> list[str]:
    """The lines of another draft that print a figure which the full one does not print beside the same words.

    A line is known by its words without figures; the words around a gap need not be the same, its figures have to
    be some of one full line's.
    """
    known = [Counter(_NUMBER.findall(line)) for line in full.splitlines()]
    lines = {_ORDINAL.sub("", line) for line in full.splitlines()}
    return [
        line
        for line in other.splitlines()
        if _ORDINAL.sub("", line) not in lines
        and not any(not Counter(_NUMBER.findall(line)) - numbers for numbers in known)
    ]


def outcome(folder: Path, full: str, mutation: Mutation) -> str:
    """What becomes of a mutation: refused, stopped, open (gaps), the same, or what is wrong."""
    try:
        of = unit(folder, mutation)
        said = text(of)
    except Refused:
        return "refused"
    finally:
        shutil.rmtree(folder)
    wrong = differing(full, said)
    end = "stopped" if stopped(of) else "open" if "【待填" in said else "same" if said == full else "RELEASED"
    return f"{end} DIFFERS {wrong[0][:90]}" if wrong else end

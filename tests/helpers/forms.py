"""A person at a form: opens it, types, sorts, adds sheets, and saves it as Excel or WPS would."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from narrator.files import marked
from narrator.forms import cells
from narrator.forms.cells import Cells
from narrator.forms.fields import EACH, NUMBERS, field_of
from narrator.forms.form import Form
from narrator.forms.headings import headed
from narrator.forms.layout import SHEETS, FormBlock
from narrator.readers import spreadsheet

Rows = list[list[Any]]
TODAY = date(2026, 11, 23)


class Percent(float):
    """A number in a cell that shows it as one of 100."""


class Person:
    """Edits the sheets of a workbook as rows of values; ``save`` writes them back."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.sheets: dict[str, Rows] = {sheet.name: sheet.rows for sheet in spreadsheet.load(path)}
        self.hidden = {sheet.name for sheet in spreadsheet.load(path) if sheet.hidden}
        self.formulas: dict[tuple[str, int, int], str] = {}
        self.merged: dict[str, list[tuple[int, int, int, int]]] = {}

    def row(self, sheet: str, key: str) -> int:
        """The row (from 0) whose first cell is this key."""
        return next(number for number, row in enumerate(self.sheets[sheet]) if row and row[0] == key)

    def column(self, sheet: str, heading: str) -> int:
        return next(found[heading] for row in self.sheets[sheet] if heading in (found := headed(row)))

    def type(self, sheet: str, key: str, value: Any, heading: str = "填写") -> None:
        """Type a value into the row with this key."""
        self.at(sheet, self.row(sheet, key), self.column(sheet, heading), value)

    def at(self, sheet: str, row: int, column: int, value: Any) -> None:
        """Type a value into a cell, row and column from 0."""
        rows = self.sheets[sheet]
        while len(rows) <= row:
            rows.append([])
        while len(rows[row]) <= column:
            rows[row].append("")
        rows[row][column] = value

    def merge(self, sheet: str, keys: tuple[str, str], headings: tuple[str, str] = ("填写", "填写")) -> None:
        """Merge the cells from one row and heading to another; all but the first lose what they hold."""
        top, bottom = (self.row(sheet, key) for key in keys)
        self.merge_at(sheet, top, self.column(sheet, headings[0]), bottom, self.column(sheet, headings[1]))

    def merge_at(self, sheet: str, top: int, left: int, bottom: int, right: int) -> None:
        """Merge a range, rows and columns from 0."""
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if (row, column) != (top, left):
                    self.at(sheet, row, column, "")
        self.merged.setdefault(sheet, []).append((top, left, bottom, right))

    def read(self, sheet: str, key: str, heading: str = "填写") -> Any:
        """What stands in the row with this key under this heading."""
        row = self.sheets[sheet][self.row(sheet, key)]
        return row[self.column(sheet, heading)]

    def save(self) -> None:
        with xlsxwriter.Workbook(self.path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
            percents = book.add_format({"num_format": '0.00"分"%'})
            days = book.add_format({"num_format": "yyyy-mm-dd"})
            for name, rows in self.sheets.items():
                sheet = book.add_worksheet(name)
                if name in self.hidden:
                    sheet.hide()
                for merged in self.merged.get(name, ()):
                    sheet.merge_range(*merged, "")
                for row, values in enumerate(rows):
                    for column, value in enumerate(values):
                        if isinstance(value, date):
                            sheet.write_datetime(row, column, value, days)
                        elif isinstance(value, Percent):
                            sheet.write_number(row, column, value, percents)
                        elif value != "":
                            sheet.write(row, column, value)
            for (name, row, column), formula in self.formulas.items():
                book.get_worksheet_by_name(name).write_formula(row, column, formula, None, "")


def edited(path: Path, edit: Callable[[Person], object]) -> Path:
    """The form after somebody did this to it."""
    person = Person(path)
    edit(person)
    person.save()
    return path


def said(of: Cells) -> dict[str, str]:
    """What cells say, by key, for comparing; a blank says nothing."""
    return {"/".join(map(str, key)): text.strip() for key, text in of.items() if text.strip()}


def said_by(root: marked.Node) -> dict[str, str]:
    """What a tree says, by key."""
    assert isinstance(root, marked.Mapping)
    return said(cells.of_tree(root))


def fill(person: Person, given: Cells, used: frozenset[str] = frozenset()) -> None:
    """Type in what a person would who knows these cells: values by their key, evaluation tables row by row.

    ``used`` are the facts that the form's pack prints.
    """
    form = Form({key: str(text) for key, text in given.items()}, used=used)
    for sheet in SHEETS:
        for block in sheet.blocks:
            if sheet.name in person.sheets:
                _fill(person, sheet.name, block, given, form)


def _fill(person: Person, sheet: str, block: FormBlock, given: Cells, form: Form) -> None:
    keyed = bool(block.having("key"))
    columns = form.columns(block)
    headings = [column.heading for column in columns]
    head = next(number for number, row in enumerate(person.sheets[sheet]) if {*headings} <= headed(row).keys())
    below = head
    for key in form.rows(block):
        below += 1
        row = person.row(sheet, "/".join(map(str, key))) if keyed else below
        parts = iter(part for wanted, part in zip(block.pattern, key, strict=False) if wanted == EACH)
        for number, column in enumerate(columns):
            if column.role == "part" and not keyed:
                person.at(sheet, row, number, next(parts))
            typed = given.get((*key, *column.key)) if column.role == "fill" else None
            if typed is not None:
                field = field_of((*key, *column.key))
                number_like = field is not None and field.kind in NUMBERS
                person.at(sheet, row, number, float(typed) if number_like else str(typed))

"""The export of the accounts software, however it is laid out: its figures are exact or refused, never wrong.

The grids of cells go straight to the reader, as the parser would hand them over; some go through a file.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from helpers.exported import export, facts, sheet, write_two_years
from helpers.sheets import sheet as as_sheet
from narrator.figures.findings import Refused
from narrator.figures.values import Figure, Formula, Place
from narrator.readers import spreadsheet, workbook
from narrator.readers.spreadsheet import Worksheet
from narrator.readers.table import Book

GENERAL, BASIC, THREE = export.f.GENERAL, export.f.BASIC, export.c.THREE
Name = tuple[Any, ...]

QUIRKS = st.builds(
    sheet.Quirks,
    seed=st.integers(0, 2**32),
    shuffled=st.booleans(),
    sheet_names=st.sampled_from(("full", "short", "any")),
    hidden_cover=st.booleans(),
    titles=st.sampled_from(("plain", "spaced", "broken")),
    headings=st.sampled_from(("plain", "broken", "half")),
    numbered=st.booleans(),
    dash=st.sampled_from(("—", "一", "\\一")),
    amounts=st.sampled_from(("number", "text", "grouped")),
    codes=st.sampled_from(("merged", "number", "split", "one")),
    levels=st.sampled_from(((3, 5, 7), (3, 5, 7), (7,), (3, 7), (5, 7))),
    full=st.sampled_from(("全年预算数", "调整预算数", "")),
    counted=st.sampled_from(("three", "three", "two", "2017")),
    old_vehicles=st.booleans(),
    old_spending=st.booleans(),
    notes=st.booleans(),
    empty_accounts=st.booleans(),
    zero=st.sampled_from(("0", "blank")),
    repeated=st.booleans(),
    narrow=st.booleans(),
    extra=st.booleans(),
    published=st.lists(st.sampled_from((GENERAL, BASIC, THREE)), unique=True, max_size=2).map(tuple),
)
SEEDS = st.integers(0, 2**32)
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def grids(forms: list[Any]) -> list[Worksheet]:
    return [as_sheet(form.rows, form.name, form.hidden) for form in forms]


def read(sheets: list[Worksheet]) -> Book:
    return workbook.Reader("book.xlsx", "").read(sheets)


def all_figures(book: Book) -> Iterator[tuple[Name, Figure]]:
    """Every figure of a book by its name."""
    for term, table in book.tables.items():
        yield from ((("cell", term, key), figure) for key, figure in table.cells.items() if figure)
        yield from ((("budget", term, *key), figure) for key, figure in table.budgets.items())
    yield from ((("value", key), figure) for key, figure in book.values.items())


def wrong(book: Book, truth: Any, sheets: list[Worksheet], *, whole: bool = True) -> list[Any]:
    """The figures that are not those of the unit, and those that do not say where they stand.

    Of a form that is not ``whole`` any account may have become a sum, as where its row is gone.
    """
    by_name = {one.name: one for one in sheets}
    found: list[Any] = []
    for name, figure in all_figures(book):
        if figure.yuan != truth.figures.get(name):
            found.append((name, figure.yuan, truth.figures.get(name), str(figure.origin)))
        elif isinstance(figure.origin, Formula) != (name in truth.sums) and (whole or name in truth.sums):
            found.append((name, figure.origin))
        elif isinstance(figure.origin, Place) and held(by_name, figure.origin) != figure.value:
            found.append((name, figure.value, str(figure.origin)))
    return found


def held(sheets: Mapping[str, Worksheet], place: Place) -> Decimal:
    """The number in the cell of a figure's origin."""
    cell = sheets[place.sheet].rows[place.line - 1][place.column - 1]
    return Decimal(str(cell).replace(",", ""))


def lacking(book: Book, truth: Any) -> list[Name]:
    """The figures that were drawn and not read, of those that have to be."""
    seen = {name for name, _ in all_figures(book)}
    return [name for name in truth.figures if name not in seen and name not in truth.free]


@pytest.mark.slow
@QUICK
@given(SEEDS, QUIRKS)
def test_any_known_layout_is_read_exactly(seed: int, quirks: Any) -> None:
    forms, truth = export.drawn(facts(seed), quirks)
    sheets = grids(forms)
    book = read(sheets)
    assert wrong(book, truth, sheets) == []
    assert lacking(book, truth) == []


@pytest.mark.slow
@QUICK
@given(SEEDS, QUIRKS, st.lists(st.sampled_from(sorted(export.DROPS)), min_size=1, max_size=2, unique=True))
def test_what_is_missing_is_never_read_wrong(seed: int, quirks: Any, dropped: list[str]) -> None:
    forms, truth = export.drawn(facts(seed), replace(quirks, dropped=tuple(dropped)))
    sheets = grids(forms)
    try:
        book = read(sheets)
    except Refused:
        return
    assert wrong(book, truth, sheets, whole=False) == []


# What no layout foresees ----------------------------------------------------------------------------------

Distortion = Callable[[list[list[Any]], random.Random], None]


def _words(rows: list[list[Any]]) -> list[tuple[int, int]]:
    """The cells that hold words, and no code and no amount."""
    return [
        (row, column)
        for row, line in enumerate(rows)
        for column, cell in enumerate(line)
        if isinstance(cell, str) and cell and not any(letter.isdecimal() for letter in cell)
    ]


def blank_a_word(rows: list[list[Any]], rng: random.Random) -> None:
    """A title, a heading, a label that goes."""
    row, column = rng.choice(_words(rows))
    rows[row][column] = ""


def change_a_word(rows: list[list[Any]], rng: random.Random) -> None:
    row, column = rng.choice(_words(rows))
    rows[row][column] = rng.choice(("其中：专项", "备注", "调整数", "上年决算数", "小计", "合计", "未知"))


def change_a_heading(rows: list[list[Any]], rng: random.Random) -> None:
    heads = [(row, column) for row, column in _words(rows) if 3 <= row < 8]
    row, column = rng.choice(heads or _words(rows))
    rows[row][column] = rng.choice(("", "小计", "合计", "其他支出", "上年决算数", "基本支出", "未知"))


def drop_a_row(rows: list[list[Any]], rng: random.Random) -> None:
    del rows[rng.randrange(len(rows))]


def repeat_a_row(rows: list[list[Any]], rng: random.Random) -> None:
    rows.insert(rng.randrange(len(rows)), list(rng.choice(rows)))


def insert_a_column(rows: list[list[Any]], rng: random.Random) -> None:
    """A column that is none of the form's, with figures, under a heading of its own."""
    at = rng.randrange(4, len(rows[0]) + 1)
    heading = rng.choice(("上年决算数", "增减额", "备注", ""))
    for number, line in enumerate(rows):
        line.insert(at, heading if number == 4 else float(rng.randrange(1000)) if number > 8 else "")


def drop_a_column(rows: list[list[Any]], rng: random.Random) -> None:
    """A column of figures that goes; a code of three cells without one of them is another code, for anyone."""
    at = rng.randrange(4, len(rows[0]))
    for line in rows:
        del line[at : at + 1]


def without_corners(rows: list[list[Any]], _: random.Random) -> None:
    """Nothing that says in which unit of money the amounts are."""
    del rows[2]


DISTORTIONS: tuple[Distortion, ...] = (
    blank_a_word,
    change_a_word,
    change_a_heading,
    drop_a_row,
    repeat_a_row,
    insert_a_column,
    drop_a_column,
    without_corners,
)
TAKEN = ("Z01", "Z01_1", "Z03", "Z04", "Z07", "Z08", "Z08_1", "Z09", "F02", "F03")


def distorted(seed: int, quirks: Any, of: list[str], distortions: list[Distortion]) -> tuple[list[Worksheet], Any]:
    """The sheets of an export some of whose forms are no longer as they were, and what they hold."""
    forms, truth = export.drawn(facts(seed), replace(quirks, sheet_names="short", shuffled=False))
    rng = random.Random(seed)
    for code, distort in zip(of, distortions, strict=False):
        distort(next(form.rows for form in forms if form.name == code), rng)
    return grids(forms), truth


@pytest.mark.slow
@settings(QUICK, max_examples=150)
@example(1, sheet.Quirks(levels=(7,)), ["Z04", "Z08_1"], [without_corners, without_corners])
@given(
    SEEDS,
    QUIRKS,
    st.lists(st.sampled_from(TAKEN), min_size=2),
    st.lists(st.sampled_from(DISTORTIONS), min_size=1, max_size=2),
)
def test_a_distorted_export_is_never_read_wrong(
    seed: int, quirks: Any, of: list[str], distortions: list[Distortion]
) -> None:
    """Each figure that is read is one of the unit's, under its own key; else the workbook is refused."""
    sheets, truth = distorted(seed, quirks, of, distortions)
    try:
        book = read(sheets)
    except Refused:
        return
    assert wrong(book, truth, sheets, whole=False) == []


# Layouts by hand --------------------------------------------------------------------------------------

PLAIN = sheet.Quirks()
LAYOUTS = {
    "as the forms are": PLAIN,
    "short names, half-width headings, text": replace(
        PLAIN, sheet_names="short", headings="half", amounts="text", dash="一", hidden_cover=True
    ),
    "any names, any order, broken words": replace(
        PLAIN, seed=3, sheet_names="any", shuffled=True, titles="broken", headings="broken", amounts="grouped"
    ),
    "项 only": replace(PLAIN, levels=(7,)),
    "项 only, nothing is blank": replace(PLAIN, levels=(7,), zero="blank", codes="split"),
    "类 and 项": replace(PLAIN, levels=(3, 7), codes="one"),
    "older words": replace(PLAIN, full="调整预算数", old_vehicles=True, old_spending=True, titles="spaced", notes=True),
    "without 全年预算数": replace(PLAIN, full="", counted="two", dash="\\一"),
    "附03 of 2017": replace(PLAIN, counted="2017"),
    "headings in each column": replace(PLAIN, repeated=True, narrow=True, empty_accounts=True),
    "published tables beside": replace(PLAIN, published=(GENERAL, BASIC, THREE)),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_known_layout_is_read_exactly(layout: str) -> None:
    forms, truth = export.drawn(export.year(2024), LAYOUTS[layout])
    sheets = grids(forms)
    book = read(sheets)
    assert wrong(book, truth, sheets) == []
    assert lacking(book, truth) == []


@pytest.mark.parametrize("dropped", sorted(export.DROPS))
def test_what_is_missing_by_itself_is_never_read_wrong(dropped: str) -> None:
    for seed, levels in product(range(4), ((3, 5, 7), (3, 7), (7,))):
        forms, truth = export.drawn(facts(seed), replace(PLAIN, seed=seed, levels=levels, dropped=(dropped,)))
        sheets = grids(forms)
        try:
            book = read(sheets)
        except Refused:
            continue
        assert wrong(book, truth, sheets, whole=False) == []


@pytest.mark.parametrize(("seed", "code"), [(29, "04"), (33, "07")])
def test_an_account_that_is_missing_is_not_missing_in_a_sum(seed: int, code: str) -> None:
    """Of a table that prints 类 and 项 the 款 are sums: not where they do not come to their 类."""
    quirks = replace(PLAIN, seed=seed, levels=(3, 7), dropped=(f"an account missing in {code}",))
    forms, truth = export.drawn(facts(seed), quirks)
    sheets = grids(forms)
    try:
        book = read(sheets)
    except Refused:
        return
    assert wrong(book, truth, sheets, whole=False) == []


@pytest.mark.parametrize("suffix", [".xlsx", ".xls"])
def test_a_layout_through_a_file(suffix: str, tmp_path: Path) -> None:
    """The same figures from the same cells when the grids have been a file, of both years."""
    quirks = replace(PLAIN, seed=1, hidden_cover=True, shuffled=True, headings="broken")
    truths = write_two_years(tmp_path, 5, quirks, suffix)
    for year, truth in zip((2024, 2023), truths, strict=True):
        path = tmp_path / f"{year}{suffix}"
        book, sheets = workbook.load(path), spreadsheet.load(path)
        assert wrong(book, truth, sheets) == []
        assert lacking(book, truth) == []
        assert book.year is not None and book.year.value == year


def test_the_names_of_accounts_are_those_of_the_forms() -> None:
    of = facts(7)
    forms, _ = export.drawn(of, PLAIN)
    book = read(grids(forms))
    for term in (export.f.INCOME, export.f.EXPENDITURE, GENERAL, export.f.FUND, export.f.CAPITAL):
        named = {code: text.text for code, text in book.tables[term].names.items()}
        assert named == {code: of.name(code) for code in named}
        assert set(named) >= {key[0] for key in book.tables[term].cells if key[0] != "合计"}


def test_hidden_copies_are_not_read() -> None:
    """An older state of the same forms on hidden sheets, as before or behind the ones that count."""
    forms, truth = export.drawn(facts(3), PLAIN)
    older, _ = export.drawn(facts(4), PLAIN)
    for form in older:
        form.name, form.hidden = f"旧 {form.name}"[: export.LONGEST], True
    for sheets in (grids([*forms, *older]), grids([*older, *forms])):
        book = read(sheets)
        assert wrong(book, truth, sheets) == []
        assert lacking(book, truth) == []


def test_each_form_by_itself() -> None:
    """Whichever of the forms a workbook has, what is read of it is right."""
    forms, truth = export.drawn(facts(9), replace(PLAIN, sheet_names="short"))
    read_of: dict[str, set[str]] = {}
    for form in forms:
        sheets = grids([form])
        try:
            book = read(sheets)
        except Refused:
            continue
        assert wrong(book, truth, sheets) == []
        read_of[form.name] = {name[1] if name[0] == "cell" else name[0] for name, _ in all_figures(book)}
    assert read_of["Z07"] == {GENERAL}
    assert read_of["Z08_1"] == {BASIC}
    assert read_of["F03"] == {THREE, "budget", "value"}
    assert not {"Z02", "Z05", "Z05_1", "Z06", "Z08", "Z08_2", "Z10", "CS03", "CS08"} & set(read_of)

"""Finding the nine tables on the sheets of a workbook, and what each of their columns is.

A table is known by its title and its headings, never by the order of sheets, by position or by 行次.
Headings may span several rows and merged cells; merged cells are not relied on (not every format tells
of them): a blank heading cell continues its left neighbour as long as both stand under the same heading.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple, TypeAlias

from narrator.figures import tables as b
from narrator.figures import terms as t
from narrator.readers import internal, labels
from narrator.readers.columns import Column, ColumnBlock, by_levels, filled, gathered, missing_levels
from narrator.readers.spreadsheet import Worksheet

_SEARCHED = 15  # so many rows below a title its headings begin at the latest
_KNOWN_HEADINGS = 2  # so many known headings make a row one of headings


class Frame(NamedTuple):
    """A table found on a sheet; rows count from 0. ``top_row`` is where it begins, at the latest its title.

    ``unknown`` are columns whose headings say nothing known, or that have none (""); ``headed`` are all
    columns that stand under a heading, their own or one that spans them; ``headings`` are the headings themselves.
    """

    term: str
    sheet: Worksheet
    top_row: int
    title_row: int
    title_column: int
    head_row: int
    first_row: int
    end_row: int
    blocks: tuple[ColumnBlock, ...]
    unknown: tuple[tuple[int, str], ...]
    headed: frozenset[int] = frozenset()
    headings: frozenset[str] = frozenset()

    @property
    def headless(self) -> bool:
        """Whether there is only a title, without headings."""
        return not self.blocks and self.head_row <= self.title_row

    @property
    def stray(self) -> list[int]:
        """The columns of its rows that stand under no heading at all."""
        width = max(map(len, self.sheet.rows[self.first_row : self.end_row]), default=0)
        return [column for column in range(width) if column not in self.headed]

    @property
    def at(self) -> tuple[int, int]:
        """Row and column (from 0) where it begins to be told: its title, or its first row where it has none."""
        return (self.title_row, self.title_column) if self.title_row >= 0 else (self.first_row, 0)


_Title: TypeAlias = tuple[int, int, str]  # row and column, from 0, and the table that it names


def frames(sheet: Worksheet) -> list[Frame]:
    """The tables of a sheet: those of each part that stands beside another one, then from the top down."""
    titles = _titles(sheet)
    beside = next((row for (row, *_), (following, *_) in pairwise(titles) if row == following), None)
    if beside is None or beside >= _SEARCHED:
        return _frames(sheet, titles)
    parts = _parts(sheet, [column for row, column, _ in titles if row == beside])
    return [frame for part in parts for frame in _frames(part, _titles(part))]


def _titles(sheet: Worksheet) -> list[_Title]:
    return [
        (number, column, term)
        for number, row in enumerate(sheet.rows)
        for column, cell in enumerate(row)
        if cell and isinstance(cell, str) and "表" in cell and (term := labels.title(cell))
    ]


def _parts(sheet: Worksheet, titles: list[int]) -> list[Worksheet]:
    """The sheet once for each of several titles in one row, with the other tables' cells left blank.

    Tables side by side are parted by columns that are blank throughout; rows and columns keep their numbers.
    """
    width = max(map(len, sheet.rows))
    blank = [all(row[column] == "" for row in sheet.rows if column < len(row)) for column in range(width)]
    starts = [column for column in range(width) if not blank[column] and (not column or blank[column - 1])]
    cuts = [max((start for start in starts if start <= column), default=column) for column in titles]
    cuts = [0, *(cuts if len(set(cuts)) == len(cuts) else titles)[1:], width]
    return [
        sheet._replace(
            rows=[[cell if left <= column < right else "" for column, cell in enumerate(row)] for row in sheet.rows]
        )
        for left, right in pairwise(cuts)
    ]


def _frames(sheet: Worksheet, titles: list[_Title]) -> list[Frame]:
    """The tables of a sheet, from each title to the next one that has headings below it.

    A title without headings is mentioned only (目录, 「见收入决算表」); where it is the only title of its
    sheet, a frame without blocks says so.
    """
    titled = titles or any(_is_title(row) for row in sheet.rows[:_SEARCHED])
    if not titled and (term := labels.title(sheet.name)):
        titles = [(-1, 0, term)]
    if not titles:
        return []
    headed = []
    for (row, column, term), end in zip(titles, [*(row for row, _, _ in titles[1:]), len(sheet.rows)], strict=True):
        head = _head(sheet, row, term, end)
        if head is not None:
            headed.append((row, column, term, head))
    if not headed:
        alone = titles if len(titles) == 1 else []
        return [Frame(term, sheet, 0, max(row, 0), column, 0, 0, 0, (), ()) for row, column, term in alone]
    tops = [0, *(row for row, *_ in headed[1:])]
    ends = [*tops[1:], len(sheet.rows)]
    return [_frame(sheet, *place, top, end) for place, top, end in zip(headed, tops, ends, strict=True)]


def _head(sheet: Worksheet, title_row: int, term: str, end: int) -> int | None:
    """The first row of headings below a title, None where there is none."""
    known = vocabulary(term)
    rows = range(title_row + 1, min(title_row + 1 + _SEARCHED, end))
    found = (row for row in rows if sum(text in known for text in _texts(sheet.rows[row])) >= _KNOWN_HEADINGS)
    return next(found, None)


def _frame(sheet: Worksheet, title_row: int, title_column: int, term: str, head: int, top: int, end: int) -> Frame:
    heads, first = _heads(sheet, head, end, vocabulary(term))
    end = next((number for number in range(first, end) if _is_title(sheet.rows[number])), end)
    own = {column for row in heads for column, text in enumerate(row) if text}
    paths = filled(heads)
    if term == t.BASIC and any(map(internal.economic_class, heads[0])):
        term = internal.BASIC_ACROSS
    blocks, unknown = gathered(sheet, term, range(first, end), paths, own)
    blocks = tuple(by_levels(block, sheet.rows[head:first]) for block in blocks)
    headed = frozenset(column for column, path in enumerate(paths) if path)
    words = frozenset(text for row in heads for text in row)
    return Frame(term, sheet, top, max(title_row, 0), title_column, head, first, end, blocks, unknown, headed, words)


def continued(frame: Frame, sheet: Worksheet) -> Frame | None:
    """The rest of a table on a sheet without title and headings; None where its rows do not look like that.

    Every row with a number must have a code where the table has its codes (or code and name in one cell), no
    number may stand elsewhere than under the table's headings, and the table must not have ended with a note.
    """
    rows = [row for row in sheet.rows if not _is_aside(row)]
    codes = {column for block in frame.blocks for column in (block.codes or block.names)}
    known = codes.union(column.at for block in frame.blocks for column in block.figures)
    if not rows or not all(_goes_on(row, codes, known) for row in rows):
        return None
    return frame._replace(sheet=sheet, top_row=0, title_row=-1, head_row=0, first_row=0, end_row=len(sheet.rows))


def _is_aside(row: Sequence[Any]) -> bool:
    """Whether a row is blank, or one of notes."""
    first = next((cell for cell in row if cell != ""), "")
    return isinstance(first, str) and (not first or labels.is_note(first))


def _goes_on(row: Sequence[Any], codes: set[int], known: set[int]) -> bool:
    """Whether a row has a code in one of these columns, and numbers in ``known`` ones only."""
    coded = any(_is_coded(row[column]) for column in codes if column < len(row))
    return coded and all(column in known or isinstance(cell, str) for column, cell in enumerate(row))


def _is_coded(cell: Any) -> bool:
    return len(labels.digits(cell)) in (3, 5, 7) or (isinstance(cell, str) and labels.coded(cell) is not None)


def coded_rows(sheet: Worksheet) -> Iterator[tuple[int, int]]:
    """Where rows begin that look like accounts with amounts: a code of 款 or 项, and a number behind it; from 0."""
    for number, row in enumerate(sheet.rows):
        for column, cell in enumerate(row):
            if len(labels.digits(cell)) in (5, 7) and any(isinstance(more, float) for more in row[column + 1 :]):
                yield number, column
                break


def goes_on(sheet: Worksheet) -> bool:
    """Whether a sheet without a title of its own has rows that look like accounts with amounts."""
    return not any(map(_is_title, sheet.rows[:_SEARCHED])) and any(coded_rows(sheet))


def ends_open(frame: Frame) -> bool:
    """Whether a table ends with its sheet, without a note below it, so that it may go on elsewhere."""
    last: Sequence[Any] = next((row for row in reversed(frame.sheet.rows) if any(cell != "" for cell in row)), [])
    first = next((cell for cell in last if cell != ""), "")
    return frame.end_row == len(frame.sheet.rows) and not (isinstance(first, str) and labels.is_note(first))


def agree(frame: Frame, other: Frame) -> bool:
    """Whether two frames have the same columns in the same places, so that one may continue the other."""
    return frame.blocks == other.blocks


def foreign(frame: Frame) -> tuple[Worksheet, int, int] | None:
    """Where the title of another table, none of the nine, cuts this one off on its sheet; None where none does."""
    rows, at = frame.sheet.rows, frame.end_row
    if not frame.blocks or at >= len(rows) or not _is_title(rows[at]) or _title_of(rows[at]):
        return None
    return frame.sheet, at, next(column for column, cell in enumerate(rows[at]) if cell != "")


def _title_of(row: Sequence[Any]) -> str | None:
    return next((term for cell in row if isinstance(cell, str) and (term := labels.title(cell))), None)


def resembles(sheet: Worksheet) -> tuple[str, str]:
    """A sheet's own title, or its name, and the table of the nine that it resembles most; "" where it does none.

    A sheet that mentions one of the nine by its very name (目录) is not meant to be one.
    """
    texts = [cell for row in sheet.rows[:_SEARCHED] for cell in row if isinstance(cell, str) and labels.any_title(cell)]
    title = texts[0] if texts else sheet.name
    return title, "" if labels.title(title) else labels.nearest_title(title)


def _is_title(row: Sequence[Any]) -> bool:
    """Whether a row holds nothing but the title of some table, one of the nine or another."""
    if len(row) - row.count("") != 1:
        return False
    filled = next(cell for cell in row if cell != "")
    return isinstance(filled, str) and labels.any_title(filled)


def _texts(row: Sequence[Any]) -> list[str]:
    return [labels.heading(cell) if cell and isinstance(cell, str) else "" for cell in row]


def vocabulary(term: str) -> frozenset[str]:
    """Every heading that a table of this name may have."""
    if term not in _VOCABULARY:
        own: set[str] = set(labels.COLUMNS.get(term, ()))
        if term == t.THREE:
            own |= {*labels.ITEMS, *labels.THREE_ASPECTS}
        if term == t.BASIC:
            own |= {*labels.GROUPS}
        if term in (t.OVERVIEW, t.FISCAL):
            own |= {*labels.SIDES}
        if term == internal.OPERATION:
            own |= {*internal.OPERATION_ASPECTS}
        if term == internal.PEOPLE:
            own |= {*internal.AT_END}
        _VOCABULARY[term] = frozenset({*labels.LABELS, *labels.ASPECTS, *labels.AMOUNT_LABELS, *labels.SUBTOTALS, *own})
    return _VOCABULARY[term]


_VOCABULARY: dict[str, frozenset[str]] = {}


def _heads(sheet: Worksheet, head: int, end: int, known: frozenset[str]) -> tuple[list[list[str]], int]:
    """The rows of headings, and the first row below them."""
    heads = [_texts(sheet.rows[head])]
    beside = _label_columns(heads[0])
    for number in range(head + 1, end):
        row = sheet.rows[number]
        texts = _texts(row)
        if _is_line_row(row, texts, known):
            return heads, number + 1
        if _has_data(row, texts, beside, known) or not known.intersection(texts):
            if any(texts) or any(cell != "" for cell in row):
                return heads, number
            continue
        heads.append(texts)
        beside |= _label_columns(texts)
    return heads, end


def _label_columns(texts: list[str]) -> set[int]:
    return {column for column, text in enumerate(texts) if text in labels.CODE_LABELS or text in labels.NAME_LABELS}


def _is_line_row(row: Sequence[Any], texts: list[str], known: frozenset[str]) -> bool:
    """A row of 栏次: 1, 2, 3 …, with or without the word."""
    if any(text in labels.LINE_LABELS for text in texts):
        others = [text for text in texts if text and text not in labels.LABELS and not text.isdecimal()]
        return not others and sum(text in known for text in texts) <= len(labels.CODE_LABELS) and _counts(row, texts)
    return False


def _counts(row: Sequence[Any], texts: list[str]) -> bool:
    """Whether the row holds numbers at all; a row of headings with a column 行次 does not."""
    return any(not isinstance(cell, str) for cell in row) or any(text.isdecimal() for text in texts)


def _has_data(row: Sequence[Any], texts: list[str], beside: set[int], known: frozenset[str]) -> bool:
    """Whether a row is one of figures: a number in it, or a label beside the figures that is no heading.

    合计 among the labels is no data where the rest of the row are headings still (an empty table).
    """
    headed = sum(text in known for column, text in enumerate(texts) if column not in beside) >= _KNOWN_HEADINGS
    for column, cell in enumerate(row):
        if not isinstance(cell, str):
            return True
        if texts[column] and column in beside and (texts[column] not in known or texts[column] in labels.SUBTOTALS):
            if not headed:
                return True
            texts[column] = ""
        if texts[column] and texts[column][0] in "0123456789-—（" and texts[column][-1] in "0123456789-—）":
            return True
    return False


# What a table must have ---------------------------------------------------------------------------


def doubled(frame: Frame) -> Iterator[tuple[Column, Column]]:
    """Columns that say the same as one before them in their block."""
    for block in frame.blocks:
        seen: dict[tuple[tuple[str, ...], str], Column] = {}
        for column in block.figures:
            first = seen.setdefault((column.key, column.aspect), column)
            if first is not column:
                yield first, column


_SHORT_BALANCE = (t.YEAR_SPENDING, t.BASIC_SPENDING, t.PROJECT_SPENDING)
_NEEDED = {
    **b.COLUMNS,
    t.FISCAL: (t.TOTAL, t.GENERAL_BUDGET, t.FUND_BUDGET),  # 国有资本经营预算 since 2019 only
}


def missing(frame: Frame) -> list[str]:
    """The columns that this table must have and whose headings were not found."""
    term = frame.term
    for block in frame.blocks:
        if absent := missing_levels(block, frame.sheet.rows[frame.head_row : frame.first_row]):
            return absent
    keys = {column.key for block in frame.blocks for column in block.figures if column.aspect == t.ACTUAL}
    if term in internal.FORMS:
        return [] if keys else [b.ACTUAL_COLUMN]
    if term in (t.OVERVIEW, t.FISCAL):
        sides = {block.side for block in frame.blocks}
        absent = [side for side in (t.RECEIPTS, t.PAYMENTS) if side not in sides]
        if absent or term == t.OVERVIEW:
            return absent
    if term == t.BASIC:
        return [] if () in keys or {(t.STAFF,), (t.PUBLIC,)} <= keys else [b.ACTUAL_COLUMN]
    if term == t.THREE:
        return _missing_three(keys)
    short = term == t.CAPITAL and (t.YEAR_INCOME,) not in keys
    return [column for column in (_SHORT_BALANCE if short else _NEEDED[term]) if (column,) not in keys]


def _missing_three(keys: set[tuple[str, ...]]) -> list[str]:
    aspects = (b.BUDGET_COLUMN, b.ACTUAL_COLUMN)
    if {(aspect,) for aspect in aspects} <= keys:
        return []
    wanted = [(item, aspect) for aspect in aspects for item in b.THREE_ITEMS]
    return [f"{item}（{aspect}）" for item, aspect in wanted if (item, aspect) not in keys]


def texts_above(frame: Frame) -> Iterator[tuple[int, int, str]]:
    """Every text above the headings, with its row and column (from 0): what the corners say."""
    for number in range(frame.top_row, frame.head_row):
        for column, cell in enumerate(frame.sheet.rows[number]):
            if cell and isinstance(cell, str):
                yield number, column, cell


def form(frame: Frame) -> str:
    """Which form of the accounts software a table is (财决07表): by its corner, sheet or columns; "" if none."""
    number = internal.NUMBERS.get(frame.term, "")
    if frame.term in internal.FORMS or (frame.term == t.GENERAL and t.YEAR_INCOME in frame.headings):
        return number
    texts = (*(text for _, _, text in texts_above(frame)), frame.sheet.name)
    return number if any(found == number for found in map(labels.form_number, texts) if found) else ""


def headings_money(frame: Frame) -> Iterator[tuple[int, int, str]]:
    """The units of money that headings name of their own, with row and column (from 0)."""
    for number in range(frame.head_row, frame.first_row):
        for column, cell in enumerate(frame.sheet.rows[number]):
            if cell and isinstance(cell, str) and t.YUAN in cell and (unit := labels.heading_money(cell)):
                yield number, column, unit


def has_income(frame: Frame) -> bool:
    """Whether a table of 07 or 08 tells what came in, not only what was spent."""
    return any(column.key == (t.YEAR_INCOME,) for block in frame.blocks for column in block.figures)

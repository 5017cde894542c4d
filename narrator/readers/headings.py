"""Finding the nine tables on the sheets of a workbook, and what each of their columns is.

A table is known by its title and its headings, never by the order of sheets, by position or by 行次.
Headings may span several rows and merged cells; merged cells are not relied on (not every format tells
of them): a blank heading cell continues its left neighbour as long as both stand under the same heading.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from narrator.figures import tables as b
from narrator.figures import terms as t
from narrator.readers import labels
from narrator.readers.spreadsheet import Sheet

_SEARCHED = 15  # so many rows below a title its headings begin at the latest
_KNOWN_HEADINGS = 2  # so many known headings make a row one of headings
_NAME, _CODE, _LINE, _OTHER = "name", "code", "line", "other"


class Column(NamedTuple):
    """A column of figures: where it stands (from 0), what it adds to the road of a cell, which amount it is."""

    at: int
    key: tuple[str, ...]
    aspect: str = t.ACTUAL


class Block(NamedTuple):
    """A block of a table: columns of codes, of names, of figures. ``side`` is 收入 or 支出 in 01 and 04."""

    side: str
    codes: tuple[int, ...]
    names: tuple[int, ...]
    figures: tuple[Column, ...]


class Frame(NamedTuple):
    """A table found on a sheet; rows count from 0. ``top_row`` is where it begins, at the latest its title.

    ``unknown`` are columns whose headings say nothing known, or that have none ("").
    """

    term: str
    sheet: Sheet
    top_row: int
    title_row: int
    title_column: int
    head_row: int
    first_row: int
    end_row: int
    blocks: tuple[Block, ...]
    unknown: tuple[tuple[int, str], ...]

    @property
    def headless(self) -> bool:
        """Whether there is only a title, without headings."""
        return self.head_row <= self.title_row


def frames(sheet: Sheet) -> list[Frame]:
    """The tables of a sheet, from each title to the next one that has headings below it.

    A title without headings is mentioned only (目录, 「见收入决算表」); where it is the only title of its
    sheet, a frame without blocks says so.
    """
    titles = [
        (number, column, term)
        for number, row in enumerate(sheet.rows)
        for column, cell in enumerate(row)
        if isinstance(cell, str) and "表" in cell and (term := labels.title(cell))
    ]
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


def _head(sheet: Sheet, title_row: int, term: str, end: int) -> int | None:
    """The first row of headings below a title, None where there is none."""
    known = _known(term)
    rows = range(title_row + 1, min(title_row + 1 + _SEARCHED, end))
    found = (row for row in rows if sum(text in known for text in _texts(sheet.rows[row])) >= _KNOWN_HEADINGS)
    return next(found, None)


def _frame(sheet: Sheet, title_row: int, title_column: int, term: str, head: int, top: int, end: int) -> Frame:
    heads, first = _heads(sheet, head, end, _known(term))
    end = next((number for number in range(first, end) if _is_title(sheet.rows[number])), end)
    own = {column for row in heads for column, text in enumerate(row) if text}
    blocks, unknown = _Blocks(sheet, term, first, end).of(_filled(heads), own)
    return Frame(term, sheet, top, max(title_row, 0), title_column, head, first, end, blocks, unknown)


def _is_title(row: Sequence[Any]) -> bool:
    """Whether a row holds nothing but the title of some table, one of the nine or another."""
    filled = [cell for cell in row if cell != ""]
    return len(filled) == 1 and isinstance(filled[0], str) and labels.any_title(filled[0])


def _texts(row: Sequence[Any]) -> list[str]:
    return [labels.heading(cell) if isinstance(cell, str) else "" for cell in row]


def _known(term: str) -> frozenset[str]:
    """Every heading that a table of this name may have."""
    if term not in _VOCABULARY:
        own: set[str] = set(labels.COLUMNS.get(term, ()))
        if term == t.THREE:
            own |= {*labels.ITEMS, *labels.THREE_ASPECTS}
        if term in (t.OVERVIEW, t.FISCAL):
            own |= {*labels.SIDES}
        _VOCABULARY[term] = frozenset({*labels.LABELS, *labels.ASPECTS, *labels.AMOUNT_LABELS, *labels.SUBTOTALS, *own})
    return _VOCABULARY[term]


_VOCABULARY: dict[str, frozenset[str]] = {}


def _heads(sheet: Sheet, head: int, end: int, known: frozenset[str]) -> tuple[list[list[str]], int]:
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


def _filled(heads: list[list[str]]) -> list[list[str]]:
    """For each column its headings from the top down, merged cells filled in."""
    width = max((column + 1 for row in heads for column, text in enumerate(row) if text), default=0)
    paths: list[list[str]] = []
    for column in range(width):
        path: list[str] = []
        continues = column > 0
        for level, row in enumerate(heads):
            text = row[column] if column < len(row) else ""
            continues = continues and not text
            if text:
                path.append(text)
            elif continues and level < len(paths[-1]) and paths[-1][level]:
                path.append(paths[-1][level])
            else:
                path.append("")
        paths.append(path)
    return [[text for text in path if text] for path in paths]


class _Blocks:
    """Gathers the columns of a table into blocks."""

    def __init__(self, sheet: Sheet, term: str, first: int, end: int) -> None:
        self.sheet, self.term, self.rows = sheet, term, range(first, end)
        self.blocks: list[Block] = []
        self.unknown: list[tuple[int, str]] = []
        self.begin()

    def begin(self) -> None:
        self.side = ""
        self.codes: list[int] = []
        self.names: list[int] = []
        self.figures: list[Column] = []
        self.other = False  # a block of another division, by kind of spending

    def close(self) -> None:
        if self.figures and not self.other:
            self.blocks.append(Block(self.side, tuple(self.codes), tuple(self.names), tuple(self.figures)))

    def of(self, paths: list[list[str]], own: set[int]) -> tuple[tuple[Block, ...], tuple[tuple[int, str], ...]]:
        """The blocks of columns with these headings, and the columns whose headings say nothing known.

        A column without a heading of its own (not in ``own``) may be one of codes or names under a merged
        heading, never one of figures.
        """
        for index, path in enumerate(paths):
            if path:
                self.column(index, path, index in own)
        self.close()
        return tuple(self.blocks), tuple(self.unknown)

    def column(self, index: int, path: list[str], own: bool) -> None:
        kind = _label_kind(path[-1])
        if kind and self.figures:
            self.close()
            self.begin()
        self.side = self.side or next((labels.SIDES[text] for text in path if text in labels.SIDES), "")
        if kind == _CODE:
            self.codes.append(index)
        elif kind == _NAME:
            self.names.append(index)
            self.side = self.side_by_rows(index) or self.side
        elif kind == _OTHER:
            self.other = True
        elif kind is None:
            column = _figures(self.term, index, path, self.side) if own else None
            if column:
                self.figures.append(column)
            else:
                self.unknown.append((index, path[-1] if own else ""))

    def side_by_rows(self, name: int) -> str:
        """收入 or 支出 by the total that stands among these names; "" where that does not tell."""
        if self.term not in (t.OVERVIEW, t.FISCAL):
            return ""
        cells = (self.sheet.rows[row][name] for row in self.rows if name < len(self.sheet.rows[row]))
        found = (_TOTAL_OF_SIDE.get(labels.row(cell)) for cell in cells if isinstance(cell, str))
        return next((side for side in found if side), "")


_TOTAL_OF_SIDE = {t.YEAR_RECEIPTS: t.RECEIPTS, t.YEAR_PAYMENTS: t.PAYMENTS}


def _label_kind(text: str) -> str | None:
    if text in labels.CODE_LABELS:
        return _CODE
    if text in labels.NAME_LABELS:
        return _NAME
    if text in labels.OTHER_BLOCKS:
        return _OTHER
    return _LINE if text in labels.LINE_LABELS else None


def _figures(term: str, index: int, path: list[str], side: str) -> Column | None:
    """What a column of figures is, by its headings; None where they say nothing known."""
    if term == t.THREE:
        return _three(index, path)
    aspect = next((labels.ASPECTS[text] for text in path if text in labels.ASPECTS), "")
    rest = [text for text in path if text not in labels.ASPECTS]
    if term in (t.OVERVIEW, t.BASIC) or (term == t.FISCAL and side == t.RECEIPTS):
        named = aspect or any(text in labels.AMOUNT_LABELS for text in rest)
        return Column(index, (), aspect or t.ACTUAL) if named else None
    key = _key(labels.COLUMNS[term], [text for text in rest if text not in labels.SIDES])
    if key is None and term == t.FISCAL and aspect and not [text for text in rest if text not in labels.SIDES]:
        key = t.TOTAL
    return Column(index, (key,), aspect or t.ACTUAL) if key else None


# Headings that stand over others and say nothing of their own; headings that others may divide.
_OVER = frozenset(("项目", "支出", "收入", "金额", "本年收入", "本年支出", "一般公共预算财政拨款支出", "财政拨款支出"))
_OPEN = (t.YEAR_SPENDING, t.TOTAL, t.YEAR_PAYMENTS, t.YEAR_RECEIPTS)


def _key(known: dict[str, str], path: list[str]) -> str | None:
    """The column that the lowest heading names, unless a heading above it names another one."""
    if not path or any(text not in known and text not in _OVER for text in path[:-1]):
        return None
    *above, leaf = path
    parent = next((known[text] for text in reversed(above) if text in known), None)
    if leaf in labels.SUBTOTALS and parent:
        return parent
    key = known.get(leaf)
    return key if parent is None or parent == key or parent in _OPEN else None


def _three(index: int, path: list[str]) -> Column | None:
    aspect = next((labels.THREE_ASPECTS[text] for text in path if text in labels.THREE_ASPECTS), None)
    items = [text for text in path if text not in labels.THREE_ASPECTS]
    leaf = items[-1] if items else ""
    above = next((labels.ITEMS[text] for text in reversed(items[:-1]) if text in labels.ITEMS), None)
    item = above if leaf in labels.SUBTOTALS and above else labels.ITEMS.get(leaf)
    if aspect is None:
        return None
    if item is None:
        return Column(index, (aspect,)) if not items else None
    return Column(index, (item, aspect))


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


def missing(frame: Frame) -> list[str]:
    """The columns that this table must have and whose headings were not found."""
    keys = {column.key for block in frame.blocks for column in block.figures if column.aspect == t.ACTUAL}
    sides = {block.side for block in frame.blocks}
    match frame.term:
        case t.OVERVIEW:
            return [side for side in (t.RECEIPTS, t.PAYMENTS) if side not in sides]
        case t.FISCAL:
            columns = [(t.TOTAL,), (t.GENERAL_BUDGET,), (t.FUND_BUDGET,)]  # 国有资本经营预算 since 2019 only
            absent = [side for side in (t.RECEIPTS, t.PAYMENTS) if side not in sides]
            return absent or [key[0] for key in columns if key not in keys]
        case t.BASIC:
            return [] if keys else [b.ACTUAL_COLUMN]
        case t.THREE:
            return _missing_three(keys)
        case _:
            needed = b.COLUMNS[frame.term]
            if frame.term == t.CAPITAL and (t.YEAR_INCOME,) not in keys:
                needed = _SHORT_BALANCE
            return [column for column in needed if (column,) not in keys]


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
            if isinstance(cell, str) and cell:
                yield number, column, cell


def headings_money(frame: Frame) -> Iterator[tuple[int, int, str]]:
    """The units of money that headings name of their own, with row and column (from 0)."""
    for number in range(frame.head_row, frame.first_row):
        for column, cell in enumerate(frame.sheet.rows[number]):
            if isinstance(cell, str) and (unit := labels.heading_money(cell)):
                yield number, column, unit


def has_income(frame: Frame) -> bool:
    """Whether a table of 07 or 08 tells what came in, not only what was spent."""
    return any(column.key == (t.YEAR_INCOME,) for block in frame.blocks for column in block.figures)

"""What each column of one of the nine tables is, by its headings; columns gathered into blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from narrator.figures import terms as t
from narrator.figures.number import NumberError
from narrator.readers import internal, labels, widths
from narrator.readers.amounts import amount
from narrator.readers.spreadsheet import Worksheet

_NAME, _CODE, _LINE, _OTHER = "name", "code", "line", "other"


class Column(NamedTuple):
    """A column of figures: where it stands (from 0), what it adds to the key of a cell, which amount it is."""

    at: int
    key: tuple[str, ...]
    aspect: str = t.ACTUAL


class ColumnBlock(NamedTuple):
    """A block of a table: columns of codes, of names, of figures. ``side`` is 收入 or 支出 in 01 and 04."""

    side: str
    codes: tuple[int, ...]
    names: tuple[int, ...]
    figures: tuple[Column, ...]

    def texts(self, row: list[Any]) -> Iterator[str]:
        """What stands in the columns of names, and words in those of codes."""
        last = len(row)
        for column in self.names:
            if column < last and (cell := row[column]) and isinstance(cell, str) and widths.squeeze(cell):
                yield cell
        for column in self.codes:
            words = column < last and (cell := row[column]) and isinstance(cell, str) and widths.squeeze(cell)
            if words and not labels.digits(cell):
                yield cell

    def filled(self, row: list[Any]) -> list[int]:
        """The columns of figures in which something stands."""
        return [column.at for column in self.figures if column.at < len(row) and row[column.at] != ""]

    def has_amount(self, row: list[Any]) -> bool:
        """Whether any of the row's figures is an amount, or cannot be read as one."""
        for column in self.figures:
            if column.at < len(row):
                try:
                    if amount(row[column.at], t.WAN) is not None:
                        return True
                except NumberError:
                    return True
        return False

    def is_heading(self, row: list[Any]) -> bool:
        """A repeated row of headings or 栏次 among the figures."""
        cells = [row[column.at] for column in self.figures if column.at < len(row) and row[column.at] != ""]
        beside = [widths.squeeze(str(row[column])) for column in (*self.codes, *self.names) if column < len(row)]
        numbered = [str(cell).removesuffix(".0") for cell in cells]
        in_turn = len(cells) == len(self.figures) > 1 and all(
            number.isdecimal() and int(number) == int(numbered[0]) + step for step, number in enumerate(numbered)
        )
        return in_turn or any(text in labels.LABELS for text in beside)


def filled(heads: list[list[str]]) -> list[tuple[str, ...]]:
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
    return [tuple(filter(None, path)) for path in paths]


def by_levels(block: ColumnBlock, heads: Sequence[Sequence[Any]]) -> ColumnBlock:
    """The block with the columns of codes that 类, 款, 项 stand over, where these words divide them at all."""
    levels = _levels(block, heads)
    return block._replace(codes=tuple(levels)) if levels else block


def missing_levels(block: ColumnBlock, heads: Sequence[Sequence[Any]]) -> list[str]:
    """The levels of codes that have no column though lower ones have, or that stand in another order."""
    levels = [*_levels(block, heads).values()]
    return [word for word, there in zip(_LEVELS, levels, strict=False) if word != there]


def _levels(block: ColumnBlock, heads: Sequence[Sequence[Any]]) -> dict[int, str]:
    """The columns of codes that 类, 款 or 项 stands over, and which of them."""
    found = {}
    for column in block.codes:
        words = [labels.heading(row[column]) for row in heads if column < len(row) and isinstance(row[column], str)]
        if word := next((word for word in words if word in _LEVELS), ""):
            found[column] = word
    return found


_LEVELS = ("类", "款", "项")


def gathered(
    sheet: Worksheet, term: str, rows: range, paths: list[tuple[str, ...]], own: set[int]
) -> tuple[tuple[ColumnBlock, ...], tuple[tuple[int, str], ...]]:
    """The blocks of columns with these headings, and the columns whose headings say nothing known.

    ``rows`` are those of the table below its headings, ``own`` the columns with a heading of their own; another
    one may hold codes or names under a merged heading, never figures.
    """
    return _Blocks(sheet, term, rows).of(paths, own)


class _Blocks:
    """Gathers the columns of a table into blocks."""

    def __init__(self, sheet: Worksheet, term: str, rows: range) -> None:
        self.sheet, self.term, self.rows = sheet, term, rows
        self.blocks: list[ColumnBlock] = []
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
            self.blocks.append(ColumnBlock(self.side, tuple(self.codes), tuple(self.names), tuple(self.figures)))

    def of(
        self, paths: list[tuple[str, ...]], own: set[int]
    ) -> tuple[tuple[ColumnBlock, ...], tuple[tuple[int, str], ...]]:
        """The blocks of columns with these headings, and the columns whose headings say nothing known.

        A column without a heading of its own (not in ``own``) may be one of codes or names under a merged
        heading, never one of figures.
        """
        for index, path in enumerate(paths):
            if path:
                self.column(index, path, index in own)
        self.close()
        return tuple(self.blocks), tuple(self.unknown)

    def column(self, index: int, path: tuple[str, ...], own: bool) -> None:
        kind = _label_kind(path[-1])
        if kind and self.figures:
            self.close()
            self.begin()
        self.side = self.side or next(filter(None, map(labels.SIDES.get, path)), "")
        if kind == _CODE:
            self.codes.append(index)
        elif kind == _NAME:
            self.names.append(index)
            self.side = self.side_by_rows(index) or self.side
        elif kind == _OTHER:
            self.other = True
        elif kind is None:
            figures = _figures(self.term, path, self.side) if own else None
            if figures:
                self.figures.append(Column(index, *figures))
            elif not beyond(self.term, path):
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


@lru_cache(maxsize=2_000)  # the headings of the official tables, the same in every workbook
def _figures(term: str, path: tuple[str, ...], side: str) -> tuple[tuple[str, ...], str] | None:
    """The key and the amount of a column of figures, by its headings; None where they say nothing known."""
    if term == t.THREE:
        return _three(path)
    if term == internal.BASIC_ACROSS:
        code = internal.economic(path)
        return ((code,), t.ACTUAL) if code else None
    if term == internal.OPERATION:
        aspect = internal.OPERATION_ASPECTS.get(path[-1])
        return ((), aspect) if aspect else None
    if term == internal.PEOPLE:
        counted = internal.people(path)
        return (counted, t.ACTUAL) if counted else None
    aspect = next((labels.ASPECTS[text] for text in path if text in labels.ASPECTS), "")
    key = _key(term, side, path, aspect)
    return None if key is None else (key, aspect or t.ACTUAL)


def _key(term: str, side: str, path: tuple[str, ...], aspect: str) -> tuple[str, ...] | None:
    """What a column of figures adds to the key of its cells; None where its headings say nothing known."""
    rest = [text for text in path if text not in labels.ASPECTS]
    if term == t.BASIC and path[-1] in labels.GROUPS:
        return (labels.GROUPS[path[-1]],)
    if term in (t.OVERVIEW, t.BASIC) or (term == t.FISCAL and side == t.RECEIPTS):
        summed = term == t.BASIC and path[-1] in labels.SUBTOTALS
        return () if aspect or summed or any(text in labels.AMOUNT_LABELS for text in rest) else None
    rest = [text for text in rest if text not in labels.SIDES]
    if term == t.FISCAL and aspect and not rest:
        return (t.TOTAL,)
    key = None if beyond(term, path) else _named(labels.COLUMNS[term], rest)
    return (key,) if key else None


def beyond(term: str, path: tuple[str, ...]) -> bool:
    """Whether a column of a form is one that the published table does not have, by any of its headings."""
    return not labels.BEYOND.get(term, _NOTHING).isdisjoint(path)


_NOTHING: frozenset[str] = frozenset()


# Headings that stand over others and say nothing of their own; headings that others may divide.
_OVER = frozenset(("项目", "支出", "收入", "金额", "本年收入", "本年支出", "一般公共预算财政拨款支出", "财政拨款支出"))
_OPEN = (t.YEAR_SPENDING, t.TOTAL, t.YEAR_PAYMENTS, t.YEAR_RECEIPTS)


def _named(known: dict[str, str], path: list[str]) -> str | None:
    """The column that the lowest heading names, unless a heading above it names another one."""
    if not path or any(text not in known and text not in _OVER for text in path[:-1]):
        return None
    *above, leaf = path
    parent = next((known[text] for text in reversed(above) if text in known), None)
    if leaf in labels.SUBTOTALS and parent:
        return parent
    key = known.get(leaf)
    return key if parent is None or parent == key or parent in _OPEN else None


def _three(path: tuple[str, ...]) -> tuple[tuple[str, ...], str] | None:
    aspect = next((labels.THREE_ASPECTS[text] for text in path if text in labels.THREE_ASPECTS), None)
    items = [text for text in path if text not in labels.THREE_ASPECTS]
    leaf = items[-1] if items else ""
    above = next((labels.ITEMS[text] for text in reversed(items[:-1]) if text in labels.ITEMS), None)
    item = above if leaf in labels.SUBTOTALS and above else labels.ITEMS.get(leaf)
    if aspect is None:
        return None
    if item is None:
        return ((aspect,), t.ACTUAL) if not items else None
    return (item, aspect), t.ACTUAL

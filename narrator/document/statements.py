"""The nine statements (报表) as tables of the document: official labels, amounts as the pack prints them.

A table's title is its name, then the pack's lines above it, as in published tables: the last (单位：万元) stands on
the right above the headings, the one before it (unit and year) on the left, those before that (公开01表) on the right
of lines of their own. The tables are numbered in the pack's order.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache, partial

from narrator.document import grids
from narrator.document.assemble import hole, ordinal
from narrator.document.grids import Box, Grid, Known
from narrator.document.standing import stood
from narrator.document.tree import Attached, Cell, Paragraph, Row, Table
from narrator.figures import tables as b
from narrator.figures import terms as t
from narrator.figures.model import Cells, Statement, Unit
from narrator.figures.values import Figure, Gap, Place, Text, Value
from narrator.phrases.pack import Pack
from narrator.phrases.phrase import Phrase, Said, Source, Span, say
from narrator.phrases.settings import TableWords
from narrator.rules.facts import common
from narrator.rules.kinds import ATTACHED

WIDE = (t.INCOME, t.EXPENDITURE, t.FISCAL, t.FUND, t.CAPITAL, t.THREE)
_FUND, _CAPITAL, _OTHER = ATTACHED.conditions
_EMPTY = {t.FUND: _FUND, t.CAPITAL: _CAPITAL}
_OFFICIAL = Source("", (), Place("", 0, 0))  # a term of the code, or the unit's own name for an account
_NOTHING = Paragraph(())
_cell = partial(tuple.__new__, Cell)  # of one tuple, not field by field, as in ``narrator.document.assemble``
_paragraph = partial(tuple.__new__, Paragraph)


def attached(unit: Unit, pack: Pack) -> tuple[Attached, ...]:
    """The statements of which anything is known, in the pack's order; none where the pack words none.

    Amounts are printed in the pack's scale, with its decimals. A cell that the table leaves blank stays blank,
    and so does one of which nothing is known; then the statement has a ``gap``, marked in its ``note``.
    The gaps of statements are not among ``Document.gaps()``: the text needs none of these cells.
    """
    if pack.attached is None:
        return ()
    writer = _Writer(pack, pack.attached, common(unit, pack.decimals))
    return tuple(
        writer.statement(statement) for term in pack.attached.order if _tells(statement := unit.statement(term))
    )


def _tells(statement: Statement) -> bool:
    return bool(statement.cells or statement.empty or _given(statement))


def _known(statement: Statement) -> Known:
    """The table as a workbook holds it, else as far as the unit file tells it."""
    if statement.cells or statement.empty:
        return Known(statement.cells, statement.names, whole=bool(statement.cells) and statement.whole)
    names = {code: account.name for code, account in (statement.accounts or {}).items()}
    return Known(_given(statement), names, whole=False)


def _given(statement: Statement) -> Cells:
    """The cells that a unit file gives: rows and accounts that the text needs."""
    term, cells = statement.term, dict[tuple[str, ...], Figure | None]()
    for labels, amounts in statement.rows.items():
        cells[b.key(term, labels)] = amounts.actual
        if term == t.THREE:
            cells[b.key(term, labels, b.BUDGET_COLUMN)] = amounts.full_budget
    for code, account in (statement.accounts or {}).items():
        cells[(code, b.SPENT[term]) if term in b.SPENT else (code,)] = account.amounts.actual
    listed = statement.accounts or {}
    return {key: figure for key, figure in cells.items() if figure is not None or key[0] in listed}


def _is_empty(statement: Statement, cells: Cells) -> bool:
    """Whether a table holds no figure; of 七 and 八, no figure but zeros."""
    figures = [figure for figure in cells.values() if figure is not None]
    if statement.term in _EMPTY:
        return statement.empty or not any(figure.value for figure in figures)
    return statement.empty or not figures


def _is_open(known: Known, grid: Grid, term: str) -> bool:
    """Whether cells are missing: 09 alone has no rows that a unit file does not give."""
    return not (known.whole or term == t.THREE) or any(key not in known.cells for key in grid.keys)


class _Writer:
    """Puts the pack's words and amounts into the grids."""

    def __init__(self, pack: Pack, words: TableWords, shared: Mapping[str, Value]) -> None:
        self.pack, self.words, self.shared = pack, words, shared
        self.numbers: dict[int, Said] = {}

    def statement(self, statement: Statement) -> Attached:
        term, known = statement.term, _known(statement)
        grid = grids.grid(term, known)
        heads = [Row(tuple(self.cell(box, {}) for box in row), header=True) for row in grid.heads]
        rows = [Row(tuple(self.cell(box, known.cells) for box in row)) for row in grid.rows]
        number = {"序号": ordinal(self.words.order.index(term) + 1)}
        above = (Paragraph((self.said(phrase, number if phrase.over else {}),)) for phrase in self.words.above)
        table = Table((Paragraph((_term(term),)), *above), stood((*heads, *rows)), grid.columns)
        below = [self.said(self.words.below[term], {})] if term in self.words.below else []
        gap = None
        if _is_empty(statement, known.cells):
            below.append(self.said(self.words.empty, {"表名": Text(term)}, _EMPTY.get(term, _OTHER)))
        elif _is_open(known, grid, term):
            gap = Gap(term, term)
            span = hole(self.pack, self.shared, gap)
            below.append(Said(span.source, None, None, (span,)))
        return Attached(term, table, Paragraph(tuple(below)) if below else None, term in WIDE, gap)

    def cell(self, box: Box, cells: Cells) -> Cell:
        label, key, number, *extent = box
        if key is None and number == 0 and (label is None or label.origin is None):
            return _labelled(box)
        return _cell((self.content(box, cells), *extent, ""))

    def content(self, box: Box, cells: Cells) -> Paragraph:
        label, key, number = box[:3]
        if key is not None:
            figure = cells.get(key)
            if figure is None:
                return _NOTHING
            return _paragraph(((self.said(self.words.amount, {"金额": self.pack.decimals.printed(figure)}),),))
        assert label is not None
        said = _official(label) if label.origin else _term(label.text)
        return _paragraph(((self.numbered(number), said) if number else (said,),))

    def numbered(self, number: int) -> Said:
        if number not in self.numbers:
            self.numbers[number] = self.said(self.words.number, {"序号": ordinal(number)})
        return self.numbers[number]

    def said(self, phrase: Phrase, slots: Mapping[str, Value], condition: str = "") -> Said:
        variant = phrase.variant(condition)
        assert variant is not None
        spans = say(variant, slots, self.shared, self.pack.formats)
        return Said(variant.source, condition, None, tuple(map(self.marked, spans)))

    def marked(self, span: Span) -> Span:
        value = span.value
        return hole(self.pack, self.shared, value, span.source) if type(value) is Gap else span


def _official(label: Text) -> Said:
    return Said(_OFFICIAL, "", None, (Span(label.text, _OFFICIAL, value=label),))


@lru_cache(maxsize=2000)  # the official words in the nine tables
def _labelled(box: Box) -> Cell:
    """The cell of an official label without a number, or of nothing."""
    content = Paragraph((_term(box.label.text),)) if box.label else _NOTHING
    return Cell(content, box.rows, box.cols, box.align)


@lru_cache(maxsize=2000)  # likewise
def _term(term: str) -> Said:
    return _official(Text(term))

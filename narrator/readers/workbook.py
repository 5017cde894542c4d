"""A workbook of the nine published tables: every figure by its key, with its sheet and cell.

What is known is taken, what is not known is named: other sheets, other columns, other rows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from narrator.figures import terms as t
from narrator.figures.findings import Finding, Refused, by_place
from narrator.figures.protocol import ReadRow
from narrator.figures.values import Place, Text
from narrator.files import strange
from narrator.readers import columns, cover, headings, internal, published, spreadsheet, unseen
from narrator.readers.amounts import quoted
from narrator.readers.corners import Corners
from narrator.readers.headings import Frame
from narrator.readers.internal_rows import ROWS
from narrator.readers.rows import Rows
from narrator.readers.spreadsheet import Opened, Worksheet
from narrator.readers.table import Book, PublishedTable, exported
from narrator.readers.words import NO_WORDS, Words

_SHOWN = 6
_TWICE = "请核对哪一张是要公开的，把另一张移到别的工作簿；是一张表的两页的，请接成一张。"


def load(path: Path, money: str = "") -> Book:
    """The nine tables of a workbook; those it does not have are missing from ``tables``.

    ``money`` (元 or 万元) stands for the corner note where a sheet has none. Raises Refused with every
    problem that can be told at once.
    """
    ((book,), findings) = load_all((path,), money)
    if book is None:
        raise Refused(findings)
    return book


def load_all(
    paths: Sequence[Path | None], money: str = "", words: Words = NO_WORDS, opened: Opened = spreadsheet.load
) -> tuple[list[Book | None], list[Finding]]:
    """The workbooks of one unit, and the problems of all; None where there is no path, or it is refused.

    An account that one of them names without its code may be told by the other. ``words`` are the region's own;
    ``opened`` opens them.
    """
    readers: list[Reader | None] = []
    findings: list[Finding] = []
    for path in paths:
        reader = Reader(str(path), money) if path else None
        try:
            if reader and path:
                reader.begin(opened(path), words)
        except Refused as refused:
            findings += refused.findings
            reader = None
        readers.append(reader)
    known = [reader.names() for reader in readers if reader]
    books: list[Book | None] = []
    for reader in readers:
        try:
            books.append(reader.finish(known) if reader else None)
        except Refused as refused:
            findings += refused.findings
            books.append(None)
    return books, findings


class Reader(Corners):
    """Reads the sheets of one workbook: ``begin``, then ``finish`` or, where problems stop nothing, ``book``."""

    def __init__(self, file: str, money: str, called: str = "工作表") -> None:
        super().__init__(file, money)
        self.called = called
        self.notes: list[Finding] = []
        self.frames: list[Frame] = []
        self.taken: set[str] = set()  # sheets that tables were looked for on
        self.found: list[list[Rows]] = []  # of each table, the rows of its frames
        self.similar: dict[str, tuple[str, str]] = {}
        self.others: tuple[str, ...] = ()
        self.kind: Text | None = None
        self.loose: dict[str, tuple[str, Worksheet]] = {}  # sheets without title that a table may go on with

    def read(self, sheets: list[Worksheet]) -> Book:
        """The book of these sheets by themselves."""
        self.begin(sheets)
        return self.finish([self.names()])

    def begin(self, typed: list[Worksheet], words: Words = NO_WORDS) -> None:
        """Find the tables and read every row that tells itself what it is; ``words`` are the region's own."""
        self.kind = cover.kind(self.file, typed)
        sheets = typed if words == NO_WORDS else list(map(words.applied, typed))
        groups = self.chosen(self.framed(sheets), sheets)
        self.frames = [group[0] for group in groups]
        self.found = [rows for group in groups if (rows := self.table(group))]
        for sheet in typed:
            if sheet.name in self.taken or sheet.name in self.loose:
                self.findings += strange.in_cells(sheet.rows[sheet.above :], self.file, sheet.name)

    def names(self) -> Mapping[str, str]:
        """The names of accounts by code, as far as the tables have codes."""
        return {code: name.text for rows in self.found for part in rows for code, name in part.table.names.items()}

    def finish(self, known: Iterable[Mapping[str, str]]) -> Book:
        """The whole book. Raises Refused."""
        book = self.book(known)
        if not self.frames:
            place = Place(self.file, 0, 0)
            advice = f"请检查是否选错了文件；表名应如「{t.OVERVIEW}」。"
            self.findings.append(Finding("B201", place, "没有认出九张决算公开表中的任何一张。", advice))
        if self.findings:
            raise Refused(sorted(self.findings, key=by_place))
        return book

    def book(self, known: Iterable[Mapping[str, str]]) -> Book:
        """Read what only names tell, join what goes on, and say what is missing."""
        tables: dict[str, PublishedTable] = {}
        for parts in self.found:
            for rows in parts:
                if rows.unnamed:
                    self.told_by_name(rows, known)
                self.findings += unseen.gathered(rows.findings)
                figures = chain(rows.table.cells.values(), rows.table.budgets.values())
                self.notes += unseen.hidden(rows.frame.sheet.marks, figures, rows.table.title)
            table = self.joined([rows.table for rows in parts])
            table.rows += self.loose_rows(table.term)
            tables[table.term] = table
        for table in tables.values():
            self.notes += _remarks(table)
        values = published.beside(tables)
        self.findings += published.complete(tables)
        self.notes += published.sources(self.file, tables)
        if exported(tables):
            self.notes += published.with_upper_accounts(tables, known)
        in_order = {term: tables[term] for term in t.STATEMENTS if term in tables}
        for table in in_order.values():
            if lacking := table.lacking():
                evidence = f"没有找到这些行：{'、'.join(lacking)}。"
                self.refuse("B210", table.title, evidence, "请照公开表的样式补上。")
        year, name = self.year(self.frames), self.unit_name(self.frames)
        return Book(self.file, in_order, year, name, tuple(self.notes), self.similar, self.others, values, self.kind)

    def told_by_name(self, rows: Rows, known: Iterable[Mapping[str, str]]) -> None:
        """Give each row without a code the account that its name tells, or leave it."""
        from narrator.readers.names import AccountNames

        typed = [(unnamed.label, unnamed.after) for unnamed in rows.unnamed]
        codes = AccountNames(known, economic=rows.table.term == t.BASIC).codes(typed, rows.table.names)
        for unnamed, code in zip(rows.unnamed, codes, strict=True):
            if code:
                rows.take(unnamed, code)
            else:
                rows.leave(unnamed)

    def loose_rows(self, term: str) -> Iterator[ReadRow]:
        """The rows of sheets that the table may go on with, though their columns do not fit: they are not read."""
        for name, (of, sheet) in self.loose.items():
            for row, column in headings.coded_rows(sheet) if of == term else ():
                words = " ".join(str(cell) for cell in sheet.rows[row][column : column + 2])
                yield ReadRow(
                    name, row + 1 - sheet.above, column + 1, (), 1, quoted(words), "在没有表名的工作表上，栏目对不上"
                )

    def joined(self, tables: list[PublishedTable]) -> PublishedTable:
        """A table with the rows of those that continue it."""
        first, *more = tables
        for again in more:
            key = first.join(again)
            if key is not None:
                which = "·".join(key) or "合计"
                self.refuse(
                    "B202",
                    again.title,
                    f"「{first.term}」有两张，另一张在 {first.title.sheet}!{first.title.cell}；两张都有「{which}」。",
                    _TWICE,
                )
                break
        return first

    # Which tables there are -----------------------------------------------------------------------

    def framed(self, sheets: list[Worksheet]) -> list[Frame]:
        """The frames of all sheets in order; a sheet that only goes on with the table before it gives one as well."""
        frames: list[Frame] = []
        for sheet in sheets:
            found = headings.frames(sheet)
            before = frames[-1] if frames else None
            if not found and before and before.blocks and before.sheet.hidden == sheet.hidden:
                more = headings.continued(before, sheet) if headings.ends_open(before) else None
                found = [more] if more else []
                if not more and headings.ends_open(before) and headings.goes_on(sheet):
                    self.loose[sheet.name] = (before.term, sheet)
            frames += found
        self.taken = {frame.sheet.name for frame in frames}
        return frames

    def chosen(self, frames: list[Frame], sheets: list[Worksheet]) -> list[list[Frame]]:
        """For each table its frames, the first and those that continue it."""
        by_term: dict[str, list[Frame]] = {}
        for frame in frames:
            if not frame.headless:
                by_term.setdefault(frame.term, []).append(frame)
        for frame in frames:
            if frame.headless and frame.term not in (*by_term, *internal.BESIDE) and not frame.sheet.hidden:
                place = self.place(frame.sheet, *frame.at, frame.term)
                self.refuse("B208", place, "只有表名，没有找到栏目标题。", "请照公开表的样式补上。")
        groups = [self.pages(self.preferred(term, found)) for term, found in by_term.items()]
        self.note_others(frames, sheets, by_term)
        if not all(sheet.marks.seen for sheet in sheets):
            evidence = (
                "旧格式（.xls、.xlsb）看不出错误值（如 #REF!）和没有算出的公式，都按空白读；"
                "也看不出数字格式和隐藏的行、列，数都照存着的读，不照显示的读。"
            )
            self.notes.append(Finding("B218", Place(self.file, 0, 0), evidence, "请另存为 .xlsx 再用。"))
        return groups

    def preferred(self, term: str, found: list[Frame]) -> list[Frame]:
        """Of all frames of one table those to be read: visible sheets go before hidden ones."""
        visible = [frame for frame in found if not frame.sheet.hidden] or found
        if term == t.CAPITAL:  # the families of thirteen tables have it twice: in full, and what was spent
            return [frame for frame in visible if headings.has_income(frame)] or visible
        if term == t.GENERAL:  # it may stand beside 财决07, from which it is made
            visible = [frame for frame in visible if t.YEAR_INCOME not in frame.headings] or visible
        if len(visible) < len(found):
            hidden = "、".join(f"「{frame.sheet.name}」" for frame in found if frame.sheet.hidden)
            place = self.place(visible[0].sheet, *visible[0].at, term)
            self.notes.append(Finding("B220", place, f"隐藏的工作表{hidden}里也有这张表，没有读。"))
        return visible

    def pages(self, frames: list[Frame]) -> list[Frame]:
        """The first of these frames of one table, and those that continue it; another table of its name is refused."""
        first, *others = frames
        for again in others:
            if not headings.agree(first, again):
                place = self.place(first.sheet, *first.at)
                which = f"「{first.term}」有两张，另一张在 {place.sheet}!{place.cell}"
                evidence = f"{which}；两张的栏目不同，不像是一张表的两页。"
                self.refuse("B202", self.place(again.sheet, *again.at, first.term), evidence, _TWICE)
        return [first, *(again for again in others if headings.agree(first, again))]

    def note_others(self, frames: list[Frame], sheets: list[Worksheet], found: Collection[str]) -> None:
        """Name the sheets, and the tables below another one, that are none of the nine.

        Where a table was not ``found``, a title that resembles it is told.
        """
        known = {frame.sheet.name for frame in frames if not frame.headless or len(frames) == 1}
        told = []
        for sheet in sheets:
            if sheet.name in known or not any(map(any, sheet.rows)):
                continue
            title, term = headings.resembles(sheet) if len(found) < len(t.STATEMENTS) else ("", "")
            likely = term and term not in found
            what = f"（表名「{title}」，像是「{term}」）" if likely else ""
            if sheet.name in self.loose:
                what = f"（没有表名，像是「{self.loose[sheet.name][0]}」的下一页，栏目却对不上）"
            told.append(f"{sheet.name}{what}")
            if likely:
                self.similar.setdefault(term, (sheet.name, title))
        self.others = tuple(told)
        if told:
            named = "、".join(told[:_SHOWN]) + ("等" if len(told) > _SHOWN else "")
            evidence = f"有 {len(told)} 张{self.called}不是九张公开表，没有读：{named}。"
            self.notes.append(Finding("B203", Place(self.file, 0, 0), evidence))
        for sheet, row, column in filter(None, map(headings.foreign, frames)):
            evidence = f"从这里起的「{quoted(sheet.rows[row][column])}」不是九张公开表，没有读。"
            self.notes.append(Finding("B203", self.place(sheet, row, column), evidence))

    # The figures of a table -----------------------------------------------------------------------

    def table(self, group: list[Frame]) -> list[Rows]:
        """The rows of a table's frames; none where its headings do not say what its columns are."""
        frame = group[0]
        title = self.place(frame.sheet, *frame.at, frame.term)
        money = "" if frame.term == internal.PEOPLE else self.money_unit(frame)
        form = headings.form(frame)
        absent, doubled = headings.missing(frame), list(headings.doubled(frame))
        if (absent or doubled) and frame.term in internal.BESIDE:
            evidence = "这张表的栏目看不准，没有读；其中的数请在填报表里填。"
            self.notes.append(Finding("B225", title, evidence))
            return []
        if absent:
            place = self.place(frame.sheet, frame.head_row, frame.title_column, frame.term)
            self.refuse("B208", place, f"没有找到这些栏：{'、'.join(absent)}。", self.seen(frame, doubled))
            return []
        for first, again in doubled:
            place = self.place(frame.sheet, frame.head_row, again.at, frame.term)
            before = self.place(frame.sheet, frame.head_row, first.at).cell
            self.refuse(
                "B307",
                place,
                f"「{_said(again)}」有两栏，前一栏在 {before}。",
                "请核对这两栏各是什么，照公开表的样式改栏名。",
            )
        if doubled:
            return []
        reading = ROWS.get(frame.term, Rows)
        found = [reading(self.file, frame, PublishedTable(frame.term, title, money, form))]
        for more in group[1:]:
            title = self.place(more.sheet, *more.at, more.term)
            found.append(reading(self.file, more, PublishedTable(more.term, title, self.money_unit(more, money), form)))
        for rows in found:
            rows.read()
        return found

    def seen(self, frame: Frame, doubled: list[tuple[columns.Column, columns.Column]]) -> str:
        """For advice: which headings of a table were not understood, or stand twice."""
        for first, again in doubled:
            cells = "、".join(self.place(frame.sheet, frame.head_row, column.at).cell for column in (first, again))
            return f"「{_said(again)}」有两栏（{cells}），请照公开表的样式改回。"
        named = "、".join(f"「{headed}」" for _, headed in frame.unknown[:_SHOWN] if headed)
        return f"没有认出的栏：{named}。请照公开表的样式改回。" if named else "请照公开表的样式补上。"


def _said(column: columns.Column) -> str:
    return "·".join(column.key) or column.aspect


def _remarks(table: PublishedTable) -> Iterator[Finding]:
    """What of a table was not read, or was read by names alone."""
    if table.columns:
        yield Finding("B209", table.title, f"这些栏没有读：{'、'.join(table.columns)}。")
    odd = [row for row in table.rows if row.why or row.named]
    unread = [row for row in odd if row.why and row.needed]
    if unread:
        place = unread[0].place(table.title.file, table.term)
        evidence = f"有 {len(unread)} 行有数，没有读：{_named(row.label for row in unread)}。"
        yield Finding("B211", place, evidence, f"{unread[0].why}；由这些行得出的内容，说明中留作待填。")
    named = [table.names[row.key[0]].text for row in odd if row.named]
    if named:
        evidence = f"没有科目编码，有 {len(named)} 个科目是按名称认出的：{_named(named)}。"
        yield Finding("B219", table.title, evidence, "请核对。")


def _named(labels: Iterable[str]) -> str:
    found = [f"「{label}」" if label else "没有名称的一行" for label in labels]
    return "".join(found[:_SHOWN]) + ("等" if len(found) > _SHOWN else "")

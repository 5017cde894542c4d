"""Reading a form: columns are found by their heading, rows by the words that a person sees in them.

A hidden key says which row it is where those words do not. All that is wrong is told at once.
The result is the tree of a unit file, each word at its cell, so that every later message points there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from narrator.figures import terms
from narrator.figures.findings import Finding, Refused, by_place
from narrator.figures.values import Key, Place
from narrator.files import marked, strange
from narrator.forms import cells, headings, layout, notation, sayings
from narrator.forms.cells import Cells
from narrator.forms.fields import EACH, NUMBERS, REASONS, Field, field_of
from narrator.forms.form import Copied, Outside
from narrator.forms.gathered import Gathered
from narrator.forms.layout import FormBlock, FormColumn
from narrator.forms.merges import covered
from narrator.forms.typed import Unreadable, as_shown, number_of, text_of
from narrator.readers import spreadsheet
from narrator.readers.scalars import short
from narrator.readers.schema import MONEY_UNIT
from narrator.readers.widths import squeeze

_RUN_INIT = "请重新运行 narrator init 补齐。"


class FilledForm(NamedTuple):
    """What a form holds.

    ``cells`` are the texts by key, an accepted offer included; ``adopted`` is what stands in 采用;
    ``outside`` what was typed beside the form's cells, ``own`` the person's own sheets. ``places`` tells,
    for each key of a unit file that has a cell here, which cell that is; ``notes`` what was read otherwise
    than it was typed; ``problems`` what is wrong.
    """

    cells: Cells
    adopted: dict[Key, str]
    outside: list[Outside]
    own: list[Copied]
    places: Mapping[str, Place] = {}
    notes: tuple[Finding, ...] = ()
    problems: tuple[Finding, ...] = ()


def tree(path: Path) -> marked.Mapping:
    """The unit file's tree that a form stands for. Raises Refused with everything that is wrong."""
    return cells.tree(read(path).cells, Place(str(path), 0, 0))


def read(path: Path) -> FilledForm:
    """All that a form holds, as typed. Raises Refused with everything that is wrong."""
    reading = gather(path)
    if reading.problems:
        raise Refused(reading.problems)
    return reading


def gather(path: Path) -> FilledForm:
    """All that a form holds, as far as it can be read, and everything that is wrong. Raises Refused for no form."""
    sheets = spreadsheet.load(path, merged=True)
    by_name = {sheet.name: sheet for sheet in sheets}
    ours = [sheet for sheet in layout.SHEETS if sheet.name in by_name]
    start = Place(str(path), 0, 0)
    if not ours:
        advice = "填报表由 narrator init 生成；九张报表所在的工作簿不是填报表。"
        raise Refused([Finding("F102", start, "这不是填报表：一张填报的表也没有。", advice)])
    reader = Gathered(str(path))
    for sheet in layout.SHEETS:
        if sheet.name in by_name:
            _sheet(reader, sheet, by_name[sheet.name])
        elif not sheet.optional:
            advice = f"请把表名改回来；确已删去的，{_RUN_INIT.removeprefix('请')}"
            reader.refuse("F103", start, f"缺少工作表「{sheet.name}」。", advice)
    reader.adopt()
    reader.contradictions()
    if layout.GUIDE in by_name:
        reader.guide(by_name[layout.GUIDE])
    known = {layout.GUIDE, layout.LISTS, layout.OTHER, *(sheet.name for sheet in layout.SHEETS)}
    for page in sheets:
        reader.findings += strange.in_cells(page.rows, str(path), page.name) if page.name in known else ()
    if any(not sheet.marks.seen for sheet in sheets):
        evidence = "旧格式（.xls、.xlsb）看不出显示成百分数的数，错误值和没有算出的公式都按空白读。"
        reader.note("F126", start, evidence, "请另存为 .xlsx 再用。")
    own = [Copied(sheet.name, sheet.hidden, sheet.rows) for sheet in sheets if sheet.name not in known]
    kept = list(_other(by_name.get(layout.OTHER)))
    adopted = {key: str(text) for key, (text, _) in reader.adopted.items()}
    problems = tuple(sorted(reader.findings, key=by_place))
    return FilledForm(
        reader.cells, adopted, [*kept, *reader.outside], own, reader.places, tuple(reader.notes), problems
    )


def _other(sheet: spreadsheet.Worksheet | None) -> Iterator[Outside]:
    """What earlier runs put aside, and what was typed beside it."""
    for number, row in enumerate(sheet.rows[1:] if sheet else (), 2):
        where, cell, value, *more = *row, "", "", ""
        if (where, cell, value) != ("", "", ""):
            yield Outside(str(where), str(cell), value)
        for column, extra in enumerate(more, 4):
            if extra != "":
                yield Outside(layout.OTHER, Place("", number, column).cell, extra)


def _sheet(reader: Gathered, sheet: layout.FormSheet, page: spreadsheet.Worksheet) -> None:
    """Read one sheet of the form, block by block."""
    heads = [(_head(reader, page, block), block) for block in sheet.blocks]
    found = sorted(((row, block) for row, block in heads if row is not None), key=lambda item: item[0])
    if len(found) < len(heads):
        return
    ends = [row for row, _ in found[1:]] + [len(page.rows)]
    titles = {block.title for block in sheet.blocks}
    for number in range(found[0][0]):
        reader.beside(page, number, {}, titles, f"{sheet.name}：")
    for (head, block), end in zip(found, ends, strict=True):
        _Rows(reader, page, block, head, titles).read(end)


def _head(reader: Gathered, page: spreadsheet.Worksheet, block: FormBlock) -> int | None:
    """The row with the headings of a block; what is missing of them is told."""
    wanted = {column.heading for column in block.columns if column.role != "shown"}
    best, row = max(
        ((len(wanted & headings.headed(values).keys()), -at) for at, values in enumerate(page.rows)), default=(0, 0)
    )
    place = Place(reader.file, 0, 0, "", page.name)
    if best * 2 <= len(wanted):
        reader.refuse("F104", place, f"找不到表头「{'、'.join(_headings(block)[:4])}…」。", "请不要改动或删去表头。")
        return None
    place = place._replace(line=1 - row, column=1)
    if unit := headings.other_unit(page.rows[-row], reader.money):
        evidence = f"表头的单位是{unit}，「{MONEY_UNIT}」写的是{reader.money}。"
        reader.refuse("F139", place, evidence, "请核对已填的金额用的是哪个单位，再把两处改成一致。")
    missing = [heading for heading in _headings(block) if heading not in headings.headed(page.rows[-row])]
    if missing:
        advice = f"请改回原来的表头，或{_RUN_INIT.removeprefix('请')}"
        reader.refuse("F105", place, f"这一行表头里缺少「{'」「'.join(missing)}」。", advice)
        return None
    return -row


class _Rows:
    """The rows of one block."""

    def __init__(
        self, reader: Gathered, page: spreadsheet.Worksheet, block: FormBlock, head: int, titles: set[str]
    ) -> None:
        self.reader, self.page, self.block, self.head, self.titles = reader, page, block, head, titles
        at = headings.headed(page.rows[head])
        self.columns = {at[column.heading]: column for column in block.columns if column.heading in at}
        self.numbers: dict[str, int] = {column.heading: number for number, column in self.columns.items()}
        self.count: dict[Key, int] = {}
        self.keyed: dict[int, Key | None] = {}
        self.merged = covered(page)

    def read(self, end: int) -> None:
        self.reader.beside(self.page, self.head, self.columns, self.titles)
        for row in range(self.head + 1, end):
            if {value for value in self.page.rows[row] if value != ""} <= self.titles:
                continue
            filled = {column: text for column in self.having("fill", "adopt") if (text := self.text(row, column))}
            key = self.key_of(row, bool(filled))
            if key is None and not filled:
                self.reader.beside(self.page, row, {}, self.titles)
                continue
            self.reader.beside(self.page, row, self.columns, self.titles)
            if key is not None:
                self.row(row, key, filled)

    def having(self, *roles: str) -> list[FormColumn]:
        """The columns with one of these roles that the sheet has."""
        return [column for column in self.block.having(*roles) if column.heading in self.numbers]

    def row(self, row: int, key: Key, filled: dict[FormColumn, str]) -> None:
        if key and key[-1] == layout.COUNTED:
            if not filled:
                return
            self.count[key] = self.count.get(key, 0) + 1
            key = (*key[:-1], self.count[key])
        for column in self.having("fill", "adopt"):
            self.merge(row, key, column)
        for column in self.having("fill"):
            name = "/".join(map(str, (*key, *column.key)))
            self.reader.places[name] = self.place(row, column)._replace(key=name)
        if not filled and not self.block.having("key") and any(_free(part) for part in self.block.having("part")):
            where = self.place(row, self.block.having("part")[-1])
            self.reader.refuse("F110", where, "这一行只有编码，没有内容。", "请补上，或删去这一行。")
        for column, text in filled.items():
            place = self.place(row, column)
            if column.role == "adopt":
                offers = self.number_of(row, layout.OFFERS)
                self.reader.adopted[key] = notation.scalar(text.strip(), place), str(offers)
            elif field_of((*key, *column.key)) is None:
                self.reader.refuse(
                    "F111", place, f"「{short(text)}」填在了不用填的格子里。", "请移到应填的格子，或删去。"
                )
            else:
                self.reader.put((*key, *column.key), text, place)

    def number_of(self, row: int, heading: str) -> Any:
        """What stands in the column with this heading."""
        return self.value(row, self.numbers[heading]) if heading in self.numbers else ""

    def value(self, row: int, number: int) -> Any:
        values = self.page.rows[row]
        return values[number] if number < len(values) else ""

    def place(self, row: int, column: FormColumn) -> Place:
        line, number = self.spot(row, column)
        return Place(self.reader.file, line + 1, number + 1, "", self.page.name)

    def spot(self, row: int, column: FormColumn) -> tuple[int, int]:
        """Where it stands what a column says of a row: in merged cells that hold for all their rows, the first."""
        number = self.numbers[column.heading]
        merged = self.merged.get((row, number))
        shared = merged and column.shared and merged.left == number and merged.top > self.head
        return (merged.top if merged and shared else row), number

    def merge(self, row: int, key: Key, column: FormColumn) -> None:
        """Tell of a cell that is merged with others: what they hold is taken for each row, or for none."""
        number = self.numbers[column.heading]
        merged = self.merged.get((row, number))
        if merged is None or (row, number) == merged[:2] or self.value(*merged[:2]) == "":
            return
        first = self.place(merged.top, column)._replace(line=merged.top + 1, column=merged.left + 1)
        if self.spot(row, column) != (row, number):
            if key[0] == REASONS:
                self.reader.note("F125", first, f"{merged.name} 是合并的单元格，这几行都用这里写的。")
        elif column.role == "adopt" or field_of((*key, *column.key)) is not None:
            advice = "请取消合并，每项填在自己的格子里。"
            finding = Finding("F124", first, f"{merged.name} 是合并的单元格，读不出填的是哪一项。", advice)
            self.reader.findings += [finding] if finding not in self.reader.findings else []

    def text(self, row: int, column: FormColumn) -> str:
        """What was typed into a cell, as text; what cannot be read is told."""
        place = self.place(row, column)
        spot = (place.line, place.column)
        value = self.value(place.line - 1, place.column - 1)
        field = self.field(row, column)
        kind = field.kind if field else "text"
        if spot in self.page.marks.errors:
            self.reader.refuse(
                "F117", place, f"这一格是错误值 {self.page.marks.errors[spot]}。", "请改正公式，或直接填数。"
            )
            return ""
        if value == "" and spot in self.page.marks.formulas:
            self.reader.refuse(
                "F118", place, "这一格是公式，但没有算出的值。", "请在 Excel 或 WPS 中打开后保存，或直接填数。"
            )
            return ""
        try:
            if code := self.page.marks.formats.get(spot):
                value = as_shown(value, code, self.page.marks.misshown.get(spot, ""), kind)
            text = text_of(value, kind, self.reader.money)
        except Unreadable as problem:
            self.reader.refuse("F119", place, problem.evidence, problem.advice)
            return ""
        if field is None or kind not in NUMBERS:
            return text
        taken = number_of(text, field, self.reader.money)
        if taken != text:
            unit = self.reader.money if kind == "money" else field.unit
            self.reader.note("F123", place, f"「{short(text)}」是文字，按 {taken}{unit} 读入。", "请核对。")
        return taken

    # Which row ----------------------------------------------------------------------------------

    def key_of(self, row: int, filled: bool) -> Key | None:
        """The key of a row by its key or its parts; None where it is no row of the form."""
        for column in self.block.having("key"):
            if written := str(self.value(row, self.numbers[column.heading])).strip():
                key = self.written_key(row)
                if not key and filled:
                    evidence = f"不认识这一行（「{short(written)}」）。"
                    self.reader.refuse("F107", self.place(row, column), evidence, _RUN_INIT)
                return key
        parts = self.block.having("part")
        if parts:
            return self.by_parts(row, parts, filled)
        if self.block.pattern:  # rows that are only counted
            return self.block.pattern if filled else None
        if filled:
            place = self.place(row, self.block.having("fill")[0])
            advice = "请填在原有的行里；自己的备注请写在表格右边，或另加一张表。"
            self.reader.refuse("F108", place, "这一行不是填报表原有的行，填了也读不到。", advice)
        return None

    def by_parts(self, row: int, parts: tuple[FormColumn, ...], filled: bool) -> Key | None:
        """The key of a row by its visible pieces; None where it has none, or one of them is no such piece."""
        typed = {column: self.text(row, column) for column in parts}
        if any(typed.values()):
            pieces: Iterator[Any] = (self.part(row, column, text) for column, text in typed.items())
            found = [next(pieces) if part == EACH else part for part in self.block.pattern]
            return None if None in found else tuple(found)
        if filled:
            evidence = f"这一行没有写「{_names(parts)}」。"
            self.reader.refuse("F109", self.place(row, parts[0]), evidence, "请补上，或删去这一行。")
        return None

    def written_key(self, row: int) -> Key | None:
        """The key of a row that has a hidden key, None where none fits.

        Rows are sorted, swapped and copied without their hidden column: the words beside the value prevail.
        """
        if row not in self.keyed:
            key: Key = tuple(str(self.number_of(row, layout.KEY)).strip().split("/"))
            self.keyed[row] = self.seen(row, key) if self.block.fits(key) else None
        return self.keyed[row]

    def seen(self, row: int, key: Key) -> Key | None:
        """The key that the visible words of a row name, the given one where they name none; None for several."""
        words = {heading: _squeeze(self.number_of(row, heading)) for heading in sayings.NAMING}
        if not self.block.rows:
            comparison, subject = words["比较"] or str(key[1]), words["事项"]
            if comparison in terms.REASON_SUBJECTS and (code := re.match("[0-9]+", subject)):
                return key[0], comparison, code.group()
            return (key[0], comparison, subject) if subject in terms.REASON_SUBJECTS.get(comparison, ()) else key

        def named(other: Key) -> bool:
            return all(word in ("", _squeeze(sayings.label(other, heading))) for heading, word in words.items())

        if named(key):
            return key
        others = [*filter(named, self.block.rows)]
        return None if others[1:] else [*others, key][0]

    def part(self, row: int, column: FormColumn, text: str) -> str | int | None:
        """A visible piece of a row's key."""
        text = text.strip()
        if not text:
            problem = f"这一行没有写「{column.heading}」。"
        elif column.number:
            if re.fullmatch("[1-9][0-9]?", text):
                return int(text)
            problem = f"「{short(text)}」不是表号 1、2、3……"
        elif column.choices and text not in column.choices:
            problem = f"「{short(text)}」不在可选范围内。可选：{notation.COMMA.join(column.choices)}。"
        elif self.block.pattern[0] == REASONS and (code := re.match("[0-9]+", squeeze(text))):
            return code.group()
        else:
            return text
        self.reader.refuse("F109", self.place(row, column), problem)
        return None

    def field(self, row: int, column: FormColumn) -> Field | None:
        """The value that a cell holds, as far as reading it is concerned; None where any text will do."""
        if column.role != "fill":
            return None
        keyed = str(self.number_of(row, layout.KEY)).strip()
        key = self.written_key(row) if keyed else None
        return field_of((*key, *column.key) if key else self.block.example(column))


def _free(part: FormColumn) -> bool:
    return not part.choices and not part.number


def _squeeze(value: Any) -> str:
    return "".join(str(value).split())


def _headings(block: FormBlock) -> list[str]:
    """The headings that a block must have: not those of what only some packs print, nor late ones."""
    needed = (column for column in block.columns if column.role != "shown" and not column.late)
    return [column.heading for column in needed if not block.facts(column)]


def _names(parts: tuple[FormColumn, ...]) -> str:
    return "」「".join(part.heading for part in parts)

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
from narrator.figures.values import Place
from narrator.forms import cells, layout, notation
from narrator.forms.cells import Cells
from narrator.forms.fields import EACH, REASONS, Road, field_of
from narrator.forms.form import Copied, Outside
from narrator.forms.layout import Block, Column
from narrator.forms.typed import Unreadable, percent, text_of
from narrator.readers import marked, spreadsheet
from narrator.readers.edge import MONEY_UNIT
from narrator.readers.leaves import short

_NO = ("", "否")
_BODY: Road = ("单位", "主体")
_BLANK = re.compile("〔[^0-9〕]+〕")  # a slot of an offer that is still to be filled
_RUN_INIT = "请重新运行 narrator init 补齐。"


class Reading(NamedTuple):
    """What a form holds.

    ``cells`` are the texts by road, an accepted offer included; ``adopted`` is what stands in 采用;
    ``outside`` what was typed beside the form's cells, ``own`` the person's own sheets. ``places`` tells,
    for each key of a unit file that has a cell here, which cell that is; ``notes`` what was read otherwise
    than it was typed.
    """

    cells: Cells
    adopted: dict[Road, str]
    outside: list[Outside]
    own: list[Copied]
    places: Mapping[str, Place] = {}
    notes: tuple[Finding, ...] = ()


def tree(path: Path) -> marked.Mapping:
    """The unit file's tree that a form stands for. Raises Refused with everything that is wrong."""
    return cells.tree(read(path).cells, Place(str(path), 0, 0))


def read(path: Path) -> Reading:
    """All that a form holds, as typed. Raises Refused with everything that is wrong."""
    sheets = spreadsheet.load(path)
    by_name = {sheet.name: sheet for sheet in sheets}
    ours = [sheet for sheet in layout.SHEETS if sheet.name in by_name]
    start = Place(str(path), 0, 0)
    if not ours:
        advice = "填报表由 narrator init 生成；九张报表所在的工作簿不是填报表。"
        raise Refused([Finding("F102", start, "这不是填报表：一张填报的表也没有。", advice)])
    reader = _Reader(str(path))
    for sheet in layout.SHEETS:
        if sheet.name in by_name:
            reader.sheet(sheet, by_name[sheet.name])
        else:
            reader.refuse(
                "F103",
                start,
                f"缺少工作表「{sheet.name}」。",
                f"请把表名改回来；确已删去的，{_RUN_INIT.removeprefix('请')}",
            )
    reader.adopt()
    reader.contradictions()
    if reader.findings:
        raise Refused(sorted(reader.findings, key=by_place))
    if layout.GUIDE in by_name:
        reader.guide(by_name[layout.GUIDE])
    known = {layout.GUIDE, layout.LISTS, layout.OTHER, *(sheet.name for sheet in layout.SHEETS)}
    own = [Copied(sheet.name, sheet.hidden, sheet.rows) for sheet in sheets if sheet.name not in known]
    kept = list(_other(by_name.get(layout.OTHER)))
    adopted = {road: str(text) for road, (text, _) in reader.adopted.items()}
    return Reading(reader.cells, adopted, [*kept, *reader.outside], own, reader.places)


def _other(sheet: spreadsheet.Sheet | None) -> Iterator[Outside]:
    """What earlier runs put aside, and what was typed beside it."""
    for number, row in enumerate(sheet.rows[1:] if sheet else (), 2):
        where, cell, value, *more = *row, "", "", ""
        if (where, cell, value) != ("", "", ""):
            yield Outside(str(where), str(cell), value)
        for column, extra in enumerate(more, 4):
            if extra != "":
                yield Outside(layout.OTHER, Place("", number, column).cell, extra)


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.cells: Cells = {}
        self.adopted: dict[Road, tuple[marked.Scalar, str]] = {}
        self.outside: list[Outside] = []
        self.findings: list[Finding] = []
        self.places: dict[str, Place] = {}

    @property
    def money(self) -> str:
        """The form's unit of money, which stands on the first sheet."""
        return str(self.cells.get((MONEY_UNIT,), ""))

    def refuse(self, code: str, place: Place, evidence: str, advice: str = "") -> None:
        self.findings.append(Finding(code, place, evidence, advice))

    def sheet(self, sheet: layout.Sheet, page: spreadsheet.Sheet) -> None:
        """Read one sheet of the form, block by block."""
        heads = [(self.head(page, block), block) for block in sheet.blocks]
        found = sorted(((row, block) for row, block in heads if row is not None), key=lambda item: item[0])
        if len(found) < len(heads):
            return
        ends = [row for row, _ in found[1:]] + [len(page.rows)]
        titles = {block.title for block in sheet.blocks}
        for number in range(found[0][0]):
            self.beside(page, number, {}, titles, f"{sheet.name}：")
        for (head, block), end in zip(found, ends, strict=True):
            _Rows(self, page, block, head, titles).read(end)

    def head(self, page: spreadsheet.Sheet, block: Block) -> int | None:
        """The row with the headings of a block; what is missing of them is told."""
        wanted = {column.heading for column in block.columns if column.role != "shown"}
        best, row = max(
            ((len(wanted & {*map(_squeeze, values)}), -at) for at, values in enumerate(page.rows)), default=(0, 0)
        )
        place = Place(self.file, 0, 0, "", page.name)
        if best * 2 <= len(wanted):
            self.refuse("F104", place, f"找不到表头「{'、'.join(_headings(block)[:4])}…」。", "请不要改动或删去表头。")
            return None
        missing = [heading for heading in _headings(block) if heading not in {*map(_squeeze, page.rows[-row])}]
        if missing:
            place = place._replace(line=1 - row, column=1)
            self.refuse(
                "F105",
                place,
                f"这一行表头里缺少「{'」「'.join(missing)}」。",
                f"请改回原来的表头，或{_RUN_INIT.removeprefix('请')}",
            )
            return None
        return -row

    def beside(
        self, page: spreadsheet.Sheet, row: int, used: dict[int, Column], titles: set[str], start: str = "\0"
    ) -> None:
        """Keep what stands in a row outside the form's columns."""
        for number, value in enumerate(page.rows[row]):
            ours = isinstance(value, str) and (value in titles or value.startswith(start))
            if value != "" and number not in used and not ours:
                self.outside.append(Outside(page.name, Place("", row + 1, number + 1).cell, value))

    def guide(self, page: spreadsheet.Sheet) -> None:
        """Keep what was added to the sheet that explains."""
        for row in range(len(page.rows)):
            self.beside(page, row, {}, {*layout.GUIDE_LINES, *layout.FORMER_GUIDE_LINES})

    def put(self, road: Road, text: str, place: Place) -> None:
        """A cell's text at its road; twice is told."""
        if road in self.cells:
            first = self.cells[road].place
            self.refuse("F106", place, f"与 {first.sheet}!{first.cell} 填的是同一项。", "请只留一处。")
            return
        self.cells[road] = notation.scalar(text, place._replace(key="/".join(map(str, road))))

    # Between the cells --------------------------------------------------------------------------

    def adopt(self) -> None:
        """Accepted offers become reasons."""
        for road, (typed, offers) in self.adopted.items():
            lines = offers.splitlines()
            taken = notation.offered(typed, offers)
            if taken and _BODY in self.cells:
                taken = taken.replace(f"〔{_BODY[-1]}〕", self.cells[_BODY].strip())
            if typed in _NO:
                continue
            if road in self.cells:
                advice = "采用左边的用语就清空「主要原因」，用自己写的就把「采用」改成「否」。"
                self.refuse("F113", typed.place, "「采用」和「主要原因」都填了。", advice)
            elif typed != notation.YES and not re.fullmatch("[1-9][0-9]?", typed):
                self.refuse("F114", typed.place, f"「{short(typed)}」应是「是」「否」，或可选用语的序号。")
            elif not lines:
                self.refuse("F115", typed.place, "没有可选用语。", "请在「主要原因」中写明原因。")
            elif taken is None:
                which = f"没有第 {typed} 条" if typed != notation.YES else "不止一条，没有说是哪一条"
                self.refuse("F116", typed.place, f"可选用语{which}。", f"请写序号，共 {len(lines)} 条。")
            elif _BLANK.search(taken):
                evidence = f"这条用语还有要补的内容「{_BLANK.findall(taken)[0]}」。"
                self.refuse("F120", typed.place, evidence, "请抄到「主要原因」中补全，并清空「采用」。")
            else:
                self.put(road, taken, typed.place)

    def contradictions(self) -> None:
        """A word for a whole part (空表, 无) beside values within that part."""
        for road, text in self.cells.items():
            field = field_of(road)
            if field is None or field.kind != "word":
                continue
            inside = next(
                (other for other in self.cells if other[: len(road)] == road and len(other) > len(road)), None
            )
            if inside is not None:
                where = self.cells[inside].place
                self.refuse(
                    "F112", text.place, f"这里写了「{text}」，{where.sheet}!{where.cell} 却填了内容。", "请删去一处。"
                )


class _Rows:
    """The rows of one block."""

    def __init__(self, reader: _Reader, page: spreadsheet.Sheet, block: Block, head: int, titles: set[str]) -> None:
        self.reader, self.page, self.block, self.head, self.titles = reader, page, block, head, titles
        headings = [_squeeze(value) for value in page.rows[head]]
        at = {heading: number for number, heading in reversed([*enumerate(headings)])}
        self.columns = {at[column.heading]: column for column in block.columns if column.heading in at}
        self.numbers: dict[str, int] = {column.heading: number for number, column in self.columns.items()}
        self.count: dict[Road, int] = {}
        self.keyed: dict[int, Road | None] = {}

    def read(self, end: int) -> None:
        self.reader.beside(self.page, self.head, self.columns, self.titles)
        for row in range(self.head + 1, end):
            if {value for value in self.page.rows[row] if value != ""} <= self.titles:
                continue
            filled = {column: text for column in self.having("fill", "adopt") if (text := self.text(row, column))}
            road = self.road(row, bool(filled))
            if road is None and not filled:
                self.reader.beside(self.page, row, {}, self.titles)
                continue
            self.reader.beside(self.page, row, self.columns, self.titles)
            if road is not None:
                self.row(row, road, filled)

    def having(self, *roles: str) -> list[Column]:
        """The columns with one of these roles that the sheet has."""
        return [column for column in self.block.having(*roles) if column.heading in self.numbers]

    def row(self, row: int, road: Road, filled: dict[Column, str]) -> None:
        if road and road[-1] == layout.COUNTED:
            if not filled:
                return
            self.count[road] = self.count.get(road, 0) + 1
            road = (*road[:-1], self.count[road])
        for column in self.having("fill"):
            key = "/".join(map(str, (*road, *column.road)))
            self.reader.places[key] = self.place(row, column)._replace(key=key)
        if not filled and not self.block.having("key") and any(_free(part) for part in self.block.having("part")):
            where = self.place(row, self.block.having("part")[-1])
            self.reader.refuse("F110", where, "这一行只有编码，没有内容。", "请补上，或删去这一行。")
        for column, text in filled.items():
            place = self.place(row, column)
            if column.role == "adopt":
                offers = self.number_of(row, layout.OFFERS)
                self.reader.adopted[road] = notation.scalar(text.strip(), place), str(offers)
            elif field_of((*road, *column.road)) is None:
                self.reader.refuse(
                    "F111", place, f"「{short(text)}」填在了不用填的格子里。", "请移到应填的格子，或删去。"
                )
            else:
                self.reader.put((*road, *column.road), text, place)

    def number_of(self, row: int, heading: str) -> Any:
        """What stands in the column with this heading."""
        return self.value(row, self.numbers[heading]) if heading in self.numbers else ""

    def value(self, row: int, number: int) -> Any:
        values = self.page.rows[row]
        return values[number] if number < len(values) else ""

    def place(self, row: int, column: Column) -> Place:
        return Place(self.reader.file, row + 1, self.numbers[column.heading] + 1, "", self.page.name)

    def text(self, row: int, column: Column) -> str:
        """What was typed into a cell, as text; what cannot be read is told."""
        number = self.numbers[column.heading]
        place = self.place(row, column)
        spot = (row + 1, number + 1)
        value = self.value(row, number)
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
            if spot in self.page.marks.percents:
                value = percent(value, self.kind(row, column))
            return text_of(value, self.kind(row, column), self.reader.money)
        except Unreadable as problem:
            self.reader.refuse("F119", place, problem.evidence, problem.advice)
            return ""

    # Which row ----------------------------------------------------------------------------------

    def road(self, row: int, filled: bool) -> Road | None:
        """The road of a row by its key or its parts; None where it is no row of the form."""
        for column in self.block.having("key"):
            key = str(self.value(row, self.numbers[column.heading])).strip()
            if key:
                if road := self.key(row):
                    return road
                if filled:
                    self.reader.refuse(
                        "F107", self.place(row, column), f"不认识这一行（「{short(key)}」）。", _RUN_INIT
                    )
                return None
        parts = self.block.having("part")
        typed = {column: self.text(row, column) for column in parts}
        if not parts and filled:
            place = self.place(row, self.block.having("fill")[0])
            advice = "请填在原有的行里；自己的备注请写在表格右边，或另加一张表。"
            self.reader.refuse("F108", place, "这一行不是填报表原有的行，填了也读不到。", advice)
        if not any(typed.values()):
            if parts and filled:
                self.reader.refuse(
                    "F109", self.place(row, parts[0]), f"这一行没有写「{_names(parts)}」。", "请补上，或删去这一行。"
                )
            return None
        pieces: Iterator[Any] = (self.part(row, column, text) for column, text in typed.items())
        found = [next(pieces) if part == EACH else part for part in self.block.pattern]
        return None if None in found else tuple(found)

    def key(self, row: int) -> Road | None:
        """The road of a row that has a hidden key, None where none fits.

        Rows are sorted, swapped and copied without their hidden column: the words beside the value prevail.
        """
        if row not in self.keyed:
            road: Road = tuple(str(self.number_of(row, layout.KEY)).strip().split("/"))
            self.keyed[row] = self.seen(row, road) if self.block.fits(road) else None
        return self.keyed[row]

    def seen(self, row: int, road: Road) -> Road | None:
        """The road that the visible words of a row name, the given one where they name none; None for several."""
        words = {heading: _squeeze(self.number_of(row, heading)) for heading in layout.NAMING}
        if not self.block.rows:
            comparison, subject = words["比较"] or str(road[1]), words["事项"]
            if comparison in terms.REASON_SUBJECTS and (code := re.match("[0-9]+", subject)):
                return road[0], comparison, code.group()
            return (road[0], comparison, subject) if subject in terms.REASON_SUBJECTS.get(comparison, ()) else road

        def named(other: Road) -> bool:
            return all(word in ("", _squeeze(layout.label(other, heading))) for heading, word in words.items())

        if named(road):
            return road
        others = [*filter(named, self.block.rows)]
        return None if others[1:] else [*others, road][0]

    def part(self, row: int, column: Column, text: str) -> str | int | None:
        """A visible piece of a row's road."""
        text = text.strip()
        if not text:
            problem = f"这一行没有写「{column.heading}」。"
        elif column.number:
            if re.fullmatch("[1-9][0-9]?", text):
                return int(text)
            problem = f"「{short(text)}」不是表号 1、2、3……"
        elif column.choices and text not in column.choices:
            problem = f"「{short(text)}」不在可选范围内。可选：{notation.COMMA.join(column.choices)}。"
        elif self.block.pattern[0] == REASONS and (code := re.match("[0-9]+", text)):
            return code.group()
        else:
            return text
        self.reader.refuse("F109", self.place(row, column), problem)
        return None

    def kind(self, row: int, column: Column) -> str:
        """The kind of value that a cell holds, as far as reading it is concerned."""
        if column.role != "fill":
            return "text"
        keyed = str(self.number_of(row, layout.KEY)).strip()
        road = self.key(row) if keyed else None
        field = field_of((*road, *column.road) if road else self.block.example(column))
        return field.kind if field else "text"


def _free(part: Column) -> bool:
    return not part.choices and not part.number


def _squeeze(value: Any) -> str:
    return "".join(str(value).split())


def _headings(block: Block) -> list[str]:
    """The headings that a block must have: not those of what only some packs print."""
    return [column.heading for column in block.columns if column.role != "shown" and not block.facts(column)]


def _names(parts: tuple[Column, ...]) -> str:
    return "」「".join(part.heading for part in parts)
